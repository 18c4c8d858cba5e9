"""Documents that are changed in Odoo, or in the ledger, or in both: stories that any ledger's tests inherit."""

from decimal import Decimal

from odoo import Command, fields

from ..ledgers.documents import Kind


class UpdateStories:
    """A document that was changed in Odoo is changed there, and nothing else."""

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def test_credit_note_becomes_a_credit_memo(self):
        move = self.processed(*self.lines(100.0, 50.0))
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "reason": "Returned"})
        )
        credit = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        credit.action_post()
        self.sent_off(credit)
        (there,) = self.screen.credit_memos()
        self.assertEqual([line["amount"] for line in there["lines"]], [Decimal("100.00"), Decimal("50.00")])
        self.assertEqual((there["total"], there["customer"]), (Decimal("150.00"), "Baker Bros"))
        self.assertEqual(there["number"], self.number(credit))
        self.assert_same(move | credit)
        self.assertEqual(len(self.screen.invoices()), 1)

    def test_lines_keep_their_ids(self):
        """All lines are listed, since those left out are deleted there; the same line keeps its id."""
        move = self.processed(*self.lines(100.0, 50.0, 25.0))
        ids = [line["id"] for line in self.on_the_screen(move)["lines"]]
        self.edit(move, price=60.0, line=1)
        self.turn(self.link)
        self.assertEqual(self.line_ids_said(), ids)
        there = self.on_the_screen(move)
        self.assertEqual([line["id"] for line in there["lines"]], ids)
        self.assertEqual([str(line["amount"]) for line in there["lines"]], ["100.00", "60.00", "25.00"])
        self.assert_same(move)

    def test_line_added_and_taken_away(self):
        move = self.processed(*self.lines(100.0, 50.0))
        ids = [line["id"] for line in self.on_the_screen(move)["lines"]]
        self.edit(move, invoice_line_ids=self.commands(10.0))
        self.turn(self.link)
        self.assertEqual(self.line_ids_said(), [*ids, ""])
        self.edit(move, invoice_line_ids=[Command.delete(move.invoice_line_ids.sorted("id")[-1].id)])
        self.turn(self.link)
        self.assertEqual([line["id"] for line in self.on_the_screen(move)["lines"]], ids)
        self.assert_same(move)

    def test_after_a_payment_there(self):
        """A payment moves the version of its invoice and nothing that is ours: the change goes through."""
        move = self.processed(*self.lines(300.0, 200.0))
        ids = [line["id"] for line in self.on_the_screen(move)["lines"]]
        self.screen.receive_payment(self.number(move), "100.00")
        self.edit(move, price=350.0)
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["balance"]), (Decimal("550.00"), Decimal("450.00")))
        self.assertEqual([line["id"] for line in there["lines"]], ids)
        self.assert_same(move)

    def test_posted_again_without_a_change(self):
        move = self.processed()
        self.forget_what_left()
        self.edit(move)
        self.assertEqual(self.where(move), ("processed", ""))
        self.turn(self.link)
        self.assertEqual(self.updates_sent(), 0)

    # === CHANGED WHILE IT WAS POSTED === #

    def test_reference_of_a_posted_document(self):
        """Odoo lets everybody who invoices change the reference of a posted document: the ledger hears of it."""
        move = self.processed()
        clerk = self._new_person("account.group_account_invoice", "reference_clerk", self.company_a)
        self.forget_what_left()
        self.seen_by(clerk, move).write({"ref": "PO 4711"})
        self.settle()
        self.assertEqual(self.where(move), ("queued", ""))
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        there = self.on_the_screen(move)
        self.assertIn("PO 4711", there.get("po_number") or there["memo"])
        self.seen_by(clerk, move).write({"ref": "PO 4711"})
        # What is nothing there: it is not sent.
        move.write({"narration": "Call before you come"})
        self.settle()
        self.assertEqual(self.where(move), ("processed", ""))
        self.turn(self.link)
        self.assertEqual(self.updates_sent(), 1)
        self.assert_same(move)

    def test_reference_changed_back_before_it_left(self):
        move = self.processed(ref="PO 4711")
        self.forget_what_left()
        for reference in ("PO 4712", "PO 4711"):
            move.ref = reference
            self.settle()
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertIn("PO 4711", there.get("po_number") or there["memo"])
        self.assertEqual(self.where(move), ("processed", ""))

    # === CHANGED WHILE OURS WAS ON ITS WAY === #

    def test_version_moved_on_the_way(self):
        """The edit sequence is stale by the time the change arrives: read once, nothing of ours changed, sent."""
        move = self.processed()
        self.edit(move, price=120.0)
        remark = "Called, pays on Friday"
        self.forget_what_left()
        with self.before_writing(Kind.INVOICE, lambda: self.screen.edit_invoice(self.number(move), memo=remark)):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["memo"]), (Decimal("120.00"), remark))
        self.assertEqual(self.updates_sent(), 2)
        self.assertEqual(self.reads_sent(), 2, "once at the beginning, once after the refusal")

    def test_changed_on_the_way(self):
        move = self.processed()
        self.edit(move, price=120.0)
        due = self.today(days=44).isoformat()
        with self.before_writing(Kind.INVOICE, lambda: self.screen.edit_invoice(self.number(move), due_date=due)):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["due_date"]), (Decimal("100.00"), due))

    def test_somebody_works_on_it(self):
        """Its version moves whenever we come: it is tried again later, and not for ever."""
        move = self.processed()
        self.edit(move, price=120.0)
        remarks = iter(range(100))

        def interfere(carry, payload):
            if any(kind is Kind.INVOICE for kind, _label in self.writes_in(payload)):
                self.screen.edit_invoice(self.number(move), memo=f"Remark {next(remarks)}")
            return carry()

        with self.carrying(interfere):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("queued", "busy_there"))
        self.assertTrue(self.transfer(move).due_at)
        self.assertEqual(next(remarks), 2)
        self.as_("user", move).with_context(cure="release_again").action_bridge_cure()
        self.settle()
        self.turn(self.link)
        self.assert_same(move)

    def test_lost_while_somebody_works_on_it(self):
        """What moved its version was not our change: that did not arrive, and goes again when it is too old to ask."""
        for values in ({"description": "Tea, black"}, {"invoice_date_due": self.today(days=61)}):
            with self.subTest(values=values):
                move = self.processed()
                self.lose_change(move, **values)
                self.screen.edit_invoice(self.number(move), memo="Called, pays on Friday")
                self.forget_what_left()
                self.turn(self.link)
                self.assertEqual(self.updates_sent(), 1)
                there = self.on_the_screen(move)
                self.assertEqual(there["memo"], "Called, pays on Friday")
                self.assert_same(move)
                self.assert_said_there(move, there)

    def test_arrived_and_lost_it_is_not_sent_again(self):
        move = self.processed()
        self.lose_change(move, delivered=True, invoice_date_due=self.today(days=61))
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(self.updates_sent(), 0)
        self.assert_same(move)

    def test_dated_otherwise_before_it_was_found(self):
        """Somebody there changed what nobody had answered for yet: it is there, and the change is told."""
        self.processed()
        move = self.invoice()
        self.release(move)
        with self.losing_answers(delivered=True):
            self.turn(self.link)
        self.assertEqual(self.where(move)[0], "sending")
        exchange = self.transfer(move).line_ids.exchange_id.sorted("id")[-1]
        exchange.first_sent_at = fields.Datetime.now() - 2 * self.link._ledger().capabilities.key_lifetime
        due = self.today(days=61).isoformat()
        self.screen.edit_invoice(self.screen.invoices()[-1]["number"], due_date=due)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", "changed_after"))
        self.assertIn(due, self.the_issue("changed_after").reason_text)
        self.assertEqual(len(self.screen.invoices()), 2)

    def lose_change(self, move, *, delivered=False, description="", **values):
        """Change an invoice without changing its total, and lose the answer for longer than keys are remembered."""
        if description:
            (line,) = move.invoice_line_ids
            values["invoice_line_ids"] = [Command.update(line.id, {"name": description})]
        self.edit(move, **values)
        with self.losing_answers(delivered=delivered):
            self.turn(self.link)
        self.assertEqual(self.where(move)[0], "sending")
        lifetime = self.link._ledger().capabilities.key_lifetime
        exchange = self.transfer(move).line_ids.exchange_id.sorted("id")[-1]
        exchange.first_sent_at = fields.Datetime.now() - 2 * lifetime

    def assert_said_there(self, move, there):
        self.assertEqual(there["due_date"], move.invoice_date_due.isoformat())
        self.assertEqual(there["lines"][0]["description"], move.invoice_line_ids.name)

    # === EARLIER MONTHS === #

    def last_month(self):
        return fields.Date.start_of(self.today(), "month") - fields.Date.to_date("2024-01-02").resolution

    def test_earlier_month_waits_for_an_ok(self):
        move = self.processed(invoice_date=self.last_month())
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("queued", "earlier_month"))
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("100.00"))
        issue = self.the_issue("earlier_month")
        self.assertIn(move.name, issue.reason_text)
        self.assertIn("earlier month", move.bridge_ribbon)
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("100.00"))
        self.cure(issue, "update_anyway")
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))
        self.assert_same(move)
        # The OK was for this change.
        self.edit(move, price=130.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("queued", "earlier_month"))

    def test_earlier_month_is_no_matter_where_nobody_asks(self):
        self.link.confirm_earlier_months = False
        move = self.processed(invoice_date=self.last_month())
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))
        self.assert_same(move)

    def test_moved_into_this_month(self):
        """It leaves a month that may be reported by now: that is a change of the earlier month, too."""
        move = self.processed(invoice_date=self.last_month())
        self.edit(move, invoice_date=fields.Date.today())
        self.turn(self.link)
        self.assertEqual(self.where(move), ("queued", "earlier_month"))

    def test_moved_into_an_earlier_month(self):
        move = self.processed()
        before = self.on_the_screen(move)["date"]
        self.edit(move, invoice_date=self.last_month())
        self.turn(self.link)
        self.assertEqual(self.where(move), ("queued", "earlier_month"))
        self.assertEqual(self.on_the_screen(move)["date"], before)


