"""New company files: what every one has, and the small sample of a field service business.

All records of a new file are made in the same second, so that a customer and an item can have the same
ListID, as facts 4.9 warns.
"""

from decimal import Decimal

from . import records
from .bookkeeper import as_fields
from .clock import Clock

#: number, name, type, parent
ACCOUNTS = """
1000|Checking|Bank|
1050|Savings|Bank|
1090|Undeposited Funds|OtherCurrentAsset|
1200|Accounts Receivable|AccountsReceivable|
1300|Inventory Asset|OtherCurrentAsset|
1400|Prepaid Expenses|OtherCurrentAsset|
1500|Vehicles|FixedAsset|
1510|Tools and Equipment|FixedAsset|
1600|Security Deposits|OtherAsset|
2000|Accounts Payable|AccountsPayable|
2050|Company Card|CreditCard|
2100|Payroll Liabilities|OtherCurrentLiability|
2200|Sales Tax Payable|OtherCurrentLiability|
2300|Customer Deposits|OtherCurrentLiability|
2500|Van Loan|LongTermLiability|
3000|Owner's Equity|Equity|
3100|Retained Earnings|Equity|
4000|Sales|Income|
4100|Service income|Income|
4110|Emergency Calls|Income|Service income
4200|Contract Income|Income|
4300|Parts Sold|Income|
4400|Travel Charged|Income|
4900|Discounts Given|Income|
5000|Cost of Goods Sold|CostOfGoodsSold|
5100|Subcontractors|CostOfGoodsSold|
6000|Expenses|Expense|
6100|Fuel|Expense|Expenses
6200|Rent|Expense|
6300|Payroll Expenses|Expense|
6400|Office Supplies|Expense|
7000|Interest Earned|OtherIncome|
8000|Bank Charges|OtherExpense|
"""
#: Accounts that QuickBooks makes by itself.
SPECIAL = {
    "Accounts Receivable": "AccountsReceivable",
    "Accounts Payable": "AccountsPayable",
    "Undeposited Funds": "UndepositedFunds",
    "Sales Tax Payable": "SalesTaxPayable",
    "Retained Earnings": "RetainedEarnings",
}
#: name, email, phone, terms, taxable, active, street, town
CUSTOMERS = """
Azure Interior|ap@azure-interior.example|555-0101|Net 30|Tax|1|4557 De Silva St|Fremont
Bayview Bakery|orders@bayview-bakery.example|555-0102|Net 15|Tax|1|12 Harbor Rd|Oakland
Café Uno|billing@cafe-uno.example|555-0103|Due on receipt|Tax|1|3 Mission St|San Jose
Harbor Dental Group|office@harbor-dental.example|555-0104|Net 30|Tax|1|80 Pier Ave|Alameda
Kestrel Logistics|payables@kestrel.example|555-0105|Net 30|Tax|1|900 Cargo Way|Oakland
Lakeside Property Management|accounts@lakeside-pm.example|555-0106|Net 30|Tax|1|7 Lake Blvd|Hayward
Northgate School District|finance@northgate-sd.example|555-0107|Net 30|Non|1|1 Campus Dr|Fremont
Odell & Sons Roofing|odell@odell-roofing.example|555-0108|Net 15|Tax|1|44 Gable Ct|San Leandro
Pinecrest HOA||555-0109|Net 30|Tax|1|600 Pine Crest|Castro Valley
Quarry Street Gym|desk@quarry-gym.example|555-0110|25th of the month|Tax|1|18 Quarry St|Berkeley
Riverbend Clinic|ap@riverbend.example|555-0111|Net 30|Tax|0|210 River Rd|Newark
Stanton Auto Body|stan@stanton-auto.example|555-0112|Due on receipt|Tax|0|5 Torque Ln|Union City
"""
#: kind, name, description, price, account, taxable
ITEMS = """
ItemService|Service call|Service call, first hour|125.00|Service income|Non
ItemService|Labor|Labor per hour|95.00|Service income|Non
ItemService|Emergency labor|Labor per hour, nights and weekends|165.00|Emergency Calls|Non
ItemService|Maintenance contract|Monthly maintenance|180.00|Contract Income|Tax
ItemNonInventory|Air filter 20x20|Air filter, 20 x 20 x 1 in|14.50|Parts Sold|Tax
ItemNonInventory|Copper pipe|Copper pipe 3/4 in, per foot|3.875|Parts Sold|Tax
ItemNonInventory|Thermostat|Programmable thermostat|189.00|Parts Sold|Tax
ItemOtherCharge|Trip charge|Trip charge outside the service area|35.00|Travel Charged|Non
"""
#: name, code, US dollars per unit; the home currency of each country and the same
CURRENCIES = (
    ("US Dollar", "USD", "1"),
    ("Euro", "EUR", "1.08"),
    ("Canadian Dollar", "CAD", "0.73"),
    ("British Pound Sterling", "GBP", "1.27"),
)
HOME = {
    "US": ("US Dollar", "1"),
    "CA": ("Canadian Dollar", "0.73"),
    "UK": ("British Pound Sterling", "1.27"),
}


