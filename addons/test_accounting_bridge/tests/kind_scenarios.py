"""Each way in which both sides can disagree on who or what is meant: from its cause through the words that are said
and the button that is pressed to *processed*, with one right entry there and one invoice.

The class beside these is a company of any ledger (``scenarios.py``), which also can do what ``ThereHelpers`` names.
"""

from dataclasses import dataclass
from typing import Any

from odoo import Command

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.rehearsal_case import Rehearsals

from .who_scenarios import WhoHelpers

NAMELESS = "🍕🍕"
# Longer than any ledger has room for.
LONG_NAME, LONG_SKU = "Newcomers" + " of the long road" * 40, "NEW-" + "0123456789" * 20


@dataclass(frozen=True)
class Case:
    """What stands against the documents of a customer or an item, and how it ends.

    ``words`` may be told by the link of the record, where its name is written another way there.
    ``press`` is given the issue and does what a person does; ``None`` where the cure of another case settles this one.
    ``there`` is the id of the entry that the documents name in the end, "" for one that is made by the cure.
    """

    reason: str
    words: Any
    record: Any
    press: Any = None
    there: str = ""
    count: int = 1


class ThereHelpers(Rehearsals, WhoHelpers):
    """What else these stories do to a ledger. Each ledger's class says how."""

    # What no ledger of this sort can hold, so that nothing can be said about it: codes of reasons.
    impossible = frozenset()
    # Whether names have a greatest length there.
    cuts_names = True

    def customer_there(self, name, email="", *, active=True):
        """A person enters a customer. :return str: its id."""
        raise NotImplementedError

    def item_there(self, name, sku=""):
        """A person enters a service with a SKU. :return str: its id."""
        raise NotImplementedError

    def namesake_there(self, name):
        """A person enters a service of this name, whose SKU is not that of any product. :return str: its id."""
        return self.item_there(name, "OLD-1")

    def stock_item_there(self, name):
        """A person enters an item that keeps stock, and whose name is its SKU. :return str: its id."""
        raise NotImplementedError

    def unsellable_there(self, name):
        """A person enters something in the list of items that no line can sell. :return str: its id."""
        raise NotImplementedError

    def set_active_there(self, kind, id_, active):
        """A person puts an entry away, or takes it out again."""
        raise NotImplementedError

    def items_named(self, invoice_id):
        """Return the ids of the items that the lines of an invoice name there."""
        raise NotImplementedError

    # === WHAT PEOPLE PRESS === #

    def enter(self, text):
        """*Enter e-mail* or *Enter SKU*."""

        def press(issue):
            code = {"customer": "enter_email", "item": "enter_sku"}[issue.kind]
            wizard = self.dialog(self.cure(issue, code, "user"), "user", entered=text)
            wizard.action_save()
            self.env.invalidate_all()

        return press

    def pick(self, id_):
        """*Pick an existing one*."""

        def press(issue):
            row = self.env["bridge.remote.record"].search(
                [
                    ("connection_id", "=", issue.connection_id.id),
                    ("kind", "=", issue.kind),
                    ("remote_id", "=", id_),
                ]
            )
            self.dialog(self.cure(issue, "pick", "user"), "user", remote_record_id=row.id).action_pick()
            self.env.invalidate_all()

        return press

    def press(self, code):
        """A button that needs nothing else."""
        return lambda issue: self.cure(issue, code)

    def make_active_there(self, kind, id_):
        """The entry is taken into use again there, and *I fixed it there - check again*."""

        def press(issue):
            self.set_active_there(kind, id_, True)
            self.cure(issue, "check_again", "user")

        return press

    def name_anew(self, code, field, text):
        """*Open the customer* or *Open the product*, and a name or a reference in plain letters."""

        def press(issue):
            action = self.cure(issue, code, "user")
            self.env[action["res_model"]].browse(action["res_id"])[field] = text

        return press

    # === FROM CAUSE TO PROCESSED === #

    def live_through(self, connection, cases):
        """*Check all* says what the next run says; each issue has its sentence and its cure; then all is processed."""
        cases = [case for case in cases if case.reason not in self.impossible]
        documents = [self.documents_of(case.record, case.count) for case in cases]
        named = [(case, move) for case, moves in zip(cases, documents, strict=True) for move in moves]
        said = self.assert_agreed(connection, {f"{case.reason} {move.id}": move for case, move in named})
        self.assertEqual(said, {f"{case.reason} {move.id}": ("rejected", case.reason) for case, move in named})
        issues = [moves.bridge_transfer_id.issue_id for moves in documents]
        for case, issue in zip(cases, issues, strict=True):
            with self.subTest(case.reason):
                words = case.words if isinstance(case.words, str) else case.words(issue.binding_id)
                self.assertEqual((len(issue), issue.reason_text), (1, words))
                self.assertEqual(issue.frees_text, self.frees(case.count))
                self.assertEqual((issue.transfer_count, issue.state), (case.count, "open"))
        for case, issue in zip(cases, issues, strict=True):
            if case.press:
                with self.subTest(pressed=case.reason):
                    case.press(issue)
        # What another one's cure settles is seen by the next run, and goes with the one after it at the latest.
        for _run in range(2):
            self.turn(connection)
        for case, moves, issue in zip(cases, documents, issues, strict=True):
            with self.subTest(processed=case.reason):
                self.assert_in_step(moves)
                self.assertEqual((issue.state, issue.frees_text), ("solved", ""))
                self.assert_meant(case.record, moves, case.there)
        self.assertEqual(len(self.there(Kind.INVOICE)), len(named))

    def documents_of(self, record, count):
        """Return posted invoices of a customer, or of an item."""
        made = [
            self.invoice(customer=record) if record._name == "res.partner" else self.invoice(self.line(product=record))
            for _number in range(count)
        ]
        return self.env["account.move"].union(*made)

    def frees(self, count):
        return "Settling it frees 1 document." if count == 1 else f"Settling it frees {count} documents."

    def assert_meant(self, record, moves, there=""):
        """Documents name the entry that was meant, and their customer or item is linked to it."""
        held = {row.id: row for row in self.there(Kind.INVOICE)}
        for move in moves:
            invoice = held[move.bridge_transfer_id.binding_id.external_id]
            of_customer = record._name == "res.partner"
            named = [invoice.customer_id] if of_customer else self.items_named(invoice.id)
            self.assertEqual(named, [self.link_of(record).external_id])
            self.assertIn(there, ("", *named))


