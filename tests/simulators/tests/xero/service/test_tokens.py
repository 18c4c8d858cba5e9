"""Tokens: codes, rotation, grace, supersede, PKCE, custom connections, scopes (facts 1.1 to 1.5)."""

import jwt
import pytest
import requests

from tests.simulators.xero.books import samples
from tests.simulators.xero.service import CONSENT, App
from tests.simulators.xero.service.grants import hashed

from .caller import OTHER, TENANT, Caller

VERIFIER = "a" * 50


@pytest.fixture
def token(service, app):
    def token(by=app, basic=False, address="token", **form):
        keys = {} if basic else {"client_id": by.client_id, "client_secret": by.client_secret}
        auth = (by.client_id, by.client_secret) if basic else None
        return requests.post(getattr(service.addresses, address), data={**keys, **form}, auth=auth, timeout=10)

    return token


@pytest.fixture
def exchanged(service, app, token):
    def exchanged(**changes):
        code = service.consent(app, TENANT)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uris[0]}
        return token(**{**form, **changes})

    return exchanged


def refreshed(token, refresh_token, **more):
    return token(grant_type="refresh_token", refresh_token=refresh_token, **more)


def works(service, access_token, tenant=TENANT):
    headers = {"Authorization": f"Bearer {access_token}", "xero-tenant-id": tenant, "Accept": "application/json"}
    return requests.get(f"{service.addresses.accounting}/Organisation", headers=headers, timeout=10).status_code


def test_a_code_for_tokens(service, exchanged):
    answer = exchanged().json()
    assert answer["expires_in"] == 1800 and answer["token_type"] == "Bearer" and answer["refresh_token"]
    assert set(answer["scope"].split()) == set(CONSENT)
    claims = jwt.decode(answer["access_token"], options={"verify_signature": False})
    assert claims["xero_userid"] and claims["authentication_event_id"] and "accounting.invoices" in claims["scope"]
    assert jwt.decode(answer["id_token"], options={"verify_signature": False})["email"] == "owner@example.com"
    assert works(service, answer["access_token"]) == 200


@pytest.mark.parametrize("changes", [{"code": "x"}, {"redirect_uri": "http://localhost:1/y"}])
def test_codes_that_are_none(exchanged, changes):
    answer = exchanged(**changes)
    assert answer.status_code == 400 and answer.json() == {"error": "invalid_grant"}


def test_a_code_lives_five_minutes(service, app, token, clock):
    code = service.consent(app, TENANT)
    clock.advance(301)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uris[0]}
    assert token(**form).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(("position", "status"), [("kills", 401), ("refused", 200)])
def test_a_code_twice(service, app, token, position, status):
    service.switches.set(code_twice=position)
    form = {
        "grant_type": "authorization_code",
        "code": service.consent(app, TENANT),
        "redirect_uri": app.redirect_uris[0],
    }
    access = token(**form).json()["access_token"]
    assert token(**form).status_code == 400
    assert works(service, access) == status


def test_keys_of_the_app(token, service, app):
    code = service.consent(app, TENANT)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uris[0]}
    assert token(basic=True, **form).status_code == 200
    wrong = token(client_secret="x", **form)
    assert wrong.status_code == 400 and wrong.json() == {"error": "invalid_client"}
    service.switches.set(invalid_client_status=401, bare_token_errors=False)
    wrong = token(client_secret="x", **form)
    assert wrong.status_code == 401 and wrong.json()["error_description"]
    assert token(grant_type="password").json()["error"] == "unsupported_grant_type"
    assert requests.get(service.addresses.token, timeout=10).status_code == 405
    assert requests.post(service.addresses.token, json={}, timeout=10).json()["error"] == "invalid_request"


def test_every_refresh_rotates_and_the_old_one_is_good_for_half_an_hour(token, exchanged, clock, service):
    first = exchanged().json()["refresh_token"]
    second = refreshed(token, first).json()["refresh_token"]
    assert second != first
    clock.advance(1799)
    assert refreshed(token, first).status_code == 200, "the answer was lost: once more"
    clock.advance(2)
    assert refreshed(token, first).json() == {"error": "invalid_grant"}
    service.switches.set(refresh_grace=0)
    assert refreshed(token, second).status_code == 400


