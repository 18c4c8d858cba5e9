"""The virtual environment: pinned packages, Odoo on its path, and the command ``odoo``."""

import hashlib
import shutil
import sys

from . import layout
from .process import HostError, forget, is_done, mark_done, run, say, succeeds

OLDEST = (3, 10)  # odoo.release.MIN_PY_VERSION


def requirements_digest() -> str:
    """A digest of everything pip is asked for; comments do not count."""
    checksum = hashlib.sha256()
    for path in layout.REQUIREMENTS:
        for line in path.read_bytes().splitlines():
            if line.strip() and not line.startswith(b"#"):
                checksum.update(line.strip() + b"\n")
    return checksum.hexdigest()


def ensure_venv() -> None:
    """Make ``layout.VENV`` hold the pinned packages and Odoo.

    :raises HostError: Python too old, pip fails, or the packages contradict each other
    """
    if sys.version_info < OLDEST:
        raise HostError(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this one is {sys.version.split()[0]}.")
    key = requirements_digest()
    # Asked, not assumed: an upgrade of Debian's python3 leaves the packages in the folder of the old one.
    works = succeeds([layout.PYTHON, "-c", "import odoo.release, lxml"], cwd="/")
    if works and is_done("venv", key) and layout.ODOO.exists():
        return
    complete = (layout.DONE / "venv").exists()
    forget("venv")
    if not (works and complete):
        shutil.rmtree(layout.VENV, ignore_errors=True)
        run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", layout.VENV])
    say("Python packages: installing")
    asked = [part for path in layout.REQUIREMENTS for part in ("-r", path)]
    pip = [layout.PYTHON, "-m", "pip", "--disable-pip-version-check"]
    link_odoo()
    run([*pip, "install", "-q", "--no-cache-dir", *asked], log=layout.LOGS / "pip.log")
    run([*pip, "check"])
    write_command()
    run([layout.PYTHON, "-c", "import odoo.release, lxml.etree, psycopg2"], cwd="/")
    mark_done("venv", key)
    say("Python packages: installed and consistent")


def link_odoo() -> None:
    """Put Odoo and its metadata on the path: pip then sees "odoo 19.0" and takes the wheels made for it."""
    for site in layout.VENV.glob("lib/python3*/site-packages"):
        (site / "odoo19.pth").write_text(f"{layout.DIST}\n", encoding="utf-8")


def write_command() -> None:
    """``venv/bin/odoo``. Not ``python -m odoo``: with workers that respawns its gevent process for ever."""
    layout.ODOO.write_text(
        f'#!{layout.PYTHON}\nimport odoo.cli\n\nif __name__ == "__main__":\n    odoo.cli.main()\n',
        encoding="utf-8",
    )
    layout.ODOO.chmod(0o755)
