"""What our kinds of entry are called in Xero, and how each list is read (facts 3.4).

Customers and vendors are both contacts, invoices and bills both invoices, told apart by their type.
"""

from typing import NamedTuple

from ..documents import Kind


class Listing(NamedTuple):
    """How a list is asked for.

    :param endpoint: its path, and the name of the list in a body.
    :param identity: name of the field that identifies an entry.
    :param number: name of the field that holds the name or number that people know it by.
    :param key: name of the field that holds what it is matched by besides, "" where there is none.
    """

    endpoint: str
    identity: str
    number: str = "Name"
    paged: bool = False
    # Whether If-Modified-Since is understood.
    changes: bool = True
    # A condition that every question carries.
    where: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    key: str = ""


ARCHIVED_TOO = (("includeArchived", "true"),)
FOUR_DECIMALS = (("unitdp", "4"),)

LISTINGS = {
    Kind.ACCOUNT: Listing("Accounts", "AccountID"),
    Kind.TAX_CODE: Listing("TaxRates", "TaxType", changes=False),
    Kind.CURRENCY: Listing("Currencies", "Code", "Code", changes=False),
    Kind.TRACKING: Listing("TrackingCategories", "TrackingCategoryID", changes=False, parameters=ARCHIVED_TOO),
    Kind.CUSTOMER: Listing("Contacts", "ContactID", paged=True, parameters=ARCHIVED_TOO, key="EmailAddress"),
    Kind.VENDOR: Listing("Contacts", "ContactID", paged=True, parameters=ARCHIVED_TOO),
    Kind.ITEM: Listing("Items", "ItemID", "Code", parameters=FOUR_DECIMALS, key="Code"),
    Kind.INVOICE: Listing(
        "Invoices", "InvoiceID", "InvoiceNumber", paged=True, where='Type=="ACCREC"', parameters=FOUR_DECIMALS
    ),
    Kind.CREDIT_NOTE: Listing(
        "CreditNotes",
        "CreditNoteID",
        "CreditNoteNumber",
        paged=True,
        where='Type=="ACCRECCREDIT"',
        parameters=FOUR_DECIMALS,
    ),
    Kind.PAYMENT: Listing("Payments", "PaymentID", "Reference", paged=True, where='PaymentType=="ACCRECPAYMENT"'),
    Kind.BILL: Listing(
        "Invoices", "InvoiceID", "InvoiceNumber", paged=True, where='Type=="ACCPAY"', parameters=FOUR_DECIMALS
    ),
    Kind.JOURNAL_ENTRY: Listing("ManualJournals", "ManualJournalID", "Narration", paged=True),
}
ORGANISATION, BATCH_PAYMENTS = "Organisation", "BatchPayments"
ALLOCATIONS = "Allocations"

# What a session reads, in an order in which each refers to what was read before.
READ = (
    Kind.COMPANY,
    Kind.ACCOUNT,
    Kind.TAX_CODE,
    Kind.TRACKING,
    Kind.CURRENCY,
    Kind.CUSTOMER,
    Kind.ITEM,
    Kind.INVOICE,
    Kind.CREDIT_NOTE,
    Kind.PAYMENT,
)
