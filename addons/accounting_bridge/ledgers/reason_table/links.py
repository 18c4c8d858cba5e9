"""Links that people made, undid or brought together."""

from ..reason import Actor, Reason, Root


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "customer_unlinked",
        _("Customer was unlinked by a person"),
        _(
            '"%(name)s" bears what %(candidates)s bears in %(ledger)s, and a person said that it is not the same. Who '
            "is it there?"
        ),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("pick", "create", "rename_here", "confirm_match"),
    ),
    Reason(
        "item_unlinked",
        _("Item was unlinked by a person"),
        _(
            '"%(name)s" bears what %(candidates)s bears in %(ledger)s, and a person said that it is not the same. What '
            "is it there?"
        ),
        Actor.BOOKKEEPER,
        Root.ITEM,
        cures=("pick", "create", "rename_here", "confirm_match"),
    ),
    Reason(
        "customer_merged_here",
        _("Merged in Odoo, and twice there"),
        _(
            '"%(name)s" is one contact of Odoo since a merge, and two in %(ledger)s. "%(kept)s" is used from now on; '
            '"%(other)s" is still there, with its documents. Merge them there, or keep both.'
        ),
        Actor.BOOKKEEPER,
        Root.CUSTOMER,
        cures=("merged_there", "use_other", "keep_both"),
        stands=True,
    ),
)
