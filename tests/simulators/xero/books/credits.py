"""Overpayments and prepayments: credits that bank transactions make (facts 2.7)."""

from . import allocations, applied, dates, documents, lines

OVERPAYMENTS = ("RECEIVE-OVERPAYMENT", "SPEND-OVERPAYMENT")
PREPAYMENTS = ("RECEIVE-PREPAYMENT", "SPEND-PREPAYMENT")
TYPES = (*OVERPAYMENTS, *PREPAYMENTS)
_TAKEN_OVER = (
    "Type Date LineAmountTypes LineItems SubTotal TotalTax Total CurrencyCode CurrencyRate Reference _contact"
).split()


def is_received(row: dict) -> bool:
    return row["Type"].startswith("RECEIVE")


def create(books, transaction: dict) -> list:
    """The credit of a bank transaction; [endpoint, id]."""
    endpoint = "Overpayments" if transaction["Type"] in OVERPAYMENTS else "Prepayments"
    row = {name: transaction[name] for name in _TAKEN_OVER if name in transaction}
    row |= {applied.ID_FIELDS[endpoint]: books.new_id(endpoint), "Status": "AUTHORISED"}
    row = applied.settle(books, endpoint, row)
    return [endpoint, applied.id_of(endpoint, row)]


def show(books, endpoint: str, row: dict, options: dict) -> dict:
    from .invoices import shown_payment

    view, row_id = options.get("view", "full"), applied.id_of(endpoint, row)
    unitdp = 4 if int(options.get("unitdp") or 2) == 4 else 2
    return {
        applied.ID_FIELDS[endpoint]: row_id,
        "ID": row_id,
        "CurrencyRate": row["CurrencyRate"],
        "Type": row["Type"],
        "Reference": row.get("Reference", ""),
        "RemainingCredit": row["RemainingCredit"],
        "Allocations": allocations.shown_all(books, endpoint, row),
        "Payments": [shown_payment(one) for one in applied.payments(books, endpoint, row_id)],
        "HasAttachments": False,
        "Contact": documents.shown_contact(books, row["_contact"], view),
        "DateString": dates.long_day(row["Date"]),
        "Date": dates.ms(row["Date"]),
        "Status": row["Status"],
        "LineAmountTypes": row["LineAmountTypes"],
        "LineItems": [lines.shown(books, line, unitdp) for line in row["LineItems"]] if view == "full" else [],
        "SubTotal": row["SubTotal"],
        "TotalTax": row["TotalTax"],
        "Total": row["Total"],
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "CurrencyCode": row["CurrencyCode"],
    }
