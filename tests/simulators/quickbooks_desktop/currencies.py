"""Currencies of documents (facts 4.9 "InvoiceAdd", 5.4): a document has the currency of its customer or vendor, the
rate that was sent or the one of the list, and a receivable or payable account of that currency.
"""

import json

from .errors import Refusal

TYPES = {"ARAccountRef": "AccountsReceivable", "APAccountRef": "AccountsPayable"}


def check_on(ctx, fields):
    """Without the preference there is no rate."""
    if fields.get("ExchangeRate") and not ctx.preferences["multicurrency"]:
        raise Refusal(3250, "multicurrency")


def home(ctx) -> str:
    return ctx.entry_named("Currency", ctx.preferences["home_currency"])["list_id"]


def of_row(ctx, row) -> str:
    """The ListID of the currency of a customer, vendor or account."""
    reference = json.loads(row["data"]).get("CurrencyRef")
    return reference["ListID"] if reference else home(ctx)


def fill(ctx, head: dict, party, element: str):
    """The account where none was sent, the rate of the list where none was sent; an account that was sent must
    be one for this document.
    """
    chosen = head.get(element)
    if chosen:
        check_account(ctx, element, party, chosen["ListID"])
    else:
        head[element] = {"ListID": account(ctx, element, party)}
    if ctx.preferences["multicurrency"] and "ExchangeRate" not in head:
        row = ctx.entry("Currency", of_row(ctx, party))
        head["ExchangeRate"] = json.loads(row["data"]).get("ExchangeRate", "1")


def check_account(ctx, element: str, party, list_id: str):
    row = ctx.entry("Account", list_id)
    if json.loads(row["data"])["AccountType"] != TYPES[element]:
        raise Refusal(3210, element, row["full_name"])
    if not _fits(ctx, row, party):
        raise Refusal(3210, element, row["full_name"])


def _fits(ctx, row, party) -> bool:
    if not ctx.preferences["multicurrency"] or ctx.switches.account_currency == "any":
        return True
    return of_row(ctx, row) == of_row(ctx, party)


def account(ctx, element: str, party) -> str:
    """The only account of this type; with several of them QuickBooks wants to be told which (facts 4.9)."""
    rows = ctx.store.all(
        "SELECT * FROM entry WHERE kind = 'Account' AND is_active = 1"
        " AND json_extract(data, '$.AccountType') = ? ORDER BY list_id",
        TYPES[element],
    )
    if not rows or (len(rows) > 1 and ctx.switches.several_receivables == "refused"):
        raise Refusal(3150, element)
    fitting = [row for row in rows if _fits(ctx, row, party)]
    if not fitting:
        raise Refusal(3150, element)
    return fitting[0]["list_id"]
