"""Reading the books without qbXML, for tests and demonstrations: plain dictionaries, Decimal for money."""

import json
from decimal import Decimal

from .catalogue import ITEMS
from .entries import cents


class Reading:
    """Mixed into the company file."""

    def customers(self, active_only=False) -> list:
        return self._entities("Customer", active_only)

    def vendors(self, active_only=False) -> list:
        return self._entities("Vendor", active_only)

    def _entities(self, kind, active_only) -> list:
        sql = "SELECT entity_id, SUM(owed) AS owed FROM txn GROUP BY entity_id"
        owed = {row["entity_id"]: row["owed"] for row in self.store.all(sql)} if kind == "Customer" else {}
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
                    "balance": cents(owed.get(row["list_id"], 0)),
                }
            )
        return out

    def items(self, active_only=False) -> list:
        out = []
        marks = ", ".join("?" * len(ITEMS))
        for row, data in self._rows(f"kind IN ({marks})", ITEMS, active_only):
            block = data.get("SalesOrPurchase") or data.get("SalesAndPurchase") or data
            account = block.get("AccountRef") or block.get("IncomeAccountRef")
            out.append(
                {
                    **_identity(row),
                    "kind": row["kind"],
                    "description": block.get("Desc") or block.get("SalesDesc") or block.get("ItemDesc") or "",
                    "price": Decimal(block.get("Price") or block.get("SalesPrice") or 0),
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
        names = {
            row["list_id"]: row["full_name"]
            for row in self.store.all("SELECT * FROM entry WHERE family = 'Entity'")
        }
        return [self._document(row, names) for row in rows]

    def _document(self, row, names) -> dict:
        head = json.loads(row["data"])
        total = row["subtotal"] + row["tax"]
        return {
            "number": row["ref_number"],
            "txn_id": row["txn_id"],
            "edit_sequence": row["edit_sequence"],
            "customer": names.get(row["entity_id"], ""),
            "date": row["txn_date"],
            "due_date": head.get("DueDate", ""),
            "lines": [self._line(line) for line in json.loads(row["lines"])],
            "subtotal": cents(row["subtotal"]),
            "tax": cents(row["tax"]),
            "tax_item": self._name("Item", head.get("ItemSalesTaxRef")),
            "total": cents(total),
            "applied": cents(row["applied"]),
            "balance": cents(total - row["applied"]),
            "terms": self._name("Terms", head.get("TermsRef")),
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

    def _line(self, line) -> dict:
        return {
            "line_id": line["TxnLineID"],
            "item": self._name("Item", line.get("ItemRef")),
            "description": line.get("Desc", ""),
            "quantity": Decimal(line["Quantity"]) if "Quantity" in line else None,
            "rate": Decimal(line["Rate"]) if "Rate" in line else None,
            "rate_percent": Decimal(line["RatePercent"]) if "RatePercent" in line else None,
            "amount": Decimal(line["Amount"]) if "Amount" in line else None,
            "tax_code": self._name("SalesTaxCode", line.get("SalesTaxCodeRef")),
            "service_date": line.get("ServiceDate", ""),
        }

    def payments(self) -> list:
        return [{**one, "unused": one["balance"]} for one in self.documents("ReceivePayment")]

    def deletions(self) -> list:
        return [dict(row) for row in self.store.all("SELECT * FROM deleted ORDER BY deleted")]

    def company_data(self, owner_id: str) -> dict:
        """Private data of one owner on the company: FileID, AppLock."""
        rows = self.store.all(
            "SELECT * FROM extension WHERE object = 'Company' AND owner = ?", owner_id.upper()
        )
        return {row["name"]: row["value"] for row in rows}

    def message_set_ids(self) -> list:
        return [row["set_id"] for row in self.store.all("SELECT set_id FROM message_set")]

    def preferences(self) -> dict:
        return self.store.get("preferences")

    def summary(self) -> dict:
        """Counts and totals that a test or a demonstration looks at first."""
        kinds = {
            row["kind"]: row["n"]
            for row in self.store.all("SELECT kind, COUNT(*) AS n FROM entry GROUP BY kind")
        }
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
