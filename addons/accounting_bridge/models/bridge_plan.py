from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

from ..engine import comparing, syncing

# What a person says of a plan; the rest is what comparing and starting made of it.
SAID = frozenset(("connection_id", "subject", "direction", "line_ids"))
# Lines that one statement writes.
CHUNK = 500
# How long plans are kept, and how many go at once: each may have thousands of lines.
KEPT_UNSTARTED, KEPT_DONE = timedelta(days=7), timedelta(days=90)
MOST_DELETED = 20


class BridgePlan(models.Model):
    """What Compare showed, and what of it Start Sync does: a person compares, ticks, and starts.

    A subject *x* has methods ``_compare_x`` (adds lines), ``_seen_x`` (the digests of both sides as they are now) and
    ``_start_x`` (does what lines say); an addon adds its own. ``engine/syncing.py`` calls the last two, in chunks.
    """

    _name = "bridge.plan"
    _description = "Accounting Bridge Plan"
    _order = "id desc"

    connection_id = fields.Many2one(
        "bridge.connection",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("state", "not in", ("draft", "disconnected", "copied"))],
        default=lambda self: self._default_connection(),
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    ledger_name = fields.Char(related="connection_id.ledger_name")
    is_called = fields.Boolean(related="connection_id.is_called")
    connection_state = fields.Selection(related="connection_id.state", string="State of the connection")
    subject = fields.Selection([("customers", "Customers")], "Compare", default="customers", required=True)
    direction = fields.Selection(
        [("push", "From Odoo to the ledger"), ("pull", "From the ledger to Odoo")], default="push", required=True
    )
    state = fields.Selection(
        [("draft", "New"), ("compared", "Compared"), ("started", "Started"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    read_at = fields.Datetime("As read on", readonly=True, copy=False, help="When the ledger was read last before it.")
    compared_at = fields.Datetime("Compared on", readonly=True, copy=False)
    compared_by_id = fields.Many2one("res.users", "Compared by", readonly=True, copy=False)
    started_at = fields.Datetime("Started on", readonly=True, copy=False)
    started_by_id = fields.Many2one("res.users", "Started by", readonly=True, copy=False)
    ended_at = fields.Datetime("Ended on", readonly=True, copy=False)
    batch_id = fields.Many2one("bridge.batch", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    line_ids = fields.One2many("bridge.plan.line", "plan_id", copy=False)
    add_count = fields.Integer("Add", readonly=True, copy=False)
    update_count = fields.Integer("Update", readonly=True, copy=False)
    conflict_count = fields.Integer("Conflict", readonly=True, copy=False)
    selected_count = fields.Integer("Ticked", compute="_compute_selected_count")
    progress = fields.Integer(compute="_compute_progress")
    progress_text = fields.Char("Result", compute="_compute_progress")
    freshness_text = fields.Char(compute="_compute_freshness_text")

    _started = models.Index("(connection_id) WHERE state = 'started'")

    # === FIELDS === #

    @api.model
    def _default_connection(self):
        return self.env["bridge.connection"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "connected")], limit=1
        )

    @api.depends("connection_id", "subject", "compared_at")
    def _compute_display_name(self):
        subjects = dict(self._fields["subject"]._description_selection(self.env))
        for plan in self:
            moment = plan.compared_at and fields.Datetime.context_timestamp(plan, plan.compared_at)
            words = (subjects.get(plan.subject), plan.connection_id.name, moment and f"{moment:%Y-%m-%d %H:%M}")
            plan.display_name = " · ".join(filter(None, words))

    @api.depends("line_ids.is_selected")
    def _compute_selected_count(self):
        for plan in self:
            plan.selected_count = len(plan.line_ids.filtered("is_selected"))

    @api.depends("line_ids.is_selected", "line_ids.outcome")
    @api.depends_context("lang")
    def _compute_progress(self):
        counts = self._counts()
        for plan in self:
            whole, done, not_done = counts.get(plan._origin.id, (0, 0, 0)) if plan.started_at else (0, 0, 0)
            plan.progress = 100 * (done + not_done) // whole if whole else 0
            words = plan.env._(
                "%(done)s of %(all)s done, %(not_done)s not done, %(left)s left",
                done=done,
                all=whole,
                not_done=not_done,
                left=whole - done - not_done,
            )
            plan.progress_text = words if whole else False

    def _counts(self):
        """Return ``{plan id: (ticked, of them done, of them not done)}``, counted by the database."""
        self.env["bridge.plan.line"].flush_model()
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT l.plan_id, count(*),
                       count(*) FILTER (WHERE l.state = 'done' OR l.state = 'queued' AND t.state = 'processed'),
                       count(*) FILTER (WHERE l.state IN ('refused', 'changed') OR l.state = 'queued'
                                              AND t.state IN ('rejected', 'held', 'withdrawn', 'gone'))
                  FROM bridge_plan_line l LEFT JOIN bridge_transfer t ON t.id = l.transfer_id
                 WHERE l.plan_id = ANY(%s) AND l.is_selected GROUP BY 1
                """,
                self._origin.ids,
            )
        )
        return {plan_id: counts for plan_id, *counts in self.env.cr.fetchall()}

    @api.depends("connection_id", "read_at")
    @api.depends_context("lang", "tz")
    def _compute_freshness_text(self):
        """Say how old what is compared is: nothing is asked of the ledger for it."""
        for plan in self:
            read_at = plan.read_at or plan._last_read_at()
            moment = read_at and fields.Datetime.context_timestamp(
                plan.with_context(tz=plan.env.user.tz or plan.connection_id.tz), read_at
            )
            if not plan.connection_id:
                plan.freshness_text = ""
            elif not moment:
                plan.freshness_text = plan.env._("%(ledger)s was not read yet.", ledger=plan.ledger_name)
            else:
                plan.freshness_text = plan.env._(
                    "Compared with %(ledger)s as it was read on %(when)s.",
                    ledger=plan.ledger_name,
                    when=f"{moment:%Y-%m-%d %H:%M}",
                )

    def _last_read_at(self):
        """Return when the ledger was read last."""
        flow = self.connection_id.sudo()._customer_flow()
        return flow.last_read_at or self.connection_id.sudo().first_read_at

    # === WHO MAY === #

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            self._check_said(values)
        plans = super().create(vals_list)
        plans.connection_id.check_access("read")
        return plans

    def write(self, vals):
        """A person says what is to be compared, until it is; then ticks."""
        self._check_said(vals)
        if not self.env.su and vals.keys() - {"line_ids"} and any(plan.state != "draft" for plan in self):
            raise UserError(self.env._("This was compared already. Press New to compare something else."))
        result = super().write(vals)
        if "connection_id" in vals:
            self.connection_id.check_access("read")
        return result

    @api.model
    def _said(self):
        """Return the names of the fields that a person fills in; an addon adds those of its subject."""
        return SAID

    def _check_said(self, values):
        if not self.env.su and values.keys() - self._said():
            raise AccessError(self.env._("This is kept by the bridge, and not written by hand."))

    def _check_user(self):
        self.check_access("read")
        self.env["bridge.cure"]._check_rank("user")

    # === WHAT A PERSON DOES === #

    def action_compare(self):
        """List what differs, from what is known of both sides. Nothing is asked of the ledger, nobody is written."""
        self.ensure_one()
        self._check_user()
        self.check_access("write")
        if self.state not in ("draft", "compared"):
            raise UserError(self.env._("This was started already. Press New to compare again."))
        self._check_comparable()
        self._compare()

    def _check_comparable(self):
        """:raise UserError: the connection cannot do what this plan is about"""
        connection = self.connection_id.sudo()
        if connection.state in ("draft", "disconnected", "copied") or not connection.first_read_at:
            raise UserError(
                self.env._("%(ledger)s was not read yet. Connect it and press Run now.", ledger=self.ledger_name)
            )
        if self.subject == "customers" and not connection._customer_flow().enabled:
            raise UserError(self.env._("Customers are switched off on this connection."))

    def _compare(self):
        plan = self.sudo()
        plan.line_ids.unlink()
        getattr(self, f"_compare_{self.subject}")()
        marks = plan.line_ids.mapped("mark")
        plan.write(
            {
                "state": "compared",
                "read_at": self._last_read_at(),
                "compared_at": fields.Datetime.now(),
                "compared_by_id": self.env.uid,
                **{f"{mark}_count": marks.count(mark) for mark in ("add", "update", "conflict")},
            }
        )

    def _add_lines(self, rows):
        """Add lines to this plan.

        :param rows: list of values of lines, in the order in which they are to be shown.
        :return: the lines.
        """
        lines = self.env["bridge.plan.line"].sudo()
        rows = [
            {"plan_id": self.id, "connection_id": self.connection_id.id, "sequence": number, **row}
            for number, row in enumerate(rows, len(self.sudo().line_ids) + 1)
        ]
        return lines.union(*(lines.create(some) for some in split_every(CHUNK, rows, list)))

    def action_tick_all(self):
        """Tick whatever can be ticked."""
        return self._tick(True)

    def action_tick_none(self):
        return self._tick(False)

    def _tick(self, ticked):
        self.ensure_one()
        self._check_user()
        self._check_state("compared")
        self.sudo().line_ids.filtered("can_be_ticked").is_selected = ticked
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_state(self, state):
        if self.state != state:
            raise UserError(self.env._("Somebody else was here before you. Please reload the page."))

    def action_start_sync(self):
        """Let exactly what is ticked be done by the next run, which is woken."""
        self.ensure_one()
        self._check_user()
        self.check_access("write")
        self.sudo().lock_for_update()
        self._check_state("compared")
        self._check_comparable()
        if self.connection_id.sudo().state != "connected":
            raise UserError(
                self.env._(
                    "The connection to %(ledger)s does not send anything now: nothing would be done. Open it and see"
                    " what it waits for.",
                    ledger=self.ledger_name,
                )
            )
        if not self.sudo().line_ids.filtered("is_selected"):
            raise UserError(self.env._("Tick what is to be done first."))
        self.sudo().write(
            {"state": "started", "started_at": fields.Datetime.now(), "started_by_id": self.env.uid},
        )
        self.connection_id.sudo()._wake()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_stop(self):
        """Leave what was not done yet as it is; what is on its way already goes on."""
        self.ensure_one()
        self._check_user()
        self.check_access("write")
        self.sudo().lock_for_update()
        self._check_state("started")
        self.sudo().line_ids.filtered(lambda line: line.state == "planned").is_selected = False
        syncing.end_plans(self.env(su=True), self.connection_id.id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_run_now(self):
        """Have the next run start soon: it reads the ledger, and then does what was started."""
        self.ensure_one()
        self._check_user()
        return self.connection_id.action_run_now()

    def action_refresh(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _compare_again(self):
        """Compare the same anew, in a plan of its own. :return: an action that opens it."""
        self.ensure_one()
        plan = self.create(self._values_again())
        plan.action_compare()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": plan.id,
            "views": [(False, "form")],
        }

    def _values_again(self):
        """Return the values of a plan that compares the same."""
        return {"connection_id": self.connection_id.id, "subject": self.subject, "direction": self.direction}

    @api.autovacuum
    def _gc_plans(self):
        """Nobody looks at what was compared last week, or done last season."""
        now = fields.Datetime.now()
        self.search(
            [
                "|",
                "&",
                ("state", "in", ("draft", "compared")),
                ("write_date", "<", now - KEPT_UNSTARTED),
                "&",
                ("state", "=", "done"),
                ("ended_at", "<", now - KEPT_DONE),
            ],
            limit=MOST_DELETED,
        ).unlink()

    # === WHAT BECOMES OF IT === #

    def _batch(self):
        """Return the batch of what a plan releases, made with the first of it."""
        self.ensure_one()
        if not self.batch_id:
            self.sudo().batch_id = (
                self.env["bridge.batch"]
                .sudo()
                .create({"connection_id": self.connection_id.id, "user_id": self.started_by_id.id})
            )
        return self.batch_id

    # === CUSTOMERS (engine/comparing.py, engine/syncing.py) === #

    def _compare_customers(self):
        comparing.compare(self)

    def _seen_customers(self, lines):
        return comparing.seen(self, lines)

    def _start_customers(self, lines):
        syncing.start_customers(self, lines)
