"""Invoices, credit memos, payments: amounts, taxes, terms, numbers, changes, voids (facts 4.5, 4.6, 4.8,
4.9, 5.2 to 5.5).
"""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_desktop.rules.rule import (
    GUID,
    changed_invoice,
    customer,
    invoice,
    line,
    query,
    rq,
)

from .talk import amount, ask, codes, message_set, one


def made(book, *args, code=0, **kwargs):
    return one(book, invoice(*args, **kwargs), code=code).find("InvoiceRet")


def priced(book, more, name="Labor", code=0):
    return made(book, lines=line(more, name), code=code).find("InvoiceLineRet")


def texts(element, *names):
    return tuple(element.findtext(name) for name in names)


# --- amounts ---


@pytest.mark.parametrize(
    "sent, shown",
    [
        ("<Quantity>3</Quantity><Rate>9.995</Rate>", ("3", "9.995", "29.99")),
        ("<Quantity>3</Quantity><Rate>0.335</Rate>", ("3", "0.335", "1.01")),
        ("<Quantity>3</Quantity><Amount>100.00</Amount>", ("3", "33.33333", "100.00")),
        ("<Quantity>2</Quantity>", ("2", "95.00", "190.00")),
        ("<Amount>12.34</Amount>", (None, "12.34", "12.34")),
        ("<Rate>7.5</Rate>", (None, "7.50", "7.50")),
        ("", (None, "95.00", "95.00")),
    ],
)
def test_what_is_missing_on_a_line_is_computed(book, sent, shown):
    assert texts(priced(book, sent), "Quantity", "Rate", "Amount") == shown


def test_a_line_may_be_below_zero_where_the_invoice_is_not(book):
    lines = made(book, lines=line("<Amount>95.00</Amount>") + line("<Quantity>-1</Quantity>")).findall("InvoiceLineRet")
    assert texts(lines[1], "Quantity", "Rate", "Amount") == ("-1", "95.00", "-95.00")


def test_rate_beside_amount_is_a_warning_and_the_invoice_is_saved(book):
    answer = one(book, invoice(lines=line("<Quantity>2</Quantity><Rate>9.00</Rate><Amount>10.00</Amount>")), code=530)
    assert answer.get("statusSeverity") == "Warn"
    assert texts(answer.find("InvoiceRet/InvoiceLineRet"), "Rate", "Amount") == ("5.00", "10.00")
    assert len(book.invoices()) == 1


def test_a_line_of_words_has_no_amount_and_no_tax_code(book):
    words = made(book, lines="<InvoiceLineAdd><Desc>Thank you</Desc></InvoiceLineAdd>").find("InvoiceLineRet")
    assert [child.tag for child in words] == ["TxnLineID", "Desc"]


def test_a_discount_applies_to_the_line_above(book):
    ret = made(book, lines=line("<Amount>200.00</Amount>", "Thermostat") + line("", "Discount"))
    discount = ret.findall("InvoiceLineRet")[1]
    assert texts(discount, "RatePercent", "Amount") == ("-10", "-20.00")
    assert amount(ret, "Subtotal") == 180 and amount(ret, "SalesTaxTotal") == Decimal("14.85")


# --- tax ---


def test_the_tax_is_computed_once_from_the_taxable_lines(book):
    lines = line("<Amount>0.30</Amount>", "Thermostat") * 3 + line("<Amount>50.00</Amount>")
    ret = made(book, lines=lines)
    assert amount(ret, "Subtotal") == Decimal("50.90")
    assert amount(ret, "SalesTaxTotal") == Decimal("0.07"), "8.25 % of 0.90, not three times 8.25 % of 0.30"
    assert ret.findtext("SalesTaxPercentage") == "8.25"
    assert amount(ret, "BalanceRemaining") == Decimal("50.97")


def test_the_tax_is_rounded_half_up(book):
    assert amount(made(book, lines=line("<Amount>2.00</Amount>", "Thermostat")), "SalesTaxTotal") == Decimal("0.17")


