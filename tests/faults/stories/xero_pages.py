"""The pages of Xero as the stories know a company file: the same questions, the same rows, the same acts.

Documents go by their id, ``txn_id``; the kinds keep the names that Desktop has for them. A payment is named by what it
is there: ``payment:<id>``, ``batch:<id>`` or, of a credit note that was used, ``allocation:<credit note>:<id>``.
"""

from base64 import urlsafe_b64decode
from collections import Counter
from decimal import Decimal

from tests.faults.xero_run import utc
from tests.simulators.xero.books import Fault, Invalid

# What a person is told at the screen who asks for what cannot be done.
REFUSALS = (Fault, Invalid, LookupError)
ENDPOINTS = {"Invoice": "Invoices", "CreditMemo": "CreditNotes"}
FIELDS = {
    "Invoice": {"TxnDate": "Date", "RefNumber": "InvoiceNumber", "Memo": "Reference"},
    "CreditMemo": {"TxnDate": "Date", "RefNumber": "CreditNoteNumber", "Memo": "Reference"},
}
GONE = ("VOIDED", "DELETED")
# Of a batch our mark stands in eighteen characters.
_PACKED = "odoo"
_LATE = "9999"


class Pages:
    """What a bookkeeper sees and does. :param xero: ``XeroCompany``"""

    def __init__(self, xero):
        self.company, self.desk = xero.company, xero.desk
        # Every payload that left.
        self.texts: list[str] = []

    # === LOOKED AT === #

    def documents(self, kind):
        if kind == "ReceivePayment":
            return self.payments()
        rows = self.company.invoices() if kind == "Invoice" else self.company.credit_notes()
        return [_document(kind, row) for row in rows]

    def invoices(self):
        return self.documents("Invoice")

    def credit_memos(self):
        return self.documents("CreditMemo")

    def payments(self):
        """Single payments, batches of them, and uses of credit notes."""
        alive = [row for row in self.company.objects("Payments") if row["Status"] not in GONE]
        contacts = {row["id"]: row["contact"] for row in self.company.invoices()}
        single = [_payment(row, contacts) for row in alive if not row.get("BatchPaymentID")]
        batches = [row for row in self.company.objects("BatchPayments") if row["Status"] not in GONE]
        ties = [_tie(row) for row in self.company.allocations() if row["from"] == "CreditNotes"]
        return [*single, *(_batch(row, contacts) for row in batches), *ties]

    def deposits(self):
        return [{"txn_id": row["txn_id"]} for row in self.payments() if row["marks"] and not row["is_tie"]]

    def customers(self):
        rows = self.company.objects("Contacts", {"includeArchived": True})
        return [_entry(row, row["ContactID"], row["Name"]) for row in rows]

    def items(self):
        rows = self.company.objects("Items", {"unitdp": 4})
        return [_entry(row, row["Code"], row.get("Name", "")) for row in rows]

    def applications(self):
        """Everything that an invoice is paid with: money, or a credit note."""
        paid = [
            {"by_txn_id": _named(row), "txn_id": row["for_id"], "amount": row["amount"], "discount": 0}
            for row in self.company.payments()
            if row["for"] == "Invoices"
        ]
        used = [
            {"by_txn_id": row["credit_id"], "txn_id": row["invoice_id"], "amount": row["amount"], "discount": 0}
            for row in self.company.allocations()
        ]
        return paid + used

    def tax_totals(self, first, last):
        """The tax of a period by rate, from the lines of invoices less those of credit notes."""
        totals = Counter()
        for endpoint, sign in (("Invoices", 1), ("CreditNotes", -1)):
            for row in self.company.objects(endpoint, {"unitdp": 4}):
                if row["Status"] not in GONE and first <= row["DateString"][:10] <= last:
                    for line in row["LineItems"]:
                        totals[line.get("TaxType", "")] += sign * line.get("TaxAmount", Decimal(0))
        return [{"tax_item": rate, "tax": amount} for rate, amount in totals.items()]

    # === DONE === #

    def _edit(self, kind, txn_id, fields):
        changes = {FIELDS[kind][name]: value for name, value in fields.items()}
        self.desk.edit(ENDPOINTS[kind], txn_id, **changes)

    def edit_line(self, txn_id, place, kind, Amount):
        (row,) = (row for row in self.documents(kind) if row["txn_id"] == txn_id)
        price = Decimal(Amount) / row["lines"][place]["quantity"]
        self.desk.edit_line(txn_id, place, ENDPOINTS[kind], UnitAmount=price.quantize(Decimal("0.0001")))

    def void(self, kind, txn_id):
        self.desk.void(ENDPOINTS[kind], txn_id)

    def delete(self, kind, txn_id):
        """What is approved is voided only; money can be removed."""
        if kind != "ReceivePayment":
            self.void(kind, txn_id)
            return
        what, *ids = txn_id.split(":")
        if what == "allocation":
            self._remove_tie(*ids)
        else:
            (self.desk.remove_batch if what == "batch" else self.desk.remove_payment)(*ids)

    def _remove_tie(self, credit, allocation):
        ties = [row["id"] for row in self.company.allocations() if row["credit_id"] == credit]
        self.desk.remove_allocation(credit, ties.index(allocation))

    def receive_payment(self, txn_id, amount):
        return f"payment:{self.desk.pay(txn_id, amount)['PaymentID']}"

    def apply_credit(self, credit, txn_id):
        made = self.desk.allocate(credit, txn_id)
        return f"allocation:{credit}:{made['AllocationID']}"

    def deposit(self, txn_id):
        self.desk.reconcile(*_place(txn_id))

    def undo_deposit(self, txn_id):
        self.desk.unreconcile(*_place(txn_id))

    def enter_invoice(self, customer, lines, number):
        return self.desk.enter_invoice(customer, [(*line, "NONE") for line in lines], number=number)["InvoiceID"]

    def rename(self, _entity, name, new_name):
        self.desk.rename_contact(name, new_name)

    def set_active(self, _entity, name, active):
        (self.desk.restore_contact if active else self.desk.archive_contact)(name)

    def set_closing_date(self, day):
        self.desk.lock_period(day or None)


