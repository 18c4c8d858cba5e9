"""Do Odoo and a ledger in the cloud agree? The books are read from the service itself, never through Odoo."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from .cloud_scene import CloudScene
from .doors import Person

ALL = ("email", "phone", "street", "city")


@dataclass(frozen=True)
class CustomerRow:
    """A customer who is not the same on both sides. ``wrong``: what differs."""

    customer: str
    wrong: str


def read_documents(scene: CloudScene, person: Person) -> list[dict]:
    """The invoices and credit notes in the books, each with the number of the document in Odoo that it is linked to."""
    domain = [("move_id", "!=", False), ("kind", "in", ("invoice", "credit_note")), ("external_id", "!=", False)]
    links = person.read("bridge.binding", domain, ["move_id", "external_id"])
    moves = person.read("account.move", [("id", "in", [link["move_id"][0] for link in links])], ["name"])
    names = {move["id"]: move["name"] for move in moves}
    linked = {link["external_id"]: names.get(link["move_id"][0], "") for link in links}
    return [{**document, "other": linked.get(document["id"], "")} for document in scene.documents()]


def compare_customers(scene: CloudScene, person: Person, edited: Mapping[str, tuple]) -> tuple[int, list[CustomerRow]]:
    """Return how many customers are linked, and those of whom both sides do not say the same.

    Who came from the ledger is compared as a whole. Who was on both sides before keeps what differed that day: of them
    the name is compared, and what was ``edited`` since.
    """
    domain = [("kind", "=", "customer"), ("external_id", "!=", False)]
    links = person.read("bridge.binding", domain, ["partner_id", "external_id", "bound_by"])
    partners = person.read("res.partner", [("id", "in", [link["partner_id"][0] for link in links])], ["name", *ALL])
    here = {partner["id"]: partner for partner in partners}
    linked = {link["external_id"]: link for link in links}
    rows = []
    for told in scene.customers():
        link = linked.pop(told["id"], None)
        if link and link["partner_id"][0] not in here:
            wrong = "not in Odoo any more"
        elif link:
            compared = ALL if link["bound_by"] == "pulled" else edited.get(told["name"], ())
            wrong = _differences(here[link["partner_id"][0]], told, ("name", *compared))
        else:
            wrong = f"in {scene.name} only" if told["active"] else ""
        rows += [CustomerRow(told["name"], wrong)] if wrong else []
    rows += [CustomerRow(link["partner_id"][1], f"not in {scene.name} any more") for link in linked.values()]
    return len(links), rows


def _differences(ours: dict, theirs: dict, names: tuple) -> str:
    return ", ".join(
        f"{name} {ours[name] or '-'} here, {theirs[name] or '-'} there"
        for name in names
        if (ours[name] or "") != theirs[name]
    )


def customer_words(count: int, rows: list[CustomerRow]) -> str:
    """The same for a terminal."""
    wrong = [f"✘ {row.customer}: {row.wrong}" for row in rows]
    return "\n".join([f"{count} customers on both sides {'✔' if not rows else ''}".rstrip(), *wrong])


def add_customers(data: dict, count: int, rows: list[CustomerRow]) -> dict:
    """Add to what is told to a program of the documents."""
    agree = data["agree"] and bool(count) and not rows
    return {**data, "agree": agree, "customers": count, "customers_wrong": [asdict(row) for row in rows]}
