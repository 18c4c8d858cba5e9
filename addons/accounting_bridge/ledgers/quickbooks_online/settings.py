"""What the settings of a company mean for writing and reading (facts 0.9, 2.3, 2.10, 2.11)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ..documents import Reference
from ..protocol import Unwritable
from . import text

# How writes leave: one by one (nothing is metered), as one batch, or by their number (facts 9a).
THRIFT, BATCH, AUTO = "thrift", "batch", "auto"
US = "US"


class Settings(NamedTuple):
    """The details of the company record, as far as something is decided by them.

    ``sales_tax`` and ``custom_numbers`` are ``None`` before the first session, when nobody has asked yet.
    ``rates`` are the parts of each tax code, by its id: ``((id of the rate, percentage), ...)``; codes that tax a tax
    are not among them. ``known`` is all that was read of the company so far.
    """

    country: str = US
    home: str = ""
    multicurrency: bool = False
    sales_tax: bool | None = None
    automated_tax: bool = False
    nontaxable: str = ""
    rates: Mapping[str, tuple] = {}
    class_per_line: bool = False
    class_per_document: bool = False
    locations: bool = False
    custom_numbers: bool | None = None
    account_numbers: bool = False
    write_mode: str = AUTO
    read_at: str = ""
    known: Mapping[str, object] = {}

    @classmethod
    def of(cls, company):
        code = company.get("nontaxable_code") or {}
        return cls(
            country=company.get("country") or US,
            home=company.get("currency") or "",
            multicurrency=bool(company.get("multicurrency")),
            sales_tax=company.get("sales_tax"),
            automated_tax=bool(company.get("automated_tax")),
            nontaxable=code.get("id") or "",
            rates={
                code: tuple((identity, Decimal(percent)) for identity, percent in parts)
                for code, parts in (company.get("tax_codes") or {}).items()
            },
            class_per_line=bool(company.get("class_per_line")),
            class_per_document=bool(company.get("class_per_document")),
            locations=bool(company.get("locations")),
            custom_numbers=company.get("custom_numbers"),
            account_numbers=bool(company.get("account_numbers")),
            write_mode=company.get("write_mode") or AUTO,
            read_at=company.get("read_at") or "",
            known=company,
        )

    @property
    def is_us(self) -> bool:
        """Whether tax is one rate for a document, and lines only say whether; everywhere else lines say how much."""
        return self.country == US

    # === TEXTS === #

    def line(self, words: str, limit: int) -> str:
        return text.one_line(words, limit, latin=self.is_us)

    def lines(self, words: str, limit: int) -> str:
        return text.many_lines(words, limit, latin=self.is_us)

    def ended(self, words: str, ending: str, limit: int) -> str:
        return text.ended(words, ending, limit, latin=self.is_us)

    def name(self, words: str, limit: int) -> str:
        """Return a name in a list: a colon parts parent and child there. It was made to fit before, mostly.

        :raise Unwritable: nothing of it can be written.
        """
        name = self.line(words.replace(":", " "), limit)
        if not name:
            raise Unwritable("nothing of the name can be written")
        return name

    # === WHAT IS SENT, AND WHAT THE COMPANY HAS SWITCHED OFF === #

    def currency(self, code: str) -> dict | None:
        """Return the currency to be named; required where there are several, refused where there is one (facts 2.11).

        :raise Unwritable: the company cannot keep it: left out it would be taken for the home currency.
        """
        if not code or not self.home:
            return None
        if not self.multicurrency:
            if code != self.home:
                raise Unwritable(f"the company keeps no other currency than its own, not {code}")
            return None
        return {"value": code}

    def rate(self, document) -> Decimal | None:
        """Return home currency for one unit of the document's, where that is another one (facts 2.11)."""
        if not self.multicurrency or document.currency in ("", self.home):
            return None
        rate = document.exchange_rate
        if rate is not None and not (rate.is_finite() and rate > 0):
            raise Unwritable("an exchange rate is above zero")
        return rate

    def number(self, number: str) -> str | None:
        """Return the number of a sales document; where the company numbers by itself none may be sent (facts 2.6)."""
        return number or None if self.custom_numbers is not False else None

    def class_of_line(self, tracking: Reference | None) -> dict | None:
        return reference(tracking) if self.class_per_line else None

    def location(self, location: Reference | None) -> dict | None:
        return reference(location) if self.locations else None

    def class_of_document(self, lines) -> dict | None:
        """Return the class of a whole document where the company keeps one for it, and the lines agree."""
        if self.class_per_line or not self.class_per_document:
            return None
        classes = {line.tracking for line in lines if line.tracking}
        return reference(classes.pop()) if len(classes) == 1 else None


def reference(record: Reference | None) -> dict | None:
    """Return how an entry is named in a body: only the id matters on write (facts 2.1)."""
    return {"value": record.id} if record else None


def filled(values: dict) -> dict:
    """Return what is said: ``None`` says nothing, so it is left out. A field that is sent empty would be emptied."""
    return {name: value for name, value in values.items() if value is not None}
