"""The demo company with a warehouse, and nothing released yet. Runs inside Odoo (``odoo shell``).

It has the customers and items of ``matching_data``, and an order that is to be delivered.
"""

from .company import Maker
from .matching_data import ORDER, ORDER_OF, rows_of

# Who sells and who packs, besides what everybody may.
MORE_GROUPS = {
    "olivia": ("sales_team.group_sale_salesman_all_leads", "stock.group_stock_user"),
    "ben": ("product.group_product_manager",),
}


def fill(env):
    """Make the company in an empty database with our addons, the one for deliveries among them; the caller commits."""
    maker = _Matching(env)
    maker.settings()
    maker.people()
    maker.rights()
    maker.customers()
    maker.products()
    maker.order()
    # What the first page of a browser would wait for.
    env["ir.qweb"]._pregenerate_assets_bundles()


class _Matching(Maker):
    def rights(self):
        """Olivia sells and packs, Ben keeps the products."""
        for login, names in MORE_GROUPS.items():
            user = self.env["res.users"].search([("login", "=", login)])
            user.group_ids = [(4, self.env.ref(name).id) for name in names]
        # Nobody is to be told of a delivery by telephone; asked for once, Odoo would stop at it.
        self.env.company.has_received_warning_stock_sms = True
        # Names that are typed in are looked up nowhere.
        self.env["ir.config_parameter"].set_param("iap.partner_autocomplete.endpoint", "http://localhost:9")

    def customers(self):
        self.partners = {
            row.name: self.env["res.partner"].create(
                {
                    "name": row.name,
                    "email": row.key or False,
                    "is_company": True,
                    "customer_rank": 1,
                    "street": f"{number} Main Street",
                    "city": "Oakland",
                    "zip": "94607",
                    "state_id": self.env.ref("base.state_us_5").id,
                    "country_id": self.env.ref("base.us").id,
                    "property_payment_term_id": self.term.id,
                }
            )
            for number, row in enumerate(rows_of("customer"), 1)
        }

    def products(self):
        self.product = {
            row.name: self.env["product.product"].create(
                {
                    "name": row.name,
                    "default_code": row.key or False,
                    "type": "service" if row.key.startswith("SRV-") else "consu",
                    "list_price": 10.0 + number * 1.25,
                    "invoice_policy": "delivery",
                    "taxes_id": [(6, 0, self.tax.ids)],
                }
            )
            for number, row in enumerate(rows_of("item"), 1)
        }

    def order(self):
        """An order that waits for its delivery."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partners[ORDER_OF].id,
                "order_line": [
                    (0, 0, {"product_id": self.product[name].id, "product_uom_qty": quantity})
                    for name, quantity in ORDER
                ],
            }
        )
        order.action_confirm()
        self.name("order", order)
        self.name("delivery", order.picking_ids)
