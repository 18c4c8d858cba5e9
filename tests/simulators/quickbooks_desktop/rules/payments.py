"""Rules of payments, credits and discounts, and of documents that were paid (facts 3.6, 4.5, 4.6, 4.9)."""

from .rule import Rule, changed_invoice, changed_txn, doc, invoice, line, reference, remove, rq

AZURE = reference("CustomerRef", "Azure Interior")
DISCOUNTS = reference("DiscountAccountRef", "Discounts Given")


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"PAY-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def desk(book):
    """An invoice of 190.00, a credit memo of 50.00, one of somebody else, a pending invoice."""
    book.enter_invoice("Azure Interior", [("Labor", 2, "95.00")], number="1001", date="2024-05-06")
    book.enter_credit_memo("Azure Interior", [("Labor", 1, "50.00")], number="C-1", date="2024-05-07")
    book.enter_credit_memo("Kestrel Logistics", [("Labor", 1, "50.00")], number="C-2", date="2024-05-07")
    book.enter_invoice("Azure Interior", [("Labor", 1, "20.00")], number="1002", IsPending=True)
    book.enter_invoice("Azure Interior", [("Labor", 1, "30.00")], number="1003", date="2024-05-06")


def paid(book):
    desk(book)
    book.receive_payment("1001", date="2024-05-20", PaymentMethodRef={"FullName": "Check"})


def deposited(book):
    paid(book)
    book.deposit(book.payments()[0]["txn_id"], date="2024-05-21")


def reconciled(book):
    deposited(book)
    book.reconcile(book.deposits()[0]["txn_id"])


def closed(setup, date="2024-05-31"):
    def text(book):
        setup(book)
        book.set_closing_date(date)

    return text


def after(hand, document):
    """The same document after the bookkeeper did something about it."""

    def text(book):
        hand(book)
        return document(book) if callable(document) else document

    return text


def opened(document):
    return after(lambda book: book.set_closing_date(None), document)


def credit(number="C-1", amount="50.00", more=""):
    """A SetCredit block."""

    def text(book):
        txn_id = book._txn(number, "CreditMemo")["txn_id"] if number else "FFFF-1"
        return (
            f"<SetCredit><CreditTxnID>{txn_id}</CreditTxnID><AppliedAmount>{amount}</AppliedAmount>{more}</SetCredit>"
        )

    return text


def pay(total="190.00", money="", set_credit=None, tail="", number="1001", twice=False, head=""):
    """A payment on one invoice: money, credits, discount."""

    def text(book):
        amount = f"<PaymentAmount>{money}</PaymentAmount>" if money else ""
        credits = set_credit(book) if set_credit else ""
        part = f"<TxnID>{book._txn(number)['txn_id']}</TxnID>{amount}{credits}{tail}"
        part = f"<AppliedToTxnAdd>{part}</AppliedToTxnAdd>" * (2 if twice else 1)
        return doc(rq("ReceivePaymentAdd", f"{AZURE}{head}<TotalAmount>{total}</TotalAmount>{part}"))

    return text


def discount(amount="10.00", account=DISCOUNTS):
    return (f"<DiscountAmount>{amount}</DiscountAmount>" if amount else "") + account


def credited(body):
    """An invoice that is changed or added with a SetCredit."""
    return lambda book: changed_invoice("1001", body(book))(book)


def added(body):
    return lambda book: doc(invoice(body(book)))


ONLY_CREDIT = pay("0.00", set_credit=credit())
MONEY = pay(money="190.00")
MINUS = line("<Quantity>-1</Quantity><Amount>-10.00</Amount>")
DELETED = remove("ReceivePayment")

