"""POST /batch (facts 4.3)."""

from .caller import REALM


def create(bid, name, entity="Customer", operation="create"):
    return {"bId": bid, "operation": operation, entity: {"DisplayName": name}}


def codes(answer):
    return [one["Fault"]["Error"][0]["code"] if "Fault" in one else "" for one in answer["BatchItemResponse"]]


def test_items_of_all_sorts(caller):
    made = caller.customer("Acme")
    answer = caller.batch(
        create("new", "Second"),
        {
            "bId": "change",
            "operation": "update",
            "Customer": {"Id": made["Id"], "SyncToken": "0", "sparse": True, "CompanyName": "Acme Ltd"},
        },
        {"bId": "q", "Query": "select * from Customer orderby Id"},
        create("twice", "acme"),
    )
    assert answer.status == 200 and set(answer.value) == {"BatchItemResponse", "time"}
    found = {one["bId"]: one for one in answer["BatchItemResponse"]}
    assert found["new"]["Customer"]["DisplayName"] == "Second"
    assert found["change"]["Customer"]["CompanyName"] == "Acme Ltd"
    assert len(found["q"]["QueryResponse"]["Customer"]) == 2
    assert found["twice"]["Fault"]["Error"][0]["code"] == "6240"


def test_all_failed_is_200_still(caller):
    answer = caller.batch(create("1", ""), create("2", ""))
    assert answer.status == 200 and codes(answer) == ["6080", "6080"]


def test_thirty_items(caller):
    assert caller.batch(*[create(str(n), f"Number {n}") for n in range(30)]).status == 200
    answer = caller.batch(*[create(str(n), f"More {n}") for n in range(31)])
    assert answer.status == 400 and answer.code == "1040"
    assert caller.found("select count(*) from Customer")["totalCount"] == 30


def test_deleting(caller):
    made = caller.customer("Acme")
    payment = caller.post("payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 10})["Payment"]
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    answer = caller.batch({"bId": "1", "operation": "delete", "Payment": key})
    assert answer["BatchItemResponse"] == [
        {"Payment": {"domain": "QBO", "status": "Deleted", "Id": payment["Id"]}, "bId": "1"}
    ]


def test_voiding_is_a_switch(service, caller):
    made = caller.customer("Acme")
    payment = caller.post("payment", {"CustomerRef": {"value": made["Id"]}, "TotalAmt": 10})["Payment"]
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    item = {"bId": "1", "operation": "void", "Payment": key}
    assert codes(caller.batch(item)) == ["500"]
    service.switches.set(batch_void="accepted")
    assert codes(caller.batch(item)) == [""]


def test_what_is_no_item(caller):
    answer = caller.batch(
        create("1", "A", operation="merge"),
        create("2", "B", operation=""),
        {"bId": "3", "operation": "create", "Nonsense": {}},
        {"bId": "4", "operation": "create", "Customer": {"DisplayName": "C"}, "Vendor": {"DisplayName": "D"}},
        {"bId": "5", "operation": "create", "Customer": []},
        {"bId": "6", "operation": "create"},
        {"bId": "7", "Query": "select * from Customer where Notes = 'x'"},
    )
    assert codes(answer) == ["500", "500", "2000", "2000", "2010", "2000", "4001"]


def test_what_is_no_batch(caller):
    for body in ({}, {"BatchItemRequest": []}, {"BatchItemRequest": {}}, {"BatchItemRequest": ["x"]}, []):
        assert caller.post("batch", body).code == "2010"


def test_a_thousand_objects_in_all_queries_of_a_batch(service, caller, company):
    company.fill(customers=700)
    page = {"Query": "select * from Customer orderby Id maxresults 600"}
    answer = caller.batch(
        {"bId": "1", **page}, {"bId": "2", **page}, {"bId": "3", **page, "Query": "select * from Term"}
    )
    assert codes(answer)[:2] == ["", "10100"]
    service.switches.set(batch_total="truncated")
    answer = caller.batch({"bId": "1", **page}, {"bId": "2", **page})
    assert [len(one["QueryResponse"]["Customer"]) for one in answer["BatchItemResponse"]] == [600, 400]


def test_another_order_of_answers(service, caller):
    service.switches.set(batch_order="reversed")
    answer = caller.batch(create("1", "One"), create("2", "Two"))
    assert [one["bId"] for one in answer["BatchItemResponse"]] == ["2", "1"]


def test_a_batch_is_one_metered_call_or_one_an_item(service, caller):
    counters = lambda: service.journal.counters(REALM)  # noqa: E731
    caller.batch(create("1", "One"), create("2", "Two"))
    assert counters().metered == 1 and counters().writes["Customer"] == 2
    service.switches.set(batch_metering="item")
    caller.batch(create("1", "Three"), create("2", "Four"))
    assert counters().metered == 3
