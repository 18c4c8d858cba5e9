"""Rules of several currencies, classes and stock (facts 3.6 (3250), 4.9, 5.4)."""

from .rule import Rule, changed, doc, invoice, line, reference, rq

AZURE = reference("CustomerRef", "Azure Interior")
EURO = reference("CurrencyRef", "Euro")
SEVERAL = {"multicurrency": True}
RATE = "<ExchangeRate>1.10</ExchangeRate>"


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"CUR-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def euro(book):
    book.add_customer("Euro Ltd", CurrencyRef={"FullName": "Euro"})
    book.add_account("Receivable EUR", "AccountsReceivable", CurrencyRef={"FullName": "Euro"})


def invoiced(book):
    book.add_customer("New Ltd")
    book.enter_invoice("Azure Interior", [("Labor", 1, "10.00")], number="1001")


def to_euro(account="Receivable EUR"):
    return doc(invoice(reference("ARAccountRef", account) if account else "", name="Euro Ltd"))


def payment(more=""):
    return doc(
        rq(
            "ReceivePaymentAdd",
            f"{AZURE}<TotalAmount>1.00</TotalAmount>{more}<IsAutoApply>false</IsAutoApply>",
        )
    )


def bill(more=""):
    line = f"<ExpenseLineAdd>{reference('AccountRef', 'Expenses:Fuel')}<Amount>1.00</Amount></ExpenseLineAdd>"
    vendor = reference("VendorRef", "Wood Corner")
    return doc(rq("BillAdd", f"{vendor}<TxnDate>2024-05-06</TxnDate>{more}{line}"))


CLASSED = doc(invoice(reference("ClassRef", "North")))
CLASSED_LINE = doc(
    invoice(lines=line("<Quantity>1</Quantity>" + reference("ClassRef", "North") + "<Amount>10.00</Amount>"))
)


def north(book):
    book.set_preferences(class_tracking=True)
    book.add_class("North")


def north_switched_off(book):
    north(book)
    book.set_preferences(class_tracking=False)


def switched_on(document):
    def text(book):
        book.set_preferences(class_tracking=True)
        return document

    return text


RULES = (
    rule(
        1,
        "3.6 (3250), 5.4",
        "an invoice has a rate only with several currencies",
        3250,
        doc(invoice(RATE)),
        doc(invoice()),
    ),
    rule(2, "3.6 (3250), 5.4", "a payment has a rate only with several currencies", 3250, payment(RATE), payment()),
    rule(3, "3.6 (3250), 5.4", "a bill has a rate only with several currencies", 3250, bill(RATE), bill()),
    rule(
        4,
        "3.6 (3250), 5.4",
        "a customer has a currency only with several of them",
        3250,
        doc(rq("CustomerAdd", "<Name>Euro Ltd</Name>" + EURO)),
        doc(rq("CustomerAdd", "<Name>Euro Ltd</Name>")),
    ),
    rule(
        5,
        "5.4 [U]",
        "the receivable account has the customer's currency",
        3210,
        to_euro("Accounts Receivable"),
        to_euro(),
        setup=euro,
        options=SEVERAL,
    ),
    rule(
        6,
        "4.9 (InvoiceAdd)",
        "with a foreign currency the receivable account is named",
        3150,
        to_euro(""),
        to_euro(),
        setup=euro,
        options=SEVERAL,
    ),
    rule(
        7,
        "4.9 (CustomerAdd) [U]",
        "a customer with transactions keeps its currency",
        3210,
        changed("Customer", "Azure Interior", EURO),
        changed("Customer", "New Ltd", EURO),
        setup=invoiced,
        options=SEVERAL,
    ),
    rule(
        8,
        "5.4",
        "a currency goes by its long name",
        3140,
        doc(rq("CustomerAdd", "<Name>Euro Ltd</Name>" + reference("CurrencyRef", "EUR"))),
        doc(rq("CustomerAdd", "<Name>Euro Ltd</Name>" + EURO)),
        options=SEVERAL,
    ),
    rule(
        9,
        "3.6 (3250)",
        "an invoice has a class only with class tracking",
        3250,
        CLASSED,
        switched_on(CLASSED),
        setup=north_switched_off,
    ),
    rule(
        10,
        "3.6 (3250)",
        "a line has a class only with class tracking",
        3250,
        CLASSED_LINE,
        switched_on(CLASSED_LINE),
        setup=north_switched_off,
    ),
    rule(
        11,
        "3.6 (3140)",
        "a class is there",
        3140,
        doc(invoice(reference("ClassRef", "South"))),
        CLASSED,
        setup=north,
    ),
)
