"""Who may do what: every engine table, every guarded action, every cure, by group and by company."""

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..ledgers.documents import Kind
from ..ledgers.reasons import CURES, REASONS
from .common import RANKS, BridgeCommon

READ, EDIT, ALL = {"read"}, {"read", "write"}, {"read", "write", "create", "unlink"}
# Of a plan, and of its lines, only what a person says of them is theirs to write (test_plan).
PLAN = {"read", "write", "create"}
# What user, bookkeeper and manager may do to each table themselves. The rest goes through guarded methods.
TABLES = {
    "bridge.connection": (READ, READ, ALL),
    "bridge.flow": (READ, READ, EDIT),
    "bridge.mapping": (READ, ALL, ALL),
    "bridge.default": (READ, EDIT, EDIT),
    "bridge.remote.record": (READ, READ, READ),
    "bridge.binding": (READ, READ, READ),
    "bridge.binding.event": (READ, READ, READ),
    "bridge.transfer": (READ, READ, READ),
    "bridge.transfer.event": (READ, READ, READ),
    "bridge.exchange": (READ, READ, READ),
    "bridge.exchange.line": (READ, READ, READ),
    "bridge.session": (READ, READ, READ),
    "bridge.batch": (READ, READ, READ),
    "bridge.issue": (READ, READ, READ),
    "bridge.credential": (set(), set(), READ),
    "bridge.budget": (set(), set(), READ),
    "bridge.health": (set(), set(), READ),
    "bridge.notice": (READ, READ, READ),
    "bridge.lease": (set(), set(), set()),
    "bridge.change": (set(), set(), set()),
    "bridge.former": (set(), set(), set()),
    "bridge.plan": (PLAN, PLAN, PLAN),
    "bridge.plan.line": (EDIT, EDIT, EDIT),
}
WIZARDS = {
    "bridge.release",
    "bridge.release.line",
    "bridge.set.flags",
    "bridge.reset",
    "bridge.pick",
    "bridge.enter.key",
    "bridge.choose",
    "bridge.choose.line",
    "bridge.choose.entry",
    "bridge.rename",
    "bridge.relink",
    "bridge.ignore",
    "bridge.rehearsal",
    "bridge.rehearsal.cause",
    "bridge.rehearsal.line",
    "bridge.suggestion",
    "bridge.suggestion.line",
    "bridge.mapping.export",
    "bridge.mapping.import",
    "bridge.mapping.import.line",
    "bridge.tax.test",
    "bridge.tax.test.line",
    "bridge.disconnect",
    "bridge.invite",
    "bridge.health.address",
    "bridge.support.bundle",
    "bridge.organisation",
    "bridge.organisation.line",
}
# The lowest rank for every action on our models; "read" = whoever may read the record, "open" = only says
# what a client shall open, which checks for itself.
ACTIONS = {
    "bridge.connection": {
        "action_connect": "manager",
        "action_enable": "manager",
        "action_pause": "manager",
        "action_resume": "manager",
        "action_disconnect": "manager",
        "action_sign_in": "manager",
        "action_choose_company": "manager",
        "action_check_set_up": "manager",
        "action_run_now": "user",
        "action_check_all": "user",
        "action_invite_accountant": "manager",
        "action_support_bundle": "manager",
        "action_open_budget": "manager",
        "action_suggest": "bookkeeper",
        "action_open_mappings": "user",
        "action_mapping_gaps": "user",
        "action_close_gap": "bookkeeper",
        "action_test_taxes": "bookkeeper",
        "action_export_mapping": "bookkeeper",
        "action_import_mapping": "bookkeeper",
        "action_confirm_company": "manager",
        "action_confirm_original": "manager",
        "action_read_again": "manager",
        "action_release_lease": "manager",
        "action_send_trial": "manager",
        "action_create_defaults": "manager",
        "action_setup": "manager",
        "action_setup_back": "manager",
        "action_setup_continue": "manager",
        "action_setup_go": "manager",
        "action_setup_close": "manager",
        "action_setup_consent": "manager",
        "action_setup_activate": "manager",
        "action_setup_plan": "manager",
    },
    "bridge.health": {
        "action_new": "manager",
        "action_renew": "manager",
        "action_revoke": "manager",
    },
    "bridge.transfer": {
        "action_release_again": "user",
        "action_take_back": "user",
        "action_open_there": "user",
        "action_hold": "user",
        "action_open_document": "open",
    },
    "bridge.binding": {
        "action_open_record": "open",
        "action_cure": "by cure",
        "action_ask": "read",
        "action_set_key": "user",
        "action_open_issue": "open",
        "action_unlink_entry": "open",
        "action_link_to_another": "open",
    },
    "bridge.issue": {
        "action_cure": "by cure",
        "action_cure_selected": "by cure",
        "action_ask": "read",
        "action_open_transfers": "open",
        "action_ignore": "open",
        "action_take_up_again": "user",
        "action_accept_probable": "bookkeeper",
        "action_create_all": "bookkeeper",
    },
    "bridge.plan": {
        "action_compare": "user",
        "action_tick_all": "user",
        "action_tick_none": "user",
        "action_start_sync": "user",
        "action_stop": "user",
        "action_run_now": "user",
        "action_refresh": "open",
    },
    "bridge.plan.line": {
        "action_open_record": "open",
        "action_compare_again": "user",
    },
    "account.move": {
        "action_bridge_release": "user",
        "action_bridge_set_flags": "user",
        "action_bridge_hold": "user",
        "action_bridge_take_back": "user",
        "action_bridge_open_there": "user",
        "action_bridge_cure": "by cure",
        "action_bridge_ask": "read",
        "action_bridge_tell_first": "user",
    },
}
# They open a dialog for a selection; it is the dialog that must refuse what is not the user's (test_flags).
DIALOGS = ("action_bridge_set_flags",)
# It makes one for the company of who presses it, whatever record it is pressed on (test_health).
OF_ONES_OWN = ("action_new",)


