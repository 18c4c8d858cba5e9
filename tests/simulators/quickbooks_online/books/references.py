"""References: ``{"value": id}`` in, ``{"value": id, "name": name}`` out (facts 2.1, 4.6, 6: 2030, 2500, 610)."""

from .catalogue import DOCUMENTS, ENTITIES, PEOPLE, TARGETS
from .faults import refuse, required, wrong_reference

#: Ids that are words: freight, and the two pseudo codes of US companies.
WORDS = ("SHIPPING_ITEM_ID", "TAX", "NON")


def resolve(company, reference, target: str, element: str) -> dict:
    """The reference with its name, of something that exists and is active."""
    value = value_of(reference, element)
    if not (value.isdigit() or value in WORDS):
        raise refuse(2030, f"Invalid ID : {value}", element)
    row = company.row(target, value)
    if row is None:
        raise wrong_reference(element, f"{target} element id {value} not found")
    if row.get("Active") is False:
        words = f"{element}: {_name(row, target)} has been made inactive"
        raise refuse(company.switches.inactive_reference, words, element)
    return named(row, target)


def value_of(reference, element: str) -> str:
    if not isinstance(reference, dict) or not reference.get("value"):
        raise required(f"{element}.value")
    return reference["value"]


def named(row: dict, target: str) -> dict:
    return {"value": row["Id"], "name": _name(row, target)}


def _name(row: dict, target: str) -> str:
    return row.get("FullyQualifiedName") or row[ENTITIES[target].name]


def resolve_all(company, values: dict, fields, prefix: str = ""):
    """Complete those of these fields that are there; ``values`` is changed."""
    for field in fields:
        if values.get(field) is not None:
            values[field] = resolve(company, values[field], TARGETS[field], prefix + field)


def account_of(company, values: dict, field: str, types, element: str = ""):
    """An account that has one of these types; 6430 if it has another."""
    if values.get(field) is None:
        return
    values[field] = resolve(company, values[field], "Account", element or field)
    row = company.row("Account", values[field]["value"])
    if row["AccountType"] not in types:
        raise refuse(6430, f"{field}: {row['Name']} is of type {row['AccountType']}", element or field)


def tracking(company, values: dict, path: str = ""):
    """Classes and locations: only where the company tracks them (facts 2.3)."""
    prefs = company.preferences["AccountingInfoPrefs"]
    classes = prefs.get("ClassTrackingPerTxnLine") if path else prefs.get("ClassTrackingPerTxn")
    if path and prefs.get("ClassTrackingPerTxn"):
        classes = True
    for field, tracked in (("ClassRef", classes), ("DepartmentRef", prefs.get("TrackDepartments"))):
        if values.get(field) is None:
            continue
        if tracked:
            resolve_all(company, values, (field,), path)
        elif company.switches.tracking_when_off == "refused":
            raise refuse(6000, f"Business Validation Error: {field} is switched off", path + field)
        else:
            del values[field]


def rename(company, target: str, record_id: str, name: str):
    """Whatever mentions this record shows its new name; that is no change of its own."""
    redirect(company, target, record_id, {"name": name})


def redirect(company, target: str, record_id: str, changes: dict):
    """Change every reference to this record, silently: no SyncToken and no time moves (facts 4.6)."""
    fields = {field for field, entity in TARGETS.items() if entity == target} | {"EntityRef", "Entity"}
    lists = () if target in PEOPLE else ("Item", "Customer", "Vendor")
    for table in (*DOCUMENTS, *lists):
        for key, row in list(company.store.table(table).items()):
            changed = _redirected(row, fields, record_id, changes)
            if changed is not row:
                company.store.put(table, key, changed)


def _redirected(value, fields, record_id, changes):
    """The same value if nothing in it changes."""
    if isinstance(value, list):
        parts = [_redirected(one, fields, record_id, changes) for one in value]
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if not isinstance(value, dict):
        return value
    changed = None
    for field, part in value.items():
        if field in fields and isinstance(part, dict) and part.get("value") == record_id:
            new = {**part, **changes}
        elif isinstance(part, (dict, list)):
            new = _redirected(part, fields, record_id, changes)
        else:
            continue
        if new is not part:
            changed = changed or dict(value)
            changed[field] = new
    return value if changed is None else changed
