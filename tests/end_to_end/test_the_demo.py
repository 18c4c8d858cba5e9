"""scripts/demo --headless: what a stranger runs first, judged by its last line and its exit code."""

import json

import pytest

from scripts.demonstration.story import KINDS
from scripts.host import database_exists, layout

from .demo_program import run

CREDITS = [key for key in KINDS if key.startswith("credit_")]


def test_the_story_plays_and_both_sides_agree():
    done = run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    data = json.loads(done.stdout.splitlines()[-1])
    assert data["agree"] is True
    assert (data["processed"], data["rejected"], data["held"], data["queued"]) == (22, 3, 1, 0)
    # An invoice and a credit note of each kind of line; the verdict compared total, tax and what is open of each.
    assert {row["invoice"][:3] for row in data["rows"]} == {"INV", "RIN"}
    assert sum(row["invoice"].startswith("RINV") for row in data["rows"]) == len(CREDITS) + 1
    assert data["total_odoo"] == data["total_books"]
    # Two payments and two applied credit notes travelled, and what is open is the same on both sides.
    processed = [row for row in data["rows"] if row["state"] == "processed"]
    assert all(row["open"] == row["book_open"] for row in processed)
    assert sum(row["open"] != row["total"] for row in processed) == 6
    assert all(row["reason"] for row in data["rows"] if row["state"] == "rejected")
    # Nothing is left behind.
    assert not database_exists("demo_headless")
    assert not (layout.HOST / "demo" / "demo_headless").exists()


def test_the_story_of_quickbooks_online_too():
    done = run("--ledger", "online")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    data = json.loads(done.stdout.splitlines()[-1])
    assert data["agree"] is True
    assert (data["processed"], data["customers"], data["customers_wrong"]) == (2, 808, [])
    assert "800 customers created in Odoo" in done.stdout
    assert not database_exists("demo_online_headless")
    assert not (layout.HOST / "demo" / "demo_online_headless").exists()


@pytest.mark.slow
def test_the_story_of_xero_too():
    done = run("--ledger", "xero")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    data = json.loads(done.stdout.splitlines()[-1])
    assert data["agree"] is True
    assert (data["processed"], data["rejected"], data["customers"], data["customers_wrong"]) == (8, 0, 811, [])
    assert "Olivia releases five invoices: 4 are in" in done.stdout
    assert "Item code 'Thermostat' is not valid" in done.stdout
    assert not database_exists("demo_xero_headless")
    assert not (layout.HOST / "demo" / "demo_xero_headless").exists()
