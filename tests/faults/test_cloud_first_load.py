"""A first load of 20,000 customers that is killed: what was read stays read, and what changed since is one call.

Pages are a thousand; each is committed before the next is asked for. The same on every ledger that is called.
"""

import pytest

from . import invariants, odoo_process, online_run, xero_run
from .kill_points import must_hit
from .online_company import OnlineCompany
from .xero_company import XeroCompany

CUSTOMERS, ITEMS = 20_000, 5_000
CHANGED = 3
# All of it in one run, however slow the machine is: where a run ends by itself is another test's.
SECONDS = 100
LEDGERS = {
    # Name of the ledger, its company, its runs, how a customer is changed there, calls that then ask for customers.
    "online": (
        "quickbooks_online",
        OnlineCompany,
        online_run,
        lambda desk, name: desk.change("Customer", name, Notes="Called"),
        lambda entry: entry.kind == "cdc" or "from Customer" in str(entry.body),
    ),
    "xero": (
        "xero",
        XeroCompany,
        xero_run,
        lambda desk, name: desk.change_contact(name, FirstName="Kim"),
        lambda entry: entry.entity == "Contacts",
    ),
}


def _connect(env, ledger, company, code):
    """Sign in and no more: nothing has been read. :return: the id of the connection"""
    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].create({"ledger": ledger, "date_from": "2020-01-01"})
    company.sign_in(env, connection, code)
    env.cr.commit()
    return connection.id


@pytest.fixture(params=LEDGERS)
def unread(request, odoo):
    """A company of long lists that was signed in to and never read."""
    ledger, company_class, runs, change, asks = LEDGERS[request.param]
    company = company_class()
    company.company.fill(CUSTOMERS, ITEMS)
    company.keep()
    database = odoo.new_database()
    try:
        connection = odoo.run(database, _connect, ledger, company, company.consent()).result
        company.keep()
        start = odoo_process.OnlineStart(odoo, database, company, {"connection": connection, "begun": []}, runs)
        yield start, change, asks
    finally:
        odoo.drop(database)
        company.close()


def _calls(company):
    return company.service.journal.counters(company.id).calls


def _is_read(database):
    (row,) = invariants.rows(database, "SELECT first_read_at FROM bridge_connection")
    return bool(row["first_read_at"])


def _turn(env, runs, connection, number=0, later=False):
    """One run, which dies at point ``number``. :return: the names of all points, where it lived"""
    from odoo.addons.accounting_bridge.engine import crank

    crank.BUDGET_SECONDS = SECONDS
    return (runs.turn_after_a_while if later else runs.turn)(env, connection, number)


def _assert_whole(database):
    rows = invariants.rows(
        database,
        "SELECT kind, count(*) AS n, count(DISTINCT remote_id) AS ids, bool_or(is_gone) AS gone"
        " FROM bridge_remote_record WHERE kind IN ('customer', 'item') GROUP BY kind ORDER BY kind",
    )
    assert [row["kind"] for row in rows] == ["customer", "item"]
    for row, least in zip(rows, (CUSTOMERS, ITEMS), strict=True):
        assert row["n"] == row["ids"] >= least and not row["gone"], row


def test_a_killed_first_load_goes_on_where_it_was(unread):
    start, change, asks = unread
    connection = start.facts["connection"]
    with start.copy() as (database, company):
        before = _calls(company)
        names = start.odoo.run(database, _turn, start.runs, connection, book=company).result
        whole = _calls(company) - before
        _assert_whole(database)
    calls = [number for number, name in enumerate(names, 1) if name == "after call"]
    number = calls[len(calls) // 2]
    with start.copy() as (database, company):
        before = _calls(company)
        ended = start.odoo.run(database, _turn, start.runs, connection, number, book=company)
        must_hit("first load", number, ended.was_killed)
        (row,) = invariants.rows(database, "SELECT count(*) AS n FROM bridge_remote_record WHERE kind = 'customer'")
        assert 1000 <= row["n"] < CUSTOMERS, "pages that were read are kept"
        assert not _is_read(database)
        start.odoo.run(database, _turn, start.runs, connection, 0, True, book=company)
        assert _is_read(database), invariants.story(database)
        _assert_whole(database)
        # What was under way is asked for once more, a page of each long list and who answers; nothing else is.
        assert _calls(company) - before <= whole + 4
        last = max(entry.number for entry in company.service.journal.entries())
        for place in range(1, CHANGED + 1):
            change(company.desk, f"Customer {place:05}")
        start.odoo.run(database, _turn, start.runs, connection, 0, True, book=company)
        asked = [entry for entry in company.service.journal.entries(last) if asks(entry)]
        assert len(asked) == 1, [(entry.kind, entry.entity) for entry in asked]
    print(f"first load of {CUSTOMERS} customers and {ITEMS} items: {whole} calls")
