"""Rules of references and of features that are switched off (facts 3.6, 4.9, 5.3, 5.4)."""

from .rule import Rule, customer, doc, invoice, line, rq


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"REF-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def ref(element, name):
    return f"<{element}><FullName>{name}</FullName></{element}>"


NEW = doc(customer())
INVOICE = doc(invoice())
NO_TAX = {"sales_tax": False}


def wrong_family(book):
    """A ListID is unique only inside its family: this one is an item's and no customer's."""
    for number in range(20):
        book.add_item(f"Extra {number}")
    last = book._entry("ItemService", "Extra 19")["list_id"]
    return doc(rq("InvoiceAdd", f"<CustomerRef><ListID>{last}</ListID></CustomerRef>{line()}"))


RULES = (
    rule(1, "3.6 (3140)", "the customer of an invoice exists", 3140, doc(invoice(name="Nobody")), INVOICE),
    rule(2, "3.6 (3140)", "the item of a line exists", 3140, doc(invoice(lines=line(name="Nothing"))), INVOICE),
    rule(3, "3.6 (3140)", "a vendor is no customer", 3140, doc(invoice(name="Wood Corner")), INVOICE),
    rule(4, "4.9 (References)", "an item's ListID is no customer's", 3140, wrong_family, INVOICE),
    rule(
        5,
        "3.6 (3140)",
        "the terms exist",
        3140,
        doc(invoice(ref("TermsRef", "Net 31"))),
        doc(invoice(ref("TermsRef", "net 30"))),
    ),
    rule(
        6,
        "3.6 (3140)",
        "the terms of a customer exist",
        3140,
        doc(customer(more=ref("TermsRef", "Net 31"))),
        doc(customer(more=ref("TermsRef", "Net 30"))),
    ),
    rule(
        7,
        "3.6 (3140)",
        "the tax code exists",
        3140,
        doc(customer(more=ref("SalesTaxCodeRef", "XXX"))),
        doc(customer(more=ref("SalesTaxCodeRef", "Non"))),
    ),
    rule(
        8,
        "3.6 (3140)",
        "the tax item exists",
        3140,
        doc(invoice(ref("ItemSalesTaxRef", "Texas"))),
        doc(invoice(ref("ItemSalesTaxRef", "Out of state"))),
    ),
    rule(
        9,
        "5.3",
        "a service is no tax item",
        3140,
        doc(invoice(ref("ItemSalesTaxRef", "Labor"))),
        doc(invoice(ref("ItemSalesTaxRef", "San Tomas"))),
    ),
    rule(
        10,
        "5.3",
        "a tax group is no line",
        3140,
        doc(invoice(lines=line("", "Two taxes"))),
        doc(invoice(lines=line("", "San Tomas"))),
        setup=lambda book: book._do(
            "ItemSalesTaxGroupAddRq", {"Name": "Two taxes", "ItemSalesTaxRef": [{"FullName": "San Tomas"}]}
        ),
    ),
    rule(
        11,
        "5.3 [U]",
        "a single tax item as a line",
        3210,
        doc(invoice(lines=line("", "San Tomas"))),
        INVOICE,
        switches={"tax_item_lines": "refused"},
    ),
    rule(
        12,
        "5.1",
        "an inactive customer takes no invoice",
        3140,
        doc(invoice(name="Riverbend Clinic")),
        INVOICE,
    ),
    rule(
        13,
        "4 intro",
        "a customer is named",
        3150,
        doc(rq("InvoiceAdd", "<CustomerRef></CustomerRef>" + line())),
        INVOICE,
    ),
    rule(
        14,
        "3.6 [U]",
        "the same with a general code",
        3210,
        doc(rq("InvoiceAdd", "<CustomerRef/>" + line())),
        INVOICE,
        switches={"unverified_codes": "general"},
    ),
    rule(15, "3.6 (3250)", "class tracking is off", 3250, doc(invoice(ref("ClassRef", "North"))), INVOICE),
    rule(
        16,
        "5.4",
        "multicurrency is off: no CurrencyRef",
        3250,
        doc(customer(more=ref("CurrencyRef", "Euro"))),
        NEW,
    ),
    rule(
        17,
        "5.4",
        "multicurrency is off: no ExchangeRate",
        3250,
        doc(invoice("<ExchangeRate>1.1</ExchangeRate>")),
        INVOICE,
    ),
    rule(
        18,
        "5.4",
        "a currency goes by its long name",
        3140,
        doc(customer(more=ref("CurrencyRef", "EUR"))),
        doc(customer(more=ref("CurrencyRef", "Euro"))),
        options={"multicurrency": True},
    ),
    rule(
        19,
        "5.3 [U]",
        "sales tax is off: no tax item",
        3250,
        doc(invoice(ref("ItemSalesTaxRef", "San Tomas"))),
        INVOICE,
        options=NO_TAX,
    ),
    rule(
        20,
        "5.3 [U]",
        "sales tax is off: no tax code on a line",
        3250,
        doc(invoice(lines=line(tail=ref("SalesTaxCodeRef", "Tax")))),
        INVOICE,
        options=NO_TAX,
    ),
    rule(
        21,
        "5.3 [U]",
        "sales tax is off: no tax code on a customer",
        3250,
        doc(customer(more=ref("SalesTaxCodeRef", "Tax"))),
        NEW,
        options=NO_TAX,
    ),
    rule(
        22,
        "3.6 (3250)",
        "no units of measure",
        3250,
        doc(invoice(lines=line("<UnitOfMeasure>h</UnitOfMeasure>"))),
        INVOICE,
    ),
    rule(
        23,
        "3.6 (3140)",
        "the payment method exists",
        3140,
        doc(customer(more=ref("PreferredPaymentMethodRef", "Gold"))),
        doc(customer(more=ref("PreferredPaymentMethodRef", "Check"))),
    ),
    rule(
        24,
        "4.9 (AccountAdd)",
        "an account goes by its name, without its number",
        3140,
        doc(invoice(ref("ARAccountRef", "1200 Accounts Receivable"))),
        doc(invoice(ref("ARAccountRef", "Accounts Receivable"))),
    ),
)
