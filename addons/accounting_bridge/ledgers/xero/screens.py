"""Where a person sees a document in Xero: its deep links, which name the organisation by its short code (facts 2.1)."""

from urllib.parse import quote

from ..documents import Kind

_LOGIN = "https://go.xero.com/organisationlogin/default.aspx"
_PAGES = {
    Kind.INVOICE: "/AccountsReceivable/View.aspx?InvoiceID=",
    Kind.CREDIT_NOTE: "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=",
    Kind.BILL: "/AccountsPayable/Edit.aspx?InvoiceID=",
}


def page_of(kind: Kind, remote_id: str, short_code: str) -> str:
    """Return the address of a document, "" of a kind without a page, or while the short code is not known."""
    page = _PAGES.get(kind)
    if not page or not short_code:
        return ""
    return f"{_LOGIN}?shortcode={quote(short_code, safe='!')}&redirecturl={page}{quote(remote_id, safe='')}"
