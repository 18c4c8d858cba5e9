"""The demo company as a template database: made once, then copied."""

import datetime
import hashlib
import subprocess
from pathlib import Path

from scripts.host import databases, ensure_template, environment, layout, odoo_command, process
from scripts.host.process import HostError, only_one, say
from scripts.host.templates import addons_digest, bridge_modules

NAME = "tpl_demo"
FILLING = """
import sys
sys.path.insert(0, {root!r})
from scripts.demonstration.company import fill
fill(env)
env.cr.commit()
print("filled")
"""


def ensure_demo_template() -> str:
    """Make the template exist and be current, and return its name. Its invoices bear the date it was made on.

    :raises HostError: when Odoo refuses something of the demo company
    """
    ensure_template("tpl_bridge")
    digest = addons_digest([layout.ADDONS / module for module in bridge_modules()])
    own = (Path(__file__).with_name("company.py")).read_text(encoding="utf-8")
    key = f"{digest} {hash_of(own)} {datetime.date.today():%Y-%m}"
    if process.is_done(NAME, key) and databases.database_exists(NAME):
        return NAME
    with only_one(f"lock.{NAME}"):
        if process.is_done(NAME, key) and databases.database_exists(NAME):
            return NAME
        process.forget(NAME)
        say("demo company: making customers, products and invoices")
        building = f"{NAME}_building"
        databases.drop_database(building)
        databases.copy_database(building, "tpl_bridge")
        _fill(building)
        databases.drop_database(NAME)
        databases.rename_database(building, NAME)
        process.mark_done(NAME, key)
        say("demo company: ready")
    return NAME


def hash_of(text: str) -> str:
    """A short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fill(database: str) -> None:
    done = subprocess.run(
        odoo_command(["-d", database, "--no-http", "--log-level=warn"], command="shell"),
        env=environment(),
        cwd=layout.REPO,
        input=FILLING.format(root=str(layout.REPO)),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode or not done.stdout.endswith("filled\n"):
        raise HostError(f"The demo company could not be made:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
