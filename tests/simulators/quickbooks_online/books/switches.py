"""Every fact about the books that nobody could verify, as a switch: they can behave either way, and tests run both.

Each field names the section of the facts sheet that leaves the question open.  The default is the position that
hurts a careless client more, unless the sheet leans to the other one.
"""

from dataclasses import dataclass, field, fields


def _switch(default, positions, source, meaning):
    return field(default=default, metadata={"positions": positions, "source": source, "meaning": meaning})


@dataclass(frozen=True)
class Switches:
    # --- bodies ---
    empty_dates: str = _switch(
        "tolerated", ("tolerated", "refused"), "11", "a date of no characters: not there, or 2060"
    )
    line_ex_resent: str = _switch(
        "refused", ("refused", "ignored"), "2.7", "LineEx of a reply sent back: 2010, or not read"
    )
    outside_latin1: str = _switch(
        "refused",
        ("refused", "question_mark", "stored"),
        "2.1, 11",
        "characters outside ISO-8859-1 in a US company: 2040, lost, or kept",
    )
    tax_rate_name_limit: int = _switch(100, (100, 10), "2.2", "longest TaxRateName of a TaxService call")
    payment_reference_limit: int = _switch(21, (21, 100), "2.2, 11", "longest PaymentRefNum of a Payment")
    unit_price_decimals: int = _switch(5, (5, 7), "2.10", "decimals of UnitPrice that are kept")
    # --- updates ---
    undocumented_sparse: str = _switch(
        "full",
        ("full", "sparse", "refused"),
        "2.1, 11",
        "sparse: true where sparse updates are not documented: a full update, honoured, or 2010",
    )
    sparse_null: str = _switch(
        "ignored", ("ignored", "clears"), "2.1", "null in a sparse update: not there, or it empties the field"
    )
    sparse_parts: str = _switch(
        "replaced",
        ("replaced", "merged"),
        "2.1",
        "an address or phone in a sparse update: stands for the whole of it, or only for the fields it names",
    )
    # --- names ---
    renamed_when_inactive: str = _switch(
        "all", ("all", "people", "customers"), "2.4, 11", "whose names get ' (deleted)' behind them"
    )
    name_on_reactivation: str = _switch(
        "kept", ("kept", "restored"), "11", "the name of what is made active again: still '(deleted)', or as before"
    )
    inactive_reference: int = _switch(2500, (2500, 610), "4.6, 6", "a reference to what is inactive")
    merged_record: str = _switch("deleted", ("deleted", "inactive"), "4.1", "what changes tell of the loser of a merge")
    item_accounts: str = _switch(
        "required",
        ("required", "optional"),
        "2.5",
        "both accounts of an item in the UK and Canada: 2020 without, or not",
    )
    # --- side effects ---
    balance_moves_customer: str = _switch(
        "time",
        ("time", "token", "nothing"),
        "4.1, 4.6",
        "a document moves LastUpdatedTime of its customer or vendor, SyncToken too, or neither",
    )
    stock_moves_item: str = _switch(
        "time", ("time", "token", "nothing"), "4.1, 4.6", "the same of a stock-keeping item that was sold"
    )
    # --- documents ---
    number_while_off: str = _switch(
        "ignored",
        ("ignored", "kept", "refused"),
        "2.6, 11",
        "DocNumber sent while the books number by themselves: their own number, the one sent, or 6000",
    )
    number_scope: str = _switch(
        "entity", ("entity", "sales_forms"), "2.6", "among what a number must be unique: its kind, or all sales forms"
    )
    tracking_when_off: str = _switch(
        "ignored", ("ignored", "refused"), "2.3", "a class or location sent while it is switched off: lost, or 6000"
    )
    currency_when_missing: str = _switch(
        "refused",
        ("refused", "customer"),
        "2.11",
        "no CurrencyRef while multicurrency is on: 2020, or the customer's currency",
    )
    terms_of_customer: str = _switch(
        "taken", ("taken", "not_taken"), "2.6", "the terms of an invoice that names none: the customer's, or none"
    )
    transaction_address: str = _switch(
        "reflowed", ("reflowed", "as_sent"), "2.4", "BillAddr of a document: in lines of free text, or as it was sent"
    )
    negative_document: int = _switch(2290, (2290, 6000), "2.6", "a sales form whose total is below zero")
    negative_bill_lines: str = _switch("accepted", ("accepted", "refused"), "2.8, 11", "a bill's line below zero")
    inclusive_amount: str = _switch(
        "net", ("net", "gross"), "2.10", "Amount of a line when tax is inclusive: without tax, or with it"
    )
    override_without_taxable_line: str = _switch(
        "ignored", ("ignored", "kept"), "2.10", "TotalTax on a US document of which no line is taxable"
    )
    override_on_change: str = _switch(
        "lost",
        ("lost", "kept"),
        "2.10 (silent)",
        "automated sales tax: TotalTax that was typed, after another date or address without it",
    )
    # --- money ---
    over_application: str = _switch(
        "refused",
        ("refused", "capped"),
        "2.7",
        "more applied to a document than is open: 6000, or the rest stays unapplied",
    )
    total_below_paid: str = _switch(
        "unapplied",
        ("unapplied", "refused"),
        "2.6",
        "a change that leaves less than was paid: the payment is partly unused again, or 6000",
    )
    owner_of_paid_document: str = _switch(
        "refused",
        ("refused", "released"),
        "2.7",
        "another customer for an invoice on which something was paid: 6000, or the payment falls off",
    )
    payment_receivable: str = _switch(
        "accepted",
        ("accepted", "refused"),
        "2.7 (silent)",
        "a payment that names another receivable account than the document it is linked to: accepted, or 6000",
    )
    account_currency: str = _switch(
        "must_match",
        ("must_match", "any"),
        "2.11",
        "a receivable or payable account of another currency than the transaction: 6000, or accepted",
    )
    deposit_account_currency: str = _switch(
        "must_match",
        ("must_match", "any"),
        "2.11",
        "a payment in another currency than its bank account: 6000, or accepted",
    )

    def __post_init__(self):
        for one in fields(self):
            if getattr(self, one.name) not in one.metadata["positions"]:
                raise ValueError(f"{one.name} is one of {one.metadata['positions']}")
