"""Tax on Xero, where the rate of a line says how much and the tax of each line is told: the same to the cent."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .tax_stories import KingdomStories, TaxLineStories
from .xero_tax_case import XeroPerLineCase, XeroPerLineStories, XeroTaxCase


@tagged("post_install", "-at_install", "slow")
class TestXeroTaxesKingdom(XeroPerLineStories, KingdomStories, XeroTaxCase):
    profile = {"country": "GB"}
    home = "GBP"
    codes_there = {
        "20% (VAT on Income)": "20",
        "5% (VAT on Income)": "5",
        "Zero Rated Income": "0",
        "Exempt Income": "0",
        "No VAT": "0",
    }
    mapped = ("20% (VAT on Income)", "5% (VAT on Income)", "Zero Rated Income")
    high, low, zero, exempt, untaxed = codes_there

    def test_what_is_said(self):
        move = self.sent_off(
            self.invoice(
                self.line(price=100.0, taxes=self.ours[self.high]),
                self.line(price=33.33, taxes=self.ours[self.low]),
                self.line(price=7.0),
                {"display_type": "line_note", "name": "Thank you"},
            )
        )
        said = self.said()
        self.assertEqual(said["LineAmountTypes"], "Exclusive")
        told = [(line.get("TaxType"), line.get("TaxAmount")) for line in said["LineItems"]]
        taxes = [("OUTPUT2", Decimal("20.00")), ("RROUTPUT", Decimal("1.67")), ("NONE", None), (None, None)]
        self.assertEqual([(code, tax or None) for code, tax in told], taxes)
        self.assertEqual(self.taxes_of_lines(move), ["20.00", "1.67", "0.00", "0.00"])


@tagged("post_install", "-at_install")
class TestXeroTaxesAustralia(XeroPerLineCase):
    profile = {"country": "AU"}
    home = "AUD"
    codes_there = {"GST on Income": "10", "BAS Excluded": "0", "GST Free Income": "0"}
    mapped = ("GST on Income",)
    high, untaxed, free = codes_there

    def test_free_is_not_excluded(self):
        """The return has a box of its own for what is sold free of tax."""
        free = self._tax("GST free", 0)
        self.map_there("tax", free, self.free, Kind.TAX_CODE)
        move = self.sent_off(
            self.invoice(
                self.line(price=10.0, taxes=free),
                self.line(price=5.0, taxes=self.ours[self.high]),
                self.line(price=1.0),
            )
        )
        self.assertEqual(self.tax_codes(move), [self.free, self.high, self.untaxed])
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestXeroTaxesNewZealand(XeroPerLineCase):
    profile = {"country": "NZ"}
    home = "NZD"
    codes_there = {"15% GST on Income": "15", "No GST": "0", "Zero Rated": "0"}
    mapped = ("15% GST on Income", "Zero Rated")
    high, untaxed, zero = codes_there

    def test_zero_rated(self):
        move = self.sent_off(self.invoice(self.line(price=10.0, taxes=self.ours[self.zero]), self.line(price=5.0)))
        self.assertEqual(self.tax_codes(move), [self.zero, self.untaxed])
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestXeroTaxesStates(XeroPerLineCase):
    """The US: rates that people set up, some of several components."""

    home = "USD"
    codes_there = {"City 8": "8", "Tax Exempt": "0", "County 2": "2"}
    mapped = ("City 8", "County 2")
    high, untaxed, low = codes_there

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.ids["State and county"] = self.tax_there("State and county", ("State", "6.25"), ("County", "1.5"))

    def test_two_rates_on_one_invoice(self):
        lines = [self.line(price=100.0, taxes=self.ours[self.high]), self.line(price=33.33, taxes=self.ours[self.low])]
        for make in (self.invoice, self.credit_note):
            move = make(*lines, self.line(price=7.0))
            self.assert_ready(move)
            self.sent_off(move)
            self.assertEqual(self.tax_codes(move), [self.high, self.low, self.untaxed])
            self.assert_same(move)

    def test_rate_of_two_components(self):
        """It stands for a group of taxes here; each of them is rounded by itself."""
        children = self._tax("State", 6.25) | self._tax("County", 1.5)
        both = self._tax("Both", 7.75, amount_type="group", children_tax_ids=[Command.set(children.ids)])
        self.map_there("tax", both, "State and county", Kind.TAX_CODE)
        for rounding in ("round_per_line", "round_globally"):
            self.company_a.tax_calculation_rounding_method = rounding
            move = self.sent_off(self.taxed(33.33, 1.07, 0.99, taxes=both))
            self.assertEqual(self.tax_codes(move), ["State and county"] * 3)
            self.assert_same(move)
            self.assert_same(self.sent_off(self.credit_note(*self.lines(19.99, 5.01, taxes=both))))

    def test_exempt_customer_by_fiscal_position(self):
        """The fiscal position takes the tax off; so nothing is taxed there, whatever the account's default."""
        position = self.env["account.fiscal.position"].create({"name": "Exempt", "company_id": self.company_a.id})
        zero = self._tax("Resale, exempt", 0, fiscal_position_ids=[Command.set(position.ids)])
        zero.original_tax_ids = self.ours[self.high]
        product = self._service("Repair", "REPAIR", taxes_id=[Command.set(self.ours[self.high].ids)])
        customer = self._customer("School District", property_account_position_id=position.id)
        line = {"product_id": product.id, "quantity": 1.0, "price_unit": 100.0}
        move = self.invoice(line, customer=customer, fiscal_position_id=position.id)
        self.assertEqual(move.amount_tax, 0.0)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), [self.untaxed])
        self.assert_same(move)

    def test_defaults_of_items_and_accounts(self):
        """What an item or an account is taxed with by default does not count: every line says it."""
        details = {"UnitPrice": Decimal(1), "AccountCode": "200", "TaxType": self.ids[self.high]}
        self.desk.add_item("CONS", "Consulting", SalesDetails=details)
        self.desk.change_account("200", TaxType=self.ids[self.high])
        self.assert_same(self.processed(self.line(price=100.0)))
        self.assert_same(self.sent_off(self.credit_note(self.line(price=10.0))))

    def test_rate_unknown_before_it_is_read(self):
        """A rate that was set up after the last reading is chosen once it was read."""
        other = self._tax("Seven", 7)
        self.assert_blocked(self.taxed(100.0, taxes=other), "tax_unmapped")
        self.tax_there("Found 7", ("Found", "7"))
        self.lists_grow_old()
        self.map_there("tax", other, "Found 7", Kind.TAX_CODE)
        self.turn(self.link)
        (there,) = self.screen.invoices()
        self.assertEqual(there["tax"], Decimal("7.00"))


