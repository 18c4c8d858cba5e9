"""A copy of the demo company with a simulated Xero beside it, a process of its own."""

import json

from .cloud_scene import CUSTOMERS, CloudScene

TENANT = "0f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
# Another organisation of the same login, which belongs to somebody else's company in Odoo.
OTHER_TENANT = "1a2b3c4d-5e6f-4a7b-9c8d-0e1f2a3b4c5d"
ORGANISATION, OTHER_ORGANISATION = "Acme Field Services Inc.", "Acme Rentals LLC"
# What stands at developer.xero.com in the app. Made up: they open the simulator only.
APPLICATION = {
    "client_id": "DEMONSTRATION0000000000000000000",
    "client_secret": "made-up-for-the-demonstration",
    "webhook_key": "made-up-key-of-the-webhooks-for-the-demonstration",
}
# What both sides know by the same code before they are connected, by its price.
SHARED_ITEMS = {"Service call": "125.00", "Thermostat": "189.00"}
TAX_RATE = ("San Tomas 8.25%", "8.25")


class XeroScene(CloudScene):
    """Everything that runs for one demonstration of Xero."""

    name, code, company_there = "Xero", "xero", TENANT

    def _service(self, port: int) -> tuple:
        app = {
            "name": "Accounting Bridge",
            "redirect_uris": [self.redirect_uri],
            "webhook_url": self.webhook_url,
            # A consent for several organisations at once is a matter of the plan.
            "tier": "advanced",
            **APPLICATION,
        }
        organisations = [
            {"tenant": TENANT, "sample": "us", "customers": CUSTOMERS},
            {"tenant": OTHER_TENANT, "sample": "us", "profile": {"name": OTHER_ORGANISATION}},
        ]
        path = self.folder / "xero.json"
        path.write_text(json.dumps({"organisations": organisations, "apps": [app]}), encoding="utf-8")
        return "xero", "--port", port, "--no-limits", "--more", path

    def start(self) -> None:
        """Start everything; the organisation has what a US company sets up by hand."""
        super().start()
        name, percent = TAX_RATE
        self.do("add_tax_rate", name, [[name, percent]])
        for code, price in SHARED_ITEMS.items():
            self.do("add_item", code, code, price, "200")

    # === IN XERO === #

    def documents(self) -> list[dict]:
        """Invoices and credit notes in the books."""
        found = [*self.read_books("invoices"), *self.read_books("credit_notes")]
        return [{**row, "customer": row["contact"], "balance": row["open"]} for row in found if not row["is_void"]]

    def customers(self) -> list[dict]:
        """Contacts there in words of ours."""
        return [_told(entry) for entry in self.entries("Contacts")]

    def change_phone(self, name: str, phone: str) -> None:
        """A person corrects the telephone number of a contact."""
        self.do("change_contact", name, Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": phone}])

    def do(self, hand: str, *positional, **fields):
        """Something that the bookkeeper does in the pages of Xero."""
        return self.ask("do", {"tenant": TENANT, "hand": hand, "positional": positional, "arguments": fields})

    def prove_webhooks(self) -> list[int]:
        """*Send intent to receive* in the developer portal: what Odoo answers to bodies that are signed and forged."""
        return self.ask("intent", {"client_id": APPLICATION["client_id"]})["statuses"]

    def connections(self) -> list[str]:
        """The organisations that the app is connected to there."""
        return [one["tenant"] for one in self.ask("status")["connections"]]


def _told(entry: dict) -> dict:
    address = _of_type(entry.get("Addresses"), "AddressType", "POBOX")
    phone = _of_type(entry.get("Phones"), "PhoneType", "DEFAULT")
    parts = (phone.get(name) for name in ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber"))
    return {
        "id": entry["ContactID"],
        "name": entry["Name"],
        "active": entry["ContactStatus"] == "ACTIVE",
        "email": entry.get("EmailAddress", ""),
        "phone": " ".join(part for part in parts if part),
        "street": address.get("AddressLine1", ""),
        "city": address.get("City", ""),
    }


def _of_type(rows, name: str, value: str) -> dict:
    return next((row for row in rows or () if row[name] == value), {})
