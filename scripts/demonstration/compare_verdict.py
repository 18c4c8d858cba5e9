"""Was listed what differs, was done what was ticked, and do both sides agree? The books are read from the service."""

from dataclasses import asdict
from decimal import Decimal

from .compare_data import (
    CHANGED_HERE,
    CHANGED_THERE,
    CONFLICT,
    CONTRACT,
    CUSTOMERS,
    NEW_INVOICE_PRICE,
    NEW_PHONE,
    NEW_STREET,
    OUR_PHONE,
    OVERTAKEN,
    PERIODS,
    THEIR_PHONE,
)
from .compare_invoices import CALLED_OFF_JOB, CHANGED, CLOSED_JOBS, FORCED, PAID
from .compare_partners import expected_first, expected_pull, expected_push
from .compare_scene import CompareScene
from .doors import Person
from .people import PEOPLE
from .verdict import table as document_table

DONE, LATE = "Done", "Changed since"
NAMES = {login: name for login, name, _group in PEOPLE}


def marks(lines) -> dict[str, str]:
    """What was listed: ``{name: mark}``."""
    return {line.name: line.mark for line in lines}


def outcomes(lines) -> dict[str, str]:
    """What came of it: ``{name: result}``, of lines that were ticked."""
    return {line.name: line.outcome for line in lines if line.ticked}


def results(lines) -> list[str]:
    """The same in the order of the lines; drafts of one contract have one name."""
    return [line.outcome for line in lines if line.ticked]


def told_of(lines, name: str) -> str:
    """The values that a line showed."""
    return next((line.difference_text for line in lines if line.name == name), "")


def customer_facts(story) -> dict[str, bool]:
    """What is judged of customers."""
    listed, done = story.listed, story.done
    both = [row.name for row in CUSTOMERS if row.where == "both"]
    street = next(row.street for row in CUSTOMERS if row.name == CHANGED_HERE)
    afterwards = ("push, afterwards", "pull, afterwards")
    return {
        "the first comparison lists who is on both sides, and who is there only": marks(listed["first"])
        == expected_first(),
        "only who was ticked was linked": outcomes(done["first"]) == dict.fromkeys(both, DONE),
        "what goes there is listed as it is": marks(listed["push"]) == expected_push(),
        "a change here is shown with both values": f"{NEW_STREET} → {street}" in told_of(listed["push"], CHANGED_HERE),
        "a conflict is shown with both values and the agreed one": f"{OUR_PHONE} → {THEIR_PHONE}"
        in (told := told_of(listed["push"], CONFLICT))
        and "agreed last: " in told,
        "a conflict says what is to be done about it": all(
            'says under "Whose"' in line.outcome_text for line in listed["push"] if line.mark == "Conflict"
        ),
        "a conflict cannot be ticked before somebody says whose it is": story.refused["conflict"],
        "all of it was done there": outcomes(done["push"]) == dict.fromkeys(expected_push(), DONE),
        "what comes from there is listed as it is": marks(listed["pull"]) == expected_pull(),
        "a change there is shown with both values": f"→ {NEW_PHONE}" in told_of(listed["pull"], CHANGED_THERE),
        "who was changed after Compare is left as it is": outcomes(done["pull"])
        == {**dict.fromkeys(expected_pull(), DONE), OVERTAKEN: LATE},
        "and is done when compared again": marks(listed["again"]) == {OVERTAKEN: "Add"}
        and outcomes(done["again"]) == {OVERTAKEN: DONE},
        "compared again nothing differs": not any(listed[step] for step in afterwards)
        and all(story.words[step] == "Nothing differs." for step in afterwards),
    }


