"""Rules of invoices: amounts, numbers, dates, changes, voids, payments (facts 4.5, 4.6, 4.8, 4.9)."""

from .rule import Rule, changed_invoice, doc, invoice, line, rq


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"DOC-{number:02d}", source, meaning, outcome, breaks, mends, **more)


INVOICE = doc(invoice())
DATED = doc(invoice("<TxnDate>2024-05-06</TxnDate>"))
AZURE = "<CustomerRef><FullName>Azure Interior</FullName></CustomerRef>"


def one_invoice(book):
    book.enter_invoice("Azure Interior", [("Labor", 2, "95.00")], number="1001", date="2024-05-06")


def closed(book):
    one_invoice(book)
    book.set_closing_date("2024-05-31")


def closed_earlier(book):
    """For corrected documents: the books are closed, but not for this month."""
    one_invoice(book)
    book.set_closing_date("2024-04-30")


def void(number="1001", kind="Invoice"):
    return lambda book: doc(
        f"<TxnVoidRq><TxnVoidType>{kind}</TxnVoidType><TxnID>{book._txn(number)['txn_id']}</TxnID></TxnVoidRq>"
    )


def delete(number="1001", kind="Invoice"):
    return lambda book: doc(
        f"<TxnDelRq><TxnDelType>{kind}</TxnDelType><TxnID>{book._txn(number)['txn_id']}</TxnID></TxnDelRq>"
    )


def pay(amount, total=None, number="1001", name="Azure Interior"):
    return lambda book: doc(
        rq(
            "ReceivePaymentAdd",
            f"<CustomerRef><FullName>{name}</FullName></CustomerRef>"
            f"<TotalAmount>{total or amount}</TotalAmount>"
            f"<AppliedToTxnAdd><TxnID>{book._txn(number)['txn_id']}</TxnID><PaymentAmount>{amount}</PaymentAmount>"
            "</AppliedToTxnAdd>",
        )
    )


def opened(document):
    """The same document after the books were opened again."""

    def text(book):
        book.set_closing_date(None)
        return document(book) if callable(document) else document

    return text


def mod_line(body):
    return changed_invoice(
        "1001", lambda ids: f"<InvoiceLineMod><TxnLineID>{ids[0]}</TxnLineID>{body}</InvoiceLineMod>"
    )


MEMO = changed_invoice("1001", "<Memo>changed</Memo>")

