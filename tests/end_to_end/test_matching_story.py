"""scripts/demo --ledger online --story matching: each way to disagree is found, settled in a browser, and right there.

The story waits for what it has done at every step; here its last line is judged, and what it says of each record.
"""

import pytest

from scripts.demonstration.matching_data import MOST, rows_of
from scripts.demonstration.matching_story import SURE
from scripts.host import database_exists, layout

from .demo_program import told_by

pytestmark = pytest.mark.slow

# With which reasons each way to disagree is asked about at first, and the cures one of which settles it.
ASKED = {
    ("customer", "e-mail missing"): ({"customer_key_missing"}, {"enter_email"}),
    ("customer", "ignored"): ({"customer_key_missing"}, {"ignored"}),
    ("customer", "not found"): ({"customer_asked"}, {"create"}),
    ("customer", "duplicate name"): ({"customer_asked"}, {"create", "rename_here"}),
    ("customer", "fixed there"): ({"customer_asked"}, {"check_again"}),
    ("customer", "probable"): ({"customer_probable"}, {"confirm_match"}),
    ("customer", "duplicate match"): ({"customer_key_shared", "customer_ambiguous"}, {"choose"}),
    ("customer", "forbidden there"): ({"customer_asked", "customer_name_empty"}, {"create"}),
    ("customer", "inactive there"): ({"customer_inactive"}, {"check_again"}),
    ("item", "SKU missing"): ({"item_key_missing"}, {"enter_sku"}),
    ("item", "ignored"): ({"item_key_missing"}, {"ignored"}),
    ("item", "not found"): ({"item_asked"}, {"create"}),
    ("item", "too long there"): ({"item_asked"}, {"create"}),
    ("item", "picked"): ({"item_asked"}, {"pick"}),
    ("item", "fixed there"): ({"item_asked"}, {"check_again"}),
    ("item", "duplicate SKU"): ({"item_key_shared"}, {"enter_sku"}),
    ("item", "duplicate match"): ({"item_ambiguous"}, {"choose"}),
    ("item", "probable"): ({"item_probable"}, {"confirm_match"}),
    ("item", "inactive there"): ({"item_inactive"}, {"check_again"}),
    ("item", "duplicate name"): ({"item_name_taken"}, {"rename_here", "create"}),
}


@pytest.fixture(autouse=True)
def _nothing_runs_that_should_not():
    """The walk of the other files is not needed here: the story has a scene of its own."""


@pytest.fixture(scope="module")
def told():
    """The story as a program: what it says in its last line."""
    return told_by("--ledger", "online", "--story", "matching")


def test_forty_customers_and_thirty_items_are_settled(told):
    assert told["agree"] is True
    assert (told["customers"], told["items"]) == (40, 30)
    assert told["wrong"] == []
    # No page logged an error, raised one, or ran what stands in a name.
    assert told["noise"] == []
    assert told["tabs"] == {"before": ["Customers (22)", "Items (16)"], "after": ["Customers", "Items"]}


def test_nobody_is_asked_about_who_is_known_beyond_doubt(told):
    sure = [row for row in told["matches"] if row["how"] in SURE]
    assert len(sure) == 18 + 14
    assert [row["name"] for row in sure if row["asked"] or not row["there"]] == []


@pytest.mark.parametrize(("kind", "how"), list(ASKED))
def test_each_way_to_disagree_has_its_question_and_its_cure(told, kind, how):
    reasons, cures = ASKED[kind, how]
    mine = [row for row in told["matches"] if (row["kind"], row["how"]) == (kind, how)]
    assert len(mine) == len(rows_of(kind, how)) > 0
    for row in mine:
        assert row["asked"][0] in reasons, row
        assert cures & set(row["settled_with"]), row
    assert {row["asked"][0] for row in mine} == reasons


def test_what_is_too_long_or_forbidden_there_is_written_as_it_can_be(told):
    names = {
        row["name"]: row["there"] for row in told["matches"] if row["how"] in ("forbidden there", "too long there")
    }
    assert names["Piedmont: Heating & Air"] == "Piedmont Heating & Air"
    assert names["🎉🎉🎉"] == "Rockridge Party Supply"
    assert 0 < len(names["Seasonal kit"]) <= MOST


def test_a_delivery_makes_its_invoice_by_itself(told):
    (row,) = told["rows"]
    assert (row["state"], row["wrong"], row["customer"]) == ("processed", "", "Juniper Cycles")
    assert told["total_odoo"] == told["total_books"] == row["book_total"]
    assert 0 < told["seconds_to_the_books"]
    # One item that was alike all along, and three that disagreed.
    assert told["lines"] == [["Air filter 16 x 25", 4], ["Blower motor 1/2 hp", 1], ["Copper elbow", 6], ["HOSE-10", 2]]


def test_nothing_is_left_behind(told):
    assert not database_exists("demo_matching_headless")
    assert not (layout.HOST / "demo" / "demo_matching_headless").exists()
