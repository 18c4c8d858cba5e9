"""What all dated documents have in common: dates, closed books, numbers, terms, locks (facts 2.3, 2.6, 6)."""

import calendar
from datetime import date, timedelta

from . import references
from .catalogue import SALES
from .faults import business, refuse

MOST_LINES, MOST_TAXABLE_LINES = 10_000, 750
_NUMBERED_BY = {
    **dict.fromkeys(SALES, ("SalesFormsPrefs", "CustomTxnNumbers")),
}
#: The preferences that warn of duplicates, as OtherPrefs names them.
_WARNED_BY = {
    "Bill": "WarnDuplicateBillNumber",
    "VendorCredit": "WarnDuplicateBillNumber",
    "JournalEntry": "WarnDuplicateJournalNumber",
}


def settle_date(company, new: dict, old: dict | None):
    new.setdefault("TxnDate", old["TxnDate"] if old else company.clock.today())
    check_open(company, new["TxnDate"])
    if old is not None:
        check_open(company, old["TxnDate"])


def check_open(company, txn_date: str):
    """Closed books: 6210 when a password could open them, which no program can give."""
    closed = company.preferences["AccountingInfoPrefs"].get("BookCloseDate")
    if closed is None or txn_date > closed or company.by_hand:
        return
    words = (
        f"The account period has closed and the account books cannot be updated: {txn_date} is on or before {closed}"
    )
    raise refuse(6210 if company.mark("Preferences", "1", "closing_password") else 6200, words, "TxnDate")


def check_locks(company, entity: str, old: dict):
    """What stands in a deposit or was matched to the bank stays as it is."""
    if company.mark(entity, old["Id"], "deposited"):
        raise refuse(6540, "This transaction has been deposited. Delete it from the deposit first.")
    if company.mark(entity, old["Id"], "reconciled") and not company.by_hand:
        raise refuse(6480, "This transaction is matched to a downloaded bank transaction or reconciled.")


def check_size(company, lines: list, taxable: int):
    if len(lines) > MOST_LINES:
        raise business(f"a transaction has at most {MOST_LINES} lines")
    if company.profile.american and taxable > MOST_TAXABLE_LINES:
        raise business(f"a taxable transaction has at most {MOST_TAXABLE_LINES} lines")


# --- numbers ---


def settle_number(company, entity: str, new: dict, old: dict | None, options: dict, party_field: str = ""):
    if entity in SALES:
        _settle_sales_number(company, new, old)
    number = new.get("DocNumber")
    if number is None or (old is not None and old.get("DocNumber") == number):
        return
    if options.get("allow_duplicate_number") or not _warned(company, entity):
        return
    if _taken(company, entity, new, party_field):
        raise refuse(6140, f"You must specify a different number. This number {number} has already been used.")


def _settle_sales_number(company, new, old):
    """Custom numbers: as sent, and none sent means none; otherwise the books count (facts 2.6)."""
    if company.preferences["SalesFormsPrefs"]["CustomTxnNumbers"]:
        return
    given = new.get("DocNumber")
    if old is not None and given in (None, old.get("DocNumber")):
        new["DocNumber"] = old.get("DocNumber")
    elif given is not None and company.switches.number_while_off == "refused":
        raise business("DocNumber cannot be given while custom transaction numbers are switched off")
    elif given is None or company.switches.number_while_off == "ignored":
        new["DocNumber"] = old.get("DocNumber") if old else next_number(company)


def next_number(company) -> str:
    """One more than the largest number of any sales form so far."""
    known = company.store.get("#counters", "sales number", 1000)
    return str(known + 1)


def note_number(company, entity: str, new: dict):
    number = new.get("DocNumber") or ""
    if entity in SALES and number.isdigit() and len(number) < 10:
        if int(number) > company.store.get("#counters", "sales number", 1000):
            company.store.put("#counters", "sales number", int(number))


def _warned(company, entity: str) -> bool:
    name = _WARNED_BY.get(entity)
    if name is None:
        return company.mark("Preferences", "1", "duplicates_allowed") is None
    pairs = company.preferences["OtherPrefs"]["NameValue"]
    return any(pair["Name"] == name and pair["Value"] == "true" for pair in pairs)


def number_key(company, entity: str, row: dict, party_field: str = "") -> str:
    wide = entity in SALES and company.switches.number_scope == "sales_forms"
    party = f"/{row[party_field]['value']}" if party_field else ""
    return f"{'sales' if wide else entity}{party}|{row['DocNumber']}"


def _taken(company, entity, new, party_field) -> bool:
    holders = company.store.get("#numbers", number_key(company, entity, new, party_field), [])
    return any(holder != f"{entity}/{new['Id']}" for holder in holders)


def keep_number(company, entity: str, new: dict | None, old: dict | None, party_field: str = ""):
    """Remember who has which number."""
    own = f"{entity}/{(new or old)['Id']}"
    for row, there in ((old, False), (new, True)):
        if row is None or not row.get("DocNumber"):
            continue
        key = number_key(company, entity, row, party_field)
        holders = [one for one in company.store.get("#numbers", key, []) if one != own]
        company.store.put("#numbers", key, [*holders, own] if there else holders)
    if new is not None:
        note_number(company, entity, new)


def voided_note(old: dict) -> str:
    note = old.get("PrivateNote", "")
    return note if note.startswith("Voided") else " - ".join(filter(None, ("Voided", note)))


# --- terms ---


def settle_terms(company, new: dict, party: dict, field: str, old: dict | None, sent: set):
    """The terms and what they make of the due date."""
    if old is None and new.get("SalesTermRef") is None and party.get(field):
        if company.switches.terms_of_customer == "taken":
            new["SalesTermRef"] = party[field]
    references.resolve_all(company, new, ("SalesTermRef",))
    moved = old is not None and not {"SalesTermRef", "TxnDate"} & sent
    if new.get("DueDate") is None or (old is not None and "DueDate" not in sent and not moved):
        new["DueDate"] = due_date(company, new)


def due_date(company, new: dict) -> str:
    start = date.fromisoformat(new["TxnDate"])
    reference = new.get("SalesTermRef")
    if reference is None:
        return new["TxnDate"]
    term = company.row("Term", reference["value"])
    if term["Type"] == "STANDARD":
        return (start + timedelta(days=term["DueDays"])).isoformat()
    month = start.replace(day=1)
    if start.day + term.get("DueNextMonthDays", 0) > term["DayOfMonthDue"]:
        month = (month + timedelta(days=32)).replace(day=1)
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=min(term["DayOfMonthDue"], last)).isoformat()
