"""What a rule is, and the pieces of which its requests are made."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..bookkeeper import Bookkeeper
from ..faults import WORDS, Fault

ACCEPTED = ""


@dataclass(frozen=True)
class Rule:
    """``breaks`` and ``mends`` are requests, or lists of them of which the last one counts.

    ``outcome`` is the validation error that the broken one brings: its text, or a key of ``faults.WORDS`` whose blanks
    are filled from ``words``; a request refused as a whole brings ``400/14``, ``404``, ``501``.  ``kind`` and
    ``profile`` say which sample organisation, ``setup`` what its bookkeeper has done before.
    """

    id: str
    source: str
    meaning: str
    outcome: str
    breaks: object
    mends: object
    setup: Callable = lambda desk: None
    kind: str = "au"
    profile: dict = field(default_factory=dict)
    switches: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)

    @property
    def text(self) -> str:
        return WORDS[self.outcome].format(**self.words) if self.outcome in WORDS else self.outcome


@dataclass(frozen=True)
class Request:
    """``elements`` is a list of dicts, a dict, or a function of the desk that makes one; so may ``identifier`` be."""

    method: str
    endpoint: str
    elements: object
    identifier: object = None
    options: dict = field(default_factory=dict)

    def results(self, desk) -> list[dict]:
        elements = asked(desk, self.elements)
        options = {name: asked(desk, value) for name, value in self.options.items()}
        elements = elements if isinstance(elements, list) else [elements]
        return desk.books.write(self.method, self.endpoint, asked(desk, self.identifier), elements, options)

    def __call__(self, desk) -> dict:
        """The last element's result."""
        return self.results(desk)[-1]


def asked(desk, value):
    """Functions, also within dicts and lists, are asked at the desk."""
    if isinstance(value, dict):
        return {name: asked(desk, one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [asked(desk, one) for one in value]
    return value(desk) if callable(value) else value


class Desk:
    """An organisation and its bookkeeper, and short words for what requests say of them."""

    def __init__(self, books):
        self.books = books
        self.keeper = Bookkeeper(books)

    def contact(self, name: str) -> str:
        return self.books.contact(name)["ContactID"]

    def account(self, code_or_name: str) -> str:
        return self.books.account(code_or_name)["AccountID"]

    def item(self, code: str) -> str:
        return self.books.item(code)["ItemID"]

    def code(self, name: str) -> str:
        """The code of an account by its name: charts differ."""
        return self.books.account(name)["Code"]

    def errors(self, request) -> list[str]:
        """Everything that the last element of a request is told."""
        return [str(one) for one in request(self)["errors"]]


def run(desk, requests) -> str:
    """Send requests; what comes of the last one: nothing, its only validation error, or the fault's numbers.

    Several errors are joined: a rule's document breaks only it.
    """
    outcome = ACCEPTED
    for request in requests if isinstance(requests, (list, tuple)) else (requests,):
        try:
            outcome = " | ".join(dict.fromkeys(str(one) for one in request(desk)["errors"]))
        except Fault as fault:
            outcome = f"{fault.status}/{fault.number}" if fault.number else str(fault.status)
    return outcome


def put(endpoint: str, *elements, **options) -> Request:
    return Request("PUT", endpoint, list(elements), None, options)


def post(endpoint: str, *elements, **options) -> Request:
    return Request("POST", endpoint, list(elements), None, options)


def change(endpoint: str, identifier, element, **options) -> Request:
    """POST to one object; ``identifier`` may be a function of the desk."""
    return Request("POST", endpoint, [element], identifier, options)


def delete(endpoint: str, identifier, **options) -> Request:
    return Request("DELETE", endpoint, [], identifier, options)


def contact(name: str):
    return lambda desk: desk.contact(name)


def account(code_or_name: str):
    return lambda desk: desk.account(code_or_name)


def item(code: str):
    return lambda desk: desk.item(code)


def code_of(name: str):
    """The code that the account of this name has in the desk's organisation."""
    return lambda desk: desk.code(name)
