"""The accounts and items to begin with, in any ledger: seen first, made once, used where nothing was chosen."""

from unittest.mock import patch

from ..engine import defaulting
from ..ledgers.documents import Kind

# Rows 68 to 72 of the contract: role, name, number, whether there is an item.
ROWS = {
    "wages": ("OD Direct Wages", "OD-3000", False),
    "wages_liability": ("OD Direct Wages Liability", "OD-9000", False),
    "service_income": ("OD Service Income", "OD-2000", True),
    "tax": ("OD 8 % on top", "OD-8101", True),
    "automated_tax": ("OD Automated Calculated Tax", "OD-8000", True),
}


class DefaultStories:
    """The class of a ledger has ``types``, ``items`` and ``kinds_there``, and says what its books hold.

    ``types``: ``{role: type (and detail type) as the books have it}``, ``shown``: the same as the list shows it.
    ``chart`` and ``stock``: what the books hold, ``type_account``: what a person enters there.
    """

    allow_inherited_tests_method = True
    types, shown = {}, {}
    # What an item is there: its name, or its code.
    item_by_code = False

    def chart(self):
        """Return ``{name: (number, type)}`` of the accounts of ours in the books; a name that is twice fails."""
        raise NotImplementedError

    def stock(self):
        """Return ``{SKU or name: (type, name of the account)}`` of the items of ours in the books."""
        raise NotImplementedError

    def type_account(self, role, name, number=""):
        """A person enters an account of the type that a role has there."""
        raise NotImplementedError

    def begin(self, **values):
        """Return a connection that has read its ledger once, where nothing was chosen."""
        self.put_there(Kind.ACCOUNT, "Sales")
        # One tax, whatever the chart of accounts of the host brings.
        self.env["account.tax"].search(
            [("company_id", "=", self.company_a.id), ("id", "!=", self.tax_8.id)]
        ).active = False
        connection = self.connection(enabled=False, **{"tax_style": "lines", **values})
        self.connect(connection)
        self.turn(connection)
        self.link = connection
        return connection

    def rows(self):
        return {default.role: default for default in self.link.default_ids}

    def states(self):
        self.link.default_ids.invalidate_recordset()
        return {default.role: default.state for default in self.link.default_ids}

    def press(self, rank="manager"):
        self.as_(rank, self.link).action_create_defaults()
        self.env.invalidate_all()

    def assert_all_there(self):
        self.assertEqual(self.chart(), {name: (code, self.types[role]) for role, (name, code, _item) in ROWS.items()})
        self.assertEqual(sorted(self.stock()), sorted(self.item_names()))

    def item_names(self):
        return [code if self.item_by_code else name for name, code, has_item in ROWS.values() if has_item]

    def test_seen_first_then_made_once_and_used(self):
        connection = self.begin()
        self.as_("manager", connection)._plan_defaults()
        rows = self.rows()
        self.assertEqual(
            {role: (row.name, row.number, bool(row.item_type)) for role, row in rows.items()}, ROWS, "seen first"
        )
        self.assertEqual({role: (row.account_type, row.account_detail) for role, row in rows.items()}, self.shown)
        self.assertEqual(set(self.states().values()), {"planned"})
        self.turn(connection)
        self.assertEqual(self.chart(), {}, "nothing leaves before somebody presses")
        self.press()
        self.assertEqual(set(self.states().values()), {"queued"})
        self.press()
        self.turn(connection)
        self.assert_all_there()
        self.assertEqual(set(self.states().values()), {"created"})
        self.assertEqual(
            {role: row.remote_record_id.name for role, row in self.rows().items()},
            {role: name for role, (name, _code, _item) in ROWS.items()},
        )
        # Used where nothing was chosen.
        income, item = rows["service_income"].remote_record_id, rows["service_income"].item_record_id
        self.assertEqual((connection.income_account_id, connection.line_item_id), (income, item))
        self.assertEqual(connection.expense_account_id.details["role"], "cost")
        mapping = connection.mapping_ids.filtered(lambda mapping: mapping.kind == "tax")
        self.assertEqual((mapping.tax_id, mapping.remote_record_id), (self.tax_8, rows["tax"].item_record_id))
        # Pressed again, and run again.
        sent = len(self.sent)
        self.press()
        self.turn(connection)
        self.assertFalse([payload for payload in self.sent[sent:] if self.writes_in(payload)])
        self.assert_all_there()
        # An invoice with tax, and nothing was chosen by hand.
        connection.backup_confirmed = True
        connection.action_enable()
        move = self.invoice(self.line(price=100.0, taxes=[self.tax_8]))
        self.release(move)
        self.turn(connection)
        self.assertEqual(move.bridge_state, "processed", move.bridge_ribbon)
        (there,) = self.there(Kind.INVOICE)
        self.assertEqual((float(there.total), float(there.tax_amount or 0)), (108.0, 0.0))

    def test_what_is_there_is_used_and_another_type_is_in_the_way(self):
        self.type_account("service_income", "OD Service Income")
        self.type_account("service_income", "OD Direct Wages")
        connection = self.begin(tax_style="codes")
        connection._plan_defaults()
        self.assertEqual(
            self.states(), {"wages": "conflict", "wages_liability": "planned", "service_income": "planned"}
        )
        wages = self.rows()["wages"]
        self.assertIn("OD Direct Wages", wages.note)
        self.press()
        self.turn(connection)
        self.assertEqual(
            self.states(), {"wages": "conflict", "wages_liability": "created", "service_income": "created"}
        )
        self.assertEqual(connection.income_account_id.name, "OD Service Income")
        self.assertEqual(len(self.mirrored(connection, Kind.ACCOUNT, "OD Service Income")), 1)
        issue = self.open_issue(connection)
        self.assertEqual((issue.reason, issue.kind), ("default_other_type", "account"))
        # Another one is chosen, and that is the end of it.
        self.as_("bookkeeper", wages).picked_id = connection.expense_account_id
        self.press()
        self.assertEqual(self.states()["wages"], "adopted")
        self.assertEqual(wages.remote_record_id, connection.expense_account_id)
        self.assertEqual(issue.state, "solved")
        self.turn(connection)
        self.assertEqual(set(self.chart()), {"OD Direct Wages", "OD Direct Wages Liability", "OD Service Income"})

    def test_killed_half_way_each_is_there_once(self):
        connection = self.begin()
        self.press()
        # The answer is lost once they are there, and the ledger forgets that it was asked.
        with self.losing_answers():
            self.turn(connection)
        self.assertNotIn("created", self.states().values())
        self.forget_keys()
        # Then our side dies while it applies an answer.
        with patch.object(defaulting, "settle", side_effect=RuntimeError("killed")), self.assertRaises(RuntimeError):
            self.some_turns()
        self.press()
        self.some_turns()
        self.assert_all_there()
        self.assertEqual(set(self.states().values()), {"created"})
        self.assertTrue(connection.line_item_id)

    def some_turns(self):
        """As many runs as it takes, each when what was lost can no longer arrive."""
        for _run in range(4):
            exchanges = self.env["bridge.exchange"].search(
                [("connection_id", "=", self.link.id), ("first_sent_at", "!=", False)]
            )
            patience = self.link._ledger().capabilities.may_arrive_for
            for exchange in exchanges:
                exchange.first_sent_at -= 1.1 * patience
                exchange.sent_again_at = False
            self.env["bridge.transfer"].search([("connection_id", "=", self.link.id)]).due_at = False
            self.turn(self.link)
