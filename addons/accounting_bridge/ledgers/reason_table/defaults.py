"""What stands against accounts and items to begin with (*Express*)."""

from ..reason import Actor, Reason, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "default_other_type",
        _("Another type there"),
        _(
            '"%(name)s" cannot be used: %(ledger)s has "%(there)s" under that name or number, of the type %(type)s.'
            " Choose which account to use instead, or give that one another name and number there, and press again."
        ),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        cures=("release_again", "open_settings"),
    ),
    Reason(
        "default_inactive",
        _("Inactive there"),
        _(
            '"%(there)s" is inactive in %(ledger)s, so that "%(name)s" can neither be used nor created. Make it active'
            " there, or choose which account to use instead, and press again."
        ),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        cures=("release_again", "open_settings"),
    ),
    Reason(
        "default_several",
        _("Several could be it"),
        _(
            'In %(ledger)s several could be "%(name)s": %(there)s. Choose which account to use, or give the others'
            " other names and numbers there, and press again."
        ),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        cures=("release_again", "open_settings"),
    ),
    Reason(
        "default_item_elsewhere",
        _("Item is booked elsewhere"),
        _(
            'The item "%(there)s" is there in %(ledger)s and is booked to %(account)s, not to the account of'
            ' "%(name)s". Change its account or its name there, and press again.'
        ),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        cures=("release_again", "open_settings"),
    ),
    Reason(
        "default_account_gone",
        _("Its account is gone"),
        _(
            'The account that the item "%(name)s" is sold from is no longer there in %(ledger)s. Press *Create these*'
            " in the set-up again."
        ),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        cures=("release_again", "open_settings"),
    ),
    Reason(
        "default_refused",
        _("Not taken there"),
        _('%(ledger)s did not take "%(name)s": %(words)s Clear that up there, and press again.'),
        Actor.BOOKKEEPER,
        Root.CONNECTION,
        cures=("release_again", "open_settings"),
    ),
)
