"""Intuit for every test of signing in: the strict simulator, an application registered there, people who consent.

The simulators belong to the repository and not to the addon.
"""

import os
import sys
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest import skipUnless
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

import requests
from cryptography.fernet import Fernet

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL

from ..models.bridge_credential import ONLINE

REPOSITORY = Path(__file__).resolve().parents[3]
HAS_SIMULATORS = (REPOSITORY / "tests" / "simulators" / "quickbooks_online").is_dir()
NO_SIMULATORS = "the simulators are not beside the addons"
if HAS_SIMULATORS:
    if str(REPOSITORY) not in sys.path:
        sys.path.insert(0, str(REPOSITORY))
    from tests.simulators.quickbooks_online.books import Profile
    from tests.simulators.quickbooks_online.service import App, Service

ADDRESS = "ACCOUNTING_BRIDGE_QUICKBOOKS_ONLINE_URL"
CALLBACK = "/accounting_bridge/oauth/quickbooks_online"
REALM, OTHER_REALM = "9341452987654321", "4620816365012345"


@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
class OnlineCase(HttpCase):
    """A company of Odoo, a connection whose application is registered, and two companies at Intuit."""

    # The door by which a person comes back from the ledger's page.
    callback = CALLBACK

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})
        dollar = cls.env.ref("base.USD")
        dollar.active = True
        cls.company = cls.env["res.company"].create({"name": "Acme Field Services", "currency_id": dollar.id})
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere", "currency_id": dollar.id})
        # A number is refused in an address, and that is what the server of a test is called by.
        cls.base = f"http://localhost:{cls.http_port()}"
        cls.env["ir.config_parameter"].set_param("web.base.url", cls.base)
        cls.manager = cls.person("manager")
        cls.user = cls.person("user")

    @classmethod
    def person(cls, rank, company=None, login=""):
        company = company or cls.company
        login = login or f"{rank}_{company.id}"
        return new_test_user(
            cls.env(context={"no_reset_password": True}),
            login,
            groups=f"accounting_bridge.group_bridge_{rank}",
            email=f"{login}@example.com",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.service = self.enterContext(Service(webhooks_by_themselves=False))
        for realm, name in ((REALM, "Acme Inc."), (OTHER_REALM, "Somebody Else Inc.")):
            self.service.found(realm, Profile(name=name))
        self.app = self.service.add_app(App("Acme", [self.base + CALLBACK]))
        folder = self.enterContext(tempfile.TemporaryDirectory())
        settings = {ADDRESS: self.service.url, "ACCOUNTING_BRIDGE_KEYS": Fernet.generate_key().decode(), "TMP": folder}
        self.enterContext(patch.dict(os.environ, settings))
        self.connection = self.make_connection(self.company)

    def make_connection(self, company, app=None):
        app = app or self.app
        connection = self.env["bridge.connection"].create(
            {
                "ledger": ONLINE,
                "company_id": company.id,
                "date_from": "2020-01-01",
                "app_client_id": app.client_id,
                "app_client_secret": app.client_secret,
                "app_environment": app.environment,
                "app_verifier": app.verifier_token,
            }
        )
        self.env.flush_all()
        return connection

    # === SIGNING IN === #

    def seen_by(self, person, record):
        return record.with_user(person).with_context(allowed_company_ids=person.company_ids.ids)

    def begin(self, connection=None, person=None):
        """Press the button. :return str: the address that the window opens"""
        action = self.seen_by(person or self.manager, connection or self.connection).action_sign_in()
        self.env.flush_all()
        return action["params"]["url"]

    def consent(self, url, realm=REALM, decision="connect"):
        """Press a button on Intuit's page. :return dict: what the person's browser brings back"""
        parts = urlsplit(url)
        asked = {**dict(parse_qsl(parts.query)), "realm": realm, "decision": decision}
        answer = requests.post(url.partition("?")[0], data=asked, allow_redirects=False, timeout=30)
        self.assertEqual(answer.status_code, 302, answer.text)
        address, _mark, query = answer.headers["Location"].partition("?")
        self.assertEqual(address, self.base + self.callback)
        return dict(parse_qsl(query))

    def come_back(self, brought, person=None):
        """The browser comes back. :return: the page it is shown"""
        person = person or self.manager
        self.authenticate(person.login, person.login)
        self.env.flush_all()
        try:
            return self.opener.get(self.base_url() + self.callback, params=brought, timeout=60, allow_redirects=False)
        finally:
            self.env.invalidate_all()

    def sign_in(self, connection=None, realm=REALM, person=None):
        """All of it. :return: the page on which it ends"""
        return self.come_back(self.consent(self.begin(connection, person), realm), person)

    # === LOOKING === #

    @contextmanager
    def triggers(self, name):
        """Give the list that holds, afterwards, when a schedule was asked to run meanwhile."""
        cron = self.env.ref(f"accounting_bridge.{name}" if "." not in name else name)
        rows = self.env["ir.cron.trigger"].sudo()
        rows.search([("cron_id", "=", cron.id)]).unlink()
        found = []
        yield found
        self.env.invalidate_all()
        found += rows.search([("cron_id", "=", cron.id)]).mapped("call_at")

    @property
    def credential(self):
        return self.connection.sudo().credential_id

    def grants(self):
        return self.service.grants.all()

    def age(self, **ago):
        """Let time go by for the credential, as many hours, minutes or days as are named."""
        gone = timedelta(**ago)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE bridge_credential
                   SET token_expires_at = token_expires_at - %(gone)s, renewed_at = renewed_at - %(gone)s,
                       consent_until = consent_until - %(gone)s
                 WHERE id = %(id)s
                """,
                gone=gone,
                id=self.credential.id,
            )
        )
        self.env.invalidate_all()

    def everything_kept(self):
        """Return every text that any table of ours, of messages and of settings holds."""
        self.env.flush_all()
        tables = [name for name in self.env.registry if name.startswith("bridge.")]
        tables += ["mail.message", "mail.mail", "ir.config_parameter", "ir.logging", "mail.tracking.value"]
        texts = []
        for name in tables:
            model = self.env[name]
            if model._abstract or not model._auto:
                continue
            self.env.cr.execute(SQL("SELECT t::text FROM %s t", SQL.identifier(model._table)))
            texts += [row[0] for row in self.env.cr.fetchall()]
        return "\n".join(texts)

    def now(self):
        return fields.Datetime.now()
