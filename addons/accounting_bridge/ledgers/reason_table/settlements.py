"""What a ledger answers to payments, voids and deletions, and to a value that it does not take."""

from ..reason import Actor, Reason, Root


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
        # The last one is for changes of invoices, which older versions filed here.
        cures=("open_document", "check_again", "release_again", "done_there", "credit_and_reinvoice"),
    ),
    Reason(
        "settled_there",
        _("Deposited or reconciled there"),
        _(
            "%(ledger)s holds %(document)s in a deposit or a reconciled statement and does not let go of it. Take it"
            " out there first: %(words)s"
        ),
        Actor.BOOKKEEPER,
        cures=("check_again", "release_again", "credit_and_reinvoice"),
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
            " voided. %(words)s Take that off there first."
        ),
        Actor.BOOKKEEPER,
        cures=("check_again", "release_again", "credit_and_reinvoice", "open_document"),
    ),
    # === ONE VALUE === #
    Reason(
        "customer_value_refused",
        _("A value of the customer is not accepted there"),
        _(
            '%(ledger)s does not accept a value of the customer "%(name)s": %(words)s Correct it in Odoo and release it'
            " again."
        ),
        Actor.USER,
        Root.CUSTOMER,
        cures=("open_customer", "release_again", "check_again"),
    ),
    Reason(
        "item_value_refused",
        _("A value of the item is not accepted there"),
        _(
            '%(ledger)s does not accept a value of the item "%(name)s": %(words)s Correct the product in Odoo and'
            " release it again."
        ),
        Actor.USER,
        Root.ITEM,
        cures=("open_product", "release_again", "check_again"),
    ),
    Reason(
        "line_item_refused",
        _("Item is not accepted there"),
        _(
            "%(ledger)s does not take one of the items of %(document)s on a line: %(words)s Choose another item for"
            " it, or for its taxes in the settings, and release it again."
        ),
        Actor.BOOKKEEPER,
        cures=("open_settings", "open_document", "release_again"),
    ),
    Reason(
        "mark_used",
        _("Something there bears its mark already"),
        _(
            "%(ledger)s holds another entry with our mark of %(document)s, perhaps one that was voided, and takes no"
            " second one: %(words)s Look there for it, and press once that is cleared up."
        ),
        Actor.BOOKKEEPER,
        cures=("check_again", "release_again"),
    ),
)
