"""Intuit's own schema as the judge of every qbXML text that a test sends.

The reference texts stand beside the repository and may not enter it: where they are missing nothing is judged, and the
tests that exist for the judgement alone are skipped by name.
"""

from functools import cache
from pathlib import Path

from lxml import etree

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "quickbooks_desktop"
MISSING = "the reference texts are not beside the repository"


@cache
def schema():
    """The schema of requests and answers, None where it is missing."""
    path = REFERENCE / "xsd" / "qbxmlops130.xsd"
    return etree.XMLSchema(etree.parse(path)) if path.exists() else None


def complaint(text: str) -> str:
    """Why the schema does not know this text, "" where it does or is missing."""
    if schema() is None:
        return ""
    root = etree.fromstring(text.encode())
    return "" if schema().validate(root) else str(schema().error_log[0].message)


class Listener:
    """Stands between whoever carries requests and a company file, and keeps every text that passes.

    :raise AssertionError: from ``process_request``, for a text that the schema does not know or that is not ASCII.
    """

    def __init__(self, book):
        self.book = book
        self.texts: list[str] = []
        self.answers: list[str] = []

    def __getattr__(self, name):
        return getattr(self.book, name)

    @property
    def misbehaviour(self):
        """The faults on order of the company file behind."""
        return self.book.misbehaviour

    @misbehaviour.setter
    def misbehaviour(self, faults):
        self.book.misbehaviour = faults

    def process_request(self, text):
        """Judge a request, then let QuickBooks work on it."""
        self.texts.append(text)
        why = complaint(text)
        assert not why, f"not qbXML: {why}\n{text}"
        assert text.isascii(), f"not ASCII: {text}"
        answer = self.book.process_request(text)
        self.answers.append(answer)
        return answer
