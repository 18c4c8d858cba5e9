"""The entities that these books keep, and what may be done with each (facts 2.1, 2.3, 4.1)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entity:
    """``family`` is whose numbers its ids are taken from, ``name`` the field that names a list element."""

    kind: str  # list, document, single, file
    family: str
    name: str = ""
    #: Sparse updates are documented.
    sparse: bool = False
    created: bool = True
    updated: bool = True
    deleted: bool = False
    voided: bool = False


def _list(family, name="Name", **more):
    return Entity("list", family, name, **more)


def _document(**more):
    return Entity("document", "document", deleted=True, **more)


ENTITIES = {
    "CompanyInfo": Entity("single", "single", sparse=True, created=False),
    "Preferences": Entity("single", "single", sparse=True, created=False),
    "Account": _list("account"),
    "Term": _list("term"),
    "PaymentMethod": _list("payment_method"),
    "Class": _list("class"),
    "Department": _list("department"),
    "TaxAgency": _list("tax_agency", "DisplayName", updated=False),
    "TaxRate": _list("tax_rate", created=False, updated=False),
    "TaxCode": _list("tax_code", created=False, updated=False),
    "TaxService": Entity("service", "tax_service", updated=False),
    "CompanyCurrency": _list("currency"),
    "ExchangeRate": Entity("rate", "rate", created=False),
    "Customer": _list("name", "DisplayName", sparse=True),
    "Vendor": _list("name", "DisplayName"),
    "Employee": _list("name", "DisplayName"),
    "Item": _list("item"),
    "Invoice": _document(sparse=True, voided=True),
    "CreditMemo": _document(),
    "RefundReceipt": _document(sparse=True),
    "Payment": _document(voided=True),
    "Bill": _document(),
    "VendorCredit": _document(),
    "JournalEntry": _document(sparse=True),
    "Deposit": _document(sparse=True, created=False, updated=False),
    "Attachable": Entity("file", "attachable", deleted=True),
}
DOCUMENTS = tuple(name for name, entity in ENTITIES.items() if entity.kind == "document")
LISTS = tuple(name for name, entity in ENTITIES.items() if entity.kind == "list")
#: Customer, vendor and employee share one space of names and one of ids.
PEOPLE = ("Customer", "Vendor", "Employee")
SALES = ("Invoice", "CreditMemo", "RefundReceipt")
PURCHASES = ("Bill", "VendorCredit")
#: Change data capture does not see these (facts 4.1), nor the ones that are no records with an id.
NOT_IN_CHANGES = ("TaxAgency", "TaxCode", "TaxRate", "TaxService", "ExchangeRate", "CompanyInfo", "Preferences")
#: Where a reference leads; everything else is named by its own field.
TARGETS = {
    "CustomerRef": "Customer",
    "VendorRef": "Vendor",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "SalesTermRef": "Term",
    "TermRef": "Term",
    "PaymentMethodRef": "PaymentMethod",
    "ARAccountRef": "Account",
    "APAccountRef": "Account",
    "DepositToAccountRef": "Account",
    "DiscountAccountRef": "Account",
    "ItemAccountRef": "Account",
    "AccountRef": "Account",
    "IncomeAccountRef": "Account",
    "ExpenseAccountRef": "Account",
    "AssetAccountRef": "Account",
    "COGSAccountRef": "Account",
    "TxnTaxCodeRef": "TaxCode",
    "TaxCodeRef": "TaxCode",
    "DefaultTaxCodeRef": "TaxCode",
    "SalesTaxCodeRef": "TaxCode",
    "PurchaseTaxCodeRef": "TaxCode",
    "TaxRateRef": "TaxRate",
    "PrefVendorRef": "Vendor",
}
