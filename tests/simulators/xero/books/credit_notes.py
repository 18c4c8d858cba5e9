"""Credit notes (facts 2.6); their allocations stand in :mod:`.allocations`."""

from . import allocations, applied, currencies, dates, documents, faults, lines, trade_documents
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .invoices import STATUS, shown_payment
from .shapes import Choice, Guid, Text, guid

ENDPOINT = Endpoint(
    "CreditNotes",
    "CreditNoteID",
    {
        **trade_documents.SHAPE,
        "CreditNoteID": Guid(),
        "Type": Choice("CreditNoteType", "ACCRECCREDIT", "ACCPAYCREDIT"),
        "Status": STATUS,
        "CreditNoteNumber": Text(255),
        "CurrencyCode": currencies.CURRENCY,
    },
    (PUT, POST, POST_ONE),
    number="CreditNoteNumber",
    subs=allocations.SUBS,
)
FORM = trade_documents.Form(
    endpoint="CreditNotes",
    id="CreditNoteID",
    number="CreditNoteNumber",
    sales="ACCRECCREDIT",
    bought="ACCPAYCREDIT",
    prefix="CN-",
    word="Credit note",
    taken="note_number",
)


def write(books, body, call):
    return trade_documents.write(books, body, call, FORM)


def write_sub(books, body, call):
    return allocations.write(books, "CreditNotes", body, call)


def find(books, identifier):
    row = books.row("CreditNotes", guid(identifier or ""))
    return row or documents.holder_of(books, "CreditNotes", identifier)


def absent(options):
    """An allocation of a note that is not there has words of its own (facts, validation_messages.json)."""
    return faults.invalid(faults.WORDS["note_unknown"]) if options.get("sub") else faults.not_found()


def redirect_contact(books, loser, survivor):
    applied.redirect(books, "CreditNotes", loser, survivor)


def depends(books, row):
    return applied.leaning(books, "CreditNotes", row)


def show(books, row, options):
    view = options.get("view", "full")
    unitdp = 4 if int(options.get("unitdp") or 2) == 4 else 2
    shown = head(row)
    return {
        **{name: shown[name] for name in ("CreditNoteID", "CreditNoteNumber")},
        "Payments": [shown_payment(one) for one in applied.payments(books, "CreditNotes", row["CreditNoteID"])],
        "ID": row["CreditNoteID"],
        **{name: value for name, value in shown.items() if name not in ("CreditNoteID", "CreditNoteNumber")},
        "Allocations": allocations.shown_all(books, "CreditNotes", row),
        "Contact": documents.shown_contact(books, row["_contact"], view),
        "LineItems": [lines.shown(books, line, unitdp) for line in row["LineItems"]] if view == "full" else [],
    }


def head(row) -> dict:
    """The credit note itself, without lines and what was applied."""
    made = {
        "CreditNoteID": row["CreditNoteID"],
        "CreditNoteNumber": row.get("CreditNoteNumber", ""),
        "HasErrors": False,
        "CurrencyRate": row["CurrencyRate"],
        "Type": row["Type"],
        "Reference": row.get("Reference", ""),
        "SentToContact": row["SentToContact"],
        "RemainingCredit": row["RemainingCredit"],
        "HasAttachments": False,
        "DateString": dates.long_day(row["Date"]),
        "Date": dates.ms(row["Date"]),
        "Status": row["Status"],
        "LineAmountTypes": row["LineAmountTypes"],
        "SubTotal": row["SubTotal"],
        "TotalTax": row["TotalTax"],
        "Total": row["Total"],
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "CurrencyCode": row["CurrencyCode"],
    }
    if row.get("DueDate"):
        made |= {"DueDateString": dates.long_day(row["DueDate"]), "DueDate": dates.ms(row["DueDate"])}
    if row.get("FullyPaidOnDate"):
        made["FullyPaidOnDate"] = dates.ms(row["FullyPaidOnDate"])
    made |= {"BrandingThemeID": row["BrandingThemeID"]} if row.get("BrandingThemeID") else {}
    return made
