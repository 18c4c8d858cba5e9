"""What the settings of an organisation mean for writing and reading (facts 2.1, 2.9)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ..documents import Reference
from ..protocol import Unwritable

# What is put into the details for one exchange and is none of Xero's: where our server is, and the account of lines
# of which nobody said one.
OURS = ("link", "line_account")
# A rate has six decimals there. Where so few say another one than Odoo's by more than this part of it, nothing is sent.
_RATE, _RATE_MAY_MISS = Decimal("0.000001"), Decimal("0.001")


class Settings(NamedTuple):
    """The details of the company record, as far as something is decided by them.

    ``sales_tax`` is ``None`` before the first session, when nobody has asked yet. ``rates`` is the percentage of each
    tax rate by its TaxType, ``accounts`` the code of each account by its id: lines name codes, and not every account
    has one. ``known`` is all that was read of the organisation so far.
    """

    country: str = ""
    home: str = ""
    sales_tax: bool | None = None
    nontaxable: str = ""
    rates: Mapping[str, Decimal] = {}
    accounts: Mapping[str, str] = {}
    accounts_by_code: Mapping[str, str] = {}
    tenant: str = ""
    link: str = ""
    line_account: str = ""
    read_at: str = ""
    known: Mapping[str, object] = {}

    @classmethod
    def of(cls, company):
        code = company.get("nontaxable_code") or {}
        accounts = company.get("accounts") or {}
        return cls(
            country=company.get("country") or "",
            home=company.get("currency") or "",
            sales_tax=company.get("sales_tax"),
            nontaxable=code.get("id") or "",
            rates=_rates(company.get("tax_codes") or {}),
            accounts=accounts,
            accounts_by_code={each: identity for identity, each in accounts.items()},
            tenant=company.get("tenant") or "",
            link=company.get("link") or "",
            line_account=company.get("line_account") or "",
            read_at=company.get("read_at") or "",
            known={name: value for name, value in company.items() if name not in OURS},
        )

    # === WHAT IS SENT === #

    def account_code(self, account: Reference | None) -> str | None:
        """Return the code of an account, by which lines and items name it; ``None`` where none is named.

        :raise Unwritable: it has none, or is not known: its id would be taken for a code (facts 8.12).
        """
        if account is None:
            return self.accounts.get(self.line_account) or None
        code = self.accounts.get(account.id)
        if not code:
            raise Unwritable(f"the account {account.name or account.id} has no code in Xero, by which lines name it")
        return code

    def currency(self, code: str) -> str | None:
        """Return the currency to be named; Xero refuses one that the organisation has no subscription for."""
        return code or None

    def rate(self, document) -> Decimal | None:
        """Return units of the document's currency for one of the home currency, ``None`` in the home currency.

        Ours is the other way round: home currency for one unit of the document's (facts 2.1).
        """
        rate = document.exchange_rate
        if document.currency in ("", self.home) or rate is None:
            return None
        if not (rate.is_finite() and rate > 0):
            raise Unwritable("an exchange rate is above zero")
        said = (1 / rate).quantize(_RATE)
        if abs(said * rate - 1) > _RATE_MAY_MISS:
            raise Unwritable(
                f"Xero keeps six decimals of an exchange rate, too few for 1 {document.currency} ="
                f" {format(rate.normalize(), 'f')} {self.home or 'of the home currency'}: it would book another amount."
                " Please enter it there"
            )
        return said.normalize()


def _rates(table):
    found = {}
    for code, percent in table.items():
        try:
            found[code] = Decimal(percent)
        except (InvalidOperation, TypeError):
            continue
    return found


def filled(values: dict) -> dict:
    """Return what is said: ``None`` says nothing, so it is left out. A text that is sent empty would be emptied."""
    return {name: value for name, value in values.items() if value is not None}


def contact(party: Reference) -> dict:
    """Return how a document names whose it is: by the id alone, since whatever else stood there would change the
    contact (facts 2.2)."""
    return {"ContactID": party.id}


def tracking(record: Reference | None) -> list[dict] | None:
    """Return how a line names what it is analysed by: an option of a category, by the ids of both (facts 2.1)."""
    if record is None:
        return None
    category, _colon, option = record.id.partition(":")
    return [{"TrackingCategoryID": category, "TrackingOptionID": option}]
