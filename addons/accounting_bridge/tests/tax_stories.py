"""Tax on any ledger: what the tests of taxes do and look at, and stories of countries where each line has a rate."""

from decimal import Decimal

from odoo import Command

from ..ledgers.documents import Kind

LONG_AGO = "2020-01-01T00:00:00.000Z"
RULES = ("show", "line", "refuse")


class TaxDocuments:
    """What asserts both sides of an invoice. Documents of a ledger stand beside it."""

    def taxed(self, *prices, taxes=None, **values):
        """Return an invoice whose lines bear these taxes."""
        return self.invoice(*self.lines(*prices, taxes=self.tax_8 if taxes is None else taxes), **values)

    def rounded_by_line(self, taxes=None):
        """Return an invoice whose tax Odoo rounds for each line: a cent more than rounding once comes to."""
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        return self.taxed(1.07, 1.07, 1.07, taxes=taxes)

    def lists_grow_old(self):
        """So much time goes by that taxes and settings are read again with the next session."""
        kinds = [kind.value for kind in (Kind.TAX, Kind.TAX_CODE)]
        self.link.flow_ids.filtered(lambda flow: flow.kind in kinds).write({"last_read_at": False})
        self.link.company_details = {**self.link.company_details, "read_at": LONG_AGO}
        self.later()

    def assert_blocked(self, move, reason, *words):
        """Preview and run refuse it with the same words; nothing is there."""
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked", line.text)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", reason), move.bridge_ribbon)
        transfer = self.transfer(move)
        self.assertEqual(line.text, transfer.reason_text, "the preview said the same")
        for word in words:
            self.assertIn(word, transfer.reason_text)
        self.assertTrue(transfer._offered())
        self.assertEqual(self.all_there(), [])

    def assert_ready(self, move):
        line = self.preview(move)[move]
        self.assertNotEqual(line.level, "blocked", line.text)
        return line

    def assert_cents_are_odoos(self, make):
        """What rounding leaves is no difference here: the tax is told, whatever the rule for differences says.

        :param make: returns a posted document.
        """
        self.put_there(Kind.ITEM, "Rounding")
        self.later()
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Rounding")
        for rule in RULES:
            with self.subTest(rule=rule):
                self.link.tax_difference = rule
                move = make()
                line = self.assert_ready(move)
                self.assertNotIn("ounds", line.text)
                self.sent_off(move)
                self.assertEqual(self.where(move), ("processed", ""))
                self.assertEqual(len(self.on_the_screen(move)["lines"]), 3)
                self.assert_same(move)

    def codes(self, move):
        return [line["tax_code"] for line in self.on_the_screen(move)["lines"]]

    def amounts(self, move):
        return [str(line["amount"]) for line in self.on_the_screen(move)["lines"] if line["amount"] is not None]


class PerLineTaxes(TaxDocuments):
    """The code of a line says how much.

    The class beside it has ``tax_there(name, (name, percentage), sides=...)``, which sets up a tax and returns its id.
    """

    # The currency of the company.
    home = ""

    #: code there: percentage
    codes_there = {}
    #: code there: tax of Odoo, of those that are mapped
    mapped = ()

    def before_connecting(self):
        currency = self.env.ref(f"base.{self.home}")
        currency.active = True
        self.company_a.currency_id = currency
        self.ids = {
            code: self.tax_there(code, (code, rate), sides=("Sales", "Purchase"))
            for code, rate in self.codes_there.items()
        }

    def setUp(self):
        super().setUp()
        self.ours = {}
        for code in self.mapped:
            self.ours[code] = self._tax(f"Odoo's {code}", float(self.codes_there[code]))
            self.map_there("tax", self.ours[code], code, Kind.TAX_CODE)

    def tax_codes(self, move):
        """Return the names of the codes of the lines."""
        names = {identity: name for name, identity in self.ids.items()}
        return [names.get(code, code) for code in self.codes(move)]

    def included(self, code):
        """Return a tax of Odoo's in the price, whose counterpart is a code there."""
        tax = self._tax(f"{code}, in the price", float(self.codes_there[code]), price_include_override="tax_included")
        self.map_there("tax", tax, code, Kind.TAX_CODE)
        return tax


