"""Sets of writes: single calls and batches, their keys, a set that is made once more, and what became of each."""

import dataclasses
from decimal import Decimal

import online_samples as sample
import pytest
from online_samples import answer, calls, fault, ledger, push, said

from odoo.addons.accounting_bridge.ledgers.documents import Account, AccountDetail, AccountType, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable, Verdict

INVOICE = {
    "Id": "130",
    "SyncToken": "0",
    "CustomerRef": {"value": "42", "name": "Acme Ltd"},
    "DocNumber": "INV/2026/00017",
    "TxnDate": "2026-05-06",
    "DueDate": "2026-06-05",
    "PrivateNote": "INV/2026/00017 odoo:account.move,1041",
    "MetaData": {"CreateTime": "2026-05-06T10:00:00-07:00", "LastUpdatedTime": "2026-05-06T10:00:00-07:00"},
    "TotalAmt": Decimal("76.19"),
    "Balance": Decimal("76.19"),
    "TxnTaxDetail": {"TotalTax": Decimal("6.19")},
    "Line": [],
}
CREATE = Push("k1", Kind.INVOICE, Operation.CREATE, None, trace="account.move,1041")
UPDATE = dataclasses.replace(CREATE, operation=Operation.UPDATE, remote_id="130", version="0")
VOID = dataclasses.replace(UPDATE, operation=Operation.VOID)
DELETE = Push("k1", Kind.PAYMENT, Operation.DELETE, None, "163", "1", "account.payment,9")


def several(count, **values):
    return [push(sample.INVOICE, key=f"k{place}", **values) for place in range(1, count + 1)]


def written(pushes, key="b1", **settings):
    return calls(ledger(**settings).encode_writes(pushes, key, ""))


def outcome(*answers, one=CREATE, **more):
    (found,) = ledger().decode(answer(*answers, **more), [one]).outcomes
    return found


# === HOW A SET LEAVES === #


def test_few_leave_one_by_one_each_under_a_key_of_its_own():
    made = written(several(10))
    assert [(one["id"], one["path"], one["parameters"]) for one in made] == [
        (f"k{place}", "invoice", {"requestid": f"k{place}"}) for place in range(1, 11)
    ]


def test_many_leave_as_one_batch_under_the_key_of_the_set():
    (made,) = written(several(30))
    assert (made["method"], made["path"], made["parameters"]) == ("POST", "batch", {"requestid": "b1"})
    items = made["body"]["BatchItemRequest"]
    assert [item["bId"] for item in items] == [str(place) for place in range(1, 31)]
    assert {item["operation"] for item in items} == {"create"}
    assert sample.complaints("", made["body"]) == []


def test_a_batch_mixes_kinds_and_operations():
    pushes = [
        push(sample.PARTY, key="k1"),
        push(sample.PARTY, Operation.UPDATE, key="k2"),
        push(sample.PAYMENT, Operation.DELETE, key="k3"),
        push(sample.INVOICE, Operation.VOID, key="k4"),
        push(sample.INVOICE, key="k5", details={"number_may_repeat": True}),
    ]
    batch, *alone = written(pushes, write_mode="batch")
    assert [
        (i["bId"], i["operation"], next(k for k in i if k[0] not in "bo")) for i in batch["body"]["BatchItemRequest"]
    ] == [
        ("1", "create", "Customer"),
        ("2", "update", "Customer"),
        ("3", "delete", "Payment"),
    ]
    assert [(one["id"], one["parameters"]) for one in alone] == [
        ("k4", {"requestid": "k4", "operation": "void"}),
        ("k5", {"requestid": "k5", "include": "allowduplicatedocnum"}),
    ]
    assert sample.complaints("", batch["body"]) == []


@pytest.mark.parametrize(("mode", "count", "made"), [("thrift", 30, 30), ("batch", 1, 1), ("auto", 11, 1)])
def test_a_setting_decides(mode, count, made):
    assert len(written(several(count), write_mode=mode)) == made


def test_a_set_that_is_larger_than_a_batch():
    first, second = written(several(31))
    assert second["parameters"] == {"requestid": "b1-1"}
    assert [item["bId"] for item in second["body"]["BatchItemRequest"]] == ["31"]


@pytest.mark.parametrize("key", ["", "x" * 37])
def test_a_set_has_a_key_that_fits(key):
    with pytest.raises(Unwritable, match="36"):
        written(several(1), key)


