"""The simulated QuickBooks Online of the fault suite: the service in this process, with one company."""

import os

from tests.simulators.quickbooks_online.books import Bookkeeper, Profile
from tests.simulators.quickbooks_online.service import App, Limits, Service

from .cloud_company import HOME, CloudCompany

ADDRESS = "ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL"
REDIRECT = f"{HOME}/accounting_bridge/oauth/quickbooks_online"
REALM = "9341450000000001"
TAX, RATE = "County 8.25", "8.25"
# How the service may answer a key that it has seen: as before, by an error, or as if it had never seen it.
MEMORIES = (
    {"requestid_answer": "replay", "requestid_lifetime": 86400},
    {"requestid_answer": "600", "requestid_lifetime": 86400},
    {"requestid_lifetime": 0},
)


class OnlineCompany(CloudCompany):
    """The service and its company. :param clock: has ``now()``; ``None`` for the machine's."""

    memories, named_by, id, brought = MEMORIES, "realm", REALM, REALM

    def __init__(self, customers=(), clock=None):
        self.service = self.intuit = Service(clock=clock, limits=Limits.none(), webhooks_by_themselves=False).start()
        os.environ[ADDRESS] = self.service.url
        if clock is None:
            self.outlive_the_suite()
        self.app = self.service.add_app(App("Bridge", [REDIRECT]))
        self.company = self.service.found(REALM, Profile(name="Acme Inc.", tax="manual"), self.app.environment)
        self.desk = Bookkeeper(self.company)
        for name, sort in (("Sales", "Income"), ("Materials", "Cost of Goods Sold"), ("Checking", "Bank")):
            if not self.company.find("Account", name):
                self.desk.add_account(name, sort)
        self.desk.add_tax_code(TAX, [(TAX, RATE)], self.desk.add_agency("County"))
        for name in customers:
            self.desk.add_customer(name)
        self.keep()

    @property
    def memory(self):
        return self.service.companies[REALM].request_ids

    def application(self):
        return super().application() | {"app_environment": self.app.environment}
