"""What leaves for QuickBooks Desktop: valid against Intuit's schema and exactly what the facts ask for."""

import dataclasses
from datetime import date
from decimal import Decimal
from functools import cache

import desktop_samples as sample
import pytest
from desktop_samples import ledger, push, written
from lxml import etree

from odoo.addons.accounting_bridge.ledgers.documents import Address, InvoiceLine, Kind, Reference, guid_of
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Operation, Pull, Push, Unwritable
from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import QuickBooksDesktop

# Locations are kept by QuickBooks Online only.
KINDS = tuple(kind for kind in Kind if kind is not Kind.LOCATION)
LISTED = tuple(kind for kind in KINDS if kind not in (Kind.COMPANY, Kind.DELETION))
WIDER = {
    "credit note": sample.CREDIT,
    "payment": sample.PAYMENT,
    "unapplied payment": dataclasses.replace(sample.PAYMENT, applications=()),
    "credit use": sample.CREDIT_USE,
    "vendor": sample.VENDOR,
    "bill": sample.BILL,
    "journal entry": sample.ENTRY,
}
ITEM_KINDS = ("Service", "NonInventory", "OtherCharge", "Inventory")


@cache
def schema():
    path = sample.REFERENCE / "xsd" / "qbxmlops130.xsd"
    if not path.exists():
        pytest.skip("Intuit's schema is not here: ../shared/reference/quickbooks_desktop/xsd")
    return etree.XMLSchema(file=str(path))


def reads():
    yield "first", [Pull(kind, from_date="2026-01-01") for kind in KINDS]
    yield "changes", [Pull(kind, since="2026-05-06T10:00:00") for kind in KINDS]
    yield (
        "next pages",
        [Pull(kind, "", "2026-01-01", "{EB05F701-E727-472F-8ADE-6753C4F67A46}") for kind in KINDS],
    )
    yield "by name", [Find(kind, ("Acme Ltd", "Café Uno & <Söhne>")) for kind in LISTED]


def writes():
    yield "customer", push(sample.PARTY)
    yield (
        "plain customer",
        push(dataclasses.replace(sample.PARTY, billing=Address(), delivery=Address(), phone="")),
    )
    yield "customer changed", push(sample.PARTY, Operation.UPDATE)
    yield "item", push(sample.ITEM)
    yield "service", push(dataclasses.replace(sample.ITEM, is_service=True))
    yield "both sides", push(dataclasses.replace(sample.ITEM, expense_account=sample.EXPENSE))
    for kind in ITEM_KINDS:
        for both in (True, False):
            details = {"type": kind, "both_sides": both}
            yield f"{kind} changed {both}", push(sample.ITEM, Operation.UPDATE, details=details)
    yield "invoice", push(sample.INVOICE)
    yield "invoice changed", push(sample.INVOICE, Operation.UPDATE)
    yield "untaxed invoice", push(sample.invoice(tax=None, customer_tax_code=None))
    yield "invoice without lines", push(sample.invoice(lines=()))
    yield "invoice voided", push(sample.INVOICE, Operation.VOID)
    for name, document in WIDER.items():
        kind = Kind.VENDOR if name == "vendor" else sample.KINDS[type(document)]
        for operation in sorted(QuickBooksDesktop.capabilities.operations[kind]):
            if name != "credit use" or operation is Operation.CREATE:
                yield f"{name} {operation}", push(document, operation, kind=kind)
    tricky = "a & b < c > d \" e ' ]]> é € \u0142 \u4e2d \U0001f600 \x00\x1f\ud800 \r\n\t z"
    yield (
        "tricky texts",
        push(sample.invoice(note=tricky * 300, lines=(InvoiceLine(tricky * 300),), customer_name=tricky)),
    )


