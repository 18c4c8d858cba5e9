"""Sales tax on QuickBooks Desktop: what it will compute is said before the release, and is the same to the cent."""

from decimal import Decimal

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .common import HAS_SIMULATORS
from .documents_case import DocumentsCase

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_desktop import Switches


class TaxCase(DocumentsCase):
    """A company file with a tax of 8 % for Odoo's, and what asserts both sides of an invoice."""

    def before_connecting(self):
        if self.book_options.get("sales_tax", True):
            self.book.add_tax("City 8", "8")

    def setUp(self):
        super().setUp()
        if self.book_options.get("sales_tax", True) and self.book_options.get("country", "US") == "US":
            self.map_there("tax", self.tax_8, "City 8")

    def taxed(self, *prices, taxes=None, **values):
        """Return an invoice whose lines bear these taxes."""
        taxes = self.tax_8 if taxes is None else taxes
        return self.invoice(*self.lines(*prices, taxes=taxes), **values)

    def assert_blocked(self, move, reason, *words):
        """Preview and run refuse it with the same words; nothing is there."""
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked", line.text)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", reason))
        transfer = self.transfer(move)
        self.assertEqual(line.text, transfer.reason_text, "the preview said the same")
        for word in words:
            self.assertIn(word, transfer.reason_text)
        self.assertTrue(transfer._offered())
        self.assertEqual(self.all_there(), [])

    def amounts(self, move):
        return [str(line["amount"]) for line in self.on_the_screen(move)["lines"] if line["amount"] is not None]


