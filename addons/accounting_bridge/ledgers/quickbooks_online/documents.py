"""What the documents have in common: the mark we leave on them and what is read of every one.

The mark stands at the end of the private note (facts 7.3, 7.7): custom fields belong to the people there. It is the
only thing of ours that survives a renumbering, and no query finds it: documents are read and their marks looked at.
"""

import re
from decimal import Decimal

from ..documents import Kind
from ..protocol import RemoteRecord
from . import reading
from .fields import length
from .kinds import kind_named
from .moments import utc

_MARK = re.compile(r"\bodoo:([^\s\]]+)")
# Voided there, by a person or by us: everything is zero and the note begins or ends with it (facts 2.1).
_VOIDED = re.compile(r"^\s*voided\b|\bvoided\W*$", re.IGNORECASE)


def marked_note(document, entity: str, settings) -> str:
    """Return the private note of a document of ours, which ends with its mark however long the rest is."""
    words = " ".join(filter(None, (document.source_number, getattr(document, "purchase_order", ""), document.note)))
    return settings.ended(words, f"odoo:{document.trace}", length(entity, "PrivateNote"))


def read(kind: Kind, found: dict, settings, *, party: str, details: dict, number="DocNumber", **totals):
    """Return the record of a document, ``None`` where it has no id; ``details`` always say whether it was voided.

    :param party: name of the reference that says whose document it is; its id is the record's ``customer_id``, for
        bills that of the vendor.
    :param number: name of the field that holds the number.
    :param totals: ``total``, ``tax_amount`` and ``balance``, as far as the kind has them.
    """
    text = reading.text
    if not text(found, "Id"):
        return None
    whose = reading.reference(found, party) or {"id": "", "name": ""}
    note = text(found, "PrivateNote")
    traces = _MARK.findall(note)
    if party:
        details["vendor_name" if party == "VendorRef" else "customer_name"] = whose["name"]
    details |= {
        "memo": note,
        "is_void": not (totals.get("total") or _applies(details)) and bool(_VOIDED.search(_MARK.sub("", note).strip())),
        "exchange_rate": reading.plain(found, "ExchangeRate"),
    }
    return RemoteRecord(
        kind,
        text(found, "Id"),
        name=text(found, number),
        version=text(found, "SyncToken"),
        modified=utc(reading.inner(found, "MetaData").get("LastUpdatedTime")),
        number=text(found, number),
        customer_id=whose["id"],
        date=reading.day(found, "TxnDate"),
        currency=reading.reference_id(found, "CurrencyRef") or settings.home,
        trace=traces[-1] if traces else "",
        details=details,
        **totals,
    )


def _applies(details):
    """Return whether a payment applies anything: one of nothing that uses up a credit is not void, whatever words of
    Odoo's end its note.
    """
    return any(Decimal(row["amount"] or 0) for row in details.get("applications") or ())


def links(found: dict) -> list[dict]:
    """Return what a document is linked with, one row each; QuickBooks tells no amounts here."""
    return [
        {"kind": kind_named(reading.text(link, "TxnType")), "id": reading.text(link, "TxnId"), "amount": None}
        for link in reading.rows(found, "LinkedTxn")
        if reading.text(link, "TxnId")
    ]


def is_paid(found: dict) -> bool:
    """Return whether nothing is open of a document that came to something."""
    return reading.number(found, "Balance") == 0 and bool(reading.number(found, "TotalAmt"))