@tagged("post_install", "-at_install")
class TestRights(BridgeCommon):
    """The matrix of groups and tables, and the methods that stand for a right."""

    def setUp(self):
        super().setUp()
        self.con = self.connection(create_missing_customer="never")
        self.move = self.invoice()

    def rejected(self):
        """Return the issue that holds up an invoice: its customer is missing there."""
        self.release(self.move)
        self.turn(self.con)
        return self.open_issue(self.con)

    def test_every_model_is_in_the_table(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("bridge.") and model._original_module == "accounting_bridge" and not model._abstract
        }
        self.assertEqual(ours, TABLES.keys() | WIZARDS)

    def test_tables_by_group(self):
        for model, allowed in TABLES.items():
            for rank, operations in zip(RANKS, allowed, strict=True):
                for operation in ALL:
                    with self.subTest(model=model, rank=rank, operation=operation):
                        table = self.as_(rank, self.env[model])
                        self.assertEqual(table.has_access(operation), operation in operations)

    def test_outsiders_have_no_table(self):
        """Invoicing alone shows nothing of the engine."""
        for model in TABLES.keys() | WIZARDS:
            with self.subTest(model=model):
                self.assertFalse(self.seen_by(self.billing, self.env[model]).has_access("read"))

    def test_billing_reads_where_an_invoice_stands(self):
        """Who has no rank here still opens invoices, and sees their state."""
        self.rejected()
        move = self.seen_by(self.billing, self.move)
        values = move.read(["bridge_state", "bridge_reason", "bridge_ribbon", "bridge_closed"])[0]
        self.assertEqual(values["bridge_state"], "rejected")
        self.assertIn("Baker Bros", values["bridge_reason"])
        self.assertEqual(move.search([("id", "=", move.id), ("bridge_state", "=", "rejected")]), move)
        for view in ("list", "form"):
            names = etree.fromstring(move.get_view(view_type=view)["arch"]).xpath("//field[not(ancestor::field)]/@name")
            self.assertIn("invoice_date", names)
            self.assertTrue(move.web_read({name: {} for name in names}))

    def test_every_action_is_in_the_table(self):
        for model, actions in ACTIONS.items():
            with self.subTest(model=model):
                prefix = "action_bridge_" if model == "account.move" else "action_"
                cls = self.env.registry[model]
                ours = {
                    name
                    for base in cls.__mro__
                    if base.__module__.startswith("odoo.addons.accounting_bridge.")
                    for name in vars(base)
                    if name.startswith(prefix)
                }
                self.assertEqual(ours, actions.keys())

    def subjects(self):
        """Return a record of every model that has actions; its transfer is rejected."""
        issue = self.rejected()
        plan = self.env["bridge.plan"].create({"connection_id": self.con.id, "direction": "pull"})
        (line,) = plan._add_lines([{"mark": "add", "name": "Acme"}])
        return {
            "bridge.plan": plan,
            "bridge.plan.line": line,
            "bridge.connection": self.con,
            "bridge.health": self.env["bridge.health"].create({"company_id": self.company_a.id}),
            "bridge.transfer": self.move.bridge_transfer_id,
            "bridge.binding": issue.binding_id,
            "bridge.issue": issue,
            "account.move": self.move,
        }

    def test_actions_refuse_the_wrong_group(self):
        subjects = self.subjects()
        before = self.states()
        for model, actions in ACTIONS.items():
            for action, rank in actions.items():
                if rank in RANKS:
                    lower = [self.billing, *(self.people[r, "a"] for r in RANKS[: RANKS.index(rank)])]
                elif rank == "by cure":
                    lower = [self.billing, self.people["user", "a"]]
                else:
                    lower = [] if rank == "open" else [self.billing]
                for person in lower:
                    with self.subTest(model=model, action=action, person=person.login):
                        record = self.seen_by(person, subjects[model]).with_context(cure="create")
                        with self.assertRaises(AccessError):
                            getattr(record, action)()
        self.assertEqual(self.states(), before)

    def test_actions_refuse_the_wrong_company(self):
        subjects = self.subjects()
        before = self.states()
        for model, actions in ACTIONS.items():
            closed = (action for action, rank in actions.items() if rank != "open")
            for action in (action for action in closed if action not in DIALOGS + OF_ONES_OWN):
                with self.subTest(model=model, action=action):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    record = self.as_("manager", subjects[model], "b").with_context(cure="create")
                    with self.assertRaises(AccessError):
                        getattr(record, action)()
        self.assertEqual(self.states(), before)

    def states(self):
        """Return what none of the refused actions may have changed."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute("SELECT epoch, holder FROM bridge_lease WHERE connection_id = %s", [self.con.id])
        issue = self.env["bridge.issue"].search([("connection_id", "=", self.con.id)])
        return (
            self.env.cr.fetchall(),
            self.con.state,
            self.con.sudo().seal,
            self.move.bridge_state,
            self.move.bridge_closed,
            issue.state,
            issue.user_id,
            issue.binding_id.may_create,
        )

    def test_actions_do_what_they_say_for_the_right_group(self):
        """The table refuses nobody who is named in it."""
        subjects = self.subjects()
        for action in ("action_release_again", "action_hold", "action_release_again", "action_take_back"):
            getattr(self.as_("user", subjects["bridge.transfer"]), action)()
        self.env.invalidate_all()
        self.assertEqual(self.history(self.move)[-4:], ["queued", "held", "queued", "withdrawn"])
        manager = self.as_("manager", self.con)
        manager.action_pause()
        manager.action_resume()
        manager.action_release_lease()
        for action in ("action_confirm_original", "action_confirm_company"):
            with self.assertRaises(UserError, msg="nothing is to be confirmed on a connection that works"):
                getattr(manager, action)()
        self.assertEqual(self.con.state, "connected")
        self.con.sudo().write({"state": "copied", "resume_state": "connected"})
        manager.action_confirm_original()
        self.assertEqual(self.con.state, "connected")
        manager.action_disconnect()
        manager.action_connect()
        self.assertEqual(self.con.state, "connecting")

    def test_cures_by_rank(self):
        """Who has not the rank of a cure is told so, and it is not applied."""
        issue = self.rejected()
        for reason in REASONS.values():
            for code in reason.cures:
                rank = CURES[code].rank
                issue.sudo().reason = reason.code
                self.env.flush_all()
                for lower in RANKS[: RANKS.index(rank)]:
                    # These are offered only where an invoice was refused, or its change (reinvoice_stories).
                    refusal = UserError if code in ("credit_and_reinvoice", "redate") else AccessError
                    with (
                        self.subTest(reason=reason.code, cure=code, rank=lower),
                        self.assertRaises(refusal),
                    ):
                        self.cure(issue, code, lower)
        self.assertEqual(issue.state, "open")

    def test_cure_that_is_not_offered(self):
        issue = self.rejected()
        for code in ("confirm_company", "accept_difference", "no_such_cure", None):
            with self.subTest(code=code), self.assertRaises(UserError):
                self.cure(issue, code, "manager")

    def test_pick_stays_on_its_connection_and_kind(self):
        """A picked entry is one of this ledger and of this kind, whatever a client sends."""
        issue = self.rejected()
        other = self.env["bridge.connection"].create({"ledger": self.ledger_code, "company_id": self.company_b.id})
        rows = self.env["bridge.remote.record"].create(
            [
                {"connection_id": other.id, "kind": "customer", "remote_id": "1", "full_name": "Theirs"},
                {"connection_id": self.con.id, "kind": "item", "remote_id": "2", "full_name": "An item"},
            ]
        )
        for row in rows:
            with self.subTest(entry=row.full_name), self.assertRaises(UserError):
                issue._link(row)
        self.assertFalse(issue.binding_id.external_id)
        self.assertEqual(issue.state, "open")

    def test_documents_are_picked_by_bookkeepers(self):
        issue = self.rejected()
        for kind in ("invoice", "credit_note", "payment", "bill", "journal_entry"):
            issue.sudo().write({"kind": kind, "reason": "number_taken"})
            row = self.env["bridge.remote.record"].create(
                {"connection_id": self.con.id, "kind": kind, "remote_id": "2", "number": "17"}
            )
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                self.pick(issue, row)
        self.assertEqual(issue.state, "open")

    def pick(self, issue, row, rank="user"):
        wizard = self.as_(rank, self.env["bridge.pick"]).create({"issue_id": issue.id, "remote_record_id": row.id})
        wizard.action_pick()
        self.env.invalidate_all()

    def test_only_what_the_issue_offers_is_picked(self):
        issue = self.rejected()
        row = self.env["bridge.remote.record"].create(
            {"connection_id": self.con.id, "kind": "customer", "remote_id": "2", "full_name": "Somebody"}
        )
        offering = issue.reason
        issue.sudo().reason = "total_zero"
        with self.assertRaises(UserError):
            self.pick(issue, row, "manager")
        # What is linked is linked anew by those who may change links.
        issue.sudo().reason = offering
        issue.sudo().binding_id.external_id = "another"
        with self.assertRaises(AccessError):
            self.pick(issue, row)
        self.assertEqual((issue.state, issue.binding_id.external_id), ("open", "another"))
        issue.sudo().binding_id.external_id = False
        self.pick(issue, row)
        self.assertEqual((issue.state, issue.binding_id.external_id), ("solved", "2"))

    def test_ask_assigns_it(self):
        """Who may not press a cure asks the one who may."""
        self.con.bookkeeper_id = self.people["bookkeeper", "a"]
        issue = self.rejected()
        self.as_("user", issue).action_ask()
        self.env.invalidate_all()
        self.assertEqual(issue.user_id, self.people["bookkeeper", "a"])
        self.assertEqual(issue.activity_ids.user_id, self.people["bookkeeper", "a"])

    def test_bytes_of_exchanges_are_for_managers(self):
        self.rejected()
        exchange = self.env["bridge.exchange"].search([("connection_id", "=", self.con.id)], limit=1)
        self.assertTrue(exchange.payload and exchange.answer)
        for name in ("payload", "recovery_payload", "answer"):
            for rank in ("user", "bookkeeper"):
                with self.subTest(field=name, rank=rank), self.assertRaises(AccessError):
                    self.as_(rank, exchange).read([name])
            self.assertIn(name, self.as_("manager", exchange).read([name])[0])

    def test_guarded_fields_of_a_connection(self):
        """What the engine keeps is not written by a form, whoever sends it."""
        manager = self.as_("manager", self.con)
        for values in ({"state": "paused"}, {"remote_company_id": "mine"}, {"first_read_at": False}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                manager.write(values)
        manager.write({"number_rule": "ledger"})
        self.assertEqual(self.con.number_rule, "ledger")


@tagged("post_install", "-at_install")
class TestForgery(BridgeCommon):
    """What a person may not do by a call that no button makes."""

    def test_flags_and_the_newest_transfer(self):
        """Who only invoices sets no flag, and nobody points an invoice at a transfer."""
        self.connection()
        move, other = self.invoice(), self.invoice()
        self.release(other)
        clerk = self._new_person("account.group_account_invoice", "clerk", self.env.company)
        for values in ({"bridge_closed": True}, {"bridge_ready": True}):
            with self.assertRaises(AccessError):
                move.with_user(clerk).write(values)
        with self.assertRaises(AccessError):
            self.as_("manager", move).write({"bridge_transfer_id": other.bridge_transfer_id.id})
        self.assertFalse(move.bridge_closed or move.bridge_ready or move.bridge_transfer_id)
        self.as_("user", move).write({"bridge_closed": True})
        self.assertTrue(move.bridge_closed)

    def test_documents_of_another_company(self):
        """A release made by hand cannot carry a document into another company's ledger."""
        connection = self.connection(company=self.company_b)
        move = self.invoice()
        with self.assertRaises(UserError):
            self.env["bridge.batch"]._release(connection, move)
        self.assertFalse(move.bridge_transfer_id)

    def test_portal_users_read_nothing(self):
        portal = self.env["res.users"].create(
            {"name": "Pat", "login": "pat", "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )
        readable = self.env["account.move"].with_user(portal).fields_get()
        self.assertEqual([name for name in readable if name.startswith("bridge_")], [])


@tagged("post_install", "-at_install")
class TestCompanies(BridgeCommon):
    """Two companies, two ledgers: neither sees anything of the other's."""

    def test_every_table_keeps_to_its_company(self):
        connection = self.connection(company=self.company_b)
        link = self.env["bridge.binding"]._reserve(connection, self.customer, Kind.CUSTOMER)
        self.env["bridge.transfer"].create({"connection_id": connection.id, "binding_id": link.id})._note_creation()
        self.turn(connection)
        self.assertEqual(link.transfer_ids.state, "processed")
        link._note_links("linked", [(link, link.browse().remote_record_id, link.remote_record_id)])
        self.env["bridge.batch"].create({"connection_id": connection.id})
        self.env["bridge.issue"]._file(
            connection.id, [{"reason": "refused", "root": "test", "kind": "customer", "binding_id": link.id}]
        )
        self.env["bridge.mapping"].create(
            {
                "connection_id": connection.id,
                "kind": "term",
                "term_id": self.env.ref("account.account_payment_term_immediate").id,
                "remote_record_id": self.env["bridge.remote.record"]
                .create({"connection_id": connection.id, "kind": "term", "remote_id": "T1", "full_name": "Now"})
                .id,
            }
        )
        connection._plan_defaults()
        event = dict.fromkeys(("id", "kind", "remote_id", "operation", "happened_at"), "x")
        self.env["bridge.notice"]._file(connection.id, [event])
        plan = self.env["bridge.plan"].create({"connection_id": connection.id})
        plan._add_lines([{"mark": "add", "name": "Somebody"}])
        tables = [name for name, allowed in TABLES.items() if allowed[0]]
        for model in tables:
            column = "id" if model == "bridge.connection" else "connection_id"
            domain = [(column, "=", connection.id)]
            with self.subTest(model=model):
                rows = self.env[model].search(domain)
                self.assertTrue(rows)
                mine = self.as_("manager", rows, "b")
                self.assertEqual(mine.search(domain), rows)
                theirs = self.as_("manager", rows)
                self.assertFalse(theirs.search(domain))
                with self.assertRaises(AccessError):
                    theirs.check_access("read")

    def test_technical_user_is_let_in(self):
        connection = self.connection(company=self.company_b, enabled=False)
        technical = self.env.ref("accounting_bridge.user_bridge")
        self.assertEqual(connection.user_id, technical)
        self.assertIn(self.company_b, technical.company_ids)
        self.assertEqual(connection._technical_env().company, self.company_b)
        self.assertEqual(connection._technical_env().user, technical)

    def test_one_company_at_a_time(self):
        self.connection()
        other = self.company_b
        self.people["manager", "a"].company_ids += other
        journal = self.env["account.journal"].create(
            {"name": "Sales", "type": "sale", "code": "S", "company_id": other.id}
        )
        there = self.env["account.move"].create(
            {"move_type": "out_invoice", "company_id": other.id, "journal_id": journal.id}
        )
        both = self.as_("manager", self.invoice() | there)
        with self.assertRaisesRegex(UserError, "Elsewhere is not connected"):
            both.action_bridge_release()

    def test_one_ledger_company_belongs_to_one_company(self):
        """A second connection to one ledger company is refused in words, not by an error of the database."""
        first = self.connection()
        second = self.connection(company=self.company_b, enabled=False)
        second.action_connect()
        self.turn(second)
        self.assertEqual((second.state, second.reason), ("wrong_company", "company_taken"))
        self.assertIn(self.company_a.name, second.reason_text)
        first.action_disconnect()
        self.turn(second)
        self.assertEqual(second.state, "connecting")
        self.assertEqual(second.remote_company_id, first.remote_company_id)

    def test_edit_with_several_companies_selected(self):
        """Posting again an invoice that was sent asks nothing of a company that has no connection."""
        connection = self.connection()
        move = self.invoice()
        self.release(move)
        self.turn(connection)
        person = self.people["manager", "a"]
        person.company_ids += self.company_b
        mine = self.as_("manager", move)
        mine.button_draft()
        mine.invoice_line_ids.price_unit = 75
        mine.action_post()
        self.env.invalidate_all()
        self.assertEqual((move.bridge_state, move.bridge_transfer_id.operation), ("queued", "update"))
