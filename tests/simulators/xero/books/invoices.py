"""Invoices (ACCREC) and bills (ACCPAY) (facts 2.4)."""

from . import applied, currencies, dates, documents, lines, trade_documents
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .shapes import Choice, Day, Guid, Number, Text, guid

TYPES = ("ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT", "AROVERPAYMENT", "APOVERPAYMENT")
STATUS = Choice("InvoiceStatus", "DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED")
ENDPOINT = Endpoint(
    "Invoices",
    "InvoiceID",
    {
        **trade_documents.SHAPE,
        "InvoiceID": Guid(),
        "Type": Choice("InvoiceType", *TYPES, "ARPREPAYMENT", "APPREPAYMENT"),
        "Status": STATUS,
        "InvoiceNumber": Text(255),
        "Url": Text(),
        "CurrencyCode": currencies.CURRENCY,
        "ExpectedPaymentDate": Day(),
        "PlannedPaymentDate": Day(),
        "RoundingAmount": Number(),
    },
    (PUT, POST, POST_ONE),
    number="InvoiceNumber",
)
FORM = trade_documents.Form(
    endpoint="Invoices",
    id="InvoiceID",
    number="InvoiceNumber",
    sales="ACCREC",
    bought="ACCPAY",
    prefix="INV-",
    word="Invoice",
    taken="invoice_number",
    discounts=True,
    plain=("Url", "ExpectedPaymentDate", "PlannedPaymentDate"),
)
#: What summaryOnly leaves away (facts 3.4).
_NOT_IN_SUMMARY = ("Payments", "HasAttachments")
#: How an invoice shows each kind of credit.
_CREDIT_NUMBERS = {"CreditNotes": "CreditNoteNumber"}


def write(books, body, call):
    return trade_documents.write(books, body, call, FORM)


def find(books, identifier):
    """By InvoiceID, else the sales invoice of that number (facts 2.4)."""
    row = books.row("Invoices", guid(identifier or ""))
    return row or documents.holder_of(books, "Invoices", identifier)


def redirect_contact(books, loser, survivor):
    applied.redirect(books, "Invoices", loser, survivor)


def depends(books, row):
    return applied.leaning(books, "Invoices", row)


def show(books, row, options):
    view = options.get("view", "full")
    unitdp = 4 if int(options.get("unitdp") or 2) == 4 else 2
    shown = head(books, row, view)
    made = {
        **{name: shown[name] for name in ("Type", "InvoiceID", "InvoiceNumber", "Reference")},
        "Payments": [shown_payment(one) for one in applied.payments(books, "Invoices", row["InvoiceID"])],
        **_credits(books, row, view),
        **{name: value for name, value in shown.items() if name not in ("Type", "InvoiceID")},
        "Contact": documents.shown_contact(books, row["_contact"], view),
        "LineItems": [lines.shown(books, line, unitdp) for line in row["LineItems"]] if view == "full" else [],
    }
    hidden = _NOT_IN_SUMMARY if view == "summary" else ()
    return {name: value for name, value in made.items() if name not in hidden}


def head(books, row, view: str = "full") -> dict:
    """The document itself, without lines and what was applied to it."""
    made = {
        "Type": row["Type"],
        "InvoiceID": row["InvoiceID"],
        "InvoiceNumber": row.get("InvoiceNumber", ""),
        "Reference": row.get("Reference", ""),
        "AmountDue": row["AmountDue"],
        "AmountPaid": row["AmountPaid"],
        "AmountCredited": row["AmountCredited"],
        "SentToContact": row["SentToContact"],
        "CurrencyRate": row["CurrencyRate"],
        "HasErrors": False,
        "IsDiscounted": bool(row["TotalDiscount"]),
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
    made |= {name: row[name] for name in ("BrandingThemeID", "Url") if row.get(name)}
    if row["TotalDiscount"]:
        made["TotalDiscount"] = row["TotalDiscount"]
    if row.get("RoundingAmount"):
        made["RoundingAmount"] = row["RoundingAmount"]
    for name in ("ExpectedPaymentDate", "PlannedPaymentDate", "FullyPaidOnDate"):
        if row.get(name):
            made[name] = dates.ms(row[name])
    return made


def shown_payment(payment: dict) -> dict:
    """A payment as it stands within the document that it pays (facts 2.7)."""
    made = {"PaymentID": payment["PaymentID"], "Date": dates.ms(payment["Date"]), "Amount": payment["Amount"]}
    made |= {"Reference": payment["Reference"]} if payment.get("Reference") else {}
    made |= {"BatchPaymentID": payment["BatchPaymentID"]} if payment.get("BatchPaymentID") else {}
    return made | {"CurrencyRate": payment["CurrencyRate"], "HasAccount": False, "HasValidationErrors": False}


def _credits(books, row, view) -> dict:
    """Credits that were allocated to it, by their kinds."""
    made = {name: [] for name in applied.CREDITS}
    for one in applied.allocations(books, "Invoices", row["InvoiceID"]):
        endpoint, credit_id = one["From"]
        credit = books.row(endpoint, credit_id)
        number = _CREDIT_NUMBERS.get(endpoint)
        made[endpoint].append(
            {
                applied.ID_FIELDS[endpoint]: credit_id,
                "ID": credit_id,
                **({number: credit.get(number, "")} if number else {}),
                "AppliedAmount": one["Amount"],
                "DateString": dates.long_day(credit["Date"]),
                "Date": dates.ms(credit["Date"]),
                "LineItems": [],
                "Total": credit["Total"],
                "HasErrors": False,
            }
        )
        if endpoint != "CreditNotes":
            del made[endpoint][-1]["HasErrors"]
    return made


def brief(row) -> dict:
    """An invoice as allocations and batch payments show it."""
    return {
        "InvoiceID": row["InvoiceID"],
        "InvoiceNumber": row.get("InvoiceNumber", ""),
        "CurrencyCode": row["CurrencyCode"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "LineItems": [],
    }
