"""For every rule of the Web Connector one case that breaks it and nothing else.

Cases are changes of a right .qwc, bent texts of one, bent descriptions, and bent answers to one operation.
"""

from tests.simulators.web_connector.operations import NAMESPACE, OPERATIONS, SOAP
from tests.simulators.web_connector.transport import Reply

from .soap_server import XML, answer, describe, wrap

# === A .qwc: rule -> changes of the elements === #

OTHER_HOST = "http://127.0.0.1:9/support"
QWC_CHANGES = {
    "qwc.required": {"UserName": None},
    "qwc.known": {"Password": "secret"},
    "qwc.owner-id": {"OwnerID": "57F3B9B6-86F1-4FCC-B1FF-966DE1813D20"},
    "qwc.file-id": {"FileID": "{90A44FB5}"},
    "qwc.qb-type": {"QBType": "QBO"},
    "qwc.scheduler": {"Scheduler": "<RunEveryNMinutes>0</RunEveryNMinutes>"},
    "qwc.auth-flags": {"AuthFlags": "0x10"},
    "qwc.choices": {"Style": "Encoded"},
    "qwc.read-only": {"IsReadOnly": "true"},
    "qwc.description": {"AppDescription": "x" * 81},
    "qwc.https": {"AppURL": "http://books.example.com/soap", "AppSupport": "http://books.example.com/"},
    "qwc.domain": {"AppURL": "https://books.example.com/soap", "AppSupport": "https://www.example.com/"},
    "qwc.url-no-ip": {"AppURL": "https://192.0.2.1/soap", "AppSupport": "https://books.example.com/"},
    "qwc.support-no-ip": {"AppURL": "https://books.example.com/soap", "AppSupport": "https://[::1]/"},
    "qwc.support-status": {"AppSupport": "http://localhost:{port}/gone"},
    "qwc.support-reached": {"AppSupport": "http://localhost:1/support"},
    "qwc.certificate": {"CertURL": "http://localhost:{port}/gone"},
}
# An IP address is another host as well: these two necessarily break the rule of the domain too.
ALSO_BREAKS = {"qwc.url-no-ip": {"qwc.domain"}, "qwc.support-no-ip": {"qwc.domain"}}

QWC_TEXTS = {
    "qwc.readable": lambda text: text.replace("</QBWCXML>", ""),
    "qwc.no-doctype": lambda text: text.replace("<QBWCXML>", "<!DOCTYPE QBWCXML><QBWCXML>"),
    "qwc.root": lambda text: text.replace("QBWCXML>", "QwcXml>"),
    "qwc.once": lambda text: text.replace("<QBType>", "<QBType>QBFS</QBType><QBType>"),
}

# === A description: rule -> its text === #

_OTHER = "http://other.example.com/"
WSDL_TEXTS = {
    "wsdl.builds": lambda text: text.replace(
        "<types>",
        '<import namespace="http://other.example.com/" location="http://other.example.com/more.wsdl"/><types>',
    ),
    "wsdl.namespace": lambda text: (
        text.replace(f'targetNamespace="{NAMESPACE}"', f'targetNamespace="{_OTHER}"', 1)
        .replace('message="tns:', 'message="o:')
        .replace('type="tns:Port"', 'type="o:Port"')
        .replace('binding="tns:', 'binding="o:')
        .replace("<definitions ", f'<definitions xmlns:o="{_OTHER}" ')
    ),
    "wsdl.arguments": lambda text: text.replace('name="strCompanyFileName"', 'name="strCompanyFilename"'),
    "wsdl.results": lambda text: text.replace(
        'name="receiveResponseXMLResult" type="s:int"', 'name="receiveResponseXMLResult" type="s:string"'
    ),
    "wsdl.document-literal": lambda text: text.replace('use="literal"', 'use="encoded"'),
    "wsdl.action": lambda text: text.replace(f"{NAMESPACE}getLastError", f"{NAMESPACE}lastError"),
    "wsdl.address": lambda text: text.replace('location="http://localhost', 'location="http://127.0.0.1'),
}


def without_close_connection(url):
    return describe(
        url,
        [operation for operation in OPERATIONS.values() if operation.in_wsdl and operation.name != "closeConnection"],
    )


# === An answer: rule -> (operation, reply) === #

_RIGHT = answer("getLastError", "x").body.decode()
_STRINGS = answer("authenticate", ["t" * 32, ""]).body.decode()
_PROGRESS = answer("receiveResponseXML", 100).body.decode()


def _text(operation, text, headers=XML, status=200):
    return operation, Reply(status, headers, text.encode() if isinstance(text, str) else text)


def _said(operation, value):
    return operation, answer(operation, value)


