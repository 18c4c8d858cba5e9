"""Every fact that nobody could verify, as a switch: the simulator can behave either way, and tests run both.

Each field names the section of the facts sheet that leaves the question open.  The default is the
position that hurts a careless client more, unless a real capture speaks for the other one.
"""

from dataclasses import dataclass, field, fields


def _switch(default, positions, source, meaning):
    return field(default=default, metadata={"positions": positions, "source": source, "meaning": meaning})


@dataclass(frozen=True)
class Switches:
    unverified_codes: str = _switch(
        "specific",
        ("specific", "general"),
        "3.6",
        "codes marked [U] (3080, 3150, 3171 ...) or 3210 in their place",
    )
    unsupported_version: str = _switch(
        "0x80040400",
        ("0x80040400", "0x80040423"),
        "3.2",
        "HRESULT of a qbXML version above what QuickBooks knows",
    )
    overlong: str = _switch("3070", ("3070", "parse_error"), "3.1, 3.6", "a string longer than its field")
    edition_field: str = _switch(
        "refused",
        ("refused", "ignored"),
        "3.6 (530)",
        "a field of another country: an error, or saved without it",
    )
    online_element: str = _switch(
        "parse_error", ("parse_error", "530"), "4 intro", "elements that only the Online Edition had"
    )
    outside_cp1252: str = _switch(
        "refused", ("refused", "question_mark"), "3.3, 10", "characters that the file cannot store"
    )
    missing_by_id: int = _switch(3120, (3120, 500), "3.6", "a query by ListID or TxnID that finds nothing")
    missing_by_name: int = _switch(500, (500, 1), "3.6", "a query by FullName or RefNumber that finds nothing")
    ret_count: str = _switch("total", ("total", "page"), "4.12", "retCount of an iterator page: all, or this page")
    continue_filters: str = _switch(
        "must_match",
        ("must_match", "ignored"),
        "4.12",
        "Continue with other filters than Start: 3391, or not read",
    )
    list_order: str = _switch(
        "name",
        ("name", "entered"),
        "4.12 (silent)",
        "the order in which a query returns a list: by full name, or as its entries were made",
    )
    name_range: str = _switch(
        "full_name",
        ("full_name", "name"),
        "4 (NAMEFILTER), silent",
        "what a NameRangeFilter compares of a sub-entry: its full name, or its own",
    )
    message_set_id_limit: int = _switch(23, (23, 24), "3.1", "longest message set ID before 9004")
    kept_message_sets: str = _switch("latest", ("latest", "all"), "6.1", "how many sets are remembered")
    message_set_scope: str = _switch("application", ("application", "file"), "6.1", "whose sets share one memory")
    recovered_answer: str = _switch(
        "full",
        ("full", "error_recovery"),
        "6.1",
        "a recovered answer: whole, or status and ErrorRecovery only",
    )
    unknown_old_set: str = _switch(
        "executes",
        ("executes", "refused"),
        "6.1 (600)",
        "requests behind an unknown oldMessageSetID: run or not",
    )
    interrupted_set: str = _switch(
        "answers_so_far",
        ("answers_so_far", "not_processed", "9002"),
        "6.1",
        "a set whose processing was cut off: its answers so far, the rest as 3231, or no stored response",
    )
    app_lock_clears_sets: bool = _switch(
        False, (False, True), "6.1", "the Web Connector's own AppLock write wipes the remembered sets"
    )
    trim_names: bool = _switch(True, (True, False), "5.1", "blanks around a name are cut off before it is compared")
    quotes_in_names: str = _switch("accepted", ("accepted", "refused"), "5.1", "a double quote in a name")
    comma_names_collide: bool = _switch(False, (False, True), "5.1", "'Smith, Mike' blocks 'Mike Smith'")
    name_on_check: str = _switch("company", ("company", "blank"), "4.9", "NameOnCheck of a vendor added without it")
    item_shape_change: str = _switch(
        "refused", ("refused", "accepted"), "4.9", "SalesOrPurchase item modified by SalesAndPurchaseMod"
    )
    item_without_account: str = _switch("refused", ("refused", "accepted"), "4.9 [P]", "an item without an account")
    tax_references_when_off: str = _switch(
        "3250", ("3250", "ignored"), "5.3", "tax codes and tax items sent while sales tax is switched off"
    )
    tax_item_lines: str = _switch("accepted", ("accepted", "refused"), "5.3", "a single tax item as invoice line")
    amount_rounding: str = _switch(
        "half_up", ("half_up", "half_even"), "5.5", "Quantity x Rate to cents; the tax is always half up"
    )
    discount_sign: str = _switch(
        "negative",
        ("negative", "as_sent"),
        "4.9, 5.5",
        "a positive amount on a discount line is turned round",
    )
    several_receivables: str = _switch(
        "refused", ("refused", "first"), "4.9, 5.4", "ARAccountRef left out with several receivable accounts"
    )
    inactive_reference: str = _switch("refused", ("refused", "accepted"), "5.1", "a reference to an inactive record")
    printed_by_default: bool = _switch(True, (True, False), "4.9", "IsToBePrinted of an invoice that does not say")
    void_marks_memo: bool = _switch(True, (True, False), "4.9", "a voided document's memo begins with 'VOID: '")
    applied_amount: str = _switch(
        "negative", ("negative", "positive"), "4.9", "sign of AppliedAmount once something was paid"
    )
    payment_moves_time: bool = _switch(
        True, (True, False), "3.4", "a payment moves TimeModified and EditSequence of its invoice"
    )
    duplicate_guid: str = _switch(
        "accepted", ("accepted", "refused"), "4.10", "a second record with an ExternalGUID already in use"
    )
    discount_account: str = _switch(
        "required",
        ("required", "default"),
        "4.6 (optional in the tables)",
        "DiscountAmount and DiscountAccountRef of a payment: only together, or the account by itself",
    )
    discount_link: str = _switch(
        "apart",
        ("apart", "together"),
        "4.5 (LINKEDTXN)",
        "a discount among the LinkedTxn of an invoice: a second link with the same payment, or in its amount",
    )
    credit_override: str = _switch(
        "replaces",
        ("replaces", "adds"),
        "4 intro (SETCREDIT)",
        "Override of a SetCredit: in place of what this credit already pays there, or on top of it",
    )
    credits_of_deleted_payment: str = _switch(
        "stay",
        ("stay", "released"),
        "4.9 (TxnDel)",
        "credits that were set in a payment, once it is deleted",
    )
    deposited_payment: str = _switch(
        "refused",
        ("refused", "accepted"),
        "3.6 (3160) [U]",
        "deleting a payment that stands in a deposit",
    )
    reconciled_document: str = _switch(
        "refused",
        ("refused", "accepted"),
        "3.6 (3160) [U]",
        "changing, voiding or deleting what has been reconciled",
    )
    owner_of_paid_document: str = _switch(
        "refused",
        ("refused", "released"),
        "4.9 (InvoiceMod)",
        "another customer for an invoice on which something was paid: no, or the payment falls off",
    )
    payment_of_another: str = _switch(
        "refused",
        ("refused", "accepted"),
        "4.9 (ReceivePaymentAdd) [U]",
        "a payment or credit of one customer for the invoice of another that is no job of it",
    )
    payment_receivable: str = _switch(
        "accepted",
        ("accepted", "refused"),
        "4.9 (silent)",
        "a payment that names another receivable account than the invoice: accepted, or 3210",
    )
    changed_line_order: str = _switch(
        "listed",
        ("listed", "kept"),
        "4.9 (InvoiceMod) [U]",
        "the lines of a changed invoice: in the order of the request, or the old ones where they stood",
    )
    total_below_paid: str = _switch(
        "refused",
        ("refused", "unapplied"),
        "4.9 (InvoiceMod)",
        "a change that leaves less than was paid: no, or the payment is partly unused again",
    )
    negative_total: str = _switch(
        "refused",
        ("refused", "accepted"),
        "3.6 (3180)",
        "an invoice, credit memo or bill whose total is below zero; the screen does not allow it",
    )
    exempt_customer_taxable_line: str = _switch(
        "taxed",
        ("taxed", "exempt"),
        "5.3",
        "a line coded taxable on the document of an exempt customer",
    )
    tax_included_left_out: str = _switch(
        "as_preferred",
        ("as_preferred", "false"),
        "5.3 (IsTaxIncluded, IsUsingAmountsIncludeTax; silent)",
        "Canada, UK: IsTaxIncluded left out where the company prefers amounts that include tax",
    )
    tax_by_code: str = _switch(
        "code",
        ("code", "line"),
        "5.3 (silent for Canada and the UK)",
        "Canada, UK: the tax is rounded once for each code of a document, or on each line",
    )
    address_parts: str = _switch(
        "merged",
        ("merged", "replaced"),
        "4.9 (silent)",
        "the parts that an address in a Mod leaves out: as they were, or gone with the old address",
    )
    account_currency: str = _switch(
        "must_match",
        ("must_match", "any"),
        "5.4 [U]",
        "a receivable or payable account of another currency than the document",
    )
    currency_change: str = _switch(
        "refused",
        ("refused", "accepted"),
        "4.9 [U]",
        "another currency for a customer or vendor that has transactions",
    )
    bill_without_date: str = _switch("refused", ("refused", "last_used"), "4.9 (BillAdd)", "TxnDate left out of a bill")
    journal_balance: str = _switch(
        "required",
        ("required", "ignored"),
        "4.9 (no rule of journal entries in the facts)",
        "debits and credits of a journal entry are the same",
    )
    journal_entity: str = _switch(
        "required",
        ("required", "ignored"),
        "4.9 (no rule of journal entries in the facts)",
        "a receivable line names its customer, a payable line its vendor",
    )
    journal_open_lines: str = _switch(
        "one",
        ("one", "many"),
        "4.9 (no rule of journal entries in the facts)",
        "how many receivable or payable lines a journal entry may have",
    )
    merge_is_listed: bool = _switch(False, (False, True), "4.11 [U]", "a merged list element is among the deleted ones")
    merge_moves_time: bool = _switch(
        False, (False, True), "4.11 [U]", "a merge moves TimeModified of the documents that it moves"
    )
    sale_moves_item_time: bool = _switch(
        False, (False, True), "3.4 [U]", "a sale moves TimeModified of the stock-keeping item"
    )

    def __post_init__(self):
        for one in fields(self):
            if getattr(self, one.name) not in one.metadata["positions"]:
                raise ValueError(f"{one.name} is one of {one.metadata['positions']}")
