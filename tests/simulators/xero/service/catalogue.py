"""The endpoints as paths and listings know them (XERO 2, 3.4)."""

from dataclasses import dataclass

BASE = ("page", "since", "where")


@dataclass(frozen=True)
class Listing:
    """``wrapper`` is the key of the list in a body, ``id`` the field of the id.

    ``paged``, ``since`` (If-Modified-Since), ``where`` (and order) say what the listing honours; ``lists`` are
    parameters with several values: {parameter: field}; ``flags`` other parameters that it knows.
    """

    wrapper: str
    id: str
    paged: bool = False
    since: bool = False
    where: bool = False
    lists: tuple = ()
    flags: tuple = ()
    #: "HasErrors" or "HasValidationErrors" where the object has such a field.
    errors: str = ""
    #: summarizeErrors=false is honoured for lists of it.
    judged_alone: bool = True
    #: The object has StatusAttributeString, and Warnings.
    told: bool = True


ENDPOINTS = {
    "Contacts": Listing(
        *("Contacts", "ContactID", True, True, True),
        lists=(("IDs", "ContactID"),),
        flags=("includeArchived", "summaryOnly", "searchTerm"),
        errors="HasValidationErrors",
    ),
    "Invoices": Listing(
        *("Invoices", "InvoiceID", True, True, True),
        lists=(
            ("IDs", "InvoiceID"),
            ("InvoiceNumbers", "InvoiceNumber"),
            ("ContactIDs", "Contact.ContactID"),
            ("Statuses", "Status"),
        ),
        flags=("createdByMyApp", "summaryOnly", "searchTerm", "unitdp"),
        errors="HasErrors",
    ),
    "CreditNotes": Listing("CreditNotes", "CreditNoteID", True, True, True, flags=("unitdp",), errors="HasErrors"),
    "Payments": Listing("Payments", "PaymentID", True, True, True, errors="HasValidationErrors"),
    "ManualJournals": Listing("ManualJournals", "ManualJournalID", True, True, True),
    "BankTransactions": Listing("BankTransactions", "BankTransactionID", True, True, True, flags=("unitdp",)),
    "Overpayments": Listing(
        *("Overpayments", "OverpaymentID", True, True, True), lists=(("References", "Reference"),), told=False
    ),
    "Prepayments": Listing("Prepayments", "PrepaymentID", True, True, True, told=False),
    "Items": Listing("Items", "ItemID", False, True, True, flags=("unitdp",)),
    "Accounts": Listing("Accounts", "AccountID", False, True, True, judged_alone=False, told=False),
    "BatchPayments": Listing("BatchPayments", "BatchPaymentID", False, True, True, told=False),
    "TaxRates": Listing("TaxRates", "TaxType", False, False, True, judged_alone=False, told=False),
    "Currencies": Listing("Currencies", "Code", False, False, True, judged_alone=False, told=False),
    "TrackingCategories": Listing(
        *("TrackingCategories", "TrackingCategoryID", False, False, True),
        flags=("includeArchived",),
        judged_alone=False,
        told=False,
    ),
    "BrandingThemes": Listing("BrandingThemes", "BrandingThemeID", told=False),
    "Organisation": Listing("Organisations", "OrganisationID", told=False),
}
#: Path in any case -> name.
NAMED = {name.lower(): name for name in ENDPOINTS}
WRAPPERS = {one.wrapper for one in ENDPOINTS.values()}
#: Where the wrapper of a sub-resource is not its name.
SUBS = ("Allocations", "Options", "Actions", "Attachments", "History")
