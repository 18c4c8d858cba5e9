"""Visits of a Web Connector to a server that may die: how it starts, what is in the book, serving in a fork.

The server is the host's own WSGI application behind a real socket on loopback, in a fork of the loaded registry. The
Web Connector and QuickBooks are the simulators, in the process of the test.
"""

import json
import os
import signal
import socket
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

import psycopg2

from scripts.host import postgres
from tests.reference import Listener
from tests.simulators.quickbooks_desktop import CompanyFile, Misbehaviour, Switches
from tests.simulators.quickbooks_desktop.clock import Clock
from tests.simulators.web_connector import HttpTransport, WebConnector

from .invariants import Entry
from .kill_points import Killer
from .notebook_run import make_foreign_invoice, make_invoices

COMPANY = "Acme Field Services"
WINDOWS_PATH = r"C:\Books\acme.qbw"
NEW = ["New One", "New Two"]
DOCUMENTS = 6


# === THE START, made once, step by step as a person would === #


def connect(env, port: int) -> dict:
    """Connect, and make a login. :return: what the person takes to the computer with QuickBooks"""
    from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import qwc

    env = env(user=env.ref("base.user_admin").id)
    env["ir.config_parameter"].set_param("web.base.url", f"http://localhost:{port}")
    connection = env["bridge.connection"].create(
        {
            "ledger": "quickbooks_desktop",
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "date_from": "2020-01-01",
        }
    )
    connection.action_connect()
    password = env["bridge.connector.login"]._ensure(connection, env.user)._make_password()
    env.cr.commit()
    return {
        "connection": connection.id,
        "token": connection.qbd_token,
        "user_name": env.user.login,
        "password": password,
        "qwc": qwc.build(connection._qbd_application(env.user)),
    }


def enable(env, connection_id: int, known: list, documents: int) -> dict:
    """Choose accounts, enable, release documents. :return: their ids"""
    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].browse(connection_id)
    account = env["bridge.remote.record"].search(
        [("connection_id", "=", connection_id), ("kind", "=", "account"), ("name", "=", "Sales")], limit=1
    )
    connection.write({"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": True})
    connection.action_enable()
    moves = make_invoices(env, documents, [*known, *NEW])
    foreign = make_foreign_invoice(env, moves[0].partner_id)
    env["bridge.batch"]._release(connection, moves + foreign)
    env.cr.commit()
    return {"moves": (moves + foreign).ids, "foreign": foreign.id}


def release_more(env, connection_id: int, documents: int, names: list) -> list:
    """Make and release more documents. :return: their ids"""
    env = env(user=env.ref("base.user_admin").id)
    moves = make_invoices(env, documents, names)
    env["bridge.batch"]._release(env["bridge.connection"].browse(connection_id), moves)
    env.cr.commit()
    return moves.ids


# === THE SERVER === #


def _serve(env, port: int, number: int, sign: int, with_messages: bool):
    """Serve until the end of this fork; die at point ``number``."""
    import odoo.http
    from odoo.service.server import ThreadedWSGIServerReloadable

    env.cr.close()
    killer = Killer(number, sign)
    if number >= 0:
        killer.watch_commits()
    # What comes after a message is worked on, and its answer has not left.
    application = killer.around("message", odoo.http.root) if with_messages else odoo.http.root
    server = ThreadedWSGIServerReloadable("127.0.0.1", port, application)
    signal.signal(signal.SIGTERM, lambda *_arguments: _say_and_go(killer))
    server.serve_forever()


def _say_and_go(killer):
    path = os.environ.get("FAULTS_POINTS")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(killer.names, file)
    os._exit(0)


