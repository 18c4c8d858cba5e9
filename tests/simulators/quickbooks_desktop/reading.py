"""Reading the books without qbXML, for tests and demonstrations: plain dictionaries, Decimal for money."""

import json
from decimal import Decimal

from .catalogue import ITEMS
from .entries import cents
from .qbxml.scalars import price


class Reading:
    """Mixed into the company file."""

    def customers(self, active_only=False) -> list:
        return self._entities("Customer", active_only)

    def vendors(self, active_only=False) -> list:
        return self._entities("Vendor", active_only)

    def balances(self) -> dict:
        """What every customer and vendor with a balance owes or is owed, by ListID, in its own currency."""
        sql = (
            "SELECT entity_id, SUM(owed) AS owed FROM (SELECT entity_id, owed FROM txn"
            " UNION ALL SELECT entity_id, owed FROM share) GROUP BY entity_id"
        )
        return {row["entity_id"]: cents(row["owed"]) for row in self.store.all(sql)}

    def _entities(self, kind, active_only) -> list:
        owed = self.balances()
        out = []
        for row, data in self._rows("kind = ?", (kind,), active_only):
            out.append(
                {
                    **_identity(row),
                    "company_name": data.get("CompanyName", ""),
                    "email": data.get("Email", ""),
                    "phone": data.get("Phone", ""),
                    "account_number": data.get("AccountNumber", ""),
                    "notes": data.get("Notes", ""),
                    "address": data.get("BillAddress") or data.get("VendorAddress") or {},
                    "terms": self._name("Terms", data.get("TermsRef")),
                    "tax_code": self._name("SalesTaxCode", data.get("SalesTaxCodeRef")),
                    "tax_item": self._name("Item", data.get("ItemSalesTaxRef")),
                    "currency": self._name("Currency", data.get("CurrencyRef")),
                    "balance": owed.get(row["list_id"], cents(0)),
                }
            )
        return out

    def items(self, active_only=False) -> list:
        out = []
        marks = ", ".join("?" * len(ITEMS))
        for row, data in self._rows(f"kind IN ({marks})", ITEMS, active_only):
            block = data.get("SalesOrPurchase") or data.get("SalesAndPurchase") or data
            stocked = row["kind"] == "ItemInventory"
            account = block.get("AccountRef") or block.get("IncomeAccountRef")
            out.append(
                {
                    **_identity(row),
                    "kind": row["kind"],
                    "description": block.get("Desc") or block.get("SalesDesc") or block.get("ItemDesc") or "",
                    "price": Decimal(price(block.get("Price") or block.get("SalesPrice") or 0)),
                    "on_hand": Decimal(data.get("QuantityOnHand", 0)) if stocked else None,
                    "tax_rate": Decimal(data["TaxRate"]) if "TaxRate" in data else None,
                    "account": self._name("Account", account),
                    "tax_code": self._name("SalesTaxCode", data.get("SalesTaxCodeRef")),
                    "part_number": data.get("ManufacturerPartNumber", ""),
                }
            )
        return out

    def accounts(self, active_only=False) -> list:
        return [
            {**_identity(row), "type": data["AccountType"], "number": data.get("AccountNumber", "")}
            for row, data in self._rows("kind = ?", ("Account",), active_only)
        ]

    def terms(self) -> list:
        kinds = ("StandardTerms", "DateDrivenTerms")
        return [{**_identity(row), "kind": row["kind"]} for row, _data in self._rows("kind IN (?, ?)", kinds)]

    def invoices(self, number=None) -> list:
        return self.documents("Invoice", number)

    def documents(self, kind="Invoice", number=None) -> list:
        """Documents in the order in which they were entered; ``number`` keeps those of one RefNumber."""
        sql = "SELECT * FROM txn WHERE kind = ?" + (" AND ref_number = ?" if number is not None else "")
        rows = self.store.all(f"{sql} ORDER BY txn_number", kind, *([number] if number is not None else []))
        names = _Names(self)
        return [self._document(row, names) for row in rows]

    def _document(self, row, names) -> dict:
        head = json.loads(row["data"])
        total = row["subtotal"] + row["tax"]
        party = names.entity(row["entity_id"])
        return {
            "kind": row["kind"],
            "number": row["ref_number"],
            "txn_id": row["txn_id"],
            "edit_sequence": row["edit_sequence"],
            "customer": party if "VendorRef" not in head else "",
            "vendor": party if "VendorRef" in head else "",
            "date": row["txn_date"],
            "due_date": head.get("DueDate", ""),
            "lines": [_line(line, names) for line in json.loads(row["lines"])],
            "subtotal": cents(row["subtotal"]),
            "tax": cents(row["tax"]),
            "tax_item": names("Item", head.get("ItemSalesTaxRef")),
            "currency": names("Currency", names.currency(row["entity_id"])),
            "exchange_rate": Decimal(head.get("ExchangeRate", "1")),
            "class": names("Class", head.get("ClassRef")),
            "total": cents(total),
            "applied": cents(row["applied"]),
            "balance": cents(total - row["applied"]),
            "terms": names("Terms", head.get("TermsRef")),
            "memo": head.get("Memo", ""),
            "other": head.get("Other", ""),
            "po_number": head.get("PONumber", ""),
            "external_guid": row["external_guid"] or "",
            "is_void": bool(row["is_void"]),
            "is_pending": head.get("IsPending") == "true",
            "to_be_printed": head.get("IsToBePrinted") == "true",
            "to_be_emailed": head.get("IsToBeEmailed") == "true",
            "created": row["created"],
            "modified": row["modified"],
        }

    def credit_memos(self, number=None) -> list:
        return self.documents("CreditMemo", number)

    def payments(self) -> list:
        """Payments with what they settle: money, discount, and the credits that were set in them."""
        names, out = _Names(self), []
        for one in self.documents("ReceivePayment"):
            row = self.store.one("SELECT * FROM txn WHERE txn_id = ?", one["txn_id"])
            head = json.loads(row["data"])
            out.append(
                {
                    **one,
                    "unused": one["balance"],
                    "method": names("PaymentMethod", head.get("PaymentMethodRef")),
                    "deposit_to": names("Account", head.get("DepositToAccountRef")),
                    "marks": self._marks(one["txn_id"]),
                    "applied_to": self._applications("l.payment_id = ?", one["txn_id"]),
                    "credits_set": self._applications("l.via = ?", one["txn_id"]),
                }
            )
        return out

    def bills(self, number=None) -> list:
        return self.documents("Bill", number)

    def vendor_credits(self, number=None) -> list:
        return self.documents("VendorCredit", number)

    def bill_payments(self) -> list:
        return self.documents("BillPaymentCheck")

    def journal_entries(self, number=None) -> list:
        """Their total is what is debited."""
        out = self.documents("JournalEntry", number)
        for one in out:
            one["total"] = sum((line["debit"] or cents(0) for line in one["lines"]), cents(0))
        return out

    def deposits(self) -> list:
        held = {}
        for row in self.store.all("SELECT * FROM mark WHERE by_id != ''"):
            held.setdefault(row["by_id"], []).append(row["txn_id"])
        return [
            {**one, "payments": held.get(one["txn_id"], []), "marks": self._marks(one["txn_id"])}
            for one in self.documents("Deposit")
        ]

    def applications(self) -> list:
        """Every link between what settles (payment, credit memo, check) and what is settled."""
        return self._applications("1")

    def _applications(self, where, *values) -> list:
        rows = self.store.all(
            "SELECT l.*, p.kind AS by_kind, p.ref_number AS by_number, t.kind, t.ref_number FROM link l"
            " JOIN txn p ON p.txn_id = l.payment_id JOIN txn t ON t.txn_id = l.txn_id"
            f" WHERE {where} ORDER BY p.txn_number, t.txn_number",
            *values,
        )
        return [
            {
                "by_kind": row["by_kind"],
                "by_number": row["by_number"],
                "by_txn_id": row["payment_id"],
                "kind": row["kind"],
                "number": row["ref_number"],
                "txn_id": row["txn_id"],
                "amount": cents(row["amount"]),
                "discount": cents(row["discount"]),
                "set_in": row["via"],
            }
            for row in rows
        ]

    def _marks(self, txn_id) -> list:
        return [row["mark"] for row in self.store.all("SELECT mark FROM mark WHERE txn_id = ?", txn_id)]

    # --- what nobody of ours should have caused ---

    def queued(self) -> dict:
        """Documents that wait in the print queue and in the e-mail queue of QuickBooks."""
        return {
            name: [
                {"kind": row["kind"], "number": row["ref_number"], "txn_id": row["txn_id"]}
                for row in self.store.all(
                    "SELECT kind, ref_number, txn_id FROM txn WHERE json_extract(data, ?) = 'true' ORDER BY txn_number",
                    f"$.{element}",
                )
            ]
            for name, element in (("to_be_printed", "IsToBePrinted"), ("to_be_emailed", "IsToBeEmailed"))
        }

    def tax_totals(self, first: str = "", last: str = "9999-12-31") -> list:
        """Sales tax of a period by tax item: what invoices charge less what credit memos give back; tax items
        that stand as lines are counted by themselves.
        """
        names, sums = _Names(self), {}
        rows = self.store.all(
            "SELECT * FROM txn WHERE kind IN ('Invoice', 'CreditMemo') AND txn_date BETWEEN ? AND ?", first, last
        )
        for row in rows:
            head, sign = json.loads(row["data"]), 1 if row["kind"] == "Invoice" else -1
            if head.get("IsPending") == "true":
                continue
            item = names("Item", head.get("ItemSalesTaxRef"))
            _add_tax(sums, item, sign * row["tax"], sign * row["subtotal"])
            for line in json.loads(row["lines"]):
                name = names("Item", line.get("ItemRef"))
                if name in names.tax_items and "Amount" in line:
                    _add_tax(sums, name, sign * int(Decimal(line["Amount"]).scaleb(2)), 0, lines=True)
        return [
            {
                "tax_item": item,
                "tax": cents(one["tax"]),
                "tax_in_lines": cents(one["in_lines"]),
                "sales": cents(one["sales"]),
                "documents": one["documents"],
            }
            for item, one in sorted(sums.items())
        ]

    def books(self) -> dict:
        """Everything that a person could look up, as data."""
        return {
            "summary": self.summary(),
            "preferences": self.preferences(),
            "invoices": self.invoices(),
            "credit_memos": self.credit_memos(),
            "payments": self.payments(),
            "applications": self.applications(),
            "bills": self.bills(),
            "vendor_credits": self.vendor_credits(),
            "bill_payments": self.bill_payments(),
            "journal_entries": self.journal_entries(),
            "deposits": self.deposits(),
            "tax_totals": self.tax_totals(),
            "queued": self.queued(),
            "deletions": self.deletions(),
            "customers": self.customers(),
            "vendors": self.vendors(),
            "items": self.items(),
            "accounts": self.accounts(),
        }

    def deletions(self) -> list:
        return [dict(row) for row in self.store.all("SELECT * FROM deleted ORDER BY deleted")]

    def company_data(self, owner_id: str) -> dict:
        """Private data of one owner on the company: FileID, AppLock."""
        rows = self.store.all("SELECT * FROM extension WHERE object = 'Company' AND owner = ?", owner_id.upper())
        return {row["name"]: row["value"] for row in rows}

    def message_set_ids(self) -> list:
        return [row["set_id"] for row in self.store.all("SELECT set_id FROM message_set")]

    def preferences(self) -> dict:
        return self.store.get("preferences")

    def summary(self) -> dict:
        """Counts and totals that a test or a demonstration looks at first."""
        kinds = {row["kind"]: row["n"] for row in self.store.all("SELECT kind, COUNT(*) AS n FROM entry GROUP BY kind")}
        count = {row["kind"]: row["n"] for row in self.store.all("SELECT kind, COUNT(*) AS n FROM txn GROUP BY kind")}
        sums = self.store.one(
            "SELECT COUNT(*) AS n, COALESCE(SUM(subtotal), 0) AS subtotal, COALESCE(SUM(tax), 0) AS tax,"
            " COALESCE(SUM(owed), 0) AS owed FROM txn WHERE kind = 'Invoice'"
        )
        return {
            "company": self.store.get("company")["name"],
            "product": self.store.get("product_name"),
            "country": self.country,
            "customers": kinds.get("Customer", 0),
            "vendors": kinds.get("Vendor", 0),
            "items": sum(kinds.get(kind, 0) for kind in ITEMS),
            "accounts": kinds.get("Account", 0),
            "invoices": sums["n"],
            "subtotal": cents(sums["subtotal"]),
            "tax": cents(sums["tax"]),
            "total": cents(sums["subtotal"] + sums["tax"]),
            "open": cents(sums["owed"]),
            **{
                name: count.get(kind, 0)
                for name, kind in (
                    ("credit_memos", "CreditMemo"),
                    ("payments", "ReceivePayment"),
                    ("bills", "Bill"),
                    ("journal_entries", "JournalEntry"),
                )
            },
        }

    def _rows(self, where, values, active_only=False):
        where += " AND is_active = 1" if active_only else ""
        rows = self.store.all(f"SELECT * FROM entry WHERE {where} ORDER BY full_key", *values)
        return [(row, json.loads(row["data"])) for row in rows]

    def _name(self, family, reference) -> str:
        if not reference:
            return ""
        row = self.store.one(
            "SELECT full_name FROM entry WHERE family = ? AND list_id = ?", family, reference["ListID"]
        )
        return row["full_name"] if row else ""


