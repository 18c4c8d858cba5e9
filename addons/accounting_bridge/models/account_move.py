from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.changes import queue_changed
from ..ledgers.documents import Kind
from ..ledgers.reasons import CURES, reason_of

# Written without recomputing anything of the invoice and without calling it edited by hand (docs/architecture).
QUIET = {"skip_invoice_sync": True, "skip_is_manually_modified": True, "tracking_disable": True}


class AccountMove(models.Model):
    """Where an invoice stands on its way to the ledger. Its only stored link is the newest transfer, set at
    release.
    """

    _inherit = "account.move"

    bridge_closed = fields.Boolean(
        "Closed", copy=False, groups="base.group_user", help="The work is done: a scheduled run may send it."
    )
    bridge_ready = fields.Boolean(
        "Ready for invoice",
        copy=False,
        groups="base.group_user",
        help="The document is complete: a scheduled run may send it.",
    )
    bridge_transfer_ids = fields.One2many(
        "bridge.transfer", "move_id", "History", groups="accounting_bridge.group_bridge_user"
    )
    bridge_transfer_id = fields.Many2one(
        "bridge.transfer",
        "Newest transfer",
        compute="_compute_bridge_transfer",
        store=True,
        groups="base.group_user",
        copy=False,
        index="btree_not_null",
    )
    bridge_state = fields.Selection(string="Batch Status", related="bridge_transfer_id.state", groups="base.group_user")
    bridge_reason = fields.Char("Reason", compute="_compute_bridge_reason", groups="base.group_user")
    bridge_ribbon = fields.Char(compute="_compute_bridge_ribbon", groups="base.group_user")
    bridge_ribbon_level = fields.Selection(
        [("info", "Information"), ("success", "Success"), ("warning", "Warning"), ("danger", "Danger")],
        compute="_compute_bridge_ribbon",
        groups="base.group_user",
    )
    bridge_cure_codes = fields.Char(compute="_compute_bridge_ribbon", groups="base.group_user")
    bridge_may_bookkeep = fields.Boolean(compute="_compute_bridge_may_bookkeep", groups="base.group_user")

    @api.depends("bridge_transfer_ids")
    def _compute_bridge_transfer(self):
        latest = dict(
            self.env["bridge.transfer"].sudo()._read_group([("move_id", "in", self.ids)], ["move_id"], ["id:max"])
        )
        newest = {move.id: transfer_id for move, transfer_id in latest.items()}
        for move in self:
            move.bridge_transfer_id = newest.get(move.id, False)

    @api.depends("bridge_transfer_id.reason")
    @api.depends_context("lang")
    def _compute_bridge_reason(self):
        for move in self:
            move.bridge_reason = move.bridge_transfer_id.sudo().reason_text

    @api.depends("bridge_transfer_id.state", "bridge_transfer_id.reason")
    @api.depends_context("lang", "tz")
    def _compute_bridge_ribbon(self):
        for move in self:
            transfer = move.bridge_transfer_id.sudo()
            move.bridge_ribbon, move.bridge_ribbon_level = transfer._ribbon() if transfer else (False, False)
            move.bridge_cure_codes = transfer.cure_codes if transfer else False

    @api.depends_context("uid")
    def _compute_bridge_may_bookkeep(self):
        self.bridge_may_bookkeep = self.env.user.has_group("accounting_bridge.group_bridge_bookkeeper")

    # === WHAT A PERSON DOES === #

    def _bridge_connections(self):
        """Return ``{connection: moves}``. :raise UserError: a company without a live connection."""
        connections = (
            self.env["bridge.connection"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("state", "in", ("connecting", "connected", "paused", "needs_sign_in", "wrong_company")),
                ]
            )
        )
        by_company = {connection.company_id: connection for connection in connections}
        missing = self.company_id - connections.company_id
        if missing:
            raise UserError(
                self.env._(
                    "%(companies)s is not connected to a ledger yet. Open Accounting Bridge >"
                    " Configuration > "
                    "Connections.",
                    companies=", ".join(missing.mapped("name")),
                )
            )
        return {
            connection.with_env(self.env): self.filtered(lambda move, company=company: move.company_id == company)
            for company, connection in by_company.items()
        }

    def action_bridge_release(self):
        """Open the preview of *Release to Account System*."""
        self.env["bridge.cure"]._check_rank("user")
        connections = self._bridge_connections()
        if len(connections) > 1:
            raise UserError(self.env._("Please release the invoices of one company at a time."))
        ((connection, moves),) = connections.items()
        wizard = self.env["bridge.release"]._preview(connection, moves)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Release %(count)s invoices to %(ledger)s (%(company)s)",
                count=len(moves),
                ledger=connection.sudo().ledger_name,
                company=connection.sudo().company_id.name,
            ),
            "res_model": "bridge.release",
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def action_bridge_set_flags(self):
        self.env["bridge.cure"]._check_rank("user")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Flags"),
            "res_model": "bridge.set.flags",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_ids": [(6, 0, self.ids)]},
        }

    def action_bridge_hold(self):
        """Do not send these documents, until somebody releases them."""
        self.env["bridge.cure"]._check_rank("user")
        for connection, moves in self._bridge_connections().items():
            self.env["bridge.batch"]._hold(connection, moves)

    def action_bridge_take_back(self):
        """Take back what has not left yet. :raise UserError: all of them have left, or were never released."""
        self.env["bridge.cure"]._check_rank("user")
        if not self.bridge_transfer_id.action_take_back():
            raise UserError(self.env._("Nothing can be taken back: what has left for the ledger is there."))

    def action_bridge_cure(self):
        """Apply the cure named in the context to what holds this document up."""
        self.ensure_one()
        self.check_access("read")
        transfer = self.bridge_transfer_id.sudo()
        if transfer.issue_id:
            return transfer.issue_id.with_env(self.env).action_cure()
        code = self.env.context.get("cure")
        cure = CURES.get(code)
        if not cure or code not in reason_of(transfer.reason or "").cures:
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        self.env["bridge.cure"]._check_rank(cure.rank)
        if code == "accept_difference":
            transfer.binding_id.difference_accepted_by_id = self.env.user
            transfer._note_accepted()
            return None
        return self.env["bridge.batch"]._release_transfers(transfer.with_env(self.env))

    def action_bridge_ask(self):
        return self.bridge_transfer_id.sudo().issue_id.with_env(self.env).action_ask()

    # === WHAT IS NEEDED, WHAT IS TICKED === #

    def _bridge_needs(self, connection):
        """Reserve the links of customers and items. :return dict: ``{move id: ids of the bindings it needs}``"""
        bindings = self.env["bridge.binding"].sudo()
        partners, products = self.commercial_partner_id.sudo(), self.invoice_line_ids.product_id.sudo()
        by_partner = dict(zip(partners.ids, bindings._reserve(connection, partners, Kind.CUSTOMER).ids, strict=True))
        by_product = dict(zip(products.ids, bindings._reserve(connection, products, Kind.ITEM).ids, strict=True))
        return {
            move.id: [
                *(by_partner[partner.id] for partner in move.commercial_partner_id),
                *(by_product[product.id] for product in move.invoice_line_ids.product_id),
            ]
            for move in self
        }

    def _bridge_tick_flags(self, *, closed=True, ready=True):
        """Tick or untick the two flags, quietly; who did it stands on the batch."""
        changed = self.filtered(lambda move: move.bridge_closed != closed or move.bridge_ready != ready)
        if changed:
            changed.sudo().with_context(**QUIET).write({"bridge_closed": closed, "bridge_ready": ready})

    def _bridge_set_flags(self, *, closed, ready):
        """Set the flags as a person asked; what is queued and loses one is withdrawn.

        What was sent before is forced into the next scheduled run: it goes as an update.
        """
        self._bridge_tick_flags(closed=closed, ready=ready)
        if closed and ready:
            self.sudo()._bridge_note_changed()
        else:
            self.sudo()._bridge_withdraw()

    # === HOOKS === #

    def _post(self, soft=True):
        """A released document that is posted again may be another one now: the ledger hears of it."""
        posted = super()._post(soft=soft)
        posted.sudo()._bridge_note_changed()
        flagged = posted.filtered(lambda move: move.company_id.bridge_flag_posted and move.is_sale_document())
        flagged._bridge_tick_flags()
        return posted

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._bridge_check_fields(values)
        return super().create(vals_list)

    def write(self, vals):
        """What leaves *posted* or loses a flag is withdrawn while it is still queued."""
        self._bridge_check_fields(vals)
        result = super().write(vals)
        if (
            vals.get("state", "posted") != "posted"
            or vals.get("bridge_closed") is False
            or vals.get("bridge_ready") is False
        ):
            self.sudo()._bridge_withdraw()
        return result

    def _bridge_check_fields(self, vals):
        """:raise AccessError: a flag is set by who may not release, or the link to the newest transfer by anybody."""
        if self.env.su:
            return
        if "bridge_transfer_id" in vals:
            raise AccessError(self.env._("Where an invoice stands is kept by the bridge."))
        if {"bridge_closed", "bridge_ready"} & vals.keys():
            self.env["bridge.cure"]._check_rank("user")

    def _bridge_withdraw(self):
        queued = self.bridge_transfer_id.filtered(lambda transfer: transfer.state == "queued")
        queued._move_to("withdrawn", {transfer.id: {"sources": ("queued",)} for transfer in queued})

    def _bridge_note_changed(self):
        """Queue an update of what the ledger accepted, or leave a note where its outcome is not known yet."""
        released = self.filtered(lambda move: move.bridge_transfer_id._is_of_concern())
        if not released:
            return
        changes = self.env["bridge.change"].create(
            [
                {
                    "binding_id": transfer.binding_id.id,
                    "connection_id": transfer.connection_id.id,
                    "user_id": self.env.uid,
                }
                for transfer in released.bridge_transfer_id
            ]
        )
        self.env.flush_all()
        for connection, mine in changes.grouped("connection_id").items():
            queue_changed(self.env, connection.id, mine)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bridged(self):
        if self.env["bridge.binding"].sudo().search_count([("move_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("This document has been released to the ledger and keeps its history. Cancel it instead.")
            )
