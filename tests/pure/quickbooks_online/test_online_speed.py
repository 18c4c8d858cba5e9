"""Reading and writing take work that grows with what there is, not faster."""

import dataclasses
from decimal import Decimal

import online_samples as sample
from online_samples import answer, ledger, push, said

from odoo.addons.accounting_bridge.ledgers.documents import InvoiceLine, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Pull

from tests.steps import steps


def invoice_of(lines, identity="1"):
    rows = [
        {"Id": str(n), "Amount": Decimal("1.00"), "DetailType": "SalesItemLineDetail", "Description": f"line {n}",
         "SalesItemLineDetail": {"ItemRef": {"value": "5"}, "Qty": 1, "TaxCodeRef": {"value": "TAX"}}}
        for n in range(lines)
    ]  # fmt: skip
    return {"Id": identity, "SyncToken": "0", "TotalAmt": 1, "PrivateNote": "odoo:account.move,1041", "Line": rows}


def test_a_page_of_a_thousand_documents():
    def page(size):
        rows = [invoice_of(5, str(n)) for n in range(size)]
        return answer(said("0.0", {"QueryResponse": {"Invoice": rows}, "time": ""}))

    texts = [page(size) for size in (10, 1000)]
    ten, thousand = (steps(lambda text=text: ledger().decode(text, [Pull(Kind.INVOICE)])) for text in texts)
    assert thousand < ten * 110


def test_twice_as_much_takes_about_twice_as_long():
    texts = [
        answer(
            said("0.0", {"QueryResponse": {"Customer": [{"Id": str(n), "DisplayName": f"C{n}"} for n in range(size)]}})
        )
        for size in (2000, 8000)
    ]
    one, four = (steps(lambda text=text: ledger().decode(text, [Pull(Kind.CUSTOMER)])) for text in texts)
    assert four < one * 4.5


def test_a_set_of_thirty():
    pushes = [push(sample.INVOICE, key=f"k{n}") for n in range(30)]
    one, thirty = (steps(lambda some=some: ledger().encode_writes(some, "b1", "")) for some in (pushes[:1], pushes))
    assert thirty < one * 33


def change(size):
    """Return a change of an invoice of so many lines."""
    lines = tuple(
        InvoiceLine(f"line {n}", sample.WIDGET, Decimal(1), Decimal("1.00"), sample.TAXED) for n in range(size)
    )
    there = ledger().decode(
        answer(said("k1", {"Invoice": invoice_of(size)})), [push(sample.INVOICE, Operation.UPDATE, remote_id="1")]
    )
    details = there.outcomes[0].record.details
    document = dataclasses.replace(sample.INVOICE, lines=lines)
    return push(document, Operation.UPDATE, details=details, version="0")


def test_a_change_of_the_longest_invoice():
    pushes = [change(size) for size in (75, 750)]
    short, long = (steps(lambda one=one: ledger().encode_writes([one], "b1", "")) for one in pushes)
    assert long < short * 11
