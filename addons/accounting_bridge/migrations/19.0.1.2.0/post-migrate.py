"""Who sent whatever was flagged goes on to: that a day must be over first is for those who choose it."""


def migrate(cr, version):
    """Keep what schedules took until now."""
    cr.execute("UPDATE bridge_flow SET end_of_day = FALSE WHERE kind <> 'bill'")
