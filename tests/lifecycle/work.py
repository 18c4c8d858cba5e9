"""What runs inside Odoo, in ``odoo shell``: filling an addon with data, taking it out, seeing that the host works."""

import os
import sqlite3
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

DAY = "2026-11-20"
DESKTOP = "accounting_bridge_qbd"
NOTEBOOK = "test_accounting_bridge"
DELIVERIES = "accounting_bridge_sale_stock"
CONTRACTS = "accounting_bridge_contract"
JOBS = "accounting_bridge_fieldservice"
PAY_RUNS = "accounting_bridge_payroll"
# What stands between the core and something of the host's: a ledger stays where it goes.
BETWEEN = (DELIVERIES, CONTRACTS, JOBS, PAY_RUNS)


def fill(env, addon: str) -> None:
    """Connect, read, release invoices, let them travel: afterwards every table that a person would fill has rows."""
    env = env(user=env.ref("base.user_admin").id)
    _LEDGERS[addon](env)
    assert_travelled(env)
    if addon in MORE:
        MORE[addon](env)


def _double(env):
    """The core has no ledger of its own: its tests' double stands in for one, in this process only."""
    from odoo.addons.accounting_bridge.ledgers.documents import Kind
    from odoo.addons.accounting_bridge.tests.double import DoubleLedger

    connections = env.registry["bridge.connection"]
    field = connections._fields["ledger"]
    choices = [(DoubleLedger.code, "Double")]
    with (
        patch.object(field, "selection", choices),
        patch.object(field, "_selection", dict(choices)),
        patch.object(connections, "_ledger_classes", lambda model: {DoubleLedger.code: DoubleLedger}),
    ):
        DoubleLedger.put(Kind.ACCOUNT, "Sales")
        _story(env, DoubleLedger.code, turn)


def _notebook(env):
    from odoo.addons.test_accounting_bridge.ledgers.notebook import TABLES

    with closing(sqlite3.connect(os.environ["NOTEBOOK"])) as book, book:
        book.executescript(TABLES)
        book.execute("INSERT INTO entry VALUES ('account', 'account-2', 2, '{\"name\": \"Sales\"}')")
    _story(env, "notebook", turn)


def company_file() -> Path:
    """Where the simulated QuickBooks Desktop keeps its books."""
    return Path(os.environ["NOTEBOOK"]).with_suffix(".qbw")


@contextmanager
def visiting(env, book):
    """Through the door: the Web Connector and QuickBooks are the simulators, the server is a thread of this process.

    Gives a function that has a connection visited.
    """
    import odoo.http
    from odoo.service.server import ThreadedWSGIServerReloadable

    from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import qwc

    from scripts.host.server import free_port
    from tests.simulators.web_connector import HttpTransport, WebConnector

    port = free_port()
    env["ir.config_parameter"].set_param("web.base.url", f"http://localhost:{port}")
    server = ThreadedWSGIServerReloadable("127.0.0.1", port, odoo.http.root)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connectors = []

    def visit(connection):
        if not connectors:
            password = env["bridge.connector.login"]._ensure(connection, env.user)._make_password()
            env.cr.commit()
            text = qwc.build(connection._qbd_application(env.user))
            connectors.append(WebConnector(text, password, book, transport=HttpTransport(timeout=60)))
        result = connectors[0].update_selected()
        assert result.clean, result

    try:
        yield visit
    finally:
        server.shutdown()
        server.server_close()
        book.close()


def _desktop(env):
    from tests.simulators.quickbooks_desktop import CompanyFile

    book = CompanyFile.create(company_file(), name="Acme Field Services", country="US", sample="small")
    with visiting(env, book) as visit:
        _story(env, "quickbooks_desktop", visit)


_LEDGERS = {
    "accounting_bridge": _double,
    DESKTOP: _desktop,
    NOTEBOOK: _notebook,
    DELIVERIES: _notebook,
    CONTRACTS: _notebook,
    JOBS: _notebook,
    PAY_RUNS: _notebook,
}