def test_without_a_tax_item_the_customers_and_then_the_companys_is_taken(book):
    book.add_customer("Plain")
    book.change("Customer", "Azure Interior", ItemSalesTaxRef={"FullName": "Out of state"})
    assert made(book).findtext("ItemSalesTaxRef/FullName") == "Out of state"
    assert made(book, name="Plain").findtext("ItemSalesTaxRef/FullName") == "San Tomas", "nobody asked for this tax"
    head = "<ItemSalesTaxRef><FullName>Out of state</FullName></ItemSalesTaxRef>"
    assert amount(made(book, head, line("<Amount>100.00</Amount>", "Thermostat"), "Plain"), "SalesTaxTotal") == 0


def test_the_code_of_a_line_comes_from_line_customer_item(book):
    sent = line("<Amount>10.00</Amount>", "Thermostat", "<SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef>")
    ret = made(book, lines=sent + line("<Amount>10.00</Amount>", "Thermostat") + line())
    assert [one.findtext("SalesTaxCodeRef/FullName") for one in ret.iterfind("InvoiceLineRet")] == [
        "Non",
        "Tax",
        "Non",
    ]
    exempt = made(book, lines=line("<Amount>10.00</Amount>", "Thermostat"), name="Northgate School District")
    assert exempt.findtext("InvoiceLineRet/SalesTaxCodeRef/FullName") == "Non"


def test_without_sales_tax_lines_are_non_and_preferences_are_silent(open_book):
    book = open_book(sales_tax=False)
    ret = made(book, lines=line("<Amount>10.00</Amount>", "Thermostat"))
    assert ret.findtext("InvoiceLineRet/SalesTaxCodeRef/FullName") == "Non"
    assert amount(ret, "SalesTaxTotal") == 0 and ret.find("ItemSalesTaxRef") is None
    assert one(book, query("Preferences")).find("*/SalesTaxPreferences") is None


def test_a_tax_item_as_a_line_is_part_of_the_subtotal(book):
    sent = line("<Amount>100.00</Amount>", "Thermostat", "<SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef>")
    ret = made(book, lines=sent + line("<Amount>8.26</Amount>", "San Tomas"))
    assert (amount(ret, "Subtotal"), amount(ret, "SalesTaxTotal")) == (Decimal("108.26"), 0)


def test_a_group_of_taxes_adds_its_rates(book):
    agency = "<TaxVendorRef><FullName>State Tax Agency</FullName></TaxVendorRef>"
    county = rq("ItemSalesTaxAdd", f"<Name>County</Name><TaxRate>1.125</TaxRate>{agency}")
    members = "".join(
        f"<ItemSalesTaxRef><FullName>{name}</FullName></ItemSalesTaxRef>" for name in ("San Tomas", "County")
    )
    group = rq("ItemSalesTaxGroupAdd", f"<Name>Both</Name>{members}")
    assert codes(ask(book, county + group)) == [0, 0]
    head = "<ItemSalesTaxRef><FullName>Both</FullName></ItemSalesTaxRef>"
    ret = made(book, head, line("<Amount>100.00</Amount>", "Thermostat"))
    assert (ret.findtext("SalesTaxPercentage"), amount(ret, "SalesTaxTotal")) == ("9.375", Decimal("9.38"))


def test_in_canada_the_code_of_a_line_decides(open_book):
    book = open_book(country="CA")
    ret = made(book, lines=line("<Amount>100.00</Amount>", "Thermostat") + line())
    assert amount(ret, "SalesTaxTotal") == Decimal("8.25")
    one(book, invoice("<IsTaxIncluded>false</IsTaxIncluded>"))


# --- heads ---


def test_terms_make_the_due_date(book):
    def due(head, name="Azure Interior"):
        return made(book, f"<TxnDate>2024-05-21</TxnDate>{head}", name=name).findtext("DueDate")

    terms = "<TermsRef><FullName>{}</FullName></TermsRef>"
    assert due("") == "2024-06-20" and due(terms.format("Net 15")) == "2024-06-05"
    assert due(terms.format("25th of the month")) == "2024-06-25", "less than five days before the 25th"
    assert due("<DueDate>2024-09-01</DueDate>") == "2024-09-01"
    book.add_customer("No terms")
    assert due("", "No terms") == "2024-05-21"


def test_a_date_left_out_is_the_date_last_used(book):
    assert made(book).findtext("TxnDate") == "2024-07-10"
    made(book, "<TxnDate>2023-01-31</TxnDate>")
    assert made(book).findtext("TxnDate") == "2023-01-31", "not today"


