"""Tax rates (facts 2.1): known by their TaxType; which account classes each goes with."""

from decimal import Decimal

from .endpoint import POST, PUT, Endpoint
from .money import rounded
from .shapes import Choice, Flag, Many, Number, Text

NO_TAX = "NONE"
#: Flags by class of account.
FLAGS = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
#: What a kind of rate may be used for, by the classes of accounts.
APPLIES = {
    "sales": ("ASSET", "EQUITY", "LIABILITY", "REVENUE"),
    "purchases": ("ASSET", "EQUITY", "EXPENSE", "LIABILITY"),
    "zero_sales": ("LIABILITY", "REVENUE"),
    "capital": ("ASSET",),
    "imports": ("LIABILITY",),
    "all": tuple(FLAGS),
}
#: country: TaxType, name, ReportTaxType, rate, name of the component, kind
FOUNDED = {
    "AU": """
OUTPUT|GST on Income|OUTPUT|10|GST|sales
INPUT|GST on Expenses|INPUT|10|GST|purchases
EXEMPTOUTPUT|GST Free Income|EXEMPTOUTPUT|0|GST|sales
EXEMPTEXPENSES|GST Free Expenses|EXEMPTEXPENSES|0|GST|purchases
EXEMPTEXPORT|GST Free Exports|EXEMPTEXPORT|0|GST|zero_sales
INPUTTAXED|Input Taxed|INPUTTAXED|0|GST|all
CAPEXINPUT|GST on Capital|CAPITALEXPENSESINPUT|10|GST|capital
GSTONIMPORTS|GST on Imports|GSTONIMPORTS|0|GST|imports
BASEXCLUDED|BAS Excluded|BASEXCLUDED|0|GST|all
""",
    "NZ": """
OUTPUT2|15% GST on Income|OUTPUT|15|GST|sales
INPUT2|15% GST on Expenses|INPUT|15|GST|purchases
ZERORATED|Zero Rated|OUTPUT|0|GST|zero_sales
GSTONIMPORTS|GST on Imports|GSTONIMPORTS|0|GST|imports
NONE|No GST|NONE|0|GST|all
""",
    "GB": """
OUTPUT2|20% (VAT on Income)|OUTPUT|20|VAT|sales
INPUT2|20% (VAT on Expenses)|INPUT|20|VAT|purchases
RROUTPUT|5% (VAT on Income)|OUTPUT|5|VAT|sales
RRINPUT|5% (VAT on Expenses)|INPUT|5|VAT|purchases
ZERORATEDOUTPUT|Zero Rated Income|OUTPUT|0|VAT|sales
ZERORATEDINPUT|Zero Rated Expenses|INPUT|0|VAT|purchases
EXEMPTOUTPUT|Exempt Income|EXEMPTOUTPUT|0|VAT|sales
EXEMPTINPUT|Exempt Expenses|EXEMPTINPUT|0|VAT|purchases
CAPEXINPUT2|20% (VAT on Capital Purchases)|CAPITALEXPENSESINPUT|20|VAT|capital
NONE|No VAT|NONE|0|VAT|all
""",
    "US": """
OUTPUT|Tax on Sales|OUTPUT|0|Tax|sales
INPUT|Tax on Purchases|INPUT|0|Tax|purchases
GSTONIMPORTS|Sales Tax on Imports|GSTONIMPORTS|0|Tax|imports
NONE|Tax Exempt|NONE|0|Tax|all
""",
}
#: Rates that no account is refused: what AU calls BAS Excluded the others call NONE.
_WITHOUT = {"AU": "BASEXCLUDED"}
_USUAL = {
    "AU": {"REVENUE": "OUTPUT", "EXPENSE": "INPUT"},
    "NZ": {"REVENUE": "OUTPUT2", "EXPENSE": "INPUT2"},
    "GB": {"REVENUE": "OUTPUT2", "EXPENSE": "INPUT2"},
    "US": {"REVENUE": "OUTPUT", "EXPENSE": "INPUT"},
}
_REPORTS = tuple(
    """
    BASEXCLUDED CAPITALSALESOUTPUT CAPITALEXPENSESINPUT ECOUTPUT ECOUTPUTSERVICES ECINPUT ECACQUISITIONS EXEMPTEXPENSES
    EXEMPTINPUT EXEMPTOUTPUT GSTONIMPORTS INPUT INPUTTAXED MOSSSALES NONE NONEOUTPUT OUTPUT PURCHASESINPUT SALESOUTPUT
    EXEMPTCAPITAL EXEMPTEXPORT CAPITALEXINPUT GSTONCAPIMPORTS REVERSECHARGES USSALESTAX
    """.split()
)
_COMPONENT = {"Name": Text(), "Rate": Number(), "IsCompound": Flag(), "IsNonRecoverable": Flag()}
ENDPOINT = Endpoint(
    "TaxRates",
    "TaxType",
    {
        "Name": Text(50),
        "TaxType": Text(),
        "TaxComponents": Many(_COMPONENT),
        "Status": Choice("TaxRateStatus", "ACTIVE", "DELETED", "ARCHIVED", "PENDING"),
        "ReportTaxType": Choice("ReportTaxType", *_REPORTS),
    },
    (PUT, POST),
    single=True,
)


