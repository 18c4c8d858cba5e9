"""What a test, a demonstration or an accountant reads in the books: plain rows with Decimals."""

from . import accounts, balances, contacts, items
from .document_views import DocumentViews


class Views(DocumentViews):
    """Mixed into the organisation."""

    def contact(self, name: str) -> dict:
        """:raise LookupError: nobody has this name."""
        return _found(contacts.named(self, name), "contact", name)

    def account(self, code_or_name: str) -> dict:
        found = accounts.by_code(self, code_or_name) or accounts.named(self, code_or_name)
        return _found(found, "account", code_or_name)

    def item(self, code: str) -> dict:
        return _found(items.by_code(self, code), "item", code)

    def contacts(self, archived: bool = True) -> list[dict]:
        with self.lock:
            return [self._contact(row) for row in self.rows("Contacts", {"includeArchived": archived})]

    def _contact(self, row: dict) -> dict:
        owed = balances.shown(self, row["ContactID"]) or {}
        return {
            "id": row["ContactID"],
            "name": row["Name"],
            "number": row.get("ContactNumber", ""),
            "account_number": row.get("AccountNumber", ""),
            "email": row.get("EmailAddress", ""),
            "active": row["ContactStatus"] == "ACTIVE",
            "merged_to": row.get("MergedToContactID", ""),
            "is_customer": row["IsCustomer"],
            "is_supplier": row["IsSupplier"],
            "receivable": owed.get("AccountsReceivable", {}).get("Outstanding", 0),
            "payable": owed.get("AccountsPayable", {}).get("Outstanding", 0),
            "modified": row["UpdatedDateUTC"],
        }

    def items(self) -> list[dict]:
        with self.lock:
            return [
                {
                    "id": row["ItemID"],
                    "code": row["Code"],
                    "name": row.get("Name", ""),
                    "description": row.get("Description", ""),
                    "price": row.get("SalesDetails", {}).get("UnitPrice"),
                    "account": row.get("SalesDetails", {}).get("AccountCode", ""),
                    "tax_type": row.get("SalesDetails", {}).get("TaxType", ""),
                    "tracked": row["IsTrackedAsInventory"],
                    "on_hand": row.get("QuantityOnHand"),
                }
                for row in self.rows("Items")
            ]

    def chart(self) -> list[dict]:
        with self.lock:
            return [
                {
                    "id": row["AccountID"],
                    "code": row.get("Code", ""),
                    "name": row["Name"],
                    "type": row["Type"],
                    "class": row["Class"],
                    "status": row["Status"],
                    "system": row.get("SystemAccount", ""),
                    "currency": row.get("CurrencyCode", ""),
                }
                for row in self.rows("Accounts")
            ]


def _found(row, kind: str, name: str) -> dict:
    if row is None:
        raise LookupError(f"there is no {kind} {name}")
    return row
