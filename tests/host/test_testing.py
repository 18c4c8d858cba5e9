"""scripts/test counts what ran, and does not take silence for success."""

import threading

import pytest

from scripts.testing import main, pytest_stage
from scripts.testing.addons_stage import ALLOWLIST, judge
from scripts.testing.odoo_log import Log, read_allowlist
from scripts.testing.result import Result, summary
from scripts.testing.stages import STAGES, Stage

TIME = "2026-11-21 10:00:00,123 99"
LOG = f"""\
{TIME} INFO db odoo.addons.accounting_bridge.tests.test_a: Starting TestA.test_one ... 
{TIME} INFO db odoo.addons.accounting_bridge.tests.test_a: Starting TestA.test_two ...
{TIME} INFO db odoo.addons.accounting_bridge.tests.test_a: skipped TestA.test_two : no browser
{TIME} INFO db odoo.addons.accounting_bridge_qbd.tests.test_b: Starting TestB.test_three ...
{TIME} INFO db odoo.tests.result: 0 failed, 0 error(s) of 3 tests when loading database 'db'
"""
BOTH = ["accounting_bridge", "accounting_bridge_qbd"]


def judged(text, code=0, with_tests=BOTH, allowed=(), at_install=()):
    return judge(Log(text, list(allowed)), code, with_tests, list(at_install))


def test_counts_of_a_good_log():
    result = judged(LOG)
    assert (result.passed, result.failures, result.skipped) == (2, 0, 1)
    assert result.skips == ["TestA.test_two: no browser"]


def test_an_addon_whose_tests_did_not_run():
    result = judged(LOG, with_tests=[*BOTH, "test_accounting_bridge"])
    assert result.problems == ["test_accounting_bridge has test files, but no test of it was run"]


def test_failures_and_errors():
    text = LOG.replace("0 failed, 0 error(s)", "2 failed, 0 error(s)")
    assert (judged(text, code=1).passed, judged(text, code=1).failed) == (0, 2)
    for number in range(2):
        test = f"FAIL: Subtest TestA.test_one (n={number})"
        text += f"{TIME} ERROR db odoo.addons.accounting_bridge.tests.test_a: {test}\nTraceback\n"
    result = judged(text, code=1)
    assert (result.passed, result.failed, result.problems) == (1, 1, [])


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_a_line_nobody_expects_is_a_failure(level, tmp_path):
    text = f"{LOG}{TIME} {level} db odoo.fields: no unique label for x\n"
    assert judged(text).problems == [f"unexpected in the log: {level} odoo.fields: no unique label for x"]
    path = tmp_path / "allow.txt"
    path.write_text("# c\n\nodoo\\.fields: no unique label  ##  known of the host\n")
    assert judged(text, allowed=read_allowlist(path)).problems == []


def test_a_warning_at_installation_counts_too():
    assert judged(LOG, at_install=["WARNING x: y"]).failures == 1


def test_an_odoo_that_died():
    assert judged(LOG.split("odoo.tests.result")[0], code=-9).problems
    assert judged(LOG, code=1).problems == ["Odoo ended with code 1 though no test failed"]


def test_every_allowed_line_has_a_reason(tmp_path):
    read_allowlist(ALLOWLIST)
    path = tmp_path / "allow.txt"
    for text in ("pattern\n", "pattern ## too near\n", "pattern  ##   \n"):
        path.write_text(text)
        with pytest.raises(ValueError, match="needs a reason"):
            read_allowlist(path)


REPORT = """<testsuites><testsuite>
<testcase classname="t" name="a"/>
<testcase classname="t" name="b"><failure message="x"/></testcase>
<testcase classname="t" name="c"><error message="x"/></testcase>
<testcase classname="t" name="d"><skipped type="pytest.skip" message="no sudo here"/></testcase>
<testcase classname="t" name="e"><skipped type="pytest.xfail" message="known"/></testcase>
</testsuite></testsuites>"""


def test_counts_of_a_report(tmp_path):
    report = tmp_path / "r.xml"
    report.write_text(REPORT)
    result = pytest_stage.read_report(report, 1, "tests/x")
    assert (result.passed, result.failed, result.skipped) == (2, 2, 1)
    assert result.skips == ["t.d: no sudo here"] and not result.problems


