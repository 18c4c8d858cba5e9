"""The company, its lists and taxes as they are read."""

from decimal import Decimal

import online_samples as sample
import pytest
from test_online_reads import CODES, INFO, PREFERENCES, RATES, THROUGH, code, listed, pages, queried

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Pull
from odoo.addons.accounting_bridge.ledgers.quickbooks_online.settings import Settings

TAXES = [Pull(kind) for kind in (Kind.COMPANY, Kind.TAX_CODE, Kind.TAX)]
BRITISH_RATES = [
    {"Id": "4", "Name": "VAT 20", "RateValue": 20},
    {"Id": "5", "Name": "VAT 5", "EffectiveTaxRate": [{"RateValue": 8, "EndDate": "2020-01-01"}, {"RateValue": 5}]},
    {"Id": "6", "Name": "Nothing", "RateValue": Decimal("0.0")},
]
BRITISH_CODES = [
    code("2", "20.0% S", "4"),
    code("3", "5.0% R", "5"),
    code("4", "0.0% Z", "6"),
    code("5", "Exempt", "6"),
    code("9", "No VAT", Taxable=False),
    code("10", "Old", Active=False),
    code("11", "On tax", "4") | {"SalesTaxRateList": {"TaxRateDetail": [
        {"TaxRateRef": {"value": "4"}, "TaxTypeApplicable": "TaxOnTax"}]}},
]  # fmt: skip


def read(requests=TAXES, company=None, info=INFO, preferences=PREFERENCES, codes=CODES, rates=RATES, **lists):
    given = {"company": [info], "prefs": [preferences], "taxcode": codes, "taxrate": rates} | lists
    return pages(requests, listed(**given), company={} if company is None else company)


def british(company=None, **more):
    return read(company=company, info=INFO | {"Country": "GB"}, codes=BRITISH_CODES, rates=BRITISH_RATES, **more)


def test_the_company():
    record = read()[0].records[0]
    assert (record.id, record.name, record.currency) == ("9130", "Craig's Landscaping", "USD")
    details = record.details
    assert (details["country"], details["currency"], details["tax_per_line"]) == ("US", "USD", False)
    assert (details["closing_date"], details["class_tracking"], details["multicurrency"]) == ("2026-03-31", True, False)
    assert (details["custom_numbers"], details["auto_apply_credits"]) == (False, True)
    assert (details["sales_tax"], details["automated_tax"]) == (True, True)
    assert (details["taxable_code"]["id"], details["nontaxable_code"]["id"]) == ("TAX", "NON")
    assert (details["plan"], details["read_at"]) == ("QuickBooks Online Plus", THROUGH)
    settings = Settings.of(details)
    assert settings.is_us and settings.class_per_line and settings.automated_tax
    assert settings.rates["7"] == (("1", Decimal("6.25")), ("2", Decimal("2")))


def test_a_company_without_sales_tax():
    details = read(preferences=PREFERENCES | {"TaxPrefs": {"UsingSalesTax": False}})[0].records[0].details
    assert (details["sales_tax"], details["taxable_code"], details["nontaxable_code"]) == (False, None, None)


def test_a_company_that_says_little():
    details = read(info={"CompanyName": "X", "Id": "1"}, preferences={"Id": "1"})[0].records[0].details
    assert (details["country"], details["currency"], details["sales_tax"]) == ("US", "USD", False)


@pytest.mark.parametrize(("country", "kept", "currency"), [("UK", "GB", "GBP"), ("au", "AU", "AUD"), ("FR", "FR", "")])
def test_countries(country, kept, currency):
    preferences = PREFERENCES | {"CurrencyPrefs": {}}
    details = read(info=INFO | {"Country": country}, preferences=preferences)[0].records[0].details
    assert (details["country"], details["currency"], details["tax_per_line"]) == (kept, currency, True)


def test_currencies():
    requests = [Pull(Kind.COMPANY), Pull(Kind.CURRENCY)]
    several = [{"Id": "1", "Code": "EUR", "Name": "Euro", "Active": True}, {"Id": "2", "Code": "CHF", "Active": False}]
    company, currencies = read(requests, currency=several)
    assert company.records[0].details["currencies"] == {
        "USD": {"id": "USD", "name": "USD"},
        "EUR": {"id": "EUR", "name": "Euro"},
    }
    assert [(record.currency, record.active) for record in currencies.records] == [("EUR", True), ("CHF", False)]


