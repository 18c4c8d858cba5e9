"""Lists: what is kept, what is shown, what a query finds (facts 4.2 to 4.4, 4.7, 4.9, 4.11, 4.12)."""

import pytest

from tests.simulators.quickbooks_desktop import Refusal
from tests.simulators.quickbooks_desktop.rules.rule import (
    GUID,
    OWNER,
    changed,
    customer,
    doc,
    item,
    query,
    rq,
)

from .conftest import HandClock
from .talk import ask, codes, message_set, names, one

ALL = "<ActiveStatus>All</ActiveStatus>"


def test_an_added_customer_comes_back_whole(book):
    more = (
        "<IsActive>true</IsActive><CompanyName>Acme Ltd</CompanyName><FirstName>Ann</FirstName><BillAddress>"
        "<Addr1>Acme Ltd</Addr1><Addr2>1 Main St</Addr2><City>Austin</City><State>TX</State>"
        "<PostalCode>78701</PostalCode><Country>USA</Country></BillAddress><Email>ap@acme.example</Email><TermsRef"
        ">"
        "<FullName>net 30</FullName></TermsRef><AccountNumber>C0017</AccountNumber>"
        f"<ExternalGUID>{GUID}</ExternalGUID>"
    )
    shown = one(book, customer("Acme Ltd", more)).find("CustomerRet")
    assert shown.findtext("FullName") == "Acme Ltd" and shown.findtext("TermsRef/FullName") == "Net 30"
    assert shown.findtext("ExternalGUID") == GUID and shown.findtext("AccountNumber") == "C0017"
    assert [line.text for line in shown.find("BillAddressBlock")] == [
        "Acme Ltd",
        "1 Main St",
        "Austin, TX 78701",
        "USA",
    ]
    assert shown.findtext("SalesTaxCodeRef/FullName") == "Tax"
    assert shown.findtext("ItemSalesTaxRef/FullName") == "San Tomas"
    assert shown.findtext("Balance") == "0.00" and shown.findtext("Sublevel") == "0"


def test_identities_look_real_and_may_meet_across_families(book):
    first = one(book, query("Customer", "<FullName>Azure Interior</FullName>")).findtext("*/ListID")
    assert first.startswith("8000000") and "-" in first
    customers = {row["list_id"] for row in book.customers()}
    assert customers & {row["list_id"] for row in book.items()}, "a ListID is unique only inside its family"


def test_a_job_stands_below_its_customer(book):
    (row,) = [row for row in book.customers() if row["name"] == "Boiler room"]
    assert row["full_name"] == "Lakeside Property Management:Boiler room"
    book.rename("Customer", "Lakeside Property Management", "Lakeside PM")
    shown = one(book, query("Customer", "<FullName>lakeside pm:BOILER ROOM</FullName>")).find("CustomerRet")
    assert shown.findtext("Sublevel") == "1" and shown.findtext("ParentRef/FullName") == "Lakeside PM"


def test_a_mod_changes_what_it_names_and_clears_what_is_empty(book, clock):
    clock.move(minutes=5)
    before = one(book, query("Customer", "<FullName>Azure Interior</FullName>")).find("CustomerRet")
    text = changed("Customer", "Azure Interior", "<Phone>555-9</Phone><Email></Email>")(book)
    after = message_set(book, text).find("*/CustomerRet")
    assert after.findtext("Phone") == "555-9" and after.find("Email") is None
    assert after.findtext("CompanyName") == before.findtext("CompanyName")
    assert int(after.findtext("EditSequence")) > int(before.findtext("EditSequence"))
    assert after.findtext("TimeModified") > before.findtext("TimeModified") == before.findtext("TimeCreated")


def test_edit_sequences_move_within_one_second(book):
    for phone in "123":
        assert codes(message_set(book, changed("Customer", "Azure Interior", f"<Phone>{phone}</Phone>")(book))) == [0]
    sequences = [one(book, query("Customer", "<FullName>Azure Interior</FullName>")).findtext("*/EditSequence")]
    assert int(sequences[0]) > 3


def test_an_item_keeps_five_decimals_and_its_account(book):
    shape = (
        "<SalesOrPurchase><Desc>Bolt</Desc><Price>0.12345</Price><AccountRef><FullName>Sales</FullName></AccountRef>"
    )
    shown = one(book, rq("ItemNonInventoryAdd", f"<Name>Bolt</Name>{shape}</SalesOrPurchase>")).find(
        "ItemNonInventoryRet"
    )
    assert shown.findtext("SalesOrPurchase/Price") == "0.12345"
    text = changed("ItemNonInventory", "Bolt", "<SalesOrPurchaseMod><Price>1</Price></SalesOrPurchaseMod>")(book)
    shown = message_set(book, text).find("*/ItemNonInventoryRet")
    assert shown.findtext("SalesOrPurchase/Price") == "1.00" and shown.findtext("SalesOrPurchase/Desc") == "Bolt"
    assert shown.findtext("SalesOrPurchase/AccountRef/FullName") == "Sales"


