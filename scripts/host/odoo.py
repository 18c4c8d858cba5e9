"""Odoo 19 itself: the one the machine has, or the package of Debian sid unpacked into our folder.

The package is fetched with a private state of apt: the machine's own sources and lists are not touched, and
apt checks the archive's signature. Only Odoo and one font come from sid; icons must come from the machine's
own release (sid's Font Awesome 7 lacks the files that Odoo links to).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import debian, layout
from .process import HostError, clean_environment, forget, is_done, mark_done, run, say

SERIES = "19.0"
# The package this suite was built and tested on.
KNOWN_VERSION = "19.0.0+dfsg-1"
KNOWN_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
FROM_SID = ("odoo-19", "fonts-montserrat")
FROM_RELEASE = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# In web.assets_backend, but cut from Debian's package: without it the browser's console shows an error, which
# fails every tour.
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def ensure_odoo() -> None:
    """Make ``layout.DIST`` hold an Odoo 19.

    :raises HostError: when no mirror, no package, or a package we do not trust
    """
    if is_done("odoo") and layout.ODOO_ADDONS.joinpath("account").is_dir():
        return
    forget("odoo")
    shutil.rmtree(layout.ROOT, ignore_errors=True)
    installed = find_installed()
    if installed:
        say(f"Odoo {installed[0]}: using the one installed on this machine")
        link_installed(*installed[1:])
    else:
        say("Odoo 19: not on this machine, fetching Debian's package")
        unpack(fetch())
        say("Odoo 19: unpacked")
    mark_done("odoo")


# ----- an Odoo that is already there


def find_installed(pythons: tuple[str, ...] = ()):
    """Version, package folder and folder of the business addons of an installed Odoo 19; None without one.

    :param pythons: interpreters to ask; by default Debian's and the one that runs this
    """
    code = (
        "import os, sys, odoo.release as r, odoo.addons\n"
        "print(r.version); print(os.path.dirname(r.__file__))\n"
        "print(os.pathsep.join(odoo.addons.__path__))"
    )
    pythons = pythons or ("/usr/bin/python3", getattr(sys, "_base_executable", sys.executable))
    for python in dict.fromkeys(pythons):
        try:
            # In "/": a folder named odoo in the current directory would be taken for the package.
            done = subprocess.run(
                [python, "-c", code],
                cwd="/",
                env=clean_environment(),
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            continue
        lines = done.stdout.split("\n")
        if done.returncode or not lines[0].startswith(SERIES):
            continue
        package = Path(lines[1])
        for addons in [*map(Path, lines[2].split(os.pathsep)), package / "addons", package.parent / "addons"]:
            if (addons / "account" / "__manifest__.py").is_file():
                return lines[0], package, addons
    return None


def link_installed(package: Path, addons: Path) -> None:
    """Show an installed Odoo under ``layout.DIST``: only Odoo, none of the packages installed beside it."""
    layout.DIST.mkdir(parents=True)
    if addons == package / "addons":
        (layout.DIST / "odoo").symlink_to(package)
    else:
        # Two folders (a source checkout): join them, or a second addons path would be needed.
        target = layout.DIST / "odoo"
        (target / "addons").mkdir(parents=True)
        for entry in package.iterdir():
            if entry.name != "addons":
                (target / entry.name).symlink_to(entry)
        for entry in [*(package / "addons").iterdir(), *addons.iterdir()]:
            link = target / "addons" / entry.name
            if not link.exists():
                link.symlink_to(entry)
    for info in package.parent.glob("odoo-19*.*-info"):
        (layout.DIST / info.name).symlink_to(info)


# ----- Debian's package


def check_package(version: str, sha256: str) -> str:
    """Decide whether a package of Odoo may be unpacked; apt has already checked the archive's signature.

    :return: a notice to show, empty for the known package
    :raises HostError: another series, an older package, or the known version with other contents
    """
    if not re.match(rf"{re.escape(SERIES)}[.+~-]", version):
        raise HostError(
            f"Debian's mirror offers odoo-19 {version}. This suite is for {SERIES}: nothing was unpacked. "
            f"Install Odoo {SERIES} on this machine (it will be used), or use docker/."
        )
    if version == KNOWN_VERSION:
        if sha256 != KNOWN_SHA256:
            raise HostError(
                f"The package odoo-19 {version} is not the one we know: its sha256 is {sha256}, expected "
                f"{KNOWN_SHA256}. Nothing was unpacked. Try again; if the difference stays, do not trust the "
                "mirror."
            )
        return ""
    if subprocess.run(["dpkg", "--compare-versions", version, "gt", KNOWN_VERSION], check=False).returncode:
        raise HostError(
            f"The package odoo-19 {version} is older than {KNOWN_VERSION}, the oldest this suite was tested "
            "on. Nothing was unpacked."
        )
    return (
        f"notice: odoo-19 {version} is newer than {KNOWN_VERSION}, which this suite was tested on. apt has "
        f"checked that it is Debian's (sha256 {sha256})"
    )


def digest(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    checksum = hashlib.sha256()
    with path.open("rb") as stream:
        for block in iter(lambda: stream.read(1 << 20), b""):
            checksum.update(block)
    return checksum.hexdigest()


def private_apt() -> list[str]:
    """Write the private state of apt and return the options that make apt-get use it."""
    release, keyring = debian.codename(), debian.KEYRING
    uri = debian.mirror(release)
    for folder in ("lists/partial", "cache/archives/partial"):
        (layout.APT / folder).mkdir(parents=True, exist_ok=True)
    (layout.APT / "status").write_text("", encoding="utf-8")
    source = layout.APT / "sources.list"
    suites = dict.fromkeys(["sid", release])
    lines = [f"deb [signed-by={keyring}] {uri} {suite} main\n" for suite in suites]
    source.write_text("".join(lines), encoding="utf-8")
    options = {
        "Dir::Etc::sourcelist": source,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State": layout.APT,
        "Dir::State::Lists": layout.APT / "lists",
        "Dir::State::status": layout.APT / "status",
        "Dir::Cache": layout.APT / "cache",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
        # The sandbox user may not write into a folder of ours.
        "APT::Sandbox::User": "root",
    }
    return ["-qq", *(part for key, value in options.items() for part in ("-o", f"{key}={value}"))]


def fetch() -> list[Path]:
    """Download the packages and check them; returns their files, Odoo's first.

    :raises HostError: when the mirror lacks one, or :func:`check_package` refuses
    """
    apt = private_apt()
    run(["apt-get", *apt, "update"])
    if not re.search(r"^Package: odoo-19$", run(["apt-cache", *apt, "show", "odoo-19"]), re.M):
        raise HostError("The mirror of this machine has no package odoo-19 in sid. Install Odoo 19 and try again.")
    shutil.rmtree(layout.DEBS, ignore_errors=True)
    layout.DEBS.mkdir(parents=True)
    names = [f"{name}/sid" for name in FROM_SID] + [f"{name}/{debian.codename()}" for name in FROM_RELEASE]
    run(["apt-get", *apt, "download", *names], cwd=layout.DEBS)
    package = next(layout.DEBS.glob("odoo-19_*.deb"), None)
    if package is None:
        raise HostError("apt-get download ended well but left no package of Odoo.")
    notice = check_package(run(["dpkg-deb", "-f", package, "Version"]).strip(), digest(package))
    say(notice or f"odoo-19 {KNOWN_VERSION}: version and checksum are the known ones")
    return [package, *(p for p in sorted(layout.DEBS.glob("*.deb")) if p != package)]


def unpack(packages: list[Path]) -> None:
    """Unpack into a new folder, mend what the package lacks, then put it in place in one move."""
    new = layout.ROOT.with_name("root.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    odoo, *others = packages
    # Translations are 835 of 1200 MB, and dist-packages/addons only repeats the Python files.
    left_out = ["*/i18n/*.po", "*/i18n/*.pot", "./usr/lib/python3/dist-packages/addons"]
    tar = ["tar", "-x", "--no-same-owner", "-C", new, *(f"--exclude={pattern}" for pattern in left_out)]
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", odoo], stdout=subprocess.PIPE)
    with reader:
        done = subprocess.run(list(map(str, tar)), stdin=reader.stdout, check=False)
        reader.stdout.close()
    if done.returncode or reader.returncode:
        raise HostError(f"{odoo.name} cannot be unpacked (disk full?).")
    for package in others:
        run(["dpkg", "-x", package, new])
    mend(new / layout.DIST.relative_to(layout.ROOT))
    dangling = [p for p in new.rglob("*") if p.is_symlink() and not p.exists()]
    for link in dangling:
        say(f"notice: {link.relative_to(new)} leads nowhere; something may look different in the browser")
    new.rename(layout.ROOT)
    shutil.rmtree(layout.DEBS, ignore_errors=True)
    shutil.rmtree(layout.APT, ignore_errors=True)


def mend(dist: Path) -> None:
    """Three corrections to an unpacked package, below its dist-packages."""
    stub = dist / "odoo" / "addons" / STUB
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("/* not in the DFSG package */\n", encoding="utf-8")
    for info in dist.glob("odoo-*.egg-info/PKG-INFO"):
        # The names under which PyPI has them: else pip would build psycopg2 from source and add PyPDF2.
        text = info.read_text(encoding="utf-8")
        text = re.sub(r"^Requires-Dist: psycopg2\b(?!-)", "Requires-Dist: psycopg2-binary", text, flags=re.M)
        text = re.sub(r"^Requires-Dist: PyPDF2", "Requires-Dist: pypdf", text, flags=re.M)
        info.write_text(text, encoding="utf-8")
