"""What the books refuse, in the words of the API (facts 6, 3.2; validation_messages.json of the reference).

Three ways of being refused:

* :class:`Invalid` - one element of a request has validation errors; the other elements of the list go on.
* :class:`Fault` - the request as a whole is answered with an HTTP error; nothing of it has happened.
* a warning - the element stands, and the answer says something about it (:meth:`books.call.Call.warn`).
"""

#: Texts that Xero is known to use (validation_messages.json), and our words where none is known (marked "ours").
WORDS = {
    # --- contacts (facts 2.2) ---
    "contact_name_taken": "The contact name {name} is already assigned to another contact."
    " The contact name must be unique across all active contacts.",
    "contact_number_taken": "Another contact has this contact number. Please enter a different contact number.",
    "account_number_taken": "The Account Number already exists. Please enter a different Account Number.",
    "contact_name_empty": "Contact Name cannot be empty.",
    "contact_archived": "The contact with the specified contact details has been archived."
    " The contact must be un-archived before creating new invoices or credit notes",
    "contact_name_characters": "The contact name cannot contain the characters < or >.",  # ours
    "contact_name_spaces": "The contact name cannot have spaces at its ends or two in a row.",  # ours
    "contact_unarchive": "The contact is archived. It must be restored in Xero before it can be active again.",  # ours
    "website": "Website must be valid",
    "email": "Email address must be valid.",
    # --- accounts, taxes, items, currencies on documents (facts 2.1, 2.3) ---
    "account_code": "Account code '{code}' is not a valid code for this document.",
    "account_archived": "Account code '{code}' has been archived, or has been deleted."
    " Each line item must reference a valid account.",
    "account_missing": "Account could not be found.",
    "tax_type": "The TaxType code '{tax}' cannot be used with account code '{code}'.",
    "item_code": "Item code '{code}' is not valid",
    "item_code_empty": "Price List Item Code must be supplied",  # ours
    "item_code_taken": "Price List Item with Code '{code}' already exists",
    "item_stock": "There is not enough stock of item '{code}'.",  # ours
    "currency": "Organisation is not subscribed to currency {code}",
    "unique_name": "Please enter a unique Name.",
    # --- documents (facts 2.4, 2.5, 2.9; those that no source has are ours and marked) ---
    "type_creation": "{word} not of valid type for creation",
    "type_change": "{word} not of valid type for modification",  # ours
    "status_creation": "{word} not of valid status for creation",  # ours
    "status": "Invoice not of valid status for modification",
    "paid_edit": "Invoice not of valid status for modification."
    " This document cannot be edited as it has a payment or credit note allocated to it.",
    "status_with_money": "The status {status} cannot be applied to the invoice"
    " because it has payments or credit notes allocated to it.",
    "invoice_number": "Invoice # must be unique.",
    "note_number": "Credit Note # must be unique.",
    "number_characters": "{field} must contain printable ASCII characters only.",  # ours
    "id_on_create": "{field} cannot be given for what is to be created.",  # ours
    "due_date": "The document DueDate field must be specified.",
    "no_lines": "One or more line items must be specified.",  # ours
    "negative_total": "The document total cannot be negative.",  # ours
    "url": "Url must be an absolute address of http or https.",  # ours
    "url_xero": "Url cannot contain the word Xero.",  # ours
    "plan_limit": "You have reached the limit of invoices you can approve",
    "no_invoicing": "The organisation's plan has no invoices.",  # ours
    "automatic_sales_tax": "Invoices of organisations with automatic sales tax cannot be written by the API.",  # ours
    "period_lock": "The document date cannot be before the period lock date, currently set at {date}",
    "year_end_lock": "The document date cannot be before the end of year lock date, currently set at {date}",
    "sent_to_contact": "Only AUTHORISED invoices may have SentToContact updated.",
    "rounding_range": "RoundingAmount must be between -0.10 and 0.10.",  # ours
    "rounding_totals": "{field} {given} does not match the expected {expected}",  # ours
    # --- lines ---
    "line_id": "The line item with the id {id} is not on this document.",  # ours
    "line_description": "Description must be specified.",  # ours
    "line_amount_missing": "{field} must be specified.",  # ours
    "line_account": "Account code must be specified",
    "line_tax": "The TaxType field is mandatory",
    "line_total": "The line total {given} does not match the expected line total {expected}",
    "line_too_large": "The line amount is larger than 9,999,999,999.99.",  # ours
    "line_quantity": "Quantity is longer than 13 characters.",  # ours
    "discount_unsupported": "Discounts are only supported on sales invoices.",  # ours
    "discount_twice": "Only one of DiscountRate and DiscountAmount can be given.",  # ours
    "discount_rate": "DiscountRate must be between 0 and 100.",  # ours
    "tax_above_unit": "TaxAmount cannot exceed the UnitAmount.",  # ours
    # --- allocations ---
    "note_unknown": "An existing Credit Note with the specified CreditNoteID could not be found",
    "allocation_contact": "The ContactID and the TargetTransaction ContactID do not match",
    "allocation_amount": "Credit Note cannot be allocated as amount is greater than amount outstanding",
    "allocation_paid": "The invoice you are trying to allocate to has already been paid off",
    "allocation_type": "Credit Note cannot be allocated to an incorrect invoice type",
    "allocation_status": "Allocations can only be made between Authorised documents",  # ours
    "allocation_currency": "Allocations can only be made between documents of one currency.",  # ours
    "allocation_positive": "The Amount of an allocation must be greater than zero.",  # ours
    "allocation_date": "The Date of the allocation must be specified.",  # ours
    "allocation_unknown": "The allocation could not be found.",  # ours
    # --- payments ---
    "payment_several": "Payment is applied to more than one document.",
    "payment_none": "Payment is not applied to a document.",  # ours
    "payment_unknown": "The document that the payment is for could not be found.",  # ours
    "payment_date": "Payment date must be specified.",  # ours
    "payment_positive": "Payment amount must be greater than zero.",  # ours
    "payment_status": "Payments can only be made against Authorised documents",
    "payment_exceeds": "Payment amount exceeds the amount outstanding on this document",
    "payment_rate": "BankAmount or CurrencyRate must be given for an account of another currency.",  # ours
    "payment_immutable": "Payments cannot be updated; delete the payment and create another one.",  # ours
    "payment_deleted": "The payment has been deleted already.",  # ours
    "payment_reconciled": "A reconciled payment cannot be changed.",  # ours
    "payment_of_batch": "Payments created as part of a batch cannot be deleted individually.",  # ours
    "batch_empty": "A batch payment needs payments.",  # ours
    "batch_kinds": "All payments of a batch must be for invoices of one type.",  # ours
    "batch_delete": "It is not possible to delete batch payments via the API.",
    "batch_immutable": "Batch payments cannot be updated.",  # ours
    # --- bank transactions ---
    "bank_account": "The bank account could not be found.",  # ours
    "transaction_type": "The transaction type is not supported.",  # ours
    "transaction_immutable": "Only DELETED can be set on this bank transaction.",  # ours
    "transaction_used": "A transaction with allocations or refunds cannot be deleted.",  # ours
    "transaction_reconciled": "A reconciled bank transaction cannot be changed.",  # ours
    # --- manual journals ---
    "narration": "Narration must be specified.",  # ours
    "journal_lines": "A manual journal needs at least two lines.",  # ours
    "journal_balance": "The total debits ({debits}) must equal total credits ({credits})",
    "journal_status": "Manual journal not of valid status for modification",  # ours
    # --- everything ---
    "not_found": "The document with the supplied id was not found for this endpoint.",
}
#: ErrorNumber of the faults that facts 6 tells apart.
VALIDATION, UNPARSABLE, QUERY, NO_DATA = 10, 14, 16, 17
ZERO_ID = "00000000-0000-0000-0000-000000000000"


