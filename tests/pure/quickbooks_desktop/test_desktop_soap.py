"""The Web Connector's SOAP: calls in every shape it uses, answers as it wants them, nothing that harms us."""

import io

import desktop_samples as sample
import pytest
from lxml import etree

from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import soap

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
ADDRESS = "https://odoo.example.com/bridge/web_connector?db=a&x=1"


def body(content, prolog='<?xml version="1.0" encoding="utf-8"?>'):
    head, tail = f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>', "</soap:Body></soap:Envelope>"
    return f"{prolog}{head}{content}{tail}".encode()


def test_a_call():
    call = soap.parse(
        body(
            f'<authenticate xmlns="{soap.NAMESPACE}"><strUserName>a &amp; b</strUserName><strPassword>&lt;é'
            "</strPassword></authenticate>"
        )
    )
    assert call == ("authenticate", {"strUserName": "a & b", "strPassword": "<é"})
    assert call.is_known


def test_what_is_left_out_or_empty_is_an_empty_text():
    call = soap.parse(
        body(f'<receiveResponseXML xmlns="{soap.NAMESPACE}"><ticket>t</ticket><hresult /></receiveResponseXML>')
    )
    assert call.arguments == {"ticket": "t", "response": "", "hresult": "", "message": ""}


def test_the_rpc_style_and_foreign_prefixes():
    call = soap.parse(
        body(
            f'<!-- c --><q1:authenticate xmlns:q1="{soap.NAMESPACE}"><strUserName>u</strUserName>'
            '<strPassword xmlns="">p</strPassword></q1:authenticate>'
        )
    )
    assert call == ("authenticate", {"strUserName": "u", "strPassword": "p"})


def test_qbxml_travels_as_text_or_as_cdata():
    text = '<?xml version="1.0" ?><QBXML a="1">&</QBXML>'
    head = f'<receiveResponseXML xmlns="{soap.NAMESPACE}"><response>'
    tail = "</response></receiveResponseXML>"
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    for content in (escaped, f"<![CDATA[{text}]]>"):
        assert soap.parse(body(head + content + tail)).arguments["response"] == text


def test_a_header_white_space_and_other_encodings():
    content = f'<soap:Header/><soap:Body>\n <serverVersion xmlns="{soap.NAMESPACE}" />\n</soap:Body>'
    text = f'<soap:Envelope xmlns:soap="{SOAP}">{content}</soap:Envelope>'
    assert soap.parse(b"\r\n " + text.encode()) == ("serverVersion", {})
    assert soap.parse(f'<?xml version="1.0" encoding="utf-16"?>{text}'.encode("utf-16")).operation == "serverVersion"


def test_an_operation_that_nobody_knows_is_answered_properly():
    call = soap.parse(body('<authenticate2 xmlns="urn:x"><a>1</a></authenticate2>'))
    assert (call.is_known, call.arguments) == (False, {"a": "1"})
    assert b"<authenticate2Result></authenticate2Result>" in soap.envelope(call.operation, "")


def test_a_long_response_is_read():
    content = f'<receiveResponseXML xmlns="{soap.NAMESPACE}"><response>{"x" * 10_500_000}</response>'
    assert len(soap.parse(body(content + "</receiveResponseXML>")).arguments["response"]) == 10_500_000


@pytest.mark.parametrize("sign", ["&#x1F;", "&#31;", "\x1f", "&#x0;", "&#xFFFF;"])
def test_control_characters_of_a_memo_do_not_stop_a_visit(sign):
    """.NET writes the character of a memo as a reference, which XML forbids as well (facts 1.1)."""
    content = f"<response>&lt;Memo&gt;caf\u00e9 {sign} bar&lt;/Memo&gt;</response><hresult/>"
    call = soap.parse(body(f'<receiveResponseXML xmlns="{soap.NAMESPACE}">{content}</receiveResponseXML>'))
    assert call.arguments["response"] == "<Memo>caf\u00e9 \ufffd bar</Memo>"


BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]>"
)
EXTERNAL = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"no XML",
        b"<soap:Envelope>",
        b"\xff\xfe\x00",
        b"<a/>",
        body("x")[:-5],
        f'<soap:Envelope xmlns:soap="{SOAP}"/>'.encode(),
        body(""),
        body("only text"),
        body("<authenticate><strUserName>&#x1F;</strUserName></authenticate>")[:-5],
        body("<authenticate><strUserName>&#x1F;&a;</strUserName></authenticate>"),
        body("<authenticate><strUserName>&#x1F;&a;</strUserName></authenticate>", BOMB),
        body("<authenticate><strUserName>&a8;</strUserName></authenticate>", BOMB),
        body("<authenticate><strUserName>&a;</strUserName></authenticate>", EXTERNAL),
        body("<authenticate/>", '<!DOCTYPE b SYSTEM "http://127.0.0.1:9/x.dtd">'),
        body("<authenticate/>", EXTERNAL).decode().encode("utf-16"),
    ],
)
def test_what_is_no_call(data):
    with pytest.raises(soap.NotSoap):
        soap.parse(data)


