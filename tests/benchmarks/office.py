"""An Odoo server with its measuring points, and the people and programs that use it."""

import dataclasses
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scripts.demonstration.doors import Person
from scripts.host import PYTHON, drop_database, environment, new_database, query, start_server
from tests.simulators.quickbooks_desktop import CompanyFile
from tests.simulators.web_connector import WebConnector

from .server import VARIABLE

_TICK = os.sysconf("SC_CLK_TCK")
HOST_TABLES = ("account_move", "account_move_line", "res_partner", "product_product", "product_template")
# PostgreSQL hands its counters over when a session has been idle for ten seconds at the latest.
_STATISTICS_SETTLE = 11


@dataclasses.dataclass(frozen=True)
class Reading:
    """What the server has used so far: CPU seconds, resident bytes, rows updated and rows read."""

    cpu: float
    memory: int
    host_updates: int
    rows_read: int
    wall: float


class Office:
    """One database, one server, one company file, one Web Connector; a context manager.

    :param set_size: how many writes travel together; None for as many as the product sends.
    """

    def __init__(self, template: str, set_size: int | None = None):
        self.database = f"bench_run_{os.getpid()}"
        drop_database(self.database)
        new_database(self.database, template)
        self.folder = tempfile.TemporaryDirectory()
        self.set_size = set_size
        self.server = self._start()
        self.url = self.server.url.replace("127.0.0.1", "localhost")
        self.admin = Person(self.url, self.database, "admin")
        # How far the clock of the machine with QuickBooks is ahead of ours.
        self.ahead = timedelta()

    def _start(self):
        changed = {
            "env": environment(**{VARIABLE: str(self.set_size)}),
            "program": (PYTHON, "-m", "tests.benchmarks.server"),
        }
        return start_server(self.database, **(changed if self.set_size else {"env": environment()}))

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.server.stop()
        self.folder.cleanup()
        drop_database(self.database)

    def connect(self, fill=None) -> int:
        """Connect a fresh company file: the first visit, the settings, Enable.

        :return: round trips of the first visit.
        """
        self.prepare(fill)
        first = trips(self.visit())
        self.enable()
        return first

    def prepare(self, fill=None):
        """Make the connection and a fresh company file, until the first visit can begin.

        :param fill: called with the company file, to put more into it than a new one holds.
        """
        admin = self.admin
        admin.call("ir.config_parameter", "set_param", "web.base.url", self.url)
        values = {
            "ledger": "quickbooks_desktop",
            "date_from": "2020-01-01",
            "create_missing_customer": "always",
            "create_missing_item": "always",
            # A person's question of its own; the invoices of the figures are of an earlier month.
            "confirm_earlier_months": False,
        }
        self.connection = admin.call("bridge.connection", "create", [values])[0]
        admin.press("bridge.connection", "action_connect", self.connection)
        download = admin.press("bridge.connection", "action_qbd_download", self.connection)
        shown = admin.press("bridge.connection", "action_qbd_new_password", self.connection)
        path = Path(self.folder.name) / "books.sqlite"
        CompanyFile.create(path, name="Acme Field Services", country="US", sample="small")
        book = CompanyFile(path, clock=lambda: datetime.now(UTC) + self.ahead)
        if fill:
            fill(book)
        _name, qwc = admin.download(download["url"])
        self.connector = WebConnector(qwc.decode(), shown["context"]["default_password"], book)

    def enable(self):
        """Choose accounts and the tax, enable."""
        admin = self.admin
        account = self._mirror("account", "Sales")
        admin.call(
            "bridge.connection",
            "write",
            [self.connection],
            {"income_account_id": account, "expense_account_id": account, "backup_confirmed": True},
        )
        tax = admin.read("account.tax", [("name", "=", "Tax 8.25%")], ["id"])[0]["id"]
        admin.call(
            "bridge.mapping",
            "create",
            [
                {
                    "connection_id": self.connection,
                    "kind": "tax",
                    "tax_id": tax,
                    "remote_record_id": self._mirror("tax", "San Tomas"),
                }
            ],
        )
        admin.press("bridge.connection", "action_enable", self.connection)
        self.invoices = admin.call(
            "account.move", "search", [("move_type", "=", "out_invoice"), ("name", "=like", "INV/%")], order="id"
        )

    def _mirror(self, kind, name):
        return self.admin.read("bridge.remote.record", [("kind", "=", kind), ("full_name", "=", name)], ["id"])[0]["id"]

    def visit(self):
        """Press *Update Selected*. :return: the result of the visit; its round trips are ``trips(result)``."""
        result = self.connector.update_selected()
        if result.error:
            raise RuntimeError(f"the visit ended with {result.error}")
        return result

    def cpu(self) -> float:
        """CPU seconds of the Odoo process."""
        stat = Path(f"/proc/{self.server.process.pid}/stat").read_text(encoding="ascii")
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def reading(self) -> Reading:
        """Read the meters."""
        time.sleep(_STATISTICS_SETTLE)
        pid = self.server.process.pid
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        resident = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))
        names = ", ".join(f"'{table}'" for table in HOST_TABLES)
        updates = query(f"select sum(n_tup_upd) from pg_stat_user_tables where relname in ({names})", self.database)
        rows = query(
            "select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables "
            "where relname like 'bridge%'",
            self.database,
        )
        return Reading(
            cpu=self.cpu(),
            memory=resident,
            host_updates=int(updates[0][0] or 0),
            rows_read=int(rows[0][0] or 0),
            wall=time.monotonic(),
        )

    def processed(self) -> int:
        """How many documents are processed and agree to the cent, by Odoo's own tables."""
        return self.count(
            "bridge_transfer t join bridge_binding b on b.id = t.binding_id "
            f"where t.connection_id = {self.connection} and t.state = 'processed' and t.move_id is not null "
            "and b.totals_agree"
        )

    def count(self, source: str) -> int:
        """Count rows. :param source: SQL from behind its ``from`` on."""
        return int(query(f"select count(*) from {source}", self.database)[0][0])

    # === WHAT PEOPLE DO === #

    def release(self, ids):
        """Release invoices from the preview."""
        answer = self.admin.press("account.move", "action_bridge_release", ids)
        self.admin.press("bridge.release", "action_release_all", answer["res_id"])

    def pay(self, ids):
        """Register one payment for each of these invoices."""
        context = {"active_model": "account.move", "active_ids": list(ids)}
        wizard = self.admin.call("account.payment.register", "create", [{"group_payment": False}], context=context)
        self.admin.press("account.payment.register", "action_create_payments", wizard, **context)

    def edit(self, ids):
        """Change the price of the first line of each of these invoices."""
        admin = self.admin
        lines = admin.read(
            "account.move.line",
            [("move_id", "in", list(ids)), ("display_type", "=", "product")],
            ["move_id", "price_unit"],
            order="id desc",
        )
        first = {line["move_id"][0]: line for line in lines}
        admin.press("account.move", "button_draft", ids)
        for move, line in first.items():
            change = [[1, line["id"], {"price_unit": line["price_unit"] + 1}]]
            admin.call("account.move", "write", [move], {"invoice_line_ids": change})
        admin.press("account.move", "action_post", ids)


def trips(result) -> int:
    """Round trips with QuickBooks of a visit: requests that carried a text."""
    return result.operations.count("receiveResponseXML")
