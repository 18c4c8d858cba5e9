"""Invoices and bills: creating and editing, numbers, lines, statuses, what a listing shows (facts 2.4)."""

from datetime import datetime
from decimal import Decimal

import pytest

from tests.simulators.xero.books.rules.papers import (
    AZURE,
    DATE,
    DUE,
    allocated,
    bill,
    bill_of,
    billed,
    cost,
    edit,
    entered,
    id_of,
    invoice,
    invoice_of,
    line,
    line_id,
    note,
    paid,
    posted,
)
from tests.simulators.xero.books.rules.rule import contact, post, put, run

from .switch_cases import made

D = Decimal


def row(desk, number):
    return desk.keeper.document("Invoices", number)


def modified(desk, number, endpoint="Invoices"):
    return desk.keeper.document(endpoint, number)["UpdatedDateUTC"]


# --- creating ---


def test_a_draft_needs_little(desk):
    shown = made(desk, put("Invoices", {"Type": "ACCREC", "Contact": {"ContactID": AZURE}}))
    assert (shown["Status"], shown["Total"], shown["LineItems"], shown["AmountDue"]) == ("DRAFT", 0, [], 0)
    assert "DueDate" not in shown


def test_the_day_is_that_of_the_organisation(desk, clock):
    """In Sydney it is tomorrow already."""
    clock.now = datetime.fromisoformat("2026-11-20T20:00:00")
    assert made(desk, invoice(Date=None))["DateString"] == "2026-11-21T00:00:00"


def test_numbers_are_given_where_none_is_sent(desk):
    entered("INV-0002")(desk)
    assert [made(desk, invoice())["InvoiceNumber"] for _number in range(2)] == ["INV-0001", "INV-0003"]
    assert made(desk, note())["CreditNoteNumber"] == "CN-0001"
    assert made(desk, bill())["InvoiceNumber"] == ""


def test_a_bill_has_no_reference_and_no_own_number(desk):
    for _time in range(2):
        shown = made(desk, bill(InvoiceNumber="B1", Reference="ignored", Url="https://odoo.example/7"))
        assert (shown["InvoiceNumber"], shown["Reference"], shown["Url"]) == ("B1", "", "https://odoo.example/7")
    assert len(desk.books.bills("B1")) == 2


def test_five_of_which_the_third_is_wrong(desk):
    sent = [invoice_of(InvoiceNumber=f"F{number}") for number in range(1, 6)]
    sent[2]["LineItems"] = [line(AccountCode="999")]
    results = put("Invoices", *sent).results(desk)
    assert [bool(result["errors"]) for result in results] == [False, False, True, False, False]
    assert results[2]["errors"] == ["Account code '999' is not a valid code for this document."]
    assert results[2]["element"]["InvoiceID"] == "00000000-0000-0000-0000-000000000000"
    assert [one["number"] for one in desk.books.invoices()] == ["F1", "F2", "F4", "F5"]


def test_everything_wrong_is_told_at_once(desk):
    errors = desk.errors(invoice(DueDate=None, Url="xero", LineItems=[line(Description=None, AccountCode="999")]))
    assert len(errors) == 5


def test_a_name_that_nobody_has_makes_a_contact(desk):
    shown = made(desk, invoice(Contact={"Name": "New & Co", "ContactNumber": "T-1"}))
    assert (shown["Contact"]["Name"], shown["Contact"]["IsCustomer"]) == ("New & Co", True)
    assert made(desk, bill(Contact={"Name": "New & Co"}))["Contact"]["ContactID"] == shown["Contact"]["ContactID"]
    refused = run(desk, invoice(Contact={"Name": "Another"}, DueDate=None))
    assert refused and "Another" not in [one["name"] for one in desk.books.contacts()]


def test_only_the_id_leaves_a_contact_alone(desk, clock):
    before = desk.books.contact("Azure Interior")
    clock.move(minutes=1)
    made(desk, invoice())
    after = desk.books.contact("Azure Interior")
    assert after == {**before, "IsCustomer": True}
    made(desk, invoice(Contact={"ContactID": AZURE, "FirstName": "Ann"}))
    assert desk.books.contact("Azure Interior")["UpdatedDateUTC"] > before["UpdatedDateUTC"]


