"""Payments, credit memos, discounts, deposits: what is applied, what is shown, what comes back (facts 4.5, 4.6, 4.8,
4.9).
"""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_desktop import Refusal
from tests.simulators.quickbooks_desktop.rules.payments import (
    AZURE,
    credit,
    desk,
    discount,
    pay,
)
from tests.simulators.quickbooks_desktop.rules.rule import doc, invoice, line, query, remove, rq

from .talk import amount, ask, codes, message_set, one

WHOLE = "<IncludeLineItems>true</IncludeLineItems>"
LINKS = "<IncludeLinkedTxns>true</IncludeLinkedTxns>"


@pytest.fixture
def at_the_desk(book):
    desk(book)
    return book


def paid(book, *args, **kwargs):
    (answer,) = message_set(book, pay(*args, **kwargs)(book))
    assert answer.get("statusCode") == "0", answer.get("statusMessage")
    return answer


def seen(book, kind="Invoice", number="1001"):
    body = f"<RefNumber>{number}</RefNumber>{WHOLE}{LINKS}"
    return one(book, query(kind, body)).find(f"{kind}Ret")


def linked(element):
    return [
        (link.findtext("TxnType"), link.findtext("RefNumber"), link.findtext("Amount"))
        for link in element.iterfind("LinkedTxn")
    ]


# --- credits ---


def test_money_credit_and_discount_settle_one_invoice(at_the_desk):
    book = at_the_desk
    ret = paid(book, "130.00", money="130.00", set_credit=credit(), tail=discount()).find("ReceivePaymentRet")
    part = ret.find("AppliedToTxnRet")
    assert [part.findtext(name) for name in ("Amount", "DiscountAmount", "BalanceRemaining")] == [
        "130.00",
        "10.00",
        "0.00",
    ]
    assert part.findtext("DiscountAccountRef/FullName") == "Discounts Given"
    assert linked(part) == [("CreditMemo", "C-1", "50.00")]
    shown = seen(book)
    assert (shown.findtext("IsPaid"), shown.findtext("AppliedAmount")) == ("true", "-190.00")
    assert linked(shown) == [
        ("CreditMemo", "C-1", "-50.00"),
        ("ReceivePayment", None, "-130.00"),
        ("ReceivePayment", None, "-10.00"),
    ]
    memo = seen(book, "CreditMemo", "C-1")
    assert [memo.findtext(name) for name in ("TotalAmount", "CreditRemaining")] == ["50.00", "0.00"]
    assert linked(memo) == [("Invoice", "1001", "50.00")]


def test_only_credits_keep_no_payment_and_tell_no_identity(at_the_desk):
    book = at_the_desk
    answer = paid(book, "0.00", set_credit=credit(amount="20.00"))
    ret = answer.find("ReceivePaymentRet")
    assert ret.find("TxnID") is None and ret.find("EditSequence") is None and answer.find("ErrorRecovery") is None
    assert ret.findtext("AppliedToTxnRet/LinkedTxn/Amount") == "20.00"
    assert book.payments() == []
    assert amount(seen(book), "BalanceRemaining") == 170
    assert amount(seen(book, "CreditMemo", "C-1"), "CreditRemaining") == 30
    assert amount(ret, "UnusedCredits") == 30


def test_an_invoice_takes_a_credit_when_it_is_made_and_when_it_is_changed(at_the_desk):
    book = at_the_desk
    ret = one(book, invoice(credit(amount="4.00")(book))).find("InvoiceRet")
    assert amount(ret, "BalanceRemaining") == 6
    before = book.credit_memos()[0]["edit_sequence"]
    book.apply_credit("C-1", "1001", "6.00")
    memo = book.credit_memos()[0]
    assert memo["balance"] == 40 and memo["edit_sequence"] != before
    book.apply_credit("C-1", "1001")
    assert [row["balance"] for row in book.credit_memos()] == [0, 50]
    assert [row["amount"] for row in book.applications()] == [46, 4], "by the number of the invoice"


def test_a_voided_credit_memo_opens_the_invoice_again(at_the_desk):
    book = at_the_desk
    book.apply_credit("C-1", "1001")
    book.void("CreditMemo", "C-1")
    assert book.invoices()[0]["balance"] == 190 and book.credit_memos()[0]["is_void"]
    assert book.applications() == []


