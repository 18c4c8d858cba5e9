"""What the company file is set to: stock, queues, closed books, currencies, classes, jobs."""

import json
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .documents_case import DocumentsCase
from .payments_case import PaymentsCase

STOCK = {
    "IncomeAccountRef": {"FullName": "Sales"},
    "COGSAccountRef": {"FullName": "Cost of Goods Sold"},
    "AssetAccountRef": {"FullName": "Inventory Asset"},
}


@tagged("post_install", "-at_install")
class TestDesktopStock(DocumentsCase):
    book_options = {"inventory": True}

    def test_item_that_keeps_stock_is_asked_about(self):
        """QuickBooks would book stock with every invoice, as Odoo does: it binds when somebody says so."""
        self.book._do("ItemInventoryAddRq", {"Name": "CONS", **STOCK})
        move = self.invoice()
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "item_keeps_stock"))
        self.assertEqual(self.book.invoices(), [])
        issue = self.the_issue("item_keeps_stock")
        self.assertIn("CONS", issue.reason_text)
        # The next one asks nothing anew, and the preview says it before.
        other = self.invoice()
        line = self.preview(other)[other]
        self.assertEqual(line.level, "blocked")
        self.assertIn("keeps stock", line.text)
        self.cure(issue, "confirm_match")
        self.turn(self.link)
        self.assert_same(move)
        self.assertEqual([item["kind"] for item in self.book.items() if item["name"] == "CONS"], ["ItemInventory"])
        self.sent_off(other)
        self.assert_same(other)

    def test_item_that_is_made_keeps_no_stock(self):
        goods = self._service("Pipe", "PIPE", type="consu")
        self.processed(self.line(product=goods))
        self.assertEqual([item["kind"] for item in self.book.items() if item["name"] == "PIPE"], ["ItemNonInventory"])


@tagged("post_install", "-at_install")
class TestDesktopQueues(PaymentsCase):
    def test_nothing_waits_for_the_printer_or_the_mail(self):
        """Whatever we do with documents: the bookkeeper's queues are the bookkeeper's."""
        first, second = self.processed(100.0, 50.0)
        first.button_draft()
        first.invoice_line_ids.price_unit = 120.0
        first.action_post()
        credit = self.credit_note(20.0)
        self.apply(second, credit)
        self.release(credit)
        self.pay(first, 30.0)
        self.turn(self.link)
        self.turn(self.link)
        self.assertEqual(len(self.book.payments()), 1)
        second.button_draft()
        second.partner_id = self._customer("Second Hand", email="second@hand.example")
        second.action_post()
        self.env.flush_all()
        self.turn(self.link)
        self.assertEqual(self.book.queued(), {"to_be_printed": [], "to_be_emailed": []})