class KindScenarios(ThereHelpers):
    """Who or what is meant, before anything is sent: one of each kind, side by side, none stops another."""

    def shopper(self, name, email=False):
        return self._customer(name, email=email, customer_rank=1)

    def test_customers_of_every_kind(self):
        there = {
            name: self.customer_there(name, email)
            for name, email in (
                ("Silent Partners", "pay@silent.example"),
                ("Gray Ltd", "gray@gray.example"),
                ("Gray West Ltd", "west@gray.example"),
                ("Weaver", "old@weaver.example"),
                ("Twin North", "twins@twins.example"),
                ("Twin South", "twins@twins.example"),
                ("Party Pizza", ""),
            )
        }
        there["Sleepers"] = self.customer_there("Sleepers", "zzz@sleepers.example", active=False)
        connection = self.connection(create_missing_customer="never")
        connection.customer_key, connection.customers_ahead = "email", True
        ledger = connection.ledger_name
        east = self.shopper("Gray East", "gray@gray.example")
        west = self.shopper("Gray West", "Gray@GRAY.example")
        silent = self.shopper("Silent")

        def shared(name, other):
            return (
                f'The e-mail gray@gray.example of "{name}" is also that of {other} in Odoo, so that it does not say '
                f"which of them is meant in {ledger}."
            )

        cases = [
            Case(
                "customer_key_missing",
                f'Customer "Silent" has no billing e-mail, by which customers are known in {ledger}.',
                silent,
                self.enter(" Pay@silent.example "),
                there["Silent Partners"],
                count=2,
            ),
            Case(
                "customer_key_shared",
                shared("Gray East", "Gray West"),
                east,
                None,
                there["Gray Ltd"],
            ),
            Case(
                "customer_key_shared",
                shared("Gray West", "Gray East"),
                west,
                self.enter("west@gray.example"),
                there["Gray West Ltd"],
            ),
            Case(
                "customer_probable",
                f'"Weaver" is probably Weaver in {ledger}: one thing that they are known by is the same, and '
                "another is not.",
                self.shopper("Weaver", "new@weaver.example"),
                self.press("confirm_match"),
                there["Weaver"],
            ),
            Case(
                "customer_ambiguous",
                'Several customers could be "Twins": Twin North, Twin South.',
                self.shopper("Twins", "twins@twins.example"),
                self.pick(there["Twin South"]),
                there["Twin South"],
            ),
            Case(
                "customer_inactive",
                f'The customer "Sleepers" is inactive in {ledger} and takes no invoice.',
                self.shopper("Sleepers", "zzz@sleepers.example"),
                self.make_active_there(Kind.CUSTOMER, there["Sleepers"]),
                there["Sleepers"],
            ),
            Case(
                "customer_name_empty",
                f'Nothing of the name "{NAMELESS}" can be written in {ledger}. Give the customer a name in plain '
                "letters.",
                self.shopper(NAMELESS, "hello@pizza.example"),
                self.name_anew("open_customer", "name", "Party Pizza"),
                there["Party Pizza"],
            ),
            Case(
                "customer_missing",
                self.told_missing(ledger),
                self.shopper(LONG_NAME, "new@newcomers.example"),
                self.press("create"),
            ),
        ]
        self.live_through(connection, cases)
        names = [record.name.removesuffix(" (deleted)") for record in self.there(Kind.CUSTOMER)]
        made = self.made_of_long(connection, Kind.CUSTOMER, names, LONG_NAME)
        self.assertEqual(sorted(names), sorted([*there, made]))

    def test_items_of_every_kind(self):
        there = {
            name: self.item_there(name, sku)
            for name, sku in (("Blue", "BLUE"), ("Shared", "S H-1"), ("Other", "SH-2"), ("Pizza", "PIZZA"))
        }
        there |= {"Repair": self.namesake_there("Repair"), "PUMP": self.stock_item_there("PUMP")}
        there |= {"SUB": self.unsellable_there("SUB")}
        there |= {"Dup 1": self.put_there(Kind.ITEM, "Dup 1"), "twin": self.put_twin_there(Kind.ITEM, "Dup 1")}
        if "item_inactive" not in self.impossible:
            there["Asleep"] = self.item_there("Asleep", "ZZZ")
            self.set_active_there(Kind.ITEM, there["Asleep"], False)
        connection = self.connection(create_missing_item="never")
        connection.item_key, connection.items_ahead = "sku", True
        ledger, names_before = connection.ledger_name, [record.name for record in self.there(Kind.ITEM)]
        twins = ", ".join(sorted(name for name in names_before if name.lower().startswith("dup")))
        one, other = self._service("Shared A", "SH-1"), self._service("Shared B", "SH -1")
        colour = self._service("Colour", False)

        def shared(name, with_whom):
            return (
                f'The SKU sh-1 of "{name}" is also that of {with_whom} in Odoo, so that it does not say which of them '
                f"is meant in {ledger}."
            )

        cases = [
            Case(
                "item_key_missing",
                f'Item "Colour" has no SKU, by which items are known in {ledger}.',
                colour,
                self.enter(" blue "),
                there["Blue"],
                count=2,
            ),
            Case("item_key_shared", shared("SH-1", "Shared B"), one, None, there["Shared"]),
            Case(
                "item_key_shared",
                shared("SH -1", "Shared A"),
                other,
                self.enter("SH-2"),
                there["Other"],
            ),
            Case(
                "item_probable",
                f'"R1" is probably Repair in {ledger}: one thing that they are known by is the same, and another '
                "is not.",
                self._service("Repair", "R1"),
                self.press("confirm_match"),
                there["Repair"],
            ),
            Case(
                "item_ambiguous",
                f'Several items could be "DUP 1": {twins}.',
                self._service("Doubled", "DUP 1"),
                self.pick(there["twin"]),
                there["twin"],
            ),
            Case(
                "item_inactive",
                f'The item "ZZZ" is inactive in {ledger} and cannot be invoiced.',
                self._service("Asleep", "ZZZ"),
                self.make_active_there(Kind.ITEM, there.get("Asleep")),
                there.get("Asleep"),
            ),
            Case(
                "item_keeps_stock",
                f'"PUMP" keeps stock in {ledger}: every invoice would book stock there as well as in Odoo.',
                self._service("Pump", "PUMP"),
                self.press("confirm_match"),
                there["PUMP"],
            ),
            Case(
                "item_name_taken",
                f'The name "SUB" is taken in {ledger} by another item, or by one that cannot be invoiced.',
                self._service("Subtotal", "SUB"),
                self.press("use_other_name"),
            ),
            Case(
                "item_name_empty",
                f'Nothing of the name "[{NAMELESS}] {NAMELESS}" can be written in {ledger}. Give the product a '
                "reference in plain letters.",
                self._service(NAMELESS, NAMELESS),
                self.name_anew("open_product", "default_code", "PIZZA"),
                there["Pizza"],
            ),
            Case(
                "item_missing",
                self.told_missing(ledger),
                self._service("Brand new", LONG_SKU),
                self.press("create"),
            ),
        ]
        self.live_through(connection, cases)
        made = [record.name for record in self.there(Kind.ITEM) if record.name not in names_before]
        self.made_of_long(connection, Kind.ITEM, made, LONG_SKU)
        self.assertEqual((len(made), len(self.there(Kind.ITEM))), (2, len(names_before) + 2))

    def told_missing(self, ledger):
        """What is too long or has letters that cannot be written there is asked about as it will be written."""

        def words(link):
            return f'There is no {link.kind} "{self.env["bridge.cure"]._name_there(link)}" in {ledger}.'

        return words

    def made_of_long(self, connection, kind, names, text):
        """Return the one name that was made of a text that is too long: as much of it as there is room for."""
        (made,) = (name for name in names if name.startswith(text[:20]))
        if self.cuts_names:
            self.assertLess(len(made), len(text))
            self.assertLessEqual(len(made), connection._ledger().capabilities.name_lengths[kind])
        return made

    def test_unlinked_by_a_person(self):
        """What was unlinked is asked about and linked by nobody but a person: to the same one, or to another one."""
        there = self.customer_there("Acme", "a@acme.example"), self.item_there("GEAR", "GEAR")
        london = self.customer_there("Acme of London", "london@acme.example")
        connection = self.connection()
        self.customer.email = "baker@baker.example"
        acme, gear = self.shopper("Acme", "a@acme.example"), self._service("Gear", "GEAR")
        connection.customers_ahead = connection.items_ahead = True
        self.turn(connection)
        links = self.link_of(acme) | self.link_of(gear)
        self.assertEqual(tuple(links.mapped("external_id")), there)
        self.unlink_entry(links)
        ledger = connection.ledger_name
        words = f"in {ledger}, and a person said that it is not the same."
        self.live_through(
            connection,
            [
                Case(
                    "customer_unlinked",
                    f'"Acme" bears what Acme bears {words} Who is it there?',
                    acme,
                    self.pick(london),
                    london,
                ),
                Case(
                    "item_unlinked",
                    f'"GEAR" bears what GEAR bears {words} What is it there?',
                    gear,
                    self.press("confirm_match"),
                    there[1],
                    count=2,
                ),
            ],
        )
        names = [record.name for record in self.there(Kind.CUSTOMER)]
        self.assertEqual(sorted(names), ["Acme", "Acme of London", "Baker Bros"])
        self.assertEqual(sorted(record.name for record in self.there(Kind.ITEM)), ["CONS", "GEAR"])


