from odoo import models


class BridgeConnectionMapping(models.Model):
    """The mapping of a connection as a whole: tested, carried to another client, opened as one grid."""

    _inherit = "bridge.connection"

    def action_open_mappings(self):
        """Open the grid."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mappings"),
            "res_model": "bridge.mapping",
            "views": [(False, "list"), (False, "form")],
            "domain": [("connection_id", "=", self.id)],
            "context": {"default_connection_id": self.id, "default_kind": "product"},
        }

    def action_test_taxes(self):
        """Compute the taxes that are mapped on both sides, from an amount."""
        self._check_mapper()
        test = self.env["bridge.tax.test"]._of(self)
        return self._mapping_dialog(self.env._("Test computation"), test)

    def action_export_mapping(self):
        """Give the mapping as a file of codes and names, for another client."""
        self._check_mapper()
        export = self.env["bridge.mapping.export"]._make(self)
        return self._mapping_dialog(self.env._("Mapping as a file"), export)

    def action_import_mapping(self):
        """Take mappings from a file; what does not match is shown before anything is written."""
        self._check_mapper()
        page = self.env["bridge.mapping.import"].create({"connection_id": self.id})
        page._check_rights()
        return page._open()

    def _check_mapper(self):
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("bookkeeper")
        self.check_access("read")

    def _mapping_dialog(self, name, page):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": page._name,
            "res_id": page.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
