"""What is not updated by the data, since people may have changed it."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Let the technical user enter the customers of ledgers, and the second schedule begin at the other end."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    user = env.ref("accounting_bridge.user_bridge", raise_if_not_found=False)
    if user:
        user.group_ids += env.ref("base.group_partner_manager")
    schedule = env.ref("accounting_bridge.ir_cron_turn_second", raise_if_not_found=False)
    if schedule:
        schedule.code = "model._cron_turn(second=True)"
