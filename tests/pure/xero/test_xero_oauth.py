"""Signing in at Xero: what is asked, what is final, what is only bad luck, and which organisations it opens."""

import base64
import hashlib
import json
import logging
import time
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from online_wire import Wire, after, broken, reply, reset, says, unused_port

from odoo.addons.accounting_bridge.ledgers import http
from odoo.addons.accounting_bridge.ledgers.cloud import CUSTOM, PKCE, Application, challenge_of
from odoo.addons.accounting_bridge.ledgers.clouds import CLOUDS
from odoo.addons.accounting_bridge.ledgers.protocol import Unreachable
from odoo.addons.accounting_bridge.ledgers.xero import oauth
from odoo.addons.accounting_bridge.ledgers.xero.addresses import BOOKS_SCOPES, addresses

WEB = Application("CLIENT", "SECRET")
MOBILE = Application("CLIENT", "", PKCE)
SINGLE = Application("CLIENT", "SECRET", CUSTOM)
BACK = "https://odoo.example.com/accounting_bridge/oauth/xero"
ORGANISATION = "45e4708e-d862-4111-ab3a-dd8cd03913e1"


def token(**claims):
    """Return an access token as Xero makes them; nobody of ours looks at its signature."""
    parts = [json.dumps(part).encode() for part in ({"alg": "RS256"}, claims)]
    return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), "ACCESS"])


GIVEN = {
    "access_token": token(xero_userid="u-1", authentication_event_id="e-1", scope=["openid"]),
    "refresh_token": "REFRESH",
    "token_type": "Bearer",
    "expires_in": 1800,
    "scope": "openid",
}


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(http, "LEAST_SECONDS", 0.01)


def soon(seconds=5.0):
    return time.monotonic() + seconds


def refresh(wire, seconds=5.0, application=WEB):
    return oauth.refresh(addresses(wire.url), application, "OLD", soon(seconds))


def form(request):
    return {name: values[0] for name, values in parse_qs(request.text).items()}


# === WHERE === #


def test_addresses_of_xero():
    places = addresses()
    assert places.consent == "https://login.xero.com/identity/connect/authorize"
    assert places.token == "https://identity.xero.com/connect/token"
    assert places.revoke == "https://identity.xero.com/connect/revocation"
    assert places.connections == "https://api.xero.com/connections"
    assert places.api == "https://api.xero.com"


def test_a_simulator_stands_for_every_host():
    places = addresses("http://127.0.0.1:8080")
    assert places.consent == "http://127.0.0.1:8080/login/identity/connect/authorize"
    assert places.token == "http://127.0.0.1:8080/identity/connect/token"
    assert places.connections == "http://127.0.0.1:8080/api/connections"
    assert places.api == "http://127.0.0.1:8080/api"


def test_the_consent_page():
    url = oauth.authorize_url(addresses(), WEB, BACK, "7.a-state")
    asked = dict(parse_qsl(urlsplit(url).query))
    scopes = asked.pop("scope").split(" ")
    assert asked == {"client_id": "CLIENT", "response_type": "code", "redirect_uri": BACK, "state": "7.a-state"}
    assert "SECRET" not in url
    assert "+" not in url
    assert "offline_access" in scopes
    assert set(BOOKS_SCOPES) < set(scopes)


def test_only_narrow_scopes_are_asked_for():
    """Applications of today are given no others (facts 1.3)."""
    assert not {"accounting.transactions", "accounting.reports.read", "accounting.journals.read"} & set(BOOKS_SCOPES)


def test_the_consent_page_without_a_secret():
    verifier = "v" * 64
    asked = dict(parse_qsl(urlsplit(oauth.authorize_url(addresses(), MOBILE, BACK, "s", verifier)).query))
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    assert (asked["code_challenge"], asked["code_challenge_method"]) == (digest, "S256")
    assert challenge_of(verifier) == digest
    assert verifier not in str(asked)


# === TOKENS === #


def test_a_code_becomes_tokens():
    with Wire([says(**GIVEN)]) as wire:
        tokens = oauth.exchange_code(addresses(wire.url), WEB, "CODE", BACK, soon())
        (request,) = wire.requests
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_in) == (GIVEN["access_token"], "REFRESH", 1800)
    assert (tokens.refresh_expires_in, tokens.hard_expires_in) == (60 * 86400, 0)
    assert (tokens.user_id, tokens.consent_id) == ("u-1", "e-1")
    assert (request.method, request.path) == ("POST", "/identity/connect/token")
    assert form(request) == {"grant_type": "authorization_code", "code": "CODE", "redirect_uri": BACK}
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(request.headers["authorization"].removeprefix("Basic ")) == b"CLIENT:SECRET"


def test_a_code_becomes_tokens_without_a_secret():
    with Wire([says(**GIVEN)]) as wire:
        oauth.exchange_code(addresses(wire.url), MOBILE, "CODE", BACK, soon(), "VERIFIER")
        (request,) = wire.requests
    assert "authorization" not in request.headers
    said = form(request)
    assert (said["client_id"], said["code_verifier"], "client_secret" in said) == ("CLIENT", "VERIFIER", False)


def test_a_refresh():
    with Wire([says(**GIVEN)]) as wire:
        tokens = refresh(wire)
        (request,) = wire.requests
    assert form(request) == {"grant_type": "refresh_token", "refresh_token": "OLD"}
    assert tokens.user_id == "u-1"


def test_a_refresh_without_a_secret():
    """Xero's library cannot do that (facts 1.1)."""
    with Wire([says(**GIVEN)]) as wire:
        refresh(wire, application=MOBILE)
        (request,) = wire.requests
    assert form(request) == {"grant_type": "refresh_token", "refresh_token": "OLD", "client_id": "CLIENT"}
    assert "authorization" not in request.headers


