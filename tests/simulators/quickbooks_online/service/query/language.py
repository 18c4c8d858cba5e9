"""Reading a statement (QBO 3): what the grammar does not know is error 4000."""

import re
from dataclasses import dataclass, field

from ...books.faults import Fault

DEFAULT_RESULTS = 100
MAX_RESULTS = 1000

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^'\\]|\\.)*')
      | (?P<number>[+-]?\d+(?:\.\d+)?(?![\w.:-]))
      | (?P<word>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)
      | (?P<sign><=|>=|=|<|>|\(|\)|,|\*)
    )""",
    re.VERBOSE,
)
_SIGNS = ("=", "<", ">", "<=", ">=")
#: A word of these cannot be the name of a field.
_RESERVED = {
    "select",
    "from",
    "where",
    "and",
    "or",
    "not",
    "orderby",
    "order",
    "startposition",
    "maxresults",
    "in",
    "like",
}


def unreadable(words: str) -> Fault:
    return Fault(4000, "Error parsing query", f"QueryParserError: {words}")


def invalid(words: str) -> Fault:
    return Fault(4001, "Error processing query", f"QueryValidationError: {words}")


@dataclass(frozen=True)
class Literal:
    value: str
    #: "text" in quotes, "number" or "flag" without.
    kind: str


@dataclass(frozen=True)
class Condition:
    field: str
    operator: str
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class Order:
    field: str
    descending: bool = False


@dataclass
class Select:
    entity: str = ""
    #: As written; ("*",) is everything. Empty where ``counts``.
    fields: tuple[str, ...] = ()
    counts: bool = False
    conditions: list[Condition] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    start: int = 1
    maximum: int = DEFAULT_RESULTS


def parse(statement: str) -> Select:
    """:raise Fault: 4000 for what is no statement, 4001 for a bad page."""
    return _Reader(_tokens(statement)).statement()


def _tokens(statement: str) -> list[tuple[str, str]]:
    found, place, end = [], 0, len(statement.rstrip())
    while place < end:
        match = _TOKEN.match(statement, place)
        if match is None:
            raise unreadable(
                f"Lexical error at line 1, column {place + 1}. Encountered: {statement[place : place + 12]!r}"
            )
        kind = match.lastgroup
        text = match.group(kind)
        found.append((kind, re.sub(r"\\(.)", _escape, text[1:-1], flags=re.DOTALL) if kind == "text" else text))
        place = match.end()
    return found


def _escape(match) -> str:
    if match.group(1) not in "'\\":
        raise unreadable(f"Lexical error. Encountered: \\{match.group(1)}")
    return match.group(1)


class _Reader:
    def __init__(self, tokens):
        self._tokens = tokens
        self._place = 0

    # --- tokens ---

    def _peek(self, ahead: int = 0) -> tuple[str, str]:
        place = self._place + ahead
        return self._tokens[place] if place < len(self._tokens) else ("end", "<EOF>")

    def _next(self, *kinds: str) -> str:
        kind, text = self._peek()
        if kind not in kinds:
            raise self._unexpected()
        self._place += 1
        return text

    def _unexpected(self) -> Fault:
        kind, text = self._peek()
        return unreadable(f"Encountered {text!r} ({kind}) at word {self._place + 1}")

    def _is(self, word: str, ahead: int = 0) -> bool:
        kind, text = self._peek(ahead)
        return kind == "word" and text.lower() == word

    def _take(self, *words: str) -> bool:
        if not all(self._is(word, ahead) for ahead, word in enumerate(words)):
            return False
        self._place += len(words)
        return True

    def _sign(self, sign: str) -> bool:
        if self._peek() != ("sign", sign):
            return False
        self._place += 1
        return True

    def _name(self) -> str:
        text = self._next("word")
        if text.lower() in _RESERVED:
            self._place -= 1
            raise self._unexpected()
        return text

    # --- the grammar ---

    def statement(self) -> Select:
        if not self._take("select"):
            raise self._unexpected()
        asked = Select()
        self._projection(asked)
        if not self._take("from"):
            raise self._unexpected()
        asked.entity = self._name()
        if self._take("where"):
            asked.conditions.append(self._condition())
            while self._take("and"):
                asked.conditions.append(self._condition())
        if self._take("orderby") or self._take("order", "by"):
            asked.orders.append(self._order())
            while self._sign(","):
                asked.orders.append(self._order())
        if self._take("startposition"):
            asked.start = self._position("startposition", 1)
        if self._take("maxresults"):
            asked.maximum = self._position("maxresults", 1)
        if self._place < len(self._tokens):
            raise self._unexpected()
        return asked

    def _projection(self, asked):
        if self._is("count") and self._peek(1) == ("sign", "("):
            self._place += 2
            if not (self._sign("*") and self._sign(")")):
                raise self._unexpected()
            asked.counts = True
            return
        fields = [self._field()]
        while self._sign(","):
            fields.append(self._field())
        asked.fields = tuple(fields)

    def _field(self):
        return "*" if self._sign("*") else self._name()

    def _condition(self) -> Condition:
        name = self._name()
        kind, text = self._peek()
        if kind == "sign" and text in _SIGNS:
            self._place += 1
            return Condition(name, text, (self._literal(),))
        if self._take("like"):
            return Condition(name, "like", (Literal(self._next("text"), "text"),))
        if self._take("in"):
            if not self._sign("("):
                raise self._unexpected()
            values = [self._literal()]
            while self._sign(","):
                values.append(self._literal())
            if not self._sign(")"):
                raise self._unexpected()
            return Condition(name, "in", tuple(values))
        raise self._unexpected()

    def _literal(self) -> Literal:
        if self._is("true") or self._is("false"):
            return Literal(self._next("word").lower(), "flag")
        kind, _text = self._peek()
        return Literal(self._next("text", "number"), kind)

    def _order(self) -> Order:
        name = self._name()
        if self._take("desc"):
            return Order(name, True)
        self._take("asc")
        return Order(name)

    def _position(self, word: str, least: int) -> int:
        text = self._next("number")
        if not text.lstrip("+-").isdigit():
            raise unreadable(f"Encountered {text!r} after {word}")
        if int(text) < least:
            raise invalid(f"value {text} is too small. Min allowed value is {least} for {word}")
        return int(text)
