"""After a fault on a ledger that is called: run until nothing is under way, then everything that must hold.

``start.runs`` is the module of the ledger's runs: ``notebook_run`` or ``online_run``.
"""

import psycopg2

from scripts.host import postgres

from . import invariants

MOST_RUNS = 6


def learn(start) -> list[str]:
    """Run undisturbed, once. :return: the names of the points that it passed; ``facts`` gets what it came to"""
    if "points" not in start.facts:
        with start.copy() as (database, book):
            names = start.odoo.run(database, start.runs.turn, start.facts["connection"], book=book).result
            start.facts["tally"] = invariants.tally(database)
            assert_whole(start, database, book)
        start.facts["points"] = names
    return start.facts["points"]


def check(start, database, book) -> None:
    """What holds at any moment."""
    invariants.check(database, start.runs.entries(book), start.begun, start.facts["moves"])


def converge(start, database, book) -> None:
    """Run as life goes on after a loss, with the invariants after each run, until a run only reads."""
    for _run in range(MOST_RUNS):
        written = invariants.write_exchanges(database)
        names = start.odoo.run(database, start.runs.turn_after_a_while, start.facts["connection"], book=book).result
        check(start, database, book)
        if names.count("before perform") <= 1 and invariants.write_exchanges(database) == written:
            return
    raise AssertionError(f"no end after {MOST_RUNS} runs\n{invariants.story(database)}")


def assert_whole(start, database, book) -> None:
    """Converge, and find everything in its place; one more run writes nothing."""
    converge(start, database, book)
    settled = start.runs.entries(book)
    invariants.check_end(database, settled, start.begun, start.facts["moves"])
    # What can never go, or waits for a person, does in every run; the rest is there, once each.
    assert invariants.tally(database) == start.facts["tally"], invariants.story(database)
    written = invariants.write_exchanges(database)
    start.odoo.run(database, start.runs.turn, start.facts["connection"], book=book)
    invariants.check_idle(settled, start.runs.entries(book))
    assert invariants.write_exchanges(database) == written


def hold_rows(database, table, ids):
    """Lock rows in a transaction of our own, as somebody's open form would. :return: the connection"""
    settings = postgres.connection_settings()
    line = psycopg2.connect(dbname=database, host=settings["PGHOST"], port=settings["PGPORT"], user=settings["PGUSER"])
    line.cursor().execute(f"SELECT id FROM {table} WHERE id = ANY(%s) FOR UPDATE", [ids])
    return line
