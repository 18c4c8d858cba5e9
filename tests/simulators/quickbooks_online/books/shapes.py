"""What bodies may look like: names, kinds, lengths and enumerations (facts 2.2, 6; names and kinds are those of
Intuit's schema, lengths those of the API reference).
"""

import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from .faults import refuse
from .money import LARGEST

_FACTS = Path(__file__).parent / "facts"


def _load(name: str):
    return json.loads((_FACTS / f"{name}.json").read_text(encoding="utf-8"))


_TABLES = _load("shapes")
ENUMS = _TABLES["enums"]
_LIMITS = _load("limits")
ACCOUNT_NUMBERS = _LIMITS["account_numbers"]
#: {type: {field: (kind, many)}}
SHAPES = {
    name: {
        field: (kind.removesuffix("*"), kind.endswith("*"))
        for field, kind in (part.split(":") for part in words.split())
    }
    for name, words in _TABLES["types"].items()
}
#: RFC 822 allows more, but this is what such checks let through.
_EMAIL = re.compile(r"[^\s@,;<>()\[\]\\\"]+@[^\s@,;<>()\[\]\\\"]+\.[^\s@,;<>()\[\]\\\".]+")
_SITE = re.compile(r"(https?://)?[^\s/.]+(\.[^\s/.]+)+(/\S*)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T[0-9:.]+)?(Z|[+-]\d{2}:\d{2})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Reader:
    """Reads one body into plain values: Decimals, integers, booleans, strings.

    What is null or blank at the top is kept as None, so that an update can tell it from what is not there.
    """

    def __init__(self, entity: str, switches, latin1_only: bool):
        self.entity = entity
        self.switches = switches
        self.latin1_only = latin1_only
        self.limits = _LIMITS["entities"].get(entity, {})

    def read(self, body) -> dict:
        if not isinstance(body, dict):
            raise refuse(2010, "the body is not an object")
        return self._object(self.entity, body, "", top=True)

    def _object(self, kind: str, value: dict, path: str, top: bool = False) -> dict:
        shape, read = SHAPES[kind], {}
        for name, given in value.items():
            if name not in shape:
                raise refuse(2010, f"Property Name:{name} specified is unsupported or invalid", path + name)
            if given is None:
                if top:
                    read[name] = None
                continue
            part = self._field(shape[name], given, f"{path}{name}", kind)
            if part is not None or top:
                read[name] = part
        return read

    def _field(self, declared: tuple, given, path: str, owner: str):
        kind, many = declared
        if many:
            if not isinstance(given, list):
                raise refuse(2010, f"Property Name:{path} is not a list", path)
            parts = [self._one(kind, one, path, owner) for one in given if one is not None]
            return [{} if part is None else part for part in parts] if kind in SHAPES else parts
        return self._one(kind, given, path, owner)

    def _one(self, kind: str, given, path: str, owner: str):
        if kind == "any":
            if path.endswith("LineEx") and self.switches.line_ex_resent == "ignored":
                return None
            raise refuse(2010, f"Property Name:{path} cannot be written", path)
        if kind in SHAPES:
            if not isinstance(given, dict):
                raise refuse(2010, f"Property Name:{path} is not an object", path)
            read = self._object(kind, given, f"{path}/")
            if kind in _CHECKS:
                _CHECKS[kind](read, path)
            return read or (None if _all_blank(given) else read)
        if isinstance(given, (dict, list)):
            raise refuse(2010, f"Property Name:{path} takes no object", path)
        if given == "" and kind != "string":
            return self._blank(kind, path)
        if kind in ENUMS:
            if given not in ENUMS[kind]:
                raise refuse(2170, f"{given} is none of {', '.join(ENUMS[kind])}", path)
            return given
        return getattr(self, f"_{kind}")(given, path, owner)

    def _blank(self, kind: str, path: str):
        """python-quickbooks sends ``"DueDate": ""``; users live with it, so it is tolerated (QBO 11)."""
        if kind == "date" and self.switches.empty_dates == "refused":
            raise refuse(2060, "an empty date", path)
        return None

    # --- simple kinds ---

    def _string(self, given, path, owner):
        text = _as_text(given)
        if not text.strip():
            return None
        if _CONTROL.search(text):
            raise refuse(2040, "control characters", path)
        if self.latin1_only:
            text = self._latin1(text, path)
        name = path.rpartition("/")[2]
        limit = self.limits.get(path, _LIMITS["parts"].get(owner, {}).get(name))
        if limit is not None:
            check_length(text, limit, path)
        return text

    def _latin1(self, text: str, path: str) -> str:
        try:
            text.encode("latin-1")
        except UnicodeEncodeError:
            if self.switches.outside_latin1 == "refused":
                raise refuse(2040, "a character that the company cannot store", path) from None
            if self.switches.outside_latin1 == "question_mark":
                return text.encode("latin-1", "replace").decode("latin-1")
        return text

    def _id(self, given, path, owner):
        return _as_text(given) or None

    def _boolean(self, given, path, owner):
        if isinstance(given, bool):
            return given
        if str(given).lower() in ("true", "false"):
            return str(given).lower() == "true"
        raise refuse(2230, str(given), path)

    def _decimal(self, given, path, owner):
        if isinstance(given, bool):
            raise refuse(2100, str(given), path)
        try:
            number = Decimal(str(given))
        except InvalidOperation:
            raise refuse(2100, str(given), path) from None
        if not number.is_finite():
            raise refuse(2100, str(given), path)
        if abs(number) > LARGEST * 100:
            raise refuse(2240, f"{number} is too large", path)
        return number

    def _integer(self, given, path, owner):
        number = self._decimal(given, path, owner)
        if number != int(number):
            raise refuse(2080, str(given), path)
        return int(number)

    def _positive(self, given, path, owner):
        number = self._integer(given, path, owner)
        # Clients send LineNum 0; it is read as if it were not there.
        return number if number > 0 else None

    def _date(self, given, path, owner):
        found = _DATE.fullmatch(str(given))
        if not found:
            raise refuse(2060, str(given), path)
        try:
            return date(*(int(part) for part in found.groups()[:3])).isoformat()
        except ValueError:
            raise refuse(2070, str(given), path) from None

    def _datetime(self, given, path, owner):
        return str(given)


def _check_email(read: dict, path: str):
    """Several addresses may be given, with a comma between them."""
    text = read.get("Address")
    if text and not all(_EMAIL.fullmatch(one.strip()) for one in text.split(",")):
        raise refuse(2210, text, path)


def _check_site(read: dict, path: str):
    text = read.get("URI")
    if text and not _SITE.fullmatch(text):
        raise refuse(2200, text, path)


def _check_address(read: dict, path: str):
    """500 characters a line, 2,000 together (facts 2.2)."""
    check_length("".join(read.get(f"Line{place}", "") for place in range(1, 6)), 2000, path)


_CHECKS = {"EmailAddress": _check_email, "WebSiteAddress": _check_site, "PhysicalAddress": _check_address}


def _as_text(given) -> str:
    if isinstance(given, bool):
        return "true" if given else "false"
    return str(given).strip()


def _all_blank(given: dict) -> bool:
    return all(value in (None, "") for value in given.values())


def check_length(text: str, limit: int, element: str, least: int = 0):
    if not least <= len(text) <= limit:
        words = f"String length specified does not match the supported length. Min:{least} Max:{limit} supported."
        raise refuse(2050, f"{words} Supplied length:{len(text)}", element)
