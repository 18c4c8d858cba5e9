"""Which package of Odoo is unpacked, what is mended, and an Odoo that is already there."""

import sys

import pytest

from scripts.host import odoo
from scripts.host.process import HostError, is_done

OTHER = "0" * 64


def test_the_known_package_needs_no_word():
    assert odoo.check_package(odoo.KNOWN_VERSION, odoo.KNOWN_SHA256) == ""


def test_the_known_version_with_other_contents_is_refused():
    with pytest.raises(HostError, match="is not the one we know") as caught:
        odoo.check_package(odoo.KNOWN_VERSION, OTHER)
    assert OTHER in str(caught.value) and odoo.KNOWN_SHA256 in str(caught.value)


@pytest.mark.parametrize("version", ["19.0.0+dfsg-2", "19.0.1+dfsg-1", "19.0.20270101+dfsg-1"])
def test_a_newer_19_is_accepted_with_a_notice(version):
    notice = odoo.check_package(version, OTHER)
    assert version in notice and "newer" in notice and OTHER in notice


@pytest.mark.parametrize("version", ["20.0.0+dfsg-1", "18.0.0+dfsg-3", "19.1.0-1", "19.00.1", "1:19.0.0"])
def test_another_series_is_refused(version):
    with pytest.raises(HostError, match="nothing was unpacked"):
        odoo.check_package(version, odoo.KNOWN_SHA256)


def test_an_older_19_is_refused():
    with pytest.raises(HostError, match="older than"):
        odoo.check_package("19.0.0+dfsg-0", OTHER)


def test_a_refused_package_is_not_unpacked_and_the_step_stays_open(host, monkeypatch):
    def download(command, **options):
        if "download" in command:
            (host.DEBS / "odoo-19_19.0.0+dfsg-1_all.deb").write_bytes(b"something else")
        return "Package: odoo-19\n" if "show" in command else f"{odoo.KNOWN_VERSION}\n"

    monkeypatch.setattr(odoo, "run", download)
    monkeypatch.setattr(odoo, "private_apt", lambda: [])
    monkeypatch.setattr(odoo.debian, "codename", lambda: "bookworm")
    monkeypatch.setattr(odoo, "find_installed", lambda: None)
    with pytest.raises(HostError, match="is not the one we know"):
        odoo.ensure_odoo()
    assert not host.ROOT.exists() and not is_done("odoo")


def test_a_mirror_without_the_package_is_named(host, monkeypatch):
    monkeypatch.setattr(odoo, "run", lambda command, **options: "")
    monkeypatch.setattr(odoo, "private_apt", lambda: [])
    with pytest.raises(HostError, match="has no package odoo-19"):
        odoo.fetch()


def test_an_interrupted_unpacking_is_done_again(host, monkeypatch):
    tries = []

    def unpack(packages):
        tries.append(1)
        (host.ODOO_ADDONS / "account").mkdir(parents=True)
        if len(tries) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(odoo, "find_installed", lambda: None)
    monkeypatch.setattr(odoo, "fetch", lambda: [])
    monkeypatch.setattr(odoo, "unpack", unpack)
    with pytest.raises(KeyboardInterrupt):
        odoo.ensure_odoo()
    odoo.ensure_odoo()
    odoo.ensure_odoo()
    assert len(tries) == 2


def test_mending(tmp_path):
    info = tmp_path / "odoo-19.0.egg-info" / "PKG-INFO"
    info.parent.mkdir()
    info.write_text("Requires-Dist: psycopg2>=2.2\nRequires-Dist: PyPDF2\nRequires-Dist: lxml\n")
    (tmp_path / "odoo" / "addons").mkdir(parents=True)
    for _again in range(2):
        odoo.mend(tmp_path)
        assert info.read_text().splitlines() == [
            "Requires-Dist: psycopg2-binary>=2.2",
            "Requires-Dist: pypdf",
            "Requires-Dist: lxml",
        ]
    assert (tmp_path / "odoo" / "addons" / odoo.STUB).read_text().startswith("/*")


def fake_installation(folder, version, separate):
    """A python that can import an Odoo made of empty files."""
    package = folder / "site" / "odoo"
    addons = folder / "addons" if separate else package / "addons"
    for path in (package / "addons" / "base", addons / "account"):
        path.mkdir(parents=True)
        (path / "__manifest__.py").write_text("{}")
    (package / "release.py").write_text(f"version = '{version}'\n")
    (folder / "site" / "odoo-19.0.egg-info").mkdir()
    paths = [str(package / "addons"), str(addons)]
    (package / "addons" / "__init__.py").write_text(f"__path__ = {paths!r}\n")
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={folder}/site exec {sys.executable} -S "$@"\n')
    python.chmod(0o755)
    return str(python)


@pytest.mark.parametrize("separate", [False, True])
def test_an_installed_odoo_is_used(host, tmp_path, monkeypatch, separate):
    python = fake_installation(tmp_path / "machine", "19.0-20261001", separate)
    found = odoo.find_installed((python,))
    assert found[0] == "19.0-20261001"
    odoo.link_installed(*found[1:])
    for addon in ("base", "account"):
        assert (host.ODOO_ADDONS / addon / "__manifest__.py").is_file()
    assert (host.DIST / "odoo" / "release.py").is_file()
    assert (host.DIST / "odoo-19.0.egg-info").is_dir()


def test_another_installed_odoo_is_not_used(tmp_path):
    python = fake_installation(tmp_path, "18.0", False)
    assert odoo.find_installed((python, "/no/such/python")) is None
