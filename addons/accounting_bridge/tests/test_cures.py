"""The buttons that cure: what is offered to whom, in the language of the reader, in every view by itself."""

import dataclasses
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger, translate

from ..ledgers.cures import CURES, Cure
from ..ledgers.documents import Kind
from ..ledgers.reasons import REASONS
from .common import RANKS, BridgeCommon
from .double import DoubleLedger
from .test_translation import GERMAN


class CuresCommon(BridgeCommon):
    """An invoice that is held up because its customer is not there."""

    def setUp(self):
        super().setUp()
        self.con = self.connection(create_missing_customer="never")
        self.con.bookkeeper_id = self.people["bookkeeper", "a"]
        self.con.contact_id = self.people["manager", "a"]
        self.move = self.invoice()
        self.release(self.move)
        self.turn(self.con)
        self.issue = self.open_issue(self.con)
        self.pressed = []

    def offer_cure_of_tomorrow(self, rank="user", apply=None):
        """Add a cure to the table and its method to the model, as an addon would; no view is told."""

        def made_up(cures, issue):
            self.pressed.append(cures.env.user)
            return apply(issue) if apply else issue._solve("made_up")

        reason = REASONS[self.issue.reason]
        more = dataclasses.replace(reason, cures=("made_up", *reason.cures))
        self.startPatcher(patch.dict(CURES, made_up=Cure("made_up", "<b>Make it up</b>", rank)))
        self.startPatcher(patch.dict(REASONS, {reason.code: more}))
        self.startPatcher(patch.object(self.registry["bridge.cure"], "_cure_made_up", made_up, create=True))
        self.env.invalidate_all()

    def shown(self, record, rank):
        """Return the buttons that a person sees, by code."""
        name = "bridge_cures" if record._name == "account.move" else "cures"
        buttons = self.as_(rank, record)[name] or ()
        self.assertEqual(len({button["code"] for button in buttons}), len(buttons), "each is there once")
        return {button["code"]: button for button in buttons}


