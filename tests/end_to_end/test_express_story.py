"""scripts/demo --ledger online --story express: set up by reading the pages; what they promised is kept overnight.

The story waits for what it has done at every step; here its last line is judged.
"""

from datetime import datetime

import pytest

from scripts.demonstration.express_data import BILL, BILL_TOTAL, SALES, VENDOR
from scripts.demonstration.express_pages import STEPS
from scripts.host import database_exists, layout

from .demo_program import told_by

pytestmark = pytest.mark.slow

EARLY = ("in the evening", "before midnight", "after midnight", "before the promised moment")


@pytest.fixture(autouse=True)
def _nothing_runs_that_should_not():
    """The walk of the other files is not needed here: the story has a scene of its own."""


@pytest.fixture(scope="module")
def told():
    """The story as a program: what it says in its last line."""
    return told_by("--ledger", "online", "--story", "express")


def test_all_of_it_came_true(told):
    assert told["agree"] is True
    assert [words for words, holds in told["facts"].items() if not holds] == []
    # No page logged an error, raised one, or ran what stands in a name.
    assert told["noise"] == []


def test_express_takes_less_than_ten_minutes_of_a_person_who_reads_everything(told):
    effort = told["express"]
    assert effort["steps"] == list(STEPS[1:])
    assert 0 < effort["minutes_for_a_person"] < 10
    # So few that somebody could have guessed them would be another demonstration.
    assert effort["words_read"] > 300 and effort["presses"] > 15
    assert effort["seconds_measured"] < 600


def test_what_is_closed_half_way_is_found_again_as_a_draft(told):
    assert told["advanced"]["draft"] == {
        "card": "Draft: continue at Mapping",
        "found_at": "Mapping",
        "mode": "Advanced",
        "continued_to": "Review",
    }


def test_nothing_is_in_the_books_before_the_promised_moment(told):
    for when in EARLY:
        assert told["counts"][when] == {"invoices": 0, "bills": 0}, when
    for kind in ("invoice", "bill"):
        moment = datetime.fromisoformat(told["promised"][kind])
        assert (moment.hour, moment.minute) == (0, 30), kind
    assert "Every day at 00:30, America/Los_Angeles." in told["promise"]
    assert "Starts today: the first documents appear tomorrow" in told["promise"]


def test_the_invoices_of_the_day_that_is_over_are_there_and_no_others(told):
    promised = [sale for sale in SALES if sale.promised]
    assert told["counts"]["after the promised moment"] == {"invoices": len(promised), "bills": 1}
    assert len(told["sales"]) == len(SALES)
    for sale, row in zip(SALES, told["sales"], strict=True):
        assert row["wrong"] == "" and bool(row["book_total"]) is sale.promised, row
    assert told["invoices"] == told["processed"] == len(promised)
    assert told["total_odoo"] == told["total_books"]
    assert [row["wrong"] for row in told["rows"]] == [""] * len(promised)


def test_the_pay_run_is_there_to_the_cent(told):
    bill = told["bill"]
    assert (bill["wrong"], bill["state"], bill["vendor"]) == ("", "processed", VENDOR)
    assert bill["total"] == str(BILL_TOTAL) == str(sum(BILL.values()))
    assert bill["lines"] == {name: str(amount) for name, amount in BILL.items()}


def test_every_step_has_its_picture(told):
    for number, step in enumerate(STEPS[1:]):
        slug = step.lower().replace(" ", "-")
        assert any(name.endswith(f"-{slug}.png") and name.startswith("express-") for name in told["pictures"]), (
            number,
            step,
        )


def test_nothing_is_left_behind(told):
    assert not database_exists("demo_express_headless")
    assert not (layout.HOST / "demo" / "demo_express_headless").exists()
