"""What QuickBooks Online says went wrong: every code, every shape."""

import csv

import online_samples as sample
import pytest

from odoo.addons.accounting_bridge.ledgers import cures, reasons
from odoo.addons.accounting_bridge.ledgers.protocol import Verdict
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import faults
from odoo.addons.accounting_bridge.ledgers.reason_table import cloud

TABLE = {reason.code: reason for reason in cloud.TABLE}
CODES = sample.REFERENCE / "error_codes.csv"
THROTTLED = (
    '<IntuitResponse><Fault type="SERVICE"><Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001;'
    " statusCode=429</Message></Error></Fault></IntuitResponse>"
)


def one(code, message="Wrong", detail="", status=400):
    return faults.of(status, sample.fault(code, message, detail))


def gateway(**error):
    """Return a fault as the gateway writes it."""
    return {"fault": {"error": [error], "type": "AUTHENTICATION"}}


def every_reason():
    return {*faults._REASONS, *faults._PAUSES, "outcome_unknown", "paid_more_than_due"}


def test_every_reason_is_in_a_table():
    known = reasons.REASONS.keys() | TABLE.keys()
    assert every_reason() <= known


def test_new_reasons_can_be_acted_on():
    for reason in cloud.TABLE:
        if reason.level is reasons.Level.BLOCKING:
            assert reason.cures
        # The cure of a sign-in comes with the connection that can sign in.
        assert set(reason.cures) <= cures.CURES.keys() | {"sign_in"}
        assert reason.words.endswith((".", "s"))
    stopping = {code for code, reason in TABLE.items() if reason.state}
    lost_access = {"sign_in_needed", "app_not_authorised", "user_lost_rights", "update_permissions"}
    assert stopping == lost_access | {"company_reset"}


@pytest.mark.skipif(not CODES.exists(), reason="the reference of codes is not beside the repository")
def test_every_code_of_the_reference_is_judged():
    with CODES.open(newline="") as file:
        codes = {int(row["code"]) for row in csv.DictReader(file)} - {0}
    assert codes - faults.KNOWN == set()


@pytest.mark.parametrize(
    ("code", "reason", "verdict"),
    [
        ("003200", "sign_in_needed", Verdict.NOT_RUN),
        (120, "user_lost_rights", Verdict.NOT_RUN),
        (3100, "app_not_authorised", Verdict.NOT_RUN),
        (140, "subscription_ended", Verdict.NOT_RUN),
        (150, "ledger_out_of_order", Verdict.NOT_RUN),
        (10200, "company_reset", Verdict.NOT_RUN),
        (600, "outcome_unknown", Verdict.UNKNOWN),
        (6002, "outcome_unknown", Verdict.UNKNOWN),
        (10000, "outcome_unknown", Verdict.UNKNOWN),
        (610, "reference_gone", Verdict.REFUSED),
        (620, "link_refused", Verdict.REFUSED),
        (2010, "not_understood", Verdict.REFUSED),
        (2040, "value_refused", Verdict.REFUSED),
        (2210, "value_refused", Verdict.REFUSED),
        (5010, "changed_there", Verdict.REFUSED),
        (5020, "plan_lacks", Verdict.REFUSED),
        (6070, "not_understood", Verdict.REFUSED),
        (6100, "tax_refused", Verdict.REFUSED),
        (6140, "number_used", Verdict.REFUSED),
        (6200, "closed_period", Verdict.REFUSED),
        (6210, "closed_period", Verdict.REFUSED),
        (6220, "in_use_there", Verdict.REFUSED),
        (6240, "name_taken", Verdict.REFUSED),
        (6250, "inactive_there", Verdict.REFUSED),
        (6430, "account_refused", Verdict.REFUSED),
        (6480, "settled_there", Verdict.REFUSED),
        (6540, "settled_there", Verdict.REFUSED),
        (12345, "refused", Verdict.REFUSED),
    ],
)
def test_codes(code, reason, verdict):
    found = one(code)
    assert (found.reason, found.verdict) == (reason, verdict)
    assert bool(found.pause) is (verdict is Verdict.NOT_RUN)


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (6000, "The account period has closed and the account books cannot be updated", "closed_period"),
        (6000, "This transaction has been deposited. If you want to change it, edit the deposit", "settled_there"),
        (6000, "You can't make a payment for more than the amount due", "paid_more_than_due"),
        (6000, "150.00 is more than the 90.00 that is open of Invoice 130", "paid_more_than_due"),
        (6000, "The payment exceeds the remaining balance", "paid_more_than_due"),
        (6000, "The name exceeds the maximum length", "refused"),
        (6000, "The memo is longer: it has more than the allowed total of characters", "refused"),
        (6000, "The date is greater than the current date", "refused"),
        (6000, "Another product or service is already using this name", "name_taken"),
        (6000, "Something is wrong", "refused"),
        (620, "Transaction Failed to link: it has already been paid", "paid_more_than_due"),
        (610, "Something you're trying to use has been made inactive. Check the fields", "inactive_there"),
        (610, "Another user has deleted this transaction.", "reference_gone"),
        (2500, "Invalid Reference Id : Items element id 5 not found", "item_missing"),
        (2500, "Invalid Reference Id : Names element id 5 not found", "customer_missing"),
        (2500, "Invalid Reference Id : Accounts element id 5 not found", "reference_gone"),
        (2500, "Customers element id 5 not found, or has been made inactive", "inactive_there"),
    ],
)
def test_words_tell_where_a_code_says_several_things(code, words, reason):
    assert one(code, detail=words).reason == reason


