"""SIGKILL at the points of a run that makes the accounts and items to begin with; then each of them is there once.

A person has pressed *Create these* once before the run and presses again after it. A quick run takes some points, the
whole one every point.
"""

from collections import Counter

import pytest

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
    points = len(pressed[2])
    for number in sorted({1 + points * part // QUICK for part in range(QUICK)}):
        die_at(pressed, number)


@pytest.mark.slow
def test_every_point_of_online_and_xero(pressed):
    for number in range(1, len(pressed[2]) + 1):
        die_at(pressed, number)
