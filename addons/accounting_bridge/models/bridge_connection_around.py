from odoo import api, models

from ..engine import attention, support


class BridgeConnectionAround(models.Model):
    """What helps around a connection: an accountant who is asked in, and what support is told of it."""

    _inherit = "bridge.connection"

    def action_invite_accountant(self):
        """Open the dialog that asks an accountant in. The connection stays as it is, a draft too."""
        return self._open_dialog("bridge.invite", self.env._("Invite your accountant"))

    def action_support_bundle(self):
        """Put together what support needs to know, and show all of it before anything is downloaded."""
        bundle = self._for_one_manager().env["bridge.support.bundle"]._gather(self)
        return self._open_dialog("bridge.support.bundle", self.env._("Support bundle"), bundle)

    def _support_fields(self):
        """Return the fields of a connection that support may be told of. A ledger's addon adds its own."""
        return support.CONNECTION

    def _support_tables(self):
        """Return the same of other models that have a ``connection_id``: ``{model: support.Table}``."""
        return support.TABLES

    def action_open_budget(self):
        """Open the calls of the login that this connection lives on."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("manager")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_budget")
        mine = [("credential_id", "=", self.credential_id.id)]
        cloud = self._cloud()
        if cloud and cloud.is_shared:
            # One sign-in opens several companies: each has limits of its own.
            mine.append(("tenant", "=", self.remote_company_id or ""))
        return action | {"domain": mine, "context": {}}

    # === WHAT NEEDS A PERSON === #

    @api.model
    def needs_person(self):
        """Return how many things need a person, in the companies and with the rights of who asks, and the words."""
        if not self.has_access("read"):
            return {"count": 0, "title": ""}
        count = sum(attention.counts(self.search([])).values())
        if count == 1:
            title = self.env._("Accounting Bridge: 1 thing needs a person")
        elif count:
            title = self.env._("Accounting Bridge: %(count)s things need a person", count=f"{count:,}")
        else:
            title = self.env._("Accounting Bridge: nothing needs a person")
        return {"count": count, "title": title}

    def write(self, vals):
        """Another state may need a person, or none any more."""
        result = super().write(vals)
        if "state" in vals:
            attention.tell_changed(self.env)
        return result

    # === WHO MAY === #

    def _for_one_manager(self):
        """Return the connection with the rights of who asks. :raise AccessError: that is no manager of its company."""
        self.ensure_one()
        self._for_managers()
        return self

    def _open_dialog(self, model, name, record=None):
        """Return the action that opens a dialog about this connection, for managers."""
        self._for_one_manager()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": record.id if record else False,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_connection_id": self.id, "dialog_size": "extra-large" if record else "medium"},
        }
