"""Scopes: which there are, and which a call needs (XERO 1.3)."""

IDENTITY = {"openid", "profile", "email", "offline_access"}
_READ = ".read"


def _with_read(*names) -> set[str]:
    return {f"accounting.{name}{end}" for name in names for end in ("", _READ)}


GRANULAR = _with_read("invoices", "payments", "manualjournals", "banktransactions")
#: Of apps made before 2 March 2026; what they cover.
BROAD = {*_with_read("transactions"), "accounting.reports.read", "accounting.journals.read"}
#: The same before and after.
STEADY = _with_read("contacts", "settings", "attachments", "budgets")
KNOWN = IDENTITY | GRANULAR | BROAD | STEADY
#: Everything that a connector of invoices, payments and journals asks for.
USUAL = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.contacts",
    "accounting.settings",
    "accounting.attachments",
)
CONSENT = ("offline_access", "openid", "profile", "email", *USUAL)

_NEEDS = {
    "Contacts": ("contacts",),
    "Invoices": ("invoices", "transactions"),
    "CreditNotes": ("invoices", "transactions"),
    "Payments": ("payments", "transactions"),
    "BatchPayments": ("payments", "transactions"),
    "Overpayments": ("payments", "transactions"),
    "Prepayments": ("payments", "transactions"),
    "BankTransactions": ("banktransactions", "transactions"),
    "ManualJournals": ("manualjournals", "transactions"),
}
_SETTINGS = ("settings",)


def sufficient(granted, method: str, endpoint: str, sub: str = "", items_too: bool = False) -> bool:
    """Whether one of the granted scopes covers this call; ``items_too``: the switch ``items_scope``."""
    needed = ("attachments",) if sub == "Attachments" else _NEEDS.get(endpoint, _SETTINGS)
    if endpoint == "Items":
        # The scopes page lists items under both; the file of the API demands settings for writing them.
        needed = ("settings", "invoices") if method == "GET" or items_too else _SETTINGS
    ends = ("", _READ) if method == "GET" else ("",)
    return any(f"accounting.{name}{end}" in granted for name in needed for end in ends)
