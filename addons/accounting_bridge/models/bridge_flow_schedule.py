import logging

from odoo import api, fields, models

from ..engine.meeting import CONFLICTS, NO_DATABASE
from ..ledgers import timetable
from ..ledgers.documents import Kind

_logger = logging.getLogger(__name__)

SCHEDULES = [
    (timetable.AT_ONCE, "As it happens"),
    (timetable.MINUTES, "Every so many minutes"),
    (timetable.DAILY, "Every day"),
    (timetable.WEEKLY, "Every week"),
    (timetable.HAND, "By hand"),
]
# How often customers of both sides meet by themselves, in the words of their tab; what a document needs is looked for
# by every run.
PACES = [
    ("run", "With every run"),
    (timetable.MINUTES, "Every so many minutes"),
    (timetable.DAILY, "Every day"),
    (timetable.WEEKLY, "Every week"),
    (timetable.HAND, "By hand: Compare and Sync"),
]
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]
# What a flow begins with where it is not every hour: customers meet with every run, pay runs close with their day.
FIRST_SCHEDULES = {Kind.CUSTOMER.value: timetable.AT_ONCE, Kind.BILL.value: timetable.DAILY}
CLOCKED = (timetable.MINUTES, *timetable.DATED)
# Where one of these is changed, what would have come before was not missed.
TIMING = {"schedule", "every_minutes", "at_hour", "weekday"}


