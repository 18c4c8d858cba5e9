import base64
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

FORMAT, VERSION = "accounting-bridge-mapping", 1
# Accounts, items and terms of the connection that belong to its mapping.
SETTINGS = (
    "income_account_id",
    "expense_account_id",
    "line_item_id",
    "default_term_id",
    "discount_account_id",
    "deposit_account_id",
)


class BridgeMappingExport(models.TransientModel):
    """The mapping of a connection as a file, for another client: codes and names, never ids."""

    _name = "bridge.mapping.export"
    _description = "Mapping as a file"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.depends("filename")
    def _compute_display_name(self):
        for export in self:
            export.display_name = export.filename or ""

    @api.model
    def _make(self, connection):
        """Write the file. :raise UserError: nothing is mapped"""
        content = self._content(connection)
        if not (content["rows"] or content["settings"]):
            raise UserError(self.env._("Nothing is mapped yet."))
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        return self.create(
            {
                "connection_id": connection.id,
                "row_count": len(content["rows"]) + len(content["settings"]),
                "file": base64.b64encode(text.encode()),
                "filename": f"mapping-{connection.ledger}.json",
            }
        )

    @api.model
    def _content(self, connection):
        """Return what the file says, as plain values."""
        engine = connection.sudo()
        settings = {name: engine.mapping_ids._names_there(engine[name]) for name in SETTINGS if engine[name]}
        return {
            "format": FORMAT,
            "version": VERSION,
            "ledger": engine.ledger,
            "settings": settings,
            "rows": [self._row(mapping) for mapping in engine.mapping_ids.sorted("id")],
        }

    def _row(self, mapping):
        row = {"kind": mapping.kind, "ours": mapping._names_of(mapping._ours())}
        if mapping.remote_record_id:
            row["theirs"] = mapping._names_there(mapping.remote_record_id)
        if mapping.number_rule:
            row["number_rule"] = mapping.number_rule
        others = {name: mapping._names_there(mapping[name]) for name in mapping._other_counterparts() if mapping[name]}
        if others:
            row["others"] = others
        return row
