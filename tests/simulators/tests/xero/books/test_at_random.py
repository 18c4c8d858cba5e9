"""Whatever happens in whatever order: amounts follow from documents, names and numbers stay unique, nothing stored is
changed in place, and what is refused leaves no trace.
"""

import random
from decimal import Decimal

import pytest

from tests.simulators import exact_json
from tests.simulators.xero.books import Fault, Invalid, rates
from tests.simulators.xero.books import contacts as contacts_of
from tests.simulators.xero.books import items as items_of
from tests.simulators.xero.books.rules.rule import Request

from .schema import REFERENCE, Schema
from .test_schema import SCHEMAS

NAMES = ("Azure Interior", "AZURE interior", "Bayview Bakery", "New & Co", "Neu <x>", "Kestrel Logistics", " Edge")
CODES = ("SRV-1", "PRT-2", "NEW-1", "NEW-2", "x" * 31, "")
DAYS = ("2026-11-01", "2026-11-15", "2026-12-24", "2026-01-15")


class Hands:
    """Somebody who asks for one thing after another, sensible and not."""

    def __init__(self, desk, seed):
        self.desk, self.books, self.dice, self.count = desk, desk.books, random.Random(seed), 0
        self.several = bool(desk.books.profile.currencies)

    def act(self):
        self.count += 1
        acts = (
            *(self.sell, self.sell, self.sell, self.pay, self.pay, self.credit, self.allocate, self.allocate),
            *(self.edit, self.end, self.batch, self.overpay, self.name, self.name, self.item, self.unpay, self.person),
        )
        return self.dice.choice(acts)()

    # --- picking ---

    def amount(self, most=300):
        return Decimal(self.dice.randint(1, most * 100)) / 100

    def row(self, endpoint):
        rows = list(self.books.store.table(endpoint).values())
        return self.dice.choice(rows) if rows else None

    def someone(self):
        return {"ContactID": self.row("Contacts")["ContactID"]}

    def account(self):
        return self.dice.choice(("200", "210", "310", "610", "090", "999"))

    def lines(self):
        made = []
        for _line in range(self.dice.randint(0, 3)):
            line = {"Description": "Work", "Quantity": self.dice.randint(1, 5), "UnitAmount": self.amount()}
            line |= {"AccountCode": self.dice.choice(("200", "200", "200", "310", "400", "999"))}
            if self.dice.random() < 0.3:
                line["TaxType"] = self.dice.choice(("OUTPUT", "INPUT", "EXEMPTOUTPUT", "BASEXCLUDED"))
            if self.dice.random() < 0.2:
                line["ItemCode"] = self.dice.choice(CODES[:4])
            if self.dice.random() < 0.1:
                line["TaxAmount"] = self.amount(9)
            made.append(line)
        return made

    def paper(self, kind, **more):
        return {
            "Type": kind,
            "Contact": self.someone(),
            "Date": self.dice.choice(DAYS),
            "DueDate": "2026-12-31",
            "LineAmountTypes": self.dice.choice(("Exclusive", "Inclusive", "NoTax")),
            "LineItems": self.lines(),
            "Status": self.dice.choice(("DRAFT", "AUTHORISED", "AUTHORISED", "AUTHORISED")),
            **({"CurrencyCode": "EUR"} if self.several and self.dice.random() < 0.4 else {}),
            **more,
        }

    # --- documents and money ---

    def sell(self):
        elements = []
        for _one in range(self.dice.randint(1, 3)):
            kind = self.dice.choice(("ACCREC", "ACCREC", "ACCPAY"))
            number = {"InvoiceNumber": f"N{self.dice.randint(1, 40)}"} if self.dice.random() < 0.7 else {}
            elements.append(self.paper(kind, **number))
        method = self.dice.choice(("PUT", "PUT", "POST"))
        return Request(method, "Invoices", elements, None, {"unitdp": self.dice.choice((2, 4))})

    def credit(self):
        kind = self.dice.choice(("ACCRECCREDIT", "ACCRECCREDIT", "ACCPAYCREDIT"))
        return Request("PUT", "CreditNotes", self.paper(kind, CreditNoteNumber=f"C{self.dice.randint(1, 30)}"))

    def pay(self):
        target, field, key = self.dice.choice(
            (
                ("Invoices", "Invoice", "InvoiceID"),
                ("Invoices", "Invoice", "InvoiceID"),
                ("CreditNotes", "CreditNote", "CreditNoteID"),
            )
        )
        row = self.row(target)
        if row is None:
            return None
        amount = self.dice.choice((row["Total"], self.amount(), self.amount(20)))
        body = {field: {key: row[key]}, "Account": {"Code": self.dice.choice(("090", "090", "855", "200"))}}
        return Request("PUT", "Payments", {**body, "Date": self.dice.choice(DAYS), "Amount": amount, "Reference": "r"})

    def unpay(self):
        row = self.row("Payments")
        return row and Request("POST", "Payments", {"Status": "DELETED"}, row["PaymentID"])

    def batch(self):
        rows = [self.row("Invoices") for _one in range(self.dice.randint(1, 3))]
        if None in rows:
            return None
        parts = [
            {"Invoice": {"InvoiceID": row["InvoiceID"]}, "Amount": self.dice.choice((row["Total"], self.amount(30)))}
            for row in rows
        ]
        return Request("PUT", "BatchPayments", {"Account": {"Code": "090"}, "Date": "2026-11-15", "Payments": parts})

    def overpay(self):
        line = {"Description": "Over", "LineAmount": self.amount(), "TaxType": "BASEXCLUDED"}
        body = {"Type": "RECEIVE-OVERPAYMENT", "Contact": self.someone(), "BankAccount": {"Code": "090"}}
        body |= {"Date": "2026-11-15", "LineAmountTypes": "NoTax", "LineItems": [line]}
        return Request("PUT", "BankTransactions", body)

    def allocate(self):
        endpoint, key = self.dice.choice((("CreditNotes", "CreditNoteID"), ("Overpayments", "OverpaymentID")))
        credit, invoice = self.row(endpoint), self.row("Invoices")
        if credit is None or invoice is None:
            return None
        body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": self.amount(50), "Date": "2026-11-20"}
        return Request("PUT", endpoint, body, credit[key], {"sub": "Allocations"})

    def edit(self):
        row = self.row("Invoices")
        changes = self.dice.choice(
            (
                {"Reference": "new"},
                {"LineItems": self.lines()},
                {"DueDate": "2027-01-31"},
                {"Contact": self.someone()},
                {"Date": self.dice.choice(DAYS)},
                {"LineAmountTypes": "NoTax"},
            )
        )
        return row and Request("POST", "Invoices", changes, row["InvoiceID"])

    def end(self):
        endpoint, key = self.dice.choice((("Invoices", "InvoiceID"), ("CreditNotes", "CreditNoteID")))
        row = self.row(endpoint)
        return row and Request("POST", endpoint, {"Status": self.dice.choice(("VOIDED", "DELETED"))}, row[key])

    # --- lists ---

    def name(self):
        body = {"Name": self.dice.choice(NAMES)}
        if self.dice.random() < 0.5:
            body["ContactNumber"] = f"K{self.dice.randint(1, 5)}"
        if self.dice.random() < 0.2:
            body["ContactStatus"] = self.dice.choice(("ACTIVE", "ARCHIVED"))
        verb = self.dice.choice(("PUT", "POST", "one"))
        if verb == "one":
            return Request("POST", "Contacts", body, self.row("Contacts")["ContactID"])
        return Request(verb, "Contacts", [body, {"Name": self.dice.choice(NAMES)}])

    def item(self):
        body = {
            "Code": self.dice.choice(CODES),
            "SalesDetails": {"UnitPrice": self.amount(), "AccountCode": self.account()},
        }
        row = self.row("Items")
        if self.dice.random() < 0.2 and not row.get("_deleted"):
            return Request("DELETE", "Items", [], row["ItemID"])
        return Request(self.dice.choice(("PUT", "POST")), "Items", body)

    def person(self):
        """What a person does beside the API."""
        keeper = self.desk.keeper
        one, two = (self.row("Contacts")["Name"] for _one in range(2))
        deeds = (
            lambda: keeper.archive_contact(one),
            lambda: keeper.restore_contact(one),
            lambda: keeper.rename_contact(one, f"{two} II"),
            lambda: keeper.merge_contacts(one, two) if one != two else None,
            lambda: keeper.lock_period(self.dice.choice(("2026-01-31", None))),
        )
        return self.dice.choice(deeds)


