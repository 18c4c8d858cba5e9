"""The accounts and items that a business begins with (*Express*): one row for each, in words of no ledger.

A name is the prefix of the company's choosing and these words, of a tax its own name; a number begins with ``OD`` in
every company, and has seven characters, the most that the shortest ledger takes. A row with an item has one that keeps
no stock and bears that number as its SKU.
"""

from dataclasses import dataclass
from enum import StrEnum

from .documents import AccountDetail, AccountType


class Role(StrEnum):
    """What an account is to begin with for."""

    WAGES = "wages"
    WAGES_LIABILITY = "wages_liability"
    SERVICE_INCOME = "service_income"
    TAX = "tax"
    AUTOMATED_TAX = "automated_tax"


@dataclass(frozen=True, slots=True)
class Default:
    """One row. ``words`` follow the prefix, of a tax its own name does; ``code`` is the number of the account."""

    role: Role
    words: str
    code: str
    type: AccountType
    detail: AccountDetail = AccountDetail.NONE
    has_item: bool = False
    # Only where tax travels as lines of its own.
    is_tax: bool = False


TABLE = {
    row.role: row
    for row in (
        Default(Role.WAGES, "Direct Wages", "OD-3000", AccountType.EXPENSE, AccountDetail.WAGES),
        # As the business that this table comes from has it; a liability is the plainer choice.
        Default(Role.WAGES_LIABILITY, "Direct Wages Liability", "OD-9000", AccountType.CREDIT_CARD),
        Default(
            Role.SERVICE_INCOME, "Service Income", "OD-2000", AccountType.INCOME, AccountDetail.SERVICES, has_item=True
        ),
        Default(Role.TAX, "", "OD-81", AccountType.CURRENT_LIABILITY, has_item=True, is_tax=True),
        Default(
            Role.AUTOMATED_TAX,
            "Automated Calculated Tax",
            "OD-8000",
            AccountType.CURRENT_LIABILITY,
            has_item=True,
            is_tax=True,
        ),
    )
}
# What a wages liability may be, by the choice of the company.
LIABILITY_TYPES = {
    "credit_card": AccountType.CREDIT_CARD,
    "other_current_liability": AccountType.CURRENT_LIABILITY,
}
# Numbers of taxes: two digits behind OD-81.
MOST_TAXES = 99


def tax_code(place: int) -> str:
    """Return the number of a tax by its place, from 1.

    :raise ValueError: there are more taxes than numbers.
    """
    if not 1 <= place <= MOST_TAXES:
        raise ValueError(f"numbers are for {MOST_TAXES} taxes")
    return f"{TABLE[Role.TAX].code}{place:02}"
