"""A company file to test with, and the words to talk to it."""

import shutil
from datetime import datetime, timedelta

import pytest

from tests.simulators.quickbooks_desktop import CompanyFile, Switches
from tests.simulators.quickbooks_desktop.rules.rule import FILE, OWNER

APPLICATION = "Odoo - Acme to QuickBooks"


class HandClock:
    """Stands still until it is told to move."""

    def __init__(self, start="2024-07-10T09:00:00"):
        self.now = datetime.fromisoformat(start)

    def __call__(self):
        return self.now

    def move(self, **span):
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Made once per kind of company and copied, which is faster than making one per test."""
    folder, made = tmp_path_factory.mktemp("companies"), {}

    def template(options):
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = folder / f"{len(made)}.sqlite"
            CompanyFile.create(made[key], clock=HandClock("2024-07-01T08:00:00"), **options).close()
        return made[key]

    return template


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def open_book(templates, tmp_path, clock):
    """open_book(switches={...}, session=True, **options of the company)"""
    opened = []

    def opener(switches=None, session=True, misbehave=None, read_only=False, clock=clock, **options):
        path = tmp_path / f"book{len(opened)}.sqlite"
        shutil.copy(templates(options), path)
        book = CompanyFile(path, misbehave=misbehave, switches=Switches(**(switches or {})), clock=clock)
        opened.append(book)
        if session:
            book.begin_session(APPLICATION, OWNER, FILE, read_only=read_only)
        return book

    yield opener
    for book in opened:
        book.close()


@pytest.fixture
def book(open_book):
    return open_book()
