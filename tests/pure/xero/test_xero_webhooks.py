"""What Xero says by itself: signatures over the bytes as they came, events in either spelling, and none at all."""

import base64
import hashlib
import hmac
import json

import pytest

from odoo.addons.accounting_bridge.ledgers.xero import webhooks

KEY = "cHSxaVMT6N4+hkG2" * 5 + "=="
TENANT = "aef86862-2015-4b6b-88bc-d89032cecc50"
# As it stands in Xero's own description of its webhooks.
CREDIT_NOTE = {
    "resourceUrl": "https://api.xero.com/api.xro/2.0/CreditNotes/55d84274-a3da-4829-a7c0-0cab601b95cc",
    "resourceId": "55d84274-a3da-4829-a7c0-0cab601b95cc",
    "tenantId": TENANT,
    "tenantType": "ORGANISATION",
    "eventCategory": "CREDITNOTE",
    "eventType": "CREATE",
    "eventDateUtc": "2025-12-02T00:44:09.923",
    "data": {"Type": "ACCPAYCREDIT", "Status": "DRAFT"},
}


def body(*events):
    said = {"events": list(events), "firstEventSequence": 1, "lastEventSequence": len(events), "entropy": "FXNGW"}
    return json.dumps(said).encode()


def signature(content, key=KEY):
    """As Xero makes it: the key is the text as it is shown, not what it would decode to (facts 5)."""
    return base64.b64encode(hmac.new(key.encode(), content, hashlib.sha256).digest()).decode()


# === SIGNATURES === #


def test_the_bytes_as_they_came():
    content = body(CREDIT_NOTE)
    assert webhooks.verified_by(content, signature(content), {KEY, "another"}) == {KEY}
    assert webhooks.verified_by(content + b" ", signature(content), {KEY}) == set()
    spaced = content.replace(b": ", b" : ")
    assert webhooks.verified_by(spaced, signature(content), {KEY}) == set()


@pytest.mark.parametrize("mark", ["", "x", "====", signature(body(), "wrong"), signature(body())[:-4], "é"])
def test_forged(mark):
    assert webhooks.verified_by(body(), mark, {KEY}) == set()


def test_no_key_verifies_nothing():
    assert webhooks.verified_by(b"", signature(b"", ""), {"", False}) == set()
    assert webhooks.verified_by(b"", signature(b""), set()) == set()


# === EVENTS === #


def test_an_event():
    (event,) = webhooks.read(body(CREDIT_NOTE))
    assert (event.company_id, event.remote_id) == (TENANT, CREDIT_NOTE["resourceId"])
    assert (event.kind, event.operation) == ("creditnote", "create")
    assert event.happened_at == "2025-12-02T00:44:09.923"


def test_intent_to_receive():
    """Bodies without events come first, and only to see who looks at the signature."""
    assert webhooks.read(body()) == []
    assert webhooks.read(b'{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4nd0mt3xt"}') == []


def test_the_same_event_comes_again():
    """Also in the older spelling, and beside others: it is one."""
    older = {**CREDIT_NOTE, "eventType": "Create", "eventCategory": "CreditNote", "tenantId": TENANT.upper()}
    later = {**CREDIT_NOTE, "eventDateUtc": "2025-12-02T00:44:10.001"}
    events = webhooks.read(body(CREDIT_NOTE, older, later, CREDIT_NOTE))
    assert len(events) == 2
    assert webhooks.read(body(older))[0].id == webhooks.read(body(CREDIT_NOTE))[0].id


@pytest.mark.parametrize(
    "content",
    [b"[]", b"{}", b"null", b"7", b'{"events":{}}', b'{"events":[1,null,"x",[],{}]}', b'{"events":[{"tenantId":1}]}'],
)
def test_strange_bodies(content):
    assert webhooks.read(content) == []


@pytest.mark.parametrize("content", [b"", b"<xml/>", b"\xff", b"[" * 100_000])
def test_what_is_no_json(content):
    with pytest.raises(ValueError):
        webhooks.read(content)


def test_long_words_are_cut():
    (event,) = webhooks.read(body({**CREDIT_NOTE, "resourceId": "x" * 9999, "eventType": 7}))
    assert (len(event.remote_id), event.operation) == (255, "")
