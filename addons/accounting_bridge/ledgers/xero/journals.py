"""Manual journals: create, void (facts 2.8).

Amounts are debits where they are positive and must add up; zero stands on no line. A journal is kept in the home
currency, names no customer and no vendor, and takes no receivable, payable or bank account, which Xero refuses. It has
no number: the narration begins with Odoo's, and our mark is the link back. The total of an entry is the sum of its
debits.
"""

from decimal import Decimal

from ..documents import Kind
from ..protocol import Unwritable
from . import documents, lines, reading, text
from .fields import length
from .settings import filled, tracking
from .taxing import NO_TAX

NAME = "ManualJournal"

_NARRATION = length(NAME, "Narration")
_DESCRIPTION = length("LineItem", "Description")


def create(push, settings) -> dict:
    entry = push.document
    rows = [line for line in entry.lines if line.amount]
    if not rows or sum((line.amount for line in rows), Decimal(0)):
        raise Unwritable("the lines of a journal entry must add up to zero", push.key)
    if settings.home and entry.currency not in ("", settings.home):
        raise Unwritable(f"Xero keeps journals in {settings.home} only, not in {entry.currency}", push.key)
    lines.check_cents((line.amount for line in rows), entry.currency, push.key)
    words = " ".join(filter(None, (entry.number or entry.source_number, entry.note)))
    return filled(
        {
            "Narration": text.one_line(words, _NARRATION) or ".",
            "Date": entry.date.isoformat(),
            "LineAmountTypes": NO_TAX,
            "Status": documents.POSTED,
            "Url": text.link(settings.link, entry.trace) if entry.trace else None,
            "JournalLines": [_line(line, settings) for line in rows],
        }
    )


def _line(line, settings):
    return filled(
        {
            "LineAmount": line.amount,
            "AccountCode": settings.account_code(line.account),
            "Description": text.many_lines(line.description, _DESCRIPTION) or None,
            "Tracking": tracking(line.tracking),
        }
    )


def void(push, _settings) -> dict:
    narration = str(push.details.get("memo") or "") or "."
    return {"ManualJournalID": push.remote_id, "Narration": narration, "Status": documents.VOIDED}


def read(found, settings):
    amounts = [reading.number(line, "LineAmount") or Decimal(0) for line in reading.rows(found, "JournalLines")]
    return documents.read(
        Kind.JOURNAL_ENTRY,
        found,
        settings,
        identity=reading.text(found, "ManualJournalID"),
        number="",
        trace=documents.linked(found),
        details={"memo": reading.text(found, "Narration")},
        total=sum((amount for amount in amounts if amount > 0), Decimal(0)),
    )
