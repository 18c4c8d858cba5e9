from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..ledgers.protocol import Operation
from ..ledgers.reasons import CURES

GROUPS = {
    "user": "accounting_bridge.group_bridge_user",
    "bookkeeper": "accounting_bridge.group_bridge_bookkeeper",
    "manager": "accounting_bridge.group_bridge_manager",
}


class BridgeCure(models.AbstractModel):
    """What a button on a rejection does. One method per cure: ``_cure_<code>(issue)``; an addon adds its own."""

    _name = "bridge.cure"
    _description = "Accounting Bridge Cures"

    @api.model
    def _check_rank(self, rank):
        """:raise AccessError: the user is not in the group that may do this."""
        if not self.env.su and not self.env.user.has_group(GROUPS[rank]):
            group = self.env.ref(GROUPS[rank])
            raise AccessError(self.env._("This is for members of %(group)s.", group=group.sudo().full_name))

    @api.model
    def _apply(self, code, issue):
        """Apply a cure to an open issue. :return: an action for the client, or None."""
        issue.ensure_one()
        issue.check_access("read")
        cure = CURES.get(code)
        if not cure or f",{code}," not in issue.cure_codes:
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        self._check_rank(cure.rank)
        return getattr(self, f"_cure_{code}")(issue) or {"type": "ir.actions.client", "tag": "soft_reload"}

    # === OPEN THE PLACE WHERE IT IS FIXED === #

    def _cure_open_document(self, issue):
        return self._open(issue.transfer_ids.move_id[:1] or issue.binding_id.move_id)

    def _cure_open_customer(self, issue):
        return self._open(issue.binding_id.partner_id)

    def _cure_open_product(self, issue):
        return self._open(issue.binding_id.product_id)

    def _cure_open_settings(self, issue):
        return self._open(issue.connection_id)

    def _cure_map_tax(self, issue):
        """Open the mapping of the tax, or a new one."""
        tax_id = (issue.reason_arguments or {}).get("tax_id")
        mapping = self.env["bridge.mapping"].search(
            [("connection_id", "=", issue.connection_id.id), ("tax_id", "=", tax_id)], limit=1
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the tax there"),
            "res_model": "bridge.mapping",
            "res_id": mapping.id,
            "views": [(self.env.ref("accounting_bridge.bridge_mapping_view_form").id, "form")],
            "target": "new",
            "context": {
                "default_connection_id": issue.connection_id.id,
                "default_kind": "tax",
                "default_tax_id": tax_id,
            },
        }

    def _open(self, record):
        record = record.sudo(False)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    # === SAY WHAT IS TRUE === #

    def _cure_release_again(self, issue):
        issue._solve("release_again")

    def _cure_check_again(self, issue):
        """The next session reads what changed there before it sends anything: that is the check.

        A creation that was refused is not tried again blindly: who is who is looked at anew.
        """
        refused = issue.sudo().transfer_ids.filtered(
            lambda transfer: (
                not transfer.move_id and transfer.operation == Operation.CREATE.value and transfer.state == "rejected"
            )
        )
        refused._move_to("withdrawn", {transfer.id: {} for transfer in refused})
        issue._solve("check_again")

    def _cure_create(self, issue):
        issue.sudo().binding_id.may_create = True
        issue._solve("create")

    def _cure_create_always(self, issue):
        """Create this one and every missing one of its kind from now on."""
        field = {"customer": "create_missing_customer", "item": "create_missing_item"}[issue.kind]
        issue.sudo().connection_id[field] = "always"
        alike = issue.search(
            [
                ("connection_id", "=", issue.connection_id.id),
                ("state", "=", "open"),
                ("reason", "in", (f"{issue.kind}_missing", f"{issue.kind}_asked")),
            ]
        )
        alike._solve("create_always")

    def _cure_use_other_name(self, issue):
        issue.sudo().binding_id.write({"use_other_name": True, "may_create": True})
        issue._solve("use_other_name")

    def _cure_confirm_match(self, issue):
        issue.sudo().binding_id.stock_confirmed = True
        issue._solve("confirm_match")

    def _cure_pick(self, issue):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pick an existing one"),
            "res_model": "bridge.pick",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_issue_id": issue.id},
        }

    def _cure_already_there(self, issue):
        """Link to the one that is there; where several could be it, let the person pick."""
        candidates = issue.candidate_ids or self.env["bridge.remote.record"].browse(
            (issue.reason_arguments or {}).get("remote_record_id")
        )
        if len(candidates) != 1:
            return self._cure_pick(issue)
        issue._link(candidates)
        return None

    def _cure_not_there(self, issue):
        issue.sudo().binding_id.send_anyway = True
        unsettled = issue.sudo().transfer_ids.filtered(lambda transfer: transfer.state == "uncertain")
        unsettled._move_to("queued", {transfer.id: {"sources": ("uncertain",)} for transfer in unsettled})
        issue._solve("not_there")

    def _cure_overwrite(self, issue):
        """Send the update although the record was changed there, over the state that was read last."""
        issue.sudo().binding_id.send_anyway = True
        issue._solve("overwrite")

    # === CONNECTION === #

    def _cure_confirm_company(self, issue):
        issue.connection_id.action_confirm_company()

    def _cure_confirm_original(self, issue):
        issue.connection_id.action_confirm_original()

    def _cure_accept_difference(self, issue):
        issue.sudo().binding_id.difference_accepted_by_id = self.env.user
        issue._solve("accept_difference")
