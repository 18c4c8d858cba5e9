import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import paying
from ..engine.allocations import payers_of
from ..ledgers.documents import DOCUMENTS, Kind
from ..ledgers.protocol import Operation
from ..ledgers.reasons import Actor, reason_of

STATES = [
    ("queued", "Queued"),
    ("sending", "Being sent"),
    ("uncertain", "Checking"),
    ("processed", "Processed"),
    ("rejected", "Rejected"),
    ("held", "Held"),
    ("withdrawn", "Withdrawn"),
    ("gone", "Gone there"),
]
ACTORS = [
    (Actor.SYSTEM.value, "The bridge"),
    (Actor.USER.value, "The user"),
    (Actor.BOOKKEEPER.value, "The bookkeeper"),
    (Actor.ADMINISTRATOR.value, "The administrator"),
    (Actor.LEDGER.value, "The ledger"),
]
# Cures of a document that has no issue; the others settle the issue that offers them.
WITHOUT_ISSUE = ("accept_difference", "release_again", "check_again")
UNFINISHED = ("queued", "sending", "uncertain")
REMOVALS = (Operation.VOID.value, Operation.DELETE.value)

# From which states a state may be reached. Every change of state goes through ``_move_to``, which names its sources.
TRANSITIONS = {
    "queued": ("sending", "uncertain", "processed", "rejected", "held", "withdrawn", "gone", "queued"),
    "sending": ("queued",),
    "uncertain": ("sending", "uncertain"),
    # A late answer is the truth, whatever a person has decided about the document meanwhile.
    "processed": ("sending", "uncertain", "queued", "rejected", "held", "withdrawn", "processed"),
    "rejected": ("sending", "uncertain", "queued"),
    "held": ("queued", "rejected", "withdrawn", "gone"),
    "withdrawn": ("queued", "rejected"),
    "gone": ("processed", "queued", "rejected"),
}