@pytest.mark.parametrize("settings", [{}, {"qbxml_version": "7.0"}, sample.SEVERAL_CURRENCIES])
@pytest.mark.parametrize(("name", "requests"), list(reads()))
def test_reads_are_valid(name, requests, settings):
    text = ledger(**settings).encode_reads(requests)
    schema().assertValid(etree.fromstring(text.encode("ascii")))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        sample.UNTAXED_COMPANY,
        {"country": "CA"},
        {"qbxml_version": "7.0"},
        sample.SEVERAL_CURRENCIES | sample.CLASSES,
    ],
)
@pytest.mark.parametrize(("name", "one"), list(writes()))
def test_writes_are_valid(name, one, settings):
    text = ledger(**settings).encode_writes([one], "o19a3f7c2b41e", "o19a3f7c2b41d")
    schema().assertValid(etree.fromstring(text.encode("ascii")))


NEVER_SAID = ("Rate", "PrintAs", "LinkToTxnID", "LinkToTxn", "UnitOfMeasure", "DataExt")


@pytest.mark.parametrize(("name", "one"), list(writes()))
def test_what_is_never_said(name, one):
    """Links to orders, units, rates beside amounts, macros; and credits are applied by payments alone."""
    root = etree.fromstring(ledger().encode_writes([one], "o1", "").encode("ascii"))
    said = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    assert not said.intersection(NEVER_SAID)
    assert not any(word in element.attrib for element in root.iter() for word in ("defMacro", "useMacro"))
    if "SetCredit" in said:
        assert "ReceivePaymentAdd" in said


@pytest.mark.parametrize("document", [sample.INVOICE, sample.CREDIT, sample.PAYMENT])
def test_what_has_no_customer_does_not_leave(document):
    with pytest.raises(Unwritable, match="needs CustomerRef"):
        written(dataclasses.replace(document, customer=None))


def test_the_status_check_is_valid_and_speaks_the_version_that_was_sent():
    sent = ledger(qbxml_version="8.0").encode_writes([push(sample.INVOICE)], "o1", "")
    text = ledger().encode_recovery(sent, "o1")
    assert '<?qbxml version="8.0"?>' in text
    schema().assertValid(etree.fromstring(text.encode("ascii")))
    messages = etree.fromstring(text.encode()).find("QBXMLMsgsRq")
    assert (len(messages), messages.get("newMessageSetID"), messages.get("oldMessageSetID")) == (
        0,
        "o1",
        "o1",
    )


# --- the envelope ---


def test_the_prolog_and_the_set():
    text = ledger().encode_writes([push(sample.PARTY)], "o2", "o1")
    assert text.startswith('<?xml version="1.0"?>\n<?qbxml version="13.0"?>\n<QBXML>')
    assert 'onError="continueOnError" newMessageSetID="o2" oldMessageSetID="o1"' in text
    assert 'requestID="k1"' in text
    assert text.isascii()


def test_reads_leave_no_memory_of_sets():
    assert "MessageSetID" not in ledger().encode_reads([Pull(Kind.ACCOUNT)])


def test_the_first_write_has_no_predecessor():
    assert "oldMessageSetID" not in ledger().encode_writes([push(sample.PARTY)], "o1", "")


@pytest.mark.parametrize(("supported", "asked"), [("16.0", "13.0"), ("9.0", "9.0"), ("", "13.0"), ("?", "13.0")])
def test_the_version_is_the_lower_of_what_both_know(supported, asked):
    assert f'<?qbxml version="{asked}"?>' in ledger(qbxml_version=supported).encode_reads([Pull(Kind.TERM)])


@pytest.mark.parametrize(
    ("pushes", "key", "words"),
    [
        ([push(sample.PARTY)], "o" * 24, "message set id"),
        ([push(sample.PARTY)], "", "needs a key"),
        ([push(sample.PARTY, key="k" * 51)], "o1", "requestID"),
    ],
)
def test_keys_that_are_too_long_do_not_leave(pushes, key, words):
    with pytest.raises(Unwritable, match=words):
        ledger().encode_writes(pushes, key, "")