@tagged("post_install", "-at_install")
class TestDesktopClosedBooks(DocumentsCase):
    """The bookkeeper closes the books on a date, and opens them again."""

    def last_month(self):
        return fields.Date.subtract(fields.Date.start_of(fields.Date.today(), "month"), days=1)

    def close_books(self):
        self.book.set_closing_date(self.last_month().isoformat())

    def test_known_before_the_release(self):
        self.close_books()
        self.later()
        move = self.invoice(invoice_date=self.last_month())
        line = self.preview(move)[move]
        self.assertEqual(line.level, "blocked")
        self.assertIn("closed", line.text)
        self.assertIn(self.last_month().isoformat(), line.text)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(line.text, self.transfer(move).reason_text)
        self.assertEqual(self.elements("InvoiceAdd"), [])

    def refused(self):
        self.close_books()
        self.later()
        move = self.invoice(invoice_date=self.last_month(), invoice_date_due=self.last_month())
        self.release(move)
        self.turn(self.link)
        return move, self.the_issue("closed_period")

    def test_sent_with_the_first_open_day(self):
        """In Odoo nothing is changed; the memo there and the chatter here say which day it is of."""
        move, issue = self.refused()
        self.cure(issue, "redate")
        self.assertIn("since its books are closed", move.message_ids[0].body)
        self.turn(self.link)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        first = fields.Date.add(self.last_month(), days=1)
        (there,) = self.elements("InvoiceAdd")
        self.assertEqual((there.findtext("TxnDate"), there.findtext("DueDate")), (first.isoformat(), first.isoformat()))
        self.assertIn(f"Dated {self.last_month().isoformat()} in Odoo", there.findtext("Memo"))
        self.assertEqual(move.invoice_date, self.last_month())
        self.assertEqual(move.bridge_transfer_id.binding_id.redated_to, first)
        self.turn(self.link)
        self.assertEqual(len(self.elements("InvoiceAdd")), 1, "and it is in step")
        self.assertEqual(move.bridge_state, "processed")

    def test_what_to_search_for(self):
        """QuickBooks has no address for a document: the page says what to type where."""
        move, waiting = self.invoice(), self.invoice(invoice_date=self.last_month())
        self.close_books()
        self.release(move | waiting)
        self.turn(self.link)
        link = move.bridge_transfer_id.binding_id
        words = self.as_("user", move).bridge_search_text
        self.assertIn(f"Invoice No. {link.remote_number};", words)
        mark = words.rpartition(" ")[2]
        self.assertIn(f"[{mark}]", self.elements("InvoiceAdd")[0].findtext("Memo"), "it stands in the memo there")
        self.assertFalse(waiting.bridge_search_text, "it is not there")

    def test_held_back(self):
        move, issue = self.refused()
        with self.assertRaises(AccessError):
            self.cure(issue, "redate", "user")
        self.cure(issue, "do_not_send", "user")
        self.turn(self.link)
        self.assertEqual((move.bridge_state, self.elements("InvoiceAdd")), ("held", []))

    def test_what_is_there_is_not_moved_to_another_day(self):
        self.later()
        move = self.invoice(invoice_date=self.last_month())
        self.release(move)
        self.turn(self.link)
        self.assert_same(move)
        self.as_("manager", self.link).confirm_earlier_months = False
        self.close_books()
        move.button_draft()
        move.invoice_line_ids[0].price_unit = 7
        move.action_post()
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertNotIn("redate", self.the_issue("closed_period")._offered())

    def test_opened_again(self):
        self.close_books()
        move = self.invoice(invoice_date=self.last_month())
        other = self.invoice()
        self.release(move | other)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assert_same(other)
        issue = self.the_issue("closed_period")
        self.book.set_closing_date(None)
        self.cure(issue, "release_again", "user")
        self.turn(self.link)
        self.assert_same(move)

    def test_closed_between_reading_and_writing(self):
        """QuickBooks itself refuses: the same reason in its own words."""
        move = self.invoice(invoice_date=self.last_month())
        self.release(move)
        with self.before_writing(Kind.INVOICE, self.close_books):
            self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertTrue(self.transfer(move).words)
        self.book.set_closing_date(None)
        self.release(move)
        self.turn(self.link)
        self.assert_same(move)

    def test_change_in_closed_books(self):
        self.link.confirm_earlier_months = False
        move = self.processed(invoice_date=self.last_month())
        self.close_books()
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("100.00"))
        self.book.set_closing_date(None)
        self.cure(self.the_issue("closed_period"), "release_again", "user")
        self.turn(self.link)
        self.assert_same(move)

    def test_moved_out_of_closed_books(self):
        """What leaves the closed month changes it as well; the date there counts, not ours alone."""
        self.link.confirm_earlier_months = False
        move = self.processed(invoice_date=self.last_month())
        self.close_books()
        self.edit(move, invoice_date=fields.Date.today())
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertEqual(self.on_the_screen(move)["date"], self.last_month().isoformat())

    def test_void_in_closed_books(self):
        self.link.confirm_earlier_months = False
        move = self.processed(invoice_date=self.last_month())
        self.close_books()
        move.button_draft()
        move.button_cancel()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.where(move), ("rejected", "closed_period"))
        self.assertFalse(self.on_the_screen(move)["is_void"])
        self.book.set_closing_date(None)
        self.cure(self.the_issue("closed_period"), "release_again", "user")
        self.turn(self.link)
        self.assertTrue(self.on_the_screen(move)["is_void"])


