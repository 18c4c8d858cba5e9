import logging

from odoo import http
from odoo.http import request

from ..engine import consent
from ..engine.transaction import in_own_transaction
from ..ledgers.cloud import SignInRefused
from ..ledgers.clouds import CLOUDS
from ..ledgers.http import redact
from ..ledgers.protocol import Unreachable
from ..models.bridge_credential import REDIRECT_PATHS

_logger = logging.getLogger(__name__)

# An address that carries a code and a company is never longer.
LONGEST = 4096


class HideCodes(logging.Filter):
    """Keeps what an address of the doors carries out of the log of requests."""

    def filter(self, record):
        said = record.getMessage()
        if any(path in said for path in REDIRECT_PATHS.values()):
            record.msg, record.args = redact(said), ()
        return True


logging.getLogger("werkzeug").addFilter(HideCodes())


class ConsentDoor(http.Controller):
    """Where the page of a ledger sends a person back to. Nothing here is done on the request's own cursor."""

    @http.route(list(REDIRECT_PATHS.values()), type="http", auth="user", methods=["GET"], readonly=False)
    def come_back(self, state="", code="", error="", **parameters):
        """Finish a sign-in that this person began here within the last ten minutes."""
        ledger = request.httprequest.path.rpartition("/")[2]
        words = self._finish(ledger, state, code, CLOUDS[ledger].company_brought(parameters), error)
        if words:
            # The sentences stand where they are found, marked for translation there.
            words = request.env._(words)
        response = request.render("accounting_bridge.sign_in_page", {"words": words}, status=400 if words else 200)
        # The address holds a code; it is spent, and is still nobody's business.
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _finish(self, ledger, state, code, company_there, error):
        """Return the words why nobody is signed in, "" where somebody is."""
        if max(map(len, (state, code, company_there, error))) > LONGEST:
            return consent.UNKNOWN
        env, cloud = request.env, CLOUDS[ledger]
        found = in_own_transaction(env, consent.redeem, ledger, state, env.uid, "" if error else company_there)
        if "words" in found:
            return found["words"]
        if error or not code:
            return cloud.words_of(error or "invalid_request")
        if not company_there and not cloud.is_shared:
            return consent.NO_COMPANY
        try:
            taken = in_own_transaction(env, consent.to_exchange, found["credential_id"])
            tokens = consent.exchange(*taken, code)
            companies = consent.companies(*taken[:2], tokens) if cloud.is_shared else ()
            return in_own_transaction(env, consent.finish, *found.values(), company_there, tokens, companies)
        except (SignInRefused, Unreachable) as problem:
            _logger.info("The sign-in of connection %s failed: %s", found["connection_id"], problem)
            return str(problem)
