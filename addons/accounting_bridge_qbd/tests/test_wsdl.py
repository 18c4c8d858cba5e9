from unittest import skipUnless

from lxml import etree

from odoo.tests import tagged

from ..ledgers.quickbooks_desktop import soap
from .common import NO_REFERENCE, REFERENCE, DoorCase

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
BINDING = "{http://schemas.xmlsoap.org/wsdl/soap/}"
EIGHT = (
    "serverVersion",
    "clientVersion",
    "authenticate",
    "sendRequestXML",
    "receiveResponseXML",
    "connectionError",
    "getLastError",
    "closeConnection",
)


def shape(root):
    """Return ``{operation: (action, style, arguments, results)}`` of a description."""
    elements = {element.get("name"): element for element in root.iterfind(f".//{SCHEMA}schema/{SCHEMA}element")}
    shapes = {}
    for operation in root.iterfind(f".//{WSDL}binding/{WSDL}operation"):
        bound = operation.find(f"{BINDING}operation")
        if bound is None or operation.get("name") not in EIGHT:
            continue
        name = operation.get("name")
        shapes[name] = (
            bound.get("soapAction"),
            bound.get("style", "document"),
            _fields(elements[name]),
            _fields(elements[f"{name}Response"]),
        )
    return shapes


def _fields(element):
    # What is not said is 1 in both cases.
    return [
        (
            field.get("name"),
            field.get("type").rpartition(":")[2],
            field.get("minOccurs", "1"),
            field.get("maxOccurs", "1"),
        )
        for field in element.iter(f"{SCHEMA}element")
        if field is not element
    ]


@tagged("post_install", "-at_install")
class TestWsdl(DoorCase):
    def served(self):
        answer = self.url_open(f"{self.door()}?wsdl")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], soap.CONTENT_TYPE)
        return etree.fromstring(answer.content)

    def test_every_operation_is_described(self):
        self.assertEqual(set(shape(self.served())), set(EIGHT))

    def test_the_address_is_that_of_the_door(self):
        address = self.served().find(f".//{BINDING}address")
        self.assertEqual(address.get("location"), self.base_url() + self.door())

    def test_the_name_may_be_written_in_any_case(self):
        self.assertIn(b"definitions", self.url_open(f"{self.door()}?WSDL").content)

    @skipUnless((REFERENCE / "QBWebConnectorSvc.wsdl").exists(), NO_REFERENCE)
    def test_it_agrees_with_intuits_on_the_eight_operations(self):
        theirs = shape(etree.parse(REFERENCE / "QBWebConnectorSvc.wsdl").getroot())
        self.assertEqual(set(theirs), set(EIGHT))
        self.assertEqual(shape(self.served()), theirs)

    @skipUnless((REFERENCE / "QBWebConnectorSvc.wsdl").exists(), NO_REFERENCE)
    def test_names_are_qualified_as_intuits_are(self):
        ours, theirs = self.served(), etree.parse(REFERENCE / "QBWebConnectorSvc.wsdl").getroot()
        for attribute in ("targetNamespace", "elementFormDefault"):
            self.assertEqual(
                ours.find(f".//{SCHEMA}schema").get(attribute), theirs.find(f".//{SCHEMA}schema").get(attribute)
            )
