from collections import Counter
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_repr
from odoo.tools.misc import split_every

from ..engine.allocations import payers_of
from ..engine.invoicing import KIND_OF, kind_of
from ..ledgers.documents import DOCUMENTS, Kind
from ..ledgers.protocol import Operation
from .bridge_transfer import REMOVALS, UNFINISHED

# A batch whose last transfer waits for a person reports after this time all the same, with what still waits.
REPORT_AT_LATEST = timedelta(hours=24)

# So many documents of each sort a report names; a mail that names ten thousand is read by nobody and costs memory.
ROWS_IN_REPORT = 500

# Reasons that the settings of the company there give, which are read now and then only.
OF_SETTINGS = ("closed_period", "currency_foreign", "feature_off")

# Documents add up in a report; a payment of them is told, and not counted once more.
SIGN_IN_REPORT = {Kind.INVOICE.value: 1, Kind.CREDIT_NOTE.value: -1}


class BridgeBatch(models.Model):
    """One release, by a person, a policy or a schedule. It reports once."""

    _name = "bridge.batch"
    _description = "Accounting Bridge Batch"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    user_id = fields.Many2one("res.users", "Released by", readonly=True, default=lambda self: self.env.user)
    origin = fields.Selection(
        [("person", "A person"), ("policy", "By itself"), ("schedule", "A schedule")],
        default="person",
        required=True,
        readonly=True,
    )
    released_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    transfer_ids = fields.One2many("bridge.transfer", "batch_id")
    event_ids = fields.One2many("bridge.transfer.event", "batch_id")
    told_at = fields.Datetime(readonly=True, copy=False, help="When it went into a digest.")
    reported_at = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection([("running", "Under way"), ("done", "Done")], default="running", readonly=True, copy=False)
    processed_count = fields.Integer("Processed", compute="_compute_counts")
    rejected_count = fields.Integer("Rejected", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    total_count = fields.Integer("Documents", compute="_compute_counts")

    _unreported = models.Index("(connection_id, id) WHERE reported_at IS NULL")

    @api.depends("released_at")
    def _compute_name(self):
        for batch in self:
            moment = fields.Datetime.context_timestamp(
                batch.with_context(tz=batch.connection_id.tz), batch.released_at or fields.Datetime.now()
            )
            batch.name = f"{moment:%Y-%m-%d %H:%M}"

    def _compute_counts(self):
        outcomes = self._outcomes()
        for batch in self:
            states = [row["state"] for row in outcomes.get(batch.id, []) if row["kind"] in DOCUMENTS]
            batch.total_count = len(states)
            batch.processed_count = states.count("processed")
            batch.rejected_count = states.count("rejected")
            batch.waiting_count = sum(state in UNFINISHED for state in states)

    def _outcomes(self):
        """Return ``{batch id: [row]}``: the last thing that became of each record *within* the batch, one row for each.

        A transfer that was released again later reports there; here it keeps what this batch came to, and nothing at
        all where this batch came to nothing. An update or a removal takes the place of what went before it, unless it
        was taken back.
        """
        if not self.ids:
            return {}
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT DISTINCT ON (batch_id, binding_id) *
                  FROM (SELECT DISTINCT ON (e.batch_id, e.transfer_id)
                               e.id, e.batch_id, e.transfer_id, t.kind, t.move_id, t.binding_id, t.operation,
                               e.state, e.reason, e.reason_arguments, e.words,
                               t.batch_id IS DISTINCT FROM e.batch_id AS went_on
                          FROM bridge_transfer_event e JOIN bridge_transfer t ON t.id = e.transfer_id
                         WHERE e.batch_id = ANY(%s)
                         ORDER BY e.batch_id, e.transfer_id, e.id DESC) AS became
                 WHERE NOT (went_on AND state = ANY(%s))
                 ORDER BY batch_id, binding_id, state IN ('held', 'withdrawn'), id DESC
                """,
                self.ids,
                list(UNFINISHED),
            )
        )
        result = {}
        for row in self.env.cr.dictfetchall():
            result.setdefault(row["batch_id"], []).append(row)
        return result

    # === RELEASE === #

    @api.model
    def _release(self, connection, moves, origin="person", batch=None):
        """Write the intention to send documents into the outbox and wake the engine. Nothing is sent here.

        What is on its way already stays as it is; what was rejected, held or withdrawn is queued again; what the
        ledger has accepted is queued as an update.

        :param batch: what they are released with, where that was begun already.
        :return: the batch, empty where nothing was left to release.
        """
        connection.ensure_one()
        if moves.company_id != connection.company_id:
            raise UserError(self.env._("These documents belong to another company than the connection."))
        bindings = self._reserve_documents(connection, moves)
        transfers = self.env["bridge.transfer"].sudo()
        newest = {binding.id: transfer for binding, transfer in transfers._newest(bindings).items()}
        again = transfers.browse(
            transfer.id for transfer in newest.values() if transfer.state in ("rejected", "held", "withdrawn", "gone")
        )
        fresh = [
            (move, binding)
            for move, binding in zip(moves, bindings, strict=True)
            if binding.id not in newest or newest[binding.id].state == "processed"
        ]
        if not (again or fresh):
            return self.browse()
        if not batch:
            batch = self.sudo().create({"connection_id": connection.id, "origin": origin, "user_id": self.env.uid})
        needs = moves._bridge_needs(connection)
        created = transfers.create(
            [
                {
                    "connection_id": connection.id,
                    "batch_id": batch.id,
                    "binding_id": binding.id,
                    "move_id": move.id,
                    "operation": (Operation.UPDATE if binding.external_id else Operation.CREATE).value,
                    "need_ids": [(6, 0, needs[move.id])],
                    "released_by_id": self.env.uid,
                }
                for move, binding in fresh
            ]
        )
        created._note_creation()
        for transfer in again:
            transfer.need_ids = [(6, 0, needs[transfer.move_id.id])]
        if batch.origin == "person":
            self._doubt_settings(again)
        again._requeue(batch=batch)
        again.write({"released_by_id": self.env.uid, "released_at": fields.Datetime.now()})
        moves._bridge_tick_flags()
        # What pays them travels with them.
        payers_of(moves.sudo())._bridge_queue_payments(batch)
        connection._wake()
        return batch.with_env(self.env)

    @api.model
    def _reserve_documents(self, connection, moves):
        """Return the links of invoices and credit notes, in the order of the documents."""
        bindings = self.env["bridge.binding"].sudo()
        by_move = {}
        for kind, mine in moves.grouped(kind_of).items():
            by_move |= dict(zip(mine.ids, bindings._reserve(connection, mine, kind).ids, strict=True))
        return bindings.browse(by_move[move.id] for move in moves)

    @api.model
    def _release_transfers(self, transfers):
        """Release transfers again, each on its own connection, and tell the user."""
        for connection in transfers.connection_id:
            mine = transfers.filtered_domain([("connection_id", "=", connection.id)])
            batch = self._of_person(connection)
            self._doubt_settings(mine)
            mine.sudo()._requeue(batch=batch)
            # What was paid of them while nobody expected them there travels with them.
            documents = mine.filtered(lambda transfer: transfer.kind != Kind.PAYMENT.value).move_id
            payers_of(documents.sudo())._bridge_queue_payments(batch)
            connection._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _doubt_settings(self, transfers):
        """Who releases again what the settings of the company there forbade says that they are others now."""
        transfers.filtered(lambda transfer: transfer.reason in OF_SETTINGS).connection_id._read_settings_anew()

    @api.model
    def _of_person(self, connection):
        """Return the batch that takes what the user has sent again: the newest one, where that still waits."""
        return self._waiting(connection) or self.sudo().create(
            {"connection_id": connection.id, "user_id": self.env.uid}
        )

    @api.model
    def _waiting(self, connection):
        """Return the user's newest batch while no session has touched it: ten cures in a row are told in one report.

        It is locked, so that it cannot be reported before this transaction has ended.
        """
        batch = self.sudo().search([("connection_id", "=", connection.id)], order="id desc", limit=1)
        mine = batch.filtered(lambda b: b.user_id == self.env.user and b.origin == "person" and not b.reported_at)
        touched = [("batch_id", "=", mine.id), ("session_id", "!=", False)]
        if not mine or self.env["bridge.transfer.event"].sudo().search_count(touched, limit=1):
            return self.browse()
        return mine.try_lock_for_update(allow_referencing=True)

    @api.model
    def _hold(self, connection, moves):
        """Mark documents *do not send*: what is queued or rejected is held, what was never released is held at once."""
        transfers = moves.bridge_transfer_id.sudo()
        held = transfers._leave_outbox("held")
        untouched = moves.filtered(lambda move: not move.bridge_transfer_id)
        if not untouched:
            if not held and any(transfer.state != "held" for transfer in transfers):
                raise UserError(
                    self.env._("These documents have left for the ledger; they can no longer be held back.")
                )
            return
        untouched = untouched.filtered(lambda move: move.move_type in KIND_OF)
        if not untouched:
            if not held:
                raise UserError(self.env._("Only customer invoices and credit notes are sent: nothing is held back."))
            return
        bindings = self._reserve_documents(connection, untouched)
        created = (
            self.env["bridge.transfer"]
            .sudo()
            .create(
                [
                    {
                        "connection_id": connection.id,
                        "binding_id": binding.id,
                        "move_id": move.id,
                        "state": "held",
                    }
                    for move, binding in zip(untouched, bindings, strict=True)
                ]
            )
        )
        created._note_creation()
        created._let_payers_go()

    # === REPORT === #

    @api.model
    def _report_complete(self, connection_id):
        """Report the batches of a connection whose last transfer has ended, or that are older than a day.

        :return: ids of the batches that are done now.
        """
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT b.id FROM bridge_batch b
                 WHERE b.connection_id = %(connection)s AND b.reported_at IS NULL
                   AND (b.released_at < %(latest)s
                        OR NOT EXISTS (SELECT 1 FROM bridge_transfer t
                                        WHERE t.batch_id = b.id AND t.state IN ('queued', 'sending', 'uncertain')))
                 ORDER BY b.id FOR NO KEY UPDATE SKIP LOCKED
                """,
                connection=connection_id,
                latest=fields.Datetime.now() - REPORT_AT_LATEST,
            )
        )
        batches = self.browse(row[0] for row in self.env.cr.fetchall())
        batches.write({"reported_at": fields.Datetime.now(), "state": "done"})
        for batch in batches.filtered(lambda batch: batch.origin == "person" and batch._has_news()):
            batch._send_report()
        return batches.ids

    def _has_news(self):
        """Return whether a report would say anything; where all documents went on in a later batch it would not."""
        self.ensure_one()
        self.env["bridge.transfer"].flush_model()
        still_mine = [("batch_id", "=", self.id), ("state", "in", UNFINISHED)]
        return bool(
            self.processed_count or self.rejected_count or self.env["bridge.transfer"].search_count(still_mine, limit=1)
        )

    def _send_report(self):
        """Queue the report e-mail to who released and who wants reports; nothing is sent inside this transaction."""
        template = self.env.ref("accounting_bridge.mail_template_batch", raise_if_not_found=False)
        for batch in self:
            if template:
                template.with_company(batch.company_id).send_mail(batch.id, force_send=False)
        # The queue of the host is emptied once an hour; who released wants to know now.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    def _report_recipients(self):
        """Return the partners who read the report: who released, and those named on the connection."""
        self.ensure_one()
        people = self.user_id | self.connection_id.report_user_ids
        return people.filtered("active").partner_id.filtered("email")

    def _report_duration(self):
        """Return how long it took, in words a person reads: from the release to the report."""
        self.ensure_one()
        seconds = int(((self.reported_at or fields.Datetime.now()) - self.released_at).total_seconds())
        if seconds < 60:
            return self.env._("%(count)s s", count=seconds)
        if seconds < 3600:
            return self.env._("%(count)s min", count=seconds // 60)
        return self.env._("%(hours)s h %(minutes)s min", hours=seconds // 3600, minutes=seconds // 60 % 60)

    @api.model
    def _send_digests(self):
        """Mail one digest a day and connection of what was released by itself and has not been told yet."""
        batches = self.search([("origin", "!=", "person"), ("state", "=", "done"), ("told_at", "=", False)])
        template = self.env.ref("accounting_bridge.mail_template_digest", raise_if_not_found=False)
        for connection in batches.connection_id:
            mine = batches.filtered(lambda batch, connection=connection: batch.connection_id == connection)
            if template and any(batch.total_count for batch in mine):
                template.with_context(digest_batch_ids=mine.ids).send_mail(connection.id, force_send=False)
        batches.told_at = fields.Datetime.now()

    def _report_rows(self):
        """Return what the report tells, as plain values: rejected, warnings, processed, with their sums.

        :return dict: lists of rows (``number``, ``customer``, ``total``, ``currency``, ``remote_number``,
            ``remote_total``, ``reason``, ``url``) under ``rejected``, ``warnings``, ``processed``, ``voided``,
            ``waiting``: the first ``ROWS_IN_REPORT`` of each; how many there are of each under ``counts``, and the sums
            of both columns over all that was processed, as text, under ``sums``: one for each currency.
        """
        told = {"rejected": [], "warnings": [], "processed": [], "voided": [], "waiting": []}
        counts = dict.fromkeys(told, 0)
        ours, theirs = Counter(), Counter()
        for batch, row, move, binding in self._report_records():
            place = _place_in_report(row)
            if not place:
                continue
            counts[place] += 1
            if place in ("processed", "warnings"):
                currency, total, remote_total = batch._amounts_in_report(move, binding)
                ours[currency] += total
                theirs[currency] += remote_total
            if counts[place] <= ROWS_IN_REPORT:
                told[place].append(batch._report_row(row, move, binding))
        return {**told, "counts": counts, "sums": {"total": _sum_words(ours), "remote_total": _sum_words(theirs)}}

    def _amounts_in_report(self, move, binding):
        """Return what a document adds to the sums of a report: its currency, its total here, and its total there."""
        sign = SIGN_IN_REPORT.get(binding.kind, 0)
        if not sign:
            return move.currency_id.name, Decimal(0), Decimal(0)
        return move.currency_id.name, sign * Decimal(_total_of(move)), sign * Decimal(binding.remote_total or "0")

    def _report_records(self):
        """Give ``(batch, outcome, document, link)`` of every document, read some hundreds at a time and let go.

        What became of a document in several of these batches is told once, as it was in the last one.
        """
        outcomes = self._outcomes()
        rows = [(batch, row) for batch in self for row in outcomes.get(batch.id, []) if row["move_id"]]
        told = sorted((row for _batch, row in rows if _place_in_report(row)), key=lambda row: row["id"])
        newest = {row["binding_id"]: row["id"] for row in told}
        rows = [(batch, row) for batch, row in rows if newest.get(row["binding_id"]) == row["id"]]
        self.env.flush_all()
        for some in split_every(ROWS_IN_REPORT, rows):
            moves = self.env["account.move"].browse(row["move_id"] for _batch, row in some)
            bindings = self.env["bridge.binding"].browse(row["binding_id"] for _batch, row in some)
            for (batch, row), move, binding in zip(some, moves, bindings, strict=True):
                yield batch, row, move, binding
            for records in (moves, bindings):
                records.invalidate_recordset(flush=False)

    def _report_url(self):
        """Return where the whole of a batch can be seen, "" for several."""
        return f"{self.get_base_url()}/odoo/{self._name}/{self.id}" if len(self) == 1 else ""

    def _report_row(self, row, move, binding):
        why = row["reason"] and self.connection_id._reason_words(
            row["reason"], {"words": row["words"] or "", **(row["reason_arguments"] or {})}
        )
        return {
            "number": move.name or "",
            "customer": move.commercial_partner_id.name or "",
            "total": _total_of(move),
            "currency": move.currency_id.name,
            "remote_number": binding.remote_number or "",
            "remote_total": binding.remote_total or "",
            "reason": why or "",
            "url": f"{self.get_base_url()}/odoo/accounting/customer-invoices/{move.id}",
        }


def _place_in_report(row):
    """Return under what a document stands in the report, "" for one that was taken back or held."""
    if row["state"] == "processed" and row["operation"] in REMOVALS and row["kind"] != Kind.PAYMENT.value:
        return "voided"
    if row["state"] == "processed":
        return "warnings" if row["reason"] else "processed"
    if row["state"] == "rejected":
        return "rejected"
    return "waiting" if row["state"] in UNFINISHED else ""


def _sum_words(sums):
    """Return sums of several currencies as text."""
    return ", ".join(f"{amount:.2f} {currency}" for currency, amount in sorted(sums.items())) or "0.00"


def _total_of(move):
    return float_repr(move.amount_total, move.currency_id.decimal_places)
