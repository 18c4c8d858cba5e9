"""A quarter of bookkeeping: what a person does at the screen, what merging does, what the page and the readers show,
and books of the size that people have (facts 4.9, 4.11, 4.12).
"""

import json
import re
import sqlite3

import pytest
from lxml import html

from tests.simulators.quickbooks_desktop import CompanyFile, Refusal, books_page, bulk
from tests.simulators.quickbooks_desktop.rules.rule import query
from tests.steps import steps

from .talk import ask, codes, one

JOB = "Lakeside Property Management"


def balance(book, name):
    return next(row["balance"] for row in book.customers() if row["full_name"] == name)


# --- edits ---


def test_an_invoice_is_edited_in_every_way(book):
    book.enter_invoice("Azure Interior", [("Labor", 2, "95.00"), ("Trip charge", 1, "35.00")], number="7")
    book.edit_invoice("7", TxnDate="2024-06-30", Memo="new", RefNumber="8")
    book.edit_line("8", 1, Amount="40.00")
    (after,) = book.invoices()
    assert (after["number"], after["date"], after["memo"], after["total"]) == ("8", "2024-06-30", "new", 230)
    assert [line["amount"] for line in after["lines"]] == [190, 40]
    book.delete_invoice("8")
    assert book.invoices() == []
    with pytest.raises(Refusal):
        book.edit_line("8", Amount="1.00")


def test_closed_books_stop_the_hands_as_well(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7", date="2024-05-06")
    book.set_closing_date("2024-05-31")
    hands = (
        lambda: book.edit_invoice("7", Memo="new"),
        lambda: book.void_invoice("7"),
        lambda: book.enter_bill("Wood Corner", [("Rent", "1.00")], date="2024-05-06"),
        lambda: book.enter_journal([("Rent", "1.00", None), ("Checking", None, "1.00")], date="2024-05-06"),
        lambda: book.receive_on_account("Azure Interior", "1.00", date="2024-05-06"),
    )
    for hand in hands:
        with pytest.raises(Refusal) as caught:
            hand()
        assert caught.value.code == 3171
    book.receive_payment("7", date="2024-06-01")
    assert book.invoices()[0]["balance"] == 0, "a later payment may settle an invoice of a closed month"


def test_several_currencies_are_not_switched_off_again(book):
    book.set_preferences(multicurrency=True, class_tracking=True)
    book.set_preferences(class_tracking=False, sales_tax=False)
    with pytest.raises(ValueError):
        book.set_preferences(multicurrency=False)


@pytest.mark.parametrize(
    "country, home", [("US", "US Dollar"), ("CA", "Canadian Dollar"), ("UK", "British Pound Sterling")]
)
def test_the_home_currency_is_the_countrys(open_book, country, home):
    book = open_book(country=country, multicurrency=True)
    assert one(book, query("Preferences")).findtext(".//HomeCurrencyRef/FullName") == home
    rates = {ret.findtext("Name"): ret.findtext("ExchangeRate") for ret in one(book, query("Currency"))}
    assert rates[home] == "1" and rates["Euro"] != "1"


# --- merging ---


def test_a_merged_customer_is_gone_and_everything_is_the_others(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="1")
    book.enter_journal([("Accounts Receivable", "5.00", None, "Azure Interior"), ("Sales", None, "5.00")])
    old = book._entry("Customer", "Azure Interior")["list_id"]
    book.merge("Customer", "Azure Interior", "Kestrel Logistics")
    one(book, query("Customer", f"<ListID>{old}</ListID>"), code=3120)
    one(book, query("Customer", "<FullName>Azure Interior</FullName>"), code=500)
    assert book.invoices()[0]["customer"] == "Kestrel Logistics" and balance(book, "Kestrel Logistics") == 15
    assert one(book, query("Invoice")).findtext("*/CustomerRef/FullName") == "Kestrel Logistics"
    assert codes(ask(book, query("ListDeleted", "<ListDelType>Customer</ListDelType>"))) == [1]
    book.add_customer("Azure Interior")


def test_a_merged_account_is_the_others_in_discounts_too(book):
    book.add_account("Rebates", "Income")
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="1")
    book.receive_payment("1", discount="1.00", discount_account="Rebates")
    book.merge("Account", "Rebates", "Discounts Given")
    shown = one(book, query("ReceivePayment", "<IncludeLineItems>true</IncludeLineItems>"))
    assert shown.findtext(".//DiscountAccountRef/FullName") == "Discounts Given"


def test_only_the_family_that_is_meant_moves(book):
    """All records of a new file are made in one second: a customer and an item may have the same ListID."""
    labor, other = book._entry("ItemService", "Labor"), book._entry("ItemService", "Service call")
    shared = "SELECT full_name FROM entry WHERE list_id = ? AND family = 'Entity'"
    twin = book.store.one(shared, labor["list_id"])
    assert twin is not None, "the sample has no such pair any more"
    book.enter_invoice(twin["full_name"], [("Labor", 1, "10")], number="1")
    book.merge("ItemService", "Labor", "Service call")
    (invoice,) = book.invoices()
    assert invoice["customer"] == twin["full_name"] and invoice["lines"][0]["item"] == other["full_name"]


