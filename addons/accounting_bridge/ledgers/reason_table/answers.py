"""What a ledger answers, and what somebody changed there."""

from ..reason import Actor, Level, Reason, Retry


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "refused",
        _("Refused by the ledger"),
        _("%(ledger)s refused it: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("open_document", "release_again"),
    ),
    Reason(
        "not_understood",
        _("Not understood by the ledger"),
        _(
            "%(ledger)s could not read this document and ignored it. The others went on. Please report"
            " it; the exact "
            "text is kept under Sessions."
        ),
        Actor.ADMINISTRATOR,
        cures=("release_again",),
    ),
    Reason(
        "unwritable",
        _("Cannot be written for the ledger"),
        _("%(document)s cannot be written for %(ledger)s: %(words)s"),
        Actor.USER,
        cures=("open_document", "release_again"),
    ),
    Reason(
        "not_supported",
        _("Not supported by this edition"),
        _("This edition of %(ledger)s does not know what was sent: %(words)s"),
        Actor.ADMINISTRATOR,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "busy_there",
        _("In use there"),
        _("Somebody has the record open in %(ledger)s. It is tried again by itself."),
        Actor.LEDGER,
        level=Level.WAITING,
        retry=Retry.BACK_OFF,
        cures=("release_again",),
    ),
    Reason(
        "trouble_there",
        _("The ledger had trouble"),
        _("%(ledger)s reported an internal error: %(words)s It is tried again by itself."),
        Actor.LEDGER,
        level=Level.WAITING,
        retry=Retry.BACK_OFF,
        cures=("release_again",),
    ),
    Reason(
        "not_run",
        _("Not processed yet"),
        _("%(ledger)s did not come to this document. It goes with the next run."),
        Actor.SYSTEM,
        level=Level.WAITING,
        retry=Retry.NEXT_RUN,
    ),
    Reason(
        "reference_gone",
        _("Something it refers to is gone there"),
        _("%(ledger)s no longer knows something that the document refers to: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("check_again",),
    ),
    Reason(
        "changed_there",
        _("Changed there"),
        _("%(document)s was changed in %(ledger)s after it was sent (%(changes)s). Nothing was overwritten."),
        Actor.BOOKKEEPER,
        cures=("overwrite", "check_again"),
    ),
    Reason(
        "changed_after",
        _("Changed there"),
        _("%(document)s was changed in %(ledger)s after it was processed: %(changes)s."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("accept_there", "restore", "open_document"),
    ),
    Reason(
        "voided_there",
        _("Voided there"),
        _("%(document)s was voided in %(ledger)s. Released again, it is made anew there."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("release_again", "do_not_send", "open_document"),
    ),
    Reason(
        "gone_there",
        _("Deleted there"),
        _("%(document)s was deleted in %(ledger)s. Released again, it is made anew there."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("release_again", "do_not_send", "open_document"),
    ),
    Reason(
        "earlier_month",
        _("Belongs to an earlier month"),
        _("%(document)s belongs to an earlier month in %(ledger)s. Shall it be changed there all the same?"),
        Actor.BOOKKEEPER,
        level=Level.WAITING,
        cures=("update_anyway", "open_document"),
    ),
    Reason(
        "name_taken",
        _("Name is already in use there"),
        _(
            "The name of %(document)s is in use in %(ledger)s by another entry: %(words)s Give one of the two another"
            " name and press, or use another name there."
        ),
        Actor.BOOKKEEPER,
        cures=("use_other_name", "pick", "check_again"),
    ),
    Reason(
        "closed_period",
        _("The period is closed there"),
        _("The books in %(ledger)s are closed for the date of %(document)s: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("open_document", "release_again", "redate", "do_not_send", "credit_and_reinvoice"),
    ),
    Reason(
        "feature_off",
        _("Switched off there"),
        _("%(ledger)s has a feature switched off that the document needs: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("check_again",),
    ),
    Reason(
        "permission_there",
        _("No permission there"),
        _("The user or the application has no permission in %(ledger)s: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("check_again",),
    ),
    Reason(
        "total_differs",
        _("Totals differ"),
        _("%(ledger)s holds a total of %(theirs)s, Odoo has %(ours)s."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("accept_difference", "open_document"),
    ),
    Reason(
        "operation_unknown",
        _("Not possible there"),
        _("%(ledger)s cannot take this change of %(document)s through the bridge yet. Please make it there by hand."),
        Actor.BOOKKEEPER,
        cures=("check_again",),
    ),
)
