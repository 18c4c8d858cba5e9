"""A connection that matches ahead, for tests of what comes of it."""

from ..ledgers.documents import Kind
from .common import BridgeCommon


class AheadCase(BridgeCommon):
    """A connection that knows customers by e-mail and items by SKU, and matches both ahead."""

    def ahead(self, **values):
        connection = self.connection(
            **{"create_missing_customer": "ask", "create_missing_item": "ask", **values}, enabled=False
        )
        connection.customer_key, connection.item_key = "email", "sku"
        # The customer and the service that every test has are not what it is about.
        self.put_there(Kind.CUSTOMER, "Baker Bros")
        self.put_there(Kind.ITEM, "CONS", sku="CONS")
        self.customer.customer_rank = 1
        self.enable(connection)
        self.env["product.product"].search([("id", "!=", self.service.id)]).sale_ok = False
        self.env["res.partner"].search([("id", "!=", self.customer.id)]).customer_rank = 0
        connection.customers_ahead = connection.items_ahead = True
        return connection

    def shopper(self, name, email=False, **values):
        return self._customer(name, email=email, customer_rank=1, **values)

    def link(self, connection, record):
        column = "partner_id" if record._name == "res.partner" else "product_id"
        return self.env["bridge.binding"].search(
            [("connection_id", "=", connection.id), (column, "=", record.id), ("alias_of_id", "=", False)]
        )

    def said(self, connection, record):
        """Return the state of a record, and the reason of the one issue about it."""
        link = self.link(connection, record)
        issues = self.env["bridge.issue"].search([("binding_id", "=", link.id), ("state", "=", "open")])
        self.assertLessEqual(len(issues), 1, issues.mapped("reason"))
        return link.match_state, issues.reason

    def looked_at(self, connection):
        """Return how many records the last session looked at."""
        return (connection.last_session_id.matching_counts or {}).get("looked", 0)
