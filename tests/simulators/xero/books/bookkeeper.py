"""What a person does in the web pages: the same books, without what only programs are bound by.

Contacts are named by their names, accounts by code or name, items by code, documents by their numbers.
"""

from dataclasses import replace
from decimal import Decimal

from . import branding, contacts, tax_rates, tracking
from .bookkeeper_documents import DocumentBookkeeper
from .faults import Invalid
from .organisation import BOOKKEEPER


class Bookkeeper(DocumentBookkeeper):
    def __init__(self, books):
        self.books = books

    def do(self, method: str, endpoint: str, identifier: str | None, element: dict, **options) -> dict:
        """A request as the person at the screen; the row that comes of it.

        :raise Invalid: the page would not save it.
        """
        with self.books.at_once(BOOKKEEPER):
            (result,) = self.books.write(method, endpoint, identifier, [element], options)
            if result["errors"]:
                raise Invalid(*result["errors"])
        field = self.books._module(endpoint).ENDPOINT.id
        return self.books.row(endpoint, result["element"][field]) or result["element"]

    # --- contacts ---

    def add_contact(self, name: str, **fields) -> dict:
        """Fields by their names in the API: ``EmailAddress="a@b.example"``."""
        return self.do("PUT", "Contacts", None, {"Name": name, **fields})

    def change_contact(self, name: str, **fields) -> dict:
        """Change fields on the page of a contact; "" empties one."""
        return self.do("POST", "Contacts", self.books.contact(name)["ContactID"], fields)

    def rename_contact(self, name: str, new_name: str) -> dict:
        return self.change_contact(name, Name=new_name)

    def archive_contact(self, name: str) -> dict:
        return self.change_contact(name, ContactStatus="ARCHIVED")

    def restore_contact(self, name: str) -> dict:
        """What the API may refuse and a person can do (facts 2.2)."""
        return self.change_contact(name, ContactStatus="ACTIVE")

    def merge_contacts(self, loser: str, survivor: str):
        """Both were one all along: the loser is archived and tells where it went (facts 2.2)."""
        rows = self.books.contact(loser), self.books.contact(survivor)
        with self.books.at_once(BOOKKEEPER):
            contacts.merge(self.books, *rows)

    def set_website(self, name: str, website: str) -> dict:
        """On the page of a contact; the API only shows it, and may stumble over it (validation_messages.json)."""
        with self.books.at_once(BOOKKEEPER):
            return self.books.keep("Contacts", {**self.books.contact(name), "Website": website})

    # --- items ---

    def add_item(self, code: str, name: str = "", price="0", account: str | None = None, **fields) -> dict:
        details = {"UnitPrice": Decimal(price), **({"AccountCode": account} if account else {})}
        body = {"Code": code, **({"Name": name} if name else {}), "SalesDetails": details, **fields}
        return self.do("PUT", "Items", None, body, unitdp=4)

    def change_item(self, code: str, **fields) -> dict:
        return self.do("POST", "Items", self.books.item(code)["ItemID"], fields, unitdp=4)

    def delete_item(self, code: str):
        self.do("DELETE", "Items", self.books.item(code)["ItemID"], {})

    # --- settings ---

    def add_account(self, name: str, kind: str, code: str = "", **fields) -> dict:
        body = {"Name": name, "Type": kind, **({"Code": code} if code else {}), **fields}
        return self.do("PUT", "Accounts", None, body)

    def change_account(self, code_or_name: str, **fields) -> dict:
        return self.do("POST", "Accounts", self.books.account(code_or_name)["AccountID"], fields)

    def archive_account(self, code_or_name: str) -> dict:
        return self.change_account(code_or_name, Status="ARCHIVED")

    def add_tax_rate(self, name: str, components, kind: str = "all") -> dict:
        """``components`` are (name, percent); ``kind`` says beside which accounts it may stand (``tax_rates``)."""
        with self.books.at_once(BOOKKEEPER):
            tax_type = f"TAX{self.books.store.count('tax_types'):03d}"
            return tax_rates.make(self.books, tax_type, name, components, "", kind)

    def change_tax_rate(self, tax_type: str, **fields) -> dict:
        return self.do("POST", "TaxRates", None, {"TaxType": tax_type, **fields})

    def use_currencies(self, *codes: str):
        """Subscribe to currencies (facts 2.1)."""
        with self.books.at_once(BOOKKEEPER):
            for code in codes:
                self.do("PUT", "Currencies", None, {"Code": code})

    def drop_currency(self, code: str):
        """A currency is taken away again; documents that have it keep it."""
        with self.books.at_once(BOOKKEEPER):
            self.books.store.drop("Currencies", code)

    def add_tracking(self, name: str, *options: str) -> dict:
        with self.books.at_once(BOOKKEEPER):
            return tracking.make(self.books, name, options)

    def add_branding_theme(self, name: str) -> dict:
        with self.books.at_once(BOOKKEEPER):
            return branding.make(self.books, name)

    # --- the organisation ---

    def surprise(self, endpoint: str, identifier: str | None, **fields) -> dict:
        """What Xero does one day: values that no enumeration and no length has foreseen (facts 1.8, 8.4)."""
        with self.books.at_once(BOOKKEEPER):
            return self.books.keep(endpoint, {**self.books.find(endpoint, identifier), **fields})

    def lock_period(self, day: str | None):
        """Nobody but the adviser posts on or before this day; None opens the books again (facts 2.9)."""
        self._settle(PeriodLockDate=day)

    def lock_year(self, day: str | None):
        """Nobody at all does (facts 2.9)."""
        self._settle(EndOfYearLockDate=day)

    def rename(self, name: str):
        self._settle(Name=name, LegalName=name)

    def change_plan(self, plan: str):
        """Another subscription: what it lacks is refused from now on (facts 2.1, 2.4)."""
        self.books.profile = replace(self.books.profile, plan=plan)
        self._settle(Class=plan)

    def _settle(self, **changes):
        with self.books.at_once(BOOKKEEPER):
            self.books.keep("Organisation", {**self.books.settings, **changes})