def test_a_credit_memo_is_changed_and_found(at_the_desk):
    book = at_the_desk
    book.edit_credit_memo("C-1", Memo="goodwill")
    book.edit_line("C-1", 0, "CreditMemo", Amount="60.00")
    memo = seen(book, "CreditMemo", "C-1")
    assert (memo.findtext("Memo"), memo.findtext("CreditRemaining")) == ("goodwill", "60.00")
    assert len(one(book, query("CreditMemo")).findall("CreditMemoRet")) == 2


# --- payments: querying and deleting ---


def test_payments_are_found_by_number_customer_time_and_page(book, clock):
    for number in ("1", "2", "3"):
        book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number=number)
        book.receive_payment(number, RefNumber=f"A long number {number}")
        clock.move(hours=1)
    body = "<RefNumber>A LONG NUMBER 2</RefNumber>"
    plain = one(book, query("ReceivePayment", body)).find("ReceivePaymentRet")
    assert plain.find("AppliedToTxnRet") is None, "applications only with IncludeLineItems"
    assert one(book, query("ReceivePayment", body + WHOLE)).findtext("*/AppliedToTxnRet/RefNumber") == "2"
    other = "<EntityFilter><FullName>Kestrel Logistics</FullName></EntityFilter>"
    one(book, query("ReceivePayment", other), code=1)
    late = "<ModifiedDateRangeFilter><FromModifiedDate>2024-07-10T11:00:00</FromModifiedDate></ModifiedDateRangeFilter>"
    assert len(one(book, query("ReceivePayment", late))) == 1
    bank = "<AccountFilter><FullName>Undeposited Funds</FullName></AccountFilter>"
    assert len(one(book, query("ReceivePayment", bank))) == 3
    page = one(book, query("ReceivePayment", "<MaxReturned>2</MaxReturned>", 'iterator="Start"'))
    assert (len(page), page.get("iteratorRemainingCount")) == (2, "1")


def test_a_deleted_payment_releases_its_invoices_and_is_remembered(at_the_desk):
    book = at_the_desk
    paid(book, "100.00", money="90.00", tail=discount())
    before = book.invoices()[0]
    message_set(book, remove("ReceivePayment")(book))
    after = book.invoices()[0]
    assert (before["balance"], after["balance"]) == (90, 190)
    assert after["edit_sequence"] != before["edit_sequence"]
    gone = one(book, query("TxnDeleted", "<TxnDelType>ReceivePayment</TxnDelType>"))
    assert len(gone) == 1
    assert [row["balance"] for row in book.customers() if row["name"] == "Azure Interior"] == [170]


def test_a_discount_lowers_what_the_customer_owes(at_the_desk):
    book = at_the_desk
    book.receive_payment("1001", discount="10.00")
    (payment,) = book.payments()
    assert (payment["total"], payment["applied_to"][0]["discount"], payment["unused"]) == (180, 10, 0)
    assert [row["balance"] for row in book.customers() if row["name"] == "Azure Interior"] == [-20]


def test_the_automatic_one_passes_over_pending_invoices(at_the_desk):
    book = at_the_desk
    book.receive_on_account("Azure Interior", "230.00", auto_apply=True)
    assert {one["number"]: one["balance"] for one in book.invoices()} == {"1001": 0, "1002": 20, "1003": 0}
    assert book.payments()[0]["unused"] == 10


def test_a_payment_of_the_customer_pays_its_job(book):
    job = "Lakeside Property Management:Boiler room"
    book.enter_invoice(job, [("Labor", 1, "10")], number="1001")
    text = pay("10.00", money="10.00")(book).replace("Azure Interior", "Lakeside Property Management")
    assert codes(message_set(book, text)) == [0]
    top = [row for row in book.customers() if row["name"] == "Boiler room"]
    assert top[0]["balance"] == 10 - 10


# --- applied otherwise at the screen ---


def applied(book):
    shown = one(book, query("ReceivePayment", WHOLE)).find("ReceivePaymentRet")
    parts = [(part.findtext("RefNumber"), part.findtext("Amount")) for part in shown.iterfind("AppliedToTxnRet")]
    return parts, shown.findtext("UnusedPayment")


