"""The head of an invoice, credit memo or bill: what is sent, what QuickBooks fills in by itself (facts 4.9
"InvoiceAdd", 5.2, 5.3).
"""

import calendar
import json
import re
from datetime import date, timedelta

from . import addresses, currencies, references
from .catalogue import MISSING_FEATURES
from .errors import Refusal

NOT_CLEARABLE = ("CustomerRef", "VendorRef", "ARAccountRef", "APAccountRef", "TemplateRef")
#: Columns of their own, or answers to other questions.
APART = (
    "TxnDate",
    "RefNumber",
    "LinkToTxnID",
    "SetCredit",
    "ExpenseLineAdd",
    "ExpenseLineMod",
    "ClearExpenseLines",
    "ClearItemLines",
)


def read(ctx, kind: str, fields, old=None) -> dict:
    """What the file keeps of the head of an Add, or of a Mod on top of the old one."""
    addresses.check(ctx, fields, old)
    if old is not None:
        for name in NOT_CLEARABLE:
            if name in fields and references.is_empty(fields[name]):
                raise Refusal(3190, name)
    if fields.get("LinkToTxnID"):
        raise Refusal(3120, fields["LinkToTxnID"][0])
    currencies.check_on(ctx, fields)
    kept = {name: value for name, value in fields.items() if name not in APART and name not in MISSING_FEATURES}
    return references.stored(ctx, kept, kind, old)


def party_of(ctx, kind: str, fields, element: str = "CustomerRef"):
    """The customer or vendor that a document names."""
    reference = fields.get(element, {})
    if references.is_empty(reference):
        raise Refusal(3150, element)
    row = references.find(ctx, element, reference, kind)
    word = element.removesuffix("Ref").lower()
    ctx.faults.check_lock((row["full_name"],), f'the {word} "{row["full_name"]}"')
    return row


def fill_tax_included(ctx, head: dict):
    """Canada and the United Kingdom: whether amounts hold the tax, where the request does not say it."""
    if ctx.country == "US" or not (ctx.preferences["sales_tax"] and ctx.preferences.get("amounts_include_tax")):
        return
    if ctx.switches.tax_included_left_out == "as_preferred":
        head.setdefault("IsTaxIncluded", "true")


def fill(ctx, kind: str, head: dict, customer, fields):
    """What QuickBooks takes from the customer and the company where the request is silent."""
    known = json.loads(customer["data"])
    currencies.fill(ctx, head, customer, "ARAccountRef")
    if "TemplateRef" not in head:
        template = ctx.store.one("SELECT list_id FROM entry WHERE kind = 'Template' ORDER BY list_id LIMIT 1")
        if template:
            head["TemplateRef"] = {"ListID": template["list_id"]}
    for name in ("TermsRef", "SalesRepRef", "BillAddress", "ShipAddress"):
        if name not in fields and name in known:
            head[name] = known[name]
    if ctx.preferences["sales_tax"]:
        head.setdefault(
            "CustomerSalesTaxCodeRef",
            known.get("SalesTaxCodeRef") or {"ListID": ctx.preferences["taxable_code"]},
        )
        if ctx.country == "US":
            head.setdefault(
                "ItemSalesTaxRef",
                known.get("ItemSalesTaxRef") or {"ListID": ctx.preferences["default_tax_item"]},
            )
    fill_tax_included(ctx, head)
    head.setdefault("IsPending", "false")
    head.setdefault("IsFinanceCharge", "false")
    head.setdefault("IsToBePrinted", "true" if ctx.switches.printed_by_default else "false")
    head.setdefault("IsToBeEmailed", "false")


def check_email(ctx, head: dict, customer):
    if head.get("IsToBeEmailed") == "true" and not json.loads(customer["data"]).get("Email"):
        raise Refusal(3210, "IsToBeEmailed", "true")


# --- dates and numbers ---


def date_of(ctx, kind: str, fields) -> str:
    """Left out: the date last used in that form, not today."""
    return fields.get("TxnDate") or ctx.store.get(f"last_date:{kind}") or ctx.clock.today()


def number_of(ctx, kind: str, fields) -> str:
    """Left out: the next number; sent empty: no number.  A bill has the number of its vendor, or none."""
    if "RefNumber" in fields or kind in ("Bill", "VendorCredit"):
        return fields.get("RefNumber", "")
    last = ctx.store.get(f"last_number:{kind}", "")
    found = re.search(r"(\d+)(\D*)$", last)
    if not found:
        return "" if last else "1"
    digits = str(int(found[1]) + 1).rjust(len(found[1]), "0")
    return (last[: found.start()] + digits + found[2])[-11:]


def remember(ctx, kind: str, txn_date: str, ref_number: str):
    ctx.store.put(f"last_date:{kind}", txn_date)
    if ref_number:
        ctx.store.put(f"last_number:{kind}", ref_number)


def due_date(ctx, head: dict, txn_date: str, days: int = 0) -> str:
    """Terms of so many days, or terms of a day of the month; without terms after the days of the company."""
    row = ctx.entry("Terms", head["TermsRef"]["ListID"]) if head.get("TermsRef") else None
    if row is None:
        return str(date.fromisoformat(txn_date) + timedelta(days=days))
    terms, day = json.loads(row["data"]), date.fromisoformat(txn_date)
    if row["kind"] == "StandardTerms":
        return str(day + timedelta(days=int(terms.get("StdDueDays", 0))))
    due = _day_of_month(day.year, day.month, int(terms["DayOfMonthDue"]))
    while due < day or (due - day).days < int(terms.get("DueNextMonthDays", 0)):
        year, month = (due.year + 1, 1) if due.month == 12 else (due.year, due.month + 1)
        due = _day_of_month(year, month, int(terms["DayOfMonthDue"]))
    return str(due)


def _day_of_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