@tagged("post_install", "-at_install")
class TestDesktopTaxes(TaxCase):
    """The US edition: a code on each line says whether, one item or group of the document says how much."""

    def test_taxed(self):
        move = self.taxed(19.99, 5.01)
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning" if "created" in line.text else "ready")
        self.assertIn("City 8", line.text)
        self.sent_off(move)
        self.assertEqual(self.on_the_screen(move)["tax_item"], "City 8")
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("2.00"))
        self.assert_same(move)

    def test_credit_note(self):
        credit = self.sent_off(self.credit_note(self.line(price=49.99, taxes=self.tax_8), self.line(price=10.0)))
        self.assertEqual((credit.amount_tax, self.on_the_screen(credit)["tax"]), (4.0, Decimal("4.00")))
        self.assert_same(credit)

    def test_exempt_line(self):
        move = self.sent_off(self.invoice(self.line(price=100.0, taxes=self.tax_8), self.line(price=50.0)))
        self.assertEqual([line["tax_code"] for line in self.on_the_screen(move)["lines"]], ["Tax", "Non"])
        self.assert_same(move)

    def test_nothing_taxed(self):
        """The default rate of the company file stays off what has no tax in Odoo."""
        move = self.processed(self.line(price=100.0))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("0.00"))
        self.assert_same(move)

    def test_zero_rate(self):
        """A tax of 0 % of Odoo's is no tax there, mapped or not."""
        zero = self._tax("Exempt sale", 0)
        move = self.sent_off(self.taxed(100.0, taxes=zero))
        self.assert_same(move)

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
        self.assertEqual([row["tax_code"] for row in self.on_the_screen(move)["lines"]], ["Non"])
        self.assert_same(move)

    def test_customer_is_exempt_there_only(self):
        """The customer's own code there is Non and Odoo has tax: the document says otherwise and is taxed."""
        self.book.add_customer("Baker Bros", SalesTaxCodeRef={"FullName": "Non"})
        move = self.sent_off(self.taxed(100.0))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("8.00"))
        self.assert_same(move)

    def test_other_default_of_the_customer(self):
        self.book.add_customer("Baker Bros", ItemSalesTaxRef={"FullName": "San Tomas"})
        move = self.sent_off(self.taxed(100.0))
        self.assertEqual(self.on_the_screen(move)["tax_item"], "City 8")
        self.assert_same(move)

    # === ANOTHER RATE === #

    def test_unmapped(self):
        other = self._tax("Nobody knows it", 7)
        self.assert_blocked(self.taxed(100.0, taxes=other), "tax_unmapped", "Nobody knows it")
        issue = self.the_issue("tax_unmapped")
        self.book.add_tax("Found 7", "7")
        self.later()
        self.map_there("tax", other, "Found 7")
        self.turn(self.link)
        move = issue.transfer_ids.move_id or self.env["account.move"].search([("amount_tax", "=", 7.0)], limit=1)
        self.assert_same(move)

    def test_another_rate_there(self):
        self.book.change("ItemSalesTax", "City 8", TaxRate="8.5")
        self.later()
        self.assert_blocked(self.taxed(100.0), "tax_will_differ", "8.50", "8.00")

    def test_rate_changed_before_the_visit(self):
        """Nobody could know when it was released: the run reads first and says it."""
        move = self.taxed(100.0)
        self.release(move)
        self.book.change("ItemSalesTax", "City 8", TaxRate="8.5")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "tax_will_differ"))
        self.assertEqual(self.book.invoices(), [])
        self.book.change("ItemSalesTax", "City 8", TaxRate="8")
        self.sent_off(move)
        self.assert_same(move)

    def test_switched_off_after_the_preview(self):
        move = self.taxed(100.0)
        self.release(move)
        self.book.set_preferences(sales_tax=False)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "tax_off_there"))
        self.assertEqual(self.book.invoices(), [])

    # === SEVERAL RATES === #

    def group(self):
        """A state and a county tax on every line, and the group there that holds both."""
        county = self._tax("County 2", 2)
        self.book.add_tax("County 2", "2")
        members = [{"FullName": "City 8"}, {"FullName": "County 2"}]
        self.book._do("ItemSalesTaxGroupAddRq", {"Name": "City and county", "ItemSalesTaxRef": members})
        self.later()
        self.map_there("tax", county, "County 2")
        return self.tax_8 | county

    def test_group(self):
        taxes = self.group()
        move = self.taxed(100.0, 50.0, taxes=taxes)
        self.assertIn("City and county", self.preview(move)[move].text)
        self.sent_off(move)
        self.assertEqual(self.on_the_screen(move)["tax_item"], "City and county")
        self.assert_same(move)

    def test_group_rounds_once(self):
        """Odoo rounds each tax, QuickBooks the group: the preview says it, and the difference is shown."""
        move = self.taxed(133.33, taxes=self.group())
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning")
        self.assertIn("13.33", line.text)
        self.sent_off(move)
        self.assertEqual(self.where(move), ("processed", "total_differs"))

    def test_group_is_mapped_itself(self):
        """A group tax of Odoo whose counterpart is the group there."""
        self.group()
        children = self._tax("A", 8) | self._tax("B", 2)
        both = self._tax("Both", 10, amount_type="group", children_tax_ids=[Command.set(children.ids)])
        self.map_there("tax", both, "City and county")
        move = self.sent_off(self.taxed(100.0, taxes=both))
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("10.00"))
        self.assert_same(move)

    def test_two_taxes_without_a_group(self):
        county = self._tax("County 2", 2)
        self.book.add_tax("County 2", "2")
        self.later()
        self.map_there("tax", county, "County 2")
        self.assert_blocked(self.taxed(100.0, taxes=self.tax_8 | county), "tax_two_rates", "8 % on top", "County 2")

    def test_two_rates_on_one_invoice(self):
        low = self._tax("Low 5", 5)
        self.book.add_tax("Low 5", "5")
        self.later()
        self.map_there("tax", low, "Low 5")
        move = self.invoice(self.line(price=100.0, taxes=self.tax_8), self.line(price=100.0, taxes=low))
        self.assert_blocked(move, "tax_two_rates", "8 % on top", "Low 5")

    # === ROUNDING === #

    def test_prices_including_tax(self):
        self.book.add_tax("Included 15", "15")
        self.later()
        self.map_there("tax", self.tax_included, "Included 15")
        move = self.sent_off(self.taxed(115.0, 9.99, 4.19, taxes=self.tax_included))
        self.assertAlmostEqual(move.amount_total, 129.18, 2)
        self.assert_same(move)

    def rounded_by_line(self):
        """Return an invoice whose tax Odoo rounds for each line: a cent more than QuickBooks, which rounds once."""
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        move = self.taxed(1.07, 1.07, 1.07)
        self.assertAlmostEqual(move.amount_tax, 0.27, 2)
        return move

    def test_rounding_is_shown(self):
        move = self.rounded_by_line()
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning")
        self.assertIn("0.26", line.text)
        self.assertIn("0.27", line.text)
        self.sent_off(move)
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("0.26"))
        self.assertEqual(self.where(move), ("processed", "total_differs"))
        self.assertFalse(self.transfer(move).binding_id.totals_agree)
        self.assertIn("3.47", move.bridge_ribbon)
        self.assertIn("3.48", move.bridge_ribbon)
        self.as_("bookkeeper", move).with_context(cure="accept_difference").action_bridge_cure()
        self.settle()
        self.assertIn("accepted by", move.bridge_ribbon)

    def test_rounding_becomes_a_line(self):
        self.book.add_item("Rounding")
        self.later()
        self.link.write({"tax_difference": "line", "line_item_id": self.mirrored(self.link, Kind.ITEM, "Rounding").id})
        move = self.rounded_by_line()
        self.sent_off(move)
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["tax"]), (Decimal("3.48"), Decimal("0.26")))
        self.assertEqual(self.amounts(move), ["1.07", "1.07", "1.07", "0.01"])
        self.assertTrue(self.transfer(move).binding_id.totals_agree)

    def test_rounding_is_refused(self):
        self.link.tax_difference = "refuse"
        self.assert_blocked(self.rounded_by_line(), "tax_rounding_refused", "0.26", "0.27")
        self.link.tax_difference = "show"
        issue = self.the_issue("tax_rounding_refused")
        self.cure(issue, "release_again", "user")
        self.turn(self.link)
        self.assertEqual(len(self.book.invoices()), 1)

    def test_rounding_of_a_credit_note(self):
        self.book.add_item("Rounding")
        self.later()
        self.link.write({"tax_difference": "line", "line_item_id": self.mirrored(self.link, Kind.ITEM, "Rounding").id})
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        credit = self.sent_off(self.credit_note(*self.lines(1.07, 1.07, 1.07, taxes=self.tax_8)))
        self.assertEqual(self.on_the_screen(credit)["total"], Decimal(f"{credit.amount_total:.2f}"))
        self.assertTrue(self.transfer(credit).binding_id.totals_agree)

    # === THE STYLE === #

    def test_style_is_fixed_at_enable(self):
        self.assertTrue(self.link.enabled_at)
        with self.assertRaisesRegex(UserError, "[Tt]ax style"):
            self.link.with_user(self.people["manager", "a"]).tax_style = "lines"
        with self.assertRaisesRegex(UserError, "[Tt]ax style"):
            self.link.tax_style = "lines"
        self.link.write({"tax_style": "codes"})
        self.assertEqual(self.link.tax_style, "codes")