def test_a_key_fits():
    with pytest.raises(Unwritable, match="50"):
        written([push(sample.INVOICE, key="x" * 51)])


def test_what_is_not_known_of_a_kind_is_refused_by_name():
    with pytest.raises(Unwritable) as problem:
        written([push(sample.INVOICE), push(sample.CREDIT, Operation.VOID, key="k2")])
    assert problem.value.key == "k2"


def test_each_operation_that_is_offered_can_be_written():
    documents = [sample.PARTY, sample.ITEM, sample.INVOICE, sample.CREDIT, sample.PAYMENT, sample.BILL, sample.ENTRY]
    account = Account("OD Direct Wages", AccountType.EXPENSE, "t", "OD-3000", AccountDetail.WAGES)
    by_kind = {sample.KINDS[type(document)]: document for document in documents}
    by_kind |= {Kind.VENDOR: sample.VENDOR, Kind.ACCOUNT: account}
    kept = {"type": "Service", "kept": '{"SyncToken":"4","Name":"x"}'}
    offered = ledger().capabilities.operations
    assert offered.keys() == by_kind.keys()
    for kind, operations in offered.items():
        for operation in operations:
            (made,) = written([push(by_kind[kind], operation, kind=kind, details=kept)])
            assert sample.complaints(sample.NAMES[kind], made["body"]) == []


def test_once_more_is_the_same_bytes_under_the_same_keys():
    for pushes in (several(3), several(12)):
        payload = ledger().encode_writes(pushes, "b1", "")
        again = ledger().encode_recovery(payload, "b1")
        before, after = ([{k: v for k, v in one.items() if k != "id"} for one in calls(t)] for t in (payload, again))
        assert before == after
        assert [one["id"] for one in calls(again)] == [f"again:{one['id']}" for one in calls(payload)]
        assert ledger().encode_recovery(again, "b1") == again


# === WHAT BECAME OF IT === #


def test_accepted():
    found = outcome(said("k1", {"Invoice": INVOICE, "time": "2026-05-06T10:00:01.000-07:00"}))
    record = found.record
    assert found.verdict is Verdict.ACCEPTED
    assert (record.id, record.version, record.modified) == ("130", "0", "2026-05-06T17:00:00.000Z")
    assert (record.total, record.tax_amount, record.balance) == (Decimal("76.19"), Decimal("6.19"), Decimal("76.19"))
    assert (record.number, record.date, record.customer_id) == ("INV/2026/00017", "2026-05-06", "42")
    assert record.trace == "account.move,1041"
    assert record.details["due_date"] == "2026-06-05" and record.details["customer_name"] == "Acme Ltd"


def test_fields_and_values_that_are_new_to_us_are_borne():
    strange = INVOICE | {
        "EmailStatus": "HeardByPhone",
        "Novelty": {"a": [1]},
        "Line": ["?", None, {"DetailType": "HologramLineDetail", "Amount": "7", "Id": 5}],
        "TxnTaxDetail": "none",
        "CustomerRef": "42",
        "LinkedTxn": {"TxnId": "1", "TxnType": "Gift"},
    }
    found = outcome(said("k1", {"Invoice": strange}))
    assert found.verdict is Verdict.ACCEPTED
    assert found.record.customer_id == "42" and found.record.tax_amount is None
    assert found.record.details["links"] == [{"kind": "Gift", "id": "1", "amount": None}]
    assert found.record.details["lines"][0]["amount"] == "7.00"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Invoice": {}},
        {"Invoice": None},
        {"Estimate": INVOICE},
        {"Invoice": INVOICE | {"PrivateNote": "odoo:other"}},
    ],
)
def test_an_answer_that_does_not_show_it_leaves_it_to_evidence(body):
    assert outcome(said("k1", body)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [said("other", {"Invoice": INVOICE})],
        [said("k1", lost="the line went dead")],
        [said("k1", text="<html>busy</html>")],
        [said("k1", text="<html>gone</html>", status=502)],
        [said("k1", status=504)],
        [said("k1", fault(6002), 504)],
        [said("k1", fault(10000), 500)],
        [said("k1", fault(600), 400)],
    ],
)
def test_nobody_knows(answers):
    found = outcome(*answers)
    assert (found.verdict, found.reason) == (Verdict.UNKNOWN, "outcome_unknown")


def test_what_did_not_leave_did_not_run():
    found = outcome(said("k1", unsent="no time left"))
    assert (found.verdict, found.reason, found.words) == (Verdict.NOT_RUN, "not_run", "no time left")