def words(key: str, **parts) -> str:
    return WORDS[key].format(**parts)


class Message(str):
    """A validation error or a warning: a text, and where in the element it hangs (``""``: on the element itself,
    else like ``Contact``, ``LineItems[0]``, ``Addresses[1]``)."""

    at: str = ""

    def __new__(cls, text: str, at: str = ""):
        made = super().__new__(cls, text)
        made.at = at
        return made


class Invalid(Exception):
    """The validation errors of one element (facts 3.2)."""

    def __init__(self, *messages):
        self.messages = [one if isinstance(one, Message) else Message(one) for one in messages]
        super().__init__("; ".join(messages))


class Fault(Exception):
    """A whole request refused: HTTP status, ErrorNumber (or None), Type, Message and, of a validation, Elements."""

    def __init__(self, status: int, number: int | None, type: str, message: str, elements=()):
        self.status = status
        self.number = number
        self.type = type
        self.message = message
        self.elements = list(elements)
        super().__init__(f"{status} {number} {type}: {message}")


def unparsable(message: str) -> Fault:
    """A date, a number or an enumeration that cannot be read: our bug, and the whole request fails (facts 6)."""
    return Fault(400, UNPARSABLE, "PostDataInvalidException", message)


def no_data() -> Fault:
    return Fault(
        400,
        NO_DATA,
        "NoDataProcessedException",
        "No data has been processed for this endpoint. This endpoint is expecting data to be specified"
        " in the body of the request",
    )


def not_found() -> Fault:
    """404: the id belongs to nothing here (facts 6)."""
    return Fault(404, None, "NotFoundException", "The resource you're looking for cannot be found")


def invalid(message: str) -> Fault:
    """400 with one validation error (facts 6), where the path already is wrong."""
    errors = [{"ValidationErrors": [{"Message": message}]}]
    return Fault(400, VALIDATION, "ValidationException", "A validation exception occurred", errors)


def not_supported(method: str, endpoint: str) -> Fault:
    return Fault(501, None, "NotImplementedException", f"{method} is not supported for {endpoint}")


def result(element: dict, errors=(), warnings=()) -> dict:
    """What became of one element of a write: the element as the API shows it (refused: as it was sent, with the
    all-zero id where it had none), its validation errors, and its warnings."""
    return {"element": element, "errors": list(errors), "warnings": list(warnings)}