@tagged("post_install", "-at_install")
class TestDesktopTaxesOff(TaxCase):
    """A company file in which sales tax is switched off."""

    book_options = {"sales_tax": False}

    def test_taxed_is_refused(self):
        self.assert_blocked(self.taxed(100.0), "tax_off_there", "switched off")

    def test_untaxed_travels(self):
        move = self.processed(self.line(price=100.0))
        self.assert_same(move)
        credit = self.sent_off(self.credit_note())
        self.assert_same(credit)

    def test_credit_note_is_refused(self):
        self.assert_blocked(self.credit_note(self.line(price=10.0, taxes=self.tax_8)), "tax_off_there")


class TaxLinesCase(TaxCase):
    """The tax style *tax lines*: Odoo's tax travels as lines of its own, to the cent."""

    settings = {"tax_style": "lines"}

    def low(self):
        low = self._tax("Low 5", 5)
        self.there_as_tax("Low 5", "5")
        self.later()
        self.map_there("tax", low, "Low 5", self.kind_there)
        return low


@tagged("post_install", "-at_install")
class TestDesktopTaxLines(TaxLinesCase):
    """With tax items of the company file as lines."""

    kind_there = Kind.TAX

    def there_as_tax(self, name, rate):
        self.book.add_tax(name, rate)

    def test_a_group_stands_on_no_line(self):
        self.book.add_tax_group("All of it", "City 8")
        self.later()
        local = self._tax("Local", 8)
        with self.assertRaises(ValidationError) as refused:
            self.map_there("tax", local, "All of it")
        self.assertIn("All of it is a group", str(refused.exception))
        mapping = self.map_there("tax", local, "City 8")
        group = self.mirrored(self.link, Kind.TAX, "All of it")
        self.env.flush_all()
        # Chosen before the style was: it may be changed until *Enable*.
        self.env.cr.execute("UPDATE bridge_mapping SET remote_record_id = %s WHERE id = %s", [group.id, mapping.id])
        self.env.invalidate_all()
        self.assert_blocked(self.taxed(100.0, taxes=local), "tax_is_group", "Local", "All of it")

    def test_two_rates_on_one_invoice(self):
        low = self.low()
        move = self.invoice(
            self.line(price=100.0, taxes=self.tax_8), self.line(price=33.33, taxes=low), self.line(price=10.0)
        )
        line = self.preview(move)[move]
        self.assertNotEqual(line.level, "blocked", line.text)
        self.sent_off(move)
        there = self.on_the_screen(move)
        self.assertEqual(self.amounts(move), ["100.00", "33.33", "10.00", "8.00", "1.67"])
        self.assertEqual([line["item"] for line in there["lines"]][3:], ["City 8", "Low 5"])
        self.assertEqual({line["tax_code"] for line in there["lines"]} - {"Non", ""}, set())
        self.assertEqual((there["total"], there["tax"]), (Decimal("153.00"), Decimal("0.00")))
        self.assert_same(move)
        owed = {row["tax_item"]: row["tax_in_lines"] for row in self.book.tax_totals()}
        self.assertEqual((owed["City 8"], owed["Low 5"]), (Decimal("8.00"), Decimal("1.67")))

    def test_rounding_is_odoos(self):
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        move = self.sent_off(self.taxed(1.07, 1.07, 1.07))
        self.assertEqual(self.amounts(move)[-1], "0.27")
        self.assert_same(move)

    def test_prices_including_tax(self):
        self.book.add_tax("Included 15", "15")
        self.later()
        self.map_there("tax", self.tax_included, "Included 15")
        self.assert_same(self.sent_off(self.taxed(115.0, 9.99, 4.19, taxes=self.tax_included)))

    def test_several_taxes_on_a_line(self):
        move = self.sent_off(self.taxed(100.0, taxes=self.tax_8 | self.low()))
        self.assertEqual(self.amounts(move), ["100.00", "8.00", "5.00"])
        self.assert_same(move)

    def test_credit_note(self):
        credit = self.sent_off(self.credit_note(*self.lines(49.99, taxes=self.tax_8)))
        self.assertEqual(self.amounts(credit), ["49.99", "4.00"])
        self.assert_same(credit)

    def test_change(self):
        """A change of an amount changes its tax line, too."""
        move = self.sent_off(self.taxed(100.0))
        self.edit(move, price=200.0)
        self.turn(self.link)
        self.assertEqual(self.amounts(move), ["200.00", "16.00"])
        self.assert_same(move)

    def test_unmapped(self):
        self.assert_blocked(self.taxed(100.0, taxes=self._tax("Nobody knows it", 7)), "tax_unmapped")


