"""When schedules come: in three zones, over midnight, the ends of months and both days on which the clock is turned."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from odoo.addons.accounting_bridge.ledgers.timetable import AT_ONCE, DAILY, HAND, MINUTES, WEEKLY, Timetable

# The clock is turned at 02:00 and 03:00 there, at 02:00, and in the other half of the world at 03:00 and 02:00.
BERLIN, NEW_YORK, AUCKLAND = "Europe/Berlin", "America/New_York", "Pacific/Auckland"
ZONES = (BERLIN, NEW_YORK, AUCKLAND)
TURNED_ON = {BERLIN: date(2026, 3, 29), NEW_YORK: date(2026, 3, 8), AUCKLAND: date(2026, 9, 27)}
TURNED_BACK = {BERLIN: date(2026, 10, 25), NEW_YORK: date(2026, 11, 1), AUCKLAND: date(2026, 4, 5)}


def utc(text):
    return datetime.fromisoformat(text)


def of(zone, text, fold=0):
    """Return the moment at which a clock of a zone shows this."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return local.astimezone(UTC).replace(tzinfo=None)


def daily(zone, hour):
    return Timetable(DAILY, zone, hour=hour)


def passed(table, begin, end, minutes=10):
    """Return what a clock of the zone showed at the runs of a schedule that is looked at every so many minutes."""
    last, moment, runs = begin, begin, []
    while moment <= end:
        if table.is_due(last, moment):
            runs.append(table.local(moment).replace(tzinfo=None))
            last = moment
        moment += timedelta(minutes=minutes)
    return runs


# === EACH SCHEDULE === #


def test_as_it_happens_is_always_due_and_by_hand_never():
    now = utc("2026-05-03 10:00")
    for last in (None, now, now - timedelta(days=400)):
        assert Timetable(AT_ONCE).is_due(last, now)
        assert not Timetable(HAND).is_due(last, now)
        for mode in (AT_ONCE, HAND):
            assert Timetable(mode).next_run(last, now) is None
            assert Timetable(mode).first_run_with(now.date(), now, closed=True) is None
            assert Timetable(mode).until(now) is None


def test_every_so_many_minutes():
    table, now = Timetable(MINUTES, minutes=15), utc("2026-05-03 10:00")
    assert table.is_due(None, now), "never run: at once"
    assert table.next_run(None, now) == now
    assert not table.is_due(now, now + timedelta(minutes=14, seconds=59))
    assert table.next_run(now, now + timedelta(minutes=7)) == utc("2026-05-03 10:15")
    assert table.is_due(now, now + timedelta(minutes=15))
    assert table.next_run(now, now + timedelta(hours=9)) == utc("2026-05-03 19:00"), "missed: once, at once"
    assert table.first_run_with(now.date(), now, closed=False) is None


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("turned", [TURNED_ON, TURNED_BACK], ids=["on", "back"])
def test_every_so_many_minutes_does_not_mind_the_clock(zone, turned):
    """What is counted is time that passes: neither an hour without runs, nor two at once."""
    day = datetime.combine(turned[zone], datetime.min.time())
    begin = of(zone, f"{day:%Y-%m-%d} 00:00")
    runs, last = [], begin
    for minutes in range(0, 6 * 60 + 1, 5):
        if Timetable(MINUTES, zone, minutes=30).is_due(last, begin + timedelta(minutes=minutes)):
            last = begin + timedelta(minutes=minutes)
            runs.append(minutes)
    assert runs == list(range(30, 361, 30))


@pytest.mark.parametrize("zone", ZONES)
def test_daily_at_the_hour_of_the_zone(zone):
    table, at = daily(zone, 18.5), of(zone, "2026-05-03 18:30")
    assert not table.is_due(at - timedelta(days=1), at - timedelta(seconds=1))
    assert table.next_run(at - timedelta(days=1), at - timedelta(hours=3)) == at
    assert table.is_due(at - timedelta(days=1), at)
    assert not table.is_due(at, at + timedelta(hours=23))
    assert table.next_run(at, at) == of(zone, "2026-05-04 18:30")


