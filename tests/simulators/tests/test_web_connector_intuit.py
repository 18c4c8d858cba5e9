"""Intuit's own description of the service passes our rules of descriptions."""

from pathlib import Path

import pytest

from tests.simulators.web_connector import Reply
from tests.simulators.web_connector.description import Service

WSDL = (
    Path(__file__).resolve().parents[3].parent
    / "shared"
    / "reference"
    / "quickbooks_desktop"
    / "QBWebConnectorSvc.wsdl"
)


@pytest.mark.skipif(not WSDL.exists(), reason="Intuit's description is not beside this repository")
def test_intuits_description_breaks_no_rule_but_that_of_the_address():
    class Served:
        def get(self, _url):
            return Reply(200, {"Content-Type": "text/xml"}, WSDL.read_bytes())

    service = Service("https://books.example.com/soap", Served())
    assert {found.rule.id for found in service.findings} == {"wsdl.address"}
    assert service.arguments("authenticate", {"strUserName": "demo", "strPassword": None}) == [
        ("strUserName", "demo", "string"),
        ("strPassword", None, "string"),
    ]
