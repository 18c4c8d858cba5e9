"""scripts/demo --ledger online --story compare: what differs is listed, what is ticked is done, and nothing else.

The story waits for what it has done at every step; here its last line is judged.
"""

import pytest

from scripts.demonstration.compare_data import CHANGED_HERE, CONFLICT, ONLY_THERE, OVERTAKEN, PERIODS
from scripts.host import database_exists, layout

from .demo_program import told_by

pytestmark = pytest.mark.slow

PICTURES = (
    *("first-comparison", "customers-to-the-ledger", "ticked", "customers-sent", "customers-from-the-ledger"),
    *("customers-taken", "compared-again", "nothing-differs", "jobs", "jobs-invoiced", "contracts", "contracts-sent"),
    *("closed-jobs", "set-flags", "forced", "reset-to-draft", "changed", "changed-sent", "reset-what-is-paid"),
    *("credited", "reinvoiced", "reinvoiced-sent", "credit-applied"),
)


@pytest.fixture(autouse=True)
def _nothing_runs_that_should_not():
    """The walk of the other files is not needed here: the story has a scene of its own."""


@pytest.fixture(scope="module")
def told():
    """The story as a program: what it says in its last line."""
    return told_by("--ledger", "online", "--story", "compare")


def lines(told, step, mark=""):
    """Return the names of what was listed at a step, those with a mark where one is said."""
    return [line["name"] for line in told["listed"][step] if not mark or line["mark"] == mark]


def test_all_of_it_came_true(told):
    assert told["agree"] is True
    assert [words for words, holds in told["facts"].items() if not holds] == []
    # No page logged an error, raised one, or ran what stands in a name.
    assert told["noise"] == []


def test_customers_are_compared_in_both_directions_with_all_marks(told):
    assert lines(told, "push", "Add") == ["Fern Hollow Books", "Grizzly Peak Florist"]
    assert lines(told, "push", "Update") == [CHANGED_HERE]
    assert lines(told, "push", "Conflict") == [CONFLICT]
    assert sorted(lines(told, "pull", "Add")) == sorted(ONLY_THERE)
    # Who is not flagged for integration, and who is the same on both sides, is in none of them.
    everybody = {name for step in told["listed"] for name in lines(told, step)}
    assert "Alder Creek Bakery" not in everybody
    assert "Harbor Dental Group" not in {*lines(told, "push"), *lines(told, "pull")}
    assert lines(told, "push, afterwards") == lines(told, "pull, afterwards") == []


def test_both_sides_have_the_same_customers(told):
    assert (told["customers"], told["customers_wrong"]) == (10, [])


def test_what_is_changed_after_compare_is_left_as_it_is(told):
    outcomes = {line["name"]: line["outcome"] for line in told["done"]["pull"]}
    assert outcomes.pop(OVERTAKEN) == "Changed since"
    assert set(outcomes.values()) == {"Done"}
    assert [line["outcome"] for line in told["done"]["again"]] == ["Done"]


def test_jobs_and_contracts_are_invoiced_once(told):
    # Three jobs, three months, a credit note and the invoice in place of the old one.
    assert (told["invoices"], told["processed"]) == (3 + PERIODS + 2, 3 + PERIODS + 2)
    assert [row["wrong"] for row in told["rows"]] == [""] * told["invoices"]
    assert told["total_odoo"] == told["total_books"]
    totals = sorted(row["book_total"] for row in told["rows"])
    assert totals == sorted(["125.00", "95.00", "354.18", "125.00", "110.00", *["180.00"] * PERIODS])


def test_what_cannot_be_invoiced_says_why_and_cannot_be_ticked(told):
    (line,) = [line for line in told["listed"]["jobs"] if line["mark"] == "Not possible"]
    assert told["refused"] == {"conflict": True, "nothing to invoice": True}
    assert "nothing to invoice" in line["outcome_text"]


def test_reset_to_draft_tells_what_the_ledger_holds(told):
    assert "334.18 USD. Nothing is paid on it there." in told["words"]["reset-to-draft"]
    assert "125.00 USD. It is paid there: nothing is open." in told["words"]["reset-what-is-paid"]


def test_every_step_has_its_picture(told):
    taken = {name.removesuffix(".png").split("-", 2)[2] for name in told["pictures"]}
    assert [name for name in PICTURES if name not in taken] == []


def test_nothing_is_left_behind(told):
    assert not database_exists("demo_compare_headless")
    assert not (layout.HOST / "demo" / "demo_compare_headless").exists()
