"""The authorise page (facts 1.1, 1.3, 1.4)."""

from html import unescape
from re import findall
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.simulators.xero.books import Profile, samples
from tests.simulators.xero.service import App
from tests.simulators.xero.service.grants import hashed

from .caller import OTHER, TENANT


@pytest.fixture
def asked(app):
    return {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uris[0],
        "scope": "offline_access accounting.invoices accounting.settings",
        "state": "s&1",
    }


@pytest.fixture
def page(service):
    def page(asked, decision="", **more):
        if not decision:
            return requests.get(service.addresses.authorise, params=asked, timeout=10)
        form = {**asked, "decision": decision, **more}
        return requests.post(service.addresses.authorise, data=form, allow_redirects=False, timeout=10)

    return page


def back(answer) -> dict:
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_what_it_shows(page, asked):
    shown = page(asked)
    assert shown.status_code == 200 and shown.headers["X-Frame-Options"] == "DENY"
    for words in (
        "Accounting Bridge wants access",
        "Acme Field Services Pty Ltd",
        "accounting.invoices",
        'type="radio"',
    ):
        assert words in shown.text
    carried = dict(findall(r'name="(\w+)" value="([^"]*)"', shown.text))
    assert unescape(carried["state"]) == "s&1" and carried["client_id"] == asked["client_id"]


def test_allowed(service, app, page, asked):
    answer = back(page(asked, "connect", tenant=TENANT, person="bookkeeper@example.com"))
    assert answer["state"] == "s&1" and answer["code"]
    (connection,) = service.connections.of()
    assert (connection.tenant, connection.person) == (TENANT, "bookkeeper@example.com")
    grant = service.grants.exchange(app, answer["code"], app.redirect_uris[0])
    assert grant.scopes == ("offline_access", "accounting.invoices", "accounting.settings")


def test_cancelled(service, page, asked):
    assert back(page(asked, "cancel"))["error"] == "access_denied" and not service.connections.of()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "x"}, "unauthorized_client"),
        ({"redirect_uri": "http://localhost:8069/callback/"}, "Invalid redirect_uri"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "accounting.transactions"}, "invalid_scope"),
        ({"scope": "accounting.everything"}, "invalid_scope"),
    ],
)
def test_refused_on_the_page(page, asked, changes, words):
    answer = page({**asked, **changes})
    assert answer.status_code == 400 and words in answer.text


def test_broad_scopes_of_an_app_of_old(service, page, asked, app):
    service.change_app(app.client_id, broad_scopes=True)
    assert page({**asked, "scope": "accounting.transactions"}).status_code == 200


def test_an_organisation_must_be_chosen(page, asked):
    assert page(asked, "connect").status_code == 400
    assert page(asked, "connect", tenant="nobody").status_code == 400


def test_several_at_once_only_with_the_advanced_plan(service, app, page, asked, clock):
    service.add_organisation(samples.bare("nz", OTHER, clock))
    both = [TENANT, OTHER]
    assert page(asked, "connect", tenant=both).status_code == 400
    service.change_app(app.client_id, tier="advanced")
    assert 'type="checkbox"' in page(asked).text
    back(page(asked, "connect", tenant=both))
    events = {one.event for one in service.connections.of()}
    assert len(service.connections.of()) == 2 and len(events) == 1


def test_pkce_asks_for_a_challenge(service, page, asked):
    app = service.add_app(App("Desktop", ["http://localhost:1/x"], kind="pkce"))
    asked |= {"client_id": app.client_id, "redirect_uri": app.redirect_uris[0]}
    assert "code challenge" in page(asked).text
    asked |= {"code_challenge": hashed("v" * 43), "code_challenge_method": "S256"}
    code = back(page(asked, "connect", tenant=TENANT))["code"]
    assert service.grants.exchange(app, code, app.redirect_uris[0], "v" * 43)


def test_the_starter_plan_has_five_connections(service, app, page, asked, clock):
    for number in range(6):
        service.found(f"{number}0000000-0000-4000-8000-000000000000", Profile(name=f"Org {number}"))
    tenants = list(service.organisations)
    for tenant in tenants[:5]:
        back(page(asked, "connect", tenant=tenant))
    refused = page(asked, "connect", tenant=tenants[5])
    assert refused.status_code == 400 and "limit of 5 connections" in refused.text
    back(page(asked, "connect", tenant=tenants[0]))
    service.change_app(app.client_id, tier="core")
    back(page(asked, "connect", tenant=tenants[5]))


def test_two_uncertified_apps_per_organisation(service, page, asked):
    for name in ("One", "Two"):
        service.connect(service.add_app(App(name, ["http://localhost:1/x"])), TENANT)
    refused = page(asked, "connect", tenant=TENANT)
    assert refused.status_code == 400 and "2 uncertified apps" in refused.text


@pytest.mark.parametrize("address", ["http://127.0.0.1:8069/x", "http://example.com/x", "ftp://localhost/x", "nowhere"])
def test_redirect_addresses(address):
    with pytest.raises(ValueError, match="redirect address"):
        App("Bad", [address])
    assert App("Good", ["https://example.com/x", "http://localhost:8069/x"])


def test_apps_that_cannot_be():
    for wrong in ({"kind": "x"}, {"tier": "x"}, {"webhook_categories": ["PAYMENT"]}):
        with pytest.raises(ValueError):
            App("Bad", **wrong)
