"""The company as a whole: changes, snapshots, files, bulk, events, several at once (QBO 4.1, 4.6, 10)."""

import threading
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.simulators.quickbooks_online.books import Bookkeeper, Company, Fault, samples
from tests.simulators.quickbooks_online.books.bulk import customer_name
from tests.simulators.quickbooks_online.books.rules.rule import change, create, delete, payment, sale
from tests.steps import steps

PACIFIC = ZoneInfo("America/Los_Angeles")


def ids(rows):
    return [row["Id"] for row in rows]


def test_changes_since_a_moment(desk, clock):
    clock.move(minutes=10)
    since = clock().replace(tzinfo=PACIFIC)
    assert desk.company.changes(["Customer", "Invoice"], since) == {"Customer": [], "Invoice": []}
    made = sale(DocNumber="7")(desk)
    clock.move(minutes=1)
    change("Customer", "Café Uno", Notes="N")(desk)
    seen = desk.company.changes(["Customer", "Invoice"], since)
    assert ids(seen["Invoice"]) == [made["Id"]]
    assert [row["DisplayName"] for row in seen["Customer"]] == ["Azure Interior", "Café Uno"]
    assert desk.company.changes(["Invoice"], clock().replace(tzinfo=PACIFIC))["Invoice"] == []


def test_each_object_once_as_it_is_now(desk, clock):
    since = clock().replace(tzinfo=PACIFIC)
    sale(DocNumber="7")(desk)
    change("Invoice", "7", PrivateNote="N")(desk)
    payment("10.00", ("7", "10.00"))(desk)
    (seen,) = desk.company.changes(["Invoice"], since)["Invoice"]
    assert seen["SyncToken"] == "2" and seen["Balance"] == 0


def test_what_is_put_away_is_shown_whole(desk, clock):
    clock.move(minutes=10)
    since = clock().replace(tzinfo=PACIFIC)
    change("Customer", "Café Uno", Active=False)(desk)
    (seen,) = desk.company.changes(["Customer"], since)["Customer"]
    assert seen["DisplayName"] == "Café Uno (deleted)" and not seen["Active"]


def test_changes_do_not_cover_tax(desk):
    assert desk.company.changes(["TaxCode", "Item"], datetime(2020, 1, 1, tzinfo=PACIFIC)).keys() == {"Item"}


def test_a_clock_put_back_loses_nothing(desk, clock):
    since = clock().replace(tzinfo=PACIFIC)
    clock.move(hours=1)
    sale(DocNumber="7")(desk)
    clock.move(minutes=-30)
    sale(DocNumber="8")(desk)
    assert len(desk.company.changes(["Invoice"], since)["Invoice"]) == 2


def test_an_unknown_entity(desk):
    for ask in (
        lambda: desk.company.objects("Budget"),
        lambda: desk.company.changes(["Budget"], datetime.now(PACIFIC)),
    ):
        with pytest.raises(Fault, match="500"):
            ask()


def test_a_snapshot_brings_everything_back(desk):
    kept = desk.company.snapshot()
    before = {entity: desk.company.objects(entity) for entity in ("Customer", "Invoice", "Preferences")}
    sale(DocNumber="7")(desk)
    desk.keeper.close_books("2026-01-31")
    desk.company.restore(kept)
    assert {entity: desk.company.objects(entity) for entity in before} == before
    assert sale(DocNumber="7")(desk)["SyncToken"] == "0"


def test_a_company_in_a_file(desk, clock, tmp_path):
    sale(DocNumber="7", TxnTaxDetail={"TotalTax": Decimal("1.10")})(desk)
    payment("5.00", ("7", "5.00"))(desk)
    desk.company.upload({"FileName": "a.txt"}, b"\x00\xffwords", "", "text/plain")
    desk.company.save(tmp_path / "books.json")
    again = Company.open(tmp_path / "books.json", clock)
    assert (again.realm, again.profile, again.switches) == (
        desk.company.realm,
        desk.company.profile,
        desk.company.switches,
    )
    for entity in ("Customer", "Invoice", "Payment", "Account", "Preferences", "Attachable"):
        assert again.objects(entity) == desk.company.objects(entity)
    assert again.file(again.objects("Attachable")[0]["Id"]) == b"\x00\xffwords"
    Bookkeeper(again).receive_payment("7", 1)
    assert again.open_amount("7") == 4


def test_bulk_is_whole_and_a_change_in_it_is_no_more_work(open_desk):
    desk, small = open_desk(), open_desk()
    desk.company.fill(customers=20_000, items=5_000, invoices=100)
    small.company.fill(customers=200, items=50, invoices=100)
    assert len(desk.company.objects("Customer")) >= 20_000 and len(desk.company.invoices()) == 100
    many, few = (steps(lambda one=one: change("Customer", customer_name(77), Notes="N")(one)) for one in (desk, small))
    assert many < 2 * few
    seen = desk.company.changes(["Customer", "Item"], desk.company.clock.now())
    assert [row["DisplayName"] for row in seen["Customer"]] == [customer_name(77)]
    desk.company.restore(desk.company.snapshot())
    with pytest.raises(Fault, match="6240"):
        create("Customer", {"DisplayName": customer_name(5).upper()})(desk)
    desk.keeper.receive_payment("B000007")
    assert desk.company.open_amount("B000007") == 0


def test_listeners_hear_of_every_write_that_stands(desk):
    heard = []
    desk.company.listeners.append(heard.append)
    made = sale(DocNumber="7")(desk)
    payment("10.00", ("7", "10.00"))(desk)
    delete("Invoice", "7", "void")(desk)
    told = [(one.entity, one.operation) for one in heard if one.id == made["Id"] and one.entity == "Invoice"]
    assert told == [("Invoice", "Create"), ("Invoice", "Update"), ("Invoice", "Void")]
    assert ("Payment", "Create") in [(one.entity, one.operation) for one in heard]


def test_a_merge_names_both(desk):
    heard, loser = [], desk.ref("Customer", "Café Uno")["value"]
    made = sale(customer="Café Uno", DocNumber="7")(desk)
    desk.company.listeners.append(heard.append)
    desk.keeper.merge("Customer", "Café Uno", "Azure Interior")
    survivor = desk.ref("Customer", "Azure Interior")["value"]
    (told,) = [one for one in heard if one.operation == "Merge"]
    assert (told.entity, told.id, told.deleted_id) == ("Customer", survivor, loser)
    shown = desk.company.read("Invoice", made["Id"])
    assert shown["CustomerRef"] == {"value": survivor, "name": "Azure Interior"} and shown["SyncToken"] == "0"
    assert desk.company.balances() == {"Azure Interior": 10}
    with pytest.raises(Fault, match="610"):
        desk.company.read("Customer", loser)


def test_several_at_once(desk):
    def enter(number):
        sale(DocNumber=f"T{number}")(desk)

    threads = [threading.Thread(target=enter, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row["Id"] for row in desk.company.objects("Invoice")}) == 20
    assert desk.company.balances() == {"Azure Interior": 200}


@pytest.mark.parametrize("kind", samples.PROFILES)
def test_samples_are_believable(open_desk, kind):
    company = open_desk(kind).company
    summary = company.summary()
    assert summary["customers"] >= 8 and summary["items"] >= 7 and summary["country"] == company.profile.country
    assert company.trial_balance() == {}


def test_another_plan(desk):
    desk.keeper.enter_bill("Wood Corner", [("Fuel", 1)])
    desk.keeper.change_plan("simple_start")
    with pytest.raises(Fault, match="5020"):
        desk.keeper.enter_bill("Wood Corner", [("Fuel", 1)])
    info = desk.company.read("CompanyInfo", "1")
    assert {"Name": "OfferingSku", "Value": "QuickBooks Online Simple Start"} in info["NameValue"]


def test_part_of_something_that_failed_is_not_told(desk):
    heard = []
    desk.company.listeners.append(heard.append)
    with pytest.raises(Fault), desk.company.at_once("bookkeeper"):
        desk.keeper.add_customer("New")
        desk.keeper.add_customer("Azure Interior")
    assert heard == [] and desk.company.find("Customer", "New") is None


def test_an_upload_that_cannot_be(desk):
    with pytest.raises(Fault, match="6041"):
        desk.company.upload({"FileName": "a.pdf"}, b"x", "", "a pdf")
    with pytest.raises(Fault, match="2500"):
        desk.company.upload({"AttachableRef": [{"EntityRef": {"type": "Invoice", "value": "9"}}]}, b"x", "a.pdf", "a/b")
    assert desk.company.objects("Attachable") == []


def test_the_trial_balance_of_everything(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Thermostat", 1, "100")], number="7")
    desk.keeper.enter_bill("Wood Corner", [("Fuel", "30")])
    assert desk.company.trial_balance() == {
        "Accounts Receivable (A/R)": Decimal("109.38"),
        "Sales Tax Payable": Decimal("-9.38"),
        "Sales of Product Income": Decimal(-100),
        "Fuel": Decimal(30),
        "Accounts Payable (A/P)": Decimal(-30),
    }
    assert desk.company.overview()["summary"]["open"] == Decimal("109.38")
