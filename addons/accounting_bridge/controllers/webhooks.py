import logging

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import http
from odoo.exceptions import ConcurrencyError
from odoo.http import request
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine import notices
from ..engine.transaction import in_own_transaction
from ..ledgers.clouds import CLOUDS
from ..models.bridge_credential import WEBHOOK_PATHS

_logger = logging.getLogger(__name__)

# No ledger sends more at once (QuickBooks Online: facts 4.2).
MAX_BODY = 1024 * 1024


class WebhookDoor(http.Controller):
    """Where a ledger says that something was changed. The request's own cursor is never used (docs/architecture)."""

    @http.route(
        list(WEBHOOK_PATHS.values()),
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=MAX_BODY,
    )
    def file(self, **_parameters):
        """File what a ledger says under its signature. None is called: it waits three seconds for us."""
        ledger = request.httprequest.path.rpartition("/")[2]
        cloud, body = CLOUDS[ledger], self._body()
        signature = request.httprequest.headers.get(cloud.signature_header, "")
        verified = in_own_transaction(request.env, notices.verified, ledger, body, signature)
        if not verified:
            return self._answer(401)
        try:
            events = cloud.read_events(body)
        except ValueError:
            # The same bytes would come again for days, and would be no clearer then.
            _logger.warning("A verified webhook of %s bytes could not be read", len(body))
            return self._answer(200)
        try:
            in_own_transaction(request.env, notices.file, verified, list(map(notices.plain, events)), tries=3)
        except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            # Somebody holds what it needs for too long; it comes again in ten seconds.
            return self._answer(503)
        return self._answer(200)

    def _body(self):
        """Return the body as it came.

        :raise RequestEntityTooLarge: it is longer than MAX_BODY. What says its length is refused before it is read;
            what comes in pieces says none, and is cut off at the limit without a word.
        """
        body = request.httprequest.get_data()
        if request.httprequest.content_length is None and len(body) >= MAX_BODY:
            raise RequestEntityTooLarge
        return body

    def _answer(self, status):
        return request.make_response("", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")], status=status)