class BridgeTransfer(models.Model):
    """The outbox: one intended write of one bound record.

    ::

    release                open                close: accepted                  changed in Odoo
      (none) ───────────▶ queued ──────────────▶ sending ─────────────────▶ processed ──────────────▶ queued (update)
        ▲  withdrawn ◀─────┤ ▲ ▲                   │  │                        └── gone ─▶ queued | held
                           │ │ │ retry later       │  └─ refused ──▶ rejected ──(cured, released again)──▶ queued
                           │ │ └───────────────────┤                            └──▶ held
                           ▼ │                     └─ no answer ──▶ uncertain ──(evidence)──▶ processed | queued
                          held   ("do not send", reversible)

    Where it is (state), why (reason) and who acts next (next_actor) are kept apart.
    """

    _name = "bridge.transfer"
    _description = "Accounting Bridge Transfer"
    _order = "id desc"
    _check_company_auto = True

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    ledger_name = fields.Char(related="connection_id.ledger_name")
    batch_id = fields.Many2one(
        "bridge.batch", "Released with", readonly=True, index="btree_not_null", ondelete="set null"
    )
    binding_id = fields.Many2one("bridge.binding", "Link", required=True, ondelete="restrict", readonly=True)
    move_id = fields.Many2one("account.move", "Document", readonly=True, ondelete="restrict", index="btree_not_null")
    record_name = fields.Char(related="binding_id.record_name")
    kind = fields.Selection(related="binding_id.kind", store=True)
    is_document = fields.Boolean(compute="_compute_is_document", help="It writes a document, no entry of a list.")
    operation = fields.Selection(
        [
            (Operation.CREATE.value, "Create"),
            (Operation.UPDATE.value, "Update"),
            (Operation.VOID.value, "Void"),
            (Operation.DELETE.value, "Delete"),
        ],
        required=True,
        readonly=True,
        default=Operation.CREATE.value,
    )
    state = fields.Selection(STATES, default="queued", required=True, readonly=True)
    reason = fields.Char("Reason code", readonly=True)
    reason_arguments = fields.Json(readonly=True)
    words = fields.Char("The ledger's words", readonly=True)
    reason_text = fields.Char("Reason", compute="_compute_reason_text")
    next_actor = fields.Selection(ACTORS, "Who acts next", readonly=True)
    generation = fields.Integer(default=1, required=True, readonly=True, help="Ends with a definite answer only.")
    need_ids = fields.Many2many(
        "bridge.binding", "bridge_transfer_need", "transfer_id", "binding_id", "Needs", readonly=True
    )
    allocation = fields.Json(readonly=True, help="Of a payment: what it settled of which invoice when it was sent.")
    is_forced = fields.Boolean(readonly=True, help="A person wants it sent although nothing was changed here.")
    issue_id = fields.Many2one("bridge.issue", "Held up by", readonly=True, ondelete="set null", index="btree_not_null")
    due_at = fields.Datetime("Not before", readonly=True)
    attempts = fields.Integer(readonly=True)
    suspect_size = fields.Integer(
        readonly=True, help="The set it travelled in was not understood: how many may travel with it."
    )
    released_by_id = fields.Many2one("res.users", "Released by", readonly=True, default=lambda self: self.env.user)
    released_at = fields.Datetime("Released on", readonly=True, default=fields.Datetime.now)
    ended_at = fields.Datetime("Ended on", readonly=True)
    event_ids = fields.One2many("bridge.transfer.event", "transfer_id")
    line_ids = fields.One2many("bridge.exchange.line", "transfer_id")

    _one_unfinished = models.UniqueIndex(
        "(binding_id) WHERE state IN ('queued', 'sending', 'uncertain')",
        "This record is already on its way.",
    )
    _history = models.Index("(binding_id, id)")
    _due = models.Index("(connection_id, (move_id IS NOT NULL), id) WHERE state = 'queued'")
    _suspect = models.Index("(connection_id) WHERE state = 'queued' AND suspect_size > 0")
    _unsettled = models.Index("(connection_id, state) WHERE state IN ('queued', 'sending', 'uncertain', 'rejected')")
    _ended = models.Index("(connection_id, ended_at) WHERE state = 'processed'")

    @api.depends("kind")
    def _compute_is_document(self):
        for transfer in self:
            transfer.is_document = transfer.kind in DOCUMENTS

    @api.depends("record_name", "operation")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for transfer in self:
            transfer.display_name = f"{labels[transfer.operation]}: {transfer.record_name}"

    @api.depends("reason", "reason_arguments", "words")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for transfer in self:
            transfer.reason_text = transfer.reason and transfer.connection_id._reason_words(
                transfer.reason, {"words": transfer.words or "", **(transfer.reason_arguments or {})}
            )

    def _open_issue(self):
        return self.issue_id.filtered(lambda issue: issue.state == "open")

    def _offered(self):
        """Return the codes of the cures of what stands against it: those of its issue, else those that need none."""
        issue = self._open_issue()
        if issue:
            return issue._offered()
        unsettled = self.state in ("queued", "uncertain", "rejected") or self.reason == "total_differs"
        codes = reason_of(self.reason).cures if self.reason and unsettled else ()
        return tuple(code for code in codes if code in WITHOUT_ISSUE)

    # === STATES === #

    def _move_to(self, state, rows, *, batch_id=None, session_id=None):
        """Move transfers to a state in one guarded statement and write their history.

        :param str state: the state to reach; the states it may be reached from are ``TRANSITIONS[state]``.
        :param rows: ``{transfer id: values}``; values may hold ``reason``, ``arguments``, ``words``, ``actor``,
            ``due_at``, ``issue_id``, ``suspect_size``, ``attempt`` (add one), ``renew`` (start a new generation),
            ``sources`` (fewer source states than the table allows).
        :param batch_id: batch the transfers belong to from now on.
        :return: ids that moved; the others were no longer in a state they could move from.
        """
        if not rows:
            return []
        allowed = TRANSITIONS[state]
        payload = [
            {
                "id": transfer_id,
                "reason": values.get("reason"),
                "arguments": values.get("arguments"),
                "words": values.get("words"),
                "actor": values.get("actor") or (values.get("reason") and reason_of(values["reason"]).actor.value),
                "due_at": values.get("due_at") and fields.Datetime.to_string(values["due_at"]),
                "issue_id": values.get("issue_id"),
                "suspect_size": values.get("suspect_size"),
                "attempt": int(bool(values.get("attempt"))),
                "renew": int(bool(values.get("renew"))),
            }
            for transfer_id, values in rows.items()
        ]
        sources = next(iter(rows.values())).get("sources") or allowed
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH moved AS (
                    UPDATE bridge_transfer t
                       SET state = %(state)s, reason = v.reason, reason_arguments = v.arguments, words = v.words,
                           next_actor = v.actor, due_at = v.due_at, issue_id = v.issue_id,
                           suspect_size = CASE WHEN %(state)s IN ('queued', 'sending', 'uncertain')
                                               THEN COALESCE(v.suspect_size, t.suspect_size) END,
                           attempts = CASE WHEN %(state)s = 'processed' THEN 0
                                           WHEN v.attempt = 1 THEN COALESCE(t.attempts, 0) + 1
                                           WHEN v.renew = 1 THEN 0
                                           ELSE t.attempts END,
                           generation = t.generation + v.renew,
                           batch_id = COALESCE(%(batch)s, t.batch_id),
                           ended_at = CASE WHEN %(state)s IN ('queued', 'sending', 'uncertain') THEN NULL
                                           WHEN t.state = %(state)s THEN t.ended_at
                                           ELSE now() AT TIME ZONE 'UTC' END,
                           write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                      FROM jsonb_to_recordset(%(rows)s::jsonb)
                           AS v(id int, reason varchar, arguments jsonb, words varchar, actor varchar, due_at timestamp,
                                issue_id int, suspect_size int, attempt int, renew int)
                     WHERE t.id = v.id AND t.state = ANY(%(sources)s)
                 RETURNING t.id, t.connection_id, t.batch_id, t.reason, t.reason_arguments, t.words, t.generation
                ), noted AS (
                    INSERT INTO bridge_transfer_event
                           (transfer_id, connection_id, batch_id, session_id, user_id, at, state, reason,
                            reason_arguments, words, generation)
                    SELECT id, connection_id, batch_id, %(session)s, %(uid)s, clock_timestamp() AT TIME ZONE 'UTC',
                           %(state)s, reason, reason_arguments, words, generation
                      FROM moved ORDER BY id
                )
                SELECT id FROM moved
                """,
                state=state,
                batch=batch_id,
                uid=self.env.uid,
                session=session_id,
                sources=list(sources),
                rows=json.dumps(payload),
            )
        )
        moved = [row[0] for row in self.env.cr.fetchall()]
        self.invalidate_model()
        self.env["bridge.transfer.event"].invalidate_model()
        return moved

    @api.model
    def _newest(self, bindings):
        """Return ``{link: its newest transfer}``, all of them read together, and of each history its last row only."""
        self.flush_model(["binding_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT b.id, newest.id
                  FROM unnest(%s::int[]) AS b (id)
                 CROSS JOIN LATERAL (SELECT t.id FROM bridge_transfer t WHERE t.binding_id = b.id
                                      ORDER BY t.id DESC LIMIT 1) newest
                 ORDER BY b.id
                """,
                bindings.ids,
            )
        )
        links, transfers = bindings.browse(row[0] for row in rows), self.browse(row[1] for row in rows)
        return dict(zip(links, transfers, strict=True))

    def _note_creation(self):
        """Write the first line of the history of transfers that were just created."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_transfer_event (transfer_id, connection_id, batch_id, user_id, at, state, generation)
                SELECT id, connection_id, batch_id, %s, now() AT TIME ZONE 'UTC', state, generation
                  FROM bridge_transfer WHERE id = ANY(%s) ORDER BY id
                """,
                self.env.uid,
                self.ids,
            )
        )
        self.env["bridge.transfer.event"].invalidate_model()

    def _requeue(self, *, batch=None):
        """Queue ended or waiting transfers again, as a new generation where the last one had a definite answer.

        What has ended before a newer one of the same record is over: it is left as it is.
        """
        ended = self.filtered(lambda transfer: transfer.state in ("rejected", "held", "withdrawn", "gone"))
        newest = self._newest(ended.binding_id) if ended else {}
        rejected = ended.filtered(lambda transfer: newest[transfer.binding_id] == transfer)
        for transfer in rejected.filtered("is_document"):
            transfer.operation = transfer._operation_now()
        waiting = self.filtered(lambda transfer: transfer.state == "queued")
        batch_id = batch.id if batch else None
        self._move_to(
            "queued",
            {t.id: {"renew": True, "sources": ("rejected", "held", "withdrawn", "gone")} for t in rejected},
            batch_id=batch_id,
        )
        self._move_to("queued", {t.id: {"sources": ("queued",)} for t in waiting}, batch_id=batch_id)
        return rejected | waiting

    def _operation_now(self):
        """Return what has to be done for a document as it stands now on both sides."""
        self.ensure_one()
        there = self.binding_id.external_id
        if self.kind == Kind.PAYMENT.value:
            return (Operation.DELETE if there else Operation.CREATE).value
        if not self.move_id and self.operation in REMOVALS:
            # Of a document of another model: what was to be taken back is still to be taken back.
            return self.operation
        if self.move_id.state == "cancel" and there:
            return self.connection_id._ledger().capabilities.removal(Kind(self.kind)).value
        return (Operation.UPDATE if there else Operation.CREATE).value

    # === WHAT A PERSON READS === #

    def _ribbon(self):
        """Return the one line on the document and its level: ``(text, info | success | warning | danger)``."""
        self.ensure_one()
        values = {
            "ledger": self.ledger_name,
            "when": self._local_time(self.ended_at or self.write_date),
            "why": self.reason_text or "",
        }
        env = self.env
        if self.state == "processed":
            return self._processed_ribbon(values)
        lines = {
            "queued": (self._queued_words(values), "info"),
            "sending": (env._("Being sent to %(ledger)s.", **values), "info"),
            "uncertain": (env._("Checking with %(ledger)s: %(why)s", **values), "warning"),
            "rejected": (env._("Rejected by %(ledger)s at %(when)s: %(why)s", **values), "danger"),
            "held": (self._held_words(values), "warning"),
            "withdrawn": self._withdrawn_words(values)
            if self.binding_id.external_id
            else (env._("Taken back at %(when)s, before it went to %(ledger)s.", **values), "info"),
            "gone": (env._("%(ledger)s no longer holds it. %(why)s", **values), "danger"),
        }
        text, level = lines[self.state]
        if self.state == "queued" and self.issue_id:
            level = "warning"
        return " ".join(filter(None, (text.strip(), self._open_issue()._also_frees()))), level

    def _held_words(self, values):
        values |= {"number": self.binding_id.remote_number or "", "total": self.binding_id.remote_total or ""}
        if self.binding_id.external_id:
            return self.env._(
                "The change is not sent: held since %(when)s; %(ledger)s still holds it as %(number)s, %(total)s.",
                **values,
            )
        return self.env._("Not sent to %(ledger)s: held since %(when)s.", **values)

    def _withdrawn_words(self, values):
        values |= {"number": self.binding_id.remote_number or "", "total": self.binding_id.remote_total or ""}
        sentence = self.env._(
            "The change was taken back at %(when)s; %(ledger)s still holds it as %(number)s, %(total)s.", **values
        )
        return sentence, "warning"

    def _queued_words(self, values):
        if self.issue_id:
            return self.env._("Waits before it goes to %(ledger)s: %(why)s", **values)
        values["next"] = self._departure_words()
        if self.operation == Operation.DELETE.value and self.kind != Kind.PAYMENT.value:
            return self.env._("Cancelled: it will be deleted in %(ledger)s with %(next)s. %(why)s", **values)
        if self.operation == Operation.VOID.value:
            return self.env._("Cancelled: it will be voided in %(ledger)s with %(next)s. %(why)s", **values)
        missing = self.need_ids.filtered(lambda link: not (link.alias_of_id or link).external_id)
        missing = missing or self._changes_it_waits_for().binding_id
        if missing and not self.reason:
            values["why"] = self.connection_id._reason_words(
                "waits_for", {"record": ", ".join(missing.mapped("record_name"))}
            )
        return self.env._("Queued for %(ledger)s; goes with %(next)s. %(why)s", **values)

    def _departure_words(self):
        """Return with what it leaves, as part of a sentence."""
        connection = self.connection_id
        if connection.state == "connecting" and self.move_id and self.move_id == connection.trial_move_id:
            return connection._next_run_words()
        return connection._departure_words(self.kind)

    def _changes_it_waits_for(self):
        """Return what is on its way of the documents that a payment pays: it leaves after that."""
        if self.kind != Kind.PAYMENT.value or self.operation != Operation.CREATE.value:
            return self.browse()
        paid = (Kind.INVOICE.value, Kind.CREDIT_NOTE.value)
        return self.search([("binding_id", "in", self.need_ids.ids), ("kind", "in", paid), ("state", "in", UNFINISHED)])

    def _processed_ribbon(self, values):
        binding = self.binding_id
        if self.operation in (Operation.VOID.value, Operation.DELETE.value):
            done = {"void": self.env._("voided"), "delete": self.env._("deleted")}[self.operation]
            return self.env._("Taken out of %(ledger)s at %(when)s: %(done)s there.", done=done, **values), "info"
        values |= {
            "number": binding.remote_number or binding.external_id or "",
            "total": binding.remote_total or "",
            "currency": self._currency_words(),
        }
        if self.reason == "changed_after":
            return values["why"], "warning"
        if binding.totals_agree:
            words = self.env._("In %(ledger)s as %(number)s, %(total)s %(currency)s, totals agree.", **values)
            return " ".join(filter(None, (words, self._balance_words(values)))), "success"
        if binding.difference_accepted_by_id:
            values["who"] = binding.difference_accepted_by_id.name
            return (
                self.env._(
                    "In %(ledger)s as %(number)s, %(total)s %(currency)s; the difference was accepted by %(who)s.",
                    **values,
                ),
                "success",
            )
        return self.env._("In %(ledger)s as %(number)s. %(why)s", **values), "warning"

    def _currency_words(self):
        """Return the currency that the total there is in, "" where nobody knows."""
        there = self.binding_id.remote_record_id
        return self.move_id.currency_id.name or there.currency_name or self.connection_id.remote_currency or ""

    def _balance_words(self, values):
        """Return what the ledger says is open of a document, "" where it says nothing of that."""
        there = self.binding_id.remote_record_id
        if self.binding_id.kind != Kind.INVOICE.value or not there:
            return ""
        if not there.balance:
            # Some ledgers do not tell; what was paid here is paid there, as far as anybody knows.
            return self.env._("Nothing is open in %(ledger)s.", **values) if there.total else ""
        return self.env._("%(open)s %(currency)s open in %(ledger)s.", open=f"{there.balance:,.2f}", **values)

    def _local_time(self, moment):
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=self.env.user.tz or self.connection_id.tz), moment
        )
        return f"{local:%Y-%m-%d %H:%M}"

    # === WHAT A PERSON DOES === #

    def action_release_again(self):
        self._check_rank("user")
        return self.env["bridge.batch"]._release_transfers(self)

    def action_take_back(self):
        """Withdraw what has not left yet. :return: ids of what was taken back."""
        self._check_rank("user")
        return self.sudo()._leave_outbox("withdrawn")

    def action_hold(self):
        """Do not send, until somebody releases it again."""
        self._check_rank("user")
        self.sudo()._leave_outbox("held")

    def _leave_outbox(self, state):
        """A person takes transfers out of the outbox, and with them the issues that hold up nothing any more.

        The next run would close those too, but an outbox that is empty now may not see one for days.

        :return: ids that moved.
        """
        moved = self._move_to(state, {transfer.id: {} for transfer in self})
        for connection in self.connection_id:
            self.env["bridge.issue"]._close_stale(connection.id)
        self.browse(moved)._let_payers_go()
        return moved

    def _let_payers_go(self):
        """What waits and pays documents that will not come there now pays the others without them."""
        documents = self.filtered(lambda transfer: transfer.kind != Kind.PAYMENT.value).sudo().move_id
        payers = payers_of(documents) if documents else documents
        if payers:
            waiting = [
                ("move_id", "in", payers.ids),
                ("kind", "=", Kind.PAYMENT.value),
                ("state", "in", ("queued", "rejected")),
            ]
            self.sudo().search(waiting).move_id._bridge_queue_payments()

    def _replace(self):
        """Have payments deleted there; once they are gone they are sent anew as far as they pay something.

        What would have to be asked about what comes in their place is asked instead.
        """
        for connection in self.connection_id:
            mine = self.filtered(lambda transfer, connection=connection: transfer.connection_id == connection)
            paying.replace(self.env, connection, mine.binding_id)

    def _is_of_concern(self):
        """Return whether the ledger holds the document, or may: a change of it must reach the ledger."""
        if self.state == "queued" and self.operation in (Operation.VOID.value, Operation.DELETE.value):
            return True
        if self.state == "held" and self.operation in REMOVALS:
            # A person does not want it taken out there.
            return False
        return self.state in ("sending", "uncertain", "processed") or bool(
            self.state in ("withdrawn", "rejected", "held") and self.binding_id.external_id
        )

    def _note_accepted(self):
        """Write into the history that a person accepted the difference of totals."""
        self._move_to("processed", {transfer.id: {"sources": ("processed",)} for transfer in self})

    def _check_rank(self, rank):
        """Check that the user may act on these transfers. :raise AccessError: wrong group or company."""
        self.check_access("read")
        self.env["bridge.cure"]._check_rank(rank)

    def action_open_document(self):
        self.ensure_one()
        return self.binding_id.action_open_record()
