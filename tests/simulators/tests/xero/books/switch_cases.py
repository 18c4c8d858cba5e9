"""What the switches of documents and money show: {switch: (look, {position: what is seen})}."""

from decimal import Decimal

from tests.simulators.xero.books.rules.papers import (
    ABSENT,
    DATE,
    allocation,
    batch,
    bill_of,
    billed,
    credited,
    edit,
    entered,
    id_of,
    invoice,
    line,
    line_id,
    lines,
    note,
    overpaid,
    part,
    payment,
    transaction,
)
from tests.simulators.xero.books.rules.rule import change, post, run


def passes(request, setup=None, kind="au", **profile):
    """Whether a request is accepted."""

    def look(desk):
        if setup:
            setup(desk)
        return run(desk, request) == ""

    look.kind, look.profile = kind, profile
    return look


def made(desk, request) -> dict:
    """The element that comes of a request which is accepted."""
    result = request(desk)
    assert not result["errors"], result
    return result["element"]


def yen(desk):
    shown = made(desk, invoice(CurrencyCode="JPY", LineItems=[line(UnitAmount=Decimal("99.95"))]))
    return shown["SubTotal"], shown["TotalTax"]


yen.kind, yen.profile = "many", {"currencies": ("JPY",)}


def thirds(desk):
    return made(desk, lines(line(Quantity=3, UnitAmount=None, LineAmount=100)))["SubTotal"]


def exempt_tax(desk):
    return made(desk, lines(line(TaxType="EXEMPTOUTPUT", TaxAmount=1)))["TotalTax"]


def where_it_hangs(desk):
    return invoice(LineItems=[line(), line(AccountCode="999")])(desk)["errors"][0].at


def resent(desk):
    entered()(desk)
    return made(desk, edit("A1", LineItems=[{"LineItemID": line_id("A1"), "Description": "Other"}]))["SubTotal"]


def voided(desk):
    entered()(desk)
    desk.keeper.void("Invoices", "A1")


def due_of_voided(desk):
    voided(desk)
    return desk.books.read("Invoices", id_of("Invoices", "A1")(desk))["AmountDue"]


def nothing(desk):
    return made(desk, invoice(LineItems=[line(UnitAmount=0)]))["Status"]


def bills_after_post(desk):
    billed()(desk)
    made(desk, post("Invoices", bill_of(InvoiceNumber="B1")))
    return len(desk.books.bills())


def draft_of_before(desk):
    desk.keeper.lock_period("2026-11-30")
    return run(desk, invoice(Status="DRAFT")) == ""


def allocated_before(desk):
    entered()(desk)
    credited()(desk)
    desk.keeper.lock_period("2026-11-30")
    return run(desk, allocation()) == ""


def euro(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "E1", DATE, CurrencyCode="EUR")


def refunded(desk):
    credited()(desk)
    shown = made(desk, payment(None, CreditNote={"CreditNoteID": id_of("CreditNotes", "C1")}))
    return [name for name in ("Invoice", "CreditNote") if name in shown]


def batch_reference(desk):
    entered()(desk)
    return made(desk, batch(part("A1"), Reference="R1")).get("Reference", "")


def first_of(endpoint):
    return lambda desk: next(iter(desk.books.store.table(endpoint)))


def batched(desk):
    entered()(desk)
    desk.keeper.pay_batch("A1", date=DATE)


def overpayment_reference(desk):
    shown = made(desk, transaction(Reference="R1"))
    return shown["Reference"], desk.books.read("Overpayments", shown["OverpaymentID"])["Reference"]


def told_of_paying(desk):
    entered()(desk)
    told = []
    desk.books.listeners.append(told.append)
    made(desk, payment())
    return sorted({event.endpoint for event in told})


def both(desk):
    entered()(desk)
    credited()(desk)


ENDED = {"Status": "DELETED"}
#: switch: what to look at, and what each position shows
DOCUMENT_CASES = {
    "yen_decimals": (
        yen,
        {"two": (Decimal("99.95"), Decimal("10.00")), "none": (Decimal("100"), Decimal("10"))},
    ),
    "derived_price": (thirds, {"line_amount_kept": Decimal("100.00"), "recomputed": Decimal("99.99")}),
    "tax_amount_at_no_rate": (exempt_tax, {"ignored": Decimal("0.00"), "kept": Decimal("1.00")}),
    "tax_above_unit_amount": (
        passes(lines(line(Quantity=100, UnitAmount=1, TaxAmount=10))),
        {"accepted": True, "refused": False},
    ),
    "line_errors": (where_it_hangs, {"line": "LineItems[1]", "document": ""}),
    "line_update": (resent, {"replaced": Decimal("0.00"), "merged": Decimal("100.00")}),
    "unknown_line_id": (
        passes(edit("A1", LineItems=[line(LineItemID=ABSENT)]), entered()),
        {"refused": False, "added": True},
    ),
    "item_supplies_account": (
        passes(lines({"ItemCode": "SRV-1", "Quantity": 1})),
        {"no": False, "yes": True},
    ),
    "discount_elsewhere": (passes(note(LineItems=[line(DiscountRate=10)])), {"refused": False, "ignored": True}),
    "submitted_lines": (
        passes(lines(line(AccountCode=None), Status="SUBMITTED")),
        {"whole": False, "draft": True},
    ),
    "negative_total": (passes(lines(line(UnitAmount=-1))), {"refused": False, "accepted": True}),
    "zero_total": (nothing, {"PAID": "PAID", "AUTHORISED": "AUTHORISED"}),
    "number_of_voided": (passes(invoice(InvoiceNumber="A1"), voided), {"taken": False, "free": True}),
    "bill_number_on_post": (bills_after_post, {"duplicates": 2, "updates": 1}),
    "drafts_in_locked_period": (draft_of_before, {"refused": False, "accepted": True}),
    "amount_due_of_voided": (due_of_voided, {"total": Decimal("110.00"), "zero": Decimal("0.00")}),
    "paying_tells": (told_of_paying, {"yes": ["Invoices", "Payments"], "no": ["Payments"]}),
    "allocation_date": (passes(allocation(Date=None), both), {"required": False, "optional": True}),
    "allocation_in_locked_period": (allocated_before, {"refused": False, "accepted": True}),
    "foreign_payment_without_rate": (
        passes(payment("E1"), euro, kind="many"),
        {"refused": False, "day_rate": True},
    ),
    "refund_shown_as": (refunded, {"Invoice": ["Invoice"], "CreditNote": ["CreditNote"]}),
    "batch_reference": (batch_reference, {"ignored": "", "kept": "R1"}),
    "batch_delete": (
        passes(change("BatchPayments", first_of("BatchPayments"), ENDED), batched),
        {"allowed": True, "refused": False},
    ),
    "overpayment_reference": (overpayment_reference, {"ignored": ("", ""), "kept": ("R1", "R1")}),
    "overpayment_delete": (
        passes(change("BankTransactions", first_of("BankTransactions"), ENDED), overpaid),
        {"allowed": True, "refused": False},
    ),
}
