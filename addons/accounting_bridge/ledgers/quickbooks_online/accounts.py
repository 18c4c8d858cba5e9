"""Accounts: created, never changed (facts 2.3). What is read of them stands in ``lists``.

A type of ours is one of QuickBooks' types with one of its detail types. A number is sent only where the company has
switched numbers on: elsewhere QuickBooks refuses it.
"""

from ..documents import AccountDetail, AccountType
from ..protocol import Unwritable
from ..texts import shortened
from .fields import length
from .settings import filled

NAME = "Account"

_LENGTH = {name: length(NAME, name) for name in ("Name", "Description")}
# Seven characters in most countries, twenty in two.
_NUMBER, _LONG_NUMBER, _LONG = length(NAME, "AcctNum"), length(NAME, "AcctNumLong"), ("AU", "CA")
# Type and detail type: as the API calls them, then the detail type as a person sees it.
_TYPES = {
    (AccountType.EXPENSE, AccountDetail.WAGES): ("Expense", "PayrollWageExpenses", "Payroll Wage Expenses"),
    (AccountType.INCOME, AccountDetail.SERVICES): ("Income", "ServiceFeeIncome", "Service/Fee Income"),
    (AccountType.CREDIT_CARD, AccountDetail.NONE): ("Credit Card", "CreditCard", "Credit Card"),
    (AccountType.CURRENT_LIABILITY, AccountDetail.NONE): (
        "Other Current Liability",
        "OtherCurrentLiabilities",
        "Other Current Liabilities",
    ),
}


def words(kind, detail) -> tuple[str, str]:
    """Return type and detail type as a person sees them there."""
    name, _subtype, shown = _TYPES.get((kind, detail), ("", "", ""))
    return name, shown


def name_of(name: str, code: str) -> str:
    """Return the name of an account: no colon, which parts parent and child, and no quotes (facts 2.2)."""
    return shortened(name.replace(":", " ").replace('"', ""), code, _LENGTH["Name"])


def create(push, settings) -> dict:
    account = push.document
    found = _TYPES.get((account.type, account.detail))
    if not found:
        raise Unwritable(f"QuickBooks Online has no type for {account.type} {account.detail}".rstrip(), push.key)
    return filled(
        {
            "Name": settings.name(account.name.replace('"', ""), _LENGTH["Name"]),
            "AccountType": found[0],
            "AccountSubType": found[1],
            "AcctNum": _number(push, settings),
            "Description": settings.line(account.description, _LENGTH["Description"]) or None,
        }
    )


def _number(push, settings):
    code = push.document.code
    if not (code and settings.account_numbers):
        return None
    if len(code) > (_LONG_NUMBER if settings.country in _LONG else _NUMBER) or ":" in code:
        raise Unwritable(f"QuickBooks Online takes no account number like {code}", push.key)
    return code