ANSWERS = {
    "answer.status": _text("getLastError", "<html/>", {"Content-Type": "text/html"}, 500),
    "answer.content-type": _text("getLastError", _RIGHT, {"Content-Type": "text/html; charset=utf-8"}),
    "answer.no-bom": _text("getLastError", b"\xef\xbb\xbf" + _RIGHT.encode()),
    "answer.well-formed": _text("getLastError", _RIGHT + "<p>Notice</p>"),
    "answer.no-doctype": _text("getLastError", _RIGHT.replace("?><", "?><!DOCTYPE x><", 1)),
    "answer.envelope": _text("getLastError", _RIGHT.replace(SOAP, "http://www.w3.org/2003/05/soap-envelope")),
    "answer.body": _text("getLastError", _RIGHT.replace("</soap:Body>", "<more/></soap:Body>")),
    "answer.no-fault": _text(
        "getLastError",
        wrap("<soap:Fault><faultcode>soap:Server</faultcode><faultstring>broken</faultstring></soap:Fault>"),
        XML,
        500,
    ),
    "answer.response-name": _text("getLastError", _RIGHT.replace("getLastErrorResponse", "getLastErrorAnswer")),
    "answer.response-namespace": _text(
        "getLastError",
        _RIGHT.replace(
            f'<getLastErrorResponse xmlns="{NAMESPACE}"><getLastErrorResult',
            f'<o:getLastErrorResponse xmlns:o="{_OTHER}"><getLastErrorResult xmlns="{NAMESPACE}"',
        ).replace("</getLastErrorResponse", "</o:getLastErrorResponse"),
    ),
    "answer.result-name": _text("getLastError", _RIGHT.replace("getLastErrorResult", "getLastErrorReturn")),
    "answer.result-namespace": _text(
        "getLastError", _RIGHT.replace("<getLastErrorResult", '<getLastErrorResult xmlns=""')
    ),
    "answer.result-there": _text("receiveResponseXML", wrap(f'<receiveResponseXMLResponse xmlns="{NAMESPACE}"/>')),
    "answer.literal": _text(
        "getLastError",
        _RIGHT.replace(
            "<getLastErrorResult>",
            '<getLastErrorResult xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
            ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xsi:type="xsd:string">',
        ),
    ),
    "answer.text-only": _text("getLastError", _RIGHT.replace(">x<", "><QBXML/><")),
    "answer.no-white-space": _text("getLastError", _RIGHT.replace(">x<", ">\n  x\n<")),
    "answer.int": _text("receiveResponseXML", _PROGRESS.replace(">100<", ">100%<")),
    "authenticate.string-name": _text(
        "authenticate", _STRINGS.replace("<string>", "<item>").replace("</string>", "</item>")
    ),
    "authenticate.string-namespace": _text(
        "authenticate",
        _STRINGS.replace("<string>", '<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/Arrays">'),
    ),
    "authenticate.count": _said("authenticate", ["t" * 32]),
    "authenticate.ticket": _said("authenticate", ["", "none"]),
    "authenticate.ticket-length": _said("authenticate", ["t" * 21, ""]),
    "authenticate.word": _said("authenticate", ["t" * 32, "None"]),
    "authenticate.seconds": _said("authenticate", ["t" * 32, "", "soon"]),
    "clientVersion.prefix": _said("clientVersion", "OK"),
    "receiveResponseXML.range": _said("receiveResponseXML", 101),
    "getLastError.patience": _said("getLastError", "NoOp"),
    "connectionError.one-retry": _said("connectionError", r"C:\Books\another.qbw"),
}
# More ways to break a rule that has its case above already.
MORE_ANSWERS = (
    ("answer.status", _text("getLastError", "", {"Location": "/web/login"}, 303)),
    ("answer.status", _text("getLastError", "", {}, 413)),
    ("answer.status", _text("closeConnection", _RIGHT.replace("getLastError", "closeConnection"), XML, 500)),
    ("answer.content-type", _text("getLastError", _RIGHT, {})),
    ("answer.well-formed", _text("getLastError", "")),
    ("answer.well-formed", _text("getLastError", " " + _RIGHT)),
    ("answer.well-formed", _text("getLastError", _RIGHT.replace(">x<", ">\x1f<"))),
    ("answer.well-formed", _text("getLastError", _RIGHT.replace("utf-8", "iso-8859-1"))),
    ("answer.body", _text("getLastError", wrap(""))),
    (
        "answer.result-name",
        _text("getLastError", _RIGHT.replace("</getLastErrorResult>", "</getLastErrorResult><more/>")),
    ),
    ("answer.no-white-space", _text("authenticate", _STRINGS.replace("<string>", "\n<string>"))),
    (
        "answer.no-white-space",
        _text("authenticate", _STRINGS.replace("<string></string>", "<string>\n</string>")),
    ),
    ("answer.no-white-space", _text("getLastError", _RIGHT.replace("<soap:Body>", "\n<soap:Body>"))),
    ("answer.int", _text("receiveResponseXML", _PROGRESS.replace(">100<", "><"))),
    ("authenticate.count", _said("authenticate", [])),
    ("authenticate.count", _said("authenticate", ["t" * 32, "", "", "", ""])),
    ("authenticate.word", _said("authenticate", ["t" * 32, "company.qbw"])),
)
