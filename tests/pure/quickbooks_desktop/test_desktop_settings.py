"""What the preferences of a company file change in what is sent: currencies, classes, jobs, editions, tax in lines."""

import dataclasses
from decimal import Decimal

import desktop_samples as sample
import pytest
from desktop_samples import element, ledger, pages, response
from lxml import etree

from odoo.addons.accounting_bridge.ledgers.documents import InvoiceLine, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Pull, Unwritable
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import QuickBooksDesktop

EURO = {"currency": "EUR", "exchange_rate": Decimal("1.0873215678")}
DOCUMENTS = [
    (dataclasses.replace(document, **EURO), name)
    for document, name in (
        (sample.INVOICE, "InvoiceAdd"),
        (sample.CREDIT, "CreditMemoAdd"),
        (sample.PAYMENT, "ReceivePaymentAdd"),
        (sample.BILL, "BillAdd"),
    )
]


@pytest.mark.parametrize(("document", "name"), DOCUMENTS)
def test_a_rate_is_sent_where_the_file_keeps_several_currencies(document, name):
    assert element(document, name, settings=sample.SEVERAL_CURRENCIES).findtext("ExchangeRate") == "1.08732157"
    assert element(document, name).find("ExchangeRate") is None
    home = dataclasses.replace(document, currency="USD", exchange_rate=None)
    assert element(home, name, settings=sample.SEVERAL_CURRENCIES).find("ExchangeRate") is None


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_is_positive(rate):
    document = sample.invoice(exchange_rate=Decimal(rate))
    with pytest.raises(Unwritable, match="ExchangeRate"):
        element(document, "InvoiceAdd", settings=sample.SEVERAL_CURRENCIES)


def test_a_journal_entry_names_its_currency():
    entry = dataclasses.replace(sample.ENTRY, **EURO)
    found = element(entry, "JournalEntryAdd", settings=sample.SEVERAL_CURRENCIES)
    assert (found.findtext("CurrencyRef/ListID"), found.findtext("ExchangeRate")) == ("30000-1", "1.08732157")


@pytest.mark.parametrize(
    ("party", "kind", "name"), [(sample.PARTY, None, "CustomerAdd"), (sample.VENDOR, Kind.VENDOR, "VendorAdd")]
)
def test_a_currency_is_chosen_when_a_customer_or_vendor_is_made(party, kind, name):
    foreign = dataclasses.replace(party, currency="EUR")
    found = element(foreign, name, settings=sample.SEVERAL_CURRENCIES, kind=kind)
    assert found.findtext("CurrencyRef/ListID") == "30000-1"
    for currency in ("", "USD"):
        home = dataclasses.replace(party, currency=currency)
        assert element(home, name, settings=sample.SEVERAL_CURRENCIES, kind=kind).find("CurrencyRef") is None
    changed = element(foreign, name.replace("Add", "Mod"), Operation.UPDATE, sample.SEVERAL_CURRENCIES, kind=kind)
    assert changed.find("CurrencyRef") is None
    with pytest.raises(Unwritable, match="no other currency"):
        element(foreign, name, kind=kind)
    with pytest.raises(Unwritable, match="GBP is not among"):
        strange = dataclasses.replace(party, currency="GBP")
        element(strange, name, settings=sample.SEVERAL_CURRENCIES, kind=kind)


def test_a_job_stands_below_its_customer():
    job = dataclasses.replace(sample.PARTY, name="Site 7", parent=sample.ACME)
    assert element(job, "CustomerAdd").findtext("ParentRef/ListID") == sample.ACME.id
    assert element(job, "CustomerMod", Operation.UPDATE).findtext("ParentRef/ListID") == sample.ACME.id
    assert element(sample.PARTY, "CustomerAdd").find("ParentRef") is None


@pytest.mark.parametrize("settings", [{}, sample.CLASSES])
def test_classes_are_sent_where_the_file_tracks_them(settings):
    line = InvoiceLine("x", sample.WIDGET, None, Decimal("1.00"), tracking=sample.WEST)
    found = element(sample.invoice(lines=(line,)), "InvoiceAdd", settings=settings)
    assert found.findtext("InvoiceLineAdd/ClassRef/ListID") == (sample.WEST.id if settings else None)


