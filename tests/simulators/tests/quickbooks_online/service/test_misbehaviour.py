"""Faults on order: what is left behind, and that each strikes as often as it was told to (facts 10)."""

import time

import pytest
import requests

from tests.simulators.quickbooks_online.books import exact_json
from tests.simulators.quickbooks_online.service import Misbehaviour, Order
from tests.simulators.quickbooks_online.service.misbehaviour import KINDS

from .caller import REALM


@pytest.fixture
def order(service):
    return service.misbehaviour.order


def names(caller):
    return sorted(one["DisplayName"] for one in caller.found("select * from Customer").get("Customer", []))


def create(name="New Name", bid=None):
    body = {"DisplayName": name}
    return {"bId": bid, "operation": "create", "Customer": body} if bid else body


def lost(work):
    with pytest.raises(requests.ConnectionError):
        work()


# --- the socket ---


def test_dropped_after_commit(caller, order):
    order("drop_after_commit", call="create")
    lost(lambda: caller.post("customer", create(), requestid="r-1"))
    assert names(caller) == ["New Name"]
    replay = caller.post("customer", create(), requestid="r-1")
    assert replay.status == 200 and names(caller) == ["New Name"]


def test_dropped_before_commit(caller, order):
    order("drop_before_commit", call="create")
    lost(lambda: caller.post("customer", create(), requestid="r-1"))
    assert names(caller) == []
    assert caller.post("customer", create(), requestid="r-1").status == 200 and names(caller) == ["New Name"]


@pytest.mark.parametrize("done", [1, 2, 3])
def test_half_a_batch(caller, order, done):
    order("half_batch", items=done)
    items = [create(f"Number {number}", str(number)) for number in (1, 2, 3)]
    lost(lambda: caller.batch(*items, requestid="b-1"))
    assert names(caller) == [f"Number {number}" for number in range(1, done + 1)]
    answer = caller.batch(*items, requestid="b-1")
    assert [item["Customer"]["DisplayName"] for item in answer["BatchItemResponse"]] == [
        "Number 1",
        "Number 2",
        "Number 3",
    ]
    assert len(names(caller)) == 3, "what was done is not done again"


def test_half_a_batch_where_repeats_are_errors(service, caller, order):
    service.switches.set(requestid_answer="600")
    order("half_batch", items=1)
    items = [create(f"Number {number}", str(number)) for number in (1, 2)]
    lost(lambda: caller.batch(*items, requestid="b-1"))
    first, second = caller.batch(*items, requestid="b-1")["BatchItemResponse"]
    assert first["Fault"]["Error"][0]["code"] == "600" and second["Customer"]["DisplayName"] == "Number 2"


# --- the gateway ---


@pytest.mark.parametrize("status", [500, 503, 504])
def test_html_before_and_after_the_work(caller, order, status):
    order("broken", status=status, call="create")
    order("broken_after_commit", status=status, call="create", skip=0)
    answer = caller.post("customer", create("First"))
    assert (answer.status, answer.kind) == (status, "text/html") and names(caller) == []
    answer = caller.post("customer", create("Second"))
    assert (answer.status, answer.kind) == (status, "text/html") and names(caller) == ["Second"]


def test_throttled_for_an_hour(service, caller, order, clock):
    order("throttled", seconds=3600)
    for wait in (0, 1800, 1799):
        clock.advance(wait)
        answer = caller.get(f"companyinfo/{REALM}")
        assert answer.status == 429 and answer.kind == "application/xml" and "Retry-After" not in answer.headers
        assert 'code="3001"' in answer.text and "errorCode=003001; statusCode=429" in answer.text
    clock.advance(2)
    service.grants.expire_access()
    caller.token = list(service.connect(caller.app, REALM).access)[-1]
    assert caller.get(f"companyinfo/{REALM}").status == 200
    assert service.journal.counters(REALM).throttled == 3


def test_other_shapes_of_throttling(service, caller, order):
    order("throttled", times=3)
    service.switches.set(throttle_shape="403")
    answer = caller.get(f"companyinfo/{REALM}")
    assert answer.status == 403 and "statusCode=403" in answer.text
    service.switches.set(throttle_shape="429", throttle_body="json", retry_after=30)
    answer = caller.get(f"companyinfo/{REALM}")
    assert answer.status == 429 and answer.code == "3001" and answer.headers["Retry-After"] == "30"


def test_refusals_of_the_gateway(caller, order):
    order("unauthorised")
    order("forbidden")
    answer = caller.get(f"companyinfo/{REALM}")
    assert answer.status == 401 and "AuthenticationFailed" in answer.value["fault"]["error"][0]["message"]
    answer = caller.get(f"companyinfo/{REALM}")
    assert answer.status == 403 and "ApplicationAuthorizationFailed" in answer.value["fault"]["error"][0]["message"]


