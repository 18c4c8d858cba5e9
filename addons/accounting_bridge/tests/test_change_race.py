"""Notes of what was changed, while the engine is at work and the database is cleaned."""

from psycopg2.errors import SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..ledgers.documents import Kind
from .race_case import RaceCase


@tagged("post_install", "-at_install")
class TestChangesInARace(RaceCase):
    """Notes of what was changed are told together while the engine is at work. Real cursors, rows of its own."""

    def setUp(self):
        super().setUp()
        self.connection_id, self.link_id = self.commit(self.make_link)
        self.addCleanup(self.commit, self.remove)

    def make_link(self, env):
        taken = env["bridge.connection"].with_context(active_test=False).search([]).company_id
        company = env["res.company"].search([("id", "not in", taken.ids)], limit=1)
        self.assertTrue(company, "the database has no company without a connection")
        connection = env["bridge.connection"].create({"ledger": "quickbooks_online", "company_id": company.id})
        links = env["bridge.binding"]._reserve(connection, company.partner_id, Kind.CUSTOMER)
        return connection.id, links.id

    def remove(self, env):
        """Leave the database as it was found."""
        env["bridge.change"].search([("binding_id", "=", self.link_id)]).unlink()
        env["bridge.binding"].browse(self.link_id).unlink()
        env["bridge.connection"].browse(self.connection_id).unlink()

    def note(self, env):
        values = {"binding_id": self.link_id, "connection_id": self.connection_id, "user_id": SUPERUSER_ID}
        return env["bridge.change"].create(values).id

    def notes(self, env):
        return env["bridge.change"].search([("binding_id", "=", self.link_id)])

    def vacuum(self):
        self.commit(lambda env: env["bridge.change"]._gc_told_before())

    def in_between(self, engine):
        """Write two notes of which the engine sees only the newer one. :return: the older one, and what it sees"""
        with self.registry.cursor() as cr:
            older = self.note(Environment(cr, SUPERUSER_ID, {}))
            newer = self.commit(self.note)
            seen = self.notes(engine)
            self.assertEqual(seen.ids, [newer])
        self.assertLess(older, newer)
        return older, seen

    def test_the_engine_has_dealt_with_the_newest(self):
        """It goes when that is committed, and the engine has not seen the older one."""
        with self.registry.cursor() as cr:
            older, seen = self.in_between(Environment(cr, SUPERUSER_ID, {}))
            seen.unlink()
            seen.env.flush_all()
            self.vacuum()
        self.assertEqual(self.commit(lambda env: self.notes(env).ids), [older])

    def test_the_engine_is_about_to_deal_with_the_newest(self):
        """What it read before the older one was told cannot be all that it deletes: it has to look again."""
        with self.registry.cursor() as cr:
            _older, seen = self.in_between(Environment(cr, SUPERUSER_ID, {}))
            self.vacuum()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                seen.unlink()
            cr.rollback()
        self.assertEqual(self.commit(lambda env: self.notes(env).ids), seen.ids)
