"""The organisation itself, and what its user and plan may do (facts 2.1)."""

from . import dates
from .endpoint import Endpoint, Sub
from .profile import LEDGER_ONLY, MULTICURRENCY

#: Organisation/Actions is only read.
ENDPOINT = Endpoint("Organisation", "OrganisationID", {}, subs={"Actions": Sub("Name", {}, ())})
_DAYS = ("PeriodLockDate", "EndOfYearLockDate", "CreatedDateUTC")
#: Actions, and what a plan must have for them.
_INVOICING = (
    "CreateApprovedInvoice",
    "CreateDraftInvoice",
    "CreateRepeatingInvoice",
    "CreateApprovedBill",
    "CreateDraftBill",
    "CreateRepeatingBill",
    "CreateDraftPurchaseOrder",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateSentQuote",
    "CreateInvoicePayment",
    "AttachFilesIntoInvoice",
)


def rows(books, options):
    if options.get("sub") == "Actions":
        return actions(books)
    return [books.settings]


def find(books, identifier):
    """There is one, and it needs no id."""
    return books.settings if not identifier or identifier.lower() == books.tenant_id else None


def show(books, row, options):
    if "OrganisationID" not in row:
        return dict(row)
    shown = {name: value for name, value in row.items() if not name.startswith("_") and name != "UpdatedDateUTC"}
    shown |= {name: dates.ms(row[name]) for name in _DAYS if row.get(name)}
    return shown


def actions(books) -> list[dict]:
    plan = books.settings["Class"]
    invoicing = plan not in LEDGER_ONLY
    allowed = {
        **dict.fromkeys(_INVOICING, invoicing),
        "CreateManualJournal": True,
        "UseMulticurrency": plan in MULTICURRENCY,
    }
    if books.profile.automatic_sales_tax:
        allowed |= {name: False for name in _INVOICING if name.endswith("Invoice")}
    return [{"Name": name, "Status": "ALLOWED" if may else "NOT-ALLOWED"} for name, may in allowed.items()]