def test_taxes_of_the_us():
    _company, codes, taxes = read()
    assert [(record.id, record.details["taxable"]) for record in codes.records] == [("TAX", True), ("NON", False)]
    assert [(record.id, record.details["rate"], record.details["group"]) for record in taxes.records] == [
        ("7", "8.25", True),
        ("8", "6.25", False),
        ("10", "2", False),
    ]
    members = taxes.records[0].details["members"]
    assert [member["id"] for member in members] == ["8", "10"]


def test_taxes_of_everywhere_else():
    company, codes, taxes = british()
    assert {record.id: record.details["rate"] for record in codes.records} == {
        "2": "20", "3": "5", "4": "0.0", "5": "0.0", "9": "0", "10": "0", "11": None,
    }  # fmt: skip
    assert [(record.id, record.details["rate"]) for record in taxes.records] == [("4", "20"), ("5", "5"), ("6", "0.0")]
    details = company.records[0].details
    assert details["taxable_code"] is None
    assert details["nontaxable_code"] == {"id": "9", "name": "No VAT"}
    assert "11" not in details["tax_codes"]


def test_a_chosen_code_for_what_is_not_taxed_stays_while_it_fits():
    chosen = {"country": "GB", "nontaxable_code": {"id": "5", "name": "Exempt"}}
    assert british(chosen)[0].records[0].details["nontaxable_code"]["id"] == "5"
    assert british({"nontaxable_code": {"id": "2"}})[0].records[0].details["nontaxable_code"]["id"] == "9"


def test_no_code_for_what_is_not_taxed():
    found = read(info=INFO | {"Country": "GB"}, codes=BRITISH_CODES[:2], rates=BRITISH_RATES)
    assert found[0].records[0].details["nontaxable_code"] is None


# === LISTS === #


def one(kind, entity, found):
    (page,) = pages([Pull(kind, cursor="scan 1 - - 0")], queried("0.0", entity, [found]))
    return page.records[0] if page.records else None


def test_accounts():
    record = one(
        Kind.ACCOUNT,
        "Account",
        {"Id": "84", "Name": "A/R", "FullyQualifiedName": "Assets:A/R", "AccountType": "Accounts Receivable",
         "AcctNum": "1200", "CurrencyRef": {"value": "EUR"}},
    )  # fmt: skip
    assert (record.name, record.full_name, record.currency) == ("A/R", "Assets:A/R", "EUR")
    assert (record.details["role"], record.details["number"]) == ("receivable", "1200")


@pytest.mark.parametrize(
    ("found", "style", "days"),
    [
        ({"Type": "STANDARD", "DueDays": 30, "DiscountPercent": Decimal("2.0"), "DiscountDays": 10}, "days", 30),
        ({"Type": "DATE_DRIVEN", "DayOfMonthDue": 15}, "day_of_month", None),
    ],
)
def test_terms(found, style, days):
    details = one(Kind.TERM, "Term", {"Id": "3", "Name": "Net 30"} | found).details
    assert (details["style"], details.get("due_days")) == (style, days)


@pytest.mark.parametrize(
    ("name", "active", "kept"),
    [
        ("Acme (deleted)", False, "Acme"),
        ("Acme (deleted) 2", False, "Acme"),
        ("Acme (deleted)", True, "Acme (deleted)"),
        ("(deleted)", False, "(deleted)"),
    ],
)
def test_a_customer_that_was_made_inactive_is_called_as_before(name, active, kept):
    found = {"Id": "1", "DisplayName": name, "FullyQualifiedName": name, "Active": active}
    record = one(Kind.CUSTOMER, "Customer", found)
    assert (record.name, record.full_name, record.active) == (kept, kept, active)


