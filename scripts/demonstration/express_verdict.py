"""Do the books hold what the pages promised, to the cent, and nothing else? They are read from the service itself."""

from collections import defaultdict
from decimal import Decimal

from .doors import Person
from .express_data import BILL, BILL_TOTAL, SALES, VENDOR
from .express_pages import STEPS
from .express_scene import ZONE, ExpressScene
from .verdict import Row
from .verdict import table as document_table

TEN_MINUTES = 10


def sales(scene: ExpressScene, rows: list[Row]) -> list[dict]:
    """Every invoice of the story: whether it was promised, whether it is there, and what is wrong."""
    there = {row.invoice: row for row in rows}
    told = []
    for sale in SALES:
        number = scene.story.numbers.get(sale.key, "")
        row = there.get(number)
        wrong = ""
        if sale.promised and row is None:
            wrong = "promised, but not released"
        elif sale.promised and (row.wrong or row.state != "processed"):
            wrong = row.wrong or row.state
        elif not sale.promised and row is not None:
            wrong = "not promised, but released"
        total = row.book_total if row else ""
        told.append({"number": number, "why": sale.why, "promised": sale.promised, "book_total": total, "wrong": wrong})
    return told


def bill(scene: ExpressScene, person: Person) -> dict:
    """The bill of the pay run on both sides, by account, and what is wrong."""
    runs = person.read("bridge.pay.bill", [("run_id", "=", scene.story.run)], ["number", "net", "date", "bridge_state"])
    if len(runs) != 1:
        told = {"number": "", "state": "", "lines": {}, "total": "", "vendor": ""}
        return {**told, "wrong": f"{len(runs)} bills of the pay run"}
    (run,) = runs
    found = [entry for entry in scene.entries("Bill") if entry.get("DocNumber") == run["number"]]
    told = {"number": run["number"], "state": run["bridge_state"], "lines": {}, "total": "", "vendor": "", "wrong": ""}
    if len(found) != 1:
        return {**told, "wrong": f"{len(found)} times in the books"}
    (entry,) = found
    by_account: dict[str, Decimal] = defaultdict(Decimal)
    for line in entry["Line"]:
        name = line["AccountBasedExpenseLineDetail"]["AccountRef"]["name"]
        by_account[name] += Decimal(str(line["Amount"]))
    total, vendor = Decimal(str(entry["TotalAmt"])), entry["VendorRef"]["name"]
    wrong = {
        "another state": run["bridge_state"] != "processed",
        "another total": not (total == BILL_TOTAL == Decimal(str(run["net"])).quantize(Decimal("0.01"))),
        "other lines": dict(by_account) != BILL,
        "another vendor": vendor != VENDOR,
        "another day": not (entry["TxnDate"] == run["date"] == str(scene.today)),
    }
    return {
        **told,
        "lines": {name: f"{amount:.2f}" for name, amount in by_account.items()},
        "total": f"{total:.2f}",
        "vendor": vendor,
        "date": entry["TxnDate"],
        "wrong": ", ".join(words for words, is_so in wrong.items() if is_so),
    }


def data(scene: ExpressScene, rows: list[Row], person: Person, documents: dict) -> dict:
    """What is judged, for a program."""
    story = scene.story
    told, paid = sales(scene, rows), bill(scene, person)
    promised = {kind: moment.astimezone(ZONE).isoformat() for kind, moment in story.promised.items()}
    express, advanced = story.express.effort, story.advanced.effort
    too_early = [
        when for when, count in story.counts.items() if not when.startswith("after the") and any(count.values())
    ]
    in_books = story.counts.get("after the promised moment")
    facts = {
        "Express took less than ten minutes": express.minutes < TEN_MINUTES,
        "every step was seen": tuple(express.steps) == STEPS[1:],
        "the draft was found again where it was closed": story.draft.get("card") == "Draft: continue at Mapping"
        and story.draft.get("found_at") == "Mapping"
        and story.draft.get("mode") == "Advanced",
        "it was continued": story.draft.get("continued_to") == "Review",
        "nothing was in the books too early": not too_early,
        "the invoices are as promised": not any(row["wrong"] for row in told),
        "the pay run is as promised": not paid["wrong"],
        "nothing else is in the books": in_books == {"invoices": sum(sale.promised for sale in SALES), "bills": 1},
        "no page went wrong": not story.noise,
    }
    return {
        **documents,
        "agree": documents["agree"] and all(facts.values()),
        "facts": facts,
        "express": express.as_data(),
        "advanced": {**advanced.as_data(), "draft": story.draft},
        "promise": story.promise,
        "promised": promised,
        "counts": story.counts,
        "seconds_after_the_promised_moment": round(story.seconds, 1),
        "sales": told,
        "bill": paid,
        "noise": story.noise,
        "pictures": sorted(path.name for path in scene.pictures.glob("*.png")),
    }


def table(told: dict, rows: list[Row]) -> str:
    """The same for a terminal."""
    express = told["express"]
    lines = [
        f"Express   {express['presses']} presses, {express['words_read']} words, {express['seconds_measured']} s"
        f" measured: {express['minutes_for_a_person']} minutes for a person",
        f"Advanced  {told['advanced']['draft'].get('card', '')}, continued to"
        f" {told['advanced']['draft'].get('continued_to', '')}",
        f"Promised  {told['promise']}",
        "",
        document_table(rows),
        "",
        *(
            f"{'✘ ' + row['wrong'] if row['wrong'] else '✔'}  {row['number']:18} {row['why']}:"
            f" {row['book_total'] or 'not in the books'}"
            for row in told["sales"]
        ),
        f"{'✘ ' + told['bill']['wrong'] if told['bill']['wrong'] else '✔'}  {told['bill']['number']:18} the pay run:"
        f" {told['bill']['total'] or 'not in the books'} to {told['bill']['vendor']}"
        f" ({', '.join(f'{name} {amount}' for name, amount in told['bill']['lines'].items())})",
        "",
        *(f"{'✔' if holds else '✘'}  {words}" for words, holds in told["facts"].items()),
    ]
    return "\n".join(lines)
