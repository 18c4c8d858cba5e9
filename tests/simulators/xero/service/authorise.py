"""The page on which a person connects an app to organisations (XERO 1.1, 1.3, 1.4)."""

import re
import uuid
from html import escape
from urllib.parse import urlencode

from tests.simulators.cloud.messages import Reply, Request

from .addresses import AUTHORISE
from .connections import Refused
from .scopes import IDENTITY

_HEADERS = {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_STYLE = (
    "body{font:16px sans-serif;margin:0;background:#f2f3f4}main{max-width:30em;margin:3em auto;padding:2em;"
    "background:#fff;border:1px solid #ccced2;border-radius:6px}label{display:block;padding:.3em 0}"
    "button{font:inherit;padding:.6em 1.6em;margin-right:1em;border-radius:3px;border:1px solid #1877b8;"
    "cursor:pointer}.connect{background:#1877b8;color:#fff}.cancel{background:#fff;color:#000a1e}"
    ".note{color:#59606d;font-size:.85em}"
)
#: What travels through the page unchanged.
_CARRIED = (
    *("client_id", "response_type", "scope", "redirect_uri", "state"),
    *("code_challenge", "code_challenge_method"),
)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
#: Of PKCE: what is hashed has 43 to 128 characters; that is seen when the code is exchanged.
PATH = f"{AUTHORISE}/identity/connect/authorize"


class AuthorisePage:
    def __init__(self, service):
        self._service = service

    def answer(self, request: Request) -> Reply | None:
        if request.path.rstrip("/") != PATH:
            return None
        try:
            if request.method == "GET":
                return self._show(request.parameters)
            return self._decide(request)
        except Refused as problem:
            content = f"<p>{escape(str(problem))}</p><p class='note'>Please contact the maker of the app.</p>"
            return self._page("Sorry, something went wrong", content, 400)

    # --- what is asked ---

    def _app(self, asked):
        """:raise Refused: shown on the page: where the address of the app is in doubt nobody is sent there."""
        app = self._service.apps.get(asked.get("client_id", ""))
        if app is None:
            raise Refused("Error: unauthorized_client. Unknown client or client not enabled.")
        if app.kind == "custom":
            raise Refused("Error: unauthorized_client. A custom connection is authorised by e-mail.")
        if asked.get("redirect_uri") not in app.redirect_uris:
            raise Refused("Error: unauthorized_client. Invalid redirect_uri.")
        if asked.get("response_type") != "code":
            raise Refused("Error: unsupported_response_type. response_type is code.")
        if app.kind == "pkce" and (
            asked.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(asked.get("code_challenge", ""))
        ):
            raise Refused("Error: invalid_request. code challenge required.")
        scopes = asked.get("scope", "").split()
        if not scopes or set(scopes) - app.allowed_scopes():
            raise Refused("Error: invalid_scope. The app may not ask for that.")
        return app, scopes

    def _show(self, asked):
        app, scopes = self._app(asked)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in _CARRIED if name in asked
        )
        kind = "checkbox" if app.bulk else "radio"
        organisations = list(self._service.organisations.values()) if self._accounting(scopes) else []
        choices = "".join(
            f'<label><input type="{kind}" name="tenant" value="{escape(one.id)}"{" checked" if first else ""}> '
            f"{escape(one.name)}</label>"
            for first, one in ((position == 0, one) for position, one in enumerate(organisations))
        )
        people = "".join(f"<option>{escape(person)}</option>" for person in self._service.people)
        asks = "".join(f"<li>{escape(scope)}</li>" for scope in scopes if scope not in IDENTITY)
        where = f"<fieldset><legend>Select an organisation</legend>{choices}</fieldset>" if choices else ""
        return self._page(
            f"{app.name} wants access to",
            f'<form method="post" action="{PATH}">{hidden}'
            f'<p><label>Logged in as <select name="person">{people}</select></label></p>'
            f"{where}<ul>{asks}</ul>"
            '<p><button class="connect" name="decision" value="connect">Allow access</button>'
            '<button class="cancel" name="decision" value="cancel">Cancel</button></p></form>'
            '<p class="note">A simulated Xero.</p>',
        )

    @staticmethod
    def _accounting(scopes) -> bool:
        return any(scope not in IDENTITY for scope in scopes)

    # --- what is decided ---

    def _decide(self, request):
        asked = request.form
        app, scopes = self._app(asked)
        if asked.get("decision") != "connect":
            return self._back(asked, {"error": "access_denied", "error_description": "User cancelled"})
        tenants = request.form_values("tenant")
        if self._accounting(scopes) and not tenants:
            raise Refused("Select an organisation.")
        if len(tenants) > 1 and not app.bulk:
            raise Refused("One organisation at a time.")
        person = asked.get("person") or self._service.people[0]
        challenge = asked.get("code_challenge", "")
        code = self._service.consented(app, tenants, person, scopes, asked["redirect_uri"], challenge)
        return self._back(asked, {"code": code, "scope": " ".join(scopes), "session_state": uuid.uuid4().hex})

    @staticmethod
    def _back(asked, answer):
        if asked.get("state"):
            answer = {**answer, "state": asked["state"]}
        joint = "&" if "?" in asked["redirect_uri"] else "?"
        target = f"{asked['redirect_uri']}{joint}{urlencode(answer)}"
        return Reply(302, b"", headers={**_HEADERS, "Location": target})

    @staticmethod
    def _page(title, content, status=200):
        reply = Reply.html(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{content}</main></body></html>",
            status,
        )
        reply.headers.update(_HEADERS)
        return reply
