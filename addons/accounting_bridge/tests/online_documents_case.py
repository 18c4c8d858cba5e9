"""What a person does in the pages of QuickBooks Online, and what left for it, for the stories of documents."""

from .bookkeeping import Documents, Payments
from .cloud_company_case import AGAIN
from .online_company_case import OnlineCompanyCase

HEAD = {"due_date": "DueDate", "date": "TxnDate", "number": "DocNumber", "memo": "PrivateNote"}


class Screen:
    """The pages of a company: documents are named by their numbers."""

    def __init__(self, case):
        self._case = case

    @property
    def _book(self):
        return self._case.book

    @property
    def _desk(self):
        return self._case.desk

    # === LOOKED AT === #

    def invoices(self, number=None):
        return _in_order(self._book.invoices(number))

    def credit_memos(self, number=None):
        return _in_order(self._book.credit_memos(number))

    def payments(self):
        return [{**row, "unused": row["unapplied"]} for row in _in_order(self._book.payments())]

    # === DONE === #

    def receive_payment(self, number, amount=None):
        return self._desk.receive_payment(number, amount)["Id"]

    def deposit(self, payment_id):
        if not self._book.find("Account", "Checking"):
            self.add_bank("Checking")
        self._desk.deposit(payment_id)

    def edit_invoice(self, number, /, **values):
        self._desk.edit("Invoice", number, **{HEAD.get(name, name): value for name, value in values.items()})

    def edit_line(self, number, place, amount=None, description=None, entity="Invoice", **detail):
        if description is None:
            self._desk.edit_line(number, place, entity, amount, **detail)
            return
        row = self._desk.document(entity, number)
        lines = [line for line in row["Line"] if line["DetailType"] != "SubTotalLineDetail"]
        lines[place] = {**lines[place], "Description": description}
        self._desk.edit(entity, number, Line=lines)

    def void_invoice(self, number):
        self._desk.void("Invoice", number)

    def delete_invoice(self, number):
        self._desk.delete("Invoice", number)

    def delete_credit_memo(self, number):
        self._desk.delete("CreditMemo", number)

    def add_bank(self, name):
        self._desk.add_account(name, "Bank")

    def add_customer(self, name):
        return self._desk.add_customer(name)["Id"]


def _in_order(rows):
    """Return documents in the order in which they were entered."""
    return sorted(rows, key=lambda row: int(row["id"]))


class _Online(OnlineCompanyCase):
    def setUp(self):
        super().setUp()
        self.screen = Screen(self)

    def turn(self, connection):
        """Minutes go by between two sessions, so that each asks what is new."""
        self.minutes_go_by(connection)
        return super().turn(connection)

    def written(self, path, operation=None):
        """Return the single writes to an entity: those of an operation (None: creates and updates)."""
        return [
            call
            for call in self.calls(path)
            if call["parameters"].get("operation") == operation and not call["id"].startswith(AGAIN)
        ]

    def updates(self, path="invoice"):
        return [call["body"] for call in self.written(path) if call["body"].get("Id")]

    def updates_sent(self):
        return len(self.updates())

    def removals_sent(self):
        return len(self.written("invoice", "void"))

    def line_ids_said(self):
        return [line.get("Id", "") for line in self.updates()[-1]["Line"]]

    def reads_sent(self):
        """Return how often it was asked what is new."""
        return len(self.calls("cdc"))


class OnlineDocumentsCase(Documents, _Online):
    """A company, and the connection ``link`` to it, which lets documents travel."""

    settings = {}

    def setUp(self):
        super().setUp()
        self.before_connecting()
        self.link = self.connection(**self.settings)

    def before_connecting(self):
        """What stands in the company when it is read for the first time."""


class OnlinePaymentsCase(Payments, _Online):
    """A company that holds invoices of ours, and people who pay them in Odoo."""
