"""A copy of the demo company with a simulated QuickBooks Online beside it, a process of its own."""

import json
import urllib.error
import urllib.request
from decimal import Decimal

from .doors import Refused
from .scene import Scene

REALM = "9341452987654321"
# So many that a person can watch them come.
CUSTOMERS = 800
# What stands at Intuit under the application's keys. Made up: they open the simulator only.
APPLICATION = {
    "client_id": "ABdemonstration0000000000000000000000000000000000",
    "client_secret": "made-up-for-the-demonstration",
    "verifier_token": "0d1c2b3a-made-up-for-the-demonstration",
}


class OnlineScene(Scene):
    """Everything that runs for one demonstration of QuickBooks Online. Its books live as long as its process."""

    def _environment(self, port: int) -> dict[str, str]:
        return {"ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL": f"http://localhost:{port}"}

    def _ledger(self, port: int) -> tuple:
        self._control = f"http://localhost:{port}/control"
        self.books_url = f"{self._control}/books/{REALM}"
        return (
            *("online", "--port", port, "--no-limits", "--realm", REALM, "--customers", CUSTOMERS),
            *("--redirect-uri", f"{self.url}/accounting_bridge/oauth/quickbooks_online"),
            *("--webhook-url", f"{self.url}/accounting_bridge/webhook/quickbooks_online"),
            *(word for name, value in APPLICATION.items() for word in (f"--{name.replace('_', '-')}", value)),
        )

    # === IN QUICKBOOKS === #

    def read_books(self, view: str) -> list[dict]:
        """What an accountant reads there: ``invoices``, ``customers``, ``payments`` ..., with Decimals."""
        return self._ask(f"books/{REALM}/{view}.json")

    def entries(self, entity: str) -> list[dict]:
        """Entries as programs are shown them: ``Customer``, ``Invoice`` ..."""
        return self._ask(f"books/{REALM}.json?entities={entity}")[entity]

    def sign_ins(self) -> list[dict]:
        """The consents that hold."""
        return [grant for grant in self._ask("status")["grants"] if not grant["ended"]]

    def edit_there(self, entity: str, name: str, **fields) -> None:
        """A person changes fields of an entry in the pages of QuickBooks."""
        self._ask("do", {"realm": REALM, "hand": "change", "positional": [entity, name], "arguments": fields})

    def _ask(self, path: str, value: dict | None = None):
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"{self._control}/{path}", data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer, parse_float=Decimal)
        except urllib.error.HTTPError as error:
            raise Refused(f"The simulated QuickBooks Online: {error.read().decode()}") from error
