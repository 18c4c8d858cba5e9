"""Another time of the day for a whole system: Odoo and a PostgreSQL of its own, under Debian's libfaketime.

Every process that is started with ``Clock.environment`` reads the same shift from one file, each time it asks what time
it is; ``Clock.set`` moves all of them at once. What is measured without a calendar (time-outs, waiting) stays real.
"""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from . import debian, layout, postgres
from .process import HostError, run


def library() -> Path:
    """The library that shifts clocks, for programs with threads.

    :raises HostError: when it is not installed
    """
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise HostError("libfaketime is not installed: python3 -m scripts.host up installs it.")
    return found[0]


class Clock:
    """The time that shifted processes are told.

    :param folder: where the file with the shift goes; whoever runs these processes must reach it
    """

    def __init__(self, folder: Path):
        self._file = folder / "shift"
        self._library = library()
        self.set(datetime.now(UTC))

    def set(self, moment: datetime) -> None:
        """Make it this moment now; from there time passes as it does.

        :param moment: with a time zone
        """
        shift = (moment - datetime.now(UTC)).total_seconds()
        # In one step: a process may be reading it.
        written = self._file.with_suffix(".new")
        written.write_text(f"{shift:+.3f}\n", encoding="utf-8")
        written.chmod(0o644)
        written.replace(self._file)

    @property
    def environment(self) -> dict[str, str]:
        """What has to be added to the environment of a process."""
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }


class ShiftedCluster:
    """A PostgreSQL whose clock is shifted, with one database in it. A context manager: leaving it removes everything.

    :param folder: an empty folder with a short path that the user ``postgres`` can reach
    """

    def __init__(self, folder: Path, clock: Clock):
        self.folder, self._clock = folder, clock
        self._data = folder / "data"

    def __enter__(self) -> "ShiftedCluster":
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exc_info) -> None:
        if (self._data / "postmaster.pid").exists():
            subprocess.run([*self._pg_ctl(), "-m", "immediate", "stop"], cwd="/", check=False, capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def settings(self) -> dict[str, str]:
        """PGHOST, PGPORT and PGUSER of this cluster."""
        return {"PGHOST": str(self.folder), "PGPORT": str(layout.PG_PORT), "PGUSER": layout.PG_USER}

    def query(self, sql: str, database: str) -> list[list[str]]:
        """Run SQL through psql; rows of text columns."""
        psql = [debian.postgres_bin() / "psql", "-XAtq", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", database]
        out = run([*psql, "-c", sql], env={**postgres.environment(), **self.settings})
        return [line.split("\x1f") for line in out.splitlines()]

    def take(self, database: str) -> None:
        """Copy a database of the ordinary cluster into this one, under its name."""
        bin_ = debian.postgres_bin()
        run([bin_ / "createdb", "-T", "template0", database], env={**postgres.environment(), **self.settings})
        dump = subprocess.Popen(
            [bin_ / "pg_dump", "--no-owner", database], env=postgres.environment(), stdout=subprocess.PIPE
        )
        restored = subprocess.run(
            [bin_ / "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database],
            env={**postgres.environment(), **self.settings},
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if dump.wait() or restored.returncode:
            raise HostError(f"The copy of {database} failed: {restored.stderr.decode(errors='replace')[-2000:]}")

    def _make(self) -> None:
        self._data.mkdir(parents=True)
        self._data.chmod(0o700)
        if os.geteuid() == 0:
            for path in (self.folder, self._data):
                shutil.chown(path, "postgres", "postgres")
        initdb = [*postgres.run_as(), debian.postgres_bin() / "initdb", "-D", self._data, "-U", layout.PG_USER]
        run([*initdb, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], cwd="/")
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(f"{postgres.SETTINGS}shared_buffers = 128MB\nunix_socket_directories = '{self.folder}'\n")
        run([*self._pg_ctl(), "-w", "-t", "60", "-l", self.folder / "log", "start"], cwd="/")

    def _pg_ctl(self) -> list:
        shifted = [f"{name}={value}" for name, value in self._clock.environment.items()]
        return [*postgres.run_as(), "env", *shifted, debian.postgres_bin() / "pg_ctl", "-D", self._data]
