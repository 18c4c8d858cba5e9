"""What is to be changed is looked at in the same payload, and left alone where it moved (facts 2.4: no lock there)."""

import json
import time

import pytest
import xero_samples as sample
from online_wire import Wire, hang_up, reply
from test_xero_client import Purse
from xero_samples import BATCH, CREDIT, INVOICE, ITEM, PARTY, PAYMENT, answer, calls, guid, ledger, push, said

from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Verdict
from odoo.addons.accounting_bridge.ledgers.xero import client, looks

UPDATE, VOID, DELETE = Operation.UPDATE, Operation.VOID, Operation.DELETE
VERSION = "2026-05-06T01:00:00.000Z"
AS_IT_WAS, MOVED = "/Date(1778029200000+0000)/", "/Date(1778029200001+0000)/"
SOON = 30.0


def payload(*pushes):
    return ledger().encode_writes(list(pushes), "b1", "")


def change(number=130, document=INVOICE, operation=UPDATE, **values):
    return push(document, operation, remote_id=guid(number), key=f"k{number}", **values)


def sent(*steps, text=None):
    """Carry a payload that changes one invoice. :return: ``(answers by the id of their call, requests)``"""
    with Wire(list(steps)) as wire:
        text = text or payload(change())
        found = json.loads(client.perform(text, time.monotonic() + SOON, Purse(wire)))
        return {each["id"]: each for each in found["answers"]}, wire.requests


def there(modified=AS_IT_WAS, number=130):
    """Return the answer to a look: the invoice as it stands there now."""
    row = {"InvoiceID": guid(number).upper(), "UpdatedDateUTC": modified}
    return reply(200, json.dumps({"Invoices": [row]}))


WRITTEN = reply(200, '{"Invoices":[]}')


# === WHAT IS LOOKED AT === #


def test_a_change_names_its_condition_and_what_looks():
    look, write = calls(payload(change()))
    assert (look["method"], look["path"]) == ("GET", "Invoices")
    assert look["parameters"] == {"IDs": guid(130), "page": "1", "pageSize": "100", "summaryOnly": "true"}
    assert "key" not in look
    assert write["unless"] == {
        "endpoint": "Invoices",
        "identity": "InvoiceID",
        "id": guid(130),
        "modified": VERSION,
        "look": look["id"],
    }


def test_one_look_for_forty():
    found = calls(payload(*(change(number) for number in range(41))))
    first, second, *writes = found
    assert [len(look["parameters"]["IDs"].split(",")) for look in (first, second)] == [40, 1]
    assert [each["unless"]["look"] for each in writes] == [first["id"]] * 40 + [second["id"]]


def test_what_has_no_list_of_ids_is_looked_at_alone():
    found = calls(payload(change(73, CREDIT), change(74, CREDIT)))
    assert [each["path"] for each in found[:2]] == [f"CreditNotes/{guid(73)}", f"CreditNotes/{guid(74)}"]
    assert [each["unless"]["look"] for each in found[2:]] == [each["id"] for each in found[:2]]


def test_archived_contacts_are_looked_at_too():
    look, _write = calls(payload(change(42, PARTY)))
    assert look["parameters"]["includeArchived"] == "true"


def test_nothing_is_looked_at_for_what_is_new_or_not_known():
    assert [each["method"] for each in calls(payload(push(INVOICE)))] == ["PUT"]
    assert [each["method"] for each in calls(payload(change(version="")))] == ["POST"]


@pytest.mark.parametrize("paid", [PAYMENT, BATCH])
def test_payments_never_change_and_are_not_looked_at(paid):
    found = calls(payload(push(paid, DELETE, remote_id=f"payment:{guid(9)}")))
    assert [each["method"] for each in found] == ["POST"]


def test_a_void_is_a_change():
    look, write = calls(payload(change(operation=VOID)))
    assert write["unless"]["look"] == look["id"]


# === UNDER WAY === #


def test_unmoved_it_leaves():
    said_of, requests = sent(there(), WRITTEN)
    assert [each.method for each in requests] == ["GET", "POST"]
    assert said_of["k130"]["status"] == 200


def test_moved_it_stays():
    said_of, requests = sent(there(MOVED))
    assert [each.method for each in requests] == ["GET"]
    assert said_of["k130"] == {"id": "k130", "moved": True}


