"""The language of where and order (facts 3.5): read, and run over records as the API shows them."""

from decimal import Decimal

import pytest

from tests.simulators.xero.service.where import QueryError, matching, parse, parse_order, sorted_by

ROWS = [
    {
        "InvoiceID": "aaaaaaaa-0000-4000-8000-000000000001",
        "InvoiceNumber": "INV-1",
        "Status": "AUTHORISED",
        "Type": "ACCREC",
        "Reference": "Café",
        "Date": "/Date(1795132800000+0000)/",
        "Total": Decimal("110.00"),
        "AmountDue": Decimal("10.00"),
        "SentToContact": True,
        "Contact": {"ContactID": "bbbbbbbb-0000-4000-8000-000000000001", "Name": 'Ann "A" Bell'},
    },
    {
        "InvoiceID": "aaaaaaaa-0000-4000-8000-000000000002",
        "InvoiceNumber": "INV-2",
        "Status": "DRAFT",
        "Type": "ACCPAY",
        "Date": "/Date(1795219200000+0000)/",
        "FullyPaidOnDate": "/Date(1795219200000+0000)/",
        "Total": Decimal("20.00"),
        "Contact": {"ContactID": "bbbbbbbb-0000-4000-8000-000000000002", "Name": "Bob"},
    },
]
ONE = "aaaaaaaa-0000-4000-8000-000000000001"


def found(text):
    return [row["InvoiceNumber"][-1] for row in matching(parse(text), "Invoices", ROWS)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Status=="DRAFT"', "2"),
        ('Status="DRAFT"', "2"),
        ('status == "draft"', "2"),
        ('Status!="DRAFT"', "1"),
        ('Status<>"DRAFT"', "1"),
        ('Type=="ACCREC" AND Status=="AUTHORISED"', "1"),
        ('Type=="ACCREC"&&Status=="DRAFT"', ""),
        ('Type=="ACCREC" OR Status=="DRAFT"', "12"),
        ('Type=="ACCREC"||Status=="DRAFT"', "12"),
        ('Type=="ACCREC" OR Type=="ACCPAY" AND Status=="AUTHORISED"', "1"),
        ('(Type=="ACCREC" OR Type=="ACCPAY") AND Status=="DRAFT"', "2"),
        ('!(Status=="DRAFT")', "1"),
        ('NOT Status=="DRAFT"', "1"),
        ("Date>=DateTime(2026,11,21)", "2"),
        ("Date>=DateTime(2026,11,20) AND Date<DateTime(2026,11,21)", "1"),
        ("Date == DateTime(2026,11,20,0,0,0)", "1"),
        ('Date<DateTime.Parse("2026-11-21")', "1"),
        ('InvoiceID==guid("AAAAAAAA-0000-4000-8000-000000000001")', "1"),
        ('InvoiceId == Guid("aaaaaaaa000040008000000000000002")', "2"),
        ('Contact.ContactID==guid("bbbbbbbb-0000-4000-8000-000000000002")', "2"),
        ('Contact.Name=="bob"', "2"),
        (r'Contact.Name=="Ann \"A\" Bell"', "1"),
        ('Reference=="cafe"', "1"),
        ("Reference!=null", "1"),
        ("Reference==null", "2"),
        ("FullyPaidOnDate==null", "1"),
        ("FullyPaidOnDate.HasValue", "2"),
        ("FullyPaidOnDate.Value>DateTime(2026,1,1)", "2"),
        ("AmountDue>0", "1"),
        ("AmountDue<=10.00m", "1"),
        ("Total>=20 AND Total<=110", "12"),
        ("Total>-1", "12"),
        ("SentToContact==true", "1"),
        ("SentToContact", "1"),
        ("!SentToContact", "2"),
        ("SentToContact==false", "2"),
        ('InvoiceNumber.Contains("nv-2")', "2"),
        ('InvoiceNumber.StartsWith("INV")', "12"),
        ('InvoiceNumber.EndsWith("1")', "1"),
        ('InvoiceNumber.ToLower()=="inv-1"', "1"),
        ('Contact.Name.ToUpper().Contains("BO")', "2"),
        ('InvoiceNumber.Equals("INV-1")', "1"),
        ("Reference.Length>0", "1"),
    ],
)
def test_what_it_finds(text, expected):
    assert found(text) == list(expected)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('SearchTerm=="x"', "No property or field 'SearchTerm' exists in type 'Invoice'"),
        ('Contact.Nothing=="x"', "No property or field 'Contact.Nothing' exists in type 'Invoice'"),
        ('Date=="2026-11-20"', "Operator '==' incompatible with operand types 'DateTime?' and 'String'"),
        (f'InvoiceID=="{ONE}"', "Operator '==' incompatible with operand types 'Guid' and 'String'"),
        (f'InvoiceID>guid("{ONE}")', "Operator '>' incompatible"),
        ('Total=="5"', "Operator '==' incompatible with operand types 'Decimal' and 'String'"),
        ("Status==DRAFT", "No property or field 'DRAFT' exists"),
        ('Status=="DRAFT', "Unterminated string literal"),
        ('Status=="DRAFT" AND', "Expression expected"),
        ('Status=="DRAFT" Type=="ACCREC"', "Syntax error"),
        ('(Status=="DRAFT"', "')' expected"),
        ("Status", "Expression of type 'Boolean' expected"),
        ("Status=='DRAFT'", "Syntax error"),
        ("", "Expression expected"),
        ("Date>DateTime(2026,13,1)", "un-representable DateTime"),
        ("Date>DateTime(2026)", "No applicable constructor"),
        ('Date>DateTime.Parse("soon")', "not recognized as a valid DateTime"),
        ("Date>DateTime.Now", "No applicable method"),
        ('InvoiceID==guid("x")', "Guid should contain 32 digits"),
        ('Total.Contains("1")', "No applicable method 'contains' exists in type 'Decimal'"),
        ("InvoiceNumber.Contains(1)", "No applicable method"),
        ("Status.HasValue", "No property or field 'hasvalue' exists in type 'String'"),
        ("Total>5 5", "Syntax error"),
    ],
)
def test_what_it_refuses(text, words):
    with pytest.raises(QueryError) as refused:
        matching(parse(text), "Invoices", [])
    assert words in str(refused.value)


def test_order():
    def ordered(text):
        return "".join(row["InvoiceNumber"][-1] for row in sorted_by(parse_order(text), "Invoices", ROWS))

    assert ordered("InvoiceNumber DESC") == "21"
    assert ordered("Total") == ordered("Total ASC") == "21"
    assert ordered("date descending") == "21"
    assert ordered("Contact.Name, Total DESC") == "12"
    # What has none comes first.
    assert ordered("AmountDue") == "21"
    for text in ("Nothing ASC", "Total,", "Total SIDEWAYS", ""):
        with pytest.raises(QueryError):
            ordered(text)


def test_names_as_people_write_them():
    assert found('CONTACT.NAME=="Bob"') == ["2"]
    assert found('Contact.Name=="nobody"') == []
