"""Vendors, bills and journal entries of QuickBooks Desktop."""

import dataclasses
from decimal import Decimal

import desktop_samples as sample
import pytest
from desktop_samples import element, pages, response

from odoo.addons.accounting_bridge.ledgers.documents import BillLine, JournalLine, Kind, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Operation, Pull, Unwritable


def vendor(document=sample.VENDOR, operation=Operation.CREATE, settings=None, **values):
    name = "VendorAdd" if operation is Operation.CREATE else "VendorMod"
    return element(document, name, operation, settings, kind=Kind.VENDOR, **values)


def test_a_vendor():
    found = vendor()
    assert found.findtext("Name") == "Parts Inc"
    assert found.findtext("VendorAddress/Addr1") == "Acme Limited & Sons"
    assert found.findtext("TermsRef/ListID") == sample.TERM.id
    assert found.findtext("ExternalGUID") == "{" + guid_of("res.partner,18") + "}"
    for never in ("OpenBalance", "VendorTaxIdent", "SalesTaxCodeRef", "ShipAddress"):
        assert found.find(never) is None
    changed = vendor(operation=Operation.UPDATE)
    assert changed.findtext("EditSequence") == "1417118624"
    assert changed.find("ExternalGUID") is None


def test_a_vendor_has_a_tax_code_in_canada_only():
    taxed = dataclasses.replace(sample.VENDOR, tax_code=sample.TAXED)
    assert vendor(taxed).find("SalesTaxCodeRef") is None
    assert vendor(taxed, settings={"country": "CA"}).findtext("SalesTaxCodeRef/ListID") == sample.TAXED.id


def test_vendors_are_read():
    content = (
        "<VendorRet><ListID>8-1</ListID><TimeModified>2026-05-06T10:00:00-06:00</TimeModified><EditSequence>2</EditSequence>"
        "<Name>Parts Inc</Name><IsActive>false</IsActive><Email>a@b.example</Email><VendorAddress><Addr1>Road</Addr1>"
        "<City>Reno</City></VendorAddress></VendorRet>"
    )
    (record,) = pages([Pull(Kind.VENDOR)], response("VendorQueryRs", content, key="r0"))[0].records
    assert (record.kind, record.id, record.name, record.active) == (Kind.VENDOR, "8-1", "Parts Inc", False)
    assert (record.email, record.currency) == ("a@b.example", "USD")
    assert record.details["billing"]["city"] == "Reno"


def test_a_bill_names_accounts_and_amounts():
    found = element(sample.BILL, "BillAdd")
    assert found.findtext("VendorRef/ListID") == sample.PARTS.id
    assert (found.findtext("TxnDate"), found.findtext("DueDate")) == ("2026-05-11", "2026-06-10")
    assert found.findtext("RefNumber") == "SUP-88991"
    assert found.findtext("Memo") == "BILL/2026/05/0002 [odoo:account.move,2001]"
    wages, deduction = found.iterchildren("ExpenseLineAdd")
    assert (wages.findtext("Amount"), deduction.findtext("Amount")) == ("100.00", "-12.34")
    assert wages.findtext("BillableStatus") == "NotBillable", "or it is offered for the customer's next invoice"
    assert deduction.find("BillableStatus") is None
    assert found.find(".//SalesTaxCodeRef") is None


def test_nothing_is_added_to_a_bill_where_lines_are_taxed_by_code():
    found = element(sample.BILL, "BillAdd", settings={"country": "CA"})
    codes = [code.text for code in found.iterfind("ExpenseLineAdd/SalesTaxCodeRef/ListID")]
    assert codes == [sample.NOT_TAXED.id] * 2


def test_a_negative_bill_does_not_leave():
    with pytest.raises(Unwritable, match="negative"):
        element(dataclasses.replace(sample.BILL, total=Decimal("-1.00")), "BillAdd")


def test_a_changed_bill_keeps_the_lines_that_are_still_the_same():
    lines = [
        {"id": "L1", "account": sample.EXPENSE.id, "customer": sample.ACME.id},
        {"id": "L2", "account": sample.EXPENSE.id},
    ]
    found = element(sample.BILL, "BillMod", Operation.UPDATE, details={"lines": lines})
    assert [each.text for each in found.iterfind("ExpenseLineMod/TxnLineID")] == ["L1", "-1"]
    more = dataclasses.replace(sample.BILL, lines=(*sample.BILL.lines, BillLine(sample.BANK, Decimal("1.00"))))
    found = element(more, "BillMod", Operation.UPDATE)
    assert [each.text for each in found.iterfind("ExpenseLineMod/TxnLineID")] == ["-1"] * 3


