"""A copy of the demo company with its servers: Odoo, the ledger's books, a mailbox."""

import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from scripts.host import (
    HostError,
    drop_database,
    free_port,
    layout,
    new_database,
    query,
    start_server,
)
from scripts.host.process import clean_environment

from .template import ensure_demo_template

# With this Odoo's pages say that the ledger behind them is simulated.
SIMULATED = {"ACCOUNTING_BRIDGE_SIMULATED": "1"}


class Scene:
    """Everything that runs for one demonstration or one test. A context manager: leaving it stops all.

    :param database: name of the copy
    :param ports: wanted ports of odoo, books, mails and smtp; one that is taken is replaced by a free one
    :param workers: processes of Odoo that share the work; 0 is one process with threads
    """

    # The demo company that it is a copy of.
    template = "tpl_demo"
    # Further options of Odoo, and what runs it where it is not its own command.
    arguments: tuple = ()
    program: tuple = ()

    def __init__(self, database: str, ports: tuple = (0, 0, 0, 0), workers: int = 0):
        self.database = database
        self.workers = workers
        self.folder = layout.HOST / "demo" / database
        self.book_path = self.folder / "acme.qbw"
        self.qwc_path = self.folder / "odoo.qwc"
        self.journal_path = self.folder / "journal.jsonl"
        self.password_path = self.folder / "password"
        self.mails = self.folder / "mails"
        self.running_path = self.folder / "running.json"
        self.ports = ports
        self.server = None
        self._processes: list[subprocess.Popen] = []

    # === BEFORE === #

    def make(self) -> None:
        """Make the database anew; company file and mailbox are made at the start."""
        template = ensure_demo_template(self.template)
        drop_database(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        new_database(self.database, template)

    def _make_book(self) -> None:
        """A company file as a business has it that kept its books in QuickBooks all along."""
        company_file = importlib.import_module("tests.simulators.quickbooks_desktop").CompanyFile
        book = company_file.create(str(self.book_path), name="Acme Field Services", country="US", sample="small")
        book.add_item("Miscellaneous", account="Sales", kind="ItemOtherCharge")
        book.add_item("Rebate", account="Sales", kind="ItemOtherCharge")
        # Two taxes on one line need a group there that holds just these.
        book.add_tax("County", "1")
        book.add_tax_group("City and county", "San Tomas", "County")
        book.close()

    def remove(self) -> None:
        """Drop the database and delete the files."""
        drop_database(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)

    # === RUNNING === #

    def start(self) -> None:
        """Start everything and wait until it answers.

        :raises HostError: when something does not start
        """
        odoo, books, mails, smtp = (_usable(port) for port in self.ports)
        self.url = f"http://localhost:{odoo}"
        self.books_url, self.mails_url = f"http://localhost:{books}/", f"http://localhost:{mails}/"
        self._set_addresses(smtp)
        self.server = start_server(
            self.database,
            odoo,
            self.workers,
            env=self._environment(books),
            arguments=self.arguments,
            wait=0,
            program=self.program,
        )
        # All that follows is done while Odoo starts.
        mailbox = ("mailbox", "--folder", self.mails, "--port", smtp, "--page-port", mails)
        self._processes = [self._simulator(*self._ledger(books)), self._simulator(*mailbox)]
        self._note_running()
        for port in (books, mails):
            _wait_for(port)
        self.server.wait()

    def _environment(self, _port: int) -> dict[str, str]:
        """What Odoo is told of the ledger whose books are shown at this port."""
        return SIMULATED

    def _ledger(self, port: int) -> tuple:
        """The words that start the simulated ledger, with its books at this port."""
        if not self.book_path.exists():
            self._make_book()
        importlib.import_module("tests.simulators.web_connector")
        return "company", "--file", self.book_path, "--port", port

    def _set_addresses(self, smtp: int) -> None:
        """Ports differ from start to start; they are written before Odoo reads them."""
        self.query(
            f"update ir_config_parameter set value = '{self.url}' where key = 'web.base.url';"
            f"update ir_mail_server set smtp_port = {smtp}",
            self.database,
        )

    def query(self, sql: str, database: str) -> list[list[str]]:
        """Run SQL in the database of this scene; rows of text columns."""
        return query(sql, database)

    def _simulator(self, *words) -> subprocess.Popen:
        log = (layout.LOGS / f"{self.database}-{words[0]}.log").open("w", encoding="utf-8")
        with log:
            return subprocess.Popen(
                [str(layout.PYTHON), "-m", "tests.simulators", *map(str, words)],
                cwd=layout.REPO,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _note_running(self) -> None:
        pids = [os.getpid(), self.server.process.pid, *(process.pid for process in self._processes)]
        self.running_path.write_text(json.dumps(pids), encoding="utf-8")

    def stop(self) -> None:
        """Stop everything that was started."""
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        if self.server:
            self.server.stop()
        for process in self._processes:
            process.wait(10)
        self._processes, self.server = [], None
        self.running_path.unlink(missing_ok=True)

    def __enter__(self) -> "Scene":
        return self

    def __exit__(self, *_error) -> None:
        self.stop()


def stop_running(scene: Scene) -> bool:
    """Stop what an earlier process started for this scene; returns whether anything ran."""
    try:
        pids = json.loads(scene.running_path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    ours = [pid for pid in pids if pid != os.getpid() and _is_ours(pid)]
    for pid in ours:
        os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 20
    while any(_is_ours(pid) for pid in ours) and time.monotonic() < end:
        time.sleep(0.1)
    for pid in ours:
        if _is_ours(pid):
            os.kill(pid, signal.SIGKILL)
    scene.running_path.unlink(missing_ok=True)
    return bool(ours)


def _is_ours(pid: int) -> bool:
    """Whether the process still is one that a scene started: a number may have gone to another program."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False
    return any(word.endswith("scripts/demo") or word.startswith(str(layout.VENV)) for word in words)


def _usable(port: int) -> int:
    if port:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass
    return free_port()


def _wait_for(port: int, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("localhost", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise HostError(f"A simulator does not answer at port {port}; see {layout.LOGS.name}/.")
