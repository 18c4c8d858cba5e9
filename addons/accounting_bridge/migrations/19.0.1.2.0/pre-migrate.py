"""Schedules say when, no longer how often: every hour is every sixty minutes, and how customers meet is theirs."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists


def migrate(cr, version):
    """Give the schedules of flows their new values before the fields change."""
    cr.execute("UPDATE bridge_flow SET schedule = 'minutes' WHERE schedule = 'hourly'")
    if column_exists(cr, "bridge_flow", "pace"):
        pace = SQL("CASE pace WHEN 'run' THEN 'at_once' ELSE pace END")
    else:
        pace = SQL("'at_once'")
    cr.execute(SQL("UPDATE bridge_flow SET schedule = %s WHERE kind = 'customer'", pace))
