"""Writing invoices, bills and credit notes: which one is meant, its status, its fields, its lines (facts 2.4, 2.6)."""

from dataclasses import dataclass

from . import applied, contacts, documents, editing, line_use, lines, rates, taxes
from .documents import APPROVED, ENDED, STEPS
from .money import total
from .profile import LEDGER_ONLY
from .shapes import Choice, Day, Flag, Guid, Many, Number, Part, Text

LINE_AMOUNT_TYPES = Choice("LineAmountType", *taxes.KINDS)
#: What one plan approves a month at most (facts 2.4).
MONTHLY = {"ACCREC": 20, "ACCPAY": 5}
SHAPE = {
    "Contact": Part(contacts.SHAPE),
    "LineItems": Many(lines.SHAPE),
    "Date": Day(),
    "DueDate": Day(),
    "LineAmountTypes": LINE_AMOUNT_TYPES,
    "Reference": Text(255),
    "BrandingThemeID": Guid(),
    "CurrencyRate": Number(),
    "SentToContact": Flag(),
    "SubTotal": Number(),
    "TotalTax": Number(),
    "Total": Number(),
}


@dataclass(frozen=True)
class Form:
    """A kind of document: invoices, or credit notes."""

    endpoint: str
    id: str
    number: str
    #: The types of what is sold and what is bought.
    sales: str
    bought: str
    prefix: str
    word: str
    taken: str
    discounts: bool = False
    #: Fields that are taken over as they are sent.
    plain: tuple = ()


# --- the way of a request ---


def write(books, body: dict, call, form: Form) -> dict:
    old = _meant(books, body, call, form)
    _check_may(books, body, old, call, form)
    if old is None:
        return _store(books, _blank(books, body, call, form), body, None, call, form)
    if old["Status"] in ENDED:
        call.refuse("status")
    status = body.get("Status", old["Status"])
    _check_step(books, old, status, call, form)
    if status in ENDED:
        return _end(books, old, status, call, form)
    if applied.has_any(books, form.endpoint, old[form.id]) or old["Status"] == "PAID":
        return editing.edit_paid(books, old, body, call, form)
    return _store(books, {**old}, body, old, call, form)


def _meant(books, body, call, form) -> dict | None:
    """Which document is meant: the one of the path, of the id, or - the trap - of the number (facts 2.4)."""
    if call.target is not None:
        return call.target
    given = body.get(form.id)
    if call.method == "PUT":
        if given:
            call.refuse("id_on_create", field=form.id)
        return None
    if given:
        row = books.row(form.endpoint, given)
        if row is None:
            call.refuse("not_found")
        return row
    number, kind = body.get(form.number), body.get("Type")
    if kind == form.sales:
        return documents.holder_of(books, form.endpoint, number)
    if kind == form.bought and number and books.switches.bill_number_on_post == "updates":
        every = books.store.table(form.endpoint).values()
        return next((r for r in every if r["Type"] == kind and r.get(form.number) == number), None)
    return None


def _check_may(books, body, old, call, form):
    kind = body.get("Type") or (old or {}).get("Type")
    if old is None and kind not in (form.sales, form.bought):
        call.refuse("type_creation", word=form.word)
    if old is not None and kind != old["Type"]:
        call.refuse("type_change", word=form.word)
    if books.by_hand or form.endpoint != "Invoices":
        return
    if books.profile.automatic_sales_tax and kind == form.sales:
        call.refuse("automatic_sales_tax")
    if old is None and books.settings["Class"] in LEDGER_ONLY:
        call.refuse("no_invoicing")


def _check_step(books, old, status, call, form):
    """A forbidden step, or one that money on the document forbids (facts 2.4)."""
    touched = applied.has_any(books, form.endpoint, old[form.id])
    if touched and (status != old["Status"]):
        call.refuse("status_with_money", status=status)
    if old["Status"] == "PAID" and status == "VOIDED":
        # Paid by nothing: an invoice over nothing.
        return
    if status not in STEPS[old["Status"]]:
        call.refuse("status")


def _blank(books, body, call, form) -> dict:
    status = body.get("Status", "DRAFT")
    if status not in STEPS[None]:
        call.refuse("status_creation", word=form.word)
    return {
        form.id: books.new_id(form.endpoint),
        "Type": body["Type"],
        "Status": "DRAFT",
        "LineAmountTypes": taxes.EXCLUSIVE,
        "SentToContact": False,
        "LineItems": [],
        "Total": total(()),
    }


# --- creating and changing ---


def _store(books, new, body, old, call, form) -> dict:
    new["Status"] = body.get("Status", new["Status"])
    _settle_head(books, new, body, old, call, form)
    settle_lines(books, new, body, old, call, form)
    _check_approval(books, new, old, call, form)
    _settle_number(books, new, body, old, call, form)
    call.settle()
    line_use.move(books, old, new, call)
    call.settle()
    documents.keep_number(books, form.endpoint, new[form.id], _own_number(new, form), _own_number(old, form))
    contacts.mark(books, new["_contact"], "IsCustomer" if new["Type"] == form.sales else "IsSupplier")
    if old is not None and old["_contact"] != new["_contact"]:
        applied.forget(books, form.endpoint, old)
    return applied.settle(books, form.endpoint, new)


