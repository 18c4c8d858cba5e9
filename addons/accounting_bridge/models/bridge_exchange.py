import hashlib
from decimal import Decimal

from odoo import api, fields, models

from ..engine.values import exact

EXCHANGE_UNFINISHED = ("open", "answered", "uncertain")


class BridgeExchange(models.Model):
    """The send ledger: one round trip, committed with its keys and its exact bytes before it leaves.

    ``open`` (committed; it has left once ``first_sent_at`` is set) -> ``answered`` -> ``applied``;
    ``open`` -> ``uncertain`` (nobody answered) -> ``answered`` | ``forgotten`` (the ledger does not
    remember it: evidence decides) -> ``late`` (it was answered after all) -> ``applied``; ``dropped`` =
    it never left, or only read.
    """

    _name = "bridge.exchange"
    _description = "Accounting Bridge Exchange"
    _order = "id desc"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    session_id = fields.Many2one("bridge.session", required=True, ondelete="restrict", index=True, readonly=True)
    asked_by_id = fields.Many2one(
        "bridge.session",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        help="The session that asks what became of it.",
    )
    purpose = fields.Selection([("read", "Read"), ("write", "Write")], required=True, readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("answered", "Answered"),
            ("uncertain", "No answer"),
            ("applied", "Done"),
            ("forgotten", "Not remembered there"),
            ("late", "Answered late"),
            ("dropped", "Dropped"),
        ],
        required=True,
        readonly=True,
        default="open",
    )
    key = fields.Char(required=True, readonly=True)
    requests = fields.Json("What was asked", readonly=True)
    payload = fields.Text(readonly=True, groups="accounting_bridge.group_bridge_manager")
    recovery_payload = fields.Text(readonly=True, groups="accounting_bridge.group_bridge_manager")
    answer = fields.Text(readonly=True, groups="accounting_bridge.group_bridge_manager")
    payload_digest = fields.Char("Digest of the bytes", readonly=True, help="SHA-256, kept when the bytes are not.")
    answer_digest = fields.Char("Digest of the answer", readonly=True, help="SHA-256, kept when the bytes are not.")
    problem = fields.Char(readonly=True, help="What the carrier said instead of an answer.")
    problem_words = fields.Char(readonly=True)
    opened_at = fields.Datetime("Made", readonly=True)
    first_sent_at = fields.Datetime("Left", readonly=True)
    sent_again_at = fields.Datetime("Left again", readonly=True, help="When what nobody answered was made once more.")
    answered_at = fields.Datetime("Answered on", readonly=True)
    applied_at = fields.Datetime("Done on", readonly=True)
    request_count = fields.Integer("Requests", readonly=True)
    accepted_count = fields.Integer("Accepted", readonly=True)
    refused_count = fields.Integer("Refused", readonly=True)
    summary = fields.Char(compute="_compute_summary")
    line_ids = fields.One2many("bridge.exchange.line", "exchange_id")

    _one_unfinished = models.UniqueIndex("(connection_id) WHERE state IN ('open', 'answered', 'uncertain')")
    _one_per_key = models.UniqueIndex("(connection_id, key)")

    @api.depends("purpose", "requests", "accepted_count", "refused_count")
    @api.depends_context("lang")
    def _compute_summary(self):
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        for exchange in self:
            kinds = []
            for request in exchange.requests or []:
                label = labels.get(request.get("kind"), "")
                if label not in kinds:
                    kinds.append(label)
            exchange.summary = ", ".join(kinds)

    @api.autovacuum
    def _gc_bytes(self):
        """Keep the exact bytes for 30 days, then only their digests and what they came to.

        The bytes of what is not finished stay however old they are: the ledger may have to be asked about them.
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        old = self.search(
            [
                ("opened_at", "<", limit),
                ("payload", "!=", False),
                ("state", "in", ("applied", "dropped", "forgotten")),
            ],
            limit=1000,
        )
        for exchange in old:
            exchange.write(
                {
                    "payload_digest": _digest(exchange.payload),
                    "answer_digest": _digest(exchange.answer),
                    "payload": False,
                    "recovery_payload": False,
                    "answer": False,
                }
            )
        return len(old), len(old) == 1000


def _digest(text):
    """Return what proves that a text somebody kept is the one that travelled."""
    return hashlib.sha256(text.encode()).hexdigest() if text else False


class BridgeExchangeLine(models.Model):
    """One transfer's part in an exchange: key, digest and outcome, so that evidence is never overwritten."""

    _name = "bridge.exchange.line"
    _description = "Accounting Bridge Exchange Line"
    _order = "exchange_id desc, position"
    _log_access = False

    exchange_id = fields.Many2one("bridge.exchange", required=True, ondelete="cascade", index=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="connection_id.company_id")
    transfer_id = fields.Many2one("bridge.transfer", required=True, ondelete="cascade", index=True)
    position = fields.Integer(required=True)
    key = fields.Char(required=True)
    field_digests = fields.Json(readonly=True, help="Of every field that was sent: what an update need not repeat.")
    said = fields.Json(readonly=True, help="Of a customer: what both sides agree on once this is accepted.")
    digest = fields.Char(required=True)
    number = fields.Char("Number or name sent")
    total = fields.Char("Total sent")
    tax_amount = fields.Char("Tax sent")
    outcome = fields.Selection(
        [("accepted", "Accepted"), ("refused", "Refused"), ("not_run", "Not run"), ("unknown", "No answer")]
    )
    reason = fields.Char()
    words = fields.Char("The ledger's words")
    remote_id = fields.Char("Ledger ID")

    def _has_totals(self, row):
        """Return whether a document of the mirror has the total and the tax that were sent."""
        self.ensure_one()
        sent = (Decimal(self.total), Decimal(self.tax_amount or "0"))
        return sent == (exact(row.total, 2), exact(row.tax_amount, 2))