def _carter(env):
    """Return the customer of whatever is told: it is one customer, however many of them are told."""
    values = {"name": "Carter & Co", "is_company": True}
    partner = env["res.partner"].search([("name", "=", values["name"])], limit=1)
    return partner or partner.create(values)


def _deliver(env):
    """One delivery is invoiced, one waits, of one goods came back: every state has its row, and there is an issue."""
    connection = env["bridge.connection"].search([])
    connection.write({"policy_override": True, "release_policy": "delivered"})
    connection.drafts_until = False
    goods = env["product.product"].create({"name": "Hose", "type": "consu", "invoice_policy": "delivery"})
    partner = _carter(env)

    def deliver():
        line = {"product_id": goods.id, "product_uom_qty": 2, "price_unit": 12.5, "tax_ids": False}
        order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, line)]})
        order.action_confirm()
        order.picking_ids.move_ids.write({"quantity": 2, "picked": True})
        order.picking_ids.with_context(skip_sms=True).button_validate()
        return order.picking_ids

    def invoice():
        env.cr.commit()
        waiting = env["bridge.delivery"].search([("state", "=", "waiting")])
        for id_ in waiting.ids:
            env["bridge.delivery"]._invoice_one(id_)
        env.cr.commit()
        env.invalidate_all()

    picking = deliver()
    invoice()
    wizard = env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking")
    wizard = wizard.create({"picking_id": picking.id})
    wizard.product_return_moves.quantity = 1
    returned = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
    returned.move_ids.write({"quantity": 1, "picked": True})
    returned.with_context(skip_sms=True).button_validate()
    invoice()
    deliver()
    env.cr.commit()
    states = env["bridge.delivery"].search([], order="id").mapped("state")
    assert states == ["invoiced", "asked", "waiting"], states


def _contract(env):
    """Periods of a contract are generated, posted, released; others are drafts that a plan is about."""
    connection = env["bridge.connection"].search([])
    env.company.bridge_flag_contract = True
    product = env["product.product"].create({"name": "Maintenance", "type": "service", "taxes_id": False})
    partner = _carter(env)
    line = {
        "product_id": product.id,
        "name": "Maintenance",
        "price_unit": 10,
        "recurring_rule_type": "monthly",
        "recurring_invoicing_type": "pre-paid",
        "date_start": "2026-09-01",
        "recurring_next_date": "2026-09-01",
    }
    contract = env["contract.contract"].create(
        {"name": "Maintenance", "partner_id": partner.id, "contract_line_ids": [(0, 0, line)]}
    )
    connection.write({"policy_override": True, "contract_policy": "generated"})
    contract.recurring_create_invoice()
    connection.contract_policy = "hand"
    env["account.move"].action_bridge_generate_contracts()
    plan = env["bridge.plan"].create({"connection_id": connection.id, "subject": "contracts"})
    plan.action_compare()
    plan.action_start_sync()
    env.cr.commit()
    turn(connection)
    env.cr.commit()
    env.invalidate_all()
    moves = contract._get_related_invoices()
    assert len(moves) > 1, moves
    assert set(moves.mapped("bridge_state")) == {"processed"}, moves.mapped("bridge_ribbon")
    env["bridge.plan"].create({"connection_id": connection.id, "subject": "contracts"}).action_compare()
    env.cr.commit()


