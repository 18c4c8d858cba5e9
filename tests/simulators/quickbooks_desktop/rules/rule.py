"""What a rule is, and the pieces of which its documents are made."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from ..errors import QuickBooksError

OWNER = "{57F3B9B1-86F1-4FCC-B1EE-566DE1813D20}"
FILE = "{0B1E2F3A-4455-4677-8899-AABBCCDDEEFF}"
GUID = "{7C9E6679-7425-40DE-944B-E07FC1F90AE7}"


@dataclass(frozen=True)
class Rule:
    """``breaks`` and ``mends`` are documents, or functions of the book, or lists of them of which the last
    one counts.

    ``outcome`` is an HRESULT, the status code of the last request, or "set 9001" for the status of a
    message set.
    """

    id: str
    source: str
    meaning: str
    outcome: object
    breaks: object
    mends: object
    #: What the bookkeeper has done before.
    setup: Callable = lambda book: None
    switches: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    read_only: bool = False
    #: The status of the corrected document where it is not 0.
    mended: int = 0

    @property
    def summary(self) -> str:
        return f"{self.meaning}: {self.outcome}"


def run(book, documents) -> object:
    """Send documents; what comes back of the last one, in the words of an outcome."""
    answer = ""
    for document in documents if isinstance(documents, (list, tuple)) else (documents,):
        text = document(book) if callable(document) else document
        try:
            answer = book.process_request(text)
        except QuickBooksError as error:
            return error.hresult
    envelope = etree.fromstring(answer.encode()).find("QBXMLMsgsRs")
    status = int(envelope.get("messageSetStatusCode", "0"))
    if status:
        return f"set {status}"
    codes = [int(child.get("statusCode")) for child in envelope]
    return codes[-1] if codes else 0


def doc(body: str, attributes: str = 'onError="continueOnError"', version: str = "13.0") -> str:
    prolog = f'<?xml version="1.0"?><?qbxml version="{version}"?>'
    return f"{prolog}<QBXML><QBXMLMsgsRq {attributes}>{body}</QBXMLMsgsRq></QBXML>"


def rq(name: str, body: str, attributes: str = "") -> str:
    """An Add or Mod request around its element."""
    return f"<{name}Rq{attributes and ' ' + attributes}><{name}>{body}</{name}></{name}Rq>"


def query(name: str, body: str = "", attributes: str = "") -> str:
    return f"<{name}QueryRq{attributes and ' ' + attributes}>{body}</{name}QueryRq>"


def customer(name: str = "New Customer", more: str = "") -> str:
    return rq("CustomerAdd", f"<Name>{name}</Name>{more}")


def vendor(name: str = "New Vendor", more: str = "") -> str:
    return rq("VendorAdd", f"<Name>{name}</Name>{more}")


def item(name: str = "New Item", more: str = "", account: str = "Sales", kind: str = "ItemService") -> str:
    reference = f"<AccountRef><FullName>{account}</FullName></AccountRef>" if account else ""
    shape = f"<SalesOrPurchase><Price>10.00</Price>{reference}</SalesOrPurchase>"
    return rq(f"{kind}Add", f"<Name>{name}</Name>{more}{shape}")


def line(more: str = "<Quantity>1</Quantity><Amount>10.00</Amount>", name: str = "Labor", tail: str = "") -> str:
    return f"<InvoiceLineAdd><ItemRef><FullName>{name}</FullName></ItemRef>{more}{tail}</InvoiceLineAdd>"


def invoice(head: str = "", lines: str | None = None, name: str = "Azure Interior") -> str:
    lines = line() if lines is None else lines
    return rq("InvoiceAdd", f"<CustomerRef><FullName>{name}</FullName></CustomerRef>{head}{lines}")


def changed(kind: str, name: str, body: str, sequence: str | None = None):
    """A Mod request for a list element as it stands in the book."""

    def text(book):
        row = book._entry(kind, name)
        known = sequence or row["edit_sequence"]
        own = f"<ListID>{row['list_id']}</ListID><EditSequence>{known}</EditSequence>"
        return doc(rq(f"{kind}Mod", own + body))

    return text


def changed_txn(kind: str, number: str, body, sequence: str | None = None):
    """A Mod request for the document with this number; the body may be a function of its lines' IDs."""

    def text(book):
        row = book._txn(number, kind)
        own = f"<TxnID>{row['txn_id']}</TxnID><EditSequence>{sequence or row['edit_sequence']}</EditSequence>"
        lines = [one["line_id"] for one in book.documents(kind, number)[0]["lines"]]
        return doc(rq(f"{kind}Mod", own + (body(lines) if callable(body) else body)))

    return text


def changed_invoice(number: str, body, sequence: str | None = None):
    return changed_txn("Invoice", number, body, sequence)


def reference(element: str, name: str) -> str:
    return f"<{element}><FullName>{name}</FullName></{element}>"


def remove(kind: str, number: str = "", verb: str = "Del"):
    """A TxnDel or TxnVoid of the document with this number, or of the only one of its kind."""

    def text(book):
        txn_id = book._txn(number, kind)["txn_id"] if number else book.documents(kind)[0]["txn_id"]
        name = f"Txn{verb}"
        return doc(f"<{name}Rq><{name}Type>{kind}</{name}Type><TxnID>{txn_id}</TxnID></{name}Rq>")

    return text
