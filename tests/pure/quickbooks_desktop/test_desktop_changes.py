"""Changes of QuickBooks Desktop: lines that are the same keep their id, and what did not change is not said."""

import dataclasses

import desktop_samples as sample
import pytest
from desktop_samples import element
from lxml import etree

from odoo.addons.accounting_bridge.ledgers.documents import Address, InvoiceLine, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation

from tests.simulators.quickbooks_desktop import CompanyFile, Switches
from tests.simulators.quickbooks_desktop.rules.rule import FILE, OWNER, customer, doc

STREET = tuple(f"Addr{number}" for number in range(1, 6))
WIDGET = sample.WIDGET.id
THERE = [
    {"id": "L1", "item": WIDGET, "quantity": "2", "amount": "50.00", "description": "Widget", "tracking": ""},
    {"id": "L2", "item": WIDGET, "quantity": None, "amount": "-5.00", "description": "Deduction", "tracking": ""},
    {"id": "L3", "item": "", "quantity": None, "amount": None, "description": "Thank you", "tracking": ""},
]


def line_ids(lines, document=sample.INVOICE, **details):
    found = element(document, "InvoiceMod", Operation.UPDATE, details={"lines": lines, **details})
    return [each.text for each in found.iterfind("InvoiceLineMod/TxnLineID")]


def there(place, **changes):
    lines = [dict(line) for line in THERE]
    lines[place] |= changes
    return lines


def test_lines_that_are_the_same_keep_their_id():
    assert line_ids(THERE) == ["L1", "L2", "L3"]
    assert line_ids(THERE[:1]) == ["L1", "-1", "-1"]
    assert line_ids([]) == line_ids(None) == ["-1"] * 3
    fewer = sample.invoice(lines=sample.LINES[:2])
    assert line_ids(THERE, fewer) == ["L1", "L2"]


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        (1, {"item": "80-other"}),
        (1, {"item": ""}),
        (2, {"item": WIDGET}),
        (1, {"quantity": "1"}),  # left out it would stay, and with it another rate
        (1, {"tracking": "80-class"}),
        (2, {"amount": "5.00"}),
        (1, {"id": ""}),
    ],
)
def test_lines_that_would_keep_something_that_is_not_ours_to_keep_are_new(place, changes):
    expected = ["L1", "L2", "L3"]
    expected[place] = "-1"
    assert line_ids(there(place, **changes)) == expected


def test_lines_of_another_version_are_not_looked_at():
    assert line_ids(THERE, lines_version="1417118624") == ["L1", "L2", "L3"]
    assert line_ids(THERE, lines_version="9") == ["-1"] * 3


def test_credit_notes_keep_their_lines_too():
    found = element(sample.CREDIT, "CreditMemoMod", Operation.UPDATE, details={"lines": THERE})
    assert [each.text for each in found.iterfind("CreditMemoLineMod/TxnLineID")] == ["L1", "L2", "L3"]


def names(document, name, changed, **values):
    found = element(document, name, Operation.UPDATE, changed=frozenset(changed), **values)
    return {child.tag for child in found}


ALWAYS = {"TxnID", "EditSequence"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ((), set()),
        (("purchase_order",), {"PONumber"}),
        (("note",), {"Memo"}),
        (("due_date",), {"DueDate", "TermsRef"}),
        (("date",), {"TxnDate", "DueDate", "TermsRef"}),
        (("lines", "total"), {"InvoiceLineMod"}),
        (("tax",), {"ItemSalesTaxRef", "CustomerSalesTaxCodeRef"}),
    ],
)
def test_what_did_not_change_is_left_as_it_is_there(changed, said):
    assert names(sample.INVOICE, "InvoiceMod", changed) == ALWAYS | said


@pytest.mark.parametrize(("document", "name"), [(sample.INVOICE, "InvoiceMod"), (sample.CREDIT, "CreditMemoMod")])
def test_what_was_emptied_in_odoo_is_emptied_there(document, name):
    emptied = dataclasses.replace(document, purchase_order="", delivery=Address())
    found = element(emptied, name, Operation.UPDATE, changed=frozenset(("purchase_order", "delivery")))
    assert {child.tag for child in found} == ALWAYS | {"PONumber", "ShipAddress"}
    assert found.find("PONumber").text is None
    assert {(child.tag, child.text) for child in found.find("ShipAddress")} == {
        (name, None) for name in (*STREET, "City", "State", "PostalCode", "Country")
    }


