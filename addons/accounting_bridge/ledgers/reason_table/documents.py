"""What is looked at before anything leaves: the document itself."""

from ..reason import Actor, Level, Reason, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason("not_posted", _("Not posted"), _("%(document)s is not posted."), Actor.USER, cures=("open_document",)),
    Reason(
        "document_not_posted",
        _("Could not be posted"),
        _("%(document)s could not be posted: %(words)s"),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "document_held",
        _("Held back"),
        _("%(document)s is held back by a person: Do not send. Release it, if it is to go all the same."),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "not_an_invoice",
        _("Not a customer invoice"),
        _("%(document)s is not a customer invoice; this kind does not travel to %(ledger)s yet."),
        Actor.USER,
    ),
    Reason(
        "before_start",
        _("Before the start date"),
        _("%(document)s is dated before %(date)s, the start date of the connection: it is not ours to send."),
        Actor.USER,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "customer_none",
        _("Invoice without a customer"),
        _("%(document)s has no customer."),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "lines_none",
        _("Nothing to invoice"),
        _("%(document)s has no line with an amount."),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "total_zero",
        _("Total is zero"),
        _("The total of %(document)s is zero, so there is nothing to collect and nothing to send."),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "total_negative",
        _("Total is negative"),
        _("The total of %(document)s is below zero; %(ledger)s takes that only as a credit note."),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "currency_foreign",
        _("Foreign currency"),
        _("%(document)s is in %(currency)s; the books in %(ledger)s are kept in %(home)s only."),
        Actor.USER,
        cures=("open_document",),
    ),
    Reason(
        "number_too_long",
        _("Number too long"),
        _(
            "%(ledger)s takes %(limit)s characters of invoice number and %(number)s has more. Choose a"
            " number rule for "
            "the journal."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "number_taken",
        _("Number is already used there"),
        _("%(ledger)s already holds an invoice %(number)s of %(total)s. Is it this one?"),
        Actor.BOOKKEEPER,
        cures=("already_there", "send_anyway", "do_not_send"),
    ),
    Reason(
        "line_item_missing",
        _("Line without a product"),
        _(
            "A line of %(document)s has no product, and no item for such lines is chosen in the settings"
            " of the "
            "connection."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "accounts_missing",
        _("Accounts not chosen"),
        _("The item %(item)s cannot be created in %(ledger)s before a revenue and an item expense account are chosen."),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("open_settings", "release_again"),
    ),
    Reason(
        "tax_unmapped",
        _("Tax without a counterpart"),
        _("No tax of %(ledger)s is chosen for the tax %(tax)s."),
        Actor.BOOKKEEPER,
        Root.TAX,
        cures=("map_tax",),
    ),
    Reason(
        "tax_is_group",
        _("Tax whose counterpart is a group"),
        _(
            "The tax %(tax)s stands for %(theirs)s, a group of taxes in %(ledger)s. Where tax travels as lines, a group"
            " cannot stand on a line: choose a single tax there."
        ),
        Actor.BOOKKEEPER,
        Root.TAX,
        cures=("map_tax",),
    ),
    Reason(
        "tax_two_rates",
        _("Several tax rates on one invoice"),
        _("%(document)s has several tax rates (%(taxes)s); %(ledger)s takes one rate for a whole invoice."),
        Actor.BOOKKEEPER,
        cures=("open_document",),
    ),
    Reason(
        "tax_off_there",
        _("Sales tax is switched off there"),
        _("%(document)s has tax, but sales tax is switched off in %(ledger)s, so its total could not be the same."),
        Actor.BOOKKEEPER,
        cures=("open_document",),
    ),
    Reason(
        "tax_code_none",
        _("No code for what is not taxed"),
        _(
            "Some lines of %(document)s are taxed and some are not. %(ledger)s wants a tax code for each of them, and"
            " none is known there that comes to nothing. Set up such a code there."
        ),
        Actor.BOOKKEEPER,
        cures=("release_again", "open_document"),
    ),
    Reason(
        "tax_will_differ",
        _("Tax will differ"),
        _("%(ledger)s would compute %(theirs)s of tax where Odoo has %(ours)s: the rate there is another one."),
        Actor.BOOKKEEPER,
        cures=("map_tax", "open_document", "release_again"),
    ),
    Reason(
        "tax_rounding_refused",
        _("Tax rounded differently"),
        _(
            "%(ledger)s rounds tax once for the whole document: %(theirs)s there, %(ours)s here; such documents"
            " are not sent."
        ),
        Actor.BOOKKEEPER,
        cures=("open_document", "open_settings", "release_again"),
    ),
    Reason(
        "tracking_split",
        _("Several classes on one line"),
        _("A line of %(document)s is split over several classes (%(classes)s); it goes to %(ledger)s without one."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
    ),
    Reason(
        "tracking_several",
        _("Several classes on one document"),
        _(
            "The lines of %(document)s are of several classes (%(classes)s); %(ledger)s keeps one for a whole document"
            " here, so that it goes without one."
        ),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
    ),
    Reason(
        "location_several",
        _("Several locations on one document"),
        _(
            "The lines of %(document)s are of several locations (%(locations)s); %(ledger)s keeps one for a whole"
            " document, so that it goes without one."
        ),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
    ),
    Reason(
        "maybe_there",
        _("Already there?"),
        _("%(ledger)s already holds %(number)s of %(date)s for this customer, %(total)s. Is it this one?"),
        Actor.BOOKKEEPER,
        cures=("already_there", "send_anyway", "do_not_send"),
    ),
    Reason(
        "tax_rounding",
        _("Tax rounded differently"),
        _("%(ledger)s rounds tax once for the whole invoice: %(theirs)s there, %(ours)s here."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
    ),
    Reason(
        "totals_disagree",
        _("Totals do not add up"),
        _(
            "The lines of %(document)s add up to %(lines)s and its subtotal is %(untaxed)s: it cannot be"
            " sent line by "
            "line."
        ),
        Actor.ADMINISTRATOR,
        cures=("open_document",),
    ),
    Reason(
        "term_unmapped",
        _("Payment terms without a counterpart"),
        _("The payment terms %(term)s are not known in %(ledger)s; the due date travels all the same."),
        Actor.BOOKKEEPER,
        level=Level.WARNING,
    ),
    Reason(
        "text_shortened",
        _("Text is changed for the ledger"),
        _('%(field)s will stand there as "%(text)s".'),
        Actor.USER,
        level=Level.WARNING,
    ),
)
