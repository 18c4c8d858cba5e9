"""Xero as a ledger: we call its service over HTTP (facts 0, 2, 3, 7)."""

from datetime import timedelta

from ..documents import PURCHASES, Kind
from ..protocol import Capabilities, Ledger
from . import accounts, codec, screens, text
from .kinds import READ
from .settings import Settings

_LISTS_AGE = timedelta(days=1)
# Plans that only keep a ledger (facts 2.4).
_WITHOUT_BILLS = ("LEDGER", "CASHBOOK", "GST_CASHBOOK", "NON_GST_CASHBOOK")


class Xero(Ledger):
    code = "xero"
    capabilities = Capabilities(
        # As many as one list takes (facts 3.1).
        writes_per_exchange=50,
        # What is approved is voided; a payment is deleted (facts 2.4, 2.7).
        operations=codec.OPERATIONS,
        first_reads=READ,
        # What was voided or deleted comes back among what changed (facts 3.4).
        refreshed_reads=READ,
        purchase_reads=PURCHASES,
        leading_keys={Kind.CUSTOMER: "email", Kind.VENDOR: "name", Kind.ITEM: "sku"},
        # Six minutes less what a call takes (facts 3.3, 7).
        key_lifetime=timedelta(minutes=5),
        name_lengths={
            Kind.CUSTOMER: text.CONTACT_NAME,
            Kind.VENDOR: text.CONTACT_NAME,
            Kind.ITEM: text.ITEM_CODE,
        },
        number_length=text.NUMBER,
        payment_number_length=text.PAYMENT_NUMBER,
        # Also by what was voided, as far as anybody knows (facts 2.4, 10).
        numbers_are_used_up=True,
        # A contact has documents in any currency.
        customer_per_currency=False,
        # All but when it is due, the customer's order and the words of its lines (facts 2.4).
        paid_amounts_stay=True,
        payment_discounts=False,
        # Money goes to an account of the bank, always (facts 2.7).
        needs_deposit_account=True,
        # By the rate that is told (facts 2.7).
        deposits_into_home=True,
        first_directions={Kind.CUSTOMER: "both"},
        # An overpayment is a document of its own (facts 2.7).
        payment_rests=False,
        lines_name_accounts=True,
        # The tax of each line (facts 2.5).
        tax_is_told=True,
        # A list of fifty may still be at work when the call is given up (facts 8.3).
        may_arrive_for=timedelta(minutes=3),
        # They have no If-Modified-Since (facts 3.4).
        whole_reads={Kind.TAX_CODE: _LISTS_AGE, Kind.CURRENCY: _LISTS_AGE, Kind.TRACKING: _LISTS_AGE},
    )

    def __init__(self, company=None):
        super().__init__(company)
        self._settings = Settings.of(self.company)

    @property
    def has_bills(self):
        return super().has_bills and str(self.company.get("plan") or "").upper() not in _WITHOUT_BILLS

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
        return screens.page_of(kind, remote_id, str(self.company.get("short_code") or ""))

    def party_name(self, name, identity, *, taken=False):
        return text.unique_name(name, identity, text.CONTACT_NAME, taken=taken)

    def item_name(self, name, identity, *, taken=False):
        return text.unique_name(name, identity, text.ITEM_CODE, taken=taken)

    def item_names(self, name, code):
        """An item is known by its code, and has a title besides."""
        return code, name

    def account_name(self, name, code):
        return accounts.name_of(name, code)

    def account_words(self, kind, detail):
        return accounts.words(kind, detail)

    def company_with(self, accounts):
        """Return the codes of all accounts: lines and items name them by code, in the same run already."""
        codes = {record.id: record.details["number"] for record in accounts if record.details.get("number")}
        return {"accounts": {**(self.company.get("accounts") or {}), **codes}} if codes else {}