@tagged("post_install", "-at_install", "slow")
class TestDesktopCurrencies(PaymentsCase):
    """A company file with several currencies: a customer and a receivable account for each."""

    book_options = {"multicurrency": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.euro.active = True
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.euro.id,
                "name": "2020-01-01",
                "company_id": cls.company_a.id,
                "inverse_company_rate": 1.25,
            }
        )

    def open_book(self, name):  # pylint: disable=missing-return
        super().open_book(name)
        self.book.add_account("Receivable EUR", "AccountsReceivable", CurrencyRef={"FullName": "Euro"})

    def in_euro(self, *prices, rate=None, **values):
        if rate:
            values["invoice_currency_rate"] = 1 / rate
        return self.invoice(*(self.line(price=price) for price in prices), currency_id=self.euro.id, **values)

    def there(self, kind, move):
        rows = self.book.invoices() if kind is Kind.INVOICE else self.book.credit_memos()
        return next(row for row in rows if row["txn_id"] == move.bridge_transfer_id.binding_id.external_id)

    def receivable_of(self, row):
        stored = self.book.store.one("SELECT data FROM txn WHERE txn_id = ?", row["txn_id"])
        return self.book._name("Account", json.loads(stored["data"])["ARAccountRef"])

    def sent_off(self, moves):
        self.release(moves)
        self.turn(self.link)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        return moves

    def test_forced_keeps_the_rate(self):
        """The rate that the bookkeeper put there since is theirs: what is forced says none."""
        credit = self.sent_off(self.in_euro(100.0, rate=1.3, move_type="out_refund"))
        self.book.edit_credit_memo(self.number(credit), ExchangeRate="1.45")
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, credit.ids)]})
        wizard.action_set()
        self.settle()
        self.assertEqual(credit.bridge_state, "queued")
        self.turn(self.link)
        self.assertEqual(credit.bridge_state, "processed", credit.bridge_ribbon)
        self.assertEqual(_three(self.there(Kind.CREDIT_NOTE, credit)["exchange_rate"]), Decimal("1.45"))

    def test_another_receivable_account_takes_nothing_away(self):
        """One that is added later, whatever its name: documents and their payments stay with the first one."""
        move = self.sent_off(self.invoice())
        self.book.add_account("A receivable for retail", "AccountsReceivable")
        self.turn(self.link)
        later = self.sent_off(self.invoice())
        self.pay(move)
        self.turn(self.link)
        (paid,) = self.book.payments()
        for row in (self.there(Kind.INVOICE, later), paid):
            self.assertEqual(self.receivable_of(row), "Accounts Receivable")

    def test_invoice_credit_note_and_payment(self):
        home = self.sent_off(self.invoice())
        move = self.sent_off(self.in_euro(100.0, 33.33, rate=1.3))
        there = self.there(Kind.INVOICE, move)
        self.assertEqual((there["total"], there["customer"]), (Decimal("133.33"), "Baker Bros EUR"))
        self.assertEqual((there["currency"], _three(there["exchange_rate"])), ("Euro", Decimal("1.3")))
        # The rate that was booked: what it comes to in dollars is the same to the cent.
        booked = Decimal(f"{move.amount_total_signed:.2f}")
        self.assertEqual((there["total"] * there["exchange_rate"]).quantize(Decimal("0.01")), booked)
        self.assertEqual(self.receivable_of(there), "Receivable EUR")
        self.assertEqual(self.receivable_of(self.there(Kind.INVOICE, home)), "Accounts Receivable")
        self.assertTrue(move.bridge_transfer_id.binding_id.totals_agree)
        self.assertIn("133.33 EUR", move.bridge_ribbon)
        credit = self.sent_off(self.in_euro(33.33, move_type="out_refund"))
        there = self.there(Kind.CREDIT_NOTE, credit)
        self.assertEqual((there["customer"], _three(there["exchange_rate"])), ("Baker Bros EUR", Decimal("1.25")))
        self.assertEqual(self.receivable_of(there), "Receivable EUR")
        payment = self.pay(move, currency_id=self.euro.id)
        self.turn(self.link)
        (there,) = self.book.payments()
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed")
        self.assertEqual((there["customer"], there["total"]), ("Baker Bros EUR", Decimal("133.33")))
        self.assertEqual(_three(there["exchange_rate"]), Decimal("1.25"))
        self.assertEqual(self.receivable_of(there), "Receivable EUR")
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])
        names = sorted(row["name"] for row in self.book.customers())
        self.assertEqual(names, ["Baker Bros", "Baker Bros EUR"])

    def test_change_in_another_currency(self):
        move = self.sent_off(self.in_euro(100.0))
        move.button_draft()
        move.invoice_line_ids.price_unit = 120.0
        move.action_post()
        self.env.flush_all()
        self.turn(self.link)
        there = self.there(Kind.INVOICE, move)
        self.assertEqual((there["total"], there["exchange_rate"]), (Decimal("120.00"), Decimal("1.25")))

    def test_paid_in_the_home_currency(self):
        """Dollars for an invoice in euro: in words, for the bookkeeper; nothing is guessed."""
        move = self.sent_off(self.in_euro(100.0))
        payment = self.pay(move, currency_id=self.company_a.currency_id.id)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "payment_currency"))
        self.assertEqual(self.book.payments(), [])

    def test_existing_customer_of_that_currency(self):
        """An entry in that currency binds; the one in dollars does not, whatever it is called."""
        self.book.add_customer("Baker Bros", CurrencyRef={"FullName": "US Dollar"})
        self.book.add_customer("Baker Bros EUR", CurrencyRef={"FullName": "Euro"})
        move = self.sent_off(self.in_euro(100.0))
        self.assertEqual(self.there(Kind.INVOICE, move)["customer"], "Baker Bros EUR")
        self.assertEqual(len(self.book.customers()), 2)

    def test_currency_that_is_not_kept_there(self):
        peso = self.env.ref("base.MXN")
        peso.active = True
        move = self.invoice(currency_id=peso.id)
        self.release(move)
        self.turn(self.link)
        transfer = move.bridge_transfer_id
        self.assertEqual(transfer.state, "rejected", move.bridge_ribbon)
        self.assertIn("MXN", transfer.reason_text)
        self.assertTrue(transfer._offered())
        self.assertEqual(self.book.invoices(), [])