class PerLineStories(PerLineTaxes):
    """What holds in every country, with ``high``, the code of the plain rate, and ``untaxed``, that of none."""

    allow_inherited_tests_method = True

    high = untaxed = ""

    def test_exclusive(self):
        move = self.invoice(self.line(price=19.99, taxes=self.ours[self.high]), self.line(price=7.0))
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), [self.high, self.untaxed])
        self.assert_same(move)
        credit = self.sent_off(
            self.credit_note(self.line(price=20.05, taxes=self.ours[self.high]), self.line(price=5.0))
        )
        self.assertEqual(self.tax_codes(credit), [self.high, self.untaxed])
        self.assert_same(credit)

    def test_nothing_taxed(self):
        move = self.processed(self.line(price=100.0))
        self.assertEqual(self.tax_codes(move), [self.none_taxed])
        self.assert_same(move)
        self.assert_same(self.sent_off(self.credit_note()))

    @property
    def none_taxed(self):
        """The code of lines of a document of which none is taxed."""
        return self.untaxed

    def test_prices_including_tax(self):
        """What is in the price travels as what is left without it, and the tax as Odoo has it."""
        tax = self.included(self.high)
        for rounding in ("round_globally", "round_per_line"):
            with self.subTest(rounding=rounding):
                self.company_a.tax_calculation_rounding_method = rounding
                move = self.sent_off(self.taxed(120.0, 9.99, 4.19, 0.07, taxes=tax))
                self.assertAlmostEqual(move.amount_total, 134.25, 2)
                self.assert_same(move)
                self.assert_same(self.sent_off(self.credit_note(*self.lines(9.99, 4.99, taxes=tax))))

    def test_cents_are_odoos(self):
        self.assert_cents_are_odoos(lambda: self.rounded_by_line(self.ours[self.high]))

    def test_two_taxes_on_a_line(self):
        other = self._tax("Another one", 3)
        self.assert_blocked(self.taxed(100.0, taxes=self.ours[self.high] | other), "tax_two_rates")

    def test_unmapped(self):
        self.assert_blocked(self.taxed(100.0, taxes=self._tax("Nobody knows it", 7)), "tax_unmapped", "Nobody knows it")

    def test_another_rate_there(self):
        other = self._tax("Old rate", 2.5)
        self.map_there("tax", other, self.high, Kind.TAX_CODE)
        rate = float(self.codes_there[self.high])
        self.assert_blocked(self.taxed(100.0, taxes=other), "tax_will_differ", f"{rate:.2f}", "2.50")


