"""When invoices release themselves: the policy of a connection, what stands against it, what it leaves to people."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..ledgers.documents import Kind
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestPolicy(BridgeCommon):
    def choose(self, policy, **values):
        self.as_("manager", self.con).write({"release_policy": policy, "policy_override": True, **values})
        self.env.invalidate_all()

    def choose_cleanly(self, policy):
        """The same without a word of a person about what is open."""
        self.choose(policy, policy_override=False)

    def match_ahead(self):
        """Both tabs are switched on, and a run has looked at everybody."""
        self.as_("manager", self.con).write({"customers_ahead": True, "items_ahead": True})
        self.turn(self.con)

    def leave_open(self, kind, name):
        """Somebody is asked about a record of a kind."""
        self.env["bridge.issue"]._file(
            self.con.id, [{"reason": f"{kind.value}_asked", "root": name, "kind": kind.value, "arguments": {}}]
        )

    def run_schedule(self):
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_release").method_direct_trigger()
        self.env.invalidate_all()

    # === WHAT EACH POLICY DOES === #

    def test_a_new_connection_sends_what_is_flagged(self):
        """As it was before there was a choice."""
        self.con = self.connection()
        self.assertEqual(self.con.release_policy, "schedule")
        flagged, other = self.invoice(), self.invoice()
        flagged._bridge_tick_flags()
        self.run_schedule()
        self.assertEqual((flagged.bridge_state, other.bridge_state), ("queued", False))
        self.assertEqual(flagged.bridge_transfer_id.batch_id.origin, "schedule")

    def test_by_hand_sends_nothing_by_itself(self):
        self.con = self.connection()
        self.choose("hand")
        move = self.invoice()
        move._bridge_tick_flags()
        self.run_schedule()
        self.assertFalse(move.bridge_transfer_id)
        self.release(move)
        self.assertEqual(move.bridge_state, "queued")

    def test_when_posted(self):
        self.con = self.connection()
        before = self.invoice()
        self.choose("posted")
        woken = [("cron_id", "=", self.env.ref("accounting_bridge.ir_cron_turn").id)]
        self.env["ir.cron.trigger"].search(woken).unlink()
        move = self.invoice()
        self.assertTrue(self.env["ir.cron.trigger"].search(woken), "the engine is woken")
        self.assertEqual((move.bridge_state, before.bridge_state), ("queued", False))
        batch = move.bridge_transfer_id.batch_id
        self.assertEqual((batch.origin, batch.user_id), ("policy", self.env.user))
        self.assertTrue(move.bridge_closed and move.bridge_ready)
        self.turn(self.con)
        self.assertEqual(move.bridge_state, "processed")

    def test_posted_while_it_was_disconnected(self):
        """What was posted meanwhile goes when it is back; what was posted before there was a policy does not."""
        self.con = self.connection()
        before, draft = self.invoice(), self.invoice(post=False)
        self.choose("posted")
        self.con.action_disconnect()
        # All of this is one transaction: what was before it was an hour ago.
        self.cr.flush()
        for table in ("account_move", "mail_tracking_value"):
            self.cr.execute(SQL("UPDATE %s SET create_date = now() - interval '1 hour'", SQL.identifier(table)))
        self.env.invalidate_all()
        self.con.away_since = self.cr.now()
        made = self.invoice()
        draft.action_post()
        before.ref = "Touched only"
        self.cr.flush()
        self.assertFalse((before | made | draft).bridge_transfer_id)
        self.con.action_connect()
        self.turn(self.con)
        self.con.action_enable()
        self.assertEqual((made | draft).mapped("bridge_state"), ["queued", "queued"])
        self.assertFalse(before.bridge_transfer_id)
        self.assertEqual(made.bridge_transfer_id.batch_id.origin, "policy")
        self.turn(self.con)
        self.assertEqual((made | draft).mapped("bridge_state"), ["processed", "processed"])
        self.assertFalse(self.con.away_since)

    def test_when_posted_the_flags_keep_their_schedule(self):
        self.con = self.connection()
        flagged = self.invoice()
        flagged._bridge_tick_flags()
        self.choose("posted")
        self.run_schedule()
        self.assertEqual(flagged.bridge_state, "queued")

    def test_a_policy_reports_in_the_digest_only(self):
        self.con = self.connection(report_user_ids=[(6, 0, self.people["bookkeeper", "a"].ids)])
        self.choose("posted")
        self.invoice()
        self.turn(self.con)
        mails = self.env["mail.mail"].search_count([])
        self.env["bridge.batch"]._send_digests()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)

    def test_what_is_not_ours_stays(self):
        """Dated before the start, worth nothing, a bill, a customer who is left to people, another company's."""
        self.con = self.connection()
        self.choose("posted")
        by_hand = self._customer("Left to people", bridge_by_hand=True)
        early = self.con.date_from - timedelta(days=1)
        moves = [
            self.invoice(invoice_date=early),
            self.invoice(self.line(price=0.0)),
            self.invoice(customer=by_hand),
            self.invoice(move_type="in_invoice"),
        ]
        for move in moves:
            self.assertEqual(move.state, "posted")
            self.assertFalse(move.bridge_transfer_id, move.name)
        self.release(moves[2])
        self.assertEqual(moves[2].bridge_state, "queued", "a person may")

    def test_a_credit_note_goes_too(self):
        self.con = self.connection()
        self.choose("posted")
        move = self.invoice(move_type="out_refund")
        self.assertEqual(move.bridge_transfer_id.binding_id.kind, "credit_note")

    def test_before_enable_nothing_goes(self):
        self.con = self.connection(enabled=False)
        self.put_there(Kind.ACCOUNT, "Sales")
        self.connect(self.con)
        self.turn(self.con)
        self.choose("posted")
        self.assertFalse(self.invoice().bridge_transfer_id)
        self.let_travel(self.con)
        self.assertTrue(self.invoice().bridge_transfer_id)

    def test_posted_again(self):
        """What was refused, or was queued and edited, goes again; what a person holds stays held."""
        self.con = self.connection()
        self.choose("posted")
        edited, held = self.invoice(), self.invoice()
        self.as_("user", held).action_bridge_hold()
        self.env.invalidate_all()
        for move in (edited, held):
            move.button_draft()
            move.action_post()
        self.assertEqual((edited.bridge_state, held.bridge_state), ("queued", "held"))
        rejected = self.invoice(self.line(product=self.env["product.product"], name="No item"))
        self.turn(self.con)
        self.assertEqual(rejected.bridge_state, "rejected")
        rejected.button_draft()
        rejected.invoice_line_ids.product_id = self.service
        rejected.action_post()
        self.env.invalidate_all()
        self.assertEqual(rejected.bridge_state, "queued")
        self.turn(self.con)
        self.assertEqual(rejected.bridge_state, "processed")

    def test_later_only_the_invoice_concerned_waits(self):
        self.con = self.connection(create_missing_customer="ask")
        self.choose("posted")
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        known, unknown = self.invoice(), self.invoice(customer=self._customer("Nobody There"))
        self.turn(self.con)
        self.assertEqual((known.bridge_state, unknown.bridge_state), ("processed", "queued"))
        self.assertEqual(unknown.bridge_transfer_id.reason, "customer_asked")
        self.assertEqual(self.con.release_policy, "posted")

    def test_several_are_released_together(self):
        """Posting a thousand is one batch, and costs a few queries more than posting them did."""
        self.con = self.connection()
        self.choose("posted")
        moves = self.env["account.move"].union(*(self.invoice(post=False) for _number in range(4)))
        moves.action_post()
        self.assertEqual(len(moves.bridge_transfer_id.batch_id), 1)
        self.assertEqual(moves.mapped("bridge_state"), ["queued"] * 4)

    # === SWITCHED ON === #

    def test_open_issues_stand_against_it(self):
        self.con = self.connection()
        self.choose("hand")
        self.match_ahead()
        self.leave_open(Kind.CUSTOMER, "a")
        self.leave_open(Kind.ITEM, "b")
        self.leave_open(Kind.ITEM, "c")
        for policy in ("posted", "schedule"):
            with self.subTest(policy=policy), self.assertRaises(UserError) as told:
                self.choose_cleanly(policy)
            self.assertIn("Customers: 1 open issue\n", told.exception.args[0])
            self.assertIn("Items: 2 open issues", told.exception.args[0])
        with self.assertRaises(UserError):
            self.as_("manager", self.con._invoice_flow()).write({"release_policy": "posted"})
        self.env.invalidate_all()
        self.assertEqual(self.con.release_policy, "hand")
        self.env["bridge.issue"].search([]).write({"state": "solved"})
        self.choose_cleanly("posted")
        self.assertEqual(self.con.release_policy, "posted")
        self.leave_open(Kind.CUSTOMER, "d")
        self.choose_cleanly("hand")
        self.assertEqual(self.con.release_policy, "hand", "back is always possible")

    def test_both_tabs_must_be_looked_at(self):
        """A tab that was never switched on has no issue, and says nothing."""
        self.con = self.connection()
        with self.assertRaises(UserError) as told:
            self.choose_cleanly("posted")
        self.assertIn("Customers: they are not matched ahead yet", told.exception.args[0])
        self.assertIn("Items: they are not matched ahead yet", told.exception.args[0])
        self.as_("manager", self.con).write({"customers_ahead": True, "items_ahead": True})
        with self.assertRaises(UserError) as told:
            self.choose_cleanly("posted")
        self.assertIn("still to be looked at by the next run", told.exception.args[0])
        self.turn(self.con)
        self.env["bridge.issue"].search([]).write({"state": "solved"})
        self.choose_cleanly("posted")
        self.assertEqual(self.con.release_policy, "posted")
        self.choose_cleanly("schedule")
        self.assertEqual(self.con.release_policy, "schedule", "a flag is a person's word for each document")

    def test_an_issue_about_a_document_does_not(self):
        self.con = self.connection()
        self.match_ahead()
        self.env["bridge.issue"].search([]).write({"state": "solved"})
        self.leave_open(Kind.INVOICE, "a")
        self.choose_cleanly("posted")
        self.assertEqual(self.con.release_policy, "posted")

    def test_overridden_by_a_person(self):
        """Who and when is kept, and ends with the policy."""
        self.con = self.connection()
        self.choose("hand", policy_override=False)
        self.leave_open(Kind.CUSTOMER, "a")
        self.assertIn("1 open issue", self.con.policy_obstacles)
        self.choose("posted")
        self.assertEqual(self.con.release_policy, "posted")
        self.assertEqual(self.con.policy_override_by_id, self.people["manager", "a"])
        self.assertLess(fields.Datetime.now() - self.con.policy_override_at, timedelta(minutes=1))
        self.assertIn("When posted", "".join(self.con.message_ids.mapped("body")))
        self.as_("manager", self.con).write({"release_policy": "hand"})
        self.env.invalidate_all()
        self.assertFalse(self.con.policy_override or self.con.policy_override_by_id or self.con.policy_override_at)
        with self.assertRaises(UserError):
            self.choose_cleanly("posted")

    def test_who_may(self):
        self.con = self.connection()
        for rank in ("user", "bookkeeper"):
            with self.subTest(rank=rank), self.assertRaises(AccessError):
                self.as_(rank, self.con).write({"release_policy": "posted"})
        for name in ("policy_override_by_id", "policy_override_at"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.as_("manager", self.con).write({name: False})
