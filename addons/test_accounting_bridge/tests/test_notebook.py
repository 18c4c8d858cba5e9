from odoo.tests import tagged

from .common import BridgeCase
from .cure_scenarios import CureScenarios
from .customer_scenarios import CustomerScenarios
from .doubt_scenarios import DoubtScenarios
from .flag_scenarios import FlagScenarios
from .lost_scenarios import LostScenarios
from .name_scenarios import RenameScenarios
from .outbox_scenarios import OutboxScenarios
from .plan_scenarios import PlanScenarios
from .question_scenarios import AheadScenarios, BulkScenarios, IgnoreScenarios, MergeScenarios
from .scenarios import MissingScenarios, ReleaseScenarios
from .who_scenarios import ChooserScenarios, UnlinkScenarios


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


@tagged("post_install", "-at_install")
class TestNotebookPlans(PlanScenarios, BridgeCase):
    """The Notebook lives through people who compare and start."""

    told = CustomerScenarios.told


@tagged("post_install", "-at_install")
class TestNotebookChooser(ChooserScenarios, AheadScenarios, BridgeCase):
    """The Notebook lives through people who say who is who."""


@tagged("post_install", "-at_install")
class TestNotebookLinks(UnlinkScenarios, MergeScenarios, BridgeCase):
    """The Notebook lives through links that are undone, changed and merged."""


@tagged("post_install", "-at_install")
class TestNotebookQuestions(IgnoreScenarios, BulkScenarios, RenameScenarios, BridgeCase):
    """The Notebook lives through questions that are ignored, answered together, or answered by another name."""


@tagged("post_install", "-at_install")
class TestNotebookFlags(FlagScenarios, BridgeCase):
    """The Notebook lives through what was sent before and is forced into the next run."""
