"""Every kind of line on invoices and on credit notes, classes and currencies, compared with the books to the cent."""

import re
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .online_documents_case import OnlineDocumentsCase
from .online_tax_case import ManualTaxCase, PerLineCase

LONG = "Two hundred words of what was done. " * 200
LONGEST = 4000


class LinesCase:
    """What the table of the codec says of lines is what the company holds. A tax case stands beside it."""

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.desk.add_item("Various", account="Sales")

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
            "note that would add up": (
                [plain, {"display_type": "line_note", "name": "Subtotal:"}, plain],
                {},
                [service, ("Subtotal", ""), service],
            ),
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
            "long text": ([self.line(name=LONG)], {}, [(LONG[: LONGEST - 1].rstrip(), "100.00")]),
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
                self.assertEqual([_shown(line) for line in lines], there)
                # What is a comment has no tax code, what is not says whether.
                self.assertTrue(all(bool(line["tax_code"]) == bool(_amount(line)) for line in lines))
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

    def line_ids_of(self, move):
        return {line["id"] for line in self.on_the_screen(move)["lines"]}


@tagged("post_install", "-at_install")
class TestOnlineLines(LinesCase, ManualTaxCase):
    """A company of the US."""

    net = "100.00"

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.tax_there("Included 15", ("Included", "15"))

    def setUp(self):
        super().setUp()
        self.on_top, self.in_price = self.tax_8, self.tax_included
        self.map_there("tax", self.tax_included, "Included 15")

    def test_two_taxes_on_a_line(self):
        taxes = self.state_and_county()
        move = self.sent_off(self.invoice(self.line(price=50.0, taxes=taxes), self.line()))
        self.assert_same(move)

    def test_invoices_of_every_kind(self):
        """Those of the scenarios that all ledgers share."""
        moves = self.env["account.move"].union(*self.invoices_of_every_kind().values())
        self.sent_off(moves)
        self.assert_same(moves)

    def test_letters_that_the_company_cannot_keep(self):
        """A company of the US keeps Western letters only: what it cannot keep is written as it can."""
        move = self.processed(self.line(name="Łódź – “größer” than ½ 🚲"), ref="PO 1")
        (line,) = self.on_the_screen(move)["lines"]
        self.assertIn("größer", line["description"])
        line["description"].encode("latin-1")
        self.assert_same(move)

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


@tagged("post_install", "-at_install")
class TestOnlineLinesKingdom(LinesCase, PerLineCase):
    """A company of the United Kingdom."""

    profile = {"country": "GB"}
    home = "GBP"
    codes_there = {"20.0% S": "20", "0.0% Z": "0", "No VAT": "0"}
    mapped = ("20.0% S",)
    net = "95.83"

    def setUp(self):
        super().setUp()
        self.on_top, self.in_price = self.ours["20.0% S"], self.included("20.0% S")

    def test_letters(self):
        """Outside the US every letter is kept."""
        move = self.processed(self.line(name="Łódź – “größer” than ½ 🚲"))
        self.assertEqual(_shown(self.on_the_screen(move)["lines"][0])[0], "Łódź – “größer” than ½ 🚲")
        self.assert_same(move)


class ClassesCase(OnlineDocumentsCase):
    def before_connecting(self):
        self.desk.add_class("North")
        self.desk.add_class("South")

    def setUp(self):
        super().setUp()
        plan = self.env["account.analytic.plan"].create({"name": "Regions"})
        self.north, self.south, self.other = self.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": self.company_a.id}
                for name in ("North", "South", "Other")
            ]
        )
        self.map_there("tracking", self.north, "North")
        self.map_there("tracking", self.south, "South")

    def of(self, *accounts):
        return {"analytic_distribution": {str(account.id): 100.0 / len(accounts) for account in accounts}}

    def classes(self, move):
        return [line["class"] for line in self.on_the_screen(move)["lines"]]

    def class_of_document(self, move):
        entity = "Invoice" if move.move_type == "out_invoice" else "CreditMemo"
        entry = self.book.read(entity, self.transfer(move).binding_id.external_id)
        return entry.get("ClassRef", {}).get("name", "")

    def move_to(self, move, *accounts):
        """Give the lines of a document other classes, None for none."""
        lines = move.invoice_line_ids.sorted("id")
        values = [self.of(account) if account else {"analytic_distribution": False} for account in accounts]
        self.edit(
            move,
            invoice_line_ids=[Command.update(line.id, each) for line, each in zip(lines, values, strict=True)],
        )
        self.turn(self.link)
        self.assertEqual(self.where(move), ("processed", ""), move.bridge_ribbon)


