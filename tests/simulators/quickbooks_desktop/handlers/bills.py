"""Bills and credits of vendors (facts 4.6, 4.9 "BillAdd"): expense lines before item lines, no total is sent."""

import json
from decimal import Decimal

from .. import currencies, documents, heads, links, sales_tax
from ..errors import Refusal
from ..lines import CENT, FIVE, ROUND_HALF_UP, identity, number
from ..references import find, is_empty, stored
from .invoices import written

EXPENSE, ITEM = "Expense", "Item"  #: ExpenseLineRet, ItemLineRet
#: What is computed or is no field of a line.
PRICED = ("TxnLineID", "Quantity", "Cost", "Amount", "ItemRef", "LinkToTxn")


def adder(kind):
    def add(ctx, request):
        fields = request.body
        vendor = heads.party_of(ctx, kind, fields, "VendorRef")
        head = heads.read(ctx, kind, fields)
        if not fields.get("TxnDate") and ctx.switches.bill_without_date == "refused":
            raise Refusal(3150, "TxnDate")
        txn_date = heads.date_of(ctx, kind, fields)
        documents.check_open(ctx, kind, txn_date)
        _fill(ctx, kind, head, vendor, txn_date)
        txn_id = identity(ctx)
        maker = _Maker(ctx, kind)
        for line in fields.get("ExpenseLineAdd", ()):
            maker.expense({}, line)
        for name, line in fields.lines:
            maker.item({}, line, name)
        subtotal, tax = _totals(ctx, kind, head, maker.done)
        row = documents.insert(
            ctx,
            kind,
            txn_id,
            vendor["list_id"],
            heads.number_of(ctx, kind, fields),
            txn_date,
            fields.get("ExternalGUID"),
            head,
            maker.done,
            subtotal,
            tax,
        )
        heads.remember(ctx, kind, txn_date, "")
        return written(ctx, request, row)

    return add


def _fill(ctx, kind, head, vendor, txn_date):
    currencies.fill(ctx, head, vendor, "APAccountRef")
    heads.fill_tax_included(ctx, head)
    known = json.loads(vendor["data"])
    if kind != "Bill":
        return
    for name in ("TermsRef", "VendorAddress"):
        if name in known:
            head.setdefault(name, known[name])
    head.setdefault("DueDate", heads.due_date(ctx, head, txn_date, days=10))


def _totals(ctx, kind, head, lines) -> tuple:
    subtotal = sum((Decimal(line.get("Amount", 0)) for line in lines), Decimal(0))
    tax = sales_tax.of_purchase(ctx, head, lines)
    if head.get("IsTaxIncluded") == "true":
        subtotal -= tax
    subtotal, tax = documents.as_cents(subtotal), documents.as_cents(tax)
    documents.check_total(ctx, kind, subtotal + tax)
    return subtotal, tax


def change(ctx, request):
    kind, fields = "Bill", request.body
    row = documents.for_change(ctx, kind, fields)
    head = heads.read(ctx, kind, fields, json.loads(row["data"]))
    vendor = ctx.entry("Entity", head["VendorRef"]["ListID"])
    currencies.check_account(ctx, "APAccountRef", vendor, head["APAccountRef"]["ListID"])
    txn_date = fields.get("TxnDate") or row["txn_date"]
    documents.check_open(ctx, kind, txn_date)
    if ("TermsRef" in fields or "TxnDate" in fields) and "DueDate" not in fields:
        head["DueDate"] = heads.due_date(ctx, head, txn_date, days=10)
    lines = _changed_lines(ctx, kind, json.loads(row["lines"]), fields)
    subtotal, tax = _totals(ctx, kind, head, lines)
    links.check_owner(ctx, row, vendor["list_id"])
    links.fit(ctx, documents.by_id(ctx, kind, row["txn_id"]), subtotal + tax)
    row = documents.by_id(ctx, kind, row["txn_id"])
    ref_number = fields.get("RefNumber", row["ref_number"])
    row = documents.update(
        ctx,
        row,
        entity_id=vendor["list_id"],
        ref_number=ref_number,
        ref_key=ref_number.casefold(),
        txn_date=txn_date,
        subtotal=subtotal,
        tax=tax,
        owed=documents.owed(kind, head, subtotal + tax, row["applied"]),
        data=json.dumps(head),
        lines=json.dumps(lines),
    )
    documents.note_use(ctx, row["txn_id"], head, lines)
    return written(ctx, request, row)


