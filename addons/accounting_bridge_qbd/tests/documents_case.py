"""What a person does on the screen of QuickBooks, and what left for it, for the stories of documents."""

from odoo.addons.accounting_bridge.tests.bookkeeping import Documents

from ..ledgers.quickbooks_desktop import reading
from .desktop_case import DesktopCase

HEAD = {"due_date": "DueDate", "date": "TxnDate", "number": "RefNumber", "memo": "Memo"}
LINE = {"amount": "Amount", "description": "Desc"}


class Screen:
    """The screen of a company file, as ``bookkeeping`` speaks of it."""

    def __init__(self, case):
        self._case = case

    @property
    def _book(self):
        return self._case.book

    def invoices(self, number=None):
        return [_row(row) for row in self._book.invoices(number)]

    def credit_memos(self, number=None):
        return [_row(row) for row in self._book.credit_memos(number)]

    def payments(self):
        return [_row(row) for row in self._book.payments()]

    def receive_payment(self, number, amount=None):
        return self._book.receive_payment(number, amount) if amount else self._book.receive_payment(number)

    def deposit(self, payment_id):
        self._book.deposit(payment_id)

    def edit_invoice(self, number, /, **values):
        self._book.edit_invoice(number, **{HEAD.get(name, name): value for name, value in values.items()})

    def edit_line(self, number, place, **values):
        self._book.edit_line(number, place, **{LINE.get(name, name): value for name, value in values.items()})

    def void_invoice(self, number):
        self._book.void_invoice(number)

    def delete_invoice(self, number):
        self._book.delete_invoice(number)

    def delete_credit_memo(self, number):
        self._book.delete("CreditMemo", number)

    def add_bank(self, name):
        self._book.add_account(name, "Bank")

    def add_customer(self, name):
        return self._book.add_customer(name)


def _row(row):
    lines = [{**line, "id": line["line_id"]} for line in row.get("lines") or ()]
    return {**row, "id": row["txn_id"], "lines": lines}


class DocumentsCase(Documents, DesktopCase):
    """A company file, and the connection ``link`` to it, which lets documents travel."""

    settings = {}

    def setUp(self):
        super().setUp()
        self.screen = Screen(self)
        self.before_connecting()
        self.link = self.connection(**self.settings)

    def before_connecting(self):
        """What stands in the company file when it is read for the first time."""

    # === ON THE LINE === #

    def elements(self, name):
        """Return the elements of this name in everything that left, oldest first."""
        return [found for text in self.sent for found in reading.parse(text).iter(name)]

    def said(self, name):
        """Return what the newest element of this name said: ``{child: text}``, the lines as a list under theirs."""
        found = {}
        for child in self.elements(name)[-1]:
            if child.tag.endswith(("LineMod", "LineAdd")):
                found.setdefault(child.tag, []).append({part.tag: _text(part) for part in child})
            else:
                found[child.tag] = _text(child)
        return found

    def updates_sent(self):
        return len(self.elements("InvoiceMod"))

    def removals_sent(self):
        return len(self.elements("TxnVoidRq"))

    def reads_sent(self):
        """Return how often pages of invoices were asked for."""
        return len([query for query in self.elements("InvoiceQueryRq") if query.get("iterator")])

    def line_ids_said(self):
        said = [line["TxnLineID"] for line in self.said("InvoiceMod")["InvoiceLineMod"]]
        return ["" if line_id == "-1" else line_id for line_id in said]


def _text(element):
    """Return the text of an element; of a reference or an address that of its parts."""
    return element.text if not len(element) else " ".join(part.text or "" for part in element)