@pytest.mark.parametrize(
    ("status", "more", "pause"),
    [
        (401, {"body": fault("003200")}, "sign_in_needed"),
        (403, {"body": {"fault": {"error": [{"message": "x", "code": "3100"}]}}}, "app_not_authorised"),
        (
            429,
            {"text": '<Fault type="SERVICE"><Error code="3001">errorCode=003001; statusCode=429</Error></Fault>'},
            "throttled",
        ),
        (400, {"body": fault(6190)}, "subscription_ended"),
    ],
)
def test_what_was_stopped_at_the_door_did_not_run_and_the_session_ends(status, more, pause):
    reading = ledger().decode(answer(said("k1", status=status, **more)), [CREATE])
    assert reading.outcomes[0].verdict is Verdict.NOT_RUN
    assert (reading.problem, reading.pause) == ("", pause)


def test_what_the_client_says_of_the_session_counts():
    reading = ledger().decode(answer(said("k1", unsent="used up"), pause="budget_used_up"), [CREATE])
    assert (reading.pause, reading.words) == ("budget_used_up", "used up")


def test_refused():
    found = outcome(
        said("k1", fault(6240, "Duplicate Name Exists Error", "The name supplied already exists. : null"), 400)
    )
    assert (found.verdict, found.reason) == (Verdict.REFUSED, "name_taken")
    assert found.words == "The name supplied already exists."


def test_a_fault_under_a_status_of_success_is_a_fault():
    assert outcome(said("k1", fault(6140))).reason == "number_used"


def test_a_customer_that_is_gone_is_named():
    words = "Invalid Reference Id : Customers element id 42 not found"
    one = push(sample.INVOICE)
    found = outcome(said("k1", fault(2500, "Invalid Reference Id", words), 400), one=one)
    assert (found.reason, found.arguments["name"], found.arguments["id"]) == ("customer_missing", "Acme Ltd", "42")
    later = outcome(said("k1", fault(2500, "Invalid Reference Id", words), 400))
    assert later.arguments["name"] == "42"


# === THE SECOND TRY === #


@pytest.mark.parametrize("code", [600, 6140, 6240, 5010, 610, 620, 2010, 3001])
def test_a_refusal_of_the_second_try_says_nothing_of_the_first(code):
    found = outcome(said("again:k1", fault(code), 400))
    assert found.verdict is Verdict.UNKNOWN


def test_the_second_try_may_be_answered_as_the_first_would_have_been():
    assert outcome(said("again:k1", {"Invoice": INVOICE})).verdict is Verdict.ACCEPTED
    assert outcome(said("again:k1", unsent="throttled")).verdict is Verdict.UNKNOWN
    gone = outcome(said("again:k1", fault(610), 400), one=DELETE)
    assert (gone.verdict, gone.record.active) == (Verdict.ACCEPTED, False)


# === CHANGES AND REMOVALS === #


def test_a_change_that_was_answered_with_another_entry():
    assert outcome(said("k1", {"Invoice": INVOICE | {"Id": "131"}}), one=UPDATE).verdict is Verdict.UNKNOWN
    assert outcome(said("k1", fault(5010), 400), one=UPDATE).reason == "changed_there"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("You can't make a payment for more than the amount due", "not_changeable"),
        ("150.00 has been applied to this transaction, more than its new total", "not_changeable"),
        ("the customer of a transaction with payments cannot be changed", "not_changeable"),
        ("This transaction is matched to a downloaded bank transaction or reconciled.", "settled_there"),
        ("Something is wrong", "refused"),
    ],
)
def test_a_change_of_what_is_paid(words, reason):
    """It pays nothing itself: that more is open or not is told of payments alone."""
    refused = said("k1", fault(6000, "A business validation error has occurred", words), 400)
    assert outcome(refused, one=UPDATE).reason == reason


MORE = "You can't make a payment for more than the amount due"
PAID = "the invoice has payments"
LONG = "The name exceeds the maximum length"