def _document(kind, row):
    mark = f" odoo:{row['url'].rpartition('/')[2]}" if row["url"] else ""
    return {
        "kind": kind,
        "txn_id": row["id"],
        "number": row["number"],
        "customer": row["contact"],
        "date": row["date"],
        "memo": f"{row['reference']}{mark}",
        "is_void": row["is_void"],
        "total": row["total"],
        "tax": row["tax"],
        "balance": row["open"],
        "lines": row["lines"],
        "is_tie": False,
        "marks": "",
        "external_guid": "",
        "edit_sequence": _moment(row["modified"]),
        "modified": _moment(row["modified"]),
    }


def _money(row, txn_id, total, memo, customer, **values):
    modified = utc(row["UpdatedDateUTC"]) if "UpdatedDateUTC" in row else _LATE
    return {
        "kind": "ReceivePayment",
        "txn_id": txn_id,
        "number": memo.partition(" ")[0],
        "customer": customer,
        "date": row["date"],
        "memo": memo,
        "is_void": False,
        "total": total,
        "tax": Decimal(0),
        "balance": Decimal(0),
        "lines": [],
        "is_tie": False,
        "marks": row.get("IsReconciled", ""),
        "external_guid": "",
        "edit_sequence": modified,
        "modified": modified,
        **values,
    }


def _payment(row, contacts):
    identity, customer = f"payment:{row['PaymentID']}", contacts.get(row.get("Invoice", {}).get("InvoiceID"), "")
    return _money(row | _day(row), identity, row["Amount"], row.get("Reference", ""), customer)


def _batch(row, contacts):
    parts = [part["Invoice"]["InvoiceID"] for part in row["Payments"]]
    memo = row.get("Reference") or _unpacked(row.get("Details", ""))
    customer = contacts.get(parts[0], "") if parts else ""
    return _money(row | _day(row), f"batch:{row['BatchPaymentID']}", row["TotalAmount"], memo, customer)


def _tie(row):
    """The use of a credit note; it is no document, so when it was made nobody says."""
    identity = f"allocation:{row['credit_id']}:{row['id']}"
    return _money(row, identity, Decimal(0), "", "", is_tie=True, marks="tie")


def _day(row):
    return {"date": utc(row["Date"])[:10]}


def _named(row):
    return f"batch:{row['batch']}" if row["batch"] else f"payment:{row['id']}"


def _place(txn_id):
    what, identity = txn_id.split(":")
    return identity, "BatchPayments" if what == "batch" else "Payments"


def _entry(row, identity, name):
    modified = utc(row["UpdatedDateUTC"])
    return {"kind": "", "list_id": identity, "full_name": name, "edit_sequence": modified, "modified": modified}


def _moment(text):
    """As versions and watermarks are kept: in UTC, to the millisecond."""
    whole, _dot, rest = text.partition(".")
    return f"{whole}.{rest:0<3.3}Z"


def _unpacked(words):
    if not words.startswith(_PACKED) or ":" in words:
        return words
    return f"odoo:{urlsafe_b64decode(words.removeprefix(_PACKED) + '==').hex()}"
