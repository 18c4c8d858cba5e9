"""Contacts that are changed together: one list of fifty, each meant by its id, judged alone (facts 2.2, 3.1 - 3.3)."""

import dataclasses
import json
import time
from urllib.parse import urlencode

import pytest
import xero_samples as sample
from online_wire import Wire, hang_up, reply
from test_xero_client import Purse
from xero_samples import PARTY, VENDOR, answer, calls, guid, ledger, push, refused, said, writes

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Unwritable, Verdict

UPDATE = Operation.UPDATE
ACCEPTED, REFUSED, NOT_RUN, UNKNOWN = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.NOT_RUN, Verdict.UNKNOWN
AS_IT_WAS, MOVED = "/Date(1778029200000+0000)/", "/Date(1778029200001+0000)/"
ZERO = "00000000-0000-0000-0000-000000000000"
EMAIL = frozenset(["email"])


def changes(count, document=PARTY, start=0, **values):
    return [
        push(document, UPDATE, remote_id=guid(number), key=f"k{number}", changed=EMAIL, **values)
        for number in range(start, start + count)
    ]


def made(pushes, **settings):
    """Return the calls that pushes become; Xero's own description has nothing against them."""
    found = calls(ledger(**settings).encode_writes(pushes, "b1", ""))
    assert [each for call in found for each in sample.complaints(call)] == []
    return found


def outcomes(pushes, *answers, again=False):
    bare = [dataclasses.replace(each, document=None, details={}) for each in pushes]
    return ledger().decode(answer(*answers), bare).outcomes


def told(number, **more):
    return {"ContactID": guid(number), "Name": f"Shop {number}", "StatusAttributeString": "OK", **more}


def judged(pushes, elements, **more):
    (write,) = writes(made(pushes))
    return outcomes(pushes, said(write["id"], {"Contacts": elements}, **more))


# === WHAT LEAVES === #


def test_fifty_are_one_look_and_one_list():
    look, write = made(changes(50))
    assert (look["method"], look["path"]) == ("GET", "Contacts")
    assert look["parameters"]["IDs"].split(",") == [guid(number) for number in range(50)]
    assert len(urlencode(look["parameters"])) < 2048, "what a web server takes at least"
    assert (write["method"], write["path"], write["parameters"]) == ("POST", "Contacts", {"summarizeErrors": "false"})
    assert write["body"] == {
        "Contacts": [{"ContactID": guid(number), "EmailAddress": PARTY.email} for number in range(50)]
    }
    assert [(each["id"], each["modified"], each["look"]) for each in write["unless_any"]] == [
        (guid(number), "2026-05-06T01:00:00.000Z", look["id"]) for number in range(50)
    ]


def test_no_list_bears_a_number_of_ours():
    """By its ContactNumber a list would change whoever has it; so would a list of documents by theirs."""
    found = writes(made([dataclasses.replace(each, changed=None) for each in changes(3)]))
    assert not any("ContactNumber" in row for row in found[0]["body"]["Contacts"])
    documents = [push(sample.INVOICE, UPDATE, remote_id=guid(n), key=f"k{n}") for n in range(3)]
    assert [each["path"] for each in writes(made(documents))] == [f"Invoices/{guid(n)}" for n in range(3)]


def test_one_more_than_fifty():
    assert [len(each["body"]["Contacts"]) for each in writes(made(changes(51)))] == [50, 1]


def test_five_hundred_cost_ten_lists():
    found = [call for start in range(0, 500, 50) for call in made(changes(50, start=start))]
    assert (len(writes(found)), len(found)) == (10, 20)


def test_one_alone_goes_to_its_own_address():
    assert [each["path"] for each in writes(made(changes(1)))] == [f"Contacts/{guid(0)}"]


def test_of_whom_nothing_was_read_goes_alone():
    bare = push(PARTY, UPDATE, remote_id=guid(9), key="k9", version="")
    found = writes(made([*changes(2), bare]))
    assert {each["path"] for each in found} == {"Contacts", f"Contacts/{guid(9)}"}


def test_customers_and_vendors_are_lists_of_their_own():
    found = writes(made([*changes(2), *changes(2, VENDOR, start=5, kind=Kind.VENDOR)]))
    assert [[row["ContactID"] for row in each["body"]["Contacts"]] for each in found] == [
        [guid(0), guid(1)],
        [guid(5), guid(6)],
    ]


def test_a_set_is_the_same_whenever_it_is_made():
    assert made(changes(5)) == made(changes(5))


def test_its_key_is_made_of_the_set_and_of_the_organisation():
    def key(of_set, **settings):
        (write,) = writes(calls(ledger(**settings).encode_writes(changes(5), of_set, "")))
        return write["key"]

    others = key("b2"), key("b1", tenant="11111111-4e5f-4a6b-8c7d-9e0f1a2b3c4d")
    assert key("b1") == key("b1") and key("b1") not in others
    assert len(key("b1")) <= 128


def test_who_cannot_be_written_is_named():
    bad = push(PARTY, UPDATE, remote_id="", key="bad")
    with pytest.raises(Unwritable) as caught:
        ledger().encode_writes([*changes(2), bad], "b1", "")
    assert caught.value.key == "bad"


# === WHAT BECAME OF IT === #


def test_each_is_judged_alone():
    pushes = changes(3)
    elements = [told(0), refused("Email address must be valid.", ContactID=ZERO), told(2)]
    found = judged(pushes, elements)
    assert [each.verdict for each in found] == [ACCEPTED, REFUSED, ACCEPTED]
    assert (found[1].reason, found[1].words) == ("value_refused", "Email address must be valid.")
    assert [found[0].record.id, found[2].record.id] == [guid(0), guid(2)]


