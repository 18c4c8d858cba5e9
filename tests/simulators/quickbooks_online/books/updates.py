"""What an update makes of the stored object and the body: full, or sparse (facts 2.1)."""

from .catalogue import ENTITIES, PEOPLE
from .faults import refuse
from .shapes import SHAPES

#: What a body may say but nobody reads.
READ_ONLY = frozenset(
    (
        "MetaData domain status sparse SyncToken FullyQualifiedName Level Balance BalanceWithJobs HomeTotalAmt"
        " HomeBalance RemainingCredit UnappliedAmt LinkedTxn CurrentBalance CurrentBalanceWithSubAccounts"
        " Classification V4IDPseudonym ClientEntityId IsProject FreeFormAddress TaxExemptionRef DeliveryInfo"
        " InvoiceLink Size FileAccessUri TempDownloadUri ThumbnailFileAccessUri ThumbnailTempDownloadUri"
        " OpenBalanceDate SubAccount OverDueBalance TotalRevenue TotalExpense RootCustomerRef TaxTrackedOnSales"
        " TaxTrackedOnPurchases"
    ).split()
)
#: TotalAmt is what a payment says, and what everything else adds up to.
_OWN_TOTAL = ("Payment",)


def writable(entity: str, body: dict) -> dict:
    hidden = READ_ONLY if entity in _OWN_TOTAL else READ_ONLY | {"TotalAmt"}
    return {name: value for name, value in body.items() if name not in hidden and name != "Id"}


def is_sparse(company, entity: str, body: dict) -> bool:
    if company.by_hand:
        # A person changes what is on the page and leaves the rest.
        return True
    if not body.get("sparse"):
        return False
    if ENTITIES[entity].sparse or company.switches.undocumented_sparse == "sparse":
        return True
    if company.switches.undocumented_sparse == "refused":
        raise refuse(2010, f"{entity} has no sparse update", "sparse")
    return False


def merged(company, entity: str, old: dict, body: dict, given: dict, sparse: bool) -> dict:
    """The writable fields after an update; ``body`` is as it was read, ``given`` as it was sent.

    In a sparse update a blank string empties its field, and so does null where the switch says so.
    """
    sent = writable(entity, body)
    if not sparse:
        return {name: value for name, value in sent.items() if value is not None}
    new = writable(entity, old)
    for name, value in sent.items():
        if value is None:
            nothing = given.get(name) is None
            if nothing and company.switches.sparse_null == "ignored" and not company.by_hand:
                continue
            # A name cannot be taken away by a sparse update (facts 2.4).
            if not (entity in PEOPLE and name == "DisplayName"):
                new.pop(name, None)
        elif isinstance(value, dict) and company.switches.sparse_parts == "merged" and _is_part(entity, name):
            new[name] = _part_merged(new.get(name), value, given[name])
        else:
            new[name] = value
    return new


def _is_part(entity: str, name: str) -> bool:
    return SHAPES[entity][name][0] in ("PhysicalAddress", "TelephoneNumber", "EmailAddress", "WebSiteAddress")


def _part_merged(old: dict | None, value: dict, given: dict) -> dict:
    emptied = {name for name, part in given.items() if part == ""}
    return {**{name: part for name, part in (old or {}).items() if name not in emptied}, **value}
