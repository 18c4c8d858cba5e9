"""Sales tax of US companies: what it will come to is said before the release, and is the same to the cent."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .online_tax_case import ManualTaxCase, OnlineTaxCase
from .tax_stories import TaxLineStories


@tagged("post_install", "-at_install")
class TestOnlineTaxesManual(ManualTaxCase):
    """The US without automated tax: a line says whether, one code of the document says how much."""

    def test_taxed(self):
        move = self.taxed(19.99, 5.01)
        self.assertIn("City 8", self.assert_ready(move).text)
        self.sent_off(move)
        self.assertEqual(self.entry(move)["TxnTaxDetail"]["TxnTaxCodeRef"]["value"], self.city)
        self.assertEqual(self.tax_lines(move), {"8": (Decimal("25.00"), Decimal("2.00"))})
        self.assert_same(move)

    def test_credit_note(self):
        credit = self.sent_off(self.credit_note(self.line(price=49.99, taxes=self.tax_8), self.line(price=10.0)))
        self.assertEqual((credit.amount_tax, self.on_the_screen(credit)["tax"]), (4.0, Decimal("4.00")))
        self.assertEqual(self.codes(credit), ["TAX", "NON"])
        self.assert_same(credit)

    def test_exempt_line(self):
        move = self.sent_off(self.invoice(self.line(price=100.0, taxes=self.tax_8), self.line(price=50.0)))
        self.assertEqual(self.codes(move), ["TAX", "NON"])
        self.assert_same(move)

    def test_nothing_taxed(self):
        """What the customer has for a rate there stays off what has no tax in Odoo."""
        self.desk.add_customer("Baker Bros", Taxable=True, DefaultTaxCodeRef={"value": self.city})
        move = self.processed(self.line(price=100.0))
        self.assertEqual((self.codes(move), self.on_the_screen(move)["tax"]), (["NON"], Decimal("0.00")))
        self.assert_same(move)

    def test_zero_rate(self):
        """A tax of 0 % of Odoo's is no tax there, mapped or not."""
        zero = self._tax("Exempt sale", 0)
        move = self.sent_off(self.taxed(100.0, taxes=zero))
        self.assertEqual(self.codes(move), ["NON"])
        self.assert_same(move)
        self.tax_there("Nothing", ("Nothing", "0"))
        self.lists_grow_old()
        self.map_there("tax", zero, "Nothing")
        other = self.sent_off(self.taxed(50.0, taxes=zero))
        self.assertEqual(self.codes(other), ["NON"])
        self.assert_same(other)

    def test_exempt_customer_by_fiscal_position(self):
        """The fiscal position takes the tax off; so nothing is taxed there, whatever the customer's default."""
        position = self.env["account.fiscal.position"].create({"name": "Exempt", "company_id": self.company_a.id})
        zero = self._tax("Resale, exempt", 0, fiscal_position_ids=[Command.set(position.ids)])
        zero.original_tax_ids = self.tax_8
        product = self._service("Repair", "REPAIR", taxes_id=[Command.set(self.tax_8.ids)])
        customer = self._customer("School District", property_account_position_id=position.id)
        line = {"product_id": product.id, "quantity": 1.0, "price_unit": 100.0}
        move = self.invoice(line, customer=customer, fiscal_position_id=position.id)
        self.assertEqual(move.amount_tax, 0.0)
        self.sent_off(move)
        self.assertEqual(self.codes(move), ["NON"])
        self.assert_same(move)

    def test_customer_is_exempt_there_only(self):
        self.desk.add_customer("Baker Bros", Taxable=False)
        move = self.sent_off(self.taxed(100.0))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("8.00"))
        self.assert_same(move)

    def test_other_default_of_the_customer(self):
        other = self.tax_there("County 9", ("County", "9"))
        self.desk.add_customer("Baker Bros", Taxable=True, DefaultTaxCodeRef={"value": other})
        move = self.sent_off(self.taxed(100.0))
        self.assertEqual(self.entry(move)["TxnTaxDetail"]["TxnTaxCodeRef"]["value"], self.city)
        self.assert_same(move)

    def test_change(self):
        move = self.sent_off(self.taxed(100.0))
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("9.60"))
        self.assert_same(move)
        self.edit(move, invoice_line_ids=[Command.update(move.invoice_line_ids.id, {"tax_ids": [Command.clear()]})])
        self.turn(self.link)
        self.assertEqual((move.amount_tax, self.where(move)), (0.0, ("processed", "")), move.bridge_ribbon)
        self.assertEqual((self.codes(move), self.on_the_screen(move)["tax"]), (["NON"], Decimal("0.00")))
        self.assert_same(move)

    # === ANOTHER RATE === #

    def test_unmapped(self):
        other = self._tax("Nobody knows it", 7)
        move = self.taxed(100.0, taxes=other)
        self.assert_blocked(move, "tax_unmapped", "Nobody knows it")
        self.the_issue("tax_unmapped")
        self.tax_there("Found 7", ("Found", "7"))
        self.lists_grow_old()
        self.map_there("tax", other, "Found 7")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_same(move)

    def test_another_rate_there(self):
        """QuickBooks would take over Odoo's amount under a rate that it does not come of: nobody wants that."""
        other = self._tax("Nine", 9)
        self.map_there("tax", other, "City 8")
        self.assert_blocked(self.taxed(100.0, taxes=other), "tax_will_differ", "8.00", "9.00")

    def test_rate_changed_and_not_read_yet(self):
        """What nobody could know does not change what is owed: the amount that is said holds."""
        move = self.taxed(100.0)
        self.release(move)
        code = self.book.row("TaxCode", self.city)
        rate = code["SalesTaxRateList"]["TaxRateDetail"][0]["TaxRateRef"]["value"]
        self.book.store.table("TaxRate")[rate]["RateValue"] = Decimal("8.5")
        self.sent_off(move)
        self.assertEqual(self.tax_lines(move)["8.5"][1], Decimal("8.00"))
        self.assert_same(move)

    def test_switched_off(self):
        self.desk.set_preference("TaxPrefs", "UsingSalesTax", False)
        self.lists_grow_old()
        self.assert_blocked(self.taxed(100.0), "tax_off_there", "switched off")

    def test_switched_off_and_not_read_yet(self):
        """QuickBooks drops the tax without a word: the totals are compared, and both are told."""
        move = self.taxed(100.0)
        self.release(move)
        self.desk.set_preference("TaxPrefs", "UsingSalesTax", False)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", "total_differs"))
        self.assertIn("100.00", move.bridge_ribbon)
        self.assertIn("108.00", move.bridge_ribbon)

    # === SEVERAL RATES === #

    def test_code_of_two_rates(self):
        taxes = self.state_and_county()
        move = self.taxed(133.33, 50.0, taxes=taxes)
        self.assertIn("City and county", self.assert_ready(move).text)
        self.sent_off(move)
        self.assertEqual(set(self.tax_lines(move)), {"8", "2"})
        self.assert_same(move)

    def test_code_of_two_rates_is_mapped_itself(self):
        self.state_and_county()
        children = self._tax("A", 8) | self._tax("B", 2)
        both = self._tax("Both", 10, amount_type="group", children_tax_ids=[Command.set(children.ids)])
        self.map_there("tax", both, "City and county")
        move = self.sent_off(self.taxed(100.0, taxes=both))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("10.00"))
        self.assert_same(move)

    def test_two_taxes_without_a_code_of_both(self):
        county = self._tax("County 2", 2)
        self.tax_there("County 2", ("County", "2"))
        self.lists_grow_old()
        self.map_there("tax", county, "County 2")
        self.assert_blocked(self.taxed(100.0, taxes=self.tax_8 | county), "tax_two_rates", "8 % on top", "County 2")

    def test_two_rates_on_one_invoice(self):
        low = self._tax("Low 5", 5)
        self.tax_there("Low 5", ("Low", "5"))
        self.lists_grow_old()
        self.map_there("tax", low, "Low 5")
        move = self.invoice(self.line(price=100.0, taxes=self.tax_8), self.line(price=100.0, taxes=low))
        self.assert_blocked(move, "tax_two_rates", "8 % on top", "Low 5")

    # === ROUNDING === #

    def test_prices_including_tax(self):
        self.tax_there("Included 15", ("Included", "15"))
        self.lists_grow_old()
        self.map_there("tax", self.tax_included, "Included 15")
        move = self.sent_off(self.taxed(115.0, 9.99, 4.19, taxes=self.tax_included))
        self.assertAlmostEqual(move.amount_total, 129.18, 2)
        self.assert_same(move)

    def test_cents_are_odoos(self):
        self.assert_cents_are_odoos(self.rounded_by_line)
        self.assertEqual({str(row["tax"]) for row in self.screen.invoices()}, {"0.27"})

    def test_cents_of_a_credit_note(self):
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        self.assert_cents_are_odoos(lambda: self.credit_note(*self.lines(1.07, 1.07, 1.07, taxes=self.tax_8)))


