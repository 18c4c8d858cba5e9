"""What only real cursors show: whoever tests it commits rows of its own, and removes them."""

from unittest.mock import patch

from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests.common import BaseCase, get_db_name


class RaceCase(BaseCase):
    """Several at work at the same time, each on a cursor of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The test runner's thread holds this lock; an environment in another thread would wait for ever.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))

    def commit(self, work, *args):
        """Run ``work(env, *args)`` on a real cursor and commit it."""
        with self.registry.cursor() as cr:
            return work(Environment(cr, SUPERUSER_ID, {}), *args)
