"""Credit notes and their allocations (facts 2.6)."""

from decimal import Decimal

import pytest

from tests.simulators.xero.books import Fault
from tests.simulators.xero.books.rules.papers import (
    ABSENT,
    DATE,
    allocated,
    allocation,
    credited,
    edit,
    entered,
    id_of,
    note,
    note_of,
    paid,
    unallocation,
)
from tests.simulators.xero.books.rules.rule import Request, post, run

from .switch_cases import made

D = Decimal


def note_row(desk, number="C1"):
    return desk.keeper.document("CreditNotes", number)


def several(*parts):
    elements = [
        {"Invoice": {"InvoiceID": id_of("Invoices", number)}, "Amount": amount, "Date": DATE}
        for number, amount in parts
    ]
    return Request("PUT", "CreditNotes", elements, id_of("CreditNotes", "C1"), {"sub": "Allocations"})


def test_a_note_in_full(desk):
    shown = made(desk, note(CreditNoteNumber="C1", Reference="A1"))
    assert (shown["Status"], shown["Total"], shown["RemainingCredit"], shown["Reference"]) == (
        "AUTHORISED",
        110,
        110,
        "A1",
    )
    assert {one["name"]: one["receivable"] for one in desk.books.contacts()}["Azure Interior"] == -110


def test_sent_to_contact_is_only_shown(desk):
    result = note(SentToContact=True)(desk)
    assert result["element"]["SentToContact"] is False and not result["warnings"]


def test_a_note_made_with_allocations_has_none(desk):
    """Creating and allocating are two calls (facts 2.6)."""
    entered()(desk)
    given = note_of(Allocations=[{"Amount": 10, "Invoice": {"InvoiceID": id_of("Invoices", "A1")}, "Date": DATE}])
    assert made(desk, post("CreditNotes", given))["Allocations"] == []
    assert desk.books.open_amount("A1") == 110


def test_allocating_and_taking_back(desk, clock):
    entered()(desk)
    credited()(desk)
    before = desk.keeper.document("Invoices", "A1")["UpdatedDateUTC"], note_row(desk)["UpdatedDateUTC"]
    clock.move(minutes=1)
    shown = made(desk, allocation(amount="44"))
    assert shown["Amount"] == 44 and shown["CreditNote"]["CreditNoteID"] == note_row(desk)["CreditNoteID"]
    invoice = desk.books.read("Invoices", "A1")
    assert (invoice["AmountDue"], invoice["AmountCredited"], invoice["AmountPaid"]) == (66, 44, 0)
    full = desk.books.read("CreditNotes", "C1")
    assert (full["Status"], full["RemainingCredit"], full["Allocations"][0]["Amount"]) == ("PAID", 0, 44)
    assert full["Allocations"][0]["Invoice"]["InvoiceNumber"] == "A1"
    after = desk.keeper.document("Invoices", "A1")["UpdatedDateUTC"], note_row(desk)["UpdatedDateUTC"]
    assert after[0] > before[0] and after[1] > before[1]
    clock.move(minutes=1)
    gone = made(desk, unallocation())
    assert gone["IsDeleted"] and gone["AllocationID"] == shown["AllocationID"]
    assert desk.books.open_amount("A1") == 110
    assert (note_row(desk)["Status"], note_row(desk)["RemainingCredit"]) == ("AUTHORISED", 44)
    assert desk.books.allocations() == []


def test_a_note_that_is_not_there(desk):
    entered()(desk)
    with pytest.raises(Fault) as caught:
        allocation(credit_id=ABSENT)(desk)
    (element,) = caught.value.elements
    assert element["ValidationErrors"] == [
        {"Message": "An existing Credit Note with the specified CreditNoteID could not be found"}
    ]


def test_the_date_is_the_later_of_both(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 100)], "A1", "2026-11-25")
    credited()(desk)
    assert made(desk, allocation(Date="2026-01-01"))["Date"] == "/Date(1795564800000+0000)/"


def test_several_of_one_note_in_one_call(desk):
    for number in ("A1", "A2", "A3"):
        entered(number)(desk)
    credited(amount="100")(desk)
    results = several(("A1", 50), ("A2", 70), ("A3", 60)).results(desk)
    assert [bool(result["errors"]) for result in results] == [False, True, False]
    assert results[1]["errors"] == ["Credit Note cannot be allocated as amount is greater than amount outstanding"]
    assert note_row(desk)["Status"] == "PAID"
    assert [desk.books.open_amount(number) for number in ("A1", "A2", "A3")] == [60, 110, 50]


def test_an_invoice_is_paid_by_a_credit(desk):
    entered(amount="40")(desk)
    credited()(desk)
    made(desk, allocation(amount="44"))
    shown = desk.books.read("Invoices", "A1")
    assert (shown["Status"], shown["AmountDue"]) == ("PAID", 0) and "FullyPaidOnDate" in shown


def test_the_same_allocation_again_is_told(desk):
    """A repeat after a lost answer must not credit twice (facts 7)."""
    allocated(desk)
    assert "greater than amount outstanding" in run(desk, allocation(amount="44"))


def test_the_upsert_trap_of_notes(desk):
    credited()(desk)
    made(desk, post("CreditNotes", note_of(CreditNoteNumber="C1")))
    (only,) = desk.books.credit_notes()
    assert only["subtotal"] == 100


def test_a_note_on_a_bill(desk):
    desk.keeper.enter_bill("Wood Corner", [("Office Expenses", 1, 100)], "B1", DATE)
    for _time in range(2):
        desk.keeper.enter_bill_credit("Wood Corner", [("Office Expenses", 1, 10)], "BC1", DATE)
    assert len(desk.books.bill_credits("BC1")) == 2
    desk.keeper.allocate("BC1", "B1")
    assert desk.books.bills("B1")[0]["open"] == 99


def test_voiding_needs_the_allocations_gone(desk):
    allocated(desk)
    assert "has payments or credit notes" in run(desk, edit("C1", "CreditNotes", Status="VOIDED"))
    desk.keeper.remove_allocation("C1")
    shown = made(desk, edit("C1", "CreditNotes", Status="VOIDED"))
    assert (shown["Status"], shown["RemainingCredit"]) == ("VOIDED", 0)
    assert {one["name"]: one["receivable"] for one in desk.books.contacts()}["Azure Interior"] == 110


def test_a_payment_and_a_credit_together(desk):
    paid(amount=60)(desk)
    credited(amount="100")(desk)
    assert run(desk, allocation(amount="50.01")) != ""
    made(desk, allocation(amount="50"))
    assert desk.books.read("Invoices", "A1")["Status"] == "PAID"
    assert note_row(desk)["RemainingCredit"] == 60
