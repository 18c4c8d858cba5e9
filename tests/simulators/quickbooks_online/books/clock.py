"""The company's clock: every time that is shown carries its offset (facts 2.1)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def _machine() -> datetime:
    return datetime.now(UTC)


class Clock:
    def __init__(self, zone: str, source=None):
        """``source()`` or ``source.now()`` gives a datetime; one without a zone is wall-clock time of the company."""
        self.zone = ZoneInfo(zone)
        if source is None:
            source = _machine
        self._source = source if callable(source) else source.now

    def now(self) -> datetime:
        moment = self._source()
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)

    def shown(self, moment: datetime | None = None) -> str:
        """``2026-02-12T10:00:00-08:00``, whole seconds."""
        return (moment or self.now()).astimezone(self.zone).isoformat(timespec="seconds")

    def today(self) -> str:
        return self.now().date().isoformat()

    def epoch(self, moment: datetime | None = None) -> int:
        """Whole seconds, which is all that a shown time tells."""
        return int((moment or self.now()).timestamp())
