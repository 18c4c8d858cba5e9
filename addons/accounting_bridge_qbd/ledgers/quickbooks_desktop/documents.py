"""What the documents of QuickBooks have in common: the mark we leave on them and what is read of every one.

The mark stands at the end of the memo, the GUID beside it (facts 4.10, 6.1): a person may change the one and no
query finds the other, so both are read.
"""

import re

from odoo.addons.accounting_bridge.ledgers.documents import Kind, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import reading
from .kinds import kind_named
from .text import memo

_MARKER = re.compile(r"\[odoo:([^\]\s]+)\]")
_VOIDED = "VOID:"
HEAD = ("TxnID", "TimeModified", "EditSequence", "TxnDate", "RefNumber", "ExternalGUID")


def marked_memo(document, limit: int) -> str:
    """Return the memo of a document of ours, which ends with its mark however long the note is."""
    return memo(f"{document.source_number} {document.note}", f"[odoo:{document.trace}]", limit)


def guid_element(trace: str) -> str:
    """Return the label that QuickBooks keeps with an entry and never lets anybody change (facts 4.10)."""
    return f"{{{guid_of(trace)}}}"


def void(push, name: str) -> dict:
    return {"TxnVoidType": name, "TxnID": push.remote_id}


def read(kind: Kind, found: dict, settings, *, party="", remark=None, details=None, **totals) -> RemoteRecord:
    """Return the record of a document from its children by name; ``details`` always say whether it was voided.

    A voided document stays with nothing in it and its memo says so (facts 4.9).

    :param party: name of the element that says whose document it is; its id is the record's ``customer_id``, for
        bills that of the vendor: customers and vendors share one row of ids there (facts 4.9).
    :param remark: text that bears our mark, the memo of the document where left out.
    :param totals: ``total``, ``tax_amount`` and ``balance``, as far as the kind has them.
    """
    text = reading.text
    whose = reading.reference(found, party) or {"id": "", "name": ""}
    remark = text(found, "Memo") if remark is None else remark
    traces = _MARKER.findall(remark)
    details = dict(details or {})
    if party:
        details["vendor_name" if party == "VendorRef" else "customer_name"] = whose["name"]
    is_void = not totals.get("total") and remark.lstrip().upper().startswith(_VOIDED)
    return RemoteRecord(
        kind,
        text(found, "TxnID"),
        name=text(found, "RefNumber"),
        version=text(found, "EditSequence"),
        modified=reading.wall_clock(found, "TimeModified"),
        number=text(found, "RefNumber"),
        customer_id=whose["id"],
        date=text(found, "TxnDate"),
        currency=settings.code_of(reading.reference(found, "CurrencyRef")),
        trace=traces[-1] if traces else "",
        guid=reading.guid(found, "ExternalGUID"),
        details=details | {"memo": remark, "is_void": is_void, "exchange_rate": reading.plain(found, "ExchangeRate")},
        **totals,
    )


def links(ret) -> list[dict]:
    """Return what a document is linked with, one row each; amounts without sign, which differs by side."""
    rows = []
    for link in ret.iterchildren("LinkedTxn"):
        found = reading.kids(link)
        amount = reading.number(found, "Amount")
        rows.append(
            {
                "kind": kind_named(reading.text(found, "TxnType")),
                "id": reading.text(found, "TxnID"),
                "amount": None if amount is None else format(abs(amount), "f"),
            }
        )
    return rows