def test_bills_are_read():
    content = (
        "<BillRet><TxnID>F-1</TxnID><EditSequence>2</EditSequence><VendorRef><ListID>8-1</ListID>"
        "<FullName>Parts Inc</FullName></VendorRef><TxnDate>2026-05-11</TxnDate><DueDate>2026-06-10</DueDate>"
        "<AmountDue>87.66</AmountDue><RefNumber>SUP-88991</RefNumber><Memo>x [odoo:account.move,2001]</Memo>"
        "<IsPaid>false</IsPaid><ExpenseLineRet><TxnLineID>L1</TxnLineID><AccountRef><ListID>80000042-1</ListID></AccountRef>"
        "<Amount>87.66</Amount></ExpenseLineRet><OpenAmount>80.00</OpenAmount></BillRet>"
    )
    (record,) = pages([Find(Kind.BILL, ("SUP-88991",))], response("BillQueryRs", content, key="r0"))[0].records
    assert (record.kind, record.customer_id, record.details["vendor_name"]) == (Kind.BILL, "8-1", "Parts Inc")
    assert (record.total, record.balance, record.tax_amount) == (Decimal("87.66"), Decimal("80.00"), None)
    assert (record.trace, record.details["paid"]) == ("account.move,2001", False)
    assert record.details["lines"][0]["account"] == "80000042-1"


def test_a_journal_entry_has_no_signs_and_no_memo_of_its_own():
    found = element(sample.ENTRY, "JournalEntryAdd", settings=sample.CLASSES)
    assert [child.tag for child in found] == [
        "TxnDate",
        "RefNumber",
        "ExternalGUID",
        "JournalDebitLine",
        "JournalDebitLine",
        "JournalCreditLine",
    ]
    first, second = found.iterchildren("JournalDebitLine")
    assert (first.findtext("Amount"), second.findtext("Amount")) == ("10.00", "20.00")
    assert first.findtext("Memo") == "MISC/2026/05/0001 accrual [odoo:account.move,3001]"
    assert first.findtext("ClassRef/ListID") == sample.WEST.id
    assert (second.findtext("Memo"), second.findtext("EntityRef/ListID")) == ("second", sample.ACME.id)
    assert found.findtext("JournalCreditLine/Amount") == "30.00"


@pytest.mark.parametrize(
    "lines", [(), (JournalLine(sample.BANK, Decimal("1.00")),), (JournalLine(sample.BANK, Decimal(0)),)]
)
def test_a_journal_entry_that_does_not_add_up_does_not_leave(lines):
    with pytest.raises(Unwritable, match="add up to zero"):
        element(dataclasses.replace(sample.ENTRY, lines=lines), "JournalEntryAdd")


ENTRY_RET = (
    "<JournalEntryRet><TxnID>G-1</TxnID><EditSequence>2</EditSequence><TxnDate>2026-05-31</TxnDate>"
    "<RefNumber>3001</RefNumber><ExternalGUID>{{0B1E2F3A-4455-4677-8899-AABBCCDDEEFF}}</ExternalGUID>{}</JournalEntryRet>"
)
ENTRY_LINES = (
    "<JournalDebitLine><TxnLineID>1</TxnLineID><Amount>10.00</Amount><Memo>a [odoo:account.move,3001]</Memo>"
    "</JournalDebitLine><JournalCreditLine><TxnLineID>2</TxnLineID><Amount>30.00</Amount><Memo>b</Memo>"
    "</JournalCreditLine><JournalDebitLine><TxnLineID>3</TxnLineID><Amount>20.00</Amount></JournalDebitLine>"
)


@pytest.mark.parametrize(
    ("lines", "total", "trace"), [(ENTRY_LINES, Decimal("30.00"), "account.move,3001"), ("", None, "")]
)
def test_journal_entries_are_known_by_their_guid_and_where_lines_came_by_their_mark(lines, total, trace):
    content = response("JournalEntryQueryRs", ENTRY_RET.format(lines), key="r0")
    (record,) = pages([Pull(Kind.JOURNAL_ENTRY)], content)[0].records
    assert (record.kind, record.id, record.number) == (Kind.JOURNAL_ENTRY, "G-1", "3001")
    assert (record.total, record.trace, record.customer_id) == (total, trace, "")
    assert record.guid == "0b1e2f3a-4455-4677-8899-aabbccddeeff"


@pytest.mark.parametrize(("document", "name"), [(sample.BILL, "Bill"), (sample.ENTRY, "JournalEntry")])
def test_bills_and_entries_are_voided(document, name):
    assert element(document, "TxnVoidRq", Operation.VOID).findtext("TxnVoidType") == name
