"""What a create, an update, a delete and a void do, by entity.

A handler is a module (or an object) with functions of these names; each gets the company, the entity, the writable
fields of the body and, but for a create, the stored object.  It stores what comes of it and returns it.
"""

from . import (
    bills,
    company_info,
    deposits,
    files,
    invoices,
    items,
    journal,
    payments,
    people,
    small_lists,
    tax_service,
)

HANDLERS = {
    "CompanyInfo": company_info,
    "Preferences": company_info,
    "Account": small_lists,
    "Term": small_lists,
    "PaymentMethod": small_lists,
    "Class": small_lists,
    "Department": small_lists,
    "TaxAgency": small_lists,
    "CompanyCurrency": small_lists,
    "ExchangeRate": company_info,
    "TaxRate": tax_service,
    "TaxCode": tax_service,
    "TaxService": tax_service,
    "Customer": people,
    "Vendor": people,
    "Employee": people,
    "Item": items,
    "Invoice": invoices,
    "CreditMemo": invoices,
    "RefundReceipt": invoices,
    "Payment": payments,
    "Bill": bills,
    "VendorCredit": bills,
    "JournalEntry": journal,
    "Deposit": deposits,
    "Attachable": files,
}
