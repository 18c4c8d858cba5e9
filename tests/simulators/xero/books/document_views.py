"""What a test, a demonstration or an accountant reads of documents and money."""

from . import applied, posting
from .money import ZERO, total


class DocumentViews:
    """Mixed into the organisation: plain rows with Decimals, days as ``2026-11-20``."""

    def invoices(self, number: str | None = None) -> list[dict]:
        return self._documents("Invoices", "ACCREC", number)

    def bills(self, number: str | None = None) -> list[dict]:
        return self._documents("Invoices", "ACCPAY", number)

    def credit_notes(self, number: str | None = None) -> list[dict]:
        return self._documents("CreditNotes", "ACCRECCREDIT", number)

    def bill_credits(self, number: str | None = None) -> list[dict]:
        return self._documents("CreditNotes", "ACCPAYCREDIT", number)

    def overpayments(self) -> list[dict]:
        return [self._document("Overpayments", row) for row in self.store.table("Overpayments").values()]

    def _documents(self, endpoint, kind, number):
        with self.lock:
            found = [
                self._document(endpoint, row) for row in self.store.table(endpoint).values() if row["Type"] == kind
            ]
            return [one for one in found if number in (None, one["number"])]

    def _document(self, endpoint: str, row: dict) -> dict:
        contact = self.row("Contacts", row["_contact"])
        return {
            "kind": row["Type"],
            "id": applied.id_of(endpoint, row),
            "number": row.get("InvoiceNumber") or row.get("CreditNoteNumber") or "",
            "reference": row.get("Reference", ""),
            "url": row.get("Url", ""),
            "contact": contact["Name"],
            "contact_id": contact["ContactID"],
            "date": row["Date"],
            "due_date": row.get("DueDate", ""),
            "status": row["Status"],
            "is_void": row["Status"] in ("VOIDED", "DELETED"),
            "currency": row["CurrencyCode"],
            "rate": row["CurrencyRate"],
            "kind_of_amounts": row["LineAmountTypes"],
            "lines": [_line(line) for line in row["LineItems"]],
            "subtotal": row["SubTotal"],
            "tax": row["TotalTax"],
            "total": row["Total"],
            "open": applied.left(self, endpoint, row) if row["Status"] in applied.APPROVED else ZERO,
            "sent": row.get("SentToContact", False),
            "modified": row["UpdatedDateUTC"],
        }

    def open_amount(self, number: str) -> object:
        """What is open of the one invoice of this number."""
        (row,) = self.invoices(number)
        return row["open"]

    def payments(self, deleted: bool = False) -> list[dict]:
        """Payments and refunds, with what they are for."""
        with self.lock:
            rows = self.store.table("Payments").values()
            return [self._payment(row) for row in rows if deleted or row["Status"] != "DELETED"]

    def _payment(self, row: dict) -> dict:
        endpoint, row_id = row["_for"]
        target = self._document(endpoint, self.row(endpoint, row_id))
        return {
            "id": row["PaymentID"],
            "kind": row["PaymentType"],
            "for": endpoint,
            "for_id": row_id,
            "number": target["number"],
            "contact": target["contact"],
            "date": row["Date"],
            "amount": row["Amount"],
            "currency": target["currency"],
            "bank_amount": row["BankAmount"],
            "account": self.row("Accounts", row["_account"])["Name"],
            "reference": row.get("Reference", ""),
            "status": row["Status"],
            "reconciled": row["IsReconciled"],
            "batch": row.get("BatchPaymentID", ""),
        }

    def allocations(self) -> list[dict]:
        """Every use of a credit for an invoice."""
        with self.lock:
            made = []
            for entry in self.store.table(applied.ALLOCATIONS).values():
                endpoint, row_id = entry["From"]
                credit, invoice = self.row(endpoint, row_id), self.row("Invoices", entry["To"])
                made.append(
                    {
                        "id": entry["AllocationID"],
                        "from": endpoint,
                        "credit": credit.get("CreditNoteNumber", ""),
                        "credit_id": row_id,
                        "number": invoice.get("InvoiceNumber", ""),
                        "invoice_id": entry["To"],
                        "amount": entry["Amount"],
                        "date": entry["Date"],
                    }
                )
            return made

    def applications(self) -> list[dict]:
        """Everything that invoices and bills are paid with: payments, and credits that were allocated."""
        with self.lock:
            paid = [
                {**_application(row, "Payments", row["id"], row["for_id"]), "reference": row["reference"]}
                for row in self.payments()
                if row["for"] == "Invoices"
            ]
            used = [
                {**_application(row, row["from"], row["credit_id"], row["invoice_id"]), "reference": row["credit"]}
                for row in self.allocations()
            ]
            return paid + used

    def trial_balance(self) -> dict:
        """{account: debits less credits} in base currency; the sum is nothing."""
        with self.lock:
            return {self.row("Accounts", key)["Name"]: amount for key, amount in posting.balances(self).items()}

    def journals(self) -> list[dict]:
        with self.lock:
            return [
                {
                    "id": row["ManualJournalID"],
                    "narration": row["Narration"],
                    "date": row["Date"],
                    "status": row["Status"],
                    "url": row.get("Url", ""),
                    "lines": [(line.get("AccountCode", ""), line["LineAmount"]) for line in row["JournalLines"]],
                }
                for row in self.store.table("ManualJournals").values()
            ]

    def summary(self) -> dict:
        """Counts and totals that a test or a demonstration looks at first."""
        sold = [one for one in self.invoices() if one["status"] in applied.APPROVED]
        return {
            "organisation": self.settings["Name"],
            "tenant": self.tenant_id,
            "country": self.profile.country,
            "plan": self.settings["Class"],
            "contacts": len(self.rows("Contacts", {"includeArchived": True})),
            "items": len(self.rows("Items")),
            "accounts": len(self.rows("Accounts")),
            "invoices": len(sold),
            "bills": len([one for one in self.bills() if one["status"] in applied.APPROVED]),
            "credit_notes": len([one for one in self.credit_notes() if one["status"] in applied.APPROVED]),
            "payments": len(self.payments()),
            "journals": len(self.journals()),
            "subtotal": total(one["subtotal"] for one in sold),
            "tax": total(one["tax"] for one in sold),
            "total": total(one["total"] for one in sold),
            "open": total(one["open"] for one in sold),
        }

    def overview(self) -> dict:
        """Everything that a person could look up, as data."""
        return {
            "summary": self.summary(),
            "organisation": dict(self.settings),
            "invoices": self.invoices(),
            "bills": self.bills(),
            "credit_notes": self.credit_notes(),
            "bill_credits": self.bill_credits(),
            "payments": self.payments(),
            "overpayments": self.overpayments(),
            "allocations": self.allocations(),
            "journals": self.journals(),
            "contacts": self.contacts(),
            "items": self.items(),
            "chart": self.chart(),
            "trial_balance": self.trial_balance(),
        }


def _application(row: dict, by: str, by_id: str, invoice_id: str) -> dict:
    return {"by": by, "by_id": by_id, "id": invoice_id, "number": row["number"], "amount": row["amount"]}


def _line(line: dict) -> dict:
    return {
        "id": line["LineItemID"],
        "item": line.get("ItemCode", ""),
        "account": line.get("AccountCode", ""),
        "description": line.get("Description", ""),
        "quantity": line.get("Quantity"),
        "price": line.get("UnitAmount"),
        "amount": line["LineAmount"],
        "tax_type": line.get("TaxType", ""),
        "tax": line["TaxAmount"],
        "tracking": [f"{one['Name']}: {one['Option']}" for one in line["Tracking"]],
    }
