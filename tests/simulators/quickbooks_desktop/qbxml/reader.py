"""Reads one request against its model: what breaks the form stops the document, what breaks a limit stops
the request.

Facts 3.1: wrong order, an unknown element, a wrong word or pattern reject the whole document
(0x80040400).  Facts 3.6: a string that is too long (3070), a malformed ID (3000) and a field of another
country (530) are answers to one request.
"""

from . import scalars
from .models import Choice, online_only


class FormError(Exception):
    """The document is not what the schema says; nothing of it will be executed."""


class MacroUse(str):
    """The name of an object that an earlier request of the same set makes."""

    __slots__ = ()


class Fields(dict):
    """The children of an element: text, Fields, or a list where the element may repeat.

    ``lines`` keeps the members of a repeating choice in the order in which they were sent: [(name, Fields)].
    """

    def __init__(self):
        super().__init__()
        self.lines = []


class RequestReader:
    """One pass over one request; collects what the business level will refuse."""

    def __init__(self, version: tuple, country: str, switches):
        self.version = version
        self.country = country
        self.switches = switches
        self.findings = []  # (code, words) in document order

    def read(self, element, content) -> Fields:
        children = []
        for child in element:
            if isinstance(child.tag, str):
                children.append(child)
            if (child.tail or "").strip():
                raise FormError(f"text between the elements of {element.tag}")
        if (element.text or "").strip():
            raise FormError(f"text between the elements of {element.tag}")
        fields = Fields()
        unwanted = online_only(element.tag)
        if unwanted:
            for child in [child for child in children if child.tag in unwanted]:
                if self.switches.online_element == "parse_error":
                    raise FormError(f"{child.tag} exists only in the Online Edition")
                self.findings.append((530, (child.tag,)))
                children.remove(child)
        at = self._sequence(content, children, 0, fields)
        if at < len(children):
            raise FormError(f"{children[at].tag} is unknown, repeated or out of order in {element.tag}")
        return fields

    # --- matching ---

    def _starts(self, parts, tag) -> bool:
        """Whether a run of parts may begin with this element."""
        for part in parts:
            if isinstance(part, Choice):
                if any(self._starts(arm, tag) for arm in part.arms):
                    return True
            elif part.name == tag and part.since <= self.version:
                return True
            if part.required:
                return False
        return False

    def _sequence(self, parts, children, at, fields) -> int:
        for part in parts:
            if isinstance(part, Choice):
                at = self._choice(part, children, at, fields)
            else:
                at = self._element(part, children, at, fields)
        return at

    def _choice(self, choice, children, at, fields) -> int:
        seen = False
        while at < len(children):
            arm = next((arm for arm in choice.arms if self._starts(arm, children[at].tag)), None)
            if arm is None:
                break
            before = at
            seen = True
            if choice.repeats:
                one = Fields()
                at = self._sequence(arm, children, at, one)
                for name, value in one.items():
                    fields.lines.extend((name, each) for each in (value if isinstance(value, list) else (value,)))
            else:
                at = self._sequence(arm, children, at, fields)
                break
            if at == before:
                break
        if choice.required and not seen and not any(self._is_empty_enough(arm) for arm in choice.arms):
            raise FormError("one of several elements is required")
        return at

    @staticmethod
    def _is_empty_enough(arm) -> bool:
        return not any(part.required for part in arm)

    def _element(self, part, children, at, fields) -> int:
        count = 0
        while at < len(children) and children[at].tag == part.name and part.since <= self.version:
            if count and not part.repeats:
                break
            value = self._value(part, children[at])
            if part.repeats:
                fields.setdefault(part.name, []).append(value)
            else:
                fields[part.name] = value
            count += 1
            at += 1
        if part.required and not count:
            raise FormError(f"{part.name} is missing")
        return at

    def _value(self, part, element):
        if part.countries and self.country not in part.countries:
            self.findings.append((530, (part.name,)))
        if part.content:
            self._attributes(element, ("defMacro",))
            return self.read(element, part.content)
        if len(element):
            raise FormError(f"{part.name} holds elements instead of text")
        self._attributes(element, ("useMacro",) if part.type == "id" else ())
        if element.get("useMacro"):
            return MacroUse(element.get("useMacro"))
        text = element.text or ""
        if not scalars.is_valid(part.type, text, part.words):
            raise FormError(f"{text!r} is not a valid {part.name}")
        if not text.isascii():
            text = self._storable(text)
        limit = part.max_length(self.country)
        if limit and len(text) > limit:
            if self.switches.overlong == "parse_error":
                raise FormError(f"{part.name} is longer than {limit} characters")
            self.findings.append((3070, (text, part.name)))
        if part.type == "id" and text and not scalars.OBJECT_ID.match(text):
            self.findings.append((3000, (text, part.name)))
        if part.type == "b" and text:
            return "true" if scalars.is_true(text) else "false"
        return text

    def _storable(self, text: str) -> str:
        """Facts 3.3: the file holds the Windows western characters and no others."""
        try:
            text.encode("cp1252")
        except UnicodeEncodeError:
            if self.switches.outside_cp1252 == "refused":
                raise FormError(f"{text!r} holds a character that QuickBooks cannot store") from None
            text = text.encode("cp1252", "replace").decode("cp1252")
        return text

    @staticmethod
    def _attributes(element, allowed):
        for name in element.attrib:
            if name not in allowed:
                raise FormError(f"{element.tag} has an attribute {name}")
