from odoo.tests import HttpCase, new_test_user, tagged

from ..ledgers.documents import Kind


@tagged("post_install", "-at_install")
class TestDocumentDoor(HttpCase):
    """The link on a document in the ledger leads back to what it is in Odoo."""

    def test_leads_to_the_record(self):
        connection = self.env["bridge.connection"].create({"ledger": "xero"})
        partner = self.env["res.partner"].create({"name": "Baker Bros"})
        binding = self.env["bridge.binding"]._reserve(connection, partner, Kind.CUSTOMER)
        path = f"/accounting_bridge/document/{binding.trace}"
        self.assertIn("/web/login", self.url_open(path, allow_redirects=False).headers["Location"])
        new_test_user(self.env, "door_user", groups="accounting_bridge.group_bridge_user")
        self.authenticate("door_user", "door_user")
        page = self.url_open(path, allow_redirects=False)
        self.assertEqual(page.status_code, 303)
        self.assertTrue(page.headers["Location"].endswith(f"/odoo/res.partner/{partner.id}"))
        self.assertEqual(self.url_open(path + "x").status_code, 404)
