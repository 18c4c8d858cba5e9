from odoo import Command, api, fields, models

from .bridge_connection import LIVE_STATES

# What is kept of a document and of its lines: whatever of it people write, and the ledger is told in some form.
HEAD = (
    "partner_id", "partner_shipping_id", "fiscal_position_id", "currency_id", "invoice_date", "invoice_payment_term_id",
    "invoice_date_due", "invoice_cash_rounding_id", "ref", "narration",
)  # fmt: skip
LINE = (
    "display_type", "sequence", "product_id", "name", "quantity", "product_uom_id", "price_unit", "discount",
    "account_id", "tax_ids", "analytic_distribution",
)  # fmt: skip
# Kept where an addon has it: what a line invoices.
LINE_IF_KNOWN = ("sale_line_ids",)


class AccountMoveFormer(models.Model):
    """What the ledger holds of an invoice, before a person changes it: told, and kept."""

    _inherit = "account.move"

    bridge_is_told_of = fields.Boolean(
        compute="_compute_bridge_is_told_of",
        groups="base.group_user",
        help="The ledger holds it: whoever resets it to draft in the form is told so first.",
    )

    @api.depends("state", "bridge_transfer_id.state")
    @api.depends_context("uid")
    def _compute_bridge_is_told_of(self):
        may = self.env["bridge.cure"]._may("user")
        for move in self:
            transfer = move.sudo().bridge_transfer_id
            move.bridge_is_told_of = bool(
                may
                and transfer
                and move.state == "posted"
                and transfer.binding_id.external_id
                and transfer.connection_id.state in LIVE_STATES
                and transfer._is_of_concern()
            )

    def action_bridge_tell_first(self):
        """Tell a person who resets this document in the form what the ledger holds, before anything happens.

        The form shows this button in place of the host's own where there is something to tell; that one is called by
        the dialog, and stays what it is for whoever else calls it.
        """
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("write")
        if not self.bridge_is_told_of:
            return self.button_draft()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reset to Draft"),
            "res_model": "bridge.reset",
            "res_id": self.env["bridge.reset"].create({"move_id": self.id}).id,
            "views": [(False, "form")],
            "target": "new",
        }

    def write(self, vals):
        """What is reset to draft is kept as the ledger has accepted it."""
        if vals.get("state") == "draft":
            self.sudo()._bridge_keep_former()
        return super().write(vals)

    def _bridge_keep_former(self):
        """Keep invoices as they are now, unless that is kept already: after a first change it is no longer this."""
        links = self.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.bridge_transfer_id
        ).bridge_transfer_id.binding_id.filtered(lambda link: link.external_id and link.digest)
        if not links:
            return
        formers = self.env["bridge.former"]
        kept = formers.search([("binding_id", "in", links.ids)])
        known = kept.filtered(lambda former: former.digest == former.binding_id.digest)
        (kept - known).unlink()
        missing = links - known.binding_id
        contents = missing.move_id._bridge_content()
        formers.create(
            [{"binding_id": link.id, "digest": link.digest, "content": contents[link.move_id.id]} for link in missing]
        )

    def _bridge_content(self):
        """Return ``{move id: content}`` as ``bridge.former`` keeps it."""
        lines = self.invoice_line_ids
        names = [*LINE, *(name for name in LINE_IF_KNOWN if name in lines._fields)]
        said = {values.pop("id"): values for values in _plain(lines, names)}
        return {
            values.pop("id"): {"head": values, "lines": [[line.id, said[line.id]] for line in move.invoice_line_ids]}
            for move, values in zip(self, _plain(self, HEAD), strict=True)
        }

    def _bridge_restore(self, content):
        """Write back what a draft said; lines that are still there keep their ids."""
        self.ensure_one()
        head, lines = content["head"], dict(content["lines"])
        commands = [Command.delete(line.id) for line in self.invoice_line_ids if line.id not in lines]
        for line_id, values in lines.items():
            values = {name: _written(self.invoice_line_ids, name, value) for name, value in values.items()}
            if line_id in self.invoice_line_ids.ids:
                # What a line is cannot be changed, and was not.
                values.pop("display_type")
                commands.append(Command.update(line_id, values))
            else:
                commands.append(Command.create(values))
        due = head["invoice_date_due"]
        self.write({name: value for name, value in head.items() if name != "invoice_date_due"})
        self.write({"invoice_line_ids": commands})
        if due and not self.invoice_payment_term_id:
            self.invoice_date_due = due


def _plain(records, names):
    """Return the values of records as JSON can hold them, with ids in place of records."""
    rows = records.read(list(names), load=None)
    return [
        {name: fields.Date.to_string(value) if hasattr(value, "isoformat") else value for name, value in row.items()}
        for row in rows
    ]


def _written(records, name, value):
    return [Command.set(value)] if records._fields[name].type in ("many2many", "one2many") else value
