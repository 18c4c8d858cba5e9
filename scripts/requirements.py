"""Make ``requirements.txt`` from ``setup.cfg``: ``python3 -m scripts.requirements`` (``--check`` only
compares).
"""

import configparser
import re
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
HEAD = """\
# Made from setup.cfg by: python3 -m scripts.requirements
# Odoo 19 itself is not on the Python package index; scripts/host brings it, or install it your own way.
"""


def wanted(setup_cfg: Path) -> list[str]:
    """The pins of install_requires but for Odoo, sorted.

    :raises ValueError: when one of them is not pinned to one version
    """
    config = configparser.ConfigParser()
    config.read_string(setup_cfg.read_text(encoding="utf-8"))
    pins = []
    for line in config["options"]["install_requires"].split("\n"):
        line = line.strip()
        if not line or line.startswith(("#", "odoo=")):
            continue
        if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line):
            raise ValueError(f"setup.cfg: {line} is not pinned to one version")
        pins.append(line)
    return sorted(pins, key=str.lower)


def text(repo: Path = REPO) -> str:
    """What requirements.txt must contain."""
    return HEAD + "".join(f"{pin}\n" for pin in wanted(repo / "setup.cfg"))


def main() -> int:
    """Write the file, or compare it; exit code 1 when it is not current."""
    path = REPO / "requirements.txt"
    if "--check" in sys.argv[1:]:
        current = path.exists() and path.read_text(encoding="utf-8") == text()
        print("requirements.txt is current" if current else "requirements.txt is not current")
        return 0 if current else 1
    path.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
