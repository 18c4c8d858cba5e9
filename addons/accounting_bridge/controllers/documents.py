from odoo import http
from odoo.http import request


class DocumentDoor(http.Controller):
    """Where a ledger leads people who press *Go to* on a document of ours: to the record that it is in Odoo."""

    # On a cursor that may write, as all doors: the host notes who was here.
    @http.route("/accounting_bridge/document/<string:trace>", type="http", auth="user", methods=["GET"], readonly=False)
    def go_to(self, trace):
        """Open the form of the record that bears a mark; who may not see it is told so there, as everywhere."""
        binding = request.env["bridge.binding"].sudo().search([("trace", "=", trace)], limit=1)
        record = binding and binding._record()
        if not record:
            raise request.not_found()
        return request.redirect(f"/odoo/{record._name}/{record.id}")