# --- what holds ---


def check(books):
    check_names(books)
    check_documents(books)
    check_balances(books)


def check_names(books):
    every = books.rows("Contacts", {"includeArchived": True})
    active = [contacts_of._plain(books, row["Name"]) for row in every if row["ContactStatus"] == "ACTIVE"]
    assert len(active) == len(set(active))
    numbers = [row["ContactNumber"] for row in every if row.get("ContactNumber")]
    assert len(numbers) == len(set(numbers))
    indexed = {key: tuple(held) for key, held in books.store.table("#contacts").items() if held}
    expected = {}
    for row in every:
        for field in contacts_of.INDEXED:
            value = contacts_of._indexed(row, field)
            if value:
                expected.setdefault(contacts_of._key(books, field, value), set()).add(row["ContactID"])
    assert {key: set(held) for key, held in indexed.items()} == expected
    codes = [row["Code"] for row in books.rows("Items")]
    assert len(codes) == len(set(codes))
    assert all(items_of.by_code(books, row["Code"])["ItemID"] == row["ItemID"] for row in books.rows("Items"))


def check_documents(books):
    numbers = []
    for row in books.objects("Invoices"):
        assert row["SubTotal"] + row["TotalTax"] == row["Total"]
        if row["Status"] in ("VOIDED", "DELETED"):
            assert not row.get("AmountPaid") and not row.get("AmountCredited")
            continue
        assert row["AmountDue"] + row["AmountPaid"] + row["AmountCredited"] == row["Total"]
        assert 0 <= row["AmountDue"] <= row["Total"]
        if row["Status"] in ("AUTHORISED", "PAID"):
            assert (row["Status"] == "PAID") == (row["AmountDue"] == 0)
        else:
            assert row["AmountDue"] == row["Total"]
        if row["Type"] == "ACCREC":
            numbers.append(row["InvoiceNumber"])
    assert len(numbers) == len(set(numbers))
    for endpoint in ("CreditNotes", "Overpayments"):
        for row in books.objects(endpoint):
            assert 0 <= row["RemainingCredit"] <= row["Total"]
            used = sum((one["Amount"] for one in row.get("Allocations", ())), Decimal(0))
            refunds = sum((one["Amount"] for one in row.get("Payments", ())), Decimal(0))
            if row["Status"] not in ("VOIDED", "DELETED"):
                assert row["RemainingCredit"] == row["Total"] - used - refunds


