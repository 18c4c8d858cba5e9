"""Every rule that these books keep, with the line of the facts sheet it comes from and a request that breaks only it.

The tests send every broken request and its corrected twin.
"""

from . import bodies, contacts, documents, items, settings
from .rule import Desk, Request, Rule, run

RULES = (
    *bodies.RULES,
    *contacts.RULES,
    *items.RULES,
    *settings.RULES,
    *documents.RULES,
)

__all__ = ["RULES", "Desk", "Request", "Rule", "run", "table"]


def table() -> list:
    """(id, source, outcome, meaning) of every rule."""
    return [(rule.id, rule.source, rule.text, rule.meaning) for rule in RULES]
