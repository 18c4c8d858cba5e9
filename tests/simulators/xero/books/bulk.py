"""Filling an organisation fast, for benches: rows as requests would have stored them, without the requests.

Nothing is checked here; names, numbers and amounts follow from their count alone, so that a bench can tell them
without reading them back.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from . import contacts, tax_rates
from . import items as catalogue

START = datetime(2020, 1, 1, 8)


def contact_name(number: int) -> str:
    return f"Customer {number:05d}"


def item_code(number: int) -> str:
    return f"SKU-{number:05d}"


class Bulk:
    def __init__(self, books):
        self.books = books
        self.made = dict(books.store.get("#bulk", "made", {"second": 0, "Contacts": 0, "Items": 0}))

    def fill(self, customers: int = 0, items: int = 0):
        """Add so many, counted on from what an earlier call made.

        Every record has a second of its own from January 2020 on, so that changes by time can be measured.
        """
        for number in self._numbers("Contacts", customers):
            self._contact(number)
        income = next(row for row in self.books.rows("Accounts") if row["Class"] == "REVENUE")
        for number in self._numbers("Items", items):
            self._item(number, income)
        self.books.store.put("#bulk", "made", self.made)

    def _numbers(self, endpoint: str, count: int):
        first = self.made[endpoint] + 1
        self.made[endpoint] += count
        return range(first, first + count)

    def _moment(self) -> str:
        self.made["second"] += 1
        return (START + timedelta(seconds=self.made["second"])).isoformat(timespec="milliseconds")

    def _contact(self, number: int):
        name = contact_name(number)
        row = {
            "ContactID": self.books.new_id("Contacts"),
            "ContactStatus": "ACTIVE",
            "Name": name,
            "EmailAddress": f"ap{number}@customer.example",
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": f"555 {number:05d}"}],
            "Addresses": [{"AddressType": "POBOX", "AddressLine1": f"{number} Long Road", "City": "Bayshore"}],
            "IsSupplier": False,
            "IsCustomer": False,
            "UpdatedDateUTC": self._moment(),
        }
        contacts.index(self.books, row, None)
        self.books.store.put("Contacts", row["ContactID"], row)

    def _item(self, number: int, income: dict):
        code = item_code(number)
        details = {"UnitPrice": Decimal(number % 200 + 1), "AccountCode": income["Code"]}
        row = {
            "ItemID": self.books.new_id("Items"),
            "Code": code,
            "Name": f"Item {number:05d}",
            "Description": f"Work of kind {number}",
            "SalesDetails": {**details, "TaxType": tax_rates.usual(self.books, "REVENUE")},
            "IsSold": True,
            "IsPurchased": True,
            "IsTrackedAsInventory": False,
            "UpdatedDateUTC": self._moment(),
        }
        catalogue.remember(self.books, code, row["ItemID"])
        self.books.store.put("Items", row["ItemID"], row)
