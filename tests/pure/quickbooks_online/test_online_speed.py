"""Reading and writing take time that grows with what there is, not faster; bounds are wide for slow machines."""

import dataclasses
import time
from decimal import Decimal

import online_samples as sample
from online_samples import answer, ledger, push, said

from odoo.addons.accounting_bridge.ledgers.documents import InvoiceLine, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Pull


def invoice_of(lines, identity="1"):
    rows = [
        {"Id": str(n), "Amount": Decimal("1.00"), "DetailType": "SalesItemLineDetail", "Description": f"line {n}",
         "SalesItemLineDetail": {"ItemRef": {"value": "5"}, "Qty": 1, "TaxCodeRef": {"value": "TAX"}}}
        for n in range(lines)
    ]  # fmt: skip
    return {"Id": identity, "SyncToken": "0", "TotalAmt": 1, "PrivateNote": "odoo:account.move,1041", "Line": rows}


def seconds(work):
    best = []
    for _attempt in range(3):
        start = time.process_time()
        work()
        best.append(time.process_time() - start)
    return min(best)


def test_a_page_of_a_thousand_documents():
    text = answer(said("0.0", {"QueryResponse": {"Invoice": [invoice_of(5, str(n)) for n in range(1000)]}, "time": ""}))
    assert seconds(lambda: ledger().decode(text, [Pull(Kind.INVOICE)])) < 1.5


def test_twice_as_much_takes_about_twice_as_long():
    texts = [
        answer(
            said("0.0", {"QueryResponse": {"Customer": [{"Id": str(n), "DisplayName": f"C{n}"} for n in range(size)]}})
        )
        for size in (2000, 8000)
    ]
    one, four = (seconds(lambda text=text: ledger().decode(text, [Pull(Kind.CUSTOMER)])) for text in texts)
    assert four < one * 12


def test_a_set_of_thirty():
    pushes = [push(sample.INVOICE, key=f"k{n}") for n in range(30)]
    assert seconds(lambda: ledger().encode_writes(pushes, "b1", "")) < 0.5


def test_a_change_of_the_longest_invoice():
    lines = tuple(
        InvoiceLine(f"line {n}", sample.WIDGET, Decimal(1), Decimal("1.00"), sample.TAXED) for n in range(750)
    )
    there = ledger().decode(
        answer(said("k1", {"Invoice": invoice_of(750)})), [push(sample.INVOICE, Operation.UPDATE, remote_id="1")]
    )
    details = there.outcomes[0].record.details
    document = dataclasses.replace(sample.INVOICE, lines=lines)
    one = push(document, Operation.UPDATE, details=details, version="0")
    assert seconds(lambda: ledger().encode_writes([one], "b1", "")) < 2
