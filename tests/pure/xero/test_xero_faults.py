"""What Xero says went wrong: every message, every shape."""

import json

import pytest
import xero_samples as sample

from odoo.addons.accounting_bridge.ledgers import reasons
from odoo.addons.accounting_bridge.ledgers.protocol import Verdict
from odoo.addons.accounting_bridge.ledgers.xero import faults

MESSAGES = sample.REFERENCE / "validation_messages.json"
# Of what the reference calls the message: what we make of it where we know more than that it was refused.
BY_CLASS = {
    "user": {
        "value_refused", "inactive_there", "account_refused", "tax_refused", "item_missing", "feature_off",
        "closed_period", "plan_lacks", "not_changeable", "in_use_there", "link_refused",
    },
    "code": {"value_refused", "not_understood", "reference_gone", "outcome_unknown"},
    "adopt": {"number_used", "name_taken", "paid_more_than_due", "outcome_unknown"},
}  # fmt: skip


def one(message, status=400):
    return faults.of(status, sample.validation({"ValidationErrors": [{"Message": message}]}))


def test_every_reason_is_in_the_table():
    said = {*faults._MESSAGES, "update_permissions", "sign_in_needed", "app_not_authorised", "throttled", "refused"}
    assert said | {"ledger_out_of_order", "outcome_unknown"} <= reasons.REASONS.keys()


@pytest.mark.skipif(not MESSAGES.exists(), reason="the reference of messages is not beside the repository")
def test_every_message_of_the_reference_is_judged():
    for row in json.loads(MESSAGES.read_text(encoding="utf-8")):
        if row["cls"] == "warning":
            continue
        found = one(row["message"])
        assert found.reason in BY_CLASS[row["cls"]], (row["message"], found.reason)
        assert found.words == row["message"].replace("\n", " ")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("Invoice # must be unique.", "number_used"),
        ("Credit Note # must be unique.", "number_used"),
        (
            "The contact name Azure is already assigned to another contact. The contact name must be unique",
            "name_taken",
        ),
        ("Price List Item with Code 'abc' already exists", "name_taken"),
        ("Account code 'x' is not a valid code for this document.", "account_refused"),
        ("ACCOUNT CODE 'x' IS NOT A VALID CODE for this document.", "account_refused"),
        ("Account code 'x' has been archived, or has been deleted. Each line item must", "inactive_there"),
        ("The contact with the specified contact details has been archived. The contact", "inactive_there"),
        ("The TaxType code 'OUTPUT' cannot be used with account code '310'.", "tax_refused"),
        ("Organisation is not subscribed to currency EUR", "feature_off"),
        ("The document date cannot be before the period lock date, currently set at 30 June 2026", "closed_period"),
        ("You have reached the limit of invoices you can approve", "plan_lacks"),
        ("Invoice not of valid status for modification", "not_changeable"),
        ("Manual journal not of valid status for modification", "not_changeable"),
        ("The status VOIDED cannot be applied to the invoice because it has payments or credit", "in_use_there"),
        ("Payments can only be made against Authorised documents", "link_refused"),
        ("The ContactID and the TargetTransaction ContactID do not match", "link_refused"),
        ("Payment amount exceeds the amount outstanding on this document", "paid_more_than_due"),
        ("The invoice you are trying to allocate to has already been paid off", "paid_more_than_due"),
        ("A reconciled payment cannot be changed.", "settled_there"),
        ("Payments created as part of a batch cannot be deleted individually.", "settled_there"),
        ("The line item with the id 7 is not on this document.", "changed_there"),
        ("The document with the supplied id was not found for this endpoint.", "reference_gone"),
        ("The field Name must be a string with a maximum length of 255.", "value_refused"),
        ("The line total 1.00 does not match the expected line total 100.00", "not_understood"),
        ("Something that nobody has seen before", "refused"),
    ],
)
def test_messages(message, reason):
    found = one(message)
    assert (found.reason, found.verdict, found.words) == (reason, Verdict.REFUSED, message)


def test_an_item_is_named():
    assert one("Item code 'NUT 5' is not valid").arguments == {"name": "NUT 5", "id": "NUT 5"}


@pytest.mark.parametrize(
    "message",
    [
        "Another contact has this contact number. Please enter a different contact number.",
        "Idempotency Key: odoo-1 is used with a different request.",
    ],
)
def test_what_was_done_before_is_told_by_evidence(message):
    assert one(message).verdict is Verdict.UNKNOWN