def test_customers():
    address = {"Id": "1", "Line1": "1 High St", "City": "Leeds", "PostalCode": "LS1", "Country": "GBR", "Lat": "1"}
    record = one(
        Kind.CUSTOMER,
        "Customer",
        {"Id": "43", "SyncToken": "2", "DisplayName": "North", "FullyQualifiedName": "Acme:North", "Job": True,
         "ParentRef": {"value": "42"}, "PrimaryEmailAddr": {"Address": "a@x.example"}, "SalesTermRef": {"value": "3"},
         "PrimaryPhone": {"FreeFormNumber": "1"}, "BillAddr": address, "CurrencyRef": {"value": "EUR"}},
    )  # fmt: skip
    assert (record.email, record.currency, record.full_name) == ("a@x.example", "EUR", "Acme:North")
    assert record.details["term"] == {"id": "3", "name": ""}
    assert record.details["party"] == {
        "company_name": "",
        "given_name": "",
        "family_name": "",
        "email": "a@x.example",
        "phone": "1",
        "billing": {"lines": ["1 High St"], "city": "Leeds", "state": "", "postal_code": "LS1", "country": "GBR"},
        "delivery": {},
        "term": "3",
        "parent": "42",
    }


@pytest.mark.parametrize(
    ("kind", "sellable", "stock"),
    [
        ("Service", True, False),
        ("Inventory", True, True),
        ("Category", False, False),
        ("Group", False, False),
        ("?", True, False),
    ],
)
def test_items(kind, sellable, stock):
    record = one(Kind.ITEM, "Item", {"Id": "5", "Name": "W", "Sku": "W-1", "Type": kind, "UnitPrice": Decimal("1.50")})
    assert (record.sku, record.details["price"]) == ("W-1", "1.5")
    assert (record.details["sellable"], record.details["keeps_stock"]) == (sellable, stock)


def test_payments():
    record = one(
        Kind.PAYMENT,
        "Payment",
        {"Id": "163", "TotalAmt": Decimal("75.00"), "UnappliedAmt": 5, "PaymentRefNum": "1234", "TxnDate": "2026-05-10",
         "PrivateNote": "thanks odoo:account.payment,9", "DepositToAccountRef": {"value": "35"},
         "LinkedTxn": [{"TxnId": "8", "TxnType": "Deposit"}],
         "Line": [{"Amount": Decimal("70.00"), "LinkedTxn": [{"TxnId": "130", "TxnType": "Invoice"}],
                   "LineEx": {"any": [{"name": "x"}]}}]},
    )  # fmt: skip
    assert (record.number, record.total, record.balance) == ("1234", Decimal("75.00"), Decimal(5))
    assert record.trace == "account.payment,9"
    assert record.details["applications"] == [
        {"kind": "invoice", "id": "130", "amount": "70.00", "discount": None, "balance": None}
    ]
    assert record.details["links"][0]["kind"] == "Deposit"


@pytest.mark.parametrize(
    ("note", "total", "is_void"),
    [
        ("Voided", 0, True),
        ("Voided - thanks odoo:a,1", 0, True),
        ("thanks odoo:a,1 Voided", 0, True),
        ("not voided yet odoo:a,1", 0, False),
        ("Voided", 7, False),
        ("", 0, False),
    ],
)
def test_what_was_voided(note, total, is_void):
    record = one(Kind.INVOICE, "Invoice", {"Id": "1", "TotalAmt": total, "PrivateNote": note})
    assert record.details["is_void"] is is_void


@pytest.mark.parametrize("found", [{}, {"Id": ""}, {"Id": None, "DocNumber": "x"}])
def test_what_has_no_id_is_nothing(found):
    assert one(Kind.INVOICE, "Invoice", found) is None


def test_a_bill_and_a_journal_entry():
    bill = one(
        Kind.BILL, "Bill", {"Id": "1", "VendorRef": {"value": "56", "name": "Parts"}, "TotalAmt": 5, "Balance": 0}
    )
    assert (bill.customer_id, bill.details["vendor_name"], bill.details["paid"]) == ("56", "Parts", True)
    lines = [
        {"Amount": Decimal("3.5"), "JournalEntryLineDetail": {"PostingType": "Debit"}},
        {"Amount": Decimal("3.5"), "JournalEntryLineDetail": {"PostingType": "Credit"}},
    ]
    entry = one(Kind.JOURNAL_ENTRY, "JournalEntry", {"Id": "2", "Line": lines, "TotalAmt": 0})
    assert entry.total == Decimal("3.5")
    assert sample.ledger().capabilities.can(Kind.JOURNAL_ENTRY, "delete")
