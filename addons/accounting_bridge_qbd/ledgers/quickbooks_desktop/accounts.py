"""Accounts in qbXML: created, never changed (facts 4.9). What is read of them stands in ``lists``.

An account bears no mark of ours: no other of its parent can have its name. A number is sent only where the file uses
numbers; a file keeps them all the same, and nobody there would see one.
"""

from odoo.addons.accounting_bridge.ledgers.documents import AccountDetail, AccountType
from odoo.addons.accounting_bridge.ledgers.protocol import Unwritable
from odoo.addons.accounting_bridge.ledgers.texts import shortened

from .elements import length
from .text import one_line

_NAME, _NUMBER, _DESCRIPTION = (length("AccountAdd", name) for name in ("Name", "AccountNumber", "Desc"))
# The type as qbXML calls it, and as a person sees it; QuickBooks Desktop knows no closer kinds.
_TYPES = {
    AccountType.EXPENSE: ("Expense", "Expense"),
    AccountType.INCOME: ("Income", "Income"),
    AccountType.CREDIT_CARD: ("CreditCard", "Credit Card"),
    AccountType.CURRENT_LIABILITY: ("OtherCurrentLiability", "Other Current Liability"),
}


def words(kind: AccountType, _detail: AccountDetail) -> tuple[str, str]:
    """Return the type as a person sees it there."""
    return _TYPES.get(kind, ("", ""))[1], ""


def name_of(name: str, code: str) -> str:
    """Return the name of an account: no colon, which parts parent and child, and no quotes (facts 5.1)."""
    return shortened(one_line(name.replace(":", " ").replace('"', ""), len(name)), code, _NAME)


def create(push, settings) -> dict:
    account = push.document
    if account.type not in _TYPES:
        raise Unwritable(f"QuickBooks Desktop has no type for {account.type}", push.key)
    number = account.code if settings.account_numbers else ""
    if len(number) > _NUMBER:
        raise Unwritable(f"QuickBooks Desktop takes no account number like {number}", push.key)
    values = {
        "Name": account.name,
        "IsActive": True,
        "AccountType": _TYPES[account.type][0],
        "AccountNumber": number or None,
        "Desc": one_line(account.description, _DESCRIPTION) or None,
    }
    return {"AccountAdd": values}
