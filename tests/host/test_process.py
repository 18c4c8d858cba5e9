"""Commands, markers, locks: what makes steps repeatable."""

import subprocess
import sys
import time

import pytest

from scripts.host import process
from scripts.host.process import HostError


def test_a_marker_stands_for_one_key(host):
    assert not process.is_done("step", "a")
    process.mark_done("step", "a")
    assert process.is_done("step", "a") and not process.is_done("step", "b")
    process.forget("step")
    process.forget("step")
    assert not process.is_done("step", "a")


def test_a_failing_command_shows_the_end_of_its_output():
    code = "import sys\nfor n in range(40): print('line', n)\nsys.exit(3)"
    with pytest.raises(HostError) as caught:
        process.run([sys.executable, "-c", code])
    assert "exit code 3" in str(caught.value) and "line 39" in str(caught.value)
    assert "line 10\n" not in str(caught.value)


def test_a_missing_command_and_an_endless_one():
    with pytest.raises(HostError, match="command not found: no-such-program"):
        process.run(["no-such-program"])
    with pytest.raises(HostError, match=r"no end after 0\.2 s"):
        process.run(["sleep", "5"], timeout=0.2)


def test_variables_that_would_mislead_are_dropped(monkeypatch):
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PGHOST", "PGDATABASE"):
        monkeypatch.setenv(name, "x")
    env = process.clean_environment(PGPORT="1")
    assert not {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PGHOST", "PGDATABASE"} & set(env)
    assert env["PGPORT"] == "1"


def test_two_processes_do_not_build_at_once(host):
    code = (
        "import sys, time, pathlib\n"
        "from scripts.host import layout, process\n"
        "layout.HOST = pathlib.Path(sys.argv[1])\n"
        "with process.only_one():\n    print('in', flush=True); time.sleep(0.6)\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, host.HOST], stdout=subprocess.PIPE, text=True)
    with other:
        assert other.stdout.readline() == "in\n"
        start = time.monotonic()
        with process.only_one():
            assert time.monotonic() - start > 0.2


def test_a_killed_process_leaves_no_lock(host):
    code = (
        "import os, sys, pathlib\n"
        "from scripts.host import layout, process\n"
        "layout.HOST = pathlib.Path(sys.argv[1])\n"
        "with process.only_one():\n    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, host.HOST], check=False).returncode == -9
    with process.only_one():
        pass
