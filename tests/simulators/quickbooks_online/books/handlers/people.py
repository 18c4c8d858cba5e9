"""Customers, vendors and employees: one space of names (facts 2.4)."""

from .. import addresses, currencies, naming, references
from ..faults import refuse
from ..money import ZERO

_REFERENCES = ("SalesTermRef", "TermRef", "PaymentMethodRef", "ARAccountRef", "DefaultTaxCodeRef")
#: Shown as its last four characters only.
SECRET = "PrimaryTaxIdentifier"


def create(company, entity, new, options):
    new["Id"] = company.next_id("name")
    return _store(company, entity, new, None, options)


def update(company, entity, new, old, options):
    return _store(company, entity, new, old, options)


def _store(company, entity, new, old, options):
    naming.settle(company, entity, new, old)
    references.resolve_all(company, new, [name for name in _REFERENCES if name in new])
    addresses.give_ids(company, new, ("BillAddr", "ShipAddr", "PrimaryAddr"), old)
    new.setdefault("PrintOnCheckName", (new.get("CompanyName") or new["DisplayName"])[:100])
    if entity == "Employee":
        return _finish(company, entity, new, old)
    currencies.settle_party(company, new, old)
    new["Balance"] = old["Balance"] if old else ZERO
    if entity == "Customer":
        _settle_customer(company, new, old)
    else:
        new.setdefault("Vendor1099", False)
    _hide(company, entity, new, old, options)
    if old is not None and old["Active"] and not new["Active"] and new["Balance"]:
        raise refuse(6220, f"{new['DisplayName']} has a balance of {new['Balance']}")
    return _finish(company, entity, new, old)


def _finish(company, entity, new, old):
    row = company.write(entity, new, old)
    naming.spread(company, entity, row, old)
    return row


def _settle_customer(company, new, old):
    new["BalanceWithJobs"] = old["BalanceWithJobs"] if old else ZERO
    new["IsProject"] = False
    new.setdefault("BillWithParent", False)
    if new["BillWithParent"] and not new.get("ParentRef"):
        raise refuse(6130, "only a sub-customer is billed with its parent", "BillWithParent")
    new.setdefault("PreferredDeliveryMethod", "Print")
    if new["PreferredDeliveryMethod"] not in ("Print", "Email", "None"):
        raise refuse(2170, f"{new['PreferredDeliveryMethod']} is no way to deliver", "PreferredDeliveryMethod")
    if company.profile.american:
        new.setdefault("Taxable", True)
        if new["Taxable"]:
            new.pop("TaxExemptionReasonId", None)


def _hide(company, entity, new, old, options):
    """Tax numbers come back masked; what is sent is what is kept, a mask too (facts 8.27)."""
    given = new.pop(SECRET, None)
    if old is not None and options.get("sparse") and SECRET not in options["sent"]:
        if SECRET in old:
            new[SECRET] = old[SECRET]
        return
    company.set_mark(entity, new["Id"], "tax_number", given)
    if given is not None:
        new[SECRET] = masked(given)


def masked(text: str) -> str:
    return "X" * max(len(text) - 4, 0) + text[-4:]
