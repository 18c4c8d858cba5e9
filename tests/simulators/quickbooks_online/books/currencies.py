"""Currencies of parties and documents, and rates (facts 2.11)."""

from decimal import Decimal

from .faults import business, required
from .money import cents, places
from .profile import CURRENCY_NAMES
from .shapes import SHAPES


def enabled(company) -> bool:
    return company.preferences["CurrencyPrefs"]["MultiCurrencyEnabled"]


def reference(code: str) -> dict:
    return {"value": code, "name": CURRENCY_NAMES.get(code, code)}


def check(company, code: str):
    """A currency that the company works with."""
    if code == company.home:
        return
    if not enabled(company):
        raise business(f"multicurrency is switched off, so that {code} cannot be used")
    rows = company.store.table("CompanyCurrency").values()
    if not any(row["Code"] == code and row["Active"] for row in rows):
        raise business(f"{code} is not among the currencies of the company")


def settle_party(company, new: dict, old: dict | None):
    """The currency of a customer or vendor: chosen once (facts 2.4)."""
    given = (new.get("CurrencyRef") or {}).get("value")
    code = given or (old["CurrencyRef"]["value"] if old else company.home)
    if old is not None and code != old["CurrencyRef"]["value"]:
        raise business("the currency of a customer or vendor cannot be changed")
    check(company, code)
    new["CurrencyRef"] = reference(code)


def settle_document(company, new: dict, party: dict | None):
    """The currency of a document is that of its customer or vendor; the rate is in home units for one of it."""
    home = company.home
    owner = party["CurrencyRef"]["value"] if party else home
    given = (new.get("CurrencyRef") or {}).get("value")
    if given is None and enabled(company) and party is not None:
        if company.switches.currency_when_missing == "refused":
            raise required("CurrencyRef")
    code = given or owner
    check(company, code)
    if party is not None and code != owner:
        raise business(f"the transaction is in {code}, but {party['DisplayName']} is kept in {owner}")
    new["CurrencyRef"] = reference(code)
    if not enabled(company):
        new.pop("ExchangeRate", None)
    elif code == home:
        new["ExchangeRate"] = Decimal(1)
    elif new.get("ExchangeRate") is None:
        new["ExchangeRate"] = rate(company, code, new["TxnDate"])
    elif new["ExchangeRate"] <= 0:
        raise business("the exchange rate must be above zero")


def check_account(company, new: dict, field: str):
    """A receivable or payable account that was sent is kept in the currency of the transaction (facts 2.11)."""
    if new.get(field) is None or not enabled(company) or company.switches.account_currency == "any":
        return
    account = company.row("Account", new[field]["value"])
    kept, code = account["CurrencyRef"]["value"], new["CurrencyRef"]["value"]
    if kept != code:
        raise business(f"{account['Name']} is kept in {kept}, the transaction is in {code}")


def rate(company, code: str, date: str) -> Decimal:
    """Home units for one unit, by the last rate known on this date."""
    known = [
        row
        for row in company.store.table("ExchangeRate").values()
        if row["SourceCurrencyCode"] == code and row["AsOfDate"] <= date
    ]
    return max(known, key=lambda row: row["AsOfDate"])["Rate"] if known else Decimal(1)


def in_home(document: dict, amount) -> Decimal:
    return cents(amount * document.get("ExchangeRate", 1))


def settle_home(company, entity: str, new: dict):
    """HomeTotalAmt and HomeBalance, shown where there are several currencies and the entity has them."""
    if not enabled(company):
        return
    for field, of in (("HomeTotalAmt", "TotalAmt"), ("HomeBalance", "Balance")):
        if field in SHAPES[entity] and of in new:
            new[field] = in_home(new, new[of])


def set_rate(company, code: str, date: str, value) -> dict:
    key = f"{code}/{date}"
    old = company.row("ExchangeRate", key)
    row = {
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": company.home,
        "Rate": places(value, 9),
        "AsOfDate": date,
        "SyncToken": str(int(old["SyncToken"]) + 1) if old else "0",
        "MetaData": {"LastUpdatedTime": company.clock.shown()},
        "domain": "QBO",
        "sparse": False,
    }
    company.store.put("ExchangeRate", key, row)
    return row