def test_numbers_left_out_empty_and_doubled(book):
    number = "<RefNumber>{}</RefNumber>"
    assert made(book).findtext("RefNumber") == "1"
    assert made(book, number.format("INV/0099")).findtext("RefNumber") == "INV/0099"
    assert made(book).findtext("RefNumber") == "INV/0100"
    assert made(book, "<RefNumber></RefNumber>").find("RefNumber") is None
    assert made(book, number.format("INV/0099")) is not None
    found = one(book, query("Invoice", "<RefNumberCaseSensitive>INV/0099</RefNumberCaseSensitive>"))
    assert len(found) == 2
    one(book, query("Invoice", "<RefNumberCaseSensitive>inv/0099</RefNumberCaseSensitive>"), code=500)
    assert len(one(book, query("Invoice", "<RefNumber>inv/0099</RefNumber>"))) == 2


def test_what_an_invoice_keeps(book):
    head = (
        "<PONumber>PO-7</PONumber><Memo>odoo:account.move,1041</Memo><Other>trace</Other>"
        f"<ExternalGUID>{GUID}</ExternalGUID>"
    )
    ret = made(book, head)
    assert texts(ret, "PONumber", "Memo", "Other", "ExternalGUID") == (
        "PO-7",
        "odoo:account.move,1041",
        "trace",
        GUID,
    )
    assert texts(ret, "AppliedAmount", "IsPaid", "IsPending") == ("0.00", "false", "false")
    assert ret.findtext("BillAddress/Addr1") == "Azure Interior" and ret.findtext("TemplateRef/FullName")
    assert ret.findtext("ARAccountRef/FullName") == "Accounts Receivable"


def test_a_query_shows_lines_and_payments_only_when_asked(book):
    made(book, "<RefNumber>7</RefNumber>")
    book.receive_payment("7", "4.00")
    plain = one(book, query("Invoice")).find("InvoiceRet")
    assert plain.find("InvoiceLineRet") is None and plain.find("LinkedTxn") is None
    both = "<IncludeLineItems>true</IncludeLineItems><IncludeLinkedTxns>true</IncludeLinkedTxns>"
    full = one(book, query("Invoice", both)).find("InvoiceRet")
    assert texts(full.find("LinkedTxn"), "TxnType", "Amount") == ("ReceivePayment", "-4.00")
    assert (
        texts(full, "AppliedAmount", "BalanceRemaining") == ("-4.00", "6.00")
        and full.find("InvoiceLineRet") is not None
    )


def test_filters_of_transactions(book, clock):
    book.enter_invoice("Azure Interior", [("Labor", 1, "10")], number="A-1", date="2024-01-10")
    clock.move(hours=1)
    book.enter_invoice(
        "Lakeside Property Management:Boiler room", [("Labor", 1, "10")], number="B-1", date="2024-02-10"
    )
    book.receive_payment("A-1")

    def found(body):
        answer = ask(book, query("Invoice", body))[0]
        return [element.findtext("RefNumber") for element in answer]

    span = "<FromTxnDate>2024-02-01</FromTxnDate><ToTxnDate>2024-02-28</ToTxnDate>"
    assert found(f"<TxnDateRangeFilter>{span}</TxnDateRangeFilter>") == ["B-1"]
    top = "<EntityFilter><FullName{0}>Lakeside Property Management</FullName{0}></EntityFilter>"
    assert found(top.format("")) == [] and found(top.format("WithChildren")) == ["B-1"]
    assert found(
        "<RefNumberFilter><MatchCriterion>StartsWith</MatchCriterion><RefNumber>a</RefNumber></RefNumberFilter>"
    ) == ["A-1"]
    assert found("<RefNumberRangeFilter><FromRefNumber>b</FromRefNumber></RefNumberRangeFilter>") == ["B-1"]
    assert found("<PaidStatus>PaidOnly</PaidStatus>") == ["A-1"] and found("<PaidStatus>NotPaidOnly</PaidStatus>") == [
        "B-1"
    ]
    modified = "<ModifiedDateRangeFilter><ToModifiedDate>2024-07-10T09:30:00</ToModifiedDate></ModifiedDateRangeFilter>"
    assert found(modified) == [], "the payment moved the invoice"
    assert found("<TxnDateRangeFilter><DateMacro>ThisMonth</DateMacro></TxnDateRangeFilter>") == []
    account = "<AccountFilter><FullName>Accounts Receivable</FullName></AccountFilter>"
    assert found(account) == ["A-1", "B-1"]