@tagged("post_install", "-at_install")
class TestOnlineTaxesAutomated(OnlineTaxCase):
    """The US with automated tax: QuickBooks computes from the address, and takes over the amount that is said."""

    profile = {"tax": "automated"}

    def before_connecting(self):
        default = self.tax_there("California", ("California State", "7.25"), places=("CA",))
        self.tax_there("Tucson", ("Arizona", "5.6"), ("Tucson City", "3.1"), places=("AZ", "AZ/tucson"))
        self.desk.set_preference("TaxPrefs", "TaxGroupCodeRef", {"value": default})
        arizona = self.env.ref("base.state_us_3")
        self.customer.write(
            {"street": "1 Main St", "city": "Tucson", "state_id": arizona.id, "country_id": arizona.country_id.id}
        )

    def test_amount_is_taken_over(self):
        """No counterpart has to be chosen: whatever code is said, theirs comes from the address."""
        move = self.taxed(19.99, 5.01)
        self.assert_ready(move)
        self.sent_off(move)
        detail = self.entry(move)["TxnTaxDetail"]
        self.assertEqual((detail["TotalTax"], detail["TaxReviewStatus"]), (Decimal("2.00"), "AST_TAX_OVERRIDE"))
        self.assertEqual(set(self.tax_lines(move)), {"5.6", "3.1"})
        self.assertNotIn("TxnTaxCodeRef", self.said()["TxnTaxDetail"])
        self.assert_same(move)

    def test_address_is_always_said(self):
        """Where the goods go decides there: the delivery address, and where there is none the customer's."""
        move = self.sent_off(self.taxed(100.0))
        self.assertEqual(self.said()["ShipAddr"]["City"], "Tucson")
        california = self.env.ref("base.state_us_5")
        site = self.env["res.partner"].create(
            {
                "name": "Warehouse",
                "type": "delivery",
                "parent_id": self.customer.id,
                "street": "9 Dock Rd",
                "city": "Oakland",
                "state_id": california.id,
                "country_id": california.country_id.id,
            }
        )
        other = self.sent_off(self.taxed(100.0, partner_shipping_id=site.id))
        self.assertEqual(
            (self.said()["ShipAddr"]["City"], self.said()["ShipAddr"]["CountrySubDivisionCode"]), ("Oakland", "CA")
        )
        self.assertEqual(set(self.tax_lines(other)), {"7.25"})
        self.assert_same(move | other)

    def test_counterpart_that_is_known_is_named(self):
        self.map_there("tax", self.tax_8, "California")
        move = self.sent_off(self.taxed(100.0))
        self.assertIn("TxnTaxCodeRef", self.said()["TxnTaxDetail"])
        self.assert_same(move)

    def test_exempt_line_and_exempt_document(self):
        move = self.sent_off(self.invoice(self.line(price=100.0, taxes=self.tax_8), self.line(price=50.0)))
        self.assertEqual(self.codes(move), ["TAX", "NON"])
        plain = self.processed(self.line(price=100.0))
        self.assertEqual((self.codes(plain), self.on_the_screen(plain)["tax"]), (["NON"], Decimal("0.00")))
        self.assert_same(move | plain)

    def test_items_and_customers_that_are_taxable_there(self):
        """What they are by default there does not count: every line says it."""
        self.desk.add_item("CONS", account="Sales", Sku="CONS", Taxable=True)
        self.desk.add_customer("Baker Bros", Taxable=True)
        self.assert_same(self.processed(self.line(price=100.0)))
        self.assert_same(self.sent_off(self.credit_note(self.line(price=10.0))))

    def test_customer_is_exempt_there_only(self):
        self.desk.add_customer("Baker Bros", Taxable=False)
        move = self.sent_off(self.taxed(100.0))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("8.00"))
        self.assert_same(move)

    def test_two_rates_on_one_invoice(self):
        low = self._tax("Low 5", 5)
        move = self.invoice(
            self.line(price=100.0, taxes=self.tax_8),
            self.line(price=33.33, taxes=low),
            self.line(price=50.0, taxes=self.tax_8 | low),
        )
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal(f"{move.amount_tax:.2f}"))
        self.assert_same(move)

    def test_nobody_levies_tax_there(self):
        """An address for which QuickBooks has no agency: the amount is taken over all the same."""
        oregon = self.env.ref("base.state_us_38")
        self.customer.write({"city": "Portland", "state_id": oregon.id})
        move = self.sent_off(self.taxed(100.0))
        self.assert_same(move)

    def test_prices_including_tax(self):
        self.assert_same(self.sent_off(self.taxed(115.0, 9.99, 4.19, taxes=self.tax_included)))

    def test_cents_are_odoos(self):
        self.assert_cents_are_odoos(self.rounded_by_line)

    def test_credit_note_and_change(self):
        credit = self.sent_off(self.credit_note(*self.lines(49.99, 10.0, taxes=self.tax_8)))
        self.assert_same(credit)
        move = self.sent_off(self.taxed(100.0))
        self.edit(move, price=133.33)
        self.edit(credit, price=30.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("10.67"))
        self.assert_same(move | credit)


