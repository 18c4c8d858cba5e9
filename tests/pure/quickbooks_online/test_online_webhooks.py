"""What Intuit says by itself: believed only under its signature, read in both shapes, each event once."""

import base64
import hashlib
import hmac
import json

import pytest

from odoo.addons.accounting_bridge.ledgers.quickbooks_online import webhooks
from odoo.addons.accounting_bridge.ledgers.quickbooks_online.webhooks import Event

OLD = {
    "eventNotifications": [
        {
            "realmId": "4620816365",
            "dataChangeEvent": {
                "entities": [
                    {"name": "Customer", "id": "1", "operation": "Create", "lastUpdated": "2026-05-03T10:00:00-07:00"},
                    {"name": "Vendor", "id": "2", "operation": "Merge", "deletedId": "3", "lastUpdated": "x"},
                ]
            },
        },
        {"realmId": "99", "dataChangeEvent": {"entities": [{"name": "Invoice", "id": "1", "operation": "Void"}]}},
    ]
}
NEW = [
    {
        "specversion": "1.0",
        "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": "qbo.customer.created.v1",
        "datacontenttype": "application/json",
        "time": "2026-05-03T10:00:00Z",
        "intuitentityid": "1234",
        "intuitaccountid": "4620816365",
        "data": {},
    },
    {"id": "b", "type": "qbo.vendor.merged.v1", "intuitentityid": 7, "intuitaccountid": 99, "data": {"deletedid": "8"}},
]


def signed(body: bytes, verifier: str) -> str:
    return base64.b64encode(hmac.new(verifier.encode(), body, hashlib.sha256).digest()).decode()


# === SIGNATURES === #


def test_a_signature():
    body = b'{"a": 1 }'
    assert webhooks.verified_by(body, signed(body, "mine"), ["other", "mine"]) == {"mine"}


def test_forged():
    body = json.dumps(OLD).encode()
    good = signed(body, "mine")
    for given in ("", "x", good[:-4], good + "AAAA", signed(body, "theirs"), signed(b"", "mine"), "ü", "=" * 44):
        assert webhooks.verified_by(body, given, ["mine"]) == set(), given
    assert webhooks.verified_by(body + b" ", good, ["mine"]) == set()


def test_no_token_verifies_nothing():
    body = b"{}"
    assert webhooks.verified_by(body, signed(body, ""), ["", None]) == set()
    assert webhooks.verified_by(body, "", []) == set()


# === BOTH SHAPES === #


def test_the_older_shape():
    first, second, third = webhooks.read(json.dumps(OLD).encode())
    assert (first.company_id, first.kind, first.remote_id, first.operation) == ("4620816365", "customer", "1", "create")
    assert first.happened_at == "2026-05-03T10:00:00-07:00"
    assert (second.kind, second.operation, second.remote_id, second.deleted_id) == ("vendor", "merge", "2", "3")
    assert third.company_id == "99"
    assert len({first.id, second.id, third.id}) == 3


def test_cloud_events():
    first, second = webhooks.read(json.dumps(NEW).encode())
    assert first == Event("4620816365", NEW[0]["id"], "customer", "1234", "created", "2026-05-03T10:00:00Z")
    assert (second.company_id, second.remote_id, second.operation) == ("99", "7", "merged")
    assert (first.deleted_id, second.deleted_id) == ("", "8")


def test_each_once():
    """Events come again, within a call and with the next one (facts 4.2)."""
    assert len(webhooks.read(json.dumps(NEW + NEW).encode())) == 2
    again = {"eventNotifications": OLD["eventNotifications"] * 2}
    assert webhooks.read(json.dumps(again).encode()) == webhooks.read(json.dumps(OLD).encode())
    later = json.loads(json.dumps(OLD))
    later["eventNotifications"][0]["dataChangeEvent"]["entities"][0]["lastUpdated"] = "2026-05-03T10:00:01-07:00"
    assert webhooks.read(json.dumps(later).encode())[0].id != webhooks.read(json.dumps(OLD).encode())[0].id


@pytest.mark.parametrize(
    "said",
    [
        [],
        {},
        None,
        1,
        "text",
        [1, None, [], {}],
        [{"id": "1"}],
        [{"intuitaccountid": "1"}],
        [{"id": True, "intuitaccountid": {}}],
        {"eventNotifications": None},
        {"eventNotifications": {"realmId": "1"}},
        {"eventNotifications": [None, {"realmId": "1"}, {"realmId": "1", "dataChangeEvent": []}]},
        {"eventNotifications": [{"realmId": "1", "dataChangeEvent": {"entities": [{}, 1]}}]},
        {"eventNotifications": [{"dataChangeEvent": {"entities": [{"name": "Customer", "id": "1"}]}}]},
    ],
)
def test_what_says_nothing(said):
    assert webhooks.read(json.dumps(said).encode()) == []


def test_types_of_the_future():
    (event,) = webhooks.read(json.dumps([{"id": "1", "intuitaccountid": "2", "type": "unheard-of"}]).encode())
    assert (event.kind, event.operation) == ("", "")


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json(body):
    with pytest.raises(ValueError):
        webhooks.read(body)