def test_sent_to_contact_of_a_draft_is_a_warning(desk):
    result = invoice(Status="DRAFT", SentToContact=True)(desk)
    assert result["warnings"] == ["Only AUTHORISED invoices may have SentToContact updated."]
    assert not result["errors"] and result["element"]["SentToContact"] is False
    assert made(desk, invoice(SentToContact=True))["SentToContact"] is True


def test_currency_rates(open_desk):
    desk = open_desk("many")
    assert made(desk, invoice(CurrencyCode="EUR"))["CurrencyRate"] == D("0.560345")
    assert made(desk, invoice(CurrencyCode="EUR", CurrencyRate="0.6"))["CurrencyRate"] == D("0.6")
    assert made(desk, invoice(CurrencyRate="0.6"))["CurrencyRate"] == 1
    result = invoice(CurrencyCode="EUR", CurrencyRate="1.9")(desk)
    assert result["warnings"] and not result["errors"]


# --- PUT and POST ---


def test_the_upsert_trap(desk):
    """A POST with the number of an invoice that is there edits that one (facts 2.4)."""
    entered()(desk)
    shown = made(
        desk,
        posted(InvoiceNumber="A1", LineItems=[line(UnitAmount=7)], Contact={"ContactID": contact("Bayview Bakery")}),
    )
    assert shown["InvoiceID"] == row(desk, "A1")["InvoiceID"]
    (only,) = desk.books.invoices()
    assert (only["contact"], only["subtotal"]) == ("Bayview Bakery", D("7.00"))
    owed = {one["name"]: one["receivable"] for one in desk.books.contacts()}
    assert (owed["Azure Interior"], owed["Bayview Bakery"]) == (0, D("7.70"))


def test_post_creates_what_is_not_there(desk):
    assert made(desk, posted(InvoiceNumber="N1"))["InvoiceNumber"] == "N1"
    assert made(desk, posted(InvoiceNumber=None))["InvoiceNumber"] == "INV-0001"


def test_post_by_id_changes_what_it_names(desk):
    entered()(desk)
    shown = made(desk, post("Invoices", {"InvoiceID": id_of("Invoices", "A1"), "Reference": "x"}))
    assert (shown["Reference"], shown["Total"], shown["InvoiceNumber"]) == ("x", D("110.00"), "A1")


def test_post_of_a_bill_by_number_makes_another(desk):
    billed()(desk)
    made(desk, post("Invoices", bill_of(InvoiceNumber="B1")))
    assert len(desk.books.bills("B1")) == 2


def test_a_path_may_name_the_number(desk):
    entered()(desk)
    assert desk.books.read("Invoices", "A1")["InvoiceNumber"] == "A1"


# --- lines of an update ---


def test_lines_by_their_ids(desk):
    entered()(desk)
    made(desk, edit("A1", LineItems=[line(LineItemID=line_id("A1")), line(Description="Second")]))
    first, second = row(desk, "A1")["LineItems"]
    shown = made(desk, edit("A1", LineItems=[line(LineItemID=second["LineItemID"], UnitAmount=1), line(UnitAmount=2)]))
    ids = [one["LineItemID"] for one in shown["LineItems"]]
    assert ids[0] == second["LineItemID"] and first["LineItemID"] not in ids
    assert shown["SubTotal"] == 3


def test_without_ids_all_lines_are_replaced(desk):
    entered()(desk)
    before = row(desk, "A1")["LineItems"][0]["LineItemID"]
    shown = made(desk, edit("A1", LineItems=[line(), line()]))
    assert before not in [one["LineItemID"] for one in shown["LineItems"]] and shown["SubTotal"] == 200


def test_no_lines_sent_keep_the_lines(desk):
    entered()(desk)
    assert made(desk, edit("A1", LineItems=[], DueDate="2027-01-01"))["Total"] == D("110.00")


# --- statuses ---


