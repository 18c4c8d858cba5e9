"""Template databases: everything slow is done once, then copied.

================ ============================================== ==========================================
name             installed                                      made again when
================ ============================================== ==========================================
tpl_host         what our addons depend on, nothing of ours     the list below changes
tpl_bridge       our addons on top                              a file of these addons changes
tpl_stock        tpl_host, and a warehouse                      one of the lists changes
tpl_bridge_stock our addons on top, with the one for deliveries a file of these addons changes
tpl_oca          tpl_host, and OCA's jobs, contracts, pay runs  one of the lists changes
tpl_bridge_oca   our addons on top, with those for these three  a file of these addons changes
================ ============================================== ==========================================

A warehouse has a template of its own: with its modules every invoice of a test takes longer to make. So have OCA's.
"""

import hashlib
from pathlib import Path

from . import layout
from .databases import copy_database, database_exists, drop_database, query, rename_database
from .process import HostError, forget, is_done, mark_done, only_one, run, say
from .server import environment, odoo_command

HOST_MODULES = ("account", "l10n_us", "sale_management", "contacts")
STOCK_MODULES = ("sale_stock",)
OCA_MODULES = ("fieldservice_sale", "contract", "payroll")
# Installed in tpl_bridge as far as they are in addons/.
BRIDGE_MODULES = ("accounting_bridge", "accounting_bridge_qbd", "test_accounting_bridge")
# Installed in the others besides.
BRIDGE_STOCK_MODULES = ("accounting_bridge_sale_stock",)
BRIDGE_OCA_MODULES = ("accounting_bridge_fieldservice", "accounting_bridge_contract", "accounting_bridge_payroll")
# What stands on the host's modules: the template below, None for none, and what is installed on top of it.
HOSTS = {
    "tpl_host": (None, HOST_MODULES),
    "tpl_stock": ("tpl_host", STOCK_MODULES),
    "tpl_oca": ("tpl_host", OCA_MODULES),
}
# Where each of our addons is tested, and its words are exported from.
AT_HOME = {"tpl_bridge": BRIDGE_MODULES, "tpl_bridge_stock": BRIDGE_STOCK_MODULES, "tpl_bridge_oca": BRIDGE_OCA_MODULES}
BELOW = {"tpl_bridge": "tpl_host", "tpl_bridge_stock": "tpl_stock", "tpl_bridge_oca": "tpl_oca"}
NAMES = (*HOSTS, *AT_HOME)


def bridge_modules(template: str = "tpl_bridge") -> list[str]:
    """Those of our addons that exist and are at home in a template."""
    return [name for name in AT_HOME[template] if (layout.ADDONS / name / "__manifest__.py").is_file()]


def addons_digest(folders: list[Path]) -> str:
    """A digest of names and contents of all files that an installation can depend on (not of the tests)."""
    checksum = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder).parts
            if path.is_file() and "__pycache__" not in inside and inside[0] != "tests":
                checksum.update("/".join((folder.name, *inside)).encode() + b"\0")
                checksum.update(hashlib.sha256(path.read_bytes()).digest())
    return checksum.hexdigest()


def ensure_template(name: str) -> str:
    """Make the template exist and be current; returns its name. The cluster must run.

    :raises HostError: when an installation fails; its log is named
    """
    if name not in NAMES:
        raise HostError(f"There is no template {name}; there are: {', '.join(NAMES)}.")
    if name in HOSTS:
        base, modules = HOSTS[name]
        if base:
            ensure_template(base)
        _ensure(name, ",".join((*(HOST_MODULES if base else ()), *modules)), base, list(modules))
        if not base:
            layout.READY.write_text("tpl_host\n", encoding="utf-8")
        return name
    base = BELOW[name]
    ensure_template(base)
    modules = bridge_modules() + (bridge_modules(name) if name != "tpl_bridge" else [])
    below = HOST_MODULES if base == "tpl_host" else (*HOST_MODULES, *HOSTS[base][1])
    _ensure(name, ",".join(below) + " " + addons_digest([layout.ADDONS / module for module in modules]), base, modules)
    return name


def _ensure(name: str, key: str, base: str | None, modules: list[str]) -> None:
    if is_done(name, key) and database_exists(name):
        return
    with only_one(f"lock.{name}"):
        if is_done(name, key) and database_exists(name):
            return
        forget(name)
        say(f"{name}: installing {', '.join(modules) or 'nothing'}{f' on a copy of {base}' if base else ''}")
        # Built under another name: what has the right name is complete.
        building = f"{name}_building"
        drop_database(building)
        if base:
            copy_database(building, base)
        install(building, modules, layout.LOGS / f"{name}.log")
        query("vacuum analyze", building)
        drop_database(name)
        rename_database(building, name)
        mark_done(name, key)
        say(f"{name}: ready")


def install(database: str, modules: list[str], log: Path) -> None:
    """Install modules, making the database if need be; without demo data, in English.

    :param log: receives Odoo's whole log at level info, anew
    :raises HostError: when Odoo fails, or says in its log that it could not load something
    """
    if not modules:
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    arguments = [
        "-d",
        database,
        "-i",
        ",".join(modules),
        "--stop-after-init",
        "--no-http",
        "--logfile",
        str(log),
    ]
    try:
        run(odoo_command(arguments), env=environment(), cwd=layout.REPO)
    except HostError as error:
        tail = "\n".join(log.read_text(encoding="utf-8").splitlines()[-30:]) if log.exists() else ""
        raise HostError(f"Odoo could not install {', '.join(modules)}: {error}\n{tail}\n(whole log: {log})") from error
    missing = {row[0] for row in query("select name from ir_module_module where state = 'installed'", database)}
    missing = set(modules) - missing
    if missing:
        raise HostError(f"Odoo did not install {', '.join(sorted(missing))}; see {log}")
