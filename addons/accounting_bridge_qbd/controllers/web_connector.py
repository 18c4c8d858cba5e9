import logging

from werkzeug.exceptions import RequestEntityTooLarge

from odoo import http
from odoo.http import request

from .. import visit
from ..ledgers.quickbooks_desktop import qwc, soap
from ..models.bridge_connection import PATH

_logger = logging.getLogger(__name__)

MAX_BODY = 32 * 1024 * 1024

# What is answered where something failed on our side: never a fault, which would end the visit with a riddle.
SAFE_ANSWERS = {
    "authenticate": ["0", visit.BUSY],
    "receiveResponseXML": visit.ENDED,
    "connectionError": "done",
    "getLastError": "Odoo could not answer. Nothing is lost; run the update again.",
    "closeConnection": "Odoo could not answer. Nothing is lost; run the update again.",
    "interactiveDone": "Done",
    "interactiveRejected": "Interactive mode is not used.",
}


class WebConnectorDoor(http.Controller):
    """The door of the QuickBooks Web Connector. The request's own cursor is never used (docs/architecture)."""

    @http.route(
        f"{PATH}/<string:token>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=MAX_BODY,
    )
    def call(self, token, **_parameters):
        """Answer one SOAP call. An authentic call is always answered 200 with a valid result."""
        body = self._body()
        try:
            call = soap.parse(body)
        except soap.NotSoap:
            return request.make_response("This is not a SOAP call.\n", [("Content-Type", "text/plain")], status=400)
        try:
            result = self._answer(token, call)
        except Exception:
            _logger.exception("The Web Connector's call %s could not be answered", call.operation)
            self._note_broken_off(token, call)
            result = SAFE_ANSWERS.get(call.operation, "")
        return request.make_response(
            soap.envelope(call.operation, result),
            [("Content-Type", soap.CONTENT_TYPE), ("Cache-Control", "no-store")],
        )

    def _note_broken_off(self, token, call):
        """Keep on the visit that it failed here; what fails in that, too, changes no answer."""
        ticket = call.arguments.get("ticket")
        if not ticket:
            return
        try:
            visit.note_broken_off(request.env, token, ticket)
        except Exception:
            _logger.exception("It could not be noted that a visit was broken off")

    def _body(self):
        """Return the body.

        :raise RequestEntityTooLarge: it is longer than MAX_BODY. What says its length is refused before it is read.
            What comes in pieces (chunked) says none: Werkzeug cuts it off at the limit without a word, so that what
            fills the limit is taken for cut off.
        """
        body = request.httprequest.get_data()
        if request.httprequest.content_length is None and len(body) >= MAX_BODY:
            raise RequestEntityTooLarge
        return body

    def _answer(self, token, call):
        env, given = request.env, call.arguments
        answers = {
            "serverVersion": lambda: "19.0.1",
            "clientVersion": lambda: visit.note_version(env, token, given["strVersion"]) or "",
            "authenticate": lambda: visit.authenticate(env, token, given["strUserName"], given["strPassword"]),
            "sendRequestXML": lambda: visit.send_request(
                env, token, given["ticket"], given["strHCPResponse"], given["strCompanyFileName"]
            ),
            "receiveResponseXML": lambda: visit.receive_response(
                env, token, given["ticket"], given["response"], given["hresult"], given["message"]
            ),
            "connectionError": lambda: visit.connection_error(
                env, token, given["ticket"], given["hresult"], given["message"]
            ),
            "getLastError": lambda: visit.last_error(env, token, given["ticket"]),
            "closeConnection": lambda: visit.close(env, token, given["ticket"]),
            "interactiveDone": lambda: SAFE_ANSWERS["interactiveDone"],
            "interactiveRejected": lambda: SAFE_ANSWERS["interactiveRejected"],
        }
        answer = answers.get(call.operation)
        return answer() if answer else ""

    @http.route(
        f"{PATH}/<string:token>",
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=False,
    )
    def describe(self, token, **parameters):
        """Serve the WSDL (``?wsdl``), else a page that says what this address is for: the Web Connector asks for it."""
        if "wsdl" in {name.lower() for name in parameters}:
            return request.make_response(
                soap.describe(request.httprequest.base_url), [("Content-Type", soap.CONTENT_TYPE)]
            )
        return request.render("accounting_bridge_qbd.support_page", {})

    @http.route(f"{PATH}/<string:token>/download", type="http", auth="user", methods=["GET"])
    def download(self, token):
        """Hand out the .qwc file of the signed-in user."""
        connection = request.env["bridge.connection"].search([("qbd_token", "=", token)], limit=1)
        if not connection:
            raise request.not_found()
        request.env["bridge.cure"]._check_rank("user")
        request.env["bridge.connector.login"]._ensure(connection, request.env.user)._note_download()
        name = "".join(sign if sign.isalnum() else "-" for sign in connection.company_id.name).strip("-").lower()
        return request.make_response(
            qwc.build(connection._qbd_application(request.env.user)),
            [
                ("Content-Type", "application/x-qwc"),
                ("Content-Disposition", http.content_disposition(f"odoo-{name}.qwc")),
            ],
        )