class GoneScenarios(ThereHelpers):
    """What was linked is no longer there, and is made again only by a person who says so."""

    def take_away(self, kind, name, id_):
        """A person takes an entry away for good, that no document names yet."""
        self.remove_there(kind, id_)

    def test_gone_there(self):
        there = {
            Kind.CUSTOMER: self.customer_there("Acme", "a@acme.example"),
            Kind.ITEM: self.item_there("GEAR", "GEAR"),
        }
        acme = self._customer("Acme", email="a@acme.example", customer_rank=1)
        self.customer.email = "baker@baker.example"
        records = {Kind.CUSTOMER: acme, Kind.ITEM: self._service("Gear", "GEAR")}
        connection = self.connection()
        connection.customers_ahead = connection.items_ahead = True
        # Something to send, since some ledgers are opened only then.
        for _run in range(2):
            self.assert_in_step(self.released(connection, self.customer))
        names = {Kind.CUSTOMER: "Acme", Kind.ITEM: "GEAR"}
        for kind, id_ in there.items():
            reason = f"{kind.value}_gone"
            if reason in self.impossible:
                continue
            with self.subTest(reason):
                self.assertEqual(self.link_of(records[kind]).external_id, id_)
                self.take_away(kind, names[kind], id_)
                moves = self.documents_of(records[kind], 2)
                self.release(moves)
                self.turn(connection)
                issue = moves.bridge_transfer_id.issue_id
                self.assertEqual((set(moves.mapped("bridge_state")), issue.reason), ({"rejected"}, reason))
                self.assertEqual(
                    issue.reason_text,
                    f'"{names[kind]}" was linked and no longer exists in {connection.ledger_name}. Shall it be '
                    "created again?",
                )
                self.assertEqual(issue.frees_text, self.frees(2))
                self.cure(issue, "create")
                self.turn(connection)
                self.assert_in_step(moves)
                self.assert_meant(records[kind], moves)
                self.assertEqual([row.name for row in self.there(kind) if row.active].count(names[kind]), 1)


