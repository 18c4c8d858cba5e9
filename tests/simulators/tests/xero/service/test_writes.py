"""Writes: each element judged alone, or all of them at once (facts 3.2); bodies, files, XML, gzip."""

import gzip

import pytest
import requests

from .caller import TENANT

WRONG = "Account code '999' is not a valid code for this document."


def wrong(caller, number):
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": 5, "AccountCode": "999"}
    return caller.invoice(number, LineItems=[line])


def test_five_of_which_the_third_is_wrong(caller):
    bodies = [caller.invoice(f"F-{number}") for number in range(5)]
    bodies[2] = wrong(caller, "F-2")
    answer = caller.invoices(*bodies, summarizeErrors="false")
    assert answer.status == 200
    assert [one["StatusAttributeString"] for one in answer["Invoices"]] == ["OK", "OK", "ERROR", "OK", "OK"]
    assert [one["HasErrors"] for one in answer["Invoices"]] == [False, False, True, False, False]
    assert [one["InvoiceNumber"] for one in answer["Invoices"]] == [f"F-{number}" for number in range(5)]
    assert answer["Invoices"][2]["ValidationErrors"] == [{"Message": WRONG}]
    assert len(caller.found("Invoices")) == 4


def test_summarised_the_good_ones_are_saved_and_nobody_says_so(caller):
    answer = caller.invoices(caller.invoice("G-1"), wrong(caller, "G-2"), caller.invoice("G-3"))
    assert answer.status == 400 and answer.refusal == (10, "ValidationException")
    assert answer["Message"] == "A validation exception occurred" and answer.messages == [WRONG]
    assert [one.get("InvoiceNumber") for one in answer["Elements"]] == ["G-2"]
    assert {one["InvoiceNumber"] for one in caller.found("Invoices")} == {"G-1", "G-3"}


def test_where_errors_hang(caller, service):
    element = caller.invoices(wrong(caller, "H-1"), summarizeErrors="false")["Invoices"][0]
    nested = element["LineItems"][0].get("ValidationErrors")
    assert element["ValidationErrors"] and nested in (None, [{"Message": WRONG}])
    service.switches.set(nested_errors="nested", error_words="Description")
    element = caller.invoices(wrong(caller, "H-1"), summarizeErrors="false")["Invoices"][0]
    texts = [*element["ValidationErrors"], *(element["LineItems"][0].get("ValidationErrors") or [])]
    assert texts == [{"Description": WRONG}]
    service.journal.listeners.remove(service.judge)


def test_the_same_number_again(caller):
    caller.invoices(caller.invoice("S-1"))
    again = caller.invoices(caller.invoice("S-1"), summarizeErrors="false")
    assert again.messages == ["Invoice # must be unique."]
    assert (
        caller.put("Contacts", {"Contacts": [{"Name": "Azure Interior"}]})
        .messages[0]
        .endswith("The contact name must be unique across all active contacts.")
    )


def test_the_order_of_the_elements_may_be_another_one(caller, service):
    service.switches.set(element_order="reversed")
    answer = caller.invoices(caller.invoice("R-1"), caller.invoice("R-2"), summarizeErrors="false")
    assert [one["InvoiceNumber"] for one in answer["Invoices"]] == ["R-2", "R-1"]


def test_a_list_of_changes_of_contacts(caller):
    """Who is meant is told by the id, each is judged alone, and what is not said stays (facts 2.2, 3.2)."""
    one, two, three = (caller.contact(name, FirstName="Ann")["ContactID"] for name in ("One", "Two", "Three"))
    unknown = "00000000-0000-0000-0000-000000000009"
    bodies = [
        {"ContactID": one, "EmailAddress": "one@x.example"},
        {"ContactID": two, "EmailAddress": "nobody"},
        {"ContactID": unknown, "EmailAddress": "nine@x.example"},
        {"ContactID": three, "Name": "Three Ltd"},
    ]
    answer = caller.post("Contacts", {"Contacts": bodies}, key="k", summarizeErrors="false")
    told = [(each["StatusAttributeString"], each["ContactID"]) for each in answer["Contacts"]]
    assert [state for state, _id in told] == ["OK", "ERROR", "ERROR", "OK"]
    assert (told[0][1], told[3][1]) == (one, three) and {told[1][1], told[2][1]}.isdisjoint((one, three))
    again = caller.post("Contacts", {"Contacts": bodies}, key="k", summarizeErrors="false")
    assert again.text == answer.text, "under its key it is answered as it was"
    shown = {each["ContactID"]: each for each in caller.found("Contacts")}
    assert (shown[one]["EmailAddress"], shown[one]["FirstName"]) == ("one@x.example", "Ann")
    assert (shown[two]["EmailAddress"], shown[three]["Name"]) == ("", "Three Ltd")
    assert not any(each["EmailAddress"] == "nine@x.example" for each in shown.values()), "nobody is made of an id"


def test_updates(caller):
    (made,) = caller.invoices(caller.invoice("P-1"))["Invoices"]
    answer = caller.post(f"Invoices/{made['InvoiceID']}", {"Invoices": [{"Reference": "changed"}]})
    assert answer["Invoices"][0]["Reference"] == "changed"
    assert caller.post(f"Invoices/{made['InvoiceID']}", {"Reference": "bare"})["Invoices"][0]["Reference"] == "bare"
    refused = caller.post(f"Invoices/{made['InvoiceID']}", {"Invoices": [{"Status": "DRAFT"}]}, summarizeErrors="false")
    assert refused.status == 400, "of one element there is nothing to judge alone"
    missing = caller.post("Invoices/99999999-9999-4999-8999-999999999999", {"Invoices": [{"Reference": "x"}]})
    assert missing.status == 404


