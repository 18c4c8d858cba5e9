from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ..engine.changes import queue_changed
from ..engine.invoicing import KIND_OF
from ..engine.line_rules import LineRules
from ..engine.paying import queue_payments
from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from ..ledgers.reasons import CURES
from .bridge_connection import AWAY_STATES, LIVE_STATES

_lt = LazyTranslate(__name__)

# What an invoice without a transfer is called where invoices are grouped by where they stand.
NOT_RELEASED = _lt("Not released")

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
    bridge_state = fields.Selection(
        string="Batch Status",
        related="bridge_transfer_id.state",
        groups="base.group_user",
        falsy_value_label=NOT_RELEASED,
    )
    bridge_reason = fields.Char("Reason", compute="_compute_bridge_reason", groups="base.group_user")
    bridge_ribbon = fields.Char(compute="_compute_bridge_ribbon", groups="base.group_user")
    bridge_ribbon_level = fields.Selection(
        [("info", "Information"), ("success", "Success"), ("warning", "Warning"), ("danger", "Danger")],
        compute="_compute_bridge_ribbon",
        groups="base.group_user",
    )
    bridge_cures = fields.Json(compute="_compute_bridge_cures", groups="base.group_user", exportable=False)

    @api.depends("bridge_transfer_ids")
    def _compute_bridge_transfer(self):
        # A credit note is a document and, as a payment of others, travels once more: that one is not where it stands.
        rows = (
            self.env["bridge.transfer"]
            .sudo()
            ._read_group([("move_id", "in", self.ids)], ["move_id", "kind"], ["id:max"])
        )
        newest = {(move.id, kind == Kind.PAYMENT.value): transfer_id for move, kind, transfer_id in rows}
        for move in self:
            move.bridge_transfer_id = newest.get((move.id, not move.is_invoice()), False)

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

    @api.depends("bridge_transfer_id.state", "bridge_transfer_id.reason")
    @api.depends_context("uid", "lang")
    def _compute_bridge_cures(self):
        for move in self:
            transfer = move.bridge_transfer_id.sudo()
            # The buttons stand on the document itself: to open it is no cure here.
            codes = [code for code in transfer._offered() if code != "open_document"] if transfer else ()
            move.bridge_cures = self.env["bridge.cure"]._buttons(codes)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Name the invoices that were never released among the states, too.

        Lists and kanbans take the title of a group from the selection alone, so that a state which is no state would
        have none; the label for what is empty serves graphs and pivots. Nothing is stored, and nothing is read for it.
        """
        described = super().fields_get(allfields, attributes)
        state = described.get("bridge_state", {})
        if "selection" in state:
            state["selection"] = [(False, self.env._(NOT_RELEASED)), *state["selection"]]
        return described

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
        issue = transfer._open_issue()
        if issue:
            return issue.with_env(self.env).action_cure()
        code = self.env.context.get("cure")
        cure = CURES.get(code)
        if not cure or code not in transfer._offered():
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        self.env["bridge.cure"]._check_rank(cure.rank)
        if code == "accept_difference":
            transfer.binding_id.difference_accepted_by_id = self.env.user
            transfer._note_accepted()
            return None
        return self.env["bridge.batch"]._release_transfers(transfer.with_env(self.env))

    def action_bridge_ask(self):
        """Ask somebody who may press the cure: on the issue where there is one, else on the document."""
        self.ensure_one()
        self.check_access("read")
        transfer = self.bridge_transfer_id.with_env(self.env)
        issue = transfer.sudo()._open_issue()
        if issue:
            return issue.with_env(self.env).action_ask()
        transfer.check_access("read")
        cures = self.env["bridge.cure"]
        return cures._tell_asked(cures._ask(self, transfer.connection_id, transfer.reason or "", transfer.reason_text))

    # === WHAT IS NEEDED, WHAT IS TICKED === #

    def _bridge_needs(self, connection):
        """Reserve the links of customers and items. :return dict: ``{move id: ids of the bindings it needs}``"""
        bindings = self.env["bridge.binding"].sudo()
        engine = connection.sudo()
        needs = defaultdict(list)
        customers = defaultdict(lambda: self.env["res.partner"].sudo())
        for currency, moves in self.grouped("currency_id").items():
            for move in moves:
                customers[engine._customer_currency(currency)] |= (
                    engine._customer_of(move).sudo() | move.commercial_partner_id.sudo()
                )
        reserved = {
            (partner.id, currency): binding.id
            for currency, partners in customers.items()
            for partner, binding in zip(
                partners, bindings._reserve(connection, partners, Kind.CUSTOMER, currency), strict=True
            )
        }
        rules = LineRules(engine)
        rules.warm(self.invoice_line_ids.product_id)
        needing = self.invoice_line_ids.filtered(rules.needs_item)
        products = needing.product_id.sudo()
        items = dict(zip(products.ids, bindings._reserve(connection, products, Kind.ITEM).ids, strict=True))
        for move in self:
            currency = engine._customer_currency(move.currency_id)
            for partner in engine._customer_of(move) | move.commercial_partner_id:
                needs[move.id].append(reserved[partner.id, currency])
            needs[move.id] += [items[product.id] for product in (move.invoice_line_ids & needing).product_id]
        return needs

    def _bridge_tick_flags(self, *, closed=True, ready=True):
        """Tick or untick the two flags, quietly; who did it stands on the batch."""
        changed = self.filtered(lambda move: move.bridge_closed != closed or move.bridge_ready != ready)
        if changed:
            changed.sudo().with_context(**QUIET).write({"bridge_closed": closed, "bridge_ready": ready})

    def _bridge_queue_payments(self, batch=None):
        """Have the outbox follow what these entries pay now, on the live connection of their company."""
        if not self:
            return
        connections = (
            self.env["bridge.connection"]
            .sudo()
            .search([("company_id", "in", self.company_id.ids), ("state", "in", LIVE_STATES)])
        )
        for connection in connections:
            mine = self.sudo().filtered(lambda move, company=connection.company_id: move.company_id == company)
            queue_payments(self.env(su=True), connection, mine, batch)
        self.sudo()._bridge_note_payments()

    def _bridge_note_payments(self):
        """Leave a note of these payments where the connection is away: they are looked at when it is back."""
        away = self.env["bridge.connection"].search(
            [("company_id", "in", self.company_id.ids), ("state", "in", AWAY_STATES)]
        )
        bindings = self.env["bridge.binding"]
        for connection in away.filtered("sends_payments"):
            mine = self.filtered(lambda move, company=connection.company_id: move.company_id == company)
            pays = {move: move | move.line_ids.matched_debit_ids.debit_move_id.move_id for move in mine}
            told_of = bindings.search(
                [("connection_id", "=", connection.id), ("move_id", "in", self.union(*pays.values()).ids)]
            ).move_id
            # Of another ledger's documents it never hears.
            payers = mine.filtered(lambda move, pays=pays, told_of=told_of: pays[move] & told_of)
            bindings._reserve(connection, payers, Kind.PAYMENT)._note_changed(self.env.uid)

    # === HOOKS === #

    def _post(self, soft=True):
        """A released document that is posted again may be another one now: the ledger hears of it."""
        posted = super()._post(soft=soft)
        posted.sudo()._bridge_note_changed()
        # A payment that was reset before it left still pays what it paid: nothing else tells that it is wanted again.
        posted.sudo().filtered(
            lambda move: (
                move.bridge_transfer_id.state == "withdrawn" and move.bridge_transfer_id.kind == Kind.PAYMENT.value
            )
        )._bridge_queue_payments()
        flagged = posted.filtered(
            lambda move: (
                move.company_id.bridge_flag_posted
                and move.is_sale_document()
                and not move.commercial_partner_id.bridge_by_hand
            )
        )
        flagged._bridge_tick_flags()
        posted._bridge_release_by_policy()
        return posted

    def _bridge_release_by_policy(self):
        """Release documents that were just posted, where the policy of their company's connection says so."""
        documents = self.sudo().filtered(lambda move: move.move_type in KIND_OF)
        for connection in self.env["bridge.connection"].sudo()._with_policy(documents.company_id):
            moves = connection._released_when_posted(
                documents.filtered(lambda move, company=connection.company_id: move.company_id == company)
            )
            if moves:
                self.env["bridge.batch"].sudo()._release(connection, moves, origin="policy")

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
        if vals.get("state") == "cancel":
            self.sudo()._bridge_announce_void()
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
        def waits(transfer):
            # The deletion of a payment is the answer to what was taken back: it stands.
            stands = transfer.kind == Kind.PAYMENT.value and transfer.operation == Operation.DELETE.value
            # What was refused and is cancelled never left: nobody has to answer anything about it. A draft is corrected
            # and posted again, and stays refused until then.
            is_over = transfer.move_id.state == "cancel" and not transfer.binding_id.external_id
            return (transfer.state == "queued" and not stands) or (transfer.state == "rejected" and is_over)

        self.bridge_transfer_id.filtered(waits)._leave_outbox("withdrawn")

    def _bridge_announce_void(self):
        """A cancelled document that the ledger holds is voided there, or deleted, and this is said at once."""
        for move in self.filtered(lambda move: move.bridge_transfer_id._is_of_concern()):
            binding = move.bridge_transfer_id.binding_id
            if move.bridge_transfer_id.state == "processed" and not binding.external_id:
                # It is gone there already.
                continue
            if binding._was_entered_there():
                # It stays until a person says otherwise.
                continue
            values = {
                "ledger": binding.connection_id.ledger_name,
                "number": binding.remote_number or "?",
                "total": binding.remote_total or "?",
            }
            words = self.env._(
                "Cancelled: it will be voided in %(ledger)s with the next run, where it is %(number)s, %(total)s.",
                **values,
            )
            capabilities = binding.connection_id.sudo()._ledger().capabilities
            if capabilities.removal(Kind(binding.kind)) is Operation.DELETE:
                words = self.env._(
                    "Cancelled: it will be deleted in %(ledger)s with the next run, where it is %(number)s, %(total)s.",
                    **values,
                )
            for record in (move, move.origin_payment_id):
                if record:
                    record._message_log(body=words)
        self._bridge_note_changed()

    def _bridge_note_changed(self, forced=False):
        """Queue an update of what the ledger accepted, or leave a note where its outcome is not known yet.

        :param bool forced: also of what was not changed.
        """
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
            queue_changed(self.env, connection.id, mine, forced)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_bridged(self):
        self.env["bridge.binding"]._forget_unsent_payments(self)
        if self.env["bridge.binding"].sudo().search_count([("move_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("This document has been released to the ledger and keeps its history. Cancel it instead.")
            )
