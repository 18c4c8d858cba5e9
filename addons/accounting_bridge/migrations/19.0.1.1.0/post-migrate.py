"""Customers come from ledgers: the technical user of an older database may enter contacts."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give the technical user what a new database gives it; its record is not updated by the data."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    user = env.ref("accounting_bridge.user_bridge", raise_if_not_found=False)
    if user:
        user.group_ids += env.ref("base.group_partner_manager")
