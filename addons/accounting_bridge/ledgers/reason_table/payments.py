"""Payments of documents that were sent."""

from ..reason import Actor, Level, Reason, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "payment_mixed",
        _("Payment of several customers"),
        _("%(document)s pays invoices of several customers (%(customers)s); a payment in %(ledger)s has one."),
        Actor.BOOKKEEPER,
        cures=("open_document", "done_there"),
    ),
    Reason(
        "payment_currency",
        _("Payment in another currency"),
        _("%(document)s pays in another currency than what it pays (%(currencies)s). Please book it in %(ledger)s."),
        Actor.BOOKKEEPER,
        cures=("open_document", "done_there"),
    ),
    Reason(
        "payment_without_money",
        _("Payment without money"),
        _("%(document)s closes invoices without any money. Please book the loss in %(ledger)s."),
        Actor.BOOKKEEPER,
        cures=("open_document", "done_there"),
    ),
    Reason(
        "payment_extra",
        _("More money than was owed"),
        _(
            "%(document)s brings %(amount)s more than it closes, booked to another account. Please book it in"
            " %(ledger)s."
        ),
        Actor.BOOKKEEPER,
        cures=("open_document", "done_there"),
    ),
    Reason(
        "discount_account_missing",
        _("Discount account not chosen"),
        _("%(document)s has a discount or write-off of %(amount)s, and no discount account is chosen."),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "discount_not_kept",
        _("Discount or write-off of a payment"),
        _(
            "%(document)s has a discount or write-off of %(amount)s, which %(ledger)s does not keep on a payment. Have"
            " the money sent alone and enter the rest there, as a credit memo or a journal entry; until then it stays"
            " open on the invoice."
        ),
        Actor.BOOKKEEPER,
        cures=("without_it", "done_there", "open_document"),
    ),
    Reason(
        "rest_not_kept",
        _("Pays more than invoices"),
        _(
            "%(document)s brings %(amount)s more than it pays of invoices, which %(ledger)s does not keep on a payment."
            " Have what pays invoices sent alone and enter the rest there, as an overpayment of the customer."
        ),
        Actor.BOOKKEEPER,
        cures=("without_it", "done_there", "open_document"),
    ),
    Reason(
        "payment_part_unreleased",
        _("Pays what was not released"),
        _("%(document)s pays %(invoice)s too, which was not released to %(ledger)s."),
        Actor.USER,
        level=Level.WAITING,
        cures=("release_again", "without_it", "open_document"),
    ),
    Reason(
        "credit_unreleased",
        _("Paid by a credit note that was not released"),
        _(
            "%(document)s is applied to %(invoice)s here and was not released to %(ledger)s, where that invoice stays"
            " open. Open it and release it."
        ),
        Actor.USER,
        level=Level.WAITING,
        cures=("open_document",),
    ),
    Reason(
        "payment_maybe_there",
        _("Payment already there?"),
        _(
            "%(ledger)s already holds a payment %(number)s of %(date)s, %(total)s, for what %(document)s pays. Is it"
            " this one?"
        ),
        Actor.BOOKKEEPER,
        # The first one is not offered where it is linked to another payment.
        cures=("already_there", "done_there", "send_anyway", "do_not_send", "open_document"),
    ),
    Reason(
        "payment_theirs",
        _("Payment was entered there"),
        _(
            "%(document)s was linked to a payment that somebody entered in %(ledger)s, and pays less here now. It is"
            " not deleted there by itself: change it there, or have it deleted and sent again."
        ),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("done_there", "replace_there", "open_document"),
    ),
    Reason(
        "payment_changed",
        _("Pays more than it did"),
        _(
            "%(document)s is in %(ledger)s already and pays more than it did when it was sent. Apply it there, or"
            " have it deleted and sent again."
        ),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("done_there", "replace_there", "open_document"),
    ),
    Reason(
        "credit_tied",
        _("Credit note is applied there"),
        _("%(document)s was taken off its invoice; in %(ledger)s it is still applied. Please undo that there."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
        cures=("done_there", "open_document"),
    ),
)
