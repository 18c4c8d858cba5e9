"""Small believable companies: a field service business in four countries (facts 10)."""

from dataclasses import replace

from .bookkeeper import Bookkeeper
from .company import Company
from .profile import Profile

#: number of the sample: what kind of company it is
PROFILES = {
    "us": Profile(name="Acme Field Services", country="US", tax="automated"),
    "us_manual": Profile(name="Acme Field Services", country="US", tax="manual"),
    "us_untaxed": Profile(name="Acme Field Services", country="US", tax="off"),
    "gb": Profile(name="Acme Field Services Ltd", country="GB"),
    "au": Profile(name="Acme Field Services Pty Ltd", country="AU"),
    "ca": Profile(name="Acme Field Services Inc.", country="CA"),
}
#: name, type, subtype
ACCOUNTS = """
Checking|Bank|Checking
Savings|Bank|Savings
Card clearing|Bank|CashOnHand
Prepaid Expenses|Other Current Asset|PrepaidExpenses
Vehicles|Fixed Asset|Vehicles
Company Card|Credit Card|CreditCard
Payroll Liabilities|Other Current Liability|PayrollClearing
Van Loan|Long Term Liability|NotesPayable
Owner's Equity|Equity|OwnersEquity
Emergency Calls|Income|ServiceFeeIncome
Contract Income|Income|ServiceFeeIncome
Interest Earned|Other Income|OtherMiscellaneousIncome
Subcontractors|Cost of Goods Sold|SuppliesMaterialsCogs
Fuel|Expense|OtherMiscellaneousServiceCost
Payroll Expenses|Expense|PayrollExpenses
Office Supplies|Expense|OfficeGeneralAdministrativeExpenses
"""
#: name, days, day of the month
TERMS = """
Due on receipt|0|
Net 15|15|
Net 30|30|
Net 60|60|
25th of the month||25
"""
#: name, email, phone, terms, taxable, active, street
CUSTOMERS = """
Azure Interior|ap@azure-interior.example|555-0101|Net 30|1|1|4557 De Silva St
Bayview Bakery|orders@bayview-bakery.example|555-0102|Net 15|1|1|12 Harbor Rd
Café Uno|billing@cafe-uno.example|555-0103|Due on receipt|1|1|3 Mission St
Harbor Dental Group|office@harbor-dental.example|555-0104|Net 30|1|1|80 Pier Ave
Kestrel Logistics|payables@kestrel.example|555-0105|Net 30|1|1|900 Cargo Way
Northgate School District|finance@northgate-sd.example|555-0107|Net 30|0|1|1 Campus Dr
Odell & Sons Roofing|odell@odell-roofing.example|555-0108|Net 15|1|1|44 Gable Ct
Quarry Street Gym|desk@quarry-gym.example|555-0110|25th of the month|1|1|18 Quarry St
Riverbend Clinic|ap@riverbend.example|555-0111|Net 30|1|0|210 River Rd
"""
#: kind, name, description, price, account, taxable, number
ITEMS = """
Service|Service call|Service call, first hour|125.00|Services|0|SRV-1
Service|Labor|Labor per hour|95.00|Services|0|SRV-2
Service|Emergency labor|Labor per hour, nights and weekends|165.00|Emergency Calls|0|SRV-3
Service|Maintenance contract|Monthly maintenance|180.00|Contract Income|1|SRV-4
NonInventory|Air filter 20x20|Air filter, 20 x 20 x 1 in|14.50|Sales of Product Income|1|PRT-1
NonInventory|Copper pipe|Copper pipe 3/4 in, per foot|3.875|Sales of Product Income|1|PRT-2
NonInventory|Thermostat|Programmable thermostat|189.00|Sales of Product Income|1|PRT-3
"""
#: Names of more customers: a place and a trade. Streets have numbers.
PLACES = (
    "Alameda, Alder Creek, Ashby, Bear Valley, Birch Street, Bluff Park, Cedar Hill, Clayton, Cypress Point, Delmar, "
    "Eastgate, Elm Grove, Fairview, Fern Hollow, Foothill, Glen Park, Grizzly Peak, Harrison, Hazelwood, High Street, "
    "Irvington, Juniper, Kensington, Laurel, Lincoln, Maple Court, Marin Avenue, Mill Creek, Montclair, Oak Knoll, "
    "Orchard, Piedmont, Redwood, Ridgeline, Rockridge, Sequoia, Shasta, Sunol, Temescal, Willow Glen"
).split(", ")
TRADES = (
    "Animal Hospital, Apartments, Auto Body, Bakery, Brewing Co., Books, Chiropractic, Coffee, Cycles, Dental, Diner, "
    "Fitness, Florist, Hardware, HOA, Insurance, Laundry, Law Offices, Market, Montessori, Music School, Pharmacy, "
    "Plumbing Supply, Realty, Veterinary"
).split(", ")
VENDORS = ("Wood Corner", "Net wages", "Tax office")
METHODS = (("Cash", "NON_CREDIT_CARD"), ("Check", "NON_CREDIT_CARD"), ("Credit Card", "CREDIT_CARD"))
#: country: agency, [(code, rates, places or sides)]
US_CODES = (
    ("California", [("California State", "7.25")], ("CA",)),
    ("San Jose", [("California State SJ", "7.25"), ("Santa Clara County", "2.125")], ("CA/san jose",)),
    ("Tucson", [("Arizona State", "5.6"), ("Pima County", "0.5"), ("Tucson City", "2.6")], ("AZ", "AZ/tucson")),
)
ELSEWHERE = {
    "GB": ("HMRC", (("20.0% S", "20"), ("5.0% R", "5"), ("0.0% Z", "0"), ("Exempt", "0"), ("No VAT", "0"))),
    "AU": ("Australian Taxation Office", (("GST", "10"), ("GST free", "0"))),
    "CA": ("Canada Revenue Agency", (("HST ON", "13"), ("GST", "5"), ("Zero-rated", "0"), ("Exempt", "0"))),
}
#: Two rates in one code.
PROVINCES = {"GST/PST BC": (("GST BC", "5"), ("PST BC", "7"))}


