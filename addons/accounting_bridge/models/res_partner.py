from odoo import api, fields, models

from ..ledgers.documents import Kind

# What of a partner travels. Whether anything of it is another thing there is seen by the engine, not here.
TRAVELLING = frozenset(
    (
        "name", "is_company", "company_name", "email", "phone", "street", "street2", "city", "zip", "state_id",
        "country_id", "property_payment_term_id", "type", "parent_id", "active", "bridge_sync",
    )
)  # fmt: skip
ADDRESS_TYPES = ("invoice", "delivery")
# What of it tells who it is, and whether that is of concern.
MATCHED_BY = frozenset(("name", "email", "active", "type", "parent_id", "customer_rank", "bridge_sync", "company_id"))


class ResPartner(models.Model):
    """A customer that is kept in step with the ledger: people's changes only leave a note."""

    _inherit = "res.partner"

    bridge_sync = fields.Boolean("Flagged for integration", copy=False, help="Kept in step with the ledger.")
    bridge_by_hand = fields.Boolean(
        "Invoice by hand", copy=False, help="Nothing is invoiced or released by itself; a person does it."
    )
    bridge_binding_ids = fields.One2many("bridge.binding", "partner_id", groups="accounting_bridge.group_bridge_user")

    @api.model_create_multi
    def create(self, vals_list):
        """A new customer is flagged where the company says so; a new address is a change of its customer."""
        if self.env.company.bridge_flag_customers:
            for values in vals_list:
                if values.get("customer_rank") and not values.get("parent_id"):
                    values.setdefault("bridge_sync", True)
        partners = super().create(vals_list)
        addresses = partners.filtered(lambda partner: partner.parent_id and partner.type in ADDRESS_TYPES)
        addresses._bridge_note_changed()
        addresses._bridge_note_match()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if TRAVELLING & vals.keys():
            self._bridge_note_changed()
        if MATCHED_BY & vals.keys():
            self._bridge_note_match()
        return result

    def unlink(self):
        above = self.parent_id - self
        result = super().unlink()
        above._bridge_note_changed()
        above._bridge_note_match()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_bridge_links(self):
        self.env["bridge.binding"]._make_way(self)

    def _bridge_note_changed(self):
        """Leave a note for each customer that a ledger knows: one query, and nothing of the engine."""
        if not self or self.env.context.get("bridge_taken"):
            return
        links = (
            self.env["bridge.binding"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (self | self.parent_id).ids),
                    ("kind", "=", Kind.CUSTOMER.value),
                    ("external_id", "!=", False),
                    ("alias_of_id", "=", False),
                ]
            )
        )
        links._note_changed(self.env.uid)

    def _bridge_note_match(self):
        """Leave a note for each customer that is matched ahead: what it is matched by was changed. One query."""
        if self:
            self.env["bridge.binding"].sudo().search(
                [
                    ("partner_id", "in", (self | self.parent_id).ids),
                    ("kind", "=", Kind.CUSTOMER.value),
                    ("alias_of_id", "=", False),
                ]
            )._note_match(self.env.uid)
