"""The pins: all installed as they are written, and installable on the oldest Python we promise."""

import importlib.metadata
import re

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from scripts.host import layout

# Debian 12's python3, the oldest Debian that has PostgreSQL 15.
DEBIAN_12 = Version("3.11.2")


def pins():
    for path in layout.REQUIREMENTS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "==" in line and not line.startswith("#"):
                yield line.split("==")


def test_what_is_installed_is_what_is_pinned():
    wrong = [(name, want) for name, want in pins() if importlib.metadata.version(name) != want]
    assert not wrong


def test_every_pin_installs_on_debian_12():
    too_new = []
    for name, _version in pins():
        needs = importlib.metadata.metadata(name).get("Requires-Python") or ""
        if DEBIAN_12 not in SpecifierSet(needs):
            too_new.append(f"{name} needs Python {needs}")
    assert not too_new


def test_nothing_is_installed_that_is_not_pinned():
    normal = {re.sub(r"[-_.]+", "-", name).lower() for name, _version in pins()}
    site = next(layout.VENV.glob("lib/python3*/site-packages"))
    found = {
        re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower() for d in importlib.metadata.distributions(path=[str(site)])
    }
    assert found - normal <= {"pip", "wheel"}
