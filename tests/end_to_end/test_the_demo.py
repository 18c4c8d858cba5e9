"""scripts/demo --headless: what a stranger runs first, judged by its last line and its exit code."""

import json
import subprocess

from scripts.host import database_exists, layout
from scripts.host.process import clean_environment


def run(*words):
    """The demo as a program. :return: what it ended with"""
    return subprocess.run(
        [str(layout.REPO / "scripts" / "demo"), "--headless", *words],
        cwd="/",
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_story_plays_and_both_sides_agree():
    done = run()
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    data = json.loads(done.stdout.splitlines()[-1])
    assert data["agree"] is True
    assert (data["processed"], data["rejected"], data["held"], data["queued"]) == (12, 3, 1, 0)
    assert data["total_odoo"] == data["total_books"]
    # Two payments and a credit note travelled, and what is open is the same on both sides.
    processed = [row for row in data["rows"] if row["state"] == "processed"]
    assert all(row["open"] == row["book_open"] for row in processed)
    assert sum(row["open"] != row["total"] for row in processed) == 4
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
    assert "%: 800 customers created in Odoo" in done.stdout
    assert not database_exists("demo_online_headless")
    assert not (layout.HOST / "demo" / "demo_online_headless").exists()