def find(books, identifier):
    return books.row("TaxRates", identifier)


def rows(books, options):
    return [row for row in books.store.table("TaxRates").values() if row["Status"] != "DELETED"]


def show(books, row, options):
    return {name: value for name, value in row.items() if name != "UpdatedDateUTC"}


def depends(books, row):
    return None


def write(books, body, call):
    old = books.row("TaxRates", body.get("TaxType"))
    if call.method == "PUT" and body.get("TaxType"):
        call.refuse("TaxType can only be used on update calls.")
    if call.method == "POST" and old is None:
        call.refuse("not_found")
    if old is not None and old["Status"] == "DELETED":
        call.refuse("A deleted tax rate cannot be changed.")
    new = {**(old or {"Status": "ACTIVE"}), **body}
    if not new.get("Name"):
        call.problem("Tax rate name is required.")
    if not new.get("TaxComponents"):
        call.problem("At least one tax component is required.")
    for place, part in enumerate(body.get("TaxComponents", ())):
        if not part.get("Name") or "Rate" not in part:
            call.problem("A tax component needs Name and Rate.", f"TaxComponents[{place}]")
    call.settle()
    taken = new["Name"].casefold()
    if any(row["Name"].casefold() == taken and row["TaxType"] != new.get("TaxType") for row in rows(books, {})):
        call.refuse("unique_name")
    if old is None:
        new["TaxType"] = f"TAX{books.store.count('tax_types'):03d}"
    return books.keep("TaxRates", _reckoned(new), bump=False)


def make(books, tax_type: str, name: str, components, report: str = "", kind: str = "all") -> dict:
    """A rate of the books' own; ``components`` are (name, rate)."""
    flags = APPLIES[kind]
    parts = [{"Name": part, "Rate": Decimal(rate)} for part, rate in components]
    row = {"Name": name, "TaxType": tax_type, "TaxComponents": parts, "Status": "ACTIVE"}
    if report:
        row["ReportTaxType"] = report
    row |= {flag: kind in flags for kind, flag in FLAGS.items()}
    return books.keep("TaxRates", _reckoned(row), bump=False)


def _reckoned(row: dict) -> dict:
    """Components complete, and what they come to."""
    parts, plain, compound = [], Decimal(0), Decimal(1)
    for part in row["TaxComponents"]:
        rate = rounded(part["Rate"], 4)
        whole = {"Name": part["Name"], "Rate": rate, "IsCompound": part.get("IsCompound", False)}
        parts.append({**whole, "IsNonRecoverable": part.get("IsNonRecoverable", False)})
        if whole["IsCompound"]:
            compound *= 1 + rate / 100
        else:
            plain += rate
    effective = rounded(((1 + plain / 100) * compound - 1) * 100, 4)
    display = rounded(sum((part["Rate"] for part in parts), Decimal(0)), 4)
    flags = {flag: row.get(flag, True) for flag in FLAGS.values()}
    return {**row, "TaxComponents": parts, **flags, "DisplayTaxRate": display, "EffectiveRate": effective}


# --- for documents and the chart ---


def by_type(books, tax_type: str | None) -> dict | None:
    """The active rate of a TaxType."""
    row = books.row("TaxRates", tax_type)
    return row if row is not None and row["Status"] == "ACTIVE" else None


def applies(rate: dict, account: dict) -> bool:
    """A rate may stand beside an account of this class (facts 2.1)."""
    return rate[FLAGS[account["Class"]]]


def without(books) -> str:
    """The TaxType of no tax: an AU organisation has no NONE of its own name."""
    return _WITHOUT.get(books.profile.country, NO_TAX)


def usual(books, account_class: str) -> str:
    """The TaxType that a new account of this class gets."""
    return _USUAL[books.profile.country].get(account_class, without(books))


def found(books):
    for line in FOUNDED[books.profile.country].strip().splitlines():
        tax_type, name, report, rate, component, kind = line.split("|")
        make(books, tax_type, name, [(component, rate)], "" if books.profile.american else report, kind)