class Desk:
    """One point: a server that can be killed and started again, a company file, a Web Connector, Odoo's tables."""

    def __init__(self, start, database, book, *, switches=None):
        self.start, self.odoo, self.database = start, start.odoo, database
        self.port = start.facts["port"]
        self.book = Listener(CompanyFile(book, switches=switches or Switches()))
        self.server = None
        self.connector = None
        self._points = book.with_suffix(".points")

    # --- the server --- #

    def serve(self, number: int = 0, sign: int = signal.SIGKILL, *, with_messages: bool = False):
        """Start the server; it ends itself at its ``number``-th point.

        :param with_messages: points lie around each message of a visit, too, and not around its commits alone.
        """
        self.stop()
        os.environ["FAULTS_POINTS"] = str(self._points)
        self.server = self.odoo.start(self.database, _serve, self.port, number, sign, with_messages)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise AssertionError("the server did not come up")

    def stop(self) -> list:
        """Stop the server in order. :return: the points that it passed"""
        if self.server:
            self._end(signal.SIGTERM)
        names = json.loads(self._points.read_text()) if self._points.exists() else []
        self._points.unlink(missing_ok=True)
        return names

    def kill(self):
        """Stop the server as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, number):
        pid, self.server = self.server.pid, None
        try:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, number)
        except ProcessLookupError:
            return
        os.waitpid(pid, 0)

    def server_is_dead(self, seconds=2) -> bool:
        """Whether the server has ended itself at its point; its death shows a moment after the line broke."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.server.pid, os.WNOHANG)
            if pid:
                self.server = None
                return os.WIFSIGNALED(status)
            time.sleep(0.01)
        return False

    # --- visits --- #

    def visit(self, faults=None, connector=None):
        """One visit from beginning to end."""
        return (connector or self.web_connector()).update_selected(faults)

    def web_connector(self, **options) -> WebConnector:
        """The Web Connector of the computer with QuickBooks; the same one as long as the point lasts."""
        if not self.connector or options:
            facts = self.start.facts
            connector = WebConnector(
                facts["qwc"], facts["password"], self.book, transport=HttpTransport(timeout=60), **options
            )
            if options:
                return connector
            self.connector = connector
        return self.connector

    def five_minutes_go_by(self):
        """Whoever is silent counts as gone."""
        self.sql("UPDATE bridge_lease SET expires_at = now() AT TIME ZONE 'UTC' - interval '1 second'")

    def misbehave(self, **faults):
        """Order faults of QuickBooks."""
        self.book.book.misbehaviour = Misbehaviour(**faults)

    def enter_customers(self, count: int):
        """A person enters customers, the last names of the alphabet first, a second apart."""
        book, start = self.book.book, datetime.now()
        real = book.clock
        for number in range(count):
            moment = start + timedelta(seconds=number)
            book.clock = Clock(book.store.get("time_zone"), lambda moment=moment: moment)
            book.add_customer(f"Many {count - number:04d}")
        book.clock = real

    # --- Odoo's tables --- #

    def line(self):
        """A connection of our own to the database."""
        settings = postgres.connection_settings()
        return psycopg2.connect(
            dbname=self.database, host=settings["PGHOST"], port=settings["PGPORT"], user=settings["PGUSER"]
        )

    def sql(self, statement, *values):
        """Run one statement and commit it."""
        line = self.line()
        try:
            with line, line.cursor() as cursor:
                cursor.execute(statement, values)
        finally:
            line.close()

    def close(self):
        if self.server:
            self.kill()
        self.book.book.close()

    def entries(self) -> list[Entry]:
        return entries(self.book.book)


@contextmanager
def desk(start, **options):
    """A desk on copies of a start, with its server up."""
    with start.copy() as (database, book):
        here = Desk(start, database, book, **options)
        try:
            here.serve()
            yield here
        finally:
            here.close()


# === THE BOOK === #


def entries(book: CompanyFile) -> list[Entry]:
    """Return customers, items and invoices as QuickBooks has them."""
    found = [_listed("customer", row) for row in book.customers()]
    found += [_listed("item", row) for row in book.items()]
    for row in book.invoices():
        found.append(
            Entry(
                "invoice",
                row["txn_id"],
                row["number"],
                row["edit_sequence"],
                row["modified"],
                row["total"],
                row["external_guid"],
                _content(row),
            )
        )
    return found


def _listed(kind, row):
    return Entry(
        kind,
        row["list_id"],
        row["full_name"],
        row["edit_sequence"],
        row["modified"],
        None,
        row["external_guid"],
        _content(row),
    )


def _content(row):
    """What a person typed: without the sums that QuickBooks makes of it."""
    typed = {name: value for name, value in row.items() if "balance" not in name and name != "applied"}
    return json.dumps(typed, default=str, sort_keys=True)