@pytest.mark.parametrize("body", [{}, {"Invoices": []}, {"Contacts": [{"Name": "x"}]}, []])
def test_nothing_in_it(caller, service, body):
    service.journal.listeners.remove(service.judge)
    answer = caller.put("Invoices", body)
    assert answer.status == 400 and answer.refusal == (17, "NoDataProcessedException")
    assert answer["Message"].startswith("No data has been processed for this endpoint")


@pytest.mark.parametrize(
    ("body", "kind"), [(b"{", "application/json"), (b"{}", "text/plain"), (b'{"Invoices":[5]}', "application/json")]
)
def test_unreadable(caller, service, body, kind):
    service.journal.listeners.remove(service.judge)
    assert caller.call("PUT", "Invoices", body, kind=kind).refusal == (14, "PostDataInvalidException")


def test_wrong_values_are_another_kind_of_400(caller, service):
    service.journal.listeners.remove(service.judge)
    answer = caller.invoices(caller.invoice("W-1", LineAmountTypes="NO_TAX"), summarizeErrors="false")
    assert answer.status == 400 and answer.refusal == (14, "PostDataInvalidException")


def test_too_large(caller, service):
    service.journal.listeners.remove(service.judge)
    body = b'{"Contacts":[{"Name":"' + b"x" * (10 * 1024 * 1024) + b'"}]}'
    assert caller.call("PUT", "Contacts", body).status == 413
    service.switches.set(too_large_status=400)
    assert caller.call("PUT", "Contacts", body).status == 400


def test_at_most_500_items(caller):
    items = [{"Code": f"I-{number}"} for number in range(501)]
    assert caller.put("Items", {"Items": items}).status == 400
    assert caller.put("Items", {"Items": items[1:]}).status == 200


def test_verbs_that_are_not_there(caller, service):
    service.journal.listeners.remove(service.judge)
    assert caller.call("DELETE", f"Contacts/{caller.id_of('Azure Interior')}").status in (404, 501)
    assert caller.put("Organisation", {"Name": "x"}).status in (404, 501)
    assert caller.get("a/b/c/d/e").status == 404


def test_deleting(caller):
    item = caller.get("Items/PRT-1")["Items"][0]["ItemID"]
    gone = caller.call("DELETE", f"Items/{item}")
    assert gone.status == 204 and not gone.text
    assert caller.get("Items/PRT-1").status == 404


def test_files(caller):
    (made,) = caller.invoices(caller.invoice("A-1"))["Invoices"]
    where = f"Invoices/{made['InvoiceID']}/Attachments"
    put = caller.call("PUT", f"{where}/invoice.pdf", b"%PDF-1", "application/pdf", IncludeOnline="true")
    (shown,) = put["Attachments"]
    assert (shown["FileName"], shown["ContentLength"], shown["IncludeOnline"]) == ("invoice.pdf", 6, True)
    caller.call("POST", f"{where}/invoice.pdf", b"%PDF-22", "application/pdf")
    assert [one["ContentLength"] for one in caller.get(where)["Attachments"]] == [7]
    assert caller.get(f"{where}/invoice.pdf").text == "%PDF-22"
    assert caller.call("PUT", f"{where}/a%3Ab.pdf", b"x", "application/pdf").status == 400
    assert caller.call("PUT", f"{where}/empty.pdf", b"", "application/pdf").status == 400
    for number in range(9):
        assert caller.call("PUT", f"{where}/{number}.pdf", b"x", "application/pdf").status == 200
    assert caller.call("PUT", f"{where}/eleventh.pdf", b"x", "application/pdf").status == 400
    assert caller.get(f"{where}/none.pdf").status == 404


def test_notes(caller):
    (made,) = caller.invoices(caller.invoice("N-1"))["Invoices"]
    where = f"Invoices/{made['InvoiceID']}/History"
    assert caller.put(where, {"HistoryRecords": [{"Details": "sent"}]}).status == 200
    assert [one["Details"] for one in caller.get(where)["HistoryRecords"]] == ["sent"]
    assert caller.put(where, {"HistoryRecords": [{"Details": ""}]}).status == 400


def test_xml_for_who_asks_for_no_json(caller):
    answer = caller.call("GET", "Currencies", accept="*/*")
    assert answer.kind == "text/xml" and "<Currency><Code>AUD</Code>" in answer.text


def test_gzip_for_who_asks_for_it(service, caller):
    url = f"{service.addresses.accounting}/Accounts"
    headers = {"Authorization": f"Bearer {caller.token}", "xero-tenant-id": TENANT, "Accept": "application/json"}
    with requests.get(url, headers={**headers, "Accept-Encoding": "gzip"}, stream=True, timeout=10) as answer:
        raw = answer.raw.read(decode_content=False)
    with requests.get(url, headers={**headers, "Accept-Encoding": "identity"}, timeout=10) as plain:
        assert "Content-Encoding" not in plain.headers
    assert len(raw) < len(plain.content) and len(gzip.decompress(raw)) == len(plain.content)