class BridgeFlowSchedule(models.Model):
    """When what is flagged in a flow is released by itself, and when customers of both sides meet.

    A schedule decides when something is written into the outbox. What is there leaves with the next run of the ledger,
    and what a person releases waits for no schedule.
    """

    _inherit = "bridge.flow"

    is_scheduled = fields.Boolean(compute="_compute_is_scheduled", help="Kinds without a schedule follow another one.")
    schedule = fields.Selection(
        SCHEDULES,
        "When",
        default=timetable.MINUTES,
        required=True,
        help="Documents with both flags, Closed and Ready for invoice, are released by themselves then. Customers who"
        " are new or were changed are taken and sent then.",
    )
    every_minutes = fields.Integer("Minutes", default=60, required=True, help="How many lie between two runs.")
    at_hour = fields.Float("At", default=0.5, help="The hour of the day in the time zone of the connection.")
    weekday = fields.Selection(WEEKDAYS, "On", default="0", required=True)
    end_of_day = fields.Boolean(
        "Closed days only",
        default=True,
        help="A run takes documents dated up to the last day that is over in the time zone of the connection, and"
        " nothing of today. Otherwise it takes whatever has both flags.",
    )
    schedule_since = fields.Datetime("Schedule holds since", readonly=True, default=fields.Datetime.now)
    last_scheduled_at = fields.Datetime("Last scheduled run", readonly=True)
    next_run_at = fields.Datetime("Next run", compute="_compute_next_run_at")
    pace = fields.Selection(PACES, "Kept in step", compute="_compute_pace", inverse="_inverse_pace", readonly=False)
    met_at = fields.Datetime("Met last", readonly=True)

    _minutes_of_a_day = models.Constraint(
        "CHECK(every_minutes BETWEEN 1 AND 1440)",
        "From 1 to 1440 minutes, which is a day, may lie between two runs. For more choose Every day or Every week.",
    )
    _hour_of_a_day = models.Constraint("CHECK(at_hour >= 0 AND at_hour < 24)", "A day goes from 00:00 to 23:59.")

    # === COMPUTE === #

    @api.model
    def _wakers(self):
        """Return ``{kind: external id}`` of the scheduled action that runs the flows of a kind.

        Only these kinds have a schedule of their own; an addon adds those that it releases.
        """
        return {
            Kind.CUSTOMER.value: "accounting_bridge.ir_cron_turn",
            Kind.INVOICE.value: "accounting_bridge.ir_cron_release",
        }

    @api.depends("kind")
    def _compute_is_scheduled(self):
        kinds = self._wakers()
        for flow in self:
            flow.is_scheduled = flow.kind in kinds

    @api.depends("schedule")
    def _compute_pace(self):
        for flow in self:
            flow.pace = "run" if flow.schedule == timetable.AT_ONCE else flow.schedule

    def _inverse_pace(self):
        for flow in self:
            flow.schedule = timetable.AT_ONCE if flow.pace == "run" else flow.pace

    @api.depends(
        "kind",
        "enabled",
        "release_policy",
        "last_scheduled_at",
        "met_at",
        "schedule_since",
        "end_of_day",
        *TIMING,
        "connection_id.tz",
        "connection_id.state",
        "connection_id.enabled_at",
    )
    def _compute_next_run_at(self):
        now = fields.Datetime.now()
        for flow in self:
            flow.next_run_at = flow._next_run(now)

    def _next_run(self, now):
        """Return when the next run comes, ``now`` where it is due; False where no clock decides when.

        Before *Enable* it is what would be the first run if it were pressed now.
        """
        connection, table = self.connection_id, self._timetable()
        if not (self.is_scheduled and self._runs_by_itself()):
            return False
        if connection.state == "connected":
            return table.next_run(self._ran_last(), now) or False
        return (not connection.enabled_at and table.mode in timetable.DATED and table.after(now)) or False

    # === WHETHER IT IS TIME === #

    def _timetable(self):
        """Return the schedule of this flow, as a clock of its connection's zone goes by it."""
        self.ensure_one()
        return timetable.Timetable(
            self.schedule or timetable.AT_ONCE,
            self.connection_id.tz or "UTC",
            minutes=self.every_minutes,
            hour=self.at_hour,
            weekday=int(self.weekday or 0),
        )

    def _runs_by_itself(self):
        """Return whether the schedule of this flow runs at all."""
        return bool(self.enabled and self.schedule != timetable.HAND and self.release_policy != "hand")

    def _ran_last(self):
        """Return the moment since when a run can have been missed, ``None`` where the first one is due at once."""
        self.ensure_one()
        if self.kind == Kind.CUSTOMER.value:
            return self.met_at or None
        if self.schedule not in timetable.DATED:
            return self.last_scheduled_at or None
        # Nothing was missed before there was this schedule, or before documents could travel.
        moments = (self.last_scheduled_at, self.schedule_since, self.connection_id.enabled_at)
        return max(filter(None, moments), default=None)

    def _is_time(self):
        """Return whether the schedule of this flow has come."""
        self.ensure_one()
        return self._runs_by_itself() and self._timetable().is_due(self._ran_last(), fields.Datetime.now())

    def _meets_now(self):
        """Return whether it is time for customers of both sides to meet."""
        return not self or self._timetable().is_due(self._ran_last(), fields.Datetime.now())

    def _note_met(self):
        """All customers have met now; no other schedule asks when that was."""
        self.filtered(lambda flow: flow.schedule in CLOCKED).met_at = fields.Datetime.now()

    def _closed_day(self):
        """Return the last day that a run takes documents of, ``None`` where it takes those of any day."""
        self.ensure_one()
        # Customers bear no date.
        if self.kind == Kind.CUSTOMER.value or not (self.end_of_day and self.schedule in timetable.DATED):
            return None
        return self._timetable().closed_day(fields.Datetime.now())

    # === A RUN === #

    def _run_guarded(self):
        """Release what waits for this schedule; what goes wrong in one flow never reaches its neighbours.

        :return bool: whether more is left than one go releases.
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                return self._note_run(self._release_due())
        except (*CONFLICTS, *NO_DATABASE) as conflict:
            _logger.warning("Flow %s: its scheduled release is left to a later run: %s", self.id, conflict)
        except Exception as problem:
            _logger.exception("Flow %s: its scheduled release was broken off", self.id)
            return self._run_apart(problem)
        return False

    def _note_run(self, is_left):
        """Note that the schedule has run. What is left goes on at once: before it is released, it has not run."""
        self._answer_broken_off()
        if not is_left:
            self.last_scheduled_at = fields.Datetime.now()
        return is_left

    def _release_due(self):
        """Release what waits for this schedule. An addon with flows of its own overrides it.

        :return bool: whether more is left than one go releases.
        """
        self.ensure_one()
        return self.kind == Kind.INVOICE.value and self.connection_id._release_flagged(self._closed_day())

    # === WHO WAKES IT === #

    @api.model
    def _wake_at_once(self, companies, kind):
        """Wake the release of a kind where it goes as it happens."""
        flows = self.search(
            [
                ("company_id", "in", companies.ids),
                ("kind", "=", kind),
                ("schedule", "=", timetable.AT_ONCE),
                ("connection_id.state", "=", "connected"),
            ]
        )
        if any(flow._is_time() for flow in flows):
            self.env.ref(self._wakers()[kind]).sudo()._trigger()

    def _plan_runs(self):
        """Have the host run each schedule at its moment, to the minute; what is due already it looks at by itself."""
        now, wakers, moments = fields.Datetime.now(), self._wakers(), {}
        for flow in self:
            # A ledger whose own program visits us comes at times of its own.
            is_visited = flow.kind == Kind.CUSTOMER.value and not flow.connection_id.is_called
            if flow.next_run_at and flow.next_run_at > now and not is_visited:
                moments.setdefault(wakers[flow.kind], set()).add(flow.next_run_at.replace(microsecond=0))
        for xmlid, wanted in moments.items():
            cron = self.env.ref(xmlid).sudo()
            planned = [("cron_id", "=", cron.id), ("call_at", "in", list(wanted))]
            missing = wanted - set(self.env["ir.cron.trigger"].sudo().search(planned).mapped("call_at"))
            if missing:
                cron._trigger(sorted(missing))

    def _wake_due(self):
        """Wake whoever runs what is due now, and plan the rest."""
        due = self.filtered(lambda flow: flow.connection_id.state == "connected" and flow.is_scheduled)
        wakers = self._wakers()
        for kind in {flow.kind for flow in due if flow.kind != Kind.CUSTOMER.value and flow._is_time()}:
            self.env.ref(wakers[kind]).sudo()._trigger()
        self._plan_runs()

    # === LIFE === #

    @api.model_create_multi
    def create(self, vals_list):
        """Give each kind the schedule that it begins with."""
        for values in vals_list:
            if values.get("kind") in FIRST_SCHEDULES and "pace" not in values:
                values.setdefault("schedule", FIRST_SCHEDULES[values["kind"]])
        return super().create(vals_list)

    def write(self, vals):
        """A schedule that is changed has missed nothing, and its connection keeps who changed it.

        One that does not run by itself any more has no run that could come through after one that failed.
        """
        timing = (TIMING | {"end_of_day"}) & vals.keys()
        changed = self.filtered(lambda flow: any(flow[name] != vals[name] for name in timing))
        result = super().write(vals)
        if changed and TIMING & vals.keys():
            super(BridgeFlowSchedule, changed).write({"schedule_since": fields.Datetime.now()})
        for flow in changed.filtered("is_scheduled"):
            flow.connection_id._message_log(body=flow._timing_note())
        if changed or "enabled" in vals or "release_policy" in vals:
            for flow in self.filtered(lambda flow: not flow._runs_by_itself()):
                flow._answer_broken_off()
            self._wake_due()
        return result
