"""The addresses of the API and the form of its answers (facts 2.1)."""

import pytest
import requests

from tests.simulators.quickbooks_online.books import ENTITIES

from .caller import REALM


@pytest.fixture
def invoice(caller):
    item = caller.found("select * from Item where Name = 'Hours'")["Item"][0]
    body = {
        "CustomerRef": {"value": caller.customer("Acme")["Id"]},
        "Line": [
            {
                "DetailType": "SalesItemLineDetail",
                "Amount": 100,
                "SalesItemLineDetail": {"ItemRef": {"value": item["Id"]}},
            }
        ],
    }
    answer = caller.post("invoice", body)
    assert answer.status == 200, answer.text
    return answer["Invoice"]


def test_create_read_update_of_a_list_entry(caller):
    answer = caller.post("customer", {"DisplayName": "Acme"})
    assert set(answer.value) == {"Customer", "time"} and answer.headers["intuit_tid"]
    made = answer["Customer"]
    assert made["SyncToken"] == "0" and isinstance(made["Id"], str)
    read = caller.get(f"customer/{made['Id']}")["Customer"]
    assert read == made
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "CompanyName": "Acme Ltd"}
    changed = caller.post("customer", change)["Customer"]
    assert changed["SyncToken"] == "1" and changed["CompanyName"] == "Acme Ltd" and changed["DisplayName"] == "Acme"
    assert caller.post("customer", change).code == "5010"


def test_an_update_may_say_that_it_is_one(caller):
    made = caller.customer("Acme")
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "CompanyName": "Acme Ltd"}
    assert caller.post("customer", change, operation="update")["Customer"]["CompanyName"] == "Acme Ltd"


def test_void_and_delete_of_an_invoice(caller, invoice):
    key = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}
    void = caller.post("invoice", key, operation="void")["Invoice"]
    assert void["TotalAmt"] == 0 and "Voided" in void["PrivateNote"]
    gone = caller.post("invoice", {"Id": void["Id"], "SyncToken": void["SyncToken"]}, operation="delete")["Invoice"]
    assert gone == {"domain": "QBO", "status": "Deleted", "Id": invoice["Id"]}
    assert caller.get(f"invoice/{invoice['Id']}").code == "610"


def test_a_payment_is_voided_in_its_own_way(caller, invoice):
    body = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": 10}
    payment = caller.post("payment", body)["Payment"]
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"], "sparse": True}
    assert caller.post("payment", key, operation="void").code == "500"
    assert caller.post("payment", key, operation="update", include="void")["Payment"]["TotalAmt"] == 0


@pytest.mark.parametrize("path", ["creditmemo", "bill", "refundreceipt"])
def test_what_cannot_be_voided(caller, path):
    assert caller.post(path, {"Id": "1", "SyncToken": "0"}, operation="void").code == "500"
    assert caller.post(path, {"Id": "1", "SyncToken": "0"}, operation="update", include="void").code == "500"


@pytest.mark.parametrize("path", ["customer", "vendor", "item", "account", "class", "term"])
def test_lists_are_not_deleted(caller, path):
    assert caller.post(path, {"Id": "1", "SyncToken": "0"}, operation="delete").code == "500"


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "customer"),
        ("GET", "Customer/1"),
        ("GET", "customer/1/pdf"),
        ("GET", "estimate/1"),
        ("GET", "batch"),
        ("POST", "cdc"),
        ("GET", "upload"),
        ("GET", "taxservice/taxcode"),
        ("POST", "taxservice/calculate"),
        ("POST", "customer/1"),
        ("POST", "nothing"),
    ],
)
def test_what_the_api_does_not_know(caller, method, path):
    body = {} if method == "POST" else None
    assert caller.call(method, path, body).code == "500"


def test_single_entities(caller):
    for path in (f"companyinfo/{REALM}", "preferences"):
        assert caller.get(path).status == 200
    assert caller.get("companyinfo/99").code == "610"
    assert caller.found("select * from CompanyInfo")["CompanyInfo"][0]["CompanyName"] == "Acme Field Services"
    assert "SalesFormsPrefs" in caller.found("select * from Preferences")["Preferences"][0]