def _settle_head(books, new, body, old, call, form):
    documents.settle_contact(books, new, body.get("Contact"), old, call)
    documents.settle_currency(books, new, body, old, call)
    new["Date"] = body.get("Date") or (old or {}).get("Date") or books.clock.today()
    documents.check_period(books, new["Status"], (new["Date"], (old or {}).get("Date")), call)
    for field in ("DueDate", "LineAmountTypes", *form.plain):
        if field in body:
            new[field] = body[field]
    for field in ("Reference", "BrandingThemeID"):
        # The bought side has neither: its number stands for a reference (facts 2.1, 2.4, 2.6).
        if new["Type"] == form.sales and field in body:
            new[field] = body[field]
    if "Url" in body and "Url" in form.plain:
        documents.check_url(body["Url"], call)
    settle_sent(new, body, call, form)


def settle_sent(new, body, call, form):
    """SentToContact of what is not approved: a warning, and the rest is saved (facts 2.4).  Only invoices have it."""
    if form.endpoint != "Invoices" or new["Type"] != form.sales or "SentToContact" not in body:
        return
    if body["SentToContact"] and new["Status"] not in APPROVED:
        call.warn("sent_to_contact")
    else:
        new["SentToContact"] = body["SentToContact"]


def paper_of(books, row, form) -> lines.Paper:
    whole = row["Status"] in APPROVED
    if row["Status"] == "SUBMITTED":
        whole = books.switches.submitted_lines == "whole"
    sales = row["Type"] == form.sales
    decimals = rates.digits(books, row["CurrencyCode"])
    return lines.Paper(row["LineAmountTypes"], sales, form.discounts and sales, whole, decimals)


def settle_lines(books, new, body, old, call, form):
    """Lines and totals; an update that sends none keeps them, and no lines at all are as good as none sent."""
    paper, former = paper_of(books, new, form), (old or {}).get("LineItems", [])
    if body.get("LineItems"):
        new["LineItems"] = lines.settle(books, body["LineItems"], former, paper, call)
    elif old is not None and paper != paper_of(books, old, form):
        new["LineItems"] = lines.again(books, former, paper, call)
    new["SubTotal"], new["TotalTax"], new["Total"] = taxes.totals(new["LineItems"], paper.kind)
    new["TotalDiscount"] = total(lines.discount_of(books, line) for line in new["LineItems"])
    if paper.whole and not new["LineItems"]:
        call.problem("no_lines")
    if form.endpoint == "Invoices":
        editing.settle_rounding(books, new, body, old, call)
    if paper.whole and new["Total"] < 0 and books.switches.negative_total == "refused":
        call.problem("negative_total")


def _check_approval(books, new, old, call, form):
    """What an approved document needs, and how many a plan approves in the month of their date (facts 2.4)."""
    if new["Status"] not in APPROVED:
        return
    if form.endpoint != "Invoices":
        return
    if not new.get("DueDate"):
        call.problem("due_date")
    month, limit = new["Date"][:7], books.settings["Class"] == "STARTER" and MONTHLY[new["Type"]]
    counted = old is not None and old["Status"] in APPROVED and old["Date"][:7] == month
    if not limit or counted:
        return
    same = (r for r in books.store.table("Invoices").values() if r["Type"] == new["Type"] and r["Date"][:7] == month)
    if sum(r["Status"] in (*APPROVED, "VOIDED") for r in same) >= limit:
        call.problem("plan_limit")


def _own_number(row, form) -> str | None:
    """The number by which a document is known: only what is sold has one of its own (facts 2.4, 2.6)."""
    return row.get(form.number) if row is not None and row["Type"] == form.sales else None


def _settle_number(books, new, body, old, call, form):
    given = body.get(form.number)
    if given is not None:
        documents.check_number(form.number, given, call)
    if new["Type"] != form.sales:
        new[form.number] = given if given is not None else new.get(form.number, "")
        return
    settle_sales_number(books, new, given, call, form)


def settle_sales_number(books, new, given, call, form):
    """Unique, and given by the books where none is sent (facts 2.4)."""
    if given:
        if documents.holder_of(books, form.endpoint, given, but=new[form.id]) is not None:
            call.problem(form.taken)
        new[form.number] = given
    elif not new.get(form.number):
        new[form.number] = documents.next_number(books, form.endpoint, form.prefix)


# --- the end ---


def _end(books, old, status, call, form) -> dict:
    """Voided or deleted: nothing else of the request is looked at; the document stays, with its lines."""
    documents.check_period(books, old["Status"], (old["Date"],), call)
    call.settle()
    new = {**old, "Status": status}
    line_use.move(books, old, new, call)
    return applied.settle(books, form.endpoint, new)
