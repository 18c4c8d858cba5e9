"""Journal entries (facts 4.9 "TxnVoid", 4.12; the elements stand in qbXML 13.0).  Of what QuickBooks demands of them
the facts say nothing: each demand is a switch.
"""

import json

from .. import currencies, documents, heads
from ..errors import Refusal
from ..lines import CENT, identity, number
from ..references import is_empty, stored
from .invoices import written

KIND = "JournalEntry"
SIGNS = {"JournalDebitLine": 1, "JournalCreditLine": -1}
#: type of account -> (who it is owed by or to, the sign of a debit on the balance)
OPEN = {"AccountsReceivable": ("Customer", 1), "AccountsPayable": ("Vendor", -1)}
APART = ("TxnDate", "RefNumber")


def add(ctx, request):
    fields = request.body
    currencies.check_on(ctx, fields)
    txn_date = heads.date_of(ctx, KIND, fields)
    documents.check_open(ctx, KIND, txn_date)
    kept = {name: value for name, value in fields.items() if name not in APART}
    head = stored(ctx, kept, KIND)
    txn_id = identity(ctx)
    entry = _Entry(ctx)
    for name, line in fields.lines:
        entry.add(name, line)
    entry.check()
    ref_number = heads.number_of(ctx, KIND, fields)
    guid = fields.get("ExternalGUID")
    row = documents.insert(ctx, KIND, txn_id, "", ref_number, txn_date, guid, head, entry.lines, 0)
    for entity_id, owed in entry.shares.items():
        ctx.store.insert("share", {"txn_id": txn_id, "entity_id": entity_id, "owed": owed})
    heads.remember(ctx, KIND, txn_date, ref_number)
    return written(ctx, request, row)


class _Entry:
    """The lines of one entry, its balance, and what it moves on customers and vendors."""

    def __init__(self, ctx):
        self.ctx = ctx
        self.lines = []
        self.balance = 0
        self.shares = {}
        self.open_lines = 0

    def add(self, name: str, fields):
        line = {"_sort": name.removesuffix("Line"), "TxnLineID": identity(self.ctx)}
        kept = {key: value for key, value in fields.items() if key not in ("TxnLineID", "Amount")}
        line.update(stored(self.ctx, kept, f"{KIND} line"))
        amount = number(fields, "Amount")
        if amount is not None:
            if "AccountRef" not in line or is_empty(line["AccountRef"]):
                raise Refusal(3150, "AccountRef")
            if amount < 0:
                raise Refusal(3210, "Amount", fields["Amount"])
            line["Amount"] = str(amount.quantize(CENT))
            self._post(line, SIGNS[name] * documents.as_cents(amount))
        self.lines.append(line)

    def _post(self, line, amount: int):
        self.balance += amount
        account = self.ctx.entry("Account", line["AccountRef"]["ListID"])
        kind, sign = OPEN.get(json.loads(account["data"])["AccountType"], ("", 0))
        if not kind:
            return
        self.open_lines += 1
        reference = line.get("EntityRef")
        entity = self.ctx.entry("Entity", reference["ListID"]) if reference else None
        if entity is None or entity["kind"] != kind:
            if self.ctx.switches.journal_entity == "required":
                raise Refusal(3210, "EntityRef", entity["full_name"] if entity else "")
            return
        self.shares[entity["list_id"]] = self.shares.get(entity["list_id"], 0) + amount * sign

    def check(self):
        switches = self.ctx.switches
        if self.balance and switches.journal_balance == "required":
            words = "The transaction is not in balance."
            raise Refusal(3180, "a journal entry", words)
        if self.open_lines > 1 and switches.journal_open_lines == "one":
            words = "Only one receivable or payable account may be used in a transaction."
            raise Refusal(3180, "a journal entry", words)


HANDLERS = {"JournalEntryAddRq": add}
