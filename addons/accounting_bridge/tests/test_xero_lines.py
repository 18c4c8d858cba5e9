"""Every kind of line on invoices and on credit notes, tracking and currencies, compared with the books to the cent."""

from decimal import Decimal

from odoo.tests import tagged

from ..ledgers.documents import Kind
from .class_stories import ClassStories
from .currency_stories import CurrencyStories, OneCurrencyStories
from .line_stories import CommonTaxLineStories, LineStories, shown
from .tax_stories import PerLineTaxes
from .xero_documents_case import XeroDocumentsCase
from .xero_tax_case import XeroTaxCase


class WithoutItem:
    """Xero's lines name accounts, so that a line without a product needs no item that stands for it."""

    def test_line_without_a_product_and_without_an_item(self):
        self.link.line_item_id = False
        move = self.processed(self.line(product=self.env["product.product"], name="By hand", price=12.0), self.line())
        self.assertEqual([line["item"] for line in self.on_the_screen(move)["lines"]], ["", "CONS"])
        self.assertEqual([line["account"] for line in self.on_the_screen(move)["lines"]], ["200", "200"])
        self.assert_same(move)

    def test_letters(self):
        """Every letter is kept."""
        move = self.processed(self.line(name="Łódź – “größer” than ½ 🚲"))
        self.assertEqual(shown(self.on_the_screen(move)["lines"][0])[0], "Łódź – “größer” than ½ 🚲")
        self.assert_same(move)


@tagged("post_install", "-at_install", "slow")
class TestXeroLines(WithoutItem, CommonTaxLineStories, XeroTaxCase):
    """An organisation of the US."""

    net = "100.00"

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.tax_there("City 8", ("City", "8"))
        self.tax_there("Included 15", ("Included", "15"))

    def setUp(self):
        super().setUp()
        self.on_top, self.in_price = self.tax_8, self.tax_included
        self.map_there("tax", self.tax_8, "City 8", self.tax_kind)
        self.map_there("tax", self.tax_included, "Included 15", self.tax_kind)

    def test_quantity_that_finds_no_place(self):
        """Where no price of four decimals comes to the amount the quantity stands before the description."""
        move = self.processed(self.line(price=0.33333, quantity=12345.678))
        (line,) = self.on_the_screen(move)["lines"]
        self.assert_same(move)
        self.assertEqual((line["quantity"], line["amount"]), (1, line["amount"]))
        self.assertTrue(line["description"].startswith("12345.68 x "), line["description"])


@tagged("post_install", "-at_install")
class TestXeroLinesKingdom(WithoutItem, LineStories, PerLineTaxes, XeroTaxCase):
    """An organisation of the United Kingdom."""

    profile = {"country": "GB"}
    home = "GBP"
    codes_there = {"20% (VAT on Income)": "20", "No VAT": "0"}
    mapped = ("20% (VAT on Income)",)
    net = "95.83"

    def setUp(self):
        super().setUp()
        (code,) = self.mapped
        self.on_top, self.in_price = self.ours[code], self.included(code)


class XeroClasses(XeroDocumentsCase):
    def add_classes(self):
        self.desk.add_tracking("Region", "North", "South")
        self.desk.add_tracking("Team", "Red", "Blue")

    def option(self, name):
        """Return how a line names an option."""
        rows = self.book.objects("TrackingCategories")
        return next(
            {"TrackingCategoryID": row["TrackingCategoryID"], "TrackingOptionID": option["TrackingOptionID"]}
            for row in rows
            for option in row["Options"]
            if option["Name"] == name
        )

    def give_class(self, number, place, *names):
        self.desk.edit_line(number, place, Tracking=[self.option(name) for name in names])


@tagged("post_install", "-at_install")
class TestXeroTracking(ClassStories, XeroClasses):
    """Options of tracking categories are classes there."""

    def test_options_of_two_categories(self):
        """Each analytic account has its option, whatever category that is of."""
        team = self.env["account.analytic.plan"].create({"name": "Teams"})
        red = self.env["account.analytic.account"].create(
            {"name": "Red", "plan_id": team.id, "company_id": self.company_a.id}
        )
        self.map_there("tracking", red, "Red")
        move = self.processed(self.line(**self.of(self.north)), self.line(**self.of(red)), self.line())
        self.assertEqual(self.classes(move), ["North", "Red", ""])
        self.assert_same(move)
        # A line that has both goes without, and the preview says so.
        both = self.invoice(self.line(analytic_distribution={f"{self.north.id},{red.id}": 100.0}))
        line = self.preview(both)[both]
        self.assertEqual(line.level, "warning")
        self.assertIn("Region: North, Team: Red", line.text)
        self.assert_same(self.sent_off(both))

    def test_other_category_of_the_bookkeeper(self):
        """What the bookkeeper added of a category that is not ours stays when the document is changed."""
        move = self.processed(self.line(**self.of(self.north)), self.line())
        self.give_class(self.number(move), 0, "North", "Blue")
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assertEqual(self.classes(move), ["North, Blue", ""])
        self.assert_same(move)

    def test_option_that_was_archived_and_not_read_yet(self):
        """Xero refuses it with its own words, and the document goes once it is settled."""
        move = self.invoice(self.line(**self.of(self.north)))
        self.release(move)
        south = self.option("South")
        for row in self.book.objects("TrackingCategories"):
            if row["TrackingCategoryID"] == south["TrackingCategoryID"]:
                self.desk.surprise("TrackingCategories", row["TrackingCategoryID"], Status="ARCHIVED")
        self.turn(self.link)
        self.assertIn(self.where(move)[0], ("rejected", "processed"), move.bridge_ribbon)
        if self.where(move)[0] == "rejected":
            self.assertTrue(self.transfer(move)._offered())


@tagged("post_install", "-at_install", "slow")
class TestXeroCurrencies(CurrencyStories, XeroDocumentsCase):
    """A contact has documents in any currency."""

    def keep_currency(self, code):
        self.desk.use_currencies(code)

    def rate_there(self, there):
        return 1 / there["rate"]

    def change_rate_there(self, credit, rate):
        self.desk.edit("CreditNotes", self.number(credit), CurrencyRate=round(1 / Decimal(rate), 6))

    def test_one_contact(self):
        moves = self.sent_off(self.in_currency(self.euro, 100.0) | self.invoice())
        self.assertEqual({self.on_the_screen(move)["customer"] for move in moves}, {"Baker Bros"})
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 1)

    def test_rate_of_the_day_there(self):
        """A rate far from that of the day brings a warning there, no refusal: Odoo's holds."""
        move = self.sent_off(self.in_currency(self.euro, 100.0, rate=3.0))
        self.assert_booked(move)


@tagged("post_install", "-at_install")
class TestXeroPlanOfOneCurrency(OneCurrencyStories, XeroDocumentsCase):
    """A plan with one currency."""

    profile = {"country": "US", "plan": "STANDARD"}
