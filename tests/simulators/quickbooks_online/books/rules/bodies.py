"""Rules of bodies: names, kinds, lengths, enumerations, characters (QBO 2.1, 2.2, 6)."""

from .rule import Rule, create, line, payment, sale


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"BODY-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def customer(**fields):
    return create("Customer", {"DisplayName": "New Customer", **fields})


def term(**fields):
    return create("Term", {"Name": "Net 7", **fields})


GOOD = customer()
GOOD_SALE = sale()
LONG = "x" * 22

RULES = (
    rule(1, "6 (2010)", "a field that no entity has", 2010, customer(Nickname="Ace"), GOOD),
    rule(
        2,
        "6 (2010)",
        "an unknown field in a part",
        2010,
        customer(BillAddr={"Street": "1 High St"}),
        customer(BillAddr={"Line1": "1 High St"}),
    ),
    rule(3, "6 (2010)", "a bare value where an object belongs", 2010, customer(BillAddr="1 High St"), GOOD),
    rule(4, "6 (2010)", "an object where a value belongs", 2010, customer(CompanyName={"value": "Acme"}), GOOD),
    rule(5, "6 (2010)", "one object where a list belongs", 2010, sale(Line={"Amount": 1}), GOOD_SALE),
    rule(
        6,
        "2.7",
        "LineEx of a reply sent back",
        2010,
        payment("10.00", Line=[{"Amount": 1, "LinkedTxn": [], "LineEx": {"any": []}}]),
        payment("10.00"),
    ),
    rule(7, "6 (2020)", "a customer is needed", 2020, sale(customer=None), GOOD_SALE),
    rule(8, "2.6", "a document has lines", 2020, sale(Line=None), GOOD_SALE),
    rule(9, "2.6", "a line says what it is", 2020, sale({"Amount": 10}), GOOD_SALE),
    rule(10, "2.6", "a line of an item has an amount", 2020, sale(line(amount=None)), GOOD_SALE),
    rule(11, "6 (2020)", "a reference has a value", 2020, sale(CustomerRef={"name": "Azure Interior"}), GOOD_SALE),
    rule(12, "2.3", "a term has days or a day", 2020, term(), term(DueDays=7)),
    rule(13, "6 (2030)", "ids are numbers", 2030, sale(CustomerRef={"value": "Azure"}), GOOD_SALE),
    rule(14, "6 (2500)", "a reference that leads nowhere", 2500, sale(SalesTermRef={"value": "999"}), GOOD_SALE),
    rule(
        15,
        "2.1, 11",
        "US companies keep ISO-8859-1",
        2040,
        customer(CompanyName="Wrocław Sp. z o.o."),
        customer(CompanyName="Société Générale"),
    ),
    rule(16, "6 (2040)", "no control characters", 2040, customer(Notes="a\x07b"), customer(Notes="a\nb")),
    rule(
        17,
        "2.2",
        "DisplayName has 500 characters",
        2050,
        create("Customer", {"DisplayName": "x" * 501}),
        create("Customer", {"DisplayName": "x" * 500}),
    ),
    rule(18, "2.2", "DocNumber has 21 characters", 2050, sale(DocNumber=LONG), sale(DocNumber=LONG[1:])),
    rule(
        19,
        "2.2",
        "an e-mail address has 100 characters",
        2050,
        customer(PrimaryEmailAddr={"Address": "x" * 92 + "@b.exampl"}),
        customer(PrimaryEmailAddr={"Address": "x" * 90 + "@b.exampl"}),
    ),
    rule(
        20,
        "2.2",
        "a phone number has 30 characters",
        2050,
        customer(PrimaryPhone={"FreeFormNumber": "1" * 31}),
        customer(PrimaryPhone={"FreeFormNumber": "1" * 30}),
    ),
    rule(
        21,
        "2.2",
        "a line's text has 4000 characters",
        2050,
        sale({"DetailType": "DescriptionOnly", "Description": "x" * 4001}, line()),
        sale({"DetailType": "DescriptionOnly", "Description": "x" * 4000}, line()),
    ),
    rule(22, "2.2", "PrivateNote has 4000 characters", 2050, sale(PrivateNote="x" * 4001), GOOD_SALE),
    rule(
        23, "2.2", "a term has 31 characters", 2050, create("Term", {"Name": "x" * 32, "DueDays": 7}), term(DueDays=7)
    ),
    rule(24, "2.2 ?", "PaymentRefNum has 21 characters", 2050, payment(PaymentRefNum=LONG), payment(PaymentRefNum="7")),
    rule(
        25,
        "2.2",
        "post codes have 30 characters",
        2050,
        customer(BillAddr={"PostalCode": "9" * 31}),
        customer(BillAddr={"PostalCode": "94538"}),
    ),
    rule(26, "6 (2060)", "dates are YYYY-MM-DD", 2060, sale(TxnDate="03/02/2026"), sale(TxnDate="2026-02-03")),
    rule(27, "6 (2070)", "dates that there are", 2070, sale(TxnDate="2026-02-30"), sale(TxnDate="2026-02-28")),
    rule(28, "6 (2080)", "days are whole numbers", 2080, term(DueDays="7.5"), term(DueDays="7")),
    rule(29, "6 (2100)", "amounts are numbers", 2100, payment(TotalAmt="ten"), payment(TotalAmt="10.00")),
    rule(
        30,
        "6 (2170)",
        "a value of an enumeration",
        2170,
        sale(EmailStatus="Send"),
        sale(EmailStatus="NotSet"),
    ),
    rule(
        31,
        "6 (2170)",
        "a line of another kind of document",
        2170,
        sale({"DetailType": "DepositLineDetail", "Amount": 1}, line()),
        GOOD_SALE,
    ),
    rule(
        32,
        "6 (2170)",
        "a delivery method that there is",
        2170,
        customer(PreferredDeliveryMethod="Pigeon"),
        customer(PreferredDeliveryMethod="Email"),
    ),
    rule(
        33,
        "6 (2210)",
        "an e-mail address",
        2210,
        customer(PrimaryEmailAddr={"Address": "ap at acme"}),
        customer(PrimaryEmailAddr={"Address": "ap@acme.example, boss@acme.example"}),
    ),
    rule(34, "6 (2230)", "true or false", 2230, customer(Taxable="perhaps"), customer(Taxable="true")),
    rule(35, "6 (2240)", "DueDays up to 999", 2240, term(DueDays=1000), term(DueDays=999)),
    rule(36, "2.6", "who is to be mailed has an address", 6420, sale(EmailStatus="NeedToSend"), GOOD_SALE),
    rule(
        37,
        "2.9",
        "the target of an attachment is there",
        2500,
        create("Attachable", {"Note": "n", "AttachableRef": [{"EntityRef": {"type": "Invoice", "value": "999"}}]}),
        create("Attachable", {"Note": "n"}),
    ),
    rule(
        38,
        "2.9",
        "not everything takes attachments",
        6050,
        create("Attachable", {"Note": "n", "AttachableRef": [{"EntityRef": {"type": "Term", "value": "1"}}]}),
        create("Attachable", {"Note": "n"}),
    ),
    rule(39, "2.9", "a note or a file", 2020, create("Attachable", {}), create("Attachable", {"Note": "n"})),
    rule(
        40,
        "11",
        "an empty date, where it is not tolerated",
        2060,
        sale(DueDate=""),
        GOOD_SALE,
        switches={"empty_dates": "refused"},
    ),
    rule(
        41,
        "2.2",
        "an address has 2000 characters",
        2050,
        customer(BillAddr={f"Line{place}": "x" * 401 for place in range(1, 6)}),
        customer(BillAddr={f"Line{place}": "x" * 400 for place in range(1, 6)}),
    ),
    rule(
        42,
        "6 (2200)",
        "a web address",
        2200,
        customer(WebAddr={"URI": "our page"}),
        customer(WebAddr={"URI": "https://www.acme.example/home"}),
    ),
)
