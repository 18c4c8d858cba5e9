"""Vendors, bills, journal entries (facts 4.3, 4.6, 4.9)."""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_desktop import Refusal
from tests.simulators.quickbooks_desktop.rules.purchases import (
    ASKED,
    BOTH_SORTS,
    FUEL,
    bill,
    expense,
    journal,
    one_bill,
    side,
)
from tests.simulators.quickbooks_desktop.rules.rule import changed_txn, query, reference

from .talk import amount, codes, message_set, one

WHOLE = "<IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns>"
VALVES = (
    "<ItemLineAdd><ItemRef><FullName>Copper pipe</FullName></ItemRef><Quantity>4</Quantity><Cost>2.5</Cost>"
    "</ItemLineAdd>"
)


def sent(book, text):
    (answer,) = message_set(book, text)
    assert answer.get("statusCode") == "0", answer.get("statusMessage")
    return answer[0]


def balance(book, name):
    return next(row["balance"] for row in [*book.vendors(), *book.customers()] if row["name"] == name)


def test_a_bill_adds_its_lines_and_tells_what_is_due(book):
    ret = sent(book, bill(BOTH_SORTS + VALVES, head="<RefNumber>2024/77</RefNumber><Memo>May</Memo>"))
    assert (ret.findtext("AmountDue"), ret.findtext("OpenAmount"), ret.findtext("IsPaid")) == (
        "80.00",
        "80.00",
        "false",
    )
    assert [line.findtext("Amount") for line in ret.iterfind("ExpenseLineRet")] == ["100.00", "-30.00"]
    assert ret.findtext("ItemLineRet/Amount") == "10.00"
    assert ret.findtext("APAccountRef/FullName") == "Accounts Payable"
    assert ret.findtext("DueDate") == "2024-06-05", "the vendor's terms: 30 days"
    assert balance(book, "Wood Corner") == 80


def test_a_bill_without_terms_is_due_after_the_days_of_the_company(book):
    vendor = reference("VendorRef", "State Tax Agency")
    assert sent(book, bill(vendor=vendor)).findtext("DueDate") == "2024-05-16"


def test_a_bill_is_paid_voided_deleted(book):
    one_bill(book)
    book.pay_bill("B-1", "40.00", date="2024-05-20")
    ret = one(book, query("Bill", WHOLE)).find("BillRet")
    link = ret.find("LinkedTxn")
    assert (link.findtext("TxnType"), link.findtext("Amount")) == ("BillPaymentCheck", "-40.00")
    assert (ret.findtext("AmountDue"), ret.findtext("OpenAmount")) == ("100.00", "60.00")
    assert balance(book, "Wood Corner") == 60
    with pytest.raises(Refusal):
        book.pay_bill("B-1", "60.01")
    book.pay_bill("B-1")
    assert one(book, query("Bill", "<PaidStatus>PaidOnly</PaidStatus>")).findtext("*/IsPaid") == "true"
    book.void("Bill", "B-1")
    assert (book.bills()[0]["total"], balance(book, "Wood Corner")) == (0, -100), "the checks are credits now"
    book.delete("Bill", "B-1")
    assert book.bills() == []


def test_the_two_sorts_of_lines_are_changed_apart(book):
    sent(book, bill(BOTH_SORTS + VALVES, head="<RefNumber>7</RefNumber>"))

    def lines(body):
        ret = sent(book, changed_txn("Bill", "7", body)(book))
        return len(ret.findall("ExpenseLineRet")), len(ret.findall("ItemLineRet")), amount(ret, "AmountDue")

    assert lines("<Memo>new</Memo>") == (2, 1, 80)
    keep = "<ExpenseLineMod><TxnLineID>{}</TxnLineID>{}</ExpenseLineMod>"
    assert lines(lambda ids: keep.format(ids[0], "<Amount>90.00</Amount>")) == (1, 1, 100)
    new = keep.format("-1", reference("AccountRef", "Rent") + "<Amount>5.00</Amount>")
    assert lines(lambda ids: keep.format(ids[0], "") + new) == (2, 1, 105)
    assert lines("<ClearExpenseLines>true</ClearExpenseLines>") == (0, 1, 10)
    more = "<ItemLineMod><TxnLineID>{}</TxnLineID><Quantity>8</Quantity></ItemLineMod>"
    assert lines(lambda ids: more.format(ids[0])) == (0, 1, 20)


def test_bills_and_credits_of_vendors_are_found(book):
    one_bill(book)
    ret = sent(book, bill(expense("25.00"), kind="VendorCredit", head="<RefNumber>V-1</RefNumber>"))
    assert ret.findtext("CreditAmount") == "25.00" and balance(book, "Wood Corner") == 75
    by_vendor = "<EntityFilter><FullName>Wood Corner</FullName></EntityFilter>"
    assert len(one(book, query("Bill", by_vendor))) == len(one(book, query("VendorCredit", by_vendor))) == 1
    fuel = "<AccountFilter><FullName>Expenses:Fuel</FullName></AccountFilter>"
    assert len(one(book, query("Bill", fuel))) == 1
    page = one(book, query("Bill", "<MaxReturned>1</MaxReturned>", 'iterator="Start"'))
    assert page.get("iteratorRemainingCount") == "0"


def test_in_canada_a_bill_has_tax_codes(open_book):
    book = open_book(country="CA")
    book.change("SalesTaxCode", "Tax", ItemPurchaseTaxRef={"FullName": "San Tomas"})
    ret = sent(book, bill(expense(more=reference("SalesTaxCodeRef", "Tax"))))
    assert ret.findtext("AmountDue") == "108.25"


# --- journal entries ---


def test_an_entry_moves_what_a_customer_owes(book):
    ret = sent(book, journal(ASKED, side(False, account="Checking"), date="<TxnDate>2024-05-06</TxnDate>"))
    assert [child.tag for child in ret][-2:] == ["JournalDebitLine", "JournalCreditLine"]
    assert ret.findtext("JournalDebitLine/EntityRef/FullName") == "Azure Interior"
    assert balance(book, "Azure Interior") == 100
    asked = one(book, query("Customer", "<FullName>Azure Interior</FullName>"))
    assert asked.findtext("*/Balance") == "100.00"
    assert book.journal_entries()[0]["total"] == 100
    entity = "<EntityFilter><FullName>Azure Interior</FullName></EntityFilter>"
    assert len(one(book, query("JournalEntry", entity))) == 1
    number = book.journal_entries()[0]["txn_id"]
    book.void("JournalEntry", number)
    assert balance(book, "Azure Interior") == 0
    assert book.journal_entries()[0]["total"] == 0


def test_an_entry_by_hand_and_its_number(book):
    for _turn in range(2):
        book.enter_journal([("Expenses:Fuel", "12.5", None), ("Accounts Payable", None, "12.50", "Wood Corner")])
    assert [one["number"] for one in book.journal_entries()] == ["1", "2"]
    assert balance(book, "Wood Corner") == 25
    assert book.journal_entries()[0]["lines"][1]["credit"] == Decimal("12.50")


def test_lines_are_left_out_of_a_query_unless_asked_for(book):
    sent(book, journal(FUEL, side(False, account="Checking")))
    assert one(book, query("JournalEntry")).find("*/JournalDebitLine") is None
    shown = one(book, query("JournalEntry", "<IncludeLineItems>true</IncludeLineItems>"))
    assert shown.findtext("*/JournalDebitLine/Amount") == "100.00"
    assert codes([shown]) == [0]
