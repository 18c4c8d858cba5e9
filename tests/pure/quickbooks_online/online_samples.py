"""Documents, settings and small helpers that the tests of the codec of QuickBooks Online share."""

import dataclasses
import importlib.util
import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from odoo.addons.accounting_bridge.ledgers import json_text
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
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import QuickBooksOnline

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "quickbooks_online"

TAXED = Reference(Kind.TAX_CODE, "TAX", "TAX")
NOT_TAXED = Reference(Kind.TAX_CODE, "NON", "NON")
RATE = Reference(Kind.TAX, "7", "Austin 8.25%")
TERM = Reference(Kind.TERM, "3", "Net 30")
ACME = Reference(Kind.CUSTOMER, "42", "Acme Ltd")
WIDGET = Reference(Kind.ITEM, "5", "Widget")
INCOME = Reference(Kind.ACCOUNT, "79", "Sales")
EXPENSE = Reference(Kind.ACCOUNT, "80", "Cost of Goods Sold")
RECEIVABLE = Reference(Kind.ACCOUNT, "84", "Accounts Receivable (A/R)")
BANK = Reference(Kind.ACCOUNT, "35", "Checking")
CHECK = Reference(Kind.PAYMENT_METHOD, "2", "Check")
PARTS = Reference(Kind.VENDOR, "56", "Parts Inc")
WEST = Reference(Kind.TRACKING, "200", "West")
BILLED = Reference(Kind.INVOICE, "130", "INV/2026/00017")
OLDER = Reference(Kind.INVOICE, "129", "INV/2026/00016")
CREDITED = Reference(Kind.CREDIT_NOTE, "73", "RINV/2026/00003")

COMPANY = {
    "name": "Craig's Landscaping",
    "country": "US",
    "currency": "USD",
    "sales_tax": True,
    "automated_tax": False,
    "custom_numbers": True,
    "taxable_code": {"id": "TAX", "name": "TAX"},
    "nontaxable_code": {"id": "NON", "name": "NON"},
    "read_at": "2026-05-10T09:00:00.000Z",
}
AUTOMATED = {"automated_tax": True}
NO_TAX = {"sales_tax": False, "taxable_code": None, "nontaxable_code": None}
SEVERAL_CURRENCIES = {"multicurrency": True}
CLASSES = {"class_tracking": True, "class_per_line": True}
# A British company: 20 % standard, 5 % reduced, and a code for what is not taxed.
BRITISH = {
    "country": "GB",
    "currency": "GBP",
    "tax_per_line": True,
    "taxable_code": None,
    "nontaxable_code": {"id": "9", "name": "No VAT"},
    "tax_codes": {"2": [["4", "20"]], "3": [["5", "5"]], "6": [["7", "5"], ["8", "9.975"]], "9": []},
}
STANDARD = Reference(Kind.TAX_CODE, "2", "20.0% S")
REDUCED = Reference(Kind.TAX_CODE, "3", "5.0% R")

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
    expense_account=EXPENSE,
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
    number="INV/2026/00017",
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
    number="RINV/2026/00003",
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
KINDS = {
    Party: Kind.CUSTOMER,
    Item: Kind.ITEM,
    Invoice: Kind.INVOICE,
    CreditNote: Kind.CREDIT_NOTE,
    Payment: Kind.PAYMENT,
    Bill: Kind.BILL,
    JournalEntry: Kind.JOURNAL_ENTRY,
}
NAMES = {
    Kind.ACCOUNT: "Account",
    Kind.CUSTOMER: "Customer",
    Kind.VENDOR: "Vendor",
    Kind.ITEM: "Item",
    Kind.INVOICE: "Invoice",
    Kind.CREDIT_NOTE: "CreditMemo",
    Kind.PAYMENT: "Payment",
    Kind.BILL: "Bill",
    Kind.JOURNAL_ENTRY: "JournalEntry",
}


# === ASKING === #


def ledger(**settings):
    return QuickBooksOnline(COMPANY | settings)


def invoice(**changes):
    return dataclasses.replace(INVOICE, **changes)


def push(document, operation=Operation.CREATE, **values):
    kind = values.pop("kind", None) or KINDS[type(document)]
    if operation is not Operation.CREATE:
        values = {"remote_id": "130", "version": "4"} | values
    return Push(values.pop("key", "k1"), kind, operation, document, trace=document.trace, **values)


def calls(text):
    """Return the calls of a payload, numbers with their digits."""
    return json_text.read(text)["calls"]


def call(document, operation=Operation.CREATE, settings=None, **values):
    """Return the one call that a write becomes; its body is judged by Intuit's own schema."""
    one = push(document, operation, **values)
    (made,) = calls(ledger(**(settings or {})).encode_writes([one], "o1", ""))
    assert complaints(NAMES[one.kind], made["body"]) == []
    return made


def body(document, operation=Operation.CREATE, settings=None, **values):
    return call(document, operation, settings, **values)["body"]


# === ANSWERING === #


def answer(*answers, realm="9130", **more):
    return json_text.write({"realm": realm, "answers": list(answers), **more})


def said(identity, body=None, status=200, **more):
    """Return what came back of one call."""
    values = {"id": identity, "status": status} if not {"lost", "unsent"} & more.keys() else {"id": identity}
    return values | ({"body": body} if body is not None else {}) | more


def fault(code, message="Wrong", detail="", **more):
    return {"Fault": {"Error": [{"Message": message, "Detail": detail, "code": str(code), **more}], "type": "X"}}


# === INTUIT'S OWN SCHEMA === #


@cache
def _judge():
    path = REFERENCE / "check_json_against_xsd.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("check_json_against_xsd", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module, module.Model(str(REFERENCE / "xsd")), module.load_limits(str(REFERENCE / "api_reference_fields.csv"))


def complaints(entity, value):
    """Return what Intuit's schema has against a body, nothing where the schema is missing.

    :param entity: "" for a whole message: a batch, or an answer.
    """
    if _judge() is None:
        return []
    module, model, limits = _judge()
    converter = module.Converter(model, limits)
    data = json.loads(json_text.write(value), parse_float=Decimal)
    found = []
    for _label, element in converter.docs(data, entity or None):
        element = module.etree.fromstring(module.etree.tostring(element))
        if not model.schema.validate(element):
            found += [error.message for error in model.schema.error_log]
    return found + [note for note in converter.notes if note[0] != "QUIRK"]


def is_missing():
    return _judge() is None
