"""The clock of the machine that QuickBooks runs on (facts 3.4).

QuickBooks stores and compares local wall-clock times.  It writes them with the *standard* offset of the
zone, also in summer, when that offset is wrong by an hour; a client that echoes the offset is an hour
off, and this is what a filter with an offset shows.
"""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import Refusal

EARLIEST = "1970-01-01T00:00:00"
LATEST = "2038-01-19T03:14:07"
WALL = "%Y-%m-%dT%H:%M:%S"


class Clock:
    def __init__(self, zone_name: str, source=None):
        try:
            self.zone = ZoneInfo(zone_name)
        except (ZoneInfoNotFoundError, ValueError):
            self.zone = timezone(timedelta(hours=-8))
        self._source = source

    def now(self) -> datetime:
        """The moment, in the machine's zone; a source without a zone speaks wall-clock time."""
        moment = self._source() if self._source else datetime.now(self.zone)
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)

    def wall(self) -> str:
        return self.now().strftime(WALL)

    def epoch(self) -> int:
        return int(self.now().timestamp())

    def today(self) -> str:
        return self.now().strftime("%Y-%m-%d")

    def offset(self) -> str:
        """The offset that QuickBooks writes: daylight saving is not part of it."""
        moment = self.now()
        standard = moment.utcoffset() - (moment.dst() or timedelta())
        minutes = int(standard.total_seconds() // 60)
        return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"

    def bound(self, text: str, field: str, end: bool = False) -> str:
        """The wall-clock time that a filter means; a bare date is its first or last second."""
        day, _, rest = text.partition("T")
        hours, offset = rest, ""
        for sign in "+-":
            if sign in rest:
                hours, _, offset = rest.partition(sign)
                offset = sign + offset
        try:
            year, month, date = (int(part) for part in day.split("-"))
            parts = [int(part) for part in hours.split(":")] if hours else ([23, 59, 59] if end else [0])
            moment = datetime(year, month, date, *parts)
            if offset:
                away, minutes = offset[1:].split(":")
                away = timedelta(hours=int(away), minutes=int(minutes))
                away = -away if offset[0] == "-" else away
                moment = moment.replace(tzinfo=timezone(away)).astimezone(self.zone)
        except ValueError:
            raise Refusal(3020, text, field) from None
        wall = moment.strftime(WALL)
        if not EARLIEST <= wall <= LATEST:
            raise Refusal(3020, text, field)
        return wall
