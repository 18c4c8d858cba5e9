"""A stage that is a folder of pytest files, run in a process of its own."""

import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

from scripts.host import layout
from scripts.host.process import clean_environment

from .result import Result


def run_folder(folder: str, everything: bool, seconds: int, arguments: tuple = (), *, quiet: bool = False) -> Result:
    """Run the tests below ``folder`` (relative to the root of the repository).

    :param everything: also those marked ``slow``
    :param seconds: the time after which the stage is ended and counts as failed
    :param quiet: what pytest says is printed in one piece at the end, for a stage that runs beside another
    """
    path = layout.REPO / folder
    if not path.is_dir():
        return Result(absent=f"there is no {folder}")
    if not any(path.rglob("test_*.py")):
        return Result(absent=f"there is no test file below {folder}")
    report = layout.HOST / "reports" / f"{folder.replace('/', '-')}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    command = [
        str(layout.PYTHON),
        "-m",
        "pytest",
        "-q",
        "--durations=3",
        f"--junitxml={report}",
        *arguments,
        folder,
    ]
    if not everything:
        command[4:4] = ["-m", "not slow"]
    with report.with_suffix(".txt").open("w+", encoding="utf-8", errors="replace") as said:
        try:
            code = subprocess.run(
                command,
                cwd=layout.REPO,
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=said if quiet else None,
                stderr=subprocess.STDOUT if quiet else None,
                timeout=seconds,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return Result(problems=[f"{folder} did not end within {seconds} s"])
        finally:
            said.seek(0)
            print(said.read(), end="", flush=True)
    return read_report(report, code, folder)


def read_report(report: Path, code: int, folder: str) -> Result:
    """Count from pytest's junit report; ``code`` is pytest's exit code (5: no test was run)."""
    result = Result()
    if code == 5:
        result.problems.append(f"{folder} has test files, but no test was run")
        return result
    try:
        cases = list(ET.parse(report).iter("testcase"))
    except (OSError, ET.ParseError):
        result.problems.append(f"{folder}: pytest ended with code {code} and left no report")
        return result
    for case in cases:
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            result.skipped += 1
            result.skips.append(f"{name}: {skipped.get('message') or 'no reason given'}")
        else:
            result.passed += 1
    if not result.passed and not result.failed:
        result.problems.append(f"{folder} has test files, but every test was skipped or none was run")
    elif code and not result.failed:
        result.problems.append(f"{folder}: pytest ended with code {code}")
    return result
