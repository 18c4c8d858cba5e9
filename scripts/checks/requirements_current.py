"""``requirements.txt`` is made from ``setup.cfg``, and the pins of the host do not contradict it."""

import re

from scripts import requirements

from .tree import Finding

about = "requirements.txt says what setup.cfg says"


def check(tree):
    """Make the text again and compare; then look for a second pin of the same package."""
    if "setup.cfg" not in tree.files:
        return
    try:
        expected = requirements.text(tree.root)
    except ValueError as error:
        yield Finding("setup.cfg", 1, f"{error}")
        return
    if "requirements.txt" not in tree.files or tree.text("requirements.txt") != expected:
        yield Finding("requirements.txt", 1, "not current: run python3 -m scripts.requirements")
    pinned: dict[str, str] = {_package(line): "requirements.txt" for line in expected.splitlines() if "==" in line}
    for name in ("scripts/host/requirements.txt", "scripts/host/requirements-dev.txt"):
        lines = tree.text(name).splitlines() if name in tree.files else []
        for number, line in enumerate(lines, 1):
            if not line or line.startswith("#"):
                continue
            if "==" not in line:
                yield Finding(name, number, f"{line} is not pinned to one version")
            elif _package(line) in pinned:
                yield Finding(
                    name,
                    number,
                    f"{_package(line)} is pinned a second time, first in {pinned[_package(line)]}",
                )
            else:
                pinned[_package(line)] = name


def _package(line: str) -> str:
    """The normalised name of the package in a pin."""
    return re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
