"""What becomes of pay runs when the addon goes: nothing of them stays where the rules that hid it are gone, too."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from .seeing import PAY_KINDS


def forget_pay_runs(env):
    """Remove the history of pay runs, and with it every amount; what the ledger holds stays there.

    :raise UserError: one of them is on its way just now.
    """
    transfers = env["bridge.transfer"].search([("kind", "in", PAY_KINDS)])
    if any(transfer.state in ("sending", "uncertain") for transfer in transfers):
        raise UserError(env._("A pay run is on its way to the account system just now. Try again in a moment."))
    links = env["bridge.binding"].search([("kind", "in", PAY_KINDS)])
    env["bridge.flow"].search([("kind", "in", PAY_KINDS)]).write({"enabled": False, "watermark": False})
    # Through the host: their messages, followers and activities go with them.
    env["bridge.issue"].search(
        ["|", "|", ("payslip_run_id", "!=", False), ("kind", "in", PAY_KINDS), ("binding_id", "in", links.ids)]
    ).unlink()
    env["bridge.batch"].search([("is_payroll", "=", True)]).unlink()
    env["bridge.plan.line"].search([("binding_id", "in", links.ids)]).unlink()
    env.flush_all()
    for statement in (
        # The bytes of a round trip name every amount in it; that it took place stays.
        SQL(
            "UPDATE bridge_exchange SET payload = NULL, recovery_payload = NULL, answer = NULL"
            " WHERE is_payroll AND state IN ('applied', 'dropped', 'forgotten')"
        ),
        SQL("DELETE FROM bridge_transfer WHERE id = ANY(%s)", transfers.ids),
        SQL("UPDATE bridge_pay_bill SET binding_id = NULL"),
        SQL("DELETE FROM bridge_binding WHERE id = ANY(%s)", links.ids),
        SQL("DELETE FROM bridge_remote_record WHERE kind = ANY(%s)", list(PAY_KINDS)),
    ):
        env.cr.execute(statement)
    env.invalidate_all()
