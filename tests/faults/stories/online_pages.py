"""The pages of QuickBooks Online as the stories know a company file: the same questions, the same rows, the same acts.

Documents go by their id, ``txn_id``; the kinds keep the names that Desktop has for them.
"""

from datetime import UTC, datetime

from tests.simulators.quickbooks_online.books import Fault
from tests.simulators.quickbooks_online.books.faults import Faults

# What a person is told at the screen who asks for what cannot be done.
REFUSALS = (Fault, Faults, LookupError)
ENTITIES = {"Invoice": "Invoice", "CreditMemo": "CreditMemo", "ReceivePayment": "Payment"}
FIELDS = {"TxnDate": "TxnDate", "RefNumber": "DocNumber", "Memo": "PrivateNote"}


class Pages:
    """What a bookkeeper sees and does. :param online: ``OnlineCompany``"""

    def __init__(self, online):
        self.online = online
        self.company, self.desk = online.company, online.desk
        # Every payload that left.
        self.texts: list[str] = []

    # === LOOKED AT === #

    def documents(self, kind):
        return [_row(kind, row) for row in self.company.documents(ENTITIES[kind])]

    def invoices(self):
        return self.documents("Invoice")

    def credit_memos(self):
        return self.documents("CreditMemo")

    def payments(self):
        return [_row("ReceivePayment", row) | {"marks": row["deposited"]} for row in self.company.payments()]

    def deposits(self):
        return [{"txn_id": row["Id"]} for row in self.company.objects("Deposit")]

    def customers(self):
        return [_entry(row, row["DisplayName"]) for row in self.company.objects("Customer")]

    def items(self):
        return [_entry(row, row["Name"]) for row in self.company.objects("Item")]

    def applications(self):
        """Everything that an invoice is paid with: money, or a payment of nothing that uses a credit memo."""
        return [
            {"by_txn_id": one["payment_id"], "txn_id": one["id"], "amount": one["amount"], "discount": 0}
            for one in self.company.applications()
            if one["kind"] == "Invoice"
        ]

    def tax_totals(self, first, last):
        """The tax of a period by rate, from the lines of tax of invoices less those of credit memos."""
        totals = {}
        for entity, sign in (("Invoice", 1), ("CreditMemo", -1)):
            for row in self.company.objects(entity):
                if first <= row["TxnDate"] <= last:
                    for line in (row.get("TxnTaxDetail") or {}).get("TaxLine") or ():
                        rate = line["TaxLineDetail"]["TaxRateRef"]["value"]
                        totals[rate] = totals.get(rate, 0) + sign * line["Amount"]
        return [{"tax_item": rate, "tax": amount} for rate, amount in totals.items()]

    # === DONE === #

    def _edit(self, kind, txn_id, fields):
        entity = ENTITIES[kind]
        changes = {FIELDS[name]: value for name, value in fields.items()}
        self.desk.edit(entity, txn_id, **changes)

    def edit_line(self, txn_id, place, kind, Amount):
        self.desk.edit_line(txn_id, place, ENTITIES[kind], amount=Amount)

    def void(self, kind, txn_id):
        self.desk.void(ENTITIES[kind], txn_id)

    def delete(self, kind, txn_id):
        self.desk.delete(ENTITIES[kind], txn_id)

    def receive_payment(self, txn_id, amount):
        return self.desk.receive_payment(txn_id, amount)["Id"]

    def apply_credit(self, credit, txn_id):
        return self.desk.apply_credit(credit, txn_id)["Id"]

    def deposit(self, txn_id):
        self.desk.deposit(txn_id)

    def undo_deposit(self, txn_id):
        self.desk.undo_deposit(txn_id)

    def enter_invoice(self, customer, lines, number):
        return self.desk.enter_invoice(customer, [(*line, "NON") for line in lines], number=number)["Id"]

    def rename(self, entity, name, new_name):
        self.desk.rename(entity, name, new_name)

    def set_active(self, entity, name, active):
        self.desk.set_active(entity, name, active)

    def set_closing_date(self, day):
        if day:
            self.desk.close_books(day)
        else:
            self.desk.open_books()


def _row(kind, row):
    return {
        **row,
        "kind": kind,
        "txn_id": row["id"],
        "edit_sequence": row["sync_token"],
        "modified": _utc(row["modified"]),
        "external_guid": "",
    }


def _entry(row, name):
    return {
        "kind": "",
        "list_id": row["Id"],
        "full_name": name,
        "edit_sequence": row["SyncToken"],
        "modified": _utc(row["MetaData"]["LastUpdatedTime"]),
    }


def _utc(text):
    """As watermarks are compared: in UTC and whole seconds."""
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
