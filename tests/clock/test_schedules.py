"""A day goes when it is over: a real server, its real scheduled action and its PostgreSQL, all told another time.

The clock goes through 2026 and a bit further, forward only. In three zones it passes midnight, the end of a month and
both days on which clocks are turned. What is dated on a day is released at 00:30 of the next one, when the host was
asked to come: an invoice that was flagged long before, and a pay run that ends on the day and is closed by then.
"""

import os
import shutil
import subprocess
import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scripts.demonstration.doors import Person
from scripts.host import databases, layout, server, shifted
from scripts.host.postgres import ensure_cluster
from scripts.host.templates import ensure_template

DATABASE = f"test_clock_{os.getpid()}"
# In the order of the calendar: the day that is walked through, and in which zone.
WALKS = (
    ("America/New_York", date(2026, 2, 28)),
    ("America/New_York", date(2026, 3, 8)),
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Pacific/Auckland", date(2026, 4, 5)),
    ("Europe/Berlin", date(2026, 5, 31)),
    ("Pacific/Auckland", date(2026, 9, 27)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 11, 1)),
    ("Pacific/Auckland", date(2026, 12, 31)),
)
# A day after whose noon nobody looks for three days.
MISSED = ("America/New_York", date(2027, 1, 10))
DAYS = sorted({str(day - timedelta(days=back)) for _zone, day in WALKS for back in (0, 1)} | {str(MISSED[1])})
# One is the core's, for invoices; the other one that of pay runs.
CRONS = "(SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND name = 'ir_cron_release')"
RELEASED = """
SELECT 'invoice', m.invoice_date FROM account_move m JOIN bridge_transfer t ON t.move_id = m.id
UNION ALL
SELECT 'pay run', r.date_end FROM hr_payslip_run r JOIN bridge_pay_bill b ON b.run_id = r.id
  JOIN bridge_binding l ON l.pay_bill_id = b.id JOIN bridge_transfer t ON t.binding_id = l.id
ORDER BY 1, 2
"""


def both(day):
    """Return what there is of a day."""
    return {("invoice", str(day)), ("pay run", str(day))}


class System:
    """The server, the database and the clock of both."""

    def __init__(self, clock, cluster, url):
        self.clock, self.cluster, self.url = clock, cluster, url

    def query(self, sql, database=DATABASE):
        return self.cluster.query(sql, database)

    def go_to(self, moment):
        """Make it this moment, and wait until both scheduled actions have looked."""
        self.clock.set(moment)
        asked = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            # As the host wakes its workers; by itself it looks once a minute.
            self.query(f"SELECT pg_notify('cron_trigger', '{DATABASE}')", "postgres")
            time.sleep(0.3)
            ((last,),) = self.query(f"SELECT min(coalesce(lastcall::text, '')) FROM ir_cron WHERE id IN {CRONS}")
            if last >= asked:
                # The host is about to rest, and must not see the clock jump before it does.
                time.sleep(0.3)
                return
        raise AssertionError(f"a scheduled action did not run at {asked}; last at {last}")

    def close_pay_run(self, day):
        """Press *Close* on the pay run of a day; with its slip done it is approved."""
        # Signed in anew: sessions do not live as long as the clock jumps.
        officer = Person(self.url, DATABASE, "admin")
        ((run,),) = self.query(f"SELECT id FROM hr_payslip_run WHERE date_end = '{day}'")
        officer.press("hr.payslip.run", "close_payslip_run", int(run))

    def released(self):
        """Return what was released, and of which days it is, in order."""
        return [tuple(row) for row in self.query(RELEASED)]


@pytest.fixture(scope="module")
def system(tmp_path_factory):
    """A database with documents and pay runs of every day, on a server whose clock can be moved."""
    ensure_cluster()
    with ExitStack() as stack:
        databases.drop_database(DATABASE)
        stack.callback(databases.drop_database, DATABASE)
        databases.new_database(DATABASE, os.environ.get("CLOCK_TEMPLATE") or ensure_template("tpl_bridge_oca"))
        prepare(DAYS)
        # A socket has to be reached by a short path, and by the user postgres.
        folder = Path("/var/tmp") / DATABASE
        clock_folder = folder.with_name(f"{DATABASE}_clock")
        clock_folder.mkdir(mode=0o755)
        stack.callback(shutil.rmtree, clock_folder)
        clock = shifted.Clock(clock_folder)
        clock.set(datetime(2026, 2, 1, tzinfo=UTC))
        cluster = stack.enter_context(shifted.ShiftedCluster(folder, clock))
        cluster.take(DATABASE)
        # Limits in seconds would take a jump of the clock for a run without an end.
        limits = ("--limit-time-real", "0", "--limit-time-real-cron", "0", "--max-cron-threads", "1")
        options = ("--db_host", folder, *limits)
        program = (layout.PYTHON, Path(__file__).with_name("server.py"))
        started = server.start_server(DATABASE, env=clock.environment, arguments=options, program=program)
        yield System(clock, cluster, stack.enter_context(started).url)


def prepare(days):
    lines = [
        f"import sys; sys.path.insert(0, {str(layout.REPO)!r})",
        f"from tests.clock import work; work.prepare(env, {days!r})",
    ]
    done = subprocess.run(
        server.odoo_command(["-d", DATABASE, "--no-http", "--log-level=warn"], command="shell"),
        env=server.environment(),
        cwd=layout.REPO,
        input="\n".join([*lines, ""]),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not done.returncode and "Traceback" not in done.stderr, done.stderr[-4000:]


def at(zone, day, text):
    return datetime.fromisoformat(f"{day} {text}").replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(("zone", "day"), WALKS, ids=[f"{zone}-{day}" for zone, day in WALKS])
def test_a_day_goes_when_it_is_over(system, zone, day):
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    system.query(f"UPDATE bridge_connection SET tz = '{zone}'")
    # What was missed for weeks is made up for here, once, and the host is asked for the next moment.
    system.go_to(at(zone, before, "12:00:00"))
    # One on its last day, one before it.
    system.close_pay_run(before)
    system.close_pay_run(day)
    system.go_to(at(zone, day, "00:29:40"))
    assert both(before).isdisjoint(system.released()), "its day is over, its run has not come"
    system.go_to(at(zone, day, "00:30:00"))
    assert both(before) <= set(system.released())
    assert both(day).isdisjoint(system.released()), "yesterday, and nothing of today"
    for text in ("01:15:00", "02:45:00", "03:45:00", "23:59:50"):
        system.go_to(at(zone, day, text))
        assert both(day).isdisjoint(system.released()), text
    system.go_to(at(zone, after, "00:00:10"))
    assert both(day).isdisjoint(system.released()), "it is over; its run comes at half past"
    system.go_to(at(zone, after, "00:30:00"))
    assert both(day) <= set(system.released())


def test_days_that_were_missed_are_made_up_for_once(system):
    zone, day = MISSED

    def ran_last():
        return system.query("SELECT kind, last_scheduled_at FROM bridge_flow WHERE kind IN ('invoice', 'bill')")

    system.query(f"UPDATE bridge_connection SET tz = '{zone}'")
    system.go_to(at(zone, day, "12:00:00"))
    system.close_pay_run(day)
    system.go_to(at(zone, day + timedelta(days=3), "09:00:00"))
    assert both(day) <= set(system.released()), "three runs were due, one of them does"
    once = ran_last()
    system.go_to(at(zone, day + timedelta(days=3), "10:10:00"))
    assert ran_last() == once, "the other two are not made up for"


def test_each_day_went_once(system):
    assert system.released() == [(kind, day) for kind in ("invoice", "pay run") for day in DAYS]
