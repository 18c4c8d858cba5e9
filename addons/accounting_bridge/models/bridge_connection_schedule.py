from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.invoicing import KIND_OF
from ..ledgers.documents import Kind
from ..ledgers.timetable import DATED
from .bridge_flow_apart import REASON_OF_ALL

# Documents that one go releases on one connection; what is left goes in the next one, at once.
RELEASE_AT_ONCE = 1000


class BridgeConnectionSchedule(models.Model):
    """Who runs the schedules of the flows, and what people read of them."""

    _inherit = "bridge.connection"

    schedule_text = fields.Text("Schedules in words", compute="_compute_schedule_text")

    @api.depends("flow_ids.next_run_text")
    @api.depends_context("lang", "tz", "uid")
    def _compute_schedule_text(self):
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        for connection in self:
            flows = connection.flow_ids.filtered("is_scheduled").sorted("sequence")
            connection.schedule_text = "\n".join(f"{labels[flow.kind]}: {flow.next_run_text}" for flow in flows)

    def _reason_words(self, code, arguments):
        if code == REASON_OF_ALL and arguments:
            arguments = {**arguments, "kinds": self._scheduled_words(arguments.get("kind"))}
        return super()._reason_words(code, arguments)

    def _scheduled_words(self, kind):
        """Return what the schedule of a kind releases, as it is called in a sentence."""
        names = {
            Kind.CUSTOMER.value: self.env._("customers"),
            Kind.INVOICE.value: self.env._("invoices"),
            Kind.BILL.value: self.env._("bills"),
        }
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        return names.get(kind) or labels.get(kind, kind or "?")

    def write(self, vals):
        """A connection that may travel now, or whose clock is another one, has its runs planned anew."""
        moved = self.filtered(lambda connection: "tz" in vals and connection.tz != vals["tz"])
        result = super().write(vals)
        # What would have come by the other clock was not missed.
        moved.sudo().flow_ids.filtered(lambda flow: flow.schedule in DATED).schedule_since = fields.Datetime.now()
        if vals.get("state") == "connected" or "tz" in vals:
            self.sudo().flow_ids._wake_due()
        return result

    @api.model
    def _cron_release(self, kinds=("invoice",)):
        """Release what waits for its schedule, on every connection and flow of these kinds whose time has come.

        The host comes at the moments that were planned, and every ten minutes besides.
        """
        flows = self.search([("state", "=", "connected")]).flow_ids.filtered(lambda flow: flow.kind in kinds)
        due = flows.filtered(lambda flow: flow._is_time())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        is_left = False
        for number, flow in enumerate(due, start=1):
            is_left = flow._run_guarded() or is_left
            if not cron._commit_progress(1):
                is_left = is_left or number < len(due)
                break
        if is_left:
            for xmlid in {flow._wakers()[flow.kind] for flow in due}:
                self.env.ref(xmlid)._trigger()
        flows.filtered("is_scheduled")._plan_runs()

    def _release_flagged(self, closed_day=None):
        """Release what has both flags. :return bool: whether more is left than one go releases."""
        self.ensure_one()
        moves = self._flagged_documents(closed_day)
        if moves:
            self.env["bridge.batch"]._release(self, moves, origin="schedule")
        return len(moves) == RELEASE_AT_ONCE

    def _flagged_documents(self, closed_day=None):
        """Return the posted documents that have both flags and were never released: what one go takes, oldest first.

        Of a document with a total of zero there is nothing to send; who releases one by hand is told so.

        :param closed_day: the last day whose documents are taken; ``None`` takes those of every day
        """
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("move_type", "in", list(KIND_OF)),
                ("state", "=", "posted"),
                ("invoice_date", ">=", self.date_from),
                ("bridge_closed", "=", True),
                ("bridge_ready", "=", True),
                ("bridge_transfer_id", "=", False),
                ("amount_total", "!=", 0),
            ]
        )
        if closed_day:
            domain &= Domain("invoice_date", "<=", closed_day)
        return self.env["account.move"].search(domain, order="invoice_date, id", limit=RELEASE_AT_ONCE)
