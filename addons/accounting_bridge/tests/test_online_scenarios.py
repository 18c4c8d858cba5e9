"""QuickBooks Online lives through the stories that every ledger must live through."""

from importlib.util import find_spec

from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.quickbooks_online.ledger import QuickBooksOnline
from .no_scenarios import NoScenarios
from .online_company_case import OnlineCompanyCase

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.cure_scenarios import TimeScenarios
    from odoo.addons.test_accounting_bridge.tests.customer_scenarios import CustomerScenarios
    from odoo.addons.test_accounting_bridge.tests.doubt_scenarios import DoubtScenarios
    from odoo.addons.test_accounting_bridge.tests.lost_scenarios import LostScenarios
    from odoo.addons.test_accounting_bridge.tests.outbox_scenarios import OutboxScenarios
    from odoo.addons.test_accounting_bridge.tests.plan_scenarios import PlanScenarios
    from odoo.addons.test_accounting_bridge.tests.scenarios import MissingScenarios, ReleaseScenarios
else:
    ReleaseScenarios = MissingScenarios = OutboxScenarios = DoubtScenarios = LostScenarios = NoScenarios
    CustomerScenarios = PlanScenarios = TimeScenarios = NoScenarios


@tagged("post_install", "-at_install")
class TestOnlineRelease(ReleaseScenarios, OnlineCompanyCase):
    """From the first reading to *processed*."""


@tagged("post_install", "-at_install")
class TestOnlineMissing(MissingScenarios, OnlineCompanyCase):
    """Customers and items that the company does not have."""

    def test_cure_check_again_asks_for_this_email(self):
        """Who bears another name there has the same billing e-mail."""
        self.customer.email = "Pay@Baker.example"
        self.asked_for_itself(
            Kind.CUSTOMER,
            lambda: self.desk.add_customer("Baker of London", PrimaryEmailAddr={"Address": "pay@baker.example"})["Id"],
            {"baker bros", "pay@baker.example"},
        )


@tagged("post_install", "-at_install", "slow")
class TestOnlineOutbox(OutboxScenarios, OnlineCompanyCase):
    """The outbox, walked by people."""

    busy_reason = "trouble_there"


@tagged("post_install", "-at_install")
class TestOnlineDoubts(DoubtScenarios, OnlineCompanyCase):
    """What a sceptic tried."""


@tagged("post_install", "-at_install", "slow")
class TestOnlineLost(LostScenarios, OnlineCompanyCase):
    """Lost answers, keys that are forgotten, companies that are swapped."""

    # The write itself is made once more under its key, and that is how it is asked for.
    sets_until_written = 1

    def lost(self, **values):
        """Some minutes go by: what was lost cannot arrive any more."""
        connection, moves = super().lost(**values)
        self.grow_old(moves)
        return connection, moves

    def grow_old(self, moves):
        patience = QuickBooksOnline.capabilities.may_arrive_for
        for exchange in moves.bridge_transfer_id.line_ids.exchange_id:
            exchange.first_sent_at -= 2 * patience
            exchange.sent_again_at = False

    def without_trace(self, **changes):
        """Some minutes go by after it was made once more, too."""
        connection, move, entry_id = super().without_trace(**changes)
        self.grow_old(move)
        self.turn(connection)
        return connection, move, entry_id

    def test_absence_proves_nothing_at_once(self):
        """Behind a gateway that gave up QuickBooks may be at work for two minutes yet: nothing is sent again."""
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        self.intuit.misbehaviour.order("broken", call="create", status=504)
        self.turn(connection)
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual((move.bridge_state, self.sets_written()), ("uncertain", written))
        self.grow_old(move)
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.there(Kind.INVOICE)), 2)

    def test_what_was_sent_again_may_still_arrive(self):
        """What was made once more and not answered may be at work there as long as what was made first."""
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        orders = self.intuit.misbehaviour
        orders.order("drop_before_commit", call="create", entity="Invoice")
        self.turn(connection)
        self.grow_old(move)
        orders.order("broken", call="create", status=504)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "uncertain")
        written = self.sets_written()
        self.turn(connection)
        self.assertEqual((move.bridge_state, self.sets_written()), ("uncertain", written))
        self.grow_old(move)
        self.turn(connection)
        self.assert_in_step(move)

    def lose_mark(self, entry, **changes):
        """A person writes over the memo, and over the amount of a line."""
        self.desk.edit("Invoice", entry.id, PrivateNote="Typed again")
        if "lines" in changes:
            self.desk.edit_line(entry.id, 0, amount=changes.pop("lines")[0])
        if changes:
            self.change_there(Kind.INVOICE, entry.id, **changes)
        return entry.id

    def test_another_company_is_refused_on_sight(self):
        """A sign-in opens one company, so that another one can be met by signing in to it only."""
        connection = self.linked()
        move = self.invoice()
        self.release(move)
        before = self.sets_written()
        self.open_book("somebody else's")
        self.assertIn("belongs to book Inc.", connection._company_there_words(self.realm))
        self.open_book("book")
        self.turn(connection)
        self.assert_in_step(move)
        self.assertEqual(len(self.sets_written()), len(before) + 1)
        self.assertFalse(self.intuit.companies[self.books["somebody else's"].realm].company.objects("Invoice"))

    def test_right_company_again(self):
        """What a sign-in to another company leaves behind: nothing; the right one is signed in to at any time."""
        connection = self.linked()
        self.assertEqual(connection._company_there_words(self.realm), "")
        self.connect(connection)
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)


class TypedCustomers:
    """What a person types of customers there, and reads of them."""

    fields_there = {
        "name": lambda value: {"DisplayName": value},
        "email": lambda value: {"PrimaryEmailAddr": {"Address": value}},
        "phone": lambda value: {"PrimaryPhone": {"FreeFormNumber": value}},
    }

    def typed(self, values):
        """Return what a person types, by the names of the service."""
        return {name: each for key, value in values.items() for name, each in self.fields_there[key](value).items()}

    def enter_customer_there(self, name, **party):
        """A person enters a customer in the pages. :return str: its id."""
        return self.desk.add_customer(name, **self.typed(party))["Id"]

    def change_customer_there(self, id_, **party):
        self.desk.change("Customer", id_, **self.typed(party))

    def told(self, id_):
        row = self.book.read("Customer", id_)
        address, phone = row.get("PrimaryEmailAddr") or {}, row.get("PrimaryPhone") or {}
        return row["DisplayName"], address.get("Address", ""), phone.get("FreeFormNumber", "")


@tagged("post_install", "-at_install")
class TestOnlineCustomers(TypedCustomers, CustomerScenarios, OnlineCompanyCase):
    """Customers of both sides, kept in step."""


@tagged("post_install", "-at_install", "slow")
class TestOnlinePlans(TypedCustomers, PlanScenarios, OnlineCompanyCase):
    """Customers that people compare, and what they start."""


@tagged("post_install", "-at_install")
class TestOnlineTime(TimeScenarios, OnlineCompanyCase):
    """Schedules, merges of customers here, old bytes."""