@pytest.mark.parametrize("parts", ["merged", "replaced"])
def test_an_address_that_was_a_block_of_five_lines_is_the_new_one_and_no_more(tmp_path, parts):
    """Whichever QuickBooks does with the parts that a change leaves out (facts 4.9)."""
    book = CompanyFile.create(tmp_path / "book.sqlite", switches=Switches(address_parts=parts))
    book.begin_session("Odoo", owner_id=OWNER, file_id=FILE)
    block = "".join(f"<{name}>Old {name}</{name}>" for name in STREET)
    there = book.process_request(doc(customer("Acme", f"<BillAddress>{block}</BillAddress>")))
    there = etree.fromstring(there.encode())
    party = dataclasses.replace(
        sample.PARTY, billing=Address(("1 New St",), "Austin", "TX", "78701"), delivery=Address()
    )
    known = {"remote_id": there.findtext(".//ListID"), "version": there.findtext(".//EditSequence")}
    change = sample.written(party, Operation.UPDATE, changed=frozenset(("billing",)), **known)
    found = etree.fromstring(book.process_request(change).encode())
    book.close()
    assert found.find(".//CustomerModRs").get("statusCode") == "0"
    assert {child.tag: child.text for child in found.find(".//BillAddress")} == {
        "Addr1": party.full_name,
        "Addr2": "1 New St",
        "City": "Austin",
        "State": "TX",
        "PostalCode": "78701",
    }


def test_what_odoo_never_had_is_not_emptied_there():
    """Where nobody knows what changed, and where the customer is another one."""
    emptied = sample.invoice(purchase_order="", delivery=Address())
    for changed in (None, frozenset(("customer",)), frozenset(("customer_name", "note"))):
        found = element(emptied, "InvoiceMod", Operation.UPDATE, changed=changed)
        assert found.find("PONumber") is None
        assert found.find("ShipAddress") is None


@pytest.mark.parametrize(
    ("document", "name"), [(sample.INVOICE, "InvoiceMod"), (sample.CREDIT, "CreditMemoMod"), (sample.BILL, "BillMod")]
)
def test_a_change_clears_nothing_that_cannot_be_cleared(document, name):
    found = element(document, name, Operation.UPDATE)
    kept = ("CustomerRef", "VendorRef", "ARAccountRef", "ItemRef", "Quantity", "Rate", "Amount", "SalesTaxCodeRef")
    said = [each for each in found.iter(*kept)]
    assert said
    assert all(each.text or len(each) for each in said)


def test_another_customer_is_told_everything():
    everything = {child.tag for child in element(sample.INVOICE, "InvoiceMod", Operation.UPDATE)}
    assert names(sample.INVOICE, "InvoiceMod", ("customer",)) == everything


def test_lists_say_what_changed_and_nothing_else():
    assert names(sample.PARTY, "CustomerMod", ("email",)) == {"ListID", "EditSequence", "Email"}
    assert names(sample.PARTY, "CustomerMod", ("full_name",)) == {
        "ListID",
        "EditSequence",
        "BillAddress",
        "ShipAddress",
    }
    assert names(sample.VENDOR, "VendorMod", ("name",), kind=Kind.VENDOR) == {"ListID", "EditSequence", "Name"}
    item = dataclasses.replace(sample.ITEM, is_service=True)
    assert names(item, "ItemServiceMod", ("name",)) == {"ListID", "EditSequence", "Name"}
    assert names(item, "ItemServiceMod", ("sales_price",)) == {"ListID", "EditSequence", "SalesOrPurchaseMod"}
    bill = {"TxnID", "EditSequence", "VendorRef", "TxnDate"}
    assert names(sample.BILL, "BillMod", ("number",)) == bill | {"RefNumber"}


def test_a_comment_that_became_a_product_is_a_new_line():
    lines = (InvoiceLine("x", sample.WIDGET, None, sample.LINES[0].amount, sample.TAXED),)
    assert line_ids([THERE[2]], sample.invoice(lines=lines)) == ["-1"]
