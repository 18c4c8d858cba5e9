"""Who and what is meant."""

from ..reason import Actor, Level, Reason, Retry, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
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
        cures=("choose", "pick", "create", "check_again"),
    ),
    Reason(
        "customer_probable",
        _("Customer: probably the same"),
        _(
            '"%(name)s" is probably %(candidates)s in %(ledger)s: one thing that they are known by is the same, and '
            "another is not."
        ),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("confirm_match", "pick", "create", "check_again"),
    ),
    Reason(
        "customer_key_missing",
        _("Customer has no billing e-mail"),
        _('Customer "%(name)s" has no billing e-mail, by which customers are known in %(ledger)s.'),
        Actor.USER,
        Root.CUSTOMER,
        cures=("enter_email", "pick", "create", "check_again"),
    ),
    Reason(
        "customer_key_shared",
        _("Customers of Odoo share an e-mail"),
        _(
            'The e-mail %(key)s of "%(name)s" is also that of %(others)s in Odoo, so that it does not say which of them'
            " is meant in %(ledger)s."
        ),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("choose", "enter_email", "pick", "create", "check_again"),
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
        _('The name "%(name)s" is taken in %(ledger)s by another customer, a vendor, an employee or another name.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("link_that_one", "rename_here", "use_other_name", "pick", "check_again"),
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
        "item_gone",
        _("Item no longer exists there"),
        _('"%(name)s" was linked and no longer exists in %(ledger)s. Shall it be created again?'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("create", "pick", "check_again", "do_not_send"),
    ),
    Reason(
        "item_ambiguous",
        _("Several items match"),
        _('Several items could be "%(name)s": %(candidates)s.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("choose", "pick", "create", "check_again"),
    ),
    Reason(
        "item_probable",
        _("Item: probably the same"),
        _(
            '"%(name)s" is probably %(candidates)s in %(ledger)s: one thing that they are known by is the same, and '
            "another is not."
        ),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("confirm_match", "pick", "create", "check_again"),
    ),
    Reason(
        "item_key_missing",
        _("Item has no SKU"),
        _('Item "%(name)s" has no SKU, by which items are known in %(ledger)s.'),
        Actor.USER,
        Root.ITEM,
        cures=("enter_sku", "pick", "create", "check_again"),
    ),
    Reason(
        "item_key_shared",
        _("Products of Odoo share a SKU"),
        _(
            'The SKU %(key)s of "%(name)s" is also that of %(others)s in Odoo, so that it does not say which of them is'
            " meant in %(ledger)s."
        ),
        Actor.USER,
        Root.ITEM,
        cures=("enter_sku", "choose", "pick", "create", "check_again"),
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
        _('The name "%(name)s" is taken in %(ledger)s by another item, or by one that cannot be invoiced.'),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("link_that_one", "rename_here", "use_other_name", "pick", "check_again"),
    ),
    Reason(
        "waits_for",
        _("Waits for another record"),
        _("Waits until %(record)s is in %(ledger)s."),
        Actor.SYSTEM,
        level=Level.WAITING,
        retry=Retry.NEXT_RUN,
    ),
)
