"""Callers that are no Web Connector, for tests of the door (facts/quickbooks_desktop.md 1.1).

``knock(url, "xml bomb")`` sends one of ``CALLERS`` and returns the Reply as it came, unjudged.
``flood(url, megabytes)`` streams a body of any size without holding it.
"""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .envelope import write
from .operations import NAMESPACE, SOAP
from .transport import HttpTransport, NoAnswer, Reply

_TYPE = "text/xml; charset=utf-8"
_CALL = write("clientVersion", [("strVersion", "2.3.0.215", "string")])


@dataclass(frozen=True)
class Caller:
    """One way to knock at the door that the real connector never has."""

    words: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def _soap(words, body, operation="clientVersion", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Caller(words, body, {"Content-Type": _TYPE, "SOAPAction": f'"{NAMESPACE}{operation}"', **named})


def _with_text(entity_declarations: str, reference: str) -> bytes:
    text = _CALL.decode().replace("2.3.0.215", reference)
    return text.replace("?><soap:", f"?><!DOCTYPE x [{entity_declarations}]><soap:", 1).encode()


def _bomb() -> str:
    levels = [f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)]
    return '<!ENTITY a0 "lollollol">' + "".join(levels)


CALLERS = {
    # Right messages in an unusual dress: a tolerant door lets these in.
    "no action": Caller("a right message without the SOAPAction header", _CALL, {"Content-Type": _TYPE}),
    "other action": _soap("a right message whose SOAPAction a proxy changed", _CALL, "authenticate"),
    "rpc style": _soap(
        "an RPC style envelope: q1 prefix, xsi:type, arguments in no namespace",
        write("clientVersion", [("strVersion", "2.3.0.215", "string")], "RPC"),
    ),
    "no arguments": _soap("a message whose arguments were left out, as minOccurs 0 lets", write("clientVersion", [])),
    "other namespace": _soap(
        "a message in another namespace", _CALL.replace(NAMESPACE.encode(), b"http://example.com/")
    ),
    # Nothing that a door should take in.
    "no XML": _soap("words", b"hello"),
    "malformed": _soap("an envelope that is not closed", _CALL[:-20]),
    "empty": _soap("no body at all", b""),
    "no SOAP": _soap("XML that is no envelope", b"<hello/>"),
    "empty body": _soap(
        "an envelope with nothing in its Body",
        _CALL[: _CALL.index(b"<clientVersion")] + b"</soap:Body></soap:Envelope>",
    ),
    "soap 1.2": _soap(
        "a SOAP 1.2 envelope",
        _CALL.replace(SOAP.encode(), b"http://www.w3.org/2003/05/soap-envelope"),
        Content_Type="application/soap+xml",
    ),
    "unknown operation": _soap("an operation that does not exist", write("deleteEverything", []), "deleteEverything"),
    "python attribute": _soap(
        "an operation named like a method of the implementation", write("__init__", []), "__init__"
    ),
    "doctype": _soap("a document type and nothing else wrong", _with_text("", "2.3.0.215")),
    "xml bomb": _soap("entities that grow to a thousand million letters", _with_text(_bomb(), "&a9;")),
    "external entity": _soap(
        "an entity that reads a file of the server",
        _with_text('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"),
    ),
    "remote entity": _soap(
        "an entity that makes the server call an address",
        _with_text('<!ENTITY x SYSTEM "http://localhost:9/x">', "&x;"),
    ),
    "deep": _soap(
        "a hundred thousand elements inside each other",
        _CALL.replace(b"2.3.0.215", b"<a>" * 100_000 + b"</a>" * 100_000),
    ),
    "control character": _soap("a character that XML forbids", _CALL.replace(b"2.3", b"\x01")),
    "utf-16": _soap("UTF-16", _CALL.decode().replace("utf-8", "utf-16").encode("utf-16")),
    "wrong encoding": _soap("bytes that are not the UTF-8 they claim to be", _CALL.replace(b"2.3", b"\xe9\xff")),
    "form": Caller(
        "a form, as another site's page could send it",
        b"strUserName=demo&strPassword=x",
        {"Content-Type": "application/x-www-form-urlencoded"},
    ),
    "plain text": Caller(
        "a right message that says it is plain text, as another site's page could send it",
        _CALL,
        {"Content-Type": "text/plain"},
    ),
    "json": Caller(
        "a JSON body",
        b'{"jsonrpc": "2.0", "method": "call", "params": {}}',
        {"Content-Type": "application/json"},
    ),
}


def knock(url: str, caller: str | Caller, transport=None) -> Reply:
    """Send one body and return what came; NoAnswer when nothing did."""
    chosen = CALLERS[caller] if isinstance(caller, str) else caller
    return (transport or HttpTransport(timeout=30)).post(url, chosen.body, chosen.headers)


@dataclass(frozen=True)
class Flooded:
    """What became of a huge body: how many bytes were sent before the door closed, and its reply."""

    sent: int
    reply: Reply


def flood(url: str, megabytes: int, *, chunked: bool = False, claimed: int | None = None, timeout=60) -> Flooded:
    """Stream a right envelope with a text of so many megabytes.

    ``chunked`` sends no Content-Length; ``claimed`` sends another one than is true. A service that refuses
    early closes while bytes are still under way, so a broken pipe is no failure yet: its reply is read after.
    """
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=timeout)
    sent = 0
    try:
        connection.putrequest("POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        connection.putheader("Content-Type", _TYPE)
        connection.putheader("SOAPAction", f'"{NAMESPACE}clientVersion"')
        if chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        else:
            length = sum(len(piece) for piece in _pieces(megabytes))
            connection.putheader("Content-Length", str(length if claimed is None else claimed))
        connection.endheaders()
        sent = _pour(connection, megabytes, chunked)
        response = connection.getresponse()
        return Flooded(sent, Reply(response.status, dict(response.getheaders()), response.read()))
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"the connection ended without an answer: {error}") from error
    finally:
        connection.close()


def _pieces(megabytes) -> Iterator[bytes]:
    head, tail = _CALL.split(b"2.3.0.215")
    yield head
    piece = b"x" * (1 << 20)
    for _megabyte in range(megabytes):
        yield piece
    yield tail


def _pour(connection, megabytes, chunked):
    sent = 0
    try:
        for piece in _pieces(megabytes):
            connection.send(b"%X\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
            sent += len(piece)
        if chunked:
            connection.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused early: the reply is waiting
    return sent
