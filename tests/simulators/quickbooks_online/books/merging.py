"""Merging two records of a list (facts 4.1, 4.6): the loser's id dies, its references move silently."""

from . import naming, references
from .catalogue import ENTITIES
from .faults import business

MERGED = ("Customer", "Vendor", "Item", "Account", "Class", "Department", "Term", "PaymentMethod")


def merge(company, entity: str, loser: dict, survivor: dict):
    if entity not in MERGED or loser["Id"] == survivor["Id"]:
        raise business(f"these two of {entity} cannot be merged")
    if loser.get("CurrencyRef") and loser["CurrencyRef"]["value"] != survivor["CurrencyRef"]["value"]:
        raise business("records of different currencies cannot be merged")
    references.redirect(company, entity, loser["Id"], references.named(survivor, entity))
    for row in list(company.store.table(entity).values()):
        if (row.get("ParentRef") or {}).get("value") == loser["Id"]:
            company.touch(entity, row["Id"], {"ParentRef": references.named(survivor, entity)})
    sums = {name: survivor[name] + loser[name] for name in ("Balance", "BalanceWithJobs", "QtyOnHand") if name in loser}
    company.write(entity, {**survivor, **sums}, survivor)
    if company.switches.merged_record == "inactive":
        gone = {**loser, "Active": False, **{name: loser[name] - loser[name] for name in sums}}
        gone[ENTITIES[entity].name] += naming.SUFFIX
        naming.release(company, entity, loser)
        company.write(entity, gone, loser)
    else:
        naming.release(company, entity, loser)
        company.remove(entity, loser, told=False)
    company.tell(entity, survivor["Id"], "Merge", loser["Id"])
