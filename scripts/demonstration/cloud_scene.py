"""A copy of the demo company with the simulated service of a ledger in the cloud beside it, a process of its own.

Its books live as long as that process. Whatever a person does in the pages of the ledger is done at its control page.
"""

import abc
import json
import urllib.error
import urllib.request
from decimal import Decimal

from .doors import Refused
from .scene import Scene

# So many that a person can watch them come.
CUSTOMERS = 800


class CloudScene(Scene, abc.ABC):
    """Everything that runs for one demonstration of a ledger in the cloud."""

    # The ledger as people know it, its code in Odoo, and the company or organisation there.
    name: str
    code: str
    company_there: str

    def _environment(self, port: int) -> dict[str, str]:
        return {f"ACCOUNTING_BRIDGE_{self.code.upper()}_URL": f"http://localhost:{port}"}

    def _ledger(self, port: int) -> tuple:
        self._control = f"http://localhost:{port}/control"
        self.books_url = f"{self._control}/books/{self.company_there}"
        return self._service(port)

    @abc.abstractmethod
    def _service(self, port: int) -> tuple:
        """The words that start the service."""

    @property
    def redirect_uri(self) -> str:
        """Where the page of a consent sends the browser back to."""
        return f"{self.url}/accounting_bridge/oauth/{self.code}"

    @property
    def webhook_url(self) -> str:
        """Where the service says what was changed."""
        return f"{self.url}/accounting_bridge/webhook/{self.code}"

    # === IN THE LEDGER === #

    def read_books(self, view: str) -> list[dict]:
        """What an accountant reads there: ``invoices``, ``payments`` ..., with Decimals."""
        return self.ask(f"books/{self.company_there}/{view}.json")

    def entries(self, entity: str) -> list[dict]:
        """Entries as programs are shown them, by the service's own name of their kind."""
        return self.ask(f"books/{self.company_there}.json?entities={entity}")[entity]

    def sign_ins(self) -> list[dict]:
        """The consents that hold."""
        return [grant for grant in self.ask("status")["grants"] if not grant["ended"]]

    @abc.abstractmethod
    def documents(self) -> list[dict]:
        """Invoices and credit notes in the books: id, number, customer, tax, total and balance."""

    @abc.abstractmethod
    def customers(self) -> list[dict]:
        """Customers there in words of ours: id, name, active, email, phone, street and city."""

    @abc.abstractmethod
    def change_phone(self, name: str, phone: str) -> None:
        """A person corrects the telephone number of a customer in the pages of the ledger."""

    def ask(self, path: str, value: dict | None = None):
        """Read or press something at the control page.

        :raises Refused: with the words of the service
        """
        data = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(f"{self._control}/{path}", data, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer, parse_float=Decimal)
        except urllib.error.HTTPError as error:
            raise Refused(f"The simulated {self.name}: {error.read().decode()}") from error
