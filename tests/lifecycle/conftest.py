"""Databases with one addon in them, and Odoo processes that work on them."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from scripts.host import databases, layout
from scripts.host.postgres import ensure_cluster
from scripts.host.server import environment, odoo_command
from scripts.host.templates import ensure_template
from scripts.testing.addons_stage import ALLOWLIST
from scripts.testing.odoo_log import Log, read_allowlist

CORE = "accounting_bridge"
DELIVERIES = "accounting_bridge_sale_stock"
CONTRACTS = "accounting_bridge_contract"
JOBS = "accounting_bridge_fieldservice"
PAY_RUNS = "accounting_bridge_payroll"
DESKTOP = "accounting_bridge_qbd"
# The ledger that a delivery is invoiced to.
NOTEBOOK = "test_accounting_bridge"
ADDONS = (CORE, DESKTOP, DELIVERIES, CONTRACTS, JOBS, PAY_RUNS, NOTEBOOK)
# A name that a run of its own wants: two runs in one clone must not meet.
PREFIX = os.environ.get("LIFECYCLE_PREFIX") or f"test_lifecycle_{os.getpid()}"


class Life:
    """A database and what Odoo said while it worked on it."""

    def __init__(self, addon: str, source: str, folder: Path):
        self.addon = addon
        self.database = f"{PREFIX}_{addon.replace('accounting_bridge', 'ab')}_{len(list(folder.iterdir()))}"
        self.folder = folder / self.database
        self.folder.mkdir()
        databases.drop_database(self.database)
        databases.new_database(self.database, source)

    def drop(self):
        databases.drop_database(self.database)

    def odoo(self, *arguments, command="server", text=None, seconds=300) -> list[str]:
        """Run Odoo to its end. :return: the lines of its log at WARNING or worse that nobody allowed"""
        log = self.folder / f"{len(list(self.folder.glob('*.log')))}.log"
        done = subprocess.run(
            odoo_command(["-d", self.database, "--no-http", "--logfile", log, *arguments], command=command),
            env=environment(NOTEBOOK=str(self.folder / "notebook")),
            cwd=layout.REPO,
            input=text or "",
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        said = log.read_text(encoding="utf-8") if log.exists() else ""
        assert not done.returncode, f"Odoo ended with code {done.returncode}\n{said[-3000:]}\n{done.stderr[-6000:]}"
        return Log(said, read_allowlist(ALLOWLIST)).unexpected

    def install(self):
        return self.odoo("-i", self.addon, "--stop-after-init")

    def update(self):
        return self.odoo("-u", self.addon, "--stop-after-init")

    def shell(self, *statements: str) -> list[str]:
        """Run statements that know ``env``, :mod:`tests.lifecycle.work` and :mod:`tests.lifecycle.together`."""
        start = f"import sys; sys.path.insert(0, {str(layout.REPO)!r}); from tests.lifecycle import together, work"
        return self.odoo(command="shell", text="\n".join([start, *statements, ""]))


@pytest.fixture(scope="session")
def lives(tmp_path_factory):
    """Makes databases: ``lives(addon, source)``; all of them go at the end."""
    ensure_cluster()
    folder = tmp_path_factory.mktemp("lifecycle")
    with ExitStack() as stack:

        def make(addon: str, source: str) -> Life:
            life = Life(addon, source, folder)
            stack.callback(life.drop)
            return life

        yield make


@pytest.fixture(scope="session")
def host():
    """The template without anything of ours."""
    return ensure_template("tpl_host")


@pytest.fixture(scope="session")
def core(lives, host):
    """A database with the core alone, just installed: what the other addons are installed on."""
    life = lives(CORE, host)
    life.noise = life.install()
    return life


@pytest.fixture(scope="session")
def stocked(lives):
    """A database with a warehouse, the core and a ledger, but not with what installs itself between them."""
    life = lives(CORE, ensure_template("tpl_stock"))
    life.noise = life.shell(f"work.install_without(env, {[CORE, NOTEBOOK]!r}, {[DELIVERIES]!r})")
    return life


@pytest.fixture(scope="session")
def with_oca(lives):
    """A database with OCA's contracts, jobs and pay runs, the core and a ledger, but not with what stands between."""
    life = lives(CORE, ensure_template("tpl_oca"))
    life.noise = life.shell(f"work.install_without(env, {[CORE, NOTEBOOK]!r}, {[CONTRACTS, JOBS, PAY_RUNS]!r})")
    return life
