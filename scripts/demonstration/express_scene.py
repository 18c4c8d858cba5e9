"""Two companies beside a QuickBooks Online with two companies, all of them by a clock that the story can move.

Odoo and a PostgreSQL of its own run under libfaketime (see ``scripts.host.shifted``); the simulated service has a clock
of its own, which is moved as far. Nothing that is recorded is altered: time passes, as it does for everybody else.
"""

import json
import shutil
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from scripts.host import HostError, layout, shifted
from scripts.host.process import say

from .express_data import COMPANY, CUSTOMERS, OTHER_COMPANY, PRODUCTS
from .online_scene import APPLICATION, REALM, OnlineScene

ZONE = ZoneInfo("America/Los_Angeles")
# When the day of the story begins.
OFFICE_HOUR = time_of_day(15)
OTHER_REALM = "9341452987650002"
# Limits in seconds would take a jump of the clock for a run without an end.
NO_LIMITS = ("--limit-time-real", "0", "--limit-time-real-cron", "0")
DUE = """
    SELECT count(*) FROM ir_cron c WHERE c.active AND (
        c.nextcall <= now() AT TIME ZONE 'UTC'
        OR EXISTS (SELECT 1 FROM ir_cron_trigger t WHERE t.cron_id = c.id AND t.call_at <= now() AT TIME ZONE 'UTC'))
"""


class ExpressScene(OnlineScene):
    """Everything that runs for the demonstration of setting up."""

    template = "tpl_demo_express"
    neighbours = 0
    has_webhooks = False
    program = (layout.PYTHON, layout.REPO / "tests" / "clock" / "server.py")
    # Set by who plays it: what was seen on the way is judged at the end.
    story = None

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.pictures = layout.HOST / "reports" / self.database
        # The next afternoon: the clock of a story is only ever moved forward.
        begin = datetime.combine(datetime.now(ZONE).date(), OFFICE_HOUR, ZONE)
        self.begin = begin if begin > datetime.now(ZONE) else begin + timedelta(days=1)
        self._moved = timedelta()
        self._running = ExitStack()

    @property
    def today(self):
        """The day on which the story begins."""
        return self.begin.date()

    def start(self) -> None:
        """Start everything, with the clock at the afternoon of the day."""
        # A socket has to be reached by a short path, and by the user postgres.
        folder = layout.short_folder()
        folder = folder.with_name(f"{folder.name}-{self.database}")
        clock_folder = folder.with_name(f"{folder.name}-clock")
        shutil.rmtree(clock_folder, ignore_errors=True)
        clock_folder.mkdir(mode=0o755)
        self._running.callback(shutil.rmtree, clock_folder, ignore_errors=True)
        self._clock = shifted.Clock(clock_folder)
        self._clock.set(self.begin)
        cluster = shifted.ShiftedCluster(folder, self._clock)
        # What a run that was killed has left.
        cluster.__exit__()
        self._cluster = self._running.enter_context(cluster)
        self._cluster.take(self.database)
        self.arguments = ("--db_host", folder, *NO_LIMITS)
        shutil.rmtree(self.pictures, ignore_errors=True)
        self.pictures.mkdir(parents=True)
        super().start()
        for name, email, known in CUSTOMERS:
            if known:
                self.edit_there("Customer", name, PrimaryEmailAddr={"Address": email})
        for _key, name, sku, _price, _taxed, known in PRODUCTS:
            if known:
                self.edit_there("Item", name, Sku=sku)
        self._move_service(self.begin)
        say(f"it is {self.begin:%A %d %B %Y, %H:%M} in {ZONE.key}")

    def stop(self) -> None:
        """Stop everything that was started."""
        super().stop()
        self._running.close()

    def _environment(self, port: int) -> dict[str, str]:
        return {**super()._environment(port), **self._clock.environment}

    def query(self, sql: str, database: str) -> list[list[str]]:
        """Run SQL in the database of this scene."""
        return self._cluster.query(sql, database)

    def _service(self, port: int) -> tuple:
        app = {
            "name": "Accounting Bridge",
            "redirect_uris": [self.redirect_uri],
            "environment": "sandbox",
            **APPLICATION,
        }
        companies = [
            {"realm": REALM, "profile": {"name": COMPANY}},
            {"realm": OTHER_REALM, "profile": {"name": OTHER_COMPANY}},
        ]
        path = self.folder / "online.json"
        path.write_text(json.dumps({"companies": companies, "apps": [app]}), encoding="utf-8")
        return "online", "--port", port, "--no-limits", "--more", path

    # === THE CLOCK === #

    @property
    def now(self) -> datetime:
        """The moment that it is in the story."""
        return datetime.now(ZONE) + self._moved

    def go_to(self, moment: datetime) -> None:
        """Make it this moment, and wait until every scheduled action that is due by then has run.

        :raises HostError: when one of them does not end
        """
        self.wait_for_actions()
        self._clock.set(moment)
        self._move_service(moment)
        self.wait_for_actions()

    def wait_for_actions(self, seconds: float = 240) -> None:
        """Wait until no scheduled action is due."""
        end = time.monotonic() + seconds
        while self.query(DUE, self.database) != [["0"]]:
            if time.monotonic() > end:
                raise HostError(f"Scheduled actions are still due after {seconds:g} s.")
            # As the host wakes its workers; by itself it looks once a minute.
            self.query(f"SELECT pg_notify('cron_trigger', '{self.database}')", "postgres")
            time.sleep(0.5)
        # The host is about to rest, and must not see the clock jump before it does.
        time.sleep(0.5)

    def _move_service(self, moment: datetime) -> None:
        moved = moment - datetime.now(UTC)
        self.ask("clock", {"seconds": (moved - self._moved).total_seconds()})
        self._moved = moved
