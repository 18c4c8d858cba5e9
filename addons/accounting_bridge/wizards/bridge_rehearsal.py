from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import split_every

from ..engine.invoicing import KIND_OF
from ..engine.rehearsing import Rehearsal
from ..engine.values import exact
from ..ledgers.reasons import CURES, Level, reason_of
from ..models.bridge_cure import PLACES
from .verdicts import LEVELS, places_of, words_of

# So many documents are looked at at a time: what they need in memory is let go before the next ones.
CHUNK = 250
# What needs no word is counted only.
TOLD = [level for level in LEVELS if level[0] != "ready"]
WORST_FIRST = ("blocked", "waiting", "warning")


class BridgeRehearsal(models.TransientModel):
    """*Check all*: what would become of the documents of a period if they were released now.

    They go through the same steps as in a run, and nothing is sent, reserved or kept but this page.
    """

    _name = "bridge.rehearsal"
    _description = "Check all"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    ledger_name = fields.Char(related="connection_id.ledger_name")
    currency_id = fields.Many2one(related="connection_id.currency_id")
    start_date = fields.Date(related="connection_id.date_from")
    read_at = fields.Datetime("The ledger as it was read", readonly=True)
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    unreleased_only = fields.Boolean("Not yet released only")
    looks_past_start = fields.Boolean(
        "Look past the start date",
        help="Documents dated before the start date of the connection do not travel. Ticked, they are looked at as if"
        " they did.",
    )
    cause_ids = fields.One2many("bridge.rehearsal.cause", "rehearsal_id", readonly=True)
    checked_at = fields.Datetime(readonly=True)
    total_count = fields.Integer(readonly=True)
    ready_count = fields.Integer(readonly=True)
    warning_count = fields.Integer(readonly=True)
    waiting_count = fields.Integer(readonly=True)
    blocked_count = fields.Integer(readonly=True)
    settled_count = fields.Integer(readonly=True)
    held_count = fields.Integer(readonly=True)

    @api.depends("date_from", "date_to", "connection_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rehearsal in self:
            rehearsal.display_name = self.env._("Check all")

    @api.model
    def _check(self, connection):
        """Look at the documents of last month. :return: the rehearsal"""
        first = fields.Date.context_today(self.with_context(tz=connection.sudo().tz)).replace(day=1)
        date_to = first - timedelta(days=1)
        rehearsal = self.create(
            {
                "connection_id": connection.id,
                "date_from": date_to.replace(day=1),
                "date_to": date_to,
                # Before the first day nothing has travelled yet: whoever asks now wants to know what would.
                "looks_past_start": date_to < connection.sudo().date_from,
            }
        )
        rehearsal._look()
        return rehearsal

    def action_check(self):
        """Look again, at the period that is chosen now."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self._look()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Check all"),
            "res_model": "bridge.rehearsal",
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # === WHAT IS LOOKED AT === #

    def _domain(self):
        """Return which documents are looked at, but for those that somebody said not to send."""
        engine = self.connection_id.sudo()
        dates = Domain("invoice_date", ">=", self.date_from) & Domain("invoice_date", "<=", self.date_to)
        domain = dates & Domain(
            [
                ("company_id", "=", engine.company_id.id),
                ("move_type", "in", list(KIND_OF)),
                ("state", "=", "posted"),
            ]
        )
        return domain & Domain("bridge_transfer_id", "=", False) if self.unreleased_only else domain

    def _look(self):
        """Look at the documents of the period, so many at a time, and write down what would become of them."""
        self.ensure_one()
        self.connection_id.check_access("read")
        engine = self.connection_id.sudo()
        if engine.company_id not in self.env.companies:
            raise UserError(self.env._("These documents belong to another company than the one you work in."))
        if not engine.first_read_at:
            raise UserError(
                self.env._(
                    "%(ledger)s has not been read yet: connect it, and check when the first run has ended.",
                    ledger=engine.ledger_name,
                )
            )
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        self.cause_ids.unlink()
        moves = self.env["account.move"]
        held = Domain("bridge_transfer_id.state", "=", "held")
        others = Domain("bridge_transfer_id", "=", False) | Domain("bridge_transfer_id.state", "!=", "held")
        domain = self._domain()
        ids = moves.search(domain & others, order="invoice_date, id").ids
        tally = _Tally(self)
        for chunk in split_every(CHUNK, ids):
            # Nothing of a chunk is needed for the next one.
            self.env.invalidate_all()
            tally.add(moves.browse(chunk))
        tally.finish()
        self.write(
            {
                **{f"{level}_count": tally.outcomes[level] for level, _label in LEVELS},
                "settled_count": tally.outcomes["settled"],
                "held_count": moves.search_count(domain & held),
                "total_count": len(ids),
                "checked_at": fields.Datetime.now(),
                "read_at": max(filter(None, engine.flow_ids.mapped("last_read_at")), default=engine.first_read_at),
            }
        )


class _Tally:
    """Adds up what would become of documents, by what stands in their way."""

    def __init__(self, rehearsal):
        self.rehearsal, self.env = rehearsal, rehearsal.env
        self.connection = rehearsal.connection_id
        self.outcomes = Counter()
        # ``{(reason, root): id of the cause}``, and of each what its documents come to
        self.causes, self.counts, self.amounts = {}, Counter(), Counter()

    def add(self, moves):
        """Look at a chunk of documents and note those of which something is to be told."""
        looks_at = self.rehearsal.date_from if self.rehearsal.looks_past_start else None
        engine = self.connection.sudo()
        started = min(engine.date_from, looks_at) if looks_at else None
        forecasts = Rehearsal(self.connection, started).look_at(moves)
        found = []
        for move in moves:
            forecast = forecasts[move.id]
            self.outcomes["settled" if forecast.is_settled else forecast.outcome] += 1
            told = {}
            for obstacle in () if forecast.is_settled else forecast.obstacles:
                told.setdefault((obstacle.reason, obstacle.root), obstacle)
            found += [(move, key, obstacle, obstacle is forecast.first) for key, obstacle in told.items()]
        self._open_causes(engine, found)
        rows = []
        for move, key, obstacle, is_first in found:
            amount = exact(move.amount_total_signed, move.company_id.currency_id.decimal_places)
            self.counts[key] += 1
            self.amounts[key] += amount
            (words,) = words_of(engine, [obstacle])
            rows.append({"cause_id": self.causes[key], "move_id": move.id, "words": words, "is_first": is_first})
        self.env["bridge.rehearsal.line"].create(rows)
        self.env.flush_all()

    def _open_causes(self, engine, found):
        """Make a row for each cause that is met for the first time."""
        new = {key: obstacle for _move, key, obstacle, _first in found if key not in self.causes}
        level_of = {Level.BLOCKING: "blocked", Level.WAITING: "waiting", Level.WARNING: "warning"}
        made = self.env["bridge.rehearsal.cause"].create(
            [
                {
                    "rehearsal_id": self.rehearsal.id,
                    "reason": reason,
                    "root": root,
                    "level": level_of[obstacle.level],
                    "sequence": WORST_FIRST.index(level_of[obstacle.level]),
                    "words": words_of(engine, [obstacle])[0],
                    "places": places_of(engine, [obstacle], also_questions=True),
                }
                for (reason, root), obstacle in new.items()
            ]
        )
        self.causes |= dict(zip(new, made.ids, strict=True))

    def finish(self):
        """Write down what the documents of each cause come to."""
        causes = self.env["bridge.rehearsal.cause"]
        for key, cause_id in self.causes.items():
            causes.browse(cause_id).write(
                {"document_count": self.counts[key], "amount": float(self.amounts.get(key) or Decimal(0))}
            )


class BridgeRehearsalCause(models.TransientModel):
    """One thing that stands in the way of documents, with all of them behind it."""

    _name = "bridge.rehearsal.cause"
    _description = "Check all: what stands in the way"
    _order = "sequence, document_count desc, id"

    rehearsal_id = fields.Many2one("bridge.rehearsal", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer()
    reason = fields.Char(required=True)
    root = fields.Char(help="The record at the root of it; empty where each document has a fault of its own.")
    level = fields.Selection(TOLD, "Outcome", required=True)
    title = fields.Char("What is wrong", compute="_compute_title")
    words = fields.Char("Of the first document", help="Of one document, where each of them has a fault of its own.")
    text = fields.Char("In one sentence", compute="_compute_title")
    document_count = fields.Integer("Documents")
    currency_id = fields.Many2one(related="rehearsal_id.currency_id")
    amount = fields.Monetary("Total", help="Invoices less credit notes, in the currency of the company.")
    places = fields.Json(help="Cures that need no issue, each with the id of the record that it opens.")
    cures = fields.Json("What can be done", compute="_compute_cures", exportable=False)
    line_ids = fields.One2many("bridge.rehearsal.line", "cause_id")

    @api.depends("reason", "words", "root", "document_count")
    @api.depends_context("lang")
    def _compute_title(self):
        for cause in self:
            cause.title = self.env._(reason_of(cause.reason).title)
            others = 0 if cause.root else cause.document_count - 1
            more = self.env._("(and %(count)s more)", count=others) if others > 0 else ""
            cause.text = " ".join(filter(None, (cause.words, more)))

    @api.depends("places", "root", "document_count")
    @api.depends_context("uid", "lang")
    def _compute_cures(self):
        issues = self._open_issues()
        for cause in self:
            codes = (*issues[cause.id]._offered(),) if cause.id in issues else ()
            places = cause._places()
            codes += tuple(code for code in CURES if code in places and code not in codes)
            # Nobody is asked about what was not even released.
            cause.cures = [button for button in self.env["bridge.cure"]._buttons(codes) if button["allowed"]]

    def _open_issues(self):
        """Return ``{cause id: the issue}`` of causes about which somebody is asked already."""
        issues = {
            (issue.connection_id.id, issue.reason, issue.root): issue
            for issue in self.env["bridge.issue"].search(
                [
                    ("connection_id", "in", self.rehearsal_id.connection_id.ids),
                    ("root", "in", list(filter(None, self.mapped("root")))),
                    ("state", "=", "open"),
                ]
            )
        }
        keys = {cause.id: (cause.rehearsal_id.connection_id.id, cause.reason, cause.root) for cause in self}
        return {id_: issues[key] for id_, key in keys.items() if key in issues}

    def _places(self):
        """Return what cures it for all its documents: where each has a fault of its own, none of them does."""
        places = dict(self.places or {})
        if not self.root and self.document_count > 1:
            places.pop("open_document", None)
        return places

    def action_cure(self):
        """Cure it: on the issue where somebody is asked already, else open the place where it is fixed."""
        self.ensure_one()
        code, places = self.env.context.get("cure"), self._places()
        issue = self._open_issues().get(self.id)
        if issue and code in issue._offered():
            return issue.action_cure()
        if code not in PLACES or code not in places:
            raise UserError(self.env._("This cure is no longer offered. Please reload the page."))
        return self.env["bridge.cure"]._open_before_release(code, self.rehearsal_id.connection_id, places[code])

    def action_open_documents(self):
        """Open the documents that it stands in the way of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": "account.move",
            "views": [
                (self.env.ref("account.view_out_invoice_tree").id, "list"),
                (self.env.ref("account.view_move_form").id, "form"),
            ],
            "domain": [("id", "in", self.line_ids.move_id.ids)],
            "context": {"create": False},
        }


class BridgeRehearsalLine(models.TransientModel):
    """One document, and what a run would say of it."""

    _name = "bridge.rehearsal.line"
    _description = "Check all: one document"
    _order = "id"

    cause_id = fields.Many2one("bridge.rehearsal.cause", required=True, ondelete="cascade", index=True)
    move_id = fields.Many2one("account.move", "Document", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="move_id.commercial_partner_id", string="Customer")
    invoice_date = fields.Date(related="move_id.invoice_date")
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount_total = fields.Monetary(related="move_id.amount_total")
    words = fields.Char("What would be said")
    is_first = fields.Boolean(help="This is what a run would say of it; what else there is would be met later.")