def test_the_receivable_account_is_sent_where_it_is_known():
    found = element(sample.invoice(receivable=sample.RECEIVABLE), "InvoiceAdd")
    assert found.findtext("ARAccountRef/ListID") == sample.RECEIVABLE.id


# --- tax ---


@pytest.mark.parametrize("country", ["US", "CA"])
def test_where_tax_travels_in_lines_nothing_there_is_taxed(country):
    item = Reference(Kind.ITEM, "80000099-1", "TX tax")
    lines = (*sample.LINES, InvoiceLine("TX 8.25%", item, None, Decimal("6.19"), sample.TAXED))
    document = sample.invoice(lines=lines, tax_in_lines=True, tax_amount=Decimal(0))
    found = element(document, "InvoiceAdd", settings={"country": country})
    assert found.find("ItemSalesTaxRef") is None
    assert found.find("CustomerSalesTaxCodeRef") is None
    codes = [code.text for code in found.iterfind("InvoiceLineAdd/SalesTaxCodeRef/ListID")]
    assert codes == [sample.NOT_TAXED.id] * 3


@pytest.mark.parametrize("country", ["CA", "UK"])
@pytest.mark.parametrize(("document", "name"), [(sample.INVOICE, "Invoice"), (sample.CREDIT, "CreditMemo")])
def test_in_canada_and_the_uk_the_code_of_a_line_is_all_that_is_said(country, document, name):
    found = element(document, f"{name}Add", settings={"country": country})
    assert found.find("ItemSalesTaxRef") is None
    assert found.find("CustomerSalesTaxCodeRef") is None
    assert found.find("IsTaxIncluded") is None
    codes = [code.text for code in found.iterfind(f"{name}LineAdd/SalesTaxCodeRef/ListID")]
    assert codes == [sample.TAXED.id, sample.NOT_TAXED.id]


@pytest.mark.parametrize("country", ["CA", "UK"])
@pytest.mark.parametrize(("document", "name"), [(sample.INVOICE, "Invoice"), (sample.CREDIT, "CreditMemo")])
def test_where_amounts_include_tax_ours_are_said_to_be_without(country, document, name):
    found = element(document, f"{name}Add", settings={"country": country, "amounts_include_tax": True})
    assert found.findtext("IsTaxIncluded") == "false"


def test_the_us_edition_knows_no_such_words():
    found = element(sample.INVOICE, "InvoiceAdd", settings={"country": "US", "amounts_include_tax": True})
    assert found.find("IsTaxIncluded") is None


# --- the settings themselves ---

CURRENCY = (
    "<CurrencyRet><ListID>{0}</ListID><Name>{1}</Name><IsActive>{3}</IsActive><CurrencyCode>{2}</CurrencyCode>"
    "<ExchangeRate>1.25</ExchangeRate></CurrencyRet>"
)
PREFERENCES = (
    "<PreferencesRet><MultiCurrencyPreferences><IsMultiCurrencyOn>true</IsMultiCurrencyOn><HomeCurrencyRef>"
    "<ListID>10000-1</ListID><FullName>Our Money</FullName></HomeCurrencyRef></MultiCurrencyPreferences>"
    "<SalesAndCustomersPreferences><IsAutoApplyingPayments>true</IsAutoApplyingPayments></SalesAndCustomersPreferences>"
    "<SalesTaxPreferences><IsUsingCustomerTaxCode>true</IsUsingCustomerTaxCode></SalesTaxPreferences></PreferencesRet>"
)


def company(settings=sample.SEVERAL_CURRENCIES, country="US"):
    currencies = CURRENCY.format("10000-1", "Our Money", "AUD", "true") + CURRENCY.format(
        "30000-1", "Euro", "EUR", "true"
    )
    (page,) = pages(
        [Pull(Kind.COMPANY)],
        response("HostQueryRs", f"<HostRet><Country>{country}</Country></HostRet>", key="r0.host"),
        response("CompanyQueryRs", "<CompanyRet><CompanyName>Rock</CompanyName></CompanyRet>", key="r0.company"),
        response("PreferencesQueryRs", PREFERENCES, key="r0.preferences"),
        response("CompanyActivityQueryRs", "<CompanyActivityRet/>", key="r0.activity"),
        response(
            "CurrencyQueryRs",
            currencies + CURRENCY.format("9-1", "Old", "OLD", "false"),
            key="r0.currencies",
        ),
        **settings,
    )
    return page.records[0]


