"""Debian: packages of the machine, and the address of its own mirror."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .process import HostError, clean_environment, run, say

ETC = Path("/etc/apt")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def codename(os_release: Path = Path("/etc/os-release")) -> str:
    """The release of this machine, such as "bookworm".

    :raises HostError: on anything but Debian, whose mirror has the package of Odoo
    """
    try:
        values = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', os_release.read_text(encoding="utf-8"), re.M))
    except OSError:
        values = {}
    if values.get("ID") != "debian" or not values.get("VERSION_CODENAME"):
        raise HostError(
            "This machine is not a Debian release, so Odoo cannot be fetched. Install Odoo 19 (it will be "
            "used), or use docker/ of this repository."
        )
    return values["VERSION_CODENAME"]


def _stanzas(text: str):
    """The stanzas of a deb822 file as dictionaries with lower-case keys; comments may stand anywhere."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        fields, last = {}, None
        for line in block.splitlines():
            if line[:1].isspace() and last:
                fields[last] += " " + line.strip()
            elif ":" in line:
                last, value = line.split(":", 1)
                last = last.strip().lower()
                fields[last] = value.strip()
        if fields:
            yield fields


def mirrors(etc: Path = ETC):
    """Every (URI, suites) that the machine's apt has for binary packages, in the order apt reads them."""
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".list":
            for match in re.finditer(r"^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)", text, re.M):
                yield match[1], [match[2]]
        elif path.suffix == ".sources":
            for fields in _stanzas(text):
                if fields.get("enabled", "yes").lower() in ("no", "false"):
                    continue
                if "deb" in fields.get("types", "").split():
                    for uri in fields.get("uris", "").split():
                        yield uri, fields.get("suites", "").split()


def mirror(release: str, etc: Path = ETC) -> str:
    """The address this machine fetches ``release`` from.

    :raises HostError: when apt of this machine names none
    """
    for uri, suites in mirrors(etc):
        if release in suites:
            return uri.rstrip("/")
    raise HostError(f"apt of this machine names no mirror for {release} (looked in {etc}/sources.list*).")


def as_root() -> list[str]:
    """What must stand before a command that needs root."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        return ["sudo"] if sys.stdin and sys.stdin.isatty() else ["sudo", "-n"]
    raise HostError("Debian packages are missing and this user is neither root nor has sudo.")


def postgres_bin() -> Path | None:
    """The folder with the programs of the newest PostgreSQL server of this machine; None without one."""
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda p: int(re.sub(r"\D.*", "", p.parent.name) or 0), default=None)


def has_venv() -> bool:
    """Whether the python that runs this can make a virtual environment (Debian splits that off)."""
    base = getattr(sys, "_base_executable", sys.executable)
    check = [base, "-c", "import venv, ensurepip"]
    return subprocess.run(check, capture_output=True, check=False).returncode == 0


def has_libmagic() -> bool:
    """Whether the library behind python-magic is there."""
    return any(Path("/usr/lib").glob("*/libmagic.so.1"))


def has_faketime() -> bool:
    """Whether clocks can be shifted for a test (see :mod:`scripts.host.shifted`)."""
    return any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def missing_packages(browser: bool = True) -> list[str]:
    """Names of the Debian packages that still have to be installed."""
    wanted = {
        "postgresql": postgres_bin() is not None,
        "python3-venv": has_venv(),
        "libmagic1": has_libmagic(),
        "libfaketime": has_faketime(),
        "chromium": not browser or shutil.which("chromium") is not None,
    }
    return [name for name, there in wanted.items() if not there]


def install_missing(browser: bool = True) -> None:
    """Install what is missing from the machine's own distribution.

    :param browser: False leaves chromium out (290 MB); tests that need it then say so
    :raises HostError: without root rights, or when apt fails
    """
    names = missing_packages(browser)
    if not names:
        return
    if not shutil.which("apt-get"):
        raise HostError(f"This machine has no apt-get. Install what is missing yourself: {', '.join(names)}.")
    say(f"Debian packages: installing {', '.join(names)}")
    # sudo drops the environment, hence "env" behind it.
    apt = [
        *as_root(),
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    run([*apt, "update"])
    run([*apt, "install", "-y", "--no-install-recommends", *names], env=clean_environment())
    left = missing_packages(browser)
    if left:
        raise HostError(f"apt reported success, but these are still missing: {', '.join(left)}")
