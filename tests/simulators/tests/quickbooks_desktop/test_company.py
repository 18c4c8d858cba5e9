"""Sessions, the host query, the bookkeeper's hands, reading, the page, speed, and that nothing of the addons
is used.
"""

import ast
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree, html

import tests.simulators.quickbooks_desktop as package
from tests.simulators.quickbooks_desktop import CompanyFile, QuickBooksError, Refusal, books_page
from tests.simulators.quickbooks_desktop.rules.rule import FILE, OWNER, customer, doc, invoice, line, query
from tests.steps import steps

from .talk import ask, codes, one

APPLICATION = "Odoo - Acme to QuickBooks"
PACKAGE = Path(package.__file__).parent


# --- sessions ---


def test_no_session_no_answer(open_book):
    book = open_book(session=False)
    with pytest.raises(QuickBooksError) as caught:
        book.process_request(doc(query("Terms")))
    assert caught.value.hresult == "0x8004040D"


def test_the_host_query_is_what_the_connector_hands_over(book):
    root = etree.fromstring(book.host_query().encode())
    answers = list(root.find("QBXMLMsgsRs"))
    assert [(answer.tag, answer.get("requestID")) for answer in answers] == [
        ("HostQueryRs", "0"),
        ("CompanyQueryRs", "1"),
        ("PreferencesQueryRs", "2"),
    ]
    assert (
        answers[0].findtext("*/SupportedQBXMLVersion[last()]") == "13.0"
        and answers[0].findtext("*/MajorVersion") == "34"
    )
    assert answers[1].findtext("*/CompanyName") == "Acme Field Services"
    assert answers[1].findtext("*/DataExtRet[DataExtName='FileID']/DataExtValue") == FILE
    assert answers[2].findtext("*/SalesTaxPreferences/DefaultItemSalesTaxRef/FullName") == "San Tomas"


def test_the_first_file_id_stays(book):
    book.begin_session(APPLICATION, OWNER, "{11111111-2222-4333-8444-555555555555}")
    assert book.company_data(OWNER)["FileID"] == FILE


def test_the_app_lock_is_written_and_cleared(book):
    book.set_app_lock("LOCKED:OFFICE-PC:638")
    assert book.company_data(OWNER)["AppLock"] == "LOCKED:OFFICE-PC:638"
    shown = one(book, query("Company", f"<OwnerID>{OWNER}</OwnerID>"))
    assert "LOCKED:OFFICE-PC:638" in [element.text for element in shown.iterfind("*/DataExtRet/DataExtValue")]
    book.set_app_lock("")
    assert book.company_data(OWNER)["AppLock"] == ""


def test_a_reader_may_be_locked_all_the_same(open_book):
    book = open_book(read_only=True)
    assert 'statusCode="0"' in book.set_app_lock("LOCKED")
    assert codes(ask(book, customer())) == [3261]


def test_permission_taken_away(book):
    book.deny_application(APPLICATION)
    with pytest.raises(QuickBooksError) as caught:
        book.begin_session(APPLICATION)
    assert caught.value.hresult == "0x80040420"
    book.deny_application(APPLICATION, False)
    book.begin_session(APPLICATION)


def test_another_company_is_asked_for(book):
    book.set_windows_path(r"C:\Books\acme.qbw")
    book.begin_session(APPLICATION, company_file=r"C:\Books\acme.qbw")
    with pytest.raises(QuickBooksError) as caught:
        book.begin_session(APPLICATION, company_file=r"C:\Books\other.qbw")
    assert caught.value.hresult == "0x8004040A"


# --- the bookkeeper ---


def test_the_bookkeeper_keeps_the_same_rules(book):
    with pytest.raises(Refusal) as caught:
        book.add_vendor("Azure Interior")
    assert caught.value.code == 3100
    book.add_vendor("Gas Co")
    book.rename("Vendor", "Gas Co", "Gas Company")
    book.set_active("ItemService", "Labor", False)
    assert codes(ask(book, invoice())) == [3140]
    book.set_active("ItemService", "Labor")
    book.enter_invoice("Azure Interior", [("Labor", 2, "10.00"), {"Desc": "Thanks"}], number="7", memo="words")
    book.edit_invoice("7", Memo="other")
    book.set_closing_date("2024-12-31")
    with pytest.raises(Refusal) as caught:
        book.void_invoice("7")
    assert caught.value.code == 3171
    assert book.invoices("7")[0]["memo"] == "other"


