"""Every reason for which a thing can fail, be late or need a person: one table.

A reason has a code that never changes (it is stored), a short title (issues are grouped by it), a
sentence with named places, who acts next, how it is retried, the record at its root and the cures offered
as buttons. Words are marked for translation here and translated where they are shown.
"""

from dataclasses import dataclass
from enum import StrEnum

from .cures import CURES, Cure

__all__ = ["BACK_OFF_MINUTES", "CURES", "REASONS", "Actor", "Cure", "Level", "Reason", "Retry", "Root", "reason_of"]


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


class Actor(StrEnum):
    """Who acts next."""

    SYSTEM = "system"
    USER = "user"
    BOOKKEEPER = "bookkeeper"
    ADMINISTRATOR = "administrator"
    LEDGER = "ledger"


class Retry(StrEnum):
    """When the same intention is tried again without a change of anything by hand."""

    NEVER = "never"  # a person cures it or releases again
    NEXT_RUN = "next_run"  # the next session takes it, as it is
    BACK_OFF = "back_off"  # later, and later each time, then a person


class Level(StrEnum):
    BLOCKING = "blocking"  # would be or was rejected
    WAITING = "waiting"  # stays queued until something else has happened
    WARNING = "warning"  # travels; worth knowing


class Root(StrEnum):
    """The kind of record at the root: one issue stands for one root, however many documents it holds up."""

    DOCUMENT = "document"
    CUSTOMER = "customer"
    ITEM = "item"
    TAX = "tax"
    CONNECTION = "connection"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    title: str
    words: str
    actor: Actor
    root: Root = Root.DOCUMENT
    level: Level = Level.BLOCKING
    retry: Retry = Retry.NEVER
    cures: tuple[str, ...] = ()


