"""Reading ``where`` and ``order`` into a tree (XERO 3.5).

Nodes are tuples: ("or", a, b), ("and", a, b), ("not", a), ("compare", "==", a, b), ("field", "Contact.Name"),
("call", object, "Contains", (arguments...)), ("text", "x"), ("number", Decimal), ("flag", True), ("null",),
("date", datetime), ("guid", "..."), and ("member", object, "HasValue").
"""

import re
import uuid
from datetime import datetime
from decimal import Decimal

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"(?:[^"\\]|\\.)*")
    |(?P<number>\d+(?:\.\d+)?)[mMdDfF]?(?![\w.])
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign>==|!=|<>|<=|>=|&&|\|\||[=<>()!.,-])
    )""",
    re.VERBOSE,
)
_COMPARISONS = {"==": "==", "=": "==", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_METHODS = {"contains", "startswith", "endswith", "tolower", "toupper", "equals", "tostring", "trim"}
_MEMBERS = {"hasvalue", "value", "length"}


class QueryError(Exception):
    """400, ErrorNumber 16, QueryParseException."""


class _Reader:
    def __init__(self, text: str):
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None:
                at = place + len(text[place:]) - len(text[place:].lstrip())
                if text[at] == '"':
                    raise QueryError(f"Unterminated string literal (at index {at})")
                raise QueryError(f"Syntax error '{text[at]}' (at index {at})")
            self.tokens.append((found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
            place = found.end()
        self.place = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.place][:2] if self.place < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.place += 1
        return token

    def has(self, *words: str) -> bool:
        kind, word = self.peek()
        if kind in ("name", "sign") and word.lower() in words:
            self.place += 1
            return True
        return False

    def need(self, word: str) -> None:
        if not self.has(word):
            raise QueryError(f"'{word}' expected (at index {self.at()})")

    def at(self) -> int:
        return self.tokens[self.place][2] if self.place < len(self.tokens) else len(self.text)

    # --- expressions ---

    def any_of(self):
        left = self.all_of()
        while self.has("or", "||"):
            left = ("or", left, self.all_of())
        return left

    def all_of(self):
        left = self.comparison()
        while self.has("and", "&&"):
            left = ("and", left, self.comparison())
        return left

    def comparison(self):
        if self.has("not", "!"):
            return ("not", self.comparison())
        left = self.value()
        kind, word = self.peek()
        if kind == "sign" and word in _COMPARISONS:
            self.place += 1
            return ("compare", _COMPARISONS[word], left, self.value())
        return left

    def value(self):
        kind, word = self.take()
        if kind == "sign" and word == "(":
            inner = self.any_of()
            self.need(")")
            return self.tail(inner)
        if kind == "sign" and word == "-" and self.peek()[0] == "number":
            return ("number", -Decimal(self.take()[1]))
        if kind == "text":
            return self.tail(("text", re.sub(r"\\(.)", r"\1", word[1:-1])))
        if kind == "number":
            return ("number", Decimal(word))
        if kind == "name":
            return self.named(word)
        self.place -= 1
        raise QueryError(f"Expression expected (at index {self.at()})")

    def named(self, word):
        low = word.lower()
        if low in ("true", "false"):
            return ("flag", low == "true")
        if low == "null":
            return ("null",)
        if low == "datetime":
            return self.date()
        if low == "guid" and self.peek()[1] == "(":
            return ("guid", self.guid())
        return self.tail(("field", word))

    def tail(self, left):
        """Fields of fields, methods and members behind a value."""
        while self.has("."):
            kind, word = self.take()
            if kind != "name":
                raise QueryError(f"Identifier expected (at index {self.at()})")
            low = word.lower()
            if low in _METHODS and self.peek()[1] == "(":
                left = ("call", left, low, self.arguments())
            elif low in _MEMBERS:
                left = ("member", left, low)
            elif left[0] == "field":
                left = ("field", f"{left[1]}.{word}")
            else:
                raise QueryError(f"No property or field '{word}' exists in type 'String'")
        return left

    def arguments(self) -> tuple:
        self.need("(")
        found = []
        while not self.has(")"):
            found.append(self.value())
            if self.peek()[1] != ")":
                self.need(",")
        return tuple(found)

    def date(self):
        if self.has("."):
            if not self.has("parse"):
                raise QueryError("No applicable method exists in type 'DateTime'")
            arguments = self.arguments()
            if len(arguments) != 1 or arguments[0][0] != "text":
                raise QueryError("No applicable method 'Parse' exists in type 'DateTime'")
            try:
                return ("date", datetime.fromisoformat(arguments[0][1]).replace(tzinfo=None))
            except ValueError:
                raise QueryError("String was not recognized as a valid DateTime.") from None
        parts = [value[1] if value[0] == "number" else None for value in self.arguments()]
        if len(parts) not in (3, 6) or None in parts:
            raise QueryError("No applicable constructor exists in type 'DateTime'")
        try:
            return ("date", datetime(*(int(part) for part in parts)))
        except ValueError:
            raise QueryError("Year, Month, and Day parameters describe an un-representable DateTime.") from None

    def guid(self) -> str:
        arguments = self.arguments()
        try:
            if len(arguments) != 1 or arguments[0][0] != "text":
                raise ValueError
            return str(uuid.UUID(arguments[0][1]))
        except ValueError:
            words = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
            raise QueryError(words) from None


def parse(text: str):
    """:raise QueryError: it is no expression."""
    reader = _Reader(text)
    tree = reader.any_of()
    if reader.peek()[0] != "end":
        raise QueryError(f"Syntax error (at index {reader.at()})")
    return tree


def parse_order(text: str) -> list[tuple[str, bool]]:
    """``Name ASC, Date DESC``: [(field, descending)]."""
    reader = _Reader(text)
    found = []
    while True:
        kind, word = reader.take()
        if kind != "name":
            raise QueryError(f"Identifier expected (at index {reader.at()})")
        while reader.has("."):
            word = f"{word}.{reader.take()[1]}"
        descending = reader.has("desc", "descending")
        if not descending:
            reader.has("asc", "ascending")
        found.append((word, descending))
        if reader.peek()[0] == "end":
            return found
        reader.need(",")
