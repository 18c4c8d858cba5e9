"""Xero beside its books: signing in, organisations, webhooks and limits (facts 1, 4, 5)."""

import re

from ..cloud import CUSTOM, PKCE, WEB, Cloud, SetUpWords
from . import addresses, limits, oauth, webhooks


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class XeroCloud(Cloud):
    code = "xero"
    name = "Xero"
    kinds = (WEB, PKCE, CUSTOM)
    # A token covers every organisation of its person, and a newer consent of the same person ends the older one.
    is_shared = True
    signature_header = "x-xero-signature"
    allowance = limits.ALLOWANCE
    words = SetUpWords(
        no_client_id=_("The client ID is missing. It stands at developer.xero.com, in your app under Configuration."),
        no_client_secret=_("The client secret is missing. It is made beside the client ID, and shown there once."),
        no_webhook_secret=_("Without a webhook key changes are found by the schedule only, not at once."),
        no_https=_(
            "Xero accepts a redirect address that begins with https, or with http://localhost; this one is %(address)s."
            " It comes from the system parameter web.base.url."
        ),
        how_to_end=_("To end it there too, open Connected apps in the settings of Xero and disconnect it."),
    )

    def plain_words(self, host, environment):
        # By a number it is refused, though it is the same machine (facts 1.1).
        return "" if host == "localhost" else self.words.no_https

    def places(self, environment, override=""):
        return addresses.addresses(override)

    def authorize_url(self, places, application, redirect_uri, state, verifier=""):
        return oauth.authorize_url(places, application, redirect_uri, state, verifier)

    def exchange_code(self, places, application, code, redirect_uri, not_after, verifier=""):
        return oauth.exchange_code(places, application, code, redirect_uri, not_after, verifier)

    def refresh(self, places, application, refresh_token, not_after):
        return oauth.refresh(places, application, refresh_token, not_after)

    def revoke(self, places, application, refresh_token, not_after):
        oauth.revoke(places, application, refresh_token, not_after)

    def words_of(self, code):
        return oauth.words_of(code)

    def is_company(self, company_id):
        return bool(_UUID.fullmatch(company_id))

    def tenants(self, places, access_token, not_after):
        return oauth.tenants(places, access_token, not_after)

    def leave(self, places, access_token, company_id, not_after):
        oauth.leave(places, access_token, company_id, not_after)

    def read_events(self, body):
        return webhooks.read(body)

    def kinds_told(self, kind):
        return webhooks.KINDS.get(kind, ())
