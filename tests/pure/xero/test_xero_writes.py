"""Writes: which calls pushes become, and what became of them."""

import dataclasses
import json
from decimal import Decimal

import pytest
import xero_samples as sample
from xero_samples import (
    BATCH,
    BILL,
    CREDIT,
    CREDIT_USE,
    ENTRY,
    INVOICE,
    ITEM,
    PARTY,
    PAYMENT,
    VENDOR,
    answer,
    body,
    call,
    calls,
    complaints,
    guid,
    ledger,
    push,
    refused,
    said,
    shown,
    validation,
    writes,
)

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable, Verdict

CREATE, UPDATE, VOID, DELETE = Operation.CREATE, Operation.UPDATE, Operation.VOID, Operation.DELETE
ACCEPTED, REFUSED, NOT_RUN, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.NOT_RUN, Verdict.UNKNOWN


def payload(*pushes, key="b1", **settings):
    text = ledger(**settings).encode_writes(list(pushes), key, "")
    assert [each for made in calls(text) for each in complaints(made)] == []
    return text


def invoices(count):
    return [
        push(dataclasses.replace(INVOICE, number=f"INV/{n}", source_number=f"INV/{n}", trace=f"trace{n}"), key=f"k{n}")
        for n in range(count)
    ]


def told(n, **changes):
    """Return how Xero shows invoice n of those."""
    link = f"{sample.LINK}/accounting_bridge/document/trace{n}"
    return shown(n + 100, InvoiceNumber=f"INV/{n}", Url=link, StatusAttributeString="OK", **changes)


def outcomes(pushes, *answers, again=False, **more):
    text = answer(*answers, **more)
    # The engine reads an answer without the documents.
    bare = [dataclasses.replace(each, document=None, details={}) for each in pushes]
    return ledger().decode(text, bare).outcomes


def answered(pushes, elements, endpoint="Invoices", **more):
    """Return the answer to a set of which all goes in one list."""
    (made,) = calls(payload(*pushes))
    return said(made["id"], {endpoint: elements}, **more)


# === WHAT LEAVES === #


@pytest.mark.parametrize(
    ("document", "kind", "path"),
    [
        (PARTY, Kind.CUSTOMER, "Contacts"),
        (VENDOR, Kind.VENDOR, "Contacts"),
        (ITEM, Kind.ITEM, "Items"),
        (INVOICE, Kind.INVOICE, "Invoices"),
        (CREDIT, Kind.CREDIT_NOTE, "CreditNotes"),
        (BILL, Kind.BILL, "Invoices"),
        (ENTRY, Kind.JOURNAL_ENTRY, "ManualJournals"),
        (PAYMENT, Kind.PAYMENT, "Payments"),
        (BATCH, Kind.PAYMENT, "BatchPayments"),
        (CREDIT_USE, Kind.PAYMENT, f"CreditNotes/{guid(73)}/Allocations"),
    ],
)
def test_what_is_new_is_put_and_each_element_is_judged_alone(document, kind, path):
    made = call(document, kind=kind)
    assert (made["method"], made["path"]) == ("PUT", path)
    assert made["parameters"]["summarizeErrors"] == "false"
    assert 0 < len(made["key"]) <= 128


def test_a_hundred_invoices_are_two_calls():
    made = calls(payload(*invoices(100)))
    assert [len(each["body"]["Invoices"]) for each in made] == [50, 50]
    assert made[0]["key"] != made[1]["key"]
    assert len({each["id"] for each in made}) == 2


def test_kinds_go_by_themselves():
    made = calls(
        payload(
            push(PARTY, key="a"), push(INVOICE, key="b"), push(BILL, key="c"), push(VENDOR, key="d", kind=Kind.VENDOR)
        )
    )
    assert [each["path"] for each in made] == ["Contacts", "Invoices", "Invoices", "Contacts"]
    assert len({each["key"] for each in made}) == 4


def test_a_key_is_a_function_of_what_is_meant():
    one, same = (calls(payload(*invoices(3)))[0]["key"] for _ in range(2))
    assert one == same
    assert one != calls(payload(*invoices(3), key="b2"))[0]["key"]
    assert one != calls(payload(*invoices(3), tenant=guid(9)))[0]["key"]
    update, other = (writes(calls(payload(push(INVOICE, UPDATE, key=key))))[0]["key"] for key in ("k1", "k2"))
    assert update != other


