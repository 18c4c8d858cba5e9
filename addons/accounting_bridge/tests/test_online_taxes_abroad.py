"""Tax of companies outside the US, where the code of a line says how much: the same to the cent, said before."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .online_tax_case import PerLineCase
from .tax_stories import KingdomStories, PerLineStories


@tagged("post_install", "-at_install")
class TestOnlineTaxesKingdom(KingdomStories, PerLineCase):
    profile = {"country": "GB"}
    home = "GBP"
    codes_there = {"20.0% S": "20", "5.0% R": "5", "0.0% Z": "0", "Exempt": "0", "No VAT": "0"}
    mapped = ("20.0% S", "5.0% R", "0.0% Z")
    high, low, zero, exempt, untaxed = codes_there

    def test_mixed_codes(self):  # pylint: disable=missing-return
        """It comes to the same there by itself: nothing is written out."""
        super().test_mixed_codes()
        for entity in ("invoice", "creditmemo"):
            self.assertEqual(self.said(entity)["GlobalTaxCalculation"], "TaxExcluded")
            self.assertNotIn("TxnTaxDetail", self.said(entity))

    def test_cents_are_odoos(self):  # pylint: disable=missing-return
        super().test_cents_are_odoos()
        (line,) = self.said()["TxnTaxDetail"]["TaxLine"]
        self.assertEqual(
            (line["Amount"], line["TaxLineDetail"]["NetAmountTaxable"]), (Decimal("0.15"), Decimal("3.21"))
        )

    def test_cents_of_several_rates(self):  # pylint: disable=missing-return
        super().test_cents_of_several_rates()
        self.assertEqual(len(self.said("creditmemo")["TxnTaxDetail"]["TaxLine"]), 3)

    def test_rate_changed_and_not_read_yet(self):
        """QuickBooks computes by a rate that nobody could know: both totals are told, and nothing is sent twice."""
        move = self.taxed(100.0, taxes=self.ours["5.0% R"])
        self.release(move)
        code = self.book.row("TaxCode", self.ids["5.0% R"])
        rate = code["SalesTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["value"]
        self.book.store.table("TaxRate")[rate]["RateValue"] = Decimal(6)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", "total_differs"))
        for total in ("106.00", "105.00"):
            self.assertIn(total, move.bridge_ribbon)

    def test_code_that_was_made_inactive(self):
        move = self.taxed(100.0, taxes=self.ours["5.0% R"])
        self.release(move)
        row = self.book.row("TaxCode", self.ids["5.0% R"])
        self.book.store.put("TaxCode", row["Id"], {**row, "Active": False})
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "inactive_there"))
        self.assertTrue(self.transfer(move)._offered())
        self.assertEqual(self.all_there(), [])
        self.book.store.put("TaxCode", row["Id"], row)
        self.cure(self.the_issue("inactive_there"), "check_again")
        self.turn(self.link)
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestOnlineTaxesAustralia(PerLineStories, PerLineCase):
    profile = {"country": "AU"}
    home = "AUD"
    codes_there = {"GST": "10", "GST free": "0"}
    mapped = ("GST",)
    high, untaxed = codes_there


@tagged("post_install", "-at_install", "slow")
class TestOnlineTaxesCanada(PerLineStories, PerLineCase):
    """A code of two rates stands for a group of taxes."""

    profile = {"country": "CA"}
    home = "CAD"
    codes_there = {"HST ON": "13", "Zero-rated": "0"}
    mapped = ("HST ON",)
    high, untaxed = codes_there

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.ids["GST/PST BC"] = self.tax_there("GST/PST BC", ("GST BC", "5"), ("PST BC", "7"), sides=("Sales",))

    def setUp(self):
        super().setUp()
        children = self._tax("GST", 5) | self._tax("PST", 7)
        self.both = self._tax("GST + PST", 12, amount_type="group", children_tax_ids=[Command.set(children.ids)])
        self.map_there("tax", self.both, "GST/PST BC", Kind.TAX_CODE)

    def test_both_rates(self):
        move = self.invoice(
            self.line(price=33.33, taxes=self.both), self.line(price=100.0, taxes=self.ours["HST ON"]), self.line(5.0)
        )
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), ["GST/PST BC", "HST ON", "Zero-rated"])
        self.assertEqual(set(self.tax_lines(move)), {"5", "7", "13", "0"})
        self.assert_same(move)
        credit = self.sent_off(self.credit_note(*self.lines(33.33, 1.07, taxes=self.both)))
        self.assertEqual(self.tax_codes(credit), ["GST/PST BC"] * 2)
        self.assert_same(credit)

    def test_both_rates_in_the_price(self):
        children = self._tax("GST, in the price", 5) | self._tax("PST, in the price", 7)
        children.price_include_override = "tax_included"
        both = self._tax("In the price", 12, amount_type="group", children_tax_ids=[Command.set(children.ids)])
        self.map_there("tax", both, "GST/PST BC", Kind.TAX_CODE)
        for rounding in ("round_globally", "round_per_line"):
            with self.subTest(rounding=rounding):
                self.company_a.tax_calculation_rounding_method = rounding
                self.assert_same(self.sent_off(self.taxed(112.0, 9.99, 4.19, taxes=both)))
                self.assert_same(self.sent_off(self.credit_note(*self.lines(9.99, 4.99, taxes=both))))

    def test_cents_are_odoos(self):
        self.assert_cents_are_odoos(lambda: self.rounded_by_line(self.both))


@tagged("post_install", "-at_install")
class TestOnlineTaxesWithoutAnyCode(PerLineCase):
    """Outside the US with VAT switched off, and with codes for what is taxed only."""

    profile = {"country": "GB", "tax": "off"}
    home = "GBP"

    def test_taxed_is_refused(self):
        self.assert_blocked(self.taxed(100.0), "tax_off_there")

    def test_untaxed_travels(self):
        self.assert_same(self.processed(self.line(price=100.0)))
        self.assert_same(self.sent_off(self.credit_note()))


@tagged("post_install", "-at_install")
class TestOnlineTaxesWithoutZero(PerLineCase):
    """A company that has no code for what is not taxed."""

    profile = {"country": "GB"}
    home = "GBP"
    codes_there = {"20.0% S": "20"}
    mapped = ("20.0% S",)

    def test_untaxed_document(self):
        self.assert_same(self.processed(self.line(price=100.0)))

    def test_mixed_document(self):
        """Each line needs a code there as soon as one has it: said before the release."""
        move = self.invoice(self.line(price=100.0, taxes=self.ours["20.0% S"]), self.line(price=7.0))
        self.assert_blocked(move, "tax_code_none")
        self.ids["No VAT"] = self.tax_there("No VAT", ("No VAT", "0"))
        self.lists_grow_old()
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), ["20.0% S", "No VAT"])
        self.assert_same(move)
