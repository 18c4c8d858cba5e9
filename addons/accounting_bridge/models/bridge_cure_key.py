from odoo import models

from ..ledgers.cures import CURES
from ..ledgers.documents import Kind
from .bridge_cure import PLACES

# Cures that ask for the key of a record, with what the record is.
ENTERED = {"enter_email": Kind.CUSTOMER, "enter_sku": Kind.ITEM}


class BridgeCureKey(models.AbstractModel):
    """Cures that ask for what a record is known by in the ledger."""

    _inherit = "bridge.cure"

    def _cure_enter_email(self, issue):
        return self._enter_key(issue.connection_id, Kind.CUSTOMER, issue.binding_id.partner_id)

    def _cure_enter_sku(self, issue):
        return self._enter_key(issue.connection_id, Kind.ITEM, issue.binding_id.product_id)

    def _open_before_release(self, code, connection, record_id):
        if code not in ENTERED:
            return super()._open_before_release(code, connection, record_id)
        self._check_rank(CURES[code].rank)
        place = self._enter_key(connection, ENTERED[code], self.env[PLACES[code]].browse(record_id))
        place["context"]["default_is_before_release"] = True
        return place

    def _enter_key(self, connection, kind, record):
        """Open the dialog that asks for a key."""
        column = "partner_id" if kind is Kind.CUSTOMER else "product_id"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(CURES["enter_email" if kind is Kind.CUSTOMER else "enter_sku"].label),
            "res_model": "bridge.enter.key",
            "res_id": False,
            "views": [(self.env.ref("accounting_bridge.bridge_enter_key_view_form").id, "form")],
            "target": "new",
            "context": {
                "default_connection_id": connection.id,
                "default_kind": kind.value,
                f"default_{column}": record.id,
            },
        }
