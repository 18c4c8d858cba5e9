"""Organisations of Xero in which taxes were set up, by country, and what is looked at afterwards."""

from dataclasses import replace

from odoo import Command

from ..ledgers import json_text
from .tax_stories import PerLineStories, TaxDocuments
from .xero_documents_case import XeroDocumentsCase


class XeroTaxCase(TaxDocuments, XeroDocumentsCase):
    """An organisation in which taxes were set up, and what asserts both sides of an invoice."""

    def tax_there(self, name, *rates, sides=("Sales",)):
        """Return the id of a rate, its TaxType: one that every organisation has, or one that a person adds now.

        :param rates: ``(name, percentage)`` of each of its components.
        """
        known = {row["Name"]: row["TaxType"] for row in self.book.objects("TaxRates")}
        if name in known:
            return known[name]
        return self.desk.add_tax_rate(name, rates, "all" if len(sides) > 1 else "sales")["TaxType"]

    def rate_becomes(self, name, *rates, **values):
        """A person changes a rate there: ``(name, percentage)`` of each of its components, or its status."""
        if rates:
            values["TaxComponents"] = [{"Name": each, "Rate": rate} for each, rate in rates]
        self.desk.change_tax_rate(self.tax_there(name), **values)

    def behaves(self, **switches):
        """Let the organisation do what nobody could establish in another way."""
        self.book.switches = replace(self.book.switches, **switches)

    def taxes_of_lines(self, move):
        return [str(line["tax"]) for line in self.on_the_screen(move)["lines"]]

    def said(self, endpoint="Invoices"):
        """Return the newest new element of a list that was sent."""
        call = [call for call in self.calls(endpoint) if call["method"] == "PUT"][-1]
        return json_text.read(call["text"])[endpoint][-1]


class XeroPerLineStories(PerLineStories):
    """What Xero does with the tax that it is told, in any country."""

    def test_as_odoo_rounds(self):
        """Xero rounds the tax of each line, Odoo rounds so too or once for the document: the cents are Odoo's."""
        high, moves = self.ours[self.high], []
        for rounding in ("round_per_line", "round_globally"):
            self.company_a.tax_calculation_rounding_method = rounding
            for prices in ((1.07, 1.07, 1.07), (0.33, 0.33, 0.34, 0.36, 12.49), (0.05, 0.05, 0.05, 0.05)):
                moves += [make(*self.lines(*prices, taxes=high)) for make in (self.invoice, self.credit_note)]
        moves = self.env["account.move"].union(*moves)
        self.assertGreater(len(set(moves.mapped("amount_tax"))), 3)
        self.assertEqual({line.level for line in self.preview(moves).values()} & {"blocked"}, set())
        self.sent_off(moves)
        self.assert_same(moves)
        for move in moves:
            self.assertEqual(len(self.on_the_screen(move)["lines"]), len(move.invoice_line_ids))

    def test_half_cents(self):
        """Nobody says which way half a cent goes there: the tax that is told does not depend on it."""
        self.behaves(half_cents="half_even")
        high = self.ours[self.high]
        # Half a cent of tax at 20, 15, 10 and 8 percent.
        move = self.sent_off(self.taxed(0.125, 0.1, 0.05, 0.25, 0.35, taxes=high))
        self.assert_same(move)
        self.assert_same(self.sent_off(self.taxed(0.15, 0.45, 2.5, taxes=self.included(self.high))))

    def test_tax_above_the_price_of_one(self):
        """One page says that the tax of a line may not be more than the price of one: it is left to Xero then."""
        high = self.ours[self.high]
        lines = [self.line(price=0.5, quantity=100, taxes=high), self.line(price=0.07, quantity=33, taxes=high)]
        for position in ("accepted", "refused"):
            self.behaves(tax_above_unit_amount=position)
            for make in (self.invoice, self.credit_note):
                with self.subTest(position=position, make=make.__name__):
                    move = self.sent_off(make(*lines))
                    self.assert_same(move)

    def test_change(self):
        """A change of lines says the tax anew, and every line keeps its id."""
        high = self.ours[self.high]
        move = self.sent_off(self.taxed(1.07, 1.07, 1.07, taxes=high))
        credit = self.sent_off(self.credit_note(*self.lines(49.99, 10.0, taxes=high)))
        before = [line["id"] for line in self.on_the_screen(move)["lines"]]
        self.edit(move, price=133.33)
        self.edit(credit, price=30.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assert_same(move | credit)
        lines = move.invoice_line_ids.sorted("id")
        self.edit(move, invoice_line_ids=[Command.update(line.id, {"tax_ids": [Command.clear()]}) for line in lines])
        self.turn(self.link)
        self.assertEqual((move.amount_tax, self.where(move)), (0.0, ("processed", "")), move.bridge_ribbon)
        self.assert_same(move)
        self.assertEqual([line["id"] for line in self.on_the_screen(move)["lines"]], before)

    def test_rate_changed_and_not_read_yet(self):
        """What nobody could know does not change what is owed: the amount that is told holds."""
        move = self.taxed(100.0, taxes=self.ours[self.high])
        self.release(move)
        self.rate_becomes(self.high, ("Changed", "6.5"))
        self.sent_off(move)
        self.assert_same(move)

    def test_rate_that_came_to_nothing(self):
        """Xero takes no tax at a rate of nothing, whatever it is told: both totals are shown, nothing is sent twice."""
        move = self.taxed(100.0, taxes=self.ours[self.high])
        self.release(move)
        self.rate_becomes(self.high, ("Nothing", "0"))
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", "total_differs"))
        self.assertIn("100.00", move.bridge_ribbon)
        self.assertIn(f"{move.amount_total:.2f}", move.bridge_ribbon)
        self.assertFalse(self.transfer(move).binding_id.totals_agree)
        self.assertEqual(self.transfer(move)._offered()[0], "accept_difference")
        self.turn(self.link)
        self.later()
        self.assertEqual(len(self.all_there()), 1)
        self.as_("bookkeeper", move).with_context(cure="accept_difference").action_bridge_cure()
        self.env.invalidate_all()
        self.assertNotIn("accept_difference", self.transfer(move)._offered())
        self.assertTrue(self.transfer(move).binding_id.difference_accepted_by_id)
        # What is released from now on is said before.
        self.lists_grow_old()
        line = self.preview(self.taxed(50.0, taxes=self.ours[self.high]))
        self.assertEqual([each.level for each in line.values()], ["blocked"])

    def test_rate_that_was_archived(self):
        move = self.taxed(100.0, taxes=self.ours[self.high])
        self.release(move)
        self.rate_becomes(self.high, Status="ARCHIVED")
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "tax_refused"), move.bridge_ribbon)
        self.assertTrue(self.transfer(move)._offered())
        self.assertEqual(self.all_there(), [])
        self.rate_becomes(self.high, Status="ACTIVE")
        self.cure(self.the_issue("tax_refused"), "release_again", "user")
        self.turn(self.link)
        self.assert_same(move)


class XeroPerLineCase(XeroPerLineStories, XeroTaxCase):
    """An organisation of a country, with its currency; ``codes_there`` are names of rates."""
