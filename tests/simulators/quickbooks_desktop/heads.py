"""The head of an invoice or credit memo: what is sent, what QuickBooks fills in by itself (facts 4.9
"InvoiceAdd", 5.2, 5.3).
"""

import calendar
import json
import re
from datetime import date, timedelta

from . import addresses, references
from .catalogue import MISSING_FEATURES
from .errors import Refusal

NOT_CLEARABLE = ("CustomerRef", "ARAccountRef", "TemplateRef")
#: Columns of their own, or answers to other questions.
APART = ("TxnDate", "RefNumber", "LinkToTxnID", "SetCredit")


def read(ctx, kind: str, fields, old=None) -> dict:
    """What the file keeps of the head of an Add, or of a Mod on top of the old one."""
    addresses.check(fields)
    if old is not None:
        for name in NOT_CLEARABLE:
            if name in fields and references.is_empty(fields[name]):
                raise Refusal(3190, name)
    for name in ("LinkToTxnID", "SetCredit"):
        if fields.get(name):
            first = fields[name][0]
            raise Refusal(3120, first.get("CreditTxnID") if isinstance(first, dict) else first)
    if fields.get("ExchangeRate") and not ctx.preferences["multicurrency"]:
        raise Refusal(3250, "multicurrency")
    kept = {
        name: value for name, value in fields.items() if name not in APART and name not in MISSING_FEATURES
    }
    head = references.stored(ctx, kept, kind, old)
    account = head.get("ARAccountRef")
    if account:
        row = ctx.entry("Account", account["ListID"])
        if json.loads(row["data"])["AccountType"] != "AccountsReceivable":
            raise Refusal(3210, "ARAccountRef", row["full_name"])
    return head


def customer_of(ctx, kind: str, fields):
    reference = fields.get("CustomerRef", {})
    if references.is_empty(reference):
        raise Refusal(3150, "CustomerRef")
    row = references.find(ctx, "CustomerRef", reference, kind)
    ctx.faults.check_lock((row["full_name"],), f'the customer "{row["full_name"]}"')
    return row


def fill(ctx, kind: str, head: dict, customer, fields):
    """What QuickBooks takes from the customer and the company where the request is silent."""
    known = json.loads(customer["data"])
    if "ARAccountRef" not in head:
        head["ARAccountRef"] = receivable(ctx)
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
    head.setdefault("IsPending", "false")
    head.setdefault("IsFinanceCharge", "false")
    head.setdefault("IsToBePrinted", "true" if ctx.switches.printed_by_default else "false")
    head.setdefault("IsToBeEmailed", "false")


def check_email(ctx, head: dict, customer):
    if head.get("IsToBeEmailed") == "true" and not json.loads(customer["data"]).get("Email"):
        raise Refusal(3210, "IsToBeEmailed", "true")


def receivable(ctx) -> dict:
    rows = ctx.store.all(
        "SELECT list_id FROM entry WHERE kind = 'Account' AND is_active = 1"
        " AND json_extract(data, '$.AccountType') = 'AccountsReceivable' ORDER BY list_id"
    )
    if not rows or (len(rows) > 1 and ctx.switches.several_receivables == "refused"):
        raise Refusal(3150, "ARAccountRef")
    return {"ListID": rows[0]["list_id"]}


# --- dates and numbers ---


def date_of(ctx, kind: str, fields) -> str:
    """Left out: the date last used in that form, not today."""
    return fields.get("TxnDate") or ctx.store.get(f"last_date:{kind}") or ctx.clock.today()


def number_of(ctx, kind: str, fields) -> str:
    """Left out: the next number; sent empty: no number."""
    if "RefNumber" in fields:
        return fields["RefNumber"]
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


def due_date(ctx, head: dict, txn_date: str) -> str:
    """Terms of so many days, or terms of a day of the month; without terms at once."""
    row = ctx.entry("Terms", head["TermsRef"]["ListID"]) if head.get("TermsRef") else None
    if row is None:
        return txn_date
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
