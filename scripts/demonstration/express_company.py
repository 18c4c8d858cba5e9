"""The demo company with employees, and a second company beside it. Runs inside Odoo (``odoo shell``).

Nothing is invoiced and nobody is paid yet: that happens on the day of the story.
"""

from .company import Maker
from .express_data import CUSTOMERS, EMPLOYEES, OTHER_COMPANY, PAY_CODES, PRODUCTS, VENDOR

# What people do here besides what everybody may.
MORE_GROUPS = {
    "olivia": ("account.group_account_invoice",),
    "maria": ("payroll.group_payroll_manager",),
    "admin": ("payroll.group_payroll_manager",),
}
# Scheduled actions of others would all come when the clock is moved.
OUR_ACTIONS = ("Accounting Bridge", "Mail:")


def fill(env):
    """Make both companies in an empty database with our addons, the one for pay runs among them; the caller commits."""
    maker = _Express(env)
    maker.settings()
    maker.people()
    maker.rights()
    maker.customers()
    maker.products()
    maker.payroll()
    maker.other_company()
    maker.quiet()
    # What the first page of a browser would wait for.
    env["ir.qweb"]._pregenerate_assets_bundles()


class _Express(Maker):
    def customers(self):
        country = {"state_id": self.env.ref("base.state_us_5").id, "country_id": self.env.ref("base.us").id}
        for number, (name, email, _known) in enumerate(CUSTOMERS, 1):
            self.env["res.partner"].create(
                {
                    "name": name,
                    "email": email,
                    "is_company": True,
                    "customer_rank": 1,
                    "street": f"{number} Main Street",
                    "city": "Oakland",
                    "zip": "94607",
                    "property_payment_term_id": self.term.id,
                    **country,
                }
            )

    def products(self):
        for key, name, sku, price, taxed, _known in PRODUCTS:
            product = self.env["product.product"].create(
                {
                    "name": name,
                    "default_code": sku,
                    "type": "service" if key in ("call", "labor", "trip") else "consu",
                    "list_price": float(price),
                    "taxes_id": [(6, 0, self.tax.ids if taxed else [])],
                }
            )
            self.name(f"product_{key}", product)

    def rights(self):
        """Olivia invoices; Maria, who runs the office, also runs the payroll."""
        for login, names in MORE_GROUPS.items():
            user = self.env["res.users"].search([("login", "=", login)])
            user.group_ids = [(4, self.env.ref(name).id) for name in names]
        # Names that are typed in are looked up nowhere.
        self.env["ir.config_parameter"].set_param("iap.partner_autocomplete.endpoint", "http://localhost:9")

    def payroll(self):
        """Pay codes, a salary structure of them, two employees, and whom their pay is owed to."""
        env = self.env
        own = {"company_id": env.company.id}
        codes = dict.fromkeys(category for _code, _name, category, _amount in PAY_CODES)
        categories = {
            code: env["hr.salary.rule.category"].create({"name": code.title(), "code": code, **own}) for code in codes
        }
        rules = [
            env["hr.salary.rule"].create(
                {
                    "name": name,
                    "code": code,
                    "sequence": place,
                    "category_id": categories[category].id,
                    "condition_select": "none",
                    "amount_select": "code",
                    "amount_python_compute": f"result = {amount}",
                    **own,
                }
            )
            for place, (code, name, category, amount) in enumerate(PAY_CODES, 1)
        ]
        structure = {"name": "Field crew", "code": "CREW", "rule_ids": [(6, 0, [rule.id for rule in rules])], **own}
        self.name("structure", env["hr.payroll.structure"].create(structure))
        for number, (name, wage) in enumerate(EMPLOYEES, 1):
            employee = env["hr.employee"].create({"name": name, **own})
            contract = {"contract_date_start": "2020-01-01", "name": name, "wage": float(wage)}
            employee.version_id.write(contract)
            self.name(f"employee_{number}", employee)
        self.name("vendor", env["res.partner"].create({"name": VENDOR, "is_company": True, "supplier_rank": 1}))

    def other_company(self):
        """Another company of the same people, with accounts of its own."""
        env = self.env
        country = {"country_id": env.ref("base.us").id, "currency_id": env.ref("base.USD").id}
        other = self.name("other_company", env["res.company"].create({"name": OTHER_COMPANY, **country}))
        chart = env["account.chart.template"]
        chart.try_loading(env.company.chart_template, company=other, install_demo=False)
        for login in ("admin", "maria"):
            env["res.users"].search([("login", "=", login)]).company_ids = [(4, other.id)]

    def quiet(self):
        """Only our scheduled actions run, and those that send mail."""
        actions = self.env["ir.cron"].search([])
        actions.filtered(lambda action: not (action.name or "").startswith(OUR_ACTIONS)).active = False
