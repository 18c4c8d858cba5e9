from odoo import api, fields, models


class BridgeBinding(models.Model):
    _inherit = "bridge.binding"

    pay_bill_id = fields.Many2one("bridge.pay.bill", ondelete="restrict", index="btree_not_null", readonly=True)

    _one_per_pay_bill = models.UniqueIndex(
        "(connection_id, pay_bill_id, kind) WHERE pay_bill_id IS NOT NULL AND alias_of_id IS NULL"
    )

    @api.model
    def _host_columns(self):
        return {**super()._host_columns(), "bridge.pay.bill": "pay_bill_id"}

    @api.depends("pay_bill_id")
    def _compute_record_name(self):
        return super()._compute_record_name()