# --- reads ---


def query(request, **settings):
    text = ledger(**settings).encode_reads([request])
    return etree.fromstring(text.encode()).find("QBXMLMsgsRq")[0]


def test_paged_kinds_use_iterators_and_small_lists_do_not():
    start = query(Pull(Kind.CUSTOMER, limit=100))
    assert (start.get("iterator"), start.findtext("MaxReturned")) == ("Start", "100")
    following = query(Pull(Kind.CUSTOMER, "2026-05-06T10:00:00", cursor="{it}"))
    assert (following.get("iterator"), following.get("iteratorID")) == ("Continue", "{it}")
    assert following.findtext("FromModifiedDate") == "2026-05-06T08:50:00", "the filters of the first page"
    assert following.get("requestID") == "r0"
    assert query(Pull(Kind.ACCOUNT)).get("iterator") is None


@pytest.mark.parametrize("kind", [kind for kind in LISTED if not kind.is_document])
def test_lists_come_with_what_is_inactive(kind):
    assert query(Pull(kind)).findtext("ActiveStatus") == "All"


def test_invoices_come_first_by_their_date_then_by_their_change_and_without_lines():
    first = query(Pull(Kind.INVOICE, from_date="2026-01-01"))
    assert first.findtext("TxnDateRangeFilter/FromTxnDate") == "2026-01-01"
    later = query(Pull(Kind.INVOICE, "2026-11-01T00:30:00", "2026-01-01"))
    assert later.findtext("ModifiedDateRangeFilter/FromModifiedDate") == "2026-10-31T23:20:00"
    assert later.find("TxnDateRangeFilter") is None
    wanted = {element.text for element in later.iterchildren("IncludeRetElement")}
    assert {"TxnID", "Memo", "ExternalGUID", "Subtotal"} <= wanted
    assert not {name for name in wanted if "Line" in name}


def test_an_old_file_is_not_asked_to_leave_elements_out():
    assert query(Pull(Kind.INVOICE), qbxml_version="3.0").find("IncludeRetElement") is None


def test_a_group_of_taxes_always_comes_with_its_members():
    text = ledger().encode_reads([Pull(Kind.TAX, since="2026-05-06T10:00:00")])
    assert "ItemSalesTaxQueryRq" in text
    assert "ItemSalesTaxGroupQueryRq" in text
    assert "FromModifiedDate" not in text


def test_a_find_without_names_would_read_everything():
    for names in ((), ("", " ")):
        with pytest.raises(Unwritable):
            ledger().encode_reads([Find(Kind.CUSTOMER, names)])


def test_lists_are_asked_by_full_name_alone():
    """There is no filter by e-mail or by number of a part (facts 4.9)."""
    found = query(Find(Kind.CUSTOMER, ("Acme", "Acme:North"), ("ap@acme.example",)))
    assert [each.text for each in found.iterchildren("FullName")] == ["Acme", "Acme:North"]
    assert "ap@acme.example" not in etree.tostring(found, encoding="unicode")
    with pytest.raises(Unwritable):
        ledger().encode_reads([Find(Kind.CUSTOMER, (), ("ap@acme.example",))])


def test_numbers_are_found_exactly():
    found = query(Find(Kind.INVOICE, ("INV/1041",)))
    assert found.findtext("RefNumberCaseSensitive") == "INV/1041"
    assert found.findtext("IncludeLineItems") == found.findtext("IncludeLinkedTxns") == "true"
    assert "InvoiceLineRet" in {element.text for element in found.iterchildren("IncludeRetElement")}
    long = "PBNK1/2026/00009/0001/7"
    assert query(Find(Kind.PAYMENT, (long,))).findtext("RefNumberCaseSensitive") == long[:20]