def test_both_shapes_and_a_group_of_taxes(book):
    both = (
        "<Name>Subcontract</Name><SalesAndPurchase><SalesPrice>120.00</SalesPrice><IncomeAccountRef><FullName>Sale"
        "s"
        "</FullName></IncomeAccountRef><PurchaseCost>80.00</PurchaseCost><ExpenseAccountRef><FullName>Subcontractor"
        "s"
        "</FullName></ExpenseAccountRef></SalesAndPurchase>"
    )
    assert one(book, rq("ItemServiceAdd", both)).findtext("*/SalesAndPurchase/PurchaseCost") == "80.00"
    members = "".join(
        f"<ItemSalesTaxRef><FullName>{name}</FullName></ItemSalesTaxRef>" for name in ("San Tomas", "Out of state")
    )
    group = one(book, rq("ItemSalesTaxGroupAdd", f"<Name>Two</Name>{members}")).find("ItemSalesTaxGroupRet")
    assert names(group, "ItemSalesTaxRef/FullName") == ["San Tomas", "Out of state"]


def test_the_item_query_mixes_kinds_and_so_does_the_terms_query(book):
    kinds = {element.tag for element in one(book, query("Item"))}
    assert {"ItemServiceRet", "ItemNonInventoryRet", "ItemDiscountRet", "ItemSalesTaxRet"} <= kinds
    assert {element.tag for element in one(book, query("Terms"))} == {
        "StandardTermsRet",
        "DateDrivenTermsRet",
    }
    assert {element.tag for element in one(book, query("ItemSalesTax"))} == {"ItemSalesTaxRet"}


def test_the_entity_query_sees_all_four_lists(book):
    book.add_other_name("Pat Doe", "Employee")
    kinds = {element.tag for element in one(book, query("Entity"))}
    assert kinds == {"CustomerRet", "VendorRet", "OtherNameRet", "EmployeeRet"}


def test_filters_of_a_list(book, clock):
    assert "Riverbend Clinic" not in names(one(book, query("Customer")))
    assert names(one(book, query("Customer", "<ActiveStatus>InactiveOnly</ActiveStatus>"))) == [
        "Riverbend Clinic",
        "Stanton Auto Body",
    ]
    ends = "<NameFilter><MatchCriterion>EndsWith</MatchCriterion><Name>BAKERY</Name></NameFilter>"
    assert names(one(book, query("Customer", ends))) == ["Bayview Bakery"]
    span = "<NameRangeFilter><FromName>a</FromName><ToName>b</ToName></NameRangeFilter>"
    assert names(one(book, query("Customer", span))) == ["Azure Interior", "Bayview Bakery"]
    assert len(one(book, query("Customer", "<MaxReturned>3</MaxReturned>"))) == 3
    income = one(book, query("Account", "<AccountType>Income</AccountType>"))
    assert {element.findtext("AccountType") for element in income} == {"Income"}
    book.enter_invoice("Azure Interior", [("Labor", 1, "500.00")])
    rich = "<TotalBalanceFilter><Operator>GreaterThan</Operator><Amount>100.00</Amount></TotalBalanceFilter>"
    assert names(one(book, query("Customer", rich))) == ["Azure Interior"]


def test_a_query_by_name_finds_inactive_records_and_says_what_is_missing(book):
    answer = one(book, query("Customer", "<FullName>riverbend clinic</FullName><FullName>Nobody</FullName>"), code=500)
    assert names(answer) == ["Riverbend Clinic"] and '"Nobody"' in answer.get("statusMessage")


def test_a_list_id_wins_over_a_name(book):
    azure = book._entry("Customer", "Azure Interior")["list_id"]
    reference = f"<ParentRef><ListID>{azure}</ListID><FullName>Pinecrest HOA</FullName></ParentRef>"
    assert one(book, customer("Kitchen", reference)).findtext("*/FullName") == "Azure Interior:Kitchen"


def test_times_are_local_inclusive_and_shown_with_the_winter_offset(book, clock):
    clock.now = clock.now.replace(hour=9)
    book.change("Customer", "Azure Interior", Phone="1")
    shown = one(book, query("Customer", "<FullName>Azure Interior</FullName>")).findtext("*/TimeModified")
    assert shown == "2024-07-10T09:00:00-08:00", "in July the clock is seven hours behind, the offset says eight"
    since = "<FromModifiedDate>{}</FromModifiedDate>"
    assert names(one(book, query("Customer", since.format("2024-07-10T09:00:00")))) == ["Azure Interior"]
    assert one(book, query("Customer", since.format("2024-07-10T09:00:01")), code=1) is not None
    assert names(one(book, query("Customer", since.format("2024-07-10")))) == ["Azure Interior"]
    # A client that echoes the offset asks for an hour later than it means.
    assert one(book, query("Customer", since.format(shown)), code=1) is not None


def test_pages_of_an_iterator(book):
    names_seen, key, remaining = [], None, None
    while remaining != 0:
        attributes = f'iterator="Continue" iteratorID="{key}"' if key else 'iterator="Start"'
        answer = one(book, query("Customer", f"<MaxReturned>5</MaxReturned>{ALL}", attributes))
        key, remaining = answer.get("iteratorID"), int(answer.get("iteratorRemainingCount"))
        names_seen += names(answer)
    assert len(names_seen) == len(set(names_seen)) == len(book.customers())
    again = query("Customer", f"<MaxReturned>5</MaxReturned>{ALL}", f'iterator="Continue" iteratorID="{key}"')
    one(book, again, code=3391)


