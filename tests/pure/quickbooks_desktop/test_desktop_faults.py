"""What went wrong there, as a reason of ours: one row for each number and each family of words."""

import pytest
from desktop_samples import ledger

from odoo.addons.accounting_bridge.ledgers.reasons import REASONS
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import faults

ITEM_GONE = 'There is an invalid reference to QuickBooks {} "{}" in the Invoice line.  QuickBooks error message: x.'


@pytest.mark.parametrize(
    ("code", "words", "reason"),
    [
        (500, "", "reference_gone"),
        (530, "", "not_supported"),
        (531, "", "not_supported"),
        (560, "", "not_supported"),
        (570, "", "link_refused"),
        (1000, "", "trouble_there"),
        (1010, "", "trouble_there"),
        (1030, "", "not_understood"),
        (1060, "", "not_understood"),
        (2000, "", "not_supported"),
        (3000, "", "not_understood"),
        (3040, "", "not_understood"),
        (3070, "", "not_understood"),
        (3080, "", "value_refused"),
        (3090, "", "value_refused"),
        (3120, "", "reference_gone"),
        (3153, "", "not_understood"),
        (3160, "", "in_use_there"),
        (3160, "This transaction has been deposited and cannot be changed.", "settled_there"),
        (3160, "This transaction has been reconciled and cannot be changed.", "settled_there"),
        (3160, "The date lies before the closing date.", "closed_period"),
        (3161, "", "closed_period"),
        (3162, "", "busy_there"),
        (3170, "QuickBooks error message: This list has been modified by another user.", "busy_there"),
        (3170, "The object could not be locked.", "busy_there"),
        (3170, "The date is before the closing date of the company.", "closed_period"),
        (3170, "The amount is wrong.", "refused"),
        (3171, "", "closed_period"),
        (3175, "failed to acquire the lock", "busy_there"),
        (3176, "internals could not be locked", "busy_there"),
        (3180, "The list element is in use by another user.", "busy_there"),
        (3180, "This transaction is being used.", "busy_there"),
        (3180, "A preference is missing.", "feature_off"),
        (3180, "Nobody knows these words.", "refused"),
        (3180, "Transaction amount must be positive.", "value_refused"),
        (3180, "The transaction is not in balance.", "value_refused"),
        (3180, "Only one receivable or payable account may be used in a transaction.", "value_refused"),
        (3200, "", "changed_there"),
        (3185, "", "not_changeable"),
        (3185, "The transaction is in use by another user.", "busy_there"),
        (3190, "", "not_changeable"),
        (3190, 'The field "Amount" cannot be cleared.', "value_refused"),
        (3210, "You cannot pay more than the amount due.", "paid_more_than_due"),
        (3210, "This payment is part of a deposit. It has been deposited.", "settled_there"),
        (3210, "This list element is used and cannot be deleted.", "in_use_there"),
        (3210, "The RefNumber is in use by another transaction.", "number_used"),
        (3210, "The credit has less than this left.", "paid_more_than_due"),
        (3210, 'There is a missing element: "CustomerRef".', "not_understood"),
        (3210, 'The name "" is not valid for a list element.', "value_refused"),
        (3210, "Nobody knows these words.", "refused"),
        (3210, 'The "DepositToAccountRef" field has an invalid value.', "account_refused"),
        (3210, 'The "ARAccountRef" field has an invalid value "Checking".', "account_refused"),
        (3210, 'The "SetCredit CreditTxnID" field has an invalid value "5-1".', "link_refused"),
        (3210, 'The "AppliedToTxnAdd TxnID" field has an invalid value "5-1".', "link_refused"),
        (3210, 'The "CustomerSalesTaxCodeRef" field has an invalid value "X".', "tax_refused"),
        (3210, 'The "ItemRef" field has an invalid value "San Tomas".', "line_item_refused"),
        (3210, 'The "ExternalGUID" field has an invalid value "{7C9E}".', "mark_used"),
        (3210, 'The "ParentRef" field has an invalid value "A:B".', "value_refused"),
        (3210, 'The "Amount" field has an invalid value "-100.00".', "value_refused"),
        (3231, "", "not_run"),
        (3250, "", "feature_off"),
        (3260, "", "permission_there"),
        (3261, "", "permission_there"),
        (3220, "", "value_refused"),
        (3262, "", "refused"),
        (3263, "", "refused"),
        (3391, "", "not_run"),
        (9100, "", "not_understood"),
        (9999, "", "refused"),
    ],
)
def test_status_codes(code, words, reason):
    fault = faults.judge(code, words)
    assert (fault.reason, fault.words) == (reason, words)