@pytest.mark.parametrize("kind", [kind for kind in LISTED if kind.is_document])
def test_documents_come_by_iterator_without_their_lines(kind):
    start = query(Pull(kind, from_date="2026-01-01", limit=50))
    assert (start.get("iterator"), start.findtext("MaxReturned")) == ("Start", "50")
    assert (start.find("IncludeLineItems") is None) is (kind is not Kind.JOURNAL_ENTRY)
    linked = kind in (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.BILL)
    assert (start.findtext("IncludeLinkedTxns") == "true") is linked
    assert query(Pull(kind, "2026-05-06T10:00:00")).findtext("ModifiedDateRangeFilter/FromModifiedDate")


def test_entries_come_with_their_lines_since_nothing_else_tells_their_total():
    asked = query(Pull(Kind.JOURNAL_ENTRY, from_date="2026-01-01"))
    wanted = {element.text for element in asked.iterchildren("IncludeRetElement")}
    assert {"JournalDebitLine", "JournalCreditLine"} <= wanted


def test_of_payments_that_changed_it_is_asked_what_they_pay():
    changed = query(Pull(Kind.PAYMENT, "2026-05-06T10:00:00", "2026-01-01"))
    assert changed.findtext("IncludeLineItems") == "true"
    assert "AppliedToTxnRet" in {element.text for element in changed.iterchildren("IncludeRetElement")}
    following = query(Pull(Kind.PAYMENT, "2026-05-06T10:00:00", "2026-01-01", cursor="{it}"))
    assert following.findtext("IncludeLineItems") == "true", "the filters of the first page"
    first = query(Pull(Kind.PAYMENT, from_date="2026-01-01"))
    assert first.find("IncludeLineItems") is None, "on the first day none of them is ours"
    assert "AppliedToTxnRet" not in {element.text for element in first.iterchildren("IncludeRetElement")}


# --- invoices ---


def add(document, **settings):
    return etree.fromstring(written(document, settings=settings).encode()).find(".//InvoiceAdd")


def test_an_invoice():
    element = add(sample.INVOICE)
    assert element.findtext("CustomerRef/ListID") == sample.ACME.id
    assert element.findtext("TxnDate") == "2026-05-06"
    assert element.findtext("DueDate") == "2026-06-05"
    assert element.findtext("RefNumber") == "2600017"
    assert element.findtext("Memo") == "INV/2026/00017 [odoo:account.move,1041]"
    assert element.findtext("Other") == "INV/2026/00017"
    assert element.findtext("PONumber") == "PO-7"
    assert element.findtext("ExternalGUID") == "{" + guid_of("account.move,1041") + "}"
    assert element.findtext("IsToBePrinted") == element.findtext("IsToBeEmailed") == "false"
    first, second, third = element.iterchildren("InvoiceLineAdd")
    assert first.findtext("Desc") == "Widget <img src=x onerror=alert(1)>"
    assert (first.findtext("Quantity"), first.findtext("Amount")) == ("3", "75.00")
    assert first.find("Rate") is None
    assert (second.find("Quantity"), second.findtext("Amount")) == (None, "-5.00")
    assert [child.tag for child in third] == ["Desc"]


def test_an_invoice_without_number_is_numbered_there():
    assert add(sample.invoice(number="")).find("RefNumber") is None


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("3", "3"),
        ("0.333333", "0.33333"),
        ("-2.50", "-2.5"),
        ("0", None),
        ("1E+3", "1000"),
        ("0.000004", None),
    ],
)
def test_quantities_have_up_to_five_decimals(quantity, text):
    line = InvoiceLine("x", sample.WIDGET, Decimal(quantity), Decimal("1.00"))
    element = add(sample.invoice(lines=(line,)))
    assert element.findtext("InvoiceLineAdd/Quantity") == text


@pytest.mark.parametrize(("amount", "text"), [("5", "5.00"), ("5.5", "5.50"), ("-0.01", "-0.01"), ("1E+2", "100.00")])
def test_amounts_have_two_decimals(amount, text):
    element = add(sample.invoice(lines=(InvoiceLine("x", sample.WIDGET, None, Decimal(amount)),)))
    assert element.findtext("InvoiceLineAdd/Amount") == text


