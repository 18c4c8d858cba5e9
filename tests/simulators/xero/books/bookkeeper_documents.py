"""What a person does with documents and money in the web pages.

Contacts are named by their names, accounts by code or name, items by code, documents by their numbers (bills by theirs
too, payments by reference or id).
"""

from decimal import Decimal

from . import applied, items
from .faults import Invalid
from .organisation import BOOKKEEPER

_NUMBERS = {"Invoices": "InvoiceNumber", "CreditNotes": "CreditNoteNumber", "ManualJournals": "Narration"}


class DocumentBookkeeper:
    """Mixed into the bookkeeper."""

    # --- documents ---

    def enter_invoice(self, contact: str, lines, number: str = "", date: str = "", due: str = "", **fields) -> dict:
        """Type in and approve a sales invoice.

        A line is (item or account, quantity, price), with a TaxType behind, or a dict of the API; typed into a form
        lines are ``SRV-1, 2, 125.00; 200, 1, 9.99``.
        """
        return self._enter("Invoices", "ACCREC", contact, lines, number, date, due, fields)

    def enter_bill(self, contact: str, lines, number: str = "", date: str = "", due: str = "", **fields) -> dict:
        return self._enter("Invoices", "ACCPAY", contact, lines, number, date, due, fields)

    def enter_credit_note(self, contact: str, lines, number: str = "", date: str = "", **fields) -> dict:
        return self._enter("CreditNotes", "ACCRECCREDIT", contact, lines, number, date, "", fields)

    def enter_bill_credit(self, contact: str, lines, number: str = "", date: str = "", **fields) -> dict:
        return self._enter("CreditNotes", "ACCPAYCREDIT", contact, lines, number, date, "", fields)

    def _enter(self, endpoint, kind, contact, lines, number, date, due, fields) -> dict:
        date = date or self.books.clock.today()
        body = {
            "Type": kind,
            "Contact": {"ContactID": self.books.contact(contact)["ContactID"]},
            "Date": date,
            "Status": "AUTHORISED",
            "LineAmountTypes": "Exclusive",
            "LineItems": [self._line(line, kind in ("ACCREC", "ACCRECCREDIT")) for line in _typed(lines)],
            **({"DueDate": due or date} if endpoint == "Invoices" else {}),
            **({_NUMBERS[endpoint]: number} if number else {}),
        }
        return self.do("PUT", endpoint, None, {**body, **fields}, unitdp=4)

    def _line(self, line, sales: bool = True) -> dict:
        if isinstance(line, dict):
            return line
        what, quantity, price, *tax = line
        body = {"Quantity": Decimal(quantity), "UnitAmount": Decimal(price), **({"TaxType": tax[0]} if tax else {})}
        item = items.by_code(self.books, what)
        if item is None:
            account = self.books.account(what)
            return {"Description": account["Name"], "AccountID": account["AccountID"], **body}
        side = item.get("SalesDetails" if sales else "PurchaseDetails") or {}
        account = {"AccountCode": side["AccountCode"]} if side.get("AccountCode") else {}
        return {"ItemCode": what, "Description": item.get("Name", what), **account, **body}

    def document(self, endpoint: str, number: str) -> dict:
        """The row of a document by its number or id.

        :raise LookupError: there is none.
        """
        rows = self.books.store.table(endpoint).values()
        field = _NUMBERS.get(endpoint, "Reference")
        found = self.books.row(endpoint, number)
        found = found or next((row for row in reversed(list(rows)) if row.get(field) == number), None)
        if found is None:
            raise LookupError(f"there is no {endpoint} {number}")
        return found

    def edit(self, endpoint: str, number: str, **fields) -> dict:
        """Change fields of a document; lines that are given replace all others."""
        return self._post(endpoint, self.document(endpoint, number), fields)

    def edit_line(self, number: str, position: int = 0, endpoint: str = "Invoices", **fields) -> dict:
        """Change one line, counted from 0; the others stay as they are."""
        row = self.document(endpoint, number)
        shown = self.books.read(endpoint, applied.id_of(endpoint, row), {"unitdp": 4})
        own = ("LineItemID", "Description", "Quantity", "UnitAmount", "ItemCode", "AccountCode", "AccountID", "TaxType")
        lines = [
            {name: line[name] for name in (*own, "Tracking", "DiscountRate") if name in line}
            for line in shown["LineItems"]
        ]
        lines[position] |= fields
        return self._post(endpoint, row, {"LineItems": lines})

    def approve(self, endpoint: str, number: str) -> dict:
        return self.edit(endpoint, number, Status="AUTHORISED")

    def void(self, endpoint: str, number: str) -> dict:
        return self.edit(endpoint, number, Status="VOIDED")

    def delete(self, endpoint: str, number: str) -> dict:
        """A draft, which is not shown any more but by its status."""
        return self.edit(endpoint, number, Status="DELETED")

    def _post(self, endpoint, row, fields) -> dict:
        field = self.books._module(endpoint).ENDPOINT.id
        return self.do("POST", endpoint, row[field], fields, unitdp=4)

    def enter_journal(self, narration: str, lines, date: str = "", **fields) -> dict:
        """A posted manual journal; a line is (account, amount): debits above, credits below zero."""
        typed = [
            {
                "AccountID": self.books.account(account)["AccountID"],
                "LineAmount": Decimal(amount),
                "Description": narration,
            }
            for account, amount in _typed(lines)
        ]
        body = {"Narration": narration, "Status": "POSTED", "JournalLines": typed, **({"Date": date} if date else {})}
        return self.do("PUT", "ManualJournals", None, {**body, **fields})

    # --- money ---

    def pay(
        self, number: str, amount=None, date: str = "", account="Business Bank Account", reference: str = "", **fields
    ):
        """A payment of the invoice or bill of this number: all that is open unless an amount is given."""
        row = self.document("Invoices", number)
        return self._pay("Invoice", "Invoices", row, amount, date, account, reference, fields)

    def refund(
        self, number: str, amount=None, date: str = "", account="Business Bank Account", reference: str = "", **fields
    ):
        """Give back what is left of a credit note, or so much of it."""
        row = self.document("CreditNotes", number)
        return self._pay("CreditNote", "CreditNotes", row, amount, date, account, reference, fields)

    def _pay(self, field, endpoint, row, amount, date, account, reference, fields) -> dict:
        amount = applied.left(self.books, endpoint, row) if amount is None else Decimal(amount)
        body = {
            field: {applied.ID_FIELDS[endpoint]: applied.id_of(endpoint, row)},
            "Account": {"AccountID": self.books.account(account)["AccountID"]},
            "Date": date or self.books.clock.today(),
            "Amount": amount,
            **({"Reference": reference} if reference else {}),
        }
        return self.do("PUT", "Payments", None, {**body, **fields})

    def pay_batch(self, *numbers: str, date: str = "", account="Business Bank Account", **fields) -> dict:
        """Everything that is open of these, in one line of the bank."""
        rows = [self.document("Invoices", number) for number in numbers]
        parts = [{"Invoice": {"InvoiceID": row["InvoiceID"]}, "Amount": row["AmountDue"]} for row in rows]
        own = {"Account": {"AccountID": self.books.account(account)["AccountID"]}, "Payments": parts}
        return self.do("PUT", "BatchPayments", None, {**own, "Date": date or self.books.clock.today(), **fields})

    def remove_payment(self, payment: str) -> dict:
        """By id or reference; the page removes a reconciled one too, once it is unreconciled."""
        return self._post("Payments", self.document("Payments", payment), {"Status": "DELETED"})

    def remove_batch(self, batch_id: str) -> dict:
        return self._post("BatchPayments", self.document("BatchPayments", batch_id), {"Status": "DELETED"})

    def overpay(
        self, contact: str, amount, date: str = "", account="Business Bank Account", spent: bool = False, **fields
    ):
        """Money from (``spent``: to) a contact that no document asks for; the overpayment's row."""
        body = {
            "Type": "SPEND-OVERPAYMENT" if spent else "RECEIVE-OVERPAYMENT",
            "Contact": {"ContactID": self.books.contact(contact)["ContactID"]},
            "BankAccount": {"AccountID": self.books.account(account)["AccountID"]},
            "Date": date or self.books.clock.today(),
            "LineItems": [{"Description": "Overpayment", "Quantity": Decimal(1), "UnitAmount": Decimal(amount)}],
        }
        row = self.do("PUT", "BankTransactions", None, {**body, **fields})
        return self.books.row(*row["_credit"])

    def allocate(self, credit_number: str, number: str, amount=None, endpoint: str = "CreditNotes") -> dict:
        """Use a credit for an invoice: as much as there is and is open unless an amount is given."""
        credit, row = self.document(endpoint, credit_number), self.document("Invoices", number)
        if amount is None:
            amount = min(applied.left(self.books, endpoint, credit), applied.left(self.books, "Invoices", row))
        body = {"Amount": Decimal(amount), "Invoice": {"InvoiceID": row["InvoiceID"]}, "Date": self.books.clock.today()}
        return self._sub("PUT", endpoint, applied.id_of(endpoint, credit), [body], None)

    def remove_allocation(self, credit_number: str, position: int = 0, endpoint: str = "CreditNotes"):
        credit = self.document(endpoint, credit_number)
        entry = applied.allocations(self.books, endpoint, applied.id_of(endpoint, credit))[position]
        self._sub("DELETE", endpoint, applied.id_of(endpoint, credit), [], entry["AllocationID"])

    def _sub(self, method, endpoint, row_id, elements, sub_id) -> dict:
        with self.books.at_once(BOOKKEEPER):
            options = {"sub": "Allocations", "sub_id": sub_id}
            (result,) = self.books.write(method, endpoint, row_id, elements, options)
            if result["errors"]:
                raise Invalid(*result["errors"])
        return result["element"]

    def reconcile(self, payment: str, endpoint: str = "Payments") -> dict:
        """Match a payment (or a batch, a bank transaction) to a line of the bank's statement."""
        return self._mark(endpoint, payment, True)

    def unreconcile(self, payment: str, endpoint: str = "Payments") -> dict:
        return self._mark(endpoint, payment, False)

    def _mark(self, endpoint, payment, there) -> dict:
        with self.books.at_once(BOOKKEEPER):
            row = self.books.keep(endpoint, {**self.document(endpoint, payment), "IsReconciled": there})
            for payment_id in row.get("_payments", ()):
                self.books.keep("Payments", {**self.books.row("Payments", payment_id), "IsReconciled": there})
            return row


def _typed(lines) -> list:
    """Lines of a form as those of a call."""
    if not isinstance(lines, str):
        return list(lines)
    return [tuple(part.strip() for part in line.split(",")) for line in lines.split(";")]
