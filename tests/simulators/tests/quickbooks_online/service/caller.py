"""A program that calls the service: plain requests, no library, everything it gets is shown to the test."""

import requests

from tests.simulators.quickbooks_online.books import exact_json

REALM = "9341452987654321"
JSON = "application/json"


class Answer:
    def __init__(self, response):
        self.status = response.status_code
        self.headers = response.headers
        self.text = response.text
        self.kind = response.headers.get("Content-Type", "").partition(";")[0]

    @property
    def value(self) -> dict:
        return exact_json.loads(self.text)

    @property
    def fault(self) -> tuple[str, str]:
        """Code and detail of the first error."""
        error = self.value["Fault"]["Error"][0]
        return error["code"], error["Detail"]

    @property
    def code(self) -> str:
        return self.fault[0]

    def __getitem__(self, entity):
        return self.value[entity]


class Caller:
    """Calls one company with one app's tokens."""

    def __init__(self, service, app, realm=REALM, environment="sandbox"):
        self.service, self.app, self.realm = service, app, realm
        self.base = f"{service.addresses.api(environment)}/v3/company/{realm}/"
        self.session = requests.Session()
        self.grant = service.connect(app, realm)
        self.token = list(self.grant.access)[-1]

    def call(self, method, path, body=None, kind=JSON, accept=JSON, **parameters) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": accept}
        if body is not None:
            headers["Content-Type"] = kind
            if not isinstance(body, bytes):
                body = (exact_json.dumps(body) if kind == JSON else body).encode()
        response = self.session.request(
            method,
            self.base + path,
            data=body,
            headers=headers,
            params={"minorversion": "75", **parameters},
            timeout=30,
        )
        return Answer(response)

    def post(self, path, body, **parameters) -> Answer:
        return self.call("POST", path, body, **parameters)

    def get(self, path, **parameters) -> Answer:
        return self.call("GET", path, **parameters)

    def query(self, statement) -> Answer:
        return self.call("POST", "query", statement, "application/text")

    def found(self, statement) -> dict:
        """What QueryResponse holds."""
        answer = self.query(statement)
        assert answer.status == 200, answer.text
        return answer["QueryResponse"]

    def batch(self, *items, **parameters) -> Answer:
        return self.post("batch", {"BatchItemRequest": list(items)}, **parameters)

    def customer(self, name, **fields) -> dict:
        answer = self.post("customer", {"DisplayName": name, **fields})
        assert answer.status == 200, answer.text
        return answer["Customer"]
