"""Where a person sees a document in a ledger: the address names the company and the document, and nothing slips in."""

import pytest

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.quickbooks_online.ledger import QuickBooksOnline
from odoo.addons.accounting_bridge.ledgers.xero.ledger import Xero


@pytest.mark.parametrize(
    ("kind", "environment", "address"),
    [
        (
            Kind.INVOICE,
            "production",
            "https://qbo.intuit.com/app/login?pagereq=invoice%3FtxnId%3D130&deeplinkcompanyid=934",
        ),
        (
            Kind.CREDIT_NOTE,
            "sandbox",
            "https://sandbox.qbo.intuit.com/app/login?pagereq=creditmemo%3FtxnId%3D130&deeplinkcompanyid=934",
        ),
        (Kind.CUSTOMER, "production", ""),
    ],
)
def test_online(kind, environment, address):
    assert QuickBooksOnline().page_of(kind, "130", "934", environment) == address


def test_online_takes_nothing_for_markup_or_another_parameter():
    address = QuickBooksOnline().page_of(Kind.INVOICE, '1&x="<', "9&y=", "production")
    assert not {"<", '"', " "} & set(address)
    assert address.count("&") == 1


def test_xero_names_the_organisation_by_its_short_code():
    login = "https://go.xero.com/organisationlogin/default.aspx?shortcode=!Ab12C&redirecturl="
    xero = Xero({"short_code": "!Ab12C"})
    assert xero.page_of(Kind.INVOICE, "1-2", "t", "") == f"{login}/AccountsReceivable/View.aspx?InvoiceID=1-2"
    credit = f"{login}/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=1-2"
    assert xero.page_of(Kind.CREDIT_NOTE, "1-2", "t", "") == credit
    assert xero.page_of(Kind.PAYMENT, "1-2", "t", "") == ""


def test_xero_without_a_short_code_has_no_page():
    assert Xero({}).page_of(Kind.INVOICE, "1-2", "t", "") == ""
