"""What the Web Connector demands of a .qwc file, a service description and every answer, one rule a line.

A rule names the section of facts/quickbooks_desktop.md that it comes from. A *fatal* rule is one whose breach
the real connector does not survive; the others it would swallow in silence, so they are noted in the result.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    id: str
    source: str
    summary: str
    fatal: bool = True
    code: str = ""  # the connector's own error code, where the sheet gives one


@dataclass(frozen=True)
class Finding:
    """One breach of one rule, in words a person can act on."""

    rule: Rule
    words: str

    def __str__(self):
        return f"[{self.rule.id}] {self.words}"


def _note(id, source, summary):
    return Rule(id, source, summary, fatal=False)


_QWC = (
    Rule("qwc.readable", "2", "the file is well-formed XML", code="QBWC1051"),
    Rule("qwc.no-doctype", "1.1 security", "the file declares no document type", code="QBWC1051"),
    Rule("qwc.root", "2", "its root is QBWCXML, in no namespace", code="QBWC1051"),
    Rule("qwc.required", "2 table", "every required element is there; only AppID may be empty", code="QBWC1039"),
    Rule("qwc.once", "2 table", "no element stands twice", code="QBWC1039"),
    Rule("qwc.known", "2 table", "no element but those of the table; a password never", code="QBWC1039"),
    Rule("qwc.https", "2 AppURL, 1.7", "AppURL is https; http for localhost only", code="QBWC1010"),
    Rule("qwc.url-no-ip", "1.7, 2", "the host of AppURL is a name, not an IP address", code="QBWC1001"),
    Rule("qwc.support-no-ip", "1.7, 2", "the host of AppSupport is a name, not an IP address", code="QBWC1002"),
    Rule("qwc.domain", "2 AppSupport", "AppSupport is on the host of AppURL", code="QBWC1000"),
    Rule("qwc.support-status", "2 AppSupport", "the support page answers 200 or 202", code="QBWC1003"),
    Rule("qwc.support-reached", "2 AppSupport", "the support page can be reached", code="QBWC1004"),
    Rule(
        "qwc.certificate",
        "1.7, 2 CertURL",
        "the certificate is trusted; CertURL answers 200",
        code="QBWC1048",
    ),
    Rule("qwc.owner-id", "2 OwnerID", "OwnerID is a GUID in braces", code="QBWC1039"),
    Rule("qwc.file-id", "2 FileID", "FileID is a GUID in braces", code="QBWC1026"),
    Rule("qwc.pair", "2 FileID", "no other added application has this OwnerID and FileID", code="QBWC1039"),
    Rule("qwc.qb-type", "2 QBType", "QBType is QBFS or QBPOS", code="QBWC1039"),
    Rule(
        "qwc.scheduler",
        "2 Scheduler",
        "the Scheduler holds RunEveryNMinutes or RunEveryNSeconds, whole, above 0",
        code="QBWC1039",
    ),
    Rule("qwc.auth-flags", "2 AuthFlags", "AuthFlags is 0x0 to 0xF", code="QBWC1034"),
    Rule(
        "qwc.choices",
        "2 table",
        "Style, PersonalDataPref, UnattendedModePref, Notify, IsReadOnly: a listed value",
        code="QBWC1039",
    ),
    _note("qwc.read-only", "1.4", "IsReadOnly is not true: the connector itself writes its AppLock"),
    _note("qwc.description", "2 AppDescription", "AppDescription has 80 characters or fewer"),
)

_WSDL = (
    Rule("wsdl.served", "1.1", "AppURL?wsdl answers 200 with XML"),
    Rule("wsdl.builds", "1.1", "a SOAP client can be built from it, without fetching anything else"),
    Rule("wsdl.namespace", "1.1", "its target namespace is http://developer.intuit.com/"),
    Rule("wsdl.operations", "1.2", "it describes the eight operations with a SOAP 1.1 binding"),
    Rule("wsdl.arguments", "1.2", "names, order and types of the arguments are Intuit's"),
    Rule("wsdl.results", "1.2", "each answer is <op>Response with <op>Result of Intuit's type"),
    Rule("wsdl.document-literal", "1.1", "document style, literal use"),
    Rule("wsdl.action", "1.1", "soapAction is the namespace and the operation"),
    _note("wsdl.address", "1.1", "its address is AppURL"),
)

_ANSWER = (
    Rule("answer.arrives", "1.7", "an answer comes within the time-out, on a connection that stays up"),
    Rule("answer.status", "1.1", "HTTP status 200; a redirection is not followed"),
    Rule("answer.content-type", "1.1", "Content-Type is text/xml; charset=utf-8"),
    Rule("answer.no-bom", "7 row 5", "the body starts with XML, no byte order mark"),
    Rule("answer.well-formed", "7 row 5", "the body is well-formed UTF-8 XML"),
    Rule("answer.no-doctype", "1.1 security", "the body declares no document type"),
    Rule("answer.envelope", "1.1", "a SOAP 1.1 envelope"),
    Rule("answer.body", "1.1", "one Body with one element in it"),
    Rule("answer.no-fault", "1.1", "no SOAP fault"),
    Rule("answer.response-name", "1.1", "the element in the Body is called <op>Response"),
    Rule("answer.response-namespace", "1.1, 7 row 9", "<op>Response is in the Intuit namespace"),
    Rule("answer.result-name", "1.1", "<op>Response holds <op>Result and nothing else"),
    Rule("answer.result-namespace", "1.1, 7 row 9", "<op>Result is in the Intuit namespace"),
    Rule("answer.result-there", "1.1", "receiveResponseXMLResult is there: minOccurs 1"),
    Rule("answer.literal", "1.1", "document/literal: no encodingStyle, no xsi:type"),
    Rule("answer.text-only", "1.1", "a scalar result is text; qbXML is escaped, not nested"),
    Rule("answer.no-white-space", "1.1, 7 row 5", "no white space between elements or around a result"),
    Rule("answer.int", "1.1", "receiveResponseXMLResult is an xs:int"),
    Rule("authenticate.string-name", "1.1", "authenticateResult holds elements called string"),
    Rule("authenticate.string-namespace", "1.1, 7 row 7", "these are in the Intuit namespace"),
    Rule(
        "authenticate.count",
        "1.3, 7 rows 7 and 8",
        "two to four strings; an empty one is written, not left out",
    ),
    Rule("authenticate.ticket", "1.3", "the ticket is not empty, even for none, nvu and busy"),
    _note("authenticate.ticket-length", "1.3, 7 row 18", "the ticket is long enough for 128 random bits"),
    _note("authenticate.ticket-fresh", "1.3, 7 row 18", "no two visits have the same ticket"),
    _note("authenticate.word", "1.3", "the second string is '', none, nvu, busy or the full path of a .qbw file"),
    Rule("authenticate.seconds", "1.3", "the third and fourth string are seconds, or empty"),
    Rule("clientVersion.prefix", "1.3", "clientVersion is '' or starts with W:, E: or O:", code="QBWC1046"),
    Rule("receiveResponseXML.range", "1.3", "progress is 100 at most"),
    Rule("getLastError.patience", "1.3", "NoOp is not answered for ever"),
    _note("connectionError.one-retry", "1.3", "connectionError names another company file once at most"),
)

RULES = _QWC + _WSDL + _ANSWER
BY_ID = {rule.id: rule for rule in RULES}


def finding(rule_id: str, words: str) -> Finding:
    return Finding(BY_ID[rule_id], words)
