"""Money in another currency than that of the books, to the cent on both sides, and where money is deposited."""

from decimal import Decimal

from odoo import fields
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .online_documents_case import OnlinePaymentsCase


class _Currencies(OnlinePaymentsCase):
    #: What the books are kept in, here and there.
    home = "USD"
    #: Code of another currency: rates in home currency for one of it, of old and of today.
    foreign = {}

    def open_book(self, name):  # pylint: disable=missing-return
        """Both sides keep the same books from the first moment on."""
        is_new = name not in self.books
        if is_new:
            self._keep_here()
        super().open_book(name)
        if is_new:
            self._keep_there()

    def _keep_here(self):
        home = self.env.ref(f"base.{self.home}")
        home.active = True
        self.company_a.currency_id = home
        self.currencies = {code: self.env.ref(f"base.{code}") for code in self.foreign}
        for code, (old, new) in self.foreign.items():
            self.currencies[code].active = True
            self.env["res.currency.rate"].create(
                [
                    {
                        "currency_id": self.currencies[code].id,
                        "name": day,
                        "company_id": self.company_a.id,
                        "inverse_company_rate": rate,
                    }
                    for day, rate in (("2020-01-01", old), (fields.Date.today(), new))
                ]
            )

    def _keep_there(self):
        for code in self.foreign:
            self.desk.do("create", "CompanyCurrency", {"Code": code})
            # What the company would take by itself is wrong, so that nothing of it can pass for ours.
            self.desk.set_rate(code, "2020-01-01", "7.77")
        self.desk.add_account("Main Bank", "Bank")

    def owing(self, code, *prices, **values):
        """Return invoices of these prices in a currency that are in the ledger; they are of an earlier day."""
        return self.processed(*prices, currency_id=self.currencies[code].id, **values)

    def said(self):
        return self.written("payment")[-1]["body"]

    def assert_booked(self, payment):
        """In home currency a payment comes to the same on both sides, to the cent."""
        number = payment.move_id.name
        (there,) = [row for row in self.screen.payments() if row["number"] == number]
        receivable = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        booked = Decimal(f"{abs(sum(receivable.mapped('balance'))):.2f}")
        self.assertEqual((there["total"] * there["exchange_rate"]).quantize(Decimal("0.01")), booked)
        self.assertEqual(there["total"], Decimal(f"{payment.amount:.2f}"))
        return there


@tagged("post_install", "-at_install")
class TestOnlinePaymentCurrencies(_Currencies):
    """Books in dollars, customers who pay in euros and in yen."""

    profile = {"tax": "manual", "multicurrency": True}
    foreign = {"EUR": (1.3, 1.25), "JPY": (0.0065431, 0.006777)}

    def test_in_part_and_the_rest(self):
        move = self.owing("EUR", 133.33)
        first = self.pay(move, 50.01, payment_date="2021-05-05")
        self.turn(self.link)
        body = self.said()
        self.assertEqual((body["CurrencyRef"], body["TotalAmt"]), ({"value": "EUR"}, Decimal("50.01")))
        # The rate at which it was booked here, of its own day: neither today's nor the company's own.
        self.assertEqual(round(body["ExchangeRate"], 3), Decimal("1.300"))
        there = self.assert_booked(first)
        self.assertEqual((there["currency"], there["customer"]), ("EUR", "Baker Bros EUR"))
        self.assertEqual(self.balances_there(move), [Decimal("83.32")])
        second = self.pay(move)
        self.turn(self.link)
        self.assertEqual(round(self.said()["ExchangeRate"], 3), Decimal("1.250"))
        self.assert_booked(second)
        self.assertEqual(self.balances_there(move), [Decimal("0.00")])
        self.assertFalse(
            self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")])
        )

    def test_one_over_two_with_a_rest(self):
        moves = self.owing("EUR", 99.99, 0.02)
        payment = self.pay(moves, 120.0)
        self.turn(self.link)
        there = self.assert_booked(payment)
        self.assertEqual(sorted(row["amount"] for row in there["applied_to"]), [Decimal("0.02"), Decimal("99.99")])
        self.assertEqual(there["unused"], Decimal("19.99"))
        self.assertEqual(set(self.balances_there(moves)), {Decimal("0.00")})

    def test_without_cents(self):
        move = self.owing("JPY", 1234567.0)
        payment = self.pay(move, 1234566.0)
        self.turn(self.link)
        self.assertEqual((self.said()["TotalAmt"], self.said()["CurrencyRef"]), (1234566, {"value": "JPY"}))
        self.assert_booked(payment)
        self.assertEqual(self.balances_there(move), [Decimal("1.00")])

    def test_credit_note(self):
        """It is applied in its own currency, at its own rate."""
        move = self.owing("EUR", 100.0)
        credit = self.invoice(self.line(price=33.33), move_type="out_refund", currency_id=self.currencies["EUR"].id)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        body = self.said()
        self.assertEqual((body["TotalAmt"], body["CurrencyRef"]), (0, {"value": "EUR"}))
        self.assertEqual([line["Amount"] for line in body["Line"]], [Decimal("33.33"), Decimal("33.33")])
        self.assertEqual(self.balances_there(move), [Decimal("66.67")])

    def test_paid_in_dollars(self):
        """A payment there is in the currency of what it pays: a person is told, and nothing is booked wrongly."""
        move = self.owing("EUR", 100.0)
        payment = self.pay(move, 125.0, currency_id=self.company_a.currency_id.id)
        self.turn(self.link)
        transfer = self.transfer_of(payment.move_id)
        self.assertEqual((transfer.state, transfer.reason), ("rejected", "payment_currency"))
        self.assertEqual(self.screen.payments(), [])
        self.assertEqual(self.balances_there(move), [Decimal("100.00")])

    def test_home_currency_beside_it(self):
        """What is in dollars says so, and says no rate."""
        move = self.processed(100.0)
        payment = self.pay(move, 10.01)
        self.turn(self.link)
        self.assertEqual(self.said()["CurrencyRef"], {"value": "USD"})
        self.assertNotIn("ExchangeRate", self.said())
        self.assert_booked(payment)

    def test_deposit_account_of_another_currency(self):
        """The bank there is in dollars: euros are left for a person to deposit."""
        self.link.deposit_account_id = self.mirrored(self.link, Kind.ACCOUNT, "Main Bank")
        euros, dollars = self.owing("EUR", 100.0), self.processed(70.0)
        first, second = self.pay(euros), self.pay(dollars)
        self.turn(self.link)
        kept = {row["number"]: row["deposit_to"] for row in self.screen.payments()}
        self.assertEqual((kept[first.move_id.name], kept[second.move_id.name]), ("Undeposited Funds", "Main Bank"))
        self.assert_booked(first)


