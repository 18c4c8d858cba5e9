"""Against Intuit's own schema and the project's examples; skipped where ../shared is missing."""

from pathlib import Path

import pytest
from lxml import etree

from tests.simulators.quickbooks_desktop.qbxml import envelope, models
from tests.simulators.quickbooks_desktop.rules import RULES, run
from tests.simulators.quickbooks_desktop.rules.rule import doc, query
from tests.simulators.quickbooks_desktop.statuses import MESSAGES, message_for
from tests.simulators.quickbooks_desktop.switches import Switches

from .talk import REFERENCE

needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason=f"the reference texts are not at {REFERENCE.name} beside the repository"
)
pytestmark = needs_reference

#: The schema is looser than QuickBooks; where it is stricter, the document is refused by QuickBooks as well.
OVERLONG = {"FORM-54", "FORM-56", "FORM-57", "BILL-16"}
LISTS = (
    "Customer Vendor Entity Item ItemService ItemSalesTax Account Terms StandardTerms SalesTaxCode"
    " PaymentMethod Class"
    " Currency Template DataExtDef Invoice CreditMemo ReceivePayment Bill VendorCredit JournalEntry Host"
    " Company CompanyActivity Preferences"
).split()


def examples(kind):
    return sorted((REFERENCE / "examples").glob(f"{kind}_*.xml")) if REFERENCE.exists() else []


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(REFERENCE / "xsd" / "qbxmlops130.xsd"))


def explain(schema, text):
    """None, or why the schema does not know this text."""
    return None if schema.validate(etree.fromstring(text.encode())) else str(schema.error_log[0].message)


class Listener:
    """Stands between a rule and the book and shows the schema what passes."""

    def __init__(self, book, schema):
        self.book = book
        self.schema = schema
        self.complaints = []
        book.process_request, self.original = self.process, book.process_request

    def process(self, text):
        answer = self.original(text)
        for which, one in (("request", text), ("answer", answer)):
            why = explain(self.schema, one)
            if why:
                self.complaints.append((which, why))
        return answer


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_is_accepted_and_answered_is_in_the_schema(open_book, schema, rule):
    for documents in (rule.breaks, rule.mends):
        book = open_book(switches=rule.switches, read_only=rule.read_only, **rule.options)
        rule.setup(book)
        listener = Listener(book, schema)
        run(book, documents)
        complaints = [one for one in listener.complaints if not (one[0] == "request" and rule.id in OVERLONG)]
        assert not complaints


@pytest.mark.parametrize("country", ["US", "CA", "UK"])
def test_every_list_is_in_the_schema(open_book, schema, country):
    book = open_book(country=country, multicurrency=True, inventory=True)
    book.enter_invoice("Azure Interior", [("Labor", 2, "95.00"), {"Desc": "words"}], number="1")
    book.receive_payment("1", "10.00", discount="5.00")
    book.enter_credit_memo("Azure Interior", [("Labor", 1, "20.00")], number="2")
    book.apply_credit("2", "1", "7.00")
    book.enter_bill("Wood Corner", [("Expenses:Fuel", "30.00")], number="B-1")
    book.pay_bill("B-1", "10.00")
    journal = [("Accounts Receivable", "1.00", None, "Azure Interior"), ("Checking", None, "1.00")]
    book.enter_journal(journal, number="J-1")
    for name in LISTS:
        more = "<IncludeLineItems>true</IncludeLineItems>"
        links = "<IncludeLinkedTxns>true</IncludeLinkedTxns>"
        body = {"ReceivePayment": more, "JournalEntry": more}.get(name, "")
        if name in ("Invoice", "CreditMemo", "Bill", "VendorCredit"):
            body = more + links
        assert explain(schema, book.process_request(doc(query(name, body)))) is None, name
    assert explain(schema, book.host_query()) is None


def test_the_refusals_of_form_that_the_schema_shares(open_book, schema):
    """Where QuickBooks rejects a document and the schema takes it, the facts sheet must say so."""
    looser = set()
    for rule in RULES:
        if rule.outcome != "0x80040400" or not isinstance(rule.breaks, str) or rule.switches or rule.options:
            continue
        try:
            text = etree.fromstring(rule.breaks.encode())
        except etree.XMLSyntaxError:
            continue
        if schema.validate(text):
            looser.add(rule.id)
    prolog = {"FORM-01", "FORM-02", "FORM-03", "FORM-04", "FORM-48"}
    letters = {"FORM-14", "FORM-15", "FORM-17"}
    no_rollback, online_edition = {"FORM-10"}, {"FORM-39", "FORM-41", "FORM-42"}
    assert looser == prolog | letters | no_rollback | online_edition


@pytest.mark.parametrize("path", examples("rq"), ids=lambda path: Path(path).stem)
def test_an_example_request_is_understood(book, path):
    message_set = envelope.read_message_set(path.read_text(), "US", Switches())
    assert all(request.known for request in message_set.requests)
    answer = etree.fromstring(book.process_request(path.read_text()).encode())
    assert len(answer.find("QBXMLMsgsRs")) == len(message_set.requests)


@pytest.mark.parametrize("path", examples("rs"), ids=lambda path: Path(path).stem)
def test_an_example_answer_is_in_our_words(schema, path):
    assert explain(schema, path.read_text()) is None
    for element in etree.parse(path).iterfind(".//QBXMLMsgsRs/*"):
        code = int(element.get("statusCode"))
        pattern = message_for(code, "\0", "\0")
        assert code in MESSAGES
        assert all(part in element.get("statusMessage") for part in pattern.split("\0"))


def test_the_examples_are_all_there():
    assert (len(examples("rq")), len(examples("rs"))) == (33, 11)


def test_no_request_of_the_schema_is_forgotten(schema):
    operations = etree.parse(REFERENCE / "xsd" / "qbxmlops130.xsd")
    declared = operations.xpath("//*[@name='QBXMLMsgsRq']//*[local-name()='element']/@name")
    assert set(declared) - {"QBXMLMsgsRq"} == set(models.request_names()) | models.not_simulated()