def test_a_custom_connection():
    with Wire([says(access_token=token(), expires_in=1800, token_type="Bearer")]) as wire:
        tokens = refresh(wire, application=SINGLE)
        (request,) = wire.requests
    said = form(request)
    assert (said["grant_type"], said["scope"]) == ("client_credentials", " ".join(BOOKS_SCOPES))
    assert request.headers["authorization"].startswith("Basic ")
    assert (tokens.refresh_token, tokens.refresh_expires_in, tokens.user_id) == ("", 0, "")


@pytest.mark.parametrize("application", [WEB, MOBILE])
def test_a_revocation(application):
    with Wire([reply(200, "")]) as wire:
        oauth.revoke(addresses(wire.url), application, "REFRESH", soon())
        (request,) = wire.requests
    assert (request.path, form(request)["token"]) == ("/identity/connect/revocation", "REFRESH")
    assert ("client_id" in form(request)) == ("authorization" not in request.headers) == (application is MOBILE)


@pytest.mark.parametrize("access", ["opaque", "a.b.c", "a.W10.c", "a." + "e30" + ".c", "", "a.!!!.c", "a.eyJ.c"])
def test_a_token_that_says_nothing_of_itself(access):
    assert oauth.claims_of(access) == {}


# === FINAL === #


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (says(400, error="invalid_grant"), "has ended"),
        (reply(400, '{"error":"invalid_grant","error_description":"x"}'), "has ended"),
        (says(400, error="invalid_client"), "does not know"),
        (says(401, error="invalid_client"), "does not know"),
        (says(400, error="unauthorized_client"), "does not let"),
        (says(400, error="invalid_scope"), "may not ask"),
        (says(400, error="something_new"), "refused"),
    ],
)
def test_refused(step, words):
    with Wire([step]) as wire, pytest.raises(oauth.SignInRefused, match=words) as caught:
        refresh(wire)
    assert caught.value.reason == "sign_in_needed"
    assert caught.value.code in step.decode()
    assert len(wire.requests) == 1


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
        oauth.refresh(addresses(f"http://127.0.0.1:{unused_port()}"), WEB, "OLD", soon())


# === ORGANISATIONS === #

ROWS = [
    {"id": "c-1", "authEventId": "e-1", "tenantId": ORGANISATION.upper(), "tenantType": "ORGANISATION"},
    {"id": "c-2", "authEventId": "e-0", "tenantId": "t-2", "tenantType": "PRACTICE", "tenantName": "Accountants"},
    {"id": "c-3", "authEventId": "e-0", "tenantId": "t-3", "tenantType": "ORGANISATION", "tenantName": "Acme NZ"},
]


def test_organisations():
    with Wire([reply(200, json.dumps(ROWS))]) as wire:
        first, second = oauth.tenants(addresses(wire.url), "ACCESS", soon())
        (request,) = wire.requests
    assert (request.method, request.target) == ("GET", "/api/connections")
    assert request.headers["authorization"] == "Bearer ACCESS"
    assert (first.id, first.link_id, first.consent_id) == (ORGANISATION, "c-1", "e-1")
    assert (second.id, second.name) == ("t-3", "Acme NZ")


@pytest.mark.parametrize("step", [reply(500, ""), reply(200, "{}"), reply(200, '[{"id":1}]'), reply(200, "<html/>")])
def test_organisations_that_nobody_could_name(step):
    with Wire([step]) as wire, pytest.raises(Unreachable):
        assert not oauth.tenants(addresses(wire.url), "ACCESS", soon())


def test_organisations_of_a_dead_token():
    with Wire([reply(401, "{}")]) as wire, pytest.raises(oauth.SignInRefused):
        oauth.tenants(addresses(wire.url), "ACCESS", soon())


def test_one_organisation_is_left_and_no_other():
    """What is deleted is the connection, which is not the organisation (facts 1.1)."""
    for status in (204, 404):
        with Wire([reply(200, json.dumps(ROWS)), reply(status, "")]) as wire:
            oauth.leave(addresses(wire.url), "ACCESS", ORGANISATION, soon())
            _listed, deleted = wire.requests
        assert (deleted.method, deleted.target) == ("DELETE", "/api/connections/c-1")
    with Wire([reply(200, json.dumps(ROWS))]) as wire:
        oauth.leave(addresses(wire.url), "ACCESS", "gone-already", soon())
        assert len(wire.requests) == 1
    with Wire([reply(200, json.dumps(ROWS)), reply(503, "")]) as wire, pytest.raises(Unreachable):
        oauth.leave(addresses(wire.url), "ACCESS", ORGANISATION, soon())


# === AS THE ENGINE ASKS FOR IT === #


def test_the_registry():
    assert set(CLOUDS) == {"quickbooks_online", "xero"}
    for code, cloud in CLOUDS.items():
        assert cloud.code == code
        assert cloud.places("production").api.startswith("https://")
        assert cloud.words_of("invalid_grant") != cloud.words_of("no such word")
    assert CLOUDS["xero"].is_company(ORGANISATION)
    assert not any(map(CLOUDS["xero"].is_company, ("", "../x", "123", ORGANISATION.upper(), f"{ORGANISATION}0")))
    assert CLOUDS["xero"].company_brought({"realmId": "1"}) == ""


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
    said += repr(WEB) + caplog.text
    for secret in ("SECRET", "ACCESS", "REFRESH", "OLD"):
        assert secret not in said
