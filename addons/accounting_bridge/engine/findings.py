"""What preparing a record comes to: the document, or what stands against it. Plain values, nothing of the host."""

from dataclasses import dataclass, field
from typing import NamedTuple

from ..ledgers.documents import Document, Kind, Reference
from ..ledgers.reasons import Level, reason_of


class Missing(NamedTuple):
    """A record without a link, which must have one before a document can leave.

    ``currency`` is an ISO code where the ledger needs an entry of its own for that currency. ``kind`` is what it is
    there ("" = a customer, an item, or the kind of its entry): a partner may be a vendor.
    """

    record_id: int
    model: str
    currency: str = ""
    kind: str = ""


@dataclass(slots=True)
class Finding:
    """Something that stands against a document, or that is worth knowing about it.

    ``root`` names the record at the root of it and ``binding_id`` its link, where it has one.
    """

    reason: str
    root: str
    kind: str
    arguments: dict = field(default_factory=dict)
    binding_id: int | None = None

    @property
    def level(self):
        return reason_of(self.reason).level


@dataclass(slots=True)
class Prepared:
    """What a record has become: the document, or why there is none."""

    document: Document | None = None
    findings: list[Finding] = field(default_factory=list)
    # ``{Missing: name}``
    missing: dict = field(default_factory=dict)
    # Of a payment: what it pays in Odoo, also where it cannot leave, and the part of that which travels:
    # ``{id of the invoice: amount}``, as texts.
    pays: dict = field(default_factory=dict)
    travels: dict = field(default_factory=dict)
    # Known before everything is linked, for the preview.
    tax: Reference | None = None
    term: Reference | None = None

    @property
    def blocked_by(self):
        """The first finding that stands in the way, None where nothing does."""
        return next((finding for finding in self.findings if finding.level is Level.BLOCKING), None)

    @property
    def held_by(self):
        """The first finding that a person has to answer before the document leaves, None where there is none."""
        return next((finding for finding in self.findings if finding.level is Level.WAITING), None)


class AboutDocument:
    """Collects what stands against one document: ``about("total_zero")``."""

    def __init__(self, move, binding, findings, kind=Kind.INVOICE):
        self.move, self.binding, self.findings, self.kind = move, binding, findings, kind

    def __call__(self, reason, *, root=None, kind=None, **arguments):
        arguments = {"document": self.move.name or self.move.display_name, **arguments}
        binding_id = self.binding.id if self.binding and not root else None
        root = root or f"{'payment' if self.kind is Kind.PAYMENT else 'move'}:{self.move.id}"
        self.findings.append(Finding(reason, root, kind or self.kind.value, arguments, binding_id))