@pytest.mark.parametrize("zone", ZONES)
def test_weekly_on_its_day_in_the_zone(zone):
    table = Timetable(WEEKLY, zone, hour=0.25, weekday=0)
    begin, end = of(zone, "2026-01-01 12:00"), of(zone, "2026-12-31 12:00")
    runs, moment = [], begin
    while (moment := table.after(moment)) <= end:
        runs.append(table.local(moment))
    assert len(runs) == 52
    assert {run.weekday() for run in runs} == {0}
    assert {run.strftime("%H:%M") for run in runs} == {"00:15"}
    assert {(second.date() - first.date()).days for first, second in zip(runs, runs[1:], strict=False)} == {7}


# === MIDNIGHT, THE ENDS OF MONTHS AND OF A YEAR === #


@pytest.mark.parametrize("zone", ZONES)
def test_midnight_is_that_of_the_zone(zone):
    table, midnight = daily(zone, 0), of(zone, "2026-05-04 00:00")
    before = midnight - timedelta(seconds=1)
    assert not table.is_due(midnight - timedelta(hours=20), before)
    assert table.next_run(midnight - timedelta(hours=20), before) == midnight
    assert table.is_due(midnight - timedelta(hours=20), midnight)
    assert table.closed_day(before) == date(2026, 5, 2)
    assert table.closed_day(midnight) == date(2026, 5, 3)
    assert table.today(before) == date(2026, 5, 3)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("first", "closed"),
    [
        ("2026-03-01", date(2026, 2, 28)),
        ("2028-03-01", date(2028, 2, 29)),
        ("2026-05-01", date(2026, 4, 30)),
        ("2027-01-01", date(2026, 12, 31)),
    ],
)
def test_the_end_of_a_month_is_closed_on_the_first(zone, first, closed):
    table, at = daily(zone, 0.5), of(zone, f"{first} 00:30")
    assert table.after(at - timedelta(hours=2)) == at
    assert table.closed_day(at) == closed
    assert table.after(at) - at == timedelta(days=1)


# === THE DAYS ON WHICH THE CLOCK IS TURNED === #


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", [0, 0.5, 1.5, 2, 2.5, 3, 12, 23.5, 23.75])
@pytest.mark.parametrize("turned", [TURNED_ON, TURNED_BACK], ids=["on", "back"])
def test_one_run_a_day_also_when_the_clock_is_turned(zone, hour, turned):
    """Looked at every ten minutes over five days: one run on each of them, and each closes the day before it."""
    day = turned[zone]
    begin = of(zone, f"{day - timedelta(days=2)} 00:00") - timedelta(minutes=1)
    end = of(zone, f"{day + timedelta(days=3)} 00:00") - timedelta(minutes=1)
    table = daily(zone, hour)
    runs = passed(table, begin, end)
    assert [run.date() for run in runs] == [day + timedelta(days=number) for number in range(-2, 3)]
    for run in runs:
        late = run - datetime.combine(run.date(), datetime.min.time()) - timedelta(hours=hour)
        # It is looked at every ten minutes; the hour that is left out is one more.
        assert timedelta() <= late <= timedelta(minutes=70 if run.date() == day and turned is TURNED_ON else 10), run


@pytest.mark.parametrize(
    ("zone", "hour", "runs_at"),
    [(BERLIN, 2.5, "2026-03-29 03:30"), (NEW_YORK, 2.0, "2026-03-08 03:00"), (AUCKLAND, 2.75, "2026-09-27 03:45")],
)
def test_an_hour_that_is_left_out_is_made_up_for(zone, hour, runs_at):
    table, at = daily(zone, hour), of(zone, runs_at)
    assert table.after(at - timedelta(hours=4)) == at
    assert f"{table.local(at):%Y-%m-%d %H:%M}" == runs_at
    assert table.until(at) == at
    assert table.until(at - timedelta(seconds=1)) < at - timedelta(hours=20)