def test_an_iterator_does_not_show_what_was_deleted_meanwhile(book):
    answer = one(book, query("Customer", "<MaxReturned>1</MaxReturned>", 'iterator="Start"'))
    book.delete_entry("Customer", "Bayview Bakery")
    more = f'iterator="Continue" iteratorID="{answer.get("iteratorID")}"'
    assert "Bayview Bakery" not in names(one(book, query("Customer", "<MaxReturned>50</MaxReturned>", more)))


def test_meta_data(book):
    assert one(book, query("Account")).get("retCount") is None
    only = one(book, query("Account", "", 'metaData="MetaDataOnly"'))
    assert len(only) == 0 and int(only.get("retCount")) == len(book.accounts())
    page = one(
        book,
        query("Customer", "<MaxReturned>5</MaxReturned>", 'metaData="MetaDataAndResponseData" iterator="Start"'),
    )
    assert int(page.get("retCount")) == 5 + int(page.get("iteratorRemainingCount"))


def test_include_ret_element_trims_and_ignores_wrong_names(book):
    body = "<IncludeRetElement>ListID</IncludeRetElement><IncludeRetElement>Nonsense</IncludeRetElement>"
    assert {child.tag for child in one(book, query("Customer", body))[0]} == {"ListID"}
    added = one(
        book,
        item("Short").replace("</ItemServiceAdd>", "</ItemServiceAdd><IncludeRetElement>Name</IncludeRetElement>"),
    )
    assert [child.tag for child in added[0]] == ["Name"]


def test_an_older_version_does_not_see_newer_elements(book):
    book.change("Customer", "Azure Interior", JobTitle="CEO")
    body = query("Customer", "<FullName>Azure Interior</FullName>")
    assert one(book, body).findtext("*/JobTitle") == "CEO"
    assert one(book, body, version="8.0").find("*/JobTitle") is None


def test_private_data_is_shown_to_its_owner_only(book):
    definition = rq(
        "DataExtDefAdd",
        f"<OwnerID>{OWNER}</OwnerID><DataExtName>Trace</DataExtName><DataExtType>STR255TYPE</DataExtType>"
        "<AssignToObject>Customer</AssignToObject>",
    )
    value = rq(
        "DataExtAdd",
        f"<OwnerID>{OWNER}</OwnerID><DataExtName>Trace</DataExtName><ListDataExtType>Customer</ListDataExtType>"
        "<ListObjRef><FullName>Azure"
        " Interior</FullName></ListObjRef><DataExtValue>res.partner,7</DataExtValue>",
    )
    assert codes(ask(book, definition + value)) == [0, 0]
    name = "<FullName>Azure Interior</FullName>"
    assert one(book, query("Customer", name)).find("*/DataExtRet") is None
    mine = one(book, query("Customer", f"{name}<OwnerID>{OWNER.lower()}</OwnerID>"))
    assert mine.findtext("*/DataExtRet/DataExtValue") == "res.partner,7"


def test_deleted_list_elements_are_remembered_for_ninety_days(book, clock):
    book.delete_entry("Customer", "Pinecrest HOA")
    asked = query("ListDeleted", "<ListDelType>Customer</ListDelType><ListDelType>Vendor</ListDelType>")
    assert one(book, asked).findtext("ListDeletedRet/FullName") == "Pinecrest HOA"
    clock.move(days=91)
    one(book, asked, code=1)


def test_two_lists_may_give_the_same_identity(open_book):
    """What an item refers to is the account, and not the customer who was entered in the same second."""
    book = open_book(sample="empty", clock=HandClock("2024-07-01T08:00:00"))
    book.add_item("Consulting")
    sales = next(row["list_id"] for row in book.accounts() if row["name"] == "Sales")
    names_of = {book.add_customer(f"Customer {number}"): f"Customer {number}" for number in range(40)}
    book.delete_entry("Customer", names_of[sales])
    with pytest.raises(Refusal, match="is used"):
        book.delete_entry("Account", "Sales")


def test_numbers_of_accounts_are_no_part_of_their_names(book):
    sales = one(book, query("Account", "<FullName>Sales</FullName>")).find("AccountRet")
    assert (sales.findtext("AccountNumber"), sales.findtext("FullName")) == ("4000", "Sales")


def test_responses_are_plain_ascii_with_references(book):
    text = book.process_request(doc(query("Customer", "<FullName>caf&#233; uno</FullName>")))
    assert text.startswith('<?xml version="1.0" ?>\n<QBXML>') and text.isascii() and "Caf&#233; Uno" in text
    assert "<?qbxml" not in text and "encoding" not in text


def test_response_data_may_be_left_out(book):
    answer = ask(book, query("Customer") + customer(), 'onError="stopOnError" responseData="includeNone"')
    assert [len(element) for element in answer] == [0, 0] and codes(answer) == [0, 0]
    assert "New Customer" in [row["name"] for row in book.customers()]
