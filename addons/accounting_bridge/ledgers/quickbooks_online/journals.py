"""Journal entries: create, delete (facts 2.8).

Amounts are sent without sign and must add up; zero stands on no line. A line of a receivable or payable account names
whose it is. The total of an entry is the sum of its debits.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import Unwritable
from . import documents, reading
from .fields import length
from .settings import filled, reference

NAME = "JournalEntry"

_DETAIL = "JournalEntryLineDetail"
_DESCRIPTION = length(NAME, "Description")


def create(push, settings) -> dict:
    entry = push.document
    rows = [line for line in entry.lines if line.amount]
    if not rows or sum((line.amount for line in rows), Decimal(0)):
        raise Unwritable("the lines of a journal entry must add up to zero", push.key)
    return filled(
        {
            "DocNumber": entry.number or None,
            "TxnDate": entry.date.isoformat(),
            "PrivateNote": documents.marked_note(entry, NAME, settings),
            "CurrencyRef": settings.currency(entry.currency),
            "ExchangeRate": settings.rate(entry),
            "Line": [_line(line, settings) for line in rows],
        }
    )


def _line(line, settings):
    whose = None
    if line.party:
        whose = {"Type": "Vendor" if line.party.kind is Kind.VENDOR else "Customer", "EntityRef": reference(line.party)}
    detail = {
        "PostingType": "Debit" if line.amount > 0 else "Credit",
        "AccountRef": reference(line.account),
        "Entity": whose,
        "ClassRef": settings.class_of_line(line.tracking),
    }
    return filled(
        {
            "DetailType": _DETAIL,
            "Amount": abs(line.amount),
            "Description": settings.lines(line.description, _DESCRIPTION) or None,
            _DETAIL: filled(detail),
        }
    )


def read(found, settings):
    debits = [
        reading.number(line, "Amount") or Decimal(0)
        for line in reading.rows(found, "Line")
        if reading.text(reading.inner(line, _DETAIL), "PostingType") == "Debit"
    ]
    return documents.read(
        Kind.JOURNAL_ENTRY,
        found,
        settings,
        party="",
        details={"adjustment": reading.flag(found, "Adjustment")},
        total=sum(debits, Decimal(0)),
    )
