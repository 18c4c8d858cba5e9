"""What keeps a job from becoming an invoice, or its invoice from telling of it."""

from ..reason import Actor, Level, Reason


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


TABLE = (
    Reason(
        "job_without_order",
        _("Job: no sales order"),
        _("No sales order stands behind the job %(job)s, so that there is nothing to invoice."),
        Actor.USER,
        cures=("open_job",),
    ),
    Reason(
        "job_nothing_to_invoice",
        _("Job: nothing to invoice"),
        _("The job %(job)s has nothing to invoice: of its lines in %(orders)s none is delivered, or all are invoiced."),
        Actor.USER,
        cures=("open_order_of_job", "open_job"),
    ),
    Reason(
        "job_down_payment",
        _("Job: there is a down payment"),
        _("%(orders)s has a down payment that is not deducted yet. Make the invoice of the job %(job)s on the order."),
        Actor.USER,
        cures=("open_order_of_job", "invoice_job", "leave_job"),
        stands=True,
    ),
    Reason(
        "job_credited",
        _("Job: something was credited"),
        _("Of the job %(job)s something was credited. If it is to be invoiced again, make the invoice on %(orders)s."),
        Actor.USER,
        cures=("open_order_of_job", "leave_job"),
        stands=True,
    ),
    Reason(
        "job_not_invoiced",
        _("Job: the invoice could not be made"),
        _("The invoice of the job %(job)s (%(orders)s) could not be made: %(words)s"),
        Actor.USER,
        cures=("invoice_job", "open_order_of_job", "leave_job"),
        stands=True,
    ),
    Reason(
        "job_invoice_older",
        _("The invoice is older than the job"),
        _(
            "The invoice is older than the job: %(job)s was changed after %(invoice)s was posted. Reset it to draft,"
            " bring it up to date and post it again; or post it again as it is."
        ),
        Actor.USER,
        level=Level.WARNING,
        cures=("open_document",),
    ),
)