@tagged("post_install", "-at_install")
class TestOnlineClasses(ClassesCase):
    """A company that keeps a class for every line."""

    profile = {"tax": "manual", "preferences": {"AccountingInfoPrefs": {"ClassTrackingPerTxnLine": True}}}

    def test_class_of_each_line(self):
        lines = [self.line(**self.of(self.north)), self.line(**self.of(self.south)), self.line()]
        move = self.processed(*lines, self.line(**self.of(self.other)))
        self.assertEqual(self.classes(move), ["North", "South", "", ""])
        self.assertEqual(self.class_of_document(move), "")
        self.assert_same(move)
        credit = self.sent_off(self.credit_note(*lines))
        self.assertEqual(self.classes(credit), ["North", "South", ""])

    def test_split_over_two(self):
        """A line there has one class: it goes without, and the preview says so."""
        move = self.invoice(self.line(**self.of(self.north, self.south)))
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning")
        self.assertIn("North, South", line.text)
        self.sent_off(move)
        self.assertEqual(self.classes(move), [""])
        self.assert_same(move)

    def test_changed_and_taken_away(self):
        move = self.processed(self.line(**self.of(self.north)), self.line())
        self.move_to(move, None, self.south)
        self.assertEqual(self.classes(move), ["", "South"])
        self.assert_same(move)

    def test_class_of_the_bookkeeper(self):
        """A class that the bookkeeper gave to a line of ours that had none stays when the document is changed."""
        move = self.processed(self.line(**self.of(self.north)), self.line())
        south = self.book.find("Class", "South")["Id"]
        self.desk.edit_line(self.number(move), 1, ClassRef={"value": south})
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.classes(move), ["North", "South"])
        self.assert_same(move)

    def test_classes_switched_off(self):
        """What is switched off there after it was read is lost without a word, and nothing else is."""
        self.desk.set_preference("AccountingInfoPrefs", "ClassTrackingPerTxnLine", False)
        move = self.processed(self.line(**self.of(self.north)))
        self.assertEqual(self.classes(move), [""])
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestOnlineClassesOfDocuments(ClassesCase):
    """A company that keeps one class for a whole document."""

    profile = {"tax": "manual", "preferences": {"AccountingInfoPrefs": {"ClassTrackingPerTxn": True}}}

    def test_lines_agree(self):
        move = self.processed(self.line(**self.of(self.north)), self.line(**self.of(self.north)), self.line())
        self.assertEqual((self.class_of_document(move), self.classes(move)), ("North", ["", "", ""]))
        credit = self.sent_off(self.credit_note(self.line(**self.of(self.south))))
        self.assertEqual(self.class_of_document(credit), "South")
        self.assert_same(move | credit)

    def test_lines_disagree(self):
        """It goes without one, and the preview says so."""
        move = self.invoice(self.line(**self.of(self.north)), self.line(**self.of(self.south)))
        line = self.preview(move)[move]
        self.assertEqual(line.level, "warning")
        self.assertIn("North, South", line.text)
        self.sent_off(move)
        self.assertEqual(self.class_of_document(move), "")
        self.assert_same(move)

    def test_changed(self):
        move = self.processed(self.line(**self.of(self.north)))
        self.move_to(move, self.south)
        self.assertEqual(self.class_of_document(move), "South")
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestOnlineClassesOff(ClassesCase):
    """A company that keeps none: nothing is said of it."""

    def before_connecting(self):
        pass

    def map_there(self, *_arguments):
        """There is no class to choose."""

    def test_nothing_is_said(self):
        move = self.processed(self.line(**self.of(self.north)))
        self.assertNotIn("ClassRef", str(self.written("invoice")[-1]["body"]))
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestOnlineCurrencies(OnlineDocumentsCase):
    """A company with several currencies: a customer for each, the rate that Odoo booked."""

    profile = {"tax": "manual", "multicurrency": True}

    def before_connecting(self):
        self.euro, self.yen, self.peso = (self.env.ref(f"base.{code}") for code in ("EUR", "JPY", "MXN"))
        (self.euro | self.yen | self.peso).active = True
        for currency, rate in ((self.euro, 1.25), (self.yen, 0.006543)):
            self.desk.do("create", "CompanyCurrency", {"Code": currency.name})
            self.desk.set_rate(currency.name, "2020-01-01", "1.11")
            self.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "name": "2020-01-01",
                    "company_id": self.company_a.id,
                    "inverse_company_rate": rate,
                }
            )

    def in_currency(self, currency, *prices, rate=None, **values):
        if rate:
            values["invoice_currency_rate"] = 1 / rate
        return self.invoice(*self.lines(*prices), currency_id=currency.id, **values)

    def booked_there(self, move):
        there = self.on_the_screen(move)
        return (there["total"] * there["exchange_rate"]).quantize(Decimal("0.01"))

    def assert_booked(self, move):
        self.assertEqual(self.booked_there(move), Decimal(f"{abs(move.amount_total_signed):.2f}"))
        self.assert_same(move)

    def test_invoice_and_credit_note(self):
        home = self.processed()
        move = self.sent_off(self.in_currency(self.euro, 100.0, 33.33, rate=1.3))
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["customer"]), (Decimal("133.33"), "Baker Bros EUR"))
        self.assertEqual((there["currency"], round(there["exchange_rate"], 3)), ("EUR", Decimal("1.300")))
        # The rate that was booked here, not that of the day there: in dollars it is the same to the cent.
        self.assert_booked(move)
        self.assertIn("133.33 EUR", move.bridge_ribbon)
        self.assertEqual(self.on_the_screen(home)["customer"], "Baker Bros")
        credit = self.sent_off(self.in_currency(self.euro, 33.33, move_type="out_refund"))
        there = self.on_the_screen(credit)
        self.assertEqual((there["customer"], round(there["exchange_rate"], 3)), ("Baker Bros EUR", Decimal("1.250")))
        self.assert_booked(credit)
        self.assertEqual(sorted(row["name"] for row in self.book.customers()), ["Baker Bros", "Baker Bros EUR"])

    def test_change(self):
        move = self.sent_off(self.in_currency(self.euro, 100.0, rate=1.3))
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))
        self.assert_booked(move)

    def test_many_of_a_small_currency(self):
        """Six decimals of a rate are not enough for what millions of yen come to."""
        move = self.sent_off(self.in_currency(self.yen, 98765432.0, rate=0.0065431))
        self.assertEqual(self.on_the_screen(move)["currency"], "JPY")
        self.assert_booked(move)

    def test_customer_of_that_currency_is_there(self):
        """An entry in that currency binds; the one in dollars does not, whatever it is called."""
        self.desk.add_customer("Baker Bros")
        self.desk.add_customer("Baker Bros EUR", CurrencyRef={"value": "EUR"})
        move = self.sent_off(self.in_currency(self.euro, 100.0))
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros EUR")
        self.assertEqual(len(self.book.customers()), 2)

    def test_currency_that_is_not_kept_there(self):
        move = self.in_currency(self.peso, 100.0)
        self.release(move)
        self.turn(self.link)
        transfer = self.transfer(move)
        self.assertEqual(transfer.state, "rejected", move.bridge_ribbon)
        self.assertIn("MXN", transfer.reason_text)
        self.assertTrue(transfer._offered())
        self.assertEqual(self.all_there(), [])
        self.desk.do("create", "CompanyCurrency", {"Code": "MXN"})
        for issue in self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")]):
            self.cure(issue, issue._offered()[0])
        self.release(move)
        self.turn(self.link)
        self.assert_same(move)

    def test_every_document_says_its_currency(self):
        """Where there are several it is required, in dollars too."""
        self.processed()
        self.assertEqual(self.written("invoice")[-1]["body"]["CurrencyRef"], {"value": "USD"})


