"""Every reason for which a thing can fail, be late or need a person: one table.

A reason has a code that never changes (it is stored), a short title (issues are grouped by it), a
sentence with named places, who acts next, how it is retried, the record at its root and the cures offered
as buttons. Words are marked for translation here and translated where they are shown.
"""

from .cures import CURES, Cure
from .reason import Actor, Level, Reason, Retry, Root
from .reason_table import (
    answers,
    cloud,
    connection,
    customers,
    defaults,
    deliveries,
    documents,
    jobs,
    links,
    matching,
    outcomes,
    pay_runs,
    payments,
    plans,
    settlements,
    vendors,
)

__all__ = [
    "BACK_OFF_MINUTES",
    "CURES",
    "MATCHING",
    "REASONS",
    "STANDING",
    "Actor",
    "Cure",
    "Level",
    "Reason",
    "Retry",
    "Root",
    "reason_of",
]

_TABLES = (
    documents,
    payments,
    matching,
    links,
    answers,
    settlements,
    outcomes,
    customers,
    vendors,
    defaults,
    deliveries,
    jobs,
    pay_runs,
    connection,
    cloud,
    plans,
)

REASONS = {reason.code: reason for module in _TABLES for reason in module.TABLE}

# What stays open until it is answered.
STANDING = tuple(code for code, reason in REASONS.items() if reason.stands)

WHO_AND_WHAT = (Root.CUSTOMER, Root.VENDOR, Root.ITEM)
# What stands against telling who is who: said of one record, also where no document waits for it yet.
MATCHING = tuple(
    code
    for table in (matching.TABLE, links.TABLE, customers.TABLE, vendors.TABLE)
    for code in (reason.code for reason in table if reason.root in WHO_AND_WHAT and not reason.stands)
    if code != "customer_not_prepared"
)

# A document waits this many minutes after the first, second ... refusal that is tried again by itself; then a person.
BACK_OFF_MINUTES = (1, 2, 4, 8, 16)


def reason_of(code: str) -> Reason:
    """Return the reason of a code; a code that this version does not know reads as a plain refusal."""
    return REASONS.get(code) or REASONS["refused"]
