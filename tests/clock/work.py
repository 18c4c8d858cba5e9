"""What is made in ``odoo shell`` before the clock is shifted: a connection, documents and pay runs of some days."""

from odoo import Command

RELEASES = ("accounting_bridge.ir_cron_release", "accounting_bridge_payroll.ir_cron_release")
BEGINNING = "2026-01-01 00:00:00"


def prepare(env, days: list[str]) -> None:
    """Make a connection that travels, and of each day a flagged document and a pay run that nobody has closed yet.

    No other scheduled action is left running.
    """
    releases = env["ir.cron"].union(*map(env.ref, RELEASES))
    (env["ir.cron"].search([]) - releases).active = False
    releases.write({"active": True, "nextcall": BEGINNING})
    connection = env["bridge.connection"].create({"ledger": "notebook", "date_from": "2026-01-01"})
    connection.sudo().write({"state": "connected", "enabled_at": BEGINNING})
    connection._invoice_flow().write({"schedule": "daily", "at_hour": 0.5})
    # This ledger knows no bills by itself; their schedule stays as it is given to everybody.
    env["bridge.flow"].sudo().create(
        [{"connection_id": connection.id, "kind": kind} for kind in ("vendor", "bill", "journal_entry")]
    )
    flows = connection._invoice_flow() + connection._bill_flow()
    flows.write({"schedule_since": BEGINNING, "last_scheduled_at": BEGINNING})
    _flag_invoices(env, days)
    _finish_slips(env, connection, days)
    # What the host planned for by the real clock is of no concern.
    env["ir.cron.trigger"].search([]).unlink()
    env.cr.commit()


def _flag_invoices(env, days):
    partner = env["res.partner"].create({"name": "Baker Bros", "email": "books@baker.example"})
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": day,
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 100, "tax_ids": [Command.clear()]})],
            }
            for day in days
        ]
    )
    moves.action_post()
    moves._bridge_tick_flags()


def _finish_slips(env, connection, days):
    """Make a pay run that ends on each day; its slip is done."""
    connection.payroll_vendor_id = env["res.partner"].create({"name": "Payroll Service", "is_company": True})
    rules = env["hr.salary.rule"]
    for code in ("BASIC", "NET"):
        category = env["hr.salary.rule.category"].create({"name": code, "code": code})
        rules += rules.create({"name": code, "code": code, "category_id": category.id, "amount_fix": 3000})
    structure = env["hr.payroll.structure"].create({"name": "Pay", "code": "PAY", "rule_ids": [Command.set(rules.ids)]})
    employee = env["hr.employee"].create({"name": "Ada"})
    employee.version_id.write({"contract_date_start": "2020-01-01", "wage": 3000})
    for day in days:
        run = env["hr.payslip.run"].create({"name": f"Pay of {day}", "date_start": day, "date_end": day})
        slip = env["hr.payslip"].create(
            {
                "name": f"Ada, {day}",
                "employee_id": employee.id,
                "contract_id": employee.version_id.id,
                "struct_id": structure.id,
                "date_from": day,
                "date_to": day,
                "payslip_run_id": run.id,
            }
        )
        slip.action_payslip_done()
