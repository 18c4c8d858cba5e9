"""All addons in one database, in ``odoo shell``: data in each of them, and what goes on afterwards.

A company has one ledger. The first one has the notebook, with deliveries, contracts, jobs and pay runs; the second one
has QuickBooks Desktop.
"""

from . import work

SECOND = "Acme Field Services"


def add_company(env) -> None:
    """Make a second company that can post invoices, for the administrator too."""
    first = env.ref("base.main_company")
    second = env["res.company"].create({"name": SECOND, "currency_id": first.currency_id.id})
    env["account.chart.template"].try_loading(first.chart_template, second, install_demo=False)
    env.ref("base.user_admin").company_ids += second
    env.cr.commit()


def _company(env, place):
    """Return the environment of the administrator who looks at one of both companies and at nothing else."""
    company = env["res.company"].search([], order="id")[place]
    return env(user=env.ref("base.user_admin").id, context={"allowed_company_ids": company.ids})


def fill(env, addons: list[str]) -> None:
    """Put data into each of the addons."""
    if work.NOTEBOOK in addons:
        first = _company(env, 0)
        work.fill(first, work.NOTEBOOK)
        for addon in addons:
            if addon in work.MORE:
                work.MORE[addon](first)
    if work.DESKTOP in addons:
        work.fill(_company(env, 1), work.DESKTOP)


def assert_goes_on(env, addons: list[str]) -> None:
    """What was there is as it was; in each of these addons something new is done, and travels once."""
    work.assert_known_values(env(user=env.ref("base.user_admin").id))
    ledgers = [addon for addon in addons if addon in (work.NOTEBOOK, work.DESKTOP)]
    connections = env["bridge.connection"].search([])
    assert connections.mapped("state") == ["connected"] * len(ledgers), connections.mapped("state")
    if work.NOTEBOOK in addons:
        first = _company(env, 0)
        connection = first["bridge.connection"].search([])
        if connection.release_policy == "hand":
            # Who went invoiced deliveries; what is sent in their place is a person's choice.
            connection.write({"policy_override": True, "release_policy": "posted"})
        waiting = [_MORE[addon](first) for addon in addons if addon in _MORE]
        work.assert_sends(connection, work.turn, work.in_the_notebook, waiting)
    if work.DESKTOP in addons:
        _visit(_company(env, 1))


def _visit(env):
    from tests.simulators.quickbooks_desktop import CompanyFile

    book = CompanyFile(work.company_file())
    connection = env["bridge.connection"].search([])
    with work.visiting(env, book) as visit:
        work.assert_sends(connection, visit, lambda: len(book.invoices()))


def _invoiced(env, rows):
    """Return the rows, which have waited for their invoice, when they have it."""
    assert set(rows.mapped("state")) == {"waiting"}, rows.mapped("state")
    for row in rows:
        row._invoice_one(row.id)
    env.cr.commit()
    env.invalidate_all()
    assert set(rows.mapped("state")) == {"invoiced"}, rows.mapped("state")
    return rows


def _deliver(env):
    return _invoiced(env, env["bridge.delivery"].search([("state", "=", "waiting")])).move_ids


def _close_job(env):
    env["bridge.connection"].search([]).job_policy = "posted"
    order = env["fsm.order"].search([("sale_id", "!=", False)], order="id desc", limit=1).sale_id.copy()
    order.action_confirm()
    jobs = order.fsm_order_ids
    jobs.action_complete()
    env.cr.commit()
    _invoiced(env, env["bridge.job"].search([("fsm_order_id", "in", jobs.ids)]))
    return jobs._bridge_invoices()[jobs]


def _generate(env):
    contract = env["contract.contract"].search([])
    before = contract._get_related_invoices()
    env["bridge.connection"].search([]).contract_policy = "generated"
    contract.recurring_create_invoice()
    moves = contract._get_related_invoices() - before
    assert moves
    return moves


def _pay(env):
    """A pay run more is owed; this ledger takes no bills, so that it is put into the outbox and no further."""
    bill = work.pay(env, "November").bridge_bill_ids
    assert bill.bridge_state == "queued", bill.bridge_reason
    return env["account.move"]


_MORE = {work.DELIVERIES: _deliver, work.CONTRACTS: _generate, work.JOBS: _close_job, work.PAY_RUNS: _pay}
