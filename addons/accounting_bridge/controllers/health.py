import logging
import re

from odoo import http
from odoo.http import request

from ..models.bridge_health import HEALTH_PATH

# A token is 43 characters long; what is longer is not looked at.
LONGEST = 128
_TOLD = re.compile(rf"({re.escape(HEALTH_PATH)}[/?])[^\s\"]+")


class HideTokens(logging.Filter):
    """Keeps the token of an address out of the log of requests."""

    def filter(self, record):
        said = record.getMessage()
        if HEALTH_PATH in said:
            record.msg, record.args = _TOLD.sub(r"\1***", said), ()
        return True


logging.getLogger("werkzeug").addFilter(HideTokens())


class HealthDoor(http.Controller):
    """Where a monitor asks how the connections of a company are. It is told numbers and states, and writes nothing."""

    @http.route(
        [HEALTH_PATH, f"{HEALTH_PATH}/<string:token>"],
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=False,
    )
    def tell(self, token="", **_parameters):
        """Answer who holds a token, in the address or as ``Authorization: Bearer``; nobody else is told anything."""
        header = request.httprequest.headers.get("Authorization", "")
        scheme, _space, told = header.partition(" ")
        if "token" in request.httprequest.args:
            # A question is kept by browsers and proxies: whoever asks so is told nothing, and changes over.
            token = ""
        token = token or (told.strip() if scheme.lower() == "bearer" else "")
        answer = request.env["bridge.health"]._answer(token) if len(token) <= LONGEST else None
        if answer is None:
            return request.make_json_response({"error": "not found"}, headers=self._headers(), status=404)
        return request.make_json_response(answer, headers=self._headers())

    def _headers(self):
        return [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]