@tagged("post_install", "-at_install")
class TestOnlinePaymentsOfKingdom(_Currencies):
    """Books in pounds, of a company that pays no tax, and a customer who pays in euros."""

    profile = {"country": "GB", "tax": "off", "multicurrency": True}
    home = "GBP"
    foreign = {"EUR": (0.8537, 0.84), "USD": (0.79, 0.8)}

    def test_home(self):
        move = self.processed(99.99)
        payment = self.pay(move, 33.33)
        self.turn(self.link)
        self.assertEqual(self.said()["CurrencyRef"], {"value": "GBP"})
        self.assert_booked(payment)
        self.assertEqual(self.balances_there(move), [Decimal("66.66")])

    def test_foreign(self):
        for code, rest in (("EUR", "66.66"), ("USD", "66.66")):
            with self.subTest(code=code):
                move = self.owing(code, 99.99)
                payment = self.pay(move, 33.33)
                self.turn(self.link)
                self.assertEqual(self.said()["CurrencyRef"], {"value": code})
                self.assertEqual(round(self.said()["ExchangeRate"], 3), Decimal(str(self.foreign[code][1])))
                self.assert_booked(payment)
                self.assertEqual(self.balances_there(move), [Decimal(rest)])


@tagged("post_install", "-at_install")
class TestOnlineDeposits(_Currencies):
    """Where money goes: to the account of its journal, else to that of all payments (seed, contract 51)."""

    profile = {"tax": "manual"}

    def set_up(self):
        bank = self.mirrored(self.link, Kind.ACCOUNT, "Main Bank")
        self.assertEqual(len(bank), 1)
        return bank

    def test_default(self):
        self.link.deposit_account_id = self.set_up()
        self.pay(self.processed(100.0))
        self.turn(self.link)
        self.assertEqual(self.said()["DepositToAccountRef"], {"value": self.book.find("Account", "Main Bank")["Id"]})

    def test_journal_of_its_own(self):
        self.screen.add_bank("Second Bank")
        self.link.deposit_account_id = self.set_up()
        self.turn(self.link)
        self.map_there("deposit", self.bank, "Second Bank", Kind.ACCOUNT)
        self.pay(self.processed(100.0))
        self.turn(self.link)
        self.assertEqual(self.said()["DepositToAccountRef"], {"value": self.book.find("Account", "Second Bank")["Id"]})

    def test_credit_note_has_none(self):
        self.link.deposit_account_id = self.set_up()
        move, credit = self.processed(100.0), self.credit_note(40.0)
        self.apply(move, credit)
        self.release(credit)
        self.turn(self.link)
        self.assertNotIn("DepositToAccountRef", self.said())

    def test_it_is_asked_for(self):
        """Whoever sends payments chooses the account before anything travels, and is reminded afterwards."""
        words = "deposited to"
        self.assertIn("deposit account", self.link.clash_text)
        self.assertIn(words, "\n".join(self.link._missing_for_enable()))
        self.link.deposit_account_id = self.set_up()
        self.assertFalse(self.link.clash_text)
        self.assertNotIn(words, "\n".join(self.link._missing_for_enable()))
        self.link.deposit_account_id = False
        self.link.sends_payments = False
        self.assertFalse(self.link.clash_text)
        self.assertNotIn(words, "\n".join(self.link._missing_for_enable()))
