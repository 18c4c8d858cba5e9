"""Rules of invoices and bills: which one, its status, its head (XERO 2.4, 2.9)."""

from .papers import (
    ABSENT,
    AZURE,
    DATE,
    DUE,
    allocated,
    bill,
    bill_of,
    billed,
    both,
    edit,
    entered,
    invoice,
    invoice_of,
    line,
    line_id,
    paid,
    posted,
)
from .rule import Rule, change, contact, post, put


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"INV-{number:02d}", source, meaning, outcome, breaks, mends, **more)


INVOICE = {"words": {"word": "Invoice"}}
LOCKED = {"profile": {"period_lock": "2026-10-31"}, "words": {"date": "31 October 2026"}}
YEAR = {"profile": {"year_end_lock": "2026-06-30", "period_lock": "2026-10-31"}, "words": {"date": "30 June 2026"}}


def drafted(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "D1", DATE, DUE, Status="DRAFT")


def voided(desk):
    entered()(desk)
    desk.keeper.void("Invoices", "A1")


def deleted(desk):
    drafted(desk)
    desk.keeper.delete("Invoices", "D1")


def lock_later(setup=None):
    """Something of before, and the period closed behind it."""

    def locked(desk):
        (setup or entered())(desk)
        desk.keeper.lock_period("2026-11-30")

    return locked


def approved(count, kind="invoice", date=DATE):
    def setup(desk):
        for number in range(count):
            if kind == "invoice":
                desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 1)], f"N{number}", date)
            else:
                desk.keeper.enter_bill("Wood Corner", [("Office Expenses", 1, 1)], f"N{number}", date)

    return setup


def archived(desk):
    entered()(desk)
    desk.keeper.archive_contact("Azure Interior")


def merged(desk):
    entered()(desk)
    lost = desk.contact("Azure Interior")
    desk.keeper.merge_contacts("Azure Interior", "Bayview Bakery")
    desk.books.lost = lost


BAYVIEW = {"ContactID": contact("Bayview Bakery")}
LATE = {"words": {"date": "30 November 2026"}}
NOT_OPEN = "paid_edit"
OK = edit("A1", Reference="x")
PLAN = {"kind": "starter"}

