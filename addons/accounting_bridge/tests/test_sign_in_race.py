"""Two workers find the token old at once: one of them renews it. Real cursors, real commits, rows of its own."""

import os
import threading
import time
from datetime import timedelta
from unittest import skipUnless
from unittest.mock import patch

from cryptography.fernet import Fernet

from odoo import fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.tests import tagged

from ..engine import budget, signing_in
from ..engine.access import CredentialAccess
from ..ledgers.cloud import Tokens
from ..ledgers.protocol import Unreachable
from .online_case import ADDRESS, CALLBACK, HAS_SIMULATORS, NO_SIMULATORS, REALM
from .race_case import RaceCase
from .test_budget import calls_a_minute

if HAS_SIMULATORS:
    from tests.simulators.quickbooks_online.books import Profile
    from tests.simulators.quickbooks_online.service import App, Service

WORKERS = 4


@skipUnless(HAS_SIMULATORS, NO_SIMULATORS)
@tagged("post_install", "-at_install")
class TestSignInRace(RaceCase):
    def setUp(self):
        super().setUp()
        self.service = self.enterContext(Service(webhooks_by_themselves=False))
        self.service.switches.set(superseded_refresh="kills")
        self.service.found(REALM, Profile(name="Acme Inc."))
        self.app = self.service.add_app(App("Acme", ["http://localhost:8069" + CALLBACK]))
        settings = {ADDRESS: self.service.url, "ACCOUNTING_BRIDGE_KEYS": Fernet.generate_key().decode()}
        self.enterContext(patch.dict(os.environ, settings))
        self.credential_id = self.commit(self.make_credential)
        self.addCleanup(self.commit, lambda env: env["bridge.credential"].browse(self.credential_id).unlink())
        self.grant = self.service.connect(self.app, REALM)
        self.commit(self.keep_old_tokens)

    def make_credential(self, env):
        credential = env["bridge.credential"].create(
            {
                "ledger": "quickbooks_online",
                "company_id": env.company.id,
                "environment": "sandbox",
                "client_id": self.app.client_id,
                "remote_company_id": REALM,
            }
        )
        credential._seal("client_secret_sealed", self.app.client_secret)
        return credential.id

    def keep_old_tokens(self, env):
        credential = env["bridge.credential"].browse(self.credential_id)
        tokens = Tokens(next(iter(self.grant.access)), self.grant.refresh_token, 3600, 8726400)
        signing_in.keep(credential, tokens)
        credential.token_expires_at = fields.Datetime.now() - timedelta(minutes=1)

    def at_once(self, work, count=WORKERS):
        """Let workers do something at the same time, each with a cursor of its own. :return: what came of each"""
        came, gate = [], threading.Barrier(count)

        def run():
            with self.registry.cursor() as cr:
                access = CredentialAccess(
                    Environment(cr, SUPERUSER_ID, {}),
                    Environment(cr, SUPERUSER_ID, {})["bridge.credential"].browse(self.credential_id),
                )
                gate.wait()
                try:
                    came.append(work(access))
                except Exception as problem:  # noqa: BLE001 - the test says what may come
                    came.append(problem)

        threads = [threading.Thread(target=run) for _number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(len(came), count)
        return came

    def test_one_renewal(self):
        """The others wait for it and use what it brought; whoever renewed with the old token would end all of it."""
        self.service.misbehaviour.order("delay", where="tokens/bearer", seconds=0.5)
        tokens = self.at_once(lambda access: access.token())
        self.assertEqual(len(set(map(str, tokens))), 1, tokens)
        self.assertIn(tokens[0], self.grant.access)
        self.assertEqual((self.grant.refreshes, self.grant.ended), (1, ""))

    def test_one_renewal_of_a_token_that_failed(self):
        failed = self.at_once(lambda access: access.token(), 1)[0]
        tokens = self.at_once(lambda access: access.renew(failed))
        self.assertEqual(len(set(map(str, tokens))), 1, tokens)
        self.assertNotEqual(tokens[0], failed)
        self.assertEqual((self.grant.refreshes, self.grant.ended), (2, ""))

    def test_a_renewal_is_kept_whatever_becomes_of_the_run(self):
        """The token that may be used is committed before it is used."""
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            token = CredentialAccess(env, env["bridge.credential"].browse(self.credential_id)).token()
            cr.rollback()
        self.assertEqual(self.at_once(lambda access: access.token(), 1), [token])
        self.assertEqual(self.grant.refreshes, 1)

    def test_nobody_waits_for_ever(self):
        """A lock that somebody holds for long is bad luck, not the end of a sign-in."""
        with self.registry.cursor() as holder:
            holder.execute("SELECT id FROM bridge_credential WHERE id = %s FOR UPDATE", [self.credential_id])
            started = time.monotonic()
            with patch("odoo.addons.accounting_bridge.engine.transaction.LOCK_TIMEOUT", "100ms"):
                (problem,) = self.at_once(lambda access: access.token(), 1)
        self.assertIsInstance(problem, Unreachable)
        self.assertEqual(problem.reason, "unreachable")
        self.assertLess(time.monotonic() - started, 10)
        self.assertEqual(self.grant.refreshes, 0)

    def test_a_settings_page_that_is_saved_meanwhile_waits_for_nobody(self):
        """What points at the credential takes a lock too, and must not wait while Intuit is asked."""
        self.service.misbehaviour.order("delay", where="tokens/bearer", seconds=3)
        thread = threading.Thread(target=self.at_once, args=(lambda access: access.token(), 1))
        thread.start()
        time.sleep(1)
        started = time.monotonic()

        def point_at_it(env):
            budget._minute(env, self.credential_id)

        self.commit(point_at_it)
        self.assertLess(time.monotonic() - started, 1)
        thread.join(30)
        self.assertEqual(self.grant.refreshes, 1)

    def test_one_budget(self):
        with calls_a_minute(30):
            granted = self.at_once(lambda access: sum(access.grant(1) for _time in range(20)))
        self.assertEqual(sum(granted), 30, granted)
