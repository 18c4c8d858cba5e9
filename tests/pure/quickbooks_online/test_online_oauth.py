"""Signing in at Intuit: what is asked, what is final and what is only bad luck."""

import base64
import json
import logging
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from online_wire import Wire, after, broken, reply, reset, says, unused_port

from odoo.addons.accounting_bridge.ledgers import http
from odoo.addons.accounting_bridge.ledgers.protocol import Unreachable
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import oauth
from odoo.addons.accounting_bridge.ledgers.quickbooks_online.addresses import addresses

APPLICATION = oauth.Application("ABclient", "SECRET")
BACK = "https://odoo.example.com/accounting_bridge/oauth/quickbooks_online"
GIVEN = {
    "access_token": "ACCESS",
    "refresh_token": "REFRESH",
    "token_type": "bearer",
    "expires_in": 3600,
    "x_refresh_token_expires_in": 8726400,
}


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(http, "LEAST_SECONDS", 0.01)


def soon(seconds=5.0):
    return time.monotonic() + seconds


def refresh(wire, seconds=5.0):
    return oauth.refresh(addresses("production", wire.url), APPLICATION, "OLD", soon(seconds))


# === WHERE === #


def test_addresses_of_intuit():
    places = addresses("production")
    assert places.consent == "https://appcenter.intuit.com/connect/oauth2"
    assert places.token == "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"
    assert places.revoke == "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
    assert places.api == "https://quickbooks.api.intuit.com"


def test_the_sandbox_has_books_of_its_own_and_the_same_sign_in():
    live, sandbox = addresses("production"), addresses("sandbox")
    assert sandbox.api == "https://sandbox-quickbooks.api.intuit.com"
    assert (sandbox.consent, sandbox.token, sandbox.revoke) == (live.consent, live.token, live.revoke)


def test_a_simulator_stands_for_every_host():
    places = addresses("sandbox", "http://127.0.0.1:8080")
    assert places.consent == "http://127.0.0.1:8080/appcenter/connect/oauth2"
    assert places.token == "http://127.0.0.1:8080/oauth/oauth2/v1/tokens/bearer"
    assert places.revoke == "http://127.0.0.1:8080/developer/v2/oauth2/tokens/revoke"
    assert places.api == "http://127.0.0.1:8080/sandbox-quickbooks"


def test_the_consent_page():
    url = oauth.authorize_url(addresses("production"), APPLICATION, BACK, "7.a-state")
    parts = urlsplit(url)
    assert url.startswith("https://appcenter.intuit.com/connect/oauth2?")
    assert dict(parse_qsl(parts.query)) == {
        "client_id": "ABclient",
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "redirect_uri": BACK,
        "state": "7.a-state",
    }
    assert "SECRET" not in url


# === TOKENS === #


def test_a_code_becomes_tokens():
    with Wire([says(**GIVEN)]) as wire:
        tokens = oauth.exchange_code(addresses("production", wire.url), APPLICATION, "CODE", BACK, soon())
        (request,) = wire.requests
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_in) == ("ACCESS", "REFRESH", 3600)
    assert (tokens.refresh_expires_in, tokens.hard_expires_in) == (8726400, 0)
    assert (request.method, request.path) == ("POST", "/oauth/oauth2/v1/tokens/bearer")
    form = {name: values[0] for name, values in parse_qs(request.text).items()}
    assert form == {"grant_type": "authorization_code", "code": "CODE", "redirect_uri": BACK}
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(request.headers["authorization"].removeprefix("Basic ")) == b"ABclient:SECRET"
    assert request.headers["x-include-refresh-token-hard-expires-in"] == "true"


def test_a_refresh():
    with Wire([says(**GIVEN, x_refresh_token_hard_expires_in=157680000)]) as wire:
        tokens = refresh(wire)
        (request,) = wire.requests
    assert parse_qs(request.text) == {"grant_type": ["refresh_token"], "refresh_token": ["OLD"]}
    assert tokens.hard_expires_in == 157680000


def test_a_revocation():
    with Wire([reply(200, "")]) as wire:
        oauth.revoke(addresses("production", wire.url), APPLICATION, "REFRESH", soon())
        (request,) = wire.requests
    assert (request.path, json.loads(request.text)) == ("/developer/v2/oauth2/tokens/revoke", {"token": "REFRESH"})
    assert request.headers["authorization"].startswith("Basic ")


# === FINAL === #


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (says(400, error="invalid_grant", error_description="Incorrect or invalid refresh token"), "has ended"),
        (says(401, error="invalid_client"), "does not know"),
        (says(400, error="unauthorized_client"), "does not let"),
        (says(400, error="something_new"), "refused"),
    ],
)
def test_refused(step, words):
    with Wire([step]) as wire, pytest.raises(oauth.SignInRefused, match=words) as caught:
        refresh(wire)
    assert caught.value.reason == "sign_in_needed"
    assert caught.value.code in step.decode()
    assert len(wire.requests) == 1


def test_a_revocation_is_refused():
    with Wire([says(400, error="invalid_request")]) as wire, pytest.raises(oauth.SignInRefused):
        oauth.revoke(addresses("production", wire.url), APPLICATION, "REFRESH", soon())


# === ONLY BAD LUCK === #


@pytest.mark.parametrize(
    "step",
    [
        reply(500, "<html/>", "text/html"),
        reply(503, '{"error":"invalid_grant"}'),
        reply(429, '{"error":"invalid_grant"}'),
        reply(400, "<html>A proxy of somebody's says no</html>", "text/html"),
        reply(403, "[]"),
        reply(302, "", Location="https://example.com"),
        reply(200, "<html/>", "text/html"),
        reply(200, '{"access_token":"A"}'),
        reply(200, '{"access_token":"","refresh_token":"R","expires_in":1}'),
        reply(200, '{"access_token":["A"],"refresh_token":"R","expires_in":1}'),
        reply(200, '{"access_token":"A","refresh_token":"R","expires_in":"soon"}'),
        reply(200, "[]"),
        reply(200, "x" * (oauth.MAX_BYTES + 1)),
        reset,
        after(2.0, says(**GIVEN)),
        broken(says(**GIVEN), 120),
    ],
)
def test_nobody_could_say(step):
    with Wire([step]) as wire, pytest.raises(Unreachable) as caught:
        refresh(wire, 1.0)
    assert caught.value.reason == "unreachable"
    assert len(wire.requests) == 1


def test_nobody_there():
    with pytest.raises(Unreachable):
        oauth.refresh(addresses("production", f"http://127.0.0.1:{unused_port()}"), APPLICATION, "OLD", soon())


# === SECRETS === #


def test_nothing_secret_is_said(caplog):
    caplog.set_level(logging.DEBUG)
    steps = [
        says(**GIVEN),
        reply(200, '{"access_token":"ACCESS"}'),
        reply(500, '{"access_token":"ACCESS","refresh_token":"REFRESH'),
        says(400, error="invalid_grant", refresh_token="REFRESH"),
    ]
    said = ""
    for step in steps:
        with Wire([step]) as wire:
            try:
                said += repr(refresh(wire))
            except (Unreachable, oauth.SignInRefused) as problem:
                said += repr(problem)
    said += repr(APPLICATION) + caplog.text
    for secret in ("SECRET", "ACCESS", "REFRESH", "OLD"):
        assert secret not in said
