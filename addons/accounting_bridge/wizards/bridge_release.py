from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.invoicing import KIND_OF
from ..engine.rehearsing import Rehearsal
from ..ledgers.reasons import Level
from ..models.bridge_cure import PLACES
from .verdicts import LEVELS, places_of, words_of


class BridgeRelease(models.TransientModel):
    """The preview of *Release to Account System*: what will be sent, in the ledger's words. It calls nothing."""

    _name = "bridge.release"
    _description = "Release to Account System"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    ledger_name = fields.Char(related="connection_id.ledger_name")
    connection_state = fields.Selection(related="connection_id.state")
    switched_off_text = fields.Char(compute="_compute_switched_off_text")
    line_ids = fields.One2many("bridge.release.line", "release_id", readonly=True)
    ready_count = fields.Integer(readonly=True)
    warning_count = fields.Integer(readonly=True)
    waiting_count = fields.Integer(readonly=True)
    blocked_count = fields.Integer(readonly=True)
    total_count = fields.Integer(readonly=True)
    good_count = fields.Integer(readonly=True)

    def _preview(self, connection, moves):
        """Read the books, the mappings and the mirror once, and say what would become of each document."""
        verdicts = _Verdicts(connection, moves)
        lines = [verdicts.line(move) for move in moves]
        count = {level: sum(line["level"] == level for line in lines) for level, _label in LEVELS}
        return self.create(
            {
                "connection_id": connection.id,
                "line_ids": [(0, 0, line) for line in lines],
                "ready_count": count["ready"],
                "warning_count": count["warning"],
                "waiting_count": count["waiting"],
                "blocked_count": count["blocked"],
                "total_count": len(lines),
                "good_count": len(lines) - count["blocked"],
            }
        )

    @api.depends("line_ids", "connection_id")
    @api.depends_context("lang")
    def _compute_switched_off_text(self):
        for wizard in self:
            kinds = {KIND_OF[move.move_type].value for move in wizard.line_ids.move_id if move.move_type in KIND_OF}
            connection = wizard.connection_id.sudo()
            off = connection.flow_ids.filtered(lambda flow, kinds=kinds: flow.kind in kinds and not flow.enabled)
            labels = dict(off._fields["kind"]._description_selection(self.env))
            wizard.switched_off_text = bool(off) and self.env._(
                "%(kinds)s: switched off on the connection, in Schedule. What is released waits until that is on.",
                kinds=", ".join(labels[kind] for kind in off.mapped("kind")),
            )

    def action_release_good(self):
        """Release all but what would be rejected."""
        return self._release(self.line_ids.filtered(lambda line: line.level != "blocked"))

    def action_release_all(self):
        return self._release(self.line_ids)

    def _release(self, lines):
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        moves = lines.move_id
        moves.check_access("read")
        if moves.company_id - self.env.companies or self.connection_id.company_id not in self.env.companies:
            raise UserError(self.env._("These documents belong to another company than the one you work in."))
        batch = self.env["bridge.batch"]._release(self.connection_id.sudo().with_env(self.env), moves)
        message = (
            self.env._(
                "%(count)s documents are queued for %(ledger)s.",
                count=len(batch.sudo().transfer_ids),
                ledger=self.sudo().ledger_name,
            )
            if batch
            else self.env._("All of them are on their way already.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success" if batch else "info",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class BridgeReleaseLine(models.TransientModel):
    _name = "bridge.release.line"
    _description = "Release to Account System: one document"
    _order = "sequence, id"

    release_id = fields.Many2one("bridge.release", required=True, ondelete="cascade")
    sequence = fields.Integer()
    move_id = fields.Many2one("account.move", required=True)
    partner_name = fields.Char("Customer")
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount_total = fields.Monetary(related="move_id.amount_total")
    level = fields.Selection(LEVELS, required=True)
    text = fields.Char("What will happen")
    document = fields.Json(help="The document as the ledger will hold it, line by line.")
    places = fields.Json(help="Cures that need no issue, each with the id of the record that it opens.")
    cures = fields.Json(compute="_compute_cures")

    @api.depends("places")
    @api.depends_context("uid", "lang")
    def _compute_cures(self):
        for line in self:
            buttons = self.env["bridge.cure"]._buttons(line.places or ())
            # Nobody is asked about what was not even released.
            line.cures = [button for button in buttons if button["allowed"]]

    def action_cure(self):
        """Open the place where it is fixed; the client shows it on top of the preview."""
        self.ensure_one()
        code = self.env.context.get("cure")
        if code not in PLACES or code not in (self.places or {}):
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        return self.env["bridge.cure"]._open_before_release(code, self.release_id.connection_id, self.places[code])

    def action_preview_again(self):
        """Open the preview of the same documents anew, after something was fixed."""
        return self.release_id.line_ids.move_id.action_bridge_release()

    def action_open(self):
        """Show the document as the ledger will hold it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.move_id.name,
            "res_model": "bridge.release.line",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }


class _Verdicts:
    """Turns what would become of documents into lines of the preview."""

    def __init__(self, connection, moves):
        rehearsal = Rehearsal(connection)
        self.preparation, self.connection, self.env = rehearsal.preparation, rehearsal.engine, rehearsal.env
        self.forecasts = rehearsal.look_at(moves)

    def line(self, move):
        forecast = self.forecasts[move.id]
        document = forecast.prepared.document
        return {
            "move_id": move.id,
            "sequence": ("blocked", "waiting", "warning", "ready").index(forecast.outcome),
            "partner_name": move.commercial_partner_id.name or "",
            "level": forecast.outcome,
            "text": self._text(move, forecast),
            "document": document and _as_shown(document),
            "places": places_of(self.connection, forecast.obstacles) if forecast.outcome == "blocked" else {},
        }

    def _text(self, move, forecast):
        if forecast.outcome == "blocked":
            in_the_way = [obstacle for obstacle in forecast.obstacles if obstacle.level is Level.BLOCKING]
            return " ".join(words_of(self.connection, in_the_way))
        number = self.preparation.number_for(move)
        prepared = forecast.prepared
        parts = [self.env._("as %(number)s", number=number) if number else self.env._("numbered there")]
        parts += [reference.name for reference in (prepared.tax, prepared.term) if reference]
        if move.invoice_date_due:
            parts.append(self.env._("due %(date)s", date=move.invoice_date_due))
        return " · ".join(parts + words_of(self.connection, forecast.obstacles))


def _as_shown(document):
    """Return a document as the ledger will hold it, in plain values for the dialog."""
    return {
        "number": document.number,
        "customer": document.customer.name,
        "lines": [
            {
                "item": line.item.name if line.item else "",
                "description": line.description,
                "quantity": format(line.quantity.normalize(), "f") if line.quantity is not None else "",
                "amount": str(line.amount) if line.amount is not None else "",
                "tax_code": line.tax_code.name if line.tax_code else "",
            }
            for line in document.lines
        ],
        "untaxed": str(document.untaxed),
        "tax": document.tax.name if document.tax else "",
        "tax_amount": str(document.tax_amount),
        "total": str(document.total),
        "currency": document.currency,
    }
