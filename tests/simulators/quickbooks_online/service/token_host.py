"""The token host, the revoke host, discovery, keys and user information (QBO 1.1, 1.2, 1.4)."""

import base64
import binascii
import time

from ..books import exact_json
from .addresses import ACCOUNTS, DEVELOPER, SANDBOX_ACCOUNTS, TOKENS
from .apps import SCOPES, App
from .grants import Grant, Grants, OAuthError
from .keys import Keys
from .messages import Reply, Request

#: The caller that wants to see the hard end sends this (QBO 1.2).
HARD_HEADER = "x-include-refresh-token-hard-expires-in"


class TokenHost:
    """Answers the calls that carry the app's own keys."""

    def __init__(self, service, grants: Grants):
        self._service = service
        self._grants = grants
        self._keys = Keys()

    def answer(self, request: Request) -> Reply | None:
        """None where the path is none of ours."""
        path = request.path.rstrip("/")
        table = {
            f"{TOKENS}/oauth2/v1/tokens/bearer": ("POST", self._token),
            f"{TOKENS}/op/v1/jwks": ("GET", lambda _request: Reply.json(self._keys.public())),
            f"{DEVELOPER}/v2/oauth2/tokens/revoke": ("POST", self._revoke),
            f"{DEVELOPER}/.well-known/openid_configuration": ("GET", lambda _: self._discovery("production")),
            f"{DEVELOPER}/.well-known/openid_sandbox_configuration": ("GET", lambda _: self._discovery("sandbox")),
            f"{ACCOUNTS}/v1/openid_connect/userinfo": ("GET", self._userinfo),
            f"{SANDBOX_ACCOUNTS}/v1/openid_connect/userinfo": ("GET", self._userinfo),
        }
        if path not in table:
            return None
        method, work = table[path]
        if request.method != method:
            return Reply.html("<h1>405 Method Not Allowed</h1>", 405)
        try:
            return work(request)
        except OAuthError as problem:
            value = {"error": problem.error, "error_description": problem.description}
            headers = {"WWW-Authenticate": 'Basic realm="oauth"'} if problem.status == 401 else {}
            reply = Reply.json(value, problem.status, **headers)
            reply.note = problem.why
            return reply

    # --- tokens ---

    def _token(self, request):
        app = self._app(request)
        if request.kind != "application/x-www-form-urlencoded":
            raise OAuthError("invalid_request", "The body is a form")
        form = request.form
        if form.get("grant_type") == "authorization_code":
            grant = self._grants.exchange(app, form.get("code", ""), form.get("redirect_uri", ""))
            return Reply.json(self._tokens(grant, request, first=True))
        if form.get("grant_type") == "refresh_token":
            grant = self._grants.refresh(app, form.get("refresh_token", ""))
            return Reply.json(self._tokens(grant, request))
        raise OAuthError("unsupported_grant_type", "grant_type is authorization_code or refresh_token")

    def _app(self, request) -> App:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        try:
            client, _, password = base64.b64decode(secret, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            client = password = ""
        app = self._service.apps.get(client)
        if kind != "Basic" or app is None or password != app.client_secret:
            raise OAuthError("invalid_client", "The client id or the client secret is wrong", 401)
        return app

    def _tokens(self, grant: Grant, request, first: bool = False) -> dict:
        now = self._service.clock.now()
        answer = {
            "token_type": "bearer",
            "access_token": list(grant.access)[-1],
            "expires_in": self._service.switches.access_lifetime,
            "refresh_token": grant.refresh_token,
            "x_refresh_token_expires_in": round((grant.refresh_expires - now).total_seconds()),
        }
        if request.headers.get(HARD_HEADER, "").lower() == "true":
            answer["x_refresh_token_hard_expires_in"] = round((grant.hard_end - now).total_seconds())
        if first and "openid" in grant.scopes:
            # intuitlib compares "exp" with the machine's clock, not with ours.
            seconds = int(time.time())
            answer["id_token"] = self._keys.sign(
                {
                    "sub": grant.person,
                    "aud": [grant.app.client_id],
                    "realmid": grant.realm,
                    "iss": self._service.addresses.issuer,
                    "iat": seconds,
                    "exp": seconds + 3600,
                }
            )
        return answer

    def _revoke(self, request):
        app = self._app(request)
        try:
            token = exact_json.loads(request.body)["token"]
        except (ValueError, KeyError, TypeError):
            raise OAuthError("invalid_request", "The body is JSON with a token") from None
        self._grants.revoke(app, token)
        return Reply(200, b"")

    # --- the rest ---

    def _discovery(self, environment):
        addresses = self._service.addresses
        return Reply.json(
            {
                "issuer": addresses.issuer,
                "authorization_endpoint": addresses.authorise,
                "token_endpoint": addresses.token,
                "userinfo_endpoint": addresses.userinfo(environment),
                "revocation_endpoint": addresses.revoke,
                "jwks_uri": addresses.jwks,
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": sorted(SCOPES),
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
            }
        )

    def _userinfo(self, request):
        token = request.headers.get("Authorization", "").partition(" ")[2]
        grant, _why = self._grants.bearer(token)
        wanted = SANDBOX_ACCOUNTS if grant and grant.app.environment == "sandbox" else ACCOUNTS
        if grant is None or "openid" not in grant.scopes or not request.path.startswith(f"{wanted}/"):
            return Reply.json({"error": "invalid_token"}, 401)
        return Reply.json({"sub": grant.person, "email": grant.person, "emailVerified": True})
