"""The demo company with jobs and a contract, and nothing invoiced yet. Runs inside Odoo (``odoo shell``)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from .company import Maker
from .compare_data import CONTRACT, CONTRACT_OF, CUSTOMERS, NOT_ORDERED, ORDERS, PERIODS, PRODUCTS

# Olivia runs the office and plans the jobs, Ben keeps the books.
MORE_GROUPS = {
    "olivia": (
        "account.group_account_invoice",
        "sales_team.group_sale_salesman_all_leads",
        "fieldservice.group_fsm_dispatcher",
    ),
    "ben": ("account.group_account_user",),
}
OUR_ACTIONS = ("Accounting Bridge", "Mail:")


def fill(env):
    """Make the company in an empty database with our addons, those for jobs and contracts among them.

    The caller commits.
    """
    maker = _Compare(env)
    maker.settings()
    maker.preferences()
    maker.people()
    maker.rights()
    maker.customers()
    maker.products()
    maker.jobs()
    maker.contract()
    maker.quiet()
    # What the first page of a browser would wait for.
    env["ir.qweb"]._pregenerate_assets_bundles()


class _Compare(Maker):
    def preferences(self):
        """A job that is closed has both flags, as has an invoice that a contract makes."""
        self.env.company.write({"bridge_flag_jobs": True, "bridge_flag_contract": True})
        # Names that are typed in are looked up nowhere.
        self.env["ir.config_parameter"].set_param("iap.partner_autocomplete.endpoint", "http://localhost:9")

    def rights(self):
        for login, names in MORE_GROUPS.items():
            user = self.env["res.users"].search([("login", "=", login)])
            user.group_ids = [(4, self.env.ref(name).id) for name in names]

    def customers(self):
        self.partners = {
            row.name: self.env["res.partner"].create(
                {
                    "name": row.name,
                    "email": row.email,
                    "is_company": True,
                    "customer_rank": 1,
                    "bridge_sync": row.where != "not flagged",
                    "street": row.street,
                    "city": "Oakland",
                    "zip": "94607",
                    "state_id": self.env.ref("base.state_us_5").id,
                    "country_id": self.env.ref("base.us").id,
                    "property_payment_term_id": self.term.id,
                }
            )
            for row in CUSTOMERS
        }

    def products(self):
        self.product = {}
        for key, name, sku, kind, price, taxed, tracking in PRODUCTS:
            self.product[key] = self.env["product.product"].create(
                {
                    "name": name,
                    "default_code": sku,
                    "type": kind,
                    "list_price": float(price),
                    "taxes_id": [(6, 0, self.tax.ids if taxed else [])],
                    # What is done in the field is invoiced when it is done.
                    "invoice_policy": "delivery" if tracking == "line" else "order",
                    "field_service_tracking": tracking,
                }
            )

    def jobs(self):
        """Orders that are confirmed, and their jobs, which are open; and a job that stands behind no order."""
        for order in ORDERS:
            customer = self.partners[order.customer]
            sold = self.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "fsm_location_id": self.location(customer).id,
                    "order_line": [
                        (
                            0,
                            0,
                            {
                                "product_id": self.product[key].id,
                                "product_uom_qty": quantity,
                                "price_unit": float(price),
                            },
                        )
                        for key, quantity, price in order.lines
                    ],
                }
            )
            sold.action_confirm()
            jobs = self.env["fsm.order"].search([("sale_id", "=", sold.id)], order="id")
            for number, job in enumerate(jobs, 1):
                self.name(f"job_{order.key}_{number}", job)
        loose = {"location_id": self.location(self.partners["Grizzly Peak Florist"]).id, "description": NOT_ORDERED}
        self.name("job_not_ordered_1", self.env["fsm.order"].create(loose))

    def location(self, customer):
        """Where the jobs of a customer are done."""
        return self.env["fsm.location"].create({"name": f"{customer.name}, workshop", "owner_id": customer.id})

    def quiet(self):
        """Only our scheduled actions run: a schedule of the host invoices contracts as well, whenever it comes."""
        actions = self.env["ir.cron"].search([])
        actions.filtered(lambda action: not (action.name or "").startswith(OUR_ACTIONS)).active = False

    def contract(self):
        """A contract of the months before this one, none of which was invoiced yet."""
        this_month = self.today.replace(day=1)
        begin = this_month - relativedelta(months=PERIODS)
        line = {
            "product_id": self.product["plan"].id,
            "name": "Maintenance plan",
            "quantity": 1,
            "price_unit": self.product["plan"].list_price,
            "recurring_rule_type": "monthly",
            "recurring_interval": 1,
            "recurring_invoicing_type": "pre-paid",
            "date_start": begin,
            "date_end": this_month - timedelta(days=1),
            "recurring_next_date": begin,
        }
        self.name(
            "contract",
            self.env["contract.contract"].create(
                {
                    "name": CONTRACT,
                    "contract_type": "sale",
                    "company_id": self.env.company.id,
                    "partner_id": self.partners[CONTRACT_OF].id,
                    "line_recurrence": True,
                    "contract_line_ids": [(0, 0, line)],
                }
            ),
        )
