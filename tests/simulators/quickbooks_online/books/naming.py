"""Names of list elements: who may have which, parents, and what becomes of the name of what is made inactive
(facts 2.3 to 2.5).
"""

import re

from . import references
from .catalogue import ENTITIES, PEOPLE
from .faults import refuse, required
from .shapes import check_length

SUFFIX = " (deleted)"
_SUFFIXED = re.compile(r" \(deleted(?: \d+)?\)$")
NAME_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
#: Characters that no name may have: ":" parts the names of a parent and its child.
_FORBIDDEN = {"Account": ':"\t\n\r'}
DEEPEST = 5
FLAGS = {
    "Account": "SubAccount",
    "Class": "SubClass",
    "Department": "SubDepartment",
    "Item": "SubItem",
    "Customer": "Job",
}


def settle(company, entity: str, new: dict, old: dict | None):
    """Give ``new`` its name, its parent and its full name, and take that name."""
    field = ENTITIES[entity].name
    if entity in PEOPLE:
        _name_person(new)
    elif not new.get(field):
        raise required(field)
    parent = _settle_parent(company, entity, new, old)
    _check_characters(entity, new, field)
    new.setdefault("Active", True)
    _follow_activity(company, entity, new, old, field)
    check_length(new[field], 2000, field, least=1)
    _claim(company, entity, new, old, field)
    if entity in FLAGS or entity in PEOPLE:
        new["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{new[field]}" if parent else new[field]


def _name_person(new: dict):
    if new.get("DisplayName") is None:
        words = " ".join(new[part] for part in NAME_PARTS if new.get(part))
        if not words:
            raise refuse(6080, "DisplayName or one of Title, GivenName, MiddleName, FamilyName, Suffix is needed")
        new["DisplayName"] = words


def _check_characters(entity: str, new: dict, field: str):
    for name in (field, *(NAME_PARTS if entity in PEOPLE else ())):
        if any(character in (new.get(name) or "") for character in _FORBIDDEN.get(entity, ":\t\n\r")):
            raise refuse(2040, f"{name} has a character that names may not have", name)


# --- parents ---


def _settle_parent(company, entity: str, new: dict, old: dict | None):
    flag = FLAGS.get(entity)
    if flag is None:
        return None
    reference = new.get("ParentRef")
    if new.get(flag) and reference is None:
        raise refuse(6150, f"{flag} needs a ParentRef", "ParentRef")
    if new.get(flag) is False and reference is not None and flag == "Job":
        raise refuse(6150, f"ParentRef is only for a {flag}", "ParentRef")
    if reference is None:
        new.pop("Level", None)
        if flag != "SubItem":
            new[flag] = False
        return None
    new["ParentRef"] = references.resolve(company, reference, entity, "ParentRef")
    parent = company.row(entity, new["ParentRef"]["value"])
    depth = _depth(company, entity, parent) + 2
    if depth > DEEPEST:
        raise refuse(6180, f"more than {DEEPEST} levels", "ParentRef")
    if old is not None and old["Id"] in _ancestors(company, entity, parent):
        raise refuse(900, "a parent cannot be its own child", "ParentRef")
    new[flag] = True
    if entity in ("Customer", "Item"):
        new["Level"] = depth - 1
    return parent


def _ancestors(company, entity: str, row: dict) -> list:
    found = [row["Id"]]
    while row.get("ParentRef") and len(found) < 2 * DEEPEST:
        row = company.row(entity, row["ParentRef"]["value"])
        found.append(row["Id"])
    return found


def _depth(company, entity: str, row: dict) -> int:
    return len(_ancestors(company, entity, row)) - 1


# --- inactive ---


def _renames(company, entity: str) -> bool:
    position = company.switches.renamed_when_inactive
    return position == "all" or entity == "Customer" or (position == "people" and entity in PEOPLE)


def _follow_activity(company, entity: str, new: dict, old: dict | None, field: str):
    if old is None or not _renames(company, entity):
        return
    if old["Active"] and not new["Active"]:
        plain, number = _SUFFIXED.sub("", new[field]), 1
        new[field] = plain + SUFFIX
        while _holder(company, entity, new, field) not in (None, _own(entity, old)):
            number += 1
            new[field] = f"{plain} (deleted {number})"
    elif not old["Active"] and new["Active"] and company.switches.name_on_reactivation == "restored":
        if new[field] == old[field]:
            new[field] = _SUFFIXED.sub("", new[field])


# --- uniqueness ---


def _space(entity: str, row: dict) -> str:
    if entity in PEOPLE:
        return "people"
    if entity == "TaxAgency":
        return entity
    return f"{entity}/{(row.get('ParentRef') or {}).get('value', '')}"


def _key(entity: str, row: dict, field: str) -> str:
    return f"{_space(entity, row)}|{row[field].strip().casefold()}"


def _own(entity: str, row: dict) -> str:
    return f"{entity}/{row['Id']}"


def _holder(company, entity: str, row: dict, field: str):
    return company.store.get("#names", _key(entity, row, field))


def _claim(company, entity: str, new: dict, old: dict | None, field: str):
    holder = _holder(company, entity, new, field)
    if holder is not None and (old is None or holder != _own(entity, old)):
        raise refuse(6240, f"The name supplied already exists. : Id={holder.partition('/')[2]}")
    if old is not None:
        company.store.drop("#names", _key(entity, old, field))
    new_id = new["Id"]
    company.store.put("#names", _key(entity, new, field), f"{entity}/{new_id}")


def release(company, entity: str, row: dict):
    """Nobody has this name any more (a merged record)."""
    company.store.drop("#names", _key(entity, row, ENTITIES[entity].name))


def holder_of(company, entity: str, name: str) -> dict | None:
    """The record of this name, at the top of its list."""
    field = ENTITIES[entity].name
    held = company.store.get("#names", _key(entity, {field: name}, field))
    if held is None or held.partition("/")[0] != entity:
        return None
    return company.row(entity, held.partition("/")[2])


def spread(company, entity: str, new: dict, old: dict | None):
    """A new name shows in the full names of children and wherever the record is mentioned."""
    field = ENTITIES[entity].name
    shown = new.get("FullyQualifiedName") or new[field]
    if old is None or (old.get("FullyQualifiedName") or old[field]) == shown:
        return
    references.rename(company, entity, new["Id"], shown)
    if entity in FLAGS:
        for row in list(company.store.table(entity).values()):
            if (row.get("ParentRef") or {}).get("value") == new["Id"]:
                child = {
                    **row,
                    "ParentRef": {"value": new["Id"], "name": shown},
                    "FullyQualifiedName": f"{shown}:{row[field]}",
                }
                company.store.put(entity, row["Id"], child)
                spread(company, entity, child, row)
