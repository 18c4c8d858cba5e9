"""Items: codes, both sides, tracked ones (XERO 2.3)."""

from decimal import Decimal

import pytest

from tests.simulators.xero.books import Fault, items
from tests.simulators.xero.books.call import Call

STOCK = {"InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310", "UnitPrice": "2"}}


def write(desk, method, *elements, identifier=None, **options):
    return desk.books.write(method, "Items", identifier, list(elements), options)


def one(desk, method, identifier=None, unitdp=2, **fields):
    (result,) = write(desk, method, fields, identifier=identifier, unitdp=unitdp)
    assert result["errors"] == []
    return result["element"]


def test_an_item_looks_as_xero_shows_one(desk):
    made = one(desk, "PUT", Code="NEW", Name="New", SalesDetails={"UnitPrice": "9.9", "AccountCode": "200"})
    assert made["SalesDetails"] == {"UnitPrice": Decimal("9.90"), "AccountCode": "200"}
    assert made["PurchaseDetails"] == {}
    assert (made["IsSold"], made["IsPurchased"], made["IsTrackedAsInventory"]) == (True, True, False)


def test_prices_have_two_places_unless_four_are_asked_for(desk):
    two = one(desk, "PUT", Code="A", SalesDetails={"UnitPrice": Decimal("1.23456")})
    four = one(desk, "PUT", Code="B", SalesDetails={"UnitPrice": Decimal("1.23456")}, unitdp=4)
    assert (two["SalesDetails"]["UnitPrice"], four["SalesDetails"]["UnitPrice"]) == (Decimal("1.23"), Decimal("1.2346"))
    # It is kept with four and shown rounded (facts 2.5).
    assert desk.books.read("Items", "B")["SalesDetails"]["UnitPrice"] == Decimal("1.23")
    assert desk.books.read("Items", "B", {"unitdp": 4})["SalesDetails"]["UnitPrice"] == Decimal("1.2346")
    # What a request does not mention keeps its places.
    one(desk, "POST", desk.item("B"), Name="Bee", SalesDetails={"AccountCode": "200"})
    assert desk.books.read("Items", "B", {"unitdp": 4})["SalesDetails"]["UnitPrice"] == Decimal("1.2346")


def test_a_post_to_the_list_updates_by_code(desk):
    before = desk.item("SRV-1")
    changed = one(desk, "POST", Code="SRV-1", Name="Call")
    assert changed["ItemID"] == before
    assert changed["Description"] == "Service call, first hour"
    assert one(desk, "POST", Code="SRV-10", Name="Call")["ItemID"] != before


def test_a_new_code_frees_the_old_one(desk):
    one(desk, "POST", desk.item("SRV-1"), Code="SRV-1B")
    one(desk, "PUT", Code="SRV-1")
    assert desk.books.read("Items", "SRV-1B")["Name"] == "Service call"


def test_what_is_no_longer_sold_loses_that_side(desk):
    changed = one(desk, "POST", desk.item("SRV-1"), IsSold=False)
    assert changed["SalesDetails"] == {}
    assert "Description" not in changed
    kept = one(desk, "POST", desk.item("SRV-2"), IsPurchased=False)
    assert kept["SalesDetails"]["UnitPrice"] == Decimal("95.00")


def test_a_side_is_changed_field_by_field(desk):
    changed = one(desk, "POST", desk.item("SRV-1"), SalesDetails={"AccountCode": "220"})
    assert changed["SalesDetails"] == {"UnitPrice": Decimal("125.00"), "AccountCode": "220"}


def test_a_deleted_item_vanishes_silently(desk):
    told = []
    write(desk, "DELETE", identifier=desk.item("SRV-1"))
    desk.books.listeners.append(told.append)
    assert "SRV-1" not in {row["Code"] for row in desk.books.objects("Items", {"since": "2020-01-01"})}
    with pytest.raises(Fault):
        desk.books.read("Items", "SRV-1")
    one(desk, "PUT", Code="SRV-1")


# --- stock ---


