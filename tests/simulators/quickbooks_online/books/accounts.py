"""The accounts that the books need for themselves, found by what they are for."""

from .money import ZERO

#: purpose: (name, subtype)
OWN = {
    "receivable": ("Accounts Receivable (A/R)", "AccountsReceivable"),
    "payable": ("Accounts Payable (A/P)", "AccountsPayable"),
    "undeposited": ("Undeposited Funds", "UndepositedFunds"),
    "inventory": ("Inventory Asset", "Inventory"),
    "tax": ("Sales Tax Payable", "SalesTaxPayable"),
    "opening": ("Opening Balance Equity", "OpeningBalanceEquity"),
    "earnings": ("Retained Earnings", "RetainedEarnings"),
    "sales": ("Sales of Product Income", "SalesOfProductIncome"),
    "services": ("Services", "ServiceFeeIncome"),
    "discounts": ("Discounts given", "DiscountsRefundsGiven"),
    "shipping": ("Shipping Income", "OtherPrimaryIncome"),
    "cost": ("Cost of Goods Sold", "SuppliesMaterialsCogs"),
    "exchange": ("Exchange Gain or Loss", "ExchangeGainOrLoss"),
}


def own(company, purpose: str) -> str:
    """The id of the account for this purpose."""
    return company.mark("Account", "0", purpose)


def control(company, purpose: str, currency: str) -> dict:
    """Receivable or payable of a currency: every foreign one has its own (facts 2.11), made when it is needed."""
    if currency == company.home:
        return company.row("Account", own(company, purpose))
    known = company.mark("Account", "0", f"{purpose}/{currency}")
    if known is None:
        name, subtype = OWN[purpose]
        known = make(company, f"{name} - {currency}", subtype, currency)["Id"]
        company.set_mark("Account", "0", f"{purpose}/{currency}", known)
    return company.row("Account", known)


def make(company, name: str, subtype: str, currency: str = "") -> dict:
    from .handlers import small_lists

    new = {"Name": name, "AccountSubType": subtype, "CurrentBalance": ZERO}
    if currency:
        new["CurrencyRef"] = {"value": currency}
    return small_lists.create(company, "Account", new, {})
