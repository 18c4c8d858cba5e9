"""What QuickBooks Desktop remembers as deleted: asked in one pull, answered as records of their own kinds."""

import pytest
from desktop_samples import ledger, pages, response
from lxml import etree

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Pull, Unwritable


def asked(request, **settings):
    text = ledger(**settings).encode_reads([request])
    return list(etree.fromstring(text.encode()).find("QBXMLMsgsRq"))


@pytest.mark.parametrize(
    ("request_", "since"),
    [
        (Pull(Kind.DELETION), None),
        (Pull(Kind.DELETION, from_date="2026-01-01"), "2026-01-01T00:00:00"),
        (Pull(Kind.DELETION, "2026-05-06T10:00:00", "2026-01-01"), "2026-05-06T08:50:00"),
    ],
)
def test_documents_and_lists_are_asked_about_together(request_, since):
    documents, lists = asked(request_)
    assert (documents.tag, lists.tag) == ("TxnDeletedQueryRq", "ListDeletedQueryRq")
    assert [each.findtext("DeletedDateRangeFilter/FromDeletedDate") for each in (documents, lists)] == [since] * 2
    kinds = [each.text for each in documents.iterchildren("TxnDelType")]
    assert kinds == ["Invoice", "CreditMemo", "ReceivePayment", "Bill", "JournalEntry"]
    assert {"Customer", "Vendor", "ItemService", "Class", "StandardTerms"} <= {
        each.text for each in lists.iterchildren("ListDelType")
    }


def test_an_old_file_is_not_asked_about_what_it_does_not_know():
    _documents, lists = asked(Pull(Kind.DELETION), qbxml_version="7.0")
    assert "Currency" not in {each.text for each in lists.iterchildren("ListDelType")}


def test_deletions_cannot_be_found_by_name():
    with pytest.raises(Unwritable):
        ledger().encode_reads([Find(Kind.DELETION, ("x",))])


DOCUMENT = (
    "<TxnDeletedRet><TxnDelType>{}</TxnDelType><TxnID>C5-1</TxnID><TimeCreated>2026-05-01T10:00:00-06:00</TimeCreated>"
    "<TimeDeleted>2026-05-07T10:00:00-06:00</TimeDeleted><RefNumber>2600017</RefNumber></TxnDeletedRet>"
)
ENTRY = (
    "<ListDeletedRet><ListDelType>{}</ListDelType><ListID>80-1</ListID><TimeCreated>2026-05-01T10:00:00</TimeCreated>"
    "<TimeDeleted>2026-05-08T10:00:00-06:00</TimeDeleted><FullName>Top:Below</FullName></ListDeletedRet>"
)


def gone(documents="", lists=""):
    (page,) = pages(
        [Pull(Kind.DELETION)],
        response("TxnDeletedQueryRs", documents, 0 if documents else 1, key="r0.0"),
        response("ListDeletedQueryRs", lists, 0 if lists else 1, key="r0.1"),
    )
    assert (page.kind, page.reason, page.cursor) == (Kind.DELETION, "", "")
    return page.records


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Invoice", Kind.INVOICE),
        ("CreditMemo", Kind.CREDIT_NOTE),
        ("ReceivePayment", Kind.PAYMENT),
        ("Bill", Kind.BILL),
        ("JournalEntry", Kind.JOURNAL_ENTRY),
    ],
)
def test_deleted_documents(name, kind):
    (record,) = gone(DOCUMENT.format(name))
    assert (record.kind, record.id, record.number) == (kind, "C5-1", "2600017")
    assert (record.modified, record.active) == ("2026-05-07T10:00:00", False)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Customer", [Kind.CUSTOMER]),
        ("Vendor", [Kind.VENDOR]),
        ("ItemInventory", [Kind.ITEM]),
        ("ItemSalesTax", [Kind.TAX, Kind.ITEM]),
        ("DateDrivenTerms", [Kind.TERM]),
        ("Class", [Kind.TRACKING]),
        ("PaymentMethod", [Kind.PAYMENT_METHOD]),
        ("Vehicle", []),
    ],
)
def test_deleted_entries_of_lists(name, kinds):
    records = gone(lists=ENTRY.format(name))
    assert [record.kind for record in records] == kinds
    for record in records:
        assert (record.id, record.name, record.full_name) == ("80-1", "Below", "Top:Below")
        assert (record.modified, record.active) == ("2026-05-08T10:00:00", False)


def test_nothing_deleted_is_an_empty_page_and_half_an_answer_is_none():
    assert gone() == ()
    (page,) = pages([Pull(Kind.DELETION)], response("TxnDeletedQueryRs", DOCUMENT.format("Bill"), key="r0.0"))
    assert page.reason == "not_run"
