"""Statements by the grammar of facts 3, and what is not in it."""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_online.books.catalogue import ENTITIES
from tests.simulators.quickbooks_online.books.faults import Fault
from tests.simulators.quickbooks_online.service import ServiceSwitches
from tests.simulators.quickbooks_online.service.query import Condition, Order, parse, run
from tests.simulators.quickbooks_online.service.query.language import Literal


def customer(number, name, changed="2026-03-01T10:00:00-08:00", **fields):
    return {
        "Id": str(number),
        "SyncToken": "0",
        "DisplayName": name,
        "Active": True,
        "Balance": Decimal("0"),
        "MetaData": {"CreateTime": "2026-01-01T08:00:00-08:00", "LastUpdatedTime": changed},
        "domain": "QBO",
        "sparse": False,
        **fields,
    }


CUSTOMERS = [
    customer(1, "Amy's Bird Sanctuary", Balance=Decimal("239.00"), PrimaryEmailAddr={"Address": "Birds@Intuit.com"}),
    customer(2, "Bill's Windsurf Shop", "2026-03-03T10:00:00-08:00", Balance=Decimal("85")),
    customer(10, r"Back\slash & Co", "2026-03-02T10:00:00-08:00"),
    customer(11, "cool cars", CompanyName="Cool Cars", Notes="none"),
    customer(12, "Old Customer (deleted)", Active=False),
]
ITEMS = [
    {"Id": "5", "Name": "Pump", "Sku": "P-1", "Type": "NonInventory", "Active": True, "UnitPrice": Decimal("10.5")},
    {"Id": "6", "Name": "Hours", "Type": "Service", "Active": True},
]
INVOICES = [
    {
        "Id": "130",
        "DocNumber": "1037",
        "TxnDate": "2026-02-03",
        "CustomerRef": {"value": "1", "name": "Amy's Bird Sanctuary"},
        "TotalAmt": Decimal("362.07"),
        "Balance": Decimal("362.07"),
        "MetaData": {"CreateTime": "2026-02-03T08:00:00-08:00", "LastUpdatedTime": "2026-02-03T08:00:00-08:00"},
    }
]
OBJECTS = {"Customer": CUSTOMERS, "Item": ITEMS, "Invoice": INVOICES}


def ask(statement, room=None, **switches):
    return run(parse(statement), ENTITIES, lambda entity: OBJECTS[entity], ServiceSwitches(**switches), room)


def ids(statement, **switches):
    found = ask(statement, **switches)
    return [one["Id"] for entity in OBJECTS for one in found.get(entity, [])]


def code(statement, **switches):
    with pytest.raises(Fault) as caught:
        ask(statement, **switches)
    return caught.value.code


# --- the grammar ---


def test_a_whole_statement():
    asked = parse(
        "SELECT Id, MetaData.CreateTime FROM Customer WHERE Active IN (true, false) AND DisplayName LIKE 'A%' "
        "ORDERBY DisplayName ASC, Id DESC STARTPOSITION 11 MAXRESULTS 500"
    )
    assert (asked.entity, asked.fields, asked.start, asked.maximum) == (
        "Customer",
        ("Id", "MetaData.CreateTime"),
        11,
        500,
    )
    assert asked.conditions == [
        Condition("Active", "in", (Literal("true", "flag"), Literal("false", "flag"))),
        Condition("DisplayName", "like", (Literal("A%", "text"),)),
    ]
    assert asked.orders == [Order("DisplayName"), Order("Id", True)]


@pytest.mark.parametrize(
    "statement",
    [
        "select * from Customer where DisplayName = 'a' or DisplayName = 'b'",
        "select * from Customer where not Active = true",
        "select * from Customer where (Active = true)",
        "select * from Customer where DisplayName != 'a'",
        "select * from Customer where DisplayName <> 'a'",
        "select * from Customer where DisplayName is null",
        'select * from Customer where DisplayName = "a"',
        "select * from Customer where DisplayName = 'Amy's'",
        r"select * from Customer where DisplayName = 'tab\t'",
        "select * from Customer where DisplayName = 'open",
        "select * from Customer where MetaData.LastUpdatedTime > 2026-01-01",
        "select * from Customer group by DisplayName",
        "select * from Customer join Invoice",
        "select * from Customer, Invoice",
        "select * from Customer maxresults 10 startposition 1",
        "select * from Customer maxresults '10'",
        "select * from Customer;",
        "select count(Id) from Customer",
        "select from Customer",
        "select *",
        "delete from Customer",
        "",
    ],
)
def test_what_the_grammar_does_not_know(statement):
    assert code(statement) == "4000"


@pytest.mark.parametrize(
    "statement",
    [
        "select * from Customers",
        "select * from Customer where Nothing = 'a'",
        "select * from Customer where Notes = 'none'",
        "select * from Customer where BillAddr = 'a'",
        "select Nothing from Customer",
        "select * from Customer orderby Notes",
        "select * from Vendor where PrimaryEmailAddr = 'a@b.c'",
        "select * from Item where IncomeAccountRef = '1'",
        "select * from Department where Name = 'a'",
        "select * from Invoice where PrivateNote = 'a'",
        "select * from Invoice where DepartmentRef = '1'",
        "select * from Customer where Id > '5'",
        "select * from Customer where Id like '5%'",
        "select * from Customer where Active = 'true'",
        "select * from Customer where Active > true",
        "select * from Customer where DisplayName = 5",
        "select * from Customer where Balance > 'much'",
        "select * from Customer where MetaData.LastUpdatedTime > 'yesterday'",
        "select * from Customer where MetaData.LastUpdatedTime > '2026-01-01T00:00:00 05:30'",
        "select * from Invoice where TxnDate > '01/02/2026'",
        "select * from Customer startposition 0",
        "select * from Customer startposition -1",
        "select * from Customer maxresults 0",
    ],
)
def test_what_cannot_be_queried(statement):
    assert code(statement) == "4001"


