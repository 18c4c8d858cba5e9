"""Reading and writing take work that grows with what there is, not faster."""

import dataclasses
from decimal import Decimal

import xero_samples as sample
from test_xero_reads import CONTACT
from xero_samples import answer, billed, calls, guid, ledger, line, push, said, shown

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Pull

from tests.steps import steps


def invoice_of(lines, number=130):
    rows = [
        {"LineItemID": guid(n), "ItemCode": "WID-1", "Description": f"line {n}", "Quantity": 1,
         "UnitAmount": Decimal("1.00"), "LineAmount": Decimal("1.00"), "AccountCode": "200"}
        for n in range(lines)
    ]  # fmt: skip
    return shown(number, LineItems=rows)


def test_a_page_of_a_thousand_documents():
    def page(size):
        return answer(said("0.Invoices", {"Invoices": [invoice_of(5, n) for n in range(size)]}))

    texts = [page(size) for size in (10, 1000)]
    ten, thousand = (steps(lambda text=text: ledger().decode(text, [Pull(Kind.INVOICE)])) for text in texts)
    assert thousand < ten * 110


def test_twice_as_much_takes_about_twice_as_long():
    texts = [
        answer(said("0.Contacts", {"Contacts": [CONTACT | {"ContactID": guid(n)} for n in range(size)]}))
        for size in (500, 2000)
    ]
    one, four = (steps(lambda text=text: ledger().decode(text, [Pull(Kind.CUSTOMER)])) for text in texts)
    assert four < one * 4.5


def test_a_list_of_fifty_is_one_call():
    pushes = [push(dataclasses.replace(sample.INVOICE, number=f"INV/{n}"), key=f"k{n}") for n in range(50)]
    assert len(calls(ledger().encode_writes(pushes, "b1", ""))) == 1
    one, fifty = (steps(lambda some=some: ledger().encode_writes(some, "b1", "")) for some in (pushes[:1], pushes))
    assert fifty < one * 55


def change(size):
    """Return a change of an invoice of so many lines."""
    details = {"lines": [], "lines_version": "2026-05-06T01:00:00.000Z"}
    document = billed(*(line("1.00", 1, description=f"line {n}") for n in range(size)), tax="100")
    there = (
        ledger()
        .decode(answer(said("0.Invoices", {"Invoices": [invoice_of(size)]})), [Pull(Kind.INVOICE)])
        .pages[0]
        .records[0]
    )
    return push(document, Operation.UPDATE, details={**details, **there.details}, version=there.version)


def test_a_change_of_the_longest_invoice():
    pushes = [change(size) for size in (100, 1000)]
    short, long = (steps(lambda one=one: ledger().encode_writes([one], "b1", "")) for one in pushes)
    assert long < short * 11


def test_the_first_match_of_a_large_organisation_takes_few_calls():
    """20,000 contacts are twenty pages, 5,000 items one call (facts 9)."""
    cursor, pages = "", 0
    while True:
        (call,) = calls(ledger().encode_reads([Pull(Kind.CUSTOMER, cursor=cursor)]))
        pages += 1
        left = 21 - pages
        told = {"page": int(call["parameters"]["page"]), "pageSize": 1000, "pageCount": left, "itemCount": left * 1000}
        changed = {"UpdatedDateUTC": f"/Date({1770000000000 + pages * 60_000}+0000)/"}
        given = answer(said("0.Contacts", {"Contacts": [CONTACT | changed], "pagination": told}))
        cursor = ledger().decode(given, [Pull(Kind.CUSTOMER, cursor=cursor)]).pages[0].cursor
        if not cursor:
            break
    assert pages == 20
    assert len(calls(ledger().encode_reads([Pull(Kind.ITEM)]))) == 1
