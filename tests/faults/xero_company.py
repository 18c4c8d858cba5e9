"""The simulated Xero of the fault suite: the service in this process, with one organisation."""

import os

from tests.simulators.xero.books import Bookkeeper, Profile
from tests.simulators.xero.service import App, Limits, Service

from .cloud_company import HOME, CloudCompany

ADDRESS = "ACCOUNTING_BRIDGE_XERO_URL"
REDIRECT = f"{HOME}/accounting_bridge/oauth/xero"
TENANT = "c0ffee00-0000-4000-8000-000000000001"
TAX, RATE = "County 8.25", "8.25"
SALES, MATERIALS, BANK = "Sales", "Materials", "Business Bank Account"
# How the service may answer a key that it has seen: as before, as if it had never seen it, or with the elements of a
# list in another order.
MEMORIES = (
    {"idempotency_lifetime": 360, "element_order": "as asked"},
    {"idempotency_lifetime": 0, "element_order": "as asked"},
    {"idempotency_lifetime": 360, "element_order": "reversed"},
)


class XeroCompany(CloudCompany):
    """The service and its organisation. :param clock: has ``now()``; ``None`` for the machine's."""

    memories, named_by, id = MEMORIES, "tenant", TENANT

    def __init__(self, customers=(), clock=None):
        self.service = Service(clock=clock, limits=Limits.none(), webhooks_by_themselves=False).start()
        os.environ[ADDRESS] = self.service.url
        if clock is None:
            self.outlive_the_suite()
        self.app = self.service.add_app(App("Bridge", [REDIRECT], tier="core"))
        self.company = self.service.found(TENANT, Profile(name="Acme Inc.", country="US"))
        self.desk = Bookkeeper(self.company)
        self.desk.add_account(SALES, "REVENUE", "200")
        self.desk.add_account(MATERIALS, "DIRECTCOSTS", "310")
        self.desk.add_account(BANK, "BANK", "090", BankAccountNumber="0908070")
        self.tax = self.desk.add_tax_rate(TAX, [(TAX, RATE)])
        for name in customers:
            self.desk.add_contact(name)
        self.keep()

    @property
    def memory(self):
        return self.service.memory
