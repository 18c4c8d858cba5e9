"""Whether a document of the books is what the ledger accepted last, as far as the document itself says it.

Addresses and names are those of its customer and of its products, which go on living: that somebody moved, or that a
product has another name by now, does not make it another document. What they are is told by the ledger's own ids.
"""

from decimal import Decimal

from ..ledgers.documents import digest_of, field_digests

# What a document says of its customer, as that one is today.
OF_THE_CUSTOMER = frozenset(("billing", "delivery", "email", "customer_name"))


def is_accepted(link, document):
    """Return whether a document is what the ledger has accepted under a link; False where nothing can be said."""
    known, agreed = link.field_digests or {}, link.agreed or {}
    if not document or not link.digest:
        return False
    if not known:
        return digest_of(document) == link.digest
    digests = field_digests(document)
    changed = {name for name in {*digests, *known} - OF_THE_CUSTOMER if digests.get(name) != known.get(name)}
    if "customer" in changed and document.customer.id == agreed.get("customer"):
        changed.remove("customer")
    if "lines" in changed and agreed.get("lines") and _lines_of(document) == _lines_there(agreed["lines"]):
        changed.remove("lines")
    return not changed


def _lines_of(document):
    """Return what lines say, with the ledger's id of the item in place of its name."""
    return [
        (_id(line.item), _words(line.description), line.quantity, line.amount, _id(line.tracking))
        for line in document.lines
        if line.item or line.amount is not None or line.description
    ]


def _lines_there(rows):
    return [
        (
            row.get("item") or "",
            _words(row.get("description")),
            _number(row.get("quantity")),
            _number(row.get("amount")),
            row.get("tracking") or "",
        )
        for row in rows
    ]


def _id(reference):
    return reference.id if reference else ""


def _words(text):
    return " ".join((text or "").split())


def _number(text):
    return Decimal(text) if text else None
