"""All addons in one database, and all but each one: they install, update and uninstall with data in all of them."""

import pytest

from scripts.host import postgres
from scripts.host.templates import ensure_template

from .conftest import ADDONS, CORE, DESKTOP, NOTEBOOK
from .inventory import inventory, mentions, new_models

ALL = list(ADDONS)


@pytest.fixture(scope="module")
def everything(lives):
    """A database with what each of the addons stands on, a warehouse and OCA's, and with two companies."""
    life = lives(CORE, ensure_template("tpl_oca"))
    life.odoo("-i", "sale_stock", "--stop-after-init")
    life.shell("together.add_company(env)")
    return life


@pytest.fixture(scope="module")
def together(lives, everything):
    """All addons, newly installed: those that install themselves were not asked for."""
    life = lives(CORE, everything.database)
    life.noise = life.odoo("-i", ",".join((CORE, DESKTOP, NOTEBOOK)), "--stop-after-init")
    life.before = inventory(everything.database)
    life.models = new_models(life.database, life.before)
    return life


def installed(life):
    """Return those of our addons that are installed."""
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    return sorted({name for (name,) in postgres.query(query, life.database)} & set(ALL))


def transfers(life):
    """Return what has travelled or waits, and how it stands."""
    return postgres.query("SELECT id, state FROM bridge_transfer ORDER BY id", life.database)


def test_all_install(together):
    assert not together.noise
    assert installed(together) == sorted(ALL)


def test_all_update_with_data_in_them(together):
    assert not together.shell(f"together.fill(env, {ALL!r})")
    before = transfers(together)
    assert not together.update()
    assert transfers(together) == before
    assert not together.shell(f"together.assert_goes_on(env, {ALL!r})")


def test_all_uninstall_with_data_in_them(together):
    assert not together.shell(f"work.uninstall(env, {CORE!r})")
    assert inventory(together.database) == together.before
    assert mentions(together.database, together.models) == []
    assert not together.shell(f"work.assert_host_works(env, {CORE!r})")


@pytest.fixture(scope="module", params=[pytest.param(addon, marks=pytest.mark.slow) for addon in ALL if addon != CORE])
def but_one(request, lives, everything):
    """All addons but one, newly installed; the core cannot be left out, since all others build on it."""
    life = lives(request.param, everything.database)
    life.others = [addon for addon in ALL if addon != life.addon]
    life.noise = life.shell(f"work.install_without(env, {life.others!r}, {[life.addon]!r})")
    life.before = inventory(life.database)
    return life


def test_all_but_one_install(but_one):
    assert not but_one.noise
    assert installed(but_one) == sorted(but_one.others)


def test_one_joins_the_others(but_one):
    assert not but_one.install()
    but_one.models = new_models(but_one.database, but_one.before)
    assert not but_one.shell(f"together.fill(env, {ALL!r})")
    assert not but_one.update()


def test_one_leaves_the_others(but_one):
    assert not but_one.shell(f"work.uninstall(env, {but_one.addon!r})")
    after = inventory(but_one.database)
    assert sorted(after - but_one.before) == []
    assert sorted(but_one.before - after) == [], "something of the others went with it"
    assert mentions(but_one.database, but_one.models) == []


def test_all_but_one_update_with_data_in_them(but_one):
    before = transfers(but_one)
    assert not but_one.update()
    assert transfers(but_one) == before
    assert installed(but_one) == sorted(but_one.others), "it does not come back by itself"
    assert not but_one.shell(f"together.assert_goes_on(env, {but_one.others!r})")


def test_all_but_one_uninstall_with_data_in_them(but_one, everything):
    assert not but_one.shell(f"work.uninstall(env, {CORE!r})")
    assert inventory(but_one.database) == inventory(everything.database)
