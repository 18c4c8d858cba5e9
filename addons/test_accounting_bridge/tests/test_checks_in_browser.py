"""*Check all* and *Suggest*, pressed in the browser."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .common import BridgeCase


@tagged("post_install", "-at_install")
class TestChecksInTheBrowser(BridgeCase, HttpCase):
    # Entered for each test by the common class.
    registry_test_mode = False

    def setUp(self):
        super().setUp()
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS")
        self.put_there(Kind.TAX, self.tax_8.name)
        self.con = self.connection()
        self.env["account.tax"].search([("id", "!=", self.tax_8.id)]).active = False
        last = fields.Date.subtract(fields.Date.today().replace(day=1), days=1)
        self.move = self.invoice(self.line(taxes=self.tax_8), invoice_date=last)

    def press(self, tour):
        """Run a tour on the form of the connection. :return: the mappings that there are now"""
        self.start_tour(f"/odoo/bridge-connections/{self.con.id}", tour, login="bookkeeper_a")
        self.env.invalidate_all()
        return self.env["bridge.mapping"].search([("connection_id", "=", self.con.id)])

    def test_check_all_cure_and_check_again(self):
        self.assertEqual(self.press("accounting_bridge_check_all").tax_id, self.tax_8)
        self.assertFalse(self.move.bridge_state, "nothing was released")

    def test_what_is_missing_is_mapped_from_its_button(self):
        self.assertEqual(self.press("accounting_bridge_mapping_gaps").tax_id, self.tax_8)

    def test_suggest_and_use(self):
        mapping = self.press("accounting_bridge_suggest")
        self.assertEqual((mapping.tax_id, mapping.remote_record_id.name), (self.tax_8, self.tax_8.name))
