"""The key of a match is entered where it is asked for; and what matching ahead costs."""

import time
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import crank, matching_ahead
from ..ledgers.documents import Kind
from .ahead_case import AheadCase
from .double import DoubleLedger


@tagged("post_install", "-at_install")
class TestKeyInTheRow(AheadCase):
    """The e-mail and the SKU are entered where they are asked for, and looked up at once, without the network."""

    def test_email_frees_what_waits(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Silent Partners", email="s@silent.example")
        silent = self.shopper("Silent")
        move = self.invoice(customer=silent)
        self.release(move)
        self.turn(connection)
        self.assertEqual((move.bridge_state, self.said(connection, silent)[1]), ("rejected", "customer_key_missing"))
        sent = len(DoubleLedger.sent)
        self.as_("user", self.link(connection, silent)).action_set_key(" S@silent.example ")
        self.env.invalidate_all()
        self.assertEqual(len(DoubleLedger.sent), sent, "nothing is called")
        self.assertEqual(silent.email, "S@silent.example")
        self.assertEqual(self.link(connection, silent).external_id, there)
        self.assertEqual((self.said(connection, silent), move.bridge_state), (("matched", False), "queued"))
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed")

    def test_goes_to_the_address_that_it_is_read_from(self):
        connection = self.ahead()
        hill = self.shopper("Hill", "office@hill.example")
        billing = self._customer(False, parent_id=hill.id, type="invoice", email="b@hill.example", is_company=False)
        self.turn(connection)
        link = self.link(connection, hill)
        self.assertEqual(link.record_key, "b@hill.example")
        self.as_("user", link).action_set_key("pay@hill.example")
        self.env.invalidate_all()
        self.assertEqual((billing.email, hill.email), ("pay@hill.example", "office@hill.example"))
        self.assertEqual(link.record_key, "pay@hill.example")

    def test_sku(self):
        connection = self.ahead()
        there = self.put_there(Kind.ITEM, "Blue", sku="BLUE")
        product = self._service("Colour", False)
        self.turn(connection)
        self.assertEqual(self.said(connection, product), ("review", "item_key_missing"))
        self.as_("user", self.link(connection, product)).action_set_key("blue")
        self.env.invalidate_all()
        self.assertEqual((product.default_code, self.link(connection, product).external_id), ("blue", there))

    def test_another_reason_takes_the_place_of_the_first(self):
        connection = self.ahead()
        silent = self.shopper("Silent")
        self.turn(connection)
        self.as_("user", self.link(connection, silent)).action_set_key("nobody@example.com")
        self.env.invalidate_all()
        self.assertEqual(self.said(connection, silent), ("review", "customer_asked"))

    def test_what_is_none_is_refused(self):
        connection = self.ahead()
        silent, product = self.shopper("Silent"), self._service("Bare", False)
        self.turn(connection)
        for record, value in ((silent, "no address"), (silent, ""), (product, "  ")):
            with self.subTest(value), self.assertRaises(UserError):
                self.as_("user", self.link(connection, record)).action_set_key(value)
        self.assertFalse(silent.email)

    def test_who_may(self):
        connection = self.ahead()
        silent = self.shopper("Silent")
        self.turn(connection)
        link = self.link(connection, silent)
        with self.assertRaises(AccessError):
            self.seen_by(self.billing, link).action_set_key("a@example.com")
        with self.assertRaises(AccessError):
            self.as_("manager", link, "b").action_set_key("a@example.com")
        with self.assertRaises(AccessError):
            self.as_("user", link).match_state = "matched"
        self.assertFalse(silent.email)

    def test_without_matching_ahead(self):
        connection = self.connection(create_missing_customer="ask")
        connection.customer_key = "email"
        there = self.put_there(Kind.CUSTOMER, "Acme Ltd", email="a@acme.example")
        acme = self.shopper("Acme")
        move = self.invoice(customer=acme)
        self.release(move)
        self.turn(connection)
        self.assertEqual(self.said(connection, acme), ("review", "customer_asked"), "a missing key is no reason then")
        self.as_("user", self.link(connection, acme)).action_set_key("a@acme.example")
        self.turn(connection)
        self.assertEqual((self.link(connection, acme).external_id, move.bridge_state), (there, "processed"))

    def test_dialog_of_the_cure(self):
        connection = self.ahead()
        there = self.put_there(Kind.CUSTOMER, "Silent Partners", email="s@silent.example")
        silent = self.shopper("Silent")
        self.turn(connection)
        action = self.cure(self.link(connection, silent).issue_id, "enter_email", "user")
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizard = self.as_("user", wizards).create({"entered": "s@silent.example"})
        self.assertEqual(wizard.record_name, "Silent")
        wizard.action_save()
        self.env.invalidate_all()
        self.assertEqual(self.link(connection, silent).external_id, there)

    def test_preview_offers_it(self):
        self.ahead()
        silent = self.shopper("Silent")
        move = self.invoice(customer=silent)
        action = self.as_("user", move).action_bridge_release()
        (line,) = self.as_("user", self.env["bridge.release"].browse(action["res_id"])).line_ids
        self.assertEqual((line.level, line.cures[0]["label"]), ("blocked", "Enter e-mail"))
        self.assertIn("has no billing e-mail", line.text)
        place = line.with_context(cure="enter_email").action_cure()
        wizards = self.env[place["res_model"]].with_context(**place["context"])
        self.as_("user", wizards).create({"entered": "s@silent.example"}).action_save()
        self.env.invalidate_all()
        self.assertEqual(silent.email, "s@silent.example")


@tagged("post_install", "-at_install")
class TestCostsAhead(AheadCase):
    """Counted, not timed."""

    def _counted(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _run_of(self, connection, count, base):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Run {base} {number}",
                    # Some are linked, some are asked about, some share, some have none.
                    "email": (f"r{base}x{number}@example.com", f"shared{base}@example.com", False)[number % 3],
                    "customer_rank": 1,
                }
                for number in range(count)
            ]
        )
        for number in range(0, count, 6):
            self.put_there(Kind.CUSTOMER, f"Run {base} {number} there", email=f"r{base}x{number}@example.com")
        with patch.object(type(connection), "_matches_ahead", lambda self, kind: False):
            self.turn(connection)
        session_id = self._session(connection)
        cost = self._counted(lambda: matching_ahead.match(self.env, session_id, 60, time.monotonic() + 600))
        with self.env.registry.cursor() as cr:
            crank.finish(self.env(cr=cr), session_id)
        self.assertEqual(self.env["bridge.binding"].search_count([("partner_id", "in", partners.ids)]), count)
        return cost

    def _session(self, connection):
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            return crank.begin(self.env(cr=cr), connection.id, "schedule", 60)

    def test_chunk_costs_the_same_whatever_its_size(self):
        connection = self.ahead()
        self.turn(connection)
        few, many = self._run_of(connection, 12, 1), self._run_of(connection, 120, 2)
        self.assertLessEqual(many, few + 8, (few, many))

    def test_nothing_to_do_costs_one_query(self):
        connection = self.ahead()
        self.turn(connection)
        connection = self.env["bridge.connection"].browse(connection.id)
        connection._matches_ahead(Kind.ITEM), connection.first_read_at
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.assertFalse(matching_ahead.is_due(connection))
        self.assertEqual(self.cr.sql_log_count - before, 1)

    def test_opening_a_tab_costs_the_same_whatever_its_rows(self):
        connection = self.ahead()

        def read():
            rows = {
                name: {}
                for name in ("record_name", "record_key", "match_state", "issue_text", "cures", "evidence_text")
            } | {"remote_record_id": {"fields": {"display_name": {}}}}
            self.as_("user", connection).web_read(
                {
                    "customer_binding_ids": {"fields": rows, "limit": 40, "order": "match_state desc, id"},
                    "customer_counts": {},
                    "item_counts": {},
                }
            )

        for number in range(10):
            self.shopper(f"One {number}", f"one{number}@example.com")
        self.turn(connection)
        few = self._counted(read)
        for number in range(90):
            self.shopper(f"More {number}", (f"more{number}@example.com", False)[number % 2])
        self.turn(connection)
        self.assertLessEqual(self._counted(read), few + 2)
