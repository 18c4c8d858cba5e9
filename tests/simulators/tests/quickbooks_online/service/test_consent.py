"""The authorise page and the code it gives (facts 1.1)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.simulators.quickbooks_online.books import Profile
from tests.simulators.quickbooks_online.service import App

from .caller import REALM

ASKED = {
    "response_type": "code",
    "scope": "com.intuit.quickbooks.accounting",
    "redirect_uri": "http://localhost:8069/callback",
    "state": "s-1",
}


@pytest.fixture
def ask(service, app):
    def ask(**changes):
        asked = {"client_id": app.client_id, **ASKED, **changes}
        asked = {name: value for name, value in asked.items() if value is not None}
        return requests.get(service.addresses.authorise, params=asked, timeout=10)

    return ask


@pytest.fixture
def decide(service, app):
    def decide(decision, **changes):
        asked = {"client_id": app.client_id, **ASKED, "realm": REALM, "decision": decision, **changes}
        return requests.post(service.addresses.authorise, data=asked, timeout=10, allow_redirects=False)

    return decide


def callback(response):
    assert response.status_code == 302, response.text
    place = urlsplit(response.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == ASKED["redirect_uri"]
    return {name: values[0] for name, values in parse_qs(place.query).items()}


def test_the_page_names_the_app_and_the_companies(service, ask):
    service.found("123", Profile(name="Second & Sons"))
    service.found("456", Profile(name="Real Business"), environment="production")
    page = ask()
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "Connect Accounting Bridge" in page.text
    assert "Acme Field Services" in page.text and "Second &amp; Sons" in page.text
    assert "Real Business" not in page.text, "development keys see no production company"
    assert ">Connect<" in page.text and ">Cancel<" in page.text


def test_the_page_refuses_to_be_framed(ask):
    page = ask()
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_the_form_of_the_page_leads_back(service, ask):
    page = ask(state='"><script>alert(1)</script>')
    assert "<script>" not in page.text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert fields["redirect_uri"] == ASKED["redirect_uri"]
    fields |= {"realm": REALM, "decision": "connect"}
    action = re.search(r'action="([^"]+)"', page.text).group(1)
    answer = requests.post(service.url + action, data=fields, timeout=10, allow_redirects=False)
    assert answer.status_code == 302


def test_connect_sends_code_state_and_realm(decide):
    given = callback(decide("connect"))
    assert given["state"] == "s-1" and given["realmId"] == REALM and given["code"]


def test_cancel_sends_access_denied(decide):
    given = callback(decide("cancel"))
    assert given["error"] == "access_denied" and given["state"] == "s-1" and "code" not in given


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "somebody-else"},
        {"client_id": None},
        {"redirect_uri": "http://localhost:8069/callback/"},
        {"redirect_uri": "http://localhost:8069/callback?db=acme"},
        {"redirect_uri": "https://localhost:8069/callback"},
        {"redirect_uri": "http://evil.example/callback"},
        {"redirect_uri": None},
        {"response_type": "token"},
        {"state": None},
        {"scope": None},
        {"scope": "com.intuit.everything"},
    ],
)
def test_a_doubtful_request_is_shown_and_sent_nowhere(ask, decide, changes):
    for answer in (ask(**changes), decide("connect", **changes)):
        assert answer.status_code == 400 and "Location" not in answer.headers
        assert "Sorry" in answer.text


def test_a_company_of_another_environment_cannot_be_chosen(service, decide):
    service.found("456", Profile(name="Real Business"), environment="production")
    assert decide("connect", realm="456").status_code == 400


@pytest.mark.parametrize("address", ["http://localhost/callback?db=acme", "localhost/callback", "http://x/#a"])
def test_addresses_that_cannot_be_registered(service, address):
    with pytest.raises(ValueError, match="address"):
        service.add_app(App("Bad", [address]))


def test_production_asks_for_https(service):
    app = App("Live", ["http://localhost:8069/callback"], environment="production")
    with pytest.raises(ValueError, match="https"):
        service.add_app(app)
    service.switches.set(production_needs_https=False)
    service.add_app(app)
