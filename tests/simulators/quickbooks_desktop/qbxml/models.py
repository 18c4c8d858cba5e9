"""Content models: which elements may stand where (facts 3.1 and 4), read from the tables beside this file.

The tables use one line per run of elements, in QuickBooks' fixed order::

    Name!:s41             required text of at most 41 characters  ShipToAddress*{ ... } any number of a block
    TermsRef:r31          <ListID/> or <FullName/> of at most 31  ListID+:id            one or more
    ( a | b )? ( ... )*   at most one of; any number of           $ADDRESS            a named run of elements
    @12.0                 since qbXML 12.0                        [CA,UK]             only in these countries
    s15/CA21              15 characters, 21 in Canada             e(JobStatus)          one of a list of words
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
ELEMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9]+)(?P<mark>[!*+]?)(?::(?P<type>[a-z]+)(?P<length>[0-9A-Z/]*)(?:\((?P<words>\w+)\))?)?"
    r"(?:@(?P<since>[\d.]+))?(?:\[(?P<countries>[A-Z,]+)\])?(?P<block>\{?)$"
)


@dataclass(frozen=True, slots=True)
class Element:
    name: str
    required: bool
    repeats: bool
    type: str = ""
    lengths: tuple = ()
    words: tuple = ()
    since: tuple = (0, 0)
    countries: tuple = ()
    content: tuple = ()

    def max_length(self, country: str) -> int:
        found = dict(self.lengths)
        return found.get(country, found.get("", 0))


@dataclass(frozen=True, slots=True)
class Choice:
    arms: tuple
    required: bool
    repeats: bool


def version_tuple(text: str) -> tuple:
    major, _, minor = text.partition(".")
    return int(major), int(minor or 0)


@cache
def _table(name: str) -> dict:
    return json.loads((TABLES / f"{name}.json").read_text())


@cache
def _vocabulary(kind: str) -> dict:
    return {name: " ".join(lines).split() for name, lines in _table("vocabulary")[kind].items()}


@cache
def not_simulated() -> frozenset:
    """Requests that qbXML 13.0 knows and this company file does not: answered with 1030."""
    return frozenset(" ".join(_table("vocabulary")["not_simulated"]).split())


@cache
def online_only(element: str) -> frozenset:
    """Elements that the schema accepts and desktop QuickBooks does not (facts 4, "Never send to desktop")."""
    return frozenset(_table("vocabulary")["refused_elements"].get(element, ()))


class _Reader:
    """Turns lines of the tables into a content model."""

    def __init__(self, lines):
        self.tokens = []
        for token in " ".join(lines).split():
            self.tokens.extend(_vocabulary("macros")[token[1:]] if token.startswith("$") else (token,))
        self.at = 0

    def sequence(self, *ends) -> tuple:
        parts = []
        while self.at < len(self.tokens) and not self.tokens[self.at].startswith(ends):
            token = self.tokens[self.at]
            self.at += 1
            if token == "(":
                parts.append(self._choice())
            else:
                parts.append(self._element(token))
        return tuple(parts)

    def _choice(self) -> Choice:
        arms = []
        while True:
            arms.append(self.sequence("|", ")"))
            token = self.tokens[self.at]
            self.at += 1
            if token.startswith(")"):
                mark = token[1:]
                return Choice(tuple(arms), required=mark in ("", "+"), repeats=mark in ("*", "+"))

    def _element(self, token: str) -> Element:
        found = ELEMENT.match(token)
        if not found:
            raise ValueError(f"unreadable element {token!r} in the tables")
        content, kind = (), found["type"] or ""
        if found["block"]:
            content = self.sequence("}")
            self.at += 1
        lengths = _lengths(found["length"] or "")
        if kind == "r":
            text = Element("FullName", False, False, "s", lengths)
            content, kind, lengths = (Element("ListID", False, False, "id"), text), "", ()
        return Element(
            name=found["name"],
            required=found["mark"] in ("!", "+"),
            repeats=found["mark"] in ("*", "+"),
            type=kind,
            lengths=lengths,
            words=tuple(_vocabulary("enumerations")[found["words"]]) if found["words"] else (),
            since=version_tuple(found["since"]) if found["since"] else (0, 0),
            countries=tuple(found["countries"].split(",")) if found["countries"] else (),
            content=content,
        )


def _lengths(text: str) -> tuple:
    pairs = []
    for part in filter(None, text.split("/")):
        country = part.rstrip("0123456789")
        pairs.append((country, int(part[len(country) :])))
    return tuple(pairs)


@dataclass(frozen=True)
class Request:
    name: str
    content: tuple
    attributes: tuple
    macro: bool

    @property
    def iterates(self) -> bool:
        return "iterator" in self.attributes


@cache
def request_model(name: str) -> Request | None:
    """The model of a request this company file understands, else None."""
    for table in ("requests_lists", "requests_transactions"):
        row = _table(table).get(name)
        if row:
            content = _Reader(row["body"]).sequence("\0")
            return Request(name, content, tuple(row.get("attributes", "").split()), row.get("macro", False))
    return None


@cache
def answer_model(name: str) -> tuple:
    return _Reader(_table("answers")[name]).sequence("\0")


def request_names() -> list:
    return [*_table("requests_lists"), *_table("requests_transactions")]