def stock(desk, quantity, cost=0, allow=False):
    call = Call("PUT", {"allow_backorders": allow})
    items.move_stock(desk.books, desk.item("STK"), quantity, cost, call, "LineItems[0]")
    return [str(problem) for problem in call.problems]


def test_stock_moves_with_documents_alone(desk):
    made = one(desk, "PUT", Code="STK", **STOCK, QuantityOnHand=5, TotalCostPool=10)
    assert (made["IsTrackedAsInventory"], made["QuantityOnHand"], made["TotalCostPool"]) == (True, 0, 0)
    assert stock(desk, 4, Decimal("10.00")) == []
    assert stock(desk, -1) == []
    shown = desk.books.read("Items", "STK")
    assert (shown["QuantityOnHand"], shown["TotalCostPool"]) == (3, Decimal("7.50"))


def test_more_than_there_is_needs_backorders(desk):
    one(desk, "PUT", Code="STK", **STOCK)
    assert stock(desk, -1) == ["There is not enough stock of item 'STK'."]
    assert stock(desk, -1, allow=True) == []
    assert desk.books.read("Items", "STK")["QuantityOnHand"] == -1


def test_untracked_items_have_no_stock(desk):
    call = Call("PUT", {})
    items.move_stock(desk.books, desk.item("SRV-1"), -1, 0, call)
    assert call.problems == []
    assert "QuantityOnHand" not in desk.books.read("Items", "SRV-1")


# --- finer points ---


def test_what_was_all_right_stops_no_later_change(desk):
    one(desk, "POST", desk.item("SRV-3"), SalesDetails={"TaxType": "OUTPUT"})
    desk.keeper.archive_account("210")
    desk.keeper.change_tax_rate("OUTPUT", Status="DELETED")
    one(desk, "POST", desk.item("SRV-3"), Name="Emergency")
    (result,) = write(desk, "POST", {"SalesDetails": {"UnitPrice": 1}}, identifier=desk.item("SRV-3"))
    assert len(result["errors"]) == 2


def test_a_put_with_an_id_makes_nothing(desk):
    (result,) = write(desk, "PUT", {"ItemID": desk.item("SRV-1"), "Code": "NEW"})
    assert result["errors"]
    (result,) = write(desk, "POST", {"ItemID": desk.item("SRV-1"), "Code": "NEW"})
    assert result["errors"] == [] and result["element"]["Code"] == "NEW"


def test_a_deleted_item_is_not_found_by_its_id(desk):
    who = desk.item("SRV-1")
    write(desk, "DELETE", identifier=who)
    (result,) = write(desk, "POST", {"ItemID": who, "Code": "SRV-1"})
    assert result["errors"] == ["The document with the supplied id was not found for this endpoint."]
    for identifier in (who, "SRV-1", ""):
        with pytest.raises(Fault):
            desk.books.read("Items", identifier)


def test_a_code_of_spaces_is_none(desk):
    assert write(desk, "PUT", {"Code": "  "})[0]["errors"] == ["Price List Item Code must be supplied"]


def test_a_tracked_item_that_nothing_used(desk):
    one(desk, "PUT", Code="STK", **STOCK)
    changed = one(desk, "POST", desk.item("STK"), InventoryAssetAccountCode="", PurchaseDetails={"COGSAccountCode": ""})
    assert changed["IsTrackedAsInventory"] is False and "QuantityOnHand" not in changed
    one(desk, "POST", desk.item("STK"), **STOCK)
    assert write(desk, "DELETE", identifier=desk.item("STK"))[0]["errors"] == []


def test_an_untracked_item_that_was_used_is_changed_and_deleted(desk):
    items.use(desk.books, desk.item("SRV-1"))
    one(desk, "POST", desk.item("SRV-1"), Name="Call")
    (result,) = write(desk, "POST", STOCK, identifier=desk.item("SRV-1"))
    assert result["errors"] == ["An item that was used cannot begin or cease to be tracked."]
    assert write(desk, "DELETE", identifier=desk.item("SRV-1"))[0]["errors"] == []