@pytest.mark.parametrize("field", ["Amount", "CustomerRef", "VendorRef"])
def test_what_a_paid_document_keeps_is_told_of_changes_alone(field):
    words = f'The "{field}" field has an invalid value "1".'
    assert faults.judge(3210, words, is_change=True).reason == "not_changeable"
    assert faults.judge(3210, words).reason == "value_refused"
    assert faults.judge(3210, 'The "Memo" field has an invalid value "x".', is_change=True).reason == "value_refused"


@pytest.mark.parametrize(
    ("words", "reason", "arguments"),
    [
        (
            ITEM_GONE.format("Item", "NOPE"),
            "item_missing",
            {"kind": "Item", "name": "NOPE", "place": "Invoice line"},
        ),
        (
            ITEM_GONE.format("Customer", "A & B: C"),
            "customer_missing",
            {"kind": "Customer", "name": "A & B: C", "place": "Invoice line"},
        ),
        (
            ITEM_GONE.format("Terms", "Net 30"),
            "reference_gone",
            {"kind": "Terms", "name": "Net 30", "place": "Invoice line"},
        ),
        (
            ITEM_GONE.format("Customer Message", "Hi"),
            "reference_gone",
            {"kind": "Customer Message", "name": "Hi", "place": "Invoice line"},
        ),
        (
            ITEM_GONE.format("Item Sales Tax", "TX"),
            "reference_gone",
            {"kind": "Item Sales Tax", "name": "TX", "place": "Invoice line"},
        ),
        ("Something is missing.", "reference_gone", {}),
    ],
)
def test_what_is_missing(words, reason, arguments):
    fault = faults.judge(3140, words)
    assert (fault.reason, fault.arguments) == (reason, arguments)


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ('The name "Acme "Q" Ltd" of the list element is already in use.', {"name": 'Acme "Q" Ltd'}),
        ("Already in use.", {}),
    ],
)
def test_whose_name_is_taken(words, arguments):
    fault = faults.judge(3100, words)
    assert (fault.reason, fault.arguments) == ("name_taken", arguments)


@pytest.mark.parametrize(
    ("hresult", "reason", "nothing_ran"),
    [
        ("0x80040400", "not_understood", True),
        (" 0X80040400 ", "not_understood", True),
        ("0x80040401", "unreachable", False),
        ("0x80040402", "unreachable", False),
        ("0x80040403", "not_opened", False),
        ("0x80040407", "not_opened", False),
        ("0x80040408", "not_opened", False),
        ("0x8004040A", "not_opened", False),
        ("0x8004040D", "unreachable", False),
        ("0x80040410", "not_opened", False),
        ("0x80040414", "not_opened", False),
        ("0x80040416", "not_opened", False),
        ("0x8004041A", "not_opened", False),
        ("0x80040420", "not_opened", False),
        ("0x80040422", "not_opened", False),
        ("0x80040154", "not_opened", False),
        ("0x80001234", "not_opened", False),
        ("", "not_opened", False),
        (None, "not_opened", False),
    ],
)
def test_failures_of_the_computer_there(hresult, reason, nothing_ran):
    fault = faults.judge_hresult(hresult, "words of theirs")
    assert (fault.reason, fault.nothing_ran) == (reason, nothing_ran)
    assert fault.words


def test_a_failure_that_nobody_knows_keeps_its_own_words():
    assert faults.judge_hresult("0x80001234", "Odd.").words == "Odd. (0x80001234)"
    assert ledger().read_failure("0x80040416").problem == "not_opened"


def test_every_reason_is_in_the_table():
    codes = {*faults._REASONS, "refused", "customer_missing", "item_missing", "unreachable", "not_opened"}
    codes |= {"settled_there", "paid_more_than_due", *(reason for reason, _words in faults._TOLD)}
    codes |= {"account_refused", "tax_refused", "line_item_refused", "mark_used"}
    assert codes <= set(REASONS)
