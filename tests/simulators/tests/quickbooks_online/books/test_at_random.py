"""Whatever happens in whatever order: balances follow from documents, nothing stored is changed in place."""

import random
from decimal import Decimal

import pytest

from tests.simulators.quickbooks_online.books import Fault, balances, exact_json
from tests.simulators.quickbooks_online.books.rules.rule import change, delete, line, payment, sale

from .schema import REFERENCE, Schema

CUSTOMERS = ("Azure Interior", "Bayview Bakery")


class Hands:
    """Somebody who does one thing after another."""

    def __init__(self, desk, seed):
        self.desk, self.dice, self.count = desk, random.Random(seed), 0

    def amount(self):
        return f"{self.dice.randint(1, 200)}.{self.dice.randint(0, 99):02d}"

    def lines(self):
        codes = ("TAX", "NON") if self.desk.company.profile.american else ("20.0% S", "5.0% R", "0.0% Z")
        return [
            line("Thermostat", self.amount(), TaxCodeRef=self.dice.choice(codes))
            for _ in range(self.dice.randint(1, 3))
        ]

    def picked(self, *entities):
        """A document by kind and number, or nothing."""
        known = [
            (entity, number)
            for entity in entities
            for row in self.desk.company.objects(entity)
            if (number := row.get("DocNumber") or row.get("PaymentRefNum"))
        ]
        return self.dice.choice(known) if known else None

    def act(self):
        self.count += 1
        return getattr(self, self.dice.choice(("sell", "sell", "pay", "pay", "change", "end", "credit", "deposit")))()

    def sell(self):
        entity = self.dice.choice(("Invoice", "Invoice", "CreditMemo"))
        number = {"DocNumber": f"N{self.count}"}
        return sale(*self.lines(), entity=entity, customer=self.dice.choice(CUSTOMERS), **number)

    def pay(self):
        known = [self.picked("Invoice", "CreditMemo") for _ in range(self.dice.randint(0, 3))]
        links = [(number, self.amount(), entity) for entity, number in filter(None, known)]
        number = {"PaymentRefNum": f"P{self.count}"}
        return payment(self.dice.choice(("0.00", self.amount(), "500.00")), *links, customer=CUSTOMERS[0], **number)

    def change(self):
        entity, number = self.picked("Invoice") or (None, None)
        lines = self.lines()
        if entity:
            return change(entity, number, Line=lambda desk: [one(desk) for one in lines])

    def end(self):
        entity, number = self.picked("Invoice", "Payment", "CreditMemo") or (None, None)
        if entity:
            return delete(entity, number, self.dice.choice(("delete", "void")))

    def credit(self):
        credit, invoice = self.picked("CreditMemo"), self.picked("Invoice")
        if credit and invoice:
            return lambda desk: desk.keeper.apply_credit(credit[1], invoice[1])

    def deposit(self):
        found = self.picked("Payment")
        if found:
            return lambda desk: desk.keeper.deposit(found[1])


def check(company):
    for customer in company.objects("Customer"):
        assert balances.owed_by(company, customer["Id"]) == customer["Balance"]
    assert sum(company.trial_balance().values()) == 0
    for entity in ("Invoice", "CreditMemo"):
        for row in company.objects(entity):
            assert 0 <= row["Balance"] <= row["TotalAmt"]
    applied = company.applications()
    for row in company.objects("Payment"):
        assert 0 <= row["UnappliedAmt"] <= row["TotalAmt"]
        used = sum(
            (1 if one["kind"] == "Invoice" else -1) * one["amount"] for one in applied if one["payment_id"] == row["Id"]
        )
        assert row["UnappliedAmt"] == row["TotalAmt"] - used


@pytest.mark.parametrize("kind", ["us", "us_manual", "gb"])
@pytest.mark.parametrize("seed", range(3))
def test_the_books_hold(open_desk, kind, seed):
    desk = open_desk(kind, {"over_application": "capped"} if seed else {})
    for name in ("AutoApplyPayments", "AutoApplyCredit"):
        desk.keeper.set_preference("SalesFormsPrefs", name, seed == 2)
    hands, done = Hands(desk, f"{kind} {seed}"), 0
    for _ in range(150):
        request = hands.act()
        if request is None:
            continue
        snapshot = desk.company.snapshot()
        text = exact_json.dumps(snapshot[0])
        try:
            request(desk)
            done += 1
        except Fault as fault:
            assert fault.code in ("620", "6000", "500", "6540", "2140"), fault
            assert desk.company.snapshot() == snapshot
        assert exact_json.dumps(snapshot[0]) == text
        check(desk.company)
    assert done > 60
    if REFERENCE.exists():
        schema = Schema()
        for entity in ("Invoice", "CreditMemo", "Payment", "Deposit", "Customer"):
            assert [found for row in desk.company.objects(entity) for found in schema.findings(entity, row)] == []
    assert all(isinstance(row["TotalAmt"], Decimal) for row in desk.company.objects("Invoice"))
