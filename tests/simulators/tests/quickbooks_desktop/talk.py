"""Asking a company file and reading what it says."""

from decimal import Decimal
from pathlib import Path

from lxml import etree

from tests.simulators.quickbooks_desktop.rules.rule import doc

#: The reference texts stand beside the repository; they may not enter it.
REFERENCE = Path(__file__).resolve().parents[5] / "shared" / "reference" / "quickbooks_desktop"


def message_set(book, document):
    """The QBXMLMsgsRs of the answer to this document."""
    return etree.fromstring(book.process_request(document).encode()).find("QBXMLMsgsRs")


def ask(book, body, attributes='onError="continueOnError"', version="13.0"):
    """The ...Rs elements of the answer to these requests."""
    return list(message_set(book, doc(body, attributes, version)))


def one(book, body, code=0, **more):
    """The single ...Rs element, which must have this status."""
    (answer,) = ask(book, body, **more)
    assert answer.get("statusCode") == str(code), answer.get("statusMessage")
    return answer


def codes(answers):
    return [int(answer.get("statusCode")) for answer in answers]


def names(answer, path="*/FullName"):
    return [element.text for element in answer.iterfind(path)]


def amount(element, path):
    return Decimal(element.findtext(path))