def test_a_draft_becomes_an_invoice(desk):
    made(desk, invoice(InvoiceNumber="A1", Status="DRAFT", LineItems=[line(AccountCode=None)]))
    assert desk.books.contact("Azure Interior")["IsCustomer"]
    assert run(desk, edit("A1", Status="AUTHORISED")) == "Account code must be specified"
    assert made(desk, edit("A1", Status="SUBMITTED", LineItems=[line()]))["Status"] == "SUBMITTED"
    assert made(desk, edit("A1", Status="DRAFT"))["Status"] == "DRAFT"
    assert made(desk, edit("A1", Status="AUTHORISED"))["Status"] == "AUTHORISED"


def test_voiding_keeps_the_lines_and_owes_nothing(desk):
    entered()(desk)
    shown = made(desk, edit("A1", Status="VOIDED", Reference="not read"))
    assert (shown["Status"], shown["Total"], shown["Reference"], len(shown["LineItems"])) == ("VOIDED", 110, "", 1)
    assert {one["receivable"] for one in desk.books.contacts()} == {0}


def test_over_nothing_is_paid_and_can_be_voided(desk):
    made(desk, invoice(InvoiceNumber="Z1", LineItems=[line(UnitAmount=0)]))
    assert row(desk, "Z1")["Status"] == "PAID"
    assert made(desk, edit("Z1", Status="VOIDED"))["Status"] == "VOIDED"


# --- what is part-paid ---


def test_what_can_change_once_something_was_paid(desk):
    paid(amount=10)(desk)
    fields = {
        "Reference": "R",
        "InvoiceNumber": "A1b",
        "Url": "https://odoo.example/1",
        "DueDate": "2027-01-01",
        "Contact": {"ContactID": contact("Bayview Bakery")},
        "LineItems": [
            line(
                LineItemID=line_id("A1"),
                Description="Other",
                AccountCode="210",
                Tracking=[{"Name": "Region", "Option": "North"}],
            )
        ],
    }
    shown = made(desk, edit("A1", **fields))
    assert (shown["InvoiceNumber"], shown["Contact"]["Name"], shown["AmountDue"]) == ("A1b", "Bayview Bakery", 100)
    assert shown["LineItems"][0]["AccountCode"] == "210" and shown["LineItems"][0]["Tracking"][0]["Option"] == "North"
    assert run(desk, invoice(InvoiceNumber="A1")) == ""


@pytest.mark.parametrize(
    "fields", [{"Date": "2026-11-19"}, {"LineAmountTypes": "NoTax"}, {"CurrencyRate": 2}, {"ExpectedPaymentDate": DUE}]
)
def test_what_cannot(desk, fields):
    paid(amount=10)(desk)
    assert "not of valid status" in run(desk, edit("A1", **fields))


def test_the_same_values_are_no_change(desk):
    paid()(desk)
    given = invoice_of(LineItems=[line(LineItemID=line_id("A1"), Description="Sales")], Status="PAID")
    assert run(desk, edit("A1", **given)) == ""


# --- UpdatedDateUTC ---


def test_what_moves_the_time_of_the_last_change(desk, clock):
    entered()(desk)
    seen = [modified(desk, "A1")]
    for act in (
        edit("A1", Reference="x"),
        lambda desk: desk.keeper.pay("A1", 10, DATE, reference="P1"),
        edit("A1", Reference="y"),
        lambda desk: desk.keeper.remove_payment("P1"),
        edit("A1", DueDate="2026-12-24"),
        edit("A1", Status="VOIDED"),
    ):
        clock.move(seconds=10)
        act(desk)
        seen.append(modified(desk, "A1"))
    assert sorted(set(seen)) == seen and len(seen) == 7


@pytest.mark.parametrize("fields", [{"DueDate": "2027-01-01"}, {"SentToContact": True}])
def test_what_does_not(desk, clock, fields):
    """DueDate and SentToContact of what is part-paid (facts 3.4); nobody is told either."""
    paid(amount=10)(desk)
    before, told = modified(desk, "A1"), []
    desk.books.listeners.append(told.append)
    clock.move(minutes=1)
    shown = made(desk, edit("A1", **fields))
    assert modified(desk, "A1") == before and told == []
    if "DueDate" in fields:
        assert shown["DueDateString"] == "2027-01-01T00:00:00"
    made(desk, edit("A1", Reference="x"))
    assert modified(desk, "A1") > before and told[-1].endpoint == "Invoices"


