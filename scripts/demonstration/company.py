"""The demo company: a field service business in California. Runs inside Odoo (``odoo shell``).

Names follow the sample company file of the simulator; what QuickBooks lacks is missing there on purpose.
"""

from datetime import timedelta

from odoo import fields

from .people import COMMON_GROUPS, PEOPLE

TAX_RATE = 8.25
SCRIPT_NAME = "<img src=x onerror=alert(1)>"
LONG_NAME = "Commonwealth Association of Property Managers 🏠 and Residential Landlords of Northern California"

# The first ten are in QuickBooks too, Riverbend Clinic as inactive.
CUSTOMERS = (
    "Azure Interior",
    "Bayview Bakery",
    "Café Uno",
    "Harbor Dental Group",
    "Lakeside Property Management",
    "Northgate School District",
    "Odell & Sons Roofing",
    "Pinecrest HOA",
    "Quarry Street Gym",
    "Riverbend Clinic",
    "Núñez & Sons",
    LONG_NAME,
    SCRIPT_NAME,
    "Kestrel Logistics",
    "🎉🎉🎉",
)

# key, name, SKU, kind, price, taxed
PRODUCTS = (
    ("call", "Service call, first hour", "Service call", "service", 125.0, False),
    ("labor", "Labor", "", "service", 95.0, False),
    ("contract", "Maintenance contract", "", "service", 180.0, True),
    ("filter", "Air filter 20x20", "", "consu", 14.5, True),
    ("pipe", "Copper pipe", "", "consu", 3.8753, True),
    ("thermostat", "Programmable thermostat", "Thermostat", "consu", 189.0, True),
    ("trip", "Trip charge", "", "service", 35.0, False),
    ("leak", "Leak detector", "", "consu", 79.0, True),
    ("rebate", "Rebate", "", "service", -20.0, True),
)


def fill(env):
    """Make the company in an empty database with our addons; the caller commits."""
    maker = Maker(env)
    maker.settings()
    maker.people()
    maker.customers()
    maker.products()
    maker.invoices()
    maker.credit_notes()
    # What the first page of a browser would wait for.
    env["ir.qweb"]._pregenerate_assets_bundles()


