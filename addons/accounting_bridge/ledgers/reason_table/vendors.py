"""Bills and whom they are owed to."""

from ..reason import Actor, Level, Reason, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "vendor_created",
        _("Vendor will be created"),
        _('The vendor will be created as "%(name)s".'),
        Actor.SYSTEM,
        Root.VENDOR,
        Level.WARNING,
    ),
    Reason(
        "vendor_missing",
        _("Vendor does not exist there"),
        _('There is no vendor "%(name)s" in %(ledger)s.'),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("create", "pick", "check_again"),
    ),
    Reason(
        "vendor_ambiguous",
        _("Several vendors match"),
        _('Several vendors could be "%(name)s": %(candidates)s.'),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("pick", "create", "check_again"),
    ),
    Reason(
        "vendor_probable",
        _("Vendor: probably the same"),
        _(
            '"%(name)s" is probably %(candidates)s in %(ledger)s: of another entry a person said that it is not the '
            "one."
        ),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("confirm_match", "pick", "create", "check_again"),
    ),
    Reason(
        "vendor_inactive",
        _("Vendor is inactive there"),
        _('The vendor "%(name)s" is inactive in %(ledger)s and takes no bill.'),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("check_again", "pick"),
    ),
    Reason(
        "vendor_name_empty",
        _("Name cannot be written there"),
        _('Nothing of the name "%(name)s" can be written in %(ledger)s. Give the vendor a name in plain letters.'),
        Actor.USER,
        Root.VENDOR,
        cures=("open_customer", "pick"),
    ),
    Reason(
        "vendor_name_taken",
        _("Name belongs to somebody else there"),
        _(
            'The name "%(name)s" is taken in %(ledger)s by a customer, an employee or another name; one name stands for'
            " one of them there."
        ),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("use_other_name", "rename_here", "pick", "check_again"),
    ),
    Reason(
        "vendor_value_refused",
        _("A value of the vendor is not accepted there"),
        _(
            '%(ledger)s does not accept a value of the vendor "%(name)s": %(words)s Correct it in Odoo and release it'
            " again."
        ),
        Actor.USER,
        Root.VENDOR,
        cures=("open_customer", "release_again", "check_again"),
    ),
    Reason(
        "vendor_gone",
        _("Vendor no longer exists there"),
        _('"%(name)s" was linked and no longer exists in %(ledger)s. Shall it be created again?'),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("create", "pick", "check_again", "do_not_send"),
    ),
    Reason(
        "vendor_unlinked",
        _("Vendor was unlinked by a person"),
        _(
            '"%(name)s" bears what %(candidates)s bears in %(ledger)s, and a person said that it is not the same. Who '
            "is it there?"
        ),
        Actor.BOOKKEEPER,
        Root.VENDOR,
        cures=("pick", "create", "rename_here", "confirm_match"),
    ),
    Reason(
        "bill_number_used",
        _("Number is already used there"),
        _("%(ledger)s already holds a document %(number)s that nobody of ours made. Is it this one?"),
        Actor.BOOKKEEPER,
        cures=("already_there", "send_anyway", "do_not_send"),
    ),
    Reason(
        "sent_as_entry",
        _("Goes as a journal entry"),
        _("%(ledger)s took no bill of this kind: it goes as a journal entry."),
        Actor.SYSTEM,
        level=Level.WARNING,
    ),
)