def _changed_lines(ctx, kind, old_lines, fields) -> list:
    """Each of the two sorts by itself: none sent, all stay; any sent, the others are gone; or all cleared."""
    maker = _Maker(ctx, kind)
    sorts = (
        (EXPENSE, "ClearExpenseLines", [("ExpenseLineMod", one) for one in fields.get("ExpenseLineMod", ())]),
        (ITEM, "ClearItemLines", fields.lines),
    )
    for sort, clear, sent in sorts:
        old = [line for line in old_lines if line["_sort"] == sort]
        if fields.get(clear) == "true":
            old = []
        elif not sent:
            maker.done.extend(old)
        known = {line["TxnLineID"]: line for line in old}
        for name, line in sent:
            line_id = line["TxnLineID"]
            if line_id != "-1" and line_id not in known:
                raise Refusal(3130, line_id)
            before = {} if line_id == "-1" else known.pop(line_id)
            if before and len(line) == 1:
                maker.done.append(before)
            elif sort == EXPENSE:
                maker.expense(before, line)
            else:
                maker.item(before, line, name)
    return maker.done


class _Maker:
    """Makes the lines of one bill in order."""

    def __init__(self, ctx, kind):
        self.ctx = ctx
        self.where = f"{kind} line"
        self.done = []

    def _begin(self, sort, old, fields) -> dict:
        kept = {name: value for name, value in fields.items() if name not in PRICED}
        line = {"TxnLineID": identity(self.ctx), **old, "_sort": sort}
        line = {**line, **stored(self.ctx, kept, self.where, line)}
        for name, value in kept.items():
            if value == "" or isinstance(value, dict) and is_empty(value):
                line.pop(name, None)
        self.done.append(line)
        return line

    def expense(self, old: dict, fields):
        line = self._begin(EXPENSE, old, fields)
        amount = number(fields, "Amount")
        if "Amount" in fields:
            if amount is None:
                raise Refusal(3190, "Amount")
            line["Amount"] = str(amount.quantize(CENT))
        if "Amount" in line and "AccountRef" not in line:
            raise Refusal(3150, "AccountRef")

    def item(self, old: dict, fields, name: str):
        if name.startswith("ItemGroup"):
            reference = fields.get("ItemGroupRef", {})
            raise Refusal(3140, f'Item "{reference.get("ListID") or reference.get("FullName")}"', self.where)
        if fields.get("LinkToTxn"):
            raise Refusal(3120, fields["LinkToTxn"]["TxnID"])
        line = self._begin(ITEM, old, fields)
        reference = fields.get("ItemRef") or line.get("ItemRef")
        if not reference or is_empty(reference):
            if any(fields.get(one) for one in ("Quantity", "Cost", "Amount")):
                raise Refusal(3150, "ItemRef")
            return
        row = find(self.ctx, "ItemRef", reference, self.where)
        line["ItemRef"] = {"ListID": row["list_id"]}
        self._price(line, fields, json.loads(row["data"]))

    @staticmethod
    def _price(line, fields, data):
        """Quantity and cost make the amount, quantity and amount the cost, as on invoices (facts 4.9)."""
        quantity, cost, amount = (number(fields, name) for name in ("Quantity", "Cost", "Amount"))
        if quantity is None:
            quantity = number(line, "Quantity")
        block = data.get("SalesAndPurchase") or data
        if amount is not None:
            cost = amount / quantity if quantity else amount
        else:
            if cost is None:
                cost = number(line, "Cost") or Decimal(block.get("PurchaseCost") or 0)
            amount = (Decimal(1) if quantity is None else quantity) * cost
        if quantity is not None:
            line["Quantity"] = str(quantity)
        line["Cost"] = str(cost.quantize(FIVE, ROUND_HALF_UP))
        line["Amount"] = str(amount.quantize(CENT, ROUND_HALF_UP))


HANDLERS = {
    "BillAddRq": adder("Bill"),
    "BillModRq": change,
    "VendorCreditAddRq": adder("VendorCredit"),
}
