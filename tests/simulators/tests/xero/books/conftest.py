"""An organisation to test with."""

from datetime import datetime, timedelta

import pytest

from tests.simulators.xero.books import Switches, samples
from tests.simulators.xero.books.rules import Desk


class HandClock:
    """Stands still until it is told to move; UTC."""

    def __init__(self, start="2026-11-20T01:00:00"):
        self.now = datetime.fromisoformat(start)

    def __call__(self):
        return self.now

    def move(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture(scope="session")
def templates():
    """Made once per kind of organisation, and put back for every test."""
    made = {}

    def template(kind, switches, profile):
        key = f"{kind} {sorted(switches.items())!r} {sorted(profile.items(), key=repr)!r}"
        if key not in made:
            clock = HandClock("2026-11-01T08:00:00")
            made[key] = samples.create(kind, clock=clock, switches=Switches(**switches), **profile).snapshot()
        return made[key]

    return template


@pytest.fixture
def open_desk(templates, clock):
    """open_desk(kind, switches={...}, **fields of the profile)"""

    def opener(kind="au", switches=None, **profile):
        switches = switches or {}
        books = samples.bare(kind, clock=clock, switches=Switches(**switches), **profile)
        books.restore(templates(kind, switches, profile))
        return Desk(books)

    return opener


@pytest.fixture
def desk(open_desk):
    return open_desk()