def test_the_same_set_has_the_same_bytes():
    assert payload(*invoices(5), push(PARTY, key="p")) == payload(*invoices(5), push(PARTY, key="p"))


def test_asked_again_it_is_the_same_set_under_the_same_keys():
    text = payload(*invoices(2), push(CREDIT, UPDATE, key="u"))
    again = ledger().encode_recovery(text, "b1")
    strip = [{name: value for name, value in each.items() if name != "id"} for each in calls(text)]
    assert strip == [{name: value for name, value in each.items() if name != "id"} for each in calls(again)]
    assert ledger().encode_recovery(again, "b1") == again


@pytest.mark.parametrize(
    "identity", ["", "7", "batch:x", f"payment:{guid(0)[:-1]}", f"allocation:{guid(1)}", "applied:t17"]
)
def test_a_payment_of_which_nobody_knows_what_it_is(identity):
    with pytest.raises(Unwritable) as caught:
        payload(push(PAYMENT, DELETE, remote_id=identity))
    assert caught.value.key == "k1"


@pytest.mark.parametrize(
    ("identity", "method", "path", "said_"),
    [
        (f"payment:{guid(4)}", "POST", f"Payments/{guid(4)}", {"Status": "DELETED"}),
        (f"batch:{guid(4)}", "POST", f"BatchPayments/{guid(4)}", {"Status": "DELETED"}),
        (f"allocation:{guid(4)}:{guid(5)}", "DELETE", f"CreditNotes/{guid(4)}/Allocations/{guid(5)}", None),
    ],
)
def test_how_payments_are_taken_back(identity, method, path, said_):
    made = call(PAYMENT, DELETE, remote_id=identity)
    assert (made["method"], made["path"], made.get("body")) == (method, path, said_)


@pytest.mark.parametrize(
    ("document", "operation"), [(PARTY, DELETE), (ITEM, VOID), (PAYMENT, UPDATE), (ENTRY, UPDATE), (INVOICE, DELETE)]
)
def test_what_cannot_be_done(document, operation):
    with pytest.raises(Unwritable):
        payload(push(document, operation))


def test_one_that_cannot_be_written_is_named():
    bad = dataclasses.replace(INVOICE, number="INV–1")
    with pytest.raises(Unwritable) as caught:
        ledger().encode_writes([push(PARTY, key="a"), push(bad, key="b")], "b1", "")
    assert caught.value.key == "b"


# === LISTS === #


def test_a_contact_leaves_alone_what_odoo_never_had():
    found = body(dataclasses.replace(PARTY, phone="", email="", delivery=type(PARTY.delivery)()))
    assert found.keys() == {"Name", "ContactNumber", "Addresses"}
    assert [each["AddressType"] for each in found["Addresses"]] == ["POBOX"]


def test_a_change_of_a_contact_says_what_changed():
    made = call(PARTY, UPDATE, changed=frozenset(["email"]))
    assert made["path"] == f"Contacts/{guid(130)}"
    assert body(PARTY, UPDATE, changed=frozenset(["email"])) == {
        "ContactID": guid(130),
        "EmailAddress": "ap@acme.example",
    }
    found = body(PARTY, UPDATE, changed=frozenset(["delivery"]))
    assert [each["AddressType"] for each in found["Addresses"]] == ["STREET"]
    # Nothing of an older address stays between the new lines.
    assert found["Addresses"][0]["AddressLine2"] == "" and found["Addresses"][0]["PostalCode"] == ""


def test_what_was_emptied_is_emptied():
    bare = dataclasses.replace(PARTY, email="", phone="", billing=type(PARTY.billing)())
    found = body(bare, UPDATE, changed=frozenset(["email", "phone", "billing"]))
    assert found["EmailAddress"] == "" and found["Phones"][0]["PhoneNumber"] == ""
    assert found["Addresses"][0]["AddressLine1"] == "" and found["Addresses"][0]["AddressType"] == "POBOX"
    # Where nobody knows what changed, what Odoo has not is left alone.
    assert body(bare, UPDATE).keys() == {"ContactID", "Name", "Addresses"}


