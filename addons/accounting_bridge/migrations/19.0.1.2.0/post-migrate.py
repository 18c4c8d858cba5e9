"""Who sent whatever was flagged goes on to: that a day must be over first is for those who choose it."""

from odoo import SUPERUSER_ID, api

HOURLY = (1, "hours")


def migrate(cr, version):
    """Keep what schedules took until now, and have them looked at every ten minutes."""
    cr.execute("UPDATE bridge_flow SET end_of_day = FALSE WHERE kind <> 'bill'")
    env = api.Environment(cr, SUPERUSER_ID, {})
    cron = env.ref("accounting_bridge.ir_cron_release", raise_if_not_found=False)
    # Somebody may have chosen another pace.
    if cron and (cron.interval_number, cron.interval_type) == HOURLY:
        cron.write({"interval_number": 10, "interval_type": "minutes"})
