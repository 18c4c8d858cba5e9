"""Every fact about the books that nobody could verify, as a switch: they can behave either way, and tests run both.

Each field names the section of the facts sheet that leaves the question open.  The default is the position that
hurts a careless client more, unless the sheet leans to the other one.
"""

from dataclasses import dataclass, field, fields


def _switch(default, positions, source, meaning):
    return field(default=default, metadata={"positions": positions, "source": source, "meaning": meaning})


@dataclass(frozen=True)
class Switches:
    # --- contacts ---
    contact_matching: str = _switch(
        "number_name",
        ("number_name", "name_number", "number_account_name"),
        "2.2, 10",
        "which contact a POST or a document means that has no ContactID: the one with its ContactNumber, else with its"
        " Name; the other way round; or with its AccountNumber in between",
    )
    unique_names: str = _switch(
        "active", ("active", "none"), "2.2", "names are unique among active contacts, or no longer at all"
    )
    name_case: str = _switch(
        "ignored", ("ignored", "matters"), "2.2, 3.5", "whether case and accents make another name of a contact"
    )
    name_spaces: str = _switch(
        "refused", ("refused", "trimmed"), "2.2", "spaces at the ends of a contact's name, or two in a row"
    )
    archived_names: str = _switch(
        "found",
        ("found", "passed_over"),
        "2.2, 10",
        "a document whose contact has only the name of an archived one: refused, or a new contact is made",
    )
    unarchive_by_api: str = _switch(
        "refused", ("refused", "allowed"), "2.2, 10", "ContactStatus ACTIVE sent for an archived contact"
    )
    persons_in_documents: str = _switch(
        "deleted",
        ("deleted", "kept"),
        "2.2",
        "the persons of a contact that a document names with more than its id, but without persons",
    )
    address_fields: str = _switch(
        "emptied",
        ("emptied", "kept"),
        "2.2",
        "the fields that an address or phone leaves out which is sent for its type: emptied, or kept as they are",
    )
    address_country: str = _switch(
        "letters", ("letters", "any"), "2.2 (fields.json)", "Country with other characters than A to Z and spaces"
    )
    number_after_merge: str = _switch(
        "stays",
        ("stays", "moves"),
        "2.2, 8.18",
        "the ContactNumber of a contact that was merged away: still its own, or the survivor's if that had none",
    )
    website_of_people: str = _switch(
        "refused",
        ("refused", "tolerated"),
        "validation_messages.json",
        "any change of a contact by the API whose Website a person typed in without http:// or https://",
    )
    # --- items, settings ---
    item_code_case: str = _switch(
        "matters", ("matters", "ignored"), "2.3, 6", "whether case makes another code of an item"
    )
    several_in_single: str = _switch(
        "refused",
        ("refused", "first_only"),
        "2.1, 3.1",
        "several accounts or tax rates in one request, which takes one: all refused, or only the first is looked at",
    )
    # --- amounts ---
    half_cents: str = _switch("half_up", ("half_up", "half_even"), "2.5, 10", "where half a cent goes")

    yen_decimals: str = _switch(
        "two",
        ("two", "none"),
        "2.5, 10",
        "amounts in currencies without minor units: to the cent like others, or whole",
    )
    derived_price: str = _switch(
        "line_amount_kept",
        ("line_amount_kept", "recomputed"),
        "2.5",
        "LineAmount sent with a quantity, and a price that had to be rounded: it stays, or follows from the price",
    )
    tax_amount_at_no_rate: str = _switch(
        "ignored", ("ignored", "kept"), "2.5", "TaxAmount sent on a line whose rate is 0"
    )
    tax_above_unit_amount: str = _switch(
        "accepted", ("accepted", "refused"), "2.5", "TaxAmount of a line beyond its UnitAmount, as one page says"
    )
    # --- documents ---
    line_errors: str = _switch(
        "line", ("line", "document"), "6", "where the errors of a line hang: on the line, or on its document"
    )
    line_update: str = _switch(
        "replaced",
        ("replaced", "merged"),
        "2.4",
        "a line that is sent with its LineItemID: stands as it is sent, or keeps what it leaves out",
    )
    unknown_line_id: str = _switch(
        "refused", ("refused", "added"), "2.4", "a LineItemID that the document has not: refused, or a new line"
    )
    item_supplies_account: str = _switch("no", ("no", "yes"), "2.3", "whether an ItemCode gives its line the account")
    discount_elsewhere: str = _switch(
        "refused", ("refused", "ignored"), "2.4, 2.6", "a discount on a bill or a credit note"
    )
    submitted_lines: str = _switch(
        "whole", ("whole", "draft"), "2.4", "what lines of a SUBMITTED document need: as AUTHORISED ones, or as drafts"
    )
    negative_total: str = _switch(
        "refused", ("refused", "accepted"), "2.4", "an approved document whose total is below zero"
    )
    zero_total: str = _switch("PAID", ("PAID", "AUTHORISED"), "2.4", "the status of an approved invoice over nothing")
    number_of_voided: str = _switch(
        "taken", ("taken", "free"), "2.4, 10", "whether the number of a voided or deleted document can be used again"
    )
    bill_number_on_post: str = _switch(
        "duplicates",
        ("duplicates", "updates"),
        "2.4, 10",
        "a POST of a bill with a number that another bill has: one more bill, or an edit of that one",
    )
    drafts_in_locked_period: str = _switch(
        "refused", ("refused", "accepted"), "2.9", "a draft dated in a locked period"
    )
    amount_due_of_voided: str = _switch("total", ("total", "zero"), "2.4", "AmountDue of a voided or deleted document")
    # --- money ---
    paying_tells: str = _switch(
        "yes", ("yes", "no"), "5, 10", "whether a payment or an allocation fires the webhook of its documents"
    )
    allocation_date: str = _switch(
        "required", ("required", "optional"), "2.6", "an allocation without a Date, which the service sets itself"
    )
    allocation_in_locked_period: str = _switch(
        "refused", ("refused", "accepted"), "2.9", "an allocation between documents that are both in a locked period"
    )
    foreign_payment_without_rate: str = _switch(
        "refused",
        ("refused", "day_rate"),
        "2.7",
        "a payment from an account of another currency, with neither BankAmount nor CurrencyRate",
    )
    refund_shown_as: str = _switch(
        "Invoice", ("Invoice", "CreditNote"), "2.7", "the field in which a payment shows the credit note it refunds"
    )
    batch_reference: str = _switch(
        "ignored", ("ignored", "kept"), "2.7", "Reference of a batch payment outside New Zealand"
    )
    batch_delete: str = _switch("allowed", ("allowed", "refused"), "2.7", "a batch payment is deleted by POST")
    overpayment_reference: str = _switch(
        "ignored",
        ("ignored", "kept"),
        "2.7",
        "Reference of an overpayment or prepayment, which the field says only SPEND and RECEIVE have",
    )
    overpayment_delete: str = _switch(
        "allowed", ("allowed", "refused"), "2.7", "the bank transaction of an unused overpayment is deleted by POST"
    )

    def __post_init__(self):
        for one in fields(self):
            if getattr(self, one.name) not in one.metadata["positions"]:
                raise ValueError(f"{one.name} is one of {one.metadata['positions']}")
