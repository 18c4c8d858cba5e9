"""An Odoo server beside a QuickBooks Online of its own: what is measured there, and the people who use both."""

from tests.simulators.quickbooks_online.books import Bookkeeper, Profile
from tests.simulators.quickbooks_online.service import App, Limits, Service

from .cloud_office import MATERIALS, SALES, TAX, CloudOffice

REALM = "9341450000000001"


class OnlineOffice(CloudOffice):
    """One database, one server, one simulated service in this process; a context manager.

    :param fill: called with the company before anybody has read it.
    """

    ledger, address = "quickbooks_online", "ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL"
    company_there = REALM

    def _found(self):
        # A call there takes tenths of a second and here thousandths: the limit of ten a second is met there by nobody.
        self.service = self.intuit = Service(limits=Limits.none(), webhooks_by_themselves=False).start()
        self.company = self.service.found(REALM, Profile(tax="manual"))
        self.desk = Bookkeeper(self.company)
        self.desk.add_account(SALES, "Income")
        self.desk.add_account(MATERIALS, "Cost of Goods Sold")
        self.desk.add_tax_code(TAX, [(TAX, "8.25")], self.desk.add_agency("State"))

    def connect(self, mode: str = "auto", **values) -> None:
        environment = self.application().environment
        super().connect(write_mode=mode, app_environment=environment, **values)

    def application(self) -> App:
        return self.service.app_named("Bench") or self.service.add_app(App("Bench", [self.url + self.callback]))

    def _code(self, app):
        return {"code": self.service.consent(app, REALM), "realmId": REALM}
