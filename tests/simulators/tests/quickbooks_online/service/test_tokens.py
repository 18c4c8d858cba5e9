"""Tokens: the code once, rotation, expiry, revocation, keys that do not fit (facts 1.1 to 1.4)."""

import threading

import pytest
import requests

from tests.simulators.quickbooks_online.books import Profile
from tests.simulators.quickbooks_online.service import App

from .caller import REALM, Caller

DAY = 86400
HARD = {"x-include-refresh-token-hard-expires-in": "true"}


class Keys:
    """Token calls of one app."""

    def __init__(self, service, app):
        self.service, self.app = service, app

    def _post(self, form, auth=None, **headers):
        return requests.post(
            self.service.addresses.token,
            data=form,
            auth=auth or (self.app.client_id, self.app.client_secret),
            headers={"Accept": "application/json", **headers},
            timeout=10,
        )

    def code(self, code, redirect_uri=None, **more):
        uri = redirect_uri or self.app.redirect_uris[0]
        return self._post({"grant_type": "authorization_code", "code": code, "redirect_uri": uri}, **more)

    def refresh(self, token, **more):
        return self._post({"grant_type": "refresh_token", "refresh_token": token}, **more)

    def revoke(self, token):
        return requests.post(
            self.service.addresses.revoke,
            json={"token": token},
            auth=(self.app.client_id, self.app.client_secret),
            timeout=10,
        )

    def first(self):
        return self.code(self.service.consent(self.app, REALM)).json()


@pytest.fixture
def keys(service, app):
    return Keys(service, app)


@pytest.fixture
def works(caller):
    """Whether an access token opens the company."""

    def works(token):
        caller.token = token
        return caller.get(f"companyinfo/{REALM}").status == 200

    return works


def refused(response, error="invalid_grant", status=400):
    return response.status_code == status and response.json()["error"] == error


def test_a_code_gives_tokens(keys, works):
    tokens = keys.first()
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["x_refresh_token_expires_in"] == 8_726_400
    assert "x_refresh_token_hard_expires_in" not in tokens
    assert works(tokens["access_token"])


def test_the_hard_end_is_told_who_asks(service, keys, clock):
    code = service.consent(keys.app, REALM)
    tokens = keys.code(code, **HARD).json()
    assert tokens["x_refresh_token_hard_expires_in"] == 5 * 365 * DAY
    clock.advance(10 * DAY)
    again = keys.refresh(tokens["refresh_token"], **HARD).json()
    assert again["x_refresh_token_hard_expires_in"] == pytest.approx(5 * 365 * DAY - 10 * DAY, abs=5)
    assert again["x_refresh_token_expires_in"] == 8_726_400, "this one rolls"


def test_a_code_used_twice_kills_what_it_gave(service, keys, works):
    code = service.consent(keys.app, REALM)
    tokens = keys.code(code).json()
    assert works(tokens["access_token"])
    assert refused(keys.code(code))
    assert not works(tokens["access_token"]) and refused(keys.refresh(tokens["refresh_token"]))


def test_a_code_used_twice_may_only_be_refused(service, keys, works):
    service.switches.set(code_twice="refused")
    code = service.consent(keys.app, REALM)
    tokens = keys.code(code).json()
    assert refused(keys.code(code)) and works(tokens["access_token"])


def test_a_code_is_short_lived_and_bound(service, keys, clock):
    code = service.consent(keys.app, REALM)
    assert refused(keys.code(code, redirect_uri="http://localhost:8069/other"))
    clock.advance(600)
    assert refused(keys.code(code))
    service.switches.set(code_lifetime=1800)
    code = service.consent(keys.app, REALM)
    clock.advance(1799)
    assert keys.code(code).status_code == 200
    assert refused(keys.code("no-such-code"))


def test_the_code_of_one_app_is_nothing_to_another(service, keys):
    other = service.add_app(App("Other", ["http://localhost:8069/callback"]))
    assert refused(Keys(service, other).code(service.consent(keys.app, REALM)))


