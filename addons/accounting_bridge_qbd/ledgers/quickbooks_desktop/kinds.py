"""What our kinds of entry are called in qbXML, and what QuickBooks' words for its documents mean to us.

Items have a dozen names and are named by ``items``.
"""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

NAMES = {
    Kind.ACCOUNT: "Account",
    Kind.CUSTOMER: "Customer",
    Kind.VENDOR: "Vendor",
    Kind.ITEM: "Item",
    Kind.INVOICE: "Invoice",
    Kind.CREDIT_NOTE: "CreditMemo",
    Kind.PAYMENT: "ReceivePayment",
    Kind.BILL: "Bill",
    Kind.JOURNAL_ENTRY: "JournalEntry",
}
_KINDS = {name: kind for kind, name in NAMES.items()}


def kind_named(name: str) -> str:
    """Return our word for a kind of QuickBooks', its own where we have none (a cheque, a deposit)."""
    kind = _KINDS.get(name)
    return kind.value if kind else name
