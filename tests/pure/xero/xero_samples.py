"""Documents, settings and small helpers that the tests of the codec of Xero share."""

import dataclasses
import json
import re
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
from odoo.addons.accounting_bridge.ledgers.xero import Xero

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "xero"
TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
LINK = "https://odoo.example"


def guid(number: int) -> str:
    """Return an id as Xero makes them."""
    return f"00000000-0000-4000-8000-{number:012d}"


SALES_TAX = Reference(Kind.TAX_CODE, "OUTPUT", "GST on Income")
FREE = Reference(Kind.TAX_CODE, "EXEMPTOUTPUT", "GST Free Income")
ACME = Reference(Kind.CUSTOMER, guid(42), "Acme Ltd")
WIDGET = Reference(Kind.ITEM, "WID-1", "Widget")
INCOME = Reference(Kind.ACCOUNT, guid(200), "Sales")
EXPENSE = Reference(Kind.ACCOUNT, guid(310), "Cost of Goods Sold")
CLEARING = Reference(Kind.ACCOUNT, guid(855), "Clearing")
BANK = Reference(Kind.ACCOUNT, guid(90), "Business Bank Account")
SAVINGS = Reference(Kind.ACCOUNT, guid(91), "Business Savings Account")
PARTS = Reference(Kind.VENDOR, guid(56), "Parts Inc")
NORTH = Reference(Kind.TRACKING, f"{guid(700)}:{guid(701)}", "Region: North")
BILLED = Reference(Kind.INVOICE, guid(130), "INV/2026/00017")
OLDER = Reference(Kind.INVOICE, guid(129), "INV/2026/00016")
CREDITED = Reference(Kind.CREDIT_NOTE, guid(73), "RINV/2026/00003")

# An Australian organisation: 10 % on income, and rates for what is not taxed. The savings account has no code.
COMPANY = {
    "name": "Acme Field Services Pty Ltd",
    "country": "AU",
    "currency": "AUD",
    "sales_tax": True,
    "tax_per_line": True,
    "nontaxable_code": {"id": "BASEXCLUDED", "name": "BAS Excluded"},
    "tax_codes": {"OUTPUT": "10", "EXEMPTOUTPUT": "0", "BASEXCLUDED": "0", "REDUCED": "5", "TAX001": "9.375"},
    "accounts": {guid(200): "200", guid(310): "310", guid(855): "855", guid(90): "090"},
    "tenant": TENANT,
    "link": LINK,
    "class_tracking": True,
    "read_at": "2026-05-10T09:00:00.000Z",
}
NO_TAX = {"sales_tax": False, "nontaxable_code": None}

