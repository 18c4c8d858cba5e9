"""Our own checks: what no linter on the market looks for.

Each module has ``about`` (one sentence) and ``check(tree)``, which yields a :class:`Finding` for everything
it does not like. ``tree`` is a :class:`Tree`; checks see files only through it, so tests can show them a
small one.
"""

from . import (
    codes_page_current,
    contract_rows,
    discarded_results,
    file_length,
    ledger_imports,
    machine_paths,
    matching_proofs,
    reasons_page_current,
    requirements_current,
    slow_stories,
)
from .tree import Finding, Tree

CHECKS = {
    module.__name__.rsplit(".", 1)[1]: module
    for module in (
        discarded_results,
        ledger_imports,
        file_length,
        machine_paths,
        requirements_current,
        reasons_page_current,
        codes_page_current,
        matching_proofs,
        slow_stories,
        contract_rows,
    )
}

__all__ = ["CHECKS", "Finding", "Tree"]
