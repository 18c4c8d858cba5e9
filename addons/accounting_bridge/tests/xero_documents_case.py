"""What a person does in the pages of Xero, and what left for it, for the stories of documents."""

import re
from decimal import Decimal

from ..ledgers import json_text
from ..ledgers.documents import Kind
from ..ledgers.xero import looks, text
from .bookkeeping import Documents, Payments
from .cloud_company_case import AGAIN
from .xero_company_case import XeroCompanyCase

GONE = ("VOIDED", "DELETED")
HEAD = {"due_date": "DueDate", "date": "Date", "number": "InvoiceNumber", "memo": "Reference"}
LINE = {"amount": "UnitAmount", "description": "Description"}


class Screen:
    """The pages of an organisation: documents are named by their numbers."""

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
        """A number is used up by what was voided (facts 2.4): what goes once more bears it with a digit behind it."""
        rows = self._documents("Invoices", "ACCREC", "Invoice")
        return [row for row in rows if number is None or re.fullmatch(rf"{re.escape(number)}(-\d)?", row["number"])]

    def credit_memos(self, number=None):
        rows = self._documents("CreditNotes", "ACCRECCREDIT", "CreditNote")
        return [row for row in rows if number in (None, row["number"])]

    def _documents(self, endpoint, sort, name):
        rows = self._book.objects(endpoint, {"unitdp": 4})
        return [_document(row, name) for row in rows if row["Type"] == sort]

    def payments(self):
        """Single payments, batches of them and overpayments: what came in at once is one."""
        numbers = {row["InvoiceID"]: row["InvoiceNumber"] for row in self._book.objects("Invoices", {"unitdp": 4})}
        alive = [row for row in self._book.objects("Payments") if row["Status"] not in GONE]
        single = [row for row in alive if not row.get("BatchPaymentID")]
        batches = [row for row in self._book.objects("BatchPayments") if row["Status"] not in GONE]
        ours = self._case.env["bridge.transfer"].search([("kind", "=", Kind.PAYMENT.value)])
        # A batch bears our mark and, but in New Zealand, no words of ours.
        names = {text.packed(transfer.binding_id.trace): transfer.move_id.name for transfer in ours}
        found = [_payment(row, numbers) for row in single] + [_batch(row, numbers, names) for row in batches]
        accounts = {row["AccountID"]: row["Name"] for row in self._book.objects("Accounts")}
        return [{**row, "deposit_to": accounts[row["deposit_to"]]} for row in found]

    # === DONE === #

    def receive_payment(self, number, amount=None):
        return self._desk.pay(number, amount)["PaymentID"]

    def deposit(self, payment_id):
        self._desk.reconcile(payment_id)

    def edit_invoice(self, number, /, **values):
        self._desk.edit("Invoices", number, **{HEAD.get(name, name): value for name, value in values.items()})

    def edit_line(self, number, place, amount=None, description=None, endpoint="Invoices"):
        changes = {"amount": amount and Decimal(amount), "description": description}
        if amount:
            row = next(each for each in self.invoices() + self.credit_memos() if each["number"] == number)
            changes["amount"] = Decimal(amount) / row["lines"][place]["quantity"]
        self._desk.edit_line(
            number, place, endpoint, **{LINE[name]: value for name, value in changes.items() if value is not None}
        )

    def void_invoice(self, number):
        self._desk.void("Invoices", number)

    def delete_invoice(self, number):
        self._desk.void("Invoices", number)

    def delete_credit_memo(self, number):
        self._desk.void("CreditNotes", number)

    def add_bank(self, name):
        self._desk.add_account(name, "BANK", BankAccountNumber=str(abs(hash(name)))[:8])

    def add_customer(self, name):
        return self._desk.add_contact(name)["ContactID"]


