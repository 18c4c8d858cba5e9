"""Invoices and credit memos: adding and changing (facts 4.5, 4.9)."""

import json

from .. import answers, currencies, documents, heads, links
from ..context import Answer
from ..errors import Refusal
from ..lines import LineMaker, identity


def adder(kind):
    def add(ctx, request):
        fields = request.body
        customer = heads.party_of(ctx, kind, fields)
        head = heads.read(ctx, kind, fields)
        txn_date = heads.date_of(ctx, kind, fields)
        documents.check_open(ctx, kind, txn_date)
        heads.fill(ctx, kind, head, customer, fields)
        heads.check_email(ctx, head, customer)
        head.setdefault("DueDate", heads.due_date(ctx, head, txn_date))
        head.setdefault("ShipDate", txn_date)
        txn_id = identity(ctx)
        maker = LineMaker(ctx, kind, head.get("CustomerSalesTaxCodeRef"))
        for name, line in fields.lines:
            if name.endswith("GroupAdd"):
                reference = line["ItemGroupRef"]
                raise Refusal(3140, f'Item "{reference.get("ListID") or reference.get("FullName")}"', f"{kind} line")
            maker.add(line)
        subtotal, tax = documents.totals(ctx, head, maker.done)
        documents.check_total(ctx, kind, subtotal + tax)
        number = heads.number_of(ctx, kind, fields)
        row = documents.insert(
            ctx,
            kind,
            txn_id,
            customer["list_id"],
            number,
            txn_date,
            fields.get("ExternalGUID"),
            head,
            maker.done,
            subtotal,
            tax,
        )
        heads.remember(ctx, kind, txn_date, number)
        links.set_credits(ctx, row, fields.get("SetCredit"))
        return written(ctx, request, documents.by_id(ctx, kind, txn_id), maker.warning)

    return add


def changer(kind):
    def change(ctx, request):
        fields = request.body
        row = documents.for_change(ctx, kind, fields)
        head = heads.read(ctx, kind, fields, json.loads(row["data"]))
        customer = ctx.entry("Entity", head["CustomerRef"]["ListID"])
        currencies.check_account(ctx, "ARAccountRef", customer, head["ARAccountRef"]["ListID"])
        txn_date = fields.get("TxnDate") or row["txn_date"]
        documents.check_open(ctx, kind, txn_date)
        heads.check_email(ctx, head, customer)
        if ("TermsRef" in fields or "TxnDate" in fields) and "DueDate" not in fields:
            head["DueDate"] = heads.due_date(ctx, head, txn_date)
        number = fields.get("RefNumber", row["ref_number"])
        lines, warning = _changed_lines(ctx, kind, head, json.loads(row["lines"]), fields.lines)
        subtotal, tax = documents.totals(ctx, head, lines)
        documents.check_total(ctx, kind, subtotal + tax)
        links.check_owner(ctx, row, customer["list_id"])
        links.fit(ctx, documents.by_id(ctx, kind, row["txn_id"]), subtotal + tax)
        row = documents.by_id(ctx, kind, row["txn_id"])
        row = documents.update(
            ctx,
            row,
            entity_id=customer["list_id"],
            ref_number=number,
            ref_key=number.casefold(),
            txn_date=txn_date,
            subtotal=subtotal,
            tax=tax,
            owed=documents.owed(kind, head, subtotal + tax, row["applied"]),
            data=json.dumps(head),
            lines=json.dumps(lines),
        )
        documents.note_use(ctx, row["txn_id"], head, lines)
        links.set_credits(ctx, row, fields.get("SetCredit"))
        return written(ctx, request, documents.by_id(ctx, kind, row["txn_id"]), warning)

    return change


def _changed_lines(ctx, kind, head, old_lines, sent):
    """No line sent: all stay.  Any line sent: those not listed are gone; -1 is a new one; the listed order
    may be the new order (facts 4.9 [U]).
    """
    if not sent:
        return old_lines, ""
    known = {line["TxnLineID"]: line for line in old_lines}
    maker = LineMaker(ctx, kind, head.get("CustomerSalesTaxCodeRef"))
    for _name, line in sent:
        line_id = line["TxnLineID"]
        if line_id == "-1":
            maker.add(line)
        elif line_id not in known:
            raise Refusal(3130, line_id)
        elif len(line) == 1:
            maker.keep(known.pop(line_id))
        else:
            maker.change(known.pop(line_id), line)
    if ctx.switches.changed_line_order == "kept":
        places = {line["TxnLineID"]: place for place, line in enumerate(old_lines)}
        maker.done.sort(key=lambda line: places.get(line["TxnLineID"], len(places)))
    return maker.done, maker.warning


def written(ctx, request, row, warning="") -> Answer:
    """The answer to an Add or Mod of a transaction: the whole record, what was linked to it apart."""
    body = answers.answer(ctx, row, only=request.fields.get("IncludeRetElement", ()))
    message = f'The "{warning}" field was ignored because the amount was given.' if warning else ""
    return Answer(
        body,
        recovery=documents.recovery(row),
        code=530 if warning else 0,
        message=message,
        object_id=row["txn_id"],
    )


HANDLERS = {
    "InvoiceAddRq": adder("Invoice"),
    "InvoiceModRq": changer("Invoice"),
    "CreditMemoAddRq": adder("CreditMemo"),
    "CreditMemoModRq": changer("CreditMemo"),
}
