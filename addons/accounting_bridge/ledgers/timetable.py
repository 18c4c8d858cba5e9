"""When a schedule comes: as it happens, every so many minutes, daily, weekly or by hand.

Moments that go in and come out are UTC without a zone, as Odoo keeps them; an hour of the day is one of the zone. A day
has one run, also the two days a year on which a clock is turned:

    the hour is left out (turned on)      the run comes when as much time has passed as on any other: 03:30 for 02:30
    the hour comes twice (turned back)    the run comes the first time

What was missed is made up for once: a run is due where any of its moments lies between the last run and now, however
many there were.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT_ONCE, MINUTES, DAILY, WEEKLY, HAND = "at_once", "minutes", "daily", "weekly", "hand"
# Those that name an hour of the day.
DATED = (DAILY, WEEKLY)
# A zone may leave out a whole day; a weekly schedule is found within two weeks at the latest.
_DAYS_AHEAD = 15


@dataclass(frozen=True)
class Timetable:
    """One schedule.

    :param mode: one of the five above
    :param zone: the name of the time zone that its hours are meant in
    :param minutes: how many lie between two runs (``MINUTES``)
    :param hour: hours since midnight, 18.5 for half past six in the evening (``DAILY``, ``WEEKLY``)
    :param weekday: 0 is Monday (``WEEKLY``)
    """

    mode: str
    zone: str = "UTC"
    minutes: int = 60
    hour: float = 0.0
    weekday: int = 0

    def today(self, now: datetime) -> date:
        """Return the day that it is in the zone."""
        return self.local(now).date()

    def closed_day(self, now: datetime) -> date:
        """Return the last day that is over in the zone."""
        return self.today(now) - timedelta(days=1)

    def local(self, moment: datetime) -> datetime:
        """Return a moment as a clock of the zone shows it."""
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))

    def after(self, moment: datetime) -> datetime | None:
        """Return the first run after a moment; ``None`` where no clock decides when."""
        if self.mode == MINUTES:
            return moment + timedelta(minutes=self.minutes)
        if self.mode not in DATED:
            return None
        day = self.today(moment) - timedelta(days=1)
        return next(run for run in self._runs(day, 1) if run > moment)

    def until(self, moment: datetime) -> datetime | None:
        """Return the last run that a day names, up to a moment and with it; ``None`` where no day names any."""
        if self.mode not in DATED:
            return None
        day = self.today(moment) + timedelta(days=1)
        return next(run for run in self._runs(day, -1) if run <= moment)

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Return whether a run is due.

        :param last: when it ran last, or since when the schedule holds; ``None``: never, then it is due at once
        """
        if self.mode == HAND:
            return False
        if self.mode == AT_ONCE or last is None:
            return True
        if self.mode == MINUTES:
            return now >= self.after(last)
        return self.until(now) > last

    def next_run(self, last: datetime | None, now: datetime) -> datetime | None:
        """Return when the next run comes: ``now`` where one is due, ``None`` where no clock decides when."""
        if self.mode in (HAND, AT_ONCE):
            return None
        if self.is_due(last, now):
            return now
        return self.after(last if self.mode == MINUTES else now)

    def first_run_with(self, day: date, now: datetime, *, closed: bool) -> datetime | None:
        """Return the first run after a moment that takes what is dated on a day; ``None`` where no day names any.

        :param closed: whether a run takes the days only that are over
        """
        if self.mode not in DATED:
            return None
        run = self.after(now)
        wanted = day + timedelta(days=1) if closed else day
        if self.today(run) < wanted:
            run = next(each for each in self._runs(wanted, 1) if self.today(each) >= wanted)
        return run

    def _runs(self, day: date, step: int):
        """Give the runs of the days from one on, a day after another (1) or before it (-1)."""
        for _number in range(_DAYS_AHEAD):
            if self.mode == DAILY or day.weekday() == self.weekday:
                yield self._run_of(day)
            day += timedelta(days=step)

    def _run_of(self, day: date) -> datetime:
        minutes = min(round(self.hour * 60), 24 * 60 - 1)
        # fold=0: the first of two; and where the hour is left out, what the clock showed before is gone on with.
        local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(self.zone))
        return local.astimezone(UTC).replace(tzinfo=None)
