"""The accounts and items to begin with in the ledgers that are called."""

import dataclasses
from collections import Counter
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..engine.preparation import Preparation
from ..engine.taxation import Taxation
from ..ledgers.documents import Kind
from .common import BridgeCommon
from .default_stories import DefaultStories
from .double import DoubleLedger
from .online_company_case import OnlineCompanyCase
from .xero_company_case import XeroCompanyCase


@tagged("post_install", "-at_install")
class TestOnlineDefaults(DefaultStories, OnlineCompanyCase):
    """QuickBooks Online, where account numbers are switched on."""

    profile = {"tax": "off", "preferences": {"AccountingInfoPrefs": {"UseAccountNumbers": True}}}
    types = {
        "wages": "Expense/PayrollWageExpenses",
        "wages_liability": "Credit Card/CreditCard",
        "service_income": "Income/ServiceFeeIncome",
        "tax": "Other Current Liability/OtherCurrentLiabilities",
        "automated_tax": "Other Current Liability/OtherCurrentLiabilities",
    }
    shown = {
        "wages": ("Expense", "Payroll Wage Expenses"),
        "wages_liability": ("Credit Card", "Credit Card"),
        "service_income": ("Income", "Service/Fee Income"),
        "tax": ("Other Current Liability", "Other Current Liabilities"),
        "automated_tax": ("Other Current Liability", "Other Current Liabilities"),
    }

    def chart(self):
        rows = [row for row in self.book.objects("Account") if row["Name"].startswith("OD ")]
        self.assertFalse([name for name, count in Counter(row["Name"] for row in rows).items() if count > 1])
        return {row["Name"]: (row.get("AcctNum", ""), f"{row['AccountType']}/{row['AccountSubType']}") for row in rows}

    def stock(self):
        rows = [row for row in self.book.objects("Item") if row["Name"].startswith("OD ")]
        self.assertEqual({row["Type"] for row in rows}, {"NonInventory"} if rows else set())
        return {row["Name"]: (row["Sku"], row["IncomeAccountRef"]["name"]) for row in rows}

    def type_account(self, role, name, number=""):
        kind = self.types[role].split("/", maxsplit=1)[0]
        self.desk.add_account(name, kind, **({"AcctNum": number} if number else {}))


@tagged("post_install", "-at_install")
class TestXeroDefaults(DefaultStories, XeroCompanyCase):
    """Xero, where every account has a code, and no bill names a credit card."""

    item_by_code = True
    types = {
        "wages": "EXPENSE",
        "wages_liability": "CURRLIAB",
        "service_income": "REVENUE",
        "tax": "CURRLIAB",
        "automated_tax": "CURRLIAB",
    }
    shown = {
        "wages": ("Expense", ""),
        "wages_liability": ("Current Liability", ""),
        "service_income": ("Revenue", ""),
        "tax": ("Current Liability", ""),
        "automated_tax": ("Current Liability", ""),
    }

    def chart(self):
        rows = [row for row in self.book.objects("Accounts") if row["Name"].startswith("OD ")]
        self.assertFalse([name for name, count in Counter(row["Name"] for row in rows).items() if count > 1])
        return {row["Name"]: (row["Code"], row["Type"]) for row in rows}

    def stock(self):
        rows = [row for row in self.book.objects("Items", {"unitdp": 4}) if row["Code"].startswith("OD-")]
        return {row["Code"]: (row["Name"], row["SalesDetails"]["AccountCode"]) for row in rows}

    def type_account(self, role, name, number=""):
        self.desk.add_account(name, self.types[role], number or f"9{len(self.book.objects('Accounts'))}")

    def test_a_credit_card_is_refused(self):
        connection = self.begin()
        self.assertEqual(connection.wages_liability_type, "other_current_liability")
        self.assertIn("bank", connection.wages_liability_warning)
        with self.assertRaisesRegex(ValidationError, "bank"):
            connection.wages_liability_type = "credit_card"


