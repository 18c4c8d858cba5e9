"""Documents, settings and small helpers that the tests of QuickBooks Desktop share."""

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from odoo.addons.accounting_bridge.ledgers.documents import (
    Address,
    Application,
    Bill,
    BillLine,
    CreditNote,
    CreditUse,
    Invoice,
    InvoiceLine,
    Item,
    JournalEntry,
    JournalLine,
    Kind,
    Party,
    Payment,
    Reference,
)
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import QuickBooksDesktop

REPOSITORY = Path(__file__).resolve().parents[3]
REFERENCE = REPOSITORY.parent / "shared" / "reference" / "quickbooks_desktop"

TAXED = Reference(Kind.TAX_CODE, "80000001-1", "Tax")
NOT_TAXED = Reference(Kind.TAX_CODE, "80000002-1", "Non")
RATE = Reference(Kind.TAX, "80000009-1", "TX 8.25%")
TERM = Reference(Kind.TERM, "80000005-1", "Net 30")
ACME = Reference(Kind.CUSTOMER, "80000013-1416570432", "Acme Ltd")
WIDGET = Reference(Kind.ITEM, "80000034-1415899267", "Widget")
INCOME = Reference(Kind.ACCOUNT, "80000041-1", "Sales")
EXPENSE = Reference(Kind.ACCOUNT, "80000042-1", "Cost of Goods Sold")
RECEIVABLE = Reference(Kind.ACCOUNT, "80000043-1", "Accounts Receivable")
BANK = Reference(Kind.ACCOUNT, "80000044-1", "Checking")
DISCOUNTS = Reference(Kind.ACCOUNT, "80000045-1", "Discounts Given")
CHECK = Reference(Kind.PAYMENT_METHOD, "80000006-1", "Check")
PARTS = Reference(Kind.VENDOR, "80000021-1", "Parts Inc")
WEST = Reference(Kind.TRACKING, "80000007-1", "Region:West")
BILLED = Reference(Kind.INVOICE, "C5-1417118624", "2600017")
OLDER = Reference(Kind.INVOICE, "C1-1417118624", "2600016")
CREDITED = Reference(Kind.CREDIT_NOTE, "D5-1417118624", "2600018")

COMPANY = {
    "country": "US",
    "currency": "USD",
    "qbxml_version": "16.0",
    "sales_tax": True,
    "taxable_code": {"id": TAXED.id, "name": "Tax"},
    "nontaxable_code": {"id": NOT_TAXED.id, "name": "Non"},
}
SEVERAL_CURRENCIES = {
    "multicurrency": True,
    "currencies": {"EUR": {"id": "30000-1", "name": "Euro"}, "USD": {"id": "10000-1", "name": "US Dollar"}},
}
CLASSES = {"class_tracking": True}
UNTAXED_COMPANY = COMPANY | {"sales_tax": False, "taxable_code": None, "nontaxable_code": None}

ADDRESS = Address(("1 Main St", "Suite 5"), "Austin", "TX", "78701", "United States")
PARTY = Party(
    "Acme Ltd",
    "Acme Limited & Sons",
    "res.partner,17",
    company_name="Acme Limited & Sons",
    email="ap@acme.example",
    phone="555-0100",
    billing=ADDRESS,
    delivery=ADDRESS,
    term=TERM,
    tax_code=TAXED,
    tax=RATE,
)
ITEM = Item(
    "BOLT-10",
    "Bolt, 10 mm",
    "product.product,5",
    sku="B10",
    description="Bolt\nof steel",
    sales_price=Decimal("0.12345"),
    is_service=False,
    income_account=INCOME,
    tax_code=TAXED,
)
LINES = (
    InvoiceLine("Widget <img src=x onerror=alert(1)>", WIDGET, Decimal(3), Decimal("75.00"), TAXED),
    InvoiceLine("Deduction", WIDGET, None, Decimal("-5.00")),
    InvoiceLine("Thank you"),
)
INVOICE = Invoice(
    ACME,
    "INV/2026/00017",
    "account.move,1041",
    date(2026, 5, 6),
    "USD",
    LINES,
    Decimal("70.00"),
    Decimal("6.19"),
    Decimal("76.19"),
    number="2600017",
    due_date=date(2026, 6, 5),
    term=TERM,
    tax=RATE,
    customer_tax_code=TAXED,
    billing=ADDRESS,
    delivery=ADDRESS,
    customer_name="Acme Limited & Sons",
    purchase_order="PO-7",
)
CREDIT = CreditNote(
    ACME,
    "RINV/2026/00003",
    "account.move,1050",
    date(2026, 5, 8),
    "USD",
    LINES,
    Decimal("70.00"),
    Decimal("6.19"),
    Decimal("76.19"),
    number="2600018",
    tax=RATE,
    customer_tax_code=TAXED,
)
PAYMENT = Payment(
    ACME,
    "PBNK1/2026/00009",
    "account.payment,9",
    date(2026, 5, 10),
    "USD",
    Decimal("75.00"),
    (Application(BILLED, Decimal("75.00")),),
    number="1234",
    deposit_account=BANK,
    method=CHECK,
    receivable=RECEIVABLE,
    note="thanks",
)
CREDIT_USE = dataclasses.replace(
    PAYMENT,
    total=Decimal(0),
    applications=(Application(BILLED, credits=(CreditUse(CREDITED, Decimal("76.19")),)),),
)
VENDOR = dataclasses.replace(PARTY, name="Parts Inc", trace="res.partner,18", tax_code=None, tax=None)
BILL = Bill(
    PARTS,
    "BILL/2026/05/0002",
    "account.move,2001",
    date(2026, 5, 11),
    "USD",
    (
        BillLine(EXPENSE, Decimal("100.00"), "Wages", customer=ACME),
        BillLine(BANK, Decimal("-12.34"), "Deduction"),
    ),
    Decimal("87.66"),
    number="SUP-88991",
    due_date=date(2026, 6, 10),
    term=TERM,
)
ENTRY = JournalEntry(
    "MISC/2026/05/0001",
    "account.move,3001",
    date(2026, 5, 31),
    "USD",
    (
        JournalLine(BANK, Decimal("-30.00"), "out"),
        JournalLine(EXPENSE, Decimal("10.00"), "first", tracking=WEST),
        JournalLine(RECEIVABLE, Decimal("20.00"), "second", party=ACME),
        JournalLine(BANK, Decimal(0), "nothing"),
    ),
    Decimal("30.00"),
    number="3001",
    note="accrual",
)


