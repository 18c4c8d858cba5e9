"""The stage that runs the tests inside the addons, in Odoo, on a copy of the template that an addon is at home in."""

import os
import subprocess
from collections.abc import Callable

from scripts.host import databases, layout
from scripts.host.postgres import ensure_cluster
from scripts.host.process import say
from scripts.host.server import environment, free_port, odoo_command
from scripts.host.templates import AT_HOME, bridge_modules, ensure_template

from .odoo_log import Log, read_allowlist
from .result import Result

CORE = "accounting_bridge"
ALLOWLIST = layout.REPO / "scripts" / "log_allowlist.txt"


def run_core(everything: bool, seconds: int) -> Result:
    """Test the core, which takes as long as all other addons together; see ``run_addons``."""
    return run_addons(everything, seconds, lambda module: module == CORE)


def run_further(everything: bool, seconds: int) -> Result:
    """Test all addons but the core; see ``run_addons``."""
    return run_addons(everything, seconds, lambda module: module != CORE)


def run_addons(everything: bool, seconds: int, is_meant: Callable[[str], bool]) -> Result:
    """Install (the template), update and test our addons; a warning in either log is a problem.

    :param everything: also tests tagged ``slow``
    :param seconds: the time after which Odoo is ended and the stage counts as failed
    :param is_meant: whether an addon of this name is tested
    """
    meant = {template: [name for name in bridge_modules(template) if is_meant(name)] for template in AT_HOME}
    results = [_run(template, names, everything, seconds) for template, names in meant.items() if names]
    if not results:
        return Result(absent="there is no such addon in addons/")
    return Result(
        passed=sum(one.passed for one in results),
        failed=sum(one.failed for one in results),
        skipped=sum(one.skipped for one in results),
        skips=[skip for one in results for skip in one.skips],
        problems=[problem for one in results for problem in one.problems],
    )


def _run(template: str, modules: list[str], everything: bool, seconds: int) -> Result:
    """Test addons that are at home in a template."""
    allowed = read_allowlist(ALLOWLIST)
    ensure_cluster()
    ensure_template(template)
    installed = Log(_text(layout.LOGS / f"{template}.log"), allowed)
    # With its pid: two runs in one clone must not meet.
    database = f"test_{modules[0]}_{os.getpid()}"
    databases.drop_database(database)
    databases.new_database(database, template)
    tags = ",".join(f"/{module}" for module in modules) + ("" if everything else ",-slow")
    log = layout.LOGS / f"{database}.log"
    log.unlink(missing_ok=True)
    names = ",".join(modules)
    arguments = ["-d", database, "-u", names, "--test-tags", tags, "--stop-after-init", "--logfile", log]
    say(f"addons: testing {names}")
    try:
        code = subprocess.run(
            odoo_command([*arguments, "--http-port", free_port()]),
            env=environment(),
            cwd=layout.REPO,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return Result(problems=[f"Odoo did not end within {seconds} s; see .host/logs/{log.name}"])
    finally:
        databases.drop_database(database)
    text = _text(log)
    if log.exists():
        log.replace(layout.LOGS / f"test_{modules[0]}.log")
    return judge(Log(text, allowed), code, _with_tests(modules), installed.unexpected)


def _text(path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _with_tests(modules: list[str]) -> list[str]:
    """The addons that have test files."""
    return [name for name in modules if any((layout.ADDONS / name / "tests").glob("test_*.py"))]


def judge(log: Log, code: int, with_tests: list[str], at_install: list[str]) -> Result:
    """Turn a log into a result.

    :param code: exit code of Odoo
    :param with_tests: the addons that must have run at least one test
    :param at_install: unexpected lines of the log of the installation
    """
    result = Result(failed=log.failing_tests, skipped=len(log.skips), skips=log.skips)
    result.passed = max(0, log.total - result.failed - result.skipped)
    for message in log.failing:
        print(message)
    if not log.closed:
        result.problems.append(f"Odoo ended with code {code} before the tests were over; see .host/logs/test_*.log")
    elif code and not result.failed:
        result.problems.append(f"Odoo ended with code {code} though no test failed")
    for name in with_tests:
        if not log.ran.get(name):
            result.problems.append(f"{name} has test files, but no test of it was run")
    for line in [*at_install, *log.unexpected]:
        result.problems.append(f"unexpected in the log: {line}")
    return result
