"""What our kinds of entry are called in QuickBooks Online, and what its words mean to us (facts 2, 4.1)."""

from ..documents import Kind

NAMES = {
    Kind.ACCOUNT: "Account",
    Kind.TERM: "Term",
    Kind.TRACKING: "Class",
    Kind.LOCATION: "Department",
    Kind.PAYMENT_METHOD: "PaymentMethod",
    Kind.CURRENCY: "CompanyCurrency",
    Kind.CUSTOMER: "Customer",
    Kind.VENDOR: "Vendor",
    Kind.ITEM: "Item",
    Kind.INVOICE: "Invoice",
    Kind.CREDIT_NOTE: "CreditMemo",
    Kind.PAYMENT: "Payment",
    Kind.BILL: "Bill",
    Kind.JOURNAL_ENTRY: "JournalEntry",
}
KINDS = {name: kind for kind, name in NAMES.items()}
# Lists that are few and read together in one call. Change data capture says nothing of taxes (facts 4.1); of
# currencies nobody promises it.
SMALL = (
    Kind.COMPANY,
    Kind.ACCOUNT,
    Kind.TERM,
    Kind.TAX_CODE,
    Kind.TAX,
    Kind.TRACKING,
    Kind.LOCATION,
    Kind.PAYMENT_METHOD,
    Kind.CURRENCY,
)
UNCAPTURED = (Kind.TAX_CODE, Kind.TAX, Kind.CURRENCY)
TAXES = (Kind.TAX_CODE, Kind.TAX)
# What a session reads, in an order in which each refers to what was read before.
READ = (
    *SMALL,
    Kind.CUSTOMER,
    Kind.ITEM,
    Kind.INVOICE,
    Kind.CREDIT_NOTE,
    Kind.PAYMENT,
)
CAPTURED = tuple(kind for kind in READ if kind in NAMES and kind not in UNCAPTURED)
# Lists that a plan or a preference may leave out: there they are empty.
OPTIONAL = (
    Kind.TRACKING,
    Kind.LOCATION,
    Kind.PAYMENT_METHOD,
    Kind.CURRENCY,
    Kind.TAX_CODE,
    Kind.TAX,
    Kind.VENDOR,
    Kind.BILL,
)


def kind_named(name: str) -> str:
    """Return our word for a kind of QuickBooks', its own where we have none (a deposit, an estimate)."""
    kind = KINDS.get(name)
    return kind.value if kind else name
