"""Host, company, company activity and preferences (facts 1.4, 4.1)."""

from decimal import Decimal

from .. import extensions
from ..context import Answer
from ..qbxml.envelope import SUPPORTED

COMPANY = "Company"
CAPACITIES = {
    "Account": 10000,
    "BillingRate": 100,
    "Class": 10000,
    "CustomerMsg": 50,
    "CustomerType": 10000,
    "Entity": 14500,
    "Item": 14500,
    "JobType": 10000,
    "PaymentMethod": 10000,
    "PayrollItem": 10000,
    "PriceLevel": 100,
    "SalesRep": 10000,
    "SalesTaxCode": 10000,
    "ShipMethod": 10000,
    "Template": 10000,
    "Terms": 10000,
    "ToDo": 10000,
    "Vehicle": 4000,
    "VendorType": 10000,
}


def host(ctx, request):
    values = {
        "ProductName": ctx.store.get("product_name"),
        "MajorVersion": ctx.store.get("major_version"),
        "MinorVersion": "0",
        "Country": ctx.country,
        "SupportedQBXMLVersion": list(SUPPORTED),
        "IsAutomaticLogin": False,
        "QBFileMode": ctx.store.get("file_mode", "SingleUser"),
    }
    wanted = request.fields.get("IncludeListMetaData")
    if wanted and wanted["IncludeMaxCapacity"] == "true":
        values["ListMetaData"] = {f"{name}MetaData": {"MaxCapacity": str(size)} for name, size in CAPACITIES.items()}
    return _whole(ctx, request, "HostRet", values)


def company(ctx, request):
    facts = ctx.store.get("company")
    values = {
        "IsSampleCompany": facts["is_sample"],
        "CompanyName": facts["name"],
        "LegalCompanyName": facts["legal_name"],
        "Address": facts["address"],
        "LegalAddress": facts["address"],
        "Phone": facts.get("phone"),
        "Email": facts.get("email"),
        "FirstMonthFiscalYear": "January",
        "FirstMonthIncomeTaxYear": "January",
        "DataExtRet": extensions.of(ctx, COMPANY, "", request.fields.get("OwnerID", [])) or None,
    }
    return _whole(ctx, request, "CompanyRet", values)


def activity(ctx, request):
    values = {
        "LastRestoreTime": ctx.store.get("last_restore"),
        "LastCondenseTime": ctx.store.get("last_condense", "1970-01-01T00:00:00"),
    }
    return _whole(ctx, request, "CompanyActivityRet", values)


def preferences(ctx, request):
    chosen = ctx.preferences
    values = {
        "AccountingPreferences": {
            "IsUsingAccountNumbers": chosen["account_numbers"],
            "IsRequiringAccounts": chosen["requires_accounts"],
            "IsUsingClassTracking": chosen["class_tracking"],
            "IsUsingAuditTrail": True,
            "IsAssigningJournalEntryNumbers": True,
            "ClosingDate": chosen["closing_date"] or None,
        },
        "FinanceChargePreferences": {
            "AnnualInterestRate": Decimal(0),
            "MinFinanceCharge": Decimal(0),
            "GracePeriod": "0",
            "IsAssessingForOverdueCharges": False,
            "CalculateChargesFrom": "DueDate",
            "IsMarkedToBePrinted": False,
        },
        "JobsAndEstimatesPreferences": {
            "IsUsingEstimates": True,
            "IsUsingProgressInvoicing": False,
            "IsPrintingItemsWithZeroAmounts": False,
        },
        "MultiCurrencyPreferences": {
            "IsMultiCurrencyOn": chosen["multicurrency"],
            "HomeCurrencyRef": _home_currency(ctx) if chosen["multicurrency"] else None,
        },
        "MultiLocationInventoryPreferences": {
            "IsMultiLocationInventoryAvailable": False,
            "IsMultiLocationInventoryEnabled": False,
        },
        "PurchasesAndVendorsPreferences": {
            "IsUsingInventory": chosen["inventory"],
            "DaysBillsAreDue": "10",
            "IsAutomaticallyUsingDiscounts": False,
        },
        "ReportsPreferences": {"AgingReportBasis": "AgeFromDueDate", "SummaryReportBasis": "Accrual"},
        "SalesAndCustomersPreferences": {
            "IsTrackingReimbursedExpensesAsIncome": False,
            "IsAutoApplyingPayments": True,
            "PriceLevels": {"IsUsingPriceLevels": False, "IsRoundingSalesPriceUp": False},
        },
        "TimeTrackingPreferences": {"FirstDayOfWeek": "Monday"},
        "CurrentAppAccessRights": {
            "IsAutomaticLoginAllowed": ctx.store.get("unattended", True),
            "AutomaticLoginUserName": "Admin" if ctx.store.get("unattended", True) else None,
            "IsPersonalDataAccessAllowed": False,
        },
        "ItemsAndInventoryPreferences": {
            "EnhancedInventoryReceivingEnabled": False,
            "IsTrackingSerialOrLotNumber": "None",
            "FIFOEnabled": False,
            "IsRSBEnabled": False,
            "IsBarcodeEnabled": False,
        },
    }
    if chosen["sales_tax"]:
        values["SalesTaxPreferences"] = {
            "DefaultItemSalesTaxRef": ctx.named("ItemSalesTaxRef", {"ListID": chosen["default_tax_item"]}),
            "PaySalesTax": "Monthly",
            "DefaultTaxableSalesTaxCodeRef": ctx.named("SalesTaxCodeRef", {"ListID": chosen["taxable_code"]}),
            "DefaultNonTaxableSalesTaxCodeRef": ctx.named("SalesTaxCodeRef", {"ListID": chosen["exempt_code"]}),
            **(
                {
                    "IsUsingVendorTaxCode": True,
                    "IsUsingCustomerTaxCode": True,
                    "IsUsingAmountsIncludeTax": chosen.get("amounts_include_tax", False),
                }
                if ctx.country != "US"
                else {}
            ),
        }
    return _whole(ctx, request, "PreferencesRet", values)


def _home_currency(ctx):
    row = ctx.entry_named("Currency", ctx.preferences["home_currency"])
    return {"ListID": row["list_id"], "FullName": row["full_name"]}


def _whole(ctx, request, name, values):
    return Answer(ctx.writer.element(name, values, request.fields.get("IncludeRetElement", ())))


HANDLERS = {
    "HostQueryRq": host,
    "CompanyQueryRq": company,
    "CompanyActivityQueryRq": activity,
    "PreferencesQueryRq": preferences,
}