@tagged("post_install", "-at_install")
class TestXeroTaxesOff(XeroTaxCase):
    """An organisation that sells without tax: it has no rate that comes to something."""

    def test_taxed_is_refused(self):
        self.assert_blocked(self.taxed(100.0), "tax_off_there", "switched off")

    def test_credit_note_is_refused(self):
        self.assert_blocked(self.credit_note(self.line(price=10.0, taxes=self.tax_8)), "tax_off_there")

    def test_untaxed_travels(self):
        move = self.processed(self.line(price=100.0))
        self.assertEqual(self.said()["LineAmountTypes"], "NoTax")
        self.assert_same(move)
        self.assert_same(self.sent_off(self.credit_note()))
        self.assertEqual({row["amounts"] for row in self.all_there()}, {"NoTax"})


@tagged("post_install", "-at_install", "slow")
class TestXeroTaxLines(TaxLineStories, XeroTaxCase):
    """In an organisation without tax, Odoo's travels all the same."""

    def test_no_tax_is_said(self):
        self.sent_off(self.taxed(100.0))
        self.assertEqual(self.said()["LineAmountTypes"], "NoTax")


@tagged("post_install", "-at_install")
class TestXeroTaxLinesAustralia(TaxLineStories, XeroTaxCase):
    """Nor does an organisation that pays tax compute any."""

    profile = {"country": "AU", "currency": "USD"}