def test_wrong_keys(keys):
    tokens = keys.first()
    for auth in (("nobody", "x"), (keys.app.client_id, "wrong"), ("", "")):
        assert refused(keys.refresh(tokens["refresh_token"], auth=auth), "invalid_client", 401)
    assert keys.refresh(tokens["refresh_token"]).status_code == 200, "the grant lives"


def test_the_grant_type(service, keys):
    assert refused(keys._post({"grant_type": "password"}), "unsupported_grant_type")
    response = requests.post(
        service.addresses.token,
        json={"grant_type": "refresh_token"},
        auth=(keys.app.client_id, keys.app.client_secret),
        timeout=10,
    )
    assert refused(response, "invalid_request")


# --- refresh ---


def test_each_refresh_rotates_and_the_old_one_is_refused(keys, works):
    first = keys.first()
    second = keys.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert works(first["access_token"]) and works(second["access_token"])
    assert refused(keys.refresh(first["refresh_token"]))
    assert keys.refresh(second["refresh_token"]).status_code == 200


def test_a_superseded_token_may_be_taken_for_theft(service, keys):
    service.switches.set(superseded_refresh="kills")
    first = keys.first()
    second = keys.refresh(first["refresh_token"]).json()
    assert refused(keys.refresh(first["refresh_token"]))
    assert refused(keys.refresh(second["refresh_token"]))


def test_a_superseded_token_may_be_good_for_a_minute(service, keys, clock):
    service.switches.set(superseded_refresh="grace")
    first = keys.first()
    second = keys.refresh(first["refresh_token"]).json()
    assert keys.refresh(first["refresh_token"]).json()["refresh_token"] == second["refresh_token"]
    clock.advance(61)
    assert refused(keys.refresh(first["refresh_token"]))


def test_daily_rotation(service, keys, clock):
    service.switches.set(rotation="daily")
    first = keys.first()["refresh_token"]
    assert keys.refresh(first).json()["refresh_token"] == first
    clock.advance(DAY)
    second = keys.refresh(first).json()["refresh_token"]
    assert second != first and refused(keys.refresh(first))


