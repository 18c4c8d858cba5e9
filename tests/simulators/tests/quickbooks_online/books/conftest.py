"""A company to test with."""

from datetime import datetime, timedelta

import pytest

from tests.simulators.quickbooks_online.books import Switches, samples
from tests.simulators.quickbooks_online.books.rules import Desk


class HandClock:
    """Stands still until it is told to move."""

    def __init__(self, start="2026-02-10T09:00:00"):
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
    """Made once per kind of company, and put back for every test."""
    made = {}

    def template(kind, profile):
        key = f"{kind} {sorted(profile.items(), key=repr)!r}"
        if key not in made:
            made[key] = samples.create(kind, clock=HandClock("2026-02-01T08:00:00"), **profile).snapshot()
        return made[key]

    return template


@pytest.fixture
def open_desk(templates, clock):
    """open_desk(kind, switches={...}, **fields of the profile)"""

    def opener(kind="us", switches=None, **profile):
        company = samples.bare(kind, clock=clock, switches=Switches(**(switches or {})), **profile)
        company.restore(templates(kind, profile))
        return Desk(company)

    return opener


@pytest.fixture
def desk(open_desk):
    return open_desk()
