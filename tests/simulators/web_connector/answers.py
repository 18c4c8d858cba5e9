"""The strict reader of one SOAP answer: its value and every breach of facts/quickbooks_desktop.md 1.1."""

import re

from lxml import etree

from .operations import NAMESPACE, SOAP, Operation
from .rules import Finding, finding
from .transport import Reply

_PARSER_OPTIONS = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}
_CONTENT_TYPE = re.compile(r'text/xml;\s*charset="?utf-8"?$', re.IGNORECASE)
_INT = re.compile(r"[+-]?\d{1,10}$")
_FOREIGN_ATTRIBUTES = (f"{{{SOAP}}}encodingStyle", "{http://www.w3.org/2001/XMLSchema-instance}type")

Value = str | int | list[str] | None


def parse(body: bytes):
    """Strict parsing; a fresh parser each time, since one is not shared between threads."""
    return etree.fromstring(body, etree.XMLParser(**_PARSER_OPTIONS))


def read(operation: Operation, reply: Reply) -> tuple[Value, list[Finding]]:
    """The value of an answer and all that is wrong with it; the value is None where it cannot be read."""
    findings = _transport_findings(reply)
    if any(found.rule.id == "answer.status" for found in findings):
        return None, findings
    try:
        root = parse(reply.body)
    except etree.XMLSyntaxError as error:
        # After a wrong status or type the body is most likely a page for people: saying so once is enough.
        if not findings:
            findings.append(finding("answer.well-formed", f"Response is not well-formed XML: {error}"))
        return None, findings
    value = _read_envelope(operation, root, findings)
    return value, findings


def _transport_findings(reply):
    findings = []
    # A fault travels with status 500 in SOAP 1.1; the fault itself is then what is reported.
    if reply.status != 200 and not (reply.status == 500 and b":Fault" in reply.body):
        findings.append(finding("answer.status", f"The request failed with HTTP status {reply.status}"))
    content_type = reply.header("Content-Type")
    if not _CONTENT_TYPE.match(content_type.strip()) and not findings:
        findings.append(
            finding(
                "answer.content-type",
                f"Client found response content type of '{content_type}', but expected 'text/xml; charset=utf-8'",
            )
        )
    if reply.body.startswith(b"\xef\xbb\xbf"):
        findings.append(finding("answer.no-bom", "The body starts with a byte order mark"))
    return findings


def _read_envelope(operation, root, findings):
    document = root.getroottree()
    if document.docinfo.internalDTD is not None or document.docinfo.doctype:
        findings.append(finding("answer.no-doctype", "The body declares a document type"))
    if (document.docinfo.encoding or "utf-8").lower() != "utf-8":
        findings.append(finding("answer.well-formed", f"The body is {document.docinfo.encoding}, not UTF-8"))
    if root.tag != f"{{{SOAP}}}Envelope":
        findings.append(finding("answer.envelope", f"The root is {root.tag}, not a SOAP 1.1 envelope"))
        return None
    bodies = [child for child in _elements(root) if child.tag == f"{{{SOAP}}}Body"]
    if len(bodies) != 1 or len(_elements(bodies[0])) != 1:
        findings.append(finding("answer.body", "There is not exactly one Body with one element in it"))
        return None
    body = bodies[0]
    response = _elements(body)[0]
    if response.tag == f"{{{SOAP}}}Fault":
        findings.append(finding("answer.no-fault", f"SOAP fault: {response.findtext('faultstring') or 'no words'}"))
        return None
    if any(name in element.attrib for element in body.iter("*") for name in _FOREIGN_ATTRIBUTES):
        findings.append(finding("answer.literal", "encodingStyle or xsi:type stands in a document/literal answer"))
    if _padded(root) or any(_padded(element) for element in (body, response)):
        findings.append(finding("answer.no-white-space", "White space stands between the elements"))
    return _read_response(operation, response, findings)


def _read_response(operation, response, findings):
    wanted = f"{operation.name}Response"
    name = etree.QName(response)
    if name.localname != wanted:
        findings.append(finding("answer.response-name", f"The answer is called {name.localname}, not {wanted}"))
    if name.namespace != NAMESPACE:
        findings.append(
            finding("answer.response-namespace", f"{name.localname} is in {name.namespace or 'no namespace'}")
        )
    results = _elements(response)
    if not results:
        if operation.result == "int":
            findings.append(finding("answer.result-there", f"{operation.name}Result is not there"))
        return None
    wanted = f"{operation.name}Result"
    if len(results) > 1 or etree.QName(results[0]).localname != wanted:
        found = ", ".join(etree.QName(result).localname for result in results)
        findings.append(finding("answer.result-name", f"{operation.name}Response holds {found}, not {wanted} alone"))
    result = results[0]
    namespace = etree.QName(result).namespace
    if namespace != NAMESPACE:
        findings.append(
            finding("answer.result-namespace", f"{operation.name}Result is in {namespace or 'no namespace'}")
        )
    read_result = {"string": _read_string, "int": _read_int, "strings": _read_strings}[operation.result]
    return read_result(operation, result, findings)


def _read_string(operation, result, findings):
    if _elements(result):
        findings.append(finding("answer.text-only", f"{operation.name}Result holds elements, not text"))
        return None
    return _text(operation, result, findings)


def _read_int(operation, result, findings):
    text = _read_string(operation, result, findings)
    if text is None:
        return None
    if not _INT.match(text.strip()):
        findings.append(finding("answer.int", f"{operation.name}Result is {text!r}, not an integer"))
        return None
    return int(text)


def _read_strings(operation, result, findings):
    values = []
    if _padded(result):
        findings.append(
            finding("answer.no-white-space", f"White space stands between the strings of {operation.name}Result")
        )
    for child in _elements(result):
        name = etree.QName(child)
        if name.localname != "string":
            findings.append(finding("authenticate.string-name", f"authenticateResult holds a {name.localname}"))
        if name.namespace != NAMESPACE:
            # What the real one says to it: facts 7 row 7.
            findings.append(
                finding(
                    "authenticate.string-namespace",
                    f"Index was outside the bounds of the array (string is in {name.namespace or 'no namespace'})",
                )
            )
        values.append(_read_string(operation, child, findings) or "")
    return values


def _text(operation, element, findings):
    text = "".join(element.itertext())
    if text != text.strip():
        findings.append(
            finding("answer.no-white-space", f"White space stands around the text of {operation.name}Result")
        )
    return text


def _elements(parent):
    return [child for child in parent if isinstance(child.tag, str)]


def _padded(element):
    """Whether text of any kind stands directly in an element that should hold elements only."""
    children = list(element)
    return bool(children) and bool(element.text or any(child.tail for child in children))
