"""Writes answers as QuickBooks does: fixed order, ASCII with character references, no encoding in the prolog
(facts 3.1, 3.5).
"""

import re
from decimal import Decimal

from .models import Choice, answer_model
from .scalars import FORMATS

PROLOG = '<?xml version="1.0" ?>\n'
SPECIAL = re.compile(r"[&<>\"]|[^\x20-\x7e]")
NAMES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def escape(text: str) -> str:
    return SPECIAL.sub(lambda found: NAMES.get(found[0]) or f"&#{ord(found[0])};", text)


def attributes(pairs) -> str:
    return "".join(f' {name}="{escape(str(value))}"' for name, value in pairs if value is not None)


class Writer:
    """Renders one kind of answer for one version, country and time offset."""

    def __init__(self, version: tuple, country: str, offset: str):
        self.version = version
        self.country = country
        self.offset = offset

    def element(self, name: str, values: dict, only=()) -> str:
        """``<name>`` with its values in the order of the tables; ``only`` is IncludeRetElement."""
        out = [f"<{name}>"]
        self._sequence(answer_model(name), values, out, frozenset(only))
        out.append(f"</{name}>")
        return "".join(out)

    def run(self, model: str, values: dict) -> str:
        """The same without an element around it, as TxnVoidRs has it."""
        out = []
        self._sequence(answer_model(model), values, out, frozenset())
        return "".join(out)

    def _sequence(self, parts, values, out, only):
        for part in parts:
            if isinstance(part, Choice):
                if part.repeats:
                    self._lines(part, values, out, only)
                else:
                    for arm in part.arms:
                        self._sequence(arm, values, out, only)
                continue
            value = values.get(part.name)
            if value is None or part.since > self.version or (only and part.name not in only):
                continue
            if part.countries and self.country not in part.countries:
                continue
            for one in value if isinstance(value, list) else (value,):
                self._one(part, one, out)

    def _lines(self, choice, values, out, only):
        parts = {arm[0].name: arm[0] for arm in choice.arms}
        for name, value in values.get("*", ()):
            if name in parts and (not only or name in only):
                self._one(parts[name], value, out)

    def _one(self, part, value, out):
        if part.content:
            out.append(f"<{part.name}>")
            self._sequence(part.content, value, out, frozenset())
            out.append(f"</{part.name}>")
        else:
            out.append(f"<{part.name}>{escape(self._text(part, value))}</{part.name}>")

    def _text(self, part, value) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if part.type == "dt" and value and len(value) == 19:
            return value + self.offset
        if part.type in FORMATS and value not in ("", None):
            return FORMATS[part.type](Decimal(value))
        return str(value)
