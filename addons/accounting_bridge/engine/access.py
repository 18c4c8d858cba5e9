"""Sign-in and budget as a ledger's client asks for them: each answer is a transaction of its own."""

import logging

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..ledgers.cloud import CUSTOM
from ..ledgers.protocol import Access, Unreachable
from . import budget, signing_in
from .transaction import in_own_transaction

_logger = logging.getLogger(__name__)


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


CONFLICTS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)
# The row of a budget is held for a moment only, and by many.
BUDGET_TRIES = 25
BUSY = _("Another run was renewing the sign-in and took too long.")


class CredentialAccess(Access):
    """The access that a credential gives. It outlives the transaction in which it was made; no record is in it.

    :param env: of any transaction; only its registry is used.
    :param str company_id: which company there, for a sign-in that opens several; that of the credential without it.
    """

    def __init__(self, env, credential, company_id=None):
        self._env = env
        self._credential_id = credential.id
        self.company_id = credential.remote_company_id or "" if company_id is None else company_id
        # Where one sign-in opens several companies each of them has a budget of its own.
        self._tenant = company_id or ""
        self.needs_company = credential.app_type != CUSTOM
        self.environment = credential.environment or ""
        self.api_url, self._problem = "", None
        try:
            if not credential:
                raise Unreachable(signing_in.NOBODY, "sign_in_needed")
            self.api_url = signing_in.places(credential).api
        except Unreachable as problem:
            self._problem = problem

    def token(self):
        return self._usable_token("")

    def renew(self, failed):
        return self._usable_token(failed)

    def _usable_token(self, failed):
        if self._problem:
            raise self._problem
        try:
            token, words, reason = in_own_transaction(self._env, signing_in.usable_token, self._credential_id, failed)
        except CONFLICTS:
            raise Unreachable(BUSY) from None
        if not token:
            raise Unreachable(words, reason)
        return token

    def grant(self, calls, *, metered=0, batches=0):
        try:
            granted, self.short_of = in_own_transaction(
                self._env, budget.grant, self._credential_id, calls, metered, batches, self._tenant, tries=BUDGET_TRIES
            )
        except CONFLICTS:
            granted, self.short_of = 0, "throttled"
        return granted

    def throttled(self, seconds):
        try:
            in_own_transaction(
                self._env, budget.keep_quiet, self._credential_id, seconds, self._tenant, tries=BUDGET_TRIES
            )
        except CONFLICTS:
            # What was answered so far counts for more: whoever calls next is told by the ledger itself.
            _logger.info("Credential %s: that it shall be quiet could not be noted", self._credential_id)

    def note_left(self, *, day=None, minute=None):
        try:
            in_own_transaction(
                self._env, budget.note_left, self._credential_id, self._tenant, day, minute, tries=BUDGET_TRIES
            )
        except CONFLICTS:
            _logger.info("Credential %s: what is left of its calls could not be noted", self._credential_id)
