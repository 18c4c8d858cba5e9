from odoo import api, fields, models

# What stands in the .qwc file beside the address: whoever changes one of them has to add the file again.
WRITTEN = ("qbd_minutes", "qbd_unattended", "qbd_personal_data")


class BridgeConnection(models.Model):
    """What the .qwc file asks for, as the connection says; whoever adds the file reads it in QuickBooks and decides."""

    _inherit = "bridge.connection"

    qbd_unattended = fields.Selection(
        [("optional", "If QuickBooks allows it"), ("required", "Always needed")],
        "Without a person",
        default="optional",
        required=True,
        help="Whether visits are to be let in while nobody has the company file open. Written into the .qwc file; the "
        "administrator of QuickBooks decides.",
    )
    qbd_personal_data = fields.Selection(
        [("none", "Not read"), ("optional", "Read if allowed"), ("required", "Needed")],
        "Personal data",
        default="none",
        required=True,
        help="Whether social security numbers, credit cards and the like may be read. The bridge reads none of them. "
        "Written into the .qwc file.",
    )
    qbd_file_changed_at = fields.Datetime(
        readonly=True, copy=False, help="When something that stands in the .qwc file was changed last."
    )
    qbd_file_is_old = fields.Boolean(compute="_compute_qbd_file_is_old")

    def write(self, vals):
        """Keep when something of the file was changed: it says so until it is downloaded again."""
        changed = self.filtered(lambda each: any(name in vals and each[name] != vals[name] for name in WRITTEN))
        result = super().write(vals)
        if changed:
            super(BridgeConnection, changed).write({"qbd_file_changed_at": fields.Datetime.now()})
        return result

    @api.depends("qbd_file_changed_at", "qbd_login_ids.downloaded_at")
    def _compute_qbd_file_is_old(self):
        """The interval can be changed at the Web Connector, too; what is asked for is what the file said last."""
        for connection in self:
            downloads = connection.sudo().qbd_login_ids.filtered("downloaded_at").mapped("downloaded_at")
            changed = connection.qbd_file_changed_at
            connection.qbd_file_is_old = bool(changed and downloads and changed >= max(downloads))