@tagged("post_install", "-at_install")
class TestOnlineTaxesOff(OnlineTaxCase):
    """A company of the US in which sales tax is switched off."""

    profile = {"tax": "off"}

    def test_taxed_is_refused(self):
        self.assert_blocked(self.taxed(100.0), "tax_off_there", "switched off")

    def test_credit_note_is_refused(self):
        self.assert_blocked(self.credit_note(self.line(price=10.0, taxes=self.tax_8)), "tax_off_there")

    def test_untaxed_travels(self):
        move = self.processed(self.line(price=100.0))
        self.assert_same(move)
        # Of what is switched off nothing is said.
        self.assertNotIn("TxnTaxDetail", self.said())
        self.assertNotIn("TaxCodeRef", self.said()["Line"][0]["SalesItemLineDetail"])
        self.assert_same(self.sent_off(self.credit_note()))


@tagged("post_install", "-at_install", "slow")
class TestOnlineTaxLines(TaxLineStories, OnlineTaxCase):
    """In a company whose tax QuickBooks would compute from the address, it computes none."""

    profile = {"tax": "automated"}

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        default = self.tax_there("California", ("California State", "7.25"), places=("CA",))
        self.desk.set_preference("TaxPrefs", "TaxGroupCodeRef", {"value": default})


@tagged("post_install", "-at_install")
class TestOnlineTaxLinesWithoutTax(TaxLineStories, OnlineTaxCase):
    """In a company in which sales tax is switched off."""

    profile = {"tax": "off"}