class OtherSideScenarios(ThereHelpers):
    """Asked about an entry of the ledger, or about two that became one in Odoo, until somebody answers."""

    def test_asked_about_entries(self):
        connection = self.connection()
        connection.customer_direction, ledger = "both", connection.ledger_name
        twin = self._customer("Baker Bros", email="north@baker.example")
        there = self.customer_there("Baker Bros")
        # Something to send, since some ledgers are opened only then.
        loser, winner = self._customer("Hill"), self._customer("Hill & Sons")
        before = self.released(connection, loser, winner)
        self.turn(connection)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.frees_text), ("customer_unclear", ""))
        self.assertEqual(issue.reason_text, f'"Baker Bros" in {ledger} could be Baker Bros, Baker Bros in Odoo.')
        self.choose(self.pair(self.chooser(issue), {twin: there}))
        self.assertEqual((issue.state, self.link_of(twin).external_id), ("solved", there))
        move = self.released(connection, twin)
        self.assert_in_step(before | move)
        self.assert_meant(twin, move, there)
        self.merge(loser, winner)
        issue = self.open_issue(connection)
        self.assertEqual(
            (issue.reason, issue.reason_text),
            (
                "customer_merged_here",
                f'"Hill & Sons" is one contact of Odoo since a merge, and two in {ledger}. "Hill & Sons" is used from '
                'now on; "Hill" is still there, with its documents. Merge them there, or keep both.',
            ),
        )
        self.cure(issue, "keep_both")
        again = self.released(connection, winner)
        self.assert_in_step(before | move | again)
        self.assert_meant(winner, again)
        self.assertFalse(self.open_issues(connection))
        names = sorted(record.name for record in self.there(Kind.CUSTOMER))
        self.assertEqual(names, ["Baker Bros", "Hill", "Hill & Sons"])

    def merge(self, loser, winner):
        """Merge two customers through the host's own wizard."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((loser | winner).ids)], "dst_partner_id": winner.id}
        )
        wizard.action_merge()
        self.env.flush_all()
        self.env.invalidate_all()


class EveryKind(GoneScenarios, KindScenarios, OtherSideScenarios):
    """All of these, for a ledger that can live through each."""
