"""Every kind of line on invoices and on credit notes, classes and currencies, compared with the books to the cent."""

from decimal import Decimal

from odoo.tests import tagged

from .class_stories import Classes, ClassStories
from .currency_stories import CurrencyStories, OneCurrencyStories
from .line_stories import CommonTaxLineStories, LineStories, shown
from .online_documents_case import OnlineDocumentsCase
from .online_tax_case import ManualTaxCase, PerLineCase


class NotesThatAddUp:
    def kinds(self):
        """A note that QuickBooks would take for a sum loses its colon."""
        note, plain, service = {"display_type": "line_note", "name": "Subtotal:"}, self.line(), ("Consulting", "100.00")
        there = [service, ("Subtotal", ""), service]
        return super().kinds() | {"note that would add up": ([plain, note, plain], {}, there)}


@tagged("post_install", "-at_install")
class TestOnlineLines(NotesThatAddUp, CommonTaxLineStories, ManualTaxCase):
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

    def test_letters_that_the_company_cannot_keep(self):
        """A company of the US keeps Western letters only: what it cannot keep is written as it can."""
        move = self.processed(self.line(name="Łódź – “größer” than ½ 🚲"), ref="PO 1")
        (line,) = self.on_the_screen(move)["lines"]
        self.assertIn("größer", line["description"])
        line["description"].encode("latin-1")
        self.assert_same(move)


@tagged("post_install", "-at_install", "slow")
class TestOnlineLinesKingdom(NotesThatAddUp, LineStories, PerLineCase):
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
        self.assertEqual(shown(self.on_the_screen(move)["lines"][0])[0], "Łódź – “größer” than ½ 🚲")
        self.assert_same(move)


class OnlineClasses(Classes, OnlineDocumentsCase):
    def add_classes(self):
        self.desk.add_class("North")
        self.desk.add_class("South")

    def give_class(self, number, place, name):
        self.desk.edit_line(number, place, ClassRef={"value": self.book.find("Class", name)["Id"]})

    def class_of_document(self, move):
        entity = "Invoice" if move.move_type == "out_invoice" else "CreditMemo"
        entry = self.book.read(entity, self.transfer(move).binding_id.external_id)
        return entry.get("ClassRef", {}).get("name", "")


@tagged("post_install", "-at_install")
class TestOnlineClasses(ClassStories, OnlineClasses):
    """A company that keeps a class for every line."""

    profile = {"tax": "manual", "preferences": {"AccountingInfoPrefs": {"ClassTrackingPerTxnLine": True}}}

    def test_class_of_each_line(self):  # pylint: disable=missing-return
        super().test_class_of_each_line()
        for row in self.book.objects("Invoice"):
            self.assertNotIn("ClassRef", row, "the document itself has none")

    def test_classes_switched_off(self):
        """What is switched off there after it was read is lost without a word, and nothing else is."""
        self.desk.set_preference("AccountingInfoPrefs", "ClassTrackingPerTxnLine", False)
        move = self.processed(self.line(**self.of(self.north)))
        self.assertEqual(self.classes(move), [""])
        self.assert_same(move)
        self.assertFalse(self.link.clash_text)
        self.link.company_details = {**self.link.company_details, "class_tracking": False}
        self.assertIn("classes, which are switched off", self.link.clash_text)


@tagged("post_install", "-at_install")
class TestOnlineClassesOfDocuments(OnlineClasses):
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
class TestOnlineClassesOff(OnlineClasses):
    """A company that keeps none: nothing is said of it."""

    def add_classes(self):
        """There is none."""

    def map_there(self, *_arguments):
        """There is no class to choose."""

    def test_nothing_is_said(self):
        move = self.processed(self.line(**self.of(self.north)))
        self.assertNotIn("ClassRef", str(self.written("invoice")[-1]["body"]))
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestOnlineCurrencies(CurrencyStories, OnlineDocumentsCase):
    """There is a customer for each currency."""

    profile = {"tax": "manual", "multicurrency": True}

    def keep_currency(self, code):
        self.desk.do("create", "CompanyCurrency", {"Code": code})
        self.desk.set_rate(code, "2020-01-01", "1.11")

    def rate_there(self, there):
        return there["exchange_rate"]

    def change_rate_there(self, credit, rate):
        self.desk.edit("CreditMemo", self.number(credit), ExchangeRate=Decimal(rate))

    def test_invoice_and_credit_note(self):
        home = self.processed()
        move = self.sent_off(self.in_currency(self.euro, 100.0, 33.33, rate=1.3))
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros EUR")
        self.assertEqual(self.on_the_screen(home)["customer"], "Baker Bros")
        credit = self.sent_off(self.in_currency(self.euro, 33.33, move_type="out_refund"))
        self.assertEqual(self.on_the_screen(credit)["customer"], "Baker Bros EUR")
        self.assertEqual(sorted(row["name"] for row in self.book.customers()), ["Baker Bros", "Baker Bros EUR"])

    def test_customer_of_that_currency_is_there(self):
        """An entry in that currency binds; the one in dollars does not, whatever it is called."""
        self.desk.add_customer("Baker Bros")
        self.desk.add_customer("Baker Bros EUR", CurrencyRef={"value": "EUR"})
        move = self.sent_off(self.in_currency(self.euro, 100.0))
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros EUR")
        self.assertEqual(len(self.book.customers()), 2)

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
class TestOnlineOneCurrency(OneCurrencyStories, OnlineDocumentsCase):
    """QuickBooks keeps one currency until somebody switches others on."""