def _document(row, name):
    gone = row["Status"] in GONE
    return {
        "id": row[f"{name}ID"],
        "number": row.get(f"{name}Number", ""),
        "total": Decimal(0) if gone else row["Total"],
        "tax": Decimal(0) if gone else row["TotalTax"],
        "balance": Decimal(0) if gone else row["AmountDue" if name == "Invoice" else "RemainingCredit"],
        "date": row["DateString"][:10],
        "due_date": row.get("DueDateString", "")[:10],
        "customer": row["Contact"]["Name"],
        "memo": row.get("Reference", ""),
        "currency": row["CurrencyCode"],
        "rate": row.get("CurrencyRate", Decimal(1)),
        "amounts": row["LineAmountTypes"],
        "is_void": gone,
        "lines": [
            {
                "id": line["LineItemID"],
                # A comment has no amount.
                "amount": line["LineAmount"] if "Quantity" in line else None,
                "description": line.get("Description", ""),
                "quantity": line.get("Quantity", Decimal(0)),
                "item": line.get("ItemCode", ""),
                "account": line.get("AccountCode", ""),
                "tax_code": line.get("TaxType", ""),
                "tax": line.get("TaxAmount", Decimal(0)),
                "class": ", ".join(each["Option"] for each in line.get("Tracking", ())),
            }
            for line in row["LineItems"]
        ],
    }


def _payment(row, numbers):
    return {
        "id": row["PaymentID"],
        "number": row.get("Reference", "").partition(" ")[0],
        "total": row["Amount"],
        "unused": Decimal("0.00"),
        "deposit_to": row["Account"]["AccountID"],
        "applied_to": [{"number": numbers.get(row["Invoice"]["InvoiceID"], ""), "amount": row["Amount"]}],
    }


def _batch(row, numbers, names):
    return {
        "id": row["BatchPaymentID"],
        "number": names.get(row.get("Details")) or row.get("Reference", "").partition(" ")[0],
        "total": row["TotalAmount"],
        "unused": Decimal("0.00"),
        "deposit_to": row["Account"]["AccountID"],
        "applied_to": [
            {"number": numbers.get(part["Invoice"]["InvoiceID"], ""), "amount": part["Amount"]}
            for part in row["Payments"]
        ],
    }


class _OnXero(XeroCompanyCase):
    def setUp(self):
        super().setUp()
        self.screen = Screen(self)

    def turn(self, connection):
        """Minutes go by between two sessions, so that each asks what is new."""
        self.minutes_go_by(connection)
        return super().turn(connection)

    # === ON THE LINE === #

    def updates(self, endpoint="Invoices"):
        """Return the elements that were sent to change what is there."""
        return [
            json_text.read(call["text"])[endpoint][0]
            for call in self.calls()
            if call["method"] == "POST" and call["path"].startswith(f"{endpoint}/") and not call["id"].startswith(AGAIN)
        ]

    def updates_sent(self):
        return len([each for each in self.updates() if each.get("Status") not in GONE])

    def removals_sent(self):
        return len([each for each in self.updates() if each.get("Status") in GONE])

    def line_ids_said(self):
        return [line.get("LineItemID", "") for line in self.updates()[-1]["LineItems"]]

    def reads_sent(self):
        """Return how often it was asked what is new of invoices."""
        reads = [call for call in self.calls("Invoices") if call["method"] == "GET"]
        return len([call for call in reads if not looks.name_of(call["id"])])


class XeroDocumentsCase(Documents, _OnXero):
    """An organisation, and the connection ``link`` to it, which lets documents travel."""

    settings = {}

    def setUp(self):
        super().setUp()
        self.before_connecting()
        self.link = self.connection(**self.settings)

    def before_connecting(self):
        """What stands in the organisation when it is read for the first time."""


class XeroPaymentsCase(Payments, _OnXero):
    """An organisation that holds invoices of ours, and people who pay them in Odoo."""

    def setUp(self):
        super().setUp()
        self.choose_bank(self.link)

    def choose_bank(self, connection, name="Business Bank Account"):
        """Money goes to an account of the bank, always."""
        connection.deposit_account_id = self.mirrored(connection, Kind.ACCOUNT, name)
