"""Customers, vendors, items and the small lists (QBO 2.3 to 2.5)."""

from decimal import Decimal

from tests.simulators.quickbooks_online.books.rules.names import service
from tests.simulators.quickbooks_online.books.rules.rule import change, create, run, sale


def test_what_comes_back_of_a_customer(desk):
    made = create("Customer", {"GivenName": "Ada", "FamilyName": "Byron"})(desk)
    assert made["DisplayName"] == made["FullyQualifiedName"] == made["PrintOnCheckName"] == "Ada Byron"
    assert made["Active"] and not made["Job"] and made["Balance"] == 0
    assert (made["SyncToken"], made["domain"], made["sparse"]) == ("0", "QBO", False)
    assert made["MetaData"]["LastUpdatedTime"] == "2026-02-10T09:00:00-08:00"


def test_a_job_under_its_parent(desk):
    parent = desk.ref("Customer", "Azure Interior")
    made = create("Customer", {"DisplayName": "Kitchen", "Job": True, "ParentRef": parent})(desk)
    assert (made["FullyQualifiedName"], made["Level"]) == ("Azure Interior:Kitchen", 1)
    change("Customer", "Azure Interior", DisplayName="Azure")(desk)
    assert desk.company.read("Customer", made["Id"])["FullyQualifiedName"] == "Azure:Kitchen"


def test_a_new_name_shows_where_the_record_is_mentioned(desk):
    made = sale()(desk)
    change("Customer", "Azure Interior", DisplayName="Azure")(desk)
    shown = desk.company.read("Invoice", made["Id"])
    assert shown["CustomerRef"]["name"] == "Azure" and shown["SyncToken"] == "0"


def test_what_is_put_away_frees_its_name(desk):
    change("Customer", "Azure Interior", Active=False)(desk)
    assert desk.company.find("Customer", "Azure Interior (deleted)")
    create("Customer", {"DisplayName": "Azure Interior"})(desk)
    again = change("Customer", "Azure Interior", Active=False)(desk)
    assert again["DisplayName"] == "Azure Interior (deleted 2)"


def test_a_person_puts_away_who_owes_something(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Labor", 1, "10")])
    assert run(desk, change("Customer", "Azure Interior", Active=False)) == 6220
    desk.keeper.set_active("Customer", "Azure Interior", False)
    assert desk.company.find("Customer", "Azure Interior (deleted)")["Balance"] == 0
    assert len(desk.company.journal_entries()) == 1


def test_a_tax_number_comes_back_masked(desk):
    made = create("Customer", {"DisplayName": "C", "PrimaryTaxIdentifier": "12-3456789"})(desk)
    assert made["PrimaryTaxIdentifier"] == "XXXXXX6789"
    noted = change("Customer", "C", Notes="N")(desk)
    assert noted["PrimaryTaxIdentifier"] == "XXXXXX6789"
    assert desk.company.mark("Customer", made["Id"], "tax_number") == "12-3456789"
    change("Customer", "C", PrimaryTaxIdentifier="XXXXXX6789")(desk)
    assert desk.company.mark("Customer", made["Id"], "tax_number") == "XXXXXX6789"


def test_a_full_update_of_a_vendor_takes_away_what_it_does_not_say(desk):
    desk.keeper.change("Vendor", "Wood Corner", Notes="N")
    made = change("Vendor", "Wood Corner", sparse=False, Notes=None)(desk)
    assert "Notes" not in made


def test_a_currency_of_the_customers_own(open_desk):
    desk = open_desk(multicurrency=True)
    assert desk.company.find("Customer", "Brioche Paris")["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
    assert run(desk, create("Customer", {"DisplayName": "C", "CurrencyRef": {"value": "CHF"}})) == 6000


def test_an_item_in_a_category(desk):
    desk.keeper.add_category("Parts")
    income = desk.ref("Account", "Services")
    parent = {"SubItem": True, "ParentRef": desk.ref("Item", "Parts")}
    made = create("Item", {"Name": "Labor", "Type": "Service", "IncomeAccountRef": income, **parent})(desk)
    assert made["FullyQualifiedName"] == "Parts:Labor"


def test_accounts_show_their_balances(desk):
    desk.keeper.enter_journal([("Checking", 100, 0), ("Van Loan", 0, 100)])
    shown = {row["Name"]: row["CurrentBalance"] for row in desk.company.objects("Account")}
    assert shown["Checking"] == shown["Van Loan"] == 100


def test_a_tax_code_by_tax_service(desk):
    made = create("TaxService", service(desk, "Nevada"))(desk)
    assert desk.company.read("TaxCode", made["TaxCodeId"])["Name"] == "Nevada"
    (detail,) = made["TaxRateDetails"]
    assert desk.company.read("TaxRate", detail["TaxRateId"])["RateValue"] == Decimal("6.85")


def test_preferences_that_programs_change(desk):
    own = {"Id": "1", "SyncToken": desk.company.preferences["SyncToken"]}
    sales = {"AllowShipping": True, "AutoApplyCredit": True}
    made = desk.company.execute("update", "Preferences", {**own, "sparse": True, "SalesFormsPrefs": sales})
    assert made["SalesFormsPrefs"]["AllowShipping"] and not made["SalesFormsPrefs"]["AutoApplyCredit"]


def test_the_company_is_read_by_its_realm(desk):
    info = desk.company.read("CompanyInfo", desk.company.realm)
    assert info == desk.company.read("CompanyInfo", "1")
    assert {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"} in info["NameValue"]


def test_the_pseudo_codes_of_the_us(open_desk):
    assert {"TAX", "NON"} <= {row["Id"] for row in open_desk("us").company.objects("TaxCode")}
    assert not {"TAX", "NON"} & {row["Id"] for row in open_desk("gb").company.objects("TaxCode")}


def test_an_exchange_rate_is_set(open_desk):
    desk = open_desk(multicurrency=True)
    body = {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-02-01", "Rate": "1.15"}
    made = desk.company.execute("update", "ExchangeRate", body)
    assert made["Rate"] == Decimal("1.15") and made["TargetCurrencyCode"] == "USD"