def test_what_is_said_most_plainly_counts_and_every_word_is_shown():
    found = faults.of_messages(["Something", "The TaxType code 'X' cannot be used with account code '1'.", "Something"])
    assert found.reason == "tax_refused"
    assert found.words == "Something The TaxType code 'X' cannot be used with account code '1'."
    both = faults.of_messages(
        ["The contact name A is already assigned to another contact.", "Another contact has this contact number."]
    )
    assert both.verdict is Verdict.UNKNOWN


def test_messages_hang_on_what_is_within_as_well():
    element = {
        "StatusAttributeString": "ERROR",
        "Contact": {"ValidationErrors": [{"Message": "one"}]},
        "LineItems": [{}, {"ValidationErrors": [{"Description": "two"}]}],
        "ValidationErrors": [{"Message": "zero"}],
        "Warnings": [{"Message": "not this"}],
    }
    assert faults.messages(element) == ["zero", "one", "two"]
    assert faults.of_element(element).words == "zero one two"


@pytest.mark.parametrize(
    ("element", "is_fault"),
    [
        ({}, False),
        ({"StatusAttributeString": "OK"}, False),
        # Xero shows an error in an example of what was saved.
        ({"StatusAttributeString": "OK", "ValidationErrors": [{"Message": "x"}]}, False),
        ({"StatusAttributeString": "WARNING", "Warnings": [{"Message": "x"}]}, False),
        ({"StatusAttributeString": "ERROR"}, True),
        ({"ValidationErrors": [{"Message": "x"}]}, True),
        ({"ValidationErrors": []}, False),
    ],
)
def test_elements_say_whether_they_were_saved(element, is_fault):
    assert bool(faults.of_element(element)) is is_fault


@pytest.mark.parametrize(
    ("status", "body", "text", "reason", "verdict", "pause"),
    [
        (200, {}, "", None, None, None),
        (204, None, "", None, None, None),
        (304, None, "", None, None, None),
        (401, {"Detail": "TokenExpired: token expired"}, "", "sign_in_needed", Verdict.NOT_RUN, True),
        (401, {"Detail": "AuthorizationUnsuccessful"}, "", "update_permissions", Verdict.NOT_RUN, True),
        (401, None, "insufficient_scope", "update_permissions", Verdict.NOT_RUN, True),
        (401, None, "insufficent_scope", "update_permissions", Verdict.NOT_RUN, True),
        (403, {"Detail": "AuthenticationUnsuccessful"}, "", "app_not_authorised", Verdict.NOT_RUN, True),
        (404, {"Message": "cannot be found"}, "", "reference_gone", Verdict.REFUSED, False),
        (408, None, "", "outcome_unknown", Verdict.UNKNOWN, False),
        (412, None, "", "not_understood", Verdict.REFUSED, False),
        (413, None, "too large", "not_understood", Verdict.REFUSED, False),
        (429, None, "", "throttled", Verdict.NOT_RUN, True),
        (500, None, "<html>An error</html>", "outcome_unknown", Verdict.UNKNOWN, False),
        (501, None, "", "not_understood", Verdict.REFUSED, False),
        (502, None, "", "outcome_unknown", Verdict.UNKNOWN, False),
        (503, None, "<html>offline</html>", "outcome_unknown", Verdict.UNKNOWN, True),
        (
            400,
            {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": "Error converting value"},
            "",
            "not_understood",
            Verdict.REFUSED,
            False,
        ),
        (400, {"ErrorNumber": 16, "Message": "No property or field"}, "", "not_understood", Verdict.REFUSED, False),
        (
            400,
            {"ErrorNumber": 17, "Message": "No data has been processed"},
            "",
            "not_understood",
            Verdict.REFUSED,
            False,
        ),
        (
            400,
            {"Message": "Idempotency Key: x is used with a different request."},
            "",
            "outcome_unknown",
            Verdict.UNKNOWN,
            False,
        ),
        (400, {"ErrorNumber": 10, "Message": "A validation exception occurred"}, "", "refused", Verdict.REFUSED, False),
        (400, None, "<html>proxy</html>", "refused", Verdict.REFUSED, False),
        (400, {"Elements": "?"}, "", "refused", Verdict.REFUSED, False),
    ],
)
def test_calls_as_a_whole(status, body, text, reason, verdict, pause):
    found = faults.of(status, body, text)
    if reason is None:
        assert found is None
    else:
        assert (found.reason, found.verdict, bool(found.pause)) == (reason, verdict, pause)


def test_words_are_text_and_not_too_long():
    found = faults.of(400, None, "<b>wrong</b>  &\n " + "x" * 2000)
    assert found.words.startswith("wrong & xx") and len(found.words) == 500
