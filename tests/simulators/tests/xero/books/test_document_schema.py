"""Documents and money as they are shown pass the check against Xero's OpenAPI file, in every kind of organisation."""

import pytest

from tests.simulators.xero.books import samples
from tests.simulators.xero.books.document_endpoints import MODULES

from .schema import Schema, missing
from .test_schema import SCHEMAS

pytestmark = missing
DATE = "2026-11-20"


@pytest.fixture(scope="module")
def schema():
    return Schema()


def busy(desk):
    """Everything has happened once."""
    keeper = desk.keeper
    region = {"Tracking": [{"Name": "Region", "Option": "North"}]} if desk.books.profile.tracking else {}
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": "9.9999", "AccountID": desk.account("Sales"), **region}
    keeper.enter_invoice(
        "Azure Interior",
        [line, {"Description": "Words"}],
        "A1",
        DATE,
        "2026-12-01",
        Url="https://o.example/1",
        Reference="R",
    )
    keeper.enter_invoice("Azure Interior", [("SRV-1", 2, 100)], "A2", DATE)
    keeper.enter_invoice("Azure Interior", [{**line, "DiscountRate": 10}], "A3", DATE, SentToContact=True)
    keeper.enter_invoice("Azure Interior", [line], "A4", DATE, Status="DRAFT")
    keeper.enter_bill("Wood Corner", [("Office Expenses", 1, 50)], "B1", DATE, PlannedPaymentDate="2026-12-01")
    keeper.enter_credit_note("Azure Interior", [("Sales", 1, 60)], "C1", DATE)
    keeper.enter_bill_credit("Wood Corner", [("Office Expenses", 1, 5)], "BC1", DATE)
    keeper.pay("A1", 1, DATE, reference="P1")
    keeper.pay("A1", 1, DATE, reference="P2")
    keeper.remove_payment("P2")
    keeper.allocate("C1", "A1", 5)
    keeper.allocate("BC1", "B1", 1)
    keeper.refund("C1", 5, DATE)
    keeper.pay_batch("A2", date=DATE)
    keeper.overpay("Azure Interior", 30, DATE)
    keeper.allocate(next(iter(desk.books.store.table("Overpayments"))), "A3", 2, "Overpayments")
    keeper.pay("A3", None, DATE)
    keeper.delete("Invoices", "A4")
    keeper.enter_invoice("Azure Interior", [line], "A5", DATE)
    keeper.void("Invoices", "A5")
    keeper.enter_journal("Wages", [("Advertising", 5), ("Sales", -5)], DATE, Url="https://o.example/2")
    if desk.books.profile.currencies:
        keeper.enter_invoice("Brioche Paris EUR", [line], "E1", DATE, CurrencyCode="EUR")
        keeper.pay("E1", 2, DATE, account="Bank EUR")


@pytest.mark.parametrize("kind", samples.PROFILES)
def test_everything_in_the_books(open_desk, schema, kind):
    desk = open_desk(kind)
    busy(desk)
    for module in MODULES:
        name = module.ENDPOINT.name
        for view in ("full", "list", "summary"):
            shown = desk.books.objects(name, {"view": view, "unitdp": 4})
            assert shown or name == "Prepayments"
            for one in shown:
                assert schema.findings(SCHEMAS[name], one) == [], one
    for entry in desk.books.allocations():
        assert entry["amount"] > 0
    assert desk.books.overview()["summary"]["invoices"] >= 3
