"""Changing a document on which something was paid, and RoundingAmount (facts 2.4, 2.5)."""

from decimal import Decimal

from . import applied, documents, lines
from .money import ZERO

#: What may still change once something was paid on an invoice or a bill, besides what lines may (facts 2.4).
OPEN_FIELDS = {
    "ACCREC": frozenset(("Reference", "DueDate", "InvoiceNumber", "BrandingThemeID", "Url", "SentToContact")),
    "ACCPAY": frozenset(("DueDate", "InvoiceNumber", "Url", "PlannedPaymentDate")),
}
#: Changes of part-paid documents that move no UpdatedDateUTC (facts 3.4).
SILENT = frozenset(("DueDate", "SentToContact"))
#: What is not a field of the document, or is judged by itself.
_APART = frozenset(("Contact", "LineItems", "Status", "Type", "SubTotal", "TotalTax", "Total", "RoundingAmount"))
_LARGEST_ROUNDING = Decimal("0.10")


def edit_paid(books, old: dict, body: dict, call, form) -> dict:
    """An edit of a document with money on it: only what facts 2.4 lists, and of credit notes nothing."""
    changed = _changed(old, body, form)
    if changed - OPEN_FIELDS.get(old["Type"], frozenset()):
        call.refuse("paid_edit")
    new = {**old, **{field: body[field] for field in changed}}
    documents.check_period(books, old["Status"], (old["Date"],), call)
    documents.check_url(body.get("Url") if "Url" in changed else None, call)
    if "InvoiceNumber" in changed:
        documents.check_number("InvoiceNumber", body["InvoiceNumber"], call)
    moved = _settle_contact(books, new, old, body, call, form)
    rewritten = _settle_lines(books, new, old, body, call, form)
    if old["Type"] == form.sales and "InvoiceNumber" in changed:
        if documents.holder_of(books, form.endpoint, new[form.number], but=new[form.id]) is not None:
            call.problem(form.taken)
        documents.keep_number(books, form.endpoint, new[form.id], new[form.number], old[form.number])
    call.settle()
    silent = bool(changed) and changed <= SILENT and not (moved or rewritten) and old["Status"] == "AUTHORISED"
    return applied.settle(books, form.endpoint, new, bump=not silent)


def _changed(old, body, form) -> set:
    """The fields of the document that the request would change; what bills do not have is not read (facts 2.4)."""
    ignored = (
        _APART | {form.id} | ({"Reference", "SentToContact", "BrandingThemeID"} if old["Type"] != form.sales else set())
    )
    if old["Type"] == form.sales:
        ignored = ignored | {"PlannedPaymentDate"}
    return {name for name in body if name not in ignored and body[name] != old.get(name, _blank(body[name]))}


def _blank(value):
    """What a field that is not there compares as."""
    return "" if isinstance(value, str) else False if isinstance(value, bool) else None


def _settle_contact(books, new, old, body, call, form) -> bool:
    """Another contact: of invoices, and not if a credit was allocated (facts 2.4)."""
    given = body.get("Contact")
    if not given or set(given) == {"ContactID"} and given["ContactID"] == old["_contact"]:
        return False
    documents.settle_contact(books, new, given, old, call)
    if new["_contact"] == old["_contact"]:
        return False
    if form.endpoint != "Invoices" or applied.allocations(books, form.endpoint, old[form.id]):
        call.refuse("paid_edit")
    applied.forget(books, form.endpoint, old)
    return True


def _settle_lines(books, new, old, body, call, form) -> bool:
    """Lines by their ids, all of them, of which only description, account and tracking differ."""
    bodies = body.get("LineItems")
    if not bodies:
        return False
    from .trade_documents import paper_of

    before = {line["LineItemID"]: line for line in old["LineItems"]}
    if sorted(one.get("LineItemID", "") for one in bodies) != sorted(before):
        call.refuse("paid_edit")
    after = lines.settle(books, bodies, old["LineItems"], paper_of(books, old, form), call)
    call.settle()
    for line in after:
        if _fixed(line) != _fixed(before[line["LineItemID"]]):
            call.refuse("paid_edit")
    rewritten = after != old["LineItems"]
    if rewritten and form.endpoint != "Invoices":
        call.refuse("paid_edit")
    new["LineItems"] = after
    return rewritten


def _fixed(line: dict) -> dict:
    own = ("Quantity", "UnitAmount", "LineAmount", "TaxType", "TaxAmount", "ItemCode", "DiscountRate", "DiscountAmount")
    return {name: line.get(name) for name in own}


# --- RoundingAmount ---


def settle_rounding(books, new: dict, body: dict, old: dict | None, call):
    """RoundingAmount, where the organisation has opted in; elsewhere it is not read (facts 2.5).

    It counts when SubTotal, TotalTax and Total come with it, and then they must be right; of a draft nothing is said.
    """
    if not books.profile.rounding_amount:
        return
    kept = (old or {}).get("RoundingAmount", ZERO) if not body.get("LineItems") else ZERO
    told, three = body.get("RoundingAmount"), ("SubTotal", "TotalTax", "Total")
    strict, whole = new["Status"] != "DRAFT", all(name in body for name in three)
    if told is not None and abs(told) > _LARGEST_ROUNDING:
        if strict:
            call.problem("rounding_range")
        told = None
    if told is not None and (whole or not strict):
        kept = books.round(told)
    expected = {**{name: new[name] for name in three}, "Total": new["Total"] + kept}
    if strict and whole:
        for name in three:
            if books.round(body[name]) != expected[name]:
                call.problem("rounding_totals", field=name, given=body[name], expected=expected[name])
    new["RoundingAmount"] = kept or None
    new["Total"] = expected["Total"]
