"""Small believable organisations: a field service business in four countries (facts 2, 9)."""

from dataclasses import replace

from .bookkeeper import Bookkeeper
from .organisation import Organisation
from .profile import Profile

_TRACKING = (("Region", ("North", "South")), ("Crew", ("Red", "Blue")))
#: name of the sample: what kind of organisation it is
PROFILES = {
    "au": Profile(name="Acme Field Services Pty Ltd", country="AU", tracking=_TRACKING),
    "nz": Profile(name="Acme Field Services Limited", country="NZ"),
    "gb": Profile(name="Acme Field Services Ltd", country="GB"),
    "us": Profile(name="Acme Field Services Inc.", country="US"),
    "many": Profile(
        name="Acme International Pty Ltd", country="AU", plan="ULTIMATE", currencies=("EUR", "USD"), tracking=_TRACKING
    ),
    "starter": Profile(name="Acme Sole Trader", country="NZ", plan="STARTER"),
}
TENANT = "0f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
#: code, name, type.  In GB the chart is the organisation's own: no code can be taken for granted (facts 2.1).
CHART = """
200|Sales|REVENUE
210|Emergency Calls|REVENUE
220|Contract Income|REVENUE
270|Interest Income|OTHERINCOME
310|Cost of Goods Sold|DIRECTCOSTS
320|Subcontractors|DIRECTCOSTS
400|Advertising|EXPENSE
449|Motor Vehicle Expenses|EXPENSE
453|Office Expenses|OVERHEADS
477|Wages and Salaries|EXPENSE
620|Prepayments|PREPAYMENT
630|Inventory|INVENTORY
710|Vehicles|FIXED
711|Less Accumulated Depreciation on Vehicles|FIXED
803|Wages Payable|CURRLIAB
855|Card Clearing|CURRENT
880|Owner Drawings|EQUITY
900|Van Loan|TERMLIAB
"""
_OWN_CODES = {"200": "4000", "210": "4010", "220": "4020", "310": "5000", "449": "7300", "477": "7000"}
#: name, number, email, phone, city, number of the days after the bill, archived
CUSTOMERS = """
Azure Interior||ap@azure-interior.example|555 0101|Parramatta|30|
Bayview Bakery||orders@bayview-bakery.example|555 0102|Manly|14|
Café Uno||billing@cafe-uno.example|555 0103|Newtown|0|
Harbor Dental Group|CRM-104|office@harbor-dental.example|555 0104|Mosman|30|
Kestrel Logistics||payables@kestrel.example|555 0105|Botany|30|
Northgate School District||finance@northgate-sd.example|555 0107|Northgate|30|
Odell & Sons Roofing||odell@odell-roofing.example|555 0108|Ryde|14|
Quarry Street Gym||desk@quarry-gym.example|555 0110|Ultimo|20|
Riverbend Clinic||ap@riverbend.example|555 0111|Penrith|30|archived
"""
SUPPLIERS = ("Wood Corner", "Net wages", "Tax office")
#: code, name, description, price, account
ITEMS = """
SRV-1|Service call|Service call, first hour|125.00|200
SRV-2|Labor|Labor per hour|95.00|200
SRV-3|Emergency labor|Labor per hour, nights and weekends|165.00|210
SRV-4|Maintenance contract|Monthly maintenance|180.00|220
PRT-1|Air filter 20x20|Air filter, 20 x 20 x 1 in|14.50|200
PRT-2|Copper pipe|Copper pipe 3/4 in, per foot|3.875|200
PRT-3|Thermostat|Programmable thermostat|189.00|200
"""
#: US: rates as an organisation makes them for the places it sells in.
US_RATES = (
    ("California 7.25%", (("California State", "7.25"),)),
    ("San Jose 9.375%", (("California State", "7.25"), ("Santa Clara County", "2.125"))),
    ("Tucson 8.7%", (("Arizona State", "5.6"), ("Pima County", "0.5"), ("Tucson City", "2.6"))),
)
#: Names of more customers: a place and a trade.
PLACES = (
    "Alameda, Alder Creek, Ashby, Bear Valley, Birch Street, Bluff Park, Cedar Hill, Clayton, Cypress Point, Delmar, "
    "Eastgate, Elm Grove, Fairview, Fern Hollow, Foothill, Glen Park, Grizzly Peak, Harrison, Hazelwood, High Street, "
    "Irvington, Juniper, Kensington, Laurel, Lincoln, Maple Court, Marin Avenue, Mill Creek, Montclair, Oak Knoll, "
    "Orchard, Piedmont, Redwood, Ridgeline, Rockridge, Sequoia, Shasta, Sunol, Temescal, Willow Glen"
).split(", ")
TRADES = (
    "Animal Hospital, Apartments, Auto Body, Bakery, Brewing Co., Books, Chiropractic, Coffee, Cycles, Dental, Diner, "
    "Fitness, Florist, Hardware, Strata, Insurance, Laundry, Law Offices, Market, Montessori, Music School, Pharmacy, "
    "Plumbing Supply, Realty, Veterinary"
).split(", ")


