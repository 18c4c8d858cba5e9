"""The organisation's clock: moments are UTC with milliseconds, days are those of its time zone (facts 2.4, 3.4)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def _machine() -> datetime:
    return datetime.now(UTC)


class Clock:
    def __init__(self, zone: str, source=None):
        """``source()`` or ``source.now()`` gives a datetime; one without a zone is UTC."""
        self.zone = ZoneInfo(zone)
        if source is None:
            source = _machine
        self._source = source if callable(source) else source.now

    def now(self) -> datetime:
        moment = self._source()
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)

    def stamp(self) -> str:
        """Now, as rows keep moments: ``2026-11-20T10:00:00.123``, UTC."""
        return self.now().replace(tzinfo=None).isoformat(timespec="milliseconds")

    def today(self) -> str:
        """Today where the organisation is: ``2026-11-20``."""
        return self.now().astimezone(self.zone).date().isoformat()