@pytest.mark.parametrize(
    "line",
    [
        InvoiceLine("x", None, None, Decimal("5.00")),
        InvoiceLine("x", sample.WIDGET, Decimal(1), None),
        InvoiceLine("x", sample.WIDGET, Decimal(1), Decimal("5.005")),
        InvoiceLine("x", sample.WIDGET, Decimal(1), 5.0),
        InvoiceLine("x", sample.WIDGET, Decimal(1), Decimal("NaN")),
        InvoiceLine("x", sample.WIDGET, Decimal(1), Decimal("1E+13")),
        InvoiceLine("x", Reference(Kind.ITEM, ""), Decimal(1), Decimal("5.00")),
    ],
)
def test_lines_that_would_falsify_the_total_do_not_leave_and_say_whose_they_are(line):
    with pytest.raises(Unwritable) as error:
        written(sample.invoice(lines=(line,)), key="k7")
    assert error.value.key == "k7"


def test_a_number_that_is_too_long_does_not_leave():
    with pytest.raises(Unwritable, match="RefNumber takes 11"):
        written(sample.invoice(number="INV/2026/00017"))


def test_an_empty_comment_is_left_out():
    element = add(sample.invoice(lines=(InvoiceLine(""), InvoiceLine("\U0001f600"))))
    assert element.find("InvoiceLineAdd") is None


def test_the_marker_survives_a_memo_that_is_cut():
    text = add(sample.invoice(note="long " * 2000)).findtext("Memo")
    assert len(text) <= 4095
    assert text.endswith(" [odoo:account.move,1041]")


def test_addresses_print_on_five_lines():
    street = ("Building 7", "Floor 3", "Door 12", "Backyard")
    address = Address(street, "Austin", "TX", "78701", "United States")
    element = add(sample.invoice(billing=address)).find("BillAddress")
    assert [child.tag for child in element] == [
        "Addr1",
        "Addr2",
        "Addr3",
        "City",
        "State",
        "PostalCode",
        "Country",
    ]
    assert element.findtext("Addr1") == "Acme Limited & Sons"
    assert element.findtext("Addr3") == "Floor 3, Door 12, Backyard"


def test_no_address_means_the_address_that_the_customer_has_there():
    assert add(sample.invoice(billing=Address(), delivery=Address())).find("BillAddress") is None


# --- tax ---


def test_every_line_says_whether_it_is_taxed_and_the_invoice_how_much():
    element = add(sample.INVOICE)
    assert [e.text for e in element.iterfind("InvoiceLineAdd/SalesTaxCodeRef/ListID")] == [
        sample.TAXED.id,
        sample.NOT_TAXED.id,
    ]
    assert element.findtext("ItemSalesTaxRef/ListID") == sample.RATE.id


def test_a_taxed_invoice_does_not_depend_on_the_code_of_the_customer():
    element = add(sample.invoice(customer_tax_code=None))
    assert element.findtext("CustomerSalesTaxCodeRef/ListID") == sample.TAXED.id


def test_an_untaxed_invoice_says_so_on_every_line():
    lines = (InvoiceLine("x", sample.WIDGET, None, Decimal("1.00")),)
    element = add(sample.invoice(tax=None, customer_tax_code=None, lines=lines))
    assert element.find("ItemSalesTaxRef") is None
    assert element.findtext("InvoiceLineAdd/SalesTaxCodeRef/ListID") == sample.NOT_TAXED.id
    element = add(sample.invoice(tax=None, lines=lines), nontaxable_code=None)
    assert element.findtext("InvoiceLineAdd/SalesTaxCodeRef/FullName") == "Non"


def test_where_sales_tax_is_off_nothing_is_said_about_tax():
    for one in (sample.INVOICE, sample.PARTY, sample.ITEM):
        assert "Tax" not in written(one, settings=sample.UNTAXED_COMPANY)


