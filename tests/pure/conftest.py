"""``ledgers/`` without Odoo: bare parent packages under the real names.

In Odoo 19 ``odoo`` and ``odoo.addons`` are namespace packages, so a stand-in for them and for each addon,
with the addon's folder as its path, lets ``odoo.addons.<addon>.ledgers`` be imported in hundredths of a
second. Everything else of Odoo is out of reach: a stray ``from odoo import models`` below ``ledgers/`` fails
here, with or without Odoo installed.
"""

import sys
import types
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"


def expose(addons: Path) -> None:
    """Register the stand-ins for every addon that has a ``ledgers`` folder."""
    for name in ("odoo", "odoo.addons"):
        module = types.ModuleType(name)
        module.__path__ = []
        sys.modules[name] = module
    sys.modules["odoo"].addons = sys.modules["odoo.addons"]
    for folder in sorted(addons.iterdir()) if addons.is_dir() else ():
        if (folder / "ledgers").is_dir():
            package = types.ModuleType(f"odoo.addons.{folder.name}")
            package.__path__ = [str(folder)]
            sys.modules[package.__name__] = package
            setattr(sys.modules["odoo.addons"], folder.name, package)


expose(ADDONS)
