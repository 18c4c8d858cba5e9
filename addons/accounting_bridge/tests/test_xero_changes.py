from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from ..engine import crank
from ..ledgers.documents import Kind
from .change_stories import ChangedThereStories, UpdateStories
from .xero_documents_case import XeroDocumentsCase


@tagged("post_install", "-at_install", "slow")
class TestXeroUpdates(UpdateStories, XeroDocumentsCase):
    """A document that was changed in Odoo is changed there, and nothing else."""

    def test_after_a_payment_there(self):
        """Once something is paid on an invoice its amounts stay as they are (facts 2.4): refused, with a cure."""
        move = self.processed(*self.lines(300.0, 200.0))
        paid = self.screen.receive_payment(self.number(move), "100.00")
        self.edit(move, price=350.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "not_changeable"))
        self.assertIn("paid", self.the_issue("not_changeable").reason_text)
        self.assertTrue(move.bridge_cures)
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["balance"]), (Decimal("500.00"), Decimal("400.00")))
        self.desk.remove_payment(paid)
        self.cure(self.the_issue("not_changeable"), "check_again", "user")
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("550.00"))
        self.assert_same(move)

    def test_what_may_change_after_a_payment_there(self):
        """When it is due, the customer's order and the words of a line may change (facts 2.4); lines keep their ids."""
        move = self.processed(*self.lines(300.0, 200.0))
        ids = [line["id"] for line in self.on_the_screen(move)["lines"]]
        self.screen.receive_payment(self.number(move), "100.00")
        self.edit(move, invoice_date_due=self.today(days=20), ref="PO 4711")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), self.transfer(move).words)
        there = self.on_the_screen(move)
        self.assertEqual((there["due_date"], there["balance"]), (self.today(days=20).isoformat(), Decimal("400.00")))
        self.assertIn("PO 4711", there["memo"])
        move.button_draft()
        move.invoice_line_ids.sorted("id")[0].name = "Tea, black"
        move.action_post()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), self.transfer(move).words)
        there = self.on_the_screen(move)
        self.assertEqual(there["lines"][0]["description"], "Tea, black")
        self.assertEqual([line["id"] for line in there["lines"]], ids)
        self.assert_same(move)

    def test_only_what_changed_is_said(self):
        """In one round trip: a look at what it is now, then what changed and nothing else."""
        move = self.processed(*self.lines(100.0, 50.0))
        before = self.on_the_screen(move)
        self.edit(move, invoice_date_due=self.today(days=20))
        self.forget_what_left()
        self.turn(self.link)
        (body,) = self.updates()
        self.assertEqual(body, {"InvoiceID": before["id"], "DueDate": self.today(days=20).isoformat()})
        look, write = self.calls()[-2:]
        self.assertEqual((look["method"], look["parameters"]["IDs"]), ("GET", before["id"]))
        self.assertEqual((write["path"], write["unless"]["look"]), (f"Invoices/{before['id']}", look["id"]))
        there = self.on_the_screen(move)
        self.assertEqual(there["due_date"], self.today(days=20).isoformat())
        self.assertEqual((there["lines"], there["memo"]), (before["lines"], before["memo"]))
        self.assert_same(move)

    def test_two_updates_both_arrive(self):
        """Each is an intent of its own: under the key of the first one Xero would answer and do nothing."""
        move = self.processed()
        for price in (110.0, 120.0, 110.0):
            self.edit(move, price=price)
            self.turn(self.link)
            self.assertEqual(self.on_the_screen(move)["total"], Decimal(f"{price:.2f}"))
        keys = [call["key"] for call in self.calls() if call["method"] == "POST"]
        self.assertEqual((len(keys), len(set(keys))), (3, 3))
        self.assert_same(move)

    def test_credit_note_is_changed(self):
        credit = self.sent_off(self.credit_note(*self.lines(40.0, 20.0)))
        ids = [line["id"] for line in self.on_the_screen(credit)["lines"]]
        self.edit(credit, price=45.0)
        self.turn(self.link)
        (body,) = self.updates("CreditNotes")
        self.assertEqual([line["LineItemID"] for line in body["LineItems"]], ids)
        self.assertNotIn("Status", body)
        self.assertEqual(self.on_the_screen(credit)["total"], Decimal("65.00"))
        self.assert_same(credit)

    def test_other_customer(self):
        """A contact is named by its id and by nothing else: more would be written over it (facts 2.2)."""
        move = self.processed()
        self.edit(move, partner_id=self._customer("Second Hand").id)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual(self.on_the_screen(move)["customer"], "Second Hand")
        self.assertEqual(set(self.updates()[-1]["Contact"]), {"ContactID"})

    def test_period_locked_there(self):
        """A locked period (facts 2.9) holds up what belongs to it, and its neighbours go on."""
        self.link.confirm_earlier_months = False
        move = self.processed()
        other = self.invoice(invoice_date=self.today(days=1))
        self.edit(move, price=120.0)
        self.desk.lock_period(self.today().isoformat())
        self.release(other)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(self.where(other), ("processed", ""), other.bridge_ribbon)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("100.00"))
        self.assertTrue(move.bridge_cures)
        self.desk.lock_period(None)
        self.as_("user", move).with_context(cure="release_again").action_bridge_cure()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))