_TABLE = (
    # --- what is looked at before anything leaves: the document itself -------------------------------------------
    Reason("not_posted", _("Not posted"), _("%(document)s is not posted."), Actor.USER, cures=("open_document",)),
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
        cures=("already_there", "not_there"),
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
        _("The item %(item)s cannot be created in %(ledger)s before an income and an expense account are chosen."),
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
        "tax_will_differ",
        _("Tax will differ"),
        _("%(ledger)s would compute %(theirs)s of tax where Odoo has %(ours)s: the rate there is another one."),
        Actor.BOOKKEEPER,
        cures=("map_tax", "open_document", "release_again"),
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
    # --- who and what is meant -----------------------------------------------------------------------------------
    Reason(
        "customer_created",
        _("Customer will be created"),
        _('The customer will be created as "%(name)s".'),
        Actor.SYSTEM,
        Root.CUSTOMER,
        Level.WARNING,
    ),
    Reason(
        "customer_missing",
        _("Customer does not exist there"),
        _('There is no customer "%(name)s" in %(ledger)s.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("create", "create_always", "pick", "check_again"),
    ),
    Reason(
        "customer_asked",
        _("Customer to be created?"),
        _('There is no customer "%(name)s" in %(ledger)s. Shall it be created?'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        Level.WAITING,
        cures=("create", "create_always", "pick", "check_again"),
    ),
    Reason(
        "customer_ambiguous",
        _("Several customers match"),
        _('Several customers could be "%(name)s": %(candidates)s.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("pick", "create", "check_again"),
    ),
    Reason(
        "customer_inactive",
        _("Customer is inactive there"),
        _('The customer "%(name)s" is inactive in %(ledger)s and takes no invoice.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("check_again", "pick"),
    ),
    Reason(
        "customer_name_empty",
        _("Name cannot be written there"),
        _('Nothing of the name "%(name)s" can be written in %(ledger)s. Give the customer a name in plain letters.'),
        Actor.USER,
        Root.CUSTOMER,
        cures=("open_customer", "pick"),
    ),
    Reason(
        "customer_name_taken",
        _("Name belongs to somebody else there"),
        _('The name "%(name)s" is taken in %(ledger)s by a vendor, an employee or another name.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("use_other_name", "pick", "check_again"),
    ),
    Reason(
        "item_created",
        _("Item will be created"),
        _('The item will be created as "%(name)s".'),
        Actor.SYSTEM,
        Root.ITEM,
        Level.WARNING,
    ),
    Reason(
        "item_missing",
        _("Item does not exist there"),
        _('There is no item "%(name)s" in %(ledger)s.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("create", "create_always", "pick", "check_again"),
    ),
    Reason(
        "item_asked",
        _("Item to be created?"),
        _('There is no item "%(name)s" in %(ledger)s. Shall it be created?'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        Level.WAITING,
        cures=("create", "create_always", "pick", "check_again"),
    ),
    Reason(
        "item_ambiguous",
        _("Several items match"),
        _('Several items could be "%(name)s": %(candidates)s.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("pick", "create", "check_again"),
    ),
    Reason(
        "item_inactive",
        _("Item is inactive there"),
        _('The item "%(name)s" is inactive in %(ledger)s and cannot be invoiced.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("check_again", "pick"),
    ),
    Reason(
        "item_keeps_stock",
        _("Item keeps stock there"),
        _('"%(name)s" keeps stock in %(ledger)s: every invoice would book stock there as well as in Odoo.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("confirm_match", "pick"),
    ),
    Reason(
        "item_name_empty",
        _("Name cannot be written there"),
        _(
            'Nothing of the name "%(name)s" can be written in %(ledger)s. Give the product a reference in plain '
            "letters."
        ),
        Actor.USER,
        Root.ITEM,
        cures=("open_product", "pick"),
    ),
    Reason(
        "item_name_taken",
        _("Name belongs to another item there"),
        _('The name "%(name)s" is taken in %(ledger)s by an item that cannot be invoiced.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("use_other_name", "pick", "check_again"),
    ),
    Reason(
        "waits_for",
        _("Waits for another record"),
        _("Waits until %(record)s is in %(ledger)s."),
        Actor.SYSTEM,
        level=Level.WAITING,
        retry=Retry.NEXT_RUN,
    ),
    # --- what a ledger answers -----------------------------------------------------------------------------------
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
        _("The record was changed in %(ledger)s after it was sent. Nothing was overwritten."),
        Actor.BOOKKEEPER,
        cures=("overwrite", "check_again"),
    ),
    Reason(
        "name_taken",
        _("Name is already in use there"),
        _("%(ledger)s: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("use_other_name", "pick", "check_again"),
    ),
    Reason(
        "closed_period",
        _("The period is closed there"),
        _("The books in %(ledger)s are closed for the date of %(document)s: %(words)s"),
        Actor.BOOKKEEPER,
        cures=("open_document", "release_again"),
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
    # --- outcome unknown -----------------------------------------------------------------------------------------
    Reason(
        "outcome_unknown",
        _("No answer yet"),
        _("It was sent and no answer came back. The next run asks %(ledger)s what became of it; it is not sent twice."),
        Actor.SYSTEM,
        level=Level.WAITING,
        retry=Retry.NEXT_RUN,
    ),
    Reason(
        "several_found",
        _("Several could be it"),
        _("No answer came back, and %(ledger)s holds several that could be this one: %(candidates)s."),
        Actor.BOOKKEEPER,
        level=Level.WAITING,
        cures=("already_there", "not_there"),
    ),
    # --- the connection as a whole -------------------------------------------------------------------------------
    Reason(
        "wrong_company",
        _("Another company file"),
        _(
            "%(ledger)s has the company file %(name)s open, and this connection belongs to %(expected)s."
            " Nothing was "
            "sent. Open the right file and run the update again."
        ),
        Actor.USER,
        Root.CONNECTION,
        cures=("confirm_company",),
    ),
    Reason(
        "company_taken",
        _("Connected already"),
        _(
            "%(name)s in %(ledger)s is already connected to %(company)s. Disconnect it there first, or open another "
            "company in %(ledger)s."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
    ),
    Reason(
        "restored_company",
        _("A backup was restored there"),
        _(
            "The company file was restored from a backup on %(date)s. What was sent since that backup"
            " may be missing, "
            "so nothing is sent until someone confirms the file."
        ),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("confirm_company",),
    ),
    Reason(
        "database_copied",
        _("This database is a copy"),
        _("This database is a copy of the one that was connected. Nothing is sent from a copy."),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("confirm_original",),
    ),
    Reason(
        "unreachable",
        _("The ledger could not be reached"),
        _("%(ledger)s could not be reached: %(words)s It is tried again by itself; nothing is lost."),
        Actor.SYSTEM,
        Root.CONNECTION,
        Level.WAITING,
        Retry.BACK_OFF,
    ),
    Reason(
        "not_opened",
        _("The ledger could not be opened"),
        _("%(ledger)s could not be opened on its computer: %(words)s"),
        Actor.USER,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
    ),
    Reason(
        "broken_off",
        _("The run was broken off"),
        _("A fault of the bridge broke the run off. Nothing is lost; the next run goes on. Please report it."),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
    ),
    Reason(
        "answer_unreadable",
        _("Answer could not be read"),
        _("The answer of %(ledger)s could not be read. It is kept under Sessions; the next run asks what was done."),
        Actor.SYSTEM,
        Root.CONNECTION,
        Level.WAITING,
        Retry.NEXT_RUN,
    ),
)

REASONS = {reason.code: reason for reason in _TABLE}

# A document waits this many minutes after the first, second ... refusal that is tried again by itself; then a person.
BACK_OFF_MINUTES = (1, 2, 4, 8, 16)


def reason_of(code: str) -> Reason:
    """Return the reason of a code; a code that this version does not know reads as a plain refusal."""
    return REASONS.get(code) or REASONS["refused"]
