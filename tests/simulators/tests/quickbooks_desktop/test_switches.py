"""Every open question of the facts sheet: both positions are taken, and differ."""

from dataclasses import fields

import pytest

from tests.simulators.quickbooks_desktop import ConnectorKilled, Misbehaviour, QuickBooksError, Switches
from tests.simulators.quickbooks_desktop.rules import payments, purchases
from tests.simulators.quickbooks_desktop.rules.lists import BOTH_SHAPES
from tests.simulators.quickbooks_desktop.rules.recovery import BOTH, CHECK, FIRST, NEW
from tests.simulators.quickbooks_desktop.rules.rule import (
    GUID,
    changed,
    changed_invoice,
    customer,
    doc,
    invoice,
    item,
    line,
    query,
    reference,
    remove,
    vendor,
)

from .talk import ask, codes, message_set, one

PAGE = "<MaxReturned>5</MaxReturned>"


def code(body, setup=None, **more):
    """What is observed: the status of the last request, or the HRESULT."""

    def look(book):
        if setup:
            setup(book)
        try:
            text = body(book) if callable(body) else doc(body, **more)
            return codes(message_set(book, text))[-1]
        except QuickBooksError as error:
            return error.hresult

    return look


def status(*documents):
    def look(book):
        for document in documents:
            answer = message_set(book, document)
        return answer.get("messageSetStatusCode")

    return look


def ret_count(book):
    answer = one(book, query("Customer", PAGE, 'metaData="MetaDataAndResponseData" iterator="Start"'))
    return int(answer.get("retCount")) > 5


def continued(book):
    key = one(book, query("Customer", PAGE, 'iterator="Start"')).get("iteratorID")
    other = query("Customer", PAGE + "<ActiveStatus>All</ActiveStatus>", f'iterator="Continue" iteratorID="{key}"')
    return codes(ask(book, other))[0]


def last_in_list(book):
    book.add_customer("Zebra Crossing")
    book.add_customer("Aardvark Garden")
    return one(book, query("Customer"))[-1].findtext("FullName")


def ranged_job(book):
    """Whether a job of an early name is met in a range that begins behind it."""
    book.add_customer("Zoo")
    book.add_customer("Zoo", ParentRef={"FullName": "Azure Interior"})
    names = one(book, query("Customer", "<NameRangeFilter><FromName>Z</FromName></NameRangeFilter>"))
    return "Azure Interior:Zoo" in [row.findtext("FullName") for row in names]


def remembered_elsewhere(book):
    book.process_request(FIRST)
    book.begin_session("Another program")
    return message_set(book, CHECK).get("messageSetStatusCode")


def recovered(book):
    book.process_request(FIRST)
    return message_set(book, CHECK)[0][0].tag


def chained(book):
    book.process_request(doc(customer("Chained"), BOTH.format("set-2", "set-0")))
    return "Chained" in [row["name"] for row in book.customers()]


def moved_to_austin(book):
    """A block of lines gets a town, and an address of a street another town."""
    block = "".join(f"<Addr{number}>Line {number}</Addr{number}>" for number in range(1, 6))
    one(book, customer("Block", f"<BillAddress>{block}</BillAddress>"))
    one(book, customer("Street", "<BillAddress><Addr1>1 Old St</Addr1><City>Oldtown</City></BillAddress>"))
    austin = "<BillAddress><City>Austin</City></BillAddress>"
    (refused,) = codes(message_set(book, changed("Customer", "Block", austin)(book)))
    message_set(book, changed("Customer", "Street", austin)(book))
    return refused, one(book, query("Customer", "<FullName>Street</FullName>")).findtext("*/BillAddress/Addr1")


def interrupted(book):
    book.misbehaviour = Misbehaviour(die={"set": 1, "request": 1})
    with pytest.raises(ConnectorKilled):
        book.process_request(doc(customer("First") + customer("Second"), NEW.format("set-1")))
    book.begin_session("Odoo - Acme to QuickBooks")
    answer = message_set(book, CHECK)
    return answer.get("messageSetStatusCode"), codes(answer)


