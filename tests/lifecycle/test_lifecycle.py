"""Each addon installs, updates and uninstalls alone, with data in it, and leaves nothing behind."""

import pytest

from scripts import translations
from scripts.host.templates import ensure_template

from .conftest import ADDONS, CONTRACTS, CORE, DELIVERIES, JOBS, NOTEBOOK, PAY_RUNS, PREFIX
from .inventory import inventory, mentions, new_models

# On what the others are installed, where that is not the core alone.
BELOW = {DELIVERIES: "stocked", CONTRACTS: "with_oca", JOBS: "with_oca", PAY_RUNS: "with_oca"}


@pytest.fixture(scope="module", params=ADDONS)
def life(request, lives, host, core):
    """One addon on a database of its own, newly installed, with what was there before."""
    addon = request.param
    below = request.getfixturevalue(BELOW.get(addon, "core"))
    life = lives(addon, below.database)
    life.noise = core.noise if addon == CORE else life.install()
    life.before = inventory(host if addon == CORE else below.database)
    life.models = new_models(life.database, life.before)
    return life


@pytest.fixture(scope="module")
def kept():
    """Databases that one test leaves to a later one, by addon."""
    return {}


def test_installs(life):
    assert not life.noise


def test_updates_with_data_in_it(life, lives, kept):
    assert not life.shell(f"work.fill(env, {life.addon!r})")
    assert not life.update()
    if life.addon == NOTEBOOK:
        kept[NOTEBOOK] = lives(CORE, life.database)


def test_uninstalls_with_data_in_it(life):
    assert not life.shell(f"work.uninstall(env, {life.addon!r})")


def test_leaves_nothing_behind(life):
    after = inventory(life.database)
    assert sorted(after - life.before) == []
    assert sorted(life.before - after) == [], "something of the host's went with it"
    assert mentions(life.database, life.models) == []


def test_host_works_without_it(life):
    assert not life.shell(f"work.assert_host_works(env, {life.addon!r})")


def test_deliveries_install_themselves(lives, stocked):
    """Who has a warehouse and the bridge is given what stands between them; it does nothing until it is chosen."""
    assert not stocked.noise
    life = lives(DELIVERIES, ensure_template("tpl_stock"))
    assert not life.odoo("-i", CORE, "--stop-after-init")
    assert not life.shell(f"assert work.is_installed(env, {DELIVERIES!r})")


def test_contracts_jobs_and_pay_runs_install_themselves(lives, with_oca):
    """Who has them and the bridge is given what stands between them; it does nothing until it is chosen."""
    assert not with_oca.noise
    life = lives(CONTRACTS, ensure_template("tpl_oca"))
    assert not life.odoo("-i", CORE, "--stop-after-init")
    assert not life.shell(f"assert all(work.is_installed(env, name) for name in {[CONTRACTS, JOBS, PAY_RUNS]!r})")


def test_core_takes_its_ledgers_along(kept, host):
    """Who uninstalls the core uninstalls what builds on it, whatever data is in it."""
    life = kept[NOTEBOOK]
    before = inventory(host)
    models = new_models(life.database, before)
    assert not life.shell(f"work.uninstall(env, {CORE!r})")
    assert inventory(life.database) == before
    assert mentions(life.database, models) == []


def test_words_for_translators_are_current(monkeypatch):
    monkeypatch.setenv("EXPORT_POT_DATABASE", f"{PREFIX}_words")
    assert translations.outdated(translations.export()) == [], "run scripts/export_pot"