def test_changes_since(desk, clock):
    entered()(desk)
    entered("A2")(desk)
    clock.move(minutes=1)
    since = clock.now
    desk.keeper.void("Invoices", "A1")
    (only,) = desk.books.objects("Invoices", {"since": since})
    assert (only["InvoiceNumber"], only["Status"]) == ("A1", "VOIDED")


# --- the plan, the stock ---


def test_the_plan_counts_by_date_and_kind(open_desk):
    desk = open_desk("starter")
    for number in range(20):
        desk.keeper.enter_invoice("Azure Interior", [("Sales", 1, 1)], f"N{number}", DATE)
    assert run(desk, invoice()) == "You have reached the limit of invoices you can approve"
    assert run(desk, invoice(Date="2026-12-01")) == run(desk, bill()) == run(desk, note()) == ""
    assert run(desk, edit("N0", Reference="x")) == ""
    assert run(desk, edit("N0", Status="VOIDED")) == ""
    assert run(desk, invoice()) != ""


def stocked(desk):
    desk.keeper.add_item(
        "STK",
        "Valve",
        "10",
        "200",
        InventoryAssetAccountCode="630",
        PurchaseDetails={"COGSAccountCode": "310", "UnitPrice": D(4)},
    )
    desk.keeper.enter_bill(
        "Wood Corner", [{**cost(AccountCode="630"), "ItemCode": "STK", "Quantity": 5, "UnitAmount": 4}], "B1"
    )


def valve(quantity, price=10):
    return line(ItemCode="STK", Quantity=quantity, UnitAmount=price)


def on_hand(desk):
    return desk.books.item("STK")["QuantityOnHand"]


def test_documents_move_stock(desk):
    stocked(desk)
    assert on_hand(desk) == 5
    made(desk, invoice(InvoiceNumber="S1", LineItems=[valve(2)]))
    made(desk, edit("S1", Reference="x"))
    assert on_hand(desk) == 3
    made(desk, edit("S1", LineItems=[valve(1)]))
    assert on_hand(desk) == 4
    desk.keeper.void("Invoices", "S1")
    assert on_hand(desk) == 5
    assert run(desk, invoice(LineItems=[valve(6)])) != ""
    backorder = type(invoice())("PUT", "Invoices", [invoice_of(LineItems=[valve(6)])], None, {"allow_backorders": True})
    assert run(desk, backorder) == ""
    assert run(desk, invoice(LineItems=[valve(9)], Status="DRAFT")) == ""


# --- showing ---


def test_what_a_listing_leaves_out(desk):
    allocated(desk)
    desk.keeper.pay("A1", 1, DATE)
    (full,) = desk.books.objects("Invoices")
    (plain,) = desk.books.objects("Invoices", {"view": "list"})
    (summary,) = desk.books.objects("Invoices", {"view": "summary"})
    assert full["LineItems"] and full["Contact"]["Addresses"]
    assert full["CreditNotes"][0]["AppliedAmount"] == 44 and full["Payments"][0]["Amount"] == 1
    assert plain["LineItems"] == [] and "Addresses" not in plain["Contact"] and plain["Payments"]
    assert "Payments" not in summary and "HasAttachments" not in summary and summary["Total"] == 110


def test_what_is_shown_follows_the_contact(desk):
    entered()(desk)
    assert desk.books.read("Invoices", "A1")["Contact"]["Name"] == "Azure Interior"
    desk.keeper.rename_contact("Azure Interior", "Azure Exterior")
    assert desk.books.read("Invoices", "A1")["Contact"]["Name"] == "Azure Exterior"
    desk.keeper.merge_contacts("Azure Exterior", "Bayview Bakery")
    assert desk.books.read("Invoices", "A1")["Contact"]["Name"] == "Bayview Bakery"
    assert {one["name"]: one["receivable"] for one in desk.books.contacts()}["Bayview Bakery"] == 110
