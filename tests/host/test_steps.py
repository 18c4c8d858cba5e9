"""Steps of the bootstrap with fakes: each is skipped when done and done again when it was interrupted."""

from pathlib import Path

import pytest

from scripts.host import bootstrap, layout, postgres, templates, venv
from scripts.host.process import HostError, is_done, mark_done


@pytest.fixture
def pip(host, monkeypatch, tmp_path):
    """A venv step whose commands are only written down; ``fail`` makes pip fail."""
    calls = []
    pins = tmp_path / "requirements.txt"
    pins.write_text("# a comment\na==1\n")
    monkeypatch.setattr(layout, "REQUIREMENTS", (pins,))

    def run(command, **options):
        words = [str(word) for word in command]
        calls.append("venv" if "venv" in words else "pip" if "install" in words else "other")
        if calls[-1] == "venv":
            (host.VENV / "bin").mkdir(parents=True)
            host.PYTHON.write_text("")
        if calls[-1] == "pip" and run.fail:
            raise HostError("network")

    run.fail, run.calls, run.pins = False, calls, pins
    monkeypatch.setattr(venv, "run", run)
    monkeypatch.setattr(venv, "succeeds", lambda command, **options: host.ODOO.exists())
    return run


def test_the_venv_is_made_once(pip):
    venv.ensure_venv()
    assert pip.calls == ["venv", "pip", "other", "other"]
    pip.pins.write_text("# another comment\na==1\n")
    venv.ensure_venv()
    assert len(pip.calls) == 4


def test_new_pins_are_installed_into_the_same_venv(pip):
    venv.ensure_venv()
    pip.pins.write_text("a==2\n")
    venv.ensure_venv()
    assert pip.calls.count("venv") == 1 and pip.calls.count("pip") == 2


def test_an_interrupted_venv_is_made_anew(pip):
    pip.fail = True
    with pytest.raises(HostError, match="network"):
        venv.ensure_venv()
    pip.fail = False
    venv.ensure_venv()
    assert pip.calls.count("venv") == 2


def test_an_old_python_is_refused(host, monkeypatch):
    monkeypatch.setattr(venv, "OLDEST", (99, 0))
    with pytest.raises(HostError, match=r"Python 99\.0 or newer is needed"):
        venv.ensure_venv()


def test_the_cluster_lives_in_the_host_where_it_can(host, monkeypatch):
    monkeypatch.setattr(postgres, "_reachable", lambda folder: True)
    monkeypatch.setattr(layout, "HOST", Path("/srv/bridge/.host"))
    assert postgres.home() == Path("/srv/bridge/.host/pg")
    deep = Path("/srv") / ("x" * 90) / ".host"
    monkeypatch.setattr(layout, "HOST", deep)
    assert not layout.socket_fits(deep / "pg")
    assert postgres.home() == layout.short_folder() and layout.socket_fits(postgres.home())


def test_a_folder_closed_to_postgres_moves_the_cluster_only_for_root(host, monkeypatch):
    monkeypatch.setattr(postgres, "_reachable", lambda folder: False)
    monkeypatch.setattr(layout, "HOST", Path("/srv/bridge/.host"))
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 0)
    assert postgres.home() == layout.short_folder()
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 1000)
    assert postgres.home() == Path("/srv/bridge/.host/pg")


def test_reachable_looks_at_every_parent(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a").chmod(0o700)
    assert not postgres._reachable(inner / "pg")


def test_a_short_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    postgres._refuse_foreign(tmp_path / "real")
    with pytest.raises(HostError, match="belongs to somebody else"):
        postgres._refuse_foreign(tmp_path / "link")


def test_files_of_another_user_are_named(host, monkeypatch):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 4711)
    with pytest.raises(HostError, match="was made by another user"):
        bootstrap.ensure_host()


# ----- templates


