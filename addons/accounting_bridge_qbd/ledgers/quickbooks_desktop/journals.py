"""Journal entries in qbXML: JournalEntryAdd, TxnVoid and JournalEntryRet.

Amounts are sent without sign, debits before credits, and must add up. On the desktop an entry has no memo of its own,
only its lines have: our mark stands in the memo of the first, besides the GUID. A line of a receivable or payable
account names whose it is. The total of an entry is the sum of its debits and known only where its lines were read.
"""

from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord, Unwritable

from . import documents, reading
from .elements import length
from .text import many_lines

NAME = "JournalEntry"
RETURNED = (*documents.HEAD, "IsAdjustment", "CurrencyRef", "ExchangeRate")
LINES = ("JournalDebitLine", "JournalCreditLine")

_MEMO = length("JournalLine", "Memo")


def create(push, settings) -> dict:
    entry = push.document
    lines = [line for line in entry.lines if line.amount]
    if not lines or sum((line.amount for line in lines), Decimal(0)):
        raise Unwritable("the lines of a journal entry must add up to zero", push.key)
    debits = [line for line in lines if line.amount > 0]
    credits = [line for line in lines if line.amount < 0]
    values = {
        "TxnDate": entry.date,
        "RefNumber": entry.number or None,
        "CurrencyRef": settings.foreign(entry.currency),
        "ExchangeRate": settings.rate(entry),
        "ExternalGUID": documents.guid_element(entry.trace),
        "JournalDebitLine": [_line(line, settings) for line in debits],
        "JournalCreditLine": [_line(line, settings) for line in credits],
    }
    values["JournalDebitLine"][0]["Memo"] = documents.marked_memo(entry, _MEMO)
    return {"JournalEntryAdd": values}


def void(push, _settings) -> dict:
    return documents.void(push, NAME)


def _line(line, settings):
    return {
        "AccountRef": line.account,
        "Amount": abs(line.amount),
        "Memo": many_lines(line.description, _MEMO) or None,
        "EntityRef": line.party,
        "ClassRef": settings.tracked(line.tracking),
    }


def read(ret, settings) -> RemoteRecord | None:
    if ret.tag != "JournalEntryRet":
        return None
    found = reading.kids(ret)
    lines = [(child.tag, reading.kids(child)) for child in ret if child.tag in LINES]
    total = None
    if lines:
        debits = [reading.number(line, "Amount") or Decimal(0) for tag, line in lines if tag == LINES[0]]
        total = sum(debits, Decimal(0))
    remarks = [reading.text(line, "Memo") for _tag, line in lines]
    return documents.read(
        Kind.JOURNAL_ENTRY,
        found,
        settings,
        remark=next((remark for remark in remarks if "[odoo:" in remark), remarks[0] if remarks else ""),
        total=total,
        details={"adjustment": reading.flag(found, "IsAdjustment")},
    )
