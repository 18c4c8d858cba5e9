from math import ceil

from odoo import api, fields, models

from ..engine import attention, run_words

# An estimate made earlier would be a guess.
LEAST_SECONDS = 2


class BridgeSession(models.Model):
    """One run of the engine on a connection: a schedule, a queue job or a visit of the ledger's own program."""

    _name = "bridge.session"
    _description = "Accounting Bridge Session"
    _order = "id desc"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    origin = fields.Selection(
        [
            ("visit", "Visit of the ledger's program"),
            ("schedule", "Schedule"),
            ("person", "Started by a person"),
        ],
        required=True,
        readonly=True,
    )
    holder = fields.Char(readonly=True, groups="base.group_system", help="What its lease is held under.")
    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("waiting", "Waiting for the ledger"),
            ("failed", "Failed"),
            ("lost", "Ended without a word"),
        ],
        default="running",
        required=True,
        readonly=True,
    )
    ran_out = fields.Boolean(readonly=True, help="It had its seconds before its queue was empty.")
    started_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    last_contact_at = fields.Datetime(default=fields.Datetime.now, readonly=True)
    ended_at = fields.Datetime(readonly=True)
    reads_since = fields.Datetime(
        readonly=True,
        default=lambda self: self.env.cr.now().replace(microsecond=0),
        help="When its reading began, by the clock of the database; an earlier session may have begun it.",
    )
    to_read = fields.Json(readonly=True, help="Kinds still to be read, with the ledger's place in each.")
    read_through = fields.Json(readonly=True, help="The last change met in each kind, in the ledger's words.")
    read_done = fields.Boolean(readonly=True)
    reads_part = fields.Boolean(readonly=True, help="It only looks at what the ledger told of, and sends nothing.")
    records_read = fields.Integer(readonly=True)
    met = fields.Boolean(readonly=True, help="Customers of both sides have met since it has read.")
    meeting_left = fields.Integer("Customers left", readonly=True, help="Read, and not looked at for Odoo yet.")
    meeting_counts = fields.Json(readonly=True, help="What became of customers that were looked at.")
    meeting_text = fields.Char("Customers", compute="_compute_meeting_text")
    matched = fields.Boolean(readonly=True, help="Who is who was settled ahead, since it has read.")
    matching_left = fields.Integer("To match", readonly=True, help="Customers and items that are still to be matched.")
    matching_counts = fields.Json(readonly=True, help="What became of customers and items that were matched ahead.")
    read_counts = fields.Json(readonly=True, help="Of each kind: how many entries were read, and how many are left.")
    total = fields.Integer("To do", readonly=True)
    done = fields.Integer(readonly=True)
    progress = fields.Integer(compute="_compute_progress")
    shown_percent = fields.Integer(readonly=True, help="How far it said to be: a bar never goes back.")
    result = fields.Char(readonly=True)
    problem = fields.Char(readonly=True, help="A code of the table of reasons.")
    exchange_ids = fields.One2many("bridge.exchange", "session_id")
    event_ids = fields.One2many("bridge.transfer.event", "session_id")

    _running = models.Index("(connection_id) WHERE state = 'running'")
    _by_holder = models.Index("(holder)")

    @api.depends("started_at", "connection_id.name")
    def _compute_display_name(self):
        for session in self:
            started = fields.Datetime.context_timestamp(session, session.started_at) if session.started_at else None
            session.display_name = f"{session.connection_id.name} {started:%Y-%m-%d %H:%M}" if started else ""

    @api.depends(
        "state", "total", "done", "read_counts", "meeting_counts", "meeting_left", "shown_percent", "matching_counts",
        "matching_left",
    )  # fmt: skip
    def _compute_progress(self):
        for session in self:
            session.progress = session._percent(finished=session.state == "done")

    @api.depends("meeting_counts")
    @api.depends_context("lang")
    def _compute_meeting_text(self):
        for session in self:
            session.meeting_text = session._meeting_words()

    def write(self, vals):
        """Pages that are open hear of what a run has found, when it ends."""
        result = super().write(vals)
        if vals.get("state", "running") != "running":
            attention.tell_changed(self.env)
        return result

    def _meeting_words(self):
        """Return what became of customers, as far as anything did."""
        self.ensure_one()
        return run_words.of_customers(self)

    def _percent(self, *, finished):
        """Return whole per cents of all that is to be read and sent, rounded down, at most 99 while work remains.

        What nobody has counted yet (a second reading, customers that turn out to be new) can only hold the bar up.
        """
        self.ensure_one()
        if finished:
            return 100
        counts = (self.read_counts or {}).values()
        read, left = sum(count["read"] for count in counts), sum(count["left"] for count in counts)
        met = self._count_met() + (self.matching_counts or {}).get("looked", 0)
        whole = read + left + self.total + met + self.meeting_left + self.matching_left
        return min(99, max(self.shown_percent, 100 * (read + self.done + met) // whole if whole else 0))

    def _count_met(self):
        """Return how many customers were looked at, those included that the sessions before this one came to."""
        counts = self.meeting_counts or {}
        return counts.get("met", 0) + counts.get("before", 0)

    def _say_percent(self, *, finished):
        """Return how far it is, as ``_percent``, and keep that it was said."""
        self.shown_percent = self._percent(finished=finished)
        return self.shown_percent

    def _loading_words(self):
        """Return how far the reading is, kind by kind as far as something is left: ``Customers 8,200 / 11,000``."""
        self.ensure_one()
        counts = self.read_counts or {}
        met, waiting = self._count_met(), self.meeting_left
        labels = self.env["bridge.flow"]._fields["kind"]._description_selection(self.env)
        words = [
            f"{label} {counts[kind]['read']:,} / {counts[kind]['read'] + counts[kind]['left']:,}"
            for kind, label in labels
            if kind in counts and counts[kind]["left"]
        ]
        if waiting:
            words.append(self.env._("into Odoo %(done)s / %(whole)s", done=f"{met:,}", whole=f"{met + waiting:,}"))
        if self.matching_left:
            looked = (self.matching_counts or {}).get("looked", 0)
            whole = f"{looked + self.matching_left:,}"
            words.append(self.env._("matched %(done)s / %(whole)s", done=f"{looked:,}", whole=whole))
        return " · ".join(words)

    def _estimate_words(self):
        """Return how long what is under way takes yet at the pace so far: nothing while nobody can say."""
        counts = (self.read_counts or {}).values()
        done, left = sum(count["read"] for count in counts), sum(count["left"] for count in counts)
        since = self.reads_since
        if not left:
            # What earlier sessions came to took time of which nobody kept count.
            done, left, since = (self.meeting_counts or {}).get("met", 0), self.meeting_left, self.started_at
        passed = (fields.Datetime.now() - since).total_seconds() if since else 0
        if not (done and left and passed >= LEAST_SECONDS):
            return ""
        minutes = ceil(left * passed / done / 60)
        if minutes == 1:
            return self.env._("about a minute left")
        return self.env._("about %(minutes)s minutes left", minutes=f"{minutes:,}")
