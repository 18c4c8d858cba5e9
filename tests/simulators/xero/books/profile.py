"""What kind of organisation this is: country, plan, currency, tax, lock dates (facts 2.1, 2.4, 2.9)."""

from dataclasses import dataclass

#: country: (currency, Version, time zone, its name in the API, a city, region, post code, year end (day, month))
COUNTRIES = {
    "AU": ("AUD", "AU", "Australia/Sydney", "AUSEASTERNSTANDARDTIME", "Sydney", "NSW", "2000", (30, 6)),
    "NZ": ("NZD", "NZ", "Pacific/Auckland", "NEWZEALANDSTANDARDTIME", "Auckland", "", "1010", (31, 3)),
    "GB": ("GBP", "UK", "Europe/London", "GMTSTANDARDTIME", "Leeds", "", "LS1 1AA", (31, 3)),
    "US": ("USD", "US", "America/Los_Angeles", "PACIFICSTANDARDTIME", "San Jose", "CA", "95113", (31, 12)),
}
#: Plans (Organisation.Class) whose organisations may use several currencies.
MULTICURRENCY = frozenset(
    "DEMO TRIAL PREMIUM PREMIUM_20 PREMIUM_50 PREMIUM_100 ULTIMATE ULTIMATE_10 ULTIMATE_20 ULTIMATE_50 ULTIMATE_100"
    " COMPREHENSIVE ULTRA".split()
)
#: Plans that approve 20 sales invoices and 5 bills a month at most (facts 2.4: legacy Early/Starter).
LIMITED = frozenset(("STARTER",))
#: Plans without invoices of their own (facts 2.4).
LEDGER_ONLY = frozenset(("LEDGER", "GST_CASHBOOK", "NON_GST_CASHBOOK"))
CLASSES = MULTICURRENCY | LIMITED | LEDGER_ONLY | {"STANDARD", "LITE", "IGNITE", "GROW", "SIMPLE", "BASICLITE"}
SALES_TAX_BASES = ("PAYMENTS", "INVOICE", "NONE", "CASH", "ACCRUAL", "FLATRATECASH", "FLATRATEACCRUAL", "ACCRUALS")
_BASIS = {"AU": "CASH", "NZ": "PAYMENTS", "GB": "ACCRUAL", "US": "NONE"}
_PERIOD = {"AU": "QUARTERLY1", "NZ": "TWOMONTHS", "GB": "QUARTERLY", "US": "NONE"}
CURRENCY_NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "EUR": "Euro",
    "GBP": "British Pound",
    "JPY": "Japanese Yen",
    "NZD": "New Zealand Dollar",
    "SGD": "Singapore Dollar",
    "USD": "United States Dollar",
}


@dataclass(frozen=True)
class Profile:
    name: str = "Acme Field Services"
    country: str = "AU"
    #: The plan, as Organisation.Class tells it.
    plan: str = "PREMIUM"
    currency: str = ""
    #: Currencies besides the base currency, by code.
    currencies: tuple = ()
    zone: str = ""
    sales_tax_basis: str = ""
    #: Days (``2026-06-30``) on or before which nothing is posted.
    period_lock: str = ""
    year_end_lock: str = ""
    #: Categories with their options: (("Region", ("North", "South")),)
    tracking: tuple = ()
    demo: bool = False
    #: RoundingAmount is opt-in per organisation (facts 2.5).
    rounding_amount: bool = False
    #: US organisations with automatic sales tax: the API does not write invoices (facts 2.4).
    automatic_sales_tax: bool = False

    def __post_init__(self):
        if self.country not in COUNTRIES:
            raise ValueError(f"country is one of {', '.join(COUNTRIES)}")
        if self.plan not in CLASSES:
            raise ValueError(f"plan is one of {', '.join(sorted(CLASSES))}")
        # A file gives lists for tuples.
        object.__setattr__(self, "currencies", tuple(self.currencies))
        object.__setattr__(self, "tracking", tuple((name, tuple(options)) for name, options in self.tracking))
        currency, _version, zone, *_rest = COUNTRIES[self.country]
        for name, value in {"currency": currency, "zone": zone, "sales_tax_basis": _BASIS[self.country]}.items():
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        if self.sales_tax_basis not in SALES_TAX_BASES:
            raise ValueError(f"sales_tax_basis is one of {', '.join(SALES_TAX_BASES)}")
        if self.currencies and self.plan not in MULTICURRENCY:
            raise ValueError(f"the plan {self.plan} has one currency")

    @property
    def american(self) -> bool:
        return self.country == "US"

    @property
    def sales_tax_period(self) -> str:
        return _PERIOD[self.country]
