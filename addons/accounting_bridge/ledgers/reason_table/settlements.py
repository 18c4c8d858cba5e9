"""What a ledger answers to payments, voids and deletions."""

from ..reason import Actor, Reason


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "paid_more_than_due",
        _("More than is open there"),
        _(
            "%(ledger)s has less open on the invoice or the credit note than %(document)s applies: somebody paid or"
            " applied something there. %(words)s"
        ),
        Actor.BOOKKEEPER,
        cures=("open_document", "check_again", "release_again"),
    ),
    Reason(
        "settled_there",
        _("Deposited or reconciled there"),
        _(
            "%(ledger)s holds %(document)s in a deposit or a reconciled statement and does not let go of it. Take it"
            " out there first: %(words)s"
        ),
        Actor.BOOKKEEPER,
        cures=("check_again", "release_again"),
    ),
    Reason(
        "in_use_there",
        _("Needed by something else there"),
        _("%(ledger)s cannot remove it while something else there refers to it: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("check_again", "release_again"),
    ),
    Reason(
        "not_changeable",
        _("Cannot be changed there any more"),
        _(
            "%(ledger)s does not change %(document)s any more: something is paid or applied on it there, or it was"
            " voided. %(words)s Take that off there first, or leave it as it is."
        ),
        Actor.BOOKKEEPER,
        cures=("check_again", "release_again", "open_document"),
    ),
)