RULES = (
    # --- which one ---
    rule(1, "2.4", "an invoice has a type", "type_creation", invoice(Type=None), invoice(), **INVOICE),
    rule(
        2,
        "2.4",
        "credit notes are no invoices",
        "type_creation",
        invoice(Type="ACCRECCREDIT"),
        invoice(),
        **INVOICE,
    ),
    rule(3, "2.4", "the type stays", "type_change", edit("A1", Type="ACCPAY"), OK, setup=entered(), **INVOICE),
    rule(
        4, "2.4", "PUT creates only", "id_on_create", invoice(InvoiceID=ABSENT), invoice(), words={"field": "InvoiceID"}
    ),
    rule(5, "2.4", "nobody chooses an InvoiceID", "not_found", posted(InvoiceID=ABSENT), posted()),
    rule(
        6,
        "6",
        "an id of nothing in the path",
        "404",
        change("Invoices", ABSENT, {"Reference": "x"}),
        OK,
        setup=entered(),
    ),
    rule(7, "6", "a list of nothing", "400/17", put("Invoices"), invoice()),
    rule(
        8,
        "2.4",
        "LineAmountTypes is spelled exactly",
        "400/14",
        invoice(LineAmountTypes="NO_TAX"),
        invoice(LineAmountTypes="NoTax"),
    ),
    rule(9, "6", "a day that is none", "400/14", invoice(Date="2026-02-30"), invoice()),
    rule(10, "6", "a number that is none", "400/14", invoice(LineItems=[line(Quantity="two")]), invoice()),
    rule(11, "6", "a status that is none", "400/14", invoice(Status="APPROVED"), invoice()),
    # --- status ---
    rule(12, "2.4", "nothing begins as PAID", "status_creation", invoice(Status="PAID"), invoice(), **INVOICE),
    rule(13, "2.4", "nothing begins as VOIDED", "status_creation", invoice(Status="VOIDED"), invoice(), **INVOICE),
    rule(14, "2.4", "AUTHORISED does not go back", "status", edit("A1", Status="DRAFT"), OK, setup=entered()),
    rule(
        15,
        "2.4",
        "AUTHORISED is not deleted",
        "status",
        edit("A1", Status="DELETED"),
        edit("A1", Status="VOIDED"),
        setup=entered(),
    ),
    rule(
        16,
        "2.4",
        "a draft is not voided",
        "status",
        edit("D1", Status="VOIDED"),
        edit("D1", Status="DELETED"),
        setup=drafted,
    ),
    rule(17, "2.4", "VOIDED is final", "status", edit("A1", Reference="x"), invoice(), setup=voided),
    rule(18, "2.4", "DELETED is final", "status", edit("D1", Status="DRAFT"), invoice(), setup=deleted),
    rule(
        19,
        "2.4",
        "no void with money on it",
        "status_with_money",
        edit("A1", Status="VOIDED"),
        OK,
        setup=paid(amount=10),
        words={"status": "VOIDED"},
    ),
    rule(
        20,
        "2.4",
        "nor with a credit",
        "status_with_money",
        edit("A1", Status="VOIDED"),
        OK,
        setup=allocated,
        words={"status": "VOIDED"},
    ),
    rule(
        21,
        "2.4",
        "what is PAID does not become AUTHORISED by asking",
        "status_with_money",
        edit("A1", Status="AUTHORISED"),
        edit("A1", Status="PAID"),
        setup=paid(),
        words={"status": "AUTHORISED"},
    ),
    # --- edits of what is part-paid ---
    rule(
        22,
        "2.4",
        "part-paid: no other date",
        NOT_OPEN,
        edit("A1", Date="2026-11-21"),
        edit("A1", Date=DATE),
        setup=paid(amount=10),
    ),
    rule(
        23,
        "2.4",
        "part-paid: no other amounts",
        NOT_OPEN,
        edit("A1", LineItems=[line(LineItemID=line_id("A1"), UnitAmount=90)]),
        edit("A1", LineItems=[line(LineItemID=line_id("A1"), Description="Other words", AccountCode="210")]),
        setup=paid(amount=10),
    ),
    rule(
        24,
        "2.4",
        "part-paid: lines by their ids",
        NOT_OPEN,
        edit("A1", LineItems=[line()]),
        edit("A1", LineItems=[line(LineItemID=line_id("A1"))]),
        setup=paid(amount=10),
    ),
    rule(
        25,
        "2.4",
        "paid in full: no other currency rate or kind of amounts",
        NOT_OPEN,
        edit("A1", LineAmountTypes="Inclusive"),
        edit("A1", Reference="x", DueDate="2026-12-31", InvoiceNumber="A1b", Url="https://odoo.example/1"),
        setup=paid(),
    ),
    rule(
        26, "2.4", "paid by a credit note: no other contact", NOT_OPEN, edit("A1", Contact=BAYVIEW), OK, setup=allocated
    ),
    rule(
        27,
        "2.4",
        "a part-paid bill: no other currency",
        NOT_OPEN,
        edit("B1", ExpectedPaymentDate="2026-12-01"),
        edit("B1", PlannedPaymentDate="2026-12-01", InvoiceNumber="B2"),
        setup=both(billed(), lambda desk: desk.keeper.pay("B1", 10, DATE)),
    ),
    # --- numbers ---
    rule(
        28,
        "2.4",
        "a number is unique",
        "invoice_number",
        invoice(InvoiceNumber="A1"),
        invoice(InvoiceNumber="A2"),
        setup=entered(),
    ),
    rule(29, "2.4", "that of a voided one too", "invoice_number", invoice(InvoiceNumber="A1"), invoice(), setup=voided),
    rule(
        30,
        "2.4",
        "an edit takes no number of others",
        "invoice_number",
        edit("A2", InvoiceNumber="A1"),
        edit("A2", InvoiceNumber="A3"),
        setup=both(entered(), entered("A2")),
    ),
    rule(
        31,
        "2.4",
        "nor does one of what is paid",
        "invoice_number",
        edit("A2", InvoiceNumber="A1"),
        edit("A2", InvoiceNumber="A3"),
        setup=both(entered(), paid("A2")),
    ),
    rule(
        32,
        "2.4",
        "a number is printable ASCII",
        "number_characters",
        invoice(InvoiceNumber="RÉ-1"),
        invoice(InvoiceNumber="RE-1"),
        words={"field": "InvoiceNumber"},
    ),
    rule(
        33,
        "2.4",
        "a number has 255 characters",
        "The field InvoiceNumber must be a string with a maximum length of 255.",
        invoice(InvoiceNumber="x" * 256),
        invoice(InvoiceNumber="x" * 255),
    ),
    rule(
        34,
        "2.4",
        "a reference has 255 characters",
        "The field Reference must be a string with a maximum length of 255.",
        invoice(Reference="x" * 256),
        invoice(Reference="x" * 255),
    ),
    # --- head ---
    rule(
        35,
        "2.4",
        "an approved one has a due date",
        "due_date",
        invoice(DueDate=None),
        invoice(DueDate=None, Status="DRAFT"),
    ),
    rule(
        36,
        "2.4",
        "an approved one has lines",
        "no_lines",
        invoice(LineItems=None),
        invoice(LineItems=None, Status="DRAFT"),
    ),
    rule(
        37,
        "2.2",
        "a document is for somebody",
        "A Contact must be specified for this type of transaction",
        invoice(Contact=None),
        invoice(),
    ),
    rule(
        38,
        "2.2",
        "an archived contact",
        "contact_archived",
        invoice(Contact={"ContactID": contact("Riverbend Clinic")}),
        invoice(),
    ),
    rule(
        39,
        "2.2",
        "a merged contact is archived",
        "contact_archived",
        invoice(Contact={"ContactID": lambda desk: desk.books.lost}),
        invoice(Contact=BAYVIEW),
        setup=merged,
    ),
    rule(40, "2.2", "a contact of nobody", "not_found", invoice(Contact={"ContactID": ABSENT}), invoice()),
    rule(
        41,
        "2.2",
        "a number alone makes no contact",
        "contact_name_empty",
        invoice(Contact={"ContactNumber": "N-1"}),
        invoice(Contact={"ContactNumber": "N-1", "Name": "New Contact"}),
    ),
    rule(
        42,
        "2.1",
        "a currency that is not subscribed",
        "currency",
        invoice(CurrencyCode="EUR"),
        invoice(CurrencyCode="AUD"),
        words={"code": "EUR"},
    ),
    rule(43, "2.4", "a link back is an address", "url", invoice(Url="odoo/1"), invoice(Url="https://odoo.example/1")),
    rule(
        44,
        "2.4",
        "a link back without the word",
        "url_xero",
        invoice(Url="https://odoo.example/Xero/1"),
        invoice(Url="https://odoo.example/x/1"),
    ),
    rule(
        45,
        "2.4",
        "a bill's link too",
        "url_xero",
        bill(Url="https://xero.example/1"),
        bill(Url="https://odoo.example/1"),
    ),
    rule(
        46,
        "2.4",
        "a total below zero",
        "negative_total",
        invoice(LineItems=[line(UnitAmount=-1)]),
        invoice(LineItems=[line(UnitAmount=-1)], Status="DRAFT"),
    ),
    # --- periods ---
    rule(47, "2.9", "a locked period", "period_lock", invoice(Date="2026-10-31"), invoice(Date="2026-11-01"), **LOCKED),
    rule(48, "2.9", "a locked year", "year_end_lock", bill(Date="2026-06-30"), bill(Date="2026-11-01"), **YEAR),
    rule(
        49,
        "2.9",
        "nothing of a locked period changes",
        "period_lock",
        edit("A1", Reference="x"),
        invoice(Date="2026-12-01"),
        setup=lock_later(),
        **LATE,
    ),
    rule(
        50,
        "2.9",
        "nor is it voided",
        "period_lock",
        edit("A1", Status="VOIDED"),
        invoice(Date="2026-12-01"),
        setup=lock_later(),
        **LATE,
    ),
    rule(
        51,
        "2.9",
        "nor moved out of it",
        "period_lock",
        edit("A1", Date="2026-12-01"),
        invoice(Date="2026-12-01"),
        setup=lock_later(),
        **LATE,
    ),
    rule(
        52,
        "2.9",
        "nor what was paid",
        "period_lock",
        edit("A1", Reference="x"),
        invoice(Date="2026-12-01"),
        setup=lock_later(paid()),
        **LATE,
    ),
    # --- plans ---
    rule(
        53,
        "2.4",
        "20 sales invoices a month",
        "plan_limit",
        invoice(),
        invoice(Status="SUBMITTED"),
        setup=approved(20),
        **PLAN,
    ),
    rule(
        54,
        "2.4",
        "judged by the invoice's date",
        "plan_limit",
        invoice(),
        invoice(Date="2026-12-01"),
        setup=approved(20),
        **PLAN,
    ),
    rule(55, "2.4", "5 bills a month", "plan_limit", bill(), bill(Status="DRAFT"), setup=approved(5, "bill"), **PLAN),
    rule(
        56,
        "2.4",
        "an organisation with automatic sales tax",
        "automatic_sales_tax",
        invoice(),
        bill(),
        kind="us",
        profile={"automatic_sales_tax": True},
    ),
    rule(
        57, "2.4", "a plan without invoices", "no_invoicing", invoice(), OK, setup=entered(), profile={"plan": "LEDGER"}
    ),
    rule(
        58,
        "3.2",
        "of a list the others stand",
        "due_date",
        put("Invoices", invoice_of(), bill_of(), invoice_of(DueDate=None)),
        put("Invoices", invoice_of(), bill_of()),
    ),
    rule(
        59,
        "3.2",
        "twice the same number in one list",
        "invoice_number",
        put("Invoices", invoice_of(InvoiceNumber="T1"), invoice_of(InvoiceNumber="T1")),
        put("Invoices", invoice_of(InvoiceNumber="T1"), invoice_of(InvoiceNumber="T2")),
    ),
    rule(
        60,
        "2.4",
        "the trap: a POST with the number of what is paid edits that",
        NOT_OPEN,
        posted(InvoiceNumber="A1", Date="2026-11-19"),
        posted(InvoiceNumber="A2"),
        setup=paid(amount=10),
    ),
    rule(
        61,
        "2.4",
        "a POST without a type",
        "type_creation",
        post("Invoices", invoice_of(Type=None)),
        posted(),
        **INVOICE,
    ),
    rule(
        62,
        "2.2",
        "the document of an archived contact stays his",
        "contact_archived",
        edit("A1", Contact={"ContactID": AZURE}),
        edit("A1", Reference="x"),
        setup=archived,
    ),
    # --- RoundingAmount ---
    rule(
        63,
        "2.5",
        "RoundingAmount within ten cents",
        "rounding_range",
        invoice(RoundingAmount="0.11", SubTotal=100, TotalTax=10, Total=110),
        invoice(RoundingAmount="0.10", SubTotal=100, TotalTax=10, Total="110.10"),
        profile={"rounding_amount": True},
    ),
    rule(
        64,
        "2.5",
        "with it the totals must be right",
        "rounding_totals",
        invoice(RoundingAmount="0.05", SubTotal=100, TotalTax=10, Total=110),
        invoice(RoundingAmount="0.05", SubTotal=100, TotalTax=10, Total="110.05"),
        profile={"rounding_amount": True},
        words={"field": "Total", "given": "110", "expected": "110.05"},
    ),
    rule(
        65,
        "2.4",
        "the trap: a POST with the number of what was voided",
        "status",
        posted(InvoiceNumber="A1"),
        posted(InvoiceNumber="A2"),
        setup=voided,
    ),
)
