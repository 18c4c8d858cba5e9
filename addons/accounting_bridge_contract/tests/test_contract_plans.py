"""Compare and Sync of contract invoices."""

from importlib.util import find_spec
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.engine import comparing_documents
from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .contract_case import ContractCase, Contracts

if find_spec("odoo.addons.test_accounting_bridge"):
    from odoo.addons.test_accounting_bridge.tests.common import BridgeCase as NotebookCase
else:
    NotebookCase = ContractCase


class Comparing(Contracts):
    """What a person does in Compare and Sync."""

    def compare(self, connection, rank="user", **values):
        """Press New, Contracts, Compare. :return: the plan."""
        plan = self.as_(rank, self.env["bridge.plan"]).create(
            {"connection_id": connection.id, "subject": "contracts", **values}
        )
        plan.action_compare()
        self.env.invalidate_all()
        return plan

    def start(self, plan, lines=None):
        """Tick lines, all of them where none are said, and start; the run that is woken does its work."""
        if lines is None:
            plan.action_tick_all()
        else:
            plan.action_tick_none()
            lines.is_selected = True
        plan.action_start_sync()
        self.run_all(plan.connection_id.sudo())

    def line_of(self, plan, move):
        return plan.line_ids.filtered(lambda line: line.move_id.id == move.id)

    def told(self, plan):
        """Return ``[(date of the document, mark)]`` of a plan."""
        return [(line.move_id.invoice_date, line.mark) for line in plan.line_ids]

    def sent_invoices(self, connection, contract):
        """Generate, start and send everything. :return: the invoices."""
        self.generate()
        self.start(self.compare(connection))
        moves = self.invoices_of(contract)
        self.assertEqual(set(moves.mapped("bridge_state")), {"processed"}, moves.mapped("bridge_ribbon"))
        # That was a while ago.
        self.env.cr.execute("UPDATE bridge_transfer SET released_at = released_at - interval '1 day'")
        self.env.invalidate_all()
        return moves


