from odoo.tests import TransactionCase, tagged

MEGABYTE = 1024 * 1024
# Every door of the addon: address, methods, who may come, what protects a change, how much is read.
DOORS = {
    ("/accounting_bridge_qbd/<string:token>", ("POST",)): ("none", False, 32 * MEGABYTE),
    ("/accounting_bridge_qbd/<string:token>", ("GET",)): ("none", None, None),
    ("/accounting_bridge_qbd/<string:token>/download", ("GET",)): ("user", None, None),
}


@tagged("post_install", "-at_install")
class TestRoutes(TransactionCase):
    def test_the_table_names_every_door(self):
        found = {}
        for rule in self.env["ir.http"].routing_map().iter_rules():
            routing = rule.endpoint.routing
            if not rule.endpoint.original_endpoint.__module__.startswith("odoo.addons.accounting_bridge_qbd."):
                continue
            door = (rule.rule, tuple(routing["methods"]))
            found[door] = (routing["auth"], routing.get("csrf"), routing.get("max_content_length"))
            if routing["auth"] == "none":
                # On a cursor that can only read the visit would run twice.
                self.assertIs(routing["readonly"], False, door)
                self.assertIs(routing["save_session"], False, door)
        self.assertEqual(found, DOORS)