def bare(kind: str = "us", realm: str = "9130347596800001", clock=None, switches=None, **changes) -> Company:
    """A company of this kind with what every new one has, and nothing else."""
    return Company(realm, replace(PROFILES[kind], **changes), clock, switches)


def create(kind: str = "us", realm: str = "9130347596800001", clock=None, switches=None, **changes) -> Company:
    """``changes`` are fields of the profile: ``plan="essentials"``, ``multicurrency=True``, ``tax="off"`` ..."""
    company = bare(kind, realm, clock, switches, **changes)
    profile = company.profile
    keeper = Bookkeeper(company)
    with company.at_once("bookkeeper"):
        _lists(keeper)
        _taxes(company, keeper)
        _items(company, keeper)
        _people(company, keeper)
        if profile.multicurrency:
            _abroad(company, keeper)
    return company


def _rows(text: str) -> list:
    return [line.split("|") for line in text.strip().splitlines()]


def _lists(keeper):
    for name, kind, subtype in _rows(ACCOUNTS):
        keeper.add_account(name, kind, AccountSubType=subtype)
    for name, days, day in _rows(TERMS):
        keeper.add_term(name, int(days) if days else None, **({"DayOfMonthDue": int(day)} if day else {}))
    for name, kind in METHODS:
        keeper.add_payment_method(name, Type=kind)


def _taxes(company, keeper):
    profile = company.profile
    if profile.tax == "off":
        return
    if profile.american:
        agency = keeper.add_agency("State Tax Agency")
        codes = [keeper.add_tax_code(name, rates, agency, places=places) for name, rates, places in US_CODES]
        keeper.set_preference("TaxPrefs", "TaxGroupCodeRef", {"value": codes[0]})
        custom = keeper.add_tax_code("CustomSalesTax", [], agency)
        company.set_mark("TaxCode", "0", "custom", custom)
        return
    name, codes = ELSEWHERE[profile.country]
    agency = keeper.add_agency(name)
    made = [keeper.add_tax_code(code, [(code, rate)], agency, ("Sales", "Purchase")) for code, rate in codes]
    company.set_mark("TaxCode", "0", "default", made[0])
    if profile.country == "CA":
        for code, rates in PROVINCES.items():
            keeper.add_tax_code(code, list(rates), agency, ("Sales", "Purchase"))


def _items(company, keeper):
    for kind, name, description, price, account, taxable, number in _rows(ITEMS):
        fields = {"Description": description, "Sku": number}
        if company.profile.american:
            fields["Taxable"] = taxable == "1"
        keeper.add_item(name, price, account, kind, **fields)


def _people(company, keeper):
    home = company.row("CompanyInfo", "1")["CompanyAddr"]
    for name, email, phone, terms, taxable, active, street in _rows(CUSTOMERS):
        address = {"Line1": street, "City": home["City"], "PostalCode": home["PostalCode"]}
        if "CountrySubDivisionCode" in home:
            address["CountrySubDivisionCode"] = home["CountrySubDivisionCode"]
        fields = {
            "CompanyName": name,
            "PrimaryEmailAddr": {"Address": email},
            "PrimaryPhone": {"FreeFormNumber": phone},
            "SalesTermRef": {"value": keeper.record("Term", terms)["Id"]},
            "BillAddr": address,
        }
        if company.profile.american:
            fields["Taxable"] = taxable == "1"
        if company.profile.tax == "manual" and taxable == "1":
            fields["DefaultTaxCodeRef"] = company.preferences["TaxPrefs"]["TaxGroupCodeRef"]
        keeper.add_customer(name, **fields)
        if active == "0":
            keeper.set_active("Customer", name, False)
    for name in VENDORS:
        keeper.add_vendor(name)


def add_neighbours(company: Company, count: int):
    """So many more customers, as a business has them that is some years old; the same ones every time.

    Every fifth has no state in its address: whoever typed it in did not need one.
    """
    home = company.row("CompanyInfo", "1")["CompanyAddr"]
    names = [f"{place} {trade}" for trade in TRADES for place in PLACES]
    if count > len(names):
        raise ValueError(f"there are names for {len(names)} more customers")
    with company.at_once("bookkeeper"):
        for number, name in enumerate(names[:count], 1):
            known = () if number % 5 == 0 else ("CountrySubDivisionCode",)
            address = {part: home[part] for part in ("City", "PostalCode", *known) if part in home}
            Bookkeeper(company).add_customer(
                name,
                CompanyName=name,
                PrimaryEmailAddr={"Address": f"office{number}@neighbour.example"},
                PrimaryPhone={"FreeFormNumber": f"555-{1000 + number}"},
                BillAddr={"Line1": f"{100 + number} {PLACES[number % len(PLACES)]} Road", **address},
            )


def _abroad(company, keeper):
    """A customer and a bank account in euro (in a company that keeps its books in euro: in dollars)."""
    code = "EUR" if company.home != "EUR" else "USD"
    keeper.do("create", "CompanyCurrency", {"Code": code})
    keeper.set_rate(code, "2020-01-01", "1.10")
    keeper.add_customer("Brioche Paris", CurrencyRef={"value": code})
    keeper.add_vendor("Ferme du Nord", CurrencyRef={"value": code})
    keeper.add_account(f"Bank {code}", "Bank", CurrencyRef={"value": code})
