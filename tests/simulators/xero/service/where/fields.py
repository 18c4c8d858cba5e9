"""Which fields a filter may name, and of what type they are (XERO 3.5; fields.json of the reference).

Types: text, enum (a text that is compared as it is), guid, number, date, flag. Where a type ends with "?", a record may
be without the field. Names are compared without their case.
"""

_UPDATED = {"UpdatedDateUTC": "date?"}
_PARTY = {
    "Contact.ContactID": "guid",
    "Contact.Name": "text",
    "Contact.ContactNumber": "text",
    "Contact.ContactStatus": "enum",
}
_DOCUMENT = {
    **_UPDATED,
    **_PARTY,
    "Type": "enum",
    "Status": "enum",
    "Date": "date?",
    "Reference": "text",
    "CurrencyCode": "enum",
    "CurrencyRate": "number?",
    "LineAmountTypes": "enum",
    "SubTotal": "number",
    "TotalTax": "number",
    "Total": "number",
    "HasAttachments": "flag",
}
_CREDIT = {**_DOCUMENT, "RemainingCredit": "number?", "FullyPaidOnDate": "date?"}

FIELDS = {
    "Contacts": {
        **_UPDATED,
        "ContactID": "guid",
        "ContactNumber": "text",
        "AccountNumber": "text",
        "ContactStatus": "enum",
        "Name": "text",
        "FirstName": "text",
        "LastName": "text",
        "CompanyNumber": "text",
        "EmailAddress": "text",
        "TaxNumber": "text",
        "BankAccountDetails": "text",
        "DefaultCurrency": "enum",
        "IsSupplier": "flag",
        "IsCustomer": "flag",
        "HasAttachments": "flag",
    },
    "Invoices": {
        **_DOCUMENT,
        "InvoiceID": "guid",
        "InvoiceNumber": "text",
        "DueDate": "date?",
        "AmountDue": "number?",
        "AmountPaid": "number?",
        "AmountCredited": "number?",
        "FullyPaidOnDate": "date?",
        "ExpectedPaymentDate": "date?",
        "PlannedPaymentDate": "date?",
        "BrandingThemeID": "guid?",
        "RepeatingInvoiceID": "guid?",
        "SentToContact": "flag",
        "Url": "text",
    },
    "CreditNotes": {**_CREDIT, "CreditNoteID": "guid", "CreditNoteNumber": "text", "SentToContact": "flag"},
    "Overpayments": {**_CREDIT, "OverpaymentID": "guid"},
    "Prepayments": {**_CREDIT, "PrepaymentID": "guid"},
    "Payments": {
        **_UPDATED,
        "PaymentID": "guid",
        "Date": "date?",
        "Amount": "number",
        "BankAmount": "number?",
        "CurrencyRate": "number?",
        "Reference": "text",
        "Status": "enum",
        "PaymentType": "enum",
        "IsReconciled": "flag",
        "Account.AccountID": "guid?",
        "Account.Code": "text",
        "BatchPaymentID": "guid?",
        "Invoice.InvoiceID": "guid?",
        "Invoice.InvoiceNumber": "text",
        "Invoice.Contact.ContactID": "guid?",
        "Invoice.Contact.Name": "text",
        "CreditNote.CreditNoteID": "guid?",
    },
    "BankTransactions": {
        **_DOCUMENT,
        "BankTransactionID": "guid",
        "IsReconciled": "flag",
        "BankAccount.AccountID": "guid?",
        "BankAccount.Code": "text",
        "Url": "text",
        "OverpaymentID": "guid?",
    },
    "ManualJournals": {
        **_UPDATED,
        "ManualJournalID": "guid",
        "Narration": "text",
        "Date": "date?",
        "Status": "enum",
        "LineAmountTypes": "enum",
        "Url": "text",
    },
    "BatchPayments": {
        **_UPDATED,
        "BatchPaymentID": "guid",
        "Date": "date?",
        "Type": "enum",
        "Status": "enum",
        "Reference": "text",
        "TotalAmount": "number",
        "IsReconciled": "flag",
        "Account.AccountID": "guid?",
    },
    "Items": {
        **_UPDATED,
        "ItemID": "guid",
        "Code": "text",
        "Name": "text",
        "Description": "text",
        "IsSold": "flag",
        "IsPurchased": "flag",
        "IsTrackedAsInventory": "flag",
        "QuantityOnHand": "number?",
    },
    "Accounts": {
        **_UPDATED,
        "AccountID": "guid",
        "Code": "text",
        "Name": "text",
        "Type": "enum",
        "Class": "enum",
        "Status": "enum",
        "SystemAccount": "enum",
        "TaxType": "enum",
        "CurrencyCode": "enum",
        "BankAccountNumber": "text",
        "EnablePaymentsToAccount": "flag",
    },
    "TaxRates": {
        "TaxType": "enum",
        "Name": "text",
        "Status": "enum",
        "EffectiveRate": "number",
        "DisplayTaxRate": "number",
    },
    "Currencies": {"Code": "enum", "Description": "text"},
    "TrackingCategories": {"TrackingCategoryID": "guid", "Name": "text", "Status": "enum"},
}
#: What may be filtered where an organisation has more records than a listing gives.
OPTIMISED = {
    "Contacts": {"Name", "EmailAddress", "AccountNumber"},
    "Invoices": {
        *("Status", "Contact.ContactID", "Contact.Name", "Contact.ContactNumber", "Reference", "InvoiceNumber"),
        *("InvoiceID", "Date", "Type", "AmountDue", "AmountPaid", "DueDate"),
    },
    "Payments": {"PaymentType", "Status", "Date", "Invoice.InvoiceID", "Reference"},
    "CreditNotes": {
        *("Status", "Date", "Reference", "Contact.ContactID", "Contact.Name", "Contact.ContactNumber", "Type"),
    },
}
_LOWER = {
    endpoint: {name.lower(): (name, kind) for name, kind in fields.items()} for endpoint, fields in FIELDS.items()
}


def known(endpoint: str, name: str) -> tuple[str, str] | None:
    """(name as it is written, type), None for a field that there is not."""
    return _LOWER.get(endpoint, {}).get(name.lower())
