from datetime import timedelta

from odoo import api, fields, models

from ..ledgers import timetable
from ..ledgers.documents import Kind


class BridgeFlowWords(models.Model):
    """What a person reads of a schedule: when it runs, what it takes, and when for the first time."""

    _inherit = "bridge.flow"

    next_run_text = fields.Char("Schedule in words", compute="_compute_next_run_text")

    @api.depends("next_run_at", "direction", "connection_id.date_from", "connection_id.ledger")
    @api.depends_context("lang", "tz", "uid")
    def _compute_next_run_text(self):
        now = fields.Datetime.now()
        for flow in self:
            words = flow._schedule_words(now) if flow.is_scheduled else [flow._follows_words()]
            flow.next_run_text = " ".join(words)

    def _schedule_words(self, now):
        """Return sentences: how often, of which days, when next, and when it leaves."""
        if not self.enabled:
            return [self.env._("Switched off: nothing of this kind travels.")]
        if self.release_policy == "hand":
            return [self.env._("By hand: what is flagged is not sent by itself either.")]
        words = [self._timing_words()]
        if self.schedule == timetable.HAND:
            return words
        if self._closed_day():
            words.append(
                self.env._("Each run takes what is dated up to the day before, and nothing of the day itself.")
            )
        words.append(self._next_words(now))
        if self.kind != Kind.CUSTOMER.value and not self.connection_id.is_called:
            words.append(self.env._("%(ledger)s takes it with its next visit.", ledger=self.connection_id.ledger_name))
        return [sentence for sentence in words if sentence]

    def _timing_note(self):
        """Return what the connection keeps of a schedule that was changed."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        words = self._timing_words()
        if self._closed_day():
            return self.env._("Schedule of %(kind)s: %(words)s Closed days only.", kind=labels[self.kind], words=words)
        return self.env._("Schedule of %(kind)s: %(words)s", kind=labels[self.kind], words=words)

    def _timing_words(self):
        """Return how often, as a sentence."""
        is_customer = self.kind == Kind.CUSTOMER.value
        if self.schedule == timetable.AT_ONCE:
            if is_customer:
                return self.env._("With every run.")
            return self.env._("As it happens: a document is released as soon as it has both flags.")
        if self.schedule == timetable.HAND:
            if is_customer:
                return self.env._("By hand: only what people tick in Compare and Sync.")
            return self.env._("By hand: only what a person releases.")
        if self.schedule == timetable.MINUTES:
            return (
                self.env._("Every minute.")
                if self.every_minutes == 1
                else self.env._("Every %(count)s minutes.", count=self.every_minutes)
            )
        minutes = min(round(self.at_hour * 60), 24 * 60 - 1)
        when = {"time": f"{minutes // 60:02}:{minutes % 60:02}", "zone": self.connection_id.tz}
        if self.schedule == timetable.DAILY:
            return self.env._("Every day at %(time)s, %(zone)s.", **when)
        days = dict(self._fields["weekday"]._description_selection(self.env))
        return self.env._("Every week on %(day)s at %(time)s, %(zone)s.", day=days[self.weekday], **when)

    def _next_words(self, now):
        """Return when the next run comes, or when the first documents appear, as a sentence."""
        connection, table = self.connection_id, self._timetable()
        if connection.state != "connected" and connection.enabled_at:
            return self.env._("The connection does not run now; what is missed is made up for once when it does.")
        if not self.next_run_at:
            # Nothing to wait for, or nothing that a clock could tell before documents may travel.
            is_early = self.schedule == timetable.MINUTES
            return self.env._("The first run comes as soon as documents may travel.") if is_early else ""
        if self.kind != Kind.CUSTOMER.value and connection.date_from >= table.today(now):
            return self._start_words(now)
        if self.next_run_at <= now:
            return self.env._("The next run is due: it comes within ten minutes.")
        when = self._when_words(self.next_run_at, now)
        if connection.enabled_at:
            return self.env._("Next run: %(when)s.", when=when)
        return self.env._("First run: %(when)s.", when=when)

    def _start_words(self, now):
        """Return when the first documents appear of a connection that starts today, or later."""
        table, start = self._timetable(), self.connection_id.date_from
        first = table.first_run_with(start, now, closed=bool(self._closed_day()))
        if not first:
            if start > table.today(now):
                return self.env._("Starts on %(day)s: nothing dated before is sent.", day=start)
            return self.env._("Next run: %(when)s.", when=self._when_words(max(self.next_run_at, now), now))
        when = self._when_words(first, now)
        if start > table.today(now):
            return self.env._("Starts on %(day)s: the first documents appear %(when)s.", day=start, when=when)
        return self.env._("Starts today: the first documents appear %(when)s.", when=when)

    def _when_words(self, moment, now):
        """Return a moment in the time of whoever reads, with what a clock of the connection shows where it differs."""
        reader = self.with_context(tz=self.env.user.tz or self.connection_id.tz)
        local, today = (fields.Datetime.context_timestamp(reader, each) for each in (moment, now))
        there = self._timetable().local(moment)
        values = {"day": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
        if local.date() == today.date():
            words = self.env._("today, %(day)s at %(time)s", **values)
        elif local.date() == today.date() + timedelta(days=1):
            words = self.env._("tomorrow, %(day)s at %(time)s", **values)
        else:
            words = self.env._("on %(day)s at %(time)s", **values)
        if local.replace(tzinfo=None) == there.replace(tzinfo=None):
            return words
        return self.env._(
            "%(when)s (%(there)s in %(zone)s)", when=words, there=f"{there:%Y-%m-%d %H:%M}", zone=self.connection_id.tz
        )

    def _follows_words(self):
        """Return what a kind without a schedule goes with, as a sentence."""
        followed = {
            Kind.ITEM.value: self.env._("With the documents that need them."),
            Kind.VENDOR.value: self.env._("With the documents that need them."),
            Kind.CREDIT_NOTE.value: self.env._("With the invoices."),
            Kind.PAYMENT.value: self.env._("As it happens: with the documents that they pay."),
            Kind.BILL.value: self.env._("By hand."),
            Kind.JOURNAL_ENTRY.value: self.env._("With the bills that they stand for."),
        }
        return followed.get(self.kind) or self.env._("Read by the runs that need it.")