def test_ids(caller):
    assert caller.get("customer/abc").code == "2030"
    assert caller.get("customer/9999").code == "610"


# --- bodies ---


def test_bodies_are_bare(caller):
    assert caller.post("customer", {"Customer": {"DisplayName": "Acme"}}).code == "2010"


def test_bodies_are_json(caller):
    assert caller.call("POST", "customer", "DisplayName=Acme", "application/x-www-form-urlencoded").code == "1050"
    assert caller.call("POST", "customer", b"{", "application/json").code == "2010"
    assert caller.call("POST", "customer", b'{"DisplayName": "Caf\xe9"}', "application/json").code == "500"
    assert caller.call("POST", "customer", b"[]", "application/json").code == "2010"


def test_whoever_does_not_ask_for_json_gets_xml(caller):
    made = caller.customer("Acme & Sons")
    answer = caller.call("GET", f"customer/{made['Id']}", accept="*/*")
    assert answer.kind == "application/xml" and "<DisplayName>Acme &amp; Sons</DisplayName>" in answer.text
    assert "<Fault" in caller.call("GET", "customer/9999", accept="*/*").text


def test_numbers_have_the_digits_they_have(caller, invoice):
    text = caller.get(f"invoice/{invoice['Id']}").text
    assert '"TotalAmt":100.00' in text or '"TotalAmt":100' in text
    assert "e-" not in text and "0000001" not in text


# --- queries ---


def test_queries_by_post_and_by_get(caller):
    made = caller.customer("Amy's + Sons")
    statement = r"select * from Customer where DisplayName = 'Amy\'s + Sons'"
    assert caller.found(statement)["Customer"][0]["Id"] == made["Id"]
    assert caller.get("query", query=statement)["QueryResponse"]["Customer"][0]["Id"] == made["Id"]
    assert caller.call("POST", "query", statement, "text/plain").code == "1050"
    assert caller.query("select * from Nothing").code == "4001"
    assert caller.query("select").code == "4000"
    assert caller.query("select * from Customer where DisplayName = 'x'").value["QueryResponse"] == {}


def test_a_query_is_utf8(caller):
    statement = b"select * from Customer where DisplayName = '\xe9'"
    assert caller.call("POST", "query", statement, "application/text").code == "500"


def test_a_plus_in_an_address_is_a_space(caller):
    def ask(offset):
        statement = f"select * from Customer where MetaData.LastUpdatedTime > '2026-01-01T00:00:00{offset}'"
        url = f"{caller.base}query?query={statement}"
        headers = {"Authorization": f"Bearer {caller.token}", "Accept": "application/json"}
        return requests.get(url, headers=headers, timeout=10).status_code

    assert ask("+01:00") == 400 and ask("%2B01:00") == 200


def test_each_entity_of_the_books_can_be_queried(caller):
    for entity in set(ENTITIES) - {"TaxService"}:
        answer = caller.query(f"select * from {entity} maxresults 1000")
        assert answer.status == 200, f"{entity}: {answer.text}"
    assert caller.query("select * from TaxService").code == "4001"


# --- taxes ---


def test_tax_service(caller):
    agency = caller.post("taxagency", {"DisplayName": "Board"})["TaxAgency"]
    body = {
        "TaxCode": "Somewhere",
        "TaxRateDetails": [
            {
                "TaxRateName": "Somew 8",
                "RateValue": "8",
                "TaxAgencyId": agency["Id"],
                "TaxApplicableOn": "Sales",
            }
        ],
    }
    reply = caller.post("taxservice/taxcode", body).value
    assert reply["TaxCode"] == "Somewhere" and reply["TaxCodeId"] and reply["TaxRateDetails"][0]["TaxRateId"]
    assert caller.post("taxservice/taxcode", body).code == "6240"