@tagged("post_install", "-at_install")
class TestCures(CuresCommon):
    def places(self):
        return (self.issue, self.issue.binding_id, self.move)

    def test_what_each_rank_is_offered(self):
        """The same buttons in every place; what one may not press asks, once for each rank and last."""
        for record in self.places():
            with self.subTest(model=record._name):
                self.assertEqual(list(self.shown(record, "user")), ["pick", "check_again", "ask_bookkeeper"])
                for rank in ("bookkeeper", "manager"):
                    self.assertEqual(list(self.shown(record, rank)), ["create", "create_always", "pick", "check_again"])
                buttons = self.shown(record, "user")
                self.assertEqual(buttons["ask_bookkeeper"]["label"], "Ask the bookkeeper")
                self.assertEqual(
                    [code for code, button in buttons.items() if not button["allowed"]], ["ask_bookkeeper"]
                )
                self.assertEqual([code for code, button in buttons.items() if button["primary"]], ["pick"])

    def test_two_ranks_are_asked_apart(self):
        buttons = self.as_("user", self.env["bridge.cure"])._buttons(
            ("confirm_company", "create", "new_password", "create_always")
        )
        self.assertEqual([button["label"] for button in buttons], ["Ask the administrator", "Ask the bookkeeper"])
        self.assertFalse(any(button["allowed"] or button["primary"] for button in buttons))

    def test_without_a_rank_nothing_is_offered(self):
        """Who only invoices sees why an invoice waits, and no button."""
        self.assertFalse(self.seen_by(self.billing, self.move).bridge_cures)

    def test_every_cure_of_the_table_can_be_shown(self):
        for reason in REASONS.values():
            self.issue.sudo().reason = reason.code
            with self.subTest(reason=reason.code):
                for rank in RANKS:
                    for button in self.shown(self.issue, rank).values():
                        self.assertTrue(button["label"])
                shown = self.shown(self.issue, "manager")
                # These are offered only where an invoice was refused, or its change (reinvoice_stories).
                expected = tuple(code for code in reason.cures if code not in ("credit_and_reinvoice", "redate"))
                self.assertEqual(tuple(shown), expected)
                self.assertTrue(all(button["allowed"] for button in shown.values()))

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        paths = {("accounting_bridge", "de_DE"): [GERMAN]}
        self.startPatcher(patch.object(translate, "code_translations", translate.CodeTranslations()))
        self.startPatcher(patch.object(translate, "get_po_paths", lambda module, lang: paths.get((module, lang), [])))
        german = self.as_("user", self.issue).with_context(lang="de_DE")
        labels = [button["label"] for button in german.cures]
        self.assertIn("Den Buchhalter fragen", labels)
        self.assertIn("Einen vorhandenen auswählen", labels)

    def test_what_waits_is_counted_and_opened_alike(self):
        """Also what waits for the record at the root, and is held up by another issue."""
        issue = self.issue
        transfer = issue.transfer_ids
        self.assertTrue(issue.transfer_count)
        transfer.issue_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(issue.transfer_count, 1)
        action = issue.action_open_transfers()
        self.assertEqual(self.env["bridge.transfer"].search(action["domain"]), transfer)

    def test_a_settled_issue_offers_nothing(self):
        self.cure(self.issue, "create")
        for record in self.places():
            with self.subTest(model=record._name):
                self.assertEqual(self.shown(record, "manager"), {})

    def test_the_document_does_not_offer_to_open_itself(self):
        self.issue.sudo().reason = "lines_none"
        self.assertIn("open_document", self.shown(self.issue, "user"))
        self.assertNotIn("open_document", self.shown(self.move, "user"))

    def test_a_new_cure_needs_no_view(self):
        """It is offered wherever cures are, and pressed from there, though no view names a cure."""
        self.offer_cure_of_tomorrow("bookkeeper")
        views = self.env["ir.ui.view"].search([("arch_db", "like", "bridge_cures")])
        self.assertEqual(
            set(views.mapped("model")),
            {
                "account.move",
                "bridge.issue",
                "bridge.binding",
                "bridge.connection",
                "bridge.rehearsal",
                "bridge.release",
            },
        )
        for view in views:
            for code in CURES:
                self.assertNotIn(f"'{code}'", view.arch_db)
        for record in self.places():
            with self.subTest(model=record._name):
                self.assertEqual(self.shown(record, "bookkeeper")["made_up"]["label"], "<b>Make it up</b>")
                self.assertNotIn("made_up", self.shown(record, "user"))
        with self.assertRaises(AccessError):
            self.as_("user", self.move).with_context(cure="made_up").action_bridge_cure()
        self.as_("bookkeeper", self.move).with_context(cure="made_up").action_bridge_cure()
        self.assertEqual(self.pressed, [self.people["bookkeeper", "a"]])
        self.assertEqual(self.issue.solved_with, "made_up")

    # === ASK === #

    def test_who_is_asked(self):
        """A bookkeeper's cure is asked of the bookkeeper, an administrator's of the technical contact."""
        for code, rank in (("ask_bookkeeper", "bookkeeper"), ("ask_manager", "manager")):
            for record, action in zip(self.places(), ("action_ask", "action_ask", "action_bridge_ask"), strict=True):
                with self.subTest(code=code, model=record._name):
                    self.issue.sudo().user_id = False
                    told = getattr(self.as_("user", record).with_context(cure=code), action)()
                    self.env.invalidate_all()
                    self.assertEqual(self.issue.user_id, self.people[rank, "a"])
                    self.assertIn(self.people[rank, "a"].name, told["params"]["message"])

    def test_a_document_without_an_issue_asks_too(self):
        """A difference of totals holds nothing up and is no issue; whoever may accept it is asked on the invoice."""
        self.cure(self.issue, "create")
        DoubleLedger.changes_totals_by = 1
        self.turn(self.con)
        self.assertEqual(self.move.bridge_transfer_id.reason, "total_differs")
        self.assertEqual(list(self.shown(self.move, "user")), ["ask_bookkeeper"])
        with self.assertRaises(AccessError):
            self.seen_by(self.billing, self.move).action_bridge_ask()
        self.as_("user", self.move).with_context(cure="ask_bookkeeper").action_bridge_ask()
        self.env.invalidate_all()
        self.assertEqual(self.move.activity_ids.user_id, self.people["bookkeeper", "a"])
        self.assertEqual(list(self.shown(self.move, "bookkeeper")), ["accept_difference"])

    # === A SELECTION === #

    def several(self):
        """Return two issues that offer to check again and one that does not."""
        moves = self.invoice(customer=self._customer("Second")) | self.invoice(self.line(price=5), self.line(price=-5))
        self.release(moves)
        self.turn(self.con)
        issues = self.env["bridge.issue"].search([("connection_id", "=", self.con.id), ("state", "=", "open")])
        self.assertEqual(len(issues), 3)
        return issues

    def select(self, issues, code, rank="user", where="a"):
        return self.as_(rank, issues, where).with_context(cure=code).action_cure_selected()

    def test_a_selection_is_cured_as_far_as_it_offers_the_cure(self):
        issues = self.several()
        self.put_there(Kind.CUSTOMER, self.customer.name)
        self.put_there(Kind.CUSTOMER, "Second")
        told = self.select(issues, "check_again")["params"]
        self.env.invalidate_all()
        self.assertEqual(issues.filtered(lambda issue: issue.state == "open").reason, "total_zero")
        self.assertEqual(told["type"], "warning")
        self.assertIn("check again: 2.", told["message"])
        self.assertIn("1 of the selected issues", told["message"])
        self.turn(self.con)
        self.assertEqual(self.move.bridge_state, "processed")

    def test_rights_on_a_selection(self):
        issues = self.several()
        with self.assertRaises(UserError):
            self.select(issues, "confirm_company", "manager")
        with self.assertRaises(AccessError):
            self.select(issues, "create")
        with self.assertRaises(AccessError):
            self.select(issues, "check_again", "manager", "b")
        self.env.invalidate_all()
        self.assertEqual(set(issues.mapped("state")), {"open"})

    def test_the_menu_is_for_those_who_may(self):
        menu = self.env["ir.actions.actions"]
        names = {"Release again", "I fixed it there - check again"}
        for person, expected in ((self.people["user", "a"], names), (self.billing, set())):
            bound = menu.with_user(person).get_bindings("bridge.issue").get("action", ())
            self.assertEqual({action["name"] for action in bound} & names, expected)


