"""What ``scripts/export_pot`` does: Odoo itself collects the words, from code, views and fields.

A file is current when it is what Odoo exports now, but for the dates, which are left out: they would change with
every export and say nothing that git does not say.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.host import databases, ensure_host, ensure_template, layout
from scripts.host.process import HostError, say
from scripts.host.server import environment, odoo_command
from scripts.host.templates import AT_HOME, bridge_modules

DATES = re.compile(r'^"(?:POT-Creation|PO-Revision)-Date:.*\n', re.MULTILINE)
# Runs in "odoo shell": one process for all addons.
EXPORT = """
from odoo.tools.translate import trans_export
for module in {modules!r}:
    with open({folder!r} + "/" + module, "wb") as file:
        trans_export(None, [module], file, "po", env)
"""


def path_of(module: str) -> Path:
    """Where the words of an addon stand."""
    return layout.ADDONS / module / "i18n" / f"{module}.pot"


def export() -> dict[str, str]:
    """Return ``{addon: what its .pot must contain}``, each from a copy of the template that it is at home in.

    :raises HostError: when Odoo fails
    """
    texts = {}
    for template in AT_HOME:
        modules = bridge_modules(template)
        if modules:
            ensure_template(template)
            texts |= _exported(template, modules)
    return texts


def _exported(template: str, modules: list[str]) -> dict[str, str]:
    database = os.environ.get("EXPORT_POT_DATABASE") or f"test_export_pot_{os.getpid()}"
    databases.drop_database(database)
    databases.new_database(database, template)
    try:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                odoo_command(["-d", database, "--no-http", "--log-level", "error"], command="shell"),
                env=environment(),
                cwd=layout.REPO,
                input=EXPORT.format(modules=modules, folder=folder),
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise HostError(f"Odoo could not export the words\n{done.stderr[-2000:]}")
            return {module: DATES.sub("", (Path(folder) / module).read_text(encoding="utf-8")) for module in modules}
    finally:
        databases.drop_database(database)


def outdated(texts: dict[str, str]) -> list[str]:
    """Return the addons whose file says something else."""
    return [
        module
        for module, text in texts.items()
        if not path_of(module).exists() or path_of(module).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the files, or with ``--check`` only compare; exit code 1 when one is not current."""
    check = "--check" in sys.argv[1:]
    ensure_host("tpl_bridge")
    texts = export()
    old = outdated(texts)
    for module in texts:
        if module not in old:
            say(f"{module}.pot: current")
        elif check:
            say(f"{module}.pot: not current; run scripts/export_pot")
        else:
            path_of(module).parent.mkdir(exist_ok=True)
            path_of(module).write_text(texts[module], encoding="utf-8")
            say(f"{module}.pot: written")
    return 1 if old and check else 0
