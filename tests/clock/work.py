"""What is made in ``odoo shell`` before the clock is shifted: a connection, and documents of some days."""

from odoo import Command

RELEASE = "accounting_bridge.ir_cron_release"


def prepare(env, days: list[str]) -> None:
    """Make a connection that travels, and flag one document of each day; no other scheduled action is left running."""
    env["ir.cron"].search([("id", "!=", env.ref(RELEASE).id)]).active = False
    env.ref(RELEASE).write({"active": True, "nextcall": "2026-01-01 00:00:00"})
    connection = env["bridge.connection"].create({"ledger": "notebook", "date_from": "2026-01-01"})
    connection.sudo().write({"state": "connected", "enabled_at": "2026-01-01 00:00:00"})
    flow = connection._invoice_flow()
    flow.write({"schedule": "daily", "at_hour": 0.5})
    flow.write({"schedule_since": "2026-01-01 00:00:00", "last_scheduled_at": "2026-01-01 00:00:00"})
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
    # What the host planned for by the real clock is of no concern.
    env["ir.cron.trigger"].search([]).unlink()
    env.cr.commit()
