"""The service's clock: the machine's, moved by whoever tests what takes an hour, a day or five years."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.simulators.cloud.clock import Clock

__all__ = ["PACIFIC", "Clock", "stamp"]

#: The offset of the times in answers (QBO 2.1: of the company or Pacific).
PACIFIC = ZoneInfo("America/Los_Angeles")


def stamp(moment: datetime) -> str:
    """As ``time`` in answers: 2026-02-12T10:00:00.000-08:00."""
    return moment.astimezone(PACIFIC).isoformat(timespec="milliseconds")
