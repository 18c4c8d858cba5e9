"""Whether a mapping is complete, and what its taxes come to on both sides."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import gaps, in_use
from ..ledgers.documents import Kind
from .common import BridgeCommon


@tagged("post_install", "-at_install")
class TestMappingGaps(BridgeCommon):
    """Everything that documents use and that has no counterpart, with a button that leads to where it is chosen."""

    def setUp(self):
        super().setUp()
        self.put_there(Kind.ITEM, "CONS")
        self.put_there(Kind.TAX, "Eight")
        self.con = self.connection(date_from=fields.Date.today())
        self.reader = self.as_("bookkeeper", self.con)

    def there(self, kind, name, **values):
        number = self.env["bridge.remote.record"].search_count([]) + 1
        values = {"name": name, "full_name": name, "match_key": name.lower(), "details": {}, **values}
        return self.env["bridge.remote.record"].create(
            {"connection_id": self.con.id, "kind": kind, "remote_id": f"R{number}", **values}
        )

    def maps(self, kind, column, ours, theirs):
        values = {"connection_id": self.con.id, "kind": kind, column: ours.id, "remote_record_id": theirs.id}
        return self.env["bridge.mapping"].create(values)

    def gaps(self):
        """Return ``{key: row}``."""
        self.env.flush_all()
        return {row["key"]: row for row in self.reader._mapping_gaps()}

    def press(self, key, rank="bookkeeper"):
        return self.as_(rank, self.con).with_context(gap=key).action_close_gap()

    def test_nothing_is_missing(self):
        self.invoice()
        self.assertEqual(self.gaps(), {})
        self.assertEqual(self.reader.mapping_gap_text, "Nothing is missing.")
        self.con.sudo().write({"state": "connecting", "enabled_at": False})
        self.assertNotIn("Not mapped", self.reader.clash_text or "")

    def test_taxes(self):
        """A tax that documents bear, with the number of documents; one that nobody uses is no gap."""
        self.invoice(self.line(taxes=[self.tax_8]))
        self.invoice(self.line(taxes=[self.tax_8]), self.line(taxes=[self.tax_8]))
        gaps = self.gaps()
        key = f"tax:{self.tax_8.id}"
        self.assertEqual(list(gaps), [key])
        self.assertEqual((gaps[key]["level"], gaps[key]["count"], gaps[key]["allowed"]), ("blocked", 2, True))
        self.assertEqual(gaps[key]["why"], "2 documents bear it: they are rejected.")
        self.assertEqual(self.reader.mapping_gap_text, "Not mapped: 1 for which documents are rejected.")
        action = self.press(key)
        self.assertEqual((action["res_model"], action["res_id"]), ("bridge.mapping", False))
        mapping = self.as_("bookkeeper", self.env["bridge.mapping"]).with_context(**action["context"])
        mapping.create({"remote_record_id": self.mirrored(self.con, Kind.TAX, "Eight").id})
        self.assertEqual(self.gaps(), {})

    def test_tax_lines_and_computed_tax(self):
        """Where tax travels as lines its parts are asked for; where the ledger computes it, none are."""
        parts = self._tax("Part 3", 3) | self._tax("Part 5", 5)
        group = self.env["account.tax"].create(
            {
                "name": "Both",
                "amount_type": "group",
                "type_tax_use": "sale",
                "company_id": self.company_a.id,
                "children_tax_ids": [(6, 0, parts.ids)],
            }
        )
        self.invoice(self.line(taxes=[group]))
        self.assertEqual(list(self.gaps()), [f"tax:{group.id}"])
        self.con.sudo().enabled_at = False
        self.con.sudo().tax_style = "lines"
        self.assertEqual(set(self.gaps()), {f"tax:{part.id}" for part in parts})
        self.con.sudo().write({"tax_style": "codes", "company_details": {"automated_tax": True}})
        self.assertEqual(self.gaps(), {})

    def test_products_by_category(self):
        """What a run links or creates by itself is no gap; the rest is told by category, with what becomes of it."""
        night = self.env["product.category"].create({"name": "Night"})
        lamps, ropes = (self._service(name, name.upper(), categ_id=night.id) for name in ("Lamps", "Ropes"))
        self.invoice(self.line(), self.line(product=lamps), self.line(product=ropes))
        self.assertEqual(self.gaps(), {})
        for policy, level in (("ask", "waiting"), ("never", "blocked")):
            self.con.create_missing_item = policy
            (gap,) = self.gaps().values()
            self.assertEqual((gap["key"], gap["level"]), (f"category:{night.id}", level))
            self.assertIn("Lamps", gap["what"])
            self.assertIn("Ropes", gap["what"])
        self.maps("product", "product_id", lamps, self.mirrored(self.con, Kind.ITEM, "CONS"))
        (gap,) = self.gaps().values()
        self.assertNotIn("Lamps", gap["what"])
        action = self.press(gap["key"])
        self.assertEqual(action["context"]["default_category_id"], night.id)
        self.maps("category", "category_id", night, self.mirrored(self.con, Kind.ITEM, "CONS"))
        self.assertEqual(self.gaps(), {})

    def test_lines_without_a_product(self):
        """They need the item of the connection, which a manager chooses, or a mapping of their account."""
        bare = self.line(product=self.env["product.product"], name="By hand", price=12.0)
        move = self.invoice(bare)
        (gap,) = self.gaps().values()
        self.assertEqual((gap["key"], gap["level"], gap["count"]), ("setting:line_item_id", "blocked", 1))
        self.assertEqual((gap["allowed"], gap["button"]), (False, "Ask a Bridge Manager"))
        with self.assertRaises(AccessError):
            self.press(gap["key"])
        action = self.press(gap["key"], "manager")
        self.assertEqual((action["res_model"], action["res_id"]), ("bridge.connection", self.con.id))
        item = self.mirrored(self.con, Kind.ITEM, "CONS")
        self.maps("line", "account_id", move.invoice_line_ids.account_id, item)
        self.assertEqual(self.gaps(), {})
        self.con.mapping_ids.unlink()
        self.con.line_item_id = item
        self.assertEqual(self.gaps(), {})

    def test_terms_numbers_and_what_is_gone(self):
        terms = self.env["account.payment.term"].create({"name": "Net 44"})
        self.invoice(invoice_payment_term_id=terms.id)
        key = f"term:{terms.id}"
        self.assertEqual(self.gaps()[key]["level"], "default")
        row = self.there("term", "Net forty-four")
        mapping = self.maps("term", "term_id", terms, row)
        self.assertEqual(self.gaps(), {})
        row.is_active = False
        (gap,) = self.gaps().values()
        self.assertEqual((gap["key"], gap["level"]), (f"mapping:{mapping.id}", "blocked"))
        self.assertEqual(self.press(gap["key"])["res_id"], mapping.id)
        row.is_active = True
        move = self.invoice(name="INVOICE/2026/000000000000001")
        (gap,) = self.gaps().values()
        self.assertEqual((gap["key"], gap["level"]), (f"journal:{move.journal_id.id}", "blocked"))
        self.assertIn("INVOICE/2026/000000000000001", gap["why"])

    def test_classes_where_others_have_one(self):
        plan = self.env["account.analytic.plan"].create({"name": "Places"})
        north, south = self.env["account.analytic.account"].create(
            [{"name": name, "plan_id": plan.id} for name in ("North", "South")]
        )
        self.con.sudo().company_details = {"class_tracking": True}
        self.invoice(self.line(analytic_distribution={str(north.id): 60, str(south.id): 40}))
        self.assertEqual(self.gaps(), {})
        self.maps("tracking", "analytic_id", north, self.there("tracking", "North"))
        (gap,) = self.gaps().values()
        self.assertEqual((gap["key"], gap["level"]), (f"tracking:{south.id}", "default"))

    def test_payments(self):
        """Money of a journal, and what is written off, where the connection has no default."""
        self.con.sends_payments = True
        invoice = self.invoice()
        loss = self.company_data["default_account_expense"]
        pay = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        pay.create(
            {"amount": 90.0, "payment_difference_handling": "reconcile", "writeoff_account_id": loss.id}
        ).action_create_payments()
        bank = self.company_data["default_journal_bank"]
        self.assertEqual(set(self.gaps()), {f"deposit:{bank.id}", f"account:{loss.id}"})
        sales = self.mirrored(self.con, Kind.ACCOUNT, "Sales")
        self.maps("deposit", "journal_id", bank, sales)
        self.con.discount_account_id = sales
        self.assertEqual(self.gaps(), {})

    def test_only_what_counts(self):
        """Drafts, other companies, and what is older than last month and than the start date, are not looked at."""
        since = self.reader._gaps_since()
        self.invoice(self.line(taxes=[self.tax_8]), post=False)
        self.invoice(self.line(taxes=[self.tax_8]), invoice_date=fields.Date.subtract(since, days=1))
        self.assertEqual(self.gaps(), {})
        self.invoice(self.line(taxes=[self.tax_8]), invoice_date=since)
        self.assertEqual(len(self.gaps()), 1)

    def test_costs_the_same_whatever_the_number_of_documents(self):
        self.invoice(self.line(taxes=[self.tax_8]))
        costs = []
        for _time in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.reader._mapping_gaps()
            costs.append(self.cr.sql_log_count - before)
            for _document in range(5):
                product = self._service("More", f"MORE-{_document}")
                self.invoice(self.line(taxes=[self.tax_8]), self.line(product=product, taxes=[self.tax_included]))
        self.assertLessEqual(costs[1], costs[0] + 4, costs)

    def test_a_page_computes_it_once(self):
        """What is not mapped and what is to be looked at stand on the same page, which loads itself again."""
        self.con.sudo().write({"state": "connecting", "enabled_at": False})
        self.invoice(self.line(taxes=[self.tax_8]))
        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(gaps, "find", side_effect=gaps.find) as found:
            (row,) = self.reader.read(["clash_text", "mapping_gaps", "mapping_gap_text"])
        self.assertIn("- Not mapped: 1 for which documents would be rejected.", row["clash_text"])
        self.assertEqual(len(row["mapping_gaps"]), 1)
        self.assertEqual(found.call_count, 1)

    def test_what_is_used_is_gone_through_once(self):
        """However many products documents use: not once for each of them."""

        class Used(dict):
            rounds = 0

            def items(self):
                self.rounds += 1
                return dict.items(self)

        self.con.create_missing_item = "never"
        rounds = []
        for number in (1, 5):
            products = [self._service("More", f"MORE-{number}-{one}") for one in range(number)]
            move = self.invoice(*(self.line(product=product) for product in products))
            self.env.flush_all()
            account = move.invoice_line_ids.account_id.id
            used = Used({(product.id, account): 2 for product in products})
            with patch.object(in_use, "products", return_value=used):
                gaps_found = self.gaps().values()
            self.assertEqual(sum(gap["count"] for gap in gaps_found), 2 * number)
            rounds.append(used.rounds)
        self.assertEqual(rounds[0], rounds[1])

    def test_what_may_be_pressed(self):
        """Who may not map is told whom to ask; what is no gap opens nothing."""
        self.invoice(self.line(taxes=[self.tax_8]))
        key = f"tax:{self.tax_8.id}"
        (row,) = self.as_("user", self.con)._mapping_gaps()
        self.assertEqual((row["allowed"], row["button"]), (False, "Ask a Bridge Bookkeeper"))
        with self.assertRaises(AccessError):
            self.press(key, "user")
        for strange in ("", "tax:", "tax:0x1", "tax:-1", "tax:99999999", "setting:seal", "name:1", "tax:1:2"):
            with self.subTest(key=strange), self.assertRaises(UserError):
                self.press(strange, "manager")

    def test_the_page(self):
        action = self.as_("user", self.con).action_mapping_gaps()
        view = self.as_("user", self.con).get_view(action["views"][0][0], "form")
        self.assertIn("bridge_gaps", view["arch"])
        self.assertNotIn('name="action_test_taxes"', view["arch"])
        self.assertIn('name="action_test_taxes"', self.reader.get_view(action["views"][0][0], "form")["arch"])


@tagged("post_install", "-at_install")
class TestTaxComparison(BridgeCommon):
    """The rates of both sides, and an amount computed on both."""

    def setUp(self):
        super().setUp()
        self.con = self.connection()

    def maps(self, ours, name, rate, **details):
        row = self.env["bridge.remote.record"].create(
            {
                "connection_id": self.con.id,
                "kind": "tax",
                "remote_id": name,
                "full_name": name,
                "details": {"rate": rate, **details},
            }
        )
        return self.env["bridge.mapping"].create(
            {"connection_id": self.con.id, "kind": "tax", "tax_id": ours.id, "remote_record_id": row.id}
        )

    def computed(self, amount):
        """Return ``{tax: (base, ours, theirs, verdict)}``, to the cent."""
        action = self.as_("bookkeeper", self.con).action_test_taxes()
        page = self.as_("bookkeeper", self.env["bridge.tax.test"].browse(action["res_id"]))
        page.amount = amount
        return {
            line.tax_name: (f"{line.base:.2f}", f"{line.ours:.2f}", f"{line.theirs:.2f}", line.verdict)
            for line in page.line_ids
        }

    def test_rates_side_by_side(self):
        odd = self._tax("Fixed", 3, amount_type="fixed")
        same, other = self.maps(self.tax_8, "City", "8.0"), self.maps(self.tax_included, "Elsewhere", "14.5")
        unknown = self.maps(odd, "Odd", "3")
        self.assertEqual(
            [(one.our_rate, one.their_rate, one.rate_verdict) for one in same | other | unknown],
            [("8", "8", "same"), ("15", "14.5", "other"), ("", "3", "unknown")],
        )

    def test_the_rate_behind_a_code(self):
        self.env["bridge.remote.record"].create(
            {"connection_id": self.con.id, "kind": "tax", "remote_id": "T9", "details": {"rate": "8"}}
        )
        mapping = self.maps(self.tax_8, "Code", "", tax={"id": "T9"})
        self.assertEqual((mapping.their_rate, mapping.rate_verdict), ("8", "same"))

    def test_both_sides_to_the_cent(self):
        quarter = self._tax("8.25", 8.25)
        self.maps(quarter, "Quarter", "8.25")
        self.maps(self.tax_8, "City", "8.5")
        self.maps(self.tax_included, "Included", "15")
        self.assertEqual(
            self.computed(19.99),
            {
                "8.25": ("19.99", "1.65", "1.65", "same"),
                "8 % on top": ("19.99", "1.60", "1.70", "other"),
                "15 % included": ("17.38", "2.61", "2.61", "same"),
            },
        )
        page = self.env["bridge.tax.test"].search([], order="id desc", limit=1)
        self.assertEqual(page.different_count, 1)
        self.assertIn("not sent", page.line_ids.filtered(lambda line: line.verdict == "other").words)

    def test_what_only_the_ledger_knows(self):
        self.maps(self.tax_8, "City", "")
        self.assertEqual(self.computed(100)["8 % on top"][3], "unknown")
        self.con.sudo().enabled_at = False
        self.con.sudo().tax_style = "lines"
        self.assertEqual(self.computed(100)["8 % on top"], ("100.00", "8.00", "8.00", "same"))

    def test_another_company_is_not_read(self):
        """A form that is told of a connection of another company computes nothing of it."""
        wizard = self.as_("bookkeeper", self.env["bridge.tax.test"], "b")
        with self.assertRaises(AccessError):
            self.assertFalse(wizard.new({"connection_id": self.con.id, "amount": 100}).line_ids)
        with self.assertRaises(AccessError):
            self.assertFalse(wizard.create({"connection_id": self.con.id, "amount": 100}).line_ids)

    def test_who_may_and_when(self):
        with self.assertRaises(UserError):
            self.as_("bookkeeper", self.con).action_test_taxes()
        with self.assertRaises(AccessError):
            self.as_("user", self.con).action_test_taxes()
