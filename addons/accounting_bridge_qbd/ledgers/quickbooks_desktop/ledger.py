"""QuickBooks Desktop as a ledger: its Web Connector visits us and carries qbXML (facts 1, 3, 4, 6)."""

from datetime import timedelta

from odoo.addons.accounting_bridge.ledgers.documents import PURCHASES, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Capabilities, Ledger, Reading

from . import accounts, codec
from .company import Settings
from .text import CUSTOMER_NAME, ITEM_NAME, LONG_NUMBER, NUMBER, VENDOR_NAME, unique_name

# In an order in which each refers to what was read before. Currencies come with the company.
_READS = (
    Kind.COMPANY,
    Kind.ACCOUNT,
    Kind.TERM,
    Kind.TAX_CODE,
    Kind.TAX,
    Kind.TRACKING,
    Kind.CUSTOMER,
    Kind.ITEM,
    Kind.INVOICE,
    Kind.CREDIT_NOTE,
    Kind.PAYMENT,
)


class QuickBooksDesktop(Ledger):
    code = "quickbooks_desktop"
    capabilities = Capabilities(
        # One set has one memory there, and the file is blocked for its users while it runs.
        writes_per_exchange=25,
        # A payment can be deleted and not voided, every other document the other way round (facts 4.9).
        operations=codec.OPERATIONS,
        first_reads=_READS,
        refreshed_reads=(*_READS, Kind.DELETION),
        purchase_reads=PURCHASES,
        leading_keys={Kind.CUSTOMER: "name", Kind.VENDOR: "name", Kind.ITEM: "name"},
        # QuickBooks says when it no longer knows a set (Memory.FORGOTTEN), so the lifetime need not be
        # guessed; it bounds how long we ask before evidence alone decides.
        key_lifetime=timedelta(days=30),
        name_lengths={Kind.CUSTOMER: CUSTOMER_NAME, Kind.VENDOR: VENDOR_NAME, Kind.ITEM: ITEM_NAME},
        number_length=NUMBER,
        payment_number_length=LONG_NUMBER,
        # A customer keeps the currency it was made with (facts 5.4).
        customer_per_currency=True,
        # The memo; what prints is another field (facts 4.5).
        keeps_notes=True,
        names_receivable=True,
        lines_by_look=True,
        # Iterators die with the visit, and a list takes a range of names (facts 4, 4.12).
        ranged_lists=frozenset((Kind.CUSTOMER, Kind.VENDOR, Kind.ITEM)),
        is_called=False,
    )

    def __init__(self, company=None):
        super().__init__(company)
        self._settings = Settings.of(self.company)

    def encode_reads(self, requests):
        return codec.encode_reads(requests, self._settings)

    def encode_writes(self, pushes, key, previous_key):
        return codec.encode_writes(pushes, key, previous_key, self._settings)

    def encode_recovery(self, payload, key):
        return codec.encode_recovery(payload, key, self._settings)

    def decode(self, answer, requests):
        return codec.decode(answer, requests, self._settings)

    def party_name(self, name, identity, *, taken=False):
        return unique_name(name, identity, CUSTOMER_NAME, taken=taken)

    def item_name(self, name, identity, *, taken=False):
        return unique_name(name, identity, ITEM_NAME, taken=taken)

    def account_name(self, name, code):
        return accounts.name_of(name, code)

    def account_words(self, kind, detail):
        return accounts.words(kind, detail)

    def read_host_answer(self, text):
        """Return the COMPANY record that the Web Connector brings as a session starts, or ``None``."""
        return codec.read_host_answer(text)

    def read_failure(self, hresult, message="", requests=()) -> Reading:
        """Return what it means that the Web Connector reports a failure instead of an answer.

        :param requests: what was asked, as for ``decode``; nothing after a ``connectionError``.
        """
        return codec.read_failure(hresult, message, requests)
