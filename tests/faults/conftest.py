"""The host loaded once, the starts made once; at the end the suite says how many points it hit."""

import pytest

from scripts.host.server import free_port
from tests.simulators.quickbooks_desktop import CompanyFile

from . import desktop_run, notebook_run, odoo_process, online_run, xero_run
from .kill_points import HITS
from .online_company import OnlineCompany
from .stories import quarter, workers
from .xero_company import XeroCompany


@pytest.fixture(scope="session")
def odoo(tmp_path_factory):
    """Odoo in this process, ready to be forked; every database that was made goes at the end."""
    loaded = odoo_process.load(tmp_path_factory.mktemp("faults"))
    yield loaded
    loaded.drop(loaded.loaded)


@pytest.fixture(scope="session")
def unread_notebook(odoo):
    """A Notebook that was connected and never read."""
    book = odoo.folder / "start.notebook"
    notebook_run.make_book(book)
    database = odoo.new_database()
    try:
        facts = odoo.run(database, notebook_run.connect, book=book).result
        yield odoo_process.Start(odoo, database, book, facts, notebook_run)
    finally:
        odoo.drop(database)


@pytest.fixture(scope="session")
def notebook(odoo, unread_notebook):
    """Seven documents released to a Notebook: two of them can never go, nothing has been sent."""
    database, book = odoo.new_database(unread_notebook.database), unread_notebook.book
    try:
        facts = dict(unread_notebook.facts)
        odoo.run(database, odoo_process.acknowledge_copy)
        odoo.run(database, notebook_run.turn, facts["connection"], book=book)
        facts |= odoo.run(database, notebook_run.enable, facts["connection"], 7, book=book).result
        yield odoo_process.Start(odoo, database, book, facts, notebook_run)
    finally:
        odoo.drop(database)


@pytest.fixture(scope="session")
def read_desktop(odoo):
    """A company file that was connected and read once; nothing was chosen, nothing released."""
    path = odoo.folder / "start.qbw"
    company_file = CompanyFile.create(path, name=desktop_run.COMPANY, country="US", sample="small")
    company_file.set_windows_path(desktop_run.WINDOWS_PATH)
    company_file.close()
    database = odoo.new_database()
    facts = {"port": free_port(), "moves": []}
    start = odoo_process.Start(odoo, database, path, facts)
    desk = None
    try:
        facts |= odoo.run(database, desktop_run.connect, facts["port"]).result
        desk = desktop_run.Desk(start, database, path)
        desk.serve()
        first = desk.visit()
        assert first.clean and first.ended_by == "closeConnection", first
        known = [row["name"] for row in desk.book.customers(active_only=True)][:2]
        facts |= {"first": first.last_result, "known": known, "before": desk.entries()}
        desk.close()
        yield start
    finally:
        if desk:
            desk.close()
        odoo.drop(database)


@pytest.fixture(scope="session")
def desktop(odoo, read_desktop):
    """Documents released to a company file that was read once; the first visit is over, nothing has been sent."""
    database, facts = odoo.new_database(read_desktop.database), dict(read_desktop.facts)
    try:
        odoo.run(database, odoo_process.acknowledge_copy)
        released = odoo.run(
            database, desktop_run.enable, facts["connection"], facts["known"], desktop_run.DOCUMENTS
        ).result
        yield odoo_process.Start(odoo, database, read_desktop.book, facts | released)
    finally:
        odoo.drop(database)


@pytest.fixture(scope="session")
def online(odoo):
    """Documents released to a company of QuickBooks Online that was read once; nothing has been sent."""
    yield from _in_the_cloud(odoo, OnlineCompany, online_run)


@pytest.fixture(scope="session")
def xero(odoo):
    """Documents released to an organisation of Xero that was read once; nothing has been sent."""
    yield from _in_the_cloud(odoo, XeroCompany, xero_run)


def _in_the_cloud(odoo, company_class, runs):
    company = company_class(runs.KNOWN)
    begun, database = runs.entries(company), odoo.new_database()
    try:
        facts = odoo.run(database, runs.connect, company, company.consent()).result | {"begun": begun}
        company.keep()
        yield odoo_process.OnlineStart(odoo, database, company, facts, runs)
    finally:
        odoo.drop(database)
        company.close()


def pytest_addoption(parser):
    """Which stories to tell."""
    parser.addoption("--seeds", type=int, default=workers.ENOUGH, help="how many seeded stories")
    parser.addoption("--seed", type=int, help="the one story to tell again")


@pytest.fixture(scope="session")
def seeds(request):
    """The seeds of the stories."""
    one = request.config.getoption("--seed")
    return list(range(1, request.config.getoption("--seeds") + 1)) if one is None else [one]


def pytest_terminal_summary(terminalreporter):
    """Print how many points were hit, by suite, and what the stories came to."""
    for result in workers.LAST:
        for line in workers.words(result):
            terminalreporter.write_line(line)
    for result in quarter.LAST:
        for line in quarter.table(result):
            terminalreporter.write_line(line)
    if HITS:
        words = ", ".join(f"{suite} {times}" for suite, times in sorted(HITS.items()))
        terminalreporter.write_line(f"fault points hit: {sum(HITS.values())} ({words})")