def test_what_cannot_be_merged(book):
    for kind, name, into in (
        ("Customer", JOB, "Azure Interior"),
        ("Customer", "Azure Interior", "Azure Interior"),
        ("StandardTerms", "Net 15", "Net 30"),
    ):
        with pytest.raises(Refusal):
            book.merge(kind, name, into)
    book.set_preferences(multicurrency=True)
    book.add_customer("Euro Ltd", CurrencyRef={"FullName": "Euro"})
    with pytest.raises(Refusal):
        book.merge("Customer", "Euro Ltd", "Azure Interior")


# --- looking ---


@pytest.fixture
def quarter(book):
    book.enter_invoice("Azure Interior", [("Thermostat", 1, "362.50")], number="1", date="2024-05-06")
    book.enter_credit_memo("Azure Interior", [("Labor", 1, "20")], number="C-1", date="2024-05-07")
    book.apply_credit("C-1", "1", "20.00")
    payment = book.receive_payment("1", "100.00", discount="7.50", PaymentMethodRef={"FullName": "Check"})
    book.deposit(payment)
    book.enter_bill("Wood Corner", [("Rent", "1200"), ("Payroll Liabilities", "-200")], number="R-5")
    book.pay_bill("R-5", "500")
    book.enter_journal([("Rent", "50", None), ("Checking", None, "50")], memo="moved")
    return book


def test_the_page_shows_every_document_with_two_decimals(quarter):
    page = html.fromstring(books_page(quarter, refresh=5))
    words = page.text_content()
    for title in ("Credit memos (1)", "Payments (1)", "Bills (1)", "Journal entries (1)", "Deposits (1)"):
        assert title in words
    for text in ("362.50", "1,000.00", "Discount on 1", "deposited", "Check · Undeposited Funds"):
        assert text in words, text
    cells = [cell.text_content() for cell in page.iterfind(".//td[@class='number']")]
    money = [cell for cell in cells if "." in cell and "%" not in cell and "×" not in cell]
    assert money and all(re.search(r"\.\d\d", cell) and not re.search(r"\.\d(\D|$)", cell) for cell in money)


def test_everything_can_be_read_as_data(quarter):
    books = json.loads(json.dumps(quarter.books(), default=str))
    (invoice,) = books["invoices"]
    assert (invoice["subtotal"], invoice["tax"], invoice["total"]) == ("362.50", "29.91", "392.41")
    assert invoice["balance"] == "264.91"
    (payment,) = books["payments"]
    assert (payment["method"], payment["deposit_to"]) == ("Check", "Undeposited Funds")
    kinds = {row["by_kind"] for row in books["applications"]}
    assert kinds == {"CreditMemo", "ReceivePayment", "BillPaymentCheck"}
    assert books["summary"]["bills"] == books["summary"]["journal_entries"] == 1
    owed = quarter.balances()
    assert owed[quarter._entry("Vendor", "Wood Corner")["list_id"]] == 500
    assert str(balance(quarter, "Azure Interior")) == "264.91"


# --- size ---


def test_a_large_company_is_loaded_and_read_page_by_page(tmp_path, clock):
    book = CompanyFile.create(tmp_path / "large.qbw", clock=clock)
    bulk.fill(book, customers=11000, items=4000, invoices=2000)
    book.begin_session("bench")
    taken, names, step = [], set(), 'iterator="Start"'
    while step:
        answers = []
        text = query("Customer", "<MaxReturned>500</MaxReturned>", step)
        taken.append(steps(lambda text=text, answers=answers: answers.append(one(book, text))))
        (answer,) = answers
        names |= {ret.findtext("FullName") for ret in answer}
        key = answer.get("iteratorID")
        more = answer.get("iteratorRemainingCount") != "0"
        step = f'iterator="Continue" iteratorID="{key}"' if more else ""
    assert len(names) == 11000 + 11, "the sample has eleven active ones"
    assert max(taken[1:]) < 2 * min(taken[1:-1]), "no page takes more work than another"
    whole = "<MaxReturned>100</MaxReturned><IncludeLineItems>true</IncludeLineItems>"
    answer = one(book, query("Invoice", whole, 'iterator="Start"'))
    assert len(answer) == 100
    assert book.summary()["invoices"] == 2000 and book.summary()["open"] == 2000 * 60
    book.close()


def test_what_was_loaded_is_as_good_as_typed(tmp_path, clock):
    book = CompanyFile.create(tmp_path / "small.qbw", clock=clock)
    with pytest.raises(ValueError):
        bulk.fill(book, invoices=1)
    bulk.fill(book, customers=3, items=4, invoices=5)
    bulk.fill(book, customers=1, invoices=1)
    number = bulk.invoice_number(6)
    book.receive_payment(number)
    book.edit_line(number, 0, Amount="12.00")
    book.enter_invoice(bulk.customer_name(4), [(bulk.item_name(2), 1, "10")])
    assert len(book.invoices()) == 7 and len({one["txn_id"] for one in book.invoices()}) == 7
    with pytest.raises(Refusal):
        book.delete_entry("Customer", bulk.customer_name(1))
    book.close()


def test_a_file_of_another_shape_is_not_opened(tmp_path):
    path = tmp_path / "old.qbw"
    CompanyFile.create(path).close()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(sqlite3.DatabaseError, match="make it anew"):
        CompanyFile(path)
