from odoo.tests import TransactionCase, tagged

MEGABYTE = 1024 * 1024
# Every door of the addon: address, methods, who may come, what protects a change, how much is read.
DOORS = {
    # A person comes back from the ledger's page; a state of ten minutes and one use protects it.
    ("/accounting_bridge/oauth/quickbooks_online", ("GET",)): ("user", None, None),
    ("/accounting_bridge/oauth/xero", ("GET",)): ("user", None, None),
    # A monitor with a token, whose digest is compared in constant time; it is told no names and no amounts.
    ("/accounting_bridge/health", ("GET",)): ("none", None, None),
    ("/accounting_bridge/health/<string:token>", ("GET",)): ("none", None, None),
    # A link on a document in a ledger leads a person to the record of Odoo.
    ("/accounting_bridge/document/<string:trace>", ("GET",)): ("user", None, None),
    # Signed over the raw bytes with the verifier token of the application, or its webhook key.
    ("/accounting_bridge/webhook/quickbooks_online", ("POST",)): ("none", False, MEGABYTE),
    ("/accounting_bridge/webhook/xero", ("POST",)): ("none", False, MEGABYTE),
}


@tagged("post_install", "-at_install")
class TestRoutes(TransactionCase):
    def test_the_table_names_every_door(self):
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            routing = rule.endpoint.routing
            if not rule.endpoint.original_endpoint.__module__.startswith("odoo.addons.accounting_bridge."):
                continue
            door = (rule.rule, tuple(routing["methods"]))
            found[door] = (routing["auth"], routing.get("csrf"), routing.get("max_content_length"))
            # On a cursor that can only read what it does would be done twice.
            self.assertIs(routing["readonly"], False, door)
            if routing["auth"] == "none":
                self.assertIs(routing["save_session"], False, door)
        self.assertEqual(found, DOORS)