def document_facts(scene: CompareScene, person: Person) -> dict[str, bool]:
    """What is judged of jobs and contracts."""
    story = scene.story
    listed, done = story.listed, story.done
    ordered, loose = [story.job(key)["name"] for key in CLOSED_JOBS[:-1]], story.job(CLOSED_JOBS[-1])["name"]
    months, changed, reinvoiced = listed["contracts"], listed["changed"], listed["reinvoiced"]
    nothing = [line for line in listed["jobs"] if line.name == loose]
    return {
        "jobs without an invoice are listed, one that was cancelled is not": marks(listed["jobs"])
        == {**dict.fromkeys(ordered, "Add"), loose: "Not possible"}
        and story.job(CALLED_OFF_JOB)["name"] not in marks(listed["jobs"]),
        "what is flagged is ticked already": [line.ticked for line in listed["jobs"]]
        == [line.mark == "Add" for line in listed["jobs"]],
        "a job with nothing to invoice says so and cannot be ticked": len(nothing) == 1
        and story.refused["nothing to invoice"]
        and "nothing to invoice" in nothing[0].outcome_text,
        "each job has its invoice": results(done["jobs"]) == [DONE] * len(ordered),
        "every period that is due is generated and listed": f"{PERIODS} invoices" in story.words["generated"]
        and all(line.name.startswith(f"{CONTRACT} · ") for line in months)
        and [(line.mark, line.ticked) for line in months] == [("Add", True)] * PERIODS,
        "the periods are sent": results(done["contracts"]) == [DONE] * PERIODS,
        "Set Flags says what becomes of it": "it goes again with the next run, as an update" in story.words["forced"],
        "who set the flags, and when, is in the chatter": _is_in_chatter(story, person),
        "Reset to Draft says what the books hold and what comes of it": "holds it as" in story.words["reset-to-draft"]
        and "Nothing is paid on it there." in story.words["reset-to-draft"]
        and "as an update" in story.words["reset-to-draft"],
        "what was changed is an update with both values": [line.mark for line in changed] == ["Update", "Not possible"]
        and _names(changed[0].name, story, CHANGED)
        and "total: 354.18 → 334.18" in changed[0].difference_text,
        "the update is sent": results(done["changed"]) == [DONE],
        "what is paid is told of as paid": "It is paid there: nothing is open." in story.words["reset-what-is-paid"],
        "the new invoice says what it stands for": _names(story.words["credited"], story, PAID),
        "the new invoice is listed and sent": [line.mark for line in reinvoiced] == ["Add", "Not possible"]
        and results(done["reinvoiced"]) == [DONE],
        "the books hold the old one, the credit and the new one": _is_credited(scene, person),
    }


def invoice_of(story, key: str) -> dict | None:
    """The first invoice of a job, None where it has none any more."""
    return story.invoice_of(key) if story.job(key)["invoice_ids"] else None


def _names(words: str, story, key: str) -> bool:
    """Whether words name the invoice of a job."""
    move = invoice_of(story, key)
    return bool(move) and move["name"] in words


def _is_in_chatter(story, person: Person) -> bool:
    move = invoice_of(story, FORCED)
    if not move:
        return False
    domain = [("model", "=", "account.move"), ("res_id", "=", move["id"]), ("body", "ilike", "Flags set")]
    notes = person.read("mail.message", domain, ["author_id", "date", "body"])
    told = [(note["author_id"] and note["author_id"][1].rpartition(", ")[2], bool(note["date"])) for note in notes]
    return told == [(NAMES["olivia"], True)] and "It goes again with the next run, as an update." in notes[0]["body"]


def _is_credited(scene: CompareScene, person: Person) -> bool:
    """Whether the old invoice is paid, the new one settled by the credit note, and the rest of that is open."""
    old = invoice_of(scene.story, PAID)
    if not old:
        return False
    domain = [("id", ">", old["id"]), ("move_type", "in", ("out_refund", "out_invoice"))]
    made = person.read("account.move", domain, ["move_type"], order="id desc", limit=2)
    called = {old["id"]: "old", **{move["id"]: move["move_type"] for move in made}}
    held = sorted((called[id_], total, open_) for id_, total, open_ in _held(scene, person, list(called)))
    amount = Decimal(str(old["amount_total"])).quantize(Decimal("0.01"))
    paid = [payment["total"] for payment in scene.read_books("payments") if payment["total"]]
    return paid == [amount] and held == [
        ("old", amount, 0),
        ("out_invoice", NEW_INVOICE_PRICE, 0),
        ("out_refund", amount, amount - NEW_INVOICE_PRICE),
    ]


def _held(scene: CompareScene, person: Person, moves: list[int]) -> list[tuple]:
    """What the books hold of documents: ``[(document, total, what is open)]``, none of what is not there."""
    # What applies a credit note is a payment of that note, and linked with it as well.
    kinds = ("kind", "in", ("invoice", "credit_note"))
    links = person.read("bridge.binding", [("move_id", "in", moves), kinds], ["move_id", "external_id"])
    there = {row["id"]: row for row in scene.documents()}
    rows = [(link["move_id"][0], there.get(link["external_id"])) for link in links]
    return [(move, row["total"], row["balance"]) for move, row in rows if row]


def data(scene: CompareScene, person: Person, documents: dict) -> dict:
    """What is judged, for a program. ``documents``: what was told of documents and customers on both sides."""
    story = scene.story
    facts = {
        **customer_facts(story),
        **document_facts(scene, person),
        "no page went wrong": not story.noise,
    }
    return {
        **documents,
        "agree": documents["agree"] and all(facts.values()),
        "facts": facts,
        "listed": {step: [asdict(line) for line in lines] for step, lines in story.listed.items()},
        "done": {step: [asdict(line) for line in lines] for step, lines in story.done.items()},
        "refused": story.refused,
        "words": story.words,
        "noise": story.noise,
        "pictures": sorted(path.name for path in scene.pictures.glob("*.png")),
    }


def table(told: dict, rows: list, customers: str) -> str:
    """The same for a terminal."""
    lines = [document_table(rows), "", customers, ""]
    lines += [f"{'✔' if holds else '✘'}  {words}" for words, holds in told["facts"].items()]
    return "\n".join(lines)
