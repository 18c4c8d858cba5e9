from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Every allocation and its undoing: the one place through which payments of documents go."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        if not self.env.context.get("bridge_payments_later"):
            partials._bridge_payers()._bridge_queue_payments()
        return partials

    def unlink(self):
        payers = self.browse().credit_move_id.move_id
        # Whoever unties and ties again in one go has them looked at in the end.
        if not self.env.context.get("bridge_payments_later"):
            payers = self._bridge_payers()
        result = super().unlink()
        payers._bridge_queue_payments()
        return result

    def _bridge_payers(self):
        """Return the entries that pay documents which were released."""
        paying = self.sudo().filtered(lambda partial: partial.debit_move_id.move_id.bridge_transfer_id)
        return paying.credit_move_id.move_id.filtered(lambda move: move.move_type in ("entry", "out_refund"))