def test_several_currencies(open_book):
    book = open_book(multicurrency=True)
    euro = one(book, customer("Euro Ltd", "<CurrencyRef><FullName>Euro</FullName></CurrencyRef>")).find("CustomerRet")
    assert euro.findtext("CurrencyRef/FullName") == "Euro"
    book.add_account("Receivable EUR", "AccountsReceivable", CurrencyRef={"FullName": "Euro"})
    account = "<ARAccountRef><FullName>{}</FullName></ARAccountRef>"
    ret = made(book, account.format("Receivable EUR") + "<ExchangeRate>1.1</ExchangeRate>", name="Euro Ltd")
    assert texts(ret, "CurrencyRef/FullName", "ExchangeRate", "BalanceRemainingInHomeCurrency") == (
        "Euro",
        "1.1",
        "11.00",
    )
    home = made(book, account.format("Accounts Receivable"))
    assert texts(home, "CurrencyRef/FullName", "ExchangeRate") == ("US Dollar", "1")
    listed = made(book, account.format("Receivable EUR"), name="Euro Ltd")
    assert listed.findtext("ExchangeRate") == "1.08", "left out: the rate of the list"
    codes_known = [element.findtext("CurrencyCode") for element in one(book, query("Currency"))]
    assert sorted(codes_known) == ["CAD", "EUR", "GBP", "USD"]


# --- changes ---


@pytest.fixture
def three_lines(book):
    made(book, "<RefNumber>7</RefNumber><Memo>old</Memo>", line("<Quantity>1</Quantity><Rate>10</Rate>") * 3)
    return book


def changed(book, body):
    return message_set(book, changed_invoice("7", body)(book))[0].find("InvoiceRet")


def test_a_mod_without_lines_keeps_them(three_lines):
    ret = changed(three_lines, "<Memo>new</Memo>")
    assert ret.findtext("Memo") == "new" and len(ret.findall("InvoiceLineRet")) == 3
    assert changed(three_lines, "<Memo></Memo>").find("Memo") is None


def test_lines_that_are_not_listed_vanish_and_the_order_is_the_listed_one(three_lines):
    def body(ids):
        keep = "".join(f"<InvoiceLineMod><TxnLineID>{key}</TxnLineID></InvoiceLineMod>" for key in (ids[2], ids[0]))
        new = "<ItemRef><FullName>Trip charge</FullName></ItemRef><Quantity>1</Quantity>"
        body.ids = ids
        return keep + f"<InvoiceLineMod><TxnLineID>-1</TxnLineID>{new}</InvoiceLineMod>"

    lines = changed(three_lines, body).findall("InvoiceLineRet")
    assert [element.findtext("TxnLineID") for element in lines[:2]] == [body.ids[2], body.ids[0]]
    assert lines[2].findtext("TxnLineID") not in (*body.ids, "-1") and len(lines) == 3


def test_a_changed_line_is_computed_anew(three_lines):
    def quantity(ids):
        return f"<InvoiceLineMod><TxnLineID>{ids[0]}</TxnLineID><Quantity>4</Quantity></InvoiceLineMod>"

    ret = changed(three_lines, quantity)
    assert texts(ret.find("InvoiceLineRet"), "Rate", "Amount") == ("10.00", "40.00")
    assert amount(ret, "Subtotal") == 40

    def total(ids):
        return f"<InvoiceLineMod><TxnLineID>{ids[0]}</TxnLineID><Amount>30.00</Amount></InvoiceLineMod>"

    assert texts(changed(three_lines, total).find("InvoiceLineRet"), "Quantity", "Rate", "Amount") == (
        "4",
        "7.50",
        "30.00",
    )


def test_a_line_keeps_its_amount_when_only_words_change(three_lines):
    def words(ids):
        return f"<InvoiceLineMod><TxnLineID>{ids[0]}</TxnLineID><Desc>other</Desc></InvoiceLineMod>"

    assert texts(changed(three_lines, words).find("InvoiceLineRet"), "Desc", "Rate", "Amount") == (
        "other",
        "10.00",
        "10.00",
    )


