from odoo.tests import tagged

from .common import BridgeCase
from .cure_scenarios import CureScenarios
from .customer_scenarios import CustomerScenarios
from .doubt_scenarios import DoubtScenarios
from .lost_scenarios import LostScenarios
from .outbox_scenarios import OutboxScenarios
from .scenarios import MissingScenarios, ReleaseScenarios


@tagged("post_install", "-at_install")
class TestNotebook(ReleaseScenarios, MissingScenarios, OutboxScenarios, BridgeCase):
    """The Notebook lives through the shared stories."""


@tagged("post_install", "-at_install")
class TestNotebookDoubts(DoubtScenarios, BridgeCase):
    """The Notebook lives through what a sceptic tried."""


@tagged("post_install", "-at_install")
class TestNotebookLost(LostScenarios, BridgeCase):
    """The Notebook lives through dead lines and swapped books."""


@tagged("post_install", "-at_install")
class TestNotebookCures(CureScenarios, BridgeCase):
    """The Notebook lives through what people and time put right again."""


@tagged("post_install", "-at_install")
class TestNotebookCustomers(CustomerScenarios, BridgeCase):
    """The Notebook lives through customers that go both ways."""
