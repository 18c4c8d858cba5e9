"""What keeps a delivery from becoming an invoice of its own accord."""

from ..reason import Actor, Reason


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "delivery_not_invoiced",
        _("Delivery: the invoice could not be made"),
        _("The invoice of %(delivery)s (%(orders)s) could not be made: %(words)s"),
        Actor.USER,
        cures=("invoice_delivery", "open_order", "leave_delivery"),
        stands=True,
    ),
    Reason(
        "delivery_down_payment",
        _("Delivery: there is a down payment"),
        _("%(orders)s has a down payment that is not deducted yet, so %(delivery)s is not invoiced by itself."),
        Actor.USER,
        cures=("deduct_down_payment", "open_order", "leave_delivery"),
        stands=True,
    ),
    Reason(
        "delivery_below_down_payment",
        _("Delivery: worth less than the down payment"),
        _("%(delivery)s delivered less than the down payment of %(orders)s: deducted, nothing is left to collect."),
        Actor.USER,
        cures=("open_order", "leave_delivery"),
        stands=True,
    ),
    Reason(
        "delivery_returned",
        _("Delivery: credit note?"),
        _("%(delivery)s brought back goods that are invoiced already (%(orders)s). Shall there be a credit note?"),
        Actor.USER,
        cures=("make_credit_note", "open_order", "leave_delivery"),
        stands=True,
    ),
)
