"""A program that calls the service: plain requests, no library, everything it gets is shown to the test."""

import requests

from tests.simulators import exact_json
from tests.simulators.xero.service import CONSENT

TENANT = "0f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
OTHER = "77777777-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
JSON = "application/json"


class Answer:
    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.text
        self.kind = response.headers.get("Content-Type", "").partition(";")[0]

    @property
    def value(self):
        return exact_json.loads(self.text)

    @property
    def messages(self) -> list[str]:
        """The words of all validation errors of a 400, or of the elements of a 200."""
        value = self.value
        elements = value.get("Elements") or next((one for one in value.values() if isinstance(one, list)), [])
        return [error["Message"] for one in elements for error in one.get("ValidationErrors", [])]

    @property
    def refusal(self) -> tuple:
        return self.value.get("ErrorNumber"), self.value.get("Type")

    def __getitem__(self, name):
        return self.value[name]


class Caller:
    """Calls one organisation with one app's tokens."""

    def __init__(self, service, app, tenant=TENANT, person="", scopes=CONSENT):
        self.service, self.app, self.tenant = service, app, tenant
        self.session = requests.Session()
        self.grant = service.connect(app, tenant, person, scopes)
        self.token = self.grant.last_access

    def call(self, method, path, body=None, kind=JSON, accept=JSON, headers=(), base="", **parameters) -> Answer:
        sent = {"Authorization": f"Bearer {self.token}", "Accept": accept, "xero-tenant-id": self.tenant}
        if body is not None:
            sent["Content-Type"] = kind
            if not isinstance(body, bytes):
                body = exact_json.dumps(body).encode()
        response = self.session.request(
            method,
            f"{base or self.service.addresses.accounting}/{path}",
            data=body,
            headers={**sent, **dict(headers)},
            params=parameters,
            timeout=30,
            allow_redirects=False,
        )
        return Answer(response)

    def get(self, path, headers=(), **parameters) -> Answer:
        return self.call("GET", path, headers=headers, **parameters)

    def put(self, path, body, key="", **parameters) -> Answer:
        return self.call("PUT", path, body, headers={"Idempotency-Key": key} if key else (), **parameters)

    def post(self, path, body, key="", **parameters) -> Answer:
        return self.call("POST", path, body, headers={"Idempotency-Key": key} if key else (), **parameters)

    def connections(self, method="GET", path="", **parameters) -> Answer:
        return self.call(method, f"connections{path}", base=self.service.addresses.api, **parameters)

    def found(self, endpoint, **parameters) -> list:
        answer = self.get(endpoint, **parameters)
        assert answer.status == 200, answer.text
        return answer[endpoint]

    def contact(self, name, **fields) -> dict:
        answer = self.put("Contacts", {"Contacts": [{"Name": name, **fields}]}, summarizeErrors="false")
        assert answer.status == 200, answer.text
        return answer["Contacts"][0]

    def invoice(self, number=None, amount="10.00", contact="Azure Interior", **fields) -> dict:
        """An approved sales invoice of one line, as a body."""
        line = {"Description": "Work", "Quantity": 1, "UnitAmount": exact_json.loads(amount), "AccountCode": "200"}
        body = {
            "Type": "ACCREC",
            "Contact": {"ContactID": self.id_of(contact)},
            "Date": "2026-11-20",
            "DueDate": "2026-12-20",
            "LineAmountTypes": "Exclusive",
            "LineItems": [line],
            "Status": "AUTHORISED",
        }
        return {**body, **({"InvoiceNumber": number} if number else {}), **fields}

    def id_of(self, name) -> str:
        return self.service.organisations[self.tenant].books.contact(name)["ContactID"]

    def invoices(self, *bodies, key="", **parameters) -> Answer:
        return self.put("Invoices", {"Invoices": list(bodies)}, key=key, **parameters)
