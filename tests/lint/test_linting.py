"""scripts/lint: exceptions are narrow, and a linter that breaks is not taken for one that is content."""

import subprocess

import pytest

from scripts import linting
from scripts.checks import Finding, Tree


def entry(path, symbol):
    return {"path": path, "symbol": symbol, "line": 3, "message": "m", "message-id": "E8102"}


def pylint_saying(monkeypatch, *entries):
    import json

    monkeypatch.setattr(linting, "addons", lambda tree: ["addons/accounting_bridge"])
    monkeypatch.setattr(linting, "_output", lambda command, expected: json.dumps(entries))
    return list(linting.pylint_odoo(None))


def test_commit_is_allowed_in_one_file_only(monkeypatch):
    patterns = [pattern for message, pattern, _reason in linting.ALLOWED if message == "invalid-commit"]
    assert len(patterns) == 1 and patterns[0].endswith("\\.py$")
    allowed = patterns[0].removesuffix("$").replace("\\", "")
    assert pylint_saying(monkeypatch, entry(allowed, "invalid-commit")) == []
    other = entry("addons/accounting_bridge/models/bridge_flow.py", "invalid-commit")
    assert pylint_saying(monkeypatch, other) == [Finding(other["path"], 3, "E8102 m (invalid-commit)")]
    assert pylint_saying(monkeypatch, entry(allowed, "sql-injection"))


def test_a_linter_that_crashes_is_a_finding(monkeypatch, capsys):
    def crash(tree):
        raise linting.LintError("no such option")
        yield

    monkeypatch.setattr(linting, "linters", lambda: {"x": crash, "y": lambda tree: iter(())})
    assert linting.main() == (1, 1)
    assert "no such option" in capsys.readouterr().out


def test_an_odd_exit_code_is_a_crash(monkeypatch):
    done = subprocess.CompletedProcess(["x"], 2, "", "usage")
    monkeypatch.setattr(linting, "_run", lambda command: done)
    with pytest.raises(linting.LintError, match="usage"):
        list(linting.ruff(Tree(linting.layout.REPO, [])))


def test_oca_checks_that_say_nothing_but_fail_are_a_crash(monkeypatch):
    done = subprocess.CompletedProcess(["x"], 1, "", "Traceback")
    monkeypatch.setattr(linting, "_run", lambda command: done)
    monkeypatch.setattr(linting, "addons", lambda tree: ["addons/a"])
    with pytest.raises(linting.LintError, match="Traceback"):
        list(linting.oca_checks(None))


@pytest.mark.parametrize(
    ("line", "number"),
    [("addons/a/v.xml:7: xml-x words", 7), ("addons/a/v.xml:7 words", 7), ("addons/a/v.xml words", 1)],
)
def test_both_forms_of_oca_checks_are_read(monkeypatch, line, number):
    done = subprocess.CompletedProcess(["x"], 1, f"{line}\n\n", "")
    monkeypatch.setattr(linting, "_run", lambda command: done)
    monkeypatch.setattr(linting, "addons", lambda tree: ["addons/a"])
    assert [(f.path, f.line) for f in linting.oca_checks(None)] == [("addons/a/v.xml", number)]