@pytest.mark.parametrize(
    ("zone", "hour", "twice"),
    [(BERLIN, 2.5, "2026-10-25 02:30"), (NEW_YORK, 1.5, "2026-11-01 01:30"), (AUCKLAND, 2.5, "2026-04-05 02:30")],
)
def test_an_hour_that_comes_twice_runs_once(zone, hour, twice):
    table, first, second = daily(zone, hour), of(zone, twice), of(zone, twice, fold=1)
    assert second - first == timedelta(hours=1)
    assert table.after(first - timedelta(hours=1)) == first
    assert not table.is_due(first, second)
    assert table.after(first) == first + timedelta(hours=25)
    assert table.until(second + timedelta(hours=1)) == first


def test_a_clock_that_is_turned_back_at_midnight_closes_its_day_once():
    """In Asuncion of 2024 and in Havana the day began twice: at 00:00 again it was the day before."""
    table = daily("America/Havana", 0.5)
    first, second = of("America/Havana", "2026-11-01 00:30"), of("America/Havana", "2026-11-01 00:30", fold=1)
    assert (table.after(first - timedelta(hours=1)), table.is_due(first, second)) == (first, False)
    table = daily("America/Asuncion", 0)
    begins = of("America/Asuncion", "2024-03-24 00:00")
    assert passed(table, begins - timedelta(hours=30), begins + timedelta(hours=20)) == [
        datetime(2024, 3, 23),
        datetime(2024, 3, 24),
    ]
    assert table.closed_day(begins - timedelta(seconds=1)) == date(2024, 3, 22), "23:59:59 for the second time"


# === WHAT WAS MISSED === #


@pytest.mark.parametrize("zone", ZONES)
def test_what_was_missed_is_made_up_for_once(zone):
    table, last = daily(zone, 18), of(zone, "2026-05-03 18:00")
    back = of(zone, "2026-05-09 11:00")
    assert table.is_due(last, back)
    assert table.next_run(last, back) == back
    assert not table.is_due(back, back + timedelta(minutes=1)), "once, not once for every day"
    assert table.next_run(back, back) == of(zone, "2026-05-09 18:00")
    assert table.closed_day(back) == date(2026, 5, 8), "what was missed is not closed by the day it was meant for"


def test_a_run_that_came_late_does_not_move_the_next_one():
    table = daily(BERLIN, 23.5)
    late = of(BERLIN, "2026-05-04 00:20")
    assert table.is_due(of(BERLIN, "2026-05-02 23:30"), late)
    assert table.next_run(late, late) == of(BERLIN, "2026-05-04 23:30")


# === THE FIRST RUN === #


@pytest.mark.parametrize("zone", ZONES)
def test_what_starts_today_appears_tomorrow(zone):
    table, now = daily(zone, 0.5), of(zone, "2026-05-03 10:00")
    today = table.today(now)
    assert table.first_run_with(today, now, closed=True) == of(zone, "2026-05-04 00:30")
    assert table.first_run_with(today, now, closed=False) == of(zone, "2026-05-04 00:30")
    evening = daily(zone, 18)
    assert evening.first_run_with(today, now, closed=False) == of(zone, "2026-05-03 18:00")
    assert evening.first_run_with(today, now, closed=True) == of(zone, "2026-05-04 18:00"), "today is not over"


def test_what_starts_later_appears_with_the_first_run_after_it():
    table, now = daily(BERLIN, 0.5), of(BERLIN, "2026-03-03 10:00")
    assert table.first_run_with(date(2026, 3, 31), now, closed=True) == of(BERLIN, "2026-04-01 00:30")
    assert table.first_run_with(date(2026, 3, 31), now, closed=False) == of(BERLIN, "2026-03-31 00:30")
    assert table.first_run_with(date(2025, 1, 1), now, closed=True) == of(BERLIN, "2026-03-04 00:30"), "the next one"
    weekly = Timetable(WEEKLY, BERLIN, hour=6, weekday=4)
    assert weekly.first_run_with(date(2026, 3, 6), now, closed=False) == of(BERLIN, "2026-03-06 06:00")
    assert weekly.first_run_with(date(2026, 3, 6), now, closed=True) == of(BERLIN, "2026-03-13 06:00")