def _close_jobs(env):
    """Jobs that are invoiced, asked about, waiting or without anything to invoice; others are what a plan is about."""
    connection = env["bridge.connection"].search([])
    env.company.bridge_flag_jobs = True
    connection.write({"policy_override": True, "job_policy": "posted"})
    visit = {"name": "Visit", "type": "service", "invoice_policy": "delivery", "field_service_tracking": "line"}
    product = env["product.product"].create(visit)
    partner = _carter(env)
    location = env["fsm.location"].create({"name": "Mill", "owner_id": partner.id})

    def jobs(count):
        line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 12.5, "tax_ids": False}
        order = env["sale.order"].create(
            {"partner_id": partner.id, "fsm_location_id": location.id, "order_line": [(0, 0, line)] * count}
        )
        order.action_confirm()
        return order.fsm_order_ids.sorted("id")

    def close(job):
        job.action_complete()
        env.cr.commit()
        return env["bridge.job"].search([("fsm_order_id", "in", job.ids)])

    invoiced, asked, waiting = jobs(3)
    loose = env["fsm.order"].create({"location_id": location.id})
    rows = close(invoiced) | close(loose)
    for row in rows:
        row._invoice_one(row.id)
    env.invalidate_all()
    close(asked).sudo()._ask("job_not_invoiced", {"words": "No journal"})
    close(waiting)
    states = env["bridge.job"].search([], order="id").mapped("state")
    assert states == ["invoiced", "nothing", "asked", "waiting"], states
    connection.job_policy = "hand"
    started = jobs(1)
    close(started)
    plan = env["bridge.plan"].create({"connection_id": connection.id, "subject": "jobs"})
    plan.action_compare()
    plan.action_start_sync()
    env.cr.commit()
    turn(connection)
    env.cr.commit()
    env.invalidate_all()
    moves = started._bridge_invoices()[started] | invoiced._bridge_invoices()[invoiced]
    assert moves.mapped("bridge_state") == ["processed"] * 2, moves.mapped("bridge_ribbon")
    close(jobs(1))
    env["bridge.plan"].create({"connection_id": connection.id, "subject": "jobs"}).action_compare()
    env.cr.commit()


def _pay(env):
    """A run whose bill the ledger holds and that was changed afterwards, and one that waits for an account."""
    connection = env["bridge.connection"].search([])
    account = connection.income_account_id
    env["bridge.flow"].sudo().create(
        [{"connection_id": connection.id, "kind": kind} for kind in ("vendor", "bill", "journal_entry")]
    )
    vendor = env["res.partner"].create({"name": "Payroll Service", "is_company": True})
    connection.write(
        {"payroll_vendor_id": vendor.id, "payroll_liability_account_id": account.id, "bookkeeper_id": env.user.id}
    )
    category = env["hr.salary.rule.category"]
    categories = {code: category.create({"name": code, "code": code}) for code in ("BASIC", "DED", "NET")}
    rules = env["hr.salary.rule"].create(
        [
            {"name": code, "code": code, "sequence": place, "category_id": categories[code].id, "amount_fix": amount}
            for place, (code, amount) in enumerate((("BASIC", 3000), ("DED", -450), ("NET", 2550)), start=1)
        ]
    )
    structure = env["hr.payroll.structure"].create({"name": "Pay", "code": "PAY", "rule_ids": [(6, 0, rules.ids)]})
    env["bridge.payee.class"].create(
        {
            "connection_id": connection.id,
            "name": "Guards",
            "struct_ids": [(6, 0, structure.ids)],
            "partner_id": vendor.id,
        }
    )
    env["bridge.mapping"].create(
        {
            "connection_id": connection.id,
            "kind": "pay_code",
            "salary_rule_id": rules[0].id,
            "remote_record_id": account.id,
        }
    )
    employee = env["hr.employee"].create({"name": "Ada"})
    employee.version_id.write({"contract_date_start": "2020-01-01", "wage": 3000})

    pay(env, "Waiting")
    run = pay(env, "October")
    bill = run.bridge_bill_ids
    row = env["bridge.remote.record"].sudo()
    row = row.create({"connection_id": connection.id, "kind": bill.kind, "remote_id": "entry-1", "number": bill.number})
    transfer = bill.transfer_id.sudo()
    transfer._move_to("sending", {transfer.id: {}})
    transfer._move_to("processed", {transfer.id: {}})
    bill.binding_id.sudo()._bind(row, "created")
    run._bridge_reopen("The wage was wrong")
    rules[0].amount_fix = 3100
    rules[2].amount_fix = 2650
    run.slip_ids.action_payslip_draft()
    run.draft_payslip_run()
    _approve(run)
    assert run.bridge_issue_ids.reason == "pay_run_changed", run.bridge_issue_ids.mapped("reason_text")
    run.bridge_issue_ids.action_ask()
    env.cr.commit()