def test_our_mark_is_not_written_over_another():
    assert "ContactNumber" not in body(PARTY, UPDATE)


def test_a_long_street():
    address = dataclasses.replace(PARTY.billing, lines=("1", "2", "3", "4", "5", "6"))
    found = body(dataclasses.replace(PARTY, billing=address))["Addresses"][0]
    assert found["AddressLine4"] == "4, 5, 6"


def test_an_item_keeps_no_stock_and_says_both_accounts():
    found = body(ITEM)
    assert found == {
        "Code": "BOLT-10", "Name": "Bolt, 10 mm", "Description": "Bolt\nof steel",
        "SalesDetails": {"UnitPrice": Decimal("0.1235"), "AccountCode": "200", "TaxType": "EXEMPTOUTPUT"},
        "PurchaseDetails": {"AccountCode": "310"},
    }  # fmt: skip
    assert call(ITEM)["parameters"]["unitdp"] == "4"


def test_an_item_is_changed_by_the_id_behind_its_code():
    details = {"item_id": guid(5)}
    assert call(ITEM, UPDATE, details=details)["path"] == f"Items/{guid(5)}"
    found = body(ITEM, UPDATE, details=details, changed=frozenset(["sales_price"]))
    assert found.keys() == {"ItemID", "Code", "SalesDetails"}
    for wrong in ({}, {"item_id": "?"}, {"item_id": guid(5), "keeps_stock": True}):
        with pytest.raises(Unwritable):
            payload(push(ITEM, UPDATE, details=wrong))


def test_bills_and_journals():
    found = body(BILL)
    assert (found["Type"], found["LineAmountTypes"], found["InvoiceNumber"]) == ("ACCPAY", "NoTax", "SUP-88991")
    assert [each["UnitAmount"] for each in found["LineItems"]] == [Decimal("100.00"), Decimal("-12.34")]
    assert found["Url"].endswith(BILL.trace)
    journal = body(ENTRY)
    assert [each["LineAmount"] for each in journal["JournalLines"]] == [-30, 10, 20]
    assert journal["Status"] == "POSTED" and journal["Narration"] == "3001 accrual"
    for wrong in ({"lines": ENTRY.lines[:2]}, {"currency": "USD"}):
        with pytest.raises(Unwritable):
            payload(push(dataclasses.replace(ENTRY, **wrong)))


def test_a_journal_that_is_voided_repeats_its_narration():
    found = body(ENTRY, VOID, details={"memo": "3001 accrual"})
    assert found == {"ManualJournalID": guid(130), "Narration": "3001 accrual", "Status": "VOIDED"}


# === WHAT BECAME OF IT === #


def test_five_of_which_the_third_is_wrong():
    pushes = invoices(5)
    elements = [told(n) for n in range(5)]
    elements[2] = refused("Item code 'X' is not valid", InvoiceNumber="INV/2")
    found = outcomes(pushes, answered(pushes, elements))
    assert [each.verdict for each in found] == [ACCEPTED, ACCEPTED, REFUSED, ACCEPTED, ACCEPTED]
    assert (found[2].reason, found[2].words) == ("item_missing", "Item code 'X' is not valid")
    assert [each.record and each.record.id for each in found] == [guid(100), guid(101), None, guid(103), guid(104)]


def test_elements_in_another_order_are_known_by_what_names_them():
    pushes = invoices(3)
    found = outcomes(pushes, answered(pushes, [told(2), told(0), told(1)]))
    assert [each.record.id for each in found] == [guid(100), guid(101), guid(102)]


def test_an_element_of_somebody_else_is_none_of_ours():
    pushes = invoices(1)
    assert outcomes(pushes, answered(pushes, [told(7)]))[0].verdict is UNKNOWN
    other = shown(InvoiceNumber="INV/0", Url=f"{sample.LINK}/accounting_bridge/document/other")
    assert outcomes(pushes, answered(pushes, [other]))[0].verdict is UNKNOWN


