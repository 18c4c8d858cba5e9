"""An Odoo server beside a Xero of its own: what is measured there, and the people who use both."""

from tests.simulators.xero.books import Bookkeeper, Profile
from tests.simulators.xero.service import App, Limits, Service

from .cloud_office import MATERIALS, SALES, TAX, CloudOffice

TENANT = "c0ffee00-0000-4000-8000-000000000002"


class XeroOffice(CloudOffice):
    """One database, one server, one simulated service in this process; a context manager.

    :param fill: called with the organisation before anybody has read it.
    """

    ledger, address, tax_kind = "xero", "ACCOUNTING_BRIDGE_XERO_URL", "tax_code"
    company_there = TENANT

    def _found(self):
        # Sixty calls a minute are counted by us; the wall time would be theirs twice if they were counted there, too.
        self.service = Service(limits=Limits.none(), webhooks_by_themselves=False).start()
        self.company = self.service.found(TENANT, Profile(country="US"))
        self.desk = Bookkeeper(self.company)
        self.desk.add_account(SALES, "REVENUE", "200")
        self.desk.add_account(MATERIALS, "DIRECTCOSTS", "310")
        self.desk.add_tax_rate(TAX, [(TAX, "8.25")])

    def application(self) -> App:
        app = App("Bench", [self.url + self.callback], tier="core")
        return self.service.app_named("Bench") or self.service.add_app(app)

    def _code(self, app):
        return {"code": self.service.consent(app, TENANT)}