def pay(env, name):
    """Make a pay run, approve and release it."""
    employee = env["hr.employee"].search([("name", "=", "Ada")])
    run = env["hr.payslip.run"].create({"name": name, "date_start": "2026-10-01", "date_end": "2026-10-31"})
    env["hr.payslip"].create(
        {
            "name": name,
            "employee_id": employee.id,
            "contract_id": employee.version_id.id,
            "struct_id": env["hr.payroll.structure"].search([("code", "=", "PAY")]).id,
            "payslip_run_id": run.id,
        }
    )
    _approve(run)
    run.action_bridge_release()
    return run


def _approve(run):
    run.slip_ids.action_payslip_done()
    run.close_payslip_run()


MORE = {DELIVERIES: _deliver, CONTRACTS: _contract, JOBS: _close_jobs, PAY_RUNS: _pay}


def install_without(env, names: list[str], without: list[str]) -> None:
    """Install addons while some that would come along by themselves stay away."""
    modules = env["ir.module.module"]
    modules.update_list()
    modules.search([("name", "in", without)]).auto_install = False
    env.cr.commit()
    modules.search([("name", "in", names)]).button_immediate_install()


def is_installed(env, name: str) -> bool:
    return env["ir.module.module"].search([("name", "=", name)]).state == "installed"


def turn(connection):
    from odoo.addons.accounting_bridge.engine import crank

    crank.turn(connection.env, connection.id)


def _story(env, ledger, turn):
    def run(connection):
        env.cr.commit()
        turn(connection)
        env.cr.commit()
        env.invalidate_all()

    connection = env["bridge.connection"].create(
        {
            "ledger": ledger,
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "date_from": "2020-01-01",
        }
    )
    connection.action_connect()
    run(connection)
    account = env["bridge.remote.record"].search(
        [("connection_id", "=", connection.id), ("kind", "=", "account"), ("name", "=", "Sales")]
    )
    connection.write({"income_account_id": account.id, "expense_account_id": account.id, "backup_confirmed": True})
    connection.action_enable()
    moves = make_invoices(env, 3)
    moves[0].currency_id.search([("name", "=", "EUR"), ("active", "=", False)]).active = True
    foreign = make_invoices(env, 1, currency_id=env.ref("base.EUR").id)
    action = (moves + foreign).action_bridge_release()
    env["bridge.release"].browse(action["res_id"]).action_release_all()
    run(connection)
    # A person is asked, an item is mapped: messages, activities.
    issue = env["bridge.issue"].search([("connection_id", "=", connection.id), ("state", "=", "open")], limit=1)
    issue.action_ask()
    connection.message_post(body="looked at")
    taxes = [("connection_id", "=", connection.id), ("kind", "=", "tax")]
    tax = env["bridge.remote.record"].search(taxes, limit=1) or env["bridge.remote.record"].sudo().create(
        {"connection_id": connection.id, "kind": "tax", "remote_id": "tax-1", "full_name": "Sales tax"}
    )
    env["bridge.mapping"].create(
        {
            "connection_id": connection.id,
            "kind": "tax",
            "tax_id": env["account.tax"].search([("type_tax_use", "=", "sale")], limit=1).id,
            "remote_record_id": tax.id,
        }
    )
    env.cr.commit()


def make_invoices(env, count, **values):
    """Make and post invoices."""
    partner = env["res.partner"].create({"name": "Baker Bros", "is_company": True})
    product = env["product.product"].create({"name": "Consulting", "type": "service", "taxes_id": False})
    line = {"product_id": product.id, "quantity": 2, "price_unit": 12.5}
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": DAY,
                "invoice_line_ids": [(0, 0, line)],
                **values,
            }
            for _number in range(count)
        ]
    )
    moves.action_post()
    return moves


def assert_travelled(env):
    states = env["account.move"].search([("bridge_state", "!=", False)]).mapped("bridge_state")
    assert sorted(states) == ["processed"] * 3 + ["rejected"], states
    empty = [
        name
        for name in ("bridge.binding", "bridge.exchange", "bridge.exchange.line", "bridge.issue", "bridge.session")
        if not env[name].search_count([])
    ]
    assert not empty, empty


