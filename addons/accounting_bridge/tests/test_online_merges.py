"""What the bookkeeper merges in QuickBooks Online: by the word of Intuit, by what documents show, or by asking."""

from dataclasses import replace

from odoo.tests import tagged

from ..engine import notices
from ..ledgers.documents import Kind
from ..ledgers.quickbooks_online import webhooks
from .online_documents_case import OnlineDocumentsCase

BAKER, BROTHERS, SONS = "Baker Bros", "Baker Brothers Inc", "Baker and Sons"
ADDRESS = "http://localhost:8069/accounting_bridge/webhook/quickbooks_online"
A_WEEK = 7 * 24 * 3600


class _Merges(OnlineDocumentsCase):
    # What Intuit's changes tell of the loser of a merge is not established (facts 4.1): gone, or put away.
    loser = "deleted"

    def setUp(self):
        super().setUp()
        self.intuit.change_app(self.app.client_id, webhook_url=ADDRESS)
        self.book.switches = replace(self.book.switches, merged_record=self.loser)
        self.intuit.webhooks.pending()

    def customers(self, active=True):
        return sorted(row["DisplayName"] for row in self.book.objects("Customer") if row["Active"] or not active)

    def weeks_later(self):
        """So long afterwards that nothing of before is among the changes any more."""
        self.turn(self.link)
        self.intuit.clock.advance(A_WEEK)
        self.addCleanup(self.intuit.clock.advance, -A_WEEK)
        self.later()

    def hear(self, *, backwards=False):
        """What Intuit says by itself arrives; the door is another test's."""
        self.settle()
        events = [event for post in self.intuit.webhooks.pending() for event in webhooks.read(post.body)]
        events = [event for event in events if event.company_id == self.realm]
        notices.file(
            self.env, self.link.credential_id.ids, list(map(notices.plain, events[::-1] if backwards else events))
        )
        self.settle()
        return events

    def known(self, name):
        """Return a customer of Odoo who is linked and of whom no document is there."""
        self.desk.add_customer(name)
        self.link.customer_direction = "both"
        self.turn(self.link)
        partner = self.env["res.partner"].search([("name", "=", name)])
        self.assertEqual(partner.bridge_binding_ids.remote_record_id.name, name)
        return partner

    def assert_goes_to(self, partner, name):
        """The next document of a customer goes to this one, and nobody is made anew."""
        before = self.customers()
        move = self.invoice(customer=partner)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assertEqual(self.on_the_screen(move)["customer"], name)
        self.assertEqual(self.customers(), before)
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )


@tagged("post_install", "-at_install")
class TestOnlineMergedCustomers(_Merges):
    def test_by_the_word_of_intuit(self):
        for shape in ("cloudevents", "older"):
            with self.subTest(shape=shape):
                self.intuit.switches.set(webhook_shape=shape)
                first, second = f"First of {shape}", f"Second of {shape}"
                partner = self.known(first)
                self.desk.add_customer(second)
                self.desk.merge("Customer", first, second)
                self.assertIn("merge", {event.operation[:5] for event in self.hear()})
                self.turn(self.link)
                self.assertTrue(partner.active)
                self.assert_goes_to(partner, second)

    def test_nobody_says_it(self):
        """Without a word and without a document nobody knows into whom: a person is asked, whatever the setting."""
        partner = self.known(BAKER)
        self.desk.add_customer(BROTHERS)
        self.link.create_missing_customer = "always"
        self.desk.merge("Customer", BAKER, BROTHERS)
        move = self.invoice(customer=partner)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.customers(), [BROTHERS])
        self.assertIn(self.transfer(move).state, ("queued", "rejected"))
        issue = self.the_issue("customer_gone" if self.loser == "deleted" else "customer_inactive")
        self.assertIn(BAKER, issue.reason_text)

    def test_said_after_the_question(self):
        partner = self.known(BAKER)
        self.desk.add_customer(BROTHERS)
        self.desk.merge("Customer", BAKER, BROTHERS)
        move = self.invoice(customer=partner)
        self.release(move)
        self.turn(self.link)
        self.assertNotEqual(self.transfer(move).state, "processed")
        self.hear()
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assert_goes_to(partner, BROTHERS)

    def test_into_somebody_who_is_known_and_away_again(self):
        """Three become one, and the words about it come in the wrong order: two of Odoo are one there."""
        first, second = self.known(BAKER), self.known(BROTHERS)
        self.desk.add_customer(SONS)
        self.desk.merge("Customer", BAKER, BROTHERS)
        self.desk.merge("Customer", BROTHERS, SONS)
        self.hear(backwards=True)
        self.turn(self.link)
        self.assert_goes_to(first, SONS)
        self.assert_goes_to(second, SONS)
        links = (first | second).bridge_binding_ids
        self.assertEqual(len(links), 2)
        self.assertEqual(len(links.alias_of_id), 1)

    def test_old_documents(self):
        """An invoice that is read long after the merge reads as it did, and a change of it goes through."""
        move = self.processed()
        self.desk.add_customer(BROTHERS)
        self.desk.merge("Customer", BAKER, BROTHERS)
        self.hear()
        self.weeks_later()
        self.screen.receive_payment(self.number(move), 10)
        self.later()
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.edit(move, invoice_date_due=self.today(days=20))
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assertEqual(self.on_the_screen(move)["customer"], BROTHERS)

    def test_old_documents_without_a_word(self):
        """The first that is read of them tells it for all."""
        moves = self.processed() | self.processed()
        self.desk.add_customer(BROTHERS)
        self.desk.merge("Customer", BAKER, BROTHERS)
        self.weeks_later()
        for move in moves:
            self.screen.receive_payment(self.number(move), 10)
            self.later()
            self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assert_goes_to(self.customer, BROTHERS)


