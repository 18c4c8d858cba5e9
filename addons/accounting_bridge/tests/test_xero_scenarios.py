"""Xero lives through the stories that every ledger must live through."""

from dataclasses import replace
from decimal import Decimal
from importlib.util import find_spec

from odoo import fields
from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.reasons import BACK_OFF_MINUTES
from .no_scenarios import NoScenarios
from .xero_company_case import XeroCompanyCase

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
class TestXeroRelease(ReleaseScenarios, XeroCompanyCase):
    """From the first reading to *processed*."""


@tagged("post_install", "-at_install", "slow")
class TestXeroMissing(MissingScenarios, XeroCompanyCase):
    """Customers and items that the organisation does not have."""

    def test_cure_check_again_asks_for_this_email(self):
        """Who bears another name there has the same billing e-mail."""
        self.customer.email = "Pay@Baker.example"
        self.asked_for_itself(
            Kind.CUSTOMER,
            lambda: self.desk.add_contact("Baker of London", EmailAddress="pay@baker.example")["ContactID"],
            {"baker bros", "pay@baker.example"},
        )


@tagged("post_install", "-at_install")
class TestXeroOutbox(OutboxScenarios, XeroCompanyCase):
    """The outbox, walked by people."""

    def test_back_off_then_a_person(self):
        """An organisation that is offline may have done it all the same: looked for, sent again later each time."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        with self.refusing(self.number_there(move), "busy_there"):
            self.turn(connection)
            # Found missing for the first time it goes again at once, from then on later each time.
            for minutes in (0, *BACK_OFF_MINUTES[:-1]):
                transfer = move.bridge_transfer_id
                self.assertEqual((transfer.state, transfer.reason), ("uncertain", "outcome_unknown"))
                written = len(self.sets_written())
                self.turn(connection)
                self.assertEqual((transfer.state, len(self.sets_written())), ("uncertain", written), "may yet arrive")
                self.grow_old(move)
                before = fields.Datetime.now()
                self.turn(connection)
                if minutes:
                    self.assertEqual((transfer.state, len(self.sets_written())), ("queued", written))
                    self.assertGreaterEqual((transfer.due_at - before).total_seconds(), minutes * 60 - 1)
                    transfer.due_at = fields.Datetime.subtract(before, minutes=1)
                    self.turn(connection)
                self.assertEqual(len(self.sets_written()), written + 1)
            self.grow_old(move)
            self.turn(connection)
        self.assertEqual(move.bridge_state, "rejected")
        self.assertIn("release_again", [cure["code"] for cure in move.bridge_cures])
        self.assertEqual(self.there(Kind.INVOICE), [])


@tagged("post_install", "-at_install", "slow")
class TestXeroDoubts(DoubtScenarios, XeroCompanyCase):
    """What a sceptic tried."""


@tagged("post_install", "-at_install")
class TestXeroLost(LostScenarios, XeroCompanyCase):
    """Lost answers, keys that are forgotten, organisations that are swapped."""

    # The write itself is made once more under its key, and that is how it is asked for.
    sets_until_written = 1

    def lost(self, **values):
        """Some minutes go by: what was lost cannot arrive any more."""
        connection, moves = super().lost(**values)
        self.grow_old(moves)
        return connection, moves

    def without_trace(self, **changes):
        """Some minutes go by after it was made once more, too."""
        connection, move, entry_id = super().without_trace(**changes)
        self.grow_old(move)
        self.turn(connection)
        return connection, move, entry_id

    def lose_mark(self, entry, **changes):
        """A person writes over the link back, and over the amount of a line."""
        self.desk.edit("Invoices", entry.id, Url="https://example.com/typed")
        if "lines" in changes:
            self.desk.edit_line(entry.id, 0, UnitAmount=Decimal(changes.pop("lines")[0]))
        if changes:
            self.change_there(Kind.INVOICE, entry.id, **changes)
        return entry.id

    def look_alike(self, entry, *, trace):
        """A number is there once: who copies an invoice gives it another one."""
        return super().look_alike(replace(entry, number=f"{entry.number}A"), trace=trace)

    def test_another_company_is_refused_on_sight(self):
        """Every call names the organisation, so that another one can be met by choosing it only."""
        connection = self.linked()
        self.open_book("somebody else's")
        self.assertIn("belongs to book Inc.", connection._company_there_words(self.tenant))
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        self.assertEqual(self.there(Kind.INVOICE), [])
        self.open_book("book")
        self.assert_in_step(move)

    def test_right_company_again(self):
        """A person signs in once more: the same organisation goes on."""
        connection = self.linked()
        self.assertEqual(connection._company_there_words(self.tenant), "")
        self.connect(connection)
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        self.assert_in_step(move)


class TypedCustomers:
    """What a person types of customers there, and reads of them."""

    fields_there = {
        "name": lambda value: {"Name": value},
        "email": lambda value: {"EmailAddress": value},
        "phone": lambda value: {"Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": value}]},
    }

    def typed(self, values):
        """Return what a person types, by the names of the service."""
        return {name: each for key, value in values.items() for name, each in self.fields_there[key](value).items()}

    def enter_customer_there(self, name, **party):
        """A person enters a customer in the pages. :return str: its id."""
        return self.desk.add_contact(name, **self.typed(party))["ContactID"]

    def change_customer_there(self, id_, **party):
        self.desk.change_contact(self.book.read("Contacts", id_)["Name"], **self.typed(party))

    def told(self, id_):
        row = self.book.read("Contacts", id_)
        phones = {phone["PhoneType"]: phone.get("PhoneNumber", "") for phone in row.get("Phones") or ()}
        return row["Name"], row.get("EmailAddress", ""), phones.get("DEFAULT", "")


@tagged("post_install", "-at_install", "slow")
class TestXeroCustomers(TypedCustomers, CustomerScenarios, XeroCompanyCase):
    """Customers of both sides, kept in step."""


@tagged("post_install", "-at_install", "slow")
class TestXeroPlans(TypedCustomers, PlanScenarios, XeroCompanyCase):
    """Customers that people compare, and what they start."""

    def test_changes_go_in_lists_of_fifty(self):
        """Sixty changes cost two looks and two lists, and an address that Xero refuses stops no neighbour."""
        connection, people = self.in_step(*(f"Shop{number:02d}" for number in range(60)))
        for partner, _there in people.values():
            partner.phone = "555 0111"
        people["Shop07"][0].email = "grüße@shop.example"
        entries = self.xero.journal.entries
        plan, before = self.plan(connection, "push"), len(entries())
        self.start(plan)
        self.turn(connection)
        writes = [(each.method, each.path.rsplit("/", 1)[-1]) for each in entries()[before:] if each.method != "GET"]
        self.assertEqual(writes, [("POST", "Contacts")] * 2)
        looks = [each for each in entries()[before:] if "IDs=" in str(each.query)]
        self.assertEqual(len(looks), 2)
        self.assertEqual(set(self.outcomes(plan).values()), {"done"}, plan.line_ids.mapped("outcome_text"))
        self.assertEqual({self.told(id_)[2] for _partner, id_ in people.values()}, {"555 0111"})

    def test_a_list_without_an_answer_ends_as_it_should(self):
        """Delivered or not: what the bytes became is found out first, and each side has it once in the end."""
        for delivered in (True, False):
            with self.subTest(delivered=delivered):
                self.env["bridge.connection"].search([]).state = "disconnected"
                names = [f"{name}{delivered}" for name in ("One", "Two", "Three")]
                connection, people = self.in_step(*names)
                for partner, _there in people.values():
                    partner.phone = "555 0111"
                plan = self.plan(connection, "push")
                self.start(plan)
                with self.losing_answers(delivered=delivered):
                    self.turn(connection)
                self.assertLessEqual(set(plan.line_ids.transfer_id.mapped("state")), {"sending", "uncertain"})
                self.assertEqual(
                    {self.told(id_)[2] for _partner, id_ in people.values()},
                    {"555 0111" if delivered else "555 0100"},
                )
                for _again in range(4):
                    plan.line_ids.transfer_id.filtered(lambda transfer: transfer.state == "queued").due_at = False
                    self.turn(connection)
                self.assertEqual({self.told(id_)[2] for _partner, id_ in people.values()}, {"555 0111"})
                self.assertEqual(set(self.outcomes(plan).values()), {"done"}, plan.line_ids.mapped("outcome_text"))
                self.assertEqual(self.marks(self.plan(connection, "push")), {})

    def test_who_was_changed_right_before_keeps_the_others_for_a_minute(self):
        connection, people = self.in_step("One", "Two", "Three")
        for partner, _there in people.values():
            partner.phone = "555 0111"
        plan = self.plan(connection, "push")
        self.start(plan)

        def in_between(carry, payload):
            if self.writes_in(payload) and not changed:
                changed.append(True)
                self.change_customer_there(people["Two"][1], phone="555 0999")
            return carry()

        changed = []
        with self.carrying(in_between):
            self.turn(connection)
            self.assertEqual({self.told(id_)[2] for _p, id_ in people.values()}, {"555 0100", "555 0999"})
            self.env["bridge.transfer"].search([("state", "=", "queued")]).due_at = False
            self.turn(connection)
        phones = {name: self.told(id_)[2] for name, (_partner, id_) in people.items()}
        self.assertEqual(phones, {"One": "555 0111", "Two": "555 0999", "Three": "555 0111"})
        self.assertEqual(self.outcomes(plan), {"One": "done", "Two": "refused", "Three": "done"})


@tagged("post_install", "-at_install", "slow")
class TestXeroTime(TimeScenarios, XeroCompanyCase):
    """Schedules, merges of customers here, old bytes."""

    def test_merge_while_the_loser_is_about_to_be_created(self):
        """An organisation that is offline may have made the contact: it is found out first, and none is made twice."""
        connection, _loser, winner, moves, _lost, kept = self.two_customers()
        newcomer = self._customer("Newcomers")
        waiting = self.invoice(customer=newcomer)
        self.release(waiting)
        with self.refusing("Newcomers", "busy_there"):
            self.turn(connection)
        creation = self.link_of(newcomer).transfer_ids
        self.assertEqual(creation.state, "uncertain")
        self.merge(newcomer, winner)
        creation.line_ids.exchange_id.first_sent_at -= 1.1 * self.ledger.capabilities.may_arrive_for
        for _run in range(2):
            self.turn(connection)
        self.assert_in_step(moves | waiting)
        self.assertEqual(self.there(Kind.INVOICE)[-1].customer_id, kept.external_id)
        self.assertEqual(len(self.there(Kind.CUSTOMER)), 2)
