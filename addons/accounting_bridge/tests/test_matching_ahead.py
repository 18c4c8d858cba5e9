"""Customers and items are matched before any document needs them: linked, or asked about, and never guessed."""

from unittest.mock import patch

from odoo.tests import tagged

from ..engine import crank, matching_ahead
from ..ledgers.documents import Kind
from .ahead_case import AheadCase
from .double import DoubleLedger


@tagged("post_install", "-at_install")
class TestVerdicts(AheadCase):
    """Each record is linked, or is one question."""

    def test_exact_and_unique_on_both_sides_is_linked(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Acme Pty", email="Office@ACME.example")
        item = self.put_there(Kind.ITEM, "Blue paint", sku="ab 12")
        acme = self.shopper("Acme", "office@acme.example")
        paint = self._service("Paint", "AB12")
        self.turn(connection)
        link = self.link(connection, acme)
        self.assertEqual((link.external_id, link.bound_by, link.match_state), (there, "key", "matched"))
        self.assertEqual(self.link(connection, paint).external_id, item)
        self.assertEqual(link.trace, link._trace_of(*self._trace_arguments(connection, acme)))
        self.assertIn("office@acme.example", link.evidence_text)
        self.assertIn("Acme Pty", link.evidence_text)
        self.assertEqual(connection.last_session_id.matching_counts["matched"], 4)
        self.assertIn("4 matched ahead", connection.last_session_result)
        self.assertEqual(connection.customer_counts, "matched 2 · to review 0")
        self.assertEqual(connection.item_counts, "matched 2 · to review 0")

    def _trace_arguments(self, connection, record):
        uuid = self.env["ir.config_parameter"].get_param("database.uuid")
        return uuid, connection.id, record, Kind.CUSTOMER

    def test_each_verdict(self):
        connection = self.ahead()
        self.put_there(Kind.CUSTOMER, "Smith Ltd", email="info@baker.example")
        self.put_there(Kind.CUSTOMER, "Old Mill", email="mill@example.com", active=False)
        for name in ("Twin One", "Twin Two"):
            self.put_there(Kind.CUSTOMER, name, email="twins@example.com")
        self.put_there(Kind.ITEM, "Stock", sku="STOCK", details={"keeps_stock": True})
        self.put_there(Kind.ITEM, "Sub", sku="SUB", details={"sellable": False})
        expected = {
            self.shopper("Weaver", "info@baker.example"): "customer_probable",
            self.shopper("Old Mill", "mill@example.com"): "customer_inactive",
            self.shopper("Twins", "twins@example.com"): "customer_ambiguous",
            self.shopper("Nobody", "nobody@example.com"): "customer_asked",
            self.shopper("Silent"): "customer_key_missing",
            self._service("Stock", "STOCK"): "item_keeps_stock",
            self._service("Subtotal", "SUB"): "item_name_taken",
            self._service("No such", "NONE"): "item_asked",
            self._service("No code", False): "item_key_missing",
        }
        self.turn(connection)
        for record, reason in expected.items():
            with self.subTest(reason):
                self.assertEqual(self.said(connection, record), ("review", reason))
        twins = self.env["bridge.issue"].search([("reason", "=", "customer_ambiguous")])
        self.assertEqual(set(twins.candidate_ids.mapped("name")), {"Twin One", "Twin Two"})
        self.assertIn("Twin One", twins.binding_id.evidence_text)
        self.turn(connection)
        self.assertEqual(self.looked_at(connection), 0, "a second run has nothing to look at")
        self.assertEqual(connection.customer_issue_count, 5)
        self.assertEqual(connection.customer_counts, "matched 1 · to review 5")

    def test_what_is_created_always_is_no_question(self):
        connection = self.ahead(create_missing_customer="always")
        nobody = self.shopper("Nobody", "nobody@example.com")
        self.turn(connection)
        self.assertEqual(self.said(connection, nobody), ("create", False))
        self.assertFalse(self.env["bridge.transfer"].search([("connection_id", "=", connection.id)]))
        self.assertIn("will be created 1", connection.customer_counts)

    def test_policies_and_words(self):
        connection = self.ahead(create_missing_customer="never")
        nobody, silent = self.shopper("Nobody", "nobody@example.com"), self.shopper("Silent")
        self.turn(connection)
        self.assertEqual(self.said(connection, nobody), ("review", "customer_missing"))
        issue = self.link(connection, silent).issue_id
        self.assertEqual(
            issue.reason_text, 'Customer "Silent" has no billing e-mail, by which customers are known in Double.'
        )
        self.assertEqual(issue.cures[0]["label"], "Enter e-mail")

    def test_name_leads_where_one_side_has_no_key(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Carter & Sons")
        self.put_there(Kind.CUSTOMER, "Dyer", email="other@example.com")
        carter, dyer = self.shopper("Carter & Sons"), self.shopper("Dyer", "dyer@example.com")
        self.turn(connection)
        self.assertEqual(self.link(connection, carter).external_id, there)
        self.assertEqual(self.said(connection, dyer), ("review", "customer_probable"))

    def test_two_hundred_with_one_email(self):
        connection = self.ahead()
        for number in range(200):
            self.put_there(Kind.CUSTOMER, f"Store {number:03}", email="Bills@Chain.example")
        stores = self.env["res.partner"].create(
            [
                {"name": f"Store {number:03}", "email": "bills@chain.example", "is_company": True, "customer_rank": 1}
                for number in range(199)
            ]
        )
        stranger = self.shopper("Head office", "bills@chain.example")
        self.turn(connection)
        links = self.env["bridge.binding"].search([("partner_id", "in", (stores | stranger).ids)])
        self.assertEqual(set(links.mapped("external_id")), {False}, "nobody is guessed")
        issues = links.issue_ids
        self.assertEqual(len(issues), 200)
        named = issues.filtered(lambda issue: issue.reason == "customer_probable")
        self.assertEqual(len(named), 199)
        # Each is most likely the one that is also called so: one press each, or all at once.
        for issue in named[:3]:
            self.assertEqual(issue.candidate_ids.name, issue.binding_id.partner_id.name)
        rest = issues - named
        self.assertEqual((rest.reason, rest.binding_id.partner_id), ("customer_key_shared", stranger))
        self.assertIn("bills@chain.example", rest.reason_text)
        self.assertIn("(+194)", rest.reason_text)
        self.assertLess(len(rest.reason_text), 400)

    def test_edges_of_emails(self):
        connection = self.ahead()
        there = {
            email: self.put_there(Kind.CUSTOMER, f"{name} there", email=email)
            for name, email in (
                ("Capitals", "Capital.Letters@Example.COM"),
                ("Plus", "plus+books@example.com"),
                ("Several", "first@example.com"),
                ("Umlaut", "jörg@example.com"),
                ("Straße", "strasse@example.com"),
            )
        }
        linked = {
            self.shopper("Capitals", "capital.letters@example.com"): "Capital.Letters@Example.COM",
            self.shopper("Plus", "PLUS+BOOKS@example.com"): "plus+books@example.com",
            self.shopper("Several", "first@example.com; second@example.com"): "first@example.com",
            self.shopper("Umlaut", '"Jörg" <JÖRG@example.com>'): "jörg@example.com",
        }
        asked = {
            # No plus sign is another address.
            self.shopper("Plus two", "plus@example.com"): "customer_asked",
            # One of two who are folded to the same.
            self.shopper("Straße 1", "STRASSE@example.com"): "customer_key_shared",
            self.shopper("Straße 2", "straße@example.com"): "customer_key_shared",
        }
        self.turn(connection)
        for partner, email in linked.items():
            with self.subTest(partner.name):
                self.assertEqual(self.link(connection, partner).external_id, there[email])
        for partner, reason in asked.items():
            with self.subTest(partner.name):
                self.assertEqual(self.said(connection, partner), ("review", reason))

    def test_one_of_several_addresses_is_somebody_else_s(self):
        """The first address counts on both sides, and it counts for everybody who has it."""
        connection = self.ahead()
        self.put_there(Kind.CUSTOMER, "Gray", email="gray@example.com")
        first = self.shopper("Gray", "gray@example.com; other@example.com")
        second = self.shopper("Gray West", "gray@example.com")
        self.turn(connection)
        # One is also called so: probably it. The other is asked about.
        self.assertEqual(self.said(connection, first), ("review", "customer_probable"))
        self.assertEqual(self.said(connection, second), ("review", "customer_key_shared"))

    def test_invoice_address_is_the_billing_email(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Hill", email="pay@hill.example")
        self.put_there(Kind.CUSTOMER, "Hill office", email="office@hill.example")
        hill = self.shopper("Hill", "office@hill.example")
        self._customer(False, parent_id=hill.id, type="invoice", email="pay@hill.example", is_company=False)
        self.turn(connection)
        link = self.link(connection, hill)
        self.assertEqual((link.external_id, link.record_key), (there, "pay@hill.example"))

    def test_edges_of_skus(self):
        connection = self.ahead()
        there = {sku: self.put_there(Kind.ITEM, f"Item {sku}", sku=sku) for sku in ("007", "A B-1", "Ünï-9", "STRASSE")}
        linked = {
            self._service("Seven", "007"): "007",
            self._service("Spaced", " ab-1 "): "A B-1",
            self._service("Unicode", "ÜNÏ-9"): "Ünï-9",
        }
        asked = {
            self._service("No zeros", "7"): "item_asked",
            self._service("Twin 1", "TW 1"): "item_key_shared",
            self._service("Twin 2", "tw1"): "item_key_shared",
            self._service("Sharp", "straße"): "item_key_shared",
            self._service("Double", "strasse"): "item_key_shared",
            self._service("Blank", "   "): "item_key_missing",
        }
        self.turn(connection)
        for product, sku in linked.items():
            with self.subTest(product.name):
                self.assertEqual(self.link(connection, product).external_id, there[sku])
        for product, reason in asked.items():
            with self.subTest(product.name):
                self.assertEqual(self.said(connection, product), ("review", reason))
        issue = self.link(connection, self.env["product.product"].search([("name", "=", "Twin 1")])).issue_id
        self.assertIn("Twin 2", issue.reason_text)

    def test_products_of_one_name_are_not_told_apart_by_it(self):
        connection = self.ahead()
        self.put_there(Kind.ITEM, "Repair")
        first, second = self._service("Repair", "R1"), self._service("Repair", "R2")
        self.turn(connection)
        self.assertEqual(self.said(connection, first), ("review", "item_ambiguous"))
        self.assertEqual(self.said(connection, second), ("review", "item_ambiguous"))

    def test_two_that_would_take_one_entry(self):
        """By its reference the one, by its name the other: nobody says which."""
        connection = self.ahead()
        self.put_there(Kind.ITEM, "Polish")
        one, other = self._service("Wax", "Polish"), self._service("Polish", "P1")
        self.turn(connection)
        for product in (one, other):
            self.assertEqual(self.said(connection, product), ("review", "item_ambiguous"))

    def test_archived_and_unsold_are_left_alone(self):
        connection = self.ahead()
        there = self.put_there(Kind.ITEM, "Old one", sku="SAME")
        old, new = self._service("Old", "SAME", active=False), self._service("Old one", "SAME")
        unsold = self._service("Bought only", "BUY", sale_ok=False)
        vendor = self._customer("Vendor", email="v@example.com")
        self.turn(connection)
        self.assertEqual(self.link(connection, new).external_id, there)
        for record in (old, unsold, vendor):
            self.assertFalse(self.link(connection, record))

    def test_archived_later_is_asked_about_no_more(self):
        connection = self.ahead()
        product = self._service("No such", "NONE")
        self.turn(connection)
        self.assertEqual(self.said(connection, product), ("review", "item_asked"))
        product.active = False
        self.turn(connection)
        self.assertEqual(self.said(connection, product), ("new", False))
        product.active = True
        self.turn(connection)
        self.assertEqual(self.said(connection, product), ("review", "item_asked"))

    def test_one_partner_of_two_companies(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Acme", email="a@acme.example")
        ours = self.shopper("Acme", "a@acme.example")
        self.shopper("Acme", "a@acme.example", company_id=self.company_b.id)
        self.turn(connection)
        self.assertEqual(self.link(connection, ours).external_id, there, "what is elsewhere is not ours to count")
        links = self.env["bridge.binding"].search([("connection_id", "=", connection.id), ("kind", "=", "customer")])
        self.assertEqual(links.partner_id, ours | self.customer)
        connection.action_disconnect()
        DoubleLedger.entries.clear()
        other = self.connection(company=self.company_b, enabled=False, create_missing_customer="ask")
        other.customer_key = "email"
        self.put_there(Kind.ACCOUNT, "Sales")
        self.put_there(Kind.CUSTOMER, "Acme", email="a@acme.example")
        self.connect(other)
        other.customers_ahead = True
        self.turn(other)
        self.assertEqual(len(self.link(other, ours)), 1, "a shared partner has a link for each connection")
        self.assertEqual(self.said(other, ours)[1], "customer_key_shared", "there two of them have the address")


@tagged("post_install", "-at_install")
class TestFollowing(AheadCase):
    """What changes on either side is looked at again, and nothing else."""

    def test_edit_touches_one_record(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Acme", email="new@acme.example")
        acme = self.shopper("Acme office", "old@acme.example")
        others = [self.shopper(f"Other {number}", f"o{number}@example.com") for number in range(5)]
        self.turn(connection)
        self.assertEqual(self.said(connection, acme), ("review", "customer_asked"))
        before = self.link(connection, others[0]).judged_at
        acme.email = "new@acme.example"
        self.turn(connection)
        self.assertEqual(self.looked_at(connection), 1)
        self.assertEqual(self.link(connection, acme).external_id, there)
        self.assertEqual(self.said(connection, acme), ("matched", False))
        self.assertEqual(self.link(connection, others[0]).judged_at, before)
        self.assertFalse(self.env["bridge.change"].search([("of_match", "=", True)]))

    def test_who_shared_a_key_is_looked_at_with_it(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Gray", email="gray@example.com")
        stays, leaves = self.shopper("Gray East", "gray@example.com"), self.shopper("Gray West", "gray@example.com")
        self.turn(connection)
        self.assertEqual(self.said(connection, stays), ("review", "customer_key_shared"))
        leaves.email = "west@example.com"
        self.turn(connection)
        self.assertEqual(self.looked_at(connection), 2)
        self.assertEqual(self.link(connection, stays).external_id, there)
        self.assertEqual(self.said(connection, leaves), ("review", "customer_asked"))

    def test_news_of_the_ledger(self):
        connection = self.ahead()
        acme, other = self.shopper("Acme", "a@acme.example"), self.shopper("Other", "o@example.com")
        self.turn(connection)
        self.assertEqual(self.said(connection, acme), ("review", "customer_asked"))
        there = self.put_there(Kind.CUSTOMER, "Acme Ltd", email="a@acme.example")
        self.turn(connection)
        self.assertEqual(self.looked_at(connection), 1)
        self.assertEqual(self.link(connection, acme).external_id, there)
        # It was some other one's address, and is this one's now.
        DoubleLedger.change(there, email="elsewhere@example.com")
        second = self.put_there(Kind.CUSTOMER, "The Other Co", email="x@example.com")
        self.turn(connection)
        DoubleLedger.change(second, email="o@example.com")
        self.turn(connection)
        self.assertEqual(self.link(connection, other).external_id, second)

    def test_two_there_become_one(self):
        connection = self.ahead()
        kept = self.put_there(Kind.CUSTOMER, "Acme", email="a@acme.example")
        other = self.put_there(Kind.CUSTOMER, "Acme two", email="a@acme.example")
        acme = self.shopper("Acme Pty", "a@acme.example")
        self.turn(connection)
        self.assertEqual(self.said(connection, acme), ("review", "customer_ambiguous"))
        DoubleLedger.change(other, email="two@acme.example")
        self.turn(connection)
        self.assertEqual(self.link(connection, acme).external_id, kept)

    def test_gone_there_is_a_question(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Acme", email="a@acme.example")
        acme = self.shopper("Acme", "a@acme.example")
        self.turn(connection)
        self.assertEqual(self.said(connection, acme), ("matched", False))
        del DoubleLedger.entries[there]
        self.env["bridge.flow"].search([("connection_id", "=", connection.id)]).watermark = False
        # By the clock of the database: what a session does not meet was written before it began.
        self.env.cr.execute("UPDATE bridge_remote_record SET write_date = '2020-01-01'")
        self.turn(connection)
        self.assertEqual(self.said(connection, acme), ("review", "customer_gone"))

    def test_person_says_create(self):
        connection = self.ahead()
        nobody = self.shopper("Nobody", "nobody@example.com")
        self.turn(connection)
        self.cure(self.link(connection, nobody).issue_id, "create")
        self.turn(connection)
        self.assertEqual(self.said(connection, nobody), ("matched", False))
        self.assertIn("Nobody", [entry.name for entry in DoubleLedger.entries.values()])

    def test_new_product_is_created_there_where_all_are(self):
        connection = self.ahead(create_missing_item="always")
        old = self._service("Old", "OLD")
        self.env.cr.execute("UPDATE product_product SET create_date = '2020-01-01' WHERE id = %s", [old.id])
        self.env.invalidate_all()
        new = self._service("New", "NEW-1")
        self.env.cr.execute("UPDATE product_product SET create_date = '2100-01-01' WHERE id = %s", [new.id])
        self.turn(connection)
        self.assertEqual(self.said(connection, old), ("create", False))
        self.turn(connection)
        self.assertEqual(self.said(connection, new), ("matched", False))
        self.assertIn("NEW-1", [entry.name for entry in DoubleLedger.entries.values()])

    def test_switched_off(self):
        connection = self.ahead()
        nobody = self.shopper("Nobody", "nobody@example.com")
        self.turn(connection)
        connection.customers_ahead = False
        self.env.invalidate_all()
        self.assertEqual(self.said(connection, nobody), ("new", False))
        self.assertEqual(connection.customer_issue_count, 0)
        nobody.email = "somebody@example.com"
        self.assertFalse(self.env["bridge.change"].search([("of_match", "=", True)]))
        self.turn(connection)
        self.assertEqual(self.said(connection, nobody), ("new", False))

    def test_before_it_is_enabled(self):
        """Who is who is settled while nothing may be sent yet."""
        connection = self.connection(enabled=False)
        connection.customer_key = "email"
        connection.customers_ahead = True
        self.put_there(Kind.ACCOUNT, "Sales")
        there = self.put_there(Kind.CUSTOMER, "Acme", email="a@acme.example")
        acme = self.shopper("Acme", "a@acme.example")
        self.connect(connection)
        self.turn(connection)
        self.assertEqual(connection.state, "connecting")
        self.assertEqual(self.link(connection, acme).external_id, there)

    def test_run_that_runs_out_is_gone_on_with(self):
        connection = self.ahead()
        for number in range(7):
            self.shopper(f"Shopper {number}", f"s{number}@example.com")
        session_id = self._session(connection)
        with patch.object(matching_ahead, "CHUNK", 3), patch.object(matching_ahead, "time", _Clock(3)):
            self.assertFalse(matching_ahead.match(self.env, session_id, 60, deadline=2))
        session = self.env["bridge.session"].browse(session_id)
        self.env.invalidate_all()
        self.assertTrue(0 < session.matching_left < 9)
        self.assertTrue(session.matched)
        self.assertIn("matched", session._loading_words())
        session.to_read = False
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            left = crank.finish(self.env(cr=cr), session_id)
        self.assertEqual(left, session.matching_left, "the schedule comes back for the rest")
        self.turn(connection)
        self.assertFalse(connection.last_session_id.matching_left)
        self.assertEqual(connection.customer_issue_count, 7)

    def _session(self, connection):
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            return crank.begin(self.env(cr=cr), connection.id, "schedule", 60)


class _Clock:
    """Time that is up after some looks at it."""

    def __init__(self, looks):
        self.looks = looks

    def monotonic(self):
        self.looks -= 1
        return 0 if self.looks > 0 else 999