class _Maker:
    """Writes records of a new file without a request."""

    def __init__(self, book):
        self.book = book
        self.ctx = book._context()

    def add(self, kind, name, data=None, active=True, parent=None) -> dict:
        fields = {"Name": name, "IsActive": active}
        if parent:
            fields["ParentRef"] = {"FullName": parent}
        row = records.create(self.ctx, kind, as_fields(fields), data or {})
        return {"ListID": row["list_id"]}

    def ref(self, family, name) -> dict:
        return {"ListID": self.ctx.entry_named(family, name)["list_id"]}


def new_company(book, name, *, country="US", sample="small", sales_tax=True, year=2024, **preferences):
    """Fill a company file that has just been made."""
    if country not in ("US", "CA", "UK"):
        raise ValueError("country is US, CA or UK")
    if sample not in ("small", "empty"):
        raise ValueError("sample is small or empty")
    moment = book.clock.now()
    clock, book.clock = book.clock, Clock(book.store.get("time_zone"), lambda: moment)
    with book.store.transaction():
        _facts(book, name, year, preferences.pop("address", None))
        preferences.pop("time_zone", None)
        preferences.setdefault("home_currency", HOME[country][0])
        book.store.put("preferences", _preferences(sales_tax, preferences))
        maker = _Maker(book)
        _common(maker, country)
        _taxes(maker, book, country)
        _currencies(maker, country)
        if sample == "small":
            _small(maker, country)
        book.store.put("last_restore", "1970-01-01T00:00:00")
    book.clock = clock


def _facts(book, name, year, address):
    book.store.put(
        "company",
        {
            "name": name,
            "legal_name": name,
            "is_sample": False,
            "phone": "555-0100",
            "email": "office@acme-field.example",
            "address": address
            or {
                "Addr1": "1735 County Road",
                "City": "Bayshore",
                "State": "CA",
                "PostalCode": "94326",
                "Country": "US",
            },
        },
    )
    book.store.put("product_name", f"QuickBooks Premier {year} (simulated)")
    book.store.put("major_version", str(year - 1990))


def _preferences(sales_tax, chosen) -> dict:
    known = {
        "sales_tax": sales_tax,
        "account_numbers": True,
        "requires_accounts": True,
        "class_tracking": False,
        "multicurrency": False,
        "inventory": False,
        "amounts_include_tax": False,
        "home_currency": "US Dollar",
        "closing_date": None,
        "default_tax_item": None,
        "taxable_code": None,
        "exempt_code": None,
    }
    unknown = set(chosen) - set(known)
    if unknown:
        raise ValueError(f"unknown options: {', '.join(sorted(unknown))}")
    return {**known, **chosen}


def _rows(text):
    return [line.split("|") for line in text.strip().splitlines()]


