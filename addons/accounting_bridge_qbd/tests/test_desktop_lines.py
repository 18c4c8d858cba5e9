"""Every kind of line on invoices and on credit notes, compared with the company file to the cent."""

import re
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .documents_case import DocumentsCase

LONG = "Two hundred words of what was done. " * 200


@tagged("post_install", "-at_install")
class TestDesktopLines(DocumentsCase):
    """What the table of the codec says of lines is what the company file holds."""

    def before_connecting(self):
        self.book.add_item("Various")
        self.book.add_tax("City 8", "8")
        self.book.add_tax("Included 15", "15")
        self.book.add_tax("County 2", "2")
        members = [{"FullName": "City 8"}, {"FullName": "County 2"}]
        self.book._do("ItemSalesTaxGroupAddRq", {"Name": "City and county", "ItemSalesTaxRef": members})

    def setUp(self):
        super().setUp()
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Various")
        self.county = self._tax("County 2", 2)
        self.map_there("tax", self.tax_8, "City 8")
        self.map_there("tax", self.county, "County 2")
        self.map_there("tax", self.tax_included, "Included 15")
        self.rounding = self.env["account.cash.rounding"].create(
            {
                "name": "to 0.05",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "HALF-UP",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )

    def kinds(self):
        """Return ``{kind of line: (lines, values of the document, what stands there line by line)}``.

        What stands there is text and amount, "" for a comment.
        """
        none = self.env["product.product"]
        plain = self.line()
        service = ("Consulting", "100.00")
        unnumbered = self._service("Without a reference", False)
        return {
            "section": (
                [{"display_type": "line_section", "name": "Part one"}, plain],
                {},
                [("Part one", ""), service],
            ),
            "subsection": (
                [
                    {"display_type": "line_section", "name": "Part one"},
                    {"display_type": "line_subsection", "name": "Kitchen"},
                    plain,
                ],
                {},
                [("Part one", ""), ("Kitchen", ""), service],
            ),
            "note": (
                [plain, {"display_type": "line_note", "name": "Thank you\nfor your patience"}],
                {},
                [service, ("Thank you\nfor your patience", "")],
            ),
            "empty note": ([plain, {"display_type": "line_note", "name": ""}], {}, [service]),
            "discount of a line": (
                [self.line(price=33.33, quantity=3, discount=12.5)],
                {},
                [("Consulting", "87.49")],
            ),
            "discount line": (
                [plain, self.line(price=-10.0, product=self._service("Discount", "DISCOUNT"))],
                {},
                [service, ("Discount", "-10.00")],
            ),
            "all for nothing but one": (
                [plain, self.line(price=50.0, discount=100)],
                {},
                [service, ("Consulting", "0.00")],
            ),
            "free": ([plain, self.line(price=0.0)], {}, [service, ("Consulting", "0.00")]),
            "negative price": ([plain, self.line(price=-20.0)], {}, [service, ("Consulting", "-20.00")]),
            "negative quantity": ([plain, self.line(price=20.0, quantity=-1)], {}, [service, ("Consulting", "-20.00")]),
            "down payment deducted": (
                [
                    self.line(price=567.0, quantity=3, taxes=[self.tax_8]),
                    {"display_type": "line_section", "name": "Down Payments"},
                    self.line(
                        price=510.3,
                        quantity=-1,
                        product=self._service("Down payment", False),
                        taxes=[self.tax_8],
                        name="Down payment of 11/20/2026",
                    ),
                ],
                {},
                [("Consulting", "1701.00"), ("Down Payments", ""), ("Down payment of 11/20/2026", "-510.30")],
            ),
            "cash rounding up": (
                [self.line(price=10.03)],
                {"invoice_cash_rounding_id": self.rounding.id},
                [("Consulting", "10.03"), ("to 0.05", "0.02")],
            ),
            "cash rounding down": (
                [self.line(price=10.02)],
                {"invoice_cash_rounding_id": self.rounding.id},
                [("Consulting", "10.02"), ("to 0.05", "-0.02")],
            ),
            "no product": (
                [self.line(product=none, name="By hand", price=12.0)],
                {},
                [("By hand", "12.00")],
            ),
            "no product and no amount": (
                [plain, self.line(product=none, name="For your information", price=0.0)],
                {},
                [service, ("For your information", "")],
            ),
            "no SKU": ([self.line(product=unnumbered)], {}, [("Without a reference", "100.00")]),
            "four decimals": ([self.line(price=0.1234, quantity=1000)], {}, [("Consulting", "123.40")]),
            "quantity with decimals": ([self.line(price=95.0, quantity=2.35)], {}, [("Consulting", "223.25")]),
            "tax on top": (
                [self.line(price=19.99, quantity=3, taxes=[self.tax_8])],
                {},
                [("Consulting", "59.97")],
            ),
            "tax included": ([self.line(price=115.0, taxes=[self.tax_included])], {}, [("Consulting", "100.00")]),
            "two taxes": (
                [self.line(price=50.0, taxes=self.tax_8 | self.county)],
                {},
                [("Consulting", "50.00")],
            ),
            "taxed and not": (
                [self.line(price=50.0, taxes=[self.tax_8]), plain],
                {},
                [("Consulting", "50.00"), service],
            ),
            "long text": ([self.line(name=LONG)], {}, [(LONG[:4095].rstrip(), "100.00")]),
        }

    def check(self, make):
        """Send a document of each kind, all in one visit, and compare line by line."""
        moves = {}
        for kind, (lines, values, there) in self.kinds().items():
            moves[kind] = make(*lines, **values), there
        everything = self.env["account.move"].union(*(move for move, _there in moves.values()))
        self.release(everything)
        self.turn(self.link)
        for kind, (move, there) in moves.items():
            with self.subTest(kind=kind):
                self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assert_same(move)
                lines = self.on_the_screen(move)["lines"]
                self.assertEqual([_shown(line) for line in lines], there)
                # What is a comment has no tax code, what is not says whether.
                self.assertTrue(all(bool(line["tax_code"]) == (line["amount"] is not None) for line in lines))
        self.assertEqual(len(self.all_there()), len(moves))

    def test_invoices(self):
        self.check(self.invoice)

    def test_credit_notes(self):
        self.check(self.credit_note)

    def test_invoices_of_every_kind(self):
        """Those of the scenarios that all ledgers share."""
        moves = self.env["account.move"].union(*self.invoices_of_every_kind().values())
        self.sent_off(moves)
        self.assert_same(moves)

    def test_changes_of_every_kind(self):
        """The same lines once more, each document with a line more than before."""
        kinds = self.kinds()
        moves = self.env["account.move"].union(
            *(self.invoice(*lines, **values) for lines, values, _t in kinds.values())
        )
        self.sent_off(moves)
        for move in moves:
            self.edit(move, invoice_line_ids=self.commands(1.0))
        self.turn(self.link)
        for kind, move in zip(kinds, moves, strict=True):
            with self.subTest(kind=kind):
                self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assert_same(move)
        ids = {line["line_id"] for row in self.book.invoices() for line in row["lines"]}
        said = [line for found in self.elements("InvoiceMod") for line in found.iter("InvoiceLineMod")]
        self.assertEqual(sum(line.findtext("TxnLineID") == "-1" for line in said), len(moves))
        self.assertEqual(len(ids), len(said))

    def test_discount_item_takes_no_quantity(self):
        """A product that a person linked to a discount item there travels without a quantity."""
        self.book._do("ItemDiscountAddRq", {"Name": "REBATE", "AccountRef": {"FullName": "Discounts Given"}})
        self.later()
        rebate = self._service("Rebate", "REBATE")
        move = self.invoice(self.line(), self.line(price=-10.0, product=rebate))
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "item_name_taken"))
        self.the_issue("item_name_taken")._link(self.mirrored(self.link, Kind.ITEM, "REBATE"))
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
        self.assert_same(move)
        self.assertEqual([line["item"] for line in self.on_the_screen(move)["lines"]], ["CONS", "REBATE"])
        self.assertEqual(self.on_the_screen(move)["lines"][1]["quantity"], None)

    def test_line_without_a_product_and_without_an_item(self):
        self.link.line_item_id = False
        move = self.invoice(self.line(product=self.env["product.product"], name="By hand", price=12.0))
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked")
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "line_item_missing"))
        self.assertEqual(line.text, self.transfer(move).reason_text)
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Various")
        self.cure(self.the_issue("line_item_missing"), "release_again", "user")
        self.turn(self.link)
        self.assert_same(move)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("12.00"))


def _shown(line):
    """Return text and amount of a line; the reference that Odoo puts before the name of a product says nothing."""
    return re.sub(r"^\[[A-Z]+\] ", "", line["description"]), "" if line["amount"] is None else str(line["amount"])