# --- changes and voids ---


def test_a_changed_invoice_lists_all_its_lines_as_new():
    element = etree.fromstring(written(sample.INVOICE, Operation.UPDATE).encode()).find(".//InvoiceMod")
    assert element.findtext("TxnID") == "C5-1417118624"
    assert element.findtext("EditSequence") == "1417118624"
    assert [line.findtext("TxnLineID") for line in element.iterchildren("InvoiceLineMod")] == ["-1"] * 3
    assert element.find("ExternalGUID") is None
    assert element.findtext("BillAddress/Addr3") == "Suite 5"


def test_a_new_address_leaves_nothing_of_the_old_one():
    short = sample.invoice(billing=Address(("1 Main St",), "Austin"))
    element = etree.fromstring(written(short, Operation.UPDATE).encode()).find(".//BillAddress")
    assert element.find("Addr3").text is None
    assert element.find("Country").text is None


@pytest.mark.parametrize("operation", [Operation.UPDATE])
def test_a_change_needs_the_version_it_is_based_on(operation):
    with pytest.raises(Unwritable, match="EditSequence"):
        written(sample.INVOICE, operation, version="")


def test_a_void_names_the_invoice():
    element = etree.fromstring(written(sample.INVOICE, Operation.VOID).encode()).find(".//TxnVoidRq")
    assert (element.findtext("TxnVoidType"), element.findtext("TxnID")) == ("Invoice", "C5-1417118624")


def test_what_it_cannot_do_does_not_leave():
    with pytest.raises(Unwritable, match="customer"):
        ledger().encode_writes([Push("k1", Kind.CUSTOMER, Operation.VOID, None, "80-1")], "o1", "")


# --- customers and items ---


def test_an_opening_balance_is_never_sent():
    for operation in (Operation.CREATE, Operation.UPDATE):
        assert "OpenBalance" not in written(sample.PARTY, operation)


def test_a_change_of_a_customer_wipes_nothing_that_odoo_does_not_know():
    plain = dataclasses.replace(sample.PARTY, phone="", email="", billing=Address(), delivery=Address())
    element = etree.fromstring(written(plain, Operation.UPDATE).encode()).find(".//CustomerMod")
    assert not {"Phone", "Email", "BillAddress", "ShipAddress"} & {child.tag for child in element}


def test_canada_has_no_tax_on_customers_and_old_files_no_guid():
    assert "<ItemSalesTaxRef>" in written(sample.PARTY)
    assert "<ItemSalesTaxRef>" not in written(sample.PARTY, settings={"country": "CA"})
    assert "ExternalGUID" not in written(sample.PARTY, settings={"qbxml_version": "7.0"})


def test_an_item_without_account_does_not_leave():
    with pytest.raises(Unwritable, match="account"):
        written(dataclasses.replace(sample.ITEM, income_account=None))


def test_an_item_is_changed_as_what_it_is_there():
    text = written(sample.ITEM, Operation.UPDATE, details={"type": "OtherCharge", "both_sides": True})
    assert "<ItemOtherChargeMod>" in text
    assert "<SalesAndPurchaseMod>" in text
    assert "AccountRef" not in text
    with pytest.raises(Unwritable, match="Subtotal"):
        written(sample.ITEM, Operation.UPDATE, details={"type": "Subtotal"})


def test_names_are_checked_not_cut():
    with pytest.raises(Unwritable, match="Name takes 31"):
        written(dataclasses.replace(sample.ITEM, name="x" * 32))
    with pytest.raises(Unwritable, match="Name takes one line"):
        written(dataclasses.replace(sample.PARTY, name="two\nlines"))


def test_dates_are_dates():
    with pytest.raises(Unwritable, match="TxnDate"):
        written(sample.invoice(date="2026-05-06"))
    assert add(sample.invoice(date=date(2026, 1, 2))).findtext("TxnDate") == "2026-01-02"
