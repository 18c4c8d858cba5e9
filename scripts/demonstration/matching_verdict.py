"""Is everybody settled, each with the entry that is meant? The books are read from the service itself."""

from collections import Counter

from .doors import Person
from .matching_data import MOST, ORDER, Row, rows_of
from .matching_scene import MatchingScene
from .matching_story import KINDS, MODELS, counted
from .verdict import table as document_table


def settled(person: Person) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """What was asked about each record and how it ended: ``{(kind, id of the link): [(reason, cure)]}``."""
    domain = [("kind", "in", KINDS), ("binding_id", "!=", False)]
    issues = person.read("bridge.issue", domain, ["kind", "binding_id", "reason", "state", "solved_with"], order="id")
    found: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for issue in issues:
        end = issue["solved_with"] if issue["state"] == "solved" else issue["state"]
        found.setdefault((issue["kind"], issue["binding_id"][0]), []).append((issue["reason"], end))
    return found


def rows(scene: MatchingScene, person: Person) -> list[dict]:
    """Every customer and item: how both sides disagreed, what was asked, how it was settled, and what is wrong."""
    asked, result = settled(person), []
    for kind in KINDS:
        column, model = MODELS[kind]
        links = person.read("bridge.binding", [("kind", "=", kind)], [column, "external_id", "match_state"])
        records = person.read(model, [("id", "in", [link[column][0] for link in links])], ["name"])
        names = {record["id"]: record["name"] for record in records}
        known = {names.get(link[column][0], ""): link for link in links}
        there = scene.names_there(kind)
        for row in rows_of(kind):
            link = known.get(row.name) or known.get(row.entered)
            questions = asked.get((kind, link["id"]), []) if link else []
            result.append(
                {
                    "kind": kind,
                    "how": row.how,
                    "name": row.name,
                    "asked": [reason for reason, _end in questions],
                    "settled_with": [end for _reason, end in questions],
                    "there": there.get(link["external_id"], "") if link else "",
                    "wrong": _wrong(scene, kind, row, link, there),
                }
            )
    return result


def _wrong(scene: MatchingScene, kind: str, row: Row, link: dict | None, there: dict[str, str]) -> str:
    if not link:
        return "was not looked at"
    id_ = link["external_id"]
    if not row.meant:
        return "" if not id_ and link["match_state"] == "ignored" else f"is {link['match_state']}"
    if row.there:
        return "" if id_ == scene.there[kind, row.there] else f"is not {row.there}, but {there.get(id_, 'nobody')}"
    name = there.get(id_, "")
    if len(row.meant) > MOST:
        # Cut, and told apart from others by a number.
        fits = row.meant.startswith(name.partition(" #")[0]) and 0 < len(name) <= MOST
        return "" if fits else f"is called {name or 'nothing'}"
    return "" if name == row.meant else f"is called {name or 'nothing'}, not {row.meant}"


def lines(scene: MatchingScene) -> list[list]:
    """What the invoices in the books sell: ``[[item there, quantity]]``, as their lines stand."""
    names = scene.names_there("item")
    sold = [line["SalesItemLineDetail"] for one in scene.entries("Invoice") for line in one["Line"] if _sells(line)]
    return [[names.get(line["ItemRef"]["value"], ""), float(line["Qty"])] for line in sold]


def _sells(line: dict) -> bool:
    return line["DetailType"] == "SalesItemLineDetail"


def ordered() -> list[list]:
    """What the invoice of the delivery should sell."""
    meant = {row.name: row.meant for row in rows_of("item")}
    return [[meant[name], float(quantity)] for name, quantity in ORDER]


def data(scene: MatchingScene, told: list[dict], documents: dict) -> dict:
    """The same for a program."""
    story, sold = scene.story, lines(scene)
    wrong = [row for row in told if row["wrong"]]
    left = [row for row in told if "open" in row["settled_with"]]
    is_clean = story.titles.get("after") is not None and not any(counted(story.titles["after"]))
    return {
        **documents,
        "agree": documents["agree"] and is_clean and not wrong and not left and sold == ordered(),
        "lines": sold,
        "customers": sum(row["kind"] == "customer" for row in told),
        "items": sum(row["kind"] == "item" for row in told),
        "found": dict(sorted(Counter(story.found.values()).items())),
        "settled": dict(sorted(Counter(end for row in told for end in row["settled_with"]).items())),
        "tabs": story.titles,
        "seconds_to_the_books": round(story.seconds, 1),
        "wrong": wrong,
        "noise": story.noise,
        "matches": told,
    }


def table(told: list[dict], documents: list) -> str:
    """The same for a terminal: a line for each way to disagree, and the invoice of the delivery."""
    lines = [("Disagreed", "Customers", "Items", "Asked as", "Settled with", "")]
    for how in dict.fromkeys(row["how"] for row in told):
        mine = [row for row in told if row["how"] == how]
        lines.append(
            (
                how,
                str(sum(row["kind"] == "customer" for row in mine) or ""),
                str(sum(row["kind"] == "item" for row in mine) or ""),
                _listed(reason for row in mine for reason in row["asked"]),
                _listed(end for row in mine for end in row["settled_with"]),
                "✘ " + "; ".join(f"{row['name']} {row['wrong']}" for row in mine if row["wrong"])
                if any(row["wrong"] for row in mine)
                else "✔",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    shown = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([*shown, "", document_table(documents)])


def _listed(codes) -> str:
    """Codes without what they have in common, each once."""
    return ", ".join(dict.fromkeys(code.removeprefix("customer_").removeprefix("item_") for code in codes)) or "-"
