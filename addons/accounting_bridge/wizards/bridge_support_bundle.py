import base64
import json

from odoo import api, fields, models

from ..engine import support


class BridgeSupportBundle(models.TransientModel):
    """What support is told of a connection: shown first, word for word, then downloaded.

    It is put together from a list of what may be told (``engine.support``): nothing else can get into it.
    """

    _name = "bridge.support.bundle"
    _description = "Support Bundle"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True, ondelete="cascade")
    content = fields.Text("All of it", readonly=True)
    file = fields.Binary(compute="_compute_file")
    file_name = fields.Char(compute="_compute_file")

    @api.model
    def _gather(self, connection):
        """Return the bundle of a connection as its asker may see it."""
        told = json.dumps(support.gather(connection), indent=2)
        return self.create({"connection_id": connection.id, "content": told})

    @api.depends("content")
    def _compute_file(self):
        for bundle in self:
            bundle.file = base64.b64encode((bundle.content or "").encode())
            bundle.file_name = f"accounting-bridge-support-{bundle.connection_id.id}-{bundle.create_date:%Y-%m-%d}.json"

    def action_download(self):
        """Download what was shown; the connection keeps who did."""
        self.ensure_one()
        self.connection_id._for_one_manager().message_post(body=self.env._("A support bundle was downloaded."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true",
            "target": "download",
        }