@tagged("post_install", "-at_install")
class TestCuresBeforeRelease(BridgeCommon):
    """A row of the preview that would be rejected opens the place where it is fixed; nothing is released for it."""

    def setUp(self):
        super().setUp()
        self.con = self.connection(create_missing_customer="never")

    def row(self, move, rank="bookkeeper"):
        action = self.as_(rank, move).action_bridge_release()
        return self.as_(rank, self.env["bridge.release"].browse(action["res_id"])).line_ids

    def press(self, row, code):
        return row.with_context(cure=code).action_cure()

    def codes(self, row):
        return [button["code"] for button in row.cures or ()]

    def test_the_invoice(self):
        self.put_there(Kind.CUSTOMER, self.customer.name)
        self.turn(self.con)
        move = self.invoice(self.line(price=5), self.line(price=-5))
        row = self.row(move, "user")
        self.assertEqual(self.codes(row), ["open_document"])
        action = self.press(row, "open_document")
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", move.id))
        self.assertFalse(move.bridge_transfer_id)
        again = self.env["bridge.release"].browse(row.action_preview_again()["res_id"])
        self.assertEqual(again.line_ids.move_id, move)

    def test_the_mapping_of_the_tax_by_who_may_map(self):
        move = self.invoice(self.line(taxes=[self.tax_8]))
        row = self.row(move)
        self.assertIn("map_tax", self.codes(row))
        action = self.press(row, "map_tax")
        self.assertEqual((action["res_model"], action["res_id"]), ("bridge.mapping", False))
        self.assertEqual(action["context"]["default_tax_id"], self.tax_8.id)
        lower = self.row(move, "user")
        self.assertNotIn("map_tax", self.codes(lower))
        with self.assertRaises(AccessError):
            self.press(lower, "map_tax")

    def test_the_customer(self):
        """The customer is known from what the invoice lacks, though no link of it was made yet."""
        reason = REASONS["customer_missing"]
        more = dataclasses.replace(reason, cures=(*reason.cures, "open_customer"))
        self.startPatcher(patch.dict(REASONS, customer_missing=more))
        row = self.row(self.invoice(), "user")
        self.assertEqual(self.codes(row), ["open_customer"])
        self.assertEqual(self.press(row, "open_customer")["res_id"], self.customer.id)

    def test_only_what_is_offered_and_only_where_it_is_needed(self):
        self.put_there(Kind.CUSTOMER, self.customer.name)
        self.turn(self.con)
        row = self.row(self.invoice())
        self.assertEqual(row.level, "warning", "its item will be created")
        self.assertFalse(row.cures)
        for code in ("open_document", "create", None):
            with self.subTest(code=code), self.assertRaises(UserError):
                self.press(row, code)


@tagged("post_install", "-at_install")
class TestCuresInTheBrowser(CuresCommon, HttpCase):
    """One widget draws them in the list, in the form and on the ribbon."""

    # Entered for each test by the common class.
    registry_test_mode = False

    def test_a_new_cure_is_drawn_and_pressed_once(self):
        self.offer_cure_of_tomorrow()
        self.start_tour("/odoo/bridge-issues", "accounting_bridge_cure_of_tomorrow", login="user_a")
        self.assertEqual(len(self.pressed), 1)
        self.env.invalidate_all()
        self.assertEqual(self.issue.solved_with, "made_up")

    def test_the_preview_comes_back_when_the_place_is_closed(self):
        self.cure(self.issue, "create")
        self.invoice(self.line(price=5), self.line(price=-5))
        before = self.env["bridge.release"].search_count([])
        self.start_tour("/odoo/customer-invoices", "accounting_bridge_cure_before_release", login="user_a")
        self.assertEqual(self.env["bridge.release"].search_count([]) - before, 2)

    @mute_logger("odoo.http")
    def test_a_cure_that_fails_says_why(self):
        words = "Not today."

        def refuse(issue):
            raise UserError(words)

        self.offer_cure_of_tomorrow(apply=refuse)
        self.start_tour(f"/odoo/customer-invoices/{self.move.id}", "accounting_bridge_cure_that_fails", login="user_a")
        self.assertEqual(len(self.pressed), 1)
        self.assertEqual(self.move.bridge_state, "rejected")
