from odoo import models


class AccountPayment(models.Model):
    """A payment that travelled is cancelled as a whole: its entry keeps the history of what the ledger was told."""

    _inherit = "account.payment"

    def action_cancel(self):
        """The host would delete the entry of a payment that is a draft again; one of ours is cancelled instead."""
        drafts = self.filtered(lambda payment: payment.move_id.state == "draft")
        told = (
            self.env["bridge.binding"].sudo().search([("move_id", "in", drafts.move_id.ids)]).move_id.ids
            if drafts
            else []
        )
        ours = drafts.filtered(lambda payment: payment.move_id.id in told)
        ours.move_id.button_cancel()
        return super(AccountPayment, self - ours).action_cancel()