@tagged("post_install", "-at_install")
class TestDefaults(BridgeCommon):
    """What does not hang on the ledger."""

    def begin(self, **values):
        connection = self.connection(enabled=False, **values)
        self.connect(connection)
        self.turn(connection)
        return connection

    def test_nothing_before_the_ledger_was_read(self):
        connection = self.connection(enabled=False)
        self.assertFalse(connection._plan_defaults())
        with self.assertRaises(UserError):
            self.as_("manager", connection).action_create_defaults()
        self.connect(connection)
        with self.assertRaisesRegex(UserError, "read once"):
            self.as_("manager", connection).action_create_defaults()

    def test_taxes_only_where_they_travel_as_lines(self):
        connection = self.begin()
        roles = {"wages", "wages_liability", "service_income"}
        self.assertEqual(set(connection._plan_defaults().mapped("role")), roles)
        connection.tax_style = "lines"
        rows = connection.default_ids
        self.assertEqual(set(rows.mapped("role")), roles | {"tax", "automated_tax"})
        taxes = rows.filtered("tax_id")
        self.assertIn(self.tax_8, taxes.tax_id)
        self.assertEqual(len(set(taxes.mapped("code"))), len(taxes))
        self.assertEqual(min(taxes.mapped("code")), "OD-8101")
        before = {row.tax_id: row.code for row in taxes}
        more = self._tax("9 % on top", 9)
        connection._plan_defaults()
        after = {row.tax_id: row.code for row in connection.default_ids.filtered("tax_id")}
        self.assertEqual({tax: after[tax] for tax in before}, before, "a number stays its tax's own")
        self.assertIn(more, after)
        connection.tax_style = "codes"
        self.assertEqual(set(connection.default_ids.mapped("role")), roles)

    def test_names_begin_with_the_prefix_and_stay_apart(self):
        connection = self.begin(tax_style="lines")
        self._tax("8 % ON TOP", 8.5)
        connection._plan_defaults()
        names = [name.casefold() for name in connection.default_ids.mapped("name")]
        self.assertEqual(len(set(names)), len(names))
        connection.default_prefix = "TrackTik"
        self.assertIn("TrackTik Direct Wages", connection.default_ids.mapped("name"))
        self.assertIn("OD-3000", connection.default_ids.mapped("code"))

    def test_the_wages_liability_as_written_is_warned_of(self):
        connection = self.begin()
        connection._plan_defaults()
        row = connection.default_ids.filtered(lambda row: row.role == "wages_liability")
        self.assertEqual(connection.wages_liability_type, "credit_card")
        self.assertIn("Other Current Liability", connection.wages_liability_warning)
        self.assertEqual(row.account_type, "Credit card")
        connection.wages_liability_type = "other_current_liability"
        self.assertFalse(connection.wages_liability_warning)
        self.assertEqual(row.account_type, "Current liability")

    def test_what_is_there_is_found_by_number_and_by_name(self):
        self.put_there(Kind.ACCOUNT, "Payroll", details={"role": "expense", "number": "od-3000"})
        self.put_there(Kind.ACCOUNT, "OD  DIRECT wages liability", details={"role": "credit_card"})
        self.put_there(Kind.ACCOUNT, "OD Service Income", details={"role": "income"}, active=False)
        connection = self.begin()
        rows = {row.role: row for row in connection._plan_defaults()}
        self.assertEqual(
            {role: row.state for role, row in rows.items()},
            {"wages": "found", "wages_liability": "found", "service_income": "conflict"},
        )
        self.assertEqual(rows["wages"].note, "Payroll")
        self.assertIn("inactive", rows["service_income"].note)
        rows["service_income"].wanted = False
        self.assertEqual(rows["service_income"].state, "skipped")
        self.as_("manager", connection).action_create_defaults()
        self.env.invalidate_all()
        self.assertEqual(rows["wages"].state, "adopted")
        self.assertEqual(rows["wages"].remote_record_id.name, "Payroll")
        self.assertFalse(self.env["bridge.transfer"].search([("connection_id", "=", connection.id)]))

    def test_what_is_found_stays_found_while_a_form_is_being_filled_in(self):
        self.put_there(Kind.ACCOUNT, "Payroll", details={"role": "expense", "number": "OD-3000"})
        connection = self.begin()
        connection._plan_defaults()
        form = connection.new(origin=connection)
        form.wages_liability_type = "other_current_liability"
        row = form.default_ids.filtered(lambda row: row.role == "wages")
        self.assertEqual((row.state, row.note), ("found", "Payroll"))

    def test_two_of_them_are_nobody_s_to_choose_but_a_person_s(self):
        self.put_there(Kind.ACCOUNT, "Payroll", details={"role": "expense", "number": "OD-3000"})
        self.put_there(Kind.ACCOUNT, "OD Direct Wages", details={"role": "expense"})
        connection = self.begin()
        row = connection._plan_defaults().filtered(lambda row: row.role == "wages")
        self.assertEqual(row.state, "conflict")
        row.picked_id = self.mirrored(connection, Kind.ACCOUNT, "Payroll")
        self.assertEqual((row.state, row.note), ("found", "Payroll"))

    def test_people_decide_and_write_nothing_else(self):
        connection = self.begin()
        row = connection._plan_defaults()[:1]
        self.as_("bookkeeper", row).wanted = False
        for rank in ("user", "bookkeeper"):
            with self.assertRaises(AccessError):
                self.as_(rank, connection).action_create_defaults()
        with self.assertRaises(AccessError):
            self.as_("user", row).wanted = True
        with self.assertRaises(AccessError):
            self.as_("manager", row).name = "Mine"
        elsewhere = self.connection(company=self.company_b, enabled=False)
        values = {"connection_id": elsewhere.id, "kind": "account", "remote_id": "A1", "full_name": "Theirs"}
        other = self.env["bridge.remote.record"].create(values)
        with self.assertRaises(ValidationError):
            row.picked_id = other

    def test_before_enable_nothing_else_leaves(self):
        connection = self.begin()
        link = self.env["bridge.binding"]._reserve(connection, self.customer, Kind.CUSTOMER)
        other = self.env["bridge.transfer"].create({"connection_id": connection.id, "binding_id": link.id})
        self.turn(connection)
        self.assertEqual(other.state, "queued")
        self.as_("manager", connection).action_create_defaults()
        self.turn(connection)
        self.assertEqual(other.state, "queued")
        self.assertEqual(set(connection.default_ids.mapped("state")), {"created"})
        self.turn(connection)
        self.assertEqual(other.state, "queued")
        connection.write({"backup_confirmed": True, "expense_account_id": connection.income_account_id.id})
        connection.action_enable()
        self.turn(connection)
        self.assertEqual(other.state, "processed")

    def test_what_the_ledger_refuses_is_an_issue_and_goes_again(self):
        connection = self.begin()
        DoubleLedger.refused["OD Service Income"] = "plan_lacks"
        self.as_("manager", connection).action_create_defaults()
        self.turn(connection)
        row = connection.default_ids.filtered(lambda row: row.role == "service_income")
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, row.state), ("default_refused", "conflict"))
        self.assertIn("The double says no.", row.note)
        self.assertFalse(connection.income_account_id)
        DoubleLedger.refused.clear()
        self.cure(issue, "release_again")
        self.turn(connection)
        self.assertEqual((row.state, issue.state), ("created", "solved"))
        self.assertEqual(connection.income_account_id, row.remote_record_id)

    def test_one_that_is_taken_away_there_is_made_again_when_somebody_presses(self):
        connection = self.begin()
        self.as_("manager", connection).action_create_defaults()
        self.turn(connection)
        row = connection.default_ids.filtered(lambda row: row.role == "wages")
        first = row.remote_record_id
        first.is_gone = True
        row.binding_ids.write({"external_id": False})
        self.assertEqual(row.state, "planned")
        self.as_("manager", connection).action_create_defaults()
        del DoubleLedger.entries[first.remote_id]
        self.turn(connection)
        self.assertEqual(row.state, "created")
        self.assertNotEqual(row.remote_record_id, first)

    def test_tax_of_an_outside_service_has_an_item_of_its_own(self):
        connection = self.begin(tax_style="lines")
        self.as_("manager", connection).action_create_defaults()
        self.turn(connection)
        outside = self._tax("AVT", 6)
        move = self.invoice(self.line(price=100.0, taxes=[outside]))
        prepared = Preparation(connection).invoices(move)[move.id]
        self.assertEqual(prepared.blocked_by.reason, "tax_unmapped", "a tax that was forgotten is asked for")
        # Such a service writes its amount into the line of a tax that has no rate.
        outside.amount = 0
        prepared = Preparation(connection).invoices(move)[move.id]
        self.assertFalse(prepared.blocked_by)
        plan = Taxation(Preparation(connection)).plan(move, -1, Decimal("6.00"), self.fail)
        item = connection.default_ids.filtered(lambda row: row.role == "automated_tax").item_record_id
        self.assertEqual([(line.item.id, line.amount) for line in plan.extra], [(item.remote_id, Decimal("6.00"))])

    def test_a_look_at_many_rows_takes_as_many_queries_as_at_few(self):
        counts = []
        connection = self.begin(tax_style="lines")
        for more in (0, 20):
            for number in range(more):
                self._tax(f"Tax {number}", 1 + number)
            connection._plan_defaults()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            states = connection.default_ids.mapped("state")
            self.assertEqual(len(states), len(connection.default_ids))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_what_is_not_wanted_any_more_leaves_the_queue(self):
        connection = self.begin()
        self.as_("manager", connection).action_create_defaults()
        rows = {row.role: row for row in connection.default_ids}
        self.as_("bookkeeper", rows["wages_liability"]).wanted = False
        self.assertEqual(rows["wages_liability"].state, "skipped")
        self.turn(connection)
        self.assertEqual(rows["wages_liability"].state, "skipped")
        self.assertFalse(self.mirrored(connection, Kind.ACCOUNT, "OD Direct Wages Liability"))
        self.as_("bookkeeper", rows["wages_liability"]).wanted = True
        self.as_("manager", connection).action_create_defaults()
        self.turn(connection)
        self.assertEqual(rows["wages_liability"].state, "created")

    def test_one_that_is_picked_is_used_although_its_creation_is_queued(self):
        self.put_there(Kind.ACCOUNT, "Work", details={"role": "income"})
        connection = self.begin()
        self.as_("manager", connection).action_create_defaults()
        row = connection.default_ids.filtered(lambda row: row.role == "service_income")
        self.as_("bookkeeper", row).picked_id = self.mirrored(connection, Kind.ACCOUNT, "Work")
        self.turn(connection)
        self.assertEqual(row.remote_record_id.name, "Work")
        self.assertEqual(connection.income_account_id.name, "Work")
        self.assertTrue(connection.line_item_id, "its item is made all the same")
        self.assertFalse(self.mirrored(connection, Kind.ACCOUNT, "OD Service Income"))

    def test_a_ledger_that_takes_no_accounts_is_asked_for_none(self):
        connection = self.begin()
        none = dataclasses.replace(DoubleLedger.capabilities, operations={})
        with patch.object(DoubleLedger, "capabilities", none), self.assertRaisesRegex(UserError, "takes no accounts"):
            self.as_("manager", connection).action_create_defaults()
