"""The commands themselves: how they start, what they say last."""

import os
import subprocess
import sys

import pytest

from scripts.host import layout, reexec
from scripts.host.process import HostError


def call(*words, **env):
    return subprocess.run(
        [str(word) for word in words],
        cwd="/",
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["scripts/lint", "scripts/test", ".ci/run"])
def test_scripts_can_be_executed(name):
    assert os.access(layout.REPO / name, os.X_OK)


def test_scripts_start_from_any_folder():
    done = call(layout.REPO / "scripts" / "test", "--list")
    assert done.returncode == 0 and done.stdout.startswith("lint")
    done = call(layout.REPO / ".ci" / "run", "--list", CI="true")
    assert done.returncode == 0 and "faults" in done.stdout


def test_wrong_names_are_refused():
    assert "no stage nonsense" in call(layout.REPO / "scripts" / "test", "nonsense").stderr
    assert "no linter nonsense" in call(layout.REPO / "scripts" / "lint", "nonsense").stderr


def test_what_starts_on_a_bare_machine_needs_the_standard_library_only():
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import scripts.host.__main__, scripts.host.reexec\n"
        "names = {name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)\n"
        "print(sorted(names - {'scripts', '__main__', 'sitecustomize'}))"
    )
    assert call(sys.executable, "-S", "-c", code, layout.REPO).stdout == "[]\n"


def test_a_host_that_cannot_be_brought_up_is_a_failed_run(monkeypatch, capsys):
    def fail(template):
        raise HostError("no mirror")

    monkeypatch.setattr(reexec, "ensure_host", fail)
    monkeypatch.setattr(reexec.sys, "prefix", "/usr")
    with pytest.raises(SystemExit) as caught:
        reexec.enter_venv(last_line="0 passed, 1 failed")
    said = capsys.readouterr()
    assert caught.value.code == 1 and "no mirror" in said.err
    assert said.out.splitlines()[-1] == "0 passed, 1 failed"


def test_a_second_up_takes_less_than_a_second():
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from scripts.host import ensure_host\n"
        "start = time.monotonic(); ensure_host(); print(time.monotonic() - start)"
    )
    done = call(sys.executable, "-c", code, layout.REPO)
    assert float(done.stdout) < 1, done.stderr
