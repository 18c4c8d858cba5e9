"""Rules of credit notes, allocations, payments, batches, overpayments (XERO 2.6, 2.7, 2.9)."""

from decimal import Decimal

from ..faults import WORDS
from .papers import (
    ABSENT,
    DATE,
    allocated,
    allocation,
    batch,
    bill,
    billed,
    both,
    credited,
    edit,
    entered,
    id_of,
    invoice,
    line,
    note,
    note_of,
    overpaid,
    paid,
    part,
    payment,
    transaction,
    unallocation,
)
from .rule import Rule, account, change, contact, post


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"MON-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def drafted(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "D1", DATE, Status="DRAFT")
    entered()(desk)


def drafted_note(desk):
    credited("D1", Status="DRAFT")(desk)
    credited()(desk)
    entered()(desk)


def euro(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "E1", DATE, CurrencyCode="EUR")


def batched(desk):
    entered()(desk)
    entered("A2")(desk)
    desk.keeper.pay_batch("A1", "A2", date=DATE)


def reconciled(desk):
    paid()(desk)
    desk.keeper.reconcile("P1")


def locked(setup):
    def close(desk):
        setup(desk)
        desk.keeper.lock_period("2026-11-30")

    return close


def removed(desk):
    paid()(desk)
    desk.keeper.remove_payment("P1")


def first(endpoint):
    """The id of the first row of an endpoint."""
    return lambda desk: next(iter(desk.books.store.table(endpoint)))


def ended(endpoint, identifier, status="DELETED"):
    return change(endpoint, identifier, {"Status": status})


def used(desk):
    """An overpayment that is allocated in part."""
    overpaid(desk)
    entered()(desk)
    desk.keeper.allocate(first("Overpayments")(desk), "A1", 10, "Overpayments")


OVER = first("Overpayments")
BOTH = both(entered(), credited())
LATE = {"words": {"date": "30 November 2026"}}
GONE = ended("Payments", id_of("Payments", "P1"))
NOTE = {"words": {"word": "Credit note"}}
MANY = {"kind": "many"}

