"""Each kind of disagreement on who or what is meant, in the Notebook."""

import json

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .common import BridgeCase
from .kind_scenarios import KindScenarios


@tagged("post_install", "-at_install")
class TestNotebookKinds(KindScenarios, BridgeCase):
    """The Notebook takes every name."""

    impossible = frozenset({"customer_name_empty", "item_name_empty"})
    cuts_names = False

    def customer_there(self, name, email="", *, active=True):
        return self.put_there(Kind.CUSTOMER, name, party={"email": email, "phone": ""}, active=active)

    def item_there(self, name, sku=""):
        return self.put_there(Kind.ITEM, name, sku=sku)

    def stock_item_there(self, name):
        return self.put_there(Kind.ITEM, name, sku=name, details={"keeps_stock": True})

    def unsellable_there(self, name):
        return self.put_there(Kind.ITEM, name, details={"sellable": False})

    def set_active_there(self, kind, id_, active):
        self.change_there(kind, id_, active=active)

    def items_named(self, invoice_id):
        with self.book() as book:
            (body,) = book.execute("SELECT body FROM entry WHERE kind = 'invoice' AND id = ?", [invoice_id]).fetchone()
        return json.loads(body)["items"]
