"""A recordset method whose result is thrown away: the call did nothing.

``records.with_company(company)`` as a statement of its own changes nothing; ``records.try_lock_for_update()``
so written goes on with rows that somebody else has locked. Both are in released addons today.
"""

import ast

from .tree import Finding

about = "results of recordset methods are used"

# They return something and do nothing else.
METHODS = frozenset(
    "browse concat exists filtered filtered_domain grouped mapped search search_count search_fetch "
    "search_read sorted sudo try_lock_for_update union with_company with_context with_env with_prefetch "
    "with_user".split()
)


def check(tree):
    """Look at every statement that is nothing but a call."""
    for name in tree.named(".py"):
        module = tree.parsed(name)
        for node in ast.walk(module) if module else ():
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
                continue
            called = node.value.func
            if not isinstance(called, ast.Attribute) or called.attr not in METHODS or _is_of_re(called):
                continue
            yield Finding(name, node.lineno, f"the result of {called.attr}() is thrown away, so the call does nothing")


def _is_of_re(called: ast.Attribute) -> bool:
    """Modules that have functions of the same names: as a statement odd as well, but not ours to find."""
    return isinstance(called.value, ast.Name) and called.value.id in ("re", "path", "os")
