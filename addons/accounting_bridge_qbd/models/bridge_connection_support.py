from odoo import models

from odoo.addons.accounting_bridge.engine.support import Table

FIELDS = (
    "qbd_minutes",
    "qbd_connector_version",
    "qbd_last_contact_at",
    "qbd_next_contact_at",
    "qbd_is_late",
    "qbd_has_login",
    "qbd_knocked_at",
    "qbd_met_at",
    "qbd_unattended_at",
    "qbd_downloaded_at",
    "qbd_accepted_at",
    "qbd_steps_seen",
)


class BridgeConnection(models.Model):
    """What support is told of the Web Connector besides: how far its set-up came, and how its last visits went."""

    _inherit = "bridge.connection"

    def _support_fields(self):
        return super()._support_fields() + FIELDS

    def _support_tables(self):
        visits = Table(("outcome", "state", "at", "last_at", "count"), ("outcome",))
        return {**super()._support_tables(), "bridge.connector.visit": visits}
