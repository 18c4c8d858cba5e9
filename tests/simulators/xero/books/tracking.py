"""Tracking categories and their options (facts 2.1): two active ones, four in all."""

from .endpoint import DELETE_ONE, POST_ONE, PUT, Endpoint, Sub
from .shapes import Choice, Guid, Text

MOST_ACTIVE, MOST = 2, 4
_STATUS = Choice("TrackingCategoryStatus", "ACTIVE", "ARCHIVED", "DELETED")
ENDPOINT = Endpoint(
    "TrackingCategories",
    "TrackingCategoryID",
    {"TrackingCategoryID": Guid(), "Name": Text(100), "Status": _STATUS},
    (PUT, POST_ONE, DELETE_ONE),
    single=True,
    subs={
        "Options": Sub(
            "TrackingOptionID",
            {"TrackingOptionID": Guid(), "Name": Text(100), "Status": _STATUS},
            (PUT, POST_ONE, DELETE_ONE),
        )
    },
)
_NAME = "TrackingCategories"


def rows(books, options):
    wanted = ("ACTIVE", "ARCHIVED") if options.get("includeArchived") else ("ACTIVE",)
    return [row for row in books.store.table(_NAME).values() if row["Status"] in wanted]


def show(books, row, options):
    shown = {name: row[name] for name in ("Name", "Status", "TrackingCategoryID")}
    return {**shown, "Options": [dict(one) for one in row["Options"] if one["Status"] != "DELETED"]}


def depends(books, row):
    return None


def write(books, body, call):
    old = call.target
    if call.method == "DELETE":
        return books.keep(_NAME, {**old, "Status": "DELETED"}, bump=False)
    new = {**(old or {"TrackingCategoryID": books.new_id(_NAME), "Status": "ACTIVE", "Options": []}), **body}
    new["TrackingCategoryID"] = old["TrackingCategoryID"] if old else new["TrackingCategoryID"]
    if not new.get("Name"):
        call.refuse("Tracking category name is required.")
    others = [
        row for row in rows(books, {"includeArchived": True}) if row["TrackingCategoryID"] != new["TrackingCategoryID"]
    ]
    if any(row["Name"].casefold() == new["Name"].casefold() for row in others):
        call.problem("unique_name")
    active = sum(row["Status"] == "ACTIVE" for row in others)
    if new["Status"] == "ACTIVE" and active >= MOST_ACTIVE:
        call.problem(f"No more than {MOST_ACTIVE} active tracking categories are possible.")
    elif len(others) >= MOST:
        call.problem(f"No more than {MOST} tracking categories are possible.")
    call.settle()
    return books.keep(_NAME, new, bump=False)


def write_sub(books, body, call):
    """An option of the category."""
    category = call.target
    options = list(category["Options"])
    place = next((at for at, one in enumerate(options) if one["TrackingOptionID"] == call.sub_id), None)
    if call.sub_id and place is None:
        call.refuse("not_found")
    if call.method == "DELETE":
        new = {**options[place], "Status": "DELETED"}
    else:
        blank = {"TrackingOptionID": books.new_id("TrackingOptions"), "Status": "ACTIVE"}
        sent = {name: value for name, value in body.items() if name != "TrackingOptionID"}
        new = {**(blank if place is None else options[place]), **sent}
        if not new.get("Name"):
            call.refuse("Tracking option name is required.")
        others = [one for at, one in enumerate(options) if at != place and one["Status"] != "DELETED"]
        if any(one["Name"].casefold() == new["Name"].casefold() for one in others):
            call.refuse("unique_name")
    if place is None:
        options.append(new)
    else:
        options[place] = new
    books.keep(_NAME, {**category, "Options": options}, bump=False)
    return dict(new)


# --- for documents ---


def for_line(books, given: list, call, at: str) -> list[dict]:
    """The tracking of a line as it is kept: both ids and both names; a category and an option each (facts 2.1)."""
    made = []
    if len(given) > MOST_ACTIVE:
        call.problem(f"A line can have {MOST_ACTIVE} tracking categories at most.", at)
    for part in given[:MOST_ACTIVE]:
        found = _meant(books, part)
        if found is None:
            call.problem("A line's tracking needs an active category and an active option of it.", at)
            continue
        category, option = found
        if any(one["TrackingCategoryID"] == category["TrackingCategoryID"] for one in made):
            call.problem("A line can have one option of a tracking category.", at)
            continue
        made.append(
            {
                "Name": category["Name"],
                "Option": option["Name"],
                "TrackingCategoryID": category["TrackingCategoryID"],
                "TrackingOptionID": option["TrackingOptionID"],
            }
        )
    return made


def _meant(books, part: dict):
    """By ids, or by Name and Option."""
    for category in rows(books, {}):
        if category["TrackingCategoryID"] != part.get("TrackingCategoryID") and (
            part.get("TrackingCategoryID") or category["Name"] != part.get("Name")
        ):
            continue
        for option in category["Options"]:
            by_id = part.get("TrackingOptionID")
            named = option["TrackingOptionID"] == by_id if by_id else option["Name"] == part.get("Option")
            if named and option["Status"] == "ACTIVE":
                return category, option
    return None


# --- for people ---


def make(books, name: str, options=()) -> dict:
    """A category with its options, as a person makes it."""
    made = [
        {"TrackingOptionID": books.new_id("TrackingOptions"), "Name": option, "Status": "ACTIVE"} for option in options
    ]
    row = {"TrackingCategoryID": books.new_id(_NAME), "Name": name, "Status": "ACTIVE", "Options": made}
    return books.keep(_NAME, row, bump=False)
