"""The Web Connector's SOAP: reading a call, answering it, describing the service (facts 1.1, 1.2).

An envelope is twenty lines, and written by hand it holds exactly what the Web Connector wants: results in
Intuit's name space, empty strings kept, no white space that nobody asked for. Calls are read by local names,
since versions and styles of the Web Connector differ in prefixes and in the name spaces of arguments.
"""

import re
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from . import reading

NAMESPACE = "http://developer.intuit.com/"
CONTENT_TYPE = "text/xml; charset=utf-8"

# What each operation is called with.
OPERATIONS = {
    "serverVersion": (),
    "clientVersion": ("strVersion",),
    "authenticate": ("strUserName", "strPassword"),
    "sendRequestXML": (
        "ticket",
        "strHCPResponse",
        "strCompanyFileName",
        "qbXMLCountry",
        "qbXMLMajorVers",
        "qbXMLMinorVers",
    ),
    "receiveResponseXML": ("ticket", "response", "hresult", "message"),
    "connectionError": ("ticket", "hresult", "message"),
    "getLastError": ("ticket",),
    "closeConnection": ("ticket",),
    "getInteractiveURL": ("wcTicket", "sessionID"),
    "interactiveRejected": ("wcTicket", "reason"),
    "interactiveDone": ("wcTicket",),
}

_UNSEEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class NotSoap(Exception):
    """The body is no call at all: not XML, with a document type, or no envelope. Answer 400."""


class Call(NamedTuple):
    """One call. ``arguments`` has every argument of the operation, "" where the Web Connector left it out.

    An operation that we do not know is a call all the same: ``envelope(call.operation, "")`` answers it
    properly.
    """

    operation: str
    arguments: dict

    @property
    def is_known(self) -> bool:
        return self.operation in OPERATIONS


def parse(body: bytes) -> Call:
    """Read a call.

    :raise NotSoap: the caller answers 400.
    """
    try:
        root = reading.parse_bytes(body)
    except reading.Unreadable as error:
        raise NotSoap(str(error)) from error
    if _local(root) != "Envelope":
        raise NotSoap("no envelope")
    content = next((child for child in root if _local(child) == "Body"), None)
    operation = None if content is None else next((child for child in content if _local(child)), None)
    if operation is None:
        raise NotSoap("an empty envelope")
    name = _local(operation)
    arguments = dict.fromkeys(OPERATIONS.get(name, ()), "")
    for child in operation:
        if _local(child):
            arguments[_local(child)] = "".join(child.itertext())
    return Call(name, arguments)


def _local(element) -> str:
    """Return the name without its name space, "" for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def envelope(operation: str, result) -> bytes:
    """Return the answer to a call.

    :param result: text or number; a list of texts for ``authenticate``.
    """
    if isinstance(result, (list, tuple)):
        content = "".join(f"<string>{_escape(text)}</string>" for text in result)
    else:
        content = _escape(result)
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f'<{operation}Response xmlns="{NAMESPACE}"><{operation}Result>{content}</{operation}Result>'
        f"</{operation}Response></soap:Body></soap:Envelope>"
    ).encode()


def _escape(value) -> str:
    # A carriage return would be read back as a line feed, and the text that left must be the text that was
    # kept.
    return escape(_UNSEEN.sub("\ufffd", str(value)), {"\r": "&#13;"})


def describe(address: str) -> str:
    """Return the WSDL of the service at this address."""
    template = Path(__file__).with_name("service.wsdl").read_text(encoding="utf-8")
    return template.replace('"{address}"', quoteattr(address))