@tagged("post_install", "-at_install")
class TestContractPlans(Comparing, ContractCase):
    def test_what_was_never_sent_is_added_once(self):
        connection, contract = self.connection(), self.contract()
        self.generate()
        moves = self.invoices_of(contract)
        other = self.invoice()
        plan = self.compare(connection)
        self.assertEqual(self.told(plan), [(month, "add") for month in self.months(3)])
        self.assertTrue(all(name.startswith("Maintenance · ") for name in plan.line_ids.mapped("name")))
        for line in plan.line_ids:
            self.assertTrue(
                line.name.endswith(f" · {line.move_id.invoice_date}"), "drafts of one contract are told apart"
            )
        self.assertFalse(plan.selected_count)
        self.start(plan)
        self.assertEqual(plan.state, "done")
        self.assertEqual(plan.line_ids.mapped("outcome"), ["done"] * 3, plan.line_ids.mapped("outcome_text"))
        self.assertEqual(moves.mapped("bridge_state"), ["processed"] * 3)
        self.assertTrue(all(move.bridge_closed and move.bridge_ready for move in moves))
        self.assertEqual(moves.bridge_transfer_id.batch_id, plan.batch_id.sudo(False).with_env(self.env))
        self.assertEqual(moves.bridge_transfer_id.released_by_id, self.people["user", "a"])
        self.assertEqual(len(self.mirrored(connection, Kind.INVOICE)), 3)
        self.assertFalse(other.bridge_state)
        self.assertFalse(self.compare(connection).line_ids)

    def test_only_what_is_ticked_is_done(self):
        connection, contract = self.connection(), self.contract()
        self.generate()
        moves = self.invoices_of(contract)
        plan = self.compare(connection)
        self.start(plan, self.line_of(plan, moves[1]))
        self.assertEqual(moves.mapped("state"), ["draft", "posted", "draft"])
        self.assertEqual(moves.mapped("bridge_state"), [False, "processed", False])
        self.assertEqual(self.told(self.compare(connection)), [(self.months(3)[n], "add") for n in (0, 2)])

    def test_what_has_both_flags_is_ticked_already(self):
        self.company_a.bridge_flag_contract = True
        connection, _contract = self.connection(), self.contract(periods=2)
        self.generate()
        self.assertEqual(self.compare(connection).line_ids.mapped("is_selected"), [True, True])

    def test_what_was_changed_is_updated(self):
        connection, contract = self.connection(confirm_earlier_months=False), self.contract(periods=2)
        moves = self.sent_invoices(connection, contract)
        moves[1].button_draft()
        moves[1].invoice_line_ids.price_unit = 120.0
        moves[1].action_post()
        plan = self.compare(connection)
        self.assertEqual(self.told(plan), [(self.this_month, "update")])
        differences = {row[0]: row[1:] for row in plan.line_ids.differences}
        self.assertEqual(differences["total"][:2], ["100.00", "120.00"])
        self.assertNotIn("untaxed", differences, "the total says it, and nobody knows what it is there")
        self.assertIn("120", plan.line_ids.difference_text)
        self.start(plan)
        self.assertEqual(plan.line_ids.outcome, "done", plan.line_ids.outcome_text)
        there = self.mirrored(connection, Kind.INVOICE)
        self.assertEqual(sorted(there.mapped("total")), [100.0, 120.0])

    def test_what_nobody_posted_anew_is_updated_too(self):
        connection, contract = self.connection(confirm_earlier_months=False), self.contract(periods=1)
        move = self.sent_invoices(connection, contract)
        self.assertFalse(self.compare(connection).line_ids)
        move.ref = "PO 7"
        plan = self.compare(connection)
        self.assertEqual(self.told(plan), [(self.this_month, "update")])
        self.assertEqual(plan.line_ids.difference_text.count("→"), 0, "nobody knows what it is there")
        self.assertIn(": changed to PO 7", plan.line_ids.difference_text)
        self.start(plan)
        self.assertEqual(plan.line_ids.outcome, "done", plan.line_ids.outcome_text)
        self.assertEqual(move.bridge_transfer_id.operation, "update")
        self.assertFalse(self.compare(connection).line_ids)

    def test_only_what_may_differ_is_looked_at(self):
        connection, contract = self.connection(), self.contract(periods=2)
        moves = self.sent_invoices(connection, contract)
        self.env.cr.execute("UPDATE bridge_transfer SET released_at = released_at + interval '2 days'")
        self.env.invalidate_all()
        mine = [("id", "in", moves.ids)]
        self.assertFalse(comparing_documents.in_question(self.env, mine))
        self.env.cr.execute("UPDATE bridge_transfer SET released_at = released_at - interval '4 days'")
        self.assertEqual(comparing_documents.in_question(self.env, mine), moves)

    # === WHAT CANNOT TRAVEL === #

    def cannot(self, plan, reason):
        """The one line of a plan says this reason, and cannot be ticked."""
        line = plan.line_ids
        self.assertEqual((line.mark, line.reason, line.is_selected), ("none", reason, False))
        self.assertTrue(line.outcome_text)
        with self.assertRaises(UserError):
            line.is_selected = True

    def test_nothing_to_invoice_cannot_be_ticked(self):
        self.company_a.bridge_flag_contract = True
        connection, contract = self.connection(), self.contract(periods=1, price=0.0)
        self.generate()
        self.cannot(self.compare(connection), "total_zero")
        self.assertEqual(self.invoices_of(contract).state, "draft")

    def test_posted_and_worth_nothing_cannot_be_ticked(self):
        connection, contract = self.connection(), self.contract(periods=1, price=0.0)
        self.generate()
        self.invoices_of(contract).action_post()
        self.cannot(self.compare(connection), "total_zero")

    def test_what_is_held_back_cannot_be_ticked(self):
        connection, contract = self.connection(), self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        move.action_post()
        self.as_("user", move).action_bridge_hold()
        self.cannot(self.compare(connection), "document_held")

    def test_what_is_gone_there_cannot_be_ticked(self):
        """Somebody has deleted it there: a tick makes it anew as little as a run does."""
        connection, contract = self.connection(), self.contract(periods=1)
        transfer = self.sent_invoices(connection, contract).bridge_transfer_id.sudo()
        transfer.state, transfer.binding_id.external_id = "gone", False
        self.cannot(self.compare(connection), "gone_there")

    def test_what_was_taken_back_is_listed_and_not_ticked(self):
        connection, contract = self.connection(), self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        move.action_post()
        self.release(move)
        self.as_("user", move).action_bridge_take_back()
        self.assertTrue(move.bridge_closed and move.bridge_ready)
        plan = self.compare(connection)
        self.assertEqual(plan.line_ids.mapped("mark"), ["add"])
        self.assertFalse(plan.line_ids.is_selected)
        self.start(plan)
        self.assertEqual(move.bridge_state, "processed")

    def test_what_was_sent_and_is_a_draft_now_cannot_be_ticked(self):
        connection, contract = self.connection(), self.contract(periods=1)
        self.sent_invoices(connection, contract).button_draft()
        self.cannot(self.compare(connection), "not_posted")

    def test_what_is_older_than_the_connection_is_not_listed(self):
        connection, _contract = self.connection(date_from=self.this_month), self.contract(periods=3)
        self.generate()
        self.assertEqual(self.told(self.compare(connection)), [(self.this_month, "add")])

    # === BETWEEN COMPARE AND START === #

    def test_what_was_changed_since_is_refused(self):
        connection, contract = self.connection(), self.contract()
        self.generate()
        moves = self.invoices_of(contract)
        plan = self.compare(connection)
        moves[0].invoice_line_ids.price_unit = 90.0
        moves[1].action_post()
        self.start(plan)
        self.assertEqual(plan.line_ids.mapped("outcome"), ["changed", "changed", "done"])
        self.assertEqual(moves.mapped("bridge_state"), [False, False, "processed"])
        self.assertEqual(moves[0].state, "draft")
        self.assertIn(moves[0].display_name, self.line_of(plan, moves[0]).outcome_text)

    def test_what_was_held_back_since_is_refused(self):
        connection, contract = self.connection(), self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        move.action_post()
        plan = self.compare(connection)
        self.as_("user", move).action_bridge_hold()
        self.start(plan)
        self.assertEqual(plan.line_ids.outcome, "changed")
        self.assertEqual(move.bridge_state, "held")

    def test_what_cannot_be_posted_is_told_and_stops_no_other(self):
        connection, contract = self.connection(), self.contract(periods=2)
        self.generate()
        moves = self.invoices_of(contract)
        plan = self.compare(connection)
        original = self.registry["account.move"].action_post

        def action_post(documents):
            if documents.id == moves[0].id:
                raise UserError("Not <b>today</b>")  # pylint: disable=translation-required
            return original(documents)

        with patch.object(self.registry["account.move"], "action_post", action_post):
            self.start(plan)
        self.assertEqual(plan.line_ids.mapped("outcome"), ["refused", "done"])
        self.assertIn("Not <b>today</b>", plan.line_ids[0].outcome_text)
        self.assertEqual(moves.mapped("state"), ["draft", "posted"])

    def test_what_is_queued_already_is_followed(self):
        connection, contract = self.connection(), self.contract(periods=1)
        self.generate()
        move = self.invoices_of(contract)
        move.action_post()
        self.release(move)
        plan = self.compare(connection)
        self.assertEqual(self.told(plan), [(self.this_month, "add")])
        self.start(plan)
        self.assertEqual(plan.line_ids.outcome, "done")
        self.assertFalse(plan.batch_id)
        self.assertEqual(len(self.mirrored(connection, Kind.INVOICE)), 1)

    # === GENERATED FIRST, WHO MAY === #

    def test_generated_from_the_plan_and_then_compared(self):
        connection, contract = self.connection(), self.contract()
        plan = self.as_("user", self.env["bridge.plan"]).create(
            {"connection_id": connection.id, "subject": "contracts"}
        )
        self.assertIn("3 ", plan.action_generate_contracts()["params"]["message"])
        plan.action_compare()
        self.assertEqual(len(plan.line_ids), 3)
        self.assertEqual(len(self.invoices_of(contract)), 3)
        self.start(plan)
        with self.assertRaises(UserError):
            plan.action_generate_contracts()

    def test_invoices_do_not_come_from_the_ledger(self):
        with self.assertRaisesRegex(UserError, "Invoices go from Odoo"):
            self.compare(self.connection(), direction="pull")

    def test_only_who_may_release_compares_and_only_their_own_company(self):
        connection, _contract = self.connection(), self.contract(periods=1)
        self.generate()
        plan = self.compare(connection)
        for person in (self.billing, self.people["manager", "b"]):
            with self.assertRaises(AccessError):
                self.seen_by(person, plan).action_generate_contracts()
            with self.assertRaises(AccessError):
                self.seen_by(person, plan).line_ids.read(["name"])

    def test_documents_are_compared_together(self):
        connection = self.connection()

        def queries(count):
            contract = self.contract(periods=count, name=f"{count} periods")
            self.generate()
            self.invoices_of(contract).action_post()
            self.env.invalidate_all()
            moves = self.env["account.move"].search([("id", "in", self.invoices_of(contract).ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(comparing_documents.compare(connection, moves)), count)
            comparing_documents.seen(connection, moves)
            return self.env.cr.sql_log_count - before

        queries(2)
        self.assertLessEqual(queries(24), queries(6) + 6)


@tagged("post_install", "-at_install")
class TestNotebookContractPlans(Comparing, NotebookCase):
    """The same on a ledger that somebody works in."""

    def test_what_somebody_changed_there_since_is_refused(self):
        if NotebookCase is ContractCase:
            self.skipTest("the Notebook is not on the addons path")
        connection, contract = self.connection(confirm_earlier_months=False), self.contract(periods=1)
        move = self.sent_invoices(connection, contract)
        move.ref = "PO 7"
        plan = self.compare(connection)
        self.assertEqual(self.told(plan), [(self.this_month, "update")])
        self.change_there("invoice", move.bridge_transfer_id.binding_id.external_id, number="SOMETHING-ELSE")
        self.start(plan)
        self.assertEqual(plan.line_ids.outcome, "changed", plan.line_ids.outcome_text)
        # The new reference is queued by itself, and asked about: nothing is overwritten there.
        self.assertEqual((move.bridge_transfer_id.operation, move.bridge_state), ("update", "rejected"))

    def test_there_and_back(self):
        if NotebookCase is ContractCase:
            self.skipTest("the Notebook is not on the addons path")
        connection, contract = self.connection(confirm_earlier_months=False), self.contract()
        moves = self.sent_invoices(connection, contract)
        self.assertEqual(len(self.there(Kind.INVOICE)), 3)
        moves[2].button_draft()
        moves[2].invoice_line_ids.quantity = 2
        moves[2].action_post()
        plan = self.compare(connection)
        self.assertEqual(self.told(plan), [(self.this_month, "update")])
        self.start(plan)
        self.assertEqual(plan.line_ids.outcome, "done", plan.line_ids.outcome_text)
        self.assertEqual(sorted(int(row.total) for row in self.there(Kind.INVOICE)), [100, 100, 200])
        self.assertFalse(self.compare(connection).line_ids)
