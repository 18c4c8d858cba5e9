"""The simulated QuickBooks Online of the fault suite: the service in this process, with one company.

A fork of this process calls it over HTTP as it calls the service, so it outlives whoever is killed. ``keep`` says where
every point or story begins, ``begin`` goes back to it: books, sign-ins, what is remembered of requests.
"""

import os

from tests.simulators.quickbooks_online.books import Bookkeeper, Profile
from tests.simulators.quickbooks_online.service import App, Limits, Service

ADDRESS = "ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL"
HOME = "http://localhost:8069"
REDIRECT = f"{HOME}/accounting_bridge/oauth/quickbooks_online"
REALM = "9341450000000001"
TAX, RATE = "County 8.25", "8.25"
# How the service may answer a key that it has seen: as before, by an error, or as if it had never seen it.
MEMORIES = (
    {"requestid_answer": "replay", "requestid_lifetime": 86400},
    {"requestid_answer": "600", "requestid_lifetime": 86400},
    {"requestid_lifetime": 0},
)


class OnlineCompany:
    """The service and its company. :param clock: has ``now()``; ``None`` for the machine's."""

    def __init__(self, customers=(), clock=None):
        self.intuit = Service(clock=clock, limits=Limits.none(), webhooks_by_themselves=False).start()
        os.environ[ADDRESS] = self.intuit.url
        self.app = self.intuit.add_app(App("Bridge", [REDIRECT]))
        self.company = self.intuit.found(REALM, Profile(name="Acme Inc.", tax="manual"), self.app.environment)
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
        """What the service remembers of requests."""
        return self.intuit.companies[REALM].request_ids

    def keep(self) -> None:
        """From now on this is how everything begins."""
        self._books, self._signed_in = self.company.snapshot(), [_copied(vars(one)) for one in self.intuit.grants.all()]

    def begin(self) -> None:
        """Take back whatever happened since ``keep``."""
        self.recover()
        self.memory.forget()
        self.company.restore(self._books)
        for grant, kept in zip(self.intuit.grants.all(), self._signed_in, strict=False):
            vars(grant).update(_copied(kept))

    def recover(self) -> None:
        """The service behaves again."""
        self.intuit.misbehaviour.clear()
        self.intuit.switches.set(**MEMORIES[0])

    def order(self, kind, **values):
        """Order something of the next calls. :return: the order, which counts how often it struck"""
        return self.intuit.misbehaviour.order(kind, realm=REALM, **values)

    def consent(self) -> str:
        """A person consents. :return: the code that the browser brings back"""
        return self.intuit.consent(self.app, REALM)

    def sign_in(self, env, connection, code: str) -> None:
        """Enter the application, and come back from the page of consent with a code."""
        from odoo.addons.accounting_bridge.engine import consent

        env["ir.config_parameter"].set_param("web.base.url", HOME)
        connection.write(
            {
                "app_client_id": self.app.client_id,
                "app_client_secret": self.app.client_secret,
                "app_environment": self.app.environment,
            }
        )
        env.flush_all()
        credential, env = connection.sudo().credential_id, env(su=True)
        tokens = consent.exchange(*consent.to_exchange(env, credential.id), code)
        refused = consent.finish(env, credential.id, connection.id, REALM, tokens)
        if refused:
            raise AssertionError(refused)
        env.flush_all()

    def close(self) -> None:
        """Stop the service. :raise AssertionError: it made a mistake of its own"""
        self.intuit.stop()
        assert not self.intuit.mistakes, "\n".join(self.intuit.mistakes)


def _copied(values):
    """A grant's values by themselves: its application stays the very one."""
    return {name: dict(value) if isinstance(value, dict) else value for name, value in values.items()}
