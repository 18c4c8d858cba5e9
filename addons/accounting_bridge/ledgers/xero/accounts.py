"""Accounts: created, never changed (facts 2.1). What is read of them stands in ``lists``.

Every account has a code, by which lines and items name it. A credit card is an account of the bank there, with the
number of a card, and no line of a bill or an entry names one: as a liability it is none that is made here.
"""

from ..documents import AccountDetail, AccountType
from ..protocol import Unwritable
from ..texts import shortened
from . import text
from .fields import length
from .settings import filled

NAME = "Account"

_CODE, _NAME, _DESCRIPTION = (length(NAME, name) for name in ("Code", "Name", "Description"))
# The type as the API calls it, and as a person sees it; Xero knows no closer kinds.
_TYPES = {
    AccountType.EXPENSE: ("EXPENSE", "Expense"),
    AccountType.INCOME: ("REVENUE", "Revenue"),
    AccountType.CURRENT_LIABILITY: ("CURRLIAB", "Current Liability"),
}


def words(kind: AccountType, _detail: AccountDetail) -> tuple[str, str]:
    """Return the type as a person sees it there."""
    return _TYPES.get(kind, ("", ""))[1], ""


def name_of(name: str, code: str) -> str:
    return shortened(text.bare(name), code, _NAME)


def create(push, _settings) -> dict:
    account = push.document
    if account.type not in _TYPES:
        raise Unwritable("Xero keeps a credit card as an account of the bank, which no bill may name", push.key)
    if not account.code or len(account.code) > _CODE:
        raise Unwritable(f"an account needs a code of up to {_CODE} characters in Xero", push.key)
    return filled(
        {
            "Code": account.code,
            "Name": text.name(account.name, _NAME),
            "Type": _TYPES[account.type][0],
            "Description": text.many_lines(account.description, _DESCRIPTION) or None,
        }
    )
