"""Rules of form: the prolog, the message set, the order and the shape of elements (facts 3.1 to 3.4, 4)."""

from .rule import OWNER, Rule, customer, doc, invoice, item, line, query, rq

PARSE = "0x80040400"
GOOD = doc(customer())
TWO = query("SalesTaxCode") + query("Terms")


def form(number, source, meaning, breaks, mends=GOOD, outcome=PARSE, **more):
    return Rule(f"FORM-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def field(body):
    return doc(customer(more=body))


def add(body):
    return doc(rq("CustomerAdd", body))


ADDRESS = "<BillAddress><Addr1>1 Main St</Addr1><City>Austin</City></BillAddress>"

RULES = (
    form(1, "3.1", "the XML declaration comes first", GOOD.replace('<?xml version="1.0"?>', "")),
    form(2, "3.1", "the qbxml instruction is required", GOOD.replace('<?qbxml version="13.0"?>', "")),
    form(3, "3.1", "the qbxml instruction has a version", GOOD.replace('qbxml version="13.0"', "qbxml")),
    form(4, "3.2", "a version above 13.0 is not known", doc(customer(), version="16.0")),
    form(
        5,
        "3.2",
        "which HRESULT for it",
        doc(customer(), version="16.0"),
        outcome="0x80040423",
        switches={"unsupported_version": "0x80040423"},
    ),
    form(6, "3.1", "the text is well-formed XML", GOOD.replace("</CustomerAdd>", "", 1)),
    form(7, "3.1", "the root is QBXML", GOOD.replace("QBXML>", "QBXMLX>")),
    form(8, "3.1", "QBXML holds QBXMLMsgsRq", GOOD.replace("QBXMLMsgsRq", "QBXMLMsgsRs")),
    form(9, "3.1", "onError is required", doc(customer(), "")),
    form(10, "3.1", "rollbackOnError does not exist", doc(customer(), 'onError="rollbackOnError"')),
    form(11, "3.1", "onError is one of its words", doc(customer(), 'onError="goOn"')),
    form(
        12,
        "3.1",
        "responseData is one of its words",
        doc(customer(), 'onError="stopOnError" responseData="some"'),
    ),
    form(13, "3.1", "no other attributes", doc(customer(), 'onError="stopOnError" owner="me"')),
    form(14, "3.3", "no raw character outside ASCII", doc(customer("Caf\u00e9")), doc(customer("Caf&#233;"))),
    form(
        15,
        "3.3, 10",
        "no character outside Windows western",
        doc(customer("&#26481;&#20140;")),
        doc(customer("Tokyo")),
    ),
    form(16, "3.3", "& is escaped", doc(customer("A & B")), doc(customer("A &amp; B"))),
    form(17, "3.1", "no document type", GOOD.replace("<QBXML>", "<!DOCTYPE QBXML><QBXML>")),
    form(18, "3.1", "a request that qbXML does not know", doc(customer() + "<CustomerGuessRq/>")),
    form(
        19,
        "3.1",
        "one bad request rejects its neighbours too",
        doc(customer() + rq("CustomerAdd", "")),
        doc(customer() * 1),
    ),
    form(
        20,
        "3.1, 4.2",
        "fixed order of elements",
        field("<Phone>1</Phone><CompanyName>A</CompanyName>"),
        field("<CompanyName>A</CompanyName><Phone>1</Phone>"),
    ),
    form(21, "3.1, 4.2", "a required element is there", add("<CompanyName>A</CompanyName>")),
    form(22, "3.1, 4.2", "an unknown element", field("<Nickname>A</Nickname>")),
    form(
        23,
        "3.1, 4.2",
        "a single element stands once",
        field("<Phone>1</Phone><Phone>2</Phone>"),
        field("<Phone>1</Phone>"),
    ),
    form(24, "3.1", "no text between elements", add("<Name>A</Name>words"), add("<Name>A</Name>")),
    form(25, "3.1", "no elements in a text", add("<Name><b>A</b></Name>")),
    form(26, "3.1", "no attributes inside", add('<Name lang="en">A</Name>')),
    form(
        27,
        "3.4, 4.2",
        "one of the words of an enumeration",
        field("<JobStatus>Maybe</JobStatus>"),
        field("<JobStatus>Pending</JobStatus>"),
    ),
    form(
        28,
        "3.4",
        "true and false, not True",
        add("<Name>A</Name><IsActive>True</IsActive>"),
        add("<Name>A</Name><IsActive>true</IsActive>"),
    ),
    form(
        29,
        "3.4",
        "an amount has two decimals or none",
        field("<CreditLimit>1.5</CreditLimit>"),
        field("<CreditLimit>1.50</CreditLimit>"),
    ),
    form(
        30,
        "3.4",
        "no thousands separator",
        field("<CreditLimit>1,500.00</CreditLimit>"),
        field("<CreditLimit>1500.00</CreditLimit>"),
    ),
    form(
        31,
        "3.4",
        "a price has five decimals at most",
        doc(
            rq(
                "ItemServiceAdd",
                "<Name>A</Name><SalesOrPurchase><Price>0.123456</Price><AccountRef><FullName>Sales"
                "</FullName></AccountRef></SalesOrPurchase>",
            )
        ),
        doc(item()),
    ),
    form(
        32,
        "3.4",
        "a quantity has five decimals at most",
        doc(invoice(lines=line("<Quantity>1.000001</Quantity>"))),
        doc(invoice(lines=line("<Quantity>1.00001</Quantity>"))),
    ),
    form(
        33,
        "3.4",
        "a date is YYYY-MM-DD",
        doc(invoice("<TxnDate>05/06/2024</TxnDate>")),
        doc(invoice("<TxnDate>2024-05-06</TxnDate>")),
    ),
    form(
        34,
        "3.4",
        "a date exists",
        doc(invoice("<TxnDate>2024-02-30</TxnDate>")),
        doc(invoice("<TxnDate>2024-02-29</TxnDate>")),
    ),
    form(
        35,
        "3.4",
        "a date has no time",
        doc(invoice("<TxnDate>2024-05-06T00:00:00</TxnDate>")),
        doc(invoice("<TxnDate>2024-05-06</TxnDate>")),
    ),
    form(
        36,
        "3.4",
        "a time does not end in Z",
        doc(query("Customer", "<FromModifiedDate>2024-05-06T10:00:00Z</FromModifiedDate>")),
        doc(query("Customer", "<FromModifiedDate>2024-05-06T10:00:00</FromModifiedDate>")),
    ),
    form(
        37,
        "3.4",
        "a time has no fractions",
        doc(query("Customer", "<FromModifiedDate>2024-05-06T10:00:00.5</FromModifiedDate>")),
        doc(query("Customer", "<FromModifiedDate>2024-05-06T10:00:00+00:00</FromModifiedDate>")),
    ),
    form(
        38,
        "3.4, 7 (13)",
        "a GUID has braces",
        field("<ExternalGUID>7C9E6679-7425-40DE-944B-E07FC1F90AE7</ExternalGUID>"),
        field("<ExternalGUID>{7C9E6679-7425-40DE-944B-E07FC1F90AE7}</ExternalGUID>"),
    ),
    form(39, "4 intro", "an element of the Online Edition", field("<PrintAs>A</PrintAs>")),
    form(
        40,
        "4 intro",
        "the same, as a status",
        field("<PrintAs>A</PrintAs>"),
        outcome=530,
        switches={"online_element": "530"},
    ),
    form(
        41,
        "4.5",
        "DiscountLineAdd is of the Online Edition",
        doc(invoice(lines=line() + "<DiscountLineAdd><Amount>1.00</Amount></DiscountLineAdd>")),
        doc(invoice()),
    ),
    form(
        42,
        "4.5",
        "IsTaxable on a line is of the Online Edition",
        doc(invoice(lines=line("<IsTaxable>true</IsTaxable>"))),
        doc(invoice()),
    ),
    form(
        43,
        "4.12",
        "no iterator on lists that have none",
        doc(query("Account", "", 'iterator="Start"')),
        doc(query("Account")),
    ),
    form(
        44,
        "4.12",
        "metaData is one of its words",
        doc(query("Account", "", 'metaData="Yes"')),
        doc(query("Account")),
    ),
    form(45, "4.4", "an item has one shape", doc(rq("ItemServiceAdd", "<Name>A</Name>")), doc(item())),
    form(
        46,
        "4.9",
        "ReceivePayment cannot be voided",
        doc("<TxnVoidRq><TxnVoidType>ReceivePayment</TxnVoidType><TxnID>1-1</TxnID></TxnVoidRq>"),
        doc(TWO),
    ),
    form(
        47,
        "4.9",
        "a payment says how it is applied",
        doc(
            rq(
                "ReceivePaymentAdd",
                "<CustomerRef><FullName>Azure Interior</FullName></CustomerRef><TotalAmount>1.00</TotalAmount>",
            )
        ),
        doc(
            rq(
                "ReceivePaymentAdd",
                "<CustomerRef><FullName>Azure Interior</FullName></CustomerRef>"
                "<TotalAmount>1.00</TotalAmount><IsAutoApply>false</IsAutoApply>",
            )
        ),
    ),
    form(
        48,
        "3.2",
        "a field newer than the version asked for",
        doc(customer(more="<JobTitle>CEO</JobTitle>"), version="8.0"),
        doc(customer(more="<JobTitle>CEO</JobTitle>"), version="12.0"),
    ),
    form(
        49,
        "3.1",
        "defMacro only where a request may define one",
        doc('<CustomerAddRq><CustomerAdd defMacro="ListID:A"><Name>A</Name></CustomerAdd></CustomerAddRq>'),
    ),
    form(
        50,
        "4.8",
        "an OwnerID is a GUID",
        doc(query("Company", "<OwnerID>me</OwnerID>")),
        doc(query("Company", f"<OwnerID>{OWNER}</OwnerID>")),
    ),
    form(
        51,
        "4.9",
        "the printed lines come before the town",
        field(ADDRESS.replace("<Addr1>1 Main St</Addr1>", "").replace("</City>", "</City><Addr1>1 Main St</Addr1>")),
        field(ADDRESS),
    ),
    form(
        52,
        "3.1, 3.6",
        "requestID has fifty characters at most",
        doc(query("Terms", "", f'requestID="{"r" * 51}"')),
        doc(query("Terms", "", f'requestID="{"r" * 50}"')),
        outcome=1060,
    ),
    form(
        53,
        "3.6",
        "a request that this QuickBooks does not support",
        doc("<EstimateQueryRq/>"),
        doc(TWO),
        outcome=1030,
    ),
    form(
        54,
        "3.6",
        "a string longer than its field",
        doc(customer("A" * 42)),
        doc(customer("A" * 41)),
        outcome=3070,
    ),
    form(
        55,
        "3.6",
        "the same, at the door",
        doc(customer("A" * 42)),
        doc(customer("A" * 41)),
        switches={"overlong": "parse_error"},
    ),
    form(
        56,
        "4.5, 5.2",
        "a number of eleven characters",
        doc(invoice("<RefNumber>INV/2024/0001</RefNumber>")),
        doc(invoice("<RefNumber>INV/24/0001</RefNumber>")),
        outcome=3070,
    ),
    form(
        57,
        "4.4",
        "an item name of thirty-one characters",
        doc(item("I" * 32)),
        doc(item("I" * 31)),
        outcome=3070,
    ),
    form(
        58,
        "3.6",
        "an object ID has its form",
        doc(query("Customer", "<ListID>forty-two</ListID>")),
        doc(query("Customer")),
        outcome=3000,
    ),
    form(
        59,
        "3.6 (530)",
        "a field of Canada in the United States",
        doc(invoice("<IsTaxIncluded>true</IsTaxIncluded>")),
        doc(invoice()),
        outcome=530,
    ),
    form(
        60,
        "4.2",
        "a field of the United States in Canada",
        field("<ItemSalesTaxRef><FullName>San Tomas</FullName></ItemSalesTaxRef>"),
        outcome=530,
        options={"country": "CA"},
    ),
)
