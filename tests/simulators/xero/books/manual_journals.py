"""Manual journals (facts 2.8): no number, no key of their own."""

from . import accounts, dates, documents, line_references, lines, taxes, trade_documents
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .money import ZERO, total
from .shapes import Choice, Day, Flag, Guid, Many, Number, Text

_LINE = {
    "LineAmount": Number(),
    "AccountCode": Text(),
    "AccountID": Guid(),
    "Description": Text(),
    "TaxType": Text(),
    "TaxAmount": Number(),
    "Tracking": Many(lines.TRACKING),
    "IsBlank": Flag(),
}
ENDPOINT = Endpoint(
    "ManualJournals",
    "ManualJournalID",
    {
        "ManualJournalID": Guid(),
        "Narration": Text(),
        "JournalLines": Many(_LINE),
        "Date": Day(),
        "LineAmountTypes": trade_documents.LINE_AMOUNT_TYPES,
        "Status": Choice("ManualJournalStatus", "DRAFT", "POSTED", "DELETED", "VOIDED", "ARCHIVED"),
        "Url": Text(),
        "ShowOnCashBasisReports": Flag(),
    },
    (PUT, POST, POST_ONE),
)
STEPS = {
    None: ("DRAFT", "POSTED"),
    "DRAFT": ("DRAFT", "POSTED", "DELETED"),
    "POSTED": ("POSTED", "VOIDED"),
    "DELETED": (),
    "VOIDED": (),
}
#: Accounts that journals may not name (facts 2.8), by type and by what the books use them for.
_REFUSED_TYPES = ("BANK", "INVENTORY")
_REFUSED_USES = ("DEBTORS", "CREDITORS", "RETAINEDEARNINGS")
_LEAST_LINES = 2


# --- writing ---


def write(books, body, call):
    old = _meant(books, body, call)
    status = body.get("Status", old["Status"] if old else "DRAFT")
    if status not in STEPS[old["Status"] if old else None]:
        call.refuse("journal_status")
    new = {**(old or _blank(books)), "Status": status}
    days = (old["Date"],) if old else ()
    if status in ("VOIDED", "DELETED"):
        _check_period(books, old["Status"], days, call)
        call.settle()
        return books.keep("ManualJournals", new)
    for field in ("Narration", "Date", "LineAmountTypes", "Url", "ShowOnCashBasisReports"):
        if field in body:
            new[field] = body[field]
    if not new.get("Narration"):
        call.problem("narration")
    documents.check_url(body.get("Url"), call)
    _check_period(books, status, (new["Date"], *days), call)
    if body.get("JournalLines"):
        new["_sent"] = body["JournalLines"]
    if {"JournalLines", "LineAmountTypes", "Status"} & call.sent or old is None:
        new["JournalLines"] = _settle_lines(books, new, call)
    call.settle()
    for line in new["JournalLines"]:
        if "AccountID" in line:
            accounts.use(books, line["AccountID"])
    return books.keep("ManualJournals", new)


def _meant(books, body, call) -> dict | None:
    if call.target is not None:
        return call.target
    given = body.get("ManualJournalID")
    if not given:
        return None
    if call.method == "PUT":
        call.refuse("id_on_create", field="ManualJournalID")
    row = books.row("ManualJournals", given)
    if row is None:
        call.refuse("not_found")
    return row


def _blank(books) -> dict:
    return {
        "ManualJournalID": books.new_id("ManualJournals"),
        "Date": books.clock.today(),
        "LineAmountTypes": taxes.NO_TAX,
        "ShowOnCashBasisReports": True,
        "_sent": [],
    }


def _check_period(books, status, days, call):
    if status == "POSTED" or books.switches.drafts_in_locked_period == "refused":
        for day in days:
            documents.check_open(books, day, call)


def _settle_lines(books, new, call) -> list:
    """Lines as they are kept: all of them are replaced, since they have no ids; their sum is nothing (facts 2.8)."""
    kept = [_line(books, one, place, new, call) for place, one in enumerate(new["_sent"])]
    if len(kept) < _LEAST_LINES:
        call.problem("journal_lines")
        return kept
    sums = [
        line["LineAmount"] + (line["TaxAmount"] if new["LineAmountTypes"] == taxes.EXCLUSIVE else ZERO) for line in kept
    ]
    debits, credits = total(one for one in sums if one > 0), total(one for one in sums if one < 0)
    if debits + credits:
        call.problem("journal_balance", debits=debits, credits=credits)
    return kept


def _line(books, body, place, new, call) -> dict:
    at = f"JournalLines[{place}]" if books.switches.line_errors == "line" else ""
    line = {"Description": body["Description"]} if body.get("Description") else {}
    line |= {"LineAmount": books.round(body.get("LineAmount") or 0), "IsBlank": False}
    line["Tracking"] = line_references.tracking_of(books, body, call, at)
    account = _account(books, body, new, call, at)
    kind = new["LineAmountTypes"]
    if account is not None:
        line |= {"AccountID": account["AccountID"], "AccountCode": account.get("Code", "")}
    rate = line_references.tax_of(books, body, account, kind, call, at)
    if rate is None:
        return line | {"TaxType": taxes.NONE, "TaxAmount": ZERO}
    computed = taxes.of_line(books, line["LineAmount"], rate["EffectiveRate"], kind)
    told = body.get("TaxAmount")
    return line | {"TaxType": rate["TaxType"], "TaxAmount": computed if told is None else books.round(told)}


def _account(books, body, new, call, at) -> dict | None:
    """The account of a line.  Of a draft an account that is not there is taken out with a warning (spec, PUT)."""
    code = body.get("AccountCode")
    row = books.row("Accounts", body["AccountID"]) if body.get("AccountID") else accounts.by_code(books, code)
    code = code or (row or {}).get("Code") or body.get("AccountID") or ""
    if row is None or row["Status"] == "DELETED":
        if new["Status"] == "DRAFT" and code:
            call.warn(f"Account code '{code}' has been removed as it does not match a recognised account.", at)
        else:
            call.problem(*(("account_code", at) if code else ("line_account", at)), code=code)
        return None
    if row["Status"] != "ACTIVE":
        call.problem("account_archived", at, code=code)
    elif row["Type"] in _REFUSED_TYPES or row.get("SystemAccount") in _REFUSED_USES:
        call.problem("account_code", at, code=code)
    else:
        return row
    return None


# --- showing ---


def depends(books, row):
    return None


def show(books, row, options):
    made = {
        "Date": dates.ms(row["Date"]),
        "Status": row["Status"],
        "LineAmountTypes": row["LineAmountTypes"],
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "ManualJournalID": row["ManualJournalID"],
        "Narration": row["Narration"],
        "JournalLines": [dict(line) for line in row["JournalLines"]] if options.get("view", "full") == "full" else [],
        "ShowOnCashBasisReports": row["ShowOnCashBasisReports"],
        "HasAttachments": False,
    }
    return made | ({"Url": row["Url"]} if row.get("Url") else {})