class Maker:
    def __init__(self, env):
        admin = env.ref("base.user_admin")
        self.env = env(user=admin.id, context={**env.context, "lang": "en_US", "tracking_disable": True})
        self.today = fields.Date.today()

    def name(self, key, record):
        """Give a record an external name, by which the story finds it."""
        self.env["ir.model.data"]._update_xmlids([{"xml_id": f"demonstration.{key}", "record": record}])
        return record

    def settings(self):
        env = self.env
        company = env.company
        company.write(
            {
                "name": "Acme Field Services",
                "email": "office@acme-field.example",
                "street": "1735 County Road",
                "city": "Bayshore",
                "zip": "94326",
                "state_id": env.ref("base.state_us_5").id,
                "country_id": env.ref("base.us").id,
            }
        )
        env.ref("product.decimal_price").digits = 4
        env.ref("base.EUR").active = True
        env["res.currency.rate"].create(
            {"currency_id": env.ref("base.EUR").id, "name": self.today - timedelta(days=30), "rate": 0.92}
        )
        # The mailbox shows what the bridge sends; Odoo's own weekly figures would come between.
        env["digest.digest"].search([]).action_deactivate()
        parameters = env["ir.config_parameter"]
        # Else the address would follow whoever signs in, and the connection would take the database for a copy.
        parameters.set_param("web.base.url.freeze", "True")
        env["ir.mail_server"].create({"name": "Mailbox", "smtp_host": "localhost", "smtp_encryption": "none"})
        group = env["account.tax.group"].create({"name": "Sales Tax", "company_id": company.id})
        common = {"amount": TAX_RATE, "type_tax_use": "sale", "tax_group_id": group.id}
        self.tax = env["account.tax"].create({"name": "San Tomas 8.25%", **common})
        self.tax_included = env["account.tax"].create(
            {"name": "San Tomas 8.25% included", "price_include_override": "tax_included", **common}
        )
        self.county_tax = env["account.tax"].create({**common, "name": "County 1%", "amount": 1.0})
        self.name("county_tax", self.county_tax)
        self.name("tax", self.tax)
        self.name("tax_included", self.tax_included)
        self.term = self.name("term", env.ref("account.account_payment_term_30days"))
        income = env["account.account"].search([("account_type", "=", "income")], limit=1)
        self.rounding = env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "rounding_method": "HALF-UP",
                "profit_account_id": income.id,
                "loss_account_id": income.id,
            }
        )

    def people(self):
        env = self.env
        users = env["res.users"].with_context(no_reset_password=True)
        env.user.partner_id.email = "admin@acme-field.example"
        for login, name, group in PEOPLE:
            users.create(
                {
                    "login": login,
                    "password": login,
                    "name": name,
                    "email": f"{login}@acme-field.example",
                    "tz": "America/Los_Angeles",
                    "group_ids": [(6, 0, [env.ref(name).id for name in (*COMMON_GROUPS, group)])],
                }
            )

    def customers(self):
        self.partners = {
            name: self.env["res.partner"].create(
                {
                    "name": name,
                    "is_company": True,
                    "street": f"{number} Main Street",
                    "city": "Oakland",
                    "zip": "94607",
                    "state_id": self.env.ref("base.state_us_5").id,
                    "country_id": self.env.ref("base.us").id,
                    "email": f"billing{number}@customer.example",
                    "property_payment_term_id": self.term.id,
                }
            )
            for number, name in enumerate(CUSTOMERS, 1)
        }

    def products(self):
        self.product = {}
        for key, name, sku, kind, price, taxed in PRODUCTS:
            self.product[key] = self.env["product.product"].create(
                {
                    "name": name,
                    "default_code": sku or False,
                    "type": kind,
                    "list_price": price,
                    "invoice_policy": "order",
                    "taxes_id": [(6, 0, self.tax.ids if taxed else [])],
                }
            )

    # === INVOICES === #

    def line(self, key, quantity=1, price=None, **values):
        """A line with a product; without a key one without."""
        product = self.product.get(key)
        values = {"quantity": quantity, **values}
        if product:
            values["product_id"] = product.id
        else:
            values.setdefault("tax_ids", [(6, 0, [])])
        if price is not None:
            values["price_unit"] = price
        return (0, 0, values)

    def text(self, kind, words):
        """A section, a subsection or a note."""
        return (0, 0, {"display_type": f"line_{kind}", "name": words})

    def invoice(self, key, customer, *lines, move_type="out_invoice", **values):
        """Make an invoice or a credit note and post it."""
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.partners[customer].id,
                "invoice_date": self.today - timedelta(days=2),
                "invoice_line_ids": list(lines),
                **values,
            }
        )
        move.action_post()
        return self.name(f"invoice_{key}", move)

    def invoices(self):
        """One of each kind; the first twelve are those that the story releases first."""
        line, text = self.line, self.text
        self.invoice(
            "section",
            "Azure Interior",
            text("section", "Visit of Tuesday"),
            line("call"),
            text("subsection", "On the roof"),
            line("labor", 2.5),
            text("note", "The compressor will need a new fan before summer."),
        )
        self.invoice(
            "discount",
            "Bayview Bakery",
            line("thermostat", 2, discount=10.0),
            line("filter", 1, discount=100.0, name="Air filter, free of charge"),
            line("trip", -1, name="Goodwill: trip charge taken back"),
        )
        self.invoice("mixed", "Café Uno", line("thermostat"), line("labor", 3))
        self.invoice(
            "included",
            "Harbor Dental Group",
            line("contract", 1, 216.5, tax_ids=[(6, 0, self.tax_included.ids)]),
            line("pipe", 7, 4.1951, tax_ids=[(6, 0, self.tax_included.ids)]),
        )
        self.down_payment()
        self.invoice(
            "rounding",
            "Quarry Street Gym",
            line("", 1, 40.0, name="Old unit taken away"),
            line("pipe", 13, 3.8753),
            invoice_cash_rounding_id=self.rounding.id,
        )
        self.invoice("item", "Pinecrest HOA", line("leak", 2), line("labor"))
        self.invoice("accents", "Núñez & Sons", line("call"), line("filter", 4))
        self.invoice("long", LONG_NAME, line("contract"))
        self.invoice("script", SCRIPT_NAME, line("call", name='<script>alert("line")</script> Service call'))
        self.invoice("euro", "Kestrel Logistics", line("call", 1, 115.0), currency_id=self.env.ref("base.EUR").id)
        # Not part of the first release.
        self.invoice("emoji", "🎉🎉🎉", line("call"))
        self.invoice("inactive", "Riverbend Clinic", line("labor", 4))
        self.invoice("plain", "Northgate School District", line("call"), line("trip"))
        self.invoice("held", "Odell & Sons Roofing", line("labor", 6))
        self.invoice("rebate", "Azure Interior", line("thermostat"), line("rebate", 1, -20.0))
        both = [(6, 0, (self.tax | self.county_tax).ids)]
        self.invoice("two_taxes", "Bayview Bakery", line("filter", 10, tax_ids=both), line("call"))

    def down_payment(self):
        """An order with a down payment: its invoice, and the final one from which it is taken off."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partners["Lakeside Property Management"].id,
                "order_line": [
                    (0, 0, {"product_id": self.product["thermostat"].id, "product_uom_qty": 3}),
                    (0, 0, {"product_id": self.product["filter"].id, "product_uom_qty": 12}),
                ],
            }
        )
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "percentage", "amount": 30}).create_invoices()
        first = order.invoice_ids
        first.invoice_date = self.today - timedelta(days=2)
        first.action_post()
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()
        final = order.invoice_ids - first
        final.invoice_date = self.today - timedelta(days=2)
        final.action_post()
        self.name("invoice_down_payment", first)
        self.final = self.name("invoice_final", final)

    # === CREDIT NOTES === #

    def credit(self, key, customer, *lines, **values):
        """Make a credit note and post it."""
        return self.invoice(f"credit_{key}", customer, *lines, move_type="out_refund", **values)

    def credit_notes(self):
        """One of each kind of line, as of invoices; they are applied to nothing."""
        line, text = self.line, self.text
        self.credit(
            "section",
            "Azure Interior",
            text("section", "Taken back"),
            line("call"),
            text("subsection", "From the roof"),
            line("labor", 1.5),
            text("note", "With our apologies."),
        )
        self.credit(
            "discount",
            "Bayview Bakery",
            line("thermostat", 1, discount=12.5),
            line("filter", 2, discount=100.0, name="Air filter, was free of charge"),
            line("trip", -1, name="Trip charge kept"),
        )
        self.credit("mixed", "Café Uno", line("filter", 3), line("labor", 0.5))
        self.credit(
            "included",
            "Harbor Dental Group",
            line("pipe", 3, 4.1951, tax_ids=[(6, 0, self.tax_included.ids)]),
        )
        self.credit(
            "rounding",
            "Quarry Street Gym",
            line("", 1, 40.0, name="Old unit was ours"),
            line("pipe", 7, 3.8753),
            invoice_cash_rounding_id=self.rounding.id,
        )
        self.credit("rebate", "Azure Interior", line("thermostat"), line("rebate", 1, -20.0))
        both = [(6, 0, (self.tax | self.county_tax).ids)]
        self.credit("two_taxes", "Bayview Bakery", line("filter", 7, tax_ids=both), line("call"))
        # All of the final invoice: the down payment that was taken off it is a line below zero here as well.
        values = {"invoice_date": self.today - timedelta(days=2), "ref": "Order cancelled"}
        reversal = self.final._reverse_moves([values])
        reversal.action_post()
        self.name("invoice_credit_final", reversal)