def test_reports_that_show_no_test(tmp_path):
    report = tmp_path / "r.xml"
    assert pytest_stage.read_report(report, 5, "tests/x").problems == ["tests/x has test files, but no test was run"]
    assert "left no report" in pytest_stage.read_report(report, 3, "tests/x").problems[0]
    report.write_text("<testsuites><testcase classname='t' name='d'><skipped message='r'/></testcase></testsuites>")
    assert "every test was skipped" in pytest_stage.read_report(report, 0, "tests/x").problems[0]
    report.write_text("<testsuites><testcase classname='t' name='d'/></testsuites>")
    assert pytest_stage.read_report(report, 3, "tests/x").problems == ["tests/x: pytest ended with code 3"]


def test_a_stage_whose_only_file_has_no_test(tmp_path, monkeypatch):
    monkeypatch.setattr(pytest_stage.layout, "REPO", tmp_path)
    assert pytest_stage.run_folder("tests/x", False, 60).line() == "absent: there is no tests/x"
    (tmp_path / "tests" / "x").mkdir(parents=True)
    assert pytest_stage.run_folder("tests/x", False, 60).absent
    (tmp_path / "tests" / "x" / "test_a.py").write_text("def helper(): pass\n")
    assert pytest_stage.run_folder("tests/x", False, 60).failures == 1
    (tmp_path / "tests" / "x" / "test_a.py").write_text("def test_a(): pass\n")
    assert pytest_stage.run_folder("tests/x", False, 60).passed == 1


def test_the_last_line():
    assert summary([Result(passed=2), Result(passed=1, failed=1, problems=["x"])]) == "3 passed, 2 failed"
    assert summary([Result(passed=2, skipped=1)]) == "2 passed, 0 failed, 1 skipped"


def run_with(monkeypatch, capsys, *results):
    stages = [
        Stage(f"s{number}", "about", (lambda everything, result=result: result))
        for number, result in enumerate(results)
    ]
    monkeypatch.setattr(main, "STAGES", stages)
    code = main.main([])
    return code, capsys.readouterr().out.splitlines()


def test_exit_code_and_last_line(monkeypatch, capsys):
    code, lines = run_with(monkeypatch, capsys, Result(passed=3), Result(absent="there is no tests/faults"))
    assert (code, lines[-1]) == (0, "3 passed, 0 failed")
    assert any("s1" in line and "absent: there is no tests/faults" in line for line in lines)
    code, lines = run_with(monkeypatch, capsys, Result(passed=3), Result(skipped=1, skips=["t: why"], problems=["p"]))
    assert (code, lines[-1]) == (1, "3 passed, 1 failed, 1 skipped")
    assert "skipped: t: why" in lines and "failed: p" in lines
    code, lines = run_with(monkeypatch, capsys, Result(absent="a"))
    assert (code, lines[-1]) == (1, "0 passed, 1 failed")


def test_a_stage_that_breaks_is_a_failure_of_that_stage(monkeypatch, capsys):
    def broken(everything):
        raise OSError("disk full")

    monkeypatch.setattr(main, "STAGES", [Stage("a", "about", broken), Stage("b", "about", lambda e: Result(passed=1))])
    assert main.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 1 failed"


def test_tracks_run_side_by_side_and_what_has_none_before_them(monkeypatch):
    ran, both = [], threading.Barrier(2, timeout=30)

    def meets(name, meets_other):
        def run(everything):
            if meets_other:
                both.wait()
            ran.append(name)
            return Result(passed=1)

        return run

    stages = [
        Stage("a", "about", meets("a", True), track="x"),
        Stage("b", "about", meets("b", True), track="y"),
        Stage("c", "about", meets("c", False), track="y"),
        Stage("d", "about", meets("d", False)),
    ]
    results = main.run_stages(stages, False)
    assert list(results) == ["a", "b", "c", "d"]
    assert ran[0] == "d" and ran.index("b") < ran.index("c")


def test_what_runs_beside_another_is_printed_in_one_piece(tmp_path, monkeypatch, capfd):
    folder = tmp_path / "tests" / "y"
    folder.mkdir(parents=True)
    (folder / "test_one.py").write_text("def test_one():\n    print('said')\n    assert 0\n")
    monkeypatch.setattr(pytest_stage.layout, "REPO", tmp_path)
    assert pytest_stage.run_folder("tests/y", False, 60, quiet=True).failed == 1
    assert "said" in capfd.readouterr().out


def test_stage_names_are_unique_and_lint_is_first():
    names = [stage.name for stage in STAGES]
    assert names[0] == "lint" and len(set(names)) == len(names)
