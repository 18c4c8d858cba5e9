"""*Suggest* on a company of QuickBooks Online: what was typed there by hand and linked afterwards is the proof."""

from odoo.tests import tagged

from ..ledgers.documents import Kind
from .online_tax_case import ManualTaxCase


@tagged("post_install", "-at_install")
class TestOnlineSuggestions(ManualTaxCase):
    """Taxes and items as the pages of the company show them."""

    def before_connecting(self):
        self.tax_there("County 8", ("County", "8"))
        self.desk.add_customer("Baker Bros")
        self.desk.add_item("Hourly work", account="Sales")
        return super().before_connecting()

    def suggest(self, about):
        action = self.as_("bookkeeper", self.link).with_context(about=about).action_suggest()
        return self.as_("bookkeeper", self.env["bridge.suggestion"].browse(action["res_id"]))

    def typed_and_linked(self, move, number):
        """A person typed the same invoice in the pages, and it is known to be that one."""
        line = ("Hourly work", "1", f"{move.amount_untaxed:.2f}", "TAX")
        entry = self.desk.enter_invoice(
            "Baker Bros", [line], number=number, TxnTaxDetail={"TxnTaxCodeRef": {"value": self.city}}
        )
        self.later()
        link = self.env["bridge.binding"]._reserve(self.link, move, Kind.INVOICE)
        link._bind(
            self.mirrored(self.link, Kind.INVOICE).filtered(lambda row: row.remote_id == entry["Id"]), "confirmed"
        )

    def test_what_was_typed_there(self):
        other = self._tax("Nothing in common", 8)
        self.map_there("tax", other, "City 8")
        move = self.taxed(70.0, taxes=other)
        self.typed_and_linked(move, "T-1")
        self.link.mapping_ids.unlink()
        line = self.suggest("tax").line_ids.filtered(lambda line: line.tax_id.id == other.id)[0]
        self.assertEqual(line.remote_record_id, self.mirrored(self.link, Kind.TAX, "City 8").with_env(line.env))
        self.assertEqual((line.words, line.is_ticked), ("the same rate 8 %; used in 1 linked invoice", True))
        page = self.suggest("item")
        line = page.line_ids.filtered(lambda line: line.product_id.id == self.service.id)[0]
        self.assertEqual(line.remote_record_id.full_name, "Hourly work")
        self.assertEqual((line.words, line.is_ticked), ("used in 1 linked invoice", True))
        page.action_confirm()
        self.env.invalidate_all()
        link = self.env["bridge.binding"].search([("product_id", "=", self.service.id)])
        self.assertEqual(link.remote_record_id.full_name, "Hourly work")
        self.sent_off(self.invoice())
        self.assertEqual(len(self.there(Kind.ITEM)), 1, "no second item was made")
