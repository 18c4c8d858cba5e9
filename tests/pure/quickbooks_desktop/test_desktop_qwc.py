"""The .qwc file and the addresses that the Web Connector takes."""

import pytest
from lxml import etree

from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import qwc

APPLICATION = qwc.Application(
    name="Odoo <Söhne & Co>",
    address="https://odoo.example.com/bridge/web_connector",
    support_address="https://odoo.example.com/bridge/web_connector/support",
    user_name="bridge-1",
    file_id="0b1e2f3a-4455-4677-8899-aabbccddeeff",
    unique_name="accounting-bridge-1",
    description="d" * 200,
)


def test_the_file():
    text = qwc.build(APPLICATION)
    assert text.isascii()
    root = etree.fromstring(text.encode())
    values = {element.tag: element.text for element in root}
    assert root.tag == "QBWCXML"
    assert values["AppName"] == APPLICATION.name
    assert values["AppID"] is None
    assert len(values["AppDescription"]) == 80
    assert values["OwnerID"] == qwc.OWNER_ID
    assert values["FileID"] == "{0b1e2f3a-4455-4677-8899-aabbccddeeff}"
    assert (values["QBType"], values["Style"], values["AuthFlags"]) == ("QBFS", "Document", "0xF")
    assert (values["IsReadOnly"], values["AppUniqueName"]) == ("false", "accounting-bridge-1")
    assert root.findtext("Scheduler/RunEveryNMinutes") == "15"


@pytest.mark.parametrize("unattended", qwc.UNATTENDED)
@pytest.mark.parametrize("personal_data", qwc.PERSONAL_DATA)
def test_what_it_asks_for(unattended, personal_data):
    text = qwc.build(APPLICATION._replace(unattended=unattended, personal_data=personal_data))
    values = {element.tag: element.text for element in etree.fromstring(text.encode())}
    assert values["UnattendedModePref"] == qwc.UNATTENDED[unattended]
    assert values["PersonalDataPref"] == qwc.PERSONAL_DATA[personal_data]
    assert values["IsReadOnly"] == "false", "the Web Connector itself writes a lock"


def test_braces_are_not_doubled_and_a_schedule_can_be_left_to_the_person():
    text = qwc.build(APPLICATION._replace(file_id="{x}", minutes=0))
    assert "<FileID>{x}</FileID>" in text
    assert "Scheduler" not in text


def test_the_password_has_no_place_in_it():
    assert "Password" not in qwc.build(APPLICATION)


@pytest.mark.parametrize(
    ("address", "support", "words"),
    [
        ("https://odoo.example.com/x", "", []),
        ("https://odoo.example.com:8443/x", "https://ODOO.example.com/help", []),
        ("http://localhost:8069/x", "http://localhost:8069/help", []),
        ("https://localhost/x", "", []),
        ("http://odoo.example.com/x", "", ["https://"]),
        ("https://192.168.1.5/x", "", ["numbers"]),
        ("http://127.0.0.1:8069/x", "", ["https://", "numbers"]),
        ("https://[::1]/x", "", ["numbers"]),
        ("https://u:p@odoo.example.com/x", "", ["password"]),
        ("https://odoo.example.com/x", "https://help.example.com/", ["same domain"]),
        ("https://odoo.example.com/x", "https://[", ["same domain"]),
        ("odoo.example.com", "", ["name a host"]),
        ("ftp://odoo.example.com", "", ["name a host"]),
        ("https://", "", ["name a host"]),
        ("https://[::1", "", ["not an address"]),
        ("https://odoo.example.com:x/", "", ["not an address"]),
        ("", "", ["name a host"]),
    ],
)
def test_addresses(address, support, words):
    problems = qwc.check_address(address, support)
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True))
