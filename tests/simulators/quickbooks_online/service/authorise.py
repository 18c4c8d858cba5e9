"""The page on which a person connects an app to a company (QBO 1.1)."""

from html import escape
from urllib.parse import urlencode

from .addresses import AUTHORISE
from .apps import ACCOUNTING, SCOPES
from .messages import Reply, Request

#: "The consent page refuses to be framed" (QBO 1.1); nothing in it runs and nothing is fetched.
_HEADERS = {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_STYLE = (
    "body{font:16px sans-serif;margin:0;background:#f4f5f8}main{max-width:30em;margin:3em auto;padding:2em;"
    "background:#fff;border:1px solid #d4d7dc;border-radius:8px}label{display:block;padding:.3em 0}"
    "button{font:inherit;padding:.6em 1.6em;margin-right:1em;border-radius:4px;border:1px solid #2ca01c;"
    "cursor:pointer}.connect{background:#2ca01c;color:#fff}.cancel{background:#fff;color:#393a3d}"
    ".note{color:#6b6c72;font-size:.85em}"
)
#: What travels through the page unchanged.
_CARRIED = ("client_id", "response_type", "scope", "redirect_uri", "state")


class Refused(Exception):
    """Shown on the page: where the address of the app itself is in doubt nobody is sent there."""


class AuthorisePage:
    def __init__(self, service, grants):
        self._service = service
        self._grants = grants

    def answer(self, request: Request) -> Reply | None:
        if request.path.rstrip("/") != f"{AUTHORISE}/connect/oauth2":
            return None
        try:
            if request.method == "GET":
                return self._show(request.parameters)
            return self._decide(request.form)
        except Refused as problem:
            return self._page(
                "Sorry, but this did not work",
                f"<p>{escape(str(problem))}</p><p class='note'>Please contact the maker of the app.</p>",
                400,
            )

    # --- what is asked ---

    def _app(self, asked):
        app = self._service.apps.get(asked.get("client_id", ""))
        if app is None:
            raise Refused("The client_id query parameter is missing or unknown.")
        if asked.get("redirect_uri") not in app.redirect_uris:
            raise Refused("The redirect_uri query parameter value is invalid: it is not registered, letter by letter.")
        if asked.get("response_type") != "code":
            raise Refused("The response_type query parameter is code.")
        if not asked.get("state"):
            raise Refused("The state query parameter is missing.")
        scopes = asked.get("scope", "").split()
        if not scopes or set(scopes) - SCOPES:
            raise Refused("The scope query parameter is missing or unknown.")
        return app, scopes

    def _show(self, asked):
        app, scopes = self._app(asked)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{escape(asked[name])}">' for name in _CARRIED if name in asked
        )
        companies = self._service.companies_of(app.environment)
        choices = "".join(
            f'<label><input type="radio" name="realm" value="{escape(one.realm)}"{" checked" if first else ""}> '
            f"{escape(one.name)}</label>"
            for first, one in ((position == 0, one) for position, one in enumerate(companies))
        )
        people = "".join(f"<option>{escape(person)}</option>" for person in self._service.people)
        what = "its books" if ACCOUNTING in scopes else "your profile"
        connect = '<button class="connect" name="decision" value="connect">Connect</button>' if companies else ""
        return self._page(
            f"Connect {app.name} to QuickBooks",
            f'<form method="post" action="{AUTHORISE}/connect/oauth2">{hidden}'
            f'<p><label>Signed in as <select name="person">{people}</select></label></p>'
            f"<fieldset><legend>Company</legend>{choices or 'There is no company for these keys.'}</fieldset>"
            f"<p>{escape(app.name)} asks to read and change {what}.</p>"
            f'<p>{connect}<button class="cancel" name="decision" value="cancel">Cancel</button></p></form>'
            f'<p class="note">A simulated QuickBooks Online ({escape(app.environment)} keys).</p>',
        )

    # --- what is decided ---

    def _decide(self, asked):
        app, scopes = self._app(asked)
        if asked.get("decision") != "connect":
            return self._back(asked, {"error": "access_denied", "error_description": "The user did not allow access"})
        realm, person = asked.get("realm", ""), asked.get("person") or self._service.people[0]
        if realm not in [one.realm for one in self._service.companies_of(app.environment)]:
            raise Refused("Choose a company.")
        code = self._grants.issue_code(app, realm, asked["redirect_uri"], scopes, person)
        return self._back(asked, {"code": code, "realmId": realm})

    @staticmethod
    def _back(asked, answer):
        query = urlencode({"state": asked["state"], **answer})
        return Reply(302, b"", headers={**_HEADERS, "Location": f"{asked['redirect_uri']}?{query}"})

    @staticmethod
    def _page(title, content, status=200):
        reply = Reply.html(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>{content}</main></body></html>",
            status,
        )
        reply.headers.update(_HEADERS)
        return reply
