"""Documents in other currencies than the ledger's own: stories that any ledger's tests inherit."""

from decimal import Decimal


class CurrencyStories:
    """A ledger with several currencies: the rate that Odoo booked.

    Documents of a ledger stand beside it. The class has ``keep_currency``, by which a person sets one up there,
    ``rate_there``, units of the ledger's own currency for one of the document's, and ``change_rate_there(credit note,
    rate)``, by which a person gives it another one.
    """

    # Odoo runs inherited tests only of classes that say so.
    allow_inherited_tests_method = True

    def before_connecting(self):
        self.euro, self.yen, self.franc = (self.env.ref(f"base.{code}") for code in ("EUR", "JPY", "CHF"))
        (self.euro | self.yen | self.franc).active = True
        for currency, rate in ((self.euro, 1.25), (self.yen, 0.006543)):
            self.keep_currency(currency.name)
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
        return (there["total"] * self.rate_there(there)).quantize(Decimal("0.01"))

    def assert_booked(self, move):
        """In the ledger's own currency it is the same to the cent."""
        self.assertEqual(self.booked_there(move), Decimal(f"{abs(move.amount_total_signed):.2f}"))
        self.assert_same(move)

    def test_rate_of_the_document(self):
        """The rate that was booked here, not that of the day there."""
        move = self.sent_off(self.in_currency(self.euro, 100.0, 33.33, rate=1.3))
        there = self.on_the_screen(move)
        self.assertEqual((there["total"], there["currency"]), (Decimal("133.33"), "EUR"))
        self.assertEqual(round(self.rate_there(there), 3), Decimal("1.300"))
        self.assert_booked(move)
        self.assertIn("133.33 EUR", move.bridge_ribbon)
        credit = self.sent_off(self.in_currency(self.euro, 33.33, move_type="out_refund"))
        self.assertEqual(round(self.rate_there(self.on_the_screen(credit)), 3), Decimal("1.250"))
        self.assert_booked(credit)

    def test_change_in_a_currency(self):
        move = self.sent_off(self.in_currency(self.euro, 100.0, rate=1.3))
        self.edit(move, price=120.0)
        self.turn(self.link)
        self.assertEqual(self.on_the_screen(move)["total"], Decimal("120.00"))
        self.assert_booked(move)

    def test_forced_keeps_the_rate(self):
        """The rate that the bookkeeper put there since is theirs: what is forced says none."""
        credit = self.sent_off(self.in_currency(self.euro, 100.0, rate=1.3, move_type="out_refund"))
        self.change_rate_there(credit, "1.45")
        wizard = self.as_("user", self.env["bridge.set.flags"]).create({"move_ids": [(6, 0, credit.ids)]})
        wizard.action_set()
        self.settle()
        self.assertEqual(self.where(credit), ("queued", ""))
        self.turn(self.link)
        self.assertEqual(self.where(credit), ("processed", ""), credit.bridge_ribbon)
        self.assertEqual(round(self.rate_there(self.on_the_screen(credit)), 3), Decimal("1.450"))

    def test_many_of_a_small_currency(self):
        """Six decimals of a rate are not enough for what millions of yen come to."""
        move = self.sent_off(self.in_currency(self.yen, 98765432.0, rate=0.0065431))
        self.assertEqual(self.on_the_screen(move)["currency"], "JPY")
        self.assert_booked(move)

    def test_currency_that_is_not_kept_there(self):
        move = self.in_currency(self.franc, 100.0)
        self.release(move)
        self.turn(self.link)
        transfer = self.transfer(move)
        self.assertEqual(transfer.state, "rejected", move.bridge_ribbon)
        self.assertIn("CHF", transfer.reason_text)
        self.assertTrue(transfer._offered())
        self.assertEqual(self.all_there(), [])
        self.keep_currency("CHF")
        for issue in self.env["bridge.issue"].search([("connection_id", "=", self.link.id), ("state", "=", "open")]):
            self.cure(issue, issue._offered()[0])
        if self.transfer(move).state == "rejected":
            self.release(move)
        self.turn(self.link)
        self.assert_same(move)


class OneCurrencyStories:
    """A ledger with one currency."""

    allow_inherited_tests_method = True

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
