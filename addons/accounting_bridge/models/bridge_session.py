from odoo import api, fields, models


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
        [("running", "Running"), ("done", "Done"), ("failed", "Failed"), ("lost", "Ended without a word")],
        default="running",
        required=True,
        readonly=True,
    )
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
    records_read = fields.Integer(readonly=True)
    total = fields.Integer("To do", readonly=True)
    done = fields.Integer(readonly=True)
    progress = fields.Integer(compute="_compute_progress")
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

    @api.depends("state", "total", "done")
    def _compute_progress(self):
        for session in self:
            session.progress = session._percent(finished=session.state == "done")

    def _percent(self, *, finished):
        """Return whole per cents, rounded down and at most 99 while work remains."""
        self.ensure_one()
        if finished:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0
