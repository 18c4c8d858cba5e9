"""What every new organisation has: itself, its system accounts, tax rates, base currency and one branding theme."""

from . import branding, currencies, tax_rates, tracking
from .accounts import CLASSES
from .profile import COUNTRIES

#: code, name, type, what the books use it for
SYSTEM_ACCOUNTS = """
610|Accounts Receivable|CURRENT|DEBTORS
800|Accounts Payable|CURRLIAB|CREDITORS
801|Unpaid Expense Claims|CURRLIAB|UNPAIDEXPCLM
820|{tax}|CURRLIAB|GST
840|Historical Adjustment|CURRLIAB|HISTORICAL
860|Rounding|CURRLIAB|ROUNDING
877|Tracking Transfers|CURRLIAB|TRACKINGTRANSFERS
960|Retained Earnings|EQUITY|RETAINEDEARNINGS
497|Bank Revaluations|EXPENSE|BANKCURRENCYGAIN
498|Unrealised Currency Gains|EXPENSE|UNREALISEDCURRENCYGAIN
499|Realised Currency Gains|EXPENSE|REALISEDCURRENCYGAIN
"""
_TAX = {"AU": "GST", "NZ": "GST", "GB": "VAT", "US": "Sales Tax"}


def found(books):
    books.hand = "bookkeeper"
    with books.store.attempt():
        _found_organisation(books)
        currencies.subscribe(books, books.profile.currency)
        for code in books.profile.currencies:
            currencies.subscribe(books, code)
        tax_rates.found(books)
        for line in SYSTEM_ACCOUNTS.strip().splitlines():
            _found_account(books, *line.format(tax=_TAX[books.profile.country]).split("|"))
        branding.make(books, "Standard")
        for name, options in books.profile.tracking:
            tracking.make(books, name, options)
    books.hand = "api"


def _found_account(books, code, name, kind, purpose):
    row = {
        "AccountID": books.new_id("Accounts"),
        "Code": code,
        "Name": name,
        "Type": kind,
        "Class": CLASSES[kind],
        "Status": "ACTIVE",
        "TaxType": tax_rates.without(books),
        "SystemAccount": purpose,
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
    }
    books.keep("Accounts", row)


def _found_organisation(books):
    profile = books.profile
    _currency, version, _zone, zone, city, region, code, (day, month) = COUNTRIES[profile.country]
    address = {"AddressType": "POBOX", "AddressLine1": "1 Market Square", "City": city, "PostalCode": code}
    row = {
        "OrganisationID": books.tenant_id,
        "APIKey": "",
        "Name": profile.name,
        "LegalName": profile.name,
        "PaysTax": profile.sales_tax_basis != "NONE",
        "Version": version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": profile.currency,
        "CountryCode": profile.country,
        "IsDemoCompany": profile.demo,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": day,
        "FinancialYearEndMonth": month,
        "SalesTaxBasis": profile.sales_tax_basis,
        "SalesTaxPeriod": profile.sales_tax_period,
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "PeriodLockDate": profile.period_lock or None,
        "EndOfYearLockDate": profile.year_end_lock or None,
        "CreatedDateUTC": books.clock.stamp(),
        "Timezone": zone,
        "OrganisationEntityType": "COMPANY",
        "ShortCode": f"!{books.tenant_id[:5]}",
        "Edition": "BUSINESS",
        "Class": profile.plan,
        "Addresses": [address | ({"Region": region} if region else {})],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    books.keep("Organisation", row)