RULES = (
    # --- credit notes ---
    rule(1, "2.6", "a credit note has a type", "type_creation", note(Type=None), note(), **NOTE),
    rule(
        2,
        "2.6",
        "its number is unique",
        "note_number",
        note(CreditNoteNumber="C1"),
        note(CreditNoteNumber="C2"),
        setup=credited(),
    ),
    rule(
        3,
        "2.6",
        "nothing of it changes once it is used",
        "paid_edit",
        edit("C1", "CreditNotes", Reference="x"),
        edit("C1", "CreditNotes", Reference=""),
        setup=allocated,
    ),
    rule(
        4,
        "2.6",
        "no void while it is used",
        "status_with_money",
        edit("C1", "CreditNotes", Status="VOIDED"),
        edit("A1", Reference="x"),
        setup=allocated,
        words={"status": "VOIDED"},
    ),
    rule(
        5,
        "2.9",
        "a locked period",
        "period_lock",
        note(Date="2026-10-31"),
        note(),
        profile={"period_lock": "2026-10-31"},
        words={"date": "31 October 2026"},
    ),
    rule(6, "2.6", "an id of nothing", "not_found", post("CreditNotes", note_of(CreditNoteID=ABSENT)), note()),
    rule(
        7,
        "2.2",
        "an archived contact",
        "contact_archived",
        note(Contact={"ContactID": contact("Riverbend Clinic")}),
        note(),
    ),
    # --- allocations ---
    rule(8, "2.6", "an allocation of no note", "400/10", allocation(credit_id=ABSENT), allocation(), setup=BOTH),
    rule(9, "2.6", "to no invoice", "not_found", allocation(Invoice={"InvoiceID": ABSENT}), allocation(), setup=BOTH),
    rule(
        10,
        "2.6",
        "over more than is left of the note",
        "allocation_amount",
        allocation(amount="44.01"),
        allocation(amount="44"),
        setup=BOTH,
    ),
    rule(
        11,
        "2.6",
        "over more than is open of the invoice",
        "allocation_amount",
        allocation(amount="11.01"),
        allocation(amount="11"),
        setup=both(credited(), entered(amount="10")),
    ),
    rule(
        12,
        "2.6",
        "to an invoice that is paid",
        f"{WORDS['allocation_paid']} | {WORDS['allocation_amount']}",
        [allocation(amount="0.01")],
        allocation(number="A2"),
        setup=both(paid(), entered("A2"), credited()),
    ),
    rule(
        13,
        "2.6",
        "to another contact's",
        "allocation_contact",
        allocation(),
        allocation(number="A2"),
        setup=both(credited(), entered(who="Bayview Bakery"), entered("A2")),
    ),
    rule(
        14,
        "2.6",
        "a sales credit to a bill",
        "allocation_type",
        allocation(number="B1"),
        allocation(),
        setup=both(BOTH, billed(who="Azure Interior")),
    ),
    rule(
        15,
        "2.6",
        "to a draft",
        "allocation_status",
        allocation(number="D1"),
        allocation(),
        setup=both(drafted, credited()),
    ),
    rule(16, "2.6", "of a draft", "allocation_status", allocation(credit="D1"), allocation(), setup=drafted_note),
    rule(
        17,
        "2.6",
        "to another currency",
        "allocation_currency",
        allocation(number="E1"),
        allocation(),
        setup=both(BOTH, euro),
        **MANY,
    ),
    rule(18, "2.6", "over nothing", "allocation_positive", allocation(amount="0"), allocation(), setup=BOTH),
    rule(19, "2.6", "without a date", "allocation_date", allocation(Date=None), allocation(), setup=BOTH),
    rule(
        20,
        "2.6",
        "taken back twice",
        "allocation_unknown",
        unallocation(sub_id=ABSENT),
        unallocation(),
        setup=allocated,
    ),
    rule(
        21,
        "2.9",
        "in a locked period",
        "period_lock",
        allocation(),
        invoice(Date="2026-12-01"),
        setup=locked(BOTH),
        **LATE,
    ),
    rule(
        22,
        "2.9",
        "not taken back there",
        "period_lock",
        unallocation(),
        invoice(Date="2026-12-01"),
        setup=locked(allocated),
        **LATE,
    ),
    rule(
        23,
        "2.6",
        "POST is no verb of allocations",
        "501",
        post("CreditNotes", {}, sub="Allocations"),
        allocation(),
        setup=BOTH,
    ),
    # --- payments ---
    rule(24, "2.7", "a payment of nothing", "payment_none", payment(None), payment(), setup=entered()),
    rule(
        25,
        "2.7",
        "of two documents",
        "payment_several",
        payment(CreditNote={"CreditNoteID": id_of("CreditNotes", "C1")}),
        payment(),
        setup=BOTH,
    ),
    rule(
        26,
        "2.7",
        "of what is not there",
        "payment_unknown",
        payment(Invoice={"InvoiceID": ABSENT}),
        payment(),
        setup=entered(),
    ),
    rule(27, "2.7", "from no account", "account_missing", payment(Account=None), payment(), setup=entered()),
    rule(
        28,
        "2.7",
        "from an account without payments",
        "account_code",
        payment(Account={"Code": "200"}),
        payment(Account={"AccountID": account("Card Clearing")}),
        setup=entered(),
        words={"code": "200"},
    ),
    rule(29, "2.7", "without a day", "payment_date", payment(Date=None), payment(), setup=entered()),
    rule(30, "2.7", "over nothing", "payment_positive", payment(amount="0"), payment(), setup=entered()),
    rule(
        31,
        "2.7",
        "over more than is open",
        "payment_exceeds",
        payment(amount="110.01"),
        payment(amount="110"),
        setup=entered(),
    ),
    rule(32, "2.7", "of a draft", "payment_status", payment("D1"), payment(), setup=drafted),
    rule(
        33,
        "2.7",
        "of what was voided",
        "payment_status",
        payment("A2"),
        payment(),
        setup=both(entered(), entered("A2"), lambda desk: desk.keeper.void("Invoices", "A2")),
    ),
    rule(
        34,
        "2.9",
        "in a locked period",
        "period_lock",
        payment(),
        payment(Date="2026-12-01"),
        setup=locked(entered()),
        **LATE,
    ),
    rule(
        35,
        "2.7",
        "is never changed",
        "payment_immutable",
        change("Payments", id_of("Payments", "P1"), {"Amount": 5}),
        GONE,
        setup=paid(),
    ),
    rule(
        36,
        "2.7",
        "not by its id either",
        "payment_immutable",
        payment(PaymentID=id_of("Payments", "P1")),
        payment(),
        setup=paid(amount=5),
    ),
    rule(37, "2.7", "is deleted once", "payment_deleted", GONE, payment(), setup=removed),
    rule(
        38,
        "2.7",
        "not when it is reconciled",
        "payment_reconciled",
        GONE,
        payment("A2"),
        setup=both(reconciled, entered("A2")),
    ),
    rule(
        39,
        "2.7",
        "not out of a batch",
        "payment_of_batch",
        ended("Payments", first("Payments")),
        ended("BatchPayments", first("BatchPayments")),
        setup=batched,
    ),
    rule(
        40,
        "2.9",
        "not in a locked period",
        "period_lock",
        GONE,
        invoice(Date="2026-12-01"),
        setup=locked(paid()),
        **LATE,
    ),
    rule(
        41,
        "2.7",
        "another bank currency needs a rate",
        "payment_rate",
        payment("E1"),
        payment("E1", CurrencyRate=Decimal("0.56")),
        setup=euro,
        **MANY,
    ),
    rule(
        42,
        "2.7",
        "or the amount of the bank",
        "payment_rate",
        payment("E1"),
        payment("E1", BankAmount=Decimal("17.85")),
        setup=euro,
        **MANY,
    ),
    rule(
        43,
        "2.7",
        "a reference has 255 characters",
        "The field Reference must be a string with a maximum length of 255.",
        payment(Reference="x" * 256),
        payment(Reference="x" * 255),
        setup=entered(),
    ),
    rule(
        44,
        "2.7",
        "a refund beyond what is left",
        "payment_exceeds",
        payment(None, "44.01", CreditNote={"CreditNoteID": id_of("CreditNotes", "C1")}),
        payment(None, "44", CreditNote={"CreditNoteID": id_of("CreditNotes", "C1")}),
        setup=credited(),
    ),
    # --- batches ---
    rule(45, "2.7", "a batch of nothing", "batch_empty", batch(), batch(part("A1")), setup=entered()),
    rule(
        46,
        "2.7",
        "invoices and bills in one",
        "batch_kinds",
        batch(part("A1"), part("B1")),
        batch(part("A1")),
        setup=both(entered(), billed()),
    ),
    rule(
        47,
        "2.7",
        "over more than is open, together",
        "payment_exceeds",
        batch(part("A1", "60"), part("A1", "60")),
        batch(part("A1", "60"), part("A1", "50")),
        setup=entered(),
    ),
    rule(
        48,
        "2.7",
        "a narrative has 18 characters",
        "The field Narrative must be a string with a maximum length of 18.",
        batch(part("A1"), Narrative="x" * 19),
        batch(part("A1"), Narrative="x" * 18),
        setup=entered(),
        kind="gb",
    ),
    rule(
        49,
        "2.7",
        "particulars have 12",
        "The field Particulars must be a string with a maximum length of 12.",
        batch(part("A1"), Particulars="x" * 13),
        batch(part("A1"), Particulars="x" * 12),
        setup=entered(),
        kind="nz",
    ),
    rule(
        50,
        "2.7",
        "is never changed",
        "batch_immutable",
        change("BatchPayments", first("BatchPayments"), {"Date": DATE}),
        post("BatchPayments", {"BatchPaymentID": first("BatchPayments"), "Status": "DELETED"}),
        setup=batched,
    ),
    rule(51, "2.7", "without a day", "payment_date", batch(part("A1"), Date=None), batch(part("A1")), setup=entered()),
    rule(52, "2.7", "of a draft", "payment_status", batch(part("D1")), batch(part("A1")), setup=drafted),
    rule(
        53,
        "2.7",
        "not when it is reconciled",
        "payment_reconciled",
        ended("BatchPayments", first("BatchPayments")),
        invoice(),
        setup=both(batched, lambda desk: desk.keeper.reconcile(first("BatchPayments")(desk), "BatchPayments")),
    ),
    # --- overpayments ---
    rule(
        54,
        "2.7",
        "only of a bank account",
        "bank_account",
        transaction(BankAccount={"AccountID": account("Card Clearing")}),
        transaction(),
    ),
    rule(
        55,
        "2.7",
        "is for somebody",
        "A Contact must be specified for this type of transaction",
        transaction(Contact=None),
        transaction(),
    ),
    rule(56, "2.7", "over something", "payment_positive", transaction(LineItems=[line(UnitAmount=0)]), transaction()),
    rule(
        57,
        "2.7",
        "a transfer is made elsewhere",
        "transaction_type",
        transaction("RECEIVE-TRANSFER"),
        transaction("RECEIVE"),
    ),
    rule(
        58,
        "2.7",
        "is never changed",
        "transaction_immutable",
        change("BankTransactions", first("BankTransactions"), {"Date": DATE}),
        ended("BankTransactions", first("BankTransactions")),
        setup=overpaid,
    ),
    rule(
        59,
        "2.7",
        "is not deleted once it is used",
        "transaction_used",
        ended("BankTransactions", first("BankTransactions")),
        transaction(),
        setup=used,
    ),
    rule(
        60,
        "2.7",
        "allocated beyond what is left",
        "allocation_amount",
        allocation(credit_id=OVER, amount="50.01", endpoint="Overpayments"),
        allocation(credit_id=OVER, amount="50", endpoint="Overpayments"),
        setup=both(overpaid, entered()),
    ),
    rule(
        61,
        "2.9",
        "in a locked period",
        "period_lock",
        transaction(),
        transaction(Date="2026-12-01"),
        setup=locked(overpaid),
        **LATE,
    ),
    rule(
        62,
        "2.7",
        "a link back without the word",
        "url_xero",
        transaction(Url="https://xero.example/1"),
        transaction(Url="https://odoo.example/1"),
    ),
    rule(
        63,
        "2.7",
        "is deleted while unreconciled",
        "transaction_reconciled",
        ended("BankTransactions", first("BankTransactions")),
        transaction(),
        setup=both(overpaid, lambda desk: desk.keeper.reconcile(first("BankTransactions")(desk), "BankTransactions")),
    ),
    rule(
        64,
        "2.7",
        "overpayments are not written themselves",
        "501",
        post("Overpayments", {"Type": "RECEIVE-OVERPAYMENT"}),
        bill(),
    ),
    rule(
        65,
        "2.7",
        "money spent on an account that there is",
        "account_code",
        transaction("SPEND", LineItems=[line(AccountCode="999")]),
        transaction("SPEND", LineItems=[line(AccountCode="453")]),
        words={"code": "999"},
    ),
)
