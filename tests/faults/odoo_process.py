"""Odoo in processes that may die: the registry is loaded once, every process is a fork of it on a database
of its own.

A database is a copy of one start (see ``Start``), so nothing is cleaned up and nothing leaks from point
to point. The product has no hook for any of this: a fork turns its copy of the registry to its own
database, and a test that wants to kill at a certain moment wraps the host's own ``Cursor.commit`` in that
fork (see ``kill_points``).
"""

import json
import logging
import os
import select
import shutil
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from cryptography.fernet import Fernet

from scripts.host import databases, layout, postgres
from scripts.host.templates import ensure_template

# Another template than the one that scripts/host makes; it must have our addons.
TEMPLATE_VARIABLE = "FAULTS_TEMPLATE"
DEADLINE_SECONDS = 120

_numbers = count(1)


class ProcessFailed(AssertionError):
    """A process ended with an exception; the text is its traceback."""


@dataclass(frozen=True)
class Ended:
    """How a process ended: what its work returned, or the signal that ended it."""

    result: object = None
    signal: int = 0

    @property
    def was_killed(self) -> bool:
        return self.signal == signal.SIGKILL


def template() -> str:
    """The template database with our addons, made if need be."""
    return os.environ.get(TEMPLATE_VARIABLE) or ensure_template("tpl_bridge")


def load(folder: Path) -> "Odoo":
    """Load Odoo and one registry into this process, once. It is loaded from a copy: others copy the template too."""
    postgres.ensure_cluster()
    # Secrets are sealed with a key of our own, so that no key files pile up in the data folder.
    os.environ["ACCOUNTING_BRIDGE_KEYS"] = Fernet.generate_key().decode()
    os.environ["NOTEBOOK"] = str(folder / "none.notebook")
    odoo = Odoo(template(), folder)
    odoo.loaded = odoo.new_database(odoo.template)
    try:
        _load_registry(odoo.loaded)
    except BaseException:
        odoo.drop(odoo.loaded)
        raise
    return odoo


def _load_registry(name):
    from odoo.tools import config

    config.parse_config(
        ["-c", str(layout.CONF), "--addons-path", f"{layout.ODOO_ADDONS},{layout.ADDONS}", "-d", name],
        setup_logging=False,
    )
    logging.getLogger("odoo").setLevel(logging.WARNING)
    import odoo.modules.registry
    import odoo.service.server
    from odoo import sql_db

    odoo.service.server.load_server_wide_modules()
    odoo.modules.registry.Registry(name)
    # A connection must not be shared by two processes: every fork opens its own.
    sql_db.close_all()


def _turn_to(database: str, loaded: str) -> None:
    """Turn the registry of this fork to another database."""
    from odoo import sql_db
    from odoo.modules.registry import Registry
    from odoo.tools import config

    registry = Registry.registries[loaded]
    registry.db_name = database
    registry._db = sql_db.db_connect(database)
    Registry.registries[database] = registry
    config["db_name"] = [database]
    config["dbfilter"] = ""


@dataclass
class Odoo:
    """The loaded Odoo: makes databases and forks. ``loaded`` is the database that its registry comes from."""

    template: str
    folder: Path
    loaded: str = ""

    def new_database(self, source: str | None = None) -> str:
        """A copy of ``source`` (default: as loaded) under a name of its own; no filestore, nothing reads one."""
        name = databases.check_name(f"{self.template}_f{os.getpid()}_{next(_numbers)}")
        postgres.query(f"create database {name} template {source or self.loaded} strategy file_copy")
        return name

    def drop(self, database: str) -> None:
        databases.drop_database(database)

    def run(self, database: str, work, *args, book: Path | None = None, deadline=DEADLINE_SECONDS) -> Ended:
        """Run ``work(env, *args)`` in a fork on ``database`` and wait for its end. What it returns must be JSON.

        :param book: the Notebook that it sees.
        :raise ProcessFailed: the work raised, or did not end in time.
        """
        return self.start(database, work, *args, book=book).wait(deadline)

    def start(self, database: str, work, *args, book: Path | None = None) -> "Fork":
        """The same without waiting."""
        reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            os.close(writer)
            return Fork(pid, reader)
        os.close(reader)
        said = {}
        try:
            if book:
                os.environ["NOTEBOOK"] = str(book)
            _turn_to(database, self.loaded)
            with _environment(database) as env:
                said = {"result": work(env, *args)}
        except BaseException:  # noqa: BLE001 - whatever it is, the parent is told; this fork must not return
            said = {"error": traceback.format_exc()}
        finally:
            try:
                os.write(writer, json.dumps(said).encode())
            finally:
                os._exit(0)


@contextmanager
def _environment(database):
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    with Registry.registries[database].cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})


class Fork:
    """A running fork."""

    def __init__(self, pid: int, reader: int):
        self.pid = pid
        self._reader = reader

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait_until_stopped(self, seconds=30) -> bool:
        """Wait until it was stopped with SIGSTOP. :return: False where it ended instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WUNTRACED | os.WNOHANG)
            if pid:
                return os.WIFSTOPPED(status)
            time.sleep(0.01)
        raise ProcessFailed(f"not stopped within {seconds} s")

    def wait(self, deadline=DEADLINE_SECONDS) -> Ended:
        """Wait for the end."""
        pieces, end = [], time.monotonic() + deadline
        while True:
            ready, _, _ = select.select([self._reader], [], [], max(0, end - time.monotonic()))
            if not ready:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                raise ProcessFailed(f"no end within {deadline} s")
            piece = os.read(self._reader, 1 << 16)
            if not piece:
                break
            pieces.append(piece)
        os.close(self._reader)
        _pid, status = os.waitpid(self.pid, 0)
        if os.WIFSIGNALED(status):
            return Ended(signal=os.WTERMSIG(status))
        said = json.loads(b"".join(pieces) or b'{"error": "it said nothing"}')
        if "error" in said:
            raise ProcessFailed(said["error"])
        return Ended(said["result"])


@dataclass(frozen=True)
class Start:
    """A database and a ledger's book as they are before anything goes wrong. Each point works on copies of both.

    ``runs`` is the module that turns the crank on it, where the ledger is one that is called.
    """

    odoo: Odoo
    database: str
    book: Path
    facts: dict
    runs: object = None

    @property
    def begun(self) -> list:
        """What is in the book at the start."""
        return self.runs.entries(self.book)

    @contextmanager
    def copy(self):
        """Give ``(database, book)`` for one point; both go afterwards."""
        database = self.odoo.new_database(self.database)
        book = self.book.with_name(f"{database}{self.book.suffix}")
        shutil.copy(self.book, book)
        try:
            self.odoo.run(database, acknowledge_copy)
            yield database, book
        finally:
            self.odoo.drop(database)
            for path in book.parent.glob(f"{book.name}*"):
                path.unlink()


class OnlineStart(Start):
    """The same where the ledger is a company in this process: it goes back to where it began."""

    @property
    def begun(self):
        return self.facts["begun"]

    @contextmanager
    def copy(self):
        database = self.odoo.new_database(self.database)
        self.book.begin()
        try:
            self.odoo.run(database, acknowledge_copy)
            yield database, self.book
        finally:
            self.odoo.drop(database)


def acknowledge_copy(env):
    """The product finds out that this is a copy; a person says that it is the database that was connected."""
    for connection in env["bridge.connection"].search([("state", "!=", "draft")]):
        if not connection._stop_if_copied():
            raise AssertionError("a copy of the database was not noticed")
        connection.action_confirm_original()