@tagged("post_install", "-at_install")
class TestOnlinePutAwayCustomers(TestOnlineMergedCustomers):
    """The other position of what is not established: the loser is put away under another name."""

    loser = "inactive"


@tagged("post_install", "-at_install")
class TestOnlineMergedItems(_Merges):
    def merged(self):
        """Return an invoice whose item was merged into another one afterwards."""
        move = self.processed(*self.lines(100.0, 50.0))
        self.item = self.on_the_lines(move)[0]
        self.desk.add_item("Labour of all kinds", account="Sales", Sku="LAB-ALL")
        self.desk.merge("Item", self.item, "Labour of all kinds")
        return move

    def on_the_lines(self, move):
        (row,) = [one for one in self.book.objects("Invoice") if one["DocNumber"] == self.number(move)]
        return [line["SalesItemLineDetail"]["ItemRef"]["name"] for line in row["Line"] if "SalesItemLineDetail" in line]

    def assert_same_as_ever(self, move):
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.forget_what_left()
        self.later()
        self.assertEqual(self.sets_written(), [])
        other = self.processed(*self.lines(70.0))
        self.assertEqual(self.on_the_lines(other), ["Labour of all kinds"])
        self.assertFalse(self.book.find("Item", self.item))

    def test_by_the_word_of_intuit(self):
        move = self.merged()
        self.hear()
        self.weeks_later()
        self.screen.receive_payment(self.number(move), 10)
        self.later()
        self.assert_same_as_ever(move)

    def test_nobody_says_it(self):
        move = self.merged()
        self.weeks_later()
        self.screen.receive_payment(self.number(move), 10)
        self.later()
        self.assert_same_as_ever(move)

    def test_at_once(self):
        move = self.merged()
        self.turn(self.link)
        self.assert_same_as_ever(move)

    def test_the_item_for_lines_without_a_product(self):
        """What the connection is set to is merged away: the next document names who is left."""
        self.desk.add_item("Sundries", account="Sales")
        self.desk.add_item("Labour of all kinds", account="Sales")
        self.turn(self.link)
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Sundries")
        self.desk.merge("Item", "Sundries", "Labour of all kinds")
        self.hear()
        self.turn(self.link)
        self.assertEqual(self.link.line_item_id.name, "Labour of all kinds")
        move = self.processed(self.line(70.0, product=self.env["product.product"], name="Something"))
        self.assertEqual(self.on_the_lines(move), ["Labour of all kinds"])

    def test_an_item_to_begin_with(self):
        """What the set-up made stays what it is for, under the name of who is left; nothing is made anew."""
        self.link._plan_defaults()
        default = self.link.default_ids.filtered(lambda row: row.role == "service_income")
        (self.link.default_ids - default).wanted = False
        self.link.action_create_defaults()
        self.turn(self.link)
        self.desk.add_item("Labour of all kinds", account="Sales")
        self.desk.merge("Item", default.item_record_id.name, "Labour of all kinds")
        self.hear()
        self.turn(self.link)
        self.assertEqual(default.item_record_id.name, "Labour of all kinds")
        self.assertEqual(default.state, "created")

    def test_another_item_by_hand(self):
        """That a person gives a line another item is still said."""
        move = self.processed(*self.lines(100.0))
        item = self.desk.add_item("Something else", account="Sales")
        self.screen.edit_line(self.number(move), 0, ItemRef={"value": item["Id"]})
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", "changed_after"))
        self.assertTrue(self.mirrored(self.link, Kind.ITEM, "Something else"))
