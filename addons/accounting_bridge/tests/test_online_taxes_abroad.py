"""Tax of companies outside the US, where the code of a line says how much: the same to the cent, said before."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .online_tax_case import PerLineCase


@tagged("post_install", "-at_install")
class TestOnlineTaxesKingdom(PerLineCase):
    profile = {"country": "GB"}
    home = "GBP"
    codes_there = {"20.0% S": "20", "5.0% R": "5", "0.0% Z": "0", "Exempt": "0", "No VAT": "0"}
    mapped = ("20.0% S", "5.0% R", "0.0% Z")

    def test_mixed_codes(self):
        move = self.invoice(
            self.line(price=100.0, taxes=self.ours["20.0% S"]),
            self.line(price=33.33, taxes=self.ours["5.0% R"]),
            self.line(price=7.0),
        )
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), ["20.0% S", "5.0% R", "No VAT"])
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("21.67"))
        # It comes to the same there by itself: nothing is written out.
        self.assertEqual(self.said()["GlobalTaxCalculation"], "TaxExcluded")
        self.assertNotIn("TxnTaxDetail", self.said())
        self.assert_same(move)
        credit = self.sent_off(self.credit_note(self.line(price=20.0, taxes=self.ours["5.0% R"]), self.line(price=5.0)))
        self.assertEqual(self.tax_codes(credit), ["5.0% R", "No VAT"])
        self.assert_same(credit)

    def test_zero_rated_is_not_out_of_scope(self):
        """A tax of 0 % that has a counterpart keeps it: the return has a box of its own for it."""
        move = self.invoice(self.line(price=100.0, taxes=self.ours["0.0% Z"]), self.line(price=7.0))
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), ["0.0% Z", "No VAT"])
        self.assert_same(move)
        exempt = self._tax("Exempt", 0)
        other = self.sent_off(self.taxed(10.0, taxes=exempt))
        self.assertEqual(self.tax_codes(other), ["No VAT"])
        self.map_there("tax", exempt, "Exempt", Kind.TAX_CODE)
        third = self.sent_off(self.taxed(10.0, taxes=exempt))
        self.assertEqual(self.tax_codes(third), ["Exempt"])
        self.assert_same(other | third)

    def test_nothing_taxed(self):
        move = self.processed(self.line(price=100.0))
        self.assertEqual(self.tax_codes(move), ["No VAT"])
        self.assert_same(move)
        self.assert_same(self.sent_off(self.credit_note()))

    def test_prices_including_tax(self):
        """What is in the price travels as what is left without it, and the tax as Odoo has it."""
        tax = self.included("20.0% S")
        for rounding in ("round_globally", "round_per_line"):
            with self.subTest(rounding=rounding):
                self.company_a.tax_calculation_rounding_method = rounding
                move = self.sent_off(self.taxed(120.0, 9.99, 4.19, 0.07, taxes=tax))
                self.assertAlmostEqual(move.amount_total, 134.25, 2)
                self.assert_same(move)

    def test_prices_with_and_without_tax(self):
        low, high = self.included("5.0% R"), self.ours["20.0% S"]
        move = self.sent_off(self.invoice(self.line(price=10.49, taxes=low), self.line(price=33.33, taxes=high)))
        self.assertEqual(self.tax_codes(move), ["5.0% R", "20.0% S"])
        self.assert_same(move)

    def test_cents_are_odoos(self):
        """Where rounding comes to another cent the tax of every rate is written out."""
        self.assert_cents_are_odoos(lambda: self.rounded_by_line(self.ours["5.0% R"]))
        (line,) = self.said()["TxnTaxDetail"]["TaxLine"]
        self.assertEqual(
            (line["Amount"], line["TaxLineDetail"]["NetAmountTaxable"]), (Decimal("0.15"), Decimal("3.21"))
        )

    def test_cents_of_several_rates(self):
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        high, low = self.ours["20.0% S"], self.ours["5.0% R"]
        lines = [*self.lines(1.02, 1.02, 1.02, taxes=high), *self.lines(1.09, 1.09, 1.09, taxes=low), self.line(3.0)]
        for make in (self.invoice, self.credit_note):
            move = make(*lines)
            self.assert_ready(move)
            self.sent_off(move)
            self.assert_same(move)
        self.assertEqual(len(self.said("creditmemo")["TxnTaxDetail"]["TaxLine"]), 3)

    def test_change(self):
        """A change of lines says the tax anew, written out or not."""
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        move = self.sent_off(self.taxed(1.07, 1.07, 1.07, taxes=self.ours["5.0% R"]))
        self.edit(move, price=100.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_same(move)
        lines = move.invoice_line_ids.sorted("id")
        self.edit(move, invoice_line_ids=[Command.update(lines[0].id, {"tax_ids": [Command.clear()]})])
        self.turn(self.link)
        self.assertEqual(self.tax_codes(move), ["No VAT", "5.0% R", "5.0% R"])
        self.assert_same(move)

    def test_two_taxes_on_a_line(self):
        taxes = self.ours["20.0% S"] | self.ours["5.0% R"]
        self.assert_blocked(self.taxed(100.0, taxes=taxes), "tax_two_rates")

    def test_unmapped(self):
        self.assert_blocked(self.taxed(100.0, taxes=self._tax("Nobody knows it", 7)), "tax_unmapped", "Nobody knows it")

    def test_another_rate_there(self):
        other = self._tax("Old rate", 17.5)
        self.map_there("tax", other, "20.0% S", Kind.TAX_CODE)
        self.assert_blocked(self.taxed(100.0, taxes=other), "tax_will_differ", "20.00", "17.50")

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
class TestOnlineTaxesAustralia(PerLineCase):
    profile = {"country": "AU"}
    home = "AUD"
    codes_there = {"GST": "10", "GST free": "0"}
    mapped = ("GST",)

    def test_exclusive(self):
        move = self.invoice(self.line(price=19.99, taxes=self.ours["GST"]), self.line(price=7.0))
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), ["GST", "GST free"])
        self.assert_same(move)

    def test_inclusive(self):
        tax = self.included("GST")
        move = self.sent_off(self.taxed(110.0, 19.99, 0.05, taxes=tax))
        self.assertAlmostEqual(move.amount_total, 130.04, 2)
        self.assert_same(move)
        self.assert_same(self.sent_off(self.credit_note(*self.lines(9.99, 4.99, taxes=tax))))

    def test_cents_are_odoos(self):
        self.assert_cents_are_odoos(lambda: self.rounded_by_line(self.ours["GST"]))


@tagged("post_install", "-at_install")
class TestOnlineTaxesCanada(PerLineCase):
    """A code of two rates stands for a group of taxes."""

    profile = {"country": "CA"}
    home = "CAD"
    codes_there = {"HST ON": "13", "Zero-rated": "0"}
    mapped = ("HST ON",)

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