@tagged("post_install", "-at_install")
class TestXeroChangedThere(ChangedThereStories, XeroDocumentsCase):
    """What the bookkeeper changed is never put back, and an issue shows both values."""

    idle_calls = 1

    def test_paused_reads_nothing(self):
        """The schedule passes it over."""
        self.processed()
        self.link.action_pause()
        self.forget_what_left()
        self.env.flush_all()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *_arguments, **_more: 60):
            self.env["bridge.connection"]._cron_turn()
        self.assertEqual(self.sent, [])


@tagged("post_install", "-at_install")
class TestXeroMerged(XeroDocumentsCase):
    """Contacts that are merged in the organisation."""

    def contacts(self):
        return [row["Name"] for row in self.book.objects("Contacts", {"includeArchived": True})]

    def test_merged_there(self):
        """The loser is archived and says into whom it was merged (facts 2.2): so is whoever it stood for here."""
        move = self.processed()
        survivor = self.desk.add_contact("Baker Brothers Inc")["ContactID"]
        self.desk.merge_contacts("Baker Bros", "Baker Brothers Inc")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        other = self.invoice()
        self.release(other)
        self.turn(self.link)
        self.assertEqual(other.bridge_state, "processed", other.bridge_ribbon)
        self.assertEqual({row["customer"] for row in self.screen.invoices()}, {"Baker Brothers Inc"})
        self.assertEqual(self.customer.bridge_binding_ids.external_id, survivor)
        self.assertEqual(len(self.contacts()), 2, "nobody is made anew")


