"""What was deleted in the company file: TxnDeletedQuery and ListDeletedQuery (facts 4.8, 4.11).

The two are asked together and answered as records of their own kinds that are not there any more. QuickBooks remembers
deleted entries of lists for 90 days; what is older shows only where a whole list is read again. Both know entries
by id, so an entry that was merged into another is missed here, too: it is not deleted, its id is simply gone.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import RemoteRecord

from . import reading
from .kinds import NAMES

_DOCUMENTS = {
    NAMES[kind]: (kind,) for kind in (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.BILL, Kind.JOURNAL_ENTRY)
}
# A tax is read as an item as well as a tax.
_LISTS = {
    "Customer": (Kind.CUSTOMER,),
    "Vendor": (Kind.VENDOR,),
    "Account": (Kind.ACCOUNT,),
    "StandardTerms": (Kind.TERM,),
    "DateDrivenTerms": (Kind.TERM,),
    "SalesTaxCode": (Kind.TAX_CODE,),
    "PaymentMethod": (Kind.PAYMENT_METHOD,),
    "Class": (Kind.TRACKING,),
    "Currency": (Kind.CURRENCY,),
    "ItemSalesTax": (Kind.TAX, Kind.ITEM),
    "ItemSalesTaxGroup": (Kind.TAX, Kind.ITEM),
    "ItemService": (Kind.ITEM,),
    "ItemNonInventory": (Kind.ITEM,),
    "ItemOtherCharge": (Kind.ITEM,),
    "ItemInventory": (Kind.ITEM,),
    "ItemInventoryAssembly": (Kind.ITEM,),
    "ItemFixedAsset": (Kind.ITEM,),
    "ItemSubtotal": (Kind.ITEM,),
    "ItemDiscount": (Kind.ITEM,),
    "ItemPayment": (Kind.ITEM,),
    "ItemGroup": (Kind.ITEM,),
}
# Words that older versions of the language do not know; one of them and the whole set is not read.
_SINCE = {"Currency": (8, 0)}


def values(dialect, since: str) -> list[tuple[str, dict]]:
    """Return the two requests: name and content.

    :param since: time of deletion there to begin with, "" for everything that is remembered.
    """
    span = {"DeletedDateRangeFilter": {"FromDeletedDate": since}} if since else {}
    lists = [name for name in _LISTS if dialect.version >= _SINCE.get(name, (1, 0))]
    return [
        ("TxnDeletedQueryRq", {"TxnDelType": list(_DOCUMENTS)} | span),
        ("ListDeletedQueryRq", {"ListDelType": lists} | span),
    ]


def read(ret, settings) -> tuple[RemoteRecord, ...]:
    """Return what an element of either answer says is gone, one record for each kind that it was read as."""
    found = reading.kids(ret)
    if ret.tag == "TxnDeletedRet":
        kinds = _DOCUMENTS.get(reading.text(found, "TxnDelType"), ())
        identity, name = reading.text(found, "TxnID"), reading.text(found, "RefNumber")
    elif ret.tag == "ListDeletedRet":
        kinds = _LISTS.get(reading.text(found, "ListDelType"), ())
        identity, name = reading.text(found, "ListID"), reading.text(found, "FullName")
    else:
        return ()
    return tuple(
        RemoteRecord(
            kind,
            identity,
            name=name if kind.is_document else name.rpartition(":")[2],
            full_name="" if kind.is_document else name,
            number=name if kind.is_document else "",
            modified=reading.wall_clock(found, "TimeDeleted"),
            active=False,
        )
        for kind in kinds
        if identity
    )