RULES = (
    rule(
        1,
        "4 intro (SETCREDIT), 3.6 (3120)",
        "a credit that is set is a credit memo",
        3120,
        pay("0.00", set_credit=credit(number="")),
        ONLY_CREDIT,
        setup=desk,
    ),
    rule(
        2,
        "4.9 (ReceivePayment) [U]",
        "a credit is used for its own customer",
        3210,
        pay("0.00", set_credit=credit("C-2")),
        ONLY_CREDIT,
        setup=desk,
    ),
    rule(
        3,
        "3.6 (3210), 4.9 (CreditMemo)",
        "no more credit is used than there is",
        3210,
        pay("0.00", set_credit=credit(amount="50.01")),
        ONLY_CREDIT,
        setup=desk,
    ),
    rule(
        4,
        "3.6 (3210)",
        "no more credit is used than is due",
        3210,
        pay("0.00", set_credit=credit(amount="30.01"), number="1003"),
        pay("0.00", set_credit=credit(amount="30.00"), number="1003"),
        setup=desk,
    ),
    rule(
        5,
        "4 intro (SETCREDIT)",
        "a credit is used with an amount",
        3210,
        pay("0.00", set_credit=credit(amount="0.00")),
        ONLY_CREDIT,
        setup=desk,
    ),
    rule(
        6,
        "3.6 (3210)",
        "money and credit together are no more than is due",
        3210,
        pay(money="190.00", set_credit=credit(amount="0.01")),
        pay("189.99", money="189.99", set_credit=credit(amount="0.01")),
        setup=desk,
    ),
    rule(
        7,
        "4.6 (DiscountAccountRef)",
        "a discount has an account",
        3150,
        pay("180.00", money="180.00", tail=discount(account="")),
        pay("180.00", money="180.00", tail=discount()),
        setup=desk,
    ),
    rule(
        8,
        "4.6 (DiscountAmount)",
        "an account of a discount has an amount",
        3150,
        pay("180.00", money="180.00", tail=discount(amount="")),
        pay("180.00", money="180.00", tail=discount()),
        setup=desk,
    ),
    rule(
        9,
        "3.6 (3210)",
        "money and discount together are no more than is due",
        3210,
        pay("180.01", money="180.01", tail=discount()),
        pay("180.00", money="180.00", tail=discount()),
        setup=desk,
    ),
    rule(
        10,
        "4.6",
        "a discount is not below zero",
        3210,
        pay("180.00", money="180.00", tail=discount("-1.00")),
        pay("180.00", money="180.00", tail=discount("1.00")),
        setup=desk,
    ),
    rule(
        11,
        "4.9 (ReceivePayment)",
        "a payment names an invoice once",
        3210,
        pay(money="10.00", twice=True),
        pay(money="10.00"),
        setup=desk,
    ),
    rule(
        12,
        "4.9 (ReceivePayment)",
        "a payment is money, a credit or a discount",
        3210,
        doc(rq("ReceivePaymentAdd", f"{AZURE}<TotalAmount>0.00</TotalAmount><IsAutoApply>false</IsAutoApply>")),
        doc(rq("ReceivePaymentAdd", f"{AZURE}<TotalAmount>0.01</TotalAmount><IsAutoApply>false</IsAutoApply>")),
    ),
    rule(
        13,
        "4.9 (InvoiceAdd, IsPending)",
        "a pending invoice owes nothing",
        3210,
        pay("20.00", money="20.00", number="1002"),
        pay("20.00", money="20.00"),
        setup=desk,
    ),
    rule(
        14,
        "3.6 (3171) [U]",
        "no payment into closed books",
        3171,
        pay(money="190.00", head="<TxnDate>2024-05-20</TxnDate>"),
        opened(pay(money="190.00", head="<TxnDate>2024-05-20</TxnDate>")),
        setup=closed(desk),
    ),
    rule(
        15,
        "3.6 (3171) [U]",
        "no deletion of a payment in closed books",
        3171,
        DELETED,
        opened(DELETED),
        setup=closed(paid),
    ),
    rule(
        16,
        "3.6 (3160) [U]",
        "a payment that stands in a deposit is not deleted",
        3160,
        DELETED,
        after(lambda book: book.undo_deposit(book.deposits()[0]["txn_id"]), DELETED),
        setup=deposited,
    ),
    rule(
        17,
        "3.6 (3160) [U]",
        "the same with a general code",
        3210,
        DELETED,
        after(lambda book: book.undo_deposit(book.deposits()[0]["txn_id"]), DELETED),
        setup=deposited,
        switches={"unverified_codes": "general"},
    ),
    rule(
        18,
        "3.6 (3160) [U]",
        "what is reconciled is not deleted",
        3160,
        remove("Deposit"),
        after(lambda book: book.undo_reconcile(book.deposits()[0]["txn_id"]), remove("Deposit")),
        setup=reconciled,
    ),
    rule(
        19,
        "4.5 (InvoiceMod, SETCREDIT)",
        "a changed invoice takes no more credit than there is",
        3210,
        credited(credit(amount="50.01")),
        credited(credit()),
        setup=desk,
    ),
    rule(
        20,
        "4.5 (InvoiceAdd, SETCREDIT)",
        "a new invoice takes no more credit than it owes",
        3210,
        added(credit(amount="10.01")),
        added(credit(amount="10.00")),
        setup=desk,
    ),
    rule(
        21,
        "4.9 (InvoiceMod)",
        "an invoice on which something was paid keeps its customer",
        3210,
        changed_invoice("1001", reference("CustomerRef", "Kestrel Logistics")),
        changed_invoice("1003", reference("CustomerRef", "Kestrel Logistics")),
        setup=paid,
    ),
    rule(
        22,
        "4.9 (InvoiceMod)",
        "an invoice does not fall below what was paid",
        3210,
        changed_invoice("1001", lambda ids: _amount(ids[0], "189.99")),
        changed_invoice("1001", lambda ids: _amount(ids[0], "190.01")),
        setup=paid,
    ),
    rule(
        23,
        "3.6 (3180)",
        "an invoice is not below zero",
        3180,
        doc(invoice(lines=MINUS)),
        doc(invoice(lines=line() + MINUS)),
    ),
    rule(
        24,
        "3.6 (3180)",
        "a credit memo is not below zero",
        3180,
        doc(rq("CreditMemoAdd", AZURE + MINUS.replace("InvoiceLineAdd", "CreditMemoLineAdd"))),
        doc(rq("CreditMemoAdd", AZURE + line().replace("InvoiceLineAdd", "CreditMemoLineAdd"))),
    ),
    rule(
        25,
        "3.6 (3200)",
        "a credit memo changed since it was read",
        3200,
        changed_txn("CreditMemo", "C-1", "<Memo>new</Memo>", sequence="1"),
        changed_txn("CreditMemo", "C-1", "<Memo>new</Memo>"),
        setup=desk,
    ),
    rule(
        26,
        "3.6 (3171) [U]",
        "no void of a credit memo in closed books",
        3171,
        remove("CreditMemo", "C-1", "Void"),
        opened(remove("CreditMemo", "C-1", "Void")),
        setup=closed(desk),
    ),
    rule(
        27,
        "3.6 (3140)",
        "the account of a discount is there",
        3140,
        pay("180.00", money="180.00", tail=discount(account=reference("DiscountAccountRef", "Nowhere"))),
        pay("180.00", money="180.00", tail=discount()),
        setup=desk,
    ),
    rule(
        28,
        "4.9 (InvoiceAdd), 4.6",
        "the receivable account of a payment is one",
        3210,
        pay(money="190.00", head=reference("ARAccountRef", "Checking")),
        pay(money="190.00", head=reference("ARAccountRef", "Accounts Receivable")),
        setup=desk,
    ),
    rule(
        29,
        "3.6 (3120)",
        "a payment that is deleted is there",
        3120,
        doc("<TxnDelRq><TxnDelType>ReceivePayment</TxnDelType><TxnID>FFFF-1</TxnID></TxnDelRq>"),
        DELETED,
        setup=paid,
    ),
)


def _amount(line_id, amount):
    return f"<InvoiceLineMod><TxnLineID>{line_id}</TxnLineID><Amount>{amount}</Amount></InvoiceLineMod>"
