"""scripts/demo --headless: what a stranger runs first, judged by its last line and its exit code."""

import json
import subprocess

from scripts.host import database_exists, layout
from scripts.host.process import clean_environment


def test_the_story_plays_and_both_sides_agree():
    done = subprocess.run(
        [str(layout.REPO / "scripts" / "demo"), "--headless"],
        cwd="/",
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
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