class ChangedThereStories:
    """What the bookkeeper changed is never put back, and an issue shows both values."""

    # Calls of a session right after another one, with nothing in the queue.
    idle_calls = 0

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def changed_on_both_sides(self, **there):
        """Return an invoice that both sides changed: here its price, there something else."""
        move = self.processed(*self.lines(100.0, 50.0))
        number = self.number(move)
        amount = there.pop("amount", None)
        if amount:
            self.screen.edit_line(number, 1, amount=amount)
        else:
            self.screen.edit_invoice(number, **there)
        self.edit(move, price=120.0)
        self.turn(self.link)
        return move

    def assert_left_alone(self, move, ours, theirs):
        """Nothing was written; the issue says what was agreed and what stands there now."""
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.assertEqual(self.on_the_screen(move)["lines"][0]["amount"], Decimal("100.00"))
        issue = self.the_issue("changed_there")
        self.assertIn(ours, issue.reason_text)
        self.assertIn(theirs, issue.reason_text)
        self.assertEqual(self.updates_sent(), 0)
        return issue

    def test_memo_only(self):
        """The memo is theirs: the change goes through and leaves it as it is."""
        remark = "Disputed, see e-mail"
        move = self.changed_on_both_sides(memo=remark)
        self.assertEqual(self.where(move), ("processed", ""))
        there = self.on_the_screen(move)
        self.assertEqual((there["memo"], there["total"]), (remark, Decimal("170.00")))
        self.assert_same(move)

    def test_number(self):
        move = self.changed_on_both_sides(number="OWN-1")
        self.assert_left_alone(move, self.number(move), "OWN-1")

    def test_due_date(self):
        due = self.today(days=40)
        move = self.changed_on_both_sides(due_date=due.isoformat())
        self.assert_left_alone(move, move.invoice_date_due.isoformat(), due.isoformat())

    def test_date(self):
        date = self.today(days=-1)
        move = self.changed_on_both_sides(date=date.isoformat())
        self.assert_left_alone(move, move.invoice_date.isoformat(), date.isoformat())

    def test_amount_of_a_line(self):
        move = self.changed_on_both_sides(amount="80.00")
        self.assert_left_alone(move, "150.00", "180.00")

    def test_amounts_of_lines_that_add_up_to_the_same(self):
        """Money moved from one line to another changes an income account there: it is not put back either."""
        other = self._service("Travel", "TRAVEL")
        move = self.processed(self.line(price=100.0), self.line(price=50.0, product=other))
        number = self.number(move)
        self.screen.edit_line(number, 0, amount="90.00")
        self.screen.edit_line(number, 1, amount="60.00")
        self.edit(move, price=55.0, line=1)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.assertEqual([str(line["amount"]) for line in self.on_the_screen(move)["lines"]], ["90.00", "60.00"])

    # === CURES === #

    def test_overwrite(self):
        """*Overwrite it with Odoo's* puts there what Odoo has, also what Odoo has not changed."""
        due = self.today(days=40).isoformat()
        move = self.changed_on_both_sides(due_date=due)
        self.cure(self.the_issue("changed_there"), "overwrite")
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertEqual(there["due_date"], move.invoice_date_due.isoformat())
        self.assertEqual((there["total"], there["number"]), (Decimal("170.00"), self.number(move)))
        self.assert_same(move)
        self.assertIn("totals agree", move.bridge_ribbon)

    def test_overwrite_counts_for_what_was_seen(self):
        """A person gave leave to overwrite what the issue showed; what is changed after that is shown anew."""
        move = self.changed_on_both_sides(due_date=self.today(days=40).isoformat())
        self.cure(self.the_issue("changed_there"), "overwrite")
        self.screen.edit_line(self.number(move), 1, amount="70.00")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.assertIn("170.00", self.the_issue("changed_there").reason_text)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("170.00"))
        self.assertEqual(self.updates_sent(), 0)

    def test_changed_back_there(self):
        """The bookkeeper takes the change back: *I fixed it there* and ours goes."""
        due = self.processed().invoice_date_due.isoformat()
        move = self.changed_on_both_sides(due_date=self.today(days=40).isoformat())
        self.screen.edit_invoice(self.number(move), due_date=due)
        self.cure(self.the_issue("changed_there"), "check_again", "user")
        self.turn(self.link)
        self.assert_same(move)

    # === SEEN WITHOUT A CHANGE OF OURS === #

    def test_seen_with_the_next_session(self):
        move = self.processed()
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.later()
        self.assertEqual(self.where(move), ("processed", "changed_after"))
        issue = self.the_issue("changed_after")
        for value in ("100.00", "80.00", move.name):
            self.assertIn(value, issue.reason_text)
        self.assertIn("80.00", move.bridge_ribbon)
        self.assertEqual(move.bridge_ribbon_level, "warning")
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("80.00"))

    def test_lines_changed_without_the_total(self):
        """Pages come without lines: a document of ours that somebody moved is looked at by its number."""
        move = self.processed(*self.lines(100.0, 50.0))
        self.screen.edit_line(self.number(move), 0, amount="110.00")
        self.screen.edit_line(self.number(move), 1, amount="40.00")
        self.later()
        self.assertEqual(self.where(move), ("processed", "changed_after"))
        issue = self.the_issue("changed_after")
        for value in ("line 1", "110.00", "line 2", "40.00"):
            self.assertIn(value, issue.reason_text)
        self.cure(issue, "accept_there")
        self.later()
        self.assertEqual(self.where(move), ("processed", ""))
        self.screen.edit_line(self.number(move), 1, description="Called off")
        self.later()
        self.assertIn("Called off", self.the_issue("changed_after").reason_text)
        self.cure(self.the_issue("changed_after"), "restore")
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertEqual([line["amount"] for line in there["lines"]], [Decimal("100.00"), Decimal("50.00")])
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_same(move)

    def test_accept_what_is_there(self):
        move = self.processed()
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.later()
        self.cure(self.the_issue("changed_after"), "accept_there")
        self.assertEqual(self.where(move), ("processed", ""))
        link = self.transfer(move).binding_id
        self.assertEqual((link.remote_total, link.difference_accepted_by_id), ("80.00", self.people["bookkeeper", "a"]))
        self.assertIn("accepted by", move.bridge_ribbon)
        self.later()
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("80.00"))

    def test_accepted_is_not_put_back_by_a_later_change(self):
        """What the bookkeeper's hand made of head and lines stays, whatever Odoo changes elsewhere."""
        move = self.processed(*self.lines(100.0, 50.0))
        date = self.today(days=-1).isoformat()
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.screen.edit_invoice(self.number(move), date=date)
        self.later()
        self.cure(self.the_issue("changed_after"), "accept_there")
        self.edit(move, ref="PO 4711")
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertIn("PO 4711", there.get("po_number") or there["memo"])
        self.assertEqual((there["date"], there["total"]), (date, Decimal("130.00")))
        # A change of lines would say them all: it is asked about, though the total was accepted.
        self.edit(move, price=55.0, line=1)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "changed_there"))
        self.assertIn("80.00", self.the_issue("changed_there").reason_text)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("130.00"))
        self.cure(self.the_issue("changed_there"), "overwrite")
        self.turn(self.link)
        self.assert_same(move)

    def test_accepted_due_date(self):
        """What was accepted is no difference of totals: the ribbon does not speak of one."""
        move = self.processed()
        self.screen.edit_invoice(self.number(move), due_date=self.today(days=40).isoformat())
        self.later()
        self.cure(self.the_issue("changed_after"), "accept_there")
        self.assertIn("totals agree", move.bridge_ribbon)

    def test_restore(self):
        move = self.processed()
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.screen.edit_invoice(self.number(move), due_date=self.today(days=40).isoformat(), memo="Agreed by phone")
        self.later()
        self.cure(self.the_issue("changed_after"), "restore")
        self.turn(self.link)
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["due_date"]), (Decimal("100.00"), move.invoice_date_due.isoformat()))
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_same(move)
        self.later()
        self.assertEqual(self.where(move), ("processed", ""))

    def test_taken_back_there(self):
        """What the bookkeeper puts back by hand is no issue any more."""
        move = self.processed()
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.later()
        self.screen.edit_line(self.number(move), 0, amount="100.00")
        self.later()
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_what_is_open_there(self):
        move = self.processed(self.line(price=500.0))
        self.screen.receive_payment(self.number(move), "200.00")
        self.later()
        self.assertIn(f"300.00 USD open in {self.link.ledger_name}", move.bridge_ribbon)
        self.assertEqual((self.where(move), move.bridge_ribbon_level), (("processed", ""), "success"))
        self.screen.receive_payment(self.number(move))
        self.later()
        self.assertIn(f"Nothing is open in {self.link.ledger_name}", move.bridge_ribbon)

    def test_nothing_was_changed(self):
        """An hour later the ledger is asked again, and nothing is written."""
        move = self.processed()
        self.forget_what_left()
        self.turn(self.link)
        self.assertEqual(len(self.sent), self.idle_calls)
        self.later()
        self.assertTrue(self.reads_sent())
        self.assertEqual(self.sets_written(), [])
        self.assertEqual(self.where(move), ("processed", ""))

    def test_paused_reads_nothing(self):
        self.processed()
        self.link.action_pause()
        self.forget_what_left()
        self.later()
        self.assertEqual(self.sent, [])
