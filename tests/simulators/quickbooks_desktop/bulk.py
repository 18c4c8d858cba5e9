"""Filling a company file fast, for benches: rows as the requests would have written them, without the requests.

Eleven thousand customers take a second instead of a minute.  Nothing is checked here; names, numbers and
amounts follow from their count alone, so that a bench can tell them without reading them back.
"""

import json
from datetime import datetime, timedelta

from .catalogue import KINDS
from .clock import WALL
from .documents import owed
from .records import FIRST_LIST_NUMBER

START = datetime(2020, 1, 1, 8)
LINES = 3


def customer_name(number: int) -> str:
    return f"Customer {number:05d}"


def item_name(number: int) -> str:
    return f"Item {number:05d}"


def invoice_number(number: int) -> str:
    return f"B{number:06d}"


def fill(book, customers: int = 0, items: int = 0, invoices: int = 0):
    """Add so many customers, service items and invoices, counted on from what an earlier call made.

    Every record has a second of its own from January 2020 on, so that filters by time can be measured.
    Invoices have three lines without tax and stand open; they take customers and items in turn.
    """
    with book.store.transaction():
        loader = _Loader(book)
        loader.customers(customers)
        loader.items(items)
        loader.invoices(invoices)
        loader.keep()


class _Loader:
    def __init__(self, book):
        self.store = book.store
        self.chosen = book.store.get("preferences")
        self.made = book.store.get("bulk", {"second": 0, "Customer": 0, "ItemService": 0, "Invoice": 0})
        self.zone = book.clock.zone

    def keep(self):
        self.store.put("bulk", self.made)

    def _moment(self) -> tuple:
        self.made["second"] += 1
        moment = START + timedelta(seconds=self.made["second"])
        return moment.strftime(WALL), int(moment.replace(tzinfo=self.zone).timestamp())

    def _named(self, family: str, name: str) -> dict:
        row = self.store.one("SELECT list_id FROM entry WHERE family = ? AND full_key = ?", family, name.casefold())
        return {"ListID": row["list_id"]}

    # --- lists ---

    def _entries(self, kind: str, count: int, make):
        family, rows = KINDS[kind].family, []
        serial = self.store.get(f"count:{family}", 0)
        for number in range(self.made[kind] + 1, self.made[kind] + count + 1):
            serial += 1
            wall, epoch = self._moment()
            name, data = make(number)
            list_id = f"{FIRST_LIST_NUMBER + serial:X}-{epoch}"
            rows.append((family, list_id, kind, name, name, name.casefold(), wall, wall, str(epoch), json.dumps(data)))
        self.store.put(f"count:{family}", serial)
        self.made[kind] += count
        self.store.many(
            "INSERT INTO entry (family, list_id, kind, name, full_name, full_key, created, modified,"
            " edit_sequence, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    def customers(self, count: int):
        terms = self._named("Terms", "Net 30")

        def make(number):
            name = customer_name(number)
            address = {"Addr1": name, "Addr2": f"{number} Long Road", "City": "Bayshore", "State": "CA"}
            data = {"CompanyName": name, "BillAddress": address, "Phone": f"555-{number:05d}"}
            data |= {"Email": f"ap{number}@customer.example", "TermsRef": terms}
            if self.chosen["sales_tax"]:
                data["SalesTaxCodeRef"] = {"ListID": self.chosen["taxable_code"]}
                data["ItemSalesTaxRef"] = {"ListID": self.chosen["default_tax_item"]}
            return name, data

        self._entries("Customer", count, make)

    def items(self, count: int):
        account = self._named("Account", "Sales")

        def make(number):
            shape = {"Desc": f"Work of kind {number}", "Price": f"{number % 200 + 1}.00", "AccountRef": account}
            data = {"SalesOrPurchase": shape}
            if self.chosen["sales_tax"]:
                data["SalesTaxCodeRef"] = {"ListID": self.chosen["exempt_code"]}
            return item_name(number), data

        self._entries("ItemService", count, make)

    # --- invoices ---

    def invoices(self, count: int):
        if not count:
            return
        parties = self._ids("Customer", "Customer ")
        things = self._ids("ItemService", "Item ")
        receivable = self._named("Account", "Accounts Receivable")
        exempt = {"ListID": self.chosen["exempt_code"]}
        serial, number_of_txn = self.store.get("count:txn", 0), self.store.get("count:txn_number", 0)
        rows, used = [], []
        for number in range(self.made["Invoice"] + 1, self.made["Invoice"] + count + 1):
            wall, epoch = self._moment()
            serial, number_of_txn = serial + 1 + LINES, number_of_txn + 1
            txn_id, party = f"{serial - LINES:X}-{epoch}", parties[number % len(parties)]
            lines = [
                {
                    "TxnLineID": f"{serial - LINES + place:X}-{epoch}",
                    "ItemRef": {"ListID": things[(number + place) % len(things)]},
                    "Desc": "Work",
                    "Quantity": str(place),
                    "Rate": "10.00",
                    "Amount": f"{place * 10}.00",
                    "SalesTaxCodeRef": exempt,
                }
                for place in range(1, LINES + 1)
            ]
            head = {
                "CustomerRef": {"ListID": party},
                "ARAccountRef": receivable,
                "DueDate": wall[:10],
                "IsPending": "false",
                "IsFinanceCharge": "false",
                "IsToBePrinted": "false",
                "IsToBeEmailed": "false",
                "SalesTaxPercentage": "0",
            }
            total = sum(place * 1000 for place in range(1, LINES + 1))
            key = invoice_number(number)
            rows.append(
                (txn_id, number_of_txn, wall, wall, str(epoch), party, key, key.casefold(), wall[:10], total)
                + (owed("Invoice", head, total, 0), json.dumps(head), json.dumps(lines))
            )
            used.append(("Entity", party, txn_id))
            used.append(("Account", receivable["ListID"], txn_id))
            used.extend(("Item", line["ItemRef"]["ListID"], txn_id) for line in lines)
        self.store.put("count:txn", serial)
        self.store.put("count:txn_number", number_of_txn)
        self.made["Invoice"] += count
        self.store.many(
            "INSERT INTO txn (kind, txn_id, txn_number, created, modified, edit_sequence, entity_id, ref_number,"
            " ref_key, txn_date, subtotal, owed, data, lines)"
            " VALUES ('Invoice', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self.store.many("INSERT OR IGNORE INTO used VALUES (?, ?, ?)", used)

    def _ids(self, kind: str, start: str) -> list:
        rows = self.store.all(
            "SELECT list_id FROM entry WHERE kind = ? AND substr(name, 1, ?) = ? ORDER BY full_key",
            kind,
            len(start),
            start,
        )
        if not rows:
            raise ValueError("invoices need customers and items of an earlier or the same call")
        return [row["list_id"] for row in rows]