def test_a_void_leaves_the_invoice_with_nothing_in_it(three_lines):
    txn_id = three_lines.invoices()[0]["txn_id"]
    answer = one(three_lines, f"<TxnVoidRq><TxnVoidType>Invoice</TxnVoidType><TxnID>{txn_id}</TxnID></TxnVoidRq>")
    assert texts(answer, "TxnVoidType", "TxnID", "RefNumber") == ("Invoice", txn_id, "7")
    (left,) = three_lines.invoices()
    assert left["is_void"] and left["total"] == 0 and all(one["amount"] == 0 for one in left["lines"])
    assert left["memo"] == "VOID: old"


def test_a_deletion_is_remembered(three_lines):
    txn_id = three_lines.invoices()[0]["txn_id"]
    one(three_lines, f"<TxnDelRq><TxnDelType>Invoice</TxnDelType><TxnID>{txn_id}</TxnID></TxnDelRq>")
    assert three_lines.invoices() == []
    gone = one(three_lines, query("TxnDeleted", "<TxnDelType>Invoice</TxnDelType>")).find("TxnDeletedRet")
    assert texts(gone, "TxnID", "RefNumber") == (txn_id, "7")


# --- payments and credit memos ---


def test_a_payment_moves_the_balance_and_a_void_undoes_it(book):
    book.enter_invoice("Azure Interior", [("Labor", 1, "100.00")], number="7")
    book.receive_payment("7", "40.00")
    assert book.invoices()[0]["balance"] == 60
    assert [row["balance"] for row in book.customers() if row["name"] == "Azure Interior"] == [60]
    book.receive_payment("7")
    assert one(book, query("Invoice")).findtext("*/IsPaid") == "true"
    book.void_invoice("7")
    assert [payment["unused"] for payment in book.payments()] == [40, 60]


def test_an_automatic_payment_takes_the_exact_invoice_else_the_oldest(book):
    for number, date, price in (
        ("1", "2024-01-01", "10"),
        ("2", "2024-02-01", "20"),
        ("3", "2024-03-01", "30"),
    ):
        book.enter_invoice("Azure Interior", [("Labor", 1, price)], number=number, date=date)
    pay = (
        "<CustomerRef><FullName>Azure Interior</FullName></CustomerRef><TotalAmount>{}</TotalAmount>"
        "<IsAutoApply>true</IsAutoApply>"
    )
    ret = one(book, rq("ReceivePaymentAdd", pay.format("20.00"))).find("ReceivePaymentRet")
    assert ret.findtext("AppliedToTxnRet/RefNumber") == "2" and amount(ret, "UnusedPayment") == 0
    assert ret.findtext("DepositToAccountRef/FullName") == "Undeposited Funds"
    one(book, rq("ReceivePaymentAdd", pay.format("25.00")))
    assert [document["balance"] for document in book.invoices()] == [0, 0, 15]


def test_a_macro_names_an_invoice_of_the_same_set(book):
    add = invoice(lines=line()).replace("<InvoiceAdd>", '<InvoiceAdd defMacro="TxnID:INV1">')
    pay = rq(
        "ReceivePaymentAdd",
        "<CustomerRef><FullName>Azure Interior</FullName></CustomerRef><TotalAmount>10.00</TotalAmount>"
        '<AppliedToTxnAdd><TxnID useMacro="TxnID:INV1"/><PaymentAmount>10.00</PaymentAmount>'
        "</AppliedToTxnAdd>",
    )
    assert codes(ask(book, add + pay, 'onError="stopOnError"')) == [0, 0]
    assert book.invoices()[0]["balance"] == 0


def test_a_credit_memo_lowers_what_the_customer_owes(book):
    lines = line("<Amount>25.00</Amount>").replace("InvoiceLineAdd", "CreditMemoLineAdd")
    body = f"<CustomerRef><FullName>Azure Interior</FullName></CustomerRef><RefNumber>RINV/7</RefNumber>{lines}"
    ret = one(book, rq("CreditMemoAdd", body)).find("CreditMemoRet")
    assert texts(ret, "TotalAmount", "CreditRemaining") == ("25.00", "25.00")
    assert [row["balance"] for row in book.customers() if row["name"] == "Azure Interior"] == [-25]