def test_two_workers_at_once(service, keys):
    """Facts 1.3: the one who comes second is refused; whoever locks makes one refresh."""
    first = keys.first()
    answers = []
    barrier = threading.Barrier(2)

    def work():
        barrier.wait()
        answers.append(keys.refresh(first["refresh_token"]).status_code)

    threads = [threading.Thread(target=work) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [200, 400]
    assert [grant.refreshes for grant in service.grants.of(REALM) if grant.refreshes] == [1]


def test_an_access_token_lasts_an_hour(keys, works, clock):
    token = keys.first()["access_token"]
    clock.advance(3599)
    assert works(token)
    clock.advance(1)
    assert not works(token)


def test_the_hour_is_a_switch(service, keys, works, clock):
    service.switches.set(access_lifetime=60)
    tokens = keys.first()
    assert tokens["expires_in"] == 60
    clock.advance(60)
    assert not works(tokens["access_token"])


def test_a_refresh_token_lasts_101_days_from_its_last_use(keys, clock):
    token = keys.first()["refresh_token"]
    clock.advance(100 * DAY)
    token = keys.refresh(token).json()["refresh_token"]
    clock.advance(100 * DAY)
    token = keys.refresh(token).json()["refresh_token"]
    clock.advance(101 * DAY)
    assert refused(keys.refresh(token))


def test_consent_lasts_five_years(keys, clock):
    token = keys.first()["refresh_token"]
    for _ in range(5 * 365 // 90):
        clock.advance(90 * DAY)
        answer = keys.refresh(token)
        token = answer.json()["refresh_token"]
    assert answer.json()["x_refresh_token_expires_in"] < 8_726_400, "the cap is nearer than the roll"
    clock.advance(90 * DAY)
    assert refused(keys.refresh(token))


# --- the end ---


def test_revoking_the_refresh_token_ends_it_all(keys, works):
    tokens = keys.first()
    assert keys.revoke(tokens["refresh_token"]).status_code == 200
    assert not works(tokens["access_token"]) and refused(keys.refresh(tokens["refresh_token"]))


def test_revoking_an_access_token_ends_that_one(keys, works):
    tokens = keys.first()
    assert keys.revoke(tokens["access_token"]).status_code == 200
    assert not works(tokens["access_token"])
    assert keys.refresh(tokens["refresh_token"]).status_code == 200


def test_revoking_nonsense(keys):
    assert refused(keys.revoke("nothing"), "invalid_request")


def test_the_user_disconnects(service, keys, caller):
    tokens = keys.first()
    service.grants.disconnect(REALM)
    answer = caller.get(f"companyinfo/{REALM}")
    assert answer.status == 401 and answer.value["fault"]["error"][0]["code"] == "003200"
    assert refused(keys.refresh(tokens["refresh_token"]))


def test_the_user_is_no_administrator_any_more(service, caller):
    service.grants.set_administrator(REALM, service.people[0], False)
    answer = caller.get(f"companyinfo/{REALM}")
    assert answer.status == 401 and answer.code == "120"
    service.switches.set(lost_rights_status=400)
    assert caller.get(f"companyinfo/{REALM}").status == 400
    service.grants.set_administrator(REALM, service.people[0], True)
    assert caller.get(f"companyinfo/{REALM}").status == 200


# --- the wrong company, the wrong host ---


def test_another_company_is_forbidden(service, app, caller):
    service.found("123", Profile(name="Second & Sons"))
    caller.base = caller.base.replace(REALM, "123")
    answer = caller.get("companyinfo/123")
    assert answer.status == 403 and answer.value["fault"]["error"][0]["code"] == "003100"


def test_sandbox_keys_at_the_production_host(service, app):
    answer = Caller(service, app, environment="production").get(f"companyinfo/{REALM}")
    assert answer.status == 403 and "ApplicationAuthorizationFailed" in answer.text


def test_production_keys_and_a_sandbox_company(service):
    app = service.add_app(App("Live", ["https://erp.example/callback"], environment="production"))
    assert Caller(service, app).get(f"companyinfo/{REALM}").status == 403


def test_shapes_of_the_gateway(service, caller):
    caller.token = "nothing"
    assert caller.get(f"companyinfo/{REALM}").value["fault"]["error"][0]["code"] == "003200"
    service.switches.set(gateway_fault="upper", gateway_code="plain")
    assert caller.get(f"companyinfo/{REALM}").code == "3200"
    assert "<Fault" in caller.call("GET", f"companyinfo/{REALM}", accept="*/*").text


@pytest.mark.parametrize(
    "path",
    [
        "/oauth2/v1/tokens/bearer",
        "/developer/oauth2/v1/tokens/bearer",
        "/oauth/v2/oauth2/tokens/revoke",
        "/oauth/v3/company/1/query",
        "/v3/company/1/query",
        "/sandbox-quickbooks/company/1/query",
    ],
)
def test_a_call_to_the_wrong_host_is_seen(service, path):
    assert requests.post(service.url + path, timeout=10).status_code == 404
    assert "no host" in service.journal.entries()[-1].note


def test_no_token_and_no_code_in_the_log(service, keys):
    code = service.consent(keys.app, REALM)
    tokens = keys.code(code).json()
    keys.refresh(tokens["refresh_token"])
    log = str([entry.as_dict() for entry in service.journal.entries()])
    assert code not in log and tokens["refresh_token"] not in log and tokens["access_token"] not in log


def test_discovery(service):
    for environment, host in (("production", "/accounts/"), ("sandbox", "/sandbox-accounts/")):
        for slash in ("", "/"):
            document = requests.get(service.addresses.discovery(environment) + slash, timeout=10).json()
            assert document["token_endpoint"] == service.addresses.token
            assert document["revocation_endpoint"] == service.addresses.revoke
            assert document["authorization_endpoint"] == service.addresses.authorise
            assert document["issuer"] and document["jwks_uri"] and host in document["userinfo_endpoint"]
