"""What a ledger is like is described without the host: ``ledgers/`` and the simulators import nothing of
Odoo.

Below a ``ledgers/`` folder one import is allowed: ``odoo.addons.<addon>.ledgers``, the neutral types of
another addon. The simulators share no code with what they test, so for them not even that.
"""

import ast
import re

from .tree import Finding

about = "ledgers/ and the simulators do not import Odoo"

NEUTRAL = re.compile(r"odoo\.addons\.\w+\.ledgers(\.|$)")


def check(tree):
    """Look at every import statement, also those inside functions."""
    for name in tree.named(".py"):
        simulator = name.startswith("tests/simulators/")
        if not simulator and not re.match(r"addons/\w+/ledgers/", name):
            continue
        module = tree.parsed(name)
        for node in ast.walk(module) if module else ():
            for target in _targets(node, name):
                if simulator and re.match(r"(odoo|addons)(\.|$)", target):
                    yield Finding(name, node.lineno, f"a simulator stands alone, but this one imports {target}")
                elif not simulator and re.match(r"odoo(\.|$)", target) and not NEUTRAL.match(target):
                    yield Finding(
                        name,
                        node.lineno,
                        f"a ledger knows nothing of the host, but this one imports {target}",
                    )


def _targets(node: ast.AST, name: str) -> list[str]:
    """The full names of the modules an import statement asks for; a relative one counted from ``addons``."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if node.level:
            return _relative(node, name, module)
        # "from odoo.addons.x import ledgers" names the module only together with its last word.
        return [f"{module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "__import__",
        "importlib.import_module",
        "import_module",
    ):
        return [arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    return []


def _relative(node: ast.ImportFrom, name: str, module: str) -> list[str]:
    """A relative import that leaves its own ``ledgers/`` or simulator reaches what it must not."""
    parts = name.split("/")
    folder = parts[: -node.level]
    inside = 2 if name.startswith("tests/simulators/") else 3
    if len(folder) >= inside:
        return []
    return [".".join(["odoo", "addons", *folder[1:], module or node.names[0].name])]