def test_in_another_order_each_is_known_by_its_id():
    pushes = changes(3)
    bad = refused("Email address must be valid.", ContactID=ZERO)
    found = judged(pushes, [told(2), bad, told(0)])
    assert [each.verdict for each in found] == [ACCEPTED, REFUSED, ACCEPTED]
    # Of one that bears nothing and stands elsewhere there is but one to whom it can belong.
    found = judged(pushes, [told(2), told(1), bad])
    assert [each.verdict for each in found] == [REFUSED, ACCEPTED, ACCEPTED]
    # Of two nobody can tell which is whose, where they do not stand at their places.
    found = judged(pushes, [bad, told(0), bad])
    assert [each.verdict for each in found] == [ACCEPTED, UNKNOWN, REFUSED]


def test_a_refusal_that_bears_the_id_that_was_sent():
    pushes = changes(2)
    found = judged(pushes, [told(1), refused("Not found", ContactID=guid(0).upper())])
    assert [each.verdict for each in found] == [REFUSED, ACCEPTED]


def test_who_is_not_told_of_is_unknown():
    pushes = changes(3)
    assert [each.verdict for each in judged(pushes, [told(0)])] == [ACCEPTED, UNKNOWN, UNKNOWN]
    assert {each.verdict for each in judged(pushes, [told(7), told(8), told(9)])} == {UNKNOWN}


@pytest.mark.parametrize(
    ("more", "verdict"),
    [({"lost": "broke off"}, UNKNOWN), ({"unsent": "no time"}, NOT_RUN), ({"status": 429}, NOT_RUN)],
)
def test_what_becomes_of_the_call_becomes_of_all(more, verdict):
    pushes = changes(3)
    (write,) = writes(made(pushes))
    assert {each.verdict for each in outcomes(pushes, said(write["id"], **more))} == {verdict}


def test_a_list_that_could_not_be_read_is_parted():
    pushes = changes(3)
    (write,) = writes(made(pushes))
    body = {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": "JSON for post data was invalid"}
    bare = [dataclasses.replace(each, document=None) for each in pushes]
    looked = said(made(pushes)[0]["id"], {"Contacts": []})
    whole = ledger().decode(answer(said(write["id"], body, status=400)), bare)
    assert whole.problem == "not_understood"
    # Looks change nothing: a list of changes always travels with its own.
    looked_first = ledger().decode(answer(looked, said(write["id"], body, status=400)), bare)
    assert looked_first.problem == "not_understood"
    # Where others of the set were carried out nothing of this list was: it goes with the next run.
    beside = ledger().decode(answer(looked, said(write["id"], body, status=400), said("k9", {"Items": []})), bare)
    assert (beside.problem, {each.verdict for each in beside.outcomes}) == ("", {NOT_RUN})


def test_where_one_moved_its_neighbours_wait():
    pushes = changes(3)
    (write,) = writes(made(pushes))
    found = outcomes(pushes, {"id": write["id"], "moved": [guid(1).upper()]})
    assert [each.verdict for each in found] == [NOT_RUN, REFUSED, NOT_RUN]
    assert found[1].reason == "changed_there"


def test_of_a_second_try_nobody_knows_who_moved_them():
    pushes = changes(3)
    (write,) = writes(made(pushes))
    found = outcomes(pushes, {"id": "again:" + write["id"], "moved": [guid(n) for n in range(3)]})
    assert {each.verdict for each in found} == {UNKNOWN}


# === UNDER WAY === #


def carried(text, *steps):
    with Wire(list(steps)) as wire:
        found = json.loads(ledger().perform(text, time.monotonic() + 30, Purse(wire)))
        return {each["id"]: each for each in found["answers"]}, wire.requests


def there(*rows):
    return reply(200, json.dumps({"Contacts": [{"ContactID": guid(n), "UpdatedDateUTC": when} for n, when in rows]}))


def test_unmoved_the_list_leaves_as_it_is_and_again_so():
    pushes = changes(2)
    text = ledger().encode_writes(pushes, "b1", "")
    looked = there((0, AS_IT_WAS), (1, AS_IT_WAS))
    found, requests = carried(text, looked, reply(200, '{"Contacts":[]}'))
    assert [each.method for each in requests] == ["GET", "POST"]
    again = ledger().encode_recovery(text, "b1")
    _found, more = carried(again, looked, reply(200, '{"Contacts":[]}'))
    assert (more[1].body, more[1].headers["idempotency-key"]) == (
        requests[1].body,
        requests[1].headers["idempotency-key"],
    )


def test_one_moved_and_nothing_leaves():
    pushes = changes(2)
    (write,) = writes(made(pushes))
    found, requests = carried(ledger().encode_writes(pushes, "b1", ""), there((0, AS_IT_WAS), (1, MOVED)))
    assert [each.method for each in requests] == ["GET"]
    assert found[write["id"]]["moved"] == [guid(1)]


@pytest.mark.parametrize("look", [hang_up, reply(500, "<html/>"), reply(503, "")])
def test_without_a_look_nothing_leaves(look):
    pushes = changes(2)
    (write,) = writes(made(pushes))
    found, requests = carried(ledger().encode_writes(pushes, "b1", ""), look)
    assert [each.method for each in requests] == ["GET"]
    assert "unsent" in found[write["id"]]


def test_who_is_merged_away_is_looked_at_too():
    assert made(changes(2))[0]["parameters"]["includeArchived"] == "true"
    assert made(changes(2))[0]["parameters"]["pageSize"] == "100", "all fifty on one page"
