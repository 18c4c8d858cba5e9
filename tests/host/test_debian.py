"""Finding the machine's own mirror, and saying clearly what is not supported."""

import pytest

from scripts.host import debian
from scripts.host.process import HostError

DEB822 = """\
# made by an installer
Types: deb deb-src
# a comment between the fields
URIs: http://mirror.example/debian/
Suites: bookworm
  bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: trixie
"""
CLASSIC = """\
# deb http://comment.example/debian trixie main
deb-src http://source.example/debian trixie main
deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://classic.example/debian trixie main contrib
deb http://classic.example/security trixie-security main
"""


@pytest.fixture
def etc(tmp_path):
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_the_new_format(etc):
    (etc / "sources.list.d" / "debian.sources").write_text(DEB822)
    assert debian.mirror("bookworm", etc) == "http://mirror.example/debian"
    assert debian.mirror("bookworm-security", etc) == "http://mirror.example/security"


def test_the_classic_format(etc):
    (etc / "sources.list").write_text(CLASSIC)
    assert debian.mirror("trixie", etc) == "http://classic.example/debian"


def test_a_switched_off_or_missing_mirror_is_named(etc):
    (etc / "sources.list.d" / "debian.sources").write_text(DEB822)
    (etc / "sources.list.d" / "x.sources.disabled").write_text(DEB822.replace("bookworm", "sid"))
    for release in ("trixie", "sid"):
        with pytest.raises(HostError, match=f"names no mirror for {release}"):
            debian.mirror(release, etc)


def test_only_debian(tmp_path):
    path = tmp_path / "os-release"
    path.write_text('ID=debian\nVERSION_CODENAME=trixie\nNAME="Debian GNU/Linux"\n')
    assert debian.codename(path) == "trixie"
    for text in ("ID=ubuntu\nVERSION_CODENAME=noble\n", "ID=debian\n", ""):
        path.write_text(text)
        with pytest.raises(HostError, match="not a Debian release"):
            debian.codename(path)
    with pytest.raises(HostError, match="not a Debian release"):
        debian.codename(tmp_path / "none")


def test_without_root_and_without_sudo(monkeypatch):
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian.shutil, "which", lambda name: None)
    with pytest.raises(HostError, match="neither root nor has sudo"):
        debian.as_root()
    monkeypatch.setattr(debian.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert debian.as_root()[0] == "sudo"
    monkeypatch.setattr(debian.os, "geteuid", lambda: 0)
    assert debian.as_root() == []


def test_the_private_apt_asks_nothing_but_its_own_list(host, monkeypatch):
    from scripts.host import odoo

    monkeypatch.setattr(debian, "codename", lambda: "bookworm")
    monkeypatch.setattr(debian, "mirror", lambda release: "http://mirror.example/debian")
    options = odoo.private_apt()
    assert "Dir::Etc::sourceparts=/dev/null" in options
    lines = (host.APT / "sources.list").read_text().splitlines()
    assert [line.split()[-3:] for line in lines] == [
        ["http://mirror.example/debian", suite, "main"] for suite in ("sid", "bookworm")
    ]
    assert all("signed-by=" in line and "trusted" not in line for line in lines)
