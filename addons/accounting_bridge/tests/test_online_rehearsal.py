"""*Check all* and the next real run agree on a company of QuickBooks Online: taxes, names, what was typed there."""

from odoo import fields
from odoo.tests import tagged

from ..ledgers.documents import Kind
from .online_tax_case import ManualTaxCase
from .rehearsal_case import Rehearsals


@tagged("post_install", "-at_install")
class TestOnlineRehearsal(Rehearsals, ManualTaxCase):
    """One document of each kind of obstacle that the Notebook knows nothing of."""

    def before_connecting(self):
        self.tax_there("Other", ("Other", "9"))
        self.put_there(Kind.CUSTOMER, "Typed in by hand")
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS")
        return super().before_connecting()

    def test_agreed(self):
        nine = self._tax("Nine in Odoo is ten", 10)
        self.map_there("tax", nine, "Other")
        unmapped = self._tax("Nowhere", 5)
        typed = self._customer("Typed in by hand")
        there = self.mirrored(self.link, Kind.CUSTOMER, "Typed in by hand").remote_id
        self.put_there(Kind.INVOICE, number="T-1", customer=there, lines=["100"])
        self.later()
        self.link.write({"create_missing_customer": "ask", "tax_difference": "refuse"})
        moves = {
            "nothing": self.invoice(),
            "taxed": self.taxed(100.0),
            "another rate": self.taxed(100.0, taxes=nine),
            "unmapped": self.taxed(100.0, taxes=unmapped),
            "two rates": self.invoice(self.line(taxes=self.tax_8), self.line(taxes=nine)),
            "typed there already": self.invoice(customer=typed),
            "asked about": self.invoice(customer=self._customer("Newcomers")),
            "credit note": self.credit_note(self.line(price=20.0)),
            "item to be created": self.invoice(self.line(product=self._service("New", "NEW"))),
            "too early": self.invoice(invoice_date="2019-12-31"),
        }
        said = self.assert_agreed(self.link, moves)
        self.assertEqual(
            {name: reason for name, (state, reason) in said.items() if state != "processed"},
            {
                "another rate": "tax_will_differ",
                "unmapped": "tax_unmapped",
                "two rates": "tax_two_rates",
                # The customer is linked by the run itself, and only then is the document seen.
                "typed there already": "maybe_there",
                "asked about": "customer_asked",
                "too early": "before_start",
            },
        )

    def test_number_rule_and_dates(self):
        """The default is last month, past the start date where that is later."""
        last = fields.Date.subtract(fields.Date.today().replace(day=1), days=1)
        self.link.date_from = fields.Date.today()
        move = self.taxed(100.0, invoice_date=last, taxes=self._tax("Nowhere", 5))
        action = self.as_("user", self.link).action_check_all()
        page = self.as_("user", self.env["bridge.rehearsal"].browse(action["res_id"]))
        self.assertEqual((page.date_from, page.date_to), (last.replace(day=1), last))
        self.assertTrue(page.looks_past_start)
        blocked = page.cause_ids.filtered(lambda cause: cause.level == "blocked")
        self.assertEqual((blocked.reason, blocked.line_ids.move_id.ids), ("tax_unmapped", move.ids))
        page.looks_past_start = False
        page.action_check()
        self.assertEqual(page.cause_ids.mapped("reason"), ["before_start"])