def test_access_tokens_live_half_an_hour(exchanged, service, clock):
    access = exchanged().json()["access_token"]
    clock.advance(1801)
    headers = {"Authorization": f"Bearer {access}", "xero-tenant-id": TENANT}
    answer = requests.get(f"{service.addresses.accounting}/Organisation", headers=headers, timeout=10)
    assert answer.status_code == 401 and answer.json()["Detail"].startswith("TokenExpired: token expired at ")


def test_refresh_tokens_live_sixty_days(token, exchanged, clock):
    refresh = exchanged().json()["refresh_token"]
    clock.advance(59 * 86400)
    refresh = refreshed(token, refresh).json()["refresh_token"]
    clock.advance(61 * 86400)
    assert refreshed(token, refresh).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("position", "access", "refresh"), [("all tokens", 401, 400), ("refresh token", 200, 400), ("nothing", 200, 200)]
)
def test_a_new_consent_supersedes_the_old_tokens(service, token, exchanged, position, access, refresh):
    service.switches.set(supersede=position)
    old = exchanged().json()
    exchanged()
    assert works(service, old["access_token"]) == access
    assert refreshed(token, old["refresh_token"]).status_code == refresh


def test_another_person_supersedes_nobody(service, app, exchanged):
    old = exchanged().json()
    service.connect(app, TENANT, "bookkeeper@example.com")
    assert works(service, old["access_token"]) == 200


def test_one_token_for_all_organisations_of_a_person(service, app, clock):
    service.add_organisation(samples.bare("nz", OTHER, clock))
    service.connect(app, TENANT)
    access = service.connect(app, OTHER).last_access
    assert [works(service, access, one) for one in (TENANT, OTHER)] == [200, 200]


def test_without_offline_access_there_is_nothing_to_refresh(service, app):
    grant = service.connect(app, TENANT, scopes=("accounting.settings",))
    assert not grant.refresh_token


def test_pkce(service, token):
    app = service.add_app(App("Desktop", ["http://localhost:1/x"], kind="pkce"))
    assert not app.client_secret
    code = service.consent(app, TENANT, challenge=hashed(VERIFIER))
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect_uris[0]}
    assert token(by=app, code_verifier="b" * 50, **form).json() == {"error": "invalid_grant"}
    form |= {"client_id": app.client_id, "code_verifier": VERIFIER}
    answer = requests.post(service.addresses.token, data=form, timeout=10).json()
    keys = {"client_id": app.client_id, "grant_type": "refresh_token", "refresh_token": answer["refresh_token"]}
    assert requests.post(service.addresses.token, data=keys, timeout=10).status_code == 200


def test_a_custom_connection(service, token, app, clock):
    own = service.add_app(App("Own", kind="custom", tenant=TENANT))
    answer = token(by=own, grant_type="client_credentials").json()
    assert "refresh_token" not in answer and answer["expires_in"] == 1800
    assert works(service, answer["access_token"], "") == works(service, answer["access_token"]) == 200
    assert works(service, answer["access_token"], OTHER) == 403
    assert token(grant_type="client_credentials").json()["error"] == "unauthorized_client"
    assert token(by=own, grant_type="refresh_token", refresh_token="x").json()["error"] == "unauthorized_client"
    service.disconnect(TENANT)
    assert works(service, answer["access_token"], "") == 403
    assert token(by=own, grant_type="client_credentials").json()["error"] == "invalid_grant"


def test_revoking_ends_everything_of_that_person_and_app(service, app, token, exchanged):
    mine = exchanged().json()
    other = service.connect(app, TENANT, "bookkeeper@example.com")
    answer = token(address="revoke", token=mine["refresh_token"])
    assert answer.status_code == 200 and answer.text == ""
    assert works(service, mine["access_token"]) == 401
    assert [one.person for one in service.connections.of()] == ["bookkeeper@example.com"]
    assert works(service, other.last_access) == 200
    assert token(address="revoke", token="unknown").status_code == 200