def _common(maker, country):
    for number, name, kind, parent in _rows(ACCOUNTS):
        data = {"AccountType": kind, "AccountNumber": number}
        if name in SPECIAL:
            data["SpecialAccountType"] = SPECIAL[name]
        maker.add("Account", name, data, parent=parent or None)
    for name, days in (("Due on receipt", 0), ("Net 15", 15), ("Net 30", 30), ("Net 60", 60)):
        maker.add("StandardTerms", name, {"StdDueDays": str(days), "StdDiscountDays": "0", "DiscountPct": "0"})
    maker.add("StandardTerms", "2% 10 Net 30", {"StdDueDays": "30", "StdDiscountDays": "10", "DiscountPct": "2"})
    maker.add("DateDrivenTerms", "25th of the month", {"DayOfMonthDue": "25", "DueNextMonthDays": "5"})
    for name, kind in (("Cash", "Cash"), ("Check", "Check"), ("Visa", "Visa"), ("E-Check", "ECheck")):
        maker.add("PaymentMethod", name, {"PaymentMethodType": kind})
    maker.add("Template", "Service Invoice", {"TemplateType": "Invoice"})


def _taxes(maker, book, country):
    agency = maker.add("Vendor", "State Tax Agency", {"NameOnCheck": "State Tax Agency"})
    city = maker.add("ItemSalesTax", "San Tomas", {"ItemDesc": "Sales tax", "TaxRate": "8.25", "TaxVendorRef": agency})
    away = maker.add("ItemSalesTax", "Out of state", {"ItemDesc": "No tax", "TaxRate": "0", "TaxVendorRef": agency})
    bound = [{}, {}] if country == "US" else [{"ItemSalesTaxRef": city}, {"ItemSalesTaxRef": away}]
    taxable = maker.add("SalesTaxCode", "Tax", {"IsTaxable": "true", "Desc": "Taxable sales", **bound[0]})
    exempt = maker.add("SalesTaxCode", "Non", {"IsTaxable": "false", "Desc": "Non-taxable sales", **bound[1]})
    book.set_preferences(default_tax_item=city["ListID"], taxable_code=taxable["ListID"], exempt_code=exempt["ListID"])


def _currencies(maker, country):
    """The list rate is home currency per unit (facts 5.4)."""
    home = Decimal(HOME[country][1])
    for name, code, dollars in CURRENCIES:
        rate = (Decimal(dollars) / home).quantize(Decimal("0.00001")).normalize()
        maker.add(
            "Currency",
            name,
            {"CurrencyCode": code, "ExchangeRate": f"{rate:f}", "IsUserDefinedCurrency": "false"},
        )


def _small(maker, country):
    city = maker.ref("Item", "San Tomas")
    for name, email, phone, terms, code, active, street, town in _rows(CUSTOMERS):
        address = {
            "Addr1": name,
            "Addr2": street,
            "City": town,
            "State": "CA",
            "PostalCode": "94538",
            "Country": "US",
        }
        data = {
            "CompanyName": name,
            "BillAddress": address,
            "Phone": phone,
            "TermsRef": maker.ref("Terms", terms),
            "SalesTaxCodeRef": maker.ref("SalesTaxCode", code),
        }
        if email:
            data["Email"] = email
        if country == "US":
            data["ItemSalesTaxRef"] = city
        maker.add("Customer", name, data, active=active == "1")
    maker.add("Customer", "Boiler room", {"JobStatus": "InProgress"}, parent="Lakeside Property Management")
    for name in ("Wood Corner", "Ridge Supply Co", "Summit Tool Rental"):
        maker.add(
            "Vendor",
            name,
            {"CompanyName": name, "NameOnCheck": name, "TermsRef": maker.ref("Terms", "Net 30")},
        )
    maker.add("OtherName", "Petty Cash")
    for kind, name, words, price, account, code in _rows(ITEMS):
        shape = {"Desc": words, "Price": price, "AccountRef": maker.ref("Account", _full(account))}
        maker.add(kind, name, {"SalesOrPurchase": shape, "SalesTaxCodeRef": maker.ref("SalesTaxCode", code)})
    discount = {
        "ItemDesc": "Discount",
        "DiscountRatePercent": "10",
        "AccountRef": maker.ref("Account", "Discounts Given"),
    }
    maker.add("ItemDiscount", "Discount", {**discount, "SalesTaxCodeRef": maker.ref("SalesTaxCode", "Tax")})


def _full(account):
    return "Service income:Emergency Calls" if account == "Emergency Calls" else account