def test_too_few_elements():
    pushes = invoices(3)
    found = outcomes(pushes, answered(pushes, [told(0)]))
    assert [each.verdict for each in found] == [ACCEPTED, UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    "element",
    [{}, {"InvoiceNumber": "INV/0"}, {"InvoiceID": guid(0).replace("4", "0").replace("8", "0")}, {"InvoiceID": 7}],
)
def test_an_element_without_an_id_says_nothing(element):
    pushes = invoices(1)
    assert outcomes(pushes, answered(pushes, [element]))[0].verdict is UNKNOWN


def test_a_warning_is_saved():
    pushes = invoices(1)
    element = told(0) | {"StatusAttributeString": "WARNING", "Warnings": [{"Message": "Only AUTHORISED invoices may"}]}
    assert outcomes(pushes, answered(pushes, [element]))[0].verdict is ACCEPTED


@pytest.mark.parametrize(
    ("given", "verdict", "reason"),
    [
        ({"lost": "x"}, UNKNOWN, "outcome_unknown"),
        ({"unsent": "x"}, NOT_RUN, "not_run"),
        ({"status": 500, "text": "<html>"}, UNKNOWN, "outcome_unknown"),
        ({"status": 503, "text": "offline"}, UNKNOWN, "outcome_unknown"),
        ({"status": 429, "problem": "day"}, NOT_RUN, "not_run"),
        ({"status": 403, "body": {"Detail": "AuthenticationUnsuccessful"}}, NOT_RUN, "not_run"),
        ({"status": 400, "text": "proxy"}, UNKNOWN, "outcome_unknown"),
        ({"status": 400, "body": validation()}, UNKNOWN, "outcome_unknown"),
        ({"status": 200, "text": "<html>"}, UNKNOWN, "outcome_unknown"),
        ({"status": 200, "body": {}}, UNKNOWN, "outcome_unknown"),
    ],
)
def test_a_list_that_failed_as_a_whole(given, verdict, reason):
    pushes = invoices(2)
    (made,) = calls(payload(*pushes))
    found = outcomes(pushes, said(made["id"], **given))
    assert [(each.verdict, each.reason) for each in found] == [(verdict, reason)] * 2


def test_a_list_that_failed_names_those_that_were_not_saved():
    pushes = invoices(2)
    (made,) = calls(payload(*pushes))
    bad = {"InvoiceNumber": "INV/1", "ValidationErrors": [{"Message": "Invoice # must be unique."}]}
    found = outcomes(pushes, said(made["id"], validation(bad), 400))
    assert [(each.verdict, each.reason) for each in found] == [(UNKNOWN, "outcome_unknown"), (REFUSED, "number_used")]


def test_one_alone_that_failed_is_refused():
    pushes = invoices(1)
    (made,) = calls(payload(*pushes))
    bad = validation({"ValidationErrors": [{"Message": "Invoice # must be unique."}]})
    assert outcomes(pushes, said(made["id"], bad, 400))[0].reason == "number_used"
    unread = {"ErrorNumber": 14, "Message": "Error converting value"}
    found = outcomes(pushes, said(made["id"], unread, 400))[0]
    assert (found.verdict, found.reason) == (REFUSED, "not_understood")


def test_a_list_that_could_not_be_read_is_parted():
    """The engine halves it until the one that spoils it is alone."""
    pushes = invoices(2)
    (made,) = calls(payload(*pushes))
    reading = ledger().decode(answer(said(made["id"], {"ErrorNumber": 14, "Message": "x"}, 400)), pushes)
    assert reading.problem == "not_understood"
    # Of several calls others may have been carried out.
    both = answer(said(made["id"], {"ErrorNumber": 14, "Message": "x"}, 400), said("k9", {"Contacts": []}))
    assert ledger().decode(both, pushes).problem == ""
    again = answer(said("again:" + made["id"], {"ErrorNumber": 14, "Message": "x"}, 400))
    assert ledger().decode(again, pushes).problem == ""


def test_a_second_try_is_refused_by_nobody():
    pushes = invoices(2)
    (made,) = calls(payload(*pushes))
    elements = [told(0), refused("Invoice # must be unique.", InvoiceNumber="INV/1")]
    found = outcomes(pushes, said("again:" + made["id"], {"Invoices": elements}))
    assert [each.verdict for each in found] == [ACCEPTED, UNKNOWN]
    assert [each.verdict for each in outcomes(pushes, said("again:" + made["id"], unsent="x"))] == [UNKNOWN] * 2


