"""Running commands, saying what happens, markers of finished steps."""

import fcntl
import os
import subprocess
import sys
import time
from contextlib import contextmanager

from . import layout

_START = time.monotonic()


class HostError(Exception):
    """The host could not be brought up. The text says what to do about it."""


def say(text: str) -> None:
    """Print one line with the seconds since the start of this process.

    On standard error: standard output belongs to the command that was asked for.
    """
    print(f"[{time.monotonic() - _START:6.1f} s] {text}", file=sys.stderr, flush=True)


def clean_environment(**extra: str) -> dict[str, str]:
    """The environment of every process started here.

    PYTHONDONTWRITEBYTECODE would make each start of Odoo compile 500 modules anew (10 s instead of 3 s); PG*
    of the caller would lead to another cluster; a PYTHONPATH could shadow the pinned packages.
    """
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME")
    env = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("PG")}
    env.update(LC_ALL="C.UTF-8", PYTHONUNBUFFERED="1", **extra)
    return env


def run(command, *, env=None, cwd=None, log=None, timeout=1800) -> str:
    """Run a command to its end and return what it printed.

    :param log: file that also receives the output, for long steps
    :param timeout: seconds; the default is for a slow network
    :raises HostError: with the last 15 lines of its output, when it fails, is missing or takes too long
    """
    command = [str(part) for part in command]
    env = clean_environment() if env is None else env
    try:
        done = subprocess.run(
            command,
            env=env,
            cwd=cwd,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except FileNotFoundError as error:
        raise HostError(f"command not found: {command[0]}") from error
    except subprocess.TimeoutExpired as error:
        raise HostError(f"no end after {timeout} s: {' '.join(command)}") from error
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"$ {' '.join(command)}\n{done.stdout}\n")
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise HostError(f"exit code {done.returncode}: {' '.join(command)}\n{tail}")
    return done.stdout


def succeeds(command, **options) -> bool:
    """Whether the command ends with exit code 0."""
    try:
        run(command, **options)
    except HostError:
        return False
    return True


def is_done(step: str, key: str = "") -> bool:
    """Whether the step was finished with this very key (a digest of what it depends on)."""
    try:
        return (layout.DONE / step).read_text(encoding="utf-8") == key
    except OSError:
        return False


def mark_done(step: str, key: str = "") -> None:
    """Remember that the step is finished: always the last statement of a step."""
    layout.DONE.mkdir(parents=True, exist_ok=True)
    new = layout.DONE / f"{step}.new"
    new.write_text(key, encoding="utf-8")
    new.replace(layout.DONE / step)


def forget(step: str) -> None:
    """Take the marker away before a step starts to change what it vouches for."""
    (layout.DONE / step).unlink(missing_ok=True)


@contextmanager
def only_one(name: str = "lock"):
    """Let one process at a time build; a second one waits. The lock ends with its process."""
    layout.HOST.mkdir(parents=True, exist_ok=True)
    with (layout.HOST / name).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another process is at work in {layout.HOST.name}: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
