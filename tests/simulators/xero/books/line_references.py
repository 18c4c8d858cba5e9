"""What a line refers to: its item, its account, its tax type, its tracking (facts 2.1, 2.3, 2.4)."""

from . import accounts, items, tax_rates, taxes, tracking


def item_of(books, body: dict, call, at: str) -> dict | None:
    """The item of a line; a code that nothing has is a problem (facts 2.3)."""
    code = body.get("ItemCode")
    if not code:
        return None
    return items.of_line(books, code, call, at)


def filled(books, body: dict, item: dict | None, sales: bool) -> dict:
    """A line with what its item gives where the line says nothing; what the line says wins (facts 2.3)."""
    if item is None:
        return body
    side = item.get("SalesDetails" if sales else "PurchaseDetails") or {}
    account = side.get("AccountCode")
    if not sales and item.get("IsTrackedAsInventory"):
        account = item.get("InventoryAssetAccountCode")
    given = {
        "Description": item.get("Description" if sales else "PurchaseDescription"),
        "UnitAmount": side.get("UnitPrice"),
        "TaxType": side.get("TaxType"),
    }
    if books.switches.item_supplies_account == "yes" and not body.get("AccountID"):
        given["AccountCode"] = account
    if body.get("LineAmount") is not None and body.get("Quantity") is not None:
        # Two of the three are there: the price is what follows from them.
        given.pop("UnitAmount")
    return {**{name: value for name, value in given.items() if value is not None}, **body}


def account_of(books, body: dict, call, at: str) -> dict | None:
    """The account of a line, None if it names none; bank and system accounts are refused (facts 2.1).

    An id put into AccountCode is no code (facts 8.12).
    """
    if not body.get("AccountID"):
        return accounts.of_line(books, body["AccountCode"], call, at) if body.get("AccountCode") else None
    row = books.row("Accounts", body["AccountID"])
    return accounts.of_line(books, (row or {}).get("Code") or body["AccountID"], call, at)


def tax_of(books, body: dict, account: dict | None, kind: str, call, at: str) -> dict | None:
    """The tax rate of a line: its own, else that of its account (facts 2.1); None with NoTax or without any."""
    if kind == taxes.NO_TAX:
        return None
    named = body.get("TaxType") or (account or {}).get("TaxType")
    if not named:
        return None
    row = tax_rates.by_type(books, named)
    code = (account or {}).get("Code") or body.get("AccountCode") or ""
    if row is None:
        call.problem("tax_type", at, tax=named, code=code)
        return None
    if account is not None and not tax_rates.applies(row, account):
        call.problem("tax_type", at, tax=named, code=code)
        return None
    return row


def tracking_of(books, body: dict, call, at: str) -> list:
    return tracking.for_line(books, body.get("Tracking") or [], call, at)
