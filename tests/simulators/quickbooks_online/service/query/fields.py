"""Which fields a query may name (QBO 3): all that an entity has in its list of fields, few in WHERE and ORDERBY."""

from dataclasses import dataclass

from ...books.shapes import SHAPES
from .language import invalid

_NAMES = ("DisplayName", "GivenName", "MiddleName", "FamilyName", "PrintOnCheckName")
_LIST = ("Name", "FullyQualifiedName", "Active")
_EVERYWHERE = ("Id", "MetaData.CreateTime", "MetaData.LastUpdatedTime")

#: What facts 3 read in the reference, entity by entity.
_DOCUMENTED = {
    "Customer": (*_NAMES, "CompanyName", "FullyQualifiedName", "PrimaryEmailAddr", "Active", "Balance"),
    "Vendor": (*_NAMES, "CompanyName", "Active"),
    "Employee": (*_NAMES, "Active"),
    "Item": ("Name", "Type", "Active", "FullyQualifiedName", "SubItem", "Taxable"),
    "Department": ("FullyQualifiedName", "Active"),
    "Bill": ("VendorRef", "DocNumber", "TxnDate", "DueDate", "SalesTermRef", "APAccountRef", "TotalAmt", "Balance"),
    "Invoice": ("DocNumber", "TxnDate", "DueDate", "CustomerRef", "SalesTermRef", "Balance"),
    "Payment": ("TxnDate", "CustomerRef", "TotalAmt", "PaymentMethodRef", "PaymentRefNum"),
    "JournalEntry": ("DocNumber", "TxnDate"),
    "Attachable": ("FileName", "Note", "Category", "ContentType", "Size"),
}
#: The facts say nothing of these; they get what is documented of their like.
_BY_LIKENESS = {
    "Account": (*_LIST, "AccountType", "AccountSubType", "Classification", "SubAccount"),
    "Class": _LIST,
    "Term": ("Name", "Active", "Type"),
    "PaymentMethod": ("Name", "Active", "Type"),
    "TaxCode": ("Name", "Active"),
    "TaxRate": ("Name", "Active"),
    "TaxAgency": ("DisplayName",),
    "CompanyCurrency": ("Code", "Name", "Active"),
    "CreditMemo": ("DocNumber", "TxnDate", "CustomerRef", "Balance"),
    "RefundReceipt": ("DocNumber", "TxnDate", "CustomerRef"),
    "VendorCredit": ("DocNumber", "TxnDate", "VendorRef"),
    "Deposit": ("TxnDate",),
}
#: The part of a structure that a comparison means.
_MEANT = {"ReferenceType": "value", "EmailAddress": "Address", "MemoRef": "value", "TelephoneNumber": "FreeFormNumber"}
_KINDS = {"id": "id", "decimal": "number", "integer": "number", "boolean": "flag", "date": "date", "datetime": "moment"}


@dataclass(frozen=True)
class Field:
    #: The keys that lead to the value.
    path: tuple[str, ...]
    #: id, number, flag, date, moment, reference, text; "structure" where nothing can be compared.
    kind: str

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def of(self, record: dict):
        """The value that is compared, None where there is none."""
        value = record
        for key in self.path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, dict):
            value = value.get("value", value.get("Address", value.get("FreeFormNumber")))
        return value


def find(entity: str, name: str) -> Field:
    """A field by its name in any case.

    :raise Fault: 4001, no such field.
    """
    path, kind = [], entity
    for part in name.split("."):
        known = {one.lower(): one for one in SHAPES.get(kind, ())}
        if part.lower() not in known:
            raise invalid(f"Property {name} not found for Entity {entity}")
        path.append(known[part.lower()])
        kind, _many = SHAPES[kind][path[-1]]
    if kind in _MEANT:
        return Field(tuple(path), "reference" if kind == "ReferenceType" else "text")
    return Field(tuple(path), "structure" if kind in SHAPES or kind == "any" else _KINDS.get(kind, "text"))


def comparable(entity: str, name: str, switches) -> Field:
    """A field that may stand in WHERE and ORDERBY.

    :raise Fault: 4001, no such field, or one that cannot be queried.
    """
    field = find(entity, name)
    allowed = {*_EVERYWHERE, *_DOCUMENTED.get(entity, _BY_LIKENESS.get(entity, ()))}
    if entity == "Item" and switches.sku_filter:
        allowed.add("Sku")
    if entity in ("Invoice", "CreditMemo") and switches.total_filter:
        allowed.add("TotalAmt")
    if field.name not in allowed:
        raise invalid(f"property '{field.name}' is not queryable")
    return field
