"""A private PostgreSQL cluster, reached by its Unix socket only.

Root cannot run PostgreSQL: then the user ``postgres`` of Debian does. Anybody else runs it as himself.
Durability is off: these databases are for tests and demonstrations, and a test run is three times as fast so.
"""

import os
import pwd
import shutil
import stat
from pathlib import Path

from . import debian, layout
from .process import HostError, clean_environment, forget, is_done, mark_done, run, say, succeeds

SETTINGS = f"""
port = {layout.PG_PORT}
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 512MB
max_wal_size = 4GB
max_connections = 120
max_parallel_workers_per_gather = 0
"""


def _reachable(folder: Path) -> bool:
    """Whether another user may pass through every parent of ``folder``."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in folder.parents if p.exists())


def home() -> Path:
    """The folder of the cluster: data, socket and log."""
    inside = layout.HOST / "pg"
    if layout.socket_fits(inside) and (os.geteuid() != 0 or _reachable(inside)):
        return inside
    return layout.short_folder()


def run_as() -> list[str]:
    """What must stand before a command that works on a cluster."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _programs() -> Path:
    folder = debian.postgres_bin()
    if folder is None:
        raise HostError("There is no PostgreSQL server on this machine: python3 -m scripts.host up installs it.")
    return folder


def connection_settings() -> dict[str, str]:
    """PGHOST, PGPORT and PGUSER of the cluster, for psql, psycopg2 and the like."""
    return {"PGHOST": str(home()), "PGPORT": str(layout.PG_PORT), "PGUSER": layout.PG_USER}


def environment() -> dict[str, str]:
    """A whole environment in which psql, createdb and others reach the cluster."""
    return clean_environment(**connection_settings())


def query(sql: str, database: str = "postgres") -> list[list[str]]:
    """Run SQL through psql; rows of text columns.

    :raises HostError: with PostgreSQL's own words
    """
    psql = _programs() / "psql"
    out = run([psql, "-XAtq", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql], env=environment())
    return [line.split("\x1f") for line in out.splitlines()]


def is_running() -> bool:
    """Whether the cluster answers."""
    if not (home() / f".s.PGSQL.{layout.PG_PORT}").exists() or debian.postgres_bin() is None:
        return False
    return succeeds([_programs() / "pg_isready", "-q"], env=environment())


def ensure_cluster() -> None:
    """Make the cluster exist and run.

    :raises HostError: when it cannot be made or started
    """
    folder, data = home(), home() / "data"
    made = is_done("cluster", str(data)) and (data / "PG_VERSION").exists()
    if made and is_running():
        return
    if not made:
        forget("cluster")
        if folder != layout.HOST / "pg":
            say(f"PostgreSQL: the repository's path is too long or closed for it; it goes to {folder}")
        _refuse_foreign(folder)
        if is_running():
            _stop()
        shutil.rmtree(data, ignore_errors=True)
        _make(folder, data)
        mark_done("cluster", str(data))
        say("PostgreSQL: cluster made")
    start()


def _refuse_foreign(folder: Path) -> None:
    """Below /var/tmp anybody can make a folder: use only one that is ours."""
    owners = {os.geteuid()} | ({pwd.getpwnam("postgres").pw_uid} if os.geteuid() == 0 else set())
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in owners):
        raise HostError(f"{folder} belongs to somebody else: remove it, or move the repository to a shorter path.")


def _make(folder: Path, data: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data.mkdir()
    data.chmod(0o700)
    if os.geteuid() == 0:
        for path in (folder, data):
            shutil.chown(path, "postgres", "postgres")
    options = ["-U", layout.PG_USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    run([*run_as(), _programs() / "initdb", "-D", data, *options], cwd="/")
    with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"{SETTINGS}unix_socket_directories = '{folder}'\n")


def start() -> None:
    """Start the cluster, if it does not run, and wait until it answers (at most 60 s)."""
    if is_running():
        return
    pg_ctl = [*run_as(), _programs() / "pg_ctl", "-D", home() / "data"]
    run([*pg_ctl, "-w", "-t", "60", "-l", home() / "log", "start"], cwd="/")
    say("PostgreSQL: started")


def _stop() -> None:
    pg_ctl = [*run_as(), _programs() / "pg_ctl", "-D", home() / "data"]
    run([*pg_ctl, "-m", "fast", "-w", "stop"], cwd="/")


def stop() -> None:
    """Stop the cluster, if it runs; open connections are cut."""
    if is_running():
        _stop()
        say("PostgreSQL: stopped")