def test_the_words_of_a_bad_page():
    with pytest.raises(Fault, match="Min allowed value is 1"):
        ask("select * from Customer startposition 0")


# --- what is found ---


def test_inactive_ones_are_left_out_unless_they_are_asked_for():
    assert ids("select * from Customer orderby Id") == ["1", "2", "10", "11"]
    assert ids("select * from Customer where Active in (true, false) orderby Id") == ["1", "2", "10", "11", "12"]
    assert ids("select * from Customer where Active = false") == ["12"]


@pytest.mark.parametrize(
    "condition, expected",
    [
        (r"DisplayName = 'Amy\'s Bird Sanctuary'", ["1"]),
        (r"DisplayName = 'Back\\slash & Co'", ["10"]),
        ("DisplayName like '%s%'", ["1", "2", "10", "11"]),
        ("DisplayName like 'Cool %'", ["11"]),
        ("DisplayName like '.*'", []),
        ("DisplayName = 'COOL CARS'", ["11"]),
        ("displayname > 'B' and DISPLAYNAME < 'C'", ["2", "10"]),
        ("PrimaryEmailAddr = 'birds@intuit.com'", ["1"]),
        ("Balance > '0'", ["1", "2"]),
        ("Balance >= 85 and Balance < 239.00", ["2"]),
        ("Id in ('2', '10', '99')", ["2", "10"]),
        ("CompanyName = 'Cool Cars'", ["11"]),
        ("MetaData.LastUpdatedTime >= '2026-03-02T18:00:00Z'", ["2", "10"]),
        ("MetaData.LastUpdatedTime > '2026-03-02T23:30:00+05:30'", ["2"]),
        ("MetaData.LastUpdatedTime > '2026-03-02T10:00:00'", ["2"]),
        ("Active = true", ["1", "2", "10", "11"]),
    ],
)
def test_conditions(condition, expected):
    assert ids(f"select * from Customer where {condition} orderby Id") == expected


def test_documents_by_reference_and_date():
    assert ids("select * from Invoice where CustomerRef = '1' and TxnDate >= '2026-02-03'") == ["130"]
    assert ids("select * from Invoice where CustomerRef = '2'") == []
    assert ids("select * from Invoice where DocNumber in ('1037', '1038')") == ["130"]


def test_order_pages_and_their_positions():
    assert ids("select * from Customer order by DisplayName desc") == ["11", "2", "10", "1"]
    page = ask("select * from Customer orderby Id startposition 2 maxresults 2")
    assert [one["Id"] for one in page["Customer"]] == ["2", "10"]
    assert (page["startPosition"], page["maxResults"]) == (2, 2)


def test_a_page_is_a_hundred_by_itself():
    many = [customer(number, f"Customer {number}") for number in range(1, 1102)]

    def count(statement, **switches):
        found = run(parse(statement), ENTITIES, lambda _entity: many, ServiceSwitches(**switches))
        return len(found["Customer"])

    assert count("select * from Customer") == 100
    assert count("select * from Customer maxresults 1000") == 1000
    with pytest.raises(Fault, match="Max allowed value is 1000"):
        count("select * from Customer maxresults 1001")
    assert count("select * from Customer maxresults 1001", over_max="capped") == 1000


def test_nothing_found_is_an_empty_answer():
    assert ask("select * from Customer where DisplayName = 'Nobody'") == {}


def test_counting():
    assert ask("select count(*) from Customer") == {"totalCount": 4}
    assert ask("SELECT COUNT(*) FROM Customer WHERE Active IN (true,false)") == {"totalCount": 5}


# --- switches ---


def test_without_orderby_the_newest_come_first_or_by_id():
    assert ids("select * from Customer") == ["2", "10", "11", "1"]
    assert ids("select * from Customer", unordered="by id") == ["1", "2", "10", "11"]


def test_case_of_comparisons():
    assert ids("select * from Customer where DisplayName = 'Cool Cars'", query_case="sensitive") == []


def test_field_lists():
    statement = "select Id, SyncToken, Active, MetaData.LastUpdatedTime from Customer where Id = '2'"
    assert ask(statement)["Customer"] == [
        {
            "Id": "2",
            "SyncToken": "0",
            "Active": True,
            "MetaData": {"LastUpdatedTime": "2026-03-03T10:00:00-08:00"},
            "domain": "QBO",
            "sparse": True,
        }
    ]
    assert code(statement, projections=False) == "4001"


def test_sku():
    assert ids("select * from Item where Sku = 'P-1'") == ["5"]
    assert code("select * from Item where Sku = 'P-1'", sku_filter=False) == "4001"
    assert ask("select * from Item orderby Id")["Item"][0]["Sku"] == "P-1"
    assert "Sku" not in ask("select * from Item orderby Id", star_has_sku=False)["Item"][0]
    assert ask("select *, Sku from Item orderby Id", star_has_sku=False)["Item"][0]["Sku"] == "P-1"


def test_total_of_sales():
    statement = "select * from Invoice where TotalAmt = '362.07'"
    assert code(statement) == "4001"
    assert ids(statement, total_filter=True) == ["130"]


def test_room_that_a_batch_leaves():
    with pytest.raises(Fault) as caught:
        ask("select * from Customer orderby Id", room=2)
    assert caught.value.code == "10100"
    assert len(ask("select * from Customer orderby Id", room=2, batch_total="truncated")["Customer"]) == 2
