from odoo import api, fields, models


class BridgePayeeClass(models.Model):
    """Whose pay goes on a bill of its own: the slips of these structures, to this vendor."""

    _name = "bridge.payee.class"
    _description = "Accounting Bridge Payee Class"
    _order = "connection_id, sequence, id"
    _check_company_auto = True

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    struct_ids = fields.Many2many(
        "hr.payroll.structure", string="Salary structures", required=True, help="Slips of these structures are of it."
    )
    partner_id = fields.Many2one("res.partner", "Vendor", required=True, ondelete="restrict", check_company=True)

    @api.model
    def _of(self, slip, classes):
        """Return the first of the classes that a slip is of, none where it is of no class."""
        return next((one for one in classes if slip.struct_id in one.struct_ids), self.browse())
