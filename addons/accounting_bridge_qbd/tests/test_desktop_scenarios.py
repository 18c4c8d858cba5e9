"""QuickBooks Desktop lives through the stories that every ledger must live through."""

from importlib.util import find_spec

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Unreachable
from odoo.addons.accounting_bridge.tests.no_scenarios import NoScenarios

from .. import visit
from .desktop_case import DesktopCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.doubt_scenarios import DoubtScenarios
    from odoo.addons.test_accounting_bridge.tests.lost_scenarios import LostScenarios
    from odoo.addons.test_accounting_bridge.tests.outbox_scenarios import OutboxScenarios
    from odoo.addons.test_accounting_bridge.tests.plan_scenarios import PlanScenarios
    from odoo.addons.test_accounting_bridge.tests.scenarios import MissingScenarios, ReleaseScenarios
else:
    ReleaseScenarios = MissingScenarios = OutboxScenarios = DoubtScenarios = LostScenarios = PlanScenarios = NoScenarios


@tagged("post_install", "-at_install")
class TestDesktopRelease(ReleaseScenarios, DesktopCase):
    """From the first reading to *processed*."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopMissing(MissingScenarios, DesktopCase):
    """Customers and items that the company file does not have."""

    def read_again(self, connection):
        """An empty outbox does not open QuickBooks: *Check again* puts a document back into it."""
        self.cure(self.open_issue(connection), "check_again", "user")
        self.turn(connection)


@tagged("post_install", "-at_install", "slow")
class TestDesktopOutbox(OutboxScenarios, DesktopCase):
    """The outbox, walked by people."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopDoubts(DoubtScenarios, DesktopCase):
    """What a sceptic tried."""


@tagged("post_install", "-at_install", "slow")
class TestDesktopLost(LostScenarios, DesktopCase):
    """Power cuts, message sets that are forgotten, company files that are swapped."""

    # Nobody says that a computer lost its power: its visit stays on record until the next one takes its place.
    unanswered_state = "running"
    unreachable_problem = "not_opened"
    unreachable_words = "QuickBooks did not start"

    def lose_mark(self, entry, **changes):
        """A person deletes the invoice and types it again; on the screen nobody can take our mark off."""
        self.remove_there(Kind.INVOICE, entry.id)
        values = {"number": entry.number, "customer": entry.customer_id, "lines": [str(entry.total)], **changes}
        return self.put_there(Kind.INVOICE, **values)

    def run_by_itself(self, connection):
        """The Web Connector visits by its own clock."""
        self.turn(connection)

    def deliver(self, exchange, answer):
        """The computer that lost its power brings the answer after all, under its dead ticket."""
        before = exchange.answer
        self.env.flush_all()
        self.assertEqual(visit.receive_response(*self.cut_off, answer, "", ""), visit.ENDED)
        self.env.invalidate_all()
        return exchange.answer != before

    def test_unreachable_in_the_middle(self):
        """QuickBooks goes away with the text in its hands: nobody can say whether it was read, so it is found out."""
        connection = self.linked()
        move = self.invoice()
        self.release(move)

        def leave(carry, payload):
            if self.writes_in(payload):
                raise Unreachable("nobody at home")
            return carry()

        with self.carrying(leave):
            self.turn(connection)
        self.assertEqual(move.bridge_state, "uncertain")
        self.assertEqual(len(self.there(Kind.INVOICE)), 1)
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 2)


@tagged("post_install", "-at_install")
class TestDesktopPlans(PlanScenarios, DesktopCase):
    """Customers that people compare, and what they start: that alone opens QuickBooks."""

    fields_there = {"name": "Name", "email": "Email", "phone": "Phone"}

    def read_again(self, connection):
        """An empty outbox does not open QuickBooks: it is looked at once an hour."""
        self.link = connection
        self.later()

    def enter_customer_there(self, name, **party):
        """A person enters a customer on the screen. :return str: its id."""
        return self.book.add_customer(name, **{self.fields_there[key]: value for key, value in party.items()})

    def change_customer_there(self, id_, **party):
        self.book.change(
            "Customer", self._full_name(id_), **{self.fields_there[key]: value for key, value in party.items()}
        )

    def told(self, id_):
        (row,) = (row for row in self.book.customers() if row["list_id"] == id_)
        return tuple(row.get(name, "") for name in ("name", "email", "phone"))
