"""SIGKILL at the points of a run that makes the accounts and items to begin with; then each of them is there once.

A person has pressed *Create these* once before the run and presses again after it. Of QuickBooks Desktop it is the
server that dies, around each commit and each message of the visit. A quick run takes some points, the whole one every
point.
"""

import dataclasses
from collections import Counter

import pytest

from . import invariants, odoo_process
from .desktop_run import desk
from .kill_points import must_hit

SUITE = "default kills"
QUICK, MOST_RUNS = 2, 6
# How a ledger calls its lists, and the field that an item is known by.
LISTS = {"online": ("Account", "Item", "Name"), "xero": ("Accounts", "Items", "Name")}
ACCOUNTS = ["OD Direct Wages", "OD Direct Wages Liability", "OD Service Income"]
ITEMS = ["OD Service Income"]


def press(env, connection):
    """Press the button. :return: the states of the rows"""
    found = env["bridge.connection"].browse(connection)
    found.action_create_defaults()
    env.cr.commit()
    return states(env, connection)


def states(env, connection):
    """Return the states of the rows, without repeats."""
    return sorted(set(env["bridge.connection"].browse(connection).default_ids.mapped("state")))


@pytest.fixture(scope="module", params=list(LISTS))
def pressed(request):
    """A ledger to which the creation of all rows is queued: ``(its name, start, names of the points of a run)``."""
    start = request.getfixturevalue(request.param)
    with start.copy() as (database, book):
        connection = start.facts["connection"]
        assert start.odoo.run(database, press, connection, book=book).result == ["queued"]
        points = start.odoo.run(database, start.runs.turn, connection, book=book).result
        assert there(request.param, book) == (ACCOUNTS, ITEMS)
        assert start.odoo.run(database, states, connection, book=book).result == ["created"]
    return request.param, start, points


def there(ledger, book):
    """Return the names of ours that the books hold, each as often as it is there."""
    accounts, items, name = LISTS[ledger]
    return tuple(
        sorted(
            Counter(row.get(name, "") for row in book.company.objects(kind) if "OD " in row.get(name, "")).elements()
        )
        for kind in (accounts, items)
    )


def some(points):
    """Return the numbers of a few points, spread over all."""
    return sorted({1 + len(points) * part // QUICK for part in range(QUICK)})


def die_at(pressed, number):
    """Die at one point, then run until nothing is under way, press again and run once more."""
    ledger, start, _points = pressed
    connection = start.facts["connection"]
    with start.copy() as (database, book):
        start.odoo.run(database, press, connection, book=book)
        ended = start.odoo.run(database, start.runs.turn, connection, number, book=book)
        must_hit(SUITE, number, ended.was_killed)
        for _run in range(MOST_RUNS):
            start.odoo.run(database, start.runs.turn_after_a_while, connection, book=book)
            if start.odoo.run(database, states, connection, book=book).result == ["created"]:
                break
        assert start.odoo.run(database, press, connection, book=book).result == ["created"]
        start.odoo.run(database, start.runs.turn_after_a_while, connection, book=book)
        assert there(ledger, book) == (ACCOUNTS, ITEMS), f"after a death at point {number}"


def test_some_points_of_online_and_xero(pressed):
    for number in some(pressed[2]):
        die_at(pressed, number)


@pytest.mark.slow
def test_every_point_of_online_and_xero(pressed):
    for number in range(1, len(pressed[2]) + 1):
        die_at(pressed, number)


# === DESKTOP === #


def bound(env, connection):
    """Return the ids of the accounts and of the items in the ledger that the rows stand for."""
    rows = env["bridge.connection"].browse(connection).default_ids
    return [
        sorted(filter(None, rows.mapped(name))) for name in ("remote_record_id.remote_id", "item_record_id.remote_id")
    ]


def assert_made(here, when):
    """Each of them is in the company file once, and the connection shows it as the one that it made."""
    connection = here.start.facts["connection"]
    lists = [
        sorted((row["name"], row["list_id"]) for row in rows if row["name"].startswith("OD "))
        for rows in (here.book.accounts(), here.book.items())
    ]
    assert [[name for name, _list_id in rows] for rows in lists] == [ACCOUNTS, ITEMS], when
    assert here.odoo.run(here.database, states, connection).result == ["created"], when
    known = here.odoo.run(here.database, bound, connection).result
    assert known == [sorted(list_id for _name, list_id in rows) for rows in lists], when


def visit_with_points(here, number=0):
    """One visit, of which the server dies at this point; 0 for none."""
    # Made before, since it asks at the door whether somebody is there.
    connector = here.web_connector()
    here.serve(number, with_messages=True)
    here.visit(connector=connector)


@pytest.fixture(scope="module")
def pressed_desktop(read_desktop):
    """A company file to which the creation of all rows is queued: ``(start, names of the points of a visit)``."""
    odoo = read_desktop.odoo
    database = odoo.new_database(read_desktop.database)
    try:
        odoo.run(database, odoo_process.acknowledge_copy)
        assert odoo.run(database, press, read_desktop.facts["connection"]).result == ["queued"]
        start = dataclasses.replace(read_desktop, database=database)
        with desk(start) as here:
            visit_with_points(here)
            points = here.stop()
            assert_made(here, "undisturbed")
        yield start, points
    finally:
        odoo.drop(database)


def die_in_a_visit(pressed_desktop, number):
    """Let the server die at one point; visits follow until nothing is under way; press again, and one more visit."""
    start, points = pressed_desktop
    connection, when = start.facts["connection"], f"after a death at point {number}, {points[number - 1]}"
    with desk(start) as here:
        visit_with_points(here, number)
        must_hit(f"{SUITE}, desktop", number, here.server_is_dead())
        here.serve()
        for _visit in range(MOST_RUNS):
            here.five_minutes_go_by()
            here.visit()
            if here.odoo.run(here.database, states, connection).result == ["created"]:
                break
        assert_made(here, when)
        written = invariants.write_exchanges(here.database)
        assert here.odoo.run(here.database, press, connection).result == ["created"], when
        here.five_minutes_go_by()
        here.visit()
        assert_made(here, when)
        assert invariants.write_exchanges(here.database) == written, when


def test_points_of_a_visit_to_desktop(pressed_desktop):
    """They lie around what writes: nothing of this is proved by a visit that makes nothing."""
    _start, points = pressed_desktop
    for kind in ("commit", "message"):
        assert points.count(f"before {kind}") == points.count(f"after {kind}") >= 6


def test_some_points_of_desktop(pressed_desktop):
    for number in some(pressed_desktop[1]):
        die_in_a_visit(pressed_desktop, number)


@pytest.mark.slow
def test_every_point_of_desktop(pressed_desktop):
    for number in range(1, len(pressed_desktop[1]) + 1):
        die_in_a_visit(pressed_desktop, number)