def test_the_screen_has_the_fields_of_a_request(book):
    with pytest.raises(ValueError):
        book.add_customer("Typo", Emial="a@b.example")
    with pytest.raises(Refusal) as caught:
        book.add_customer("A" * 42)
    assert caught.value.code == 3070


def test_preferences_that_do_not_exist(book):
    with pytest.raises(ValueError):
        book.set_preferences(colour="green")


def test_reading(book):
    book.enter_invoice("Azure Interior", [("Thermostat", 2, "100.00")], number="7", date="2024-05-06", memo="trace")
    (document,) = book.invoices()
    assert (document["number"], document["customer"], document["date"]) == (
        "7",
        "Azure Interior",
        "2024-05-06",
    )
    assert (document["subtotal"], document["tax"], document["total"]) == (
        200,
        Decimal("16.50"),
        Decimal("216.50"),
    )
    assert document["lines"][0]["item"] == "Thermostat" and document["memo"] == "trace"
    summary = book.summary()
    assert (summary["invoices"], summary["total"], summary["open"]) == (
        1,
        Decimal("216.50"),
        Decimal("216.50"),
    )
    assert {row["name"]: row["price"] for row in book.items()}["Copper pipe"] == Decimal("3.875")
    numbers = {row["number"] for row in book.accounts()}
    assert {"1200", "4000", "4100", "6000"} <= numbers and len(book.accounts()) > 29


def test_companies_of_other_kinds(tmp_path):
    book = CompanyFile.create(tmp_path / "empty.qbw", "Empty Ltd", sample="empty", country="CA", sales_tax=False)
    assert (book.summary()["customers"], book.summary()["items"], book.country) == (0, 2, "CA")
    book.close()
    for options in ({"country": "FR"}, {"sample": "big"}, {"colour": "green"}):
        with pytest.raises(ValueError):
            CompanyFile.create(tmp_path / f"{len(options)}{options}".replace("'", ""), **options)
    with pytest.raises(FileExistsError):
        CompanyFile.create(tmp_path / "empty.qbw")
    with pytest.raises(FileNotFoundError):
        CompanyFile(tmp_path / "nowhere.qbw")


def test_the_page_shows_the_books_and_trusts_nobody(book):
    book.add_customer("<script>alert(1)</script>", Email='"><img src=x>')
    book.enter_invoice("Azure Interior", [("Labor", 2, "95.00")], number="<b>7</b>", memo="<i>memo</i>")
    book.enter_invoice("Azure Interior", [("Labor", 1, "95.00")], number="8")
    book.receive_payment("8")
    book.void_invoice("8")
    text = books_page(book)
    assert "<script" not in text and "<img" not in text and "<i>" not in text and "<b>" not in text
    words = html.fromstring(text).text_content()
    assert "<script>alert(1)</script>" in words and "190.00" in words and "VOID" in words and "San Tomas" in words


# --- size and independence ---


def test_many_invoices_take_no_more_work_each(book):
    lines = line("<Quantity>2</Quantity><Amount>10.00</Amount>") * 3
    taken = []
    for size in (1, 5, 25):
        text = doc("".join(invoice(f"<RefNumber>{size}-{number}</RefNumber>", lines) for number in range(size)))
        answers = []
        taken.append(steps(lambda text=text, answers=answers: answers.append(book.process_request(text))))
        assert answers[0].count('statusCode="0"') == size
    assert taken[2] < 6 * taken[1]


def test_it_stands_alone_and_its_files_are_small():
    allowed = {"lxml", *sys.stdlib_module_names}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text()
        assert len(text.splitlines()) < 600, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                assert {name.name.partition(".")[0] for name in node.names} <= allowed, path.name
            elif isinstance(node, ast.ImportFrom) and not node.level:
                assert node.module.partition(".")[0] in allowed, path.name