RULES = (
    rule(
        1,
        "4.9 (Amounts)",
        "rate beside amount: the rate is ignored, with a warning",
        530,
        doc(invoice(lines=line("<Quantity>2</Quantity><Rate>9.00</Rate><Amount>10.00</Amount>"))),
        doc(invoice(lines=line("<Quantity>2</Quantity><Amount>10.00</Amount>"))),
    ),
    rule(
        2,
        "4.9 (Amounts)",
        "a discount has no quantity",
        3210,
        doc(invoice(lines=line() + line("<Quantity>1</Quantity><Amount>5.00</Amount>", "Discount"))),
        doc(invoice(lines=line() + line("<Amount>5.00</Amount>", "Discount"))),
    ),
    rule(
        3,
        "4.9 (InvoiceAdd)",
        "an amount needs an item",
        3150,
        doc(invoice(lines="<InvoiceLineAdd><Desc>Work</Desc><Amount>5.00</Amount></InvoiceLineAdd>")),
        doc(invoice(lines="<InvoiceLineAdd><Desc>Thank you</Desc></InvoiceLineAdd>")),
    ),
    rule(
        4,
        "4.9 (InvoiceAdd)",
        "to be e-mailed needs an address",
        3210,
        doc(invoice("<IsToBeEmailed>true</IsToBeEmailed>", name="Pinecrest HOA")),
        doc(invoice("<IsToBeEmailed>true</IsToBeEmailed>")),
    ),
    rule(5, "3.6 (3171) [U]", "no invoice into closed books", 3171, DATED, opened(DATED), setup=closed),
    rule(
        6,
        "3.6 [U]",
        "the same with a general code",
        3210,
        DATED,
        opened(DATED),
        setup=closed,
        switches={"unverified_codes": "general"},
    ),
    rule(7, "3.6 (3171) [U]", "no change in closed books", 3171, MEMO, opened(MEMO), setup=closed),
    rule(
        8,
        "3.6 (3171) [U]",
        "no move into closed books",
        3171,
        changed_invoice("1001", "<TxnDate>2024-04-15</TxnDate>"),
        changed_invoice("1001", "<TxnDate>2024-05-15</TxnDate>"),
        setup=closed_earlier,
    ),
    rule(9, "3.6 (3171) [U]", "no void in closed books", 3171, void(), opened(void()), setup=closed),
    rule(10, "3.6 (3171) [U]", "no deletion in closed books", 3171, delete(), opened(delete()), setup=closed),
    rule(
        11,
        "3.6 (3200)",
        "an invoice changed since it was read",
        3200,
        changed_invoice("1001", "<Memo>changed</Memo>", sequence="1"),
        MEMO,
        setup=one_invoice,
    ),
    rule(
        12,
        "3.6 (3120)",
        "an invoice that is not there",
        3120,
        doc(rq("InvoiceMod", "<TxnID>FFFF-1</TxnID><EditSequence>1</EditSequence>")),
        MEMO,
        setup=one_invoice,
    ),
    rule(
        13,
        "3.6 (3130) [U]",
        "a line that is not in the invoice",
        3130,
        changed_invoice("1001", "<InvoiceLineMod><TxnLineID>FFFF-1</TxnLineID></InvoiceLineMod>"),
        mod_line(""),
        setup=one_invoice,
    ),
    rule(
        14,
        "4.9 (InvoiceMod)",
        "an amount is not cleared",
        3190,
        mod_line("<Amount></Amount>"),
        mod_line("<Amount>5.00</Amount>"),
        setup=one_invoice,
    ),
    rule(
        15,
        "4.9 (InvoiceMod)",
        "a rate is not cleared",
        3190,
        mod_line("<Rate></Rate>"),
        mod_line("<Rate>5.00</Rate>"),
        setup=one_invoice,
    ),
    rule(
        16,
        "4.9 (InvoiceMod)",
        "a quantity is not cleared",
        3190,
        mod_line("<Quantity></Quantity>"),
        mod_line("<Quantity>3</Quantity>"),
        setup=one_invoice,
    ),
    rule(
        17,
        "4.9 (InvoiceMod)",
        "a customer is not cleared",
        3190,
        changed_invoice("1001", "<CustomerRef/>"),
        changed_invoice("1001", "<CustomerRef><FullName>Café Uno</FullName></CustomerRef>".replace("é", "&#233;")),
        setup=one_invoice,
    ),
    rule(
        18,
        "3.6 (3120)",
        "a void finds its object",
        3120,
        doc("<TxnVoidRq><TxnVoidType>Invoice</TxnVoidType><TxnID>FFFF-1</TxnID></TxnVoidRq>"),
        void(),
        setup=one_invoice,
    ),
    rule(19, "4.8", "a void names the right kind", 3120, void(kind="CreditMemo"), void(), setup=one_invoice),
    rule(
        20,
        "3.6 (3120)",
        "a deletion finds its object",
        3120,
        doc("<TxnDelRq><TxnDelType>Invoice</TxnDelType><TxnID>FFFF-1</TxnID></TxnDelRq>"),
        delete(),
        setup=one_invoice,
    ),
    rule(21, "3.6 (3210)", "no more is paid than is due", 3210, pay("190.01"), pay("190.00"), setup=one_invoice),
    rule(
        22,
        "4.9 (ReceivePayment)",
        "no more is applied than was received",
        3210,
        pay("190.00", "100.00"),
        pay("190.00"),
        setup=one_invoice,
    ),
    rule(
        23,
        "4.9 (ReceivePayment) [U]",
        "a payment is for the customer's own invoices",
        3210,
        pay("190.00", name="Kestrel Logistics"),
        pay("190.00"),
        setup=one_invoice,
    ),
    rule(
        24,
        "4.9 (ReceivePayment)",
        "applying needs a total",
        3150,
        lambda book: pay("190.00")(book).replace("<TotalAmount>190.00</TotalAmount>", ""),
        pay("190.00"),
        setup=one_invoice,
    ),
    rule(
        25,
        "4.9 (InvoiceAdd)",
        "several receivable accounts: say which",
        3150,
        INVOICE,
        doc(invoice("<ARAccountRef><FullName>Accounts Receivable</FullName></ARAccountRef>")),
        setup=lambda book: book.add_account("Receivable EUR", "AccountsReceivable"),
    ),
    rule(
        26,
        "4.9 (InvoiceAdd)",
        "a receivable account is one",
        3210,
        doc(invoice("<ARAccountRef><FullName>Checking</FullName></ARAccountRef>")),
        INVOICE,
    ),
    rule(
        27,
        "4.9 (InvoiceAdd)",
        "a sales order to link to is there",
        3120,
        doc(rq("InvoiceAdd", AZURE + "<LinkToTxnID>FFFF-1</LinkToTxnID>" + line())),
        INVOICE,
    ),
    rule(
        28,
        "4.9 (CreditMemo)",
        "a credit memo has a line",
        "0x80040400",
        doc(rq("CreditMemoAdd", AZURE)),
        doc(rq("CreditMemoAdd", AZURE + line().replace("InvoiceLineAdd", "CreditMemoLineAdd"))),
    ),
    rule(
        29,
        "3.1, 9100 range",
        "a macro is defined before it is used",
        9100,
        doc(
            rq(
                "ReceivePaymentAdd",
                AZURE + '<TotalAmount>1.00</TotalAmount><AppliedToTxnAdd><TxnID useMacro="TxnID:A"/>'
                "<PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>",
            )
        ),
        doc(
            invoice().replace("<InvoiceAdd>", '<InvoiceAdd defMacro="TxnID:A">')
            + rq(
                "ReceivePaymentAdd",
                AZURE + '<TotalAmount>1.00</TotalAmount><AppliedToTxnAdd><TxnID useMacro="TxnID:A"/>'
                "<PaymentAmount>1.00</PaymentAmount></AppliedToTxnAdd>",
            )
        ),
    ),
    rule(
        30,
        "3.1, 9100 range",
        "a macro is defined once",
        9101,
        doc(invoice().replace("<InvoiceAdd>", '<InvoiceAdd defMacro="TxnID:A">') * 2),
        doc(
            invoice().replace("<InvoiceAdd>", '<InvoiceAdd defMacro="TxnID:A">')
            + invoice().replace("<InvoiceAdd>", '<InvoiceAdd defMacro="TxnID:B">')
        ),
    ),
)
