from odoo import api, fields, models

from ..ledgers.notebook import NotebookLedger


class BridgeConnection(models.Model):
    _inherit = "bridge.connection"

    ledger = fields.Selection(
        selection_add=[("notebook", "Notebook")],
        ondelete={"notebook": lambda connections: connections._remove_with_history()},
    )

    @api.model
    def _ledger_classes(self):
        return {**super()._ledger_classes(), NotebookLedger.code: NotebookLedger}