@tagged("post_install", "-at_install")
class TestDesktopOneCurrency(DocumentsCase):
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


@tagged("post_install", "-at_install")
class TestDesktopClasses(DocumentsCase):
    book_options = {"class_tracking": True}

    def before_connecting(self):
        self.book.add_class("North")
        self.book.add_class("South")

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

    def test_class_of_each_line(self):
        lines = [self.line(**self.of(self.north)), self.line(**self.of(self.south)), self.line()]
        move = self.processed(*lines, self.line(**self.of(self.other)))
        self.assertEqual(self.classes(move), ["North", "South", "", ""])
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
        move.button_draft()
        first, second = move.invoice_line_ids.sorted("id")
        first.analytic_distribution = False
        second.analytic_distribution = {str(self.south.id): 100.0}
        move.action_post()
        self.settle()
        self.turn(self.link)
        self.assertEqual(self.classes(move), ["", "South"])
        self.assert_same(move)

    def test_classes_switched_off(self):
        self.book.set_preferences(class_tracking=False)
        move = self.processed(self.line(**self.of(self.north)))
        self.assertEqual(self.classes(move), [""])
        self.assert_same(move)


@tagged("post_install", "-at_install")
class TestDesktopJobs(DocumentsCase):
    """Delivery addresses as jobs of their customer."""

    settings = {"jobs_for_delivery": True}

    def setUp(self):
        super().setUp()
        self.site = self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": self.customer.id, "street": "9 Dock Rd"}
        )

    def names(self):
        return sorted(row["full_name"] for row in self.book.customers())

    def test_customer_before_its_job(self):
        move = self.processed(partner_shipping_id=self.site.id)
        self.assertEqual(self.names(), ["Baker Bros", "Baker Bros:Warehouse"])
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros:Warehouse")
        self.assert_same(move)
        parts = [kind for kind, _name in (one for written in self.sets_written() for one in written)]
        self.assertEqual(parts.count(Kind.CUSTOMER), 2)
        plain = self.processed(partner_shipping_id=self.customer.id)
        self.assertEqual(self.on_the_screen(plain)["customer"], "Baker Bros")

    def test_found_again_by_its_full_name(self):
        self.book.add_customer("Baker Bros")
        self.book.add_customer("Other Firm")
        self.book.add_customer("Warehouse", ParentRef={"FullName": "Other Firm"})
        self.book.add_customer("Warehouse", ParentRef={"FullName": "Baker Bros"})
        move = self.processed(partner_shipping_id=self.site.id)
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros:Warehouse")
        self.assertEqual(len(self.book.customers()), 4)

    def test_same_name_elsewhere(self):
        """A job of somebody else is not it, and a customer of that name neither."""
        self.book.add_customer("Warehouse")
        move = self.processed(partner_shipping_id=self.site.id)
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros:Warehouse")

    def test_asked_about(self):
        self.link.create_missing_customer = "ask"
        move = self.invoice(partner_shipping_id=self.site.id)
        self.release(move)
        self.turn(self.link)
        self.assertEqual(self.transfer(move).state, "queued")
        for _question in range(2):
            for issue in self.env["bridge.issue"].search(
                [("connection_id", "=", self.link.id), ("state", "=", "open")], order="id"
            ):
                self.cure(issue, "create")
            self.turn(self.link)
        self.assert_same(move)
        self.assertEqual(self.names(), ["Baker Bros", "Baker Bros:Warehouse"])

    def test_switched_off(self):
        self.link.jobs_for_delivery = False
        move = self.processed(partner_shipping_id=self.site.id)
        self.assertEqual(self.on_the_screen(move)["customer"], "Baker Bros")
        self.assertEqual(self.names(), ["Baker Bros"])

    def test_credit_note_of_a_job(self):
        credit = self.sent_off(self.credit_note(partner_shipping_id=self.site.id))
        self.assertEqual(self.on_the_screen(credit)["customer"], "Baker Bros:Warehouse")
        self.assert_same(credit)


@tagged("post_install", "-at_install")
class TestDesktopJobPayments(PaymentsCase):
    def test_payment_of_a_job(self):
        """Who pays the invoice of a job is that job's customer, or the job: QuickBooks takes it."""
        self.link.jobs_for_delivery = True
        site = self.env["res.partner"].create(
            {"name": "Warehouse", "type": "delivery", "parent_id": self.customer.id, "street": "9 Dock Rd"}
        )
        move = self.processed(100.0, partner_shipping_id=site.id)
        plain = self.processed(40.0, partner_shipping_id=self.customer.id)
        payment = self.pay(move | plain)
        self.turn(self.link)
        self.assertEqual(self.transfer_of(payment.move_id).state, "processed", self.transfer_of(payment.move_id).words)
        self.assertEqual(self.balances_there(move | plain), [Decimal("0.00"), Decimal("0.00")])


def _three(rate):
    """Return a rate to three decimals; those behind settle what rounding leaves of the sum in dollars."""
    return rate.quantize(Decimal("0.001"))
