"""Every object that is shown passes the check against Xero's OpenAPI file."""

import pytest

from tests.simulators.xero.books import ENDPOINTS, Fault, samples
from tests.simulators.xero.books.rules import RULES, run

from .schema import Schema, components, missing

pytestmark = missing
#: endpoint: the schema of one of its objects
SCHEMAS = {
    "Organisation": "Organisation",
    "Accounts": "Account",
    "TaxRates": "TaxRate",
    "Currencies": "Currency",
    "TrackingCategories": "TrackingCategory",
    "BrandingThemes": "BrandingTheme",
    "Contacts": "Contact",
    "Items": "Item",
    "Invoices": "Invoice",
    "CreditNotes": "CreditNote",
    "Payments": "Payment",
    "BatchPayments": "BatchPayment",
    "BankTransactions": "BankTransaction",
    "Overpayments": "Overpayment",
    "Prepayments": "Prepayment",
    "ManualJournals": "ManualJournal",
}
SUBS = {"Options": "TrackingOption", "Allocations": "Allocation", "Actions": "Action"}


@pytest.fixture(scope="module")
def schema():
    return Schema()


def busy(desk):
    """An organisation in whose lists everything has happened once."""
    keeper, books = desk.keeper, desk.books
    keeper.change_contact(
        "Azure Interior",
        ContactNumber="N-1",
        AccountNumber="A-1",
        FirstName="Ann",
        LastName="Azure",
        TaxNumber="51 824 753 556",
        CompanyNumber="C-1",
        BankAccountDetails="12-3456-7890123-00",
        DefaultCurrency=books.base_currency,
        SalesDefaultAccountCode=desk.code("Sales"),
        SalesDefaultLineAmountType="EXCLUSIVE",
        ContactPersons=[{"FirstName": "Bo", "EmailAddress": "bo@azure.example", "IncludeInEmails": True}],
        PaymentTerms={"Bills": {"Day": 5, "Type": "OFFOLLOWINGMONTH"}},
        BatchPayments={"Details": "rent"},
    )
    keeper.set_website("Azure Interior", "https://azure.example")
    keeper.merge_contacts("Café Uno", "Azure Interior")
    keeper.archive_account("Advertising")
    keeper.add_item(
        "STK",
        "Stock",
        InventoryAssetAccountCode=desk.code("Inventory"),
        PurchaseDetails={"COGSAccountCode": desk.code("Cost of Goods Sold"), "UnitPrice": "1.2345"},
    )
    keeper.delete_item("SRV-4")
    keeper.add_tax_rate("Both", (("A", "5"), ("B", "1.2345")))
    keeper.add_branding_theme("Fancy")
    keeper.lock_period("2026-01-31")
    keeper.lock_year("2025-12-31")


@pytest.mark.parametrize("kind", samples.PROFILES)
def test_everything_in_the_books(open_desk, schema, kind):
    desk = open_desk(kind)
    busy(desk)
    for endpoint in ENDPOINTS:
        for view in ("full", "list", "summary"):
            for one in desk.books.objects(endpoint, {"view": view, "includeArchived": True, "unitdp": 4}):
                assert schema.findings(SCHEMAS[endpoint], one) == [], one


def test_the_actions(desk, schema):
    for one in desk.books.objects("Organisation", {"sub": "Actions"}):
        assert schema.findings("Action", one) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_requests_bring(open_desk, schema, rule):
    """The corrected one's result, and the broken one's where that can be shown at all."""
    for requests in (rule.mends, rule.breaks):
        desk = open_desk(rule.kind, rule.switches, **rule.profile)
        rule.setup(desk)
        *before, last = requests if isinstance(requests, list) else [requests]
        run(desk, before)
        if last.method == "DELETE" and last.endpoint == "Items":
            continue
        try:
            results = last.results(desk)
        except Fault:
            continue
        name = SUBS[last.options["sub"]] if last.options.get("sub") else SCHEMAS[last.endpoint]
        for result in results:
            if result["errors"]:
                # What is echoed may be as wrong as it was sent; it stays readable.
                assert isinstance(result["element"], dict)
            else:
                assert schema.findings(name, result["element"]) == [], result


def test_the_check_can_find_something(schema):
    assert schema.findings("Contact", {"Nmae": "A"})
    assert schema.findings("Contact", {"Name": 1})
    assert schema.findings("Contact", {"ContactID": "1"})
    assert schema.findings("Contact", {"UpdatedDateUTC": "2026-11-20"})
    assert schema.findings("Contact", {"ContactStatus": "SLEEPING"})
    assert schema.findings("Item", {})
    assert len(components()) > 100
