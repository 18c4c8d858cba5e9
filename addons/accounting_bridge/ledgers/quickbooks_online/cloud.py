"""QuickBooks Online beside its books: signing in at Intuit, its webhooks, its limits and prices (facts 1, 4.2, 5)."""

from ..cloud import Allowance, Cloud, SetUpWords
from . import addresses, oauth, prices, webhooks


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


NO_PLAIN = _("Production applications need https, also on this machine: %(host)s.")


class QuickBooksOnlineCloud(Cloud):
    code = "quickbooks_online"
    name = "QuickBooks Online"
    signature_header = "intuit-signature"
    # Of one application in one company (facts 5).
    allowance = Allowance(calls_a_minute=500, batches_a_minute=40)
    free_calls = prices.FREE_CALLS
    words = SetUpWords(
        no_client_id=_("The client ID is missing. It stands at Intuit under Keys & credentials."),
        no_client_secret=_("The client secret is missing. It stands beside the client ID."),
        no_webhook_secret=_("Without a webhook verifier token changes are found by the schedule only, not at once."),
        no_https=_(
            "Intuit accepts a redirect address that begins with https only; this one is %(address)s. It comes from the"
            " system parameter web.base.url."
        ),
        how_to_end=_("To end it there too, disconnect the application in QuickBooks Online under Apps."),
    )

    def plain_words(self, host, environment):
        return NO_PLAIN if environment == addresses.PRODUCTION else ""

    def places(self, environment, override=""):
        return addresses.addresses(environment, override)

    def authorize_url(self, places, application, redirect_uri, state, verifier=""):
        return oauth.authorize_url(places, application, redirect_uri, state)

    def exchange_code(self, places, application, code, redirect_uri, not_after, verifier=""):
        return oauth.exchange_code(places, application, code, redirect_uri, not_after)

    def refresh(self, places, application, refresh_token, not_after):
        return oauth.refresh(places, application, refresh_token, not_after)

    def revoke(self, places, application, refresh_token, not_after):
        oauth.revoke(places, application, refresh_token, not_after)

    def words_of(self, code):
        return oauth.words_of(code)

    def company_brought(self, parameters):
        return parameters.get("realmId", "")

    def is_company(self, company_id):
        return company_id.isascii() and company_id.isdigit()

    def read_events(self, body):
        return webhooks.read(body)
