from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import agreeing, meeting, paying
from ..ledgers.documents import DOCUMENTS, PARTIES, Kind
from ..ledgers.reasons import CURES, MATCHING, REASONS, STANDING, reason_of
from .bridge_transfer import ACTORS


class BridgeIssue(models.Model):
    """One thing that a person must fix: a reason, the record at the root of it and every transfer it holds up."""

    _name = "bridge.issue"
    _description = "Accounting Bridge Issue"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "state, id desc"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    reason = fields.Selection("_selection_reason", "What is wrong", required=True, readonly=True)
    reason_arguments = fields.Json(readonly=True)
    reason_text = fields.Char("In one sentence", compute="_compute_reason_text")
    words = fields.Char("The ledger's words", readonly=True)
    root = fields.Char(
        required=True, readonly=True, help="Names the record at the root; one open issue stands for one."
    )
    kind = fields.Selection(
        [
            (Kind.CUSTOMER.value, "Customer"),
            (Kind.ITEM.value, "Item"),
            (Kind.INVOICE.value, "Invoice"),
            (Kind.CREDIT_NOTE.value, "Credit note"),
            (Kind.PAYMENT.value, "Payment"),
            (Kind.VENDOR.value, "Vendor"),
            (Kind.BILL.value, "Bill"),
            (Kind.JOURNAL_ENTRY.value, "Journal entry"),
            ("connection", "Settings"),
        ],
        readonly=True,
    )
    binding_id = fields.Many2one("bridge.binding", readonly=True, ondelete="cascade", index="btree_not_null")
    remote_record_id = fields.Many2one(
        "bridge.remote.record", "Entry at the root", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    partner_ids = fields.Many2many("res.partner", string="Could be in Odoo", readonly=True)
    record_name = fields.Char("Record", compute="_compute_record_name")
    candidate_ids = fields.Many2many("bridge.remote.record", string="Could be", readonly=True)
    transfer_ids = fields.One2many("bridge.transfer", "issue_id", "Held up")
    transfer_count = fields.Integer("Documents waiting", compute="_compute_transfer_count", store=False)
    state = fields.Selection(
        [("open", "Open"), ("ignored", "Ignored"), ("solved", "Solved")], default="open", required=True, readonly=True
    )
    next_actor = fields.Selection(ACTORS, "Who acts next", readonly=True)
    user_id = fields.Many2one("res.users", "Asked", readonly=True)
    solved_by_id = fields.Many2one("res.users", readonly=True)
    solved_at = fields.Datetime(readonly=True)
    solved_with = fields.Char("Cure", readonly=True)
    cures = fields.Json("What can be done", compute="_compute_cures", exportable=False)

    _one_open_per_root = models.UniqueIndex("(connection_id, reason, root) WHERE state IN ('open', 'ignored')")
    _open = models.Index("(connection_id, kind) WHERE state = 'open'")

    @api.model
    def _selection_reason(self):
        # The titles stand in reasons.py, marked for translation there.
        return [(code, self.env._(reason.title)) for code, reason in REASONS.items()]

    @api.depends("reason", "reason_arguments", "words")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for issue in self:
            issue.reason_text = issue.connection_id._reason_words(
                issue.reason, {"words": issue.words or "", **(issue.reason_arguments or {})}
            )

    @api.depends("reason_text")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for issue in self:
            issue.display_name = issue.reason_text

    @api.depends("binding_id")
    def _compute_record_name(self):
        for issue in self:
            told = (issue.reason_arguments or {}).get("tax") or issue.remote_record_id.full_name
            issue.record_name = issue.binding_id.record_name or told or ""

    def _compute_transfer_count(self):
        counts = self._waiting_counts()
        for issue in self:
            issue.transfer_count = counts.get(issue.id, 0)

    def _waiting_counts(self):
        """Return ``{issue id: documents that wait for it}``, also those that wait for several."""
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT i.id, count(DISTINCT t.id)
                  FROM bridge_issue i
                  JOIN bridge_transfer t ON t.kind = ANY(%s) AND t.state IN ('queued', 'uncertain', 'rejected')
                   AND (t.issue_id = i.id
                        OR t.id IN (SELECT n.transfer_id FROM bridge_transfer_need n WHERE n.binding_id = i.binding_id))
                 WHERE i.id = ANY(%s) AND t.connection_id = i.connection_id
                 GROUP BY i.id
                """,
                list(DOCUMENTS),
                self.ids,
            )
        )
        return dict(self.env.cr.fetchall())

    @api.depends("reason", "state")
    @api.depends_context("uid", "lang")
    def _compute_cures(self):
        for issue in self:
            issue.cures = self.env["bridge.cure"]._buttons(issue._offered())

    def _offered(self):
        """Return the codes of the cures that settle it; none where it is settled."""
        codes = reason_of(self.reason).cures if self.state == "open" else ()
        issue = self.sudo()
        if self.reason == "payment_maybe_there" and issue._is_taken(issue._asks_about()):
            # An entry that another payment was linked to can be linked no more.
            codes = [code for code in codes if code != "already_there"]
        return tuple(code for code in codes if code in CURES)

    @api.model
    def _file(self, connection_id, findings, *, recompute=True):
        """Find or open the issues of findings, in one statement: engine tables only.

        :param findings: list of dicts with ``reason``, ``root``, ``kind``, ``binding_id`` (the link at the root) or
        ``remote_record_id`` (the entry there), ``arguments``, ``words``.
        :param bool recompute: whether nobody else says what that makes of the links at the root.
        :return dict: ``{(reason, root): issue id}``
        """
        if not findings:
            return {}
        rows = {}
        for finding in findings:
            reason = reason_of(finding["reason"])
            rows[finding["reason"], finding["root"]] = {
                "reason": finding["reason"],
                "root": finding["root"],
                "kind": finding["kind"],
                "binding_id": finding.get("binding_id"),
                "remote_record_id": finding.get("remote_record_id"),
                "reason_arguments": finding.get("arguments"),
                "words": finding.get("words"),
                "next_actor": reason.actor.value,
            }
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_issue
                       (connection_id, company_id, reason, root, kind, binding_id, remote_record_id, reason_arguments,
                        words, next_actor, state, create_uid, create_date, write_uid, write_date)
                SELECT c.id, c.company_id, v.reason, v.root, v.kind, v.binding_id, v.remote_record_id,
                       v.reason_arguments, v.words, v.next_actor, 'open',
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM bridge_connection c,
                       jsonb_to_recordset(%(rows)s) AS v(reason varchar, root varchar,
                            kind varchar, binding_id int, remote_record_id int, reason_arguments jsonb,
                            words varchar, next_actor varchar)
                 WHERE c.id = %(connection)s
                ON CONFLICT (connection_id, reason, root) WHERE state IN ('open', 'ignored')
                DO UPDATE SET words = EXCLUDED.words, reason_arguments = EXCLUDED.reason_arguments,
                              -- What somebody ignores comes back when it is not the same any more.
                              state = CASE WHEN bridge_issue.reason_arguments - 'words'
                                                IS DISTINCT FROM EXCLUDED.reason_arguments - 'words'
                                           THEN 'open' ELSE bridge_issue.state END,
                              write_date = EXCLUDED.write_date
             RETURNING reason, root, id
                """,
                uid=self.env.uid,
                rows=fields.Json().convert_to_column(list(rows.values()), self),
                connection=connection_id,
            )
        )
        result = {(reason, root): issue_id for reason, root, issue_id in self.env.cr.fetchall()}
        self.invalidate_model()
        if recompute:
            self.browse(result.values()).modified(["state"])
        return result

    @api.model
    def _set_partners(self, partners):
        """Note which partners the entries at the root could be. :param partners: ``{issue id: ids of partners}``"""
        self.flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM bridge_issue_res_partner_rel WHERE bridge_issue_id = ANY(%s)", list(partners))
        )
        pairs = [(issue_id, partner_id) for issue_id, ids in partners.items() for partner_id in ids]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_issue_res_partner_rel (bridge_issue_id, res_partner_id)
                SELECT * FROM unnest(%s::int[], %s::int[])
                """,
                [issue_id for issue_id, _partner in pairs],
                [partner_id for _issue, partner_id in pairs],
            )
        )
        self.invalidate_model(["partner_ids"])

    # === WHAT A PERSON DOES === #

    def action_cure(self):
        """Apply the cure named in the context (``cure``): one method behind every cure button."""
        return self.env["bridge.cure"]._apply(self.env.context.get("cure"), self)

    def action_cure_selected(self):
        """Apply the cure named in the context to every issue of a selection that offers it.

        Each is looked at by itself, rights and all; one that an earlier one has settled is done.
        """
        code = self.env.context.get("cure")
        offering = self.filtered(lambda issue: code in issue._offered())
        if not offering:
            raise UserError(self.env._("None of the selected issues offers this cure."))
        for issue in offering:
            if issue.state == "open":
                self.env["bridge.cure"]._apply(code, issue)
        others = len(self) - len(offering)
        message = self.env._("%(label)s: %(count)s.", label=self.env._(CURES[code].label), count=len(offering))
        if others:
            one = self.env._("1 of the selected issues has no such cure.")
            many = self.env._("%(count)s of the selected issues have no such cure.", count=others)
            message += " " + (one if others == 1 else many)
        return self.env["bridge.cure"]._tell(message, "warning" if others else "success")

    def action_ask(self):
        """Ask somebody who may: the bookkeeper, else the technical contact of the connection."""
        cures = self.env["bridge.cure"]
        for issue in self:
            issue.sudo().user_id = cures._ask(issue, issue.connection_id, issue.reason, issue.reason_text)
        return cures._tell_asked(self.sudo().user_id)

    def action_open_transfers(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents waiting"),
            "res_model": "bridge.transfer",
            "views": [(False, "list"), (False, "form")],
            "domain": self._waiting_domain(),
        }

    def _waiting_domain(self):
        """Return the domain of the documents that ``_waiting_counts`` counts."""
        return [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "in", DOCUMENTS),
            ("state", "in", ("queued", "uncertain", "rejected")),
            "|",
            ("issue_id", "=", self.id),
            ("need_ids", "in", self.binding_id.ids),
        ]

    def _link(self, remote_record):
        """Link the record at the root to an entry of the ledger that a person picked, and go on."""
        self.ensure_one()
        issue = self.sudo()
        fits = (remote_record.connection_id, remote_record.kind) == (issue.connection_id, issue.kind)
        usable = remote_record.is_active and not remote_record.is_gone
        if issue.state != "open" or not fits or not usable or not issue._may_be(remote_record):
            raise UserError(self.env._("This entry cannot be picked here. Please reload the page."))
        issue.binding_id._bind(remote_record, "picked")
        nothing = remote_record.browse()
        issue.binding_id._note_links("linked", [(issue.binding_id, nothing, remote_record)], self._words_of_pick())
        document = issue.binding_id.transfer_ids.filtered(
            lambda transfer: transfer.is_document and transfer.state in ("queued", "rejected", "uncertain")
        )
        if document:
            difference = issue.binding_id._compare_with_odoo()
            values = {"reason": "total_differs", "arguments": difference} if difference else {}
            document._move_to("processed", {transfer.id: values for transfer in document})
            if issue.kind == Kind.PAYMENT.value and issue.binding_id.move_id:
                paying.stand_as_they_are(issue.env, issue.connection_id, issue.binding_id)
        self._solve("pick")
        if issue.kind == Kind.PAYMENT.value:
            issue._ask_others_anew(remote_record)

    def _ask_others_anew(self, remote_record):
        """Other payments were asked whether they are this entry, which is linked now: each of them is judged anew."""
        asked = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("reason", "=", "payment_maybe_there"),
                ("state", "=", "open"),
            ]
        )
        others = asked.filtered(lambda issue: issue._asks_about() == remote_record)
        others._close_answered(self.connection_id.id, "linked")

    def _asks_about(self):
        """Return the entry that this record may be, empty where no single one was named."""
        return self.env["bridge.remote.record"].browse((self.reason_arguments or {}).get("remote_record_id")).exists()

    def _words_of_pick(self):
        """Return why a link is made by a person who settles an issue."""
        return self.env._("Picked when asked: %(reason)s.", reason=self.env._(reason_of(self.reason).title))

    # === CUSTOMERS OF THE LEDGER === #

    def _link_partner(self, partner):
        """Link the entry at the root to a partner of Odoo that a person picked, and bring both in step."""
        issue, row = self._entry_at_root()
        connection, partner = issue.connection_id, partner.sudo()
        fits = partner.commercial_partner_id == partner and partner.company_id in (
            connection.company_id,
            partner.company_id.browse(),
        )
        currency = connection._customer_currency_there(row.currency_name)
        linked = partner.bridge_binding_ids.filtered(
            lambda link: (
                link.connection_id == connection
                and link.kind == Kind.CUSTOMER.value
                and (link.external_id or link.alias_of_id)
                and (link.currency_name or "") == currency
            )
        )
        if not fits or linked:
            raise UserError(self.env._("This contact cannot be picked here: it is linked already, or not a customer."))
        both = meeting.Meeting(None, connection)
        link = both.link([row], partner, "picked")
        link._note_links("linked", [(link, row.browse(), row)], self._words_of_pick())
        agreeing.reconcile(both, link)
        row.is_to_meet = False
        self._solve("pick")

    def _create_here(self):
        """Make a partner of the entry at the root."""
        issue, row = self._entry_at_root()
        meeting.Meeting(None, issue.connection_id).make([row])
        row.is_to_meet = False
        self._solve("create_here")

    def _entry_at_root(self):
        """Return the issue and the entry at its root. :raise UserError: nothing is to be said of it any more."""
        self.ensure_one()
        issue = self.sudo()
        row = issue.remote_record_id
        linked = (
            self.env["bridge.binding"]
            .sudo()
            .search_count([("remote_record_id", "=", row.id), ("external_id", "!=", False)], limit=1)
        )
        if issue.state != "open" or not row.is_active or row.is_gone or linked:
            raise UserError(self.env._("This entry cannot be picked here. Please reload the page."))
        return issue, row

    def _answer_themselves(self):
        """Close issues that nobody has to answer any more, and free what they held up."""
        self.write({"state": "solved", "solved_at": fields.Datetime.now(), "solved_with": "agreed"})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self.transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "rejected"))._requeue()

    def _may_be(self, remote_record):
        """Return whether a document could be that entry: nobody else's, and of the same customer.

        Whose a payment is, some ledgers do not tell, or it is another one of the same family: that was looked at when
        it was asked about.
        """
        binding = self.binding_id
        if not Kind(binding.kind).is_document:
            return True
        taken = self._is_taken(remote_record)
        customers = binding.transfer_ids.need_ids.filtered(lambda link: link.kind in PARTIES)
        known = set(customers.filtered("external_id").mapped("external_id"))
        asked_about = (self.reason_arguments or {}).get("remote_record_id") == remote_record.id
        return not taken and (not known or asked_about or remote_record.customer_remote_id in known)

    def _is_taken(self, remote_record):
        """Return whether an entry is that of another record."""
        return bool(
            remote_record
            and self.env["bridge.binding"].search_count(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("kind", "=", self.kind),
                    ("external_id", "=", remote_record.remote_id),
                    ("id", "!=", self.binding_id.id),
                ],
                limit=1,
            )
        )

    def _solve(self, cure):
        """Close issues and free every transfer they held up, in a batch of the user who cured it."""
        issues = self.sudo().filtered(lambda issue: issue.state in ("open", "ignored"))
        issues.write(
            {
                "state": "solved",
                "solved_by_id": self.env.uid,
                "solved_at": fields.Datetime.now(),
                "solved_with": cure,
            }
        )
        issues.activity_unlink(["mail.mail_activity_data_todo"])
        held_up = issues.transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "rejected"))
        if held_up:
            self.env["bridge.batch"]._release_transfers(held_up)

    @api.model
    def _close_stale(self, connection_id):
        """Close open issues that have answered themselves, and free what they held up.

        These are issues about a link that has been made since, whoever made it, and issues that hold up nothing any
        more: their documents were released again, held or taken back.
        """
        self.flush_model()
        self.env["bridge.binding"].flush_model()
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                -- Step by step: where thousands are asked about ahead, hardly any of them is looked at further.
                WITH doubtful AS MATERIALIZED (
                    SELECT i.id, i.state, i.reason, i.binding_id, i.remote_record_id,
                           l.external_id IS NOT NULL AND l.kind IN ('customer', 'vendor', 'item') AS is_linked
                      FROM bridge_issue i LEFT JOIN bridge_binding l ON l.id = i.binding_id
                     WHERE i.connection_id = %(connection)s AND i.state IN ('open', 'ignored')
                       AND (i.remote_record_id IS NOT NULL OR NOT i.reason = ANY(%(standing)s))
                       -- Who is matched ahead is asked about also where no document waits for it.
                       AND NOT (i.reason = ANY(%(matching)s) AND l.external_id IS NULL
                                AND COALESCE(l.match_verdict, '') <> '')
                )
                UPDATE bridge_issue i SET state = 'solved', solved_at = now() AT TIME ZONE 'UTC', solved_with = 'linked'
                  FROM doubtful d
                 WHERE d.id = i.id AND i.state = d.state
                   -- Of an entry that is linked it may be a change that Odoo refused: the next meeting closes it.
                   -- By an index and the first row: EXISTS would be weighed as a look at all links for each.
                   AND (d.remote_record_id IS NOT NULL AND d.reason <> 'customer_not_taken' AND COALESCE(
                        (SELECT TRUE FROM bridge_binding b
                          WHERE b.remote_record_id = d.remote_record_id AND b.external_id IS NOT NULL LIMIT 1), FALSE)
                     OR NOT d.reason = ANY(%(standing)s) AND
                       (d.is_linked
                        -- What is ignored is remembered, whatever waits for it.
                        OR d.state = 'open'
                       AND NOT EXISTS (SELECT 1 FROM bridge_transfer t WHERE t.issue_id = d.id)
                       AND NOT EXISTS (SELECT 1 FROM bridge_transfer_need n
                                         JOIN bridge_transfer t ON t.id = n.transfer_id
                                        WHERE n.binding_id = d.binding_id AND t.state IN ('queued', 'uncertain')
                                          AND t.issue_id IS NOT NULL)))
             RETURNING i.id
                """,
                connection=connection_id,
                standing=list(STANDING),
                matching=list(MATCHING),
            )
        )
        issues = self.browse(row[0] for row in self.env.cr.fetchall())
        if issues:
            self.invalidate_model()
            issues.modified(["state"])
            issues._let_go_on(connection_id)

    def _close_answered(self, connection_id, why):
        """Close issues of a connection that have answered themselves, and free what they held up."""
        if self:
            self.write({"state": "solved", "solved_at": fields.Datetime.now(), "solved_with": why})
            self._let_go_on(connection_id)

    def _let_go_on(self, connection_id):
        """Free what was held up by issues that are closed."""
        self.activity_unlink(["mail.mail_activity_data_todo"])
        held_up = self.transfer_ids
        held_up.filtered(lambda transfer: transfer.state == "queued")._requeue()
        rejected = held_up.filtered(lambda transfer: transfer.state == "rejected" and transfer.is_document)
        for user in rejected.released_by_id:
            batch = self.env["bridge.batch"].create({"connection_id": connection_id, "user_id": user.id})
            rejected.filtered(lambda transfer, user=user: transfer.released_by_id == user)._requeue(batch=batch)
