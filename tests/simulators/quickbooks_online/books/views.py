"""What a test, a demonstration or an accountant reads in the books: plain rows with Decimals."""

from . import accounts, links, posting
from .money import ZERO, total

VOIDED = "Voided"


class Views:
    """Mixed into the company."""

    # --- looking one up ---

    def find(self, entity: str, name: str) -> dict | None:
        """The list element of this name or full name, else the record with this id."""
        with self.lock:
            for row in self.store.table(entity).values():
                if name in (row.get("FullyQualifiedName"), row.get("Name"), row.get("DisplayName"), row.get("Code")):
                    return row
            return self.row(entity, str(name))

    def numbered(self, entity: str, number: str) -> list[dict]:
        """The documents of this number (of a payment: its reference), as the API shows them."""
        field = "PaymentRefNum" if entity == "Payment" else "DocNumber"
        return [row for row in self.objects(entity) if row.get(field) == number]

    def open_amount(self, number: str, entity: str = "Invoice"):
        """What is open of the one document of this number."""
        (row,) = self.numbered(entity, number)
        return row["Balance"]

    # --- documents ---

    def invoices(self, number=None) -> list[dict]:
        return self.documents("Invoice", number)

    def credit_memos(self, number=None) -> list[dict]:
        return self.documents("CreditMemo", number)

    def refund_receipts(self, number=None) -> list[dict]:
        return self.documents("RefundReceipt", number)

    def bills(self, number=None) -> list[dict]:
        return self.documents("Bill", number)

    def journal_entries(self, number=None) -> list[dict]:
        """Their total is what is debited."""
        return self.documents("JournalEntry", number)

    def documents(self, entity: str = "Invoice", number=None) -> list[dict]:
        with self.lock:
            rows = self.objects(entity) if number is None else self.numbered(entity, number)
            return [self._document(entity, row) for row in rows]

    def _document(self, entity: str, row: dict) -> dict:
        party = row.get("CustomerRef") or row.get("VendorRef") or {}
        amount = row["TotalAmt"]
        if entity == "JournalEntry":
            sides = [line for line in row["Line"] if "JournalEntryLineDetail" in line]
            amount = total(one["Amount"] for one in sides if one["JournalEntryLineDetail"]["PostingType"] == "Debit")
        tax = (row.get("TxnTaxDetail") or {}).get("TotalTax", ZERO)
        note = row.get("PrivateNote", "")
        return {
            "kind": entity,
            "id": row["Id"],
            "sync_token": row["SyncToken"],
            "number": row.get("DocNumber") or row.get("PaymentRefNum") or "",
            "customer": party.get("name", "") if "CustomerRef" in row else "",
            "vendor": party.get("name", "") if "VendorRef" in row else "",
            "date": row["TxnDate"],
            "due_date": row.get("DueDate", ""),
            "currency": row["CurrencyRef"]["value"],
            "exchange_rate": row.get("ExchangeRate", 1),
            "lines": [_line(line) for line in row.get("Line", ()) if line.get("DetailType") != "SubTotalLineDetail"],
            "subtotal": amount - tax,
            "tax": tax,
            "total": amount,
            "balance": row.get("Balance", ZERO),
            "terms": (row.get("SalesTermRef") or {}).get("name", ""),
            "memo": note,
            "is_void": note.startswith(VOIDED) and not row["TotalAmt"],
            "created": row["MetaData"]["CreateTime"],
            "modified": row["MetaData"]["LastUpdatedTime"],
        }

    def payments(self) -> list[dict]:
        """Payments with what they settle."""
        with self.lock:
            return [
                {
                    **self._document("Payment", row),
                    "unapplied": row["UnappliedAmt"],
                    "method": (row.get("PaymentMethodRef") or {}).get("name", ""),
                    "deposit_to": row["DepositToAccountRef"]["name"],
                    "deposited": bool(self.mark("Payment", row["Id"], "deposited")),
                    "applied_to": [self._application(row, line) for line in row["Line"]],
                }
                for row in self.objects("Payment")
            ]

    def applications(self) -> list[dict]:
        """Every link between a payment and what it pays or uses."""
        return [one for payment in self.payments() for one in payment["applied_to"]]

    def _application(self, payment: dict, line: dict) -> dict:
        entity, record_id = links.key_of(line)
        return {
            "payment_id": payment["Id"],
            "payment_number": payment.get("PaymentRefNum", ""),
            "kind": entity,
            "id": record_id,
            "number": self.row(entity, record_id).get("DocNumber", ""),
            "amount": line["Amount"],
        }

    # --- lists ---

    def customers(self, active_only=False) -> list[dict]:
        return self._people("Customer", active_only)

    def vendors(self, active_only=False) -> list[dict]:
        return self._people("Vendor", active_only)

    def _people(self, entity: str, active_only: bool) -> list[dict]:
        return [
            {
                "id": row["Id"],
                "sync_token": row["SyncToken"],
                "name": row["DisplayName"],
                "full_name": row["FullyQualifiedName"],
                "company_name": row.get("CompanyName", ""),
                "active": row["Active"],
                "email": (row.get("PrimaryEmailAddr") or {}).get("Address", ""),
                "phone": (row.get("PrimaryPhone") or {}).get("FreeFormNumber", ""),
                "balance": row["Balance"],
                "currency": row["CurrencyRef"]["value"],
            }
            for row in self.objects(entity)
            if row["Active"] or not active_only
        ]

    def items(self, active_only=False) -> list[dict]:
        return [
            {
                "id": row["Id"],
                "name": row["Name"],
                "full_name": row["FullyQualifiedName"],
                "sku": row.get("Sku", ""),
                "type": row["Type"],
                "active": row["Active"],
                "price": row.get("UnitPrice", ZERO),
                "on_hand": row.get("QtyOnHand"),
                "account": (row.get("IncomeAccountRef") or {}).get("name", ""),
            }
            for row in self.objects("Item")
            if row["Active"] or not active_only
        ]

    def balances(self) -> dict:
        """{customer: what they owe}, those that owe nothing left out."""
        return {row["name"]: row["balance"] for row in self.customers() if row["balance"]}

    # --- the whole ---

    def trial_balance(self) -> dict:
        """{account: debits less credits} in home currency; the sum is nothing."""
        with self.lock:
            sums = posting.balances(self)
            names = {key: row["FullyQualifiedName"] for key, row in self.store.table("Account").items()}
        return {names[key]: amount for key, amount in sums.items() if amount}

    def deletions(self) -> list[dict]:
        """The stubs of what was deleted, with the entity."""
        with self.lock:
            return [{"entity": key.partition("/")[0], **stub} for key, stub in self.store.table("#deleted").items()]

    def mails(self) -> list[str]:
        """Numbers of the documents that the books would mail to a customer."""
        return [row.get("DocNumber", "") for row in self.objects("Invoice") if row["EmailStatus"] == "NeedToSend"]

    def summary(self) -> dict:
        """Counts and totals that a test or a demonstration looks at first."""
        invoices = self.objects("Invoice")
        tax = total((row.get("TxnTaxDetail") or {}).get("TotalTax", ZERO) for row in invoices)
        amount = total(row["TotalAmt"] for row in invoices)
        info = self.row("CompanyInfo", "1")
        counted = {
            "customers": "Customer",
            "vendors": "Vendor",
            "items": "Item",
            "accounts": "Account",
            "invoices": "Invoice",
            "credit_memos": "CreditMemo",
            "payments": "Payment",
            "bills": "Bill",
            "journal_entries": "JournalEntry",
        }
        waiting = accounts.own(self, "undeposited")
        return {
            "company": info["CompanyName"],
            "realm": self.realm,
            "country": info["Country"],
            "plan": self.profile.plan,
            **{name: len(self.store.table(entity)) for name, entity in counted.items()},
            "subtotal": amount - tax,
            "tax": tax,
            "total": amount,
            "open": total(row["Balance"] for row in invoices),
            "undeposited": posting.balances(self).get(waiting, ZERO),
        }

    def overview(self) -> dict:
        """Everything that a person could look up, as data."""
        return {
            "summary": self.summary(),
            "preferences": self.preferences,
            "invoices": self.invoices(),
            "credit_memos": self.credit_memos(),
            "refund_receipts": self.refund_receipts(),
            "payments": self.payments(),
            "bills": self.bills(),
            "journal_entries": self.journal_entries(),
            "customers": self.customers(),
            "vendors": self.vendors(),
            "items": self.items(),
            "trial_balance": self.trial_balance(),
            "deletions": self.deletions(),
        }


def _line(line: dict) -> dict:
    detail = line.get(line.get("DetailType", "")) or {}
    return {
        "id": line.get("Id", ""),
        "kind": line.get("DetailType", ""),
        "item": (detail.get("ItemRef") or {}).get("name", ""),
        "account": (detail.get("AccountRef") or detail.get("DiscountAccountRef") or {}).get("name", ""),
        "class": (detail.get("ClassRef") or {}).get("name", ""),
        "description": line.get("Description", ""),
        "quantity": detail.get("Qty"),
        "price": detail.get("UnitPrice"),
        "amount": line.get("Amount"),
        "tax_code": (detail.get("TaxCodeRef") or {}).get("value", ""),
        "side": detail.get("PostingType", ""),
    }
