"""An Odoo of ten companies beside a QuickBooks Online of each, which answers as slowly as Intuit's."""

import contextlib
import os
import time
from pathlib import Path

from scripts.demonstration.doors import Person, Refused
from scripts.host import environment, query, start_server
from tests.simulators.quickbooks_online.books import Bookkeeper, Profile
from tests.simulators.quickbooks_online.service import Limits, Service

from .cloud_office import MATERIALS, SALES, TAX
from .online_office import OnlineOffice
from .ten_books import COMPANIES, NAME

ANSWERS_AFTER = 0.2
SCHEDULES = ("ir_cron_turn", "ir_cron_turn_second")
_TICK = os.sysconf("SC_CLK_TCK")
_BETWEEN, _LOOKS = 0.25, 2400
_REALM = "93414500000000{:02d}"


class Clerk(Person):
    """Somebody who works in one company at a time, as the web client's switch of companies has it."""

    company = 0

    def call(self, model, method, *arguments, context=None, **keywords):
        if self.company:
            context = {**(context or {}), "allowed_company_ids": [self.company]}
        return super().call(model, method, *arguments, context=context, **keywords)


class TenOffice(OnlineOffice):
    """One database, one server of several processes, one simulated service of ten companies; a context manager.

    :param threads: how many processes of the server run its schedules.
    """

    def __init__(self, template: str, threads: int):
        self.threads = threads
        super().__init__(template)
        self.admin = Clerk(self.url, self.database, "admin")

    def _found(self):
        self.service = Service(limits=Limits.none(), webhooks_by_themselves=False).start()
        self.books = {}
        for number in range(COMPANIES):
            realm = _REALM.format(number)
            self.books[realm] = self.service.found(realm, Profile(tax="manual", name=f"{NAME} {number:02d}"))
            desk = Bookkeeper(self.books[realm])
            desk.add_account(SALES, "Income")
            desk.add_account(MATERIALS, "Cost of Goods Sold")
            desk.add_tax_code(TAX, [(TAX, "8.25")], desk.add_agency("State"))

    def _start(self):
        places = environment(**{self.address: self.service.url})
        return start_server(
            self.database, workers=1, env=places, arguments=("--max-cron-threads", self.threads), wait=120
        )

    # === TEN TIMES === #

    def connect_all(self) -> None:
        """Connect and enable each company with the one of its own."""
        self.released = []
        for realm, company in zip(self.books, self._companies(), strict=True):
            self.company_there, self.admin.company = realm, company
            self.connect(company_id=company)
            self.released.append((company, self.invoices))

    def _companies(self):
        return [row["id"] for row in self.admin.read("res.company", [("name", "=like", f"{NAME} %")], ["id"])]

    def release_all(self) -> int:
        """Release what every company has, while no schedule runs. :return: how many documents wait then."""
        self._switch(active=False)
        for company, invoices in self.released:
            self.admin.company = company
            self.release(invoices)
        return sum(len(invoices) for _company, invoices in self.released)

    def let_go(self) -> None:
        """Let the schedules work on what was released; from now on the service is as slow as Intuit's."""
        self.service.misbehaviour.order("delay", times=-1, seconds=ANSWERS_AFTER)
        self._switch(active=True)
        self.admin.press("bridge.connection", "action_run_now", self.connection)

    def wait_for(self, count: int) -> None:
        """Wait until so many documents are processed."""
        for _look in range(_LOOKS):
            if self.processed() >= count:
                return
            time.sleep(_BETWEEN)
        raise RuntimeError(f"{self.processed()} of {count} documents were processed")

    def _switch(self, active):
        wanted = [("module", "=", "accounting_bridge"), ("name", "in", SCHEDULES)]
        ids = [row["res_id"] for row in self.admin.read("ir.model.data", wanted, ["res_id"])]
        for left in reversed(range(60)):
            # A schedule that runs cannot be changed.
            with contextlib.suppress(Refused):
                self.admin.call("ir.cron", "write", ids, {"active": active})
                return
            if not left:
                raise RuntimeError("the schedules do not come to an end")
            time.sleep(1)

    def _code(self, app):
        return {"code": self.service.consent(app, self.company_there), "realmId": self.company_there}

    # === WHAT IS LOOKED AT === #

    def processed(self) -> int:
        return self.count(
            "bridge_transfer t join bridge_binding b on b.id = t.binding_id "
            "where t.state = 'processed' and t.move_id is not null and b.totals_agree"
        )

    def _sessions(self):
        return self.count(f"bridge_session where connection_id = {self.connection} and ended_at is not null")

    def _is_busy(self):
        last = query(
            "select state, coalesce(jsonb_array_length(to_read), 0) from bridge_session "
            f"where connection_id = {self.connection} order by id desc limit 1",
            self.database,
        )
        return last[0][0] == "running" or int(last[0][1]) > 0

    def there(self, entity: str, name: str) -> list[list[str]]:
        """What these are called in each of the ten companies."""
        return [[row[name] for row in company.objects(entity)] for company in self.books.values()]

    def cpu(self) -> float:
        """CPU seconds of all processes of the server."""
        used = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[2]) == self.server.process.pid:
                    used += int(fields[11]) + int(fields[12])
        return used / _TICK
