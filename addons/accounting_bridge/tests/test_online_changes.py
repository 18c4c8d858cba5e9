from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.quickbooks_online import pages
from .change_stories import ChangedThereStories, UpdateStories
from .online_company_case import HAS_SIMULATORS
from .online_documents_case import OnlineDocumentsCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_online.service import cdc

# What says which entry is meant, in which version, and that the rest stays.
ALWAYS = {"Id", "SyncToken", "sparse"}


@tagged("post_install", "-at_install")
class TestOnlineUpdates(UpdateStories, OnlineDocumentsCase):
    """A document that was changed in Odoo is changed there, and nothing else."""

    def test_only_what_changed_is_said(self):
        move = self.processed(*self.lines(100.0, 50.0))
        before = self.on_the_screen(move)
        self.edit(move, invoice_date_due=self.today(days=20))
        self.turn(self.link)
        (body,) = self.updates()
        self.assertEqual(set(body) - ALWAYS, {"DueDate"})
        self.assertEqual((body["Id"], body["SyncToken"], body["sparse"]), (before["id"], before["sync_token"], True))
        there = self.on_the_screen(move)
        self.assertEqual(there["due_date"], self.today(days=20).isoformat())
        self.assertEqual((there["lines"], there["memo"]), (before["lines"], before["memo"]))
        self.assert_same(move)

    def test_two_updates_both_arrive(self):
        """Each is an intent of its own: under the key of the first one QuickBooks would answer and do nothing."""
        move = self.processed()
        for price in (110.0, 120.0, 130.0):
            self.edit(move, price=price)
            self.turn(self.link)
            self.assertEqual(self.on_the_screen(move)["total"], Decimal(f"{price:.2f}"))
        keys = [call["parameters"]["requestid"] for call in self.written("invoice")]
        self.assertEqual(len(set(keys)), 4)
        self.assert_same(move)

    def test_memo_that_the_bookkeeper_wrote_stays(self):
        """However often the document is changed after that, and whatever else of it."""
        move = self.processed(ref="PO 1")
        self.edit(move, ref="PO 2")
        self.turn(self.link)
        self.assertIn("PO 2", self.on_the_screen(move)["memo"])
        theirs = f"call before delivery {self.on_the_screen(move)['memo']}"
        self.screen.edit_invoice(self.number(move), memo=theirs)
        for words, price in (("PO 3", 120.0), ("PO 4", 130.0)):
            self.edit(move, ref=words)
            self.edit(move, price=price)
            self.turn(self.link)
            self.assertEqual(self.on_the_screen(move)["memo"], theirs)
            self.assert_same(move)

    def test_version_of_a_payment_of_ours(self):
        """Our own payment moves the version of its invoice; a change goes through, read once, line ids kept."""
        self.link.sends_payments = True
        move = self.processed(*self.lines(100.0, 50.0))
        ids = [line["id"] for line in self.on_the_screen(move)["lines"]]
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        wizard.create({"journal_id": self.company_data["default_journal_bank"].id, "amount": 50.0})._create_payments()
        self.settle()
        self.turn(self.link)
        payer = self.env["bridge.transfer"].search([("kind", "=", "payment")], limit=1)
        self.assertEqual(payer.state, "processed")
        self.forget_what_left()
        self.edit(move, invoice_date_due=self.today(days=9))
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual((self.updates_sent(), self.reads_sent()), (1, 1))
        there = self.on_the_screen(move)
        self.assertEqual((there["balance"], there["due_date"]), (Decimal("100.00"), self.today(days=9).isoformat()))
        self.assertEqual([line["id"] for line in there["lines"]], ids)

    def test_credit_note_is_changed(self):
        """Credit memos know a full update only: what the bookkeeper wrote into it is said again."""
        credit = self.sent_off(self.credit_note(*self.lines(40.0, 20.0)))
        self.desk.edit("CreditMemo", self.number(credit), CustomerMemo={"value": "Sorry about that"})
        ids = [line["id"] for line in self.on_the_screen(credit)["lines"]]
        self.edit(credit, price=45.0)
        self.turn(self.link)
        (body,) = self.updates("creditmemo")
        self.assertFalse(body["sparse"])
        self.assertEqual(body["CustomerMemo"], {"value": "Sorry about that"})
        self.assertEqual([line.get("Id") for line in body["Line"]], ids)
        self.assertFalse([line for line in body["Line"] if "LineEx" in line])
        self.assertEqual(self.on_the_screen(credit)["total"], Decimal("65.00"))
        self.assertEqual(self.book.objects("CreditMemo")[0]["CustomerMemo"], {"value": "Sorry about that"})
        self.assert_same(credit)

    def test_other_customer(self):
        """Of another customer QuickBooks would fill in what is left out: everything is said."""
        move = self.processed()
        self.edit(move, partner_id=self._customer("Second Hand").id)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual(self.on_the_screen(move)["customer"], "Second Hand")
        self.assertLess(ALWAYS | {"PrivateNote", "DocNumber", "Line", "CustomerRef"}, set(self.updates()[-1]))

    def test_gone_while_it_was_changed_here(self):
        """QuickBooks no longer knows what is to be changed (610): read again, gone, nothing put back by itself."""
        move = self.processed()
        self.edit(move, price=120.0)
        with self.before_writing(Kind.INVOICE, lambda: self.screen.delete_invoice(self.number(move))):
            self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.transfer(move).state, "gone", self.where(move))
        self.assertEqual(self.screen.invoices(), [])

    def test_books_closed_there(self):
        """A closed period (6210) holds up what belongs to it, and its neighbours go on."""
        self.link.confirm_earlier_months = False
        move, other = self.processed(), self.invoice(invoice_date=self.today(days=0))
        self.edit(move, price=120.0)
        self.desk.close_books(self.today().isoformat(), password=True)
        other.button_draft()
        other.invoice_date = self.today(days=1)
        other.action_post()
        self.settle()
        self.release(other)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(self.where(other), ("processed", ""), other.bridge_ribbon)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("100.00"))
        self.assertTrue(move.bridge_cures)
        self.desk.open_books()
        self.as_("user", move).with_context(cure="release_again").action_bridge_cure()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))