def check_balances(books):
    owed = {}
    for row in books.objects("Invoices"):
        if row["Status"] == "AUTHORISED":
            key = (row["Contact"]["ContactID"], "receivable" if row["Type"] == "ACCREC" else "payable")
            owed[key] = owed.get(key, 0) + rates.in_base(books, row["AmountDue"], row["CurrencyRate"])
    for endpoint in ("CreditNotes", "Overpayments"):
        for row in books.objects(endpoint):
            if row["Status"] == "AUTHORISED":
                side = "payable" if row["Type"].startswith(("ACCPAY", "SPEND")) else "receivable"
                key = (row["Contact"]["ContactID"], side)
                owed[key] = owed.get(key, 0) - rates.in_base(books, row["RemainingCredit"], row["CurrencyRate"])
    shown = {(row["id"], side): row[side] for row in books.contacts() for side in ("receivable", "payable")}
    assert {key: amount for key, amount in shown.items() if amount} == {key: one for key, one in owed.items() if one}


@pytest.mark.parametrize("kind", ["au", "many"])
@pytest.mark.parametrize("seed", range(3))
def test_the_books_hold(open_desk, clock, kind, seed):
    desk = open_desk(kind, [{}, {"number_after_merge": "moves"}, {"unarchive_by_api": "allowed"}][seed % 3])
    hands, done, refused = Hands(desk, f"{kind} {seed}"), 0, 0
    for _time in range(220):
        request = hands.act()
        if request is None:
            continue
        clock.move(seconds=1)
        before = desk.books.snapshot()
        text = exact_json.dumps(before[0])
        good = 0
        try:
            results = request.results(desk) if isinstance(request, Request) else [{"errors": request() and []}]
            good = sum(not result["errors"] for result in results)
        except (Fault, Invalid, LookupError):
            pass
        if not good:
            refused += 1
            assert desk.books.snapshot() == before
        done += bool(good)
        assert exact_json.dumps(before[0]) == text
        check(desk.books)
    assert done > 60 and refused > 15
    if REFERENCE.exists():
        schema = Schema()
        for endpoint in ("Contacts", "Items", "Invoices", "CreditNotes", "Payments", "BatchPayments", "Overpayments"):
            rows = desk.books.objects(endpoint, {"includeArchived": True})
            assert {found for row in rows[:40] for found in schema.findings(SCHEMAS[endpoint], row)} == set()