def test_connections(service, app, clock):
    service.add_organisation(samples.bare("nz", OTHER, clock))
    first = Caller(service, app)
    both = Caller(service, app, OTHER)
    rows = both.connections().value
    assert [one["tenantId"] for one in rows] == [TENANT, OTHER] and rows[0]["tenantType"] == "ORGANISATION"
    assert len(rows[0]["createdDateUtc"].partition(".")[2]) == 7
    claims = jwt.decode(both.token, options={"verify_signature": False})
    only = both.connections(authEventId=claims["authentication_event_id"]).value
    assert [one["tenantId"] for one in only] == [OTHER], "what was ticked in this consent"
    assert both.connections("DELETE", f"/{rows[0]['id']}").status == 204
    assert both.connections("DELETE", f"/{rows[0]['id']}").status == 404
    first.token = both.token
    refused = first.get("Organisation")
    assert refused.status == 403 and refused["Detail"] == "AuthenticationUnsuccessful"
    assert both.get("Organisation").status == 200
    service.connect(app, TENANT)
    assert service.connections.of(tenant=TENANT)[0].id != rows[0]["id"], "the id is another one, the tenant is not"
    assert requests.get(service.addresses.connections, timeout=10).status_code == 401


@pytest.mark.parametrize("tenant", ["", "99999999-9999-4999-8999-999999999999"])
def test_wrong_or_no_tenant(service, caller, tenant):
    assert works(service, caller.token, tenant) == 403


def test_a_demo_company_is_reset(service, app, clock):
    tenant = service.add_organisation(samples.create("nz", OTHER, clock), lambda: samples.create("nz", OTHER, clock))
    caller = Caller(service, app, OTHER)
    caller.contact("Will be gone")
    service.reset_demo(OTHER)
    assert caller.get("Organisation").status == 403
    names = {one["Name"] for one in Caller(service, app, OTHER).found("Contacts")}
    assert "Will be gone" not in names and "Azure Interior" in names and tenant.name


SETTINGS = ("offline_access", "accounting.settings.read")


@pytest.mark.parametrize("spelling", ["insufficient_scope", "insufficent_scope"])
def test_a_missing_scope(service, app, spelling):
    service.switches.set(scope_spelling=spelling)
    caller = Caller(service, app, scopes=SETTINGS)
    assert caller.get("Organisation").status == caller.get("Items").status == 200
    for answer in (caller.get("Contacts"), caller.put("Items", {"Items": [{"Code": "X"}]})):
        assert answer.status == 401 and answer["Detail"] == "AuthorizationUnsuccessful"
        assert answer.headers["WWW-Authenticate"] == f'Bearer error="{spelling}"'


def test_scopes_add_up(service, app):
    Caller(service, app, scopes=SETTINGS)
    caller = Caller(service, app, scopes=("offline_access", "accounting.contacts.read"))
    assert caller.get("Organisation").status == caller.get("Contacts").status == 200


@pytest.mark.parametrize(("position", "status"), [("settings", 401), ("invoices too", 200)])
def test_which_scope_writes_items(service, app, position, status):
    service.switches.set(items_scope=position)
    caller = Caller(service, app, scopes=("accounting.invoices",))
    assert caller.get("Items").status == 200
    assert caller.put("Items", {"Items": [{"Code": "X"}]}).status == status


def test_broad_scopes_of_old_cover_all_documents(service):
    app = service.add_app(App("Old", ["http://localhost:1/x"], broad_scopes=True))
    caller = Caller(service, app, scopes=("accounting.transactions",))
    assert {caller.get(one).status for one in ("Invoices", "Payments", "ManualJournals", "Items")} == {200, 401}
    assert caller.get("Invoices").status == caller.get("ManualJournals").status == 200
    assert caller.get("Items").status == caller.get("Contacts").status == 401


def test_who_has_lost_the_role(service, caller):
    service.organisations[TENANT].former.add("owner@example.com")
    answer = caller.get("Organisation")
    assert answer.status == 401 and answer["Detail"] == "AuthorizationUnsuccessful"
    assert "WWW-Authenticate" not in answer.headers


def test_discovery_and_userinfo(service, caller):
    found = requests.get(f"{service.addresses.issuer}/.well-known/openid-configuration", timeout=10).json()
    assert found["token_endpoint"] == service.addresses.token
    (key,) = requests.get(found["jwks_uri"], timeout=10).json()["keys"]
    public = jwt.algorithms.RSAAlgorithm.from_jwk(key)
    assert jwt.decode(caller.token, public, algorithms=["RS256"], audience=f"{service.addresses.issuer}/resources")
    headers = {"Authorization": f"Bearer {caller.token}"}
    assert requests.get(found["userinfo_endpoint"], headers=headers, timeout=10).json()["email"] == "owner@example.com"
    assert requests.get(found["userinfo_endpoint"], timeout=10).status_code == 401
    assert requests.get(f"{service.url}/nowhere", timeout=10).status_code == 404
