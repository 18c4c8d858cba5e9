"""Every rule that these books keep, with the line of the facts sheet it comes from and a request that breaks only it.

The tests send every broken request and its corrected twin.
"""

from . import bodies, closed, items, money, names, purchases, sales, taxes, updates
from .rule import Desk, Request, Rule, run

RULES = (
    *bodies.RULES,
    *names.RULES,
    *items.RULES,
    *updates.RULES,
    *sales.RULES,
    *taxes.RULES,
    *money.RULES,
    *purchases.RULES,
    *closed.RULES,
)

__all__ = ["RULES", "Desk", "Request", "Rule", "run", "table"]


def table() -> list:
    """(id, source, outcome, meaning) of every rule."""
    return [(rule.id, rule.source, str(rule.outcome), rule.meaning) for rule in RULES]
