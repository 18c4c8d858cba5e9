"""The preview of *Release to Account System*, and the dialog *Set Flags*."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .common import BridgeCommon
from .double import DoubleLedger

OUTBOX = (
    "bridge.transfer",
    "bridge.transfer.event",
    "bridge.binding",
    "bridge.batch",
    "bridge.issue",
    "bridge.exchange",
)


@tagged("post_install", "-at_install")
class TestPreview(BridgeCommon):
    """What will be sent, warned, rejected, and why; nothing is called while the dialog is open."""

    def setUp(self):
        super().setUp()
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS")
        self.con = self.connection()
        self.good = self.invoice()
        self.new = self.invoice(customer=self._customer("Newcomers"))
        self.bad = self.invoice(self.line(price=5), self.line(price=-5))
        self.moves = self.good | self.new | self.bad

    def preview(self, moves=None):
        action = self.as_("user", self.moves if moves is None else moves).action_bridge_release()
        return self.as_("user", self.env["bridge.release"].browse(action["res_id"]))

    def counts(self):
        self.env.flush_all()
        return [self.env[model].search_count([]) for model in OUTBOX]

    def test_it_calls_nothing_and_writes_nothing(self):
        called, counts = list(DoubleLedger.sent), self.counts()
        flags = self.moves.mapped("bridge_closed")
        self.preview()
        self.assertEqual(DoubleLedger.sent, called)
        self.assertEqual(self.counts(), counts)
        self.assertEqual(self.moves.mapped("bridge_closed"), flags)

    def test_what_it_says(self):
        wizard = self.preview()
        said = {line.move_id: line for line in wizard.line_ids}
        self.assertEqual(said[self.good.with_env(wizard.env)].level, "ready")
        self.assertEqual(said[self.new.with_env(wizard.env)].level, "warning")
        self.assertEqual(said[self.bad.with_env(wizard.env)].level, "blocked")
        number = self.good.name.replace("INV/20", "").replace("/", "")
        self.assertIn(f"as {number}", said[self.good.with_env(wizard.env)].text)
        self.assertIn('created as "Newcomers"', said[self.new.with_env(wizard.env)].text)
        self.assertIn("zero", said[self.bad.with_env(wizard.env)].text)
        self.assertEqual(
            (
                wizard.ready_count,
                wizard.warning_count,
                wizard.blocked_count,
                wizard.total_count,
                wizard.good_count,
            ),
            (1, 1, 1, 3, 2),
        )
        self.assertEqual(wizard.line_ids.sorted("sequence")[0].move_id.id, self.bad.id, "what is wrong comes first")

    def test_release_of_the_good_ones(self):
        self.preview().action_release_good()
        self.env.invalidate_all()
        self.assertEqual(self.moves.mapped("bridge_state"), ["queued", "queued", False])
        self.turn(self.con)
        self.assertEqual(self.moves.mapped("bridge_state"), ["processed", "processed", False])

    def test_release_of_all_comes_to_what_was_said(self):
        """What the preview says is what happens."""
        self.preview().action_release_all()
        self.turn(self.con)
        self.assertEqual(self.moves.mapped("bridge_state"), ["processed", "processed", "rejected"])
        self.assertEqual(self.bad.bridge_transfer_id.reason, "total_zero")

    def test_preview_of_every_kind_of_line(self):
        """Only what the settings lack is held against a line: here taxes, and the item for lines by hand."""
        moves = self.invoices_of_every_kind()
        wizard = self.preview(self.env["account.move"].union(*moves.values()))
        blocked = {line.move_id.id for line in wizard.line_ids if line.level == "blocked"}
        lacking = ("cash rounding", "no product", "tax on top", "tax included")
        self.assertEqual(blocked, {moves[kind].id for kind in lacking})

    def test_what_is_switched_off_waits(self):
        self.assertFalse(self.preview().switched_off_text)
        self.con._invoice_flow().enabled = False
        self.assertIn("Invoices: switched off", self.preview().switched_off_text)

    def test_what_never_travels_is_not_held(self):
        """No link is kept of it: a draft of it can be deleted."""
        bill = self.invoice(move_type="in_invoice", post=False)
        with self.assertRaises(UserError):
            self.as_("user", bill).action_bridge_hold()
        self.as_("user", bill | self.good).action_bridge_hold()
        self.env.invalidate_all()
        self.assertEqual((self.good.bridge_state, bill.bridge_state), ("held", False))
        bill.unlink()

    def test_released_twice_is_on_its_way_once(self):
        first, second = self.preview(self.good), self.preview(self.good)
        first.action_release_all()
        message = second.action_release_all()["params"]["message"]
        self.assertIn("on their way already", message)
        self.assertEqual(self.env["bridge.transfer"].search_count([("move_id", "=", self.good.id)]), 1)

    def test_somebody_else_s_dialog(self):
        wizard = self.preview()
        other = self.seen_by(self.people["bookkeeper", "a"], wizard)
        with self.assertRaises(AccessError):
            other.action_release_all()
        self.assertFalse(any(self.moves.mapped("bridge_state")))

    def test_credit_note_does_not_travel_yet(self):
        refund = self.invoice(move_type="out_refund")
        wizard = self.preview(refund)
        self.assertEqual(wizard.line_ids.level, "blocked")
        self.assertIn("not a customer invoice", wizard.line_ids.text)


@tagged("post_install", "-at_install")
class TestFlags(BridgeCommon):
    """Closed and Ready for invoice."""

    def set_flags(self, moves, rank="user", where="a", **flags):
        wizard = self.as_(rank, self.env["bridge.set.flags"], where).create({"move_ids": [(6, 0, moves.ids)], **flags})
        wizard.action_set()
        self.env.invalidate_all()

    def test_set_and_unset(self):
        moves = self.invoice() | self.invoice()
        self.set_flags(moves)
        self.assertTrue(all(moves.mapped("bridge_closed") + moves.mapped("bridge_ready")))
        self.set_flags(moves, bridge_ready=False)
        self.assertEqual((moves.mapped("bridge_closed"), moves.mapped("bridge_ready")), ([True] * 2, [False] * 2))

    def test_a_queued_one_that_loses_a_flag_is_withdrawn(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.set_flags(move, bridge_closed=False)
        self.assertEqual(move.bridge_state, "withdrawn")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "withdrawn")

    def test_flags_are_written_quietly(self):
        """They are no edit by hand: no recomputation, not *manually modified*; by themselves they leave no message."""
        move, other = self.invoice(), self.invoice()
        self.env["account.move"].flush_model()
        messages, modified = other.message_ids, move.is_manually_modified
        lines = move.line_ids.mapped("write_date")
        self.set_flags(move)
        other._bridge_tick_flags()
        self.assertEqual(other.message_ids, messages)
        self.assertEqual(move.is_manually_modified, modified)
        self.assertEqual(move.line_ids.mapped("write_date"), lines)

    def test_who_set_them_stands_in_the_chatter(self):
        move = self.invoice()
        before = move.message_ids
        self.set_flags(move, bridge_ready=False)
        message = move.message_ids - before
        self.assertEqual(message.author_id, self.people["user", "a"].partner_id)
        self.assertIn("Flags set: Closed.", message.body)
        self.set_flags(move, bridge_ready=False)
        self.assertEqual(move.message_ids - before, message, "nothing was changed")
        self.set_flags(move, bridge_closed=False, bridge_ready=False)
        self.assertIn("Flags set: none.", (move.message_ids - before - message).body)

    def test_price_of_setting_flags(self):
        """No query for each document more."""

        def price(count):
            moves = self.env["account.move"].union(*(self.invoice() for _number in range(count)))
            wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, moves.ids)]})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_set()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        price(2)
        few, many = price(2), price(12)
        self.assertLessEqual(many - few, 4)

    def test_what_is_said(self):
        """Whoever sets flags reads what comes of it."""
        connection = self.connection()
        sent, held, new = self.invoice(), self.invoice(), self.invoice()
        self.release(sent)
        self.turn(connection)
        self.as_("user", held).action_bridge_hold()
        moves = sent | held | new
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, moves.ids)]})
        message = wizard.action_set()["params"]["message"]
        self.assertIn("1 was sent before", message)
        self.assertIn("1 goes for the first time", message)
        self.assertIn("1 stays here", message)
        self.env.invalidate_all()
        self.assertEqual(moves.mapped("bridge_state"), ["queued", "held", False])

    def told(self, moves):
        """Set both flags. :return: what the person reads"""
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, moves.ids)]})
        message = wizard.action_set()["params"]["message"]
        self.env.invalidate_all()
        return message

    def test_closed_period_is_left_alone(self):
        """An update would be refused although nothing was changed: it is not made."""
        connection = self.connection()
        moves = self.invoice() | self.invoice()
        self.release(moves)
        self.turn(connection)
        connection.company_details = {**(connection.company_details or {}), "closing_date": "2999-12-31"}
        self.assertEqual(
            self.told(moves), "2 were sent before and stay as they are: they are of a closed period there."
        )
        self.assertEqual(moves.mapped("bridge_state"), ["processed"] * 2)

    def test_disconnected_ledger_is_left_alone(self):
        connection = self.connection()
        sent, waiting = self.invoice(), self.invoice()
        self.release(sent)
        self.turn(connection)
        self.release(waiting)
        self.as_("user", waiting).action_bridge_take_back()
        connection.state = "disconnected"
        self.assertIn("2 stay as they are: the ledger that they were released to is not", self.told(sent | waiting))
        self.assertEqual((sent | waiting).mapped("bridge_state"), ["processed", "withdrawn"])

    def test_what_does_not_go_by_itself(self):
        """Nobody is told that it goes with a scheduled run which no run will send."""
        connection = self.connection()
        connection.date_from = "2024-01-01"
        bill = self.invoice(move_type="in_invoice")
        early = self.invoice(invoice_date="2023-12-31")
        draft = self.invoice(move_type="in_invoice", post=False)
        for move in (bill, early, draft):
            self.assertRegex(self.told(move), r"^1 does not travel: [^.]*\.$")
        words = "is not of those that go by themselves: release it."
        self.assertIn("next scheduled run", self.told(self.invoice()))
        connection.release_policy = "hand"
        self.assertEqual(self.told(self.invoice()), f"1 {words}")

    def test_what_did_not_arrive_goes_again(self):
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.set_flags(move, bridge_closed=False)
        self.assertEqual(move.bridge_state, "withdrawn")
        self.set_flags(move)
        self.assertEqual(move.bridge_state, "queued")
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")

    def test_reset_of_what_was_never_released(self):
        """Nobody is told anything, and no query is made for it."""
        moves = self.invoice() | self.invoice()
        self.assertFalse(any(moves.mapped("bridge_transfer_id")))
        before = self.env.cr.sql_log_count
        moves._bridge_keep_former()
        self.assertEqual(self.env.cr.sql_log_count, before)
        self.assertFalse(any(self.as_("user", moves).mapped("bridge_is_told_of")))
        self.assertFalse(self.as_("user", moves[0]).action_bridge_tell_first())
        moves[1].button_draft()
        self.assertEqual(set(moves.mapped("state")), {"draft"})

    def test_price_of_telling(self):
        """No query for each invoice that was never released."""

        def price(count):
            moves = self.env["account.move"].union(*(self.invoice() for _number in range(count)))
            self.env.flush_all()
            self.env.invalidate_all()
            moves = self.as_("user", moves)
            before = self.env.cr.sql_log_count
            self.assertFalse(any(moves.mapped("bridge_is_told_of")))
            return self.env.cr.sql_log_count - before

        price(1)
        self.assertEqual(price(1), price(8))

    def test_reset_by_others_is_not_asked_about(self):
        """Only the button in the form tells first; code that resets a document goes on, as does who may not know."""
        connection = self.connection()
        moves = self.invoice() | self.invoice() | self.invoice()
        self.release(moves)
        self.turn(connection)
        self.assertFalse(self.as_("user", moves[0]).with_context(bridge_tells_first=True).button_draft())
        self.assertFalse(self.seen_by(self.billing, moves[1]).bridge_is_told_of)
        self.assertFalse(self.seen_by(self.billing, moves[1]).button_draft())
        self.assertEqual(moves.mapped("state"), ["draft", "draft", "posted"])
        action = self.as_("user", moves[2]).action_bridge_tell_first()
        self.assertEqual((action["res_model"], moves[2].state), ("bridge.reset", "posted"))
        self.as_("user", self.env["bridge.reset"].browse(action["res_id"])).action_reset()
        self.assertEqual(moves[2].state, "draft")

    def test_reset_is_the_host_s(self):
        """The host's own method is as it was: other addons act around it, once, and on what is a draft by then."""
        ours = [
            base.__module__
            for base in self.registry["account.move"].__mro__
            if "button_draft" in vars(base) and base.__module__.startswith("odoo.addons.accounting_bridge")
        ]
        self.assertEqual(ours, [])

    def test_buttons_that_reset(self):
        """One of two is seen: the host's, or ours in its place; both under the same condition of the host."""
        for person in (self.people["user", "a"], self.billing):
            move = self.seen_by(person, self.env["account.move"])
            arch = etree.fromstring(move.get_view(self.env.ref("account.view_move_form").id, "form")["arch"])
            (host,) = arch.xpath("//header/button[@name='button_draft']")
            (ours,) = arch.xpath("//header/button[@name='action_bridge_tell_first']")
            hidden = host.get("invisible").replace("(", "").replace(")", "")
            self.assertEqual(hidden, "not show_reset_to_draft_button or bridge_is_told_of")
            self.assertFalse(host.get("context"))
            self.assertEqual(ours.get("invisible"), "not show_reset_to_draft_button or not bridge_is_told_of")

    def test_what_is_held_there_is_not_told_to_others(self):
        """A dialog made by hand tells nobody of an invoice that is not theirs to read."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        dialogs = self.as_("user", self.env["bridge.reset"], "b")
        for name in ("holds_text", "next_text"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                dialogs.create({"move_id": move.id})[name]
        self.assertIn("holds it", self.as_("user", self.env["bridge.reset"]).create({"move_id": move.id}).holds_text)

    def test_former_is_kept_anew(self):
        """What does not travel may have been changed since: what is put back is what stood there last."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        former = self.env["bridge.former"]
        before = move.invoice_line_ids.account_id
        other = before.copy({"code": "X4711", "name": "Other sales"})
        move.button_draft()
        self.assertEqual(len(former.search([])), 1)
        move.invoice_line_ids.account_id = other
        move.action_post()
        self.assertEqual((move.bridge_state, former.search([])), ("processed", former))
        move.button_draft()
        self.assertEqual(former.search([]).content["lines"][0][1]["account_id"], other.id)

    def test_credit_where_no_credit_note_travels(self):
        """A ledger that takes no credit notes from the bridge: the person reads so."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        with self.assertRaisesRegex(UserError, "takes no credit notes"):
            self.as_("bookkeeper", move)._bridge_credit_and_reinvoice()

    def test_flags_when_posted(self):
        self.company_a.bridge_flag_posted = True
        self.assertTrue(self.invoice().bridge_closed)
        self.assertTrue(self.invoice().bridge_ready)
        self.company_a.bridge_flag_posted = False
        self.assertFalse(self.invoice().bridge_closed)

    def test_who_may(self):
        move = self.invoice()
        for rank, where in (("manager", "b"), ("user", "b")):
            with self.subTest(rank=rank, where=where), self.assertRaises(AccessError):
                self.set_flags(move, rank, where)
        with self.assertRaises(AccessError):
            self.seen_by(self.billing, self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, move.ids)]})
        self.env.invalidate_all()
        self.assertFalse(move.bridge_closed)

    def test_new_invoice_copies_no_flag(self):
        move = self.invoice()
        self.set_flags(move)
        self.assertFalse(move.copy().bridge_closed)
