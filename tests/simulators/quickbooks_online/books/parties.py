"""The customer or vendor of a document (facts 2.6 to 2.8)."""

from . import references
from .faults import refuse, required, wrong_reference


def customer(company, new: dict, field: str = "CustomerRef") -> dict:
    """The customer's record; 6250 when it was made inactive."""
    return _party(company, new, field, "Customer", 6250)


def vendor(company, new: dict) -> dict:
    """A vendor; an employee is none, whatever the id (facts 2.8)."""
    return _party(company, new, "VendorRef", "Vendor", company.switches.inactive_reference)


def _party(company, new, field, entity, inactive) -> dict:
    if new.get(field) is None:
        raise required(field)
    value = references.value_of(new[field], field)
    if not value.isdigit():
        raise refuse(2030, f"Invalid ID : {value}", field)
    row = company.row(entity, value)
    if row is None:
        raise wrong_reference(field, f"{entity} element id {value} not found")
    if not row["Active"]:
        raise refuse(inactive, f"{row['DisplayName']} has been made inactive", field)
    new[field] = references.named(row, entity)
    return row


def pays_for(company, customer_id: str, owner_id: str) -> bool:
    """Whether a payment of one customer may pay documents of another: of itself, or of those billed with it."""
    while owner_id != customer_id:
        owner = company.row("Customer", owner_id)
        if not owner or not owner.get("BillWithParent") or not owner.get("ParentRef"):
            return False
        owner_id = owner["ParentRef"]["value"]
    return True
