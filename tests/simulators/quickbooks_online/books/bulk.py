"""Filling a company fast, for benches: objects as the requests would have stored them, without the requests.

Nothing is checked here; names, numbers and amounts follow from their count alone, so that a bench can tell them
without reading them back.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from . import accounts, addresses
from .currencies import reference
from .money import ZERO

START = datetime(2020, 1, 1, 8)
LINES = 3


def customer_name(number: int) -> str:
    return f"Customer {number:05d}"


def item_name(number: int) -> str:
    return f"Item {number:05d}"


def invoice_number(number: int) -> str:
    return f"B{number:06d}"


class Bulk:
    def __init__(self, company):
        self.company = company
        self.store = company.store
        self.home = reference(company.home)
        self.made = dict(self.store.get("#bulk", "made", {"second": 0, "Customer": 0, "Item": 0, "Invoice": 0}))

    def fill(self, customers: int = 0, items: int = 0, invoices: int = 0):
        """Add so many, counted on from what an earlier call made.

        Every record has a second of its own from January 2020 on, so that changes by time can be measured.
        Invoices have three lines without tax, stand open, and take customers and items in turn.
        """
        self._customers(customers)
        self._items(items)
        self._invoices(invoices)
        self.store.put("#bulk", "made", self.made)
        self.store.log.sort()

    def _put(self, entity: str, row: dict):
        self.made["second"] += 1
        moment = (START + timedelta(seconds=self.made["second"])).replace(tzinfo=self.company.clock.zone)
        shown = self.company.clock.shown(moment)
        row |= {"SyncToken": "0", "MetaData": {"CreateTime": shown, "LastUpdatedTime": shown}}
        row |= {"domain": "QBO", "sparse": False}
        self.store.put(entity, row["Id"], row)
        self.store.log.append((int(moment.timestamp()), entity, row["Id"]))

    def _numbers(self, entity: str, count: int):
        first = self.made[entity] + 1
        self.made[entity] += count
        return range(first, first + count)

    def _customers(self, count: int):
        american = {"Taxable": True} if self.company.profile.american else {}
        for number in self._numbers("Customer", count):
            name, key = customer_name(number), self.company.next_id("name")
            address = {"Line1": f"{number} Long Road", "City": "Bayshore", "CountrySubDivisionCode": "CA"}
            row = {
                "Id": key,
                "DisplayName": name,
                "CompanyName": name,
                "FullyQualifiedName": name,
                "PrintOnCheckName": name,
                "PrimaryEmailAddr": {"Address": f"ap{number}@customer.example"},
                "PrimaryPhone": {"FreeFormNumber": f"555-{number:05d}"},
                "BillAddr": address,
                "Active": True,
                "Job": False,
                "BillWithParent": False,
                "IsProject": False,
                "PreferredDeliveryMethod": "Print",
                "Balance": ZERO,
                "BalanceWithJobs": ZERO,
                "CurrencyRef": self.home,
                **american,
            }
            addresses.give_ids(self.company, row, ("BillAddr",))
            self._put("Customer", row)
            self.store.put("#names", f"people|{name.casefold()}", f"Customer/{key}")

    def _items(self, count: int):
        income = {"value": accounts.own(self.company, "services"), "name": accounts.OWN["services"][0]}
        american = {"Taxable": False} if self.company.profile.american else {}
        for number in self._numbers("Item", count):
            name, key = item_name(number), self.company.next_id("item")
            row = {
                "Id": key,
                "Name": name,
                "FullyQualifiedName": name,
                "Sku": f"SKU-{number:05d}",
                "Description": f"Work of kind {number}",
                "Type": "Service",
                "Active": True,
                "UnitPrice": Decimal(number % 200 + 1),
                "IncomeAccountRef": income,
                "TrackQtyOnHand": False,
                **american,
            }
            self._put("Item", row)
            self.store.put("#names", f"Item/|{name.casefold()}", f"Item/{key}")

    def _invoices(self, count: int):
        if not count:
            return
        customers, items = self._known("Customer", "Customer "), self._known("Item", "Item ")
        for number in self._numbers("Invoice", count):
            self._invoice(number, customers[number % len(customers)], items)

    def _known(self, entity: str, start: str) -> list:
        field = "DisplayName" if entity == "Customer" else "Name"
        found = [row for row in self.store.table(entity).values() if row[field].startswith(start)]
        if not found:
            raise ValueError("invoices need customers and items of an earlier or the same call")
        return found

    def _invoice(self, number: int, customer: dict, items: list):
        key, lines = self.company.next_id("document"), []
        for place in range(1, LINES + 1):
            item = items[(number + place) % len(items)]
            detail = {
                "ItemRef": {"value": item["Id"], "name": item["Name"]},
                "ItemAccountRef": item["IncomeAccountRef"],
                "Qty": Decimal(place),
                "UnitPrice": Decimal(10),
                "TaxCodeRef": {"value": "NON"},
            }
            line = {"Id": str(place), "LineNum": place, "Amount": Decimal(f"{place * 10}.00")}
            lines.append({**line, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail})
        amount = sum(line["Amount"] for line in lines)
        lines.append({"Amount": amount, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}})
        day = (START + timedelta(days=number % 1000)).date().isoformat()
        row = {
            "Id": key,
            "DocNumber": invoice_number(number),
            "CustomerRef": {"value": customer["Id"], "name": customer["DisplayName"]},
            "TxnDate": day,
            "DueDate": day,
            "CurrencyRef": self.home,
            "Line": lines,
            "TotalAmt": amount,
            "Balance": amount,
            "LinkedTxn": [],
            "PrintStatus": "NeedToPrint",
            "EmailStatus": "NotSet",
            "ApplyTaxAfterDiscount": False,
            **({"TxnTaxDetail": {"TotalTax": ZERO}} if self.company.profile.american else {}),
        }
        self._put("Invoice", row)
        self.company.set_mark("Invoice", key, "last_line", LINES)
        self.store.put("#numbers", f"Invoice|{row['DocNumber']}", [f"Invoice/{key}"])
        owner = self.store.get("Customer", customer["Id"])
        grown = {"Balance": owner["Balance"] + amount, "BalanceWithJobs": owner["BalanceWithJobs"] + amount}
        self.store.put("Customer", owner["Id"], {**owner, **grown})
