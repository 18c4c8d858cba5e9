"""Odoo processes: the command, the configuration, a server for a test."""

import http.client
import os
import signal
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

from . import layout, postgres
from .process import HostError

CONF = """[options]
addons_path = {addons}
data_dir = {data}
db_host = {pg}
db_port = {port}
db_user = {user}
db_template = template0
http_interface = 127.0.0.1
list_db = False
proxy_mode = False
server_wide_modules = base,rpc,web
limit_time_cpu = 600
limit_time_real = 1200
limit_time_real_cron = 600
max_cron_threads = 1
without_demo = True
"""


def write_configuration() -> None:
    """Write ``odoo.conf``. Paths differ from clone to clone, so it is made, not kept in git."""
    text = CONF.format(
        addons=f"{layout.ODOO_ADDONS},{layout.ADDONS}",
        data=layout.DATA,
        pg=postgres.home(),
        port=layout.PG_PORT,
        user=layout.PG_USER,
    )
    layout.DATA.mkdir(parents=True, exist_ok=True)
    layout.FILESTORE.mkdir(exist_ok=True)
    layout.LOGS.mkdir(exist_ok=True)
    if not layout.CONF.exists() or layout.CONF.read_text(encoding="utf-8") != text:
        layout.CONF.write_text(text, encoding="utf-8")


def environment(**extra: str) -> dict[str, str]:
    """The environment of an Odoo process."""
    return {**postgres.environment(), **extra}


def odoo_command(arguments: list[str], command: str = "server") -> list[str]:
    """The words that run Odoo with our configuration: ``odoo <command> -c odoo.conf <arguments>``."""
    return [str(layout.ODOO), command, "-c", str(layout.CONF), *map(str, arguments)]


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running Odoo server. A context manager: leaving it stops the server.

    Attributes: ``url``, ``port``, ``database``, ``process`` (Popen; ``process.pid`` is the pid to kill),
    ``log`` (Path).
    """

    def __init__(self, database: str, port: int, process: subprocess.Popen, log: Path):
        self.database = database
        self.port = port
        self.process = process
        self.log = log
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *exc_info) -> None:
        self.stop()

    def stop(self, seconds: float = 20) -> int:
        """End the server in order, by force after ``seconds``; returns the exit code."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                return self.kill()
        self._end_group()
        return self.process.returncode

    def kill(self) -> int:
        """End the server and its workers with SIGKILL, as a power cut would."""
        self._end_group()
        return self.process.wait()

    def _end_group(self) -> None:
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def wait(self, seconds: float = 60) -> None:
        """Wait until the server answers.

        :raises HostError: when it ended or stayed silent for ``seconds``, with the end of its log
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
                    connection.request("GET", "/web/health")
                    if connection.getresponse().status == 200:
                        return
            except (OSError, http.client.HTTPException):
                pass  # not up yet
            time.sleep(0.1)
        ended = self.process.poll()
        self.kill()
        tail = "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-30:])
        what = f"no answer for {seconds} s" if ended is None else f"ended with code {ended}"
        raise HostError(f"Odoo on {self.database}: {what}\n{tail}")


def start_server(
    database: str,
    port: int | None = None,
    workers: int = 0,
    env: dict[str, str] | None = None,
    arguments: tuple = (),
    wait: float = 60,
    program: tuple = (),
) -> Server:
    """Start Odoo on one database, in a process group of its own, and wait until it answers.

    :param port: TCP port on 127.0.0.1; None takes a free one
    :param workers: 0 is one process with threads; with workers the bus needs a proxy
    :param env: added to the environment
    :param arguments: further options of Odoo
    :param wait: seconds to wait for the first answer; 0 returns at once
    :param program: the words that run another program than Odoo's own command, with the same arguments
    :raises HostError: when it does not answer in time
    """
    port = port or free_port()
    log = layout.LOGS / f"server-{database}-{port}.log"
    options = [
        "-d",
        database,
        "--db-filter",
        f"^{database}$",
        "--http-port",
        port,
        "--gevent-port",
        free_port(),
    ]
    command = odoo_command([*options, "--workers", workers, *arguments])
    if program:
        command[:1] = map(str, program)
    layout.LOGS.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        process = subprocess.Popen(
            command,
            env=environment(**(env or {})),
            cwd=layout.REPO,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(database, port, process, log)
    if wait:
        server.wait(wait)
    return server