def uninstall(env, addon: str) -> None:
    """Press *Uninstall*, as a person does under Apps."""
    env["ir.module.module"].search([("name", "=", addon)]).button_immediate_uninstall()


def _assert_nothing_hangs_in_the_air(env):
    """Where the core stays, the connections of a ledger that is gone went with it, history and all."""
    ours = [name for name in env.registry if name.startswith("bridge.") and env.registry[name]._auto]
    left = [
        name
        for name in ours
        if not env[name]._transient and env[name].with_context(active_test=False).sudo().search_count([])
    ]
    assert not left, left


def assert_host_works(env, addon: str) -> None:
    """Make, post, show, list, copy and cancel an invoice; look at what was there before; open the settings."""
    env = env(user=env.ref("base.user_admin").id)
    if addon not in BETWEEN:
        _assert_nothing_hangs_in_the_air(env)
    moves = env["account.move"].search([("move_type", "=", "out_invoice")])
    moves.read()
    moves += make_invoices(env, 1)
    moves.web_search_read([], {"name": {}, "partner_id": {}, "amount_total": {}, "status_in_payment": {}})
    for view in ("form", "list", "search", "kanban"):
        env["account.move"].get_view(view_type=view)
    env["res.config.settings"].get_view(view_type="form")
    env["res.config.settings"].create({}).execute()
    env["res.users"].get_view(env.ref("base.view_users_form_simple_modif").id, "form")
    env["ir.ui.menu"].load_menus(False)
    moves.button_draft()
    moves[-1].button_cancel()
    moves[:-1].action_post()
    moves[0].partner_id.write({"name": "Baker Sisters"})
    moves[0].invoice_line_ids.product_id.write({"name": "Advice"})
    moves[0].copy().unlink()
    env["ir.cron"].search([]).read()
    env.cr.commit()


def assert_goes_on(env) -> None:
    """After an update: what was there is as it was, a change and a new invoice travel, and nothing is there twice."""
    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].search([])
    assert connection.state == "connected", connection.state
    assert_travelled(env)
    assert_known_values(env)
    assert_sends(connection, turn, in_the_notebook)


def in_the_notebook() -> int:
    """Count the invoices of the notebook."""
    with closing(sqlite3.connect(os.environ["NOTEBOOK"])) as book:
        return len(book.execute("SELECT id FROM entry WHERE kind = 'invoice'").fetchall())


def assert_sends(connection, run, count, waiting=()) -> None:
    """A change, a new invoice and what waits travel; what was there already does not become more.

    :param run: has a connection send what it has
    :param count: says how many invoices the ledger holds
    :param waiting: further invoices that nothing was sent of yet
    """
    env, there = connection.env, count()
    moves = env["account.move"].search([("bridge_state", "=", "processed")], order="id")
    assert there == len(moves), (there, moves)
    new = moves[1].copy({"invoice_date": DAY})
    new.action_post()
    moves[0].button_draft()
    moves[0].invoice_line_ids[0].price_unit = 20
    moves[0].action_post()
    action = (moves[0] + new).action_bridge_release()
    env["bridge.release"].browse(action["res_id"]).action_release_all()
    moves = moves.union(new, *waiting)
    for _once_more in range(2):
        env.cr.commit()
        run(connection)
        env.cr.commit()
        env.invalidate_all()
    assert set(moves.mapped("bridge_state")) == {"processed"}, moves.mapped("bridge_ribbon")
    assert count() == there + len(new.union(*waiting)), (count(), there)


def assert_known_values(env):
    """No column of ours holds a choice that this version does not know."""
    ours = [env[name] for name in env.registry if name.startswith("bridge.") and env.registry[name]._auto]
    unknown = []
    for model in ours:
        for field in model._fields.values():
            if field.type != "selection" or not field.store or field.related:
                continue
            choices = field.get_values(env)
            rows = model.with_context(active_test=False).search([(field.name, "not in", [*choices, False])])
            unknown += [(model._name, field.name, row[field.name]) for row in rows]
    assert not unknown, unknown
