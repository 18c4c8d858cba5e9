"""Every kind of line on invoices and on credit notes, compared with the ledger to the cent: stories of any ledger."""

import re
from decimal import Decimal

from ..ledgers.documents import Kind

LONG = "Two hundred words of what was done. " * 200


class LineStories:
    """What the table of the codec says of lines is what the ledger holds.

    The class beside it has documents and their taxes, ``on_top`` and ``in_price``, and ``net``, what is left of 115
    whose price includes the latter.
    """

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    # Characters of a description.
    longest = 4000

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.put_there(Kind.ITEM, "Various")

    def setUp(self):
        super().setUp()
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Various")
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
                    self.line(price=567.0, quantity=3, taxes=[self.on_top]),
                    {"display_type": "line_section", "name": "Down Payments"},
                    self.line(
                        price=510.3,
                        quantity=-1,
                        product=self._service("Down payment", False),
                        taxes=[self.on_top],
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
            "price that no five decimals say": (
                [self.line(price=10.0, quantity=3, discount=1.0)],
                {},
                [("Consulting", "29.70")],
            ),
            "amount that nothing multiplies to": (
                [self.line(price=33.33, quantity=7, discount=3.33)],
                {},
                [("Consulting", "225.54")],
            ),
            "tax on top": (
                [self.line(price=19.99, quantity=3, taxes=[self.on_top])],
                {},
                [("Consulting", "59.97")],
            ),
            "tax included": ([self.line(price=115.0, taxes=[self.in_price])], {}, [("Consulting", self.net)]),
            "taxed and not": (
                [self.line(price=50.0, taxes=[self.on_top]), plain],
                {},
                [("Consulting", "50.00"), service],
            ),
            "long text": ([self.line(name=LONG)], {}, [(LONG[: self.longest].rstrip(), "100.00")]),
        }

    def check(self, make):
        """Send a document of each kind, all in one run, and compare line by line."""
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
                self.assertEqual([shown(line) for line in lines], there)
                # What is a comment has no tax code, what is not says whether.
                self.assertTrue(all(bool(line["tax_code"]) == (line["amount"] is not None) for line in lines))
        self.assertEqual(len(self.all_there()), len(moves))

    def test_invoices(self):
        self.check(self.invoice)

    def test_credit_notes(self):
        self.check(self.credit_note)

    def test_changes_of_every_kind(self):
        """The same lines once more, each document with a line more than before: every line keeps its id."""
        kinds = self.kinds()
        moves = self.env["account.move"].union(
            *(self.invoice(*lines, **values) for lines, values, _there in kinds.values())
        )
        self.sent_off(moves)
        before = {move: self.line_ids_of(move) for move in moves}
        for move in moves:
            self.edit(move, invoice_line_ids=self.commands(1.0))
        self.turn(self.link)
        for kind, move in zip(kinds, moves, strict=True):
            with self.subTest(kind=kind):
                self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)
                self.assert_same(move)
                self.assertLess(before[move], self.line_ids_of(move))
        self.assertEqual(len(self.all_there()), len(moves))

    def test_line_without_a_product_and_without_an_item(self):
        self.link.line_item_id = False
        move = self.invoice(self.line(product=self.env["product.product"], name="By hand", price=12.0))
        self.assert_no_item(move)
        self.link.line_item_id = self.mirrored(self.link, Kind.ITEM, "Various")
        self.cure(self.the_issue("line_item_missing"), "release_again", "user")
        self.turn(self.link)
        self.assert_same(move)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("12.00"))

    def assert_no_item(self, move):
        """Preview and run say that nothing stands for a line without a product."""
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked")
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "line_item_missing"))
        self.assertEqual(line.text, self.transfer(move).reason_text)

    def line_ids_of(self, move):
        return {line["id"] for line in self.on_the_screen(move)["lines"]}


class CommonTaxLineStories(LineStories):
    """A ledger that has counterparts of the taxes that every test has."""

    def test_invoices_of_every_kind(self):
        """Those of the scenarios that all ledgers share."""
        moves = self.env["account.move"].union(*self.invoices_of_every_kind().values())
        self.sent_off(moves)
        self.assert_same(moves)


def shown(line):
    """Return text and amount of a line, "" for a comment; the reference that Odoo puts before the name of a product
    says nothing."""
    return re.sub(r"^\[[A-Z]+\] ", "", line["description"]), "" if line["amount"] is None else str(line["amount"])
