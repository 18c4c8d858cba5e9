"""What Compare says of a record that differs, and why Start Sync leaves it as it is."""

from ..reason import Actor, Level, Reason


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "plan_changed",
        _("Changed since it was compared"),
        _('"%(name)s" was changed in Odoo or in %(ledger)s after it was compared, so that nothing was done.'),
        Actor.USER,
        cures=("compare_again",),
    ),
    Reason(
        "plan_refused",
        _("Odoo refuses what was ticked"),
        _('Nothing was done about "%(name)s": %(words)s'),
        Actor.USER,
        cures=("compare_again",),
    ),
    Reason(
        "plan_will_link",
        _("Is on both sides already"),
        _('"%(name)s" is "%(there)s" in %(ledger)s: both will be linked, and nobody is entered twice.'),
        Actor.SYSTEM,
        level=Level.WARNING,
    ),
)
