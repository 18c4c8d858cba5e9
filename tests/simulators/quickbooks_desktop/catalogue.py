"""The lists of a company file: which kinds share a family, how long a name may be, what an element refers to
(facts 4.9, 5.1).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    name: str  #: as in requests and answers: CustomerAdd, CustomerRet
    family: str  #: names are unique and ListIDs are counted inside a family
    hierarchical: bool = False
    word: str = ""  #: as QuickBooks calls it in its messages

    @property
    def label(self) -> str:
        return self.word or self.name


def _kinds():
    for name in ("Customer", "Vendor", "Employee", "OtherName"):
        yield Kind(name, "Entity", hierarchical=name == "Customer")
    for name in (
        "ItemService ItemNonInventory ItemOtherCharge ItemInventory ItemInventoryAssembly ItemFixedAsset"
        " ItemSubtotal"
        " ItemDiscount ItemPayment ItemSalesTax ItemSalesTaxGroup ItemGroup"
    ).split():
        parents = name in (
            "ItemService",
            "ItemNonInventory",
            "ItemOtherCharge",
            "ItemInventory",
            "ItemDiscount",
        )
        yield Kind(name, "Item", hierarchical=parents, word="Item")
    yield Kind("Account", "Account", hierarchical=True)
    yield Kind("StandardTerms", "Terms", word="Terms")
    yield Kind("DateDrivenTerms", "Terms", word="Terms")
    yield Kind("Class", "Class", hierarchical=True)
    yield Kind("SalesTaxCode", "SalesTaxCode", word="Sales Tax Code")
    yield Kind("PaymentMethod", "PaymentMethod", word="Payment Method")
    for name in "Currency Template CustomerType JobType CustomerMsg ShipMethod SalesRep VendorType PriceLevel".split():
        yield Kind(name, name)


KINDS = {kind.name: kind for kind in _kinds()}
ITEMS = tuple(name for name, kind in KINDS.items() if kind.family == "Item")
ENTITIES = tuple(name for name, kind in KINDS.items() if kind.family == "Entity")
TAX_ITEMS = ("ItemSalesTax", "ItemSalesTaxGroup")
#: What may stand in a line of an invoice: groups of tax items may not (facts 5.3).
LINE_ITEMS = tuple(name for name in ITEMS if name not in ("ItemSalesTaxGroup", "ItemGroup"))

#: element -> (kinds it may name, the word of the message, the feature it needs)
REFERENCES = {
    "CustomerRef": (("Customer",), "Customer", ""),
    "VendorRef": (("Vendor",), "Vendor", ""),
    "EntityRef": (ENTITIES, "Entity", ""),
    "PrefVendorRef": (("Vendor",), "Vendor", ""),
    "TaxVendorRef": (("Vendor",), "Vendor", ""),
    "TermsRef": (("StandardTerms", "DateDrivenTerms"), "Terms", ""),
    "SalesTaxCodeRef": (("SalesTaxCode",), "Sales Tax Code", "sales tax"),
    "CustomerSalesTaxCodeRef": (("SalesTaxCode",), "Sales Tax Code", "sales tax"),
    "PurchaseTaxCodeRef": (("SalesTaxCode",), "Sales Tax Code", "sales tax"),
    "ItemSalesTaxRef": (TAX_ITEMS, "Sales Tax Item", "sales tax"),
    "ItemPurchaseTaxRef": (TAX_ITEMS, "Sales Tax Item", "sales tax"),
    "ItemRef": (LINE_ITEMS, "Item", ""),
    "ItemGroupRef": (("ItemGroup",), "Item", ""),
    "PaymentMethodRef": (("PaymentMethod",), "Payment Method", ""),
    "PreferredPaymentMethodRef": (("PaymentMethod",), "Payment Method", ""),
    "ClassRef": (("Class",), "Class", "class tracking"),
    "DiscountClassRef": (("Class",), "Class", "class tracking"),
    "CurrencyRef": (("Currency",), "Currency", "multicurrency"),
    "TemplateRef": (("Template",), "Template", ""),
    "CustomerTypeRef": (("CustomerType",), "Customer Type", ""),
    "JobTypeRef": (("JobType",), "Job Type", ""),
    "CustomerMsgRef": (("CustomerMsg",), "Customer Message", ""),
    "ShipMethodRef": (("ShipMethod",), "Ship Method", ""),
    "SalesRepRef": (("SalesRep",), "Sales Rep", ""),
    "VendorTypeRef": (("VendorType",), "Vendor Type", ""),
    "PriceLevelRef": (("PriceLevel",), "Price Level", ""),
    **{
        name: (("Account",), "Account", "")
        for name in (
            "AccountRef IncomeAccountRef ExpenseAccountRef COGSAccountRef AssetAccountRef ARAccountRef"
            " APAccountRef"
            " OverrideItemAccountRef DepositToAccountRef PrefillAccountRef DiscountAccountRef"
        ).split()
    },
}
#: Elements that need a feature which this company file does not have (facts 3.6, code 3250).
MISSING_FEATURES = {
    "UnitOfMeasureSetRef": "units of measure",
    "UnitOfMeasure": "units of measure",
    "OverrideUOMSetRef": "units of measure",
    "InventorySiteRef": "multiple inventory sites",
    "InventorySiteLocationRef": "multiple inventory sites",
    "SerialNumber": "serial numbers",
    "LotNumber": "lot numbers",
    "BillingRateRef": "billing rates",
}
#: Elements that QuickBooks has and this simulator does not keep: refused, so that nobody relies on them.
NOT_SIMULATED = (
    "OpenBalance",
    "OpenBalanceDate",
    "CreditCardInfo",
    "CreditCardTxnInfo",
    "Contacts",
    "ContactsMod",
    "AdditionalNotesMod",
    "TaxLineID",
    "DataExt",
)
FULL_NAME_LEVELS = 5