ADDRESS = Address(("1 Main St", "Suite 5"), "Parramatta", "NSW", "2150", "Australia")
PARTY = Party(
    "Acme Ltd",
    "Acme Limited & Sons",
    "aaaa0000bbbb1111cccc",
    company_name="Acme Limited & Sons",
    email="ap@acme.example",
    phone="555-0100",
    billing=ADDRESS,
    delivery=Address(("7 Dock Rd",), "Botany"),
)
ITEM = Item(
    "BOLT-10",
    "Bolt, 10 mm",
    "aaaa0000bbbb1111dddd",
    sku="BOLT-10",
    description="Bolt\nof steel",
    sales_price=Decimal("0.12345"),
    is_service=False,
    income_account=INCOME,
    expense_account=EXPENSE,
    tax_code=FREE,
)
LINES = (
    InvoiceLine("Widget <img src=x onerror=alert(1)>", WIDGET, Decimal(3), Decimal("75.00"), SALES_TAX, account=INCOME),
    InvoiceLine("Deduction", WIDGET, None, Decimal("-5.00"), SALES_TAX, account=INCOME),
    InvoiceLine("Thank you"),
)
INVOICE = Invoice(
    ACME,
    "INV/2026/00017",
    "0123456789abcdef0001",
    date(2026, 5, 6),
    "AUD",
    LINES,
    Decimal("70.00"),
    Decimal("7.00"),
    Decimal("77.00"),
    number="INV/2026/00017",
    due_date=date(2026, 6, 5),
    billing=ADDRESS,
    delivery=ADDRESS,
    customer_name="Acme Limited & Sons",
    purchase_order="PO-7",
)
CREDIT = CreditNote(
    ACME,
    "RINV/2026/00003",
    "0123456789abcdef0002",
    date(2026, 5, 8),
    "AUD",
    LINES,
    Decimal("70.00"),
    Decimal("7.00"),
    Decimal("77.00"),
    number="RINV/2026/00003",
)
PAYMENT = Payment(
    ACME,
    "PBNK1/2026/00009",
    "0123456789abcdef0003",
    date(2026, 5, 10),
    "AUD",
    Decimal("75.00"),
    (Application(BILLED, Decimal("75.00")),),
    number="1234",
    deposit_account=BANK,
    note="thanks",
)
BATCH = dataclasses.replace(
    PAYMENT,
    applications=(Application(BILLED, Decimal("45.00")), Application(OLDER, Decimal("30.00"))),
)
CREDIT_USE = dataclasses.replace(
    PAYMENT,
    total=Decimal(0),
    applications=(Application(BILLED, credits=(CreditUse(CREDITED, Decimal("77.00")),)),),
)
VENDOR = dataclasses.replace(PARTY, name="Parts Inc", trace="aaaa0000bbbb1111eeee")
BILL = Bill(
    PARTS,
    "BILL/2026/05/0002",
    "0123456789abcdef0004",
    date(2026, 5, 11),
    "AUD",
    (
        BillLine(EXPENSE, Decimal("100.00"), "Wages", customer=ACME),
        BillLine(CLEARING, Decimal("-12.34"), "Deduction"),
    ),
    Decimal("87.66"),
    number="SUP-88991",
    due_date=date(2026, 6, 10),
)
ENTRY = JournalEntry(
    "MISC/2026/05/0001",
    "0123456789abcdef0005",
    date(2026, 5, 31),
    "AUD",
    (
        JournalLine(CLEARING, Decimal("-30.00"), "out"),
        JournalLine(EXPENSE, Decimal("10.00"), "first", tracking=NORTH),
        JournalLine(INCOME, Decimal("20.00"), "second"),
        JournalLine(CLEARING, Decimal(0), "nothing"),
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


# === ASKING === #


def ledger(**settings):
    return Xero(COMPANY | settings)


def invoice(**changes):
    return dataclasses.replace(INVOICE, **changes)


def line(amount, quantity=None, code=SALES_TAX, **values):
    """Return a line of an invoice."""
    values = {"description": "Widget", "item": WIDGET, "account": INCOME} | values
    quantity = None if quantity is None else Decimal(quantity)
    return InvoiceLine(quantity=quantity, amount=Decimal(amount), tax_code=code, **values)


def billed(*lines, tax="0", kind=INVOICE, **changes):
    """Return an invoice of these lines."""
    untaxed = sum((each.amount for each in lines if each.amount is not None), Decimal(0))
    tax = Decimal(tax)
    return dataclasses.replace(
        kind, lines=tuple(lines), untaxed=untaxed, tax_amount=tax, total=untaxed + tax, **changes
    )


def push(document, operation=Operation.CREATE, **values):
    kind = values.pop("kind", None) or KINDS[type(document)]
    if operation is not Operation.CREATE:
        values = {"remote_id": guid(130), "version": "2026-05-06T01:00:00.000Z"} | values
    return Push(values.pop("key", "k1"), kind, operation, document, trace=document.trace, **values)


def calls(text):
    """Return the calls of a payload, each with its body, numbers with their digits."""
    found = json_text.read(text)["calls"]
    return [call | {"body": json_text.read(call["text"])} if call.get("text") else call for call in found]


def call(document, operation=Operation.CREATE, settings=None, **values):
    """Return the one call that a write becomes beside the look at what it changes; every call is judged by Xero's own
    description.
    """
    one = push(document, operation, **values)
    found = calls(ledger(**(settings or {})).encode_writes([one], "b1", ""))
    assert [each for made in found for each in complaints(made)] == []
    (made,) = writes(found)
    return made


def writes(found):
    """Return those of some calls that write."""
    return [each for each in found if each["method"] != "GET"]


def body(document, operation=Operation.CREATE, settings=None, **values):
    """Return the one element of the body of a write."""
    made = call(document, operation, settings, **values)["body"]
    if len(made) != 1 or not isinstance(next(iter(made.values())), list):
        return made
    ((element,),) = made.values()
    return element


# === ANSWERING === #


def answer(*answers, tenant=TENANT, **more):
    return json_text.write({"tenant": tenant, "answers": list(answers), **more})


def said(identity, body=None, status=200, **more):
    """Return what came back of one call."""
    values = {"id": identity, "status": status} if not {"lost", "unsent"} & more.keys() else {"id": identity}
    return values | ({"body": body} if body is not None else {}) | more


def refused(*messages, **element):
    """Return an element of a list that was not saved."""
    errors = [{"Message": message} for message in messages]
    return {"StatusAttributeString": "ERROR", "HasErrors": True, "ValidationErrors": errors} | element


def validation(*elements):
    """Return the body of a refusal as a whole."""
    return {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": list(elements),
    }


def shown(number=130, **changes):
    """Return an invoice as Xero shows it."""
    return {
        "Type": "ACCREC",
        "InvoiceID": guid(number),
        "InvoiceNumber": "INV/2026/00017",
        "Reference": "PO-7",
        "Url": f"{LINK}/accounting_bridge/document/{INVOICE.trace}",
        "Contact": {"ContactID": ACME.id, "Name": "Acme Ltd"},
        "DateString": "2026-05-06T00:00:00",
        "Date": "/Date(1778025600000+0000)/",
        "DueDateString": "2026-06-05T00:00:00",
        "DueDate": "/Date(1780617600000+0000)/",
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {
                "LineItemID": guid(1),
                "ItemCode": "WID-1",
                "Description": "Widget",
                "Quantity": Decimal("3.0000"),
                "UnitAmount": Decimal("25.0000"),
                "LineAmount": Decimal("75.00"),
                "AccountCode": "200",
                "TaxType": "OUTPUT",
                "TaxAmount": Decimal("7.50"),
                "Tracking": [],
            },
            {"LineItemID": guid(2), "Description": "Thank you", "LineAmount": Decimal("0.00"), "Tracking": []},
        ],
        "SubTotal": Decimal("75.00"),
        "TotalTax": Decimal("7.50"),
        "Total": Decimal("82.50"),
        "AmountDue": Decimal("82.50"),
        "AmountPaid": Decimal("0.00"),
        "AmountCredited": Decimal("0.00"),
        "CurrencyCode": "AUD",
        "CurrencyRate": Decimal("1.0000000000"),
        "UpdatedDateUTC": "/Date(1778029200000+0000)/",
        "Payments": [],
        "CreditNotes": [],
        **changes,
    }


# === XERO'S OWN DESCRIPTION === #


@cache
def _description():
    path = REFERENCE / "xero_accounting.yaml"
    if not path.exists():
        return None
    import yaml

    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def complaints(call) -> list[str]:
    """Return what Xero's description has against a call: its address, its parameters, its body. Nothing where the
    description is missing."""
    described = _description()
    if described is None:
        return []
    path, operation = _operation(described, call)
    if operation is None:
        return [f"{call['method']} {call['path']} is not described"]
    known = [
        _resolved(described, each)
        for each in (*described["paths"][path].get("parameters", ()), *operation.get("parameters", ()))
    ]
    names = {each["name"] for each in known if each["in"] == "query"}
    found = [f"no parameter {name}" for name in call["parameters"] if name not in names]
    if call.get("key") and not any(each["name"] == "Idempotency-Key" for each in known):
        found.append("no key")
    if call.get("since") and not any(each["name"] == "If-Modified-Since" for each in known):
        found.append("no If-Modified-Since")
    if not call.get("text"):
        return found
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    from openapi_schema_validator import OAS30Validator

    validator = OAS30Validator({**schema, "components": described["components"]})
    value = json.loads(call["text"])
    found += [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(value)]
    return found + list(_unknown(described, schema, value, ""))


def _operation(described, call):
    for path, methods in described["paths"].items():
        pattern = re.sub(r"\{[^}]*\}", "[^/]+", path.lstrip("/"))
        if re.fullmatch(pattern, call["path"]) and call["method"].lower() in methods:
            return path, methods[call["method"].lower()]
    return "", None


def _resolved(described, value):
    while "$ref" in value:
        found = described
        for part in value["$ref"].lstrip("#/").split("/"):
            found = found[part]
        value = found
    return value


def _unknown(described, schema, value, path):
    """Names that the description does not have."""
    schema = _resolved(described, schema)
    if isinstance(value, list):
        for each in value:
            yield from _unknown(described, schema.get("items", {}), each, path)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in schema.get("properties", {}):
                yield f"no field {path}.{name}"
            else:
                yield from _unknown(described, schema["properties"][name], each, f"{path}.{name}")


def is_missing():
    return _description() is None