def read(data):
    root = etree.fromstring(data)
    return root[0][0]


def test_an_answer():
    data = soap.envelope("sendRequestXML", '<?xml version="1.0"?>\n<a>&#233; & "q"\r\n</a>')
    element = read(data)
    assert element.tag == f"{{{soap.NAMESPACE}}}sendRequestXMLResponse"
    assert element[0].tag == f"{{{soap.NAMESPACE}}}sendRequestXMLResult"
    assert element[0].text == '<?xml version="1.0"?>\n<a>&#233; & "q"\r\n</a>'
    assert b"> <" not in data
    assert read(soap.envelope("receiveResponseXML", 40))[0].text == "40"


def test_empty_texts_of_a_list_are_kept_in_the_name_space():
    strings = read(soap.envelope("authenticate", ["ticket", ""]))[0]
    assert [(each.tag, each.text or "") for each in strings] == [
        (f"{{{soap.NAMESPACE}}}string", "ticket"),
        (f"{{{soap.NAMESPACE}}}string", ""),
    ]


def test_characters_that_xml_forbids_do_not_break_an_answer():
    assert read(soap.envelope("getLastError", "a\x00\x1f\ud800b"))[0].text == "a\ufffd\ufffd\ufffdb"


# --- the description of the service ---

INTERACTIVE = {"getInteractiveURL", "interactiveRejected", "interactiveDone"}


def described(root):
    """Return what a WSDL says: operation -> (SOAPAction, arguments, result)."""
    names = {
        "w": "http://schemas.xmlsoap.org/wsdl/",
        "s": "http://www.w3.org/2001/XMLSchema",
        "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    }

    def children(name):
        found = root.iterfind(f".//s:schema/s:element[@name='{name}']/s:complexType/s:sequence/s:element", names)
        return [(e.get("name"), e.get("type").partition(":")[2], e.get("minOccurs", "1")) for e in found]

    actions = {
        operation.get("name"): operation.find("soap:operation", names).get("soapAction")
        for operation in root.iterfind("w:binding/w:operation", names)
        if operation.find("soap:operation", names) is not None
    }
    return {name: (action, children(name), children(f"{name}Response")) for name, action in actions.items()}


def test_the_description_is_the_one_of_intuit():
    path = sample.REFERENCE / "QBWebConnectorSvc.wsdl"
    if not path.exists():
        pytest.skip("Intuit's description is not here: ../shared/reference/quickbooks_desktop")
    ours, theirs = described(etree.fromstring(soap.describe(ADDRESS).encode())), described(etree.parse(path))
    assert len(theirs) == 8
    assert {name: ours[name] for name in theirs} == theirs
    assert set(ours) - set(theirs) == INTERACTIVE


def test_the_description_and_the_table_of_operations_agree():
    described_arguments = {
        name: tuple(argument[0] for argument in arguments)
        for name, (_action, arguments, _result) in described(etree.fromstring(soap.describe(ADDRESS).encode())).items()
    }
    assert described_arguments == soap.OPERATIONS


def test_a_client_can_be_built_from_the_description():
    zeep = pytest.importorskip("zeep")
    sent = []

    class Wire(zeep.transports.Transport):
        def post_xml(self, address, envelope, headers):
            call = soap.parse(etree.tostring(envelope))
            sent.append((address, call, headers["SOAPAction"]))
            results = {"authenticate": ["ticket", ""], "receiveResponseXML": 100}
            data = soap.envelope(call.operation, results.get(call.operation, "text"))
            return _Answer(data)

    client = zeep.Client(io.BytesIO(soap.describe(ADDRESS).encode()), transport=Wire())
    assert client.service.authenticate("u", "p") == ["ticket", None]
    assert client.service.sendRequestXML("t", "", "", "US", 13, 0) == "text"
    assert client.service.receiveResponseXML("t", "<QBXML/>", "", "") == 100
    assert client.service.getInteractiveURL("t", "s") == "text"
    assert sent[0][0] == ADDRESS
    assert sent[0][2] == f'"{soap.NAMESPACE}authenticate"'
    assert sent[1][1].arguments["qbXMLMajorVers"] == "13"


class _Answer:
    """The few things of an HTTP response that zeep looks at."""

    status_code = 200
    encoding = "utf-8"
    headers = {"Content-Type": soap.CONTENT_TYPE}

    def __init__(self, content):
        self.content = content
