"""Manual journals (facts 2.8)."""

from tests.simulators.xero.books.rules.papers import entry, journal
from tests.simulators.xero.books.rules.rule import change, post, run

from .switch_cases import first_of, made


def edit(**fields):
    return change("ManualJournals", first_of("ManualJournals"), fields)


def test_a_posted_journal(desk):
    shown = made(desk, journal(Url="https://odoo.example/1"))
    assert (shown["Status"], shown["LineAmountTypes"], shown["Url"]) == ("POSTED", "NoTax", "https://odoo.example/1")
    assert [line["LineAmount"] for line in shown["JournalLines"]] == [100, -100]
    assert {line["TaxType"] for line in shown["JournalLines"]} == {"NONE"}
    assert shown["ShowOnCashBasisReports"] is True


def test_a_draft_is_the_default(desk):
    assert made(desk, journal(Status=None))["Status"] == "DRAFT"
    assert made(desk, edit(Status="POSTED"))["Status"] == "POSTED"
    assert made(desk, edit(Status="VOIDED"))["Status"] == "VOIDED"


def test_an_account_that_is_not_there_falls_out_of_a_draft(desk):
    lines = [{"AccountCode": "999", "LineAmount": 1}, entry("Sales", -1)]
    result = journal(*lines, Status="DRAFT")(desk)
    assert result["warnings"] == ["Account code '999' has been removed as it does not match a recognised account."]
    assert "AccountCode" not in result["element"]["JournalLines"][0]
    assert run(desk, edit(Status="POSTED")) == "Account code '999' is not a valid code for this document."


def test_lines_are_replaced(desk):
    made(desk, journal())
    shown = made(desk, edit(JournalLines=[entry("Advertising", 7), entry("Sales", -7)], Narration="Other"))
    assert [line["LineAmount"] for line in shown["JournalLines"]] == [7, -7]
    assert made(desk, edit(Date="2026-11-21"))["JournalLines"] == shown["JournalLines"]


def test_tax_belongs_to_the_balance(desk):
    taxed = entry("Advertising", 100, TaxType="INPUT")
    assert run(desk, journal(taxed, entry("Sales", -100, TaxType="BASEXCLUDED"), LineAmountTypes="Exclusive")) == (
        "The total debits (110.00) must equal total credits (-100.00)"
    )
    shown = made(desk, journal(taxed, entry("Sales", -110, TaxType="BASEXCLUDED"), LineAmountTypes="Exclusive"))
    assert shown["JournalLines"][0]["TaxAmount"] == 10


def test_post_without_an_id_makes_another(desk):
    """There is no key: a repeat is a second one (facts 2.8)."""
    for _time in range(2):
        made(desk, post("ManualJournals", *journal().elements))
    assert len(desk.books.journals()) == 2