class _Names:
    """Names by ListID, read once for a whole list of documents."""

    def __init__(self, book):
        rows = book.store.all("SELECT family, list_id, kind, full_name FROM entry")
        self._known = {(row["family"], row["list_id"]): row["full_name"] for row in rows}
        self.tax_items = {row["full_name"] for row in rows if row["kind"] == "ItemSalesTax"}
        self._currencies = {
            row["list_id"]: json.loads(row["currency"])
            for row in book.store.all(
                "SELECT list_id, json_extract(data, '$.CurrencyRef') AS currency FROM entry"
                " WHERE family = 'Entity' AND currency IS NOT NULL"
            )
        }

    def __call__(self, family, reference) -> str:
        return self._known.get((family, reference["ListID"]), "") if reference else ""

    def entity(self, list_id) -> str:
        return self._known.get(("Entity", list_id), "")

    def currency(self, list_id):
        return self._currencies.get(list_id)


def _line(line, names) -> dict:
    amount = Decimal(line["Amount"]) if "Amount" in line else None
    sort = line.get("_sort", "")
    unit = line.get("Rate", line.get("Cost"))
    return {
        "line_id": line["TxnLineID"],
        "item": names("Item", line.get("ItemRef")),
        "account": names("Account", line.get("AccountRef")),
        "name": names("Entity", line.get("EntityRef") or line.get("CustomerRef")),
        "description": line.get("Desc", line.get("Memo", "")),
        "quantity": Decimal(line["Quantity"]) if "Quantity" in line else None,
        "rate": Decimal(price(unit)) if unit is not None else None,
        "rate_percent": Decimal(line["RatePercent"]) if "RatePercent" in line else None,
        "amount": amount,
        "debit": amount if sort == "JournalDebit" else None,
        "credit": amount if sort == "JournalCredit" else None,
        "class": names("Class", line.get("ClassRef")),
        "tax_code": names("SalesTaxCode", line.get("SalesTaxCodeRef")),
        "service_date": line.get("ServiceDate", ""),
    }


def _add_tax(sums, item, tax, sales, lines=False):
    one = sums.setdefault(item, {"tax": 0, "in_lines": 0, "sales": 0, "documents": 0})
    one["in_lines" if lines else "tax"] += tax
    one["sales"] += sales
    one["documents"] += not lines


def _identity(row) -> dict:
    return {
        "name": row["name"],
        "full_name": row["full_name"],
        "list_id": row["list_id"],
        "active": bool(row["is_active"]),
        "edit_sequence": row["edit_sequence"],
        "external_guid": row["external_guid"] or "",
        "modified": row["modified"],
    }