def test_faults_of_any_code_and_status(caller, order):
    order("fault", status=200, code="6000", message="Business", detail="A rule", fault_type="ValidationFault")
    order("fault", code="6190", message="Subscription ended", fault_type="ValidationFault")
    order("fault")
    answers = [caller.post("customer", create()) for _ in range(3)]
    assert [(one.status, one.code) for one in answers] == [(200, "6000"), (400, "6190"), (500, "10000")]
    assert names(caller) == []


# --- answers ---


def test_truncated(caller, order):
    order("truncated", call="create")
    answer = caller.post("customer", create())
    assert answer.status == 200
    with pytest.raises(ValueError, match="."):
        exact_json.loads(answer.text)
    assert names(caller) == ["New Name"]


def test_broken_off(caller, order):
    order("broken_off", call="create")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        caller.post("customer", create())
    assert names(caller) == ["New Name"]


def test_unknown_fields_and_values(caller, order):
    order("unknown_fields", call="create")
    order("unknown_enums", call="read")
    answer = caller.post("customer", create())
    assert answer["Customer"]["IntroducedNextYear"] and answer.value["serverHint"] == "new"
    account = caller.found("select * from Account maxresults 1")["Account"][0]
    assert caller.get(f"account/{account['Id']}")["Account"]["AccountType"] == "IntroducedNextYear"


@pytest.mark.parametrize(
    "kind, bids",
    [("missing_bid", [None, "2"]), ("missing_item", ["2"]), ("duplicated_item", ["1", "2", "1"])],
)
def test_answers_of_a_batch(caller, order, kind, bids):
    order(kind)
    answer = caller.batch(create("Number 1", "1"), create("Number 2", "2"))
    assert [item.get("bId") for item in answer["BatchItemResponse"]] == bids
    assert names(caller) == ["Number 1", "Number 2"]


def test_huge(caller, order):
    order("huge", megabytes=3, call="read")
    answer = caller.get(f"companyinfo/{REALM}")
    assert len(answer.text) > 3 * 1024 * 1024 and answer["CompanyInfo"]


def test_xml_though_json_was_asked_for(caller, order):
    order("xml", call="create")
    answer = caller.post("customer", create())
    assert answer.kind == "application/xml" and "<DisplayName>New Name</DisplayName>" in answer.text


def test_delays(service, caller, order):
    slept = []
    service.misbehaviour.sleep = slept.append
    order("delay", seconds=7, call="create")
    order("delay_before", seconds=5, call="create")
    assert caller.post("customer", create()).status == 200
    assert slept == [5, 7]


def test_a_delay_outlasts_the_patience_of_a_caller(service, app, caller):
    service.misbehaviour.sleep = time.sleep
    service.misbehaviour.order("delay", seconds=1, call="create")
    with pytest.raises(requests.ReadTimeout):
        caller.session.post(
            caller.base + "customer",
            json=create(),
            headers={"Authorization": f"Bearer {caller.token}", "Accept": "application/json"},
            timeout=0.3,
        )
    assert names(caller) == ["New Name"]


def test_the_token_host_fails_too(service, app, order):
    order("broken", where="/oauth/")
    answer = requests.post(service.addresses.token, timeout=10)
    assert answer.status_code == 503 and "<h1>" in answer.text


# --- which call, how often ---


def test_times_and_skip(caller, order):
    struck = order("broken", times=2, skip=1, call="create")
    assert [caller.post("customer", create(f"N {number}")).status for number in range(4)] == [200, 503, 503, 200]
    assert struck.struck == 2


def test_until_taken_back(service, caller, order):
    order("broken", times=-1)
    assert [caller.get("preferences").status for _ in range(3)] == [503] * 3
    service.misbehaviour.clear()
    assert caller.get("preferences").status == 200


def test_only_what_fits(caller, order):
    order("broken", entity="Invoice")
    order("broken", realm="123")
    order("broken", where="operation=delete")
    assert caller.get("preferences").status == 200 and names(caller) == []


def test_orders_are_checked():
    for values in ({"kind": "earthquake"}, {"kind": "broken", "status": 418}, {"kind": "delay", "minutes": 1}, {}):
        with pytest.raises(ValueError, match="."):
            Order.from_dict(values)


def test_each_kind_is_explained(clock):
    misbehaviour = Misbehaviour(clock)
    for kind, words in KINDS.items():
        assert words and misbehaviour.order(kind).kind == kind
