"""What the documents have in common: how they are known to be ours and what is read of every one (facts 0.4, 2.4).

=================  ==================================================================================
document           our mark
=================  ==================================================================================
invoice, bill      the link back (Url), which people see as *Go to*; an invoice has its number, too
credit note        the end of its reference, since it has no link; and its number
payment            the end of its reference
batch of payments  the end of its reference in New Zealand, elsewhere its details, which have room for just that
journal            the link back
=================  ==================================================================================
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading, text

APPROVED, VOIDED, DELETED, POSTED = "AUTHORISED", "VOIDED", "DELETED", "POSTED"
_NOTHING = Decimal(0)


def is_void(found: dict) -> bool:
    """Return whether nothing is left of a document: voided, or deleted before it was approved."""
    return reading.text(found, "Status").upper() in (VOIDED, DELETED)


def read(kind: Kind, found: dict, settings, *, identity: str, number: str, trace: str, details: dict, **totals):
    """Return the record of a document, ``None`` where it has no id; ``details`` always say whether it was voided.

    Of what was voided Xero goes on telling the amounts: nothing of them counts any more.

    :param identity: its id.
    :param totals: ``total``, ``tax_amount`` and ``balance``, as far as the kind has them.
    """
    if not identity:
        return None
    gone = is_void(found)
    whose = reading.contact(found)
    modified = reading.modified(found)
    details |= {
        "is_void": gone,
        "status": reading.text(found, "Status"),
        "exchange_rate": reading.plain(found, "CurrencyRate"),
    }
    if kind is not Kind.JOURNAL_ENTRY:
        details["vendor_name" if kind is Kind.BILL else "customer_name"] = whose["name"]
    return RemoteRecord(
        kind,
        identity,
        name=number,
        version=modified,
        modified=modified,
        number=number,
        customer_id=whose["id"],
        date=reading.day(found, "Date"),
        currency=reading.text(found, "CurrencyCode") or settings.home,
        trace=trace,
        details=details,
        **({name: _NOTHING for name in totals} if gone else totals),
    )


def is_paid(found: dict, balance: str) -> bool:
    """Return whether nothing is open of a document that came to something."""
    return reading.number(found, balance) == 0 and bool(reading.number(found, "Total"))


def linked(found: dict) -> str:
    """Return our mark in the link back of a document."""
    return text.linked(reading.text(found, "Url"))
