"""What dated documents have in common: who they are for, dates and locks, currency, numbers, links (facts 2.4, 2.9)."""

import re
from datetime import date

from . import contacts, currencies, rates
from .faults import words

#: Statuses in which a document counts in the books.
APPROVED = ("AUTHORISED", "PAID")
ENDED = ("VOIDED", "DELETED")
#: Which status may follow which (facts 2.4); PAID is set by the books alone.
STEPS = {
    None: ("DRAFT", "SUBMITTED", "AUTHORISED"),
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID",),
    "VOIDED": (),
    "DELETED": (),
}
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_PRINTABLE = re.compile(r"[\x20-\x7e]*")


# --- dates ---


def lock_of(books, day: str) -> str:
    """The words of the lock that a day is behind, "" if it is behind none (facts 2.9)."""
    settings = books.settings
    for field, key in (("EndOfYearLockDate", "year_end_lock"), ("PeriodLockDate", "period_lock")):
        locked = settings.get(field)
        if locked and day <= locked:
            shown = date.fromisoformat(locked)
            return words(key, date=f"{shown.day} {shown:%B %Y}")
    return ""


def check_open(books, day: str, call, at: str = ""):
    """A problem when the day is on or before a lock date (facts 2.9)."""
    locked = lock_of(books, day)
    if locked:
        call.problem(locked, at)


def check_period(books, status: str, days, call):
    """No document, new or as it was, may be dated in a locked period."""
    if status not in APPROVED and books.switches.drafts_in_locked_period == "accepted":
        return
    for day in filter(None, days):
        check_open(books, day, call)


# --- whom it is for, and in what currency ---


def settle_contact(books, new: dict, given: dict | None, old: dict | None, call):
    """The contact of a document; an update that names none keeps its own."""
    if not given and old is not None:
        return
    row = contacts.of_document(books, given, call)
    if row is not None:
        new["_contact"] = row["ContactID"]


def settle_currency(books, new: dict, body: dict, old: dict | None, call):
    """CurrencyCode and CurrencyRate (facts 2.1)."""
    code = body.get("CurrencyCode") or (old or {}).get("CurrencyCode") or books.base_currency
    currencies.check(books, code, call)
    new["CurrencyCode"] = code
    told = body.get("CurrencyRate")
    if told is None and old is not None and old["CurrencyCode"] == code:
        new["CurrencyRate"] = old["CurrencyRate"]
    else:
        new["CurrencyRate"] = rates.settle(books, code, told, call)


def shown_contact(books, contact_id: str, view: str) -> dict:
    """The contact as a document shows it: whole on pages and single ones, else only who it is."""
    if view != "full":
        return {**contacts.brief(books, contact_id), "ContactPersons": [], "HasValidationErrors": False}
    shown = contacts.show(books, books.row("Contacts", contact_id), {"view": "full", "balances": False})
    hidden = ("MergedToContactID", "HasAttachments", "PaymentTerms", "BatchPayments")
    return {name: value for name, value in shown.items() if name not in hidden}


# --- links back ---


def check_url(url: str | None, call):
    """An absolute address, in which the word Xero does not occur (facts 2.4)."""
    if not url:
        return
    if not _ADDRESS.fullmatch(url):
        call.problem("url")
    if "xero" in url.lower():
        call.problem("url_xero")


# --- numbers ---


def check_number(field: str, number: str | None, call):
    if number and not _PRINTABLE.fullmatch(number):
        call.problem("number_characters", field=field)


def holder_of(books, endpoint: str, number: str | None, but: str = "") -> dict | None:
    """The document that has this number (facts 2.4); with the switch, voided and deleted ones have none."""
    for row_id in books.store.get("#numbers", f"{endpoint}/{number}", ()) if number else ():
        row = books.row(endpoint, row_id)
        if row_id == but or (row["Status"] in ENDED and books.switches.number_of_voided == "free"):
            continue
        return row
    return None


def keep_number(books, endpoint: str, row_id: str, number: str | None, before: str | None):
    if number == before:
        return
    if before:
        key = f"{endpoint}/{before}"
        books.store.put("#numbers", key, [one for one in books.store.get("#numbers", key, ()) if one != row_id])
    if number:
        key = f"{endpoint}/{number}"
        books.store.put("#numbers", key, [*books.store.get("#numbers", key, ()), row_id])


def next_number(books, endpoint: str, prefix: str) -> str:
    """The number that the books give by themselves: the next one that nothing has (facts 2.4)."""
    while True:
        number = f"{prefix}{books.store.count('number:' + endpoint):04d}"
        if not books.store.get("#numbers", f"{endpoint}/{number}"):
            return number