def test_the_names_of_currencies_are_asked_for_where_there_are_several():
    def asked(**settings):
        text = ledger(**settings).encode_reads([Pull(Kind.COMPANY)])
        return [each.tag for each in etree.fromstring(text.encode()).find("QBXMLMsgsRq")]

    assert "CurrencyQueryRq" not in asked()
    assert asked(**sample.SEVERAL_CURRENCIES)[-1] == "CurrencyQueryRq"
    assert "CurrencyQueryRq" not in asked(**sample.SEVERAL_CURRENCIES, qbxml_version="7.0")


def test_what_the_company_says_of_currencies_taxes_and_payments():
    details = company().details
    assert details["currencies"] == {
        "AUD": {"id": "10000-1", "name": "Our Money"},
        "EUR": {"id": "30000-1", "name": "Euro"},
    }
    assert details["currency"] == "AUD", "known by its code, whatever it is called"
    assert details["auto_apply_payments"] is True
    assert details["customer_tax_codes"] is True
    assert details["vendor_tax_codes"] is details["amounts_include_tax"] is False
    assert details["tax_per_line"] is False
    assert company(country="CA").details["tax_per_line"] is True
    assert "currencies" not in company({}).details, "nobody asked"


def test_the_details_of_the_company_are_the_settings_of_what_is_sent_next():
    text = QuickBooksDesktop(company().details | {"currency": "AUD"}).encode_writes(
        [sample.push(dataclasses.replace(sample.PARTY, currency="EUR"))], "o1", ""
    )
    assert "<CurrencyRef><ListID>30000-1</ListID></CurrencyRef>" in text


# --- small lists ---


def test_classes_currencies_and_payment_methods_are_read():
    settings = sample.SEVERAL_CURRENCIES
    tracking, currencies, methods = pages(
        [Pull(Kind.TRACKING), Pull(Kind.CURRENCY), Pull(Kind.PAYMENT_METHOD)],
        response(
            "ClassQueryRs",
            "<ClassRet><ListID>7</ListID><Name>West</Name><FullName>Region:West</FullName>"
            "<ParentRef><ListID>6</ListID><FullName>Region</FullName></ParentRef></ClassRet>",
            key="r0",
        ),
        response("CurrencyQueryRs", CURRENCY.format("30000-1", "Euro", "EUR", "true"), key="r1"),
        response(
            "PaymentMethodQueryRs",
            "<PaymentMethodRet><ListID>8</ListID><Name>Visa</Name><PaymentMethodType>Visa</PaymentMethodType>"
            "</PaymentMethodRet>",
            key="r2",
        ),
        **settings,
    )
    (west,) = tracking.records
    assert (west.kind, west.full_name, west.details["parent"]["id"]) == (Kind.TRACKING, "Region:West", "6")
    (euro,) = currencies.records
    assert (euro.kind, euro.name, euro.currency) == (Kind.CURRENCY, "Euro", "EUR")
    assert euro.details["exchange_rate"] == "1.25"
    (visa,) = methods.records
    assert (visa.kind, visa.name, visa.details["type"]) == (Kind.PAYMENT_METHOD, "Visa", "Visa")


@pytest.mark.parametrize(("kind", "name"), [(Kind.TRACKING, "Class"), (Kind.CURRENCY, "Currency")])
def test_where_a_feature_is_off_its_list_is_empty(kind, name):
    (page,) = pages([Pull(kind)], response(f"{name}QueryRs", "", 3250, "Error", key="r0"))
    assert (page.records, page.reason) == ((), "")


def test_accounts_say_what_they_are_for():
    content = "<AccountRet><ListID>3</ListID><Name>A/R</Name><AccountType>AccountsReceivable</AccountType></AccountRet>"
    (page,) = pages([Pull(Kind.ACCOUNT)], response("AccountQueryRs", content, key="r0"))
    assert page.records[0].details["role"] == "receivable"