@tagged("post_install", "-at_install", "slow")
class TestOnlineChangedThere(ChangedThereStories, OnlineDocumentsCase):
    """What the bookkeeper changed is never put back, and an issue shows both values."""

    idle_calls = 1

    def test_accepted_tax_is_not_put_back_by_another_date(self):
        """Odoo's tax is said again of another day, but not onto lines that are the bookkeeper's."""
        self.link.confirm_earlier_months = False
        move = self.processed(*self.lines(100.0, 50.0))
        self.edit(move, invoice_date=self.today(days=-1))
        self.turn(self.link)
        self.assertIn("TxnTaxDetail", self.updates()[-1])
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.later()
        self.cure(self.the_issue("changed_after"), "accept_there")
        for day in (-2, -3):
            self.edit(move, invoice_date=self.today(days=day))
            self.turn(self.link)
            self.assertEqual(self.on_the_screen(move)["date"], self.today(days=day).isoformat())
            self.assertFalse({"TxnTaxDetail", "Line"} & set(self.updates()[-1]))
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("130.00"))

    def test_paused_reads_nothing(self):
        """The schedule passes it over."""
        self.processed()
        self.link.action_pause()
        self.forget_what_left()
        self.env.flush_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_arguments, **_more: 60):
            self.env["bridge.connection"]._cron_turn()
        self.assertEqual(self.sent, [])

    def test_more_was_changed_than_one_answer_holds(self):
        """Change data capture ends at a thousand objects and does not say so: read on in pages, nothing is missed."""
        move, deleted = self.processed(), self.processed(*self.lines(70.0))
        self.screen.edit_line(self.number(move), 0, amount="80.00")
        self.screen.delete_invoice(self.number(deleted))
        for number in range(1005):
            self.desk.add_customer(f"Crowd {number:04}")
        self.forget_what_left()
        self.turn(self.link)
        for _session in range(5):
            if self.link.last_session_id.to_read:
                self.turn(self.link)
        self.assertGreater(len(self.calls("query")), 1)
        self.assertEqual(self.where(move), ("processed", "changed_after"))
        self.assertEqual(self.transfer(deleted).state, "gone")
        self.assertEqual(len(self.mirrored(self.link, Kind.CUSTOMER)), 1006)
        self.forget_what_left()
        self.later()
        self.assertEqual(self.sets_written(), [])

    def test_more_was_deleted_than_one_answer_holds(self):
        """Of a kind that fills an answer of its own everything is read: what is not there any more is gone."""
        moves = self.processed()
        for _more in range(3):
            moves |= self.processed()
        kept = self.processed()
        for move in moves:
            self.screen.delete_invoice(self.number(move))
        self.env.flush_all()
        # What was met is older than the session, as it is where time passes.
        self.env.cr.execute("UPDATE bridge_remote_record SET write_date = write_date - interval '1 hour'")
        self.env.invalidate_all()
        with patch.object(pages, "CAPTURE_CAP", 3), patch.object(cdc, "MOST", 3):
            self.turn(self.link)
        self.assertEqual({self.transfer(move).state for move in moves}, {"gone"})
        self.assertEqual(self.where(kept), ("processed", ""))


