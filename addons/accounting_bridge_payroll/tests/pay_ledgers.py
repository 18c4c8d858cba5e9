"""Ledgers that pay runs go into: the accounts they need, and what was posted there."""

from collections import Counter
from contextlib import contextmanager
from decimal import Decimal

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Unanswered
from odoo.addons.accounting_bridge.tests.each_ledger_case import DesktopCase, OnlineCompanyCase, XeroCompanyCase

from .pay_runs import PayRuns

# What pay is booked to: in our words, what each ledger calls such an account and its number there.
ACCOUNTS = {
    "Wages": ("expense", "6000"),
    "Employer Pension": ("expense", "6100"),
    "Tax Withheld": ("liability", "2300"),
    "Pension Payable": ("liability", "2310"),
    "Employee Advances": ("liability", "2320"),
    "Wages Liability": ("liability", "2330"),
}
# Of each pay code: where it is booked, and where an employer's cost is owed.
BOOKED = {
    "WAGE": ("Wages", None),
    "TAX": ("Tax Withheld", None),
    "PENSION": ("Pension Payable", None),
    "ADVANCE": ("Employee Advances", None),
    "EMPLOYER": ("Employer Pension", "Pension Payable"),
}
PAYEE = "Net Wages Account"


class Paying(PayRuns):
    """A connection that sends pay runs, and what a pay run comes to in the books of its ledger."""

    def setUp(self):
        super().setUp()
        self.prepare_payroll()
        self.payee = self._customer(PAYEE)
        # Who keeps the books here may see what people earn.
        self.people["bookkeeper", "a"].group_ids |= self.env.ref("payroll.group_payroll_manager")

    def paying(self):
        """Return an enabled connection that sends pay runs, each pay code booked to its own account."""
        for name, (sort, number) in ACCOUNTS.items():
            self.add_pay_account(name, sort, number)
        connection = self.connection()
        connection.write(
            {
                "sends_bills": True,
                "payroll_vendor_id": self.payee.id,
                "payroll_group_by": "pay_code",
                "payroll_wages_account_id": self.pay_account(connection, "Wages").id,
                "payroll_liability_account_id": self.pay_account(connection, "Wages Liability").id,
            }
        )
        self.env["bridge.mapping"].create(
            [
                {
                    "connection_id": connection.id,
                    "kind": "pay_code",
                    "salary_rule_id": self.rules[code].id,
                    "remote_record_id": self.pay_account(connection, account).id,
                    "liability_record_id": owed and self.pay_account(connection, owed).id,
                }
                for code, (account, owed) in BOOKED.items()
            ]
        )
        return connection

    def pay_account(self, connection, name):
        row = self.mirrored(connection, Kind.ACCOUNT, name)
        self.assertEqual(len(row), 1, name)
        return row

    def send(self, connection, run):
        """Release a run and let sessions run until nothing is due. :return: its bills."""
        run.action_bridge_release()
        self.run_all(connection)
        return run.bridge_bill_ids

    def run_all(self, connection):
        for _round in range(3):
            self.turn(connection)

    def assert_posted(self, **expected):
        """What these runs have done to the accounts of pay: debits less credits; the others stand at nothing."""
        balances = self.balances_there()
        found = {name: Decimal(balances.get(name) or 0) for name in (*ACCOUNTS, self.payable)}
        wanted = {name.replace("_", " "): Decimal(amount) for name, amount in expected.items()}
        payable = wanted.pop("payable", Decimal(0))
        self.assertEqual(found, {name: Decimal(0) for name in ACCOUNTS} | wanted | {self.payable: payable})

    def assert_in_step(self, bills):
        for bill in bills:
            link = bill.binding_id
            self.assertEqual((bill.bridge_state, bill.transfer_id.reason), ("processed", False), link.issue_text)
            self.assertTrue(link.totals_agree)
            self.assertRegex(bill.bridge_reason, r" as \S+, -?[\d.]+ [A-Z]{3}, totals agree")

    def simple_run(self):
        return self.pay_run("October", self.structure("WAGE"), self.employee("Ada", 3000.00))

    def run_of_two(self):
        structure = self.structure("WAGE", "TAX", "PENSION", "EMPLOYER")
        return self.pay_run("October", structure, self.employee("Ada", 3000.00), self.employee("Bo", 2511.37))

    def run_below_zero(self):
        return self.pay_run("October", self.structure("WAGE", "ADVANCE"), self.employee("Cy", 100.00))

    # === WHAT GOES WRONG === #

    @contextmanager
    def losing(self, word):
        """The first set with this word arrives, and its answer does not."""
        lost = []

        def lose(carry, payload):
            answer = carry()
            if word in payload and not lost:
                lost.append(payload)
                raise Unanswered("the line went dead")
            return answer

        with self.carrying(lose):
            yield
        self.assertEqual(len(lost), 1)

    def forget_all(self, connection):
        """Nobody knows any more what was asked: what is there has to tell."""
        self.forget_keys()
        exchanges = self.env["bridge.exchange"].search(
            [("connection_id", "=", connection.id), ("first_sent_at", "!=", False)]
        )
        for exchange in exchanges:
            exchange.first_sent_at -= 2 * connection._ledger().capabilities.key_lifetime
        self.env.flush_all()


class OnlinePaying(Paying, OnlineCompanyCase):
    """QuickBooks Online."""

    payable = "Accounts Payable (A/P)"

    def add_pay_account(self, name, sort, number):
        self.desk.add_account(name, {"expense": "Expense", "liability": "Other Current Liability"}[sort])

    def balances_there(self):
        return self.book.trial_balance()

    def bills_there(self):
        return [(row["vendor"], row["total"]) for row in self.book.bills()]

    def entries_there(self):
        return [row["total"] for row in self.book.journal_entries()]


class XeroPaying(Paying, XeroCompanyCase):
    """Xero."""

    payable = "Accounts Payable"

    def add_pay_account(self, name, sort, number):
        self.desk.add_account(name, {"expense": "EXPENSE", "liability": "CURRLIAB"}[sort], number)

    def balances_there(self):
        return self.book.trial_balance()

    def bills_there(self):
        return [(row["contact"], row["total"]) for row in self.book.bills()]

    def entries_there(self):
        return [sum(amount for _code, amount in row["lines"] if amount > 0) for row in self.book.journals()]


class DesktopPaying(Paying, DesktopCase):
    """QuickBooks Desktop."""

    payable = "Accounts Payable"

    def add_pay_account(self, name, sort, number):
        self.book.add_account(name, {"expense": "Expense", "liability": "OtherCurrentLiability"}[sort])

    def connection(self, **values):
        self.link = super().connection(**values)
        return self.link

    def balances_there(self):
        """The company file shows no balances of accounts: they are added up from its bills and entries."""
        sums = Counter()
        for bill in self.book.bills():
            sums[self.payable] -= bill["total"]
            for line in bill["lines"]:
                sums[line["account"]] += line["amount"]
        for entry in self.book.journal_entries():
            for line in entry["lines"]:
                sums[line["account"]] += (line["debit"] or 0) - (line["credit"] or 0)
        return sums

    def bills_there(self):
        return [(row["vendor"], row["total"]) for row in self.book.bills()]

    def entries_there(self):
        return [row["total"] for row in self.book.journal_entries()]