@pytest.mark.parametrize(
    ("status", "body", "text", "reason"),
    [
        (429, None, THROTTLED, "throttled"),
        (403, None, THROTTLED.replace("429", "403"), "throttled"),
        (429, None, "", "throttled"),
        (403, gateway(message="message=ApplicationAuthorizationFailed; errorCode=003100"), "", "app_not_authorised"),
        (401, gateway(message="AuthenticationFailed", code="3200"), "", "sign_in_needed"),
        (401, None, "", "sign_in_needed"),
        (403, None, "<html>proxy</html>", "ledger_out_of_order"),
        (500, None, "<html>error 6240</html>", "outcome_unknown"),
        (503, {}, "", "outcome_unknown"),
        (504, None, "", "outcome_unknown"),
        (408, None, "", "outcome_unknown"),
        (400, {"Fault": {}}, "", "refused"),
        (400, {"Fault": "?"}, "", "refused"),
        (404, None, "<html>not here</html>", "refused"),
        (200, {"Fault": {"Error": {"code": "6240"}}}, "", "name_taken"),
        (200, {"CDCResponse": [{"Fault": {"Error": [{"code": "4001"}]}}]}, "", "not_understood"),
        (500, sample.fault("x1"), "", "outcome_unknown"),
    ],
)  # fmt: skip
def test_shapes(status, body, text, reason):
    assert faults.of(status, body, text).reason == reason


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"Invoice": {}}, ""),
        (None, "<html>code=6240</html>"),
        (None, ""),
        ({"CDCResponse": [{"QueryResponse": []}]}, ""),
    ],
)
def test_no_fault(body, text):
    assert faults.of(200, body, text) is None


def test_of_several_errors_the_widest_counts_and_all_are_told():
    several = {"Fault": {"Error": [{"code": "6000", "Detail": "a"}, {"code": "6140", "Detail": "b"}]}}
    found = faults.of(400, several)
    assert (found.reason, found.words, found.codes) == ("number_used", "a b", ("6000", "6140"))
    several["Fault"]["Error"] += [{"code": "10000"}]
    assert faults.of(400, several).verdict is Verdict.UNKNOWN
    several["Fault"]["Error"] += [{"code": "003001"}]
    assert faults.of(400, several).pause == "throttled"


def test_words_are_short_and_without_markup():
    found = one(6000, detail="<b>" + "x" * 2000 + "</b>")
    assert len(found.words) == 500 and "<" not in found.words