@tagged("post_install", "-at_install")
class TestDesktopTaxLinesWithoutTax(TaxLinesCase):
    """A company file that tracks no tax: an ordinary item stands for each tax."""

    book_options = {"sales_tax": False}
    kind_there = Kind.ITEM

    def there_as_tax(self, name, rate):
        self.book.add_item(name, account="Sales Tax Payable", kind="ItemOtherCharge")

    def test_tax_as_an_item(self):
        low = self.low()
        move = self.sent_off(self.taxed(33.33, 100.0, taxes=low))
        self.assertEqual(self.amounts(move), ["33.33", "100.00", "6.67"])
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("140.00"))
        self.assert_same(move)


class TaxPerLineCase(TaxCase):
    """Editions in which the code of a line binds the rate."""

    home = ""

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        currency = self.env.ref(f"base.{self.home}")
        currency.active = True
        self.company_a.currency_id = currency
        for code, tax, rate in (("H", "HST on sales", "13"), ("G", "GST on sales", "5")):
            self.book.add_tax(tax, rate)
            self.book.add_tax_code(code, tax)

    def setUp(self):
        super().setUp()
        self.high, self.low = self._tax("HST 13", 13), self._tax("GST 5", 5)
        self.map_there("tax", self.high, "H", Kind.TAX_CODE)
        self.map_there("tax", self.low, "G", Kind.TAX_CODE)

    def check_two_rates(self):
        move = self.invoice(
            self.line(price=100.0, taxes=self.high), self.line(price=33.33, taxes=self.low), self.line(price=7.0)
        )
        line = self.preview(move)[move]
        self.assertNotEqual(line.level, "blocked", line.text)
        self.sent_off(move)
        there = self.on_the_screen(move)
        self.assertEqual([line["tax_code"] for line in there["lines"]], ["H", "G", "Non"])
        self.assertEqual((there["tax"], there["tax_item"]), (Decimal("14.67"), ""))
        self.assert_same(move)
        credit = self.sent_off(self.credit_note(self.line(price=20.0, taxes=self.high)))
        self.assert_same(credit)

    def check_another_rate(self):
        self.book.change("ItemSalesTax", "HST on sales", TaxRate="15")
        self.later()
        self.assert_blocked(self.taxed(100.0, taxes=self.high), "tax_will_differ", "15.00", "13.00")

    def check_two_taxes_on_a_line(self):
        self.assert_blocked(self.taxed(100.0, taxes=self.high | self.low), "tax_two_rates")

    def check_included(self):
        """Prices that include the tax travel as what is left without it."""
        included = self._tax("HST 13 included", 13, price_include_override="tax_included")
        self.map_there("tax", included, "H", Kind.TAX_CODE)
        self.assert_same(self.sent_off(self.taxed(113.0, 9.99, taxes=included)))
        self.assert_same(self.sent_off(self.credit_note(*self.lines(9.99, taxes=included))))

    def check_amounts_include_tax_there(self):
        """A company that prefers amounts with tax is told that ours are without, in either meaning of silence."""
        self.book.set_preferences(amounts_include_tax=True)
        self.later()
        for meaning in ("as_preferred", "false"):
            with self.subTest(left_out=meaning):
                self.book.book.switches = Switches(tax_included_left_out=meaning)
                move = self.sent_off(self.taxed(100.0, 33.33, taxes=self.high))
                self.assert_same(move)
                self.assertEqual(self.said("InvoiceAdd")["IsTaxIncluded"], "false")
                self.edit(move, price=120.0)
                self.turn(self.link)
                self.assert_same(move)
                self.assert_same(self.sent_off(self.credit_note(*self.lines(33.33, taxes=self.high))))

    def check_rounding_on_each_line(self):
        """Nobody says whether the tax of a code is rounded once or on each line; where on each, the cent is shown."""
        self.book.book.switches = Switches(tax_by_code="line")
        move = self.sent_off(self.taxed(1.16, 1.16, 1.16, taxes=self.high))
        self.assertEqual((move.amount_tax, self.on_the_screen(move)["tax"]), (0.45, Decimal("0.45")))
        move = self.sent_off(self.taxed(1.19, 1.19, 1.19, taxes=self.high))
        self.assertEqual((move.amount_tax, self.on_the_screen(move)["tax"]), (0.46, Decimal("0.45")))
        self.assertEqual(self.where(move), ("processed", "total_differs"))

    def check_rounding_as_the_rule_says(self):
        """Odoo rounds on each line, QuickBooks once for each code: the preview says it, and a line settles it."""
        self.book.add_item("Rounding")
        self.later()
        self.link.write({"tax_difference": "line", "line_item_id": self.mirrored(self.link, Kind.ITEM, "Rounding").id})
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        move = self.taxed(1.19, 1.19, 1.19, taxes=self.high)
        self.assertAlmostEqual(move.amount_tax, 0.45, 2)
        self.sent_off(move)
        there = self.on_the_screen(move)
        self.assertEqual((there["tax"], self.amounts(move)[-1]), (Decimal("0.46"), "-0.01"))
        self.assertEqual(there["total"], Decimal(f"{move.amount_total:.2f}"))

    def check_exempt(self):
        """Without a tax in Odoo a line bears the code for what is not taxed."""
        move = self.sent_off(self.invoice(self.line(price=80.0), self.line(price=20.0, taxes=self.low)))
        self.assertEqual([line["tax_code"] for line in self.on_the_screen(move)["lines"]], ["Non", "G"])
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestDesktopTaxesCanada(TaxPerLineCase):
    book_options = {"country": "CA"}
    home = "CAD"

    def test_two_rates(self):
        self.check_two_rates()

    def test_another_rate(self):
        self.check_another_rate()

    def test_two_taxes_on_a_line(self):
        self.check_two_taxes_on_a_line()

    def test_included(self):
        self.check_included()

    def test_amounts_include_tax_there(self):
        self.check_amounts_include_tax_there()

    def test_rounding_on_each_line(self):
        self.check_rounding_on_each_line()

    def test_rounding_as_the_rule_says(self):
        self.check_rounding_as_the_rule_says()

    def test_exempt(self):
        self.check_exempt()


@tagged("post_install", "-at_install")
class TestDesktopTaxesKingdom(TaxPerLineCase):
    book_options = {"country": "UK"}
    home = "GBP"

    def test_two_rates(self):
        self.check_two_rates()

    def test_another_rate(self):
        self.check_another_rate()

    def test_two_taxes_on_a_line(self):
        self.check_two_taxes_on_a_line()

    def test_included(self):
        self.check_included()

    def test_amounts_include_tax_there(self):
        self.check_amounts_include_tax_there()

    def test_rounding_on_each_line(self):
        self.check_rounding_on_each_line()

    def test_rounding_as_the_rule_says(self):
        self.check_rounding_as_the_rule_says()

    def test_exempt(self):
        self.check_exempt()