def after_app_lock(book):
    book.process_request(FIRST)
    book.set_app_lock("")
    return message_set(book, CHECK).get("messageSetStatusCode")


def stored_name(book):
    return (
        ask(book, customer("&#26481; A"))[0].findtext("*/Name") if book.switches.outside_cp1252 != "refused" else None
    )


def line_amount(more, name="Labor"):
    return lambda book: one(book, invoice(lines=line(more, name))).findtext("*/InvoiceLineRet/Amount")


def discounted(book):
    return one(book, invoice(lines=line() + line("<Amount>1.00</Amount>", "Discount"))).findtext("*/Subtotal")


def printed(book):
    return one(book, invoice()).findtext("*/IsToBePrinted")


def voided(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7", memo="words")
    book.void_invoice("7")
    return book.invoices()[0]["memo"]


def applied(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7")
    book.receive_payment("7")
    return one(book, query("Invoice")).findtext("*/AppliedAmount")


def moved(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="7")
    before = book.invoices()[0]["edit_sequence"]
    book.receive_payment("7")
    return book.invoices()[0]["edit_sequence"] != before


def first_guid(book):
    book.add_customer("First", ExternalGUID=GUID)


def sent_without_tax(book):
    book.set_preferences(sales_tax=False)
    return code(invoice("<ItemSalesTaxRef><FullName>San Tomas</FullName></ItemSalesTaxRef>"))(book)


def second_receivable(book):
    book.add_account("Receivable EUR", "AccountsReceivable")


def desk(book):
    """An invoice of 100.00 and a credit memo of 30.00."""
    book.enter_invoice("Azure Interior", [("Labor", 1, "100.00")], number="7", date="2024-05-06")
    book.enter_credit_memo("Azure Interior", [("Labor", 1, "30.00")], number="C", date="2024-05-06")


def discounted_links(book):
    desk(book)
    book.receive_payment("7", discount="10.00")
    links = one(book, query("Invoice", "<IncludeLinkedTxns>true</IncludeLinkedTxns>")).iterfind("*/LinkedTxn")
    return [link.findtext("Amount") for link in links]


def credited_again(book):
    desk(book)
    book.apply_credit("C", "7", "10.00")
    book._do("InvoiceModRq", {**_own(book), "SetCredit": [{**_credit(book, "5.00"), "Override": True}]})
    return book.invoices()[0]["applied"]


def _own(book):
    row = book._txn("7")
    return {"TxnID": row["txn_id"], "EditSequence": row["edit_sequence"]}


def _credit(book, amount):
    return {"CreditTxnID": book._txn("C", "CreditMemo")["txn_id"], "AppliedAmount": amount}


def without_its_payment(book):
    desk(book)
    part = {"TxnID": book._txn("7")["txn_id"], "PaymentAmount": "70.00", "SetCredit": [_credit(book, "30.00")]}
    values = {"CustomerRef": {"FullName": "Azure Interior"}, "TotalAmount": "70.00", "AppliedToTxnAdd": [part]}
    payment = book._do("ReceivePaymentAddRq", values)
    book.delete("ReceivePayment", payment)
    return book.invoices()[0]["balance"], book.credit_memos()[0]["balance"]


def deposited(book):
    desk(book)
    book.deposit(book.receive_payment("7"))


def reconciled(book):
    desk(book)
    book.reconcile(book.deposit(book.receive_payment("7")))


def other_owner(book):
    desk(book)
    book.receive_payment("7")
    seen = code(changed_invoice("7", reference("CustomerRef", "Kestrel Logistics")))(book)
    return seen, book.payments()[0]["unused"]


def reordered(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "1"), ("Labor", 1, "2")], number="7")

    def turned(ids):
        return "".join(f"<InvoiceLineMod><TxnLineID>{key}</TxnLineID></InvoiceLineMod>" for key in reversed(ids))

    book.process_request(changed_invoice("7", turned)(book))
    return [row["amount"] for row in book.invoices()[0]["lines"]]