def test_others_of_the_set_go_on():
    rows = [{"InvoiceID": guid(1), "UpdatedDateUTC": MOVED}, {"InvoiceID": guid(2), "UpdatedDateUTC": AS_IT_WAS}]
    look = reply(200, json.dumps({"Invoices": rows}))
    said_of, requests = sent(look, WRITTEN, text=payload(change(1), change(2)))
    assert [each.path.rsplit("/", 1)[-1] for each in requests] == ["Invoices", guid(2)]
    assert (said_of["k1"].get("moved"), said_of["k2"]["status"]) == (True, 200)


@pytest.mark.parametrize("look", [reply(404, "{}"), reply(200, '{"Invoices":[]}')])
def test_what_is_not_there_is_for_the_ledger_to_say(look):
    said_of, requests = sent(look, reply(404, '{"Message":"The resource was not found"}'))
    assert [each.method for each in requests] == ["GET", "POST"]
    assert said_of["k130"]["status"] == 404


@pytest.mark.parametrize("look", [hang_up, reply(500, "<html/>"), reply(503, ""), reply(200, "<html/>", "text/html")])
def test_without_a_look_nothing_leaves(look):
    said_of, requests = sent(look)
    assert [each.method for each in requests] == ["GET"]
    assert "unsent" in said_of["k130"]


def test_a_second_try_looks_again():
    text = ledger().encode_recovery(payload(change()), "b1")
    said_of, requests = sent(there(MOVED), text=text)
    assert [each.method for each in requests] == ["GET"]
    assert said_of["again:k130"] == {"id": "again:k130", "moved": True}
    said_of, requests = sent(there(), WRITTEN, text=text)
    assert [each.method for each in requests] == ["GET", "POST"]
    first = sent(there(), WRITTEN)[1]
    assert [each.headers["idempotency-key"] for each in (requests[1], first[1])] == [
        first[1].headers["idempotency-key"]
    ] * 2, "under the key of the first try"


# === WHAT BECAME OF IT === #


def outcome(*answers):
    (found,) = ledger().decode(answer(*answers), [change()]).outcomes
    return found


def test_what_moved_was_changed_there():
    found = outcome({"id": "k130", "moved": True})
    assert (found.verdict, found.reason) == (Verdict.REFUSED, "changed_there")


def test_of_a_second_try_it_may_have_been_the_first_that_moved_it():
    assert outcome({"id": "again:k130", "moved": True}).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("words", ["", "The run stopped before this call."])
def test_what_was_not_looked_at_waits_for_the_next_run(words):
    found = outcome(said(f"{looks.LOOK}Invoices:0", lost="broke off"), {"id": "k130", "unsent": words})
    assert found.verdict is Verdict.NOT_RUN


# === THE PARTS === #


@pytest.mark.parametrize(
    "body", [None, [], "x", {}, {"Invoices": None}, {"Invoices": ["x", {"InvoiceID": None}, {"InvoiceID": guid(7)}]}]
)
def test_what_says_nothing_of_it_says_not_that_it_moved(body):
    condition = {"endpoint": "Invoices", "identity": "InvoiceID", "id": guid(130), "modified": VERSION}
    assert not looks.has_moved(condition, body)


def test_an_entry_whose_time_is_not_told_has_moved():
    """Better asked once more than written over."""
    condition = {"endpoint": "Invoices", "identity": "InvoiceID", "id": guid(130), "modified": VERSION}
    assert looks.has_moved(condition, {"Invoices": [{"InvoiceID": guid(130)}]})


@pytest.mark.parametrize(
    ("identity", "name"),
    [("look:Contacts:0", "look:Contacts:0"), ("again:look:Contacts:0", "look:Contacts:0"), ("k1", ""), ("", "")],
)
def test_names_of_looks(identity, name):
    assert looks.name_of(identity) == name


def test_an_item_is_looked_at_by_its_id():
    """Its code, the id for us, may be what was changed."""
    found = calls(payload(push(ITEM, UPDATE, remote_id="WID-1", version=VERSION, details={"item_id": guid(5)})))
    assert [each["path"] for each in found] == [f"Items/{guid(5)}"] * 2
    assert sample.complaints(found[0]) == []
