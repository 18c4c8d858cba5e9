"""Customers that are kept in step on both sides."""

from ..reason import Actor, Reason, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "customer_conflict",
        _("Customer was changed on both sides"),
        _('"%(name)s" was changed in Odoo and in %(ledger)s: %(conflicts)s.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("keep_odoo", "keep_ledger", "open_customer"),
        stands=True,
    ),
    Reason(
        "login_email_changed",
        _("E-mail of somebody who signs in here was changed there"),
        _(
            'The e-mail of "%(name)s" was changed in %(ledger)s, and somebody signs in here as this contact:'
            " %(conflicts)s. Whoever reads the mail of an address can have its password renewed."
        ),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("keep_odoo", "keep_ledger", "open_customer"),
        stands=True,
    ),
    Reason(
        "customer_unclear",
        _("Customer of the ledger may be known in Odoo"),
        _('"%(name)s" in %(ledger)s could be %(candidates)s in Odoo.'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("confirm_match", "choose", "pick", "create_here", "leave_there"),
        stands=True,
    ),
    Reason(
        "customer_not_taken",
        _("Odoo does not take the customer"),
        _('Odoo does not take "%(name)s" from %(ledger)s: %(words)s'),
        Actor.USER,
        Root.CUSTOMER,
        cures=("check_again", "leave_there"),
        stands=True,
    ),
    Reason(
        "customer_not_prepared",
        _("Customer cannot be prepared"),
        _('"%(name)s" is flagged for integration and cannot be prepared for %(ledger)s: %(words)s'),
        Actor.USER,
        Root.CUSTOMER,
        cures=("release_again", "open_customer", "do_not_send"),
    ),
    Reason(
        "contacts_not_allowed",
        _("Technical user may not enter contacts"),
        _('"%(user)s" may not enter contacts, so that no customer comes from %(ledger)s. Give that user the right to.'),
        Actor.ADMINISTRATOR,
        Root.CONNECTION,
        cures=("open_settings",),
        stands=True,
    ),
    Reason(
        "customer_gone",
        _("Customer no longer exists there"),
        _('"%(name)s" was linked and no longer exists in %(ledger)s. Shall it be created again?'),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("create", "pick", "check_again", "do_not_send"),
    ),
)
