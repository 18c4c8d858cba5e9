"""*Suggest*: counterparts with what speaks for them; nothing is written before a person confirms."""

from dataclasses import replace
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import suggesting
from ..engine.suggesting import Proof
from ..ledgers.documents import Kind
from .common import BridgeCommon
from .double import DoubleLedger


@tagged("post_install", "-at_install")
class TestSuggestions(BridgeCommon):
    """What is suggested, in which order, in which words, and what becomes of it."""

    def setUp(self):
        super().setUp()
        self.con = self.connection()
        # What the chart of accounts brings along is mapped by nobody and would only be in the way.
        self.env["account.tax"].search([("id", "not in", (self.tax_8 | self.tax_included).ids)]).active = False
        self.env["product.product"].search([("id", "!=", self.service.id)]).sale_ok = False

    def row(self, kind, name, **values):
        """Return an entry of the mirror."""
        values = {"full_name": name, "name": name, "details": {}, **values}
        number = self.env["bridge.remote.record"].search_count([]) + 1
        return self.env["bridge.remote.record"].create(
            {"connection_id": self.con.id, "kind": kind, "remote_id": f"R{number}", **values}
        )

    def tax_there(self, name, rate, **details):
        return self.row("tax", name, details={"rate": rate, **details})

    def suggest(self, about, rank="bookkeeper"):
        """Press *Suggest*. :return: the page"""
        action = self.as_(rank, self.con).with_context(about=about).action_suggest()
        return self.as_(rank, self.env["bridge.suggestion"].browse(action["res_id"]))

    def said(self, page):
        """Return ``[(record here, entry there, standing, ticked)]`` in the order of the page."""
        return [
            (line._record().display_name, line.remote_record_id.full_name, line.standing, line.is_ticked)
            for line in page.line_ids
        ]

    def linked_invoice(self, *lines, there, tax="", kind="invoice", **values):
        """Return an invoice that is linked to one there, whose lines are these: ``{amount, item, account ...}``."""
        move = self.invoice(*lines, **values)
        row = self.row(
            kind,
            move.name,
            number=move.name,
            version="1",
            details={
                "lines": [{"id": str(place), **line} for place, line in enumerate(there)],
                "lines_version": "1",
                "tax": {"id": tax} if tax else None,
            },
        )
        link = self.env["bridge.binding"]._reserve(self.con, move, Kind.INVOICE)
        link._bind(row, "evidence")
        return move

    # === RANKING === #

    def test_rank_is_the_same_whatever_comes_first(self):
        rows = [self.row("tax", name) for name in ("C", "A", "B")]
        proofs = dict(zip(rows, (Proof(0, False, True), Proof(2, False, True), Proof(0, False, False)), strict=True))
        backwards = dict(reversed(proofs.items()))
        ranked = suggesting.rank(proofs)
        self.assertEqual(ranked, suggesting.rank(backwards))
        self.assertEqual(
            [(one.row.name, one.standing) for one in ranked], [("A", "leads"), ("C", "other"), ("B", "other")]
        )

    def test_ties_and_contradictions_are_not_sure(self):
        one, other = self.row("tax", "One"), self.row("tax", "Other")
        for proofs, standing in (
            ((Proof(rate=True, words=1), Proof(rate=True, words=1)), "tie"),
            ((Proof(used=3), Proof(name=True, rate=True)), "other"),
            ((Proof(words=1), Proof()), "leads"),
        ):
            with self.subTest(standing=standing):
                best = suggesting.rank(dict(zip((one, other), proofs, strict=True)))[0]
                self.assertEqual((best.standing, best.is_sure), (standing, False))
        best = suggesting.rank({one: Proof(used=3, name=True), other: Proof(name=True)})[0]
        self.assertEqual((best.row, best.is_sure), (one, True))

    # === TAXES === #

    def test_tax_by_rate_and_name(self):
        """A tax of another rate is another tax, whatever its name."""
        self.tax_there("8 % on top", "9")
        self.tax_there("State tax on top", "8.0")
        self.tax_there("Elsewhere", "8")
        page = self.suggest("tax")
        self.assertEqual(
            self.said(page),
            [
                ("8 % on top", "State tax on top", "leads", True),
                ("8 % on top", "Elsewhere", "other", False),
            ],
        )
        self.assertEqual(page.line_ids[0].words, "the same rate 8 % and 2 words of the name")
        self.assertEqual((page.record_count, page.tie_count), (1, 0))

    def test_ties_are_shown_as_ties(self):
        for name in ("City", "County"):
            self.tax_there(name, "8")
        page = self.suggest("tax")
        self.assertEqual(
            self.said(page), [("8 % on top", "City", "tie", False), ("8 % on top", "County", "tie", False)]
        )
        self.assertEqual(page.line_ids[0].words, "the same rate 8 %; as good as County")
        self.assertEqual(page.tie_count, 1)

    def test_tax_as_linked_invoices_used_it(self):
        """The one tax of a whole document, or the code of a line."""
        city, county = self.tax_there("City", "8"), self.tax_there("County", "8")
        line = self.line(taxes=self.tax_8)
        for _time in range(2):
            self.linked_invoice(line, there=[{"amount": "100.00"}], tax=city.remote_id)
        self.linked_invoice(
            line, self.line(price=5.0), there=[{"amount": "100.00", "tax_code": city.remote_id}, {"amount": "5.00"}]
        )
        page = self.suggest("tax")
        first = page.line_ids[0]
        self.assertEqual((first.remote_record_id.id, first.standing, first.is_ticked), (city.id, "leads", True))
        self.assertEqual(first.words, "the same rate 8 %; used in 3 linked invoices")
        self.assertEqual(first.used_count, 3)
        self.assertEqual(page.line_ids[1].remote_record_id.id, county.id)

    def test_what_is_mapped_is_not_asked_about(self):
        city = self.tax_there("City", "8")
        self.env["bridge.mapping"].create(
            {"connection_id": self.con.id, "kind": "tax", "tax_id": self.tax_8.id, "remote_record_id": city.id}
        )
        self.assertFalse(self.suggest("tax").line_ids)

    # === ACCOUNTS === #

    def test_deposit_account_of_a_journal(self):
        """By the number of the account, but for the zeros that fill it up, by its name, and by payments."""
        journal = self.company_data["default_journal_bank"]
        account = journal.default_account_id.with_company(self.company_a)
        account.write({"code": "101400", "name": "Main bank"})
        by_number = self.row("account", "Checking", details={"number": "1014", "role": "bank"})
        self.row("account", "Main bank", details={"number": "1014", "role": "income"})
        page = self.suggest("account")
        line = page.line_ids.filtered(lambda line: line.journal_id.id == journal.id)
        self.assertEqual((line.remote_record_id.id, line.kind, line.is_ticked), (by_number.id, "deposit", True))
        self.assertEqual(line.words, "the number 1014 for 101400")

    def test_the_whole_number_goes_before_a_filled_up_one(self):
        journal = self.company_data["default_journal_bank"]
        journal.default_account_id.with_company(self.company_a).write({"code": "101400", "name": "Main bank"})
        whole = self.row("account", "Whole", details={"number": "101400", "role": "bank"})
        self.row("account", "Filled up", details={"number": "1014", "role": "bank"})
        lines = self.suggest("account").line_ids.filtered(lambda line: line.journal_id.id == journal.id)
        self.assertEqual(
            [(line.remote_record_id.name, line.words, line.is_ticked) for line in lines],
            [("Whole", "the same number 101400", True), ("Filled up", "the number 1014 for 101400", False)],
        )
        self.assertEqual(lines[0].remote_record_id.id, whole.id)

    def test_deposit_account_of_linked_payments(self):
        journal = self.company_data["default_journal_bank"]
        one, other = (self.row("account", name, details={"role": "bank"}) for name in ("One", "Other"))
        for _time in range(2):
            entry = self.env["account.move"].create(
                {"move_type": "entry", "journal_id": journal.id, "date": fields.Date.today()}
            )
            row = self.row("payment", "P", details={"deposit_account": {"id": other.remote_id}})
            self.env["bridge.binding"]._reserve(self.con, entry, Kind.PAYMENT)._bind(row, "evidence")
        page = self.suggest("account")
        line = page.line_ids.filtered(lambda line: line.journal_id.id == journal.id)[0]
        self.assertEqual((line.remote_record_id.id, line.words), (other.id, "used in 2 linked payments"))
        self.assertFalse(page.line_ids.filtered(lambda line: line.remote_record_id.id == one.id))

    def test_account_of_discounts(self):
        account = self.env["account.account"].create(
            {"name": "Cash discount", "code": "998800", "account_type": "expense"}
        )
        self.company_a.account_journal_early_pay_discount_loss_account_id = account
        there = self.row("account", "Discounts given: cash discount", details={"number": "9988", "role": "expense"})
        self.row("account", "Cash discount", details={"number": "9999", "role": "bank"})
        page = self.suggest("account")
        line = page.line_ids.filtered(lambda line: line.kind == "account")
        self.assertEqual((line.account_id.id, line.remote_record_id.id), (account.id, there.id))
        self.assertEqual(line.words, "the number 9988 for 998800 and 2 words of the name")
        page.action_confirm()
        mapping = self.env["bridge.mapping"].search([("connection_id", "=", self.con.id)])
        self.assertEqual((mapping.kind, mapping.account_id, mapping.remote_record_id), ("account", account, there))

    def test_account_of_lines_where_the_ledger_wants_one(self):
        """By the number that a line names there, else by the account of its item."""
        names_accounts = replace(DoubleLedger.capabilities, lines_name_accounts=True)
        self.enterContext(patch.object(DoubleLedger, "capabilities", names_accounts))
        income = self.service._get_product_accounts()["income"] or self.company_data["default_account_revenue"]
        named = self.row("account", "Fees", details={"number": "200", "role": "income"})
        of_item = self.row("account", "Advice given", details={"number": "210", "role": "income"})
        self.item("Advice", remote_id="ADV", details={"income_account": {"id": of_item.remote_id}})
        for price in (10, 20):
            self.linked_invoice(self.line(price=price), there=[{"amount": f"{price}.00", "account": "200"}])
        self.linked_invoice(self.line(price=30), there=[{"amount": "30.00", "item": "ADV"}])
        page = self.suggest("account")
        lines = page.line_ids.filtered(lambda line: line.account_id.id == income.id)
        self.assertEqual(
            [(line.remote_record_id.id, line.used_count) for line in lines[:2]], [(named.id, 2), (of_item.id, 1)]
        )
        self.assertIn("used in 2 linked invoices", lines[0].words)
        page.line_ids.is_ticked = False
        lines[0].is_ticked = True
        page.action_confirm()
        mapping = self.con.mapping_ids
        self.assertEqual((mapping.kind, mapping.account_id, mapping.remote_record_id.id), ("line", income, named.id))

    # === ITEMS === #

    def item(self, name, **values):
        return self.row("item", name, **values)

    def test_item_by_sku_and_name(self):
        self.service.default_code = "CONS-1"
        by_sku = self.item("Advice", sku="cons-1", sku_key="cons-1")
        self.item("Consulting abroad", sku="X")
        page = self.suggest("item")
        self.assertEqual(
            [(line.remote_record_id.full_name, line.words, line.is_ticked) for line in page.line_ids],
            [("Advice", "the same SKU CONS-1", True), ("Consulting abroad", "a word of the name", False)],
        )
        page.action_confirm()
        self.env.invalidate_all()
        link = self.env["bridge.binding"].search([("product_id", "=", self.service.id)])
        self.assertEqual((link.external_id, link.bound_by), (by_sku.remote_id, "picked"))
        self.assertFalse(self.suggest("item").line_ids)

    def test_item_as_linked_invoices_used_it(self):
        """By the amount that is there once on both sides; what is there twice proves nothing."""
        advice, other = self.item("Advice"), self.item("Something else")
        thing = self._service("Thing", "THING", sale_ok=False)
        self.linked_invoice(
            self.line(price=70),
            self.line(price=30, product=thing),
            there=[{"amount": "30.00", "item": other.remote_id}, {"amount": "70.00", "item": advice.remote_id}],
        )
        self.linked_invoice(
            self.line(price=50),
            self.line(price=50, product=thing),
            there=[{"amount": "50.00", "item": other.remote_id}, {"amount": "50.00", "item": advice.remote_id}],
        )
        page = self.suggest("item")
        self.assertEqual(
            [(line.remote_record_id.id, line.words, line.is_ticked) for line in page.line_ids],
            [(advice.id, "used in 1 linked invoice", True)],
        )

    def test_item_that_is_no_candidate(self):
        """What is linked, keeps stock, cannot be sold, is inactive or was said no to."""
        taken, refused = self.item("Consulting 1"), self.item("Consulting 2")
        self.item("Consulting 3", details={"keeps_stock": True})
        self.item("Consulting 4", details={"sellable": False})
        self.item("Consulting 5", is_active=False)
        thing = self._service("Thing", "THING", sale_ok=False)
        bindings = self.env["bridge.binding"]
        bindings._reserve(self.con, thing, Kind.ITEM)._bind(taken, "key")
        bindings._reserve(self.con, self.service, Kind.ITEM).refused_ids = [refused.remote_id]
        self.assertFalse(self.suggest("item").line_ids)

    def test_item_frees_what_waited_for_it(self):
        self.con.create_missing_item = "never"
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        there = self.put_there(Kind.ITEM, "Consulting by the hour")
        move = self.invoice()
        self.release(move)
        self.turn(self.con)
        self.assertEqual(move.bridge_state, "rejected")
        page = self.suggest("item")
        page.line_ids.is_ticked = True
        page.action_confirm()
        self.env.invalidate_all()
        self.turn(self.con)
        self.assertEqual(move.bridge_state, "processed")
        link = self.env["bridge.binding"].search([("product_id", "=", self.service.id)])
        self.assertEqual(link.external_id, there)

    # === CONFIRM === #

    def test_nothing_is_written_before_a_confirm(self):
        self.tax_there("State tax on top", "8")
        self.item("Consulting")
        before = [self.env[model].search_count([]) for model in ("bridge.mapping", "bridge.binding", "bridge.issue")]
        for about in ("tax", "account", "item"):
            self.suggest(about)
        after = [self.env[model].search_count([]) for model in ("bridge.mapping", "bridge.binding", "bridge.issue")]
        self.assertEqual(after, before)

    def test_only_what_is_ticked_is_written(self):
        state = self.tax_there("State tax on top", "8")
        self.tax_there("15 included", "15")
        page = self.suggest("tax")
        page.line_ids.filtered(lambda line: line.tax_id == self.tax_included).is_ticked = False
        page.action_confirm()
        mappings = self.env["bridge.mapping"].search([("connection_id", "=", self.con.id)])
        self.assertEqual((mappings.tax_id, mappings.remote_record_id), (self.tax_8, state))

    def test_one_for_each(self):
        for name in ("City", "County"):
            self.tax_there(name, "8")
        page = self.suggest("tax")
        with self.assertRaisesRegex(UserError, "Nothing is ticked"):
            page.action_confirm()
        page.line_ids.is_ticked = True
        with self.assertRaisesRegex(UserError, "Two entries are ticked for 8 % on top"):
            page.action_confirm()
        self.assertFalse(self.env["bridge.mapping"].search_count([]))

    def test_page_that_grew_old(self):
        row = self.tax_there("State tax on top", "8")
        page = self.suggest("tax")
        row.is_gone = True
        with self.assertRaisesRegex(UserError, "cannot be chosen any more"):
            page.action_confirm()

    def test_from_the_list_of_mappings(self):
        self.tax_there("State tax on top", "8")
        action = self.as_("bookkeeper", self.env["bridge.mapping"]).with_context(about="tax").action_suggest()
        page = self.as_("bookkeeper", self.env["bridge.suggestion"].browse(action["res_id"]))
        self.assertEqual((page.connection_id.id, len(page.line_ids)), (self.con.id, 1))

    def test_who_may(self):
        self.tax_there("State tax on top", "8")
        for rank, where in (("user", "a"), ("manager", "b")):
            with self.subTest(rank=rank, where=where), self.assertRaises(AccessError):
                self.as_(rank, self.con, where).action_suggest()
        page = self.suggest("tax")
        for rank in ("user", "manager"):
            with self.subTest(rank=rank), self.assertRaises(AccessError):
                self.as_(rank, page).action_confirm()
        self.con.sudo().first_read_at = False
        with self.assertRaisesRegex(UserError, "has not been read yet"):
            self.suggest("tax")

    # === COST === #

    def test_cost_does_not_grow(self):
        """As many queries for many records, entries and linked documents as for few."""

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for about in ("tax", "account", "item"):
                self.assertIsNotNone(self.suggest(about))
            self.env.flush_all()
            return self.cr.sql_log_count - before

        def add(number):
            product = self._service(f"Product {number}", f"P{number}")
            self.item(f"Product {number}")
            self._tax(f"Tax number {number}", number + 20)
            self.tax_there(f"Tax {number}", str(Decimal(number + 20)))
            self.linked_invoice(self.line(product=product), there=[{"amount": "100.00", "item": "R1"}])

        for number in range(3):
            add(number)
        few = cost()
        for number in range(3, 23):
            add(number)
        many = cost()
        self.assertLessEqual(many - few, 6, f"3 of each: {few} queries, 23 of each: {many}")