@tagged("post_install", "-at_install")
class TestXeroOneCurrency(XeroDocumentsCase):
    """An organisation that subscribes to no second currency (facts 2.1)."""

    def test_currency_that_is_not_subscribed(self):
        """The organisation has one currency: nothing in another one leaves for it unseen."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        move, other = self.invoice(currency_id=euro.id), self.invoice()
        self.release(move | other)
        self.turn(self.link)
        self.assertEqual(self.where(other), ("processed", ""))
        self.assertEqual(move.bridge_state, "rejected", move.bridge_ribbon)
        self.assertEqual(self.transfer(move).reason, "currency_foreign")
        self.assertIn("EUR", move.bridge_reason)


@tagged("post_install", "-at_install")
class TestXeroAutomaticSalesTax(XeroDocumentsCase):
    """An American organisation that leaves sales tax to Xero: invoices cannot be written from outside (facts 2.4)."""

    profile = {"country": "US", "automatic_sales_tax": True}

    def test_no_invoice_is_taken(self):
        move = self.invoice()
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "not_supported"), self.transfer(move).words)
        self.assertIn("sales tax", move.bridge_reason)
        self.assertTrue(move.bridge_cures)
        self.assertEqual(self.screen.invoices(), [])


@tagged("post_install", "-at_install")
class TestXeroSeveralCurrencies(XeroDocumentsCase):
    """An organisation that subscribes to a second currency: a contact has documents in any of them (facts 2.1)."""

    profile = {"country": "US", "currencies": ("EUR",)}

    def test_one_contact_two_currencies(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        moves = self.invoice(currency_id=euro.id) | self.invoice()
        self.sent_off(moves)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)
        rows = {row["InvoiceNumber"]: row["CurrencyCode"] for row in self.book.objects("Invoices", {"unitdp": 4})}
        self.assertEqual([rows[self.number(move)] for move in moves], ["EUR", "USD"])
        self.assert_same(moves)

    def test_third_currency(self):
        """One that the organisation does not subscribe to is refused (facts 2.1), and goes once somebody added it."""
        self.env.ref("base.CHF").active = True
        move = self.invoice(currency_id=self.env.ref("base.CHF").id)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "rejected", move.bridge_ribbon)
        self.assertIn("CHF", move.bridge_reason)
        self.assertTrue(move.bridge_cures)
        self.assertEqual(self.screen.invoices(), [])
        self.desk.use_currencies("CHF")
        self.cure(self.open_issue(self.link), "check_again")
        self.turn(self.link)
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestXeroNotices(XeroDocumentsCase):
    """What the organisation told of is looked at, and nothing else."""

    def tell(self, category, number=1):
        """Keep a notice as the door does."""
        event = {"id": f"{category}{number}", "kind": category, "remote_id": "x", "operation": "update"}
        self.env["bridge.notice"]._file(self.link.id, [{**event, "happened_at": ""}])
        self.date_notices("-1 second", event["id"])

    def date_notices(self, age="1 minute", event="%"):
        """Let something have been told so long ago, by the clock of sessions."""
        self.env.cr.execute(
            "UPDATE bridge_notice SET create_date = clock_timestamp() AT TIME ZONE 'UTC' - %s::interval"
            " WHERE event LIKE %s",
            [age, event],
        )

    def asked(self):
        """Let a session run. :return: the lists that it asked for"""
        self.forget_what_left()
        self.turn(self.link)
        self.date_notices()
        return {call["path"] for call in self.calls()}

    def test_only_the_kinds_that_are_named(self):
        self.turn(self.link)
        everything = self.asked()
        self.assertLessEqual({"Contacts", "Invoices", "CreditNotes", "Items", "Accounts"}, everything)
        self.tell("invoice")
        # Payments say nothing of themselves.
        read = {"Invoices", "Payments", "BatchPayments"} if self.link.sends_payments else {"Invoices"}
        self.assertEqual(self.asked(), read)
        self.tell("contact")
        self.tell("creditnote")
        self.assertEqual(self.asked(), {"Contacts", "CreditNotes"})
        self.assertEqual(self.asked(), everything, "whom nobody called looks at everything")

    def test_a_kind_that_nobody_knows(self):
        self.turn(self.link)
        everything = self.asked()
        self.tell("invoice")
        self.tell("prepayment")
        self.assertEqual(self.asked(), everything)

    def test_what_is_to_be_sent_goes_after_everything_was_read(self):
        self.turn(self.link)
        everything = self.asked()
        move = self.invoice(self.line(price=100.0))
        self.release(move)
        self.tell("contact")
        self.assertLessEqual(everything, self.asked())
        self.assertEqual(move.bridge_state, "processed")

    def test_released_while_a_part_is_read(self):
        """It sends nothing itself, and lets the next one come at once."""
        self.turn(self.link)
        self.turn(self.link)
        self.tell("contact")
        move = self.invoice(self.line(price=100.0))
        real = crank.begin

        def begin(env, *values, **named):
            session_id = real(env, *values, **named)
            env["bridge.batch"]._release(env["bridge.connection"].browse(self.link.id), move.with_env(env))
            return session_id

        with patch.object(crank, "begin", begin):
            self.turn(self.link)
        self.assertTrue(self.link.last_session_id.reads_part)
        self.assertEqual(move.bridge_state, "queued")
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "processed")

    def test_not_for_ever(self):
        """An hour after everything was read it is read again, however often something is told."""
        self.turn(self.link)
        everything = self.asked()
        flow = self.link.flow_ids.filtered(lambda flow: flow.kind == "item")
        flow.last_read_at -= timedelta(minutes=61)
        self.tell("invoice")
        self.assertEqual(self.asked(), everything)

    def test_what_was_told_is_seen(self):
        move = self.processed(*self.lines(300.0))
        self.turn(self.link)
        self.screen.edit_invoice(self.number(move), due_date=self.today(days=40).isoformat())
        self.tell("invoice")
        self.turn(self.link)
        self.assertTrue(self.link.last_session_id.reads_part)
        self.assertEqual(self.where(move), ("processed", "changed_after"))
