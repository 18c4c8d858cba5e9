"""QuickBooks Online as a ledger: we call its service over HTTP (facts 0, 2, 3, 4)."""

from datetime import timedelta

from ..documents import PURCHASES, Kind
from ..protocol import Capabilities, Ledger
from . import accounts, codec, screens, text
from .kinds import READ
from .settings import Settings

_LISTS_AGE = timedelta(days=1)
# The plan that has no bills (facts 2.3), as the company tells its name.
_WITHOUT_BILLS = "simple start"


class QuickBooksOnline(Ledger):
    code = "quickbooks_online"
    capabilities = Capabilities(
        # As many as one batch takes.
        writes_per_exchange=30,
        # Only an invoice can be voided; what else was sent is deleted (facts 2.1).
        operations=codec.OPERATIONS,
        first_reads=READ,
        refreshed_reads=(*READ, Kind.DELETION),
        purchase_reads=PURCHASES,
        leading_keys={Kind.CUSTOMER: "email", Kind.VENDOR: "name", Kind.ITEM: "sku"},
        # Nobody says how long a key is remembered (facts 4.4): what is older is told by evidence.
        key_lifetime=timedelta(hours=2),
        name_lengths={
            Kind.CUSTOMER: text.CUSTOMER_NAME,
            Kind.VENDOR: text.VENDOR_NAME,
            Kind.ITEM: text.ITEM_NAME,
        },
        number_length=text.NUMBER,
        payment_number_length=text.PAYMENT_NUMBER,
        # A customer keeps the currency it was made with (facts 2.4).
        customer_per_currency=True,
        payment_discounts=False,
        # What has none lies among the funds that are not deposited, for ever (facts 2.7, 8.6).
        needs_deposit_account=True,
        first_directions={Kind.CUSTOMER: "both"},
        # An amount for the document, or one for each of its rates (facts 2.10).
        tax_is_told=True,
        takes_email=True,
        keeps_notes=True,
        # A call has two minutes there (facts 5), whatever a gateway says meanwhile.
        may_arrive_for=timedelta(minutes=3),
        # Thirty days less the overlap and a clock that is wrong (facts 4.1).
        change_memory=timedelta(days=29),
        # Change data capture says nothing of these (facts 4.1).
        whole_reads={Kind.TAX_CODE: _LISTS_AGE, Kind.TAX: _LISTS_AGE, Kind.CURRENCY: _LISTS_AGE},
    )

    def __init__(self, company=None):
        super().__init__(company)
        self._settings = Settings.of(self.company)

    @property
    def has_bills(self):
        return super().has_bills and _WITHOUT_BILLS not in str(self.company.get("plan") or "").lower()

    def encode_reads(self, requests):
        return codec.encode_reads(requests, self._settings)

    def encode_writes(self, pushes, key, previous_key):
        return codec.encode_writes(pushes, key, self._settings)

    def encode_recovery(self, payload, key):
        return codec.encode_recovery(payload)

    def decode(self, answer, requests):
        return codec.decode(answer, requests, self._settings)

    def perform(self, payload, not_after, access=None):
        from . import client  # the only part that needs an HTTP library

        return client.perform(payload, not_after, access)

    def page_of(self, kind, remote_id, company_id, environment):
        return screens.page_of(kind, remote_id, company_id, environment)

    def party_name(self, name, identity, *, taken=False):
        latin = self._settings.is_us
        return text.unique_name(name, identity, text.CUSTOMER_NAME, latin=latin, taken=taken)

    def item_name(self, name, identity, *, taken=False):
        latin = self._settings.is_us
        return text.unique_name(name, identity, text.ITEM_NAME, latin=latin, taken=taken)

    @property
    def items_have_both_sides(self):
        """In two countries both accounts are wanted (facts 2.5)."""
        return self._settings.country in ("GB", "CA")

    def account_name(self, name, code):
        return accounts.name_of(text.repertoire(name, latin=self._settings.is_us), code)

    def account_words(self, kind, detail):
        return accounts.words(kind, detail)