@tagged("post_install", "-at_install")
class TestOnlineNames(OnlineDocumentsCase):
    """Names that are taken, put away or merged in the company."""

    def customers(self):
        return [row["name"] for row in self.book.customers()]

    def test_vendor_has_the_name(self):
        """Names are unique among customers, vendors and employees (6240): a person says under which name it goes."""
        self.desk.add_vendor("Baker Bros")
        move = self.invoice()
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.customers(), [])
        issue = self.the_issue("customer_name_taken")
        self.assertIn("Baker Bros", issue.reason_text)
        self.assertEqual(self.screen.invoices(), [])
        self.cure(issue, "use_other_name")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        (name,) = self.customers()
        self.assertRegex(name, r"^Baker Bros .+")

    def test_put_away_there(self):
        """Made inactive it bears another name there: it is asked about, and never made anew beside it."""
        move = self.processed()
        self.desk.set_active("Customer", "Baker Bros", False)
        self.assertEqual(self.customers(), ["Baker Bros (deleted)"])
        other = self.invoice()
        self.release(other)
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(len(self.customers()), 1)
        self.assertEqual(len(self.screen.invoices()), 1)
        self.assertNotEqual(other.bridge_state, "processed")
        self.assertTrue(other.bridge_cures, other.bridge_ribbon)
        self.assertEqual(move.bridge_state, "processed")
        self.desk.set_active("Customer", self.book.customers()[0]["id"], True)
        self.as_("user", other).with_context(cure="check_again").action_bridge_cure()
        self.settle()
        self.turn(self.link)
        self.assertEqual(other.bridge_state, "processed", other.bridge_ribbon)
        self.assertEqual(len(self.customers()), 1)

    def test_inactive_from_before(self):
        """Who was put away before there was any bridge is found under the name that was left."""
        self.desk.add_customer("Old Hand")
        self.desk.set_active("Customer", "Old Hand", False)
        move = self.invoice(customer=self._customer("Old Hand"))
        self.release(move)
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.customers(), ["Old Hand (deleted)"], "nothing is made beside it unasked")
        self.assertNotEqual(move.bridge_state, "processed")
        self.assertTrue(move.bridge_cures, move.bridge_ribbon)

    def test_merged_there(self):
        """The loser's id is dead; its documents are the survivor's, and so is whoever it stood for here."""
        move = self.processed()
        self.desk.add_customer("Baker Brothers Inc")
        self.desk.merge("Customer", "Baker Bros", "Baker Brothers Inc")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        other = self.invoice()
        self.release(other)
        self.turn(self.link)
        self.assertEqual(self.customers(), ["Baker Brothers Inc"], "nobody is made anew")
        self.assertEqual(other.bridge_state, "processed", other.bridge_ribbon)
        self.assertEqual({row["customer"] for row in self.screen.invoices()}, {"Baker Brothers Inc"})


@tagged("post_install", "-at_install")
class TestOnlineNumbersOfTheLedger(OnlineDocumentsCase):
    """A company that numbers its documents by itself, and a connection that was never told."""

    profile = {"tax": "manual", "preferences": {"SalesFormsPrefs": {"CustomTxnNumbers": False}}}

    def test_lost_answer(self):
        """No number of ours was sent, so that the number there is nobody's change."""
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        self.assertNotEqual(self.link.number_rule, "ledger")
        self.intuit.misbehaviour.order("drop_after_commit", call="create", entity="Invoice")
        self.intuit.switches.requestid_answer = "600"
        for _run in range(3):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assertNotEqual(self.number(move), move.name)
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))
