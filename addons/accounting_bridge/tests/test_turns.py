"""Which connections a run of the schedule turns, in what order, and how the next run goes on when its time is up."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import BridgeCommon

SCHEDULES = ("accounting_bridge.ir_cron_turn", "accounting_bridge.ir_cron_turn_second")


@tagged("post_install", "-at_install")
class TestTurns(BridgeCommon):
    """Four connections without anything to do; a turn is only noted."""

    def setUp(self):
        super().setUp()
        companies = self.env["res.company"].create([{"name": f"Turned {number}"} for number in range(4)])
        self.four = self.env["bridge.connection"].union(
            *(self.connection(company=company, enabled=False) for company in companies)
        )
        self.four.write({"state": "connected"})
        (self.env["bridge.connection"].search([]) - self.four).write({"state": "disconnected"})
        for connection in self.four:
            self.session(connection, minutes_ago=60)
        self.calls().unlink()
        self.turned, self.busy, self.seconds, self.remaining = [], self.four.browse(), [], None

    def session(self, connection, minutes_ago=0):
        """A run of a connection that began some time ago and is over."""
        at = fields.Datetime.now() - timedelta(minutes=minutes_ago)
        values = {"connection_id": connection.id, "origin": "schedule", "state": "done", "started_at": at}
        return self.env["bridge.session"].create(values)

    def calls(self):
        """What the two schedules were woken for."""
        crons = self.env["ir.cron"].union(*(self.env.ref(xmlid) for xmlid in SCHEDULES))
        return self.env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)])

    def run_schedule(self, second=False, seconds=()):
        """Let one of the two run, with so many seconds left behind each connection; then 600.

        :return: the connections it turned, in their order.
        """
        self.turned, left = [], list(seconds)

        def progress(_cron, processed=0, *, remaining=None, **_more):
            self.remaining = self.remaining - processed if remaining is None else remaining
            return left.pop(0) if processed and left else 600

        def turn(connection):
            self.turned.append(connection)
            self.session(connection)
            return int(connection in self.busy)

        connections = self.registry["bridge.connection"]
        cron = self.env.ref(SCHEDULES[second])
        with (
            patch.object(self.registry["ir.cron"], "_commit_progress", progress),
            patch.object(connections, "_is_copied", lambda _connection: False),
            patch.object(connections, "_turn_guarded", turn),
            patch.object(connections, "_has_work", lambda connection: connection in self.busy),
        ):
            self.env["bridge.connection"].with_context(cron_id=cron.id)._cron_turn(second=second)
        return self.turned

    def woken_for(self, *minutes_ago):
        """Wake the first schedule for such moments, and nobody else."""
        self.calls().unlink()
        for minutes in minutes_ago:
            self.env.ref(SCHEDULES[0])._trigger(fields.Datetime.now() - timedelta(minutes=minutes))

    def test_who_waits_longest_is_first(self):
        first, second, third, fourth = self.four
        self.session(first, minutes_ago=30)
        self.assertEqual(self.run_schedule(), [second, third, fourth, first])

    def test_the_second_leaves_the_first_one_alone(self):
        first, second, third, fourth = self.four
        self.session(first, minutes_ago=30)
        self.assertEqual(self.run_schedule(second=True), [third, fourth, first])

    def test_both_go_on_when_the_time_is_up(self):
        """The host is told that nothing is left: it would begin again from the front, without any time."""
        first, second, *_others = self.four
        self.assertEqual(self.run_schedule(seconds=[5, 0]), [first, second])
        self.assertEqual(self.remaining, 0)
        self.assertEqual(set(self.calls().cron_id), {self.env.ref(xmlid) for xmlid in SCHEDULES})

    def test_a_run_that_goes_on_turns_the_others(self):
        """What was turned since the runs began, and has nothing to do, is not read again."""
        first, second, third, fourth = self.four
        for connection in (first, second):
            self.session(connection, minutes_ago=1)
        self.woken_for(2)
        self.assertEqual(self.run_schedule(), [third, fourth])
        self.busy = second
        self.woken_for(2)
        self.assertEqual(self.run_schedule(), [second], "what is left to do is gone on with")

    def test_what_is_left_to_do_wakes_both(self):
        self.busy = self.four[2]
        self.assertEqual(self.run_schedule(), list(self.four))
        self.assertEqual(set(self.calls().cron_id), {self.env.ref(xmlid) for xmlid in SCHEDULES})

    def test_it_comes_to_an_end(self):
        """Time that is up when every connection was turned wakes nobody."""
        for connection in self.four:
            self.session(connection, minutes_ago=1)
        self.woken_for(2)
        due = self.calls()
        self.assertEqual(self.run_schedule(seconds=[0]), [])
        self.assertEqual(self.calls(), due)

    def test_somebody_else_woke_it_too(self):
        """*Run now* is a wish to read anew: everything is turned."""
        for connection in self.four:
            self.session(connection, minutes_ago=1)
        self.woken_for(2, 0)
        self.assertEqual(self.run_schedule(), list(self.four))
