"""Notes and files on records (facts 2.9): the metadata; the content comes by an upload."""

from ..catalogue import DOCUMENTS, ENTITIES
from ..faults import refuse, required, wrong_reference

_HOLDERS = (*DOCUMENTS, "Customer", "Vendor", "Employee", "Item", "Account")


def create(company, entity, new, options):
    if not new.get("Note") and not new.get("FileName"):
        raise required("Note")
    new["Id"] = company.next_id("attachable")
    settle(company, new)
    return company.write(entity, new, None)


def update(company, entity, new, old, options):
    settle(company, new)
    kept = {name: old[name] for name in ("Size", "FileAccessUri", "TempDownloadUri", "FileName") if name in old}
    return company.write(entity, {**new, **kept}, old)


def settle(company, new):
    """Every target must be there (facts 2.9)."""
    new["AttachableRef"] = [{"IncludeOnSend": False, **one} for one in new.get("AttachableRef") or ()]
    for reference in new["AttachableRef"]:
        target = reference.get("EntityRef")
        if target is None:
            continue
        kind = target.get("type")
        if kind not in ENTITIES or kind not in _HOLDERS:
            raise refuse(6050, f"{kind} takes no attachments", "AttachableRef.EntityRef.type")
        if company.row(kind, target.get("value")) is None:
            raise wrong_reference("AttachableRef.EntityRef", f"{kind} element id {target.get('value')} not found")


def delete(company, entity, old, options):
    company.store.drop("#files", old["Id"])