@pytest.fixture
def cluster(host, monkeypatch):
    """Databases as a set of names; ``installs`` has what was installed where."""
    names, installs = set(), []

    def copy(name, template):
        assert template in names
        names.add(name)

    def rename(old, new):
        names.discard(old)
        names.add(new)

    def install(database, modules, log):
        installs.append((database, tuple(modules)))
        names.add(database)
        if fake.fail:
            raise HostError("broken addon")

    class fake:
        fail = False

    fake.names, fake.installs = names, installs
    monkeypatch.setattr(templates, "database_exists", names.__contains__)
    monkeypatch.setattr(templates, "drop_database", names.discard)
    monkeypatch.setattr(templates, "copy_database", copy)
    monkeypatch.setattr(templates, "rename_database", rename)
    monkeypatch.setattr(templates, "install", install)
    monkeypatch.setattr(templates, "query", lambda *args: [])
    return fake


@pytest.fixture
def addons(tmp_path, monkeypatch):
    folder = tmp_path / "addons"
    (folder / "accounting_bridge" / "tests").mkdir(parents=True)
    (folder / "accounting_bridge" / "__manifest__.py").write_text("{}")
    monkeypatch.setattr(layout, "ADDONS", folder)
    return folder


def test_templates_are_made_once_and_tpl_bridge_again_after_a_change(cluster, addons):
    for _again in range(2):
        templates.ensure_template("tpl_bridge")
    assert cluster.names == {"tpl_host", "tpl_bridge"}
    assert cluster.installs == [
        ("tpl_host_building", templates.HOST_MODULES),
        ("tpl_bridge_building", ("accounting_bridge",)),
    ]
    (addons / "accounting_bridge" / "tests" / "test_a.py").write_text("x")
    templates.ensure_template("tpl_bridge")
    assert len(cluster.installs) == 2
    (addons / "accounting_bridge" / "a.py").write_text("x")
    templates.ensure_template("tpl_bridge")
    assert cluster.installs[2:] == [("tpl_bridge_building", ("accounting_bridge",))]
    assert layout.READY.exists()


def test_the_templates_with_a_warehouse_stand_beside_the_others(cluster, addons):
    """What the core is tested on has none, and is not made again because an addon for deliveries changed."""
    folder = addons / "accounting_bridge_sale_stock"
    folder.mkdir()
    (folder / "__manifest__.py").write_text("{}")
    templates.ensure_template("tpl_bridge")
    templates.ensure_template("tpl_bridge_stock")
    assert cluster.names == {"tpl_host", "tpl_stock", "tpl_bridge", "tpl_bridge_stock"}
    assert cluster.installs[1:] == [
        ("tpl_bridge_building", ("accounting_bridge",)),
        ("tpl_stock_building", templates.STOCK_MODULES),
        ("tpl_bridge_stock_building", ("accounting_bridge", "accounting_bridge_sale_stock")),
    ]
    (folder / "a.py").write_text("x")
    templates.ensure_template("tpl_bridge")
    assert len(cluster.installs) == 4
    templates.ensure_template("tpl_bridge_stock")
    assert cluster.installs[4:] == [
        ("tpl_bridge_stock_building", ("accounting_bridge", "accounting_bridge_sale_stock"))
    ]


def test_a_template_that_could_not_be_finished_is_not_used(cluster, addons):
    templates.ensure_template("tpl_host")
    cluster.fail = True
    with pytest.raises(HostError, match="broken addon"):
        templates.ensure_template("tpl_bridge")
    assert "tpl_bridge" not in cluster.names
    cluster.fail = False
    templates.ensure_template("tpl_bridge")
    assert cluster.names == {"tpl_host", "tpl_bridge"}


def test_a_marker_without_its_database_is_not_believed(cluster, addons):
    mark_done("tpl_host", ",".join(templates.HOST_MODULES))
    templates.ensure_template("tpl_host")
    assert "tpl_host" in cluster.names and is_done("tpl_host", ",".join(templates.HOST_MODULES))


def test_an_unknown_template_is_named(cluster):
    with pytest.raises(HostError, match="no template tpl_x"):
        templates.ensure_template("tpl_x")
