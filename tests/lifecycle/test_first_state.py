"""Who began with the first state of the bridge updates to this one and goes on: nothing is lost, nothing sent twice."""

import io
import subprocess
import tarfile

import pytest

from scripts.host import layout

from .conftest import CORE

# The last commit of the first issue, and what was installed then.
FIRST = "e78b6146aa072042fe29dd394bbc38470803b698"
INSTALLED = ("accounting_bridge", "accounting_bridge_qbd", "test_accounting_bridge")
NOTEBOOK = "test_accounting_bridge"


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A folder with the addons as they were, and with what put data into them."""
    folder = tmp_path_factory.mktemp("first")
    kept = subprocess.run(
        ["git", "archive", FIRST, "addons", "scripts", "tests"], cwd=layout.REPO, capture_output=True, check=False
    )
    if kept.returncode:
        pytest.skip("this clone has no history: the addons as they were are not in it")
    with tarfile.open(fileobj=io.BytesIO(kept.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def updated(lives, host, first):
    """A database of then, in which invoices were processed and one was rejected, updated to now."""
    life = lives(CORE, host)
    then = ("--addons-path", f"{layout.ODOO_ADDONS},{first / 'addons'}")
    life.odoo(*then, "-i", ",".join(INSTALLED), "--stop-after-init")
    start = f"import sys; sys.path.insert(0, {str(first)!r}); from tests.lifecycle import work"
    life.odoo(*then, command="shell", text=f"{start}\nwork.fill(env, {NOTEBOOK!r})\n")
    life.noise = life.update()
    return life


def test_updates(updated):
    assert not updated.noise


def test_goes_on_where_it_was(updated):
    assert not updated.shell("work.assert_goes_on(env)")
