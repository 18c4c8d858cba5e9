"""The demo companies as template databases: made once, then copied.

================ ============================================== ==================================================
name             made on                                        holds
================ ============================================== ==================================================
tpl_demo         tpl_bridge                                     the company of ``company``, with its invoices
tpl_demo_stock   tpl_bridge_stock: with a warehouse every       the company of ``matching_company``, with an order
                 invoice takes longer to make
tpl_demo_express tpl_bridge_oca: with pay runs                  the two companies of ``express_company``
tpl_demo_compare tpl_bridge_oca: with jobs and contracts        the company of ``compare_company``
================ ============================================== ==================================================
"""

import datetime
import hashlib
import subprocess
from pathlib import Path

from scripts.host import databases, ensure_template, environment, layout, odoo_command, process
from scripts.host.process import HostError, only_one, say
from scripts.host.templates import addons_digest, bridge_modules

# What each is made on, and the modules of this package that fill it, the first one with ``fill``.
MADE_OF = {
    "tpl_demo": ("tpl_bridge", ("company",)),
    "tpl_demo_stock": ("tpl_bridge_stock", ("matching_company", "matching_data", "company")),
    "tpl_demo_express": ("tpl_bridge_oca", ("express_company", "express_data", "company")),
    "tpl_demo_compare": ("tpl_bridge_oca", ("compare_company", "compare_data", "company")),
}
FILLING = """
import sys
sys.path.insert(0, {root!r})
from scripts.demonstration.{module} import fill
fill(env)
env.cr.commit()
print("filled")
"""


def ensure_demo_template(name: str = "tpl_demo") -> str:
    """Make a template exist and be current, and return its name. What is in it bears the date it was made on.

    :raises HostError: when Odoo refuses something of the demo company
    """
    below, modules = MADE_OF[name]
    ensure_template(below)
    installed = bridge_modules() if below == "tpl_bridge" else [*bridge_modules(), *bridge_modules(below)]
    digest = addons_digest([layout.ADDONS / module for module in installed])
    own = "".join(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8") for module in modules)
    key = f"{digest} {hash_of(own)} {datetime.date.today():%Y-%m}"
    if process.is_done(name, key) and databases.database_exists(name):
        return name
    with only_one(f"lock.{name}"):
        if process.is_done(name, key) and databases.database_exists(name):
            return name
        process.forget(name)
        say(f"demo company: making customers, products and documents ({name})")
        building = f"{name}_building"
        databases.drop_database(building)
        databases.copy_database(building, below)
        _fill(building, modules[0])
        databases.drop_database(name)
        databases.rename_database(building, name)
        process.mark_done(name, key)
        say("demo company: ready")
    return name


def hash_of(text: str) -> str:
    """A short digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _fill(database: str, module: str) -> None:
    done = subprocess.run(
        odoo_command(["-d", database, "--no-http", "--log-level=warn"], command="shell"),
        env=environment(),
        cwd=layout.REPO,
        input=FILLING.format(root=str(layout.REPO), module=module),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode or not done.stdout.endswith("filled\n"):
        raise HostError(f"The demo company could not be made:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
