"""The commands say what they do and end with the right code."""

import json

import pytest

from tests.simulators.__main__ import main
from tests.simulators.command_line import company as company_command
from tests.simulators.command_line import connector as connector_command
from tests.simulators.command_line.books import read_misbehaviour
from tests.simulators.command_line.exits import FAILED, FINE, MISUSE, POWER_CUT, REFUSED, Misuse
from tests.simulators.quickbooks_desktop import CompanyFile, ConnectorKilled

from .fake_books import FakeBooks
from .soap_server import SoapServer


@pytest.fixture
def server():
    with SoapServer(sendRequestXML="<one/>", receiveResponseXML=100, closeConnection="OK - 1 processed") as server:
        yield server


@pytest.fixture
def visit(server, tmp_path, monkeypatch):
    """Run the connector command against the server, with books that are opened without a file."""
    book = FakeBooks()
    monkeypatch.setattr(connector_command, "open_books", lambda _path, **_options: book)

    def run(*more, qwc=None):
        path = tmp_path / "file.qwc"
        path.write_text(qwc or server.qwc())
        return main(["connector", "--qwc", str(path), "--password", "secret", "--company", "x.qbw", *more])

    run.book = book
    return run


def test_a_visit_is_told(visit, capsys):
    assert visit() == FINE
    told = capsys.readouterr().out
    assert "authenticate" in told and "Progress: 100 %" in told and "Last result: OK - 1 processed" in told


def test_the_journal(visit, tmp_path, capsys):
    visit("--journal", str(tmp_path / "journal.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert len(lines) == 6 and {"time", "operation", "request", "answer", "status"} <= set(lines[0])


def test_a_refused_file(visit, server, capsys):
    assert visit(qwc=server.qwc(FileID=None)) == REFUSED
    assert "QBWC1039  FileID is missing or empty" in capsys.readouterr().out


def test_a_failed_visit(visit, server, capsys):
    server.script["authenticate"] = [["t" * 32, "nvu"]]
    assert visit() == FAILED
    assert "Last result: QBWC1040" in capsys.readouterr().out


def test_a_power_cut(visit, capsys):
    visit.book.answers["<one/>"] = ConnectorKilled("after request 1")
    assert visit() == POWER_CUT


def test_by_the_clock(visit, server, capsys, monkeypatch):
    server.qwc()
    results = []

    def stop(result):
        results.append(result)
        if len(results) == 2:
            raise KeyboardInterrupt
        return FINE

    monkeypatch.setattr(connector_command, "_show", stop)
    assert visit("--every", "0.01") == FINE
    assert len(results) == 2


def test_misuse_in_plain_words(capsys, tmp_path):
    words = ["connector", "--qwc", str(tmp_path / "none.qwc"), "--password", "x"]
    assert main([*words, "--company", str(tmp_path / "none.qbw")]) == MISUSE
    told = capsys.readouterr().err
    assert "Traceback" not in told and "none.qbw" in told


def test_no_interval(visit, server, capsys):
    assert visit("--every", "0", qwc=server.qwc(Scheduler=None)) == MISUSE
    assert "no interval" in capsys.readouterr().err


def test_the_rules(capsys):
    assert main(["rules"]) == FINE
    told = capsys.readouterr().out
    assert "receiveResponseXML.range" in told and "QuickBooks Desktop company file" in told
    assert "QuickBooks Online books" in told and "sections of facts/quickbooks_online.md" in told
    assert "Xero books" in told and "sections of facts/xero.md" in told


def test_a_company_file_is_made_and_shown(tmp_path, capsys):
    path = str(tmp_path / "acme.qbw")
    assert main(["company", "--create", "--file", path, "--name", "Smith & <Sons>"]) == FINE
    assert main(["company", "--create", "--file", path]) == MISUSE
    assert "exists already" in capsys.readouterr().err
    book = CompanyFile(path)
    status, kind, content = company_command.answer(book, "/")
    assert (status, kind) == (200, "text/html")
    assert "Smith &amp; &lt;Sons&gt;" in content.decode() and "Azure Interior" in content.decode()
    books = json.loads(company_command.answer(book, "/books.json")[2])
    assert books["summary"]["customers"] == len(books["customers"]) > 0
    part = json.loads(company_command.answer(book, "/books/customers.json")[2])
    assert part == books["customers"]
    assert company_command.answer(book, "/else")[0] == 404
    book.close()


def test_the_bookkeeper_works_and_the_books_are_read_from_a_shell(tmp_path, capsys):
    path = str(tmp_path / "acme.qbw")
    line = '[["Thermostat", 2, "181.25"]]'
    made = ["company", "--create", "--file", path, "--do", "enter_invoice", "Azure Interior", line, "number=7"]
    assert main([*made, "--do", "receive_payment", "7", "amount=100.00", "discount=10"]) == FINE
    capsys.readouterr()
    assert main(["company", "--file", path, "--read", "invoices"]) == FINE
    (invoice,) = json.loads(capsys.readouterr().out)
    assert (invoice["subtotal"], invoice["balance"]) == ("362.50", "282.41")
    assert main(["company", "--file", path, "--read", "payments,tax_totals"]) == FINE
    read = json.loads(capsys.readouterr().out)
    assert read["payments"][0]["applied_to"][0]["discount"] == "10.00"
    assert read["tax_totals"][0]["tax"] == "29.91"
    assert main(["company", "--file", path, "--read", "all"]) == FINE
    assert "queued" in json.loads(capsys.readouterr().out)
    for words, told in (
        (["--read", "moods"], "not moods"),
        (["--do", "burn"], "not burn"),
        (["--do", "void_invoice", "99"], "void_invoice: 3120"),
        (["--do", "enter_invoice", "Azure Interior", "[["], "is not JSON"),
    ):
        assert main(["company", "--file", path, *words]) == MISUSE
        assert told in capsys.readouterr().err


def test_what_the_command_names_is_there():
    assert all(callable(getattr(CompanyFile, name)) for name in company_command.READERS + company_command.HANDS)


def test_a_sample_that_does_not_exist(tmp_path, capsys):
    assert main(["company", "--create", "--file", str(tmp_path / "x.qbw"), "--sample", "huge"]) == MISUSE
    assert "sample is small or empty" in capsys.readouterr().err


@pytest.mark.parametrize("spec", ['{"modal_dialog": 2}', "modal_dialog=2,death=raise", "file"])
def test_misbehaviour_is_read(spec, tmp_path):
    if spec == "file":
        spec = str(tmp_path / "misbehave.json")
        (tmp_path / "misbehave.json").write_text('{"modal_dialog": 2}')
    assert read_misbehaviour(spec).modal_dialog == 2


@pytest.mark.parametrize("spec", ["modal_dialogue=2", "{", "none.json"])
def test_wrong_misbehaviour_is_misuse(spec):
    with pytest.raises(Misuse, match="--misbehave"):
        read_misbehaviour(spec)