@pytest.mark.parametrize(
    ("kind", "operation", "words", "reason"),
    [
        (Kind.PAYMENT, Operation.CREATE, MORE, "paid_more_than_due"),
        (Kind.PAYMENT, Operation.CREATE, PAID, "paid_more_than_due"),
        (Kind.PAYMENT, Operation.DELETE, PAID, "refused"),
        (Kind.INVOICE, Operation.VOID, PAID, "not_changeable"),
        (Kind.BILL, Operation.DELETE, PAID, "not_changeable"),
        (Kind.CREDIT_NOTE, Operation.UPDATE, MORE, "not_changeable"),
        (Kind.INVOICE, Operation.UPDATE, LONG, "refused"),
        (Kind.CUSTOMER, Operation.UPDATE, LONG, "refused"),
        (Kind.CUSTOMER, Operation.UPDATE, PAID, "refused"),
        (Kind.ITEM, Operation.UPDATE, MORE, "refused"),
    ],
)
def test_what_is_paid_means_another_thing_to_every_write(kind, operation, words, reason):
    one = dataclasses.replace(CREATE, kind=kind, operation=operation, remote_id="130", version="0")
    assert outcome(said("k1", fault(6000, "Wrong", words), 400), one=one).reason == reason


def test_a_void():
    voided = INVOICE | {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"}
    found = outcome(said("k1", {"Invoice": voided}), one=VOID)
    assert found.verdict is Verdict.ACCEPTED and found.record.details["is_void"] is True


def test_a_deletion():
    gone = {"Payment": {"status": "Deleted", "domain": "QBO", "Id": "163"}, "time": "2026-05-06T10:00:00-07:00"}
    found = outcome(said("k1", gone), one=DELETE)
    assert (found.verdict, found.record.id, found.record.active) == (Verdict.ACCEPTED, "163", False)
    assert outcome(said("k1", {"Payment": {"Id": "163"}}), one=DELETE).verdict is Verdict.UNKNOWN
    deposited = outcome(said("k1", fault(6540, "Deposited"), 400), one=DELETE)
    assert (deposited.verdict, deposited.reason) == (Verdict.REFUSED, "settled_there")


# === BATCHES === #


def batch_answer(*items, identity="batch:1,2,3,4"):
    return said(identity, {"BatchItemResponse": list(items), "time": "2026-05-06T10:00:00-07:00"})


def test_items_of_a_batch_are_found_by_their_names():
    pushes = [dataclasses.replace(CREATE, key=f"k{place}", trace="") for place in range(1, 5)]
    reading = ledger().decode(
        answer(
            batch_answer(
                {"bId": "99", "Invoice": INVOICE},
                {"bId": "3"} | fault(10000),
                {"bId": "2"} | fault(2040, "Bad", "character"),
                {"bId": "1", "Invoice": INVOICE},
            )
        ),
        pushes,
    )
    assert [found.verdict for found in reading.outcomes] == [
        Verdict.ACCEPTED,
        Verdict.REFUSED,
        Verdict.UNKNOWN,
        Verdict.UNKNOWN,
    ]
    assert reading.outcomes[1].reason == "value_refused"


@pytest.mark.parametrize(
    ("said_of_it", "verdict"),
    [
        (said("batch:1", lost="?"), Verdict.UNKNOWN),
        (said("batch:1", unsent="?"), Verdict.NOT_RUN),
        (said("batch:1", fault(1040), 400), Verdict.REFUSED),
        (said("batch:1", fault(3001), 429), Verdict.NOT_RUN),
        (said("batch:1", status=503, text="<html>"), Verdict.UNKNOWN),
        (said("batch:1", {"BatchItemResponse": {"bId": "1", "Invoice": INVOICE}}), Verdict.ACCEPTED),
        (said("again:batch:1", {"BatchItemResponse": [{"bId": "1"} | fault(6140)]}), Verdict.UNKNOWN),
        (said("again:batch:1", {"BatchItemResponse": [{"bId": "1", "Invoice": INVOICE}]}), Verdict.ACCEPTED),
    ],
)
def test_a_batch_as_a_whole(said_of_it, verdict):
    assert outcome(said_of_it).verdict is verdict


def test_a_throttled_item_pauses_the_session_and_leaves_its_neighbours():
    reading = ledger().decode(
        answer(batch_answer({"bId": "1"} | fault("003001"), {"bId": "2", "Invoice": INVOICE})),
        [CREATE, dataclasses.replace(CREATE, key="k2")],
    )
    assert [found.verdict for found in reading.outcomes] == [Verdict.NOT_RUN, Verdict.ACCEPTED]
    assert reading.pause == "throttled"


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", "<html>", '{"answers": 7}', '{"answers": [{"id"', "9" * 5000, "[" * 9000]
)
def test_an_answer_that_is_none(text):
    reading = ledger().decode(text, [CREATE])
    assert (reading.problem, reading.outcomes) == ("answer_unreadable", ())
