"""The token host: tokens, refresh, client credentials, revocation, keys (XERO 1.1, 1.2, 1.5)."""

import base64
import binascii
import time
import uuid
from datetime import datetime

from tests.simulators.cloud.keys import Keys
from tests.simulators.cloud.messages import Reply, Request

from .addresses import TOKENS
from .apps import App
from .grants import Grant, OAuthError, user_id

#: One for the process: making a key takes a while.
_KEYS = Keys()
#: id_token (XERO 1.2).
_ID_LIFETIME = 300


def mint(service, grant: Grant, expires: datetime) -> str:
    """An access token: a JWT that says who, which consent and what for (XERO 1.2)."""
    claims = {
        "iss": service.addresses.issuer,
        "aud": f"{service.addresses.issuer}/resources",
        "client_id": grant.app.client_id,
        "nbf": int(service.clock.now().timestamp()),
        "exp": int(expires.timestamp()),
        "authentication_event_id": grant.event,
        "scope": list(grant.scopes),
        "jti": uuid.uuid4().hex,
    }
    if grant.person:
        claims |= {"sub": uuid.UUID(user_id(grant.person)).hex, "xero_userid": user_id(grant.person)}
    return _KEYS.sign(claims)


class TokenHost:
    def __init__(self, service):
        self._service = service
        self._grants = service.grants

    def answer(self, request: Request) -> Reply | None:
        """None where the path is none of ours."""
        path = request.path.rstrip("/")
        table = {
            f"{TOKENS}/connect/token": ("POST", self._token),
            f"{TOKENS}/connect/revocation": ("POST", self._revoke),
            f"{TOKENS}/connect/userinfo": ("GET", self._userinfo),
            f"{TOKENS}/.well-known/openid-configuration": ("GET", lambda _request: self._discovery()),
            f"{TOKENS}/.well-known/openid-configuration/jwks": ("GET", lambda _request: Reply.json(_KEYS.public())),
        }
        if path not in table:
            return None
        method, work = table[path]
        if request.method != method:
            return Reply.html("<h1>405 Method Not Allowed</h1>", 405)
        try:
            return work(request)
        except OAuthError as problem:
            value = {"error": problem.error}
            if not self._service.switches.bare_token_errors:
                value["error_description"] = problem.why
            reply = Reply.json(value, problem.status)
            reply.note = problem.why
            return reply

    def _token(self, request):
        if request.kind != "application/x-www-form-urlencoded":
            raise OAuthError("invalid_request", "The body is a form")
        form = request.form
        app = self._app(request)
        kind = form.get("grant_type", "")
        if kind == "client_credentials":
            return Reply.json(self._credentials(app))
        if kind not in ("authorization_code", "refresh_token"):
            raise OAuthError("unsupported_grant_type", "grant_type is not known")
        if app.kind == "custom":
            raise OAuthError("unauthorized_client", "a custom connection has client credentials only")
        if kind == "refresh_token":
            return Reply.json(self._tokens(self._grants.refresh(app, form.get("refresh_token", ""))))
        verifier = form.get("code_verifier", "")
        grant = self._grants.exchange(app, form.get("code", ""), form.get("redirect_uri", ""), verifier)
        return Reply.json(self._tokens(grant, first=True))

    def _app(self, request) -> App:
        """By Basic authorisation or by the form; an app of PKCE has no secret (XERO 1.1)."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        client, password = request.form.get("client_id", ""), request.form.get("client_secret", "")
        if kind == "Basic":
            try:
                client, _, password = base64.b64decode(secret, validate=True).decode().partition(":")
            except (binascii.Error, ValueError):
                client = ""
        app = self._service.apps.get(client)
        if app is None or password != app.client_secret:
            status = self._service.switches.invalid_client_status
            raise OAuthError("invalid_client", "The client id or the client secret is wrong", status)
        return app

    def _credentials(self, app) -> dict:
        if app.kind != "custom":
            raise OAuthError("unauthorized_client", "client credentials are of custom connections")
        if not self._service.connections.of(app=app):
            raise OAuthError("invalid_grant", "no organisation has authorised this custom connection")
        answer = self._tokens(self._grants.client_credentials(app))
        del answer["scope"]
        return {**answer, "scope": " ".join(app.scopes)}

    def _tokens(self, grant: Grant, first: bool = False) -> dict:
        answer = {
            "access_token": grant.last_access,
            "expires_in": self._service.switches.access_lifetime,
            "token_type": "Bearer",
        }
        if "offline_access" in grant.scopes:
            answer["refresh_token"] = grant.refresh_token
        if first and "openid" in grant.scopes:
            answer["id_token"] = self._id_token(grant)
        return {**answer, "scope": " ".join(grant.scopes)}

    def _id_token(self, grant) -> str:
        seconds = int(time.time())
        claims = {
            "iss": self._service.addresses.issuer,
            "aud": grant.app.client_id,
            "iat": seconds,
            "nbf": seconds,
            "exp": seconds + _ID_LIFETIME,
            "sub": uuid.UUID(user_id(grant.person)).hex,
            "xero_userid": user_id(grant.person),
        }
        if "email" in grant.scopes:
            claims |= {"email": grant.person, "preferred_username": grant.person}
        if "profile" in grant.scopes:
            claims |= {"name": grant.person.partition("@")[0], "given_name": grant.person.partition("@")[0]}
        return _KEYS.sign(claims)

    def _revoke(self, request):
        """200 and nothing, whatever the token; every connection of that person to the app goes (XERO 1.1)."""
        app = self._app(request)
        grant = self._grants.revoked(app, request.form.get("token", ""))
        if grant is not None:
            self._service.connections.remove(app=app, person=grant.person)
        return Reply(200, b"")

    def _userinfo(self, request):
        grant, _why = self._grants.bearer(request.headers.get("Authorization", "").partition(" ")[2])
        if grant is None or "openid" not in grant.scopes:
            return Reply.json({"error": "invalid_token"}, 401)
        return Reply.json({"sub": uuid.UUID(user_id(grant.person)).hex, "email": grant.person})

    def _discovery(self):
        addresses = self._service.addresses
        return Reply.json(
            {
                "issuer": addresses.issuer,
                "authorization_endpoint": addresses.authorise,
                "token_endpoint": addresses.token,
                "userinfo_endpoint": f"{addresses.issuer}/connect/userinfo",
                "revocation_endpoint": addresses.revoke,
                "jwks_uri": addresses.jwks,
                "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )
