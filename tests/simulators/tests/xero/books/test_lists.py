"""The organisation and its settings: accounts, rates, currencies, tracking; and the books as a whole (XERO 2.1)."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.simulators.xero.books import (
    Bookkeeper,
    Fault,
    Organisation,
    Profile,
    accounts,
    dates,
    samples,
    tax_rates,
    tracking,
)
from tests.simulators.xero.books.call import Call


def write(desk, method, endpoint, *elements, identifier=None, **options):
    return desk.books.write(method, endpoint, identifier, list(elements), options)


def rate(desk, tax_type):
    return desk.books.read("TaxRates", tax_type)


# --- the organisation ---


@pytest.mark.parametrize(
    "kind, country, version, currency",
    [
        ("au", "AU", "AU", "AUD"),
        ("nz", "NZ", "NZ", "NZD"),
        ("gb", "GB", "UK", "GBP"),
        ("us", "US", "US", "USD"),
        ("many", "AU", "AU", "AUD"),
        ("starter", "NZ", "NZ", "NZD"),
    ],
)
def test_the_samples(open_desk, kind, country, version, currency):
    (shown,) = open_desk(kind).books.objects("Organisation")
    assert (shown["CountryCode"], shown["Version"], shown["BaseCurrency"]) == (country, version, currency)
    assert shown["OrganisationID"] == samples.TENANT
    assert "PeriodLockDate" not in shown


def test_lock_dates_are_shown_and_taken_away(desk):
    desk.keeper.lock_period("2026-06-30")
    desk.keeper.lock_year("2025-06-30")
    shown = desk.books.read("Organisation")
    assert shown["PeriodLockDate"] == dates.ms("2026-06-30") == "/Date(1782777600000+0000)/"
    assert shown["EndOfYearLockDate"] == dates.ms("2025-06-30")
    desk.keeper.lock_period(None)
    assert "PeriodLockDate" not in desk.books.read("Organisation")


def actions(desk):
    return {one["Name"]: one["Status"] for one in desk.books.objects("Organisation", {"sub": "Actions"})}


def test_actions_follow_the_plan(open_desk):
    assert actions(open_desk("many"))["UseMulticurrency"] == "ALLOWED"
    grow = open_desk("au", plan="GROW")
    assert actions(grow)["UseMulticurrency"] == "NOT-ALLOWED"
    assert actions(grow)["CreateApprovedInvoice"] == "ALLOWED"
    assert actions(open_desk("au", plan="LEDGER"))["CreateApprovedInvoice"] == "NOT-ALLOWED"
    assert actions(open_desk("us", automatic_sales_tax=True))["CreateApprovedInvoice"] == "NOT-ALLOWED"
    grow.keeper.change_plan("ULTIMATE")
    assert actions(grow)["UseMulticurrency"] == "ALLOWED"
    assert grow.books.read("Organisation")["Class"] == "ULTIMATE"


def test_profiles_that_cannot_be(open_desk):
    for wrong in ({"country": "FR"}, {"plan": "GOLD"}, {"plan": "GROW", "currencies": ("EUR",)}):
        with pytest.raises(ValueError):
            Profile(**wrong)
    with pytest.raises(ValueError):
        Profile(sales_tax_basis="SOMETIMES")


def test_days_are_those_of_the_time_zone(open_desk, clock):
    clock.now = datetime(2026, 11, 20, 13, 30)
    assert open_desk("au").books.clock.today() == "2026-11-21"
    assert open_desk("us").books.clock.today() == "2026-11-20"
    clock.now = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    assert open_desk("nz").books.clock.stamp() == "2026-11-20T13:30:00.000"


# --- accounts ---


def test_the_books_have_their_own_accounts(desk):
    shown = {one.get("SystemAccount"): one for one in desk.books.objects("Accounts")}
    assert {"DEBTORS", "CREDITORS", "GST", "ROUNDING", "RETAINEDEARNINGS"} <= set(shown)
    assert shown["DEBTORS"]["Class"] == "ASSET"


def test_codes_are_the_organisations_own(open_desk):
    assert open_desk("au").code("Sales") == "200"
    assert open_desk("gb").code("Sales") == "4000"
    assert "Code" not in open_desk("au").books.account("Business Savings Account")


def test_an_account_is_made_changed_and_archived(desk):
    (made,) = write(desk, "PUT", "Accounts", {"Name": "Fuel", "Code": "450", "Type": "EXPENSE"})
    assert made["element"]["TaxType"] == "INPUT"
    who = made["element"]["AccountID"]
    (changed,) = write(desk, "POST", "Accounts", {"EnablePaymentsToAccount": True}, identifier=who)
    assert changed["element"]["EnablePaymentsToAccount"] is True
    assert changed["element"]["Name"] == "Fuel"
    (archived,) = write(desk, "POST", "Accounts", {"Status": "ARCHIVED"}, identifier=who)
    assert archived["element"]["Status"] == "ARCHIVED"
    assert archived["element"] in desk.books.objects("Accounts")


def test_a_rate_or_currency_that_went_stops_no_later_change(desk):
    desk.keeper.use_currencies("EUR")
    desk.keeper.add_account("Bank EUR", "BANK", "BKE", CurrencyCode="EUR")
    desk.keeper.drop_currency("EUR")
    desk.keeper.change_tax_rate("OUTPUT", Status="DELETED")
    for code in ("BKE", "200"):
        assert (
            write(desk, "POST", "Accounts", {"Name": f"New {code}"}, identifier=desk.account(code))[0]["errors"] == []
        )
    (result,) = write(desk, "POST", "Accounts", {"TaxType": "OUTPUT"}, identifier=desk.account("200"))
    assert result["errors"] == ["The TaxType code 'OUTPUT' cannot be used with account code '200'."]


def test_what_is_for_banks_alone(desk):
    (result,) = write(desk, "PUT", "Accounts", {"Name": "A", "Code": "A", "Type": "EXPENSE", "BankAccountNumber": "1"})
    assert result["errors"] == ["BankAccountNumber is for accounts of type BANK."]
    (made,) = write(
        desk, "PUT", "Accounts", {"Name": "B", "Type": "BANK", "BankAccountNumber": "1", "Description": "D"}
    )
    assert "Description" not in made["element"]
    assert made["element"]["CurrencyCode"] == "AUD"
    (result,) = write(desk, "POST", "Accounts", {"Type": "EXPENSE"}, identifier=made["element"]["AccountID"])
    assert "A bank account stays one." in result["errors"]


def test_a_system_account_may_be_renamed(desk):
    (changed,) = write(desk, "POST", "Accounts", {"Name": "Debtors", "Code": "611"}, identifier=desk.account("610"))
    assert changed["errors"] == [] and changed["element"]["SystemAccount"] == "DEBTORS"


def test_a_deleted_account_is_not_listed_and_its_code_is_free(desk):
    (gone,) = write(desk, "DELETE", "Accounts", identifier=desk.account("210"))
    assert gone["element"]["Status"] == "DELETED"
    assert "210" not in {one.get("Code") for one in desk.books.objects("Accounts")}
    assert write(desk, "PUT", "Accounts", {"Name": "Other", "Code": "210", "Type": "REVENUE"})[0]["errors"] == []


@pytest.mark.parametrize(
    "reference, fine",
    [
        ({"Code": "090"}, True),
        ({"Code": "855"}, True),
        ({"Code": "200"}, False),
        ({"Code": "999"}, False),
        ({}, False),
        ({"AccountID": "00000000-0000-0000-0000-000000000001"}, False),
    ],
)
def test_which_accounts_take_payments(desk, reference, fine):
    call = Call("PUT", {})
    assert (accounts.for_money(desk.books, reference, call) is not None) == fine == (not call.problems)


def test_a_bank_account_without_a_code_takes_payments_by_its_id(desk):
    reference = {"AccountID": desk.account("Business Savings Account")}
    assert accounts.for_money(desk.books, reference, Call("PUT", {}))["Type"] == "BANK"


# --- tax rates ---


@pytest.mark.parametrize(
    "kind, tax_type, percent",
    [
        ("au", "OUTPUT", "10"),
        ("nz", "OUTPUT2", "15"),
        ("gb", "OUTPUT2", "20"),
        ("gb", "RROUTPUT", "5"),
        ("us", "OUTPUT", "0"),
    ],
)
def test_rates_of_the_countries(open_desk, kind, tax_type, percent):
    shown = rate(open_desk(kind), tax_type)
    assert shown["EffectiveRate"] == shown["DisplayTaxRate"] == Decimal(percent)
    assert shown["CanApplyToRevenue"] and not shown["CanApplyToExpenses"]


def test_rates_of_several_components(open_desk):
    desk = open_desk("us")
    tucson = next(one for one in desk.books.objects("TaxRates") if one["Name"] == "Tucson 8.7%")
    assert tucson["TaxType"] == "TAX003"
    assert tucson["EffectiveRate"] == Decimal("8.7")
    assert len(tucson["TaxComponents"]) == 3
    (made,) = write(
        desk,
        "PUT",
        "TaxRates",
        {"Name": "On top", "TaxComponents": [{"Name": "A", "Rate": 5}, {"Name": "B", "Rate": 8, "IsCompound": True}]},
    )
    assert made["element"]["TaxType"] == "TAX004"
    assert made["element"]["EffectiveRate"] == Decimal("13.4")


def test_a_rate_is_renamed_and_deleted(desk):
    write(desk, "POST", "TaxRates", {"TaxType": "OUTPUT", "Name": "GST we charge"})
    assert rate(desk, "OUTPUT")["Name"] == "GST we charge"
    assert rate(desk, "OUTPUT")["EffectiveRate"] == 10
    write(desk, "POST", "TaxRates", {"TaxType": "OUTPUT", "Status": "DELETED"})
    assert "OUTPUT" not in {one["TaxType"] for one in desk.books.objects("TaxRates")}
    assert tax_rates.by_type(desk.books, "OUTPUT") is None


def test_rates_go_with_classes_of_accounts(open_desk):
    books = open_desk("gb").books
    sales, cost = books.account("Sales"), books.account("Subcontractors")
    output, none = tax_rates.by_type(books, "OUTPUT2"), tax_rates.by_type(books, "NONE")
    assert tax_rates.applies(output, sales) and not tax_rates.applies(output, cost)
    assert tax_rates.applies(none, sales) and tax_rates.applies(none, cost)


# --- currencies, tracking, themes ---


def test_a_currency_is_subscribed_to_once(desk):
    for _time in range(2):
        (made,) = write(desk, "PUT", "Currencies", {"Code": "EUR"})
        assert made["element"] == {"Code": "EUR", "Description": "Euro"}
    assert [one["Code"] for one in desk.books.objects("Currencies")] == ["AUD", "EUR"]
    desk.keeper.drop_currency("EUR")
    assert [one["Code"] for one in desk.books.objects("Currencies")] == ["AUD"]


def region(desk):
    return next(one for one in desk.books.objects("TrackingCategories") if one["Name"] == "Region")


def test_options_of_a_category(desk):
    who = region(desk)["TrackingCategoryID"]
    first, second = write(
        desk, "PUT", "TrackingCategories", {"Name": "East"}, {"Name": "West"}, identifier=who, sub="Options"
    )
    assert [one["Name"] for one in region(desk)["Options"]] == ["North", "South", "East", "West"]
    key = second["element"]["TrackingOptionID"]
    write(desk, "POST", "TrackingCategories", {"Name": "Far west"}, identifier=who, sub="Options", sub_id=key)
    write(
        desk, "DELETE", "TrackingCategories", identifier=who, sub="Options", sub_id=first["element"]["TrackingOptionID"]
    )
    assert [one["Name"] for one in region(desk)["Options"]] == ["North", "South", "Far west"]


def tracked(desk, *parts):
    call = Call("PUT", {})
    made = tracking.for_line(desk.books, list(parts), call, "LineItems[0]")
    return [(one["Name"], one["Option"]) for one in made], len(call.problems)


def test_tracking_of_lines(desk):
    """A category and an option, by names or by ids; one option of a category, two categories (facts 2.1)."""
    shown = region(desk)
    ids = {
        "TrackingCategoryID": shown["TrackingCategoryID"],
        "TrackingOptionID": shown["Options"][1]["TrackingOptionID"],
    }
    north, red = {"Name": "Region", "Option": "North"}, {"Name": "Crew", "Option": "Red"}
    assert tracked(desk, north, red) == ([("Region", "North"), ("Crew", "Red")], 0)
    assert tracked(desk, ids) == ([("Region", "South")], 0)
    assert tracked(desk, {"Name": "Region"}) == ([], 1)
    assert tracked(desk, {"Option": "North"}) == ([], 1)
    assert tracked(desk, {"Name": "Region", "Option": "Red"}) == ([], 1)
    assert tracked(desk, {**ids, "TrackingCategoryID": "0" * 36, "Name": "Region"}) == ([], 1)
    assert tracked(desk, north, {"Name": "Region", "Option": "South"}) == ([("Region", "North")], 1)
    assert tracked(desk, north, red, north)[1] == 1
    key = shown["Options"][0]["TrackingOptionID"]
    write(
        desk,
        *("POST", "TrackingCategories", {"Status": "ARCHIVED"}),
        identifier=shown["TrackingCategoryID"],
        sub="Options",
        sub_id=key,
    )
    assert tracked(desk, north) == ([], 1)


def test_a_category_is_made_while_there_is_room(open_desk):
    desk = open_desk("nz")
    made = [write(desk, "PUT", "TrackingCategories", {"Name": name})[0] for name in ("A", "B", "C")]
    assert [bool(one["errors"]) for one in made] == [False, False, True]
    assert made[0]["element"]["Options"] == []


def test_the_name_of_a_deleted_option_is_free(desk):
    shown = region(desk)
    who, key = shown["TrackingCategoryID"], shown["Options"][0]["TrackingOptionID"]
    write(desk, "DELETE", "TrackingCategories", identifier=who, sub="Options", sub_id=key)
    (made,) = write(desk, "PUT", "TrackingCategories", {"Name": "North"}, identifier=who, sub="Options")
    assert made["errors"] == []


def test_an_archived_category_is_listed_when_asked_for(desk):
    who = region(desk)["TrackingCategoryID"]
    write(desk, "POST", "TrackingCategories", {"Status": "ARCHIVED"}, identifier=who)
    assert [one["Name"] for one in desk.books.objects("TrackingCategories")] == ["Crew"]
    assert len(desk.books.objects("TrackingCategories", {"includeArchived": True})) == 2
    (gone,) = write(desk, "DELETE", "TrackingCategories", identifier=who)
    assert gone["element"]["Status"] == "DELETED"
    assert len(desk.books.objects("TrackingCategories", {"includeArchived": True})) == 1


def test_branding_themes_are_listed(desk):
    desk.keeper.add_branding_theme("Fancy")
    assert [(one["Name"], one["SortOrder"]) for one in desk.books.objects("BrandingThemes")] == [
        ("Standard", 0),
        ("Fancy", 1),
    ]


# --- the whole ---


def test_books_are_kept_in_a_file(desk, tmp_path, clock):
    desk.keeper.change_contact("Azure Interior", FirstName="Ann")
    desk.books.save(tmp_path / "books.json")
    again = Organisation.open(tmp_path / "books.json", clock)
    assert again.profile == desk.books.profile
    assert again.switches == desk.books.switches
    for endpoint in ("Organisation", "Accounts", "TaxRates", "Contacts", "Items", "TrackingCategories"):
        assert again.objects(endpoint) == desk.books.objects(endpoint)
    assert Bookkeeper(again).add_contact("New")["ContactID"] == desk.keeper.add_contact("New")["ContactID"]


def test_what_a_person_does_is_all_or_nothing(desk):
    before = desk.books.snapshot()
    with pytest.raises(LookupError), desk.books.at_once("bookkeeper"):
        desk.keeper.add_contact("A")
        desk.keeper.merge_contacts("Nobody", "Azure Interior")
    assert desk.books.snapshot() == before


def test_what_nobody_foresaw_can_be_shown(desk):
    desk.keeper.surprise("Organisation", None, Class="COLOSSUS")
    desk.keeper.surprise("Contacts", desk.contact("Azure Interior"), TaxNumberType="TAXNUMBERTYPE/SSN")
    assert desk.books.read("Organisation")["Class"] == "COLOSSUS"
    assert desk.books.read("Contacts", desk.contact("Azure Interior"))["TaxNumberType"] == "TAXNUMBERTYPE/SSN"


def test_unknown_endpoints(desk):
    for attempt in (desk.books.objects, desk.books.read):
        with pytest.raises(Fault) as caught:
            attempt("Customers")
        assert caught.value.status == 404


def test_filling_is_fast_and_regular(desk):
    desk.books.fill(customers=30, items=20)
    desk.books.fill(customers=10)
    assert desk.books.contact("Customer 00040")["EmailAddress"] == "ap40@customer.example"
    assert desk.books.item("SKU-00020")["Name"] == "Item 00020"
    # One second each: what came after the 45th is the rest.
    late = desk.books.objects("Contacts", {"since": "2020-01-01T08:00:51"})
    assert [one["Name"] for one in late if one["Name"].startswith("Customer")] == [
        f"Customer 000{n}" for n in range(31, 41)
    ]
    assert desk.keeper.add_contact("Customer 00041")
    assert desk.books.write("PUT", "Contacts", None, [{"Name": "customer 00001"}])[0]["errors"]


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T23:59:59", "2026-11-20"),
        ("2026-11-20T23:00:00+10:00", "2026-11-20"),
        ("2026-11-20T00:00:00Z", "2026-11-20"),
        ("/Date(1795132800000)/", "2026-11-20"),
        ("/Date(1795132800000+0000)/", "2026-11-20"),
        ("20/11/2026", None),
        ("2026-02-30", None),
        ("", None),
        ("/Date(99999999999999999)/", None),
    ],
)
def test_days_that_can_be_read(text, day):
    assert dates.read_day(text) == day