def bare(kind: str = "au", tenant_id: str = TENANT, clock=None, switches=None, **changes) -> Organisation:
    """An organisation of this kind with what every new one has, and nothing else."""
    return Organisation(tenant_id, replace(PROFILES[kind], **changes), clock, switches)


def create(kind: str = "au", tenant_id: str = TENANT, clock=None, switches=None, **changes) -> Organisation:
    """``changes`` are fields of the profile: ``plan="GROW"``, ``currencies=("EUR",)``, ``period_lock=...``"""
    books = bare(kind, tenant_id, clock, switches, **changes)
    keeper = Bookkeeper(books)
    with books.at_once("bookkeeper"):
        _chart(books, keeper)
        if books.profile.american:
            for name, components in US_RATES:
                keeper.add_tax_rate(name, components)
        for code, name, description, price, account in _rows(ITEMS):
            keeper.add_item(code, name, price, own_code(books, account), Description=description)
        _people(books, keeper)
        for code in books.profile.currencies:
            _abroad(keeper, code)
    return books


def own_code(books, code: str) -> str:
    """The code that an account of the sample chart has in this organisation."""
    return _OWN_CODES.get(code, code) if books.profile.country == "GB" else code


def _rows(text: str) -> list:
    return [line.split("|") for line in text.strip().splitlines()]


def _chart(books, keeper):
    keeper.add_account("Business Bank Account", "BANK", "090", BankAccountNumber="0209087654321050")
    # Not every account has a code (facts 2.1).
    keeper.add_account("Business Savings Account", "BANK", BankAccountNumber="0209087654321051")
    keeper.add_account("Company Card", "BANK", "092", BankAccountType="CREDITCARD", BankAccountNumber="4321")
    for code, name, kind in _rows(CHART):
        takes_payments = name == "Card Clearing"
        keeper.add_account(name, kind, own_code(books, code), EnablePaymentsToAccount=takes_payments)


def _people(books, keeper):
    for name, number, email, phone, city, days, archived in _rows(CUSTOMERS):
        keeper.add_contact(
            name,
            EmailAddress=email,
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": phone}],
            Addresses=[{"AddressType": "POBOX", "AddressLine1": "12 Harbor Road", "City": city}],
            PaymentTerms={"Sales": {"Day": int(days), "Type": "DAYSAFTERBILLDATE"}},
            **({"ContactNumber": number} if number else {}),
        )
        if archived:
            keeper.archive_contact(name)
    for name in SUPPLIERS:
        keeper.add_contact(name)


def _abroad(keeper, code: str):
    """A customer, a supplier and a bank account in another currency."""
    keeper.add_contact(f"Brioche Paris {code}", DefaultCurrency=code)
    keeper.add_contact(f"Ferme du Nord {code}", DefaultCurrency=code)
    keeper.add_account(f"Bank {code}", "BANK", f"BK{code}", CurrencyCode=code, BankAccountNumber=f"{code}-1")


def add_neighbours(books: Organisation, count: int):
    """So many more customers, as a business has them that is some years old; the same ones every time.

    Every fifth has no region in its address: whoever typed it in did not need one.
    """
    names = [f"{place} {trade}" for trade in TRADES for place in PLACES]
    if count > len(names):
        raise ValueError(f"there are names for {len(names)} more customers")
    keeper = Bookkeeper(books)
    with books.at_once("bookkeeper"):
        for number, name in enumerate(names[:count], 1):
            address = {"AddressType": "POBOX", "AddressLine1": f"{100 + number} {PLACES[number % len(PLACES)]} Road"}
            address |= {"City": PLACES[number % len(PLACES)], "PostalCode": f"{2000 + number % 900}"}
            address |= {} if number % 5 == 0 else {"Region": "NSW"}
            keeper.add_contact(
                name,
                EmailAddress=f"office{number}@neighbour.example",
                Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": f"555 {1000 + number}"}],
                Addresses=[address],
            )