def test_our_own_mark_in_use_means_that_it_is_there():
    pushes = [push(PARTY)]
    element = refused("Another contact has this contact number. Please enter a different contact number.")
    assert outcomes(pushes, answered(pushes, [element], "Contacts"))[0].verdict is UNKNOWN


def test_contacts_and_items_are_known():
    pushes = [push(PARTY)]
    element = {"ContactID": guid(42), "Name": "Acme Ltd", "ContactNumber": PARTY.trace}
    assert outcomes(pushes, answered(pushes, [element], "Contacts"))[0].record.id == guid(42)
    pushes = [push(ITEM)]
    element = {"ItemID": guid(5), "Code": "BOLT-10"}
    assert outcomes(pushes, answered(pushes, [element], "Items"))[0].record.id == "BOLT-10"


def test_a_change_of_another_entry_is_unknown():
    pushes = [push(INVOICE, UPDATE)]
    assert outcomes(pushes, said("k1", {"Invoices": [shown(130)]}))[0].verdict is ACCEPTED
    assert outcomes(pushes, said("k1", {"Invoices": [shown(131)]}))[0].verdict is UNKNOWN


@pytest.mark.parametrize(
    "words",
    [
        "Invoice not of valid status for modification",
        "The total cannot be less than the amount outstanding on this document",
    ],
)
def test_a_change_of_what_is_paid(words):
    """It pays nothing itself: that more is open or not is told of payments alone."""
    found = outcomes([push(INVOICE, UPDATE)], said("k1", validation(refused(words)), 400))[0]
    assert (found.verdict, found.reason) == (REFUSED, "not_changeable")


def test_a_void():
    found = outcomes([push(INVOICE, VOID)], said("k1", {"Invoices": [shown(130, Status="VOIDED")]}))[0]
    assert found.verdict is ACCEPTED and found.record.details["is_void"] and found.record.id == guid(130)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (said("k1", {"Payments": [{"PaymentID": guid(4), "Status": "DELETED"}]}), ACCEPTED),
        (said("k1", status=204), ACCEPTED),
        (said("k1", status=404), ACCEPTED),
        (said("k1", validation(refused("The payment has been deleted already.")), 400), ACCEPTED),
        (said("k1", validation(refused("A reconciled payment cannot be changed.")), 400), REFUSED),
        (said("k1", {"Payments": [refused("A reconciled payment cannot be changed.")]}), REFUSED),
        (said("k1", lost="x"), UNKNOWN),
        (said("k1", status=500), UNKNOWN),
    ],
)  # fmt: skip
def test_deletions(given, verdict):
    one = push(PAYMENT, DELETE, remote_id=f"payment:{guid(4)}")
    found = outcomes([one], given)[0]
    assert found.verdict is verdict
    if verdict is ACCEPTED:
        assert (found.record.id, found.record.active) == (one.remote_id, False)


def test_a_push_that_nobody_answered():
    assert outcomes([push(PARTY)])[0].verdict is UNKNOWN


def test_the_pause_of_an_answer_is_passed_on():
    reading = ledger().decode(
        answer(said("k1", unsent="enough"), pause="throttled", words="A pause."), [push(INVOICE, UPDATE)]
    )
    assert (reading.pause, reading.words) == ("throttled", "A pause.")
    assert reading.outcomes[0].verdict is NOT_RUN


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", '{"answers": 7}', "[" * 100_000, '{"answers":' + "[" * 900 + "]" * 900 + "}"]
)
def test_an_answer_that_is_none(text):
    reading = ledger().decode(text, [push(INVOICE, UPDATE)])
    assert reading.problem == "answer_unreadable" or reading.outcomes[0].verdict is UNKNOWN


def test_amounts_keep_their_digits():
    text = calls(payload(push(INVOICE)))[0]["text"]
    assert '"TaxAmount":7.50' in text
    assert isinstance(json.loads(text)["Invoices"], list)


def test_a_push_says_no_more_than_it_knows():
    found = ledger().decode(answer(), [Push("k1", Kind.INVOICE, CREATE, None)])
    assert found.outcomes[0].key == "k1"
