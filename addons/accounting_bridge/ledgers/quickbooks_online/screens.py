"""Where a person sees a document in QuickBooks Online.

Nobody at Intuit promises these addresses (unlike those of the API), so nothing is built on them but a button.
"""

from urllib.parse import quote

from ..documents import Kind
from .addresses import PRODUCTION

_HOSTS = {True: "https://qbo.intuit.com", False: "https://sandbox.qbo.intuit.com"}
_PAGES = {
    Kind.INVOICE: "invoice",
    Kind.CREDIT_NOTE: "creditmemo",
    Kind.PAYMENT: "recvpayment",
    Kind.BILL: "bill",
    Kind.JOURNAL_ENTRY: "journal",
}


def page_of(kind: Kind, remote_id: str, company_id: str, environment: str) -> str:
    """Return the address of a document, "" of a kind that has no page. Whoever works in another company is asked to
    change over to this one.
    """
    page = _PAGES.get(kind)
    if not page:
        return ""
    host = _HOSTS[environment == PRODUCTION]
    asked = quote(f"{page}?txnId={remote_id}", safe="")
    return f"{host}/app/login?pagereq={asked}&deeplinkcompanyid={quote(company_id, safe='')}"
