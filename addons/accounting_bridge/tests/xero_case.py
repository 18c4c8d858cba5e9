"""Xero for every test of signing in: the strict simulator, an app registered there, people who consent.

The simulators belong to the repository and not to the addon.
"""

import json
import os
import tempfile
import time
from unittest import TestCase, skipUnless
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import requests
from cryptography.fernet import Fernet

from odoo.tests import HttpCase

from ..engine.transaction import in_own_transaction
from ..ledgers.protocol import Unreachable
from ..ledgers.xero import client
from ..models.bridge_credential import XERO
from .online_case import NO_SIMULATORS, REPOSITORY, OnlineCase

HAS_XERO = (REPOSITORY / "tests" / "simulators" / "xero" / "service").is_dir()
if HAS_XERO:
    from tests.simulators.xero.books import Profile
    from tests.simulators.xero.service import OWNER, App, Limits, Service

ADDRESS = "ACCOUNTING_BRIDGE_XERO_URL"
CALLBACK = "/accounting_bridge/oauth/xero"
WEBHOOK = "/accounting_bridge/webhook/xero"
TENANT = "45e4708e-d862-4111-ab3a-dd8cd03913e1"
OTHER_TENANT = "8be9db36-3598-4755-ba5c-c2dbc8c4a7a2"
THIRD_TENANT = "a3a4dbaf-3495-a808-ed7a-7b964388f53b"
BOOKKEEPER = "bookkeeper@example.com"


@skipUnless(HAS_XERO, NO_SIMULATORS)
class XeroCase(OnlineCase):
    """Two companies of Odoo, a connection whose app is registered, and three organisations at Xero."""

    callback = CALLBACK
    # Whether a person may tick several organisations at once (facts 1.4).
    tier = "advanced"

    def setUp(self):  # pylint: disable=method-required-super
        # The other ledger's service stays where it is.
        HttpCase.setUp(self)
        self.service = self.enterContext(Service(webhooks_by_themselves=False, limits=Limits.none()))
        for tenant, name in ((TENANT, "Acme Ltd"), (OTHER_TENANT, "Elsewhere Ltd"), (THIRD_TENANT, "Third Ltd")):
            self.service.found(tenant, Profile(name=name, country="US"))
        self.addCleanup(lambda: self.assertEqual(self.service.mistakes, []))
        self.app = self.service.add_app(App("Acme", [self.base + CALLBACK], tier=self.tier))
        folder = self.enterContext(tempfile.TemporaryDirectory())
        settings = {ADDRESS: self.service.url, "ACCOUNTING_BRIDGE_KEYS": Fernet.generate_key().decode(), "TMP": folder}
        self.enterContext(patch.dict(os.environ, settings))
        self.connection = self.make_connection(self.company)

    def make_connection(self, company, app=None):
        app = app or self.app
        connection = self.env["bridge.connection"].create(
            {
                "ledger": XERO,
                "company_id": company.id,
                "date_from": "2020-01-01",
                "app_type": app.kind,
                "app_client_id": app.client_id,
                "app_client_secret": app.client_secret,
                "app_verifier": app.webhook_key,
            }
        )
        self.env.flush_all()
        return connection

    def other_connection(self, app=None):
        """Return a connection of the other company, and a person who may connect it."""
        return self.make_connection(self.elsewhere, app), self.person("manager", self.elsewhere)

    # === SIGNING IN === #

    def consent(self, url, tenants=(TENANT,), decision="connect", who=""):
        """Press a button on Xero's page. :return dict: what the person's browser brings back"""
        asked = [*parse_qsl(urlsplit(url).query), ("person", who or OWNER), ("decision", decision)]
        asked += [("tenant", tenant) for tenant in tenants]
        answer = requests.post(url.partition("?")[0], data=asked, allow_redirects=False, timeout=30)
        self.assertEqual(answer.status_code, 302, answer.text)
        address, _mark, query = answer.headers["Location"].partition("?")
        self.assertEqual(address, self.base + CALLBACK)
        return dict(parse_qsl(query))

    def sign_in(self, connection=None, tenants=(TENANT,), person=None, who=""):
        """All of it. :return: the page on which it ends"""
        return self.come_back(self.consent(self.begin(connection, person), tenants, who=who), person)

    def connected(self, connection=None, **values):
        """Sign in, and let the connection be at work."""
        connection = connection or self.connection
        page = self.sign_in(connection, **values)
        self.assertEqual(page.status_code, 200, page.text)
        connection.write({"state": "connected"})
        self.env.flush_all()
        return connection

    # === LOOKING === #

    def linked(self):
        """Return the organisations that the app is connected to at Xero."""
        return sorted(one.tenant for one in self.service.connections.of(app=self.app))

    def calls(self, path):
        return [entry for entry in self.service.journal.entries() if entry.path.endswith(path)]

    def run_schedule(self):
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_sign_ins").method_direct_trigger()
        self.env.invalidate_all()


class AccessCase(XeroCase):
    """Calls in the name of a connection, as the engine makes them."""

    def access(self, connection=None):
        """Return the access as the engine takes it: made in one transaction, used outside of it."""
        connection_id = (connection or self.connection).id
        self.env.flush_all()
        return in_own_transaction(self.env, lambda env: env["bridge.connection"].browse(connection_id)._access())

    def ask(self, connection=None, path="Organisation"):
        """Make one call of the connection. :return dict: its answer"""
        access = self.access(connection)
        payload = json.dumps({"calls": [{"id": "1", "method": "GET", "path": path, "parameters": {}}]})
        return json.loads(client.perform(payload, time.monotonic() + 30, access))["answers"][0]

    def organisation_of(self, connection):
        return self.ask(connection)["body"]["Organisations"][0]["OrganisationID"]

    def assert_unreachable(self, work, reason, words=""):
        # Not by Odoo's own assertion, which takes back what was done before.
        with TestCase.assertRaises(self, Unreachable) as caught:
            work()
        self.env.invalidate_all()
        self.assertEqual(caught.exception.reason, reason)
        self.assertIn(words, str(caught.exception))