def test_a_payment_is_moved_to_another_invoice(at_the_desk, clock):
    book = at_the_desk
    txn_id = book.receive_payment("1003")
    (before,) = book.payments()
    clock.move(hours=1)
    book.apply_payment(txn_id, {"1001": "30.00"})
    (after,) = book.payments()
    assert applied(book) == ([("1001", "30.00")], "0.00")
    assert after["edit_sequence"] != before["edit_sequence"] and after["modified"] > before["modified"]
    assert (after["total"], after["number"]) == (before["total"], before["number"])
    assert {row["number"]: row["balance"] for row in book.invoices()} == {"1001": 160, "1002": 20, "1003": 30}


def test_a_payment_is_spread_and_taken_off(at_the_desk):
    book = at_the_desk
    txn_id = book.receive_payment("1001", "50.00")
    book.apply_payment(txn_id, {"1001": "15.00", "1003": "30.00"})
    assert applied(book) == ([("1001", "15.00"), ("1003", "30.00")], "5.00")
    book.apply_payment(txn_id, {})
    assert applied(book) == ([], "50.00")


@pytest.mark.parametrize(
    ("amounts", "code"),
    [
        ({"1001": "50.01"}, 3210),  # more than was received
        ({"1003": "30.01"}, 3210),  # more than is due
        ({"1002": "20.00"}, 3210),  # a pending invoice owes nothing
        ({"2001": "10.00"}, 3210),  # of another customer
        ({"9999": "10.00"}, 3120),
    ],
)
def test_what_cannot_be_applied_otherwise_stays_as_it_is(at_the_desk, amounts, code):
    book = at_the_desk
    book.enter_invoice("Kestrel Logistics", [("Labor", 1, "10.00")], number="2001")
    txn_id = book.receive_payment("1001", "50.00")
    with pytest.raises(Refusal) as refused:
        book.apply_payment(txn_id, amounts)
    assert refused.value.code == code
    assert applied(book) == ([("1001", "50.00")], "0.00")


def test_closed_books_keep_what_a_payment_pays(at_the_desk):
    book = at_the_desk
    txn_id = book.receive_payment("1001", "50.00", date="2024-05-20")
    book.set_closing_date("2024-05-31")
    with pytest.raises(Refusal) as refused:
        book.apply_payment(txn_id, {})
    assert refused.value.code == 3171


# --- deposits ---


def test_a_deposit_holds_its_payments_until_it_is_undone(at_the_desk):
    book = at_the_desk
    payment = book.receive_payment("1001")
    deposit = book.deposit(payment)
    with pytest.raises(Refusal):
        book.deposit(payment)
    assert book.payments()[0]["marks"] == ["deposited"]
    assert (book.deposits()[0]["total"], book.deposits()[0]["payments"]) == (190, [payment])
    with pytest.raises(Refusal) as caught:
        book.delete("ReceivePayment", payment)
    assert caught.value.code == 3160 and "deposited" in caught.value.message
    book.undo_deposit(deposit)
    book.delete("ReceivePayment", payment)
    assert book.payments() == [] and book.deposits() == []


def test_changing_a_paid_invoice_keeps_the_payment_where_it_fits(open_book):
    book = open_book(switches={"total_below_paid": "unapplied"})
    desk(book)
    book.receive_payment("1001", "100.00")
    book.receive_payment("1001", "90.00")
    book.edit_line("1001", Amount="95.00")
    assert [one["unused"] for one in book.payments()] == [5, 90], "the latest payment gives way first"
    assert book.invoices()[0]["balance"] == 0


# --- tax, queues, stock ---


def test_a_document_in_a_queue_is_seen(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="1", IsToBePrinted=False)
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="2", IsToBeEmailed=True)
    one(book, invoice("<RefNumber>3</RefNumber>"))
    queued = book.queued()
    assert [row["number"] for row in queued["to_be_printed"]] == ["2", "3"], "printed unless told otherwise"
    assert [row["number"] for row in queued["to_be_emailed"]] == ["2"]


def test_the_tax_of_a_period_by_item(book):
    taxed = [("Thermostat", 1, "100.00")]
    book.enter_invoice("Azure Interior", taxed, date="2024-05-06")
    book.enter_invoice("Azure Interior", taxed, date="2024-06-06")
    book.enter_credit_memo("Azure Interior", [("Thermostat", 1, "40.00")], date="2024-05-31")
    by_line = {"ItemRef": {"FullName": "San Tomas"}, "Amount": "1.23"}
    none = {"FullName": "Out of state"}
    book.enter_invoice("Azure Interior", [("Labor", 1, "10.00"), by_line], date="2024-05-08", ItemSalesTaxRef=none)
    totals = {row["tax_item"]: row for row in book.tax_totals("2024-05-01", "2024-05-31")}
    assert (totals["San Tomas"]["tax"], totals["San Tomas"]["sales"]) == (Decimal("4.95"), 60)
    assert totals["San Tomas"]["tax_in_lines"] == Decimal("1.23") and totals["Out of state"]["tax"] == 0


