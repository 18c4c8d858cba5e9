"""Envelopes byte for byte as the connector's .NET client writes them (facts/quickbooks_desktop.md 1.1).

The arguments come from the SOAP client built from the service's own description; only the dress is made here.
"""

import re

from .operations import NAMESPACE, SOAP

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
_HEAD = f'<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="{SOAP}" xmlns:xsi="{XSI}" xmlns:xsd="{XSD}"'
_ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STAND_IN = re.compile("[\U000f0000-\U000f001f]")


def shelter(text: str) -> str:
    """Control characters as private ones: .NET sends ``&#x1F;`` for one, lxml refuses to hold it."""
    return _CONTROL.sub(lambda match: chr(0xF0000 + ord(match.group())), text)


def escape(text: str) -> str:
    """Text as .NET's writer escapes it: quotes stay, returns and control characters become references."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")
    return _STAND_IN.sub(lambda match: f"&#x{ord(match.group()) - 0xF0000:X};", shelter(text))


def write(name: str, arguments: list[tuple[str, str | None, str]], style: str = "Document") -> bytes:
    """The message ``name`` with its (name, text, xsd type); what has no text at all (None) is left out."""
    write_one = _rpc if style == "RPC" else _document
    return write_one(name, [argument for argument in arguments if argument[1] is not None]).encode("utf-8")


def _document(name, arguments):
    inner = "".join(_element(argument, text) for argument, text, _type in arguments)
    opened = f'<{name} xmlns="{NAMESPACE}"'
    body = f"{opened}>{inner}</{name}>" if inner else f"{opened} />"
    return f"{_HEAD}><soap:Body>{body}</soap:Body></soap:Envelope>"


def _rpc(name, arguments):
    inner = "".join(_element(argument, text, f' xsi:type="xsd:{type_}"') for argument, text, type_ in arguments)
    opened = f'<q1:{name} xmlns:q1="{NAMESPACE}"'
    body = f"{opened}>{inner}</q1:{name}>" if inner else f"{opened} />"
    return (
        f'{_HEAD} xmlns:soapenc="{_ENCODING}"><soap:Body soap:encodingStyle="{_ENCODING}">{body}'
        "</soap:Body></soap:Envelope>"
    )


def _element(name, text, attributes=""):
    return f"<{name}{attributes}>{escape(text)}</{name}>" if text else f"<{name}{attributes} />"
