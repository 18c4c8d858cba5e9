"""Safe reading of what QuickBooks says: parsing, and small questions to elements that never raise.

Answers begin with a prolog without encoding, may hold control characters that somebody once pasted into a
memo, and may be large (facts 1.1, 3.5). A document type declaration is never legitimate and is refused before
anything expands.
"""

import contextlib
import re
import uuid
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from lxml import etree

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NUMBERED = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));")


class Unreadable(Exception):
    """The text is no XML that we accept."""


def _parser():
    # A parser of our own each time: lxml's are not safe to share between threads.
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )


def _without_control_characters(text):
    """Return the text with characters that XML forbids replaced; a real memo may hold them (facts 1.1).

    Parsing with ``recover`` would read them too, but it also reads an answer that broke off in the middle,
    and half an id is worse than none.
    """

    def replace(found):
        number = int(found[1], 16) if found[1] else int(found[2])
        fits = number in (9, 10, 13) or 32 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD
        return found[0] if fits or 0x10000 <= number <= 0x10FFFF else "\ufffd"

    return _NUMBERED.sub(replace, _UNSEEN.sub("\ufffd", text))


def parse(text: str):
    """Return the root element of an answer.

    :raise Unreadable: it is no XML, broke off, or brings a document type.
    """
    text = _PROLOG.sub("", (text or "").lstrip("\ufeff")).strip()
    if not text or "<!DOCTYPE" in text:
        raise Unreadable("no XML, or a document type")
    with contextlib.suppress(etree.XMLSyntaxError, UnicodeEncodeError):
        return etree.fromstring(text.encode(), _parser())
    try:
        return etree.fromstring(_without_control_characters(text).encode(), _parser())
    except etree.XMLSyntaxError as error:
        raise Unreadable(str(error)) from error


class _RootReached(Exception):
    """The prolog is over."""


def _refuse_document_type(data: bytes):
    """Read the prolog only, in whatever encoding it is, and refuse a document type where it begins.

    A parser that is told to leave entities alone puts them into the values of attributes all the same, and one that
    is to read long texts has no limit for them.
    """

    def refuse(*_declared):
        raise Unreadable("a document type")

    def stop(*_element):
        raise _RootReached

    prolog = expat.ParserCreate()
    prolog.StartDoctypeDeclHandler = refuse
    prolog.StartElementHandler = stop
    try:
        prolog.Parse(data[:4096])
        prolog.Parse(data[4096:], True)
    except _RootReached:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Unreadable(str(error)) from error
    raise Unreadable("no element")


def parse_bytes(data: bytes):
    """Return the root element of a body in whatever encoding it declares, with the same refusals."""
    data = data.strip()
    _refuse_document_type(data)
    try:
        root = etree.fromstring(
            data,
            etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True),
        )
    except (etree.XMLSyntaxError, ValueError) as error:
        return _parse_tolerantly(data, error)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("a document type")
    return root


def _parse_tolerantly(data: bytes, error):
    """Return the root element of a body that holds control characters; what the Web Connector writes is UTF-8.

    :raise Unreadable: they are not what is wrong with it.
    """
    try:
        return parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(str(error)) from error


def kids(element) -> dict:
    """Return the children by name, the first of each."""
    found = {}
    for child in element:
        found.setdefault(child.tag, child)
    return found


def text(found: dict, name: str) -> str:
    child = found.get(name)
    return "" if child is None else (child.text or "").strip()


def flag(found: dict, name: str, missing: bool = False) -> bool:
    child = found.get(name)
    return missing if child is None else (child.text or "").strip().lower() in ("true", "1")


def number(found: dict, name: str) -> Decimal | None:
    try:
        value = Decimal(text(found, name))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def whole(found: dict, name: str) -> int | None:
    value = number(found, name)
    return None if value is None else int(value)


def plain(found: dict, name: str) -> str | None:
    """Return a number as the text that JSON can keep, ``None`` where there is none."""
    value = number(found, name)
    return None if value is None else format(value, "f")


def reference(found: dict, name: str) -> dict | None:
    """Return what a reference names, as plain values."""
    child = found.get(name)
    if child is None:
        return None
    inner = kids(child)
    return {"id": text(inner, "ListID"), "name": text(inner, "FullName")}


def wall_clock(found: dict, name: str) -> str:
    """Return a time without its offset: QuickBooks' offsets ignore daylight saving (facts 3.4)."""
    return text(found, name)[:19]


def guid(found: dict, name: str) -> str:
    """Return a GUID in lower case and without braces, "" where there is none."""
    return bare_guid(text(found, name))


def bare_guid(value: str) -> str:
    try:
        return str(uuid.UUID(value.strip()))
    except ValueError:
        return ""


def address(found: dict, name: str) -> dict | None:
    """Return an address as plain values, in the words of the neutral ``Address``."""
    child = found.get(name)
    if child is None:
        return None
    inner = kids(child)
    return {
        "lines": [line for line in (text(inner, f"Addr{number}") for number in range(1, 6)) if line],
        "city": text(inner, "City"),
        "state": text(inner, "State"),
        "postal_code": text(inner, "PostalCode"),
        "country": text(inner, "Country"),
    }