def test_stock_moves_with_what_is_sold_and_comes_back(open_book):
    from .test_switches import add_stock

    book = open_book(inventory=True)
    add_stock(book)

    def on_hand():
        return next(row["on_hand"] for row in book.items() if row["name"] == "Valve")

    book.enter_invoice("Azure Interior", [("Valve", 3, "10.00")], number="1")
    assert on_hand() == 7
    assert one(book, query("ItemInventory")).findtext("*/QuantityOnHand") == "7"
    book.edit_line("1", Quantity="5")
    assert on_hand() == 5
    book.enter_credit_memo("Azure Interior", [("Valve", 1, "10.00")], number="C")
    book.enter_invoice("Azure Interior", [("Valve", 1, "10.00")], number="2", IsPending=True)
    assert on_hand() == 6, "a pending invoice moves nothing"
    book.void_invoice("1")
    book.delete("CreditMemo", "C")
    assert on_hand() == 10


def test_amounts_that_hold_the_tax_are_taken_apart_in_canada(open_book):
    book = open_book(country="CA")
    lines = line("<Amount>108.25</Amount>", "Thermostat")
    ret = one(book, invoice("<IsTaxIncluded>true</IsTaxIncluded>", lines)).find("InvoiceRet")
    shown = [ret.findtext(name) for name in ("Subtotal", "SalesTaxTotal", "BalanceRemaining")]
    assert shown == ["100.00", "8.25", "108.25"]


def test_a_payment_in_a_foreign_currency(open_book):
    book = open_book(multicurrency=True)
    book.add_customer("Euro Ltd", CurrencyRef={"FullName": "Euro"})
    book.add_account("Receivable EUR", "AccountsReceivable", CurrencyRef={"FullName": "Euro"})
    account = {"ARAccountRef": {"FullName": "Receivable EUR"}}
    book.enter_invoice("Euro Ltd", [("Labor", 1, "100.00")], number="1", **account)
    book.receive_payment("1", "50.00", ExchangeRate="1.20", **account)
    ret = one(book, query("ReceivePayment")).find("ReceivePaymentRet")
    names = ("CurrencyRef/FullName", "ExchangeRate", "TotalAmountInHomeCurrency")
    assert [ret.findtext(name) for name in names] == ["Euro", "1.20", "60.00"]
    left = one(book, query("Invoice")).find("InvoiceRet")
    assert left.findtext("BalanceRemainingInHomeCurrency") == "54.00", "50.00 at the rate of the list, 1.08"
    euro = "<CurrencyFilter><FullName>Euro</FullName></CurrencyFilter>"
    assert codes(ask(book, query("Invoice", euro))) == [0]
    home = "<CurrencyFilter><FullName>US Dollar</FullName></CurrencyFilter>"
    one(book, query("Invoice", home), code=1)
    assert book.invoices()[0]["currency"] == "Euro"


def test_a_request_without_money_is_still_recovered(at_the_desk):
    """The stored answer is the only trace of a payment of credits: there is nothing to find by a query."""
    book = at_the_desk
    text = pay("0.00", set_credit=credit())(book)
    text = text.replace('onError="continueOnError"', 'onError="stopOnError" newMessageSetID="set-9"')
    first = book.process_request(text)
    assert book.process_request(text) == first
    assert [row["amount"] for row in book.applications()] == [50]


def test_a_payment_by_no_name_is_refused_as_a_whole(at_the_desk):
    """Two invoices, the second paid too high: nothing of the first is kept."""
    book = at_the_desk
    parts = "".join(
        f"<AppliedToTxnAdd><TxnID>{book._txn(number)['txn_id']}</TxnID><PaymentAmount>{paid}</PaymentAmount>"
        "</AppliedToTxnAdd>"
        for number, paid in (("1001", "190.00"), ("1003", "30.01"))
    )
    body = rq("ReceivePaymentAdd", f"{AZURE}<TotalAmount>250.00</TotalAmount>{parts}")
    assert codes(message_set(book, doc(body))) == [3210]
    assert book.payments() == [] and book.applications() == []