def ledger(**settings):
    return QuickBooksDesktop(COMPANY | settings)


def invoice(**changes):
    return dataclasses.replace(INVOICE, **changes)


KINDS = {
    Party: Kind.CUSTOMER,
    Item: Kind.ITEM,
    Invoice: Kind.INVOICE,
    CreditNote: Kind.CREDIT_NOTE,
    Payment: Kind.PAYMENT,
    Bill: Kind.BILL,
    JournalEntry: Kind.JOURNAL_ENTRY,
}


def push(document, operation=Operation.CREATE, **values):
    kind = values.pop("kind", None) or KINDS[type(document)]
    if operation is not Operation.CREATE:
        values = {"remote_id": "C5-1417118624", "version": "1417118624"} | values
    return Push(values.pop("key", "k1"), kind, operation, document, trace=document.trace, **values)


def written(document, operation=Operation.CREATE, settings=None, **values):
    """Return the text of a set with this one write."""
    return ledger(**(settings or {})).encode_writes([push(document, operation, **values)], "o1", "")


def element(document, name, operation=Operation.CREATE, settings=None, **values):
    """Return one element of what is written, to look into."""
    text = written(document, operation, settings, **values)
    return etree.fromstring(text.encode()).find(f".//{name}")


def pages(requests, *responses, **settings):
    reading = ledger(**settings).decode(answer(*responses), requests)
    assert not reading.problem
    return reading.pages


def answer(*responses, **attributes):
    head = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs{head}>{"".join(responses)}</QBXMLMsgsRs>\n</QBXML>'


def response(name, content="", code=0, severity="Info", words="Status OK", key="k1", **attributes):
    values = {"requestID": key, "statusCode": code, "statusSeverity": severity, "statusMessage": words}
    values = {name: value for name, value in (values | attributes).items() if value is not None}
    head = "".join(
        ' {}="{}"'.format(name, str(value).replace("&", "&amp;").replace('"', "&quot;"))
        for name, value in values.items()
    )
    return f"<{name}{head}>{content}</{name}>"


INVOICE_RET = (
    "<InvoiceRet><TxnID>C5-1417118624</TxnID><TimeCreated>2026-05-06T10:00:00-06:00</TimeCreated>"
    "<TimeModified>2026-05-06T10:00:00-06:00</TimeModified><EditSequence>1417118624</EditSequence>"
    "<CustomerRef><ListID>80000013-1416570432</ListID><FullName>Acme Ltd</FullName></CustomerRef>"
    "<TxnDate>2026-05-06</TxnDate><RefNumber>2600017</RefNumber><DueDate>2026-06-05</DueDate>"
    "<Subtotal>70.00</Subtotal><SalesTaxPercentage>8.25</SalesTaxPercentage>"
    "<SalesTaxTotal>6.19</SalesTaxTotal><BalanceRemaining>76.19</BalanceRemaining>"
    "<Memo>INV/2026/00017 [odoo:account.move,1041]</Memo><IsPaid>false</IsPaid>"
    "<ExternalGUID>{0B1E2F3A-4455-4677-8899-AABBCCDDEEFF}</ExternalGUID></InvoiceRet>"
)
