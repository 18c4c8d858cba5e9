"""Uploads (facts 2.9)."""

import json

import pytest
import requests

from tests.simulators.quickbooks_online.service import Limits, Service

from .caller import REALM, Answer, Caller

PDF = b"%PDF-1.4\r\n\x00\xff binary \n--not a boundary\r\n%%EOF\n"


@pytest.fixture
def upload(caller):
    def upload(files, requestid="", kind=None, body=None):
        headers = {"Authorization": f"Bearer {caller.token}", "Accept": "application/json"}
        if kind:
            headers["Content-Type"] = kind
        parameters = {"minorversion": 75, **({"requestid": requestid} if requestid else {})}
        return Answer(
            requests.post(
                f"{caller.base}upload", params=parameters, files=files, data=body, headers=headers, timeout=10
            )
        )

    return upload


def parts(metadata, content=PDF, kind="application/pdf", number="01"):
    return [
        (f"file_metadata_{number}", ("attachment.json", json.dumps(metadata), "application/json")),
        (f"file_content_{number}", ("INV-17.pdf", content, kind)),
    ]


def about(customer, **more):
    ref = {"EntityRef": {"type": "Customer", "value": customer["Id"]}, "IncludeOnSend": False}
    return {"AttachableRef": [ref], "FileName": "INV-17.pdf", "ContentType": "application/pdf", **more}


def test_a_file_with_its_metadata(caller, company, upload):
    answer = upload(parts(about(caller.customer("Acme"))))
    assert answer.status == 200 and set(answer.value) == {"AttachableResponse", "time"}
    (one,) = answer["AttachableResponse"]
    assert one["Attachable"]["FileName"] == "INV-17.pdf" and one["Attachable"]["Size"] == len(PDF)
    assert company.file(one["Attachable"]["Id"]) == PDF
    found = caller.found("select * from Attachable where FileName = 'INV-17.pdf'")["Attachable"]
    assert [record["Id"] for record in found] == [one["Attachable"]["Id"]]


def test_several_files_some_refused(caller, upload):
    good, bad = about(caller.customer("Acme")), about({"Id": "9999"})
    answer = upload([*parts(good), *parts(bad, number="02"), *parts(good, b"no pdf", number="03")])
    first, second, third = answer["AttachableResponse"]
    assert first["Attachable"]["Id"]
    assert "Fault" in second, "the target must exist"
    assert third["Fault"]["Error"][0]["code"] == "6041"


def test_requestid_applies(caller, upload):
    metadata = about(caller.customer("Acme"))
    first, second = (upload(parts(metadata), requestid="u-1")["AttachableResponse"] for _ in range(2))
    assert first == second and len(caller.found("select * from Attachable")["Attachable"]) == 1


def test_what_is_no_upload(caller, upload):
    assert upload(None, kind="application/json", body="{}").code == "1050"
    assert upload([("file", ("a.pdf", PDF, "application/pdf"))]).code == "2010"
    answer = upload([("file_metadata_01", ("a.json", "[]", "application/json")), parts({})[1]])
    assert answer["AttachableResponse"][0]["Fault"]["Error"][0]["code"] == "6040"


def test_the_size_of_a_request(app):
    with Service(limits=Limits.none(), upload_limit=1000, webhooks_by_themselves=False) as service:
        service.found(REALM)
        service.add_app(app)
        caller = Caller(service, app)
        headers = {"Authorization": f"Bearer {caller.token}", "Accept": "application/json"}
        files = parts({"FileName": "big.pdf"}, PDF * 100)
        response = requests.post(f"{caller.base}upload", files=files, headers=headers, timeout=10)
        assert Answer(response).code == "6030"