@tagged("post_install", "-at_install")
class TestOnlineYenWithTax(ManualTaxCase):
    """A currency without cents: half a yen of tax is no other rate."""

    profile = {"tax": "manual", "multicurrency": True}

    def before_connecting(self):  # pylint: disable=missing-return
        super().before_connecting()
        self.desk.do("create", "CompanyCurrency", {"Code": "JPY"})

    def test_tax_of_a_yen(self):
        yen = self.env.ref("base.JPY")
        yen.active = True
        move = self.taxed(1006.0, currency_id=yen.id)
        self.assertEqual(move.amount_tax, 80.0)
        self.assert_ready(move)
        self.sent_off(move)
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestOnlineOneCurrency(OnlineDocumentsCase):
    def test_refused_with_words(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        for move in (self.invoice(currency_id=euro.id), self.credit_note(currency_id=euro.id)):
            line = self.preview(move)[move]
            self.assertEqual(line.level, "blocked")
            self.release(move)
            self.turn(self.link)
            self.assertEqual(self.where(move), ("rejected", "currency_foreign"))
            text = self.transfer(move).reason_text
            self.assertEqual(line.text, text)
            self.assertIn("EUR", text)
            self.assertIn("USD", text)
            self.assertTrue(self.transfer(move)._offered())


def _amount(line):
    return "" if line["kind"] == "DescriptionOnly" else str(line["amount"])


def _shown(line):
    """Return text and amount of a line; the reference that Odoo puts before the name of a product says nothing."""
    return re.sub(r"^\[[A-Z]+\] ", "", line["description"]), _amount(line)
