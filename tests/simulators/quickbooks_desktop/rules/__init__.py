"""Every rule that this company file keeps, with the line of the facts sheet it comes from and a document
that breaks only it.

``RULES`` is what ``python -m tests.simulators rules`` prints; the tests send every broken document and
its corrected twin.
"""

from . import currencies, documents, envelope, lists, payments, purchases, queries, recovery, references
from .rule import Rule, run

RULES = (
    *envelope.RULES,
    *lists.RULES,
    *references.RULES,
    *documents.RULES,
    *payments.RULES,
    *purchases.RULES,
    *currencies.RULES,
    *queries.RULES,
    *recovery.RULES,
)

__all__ = ["RULES", "Rule", "run"]


def table() -> list:
    """(id, source, outcome, meaning) of every rule."""
    return [(rule.id, rule.source, str(rule.outcome), rule.meaning) for rule in RULES]
