"""What kind of company this is: country, plan, tax model, currency (facts 2.3, 2.10, 2.11)."""

from dataclasses import dataclass, field

#: The plan as CompanyInfo names it (OfferingSku).
PLANS = {
    "simple_start": "QuickBooks Online Simple Start",
    "essentials": "QuickBooks Online Essentials",
    "plus": "QuickBooks Online Plus",
    "advanced": "QuickBooks Online Advanced",
}
#: country: (currency, time zone, state of the company, a city in it, post code)
COUNTRIES = {
    "US": ("USD", "America/Los_Angeles", "CA", "San Jose", "95113"),
    "GB": ("GBP", "Europe/London", "", "Leeds", "LS1 1AA"),
    "AU": ("AUD", "Australia/Sydney", "NSW", "Sydney", "2000"),
    "CA": ("CAD", "America/Toronto", "ON", "Toronto", "M5H 2N2"),
}
CURRENCY_NAMES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "INR": "Indian Rupee",
    "JPY": "Japanese Yen",
    "MXN": "Mexican Peso",
    "NZD": "New Zealand Dollar",
    "SGD": "Singapore Dollar",
    "USD": "United States Dollar",
}


@dataclass(frozen=True)
class Profile:
    name: str = "Acme Field Services"
    country: str = "US"
    #: US: automated, manual or off; elsewhere: on or off.
    tax: str = ""
    plan: str = "plus"
    currency: str = ""
    multicurrency: bool = False
    zone: str = ""
    #: By section: {"SalesFormsPrefs": {"CustomTxnNumbers": True}}
    preferences: dict = field(default_factory=dict)

    def __post_init__(self):
        if self.country not in COUNTRIES:
            raise ValueError(f"country is one of {', '.join(COUNTRIES)}")
        if self.plan not in PLANS:
            raise ValueError(f"plan is one of {', '.join(PLANS)}")
        currency, zone, *_rest = COUNTRIES[self.country]
        defaults = {"currency": currency, "zone": zone, "tax": "automated" if self.country == "US" else "on"}
        for name, value in defaults.items():
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        if self.tax not in (("automated", "manual", "off") if self.country == "US" else ("on", "off")):
            raise ValueError(f"{self.tax} is no tax model of {self.country}")
        if self.multicurrency and self.plan == "simple_start":
            raise ValueError("Simple Start has no multicurrency")

    @property
    def american(self) -> bool:
        return self.country == "US"