def lowered(book):
    desk(book)
    book.receive_payment("7")
    seen = code(
        changed_invoice(
            "7",
            lambda ids: f"<InvoiceLineMod><TxnLineID>{ids[0]}</TxnLineID><Amount>60.00</Amount></InvoiceLineMod>",
        )
    )(book)
    return seen, book.payments()[0]["unused"], book.invoices()[0]["balance"]


def taxed_against_the_customer(book):
    code_tax = reference("SalesTaxCodeRef", "Tax")
    sent = line("<Amount>100.00</Amount>", "Thermostat", code_tax)
    return one(book, invoice(lines=sent, name="Northgate School District")).findtext("*/SalesTaxTotal")


def taxed_by_code(*amounts):
    def look(book):
        code_tax = reference("SalesTaxCodeRef", "Tax")
        sent = "".join(line(f"<Amount>{amount}</Amount>", "Thermostat", code_tax) for amount in amounts)
        ret = one(book, invoice(lines=sent))
        return [ret.findtext(f"*/{name}") for name in ("Subtotal", "SalesTaxTotal")]

    return look


def taxed_as_preferred(book):
    book.set_preferences(amounts_include_tax=True)
    return taxed_by_code("100.00")(book)


def paid_elsewhere(book):
    """A payment on another receivable account than the invoice, and one on the same."""
    payments.desk(book)
    book.add_account("Retainage", "AccountsReceivable")
    heads = [reference("ARAccountRef", name) for name in ("Retainage", "Accounts Receivable")]
    return [code(payments.pay("10.00", money="10.00", head=head))(book) for head in heads]


def in_euro(book):
    book.set_preferences(multicurrency=True)
    book.add_customer("Euro Ltd", CurrencyRef={"FullName": "Euro"})
    return code(invoice(reference("ARAccountRef", "Accounts Receivable"), name="Euro Ltd"))(book)


def new_currency(book):
    book.set_preferences(multicurrency=True)
    book.enter_invoice("Azure Interior", [("Labor", 1, "10.00")], number="7")
    return code(changed("Customer", "Azure Interior", reference("CurrencyRef", "Euro")))(book)


