"""A copy of the demo company with a simulated QuickBooks Online beside it, a process of its own."""

from .cloud_scene import CUSTOMERS, CloudScene

REALM = "9341452987654321"
# What stands at Intuit under the application's keys. Made up: they open the simulator only.
APPLICATION = {
    "client_id": "ABdemonstration0000000000000000000000000000000000",
    "client_secret": "made-up-for-the-demonstration",
    "verifier_token": "0d1c2b3a-made-up-for-the-demonstration",
}


class OnlineScene(CloudScene):
    """Everything that runs for one demonstration of QuickBooks Online."""

    name, code, company_there = "QuickBooks Online", "quickbooks_online", REALM
    neighbours = CUSTOMERS
    # Whether the service says at once what a person changed there.
    has_webhooks = True

    def _service(self, port: int) -> tuple:
        return (
            *("online", "--port", port, "--no-limits", "--realm", REALM, "--customers", self.neighbours),
            *("--redirect-uri", self.redirect_uri),
            *(("--webhook-url", self.webhook_url) if self.has_webhooks else ()),
            *(word for name, value in APPLICATION.items() for word in (f"--{name.replace('_', '-')}", value)),
        )

    # === IN QUICKBOOKS === #

    def documents(self) -> list[dict]:
        """Invoices and credit memos in the books."""
        return [*self.read_books("invoices"), *self.read_books("credit_memos")]

    def customers(self) -> list[dict]:
        """Customers there in words of ours."""
        return [_told(entry) for entry in self.entries("Customer")]

    def change_phone(self, name: str, phone: str) -> None:
        """A person corrects the telephone number of a customer."""
        self.edit_there("Customer", name, PrimaryPhone={"FreeFormNumber": phone})

    def edit_there(self, entity: str, name: str, **fields) -> None:
        """A person changes fields of an entry in the pages of QuickBooks."""
        self.do("change", entity, name, **fields)

    def do(self, hand: str, *positional, **arguments):
        """Whatever else a person does there, by its name in the simulator; returns what came of it."""
        return self.ask("do", {"realm": REALM, "hand": hand, "positional": positional, "arguments": arguments})["done"]


def _told(entry: dict) -> dict:
    address = entry.get("BillAddr") or {}
    return {
        "id": entry["Id"],
        "name": entry["DisplayName"],
        "active": entry["Active"],
        "email": (entry.get("PrimaryEmailAddr") or {}).get("Address", ""),
        "phone": (entry.get("PrimaryPhone") or {}).get("FreeFormNumber", ""),
        "street": address.get("Line1", ""),
        "city": address.get("City", ""),
    }