class KingdomStories(PerLineStories):
    """Several rates: also ``low``, the code of a reduced one, ``zero`` and ``exempt``, of nothing in two ways."""

    low = zero = exempt = ""

    def test_mixed_codes(self):
        move = self.invoice(
            self.line(price=100.0, taxes=self.ours[self.high]),
            self.line(price=33.33, taxes=self.ours[self.low]),
            self.line(price=7.0),
        )
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), [self.high, self.low, self.untaxed])
        self.assertEqual(self.on_the_screen(move)["tax"], Decimal("21.67"))
        self.assert_same(move)
        credit = self.sent_off(self.credit_note(self.line(price=20.0, taxes=self.ours[self.low]), self.line(price=5.0)))
        self.assertEqual(self.tax_codes(credit), [self.low, self.untaxed])
        self.assert_same(credit)

    def test_zero_rated_is_not_out_of_scope(self):
        """A tax of 0 % that has a counterpart keeps it: the return has a box of its own for it."""
        move = self.invoice(self.line(price=100.0, taxes=self.ours[self.zero]), self.line(price=7.0))
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.tax_codes(move), [self.zero, self.untaxed])
        self.assert_same(move)
        exempt = self._tax("Exempt", 0)
        other = self.sent_off(self.taxed(10.0, taxes=exempt))
        self.assertEqual(self.tax_codes(other), [self.none_taxed])
        self.map_there("tax", exempt, self.exempt, Kind.TAX_CODE)
        third = self.sent_off(self.taxed(10.0, taxes=exempt))
        self.assertEqual(self.tax_codes(third), [self.exempt])
        self.assert_same(other | third)

    def test_prices_with_and_without_tax(self):
        low, high = self.included(self.low), self.ours[self.high]
        move = self.sent_off(self.invoice(self.line(price=10.49, taxes=low), self.line(price=33.33, taxes=high)))
        self.assertEqual(self.tax_codes(move), [self.low, self.high])
        self.assert_same(move)

    def test_cents_are_odoos(self):
        """Where rounding comes to another cent the tax of every rate is written out."""
        self.assert_cents_are_odoos(lambda: self.rounded_by_line(self.ours[self.low]))

    def test_cents_of_several_rates(self):
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        high, low = self.ours[self.high], self.ours[self.low]
        lines = [*self.lines(1.02, 1.02, 1.02, taxes=high), *self.lines(1.09, 1.09, 1.09, taxes=low), self.line(3.0)]
        for make in (self.invoice, self.credit_note):
            move = make(*lines)
            self.assert_ready(move)
            self.sent_off(move)
            self.assert_same(move)

    def test_change(self):
        """A change of lines says the tax anew, written out or not."""
        self.company_a.tax_calculation_rounding_method = "round_per_line"
        move = self.sent_off(self.taxed(1.07, 1.07, 1.07, taxes=self.ours[self.low]))
        self.edit(move, price=100.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""))
        self.assert_same(move)
        lines = move.invoice_line_ids.sorted("id")
        self.edit(move, invoice_line_ids=[Command.update(lines[0].id, {"tax_ids": [Command.clear()]})])
        self.turn(self.link)
        self.assertEqual(self.tax_codes(move), [self.untaxed, self.low, self.low])
        self.assert_same(move)


class TaxLineStories(TaxDocuments):
    """The tax style *tax lines*: Odoo's tax travels as lines of its own, each with an item that stands for the tax."""

    allow_inherited_tests_method = True

    settings = {"tax_style": "lines"}

    def before_connecting(self):
        for name in ("State 8", "Low 5"):
            self.put_there(Kind.ITEM, name)

    def setUp(self):
        super().setUp()
        self.low = self._tax("Low 5", 5)
        self.map_there("tax", self.tax_8, "State 8", Kind.ITEM)
        self.map_there("tax", self.low, "Low 5", Kind.ITEM)

    def test_two_rates(self):
        move = self.invoice(
            self.line(price=100.0, taxes=self.tax_8), self.line(price=33.33, taxes=self.low), self.line(price=10.0)
        )
        self.assert_ready(move)
        self.sent_off(move)
        self.assertEqual(self.amounts(move), ["100.00", "33.33", "10.00", "8.00", "1.67"])
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["tax"]), (Decimal("153.00"), Decimal("0")))
        self.assert_same(move)
        self.edit(move, price=200.0)
        self.turn(self.link)
        self.assertEqual(self.amounts(move)[-2:], ["16.00", "1.67"])
        self.assert_same(move)

    def test_credit_note(self):
        credit = self.sent_off(self.credit_note(*self.lines(49.99, taxes=self.tax_8)))
        self.assertEqual(self.amounts(credit), ["49.99", "4.00"])
        self.assert_same(credit)

    def test_rounding_is_odoos(self):
        move = self.sent_off(self.rounded_by_line())
        self.assertEqual(self.amounts(move)[-1], "0.27")
        self.assert_same(move)