def merged(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10.00")], number="7")
    book.merge("Customer", "Azure Interior", "Kestrel Logistics")


def listed_after_merge(book):
    merged(book)
    answer = ask(book, query("ListDeleted", "<ListDelType>Customer</ListDelType>"))[0]
    return [each.findtext("FullName") for each in answer]


def moved_by_merge(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10.00")], number="7")
    before = book.invoices()[0]["edit_sequence"]
    book.merge("Customer", "Azure Interior", "Kestrel Logistics")
    return book.invoices()[0]["edit_sequence"] != before


def stock_moved(book):
    book.set_preferences(inventory=True)
    add_stock(book)
    before = [row["edit_sequence"] for row in book.items() if row["name"] == "Valve"]
    book.enter_invoice("Azure Interior", [("Valve", 2, "10.00")])
    return [row["edit_sequence"] for row in book.items() if row["name"] == "Valve"] != before


def add_stock(book, name="Valve", quantity="10"):
    accounts = {
        element: {"FullName": account}
        for element, account in (
            ("IncomeAccountRef", "Parts Sold"),
            ("COGSAccountRef", "Cost of Goods Sold"),
            ("AssetAccountRef", "Inventory Asset"),
        )
    }
    book._do("ItemInventoryAddRq", {"Name": name, "QuantityOnHand": quantity, **accounts})


TAX_LINE = invoice(lines=line("", "San Tomas"))
SECOND = doc(customer("Second"), NEW.format("set-2"))
#: switch -> (what to look at, what is seen in each position)
POSITIONS = {
    "unverified_codes": (code(customer("A:B")), {"specific": 3090, "general": 3210}),
    "unsupported_version": (
        code("", version="16.0"),
        {"0x80040400": "0x80040400", "0x80040423": "0x80040423"},
    ),
    "overlong": (code(customer("A" * 42)), {"3070": 3070, "parse_error": "0x80040400"}),
    "edition_field": (code(invoice("<IsTaxIncluded>true</IsTaxIncluded>")), {"refused": 530, "ignored": 530}),
    "online_element": (code(customer(more="<Pager>1</Pager>")), {"parse_error": "0x80040400", "530": 530}),
    "outside_cp1252": (stored_name, {"refused": None, "question_mark": "? A"}),
    "missing_by_id": (code(query("Customer", "<ListID>8000FFFF-1</ListID>")), {3120: 3120, 500: 500}),
    "missing_by_name": (code(query("Customer", "<FullName>Nobody</FullName>")), {500: 500, 1: 1}),
    "ret_count": (ret_count, {"total": True, "page": False}),
    "continue_filters": (continued, {"must_match": 3391, "ignored": 0}),
    "list_order": (last_in_list, {"name": "Zebra Crossing", "entered": "Aardvark Garden"}),
    "name_range": (ranged_job, {"full_name": False, "name": True}),
    "message_set_id_limit": (status(doc(customer(), NEW.format("x" * 24))), {23: "9004", 24: "0"}),
    "kept_message_sets": (status(FIRST, SECOND, CHECK), {"latest": "600", "all": "0"}),
    "message_set_scope": (remembered_elsewhere, {"application": "600", "file": "0"}),
    "recovered_answer": (recovered, {"full": "CustomerRet", "error_recovery": "ErrorRecovery"}),
    "unknown_old_set": (chained, {"executes": True, "refused": False}),
    "interrupted_set": (
        interrupted,
        {"answers_so_far": ("0", [0]), "not_processed": ("0", [0, 3231]), "9002": ("9002", [])},
    ),
    "app_lock_clears_sets": (after_app_lock, {False: "0", True: "600"}),
    "trim_names": (code(customer(" Azure Interior ")), {True: 3100, False: 0}),
    "quotes_in_names": (code(customer("A &quot;B&quot;")), {"accepted": 0, "refused": 3090}),
    "comma_names_collide": (code(customer("Interior, Azure")), {False: 0, True: 3100}),
    "name_on_check": (
        lambda book: one(book, vendor("V")).findtext("*/NameOnCheck"),
        {"company": "V", "blank": None},
    ),
    "item_shape_change": (
        code(changed("ItemService", "Labor", BOTH_SHAPES)),
        {"refused": 3210, "accepted": 0},
    ),
    "item_without_account": (code(item(account="")), {"refused": 3150, "accepted": 0}),
    "tax_references_when_off": (sent_without_tax, {"3250": 3250, "ignored": 0}),
    "tax_item_lines": (code(TAX_LINE), {"accepted": 0, "refused": 3210}),
    "amount_rounding": (
        line_amount("<Quantity>1</Quantity><Rate>0.125</Rate>"),
        {"half_up": "0.13", "half_even": "0.12"},
    ),
    "discount_sign": (discounted, {"negative": "9.00", "as_sent": "11.00"}),
    "several_receivables": (code(invoice(), second_receivable), {"refused": 3150, "first": 0}),
    "inactive_reference": (code(invoice(name="Riverbend Clinic")), {"refused": 3140, "accepted": 0}),
    "printed_by_default": (printed, {True: "true", False: "false"}),
    "void_marks_memo": (voided, {True: "VOID: words", False: "words"}),
    "applied_amount": (applied, {"negative": "-10.00", "positive": "10.00"}),
    "payment_moves_time": (moved, {True: True, False: False}),
    "duplicate_guid": (
        code(customer("Other", f"<ExternalGUID>{GUID}</ExternalGUID>"), first_guid),
        {"accepted": 0, "refused": 3210},
    ),
    "discount_account": (
        code(payments.pay("90.00", money="90.00", tail=payments.discount(account="")), payments.desk),
        {"required": 3150, "default": 0},
    ),
    "discount_link": (discounted_links, {"apart": ["-90.00", "-10.00"], "together": ["-100.00"]}),
    "credit_override": (credited_again, {"replaces": 5, "adds": 15}),
    "credits_of_deleted_payment": (without_its_payment, {"stay": (70, 0), "released": (100, 30)}),
    "deposited_payment": (code(remove("ReceivePayment"), deposited), {"refused": 3160, "accepted": 0}),
    "reconciled_document": (code(remove("Deposit"), reconciled), {"refused": 3160, "accepted": 0}),
    "owner_of_paid_document": (other_owner, {"refused": (3210, 0), "released": (0, 100)}),
    "payment_of_another": (
        code(payments.pay("0.00", set_credit=payments.credit("C-2")), payments.desk),
        {"refused": 3210, "accepted": 0},
    ),
    "changed_line_order": (reordered, {"listed": [2, 1], "kept": [1, 2]}),
    "total_below_paid": (lowered, {"refused": (3210, 0, 0), "unapplied": (0, 40, 0)}),
    "negative_total": (code(invoice(lines=payments.MINUS)), {"refused": 3180, "accepted": 0}),
    "tax_included_left_out": (taxed_as_preferred, {"as_preferred": ["92.38", "7.62"], "false": ["100.00", "8.25"]}),
    "tax_by_code": (taxed_by_code("1.07", "1.07", "1.07"), {"code": ["3.21", "0.26"], "line": ["3.21", "0.27"]}),
    "exempt_customer_taxable_line": (taxed_against_the_customer, {"taxed": "8.25", "exempt": "0.00"}),
    "address_parts": (moved_to_austin, {"merged": (3205, "1 Old St"), "replaced": (0, None)}),
    "payment_receivable": (paid_elsewhere, {"accepted": [0, 0], "refused": [3210, 0]}),
    "account_currency": (in_euro, {"must_match": 3210, "any": 0}),
    "currency_change": (new_currency, {"refused": 3210, "accepted": 0}),
    "bill_without_date": (code(lambda book: purchases.bill(date="")), {"refused": 3150, "last_used": 0}),
    "journal_balance": (
        code(lambda book: purchases.journal(purchases.FUEL)),
        {"required": 3180, "ignored": 0},
    ),
    "journal_entity": (
        code(lambda book: purchases.journal(purchases.side(True, account="Accounts Receivable"), purchases.BANK)),
        {"required": 3210, "ignored": 0},
    ),
    "journal_open_lines": (
        code(
            lambda book: purchases.journal(
                purchases.ASKED,
                purchases.side(False, account="Accounts Payable", entity="Wood Corner"),
            )
        ),
        {"one": 3180, "many": 0},
    ),
    "merge_is_listed": (listed_after_merge, {False: [], True: ["Azure Interior"]}),
    "merge_moves_time": (moved_by_merge, {False: False, True: True}),
    "sale_moves_item_time": (stock_moved, {False: False, True: True}),
}


# What only the editions of other countries can show.
ABROAD = {"tax_included_left_out": "CA", "tax_by_code": "UK"}


@pytest.mark.parametrize(
    "name, position, seen",
    [(name, position, seen) for name, (_look, seens) in POSITIONS.items() for position, seen in seens.items()],
)
def test_a_position_shows(open_book, name, position, seen):
    options = {"country": ABROAD[name]} if name in ABROAD else {}
    assert POSITIONS[name][0](open_book(switches={name: position}, **options)) == seen


def test_every_switch_is_tested_in_every_position():
    assert {one.name: set(one.metadata["positions"]) for one in fields(Switches)} == {
        name: set(seens) for name, (_look, seens) in POSITIONS.items()
    }


def test_a_field_of_another_country_is_saved_without_or_not_at_all(open_book):
    for position, count in (("refused", 0), ("ignored", 1)):
        book = open_book(switches={"edition_field": position})
        answer = one(book, invoice("<IsTaxIncluded>true</IsTaxIncluded>"), code=530)
        assert len(book.invoices()) == count
        assert answer.get("statusSeverity") == ("Warn" if count else "Error")


def test_a_character_that_cannot_be_stored_rejects_the_document(book):
    with pytest.raises(QuickBooksError):
        ask(book, customer("&#26481;"))


def test_a_position_that_does_not_exist():
    with pytest.raises(ValueError):
        Switches(overlong="sometimes")


def test_every_switch_names_its_source():
    assert all(one.metadata["source"][0].isdigit() and one.metadata["meaning"] for one in fields(Switches))
