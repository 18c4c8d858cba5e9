"""Currencies that the organisation is subscribed to (facts 2.1)."""

from .endpoint import PUT, Endpoint
from .profile import CURRENCY_NAMES, MULTICURRENCY
from .shapes import Choice, Text

#: The enumeration CurrencyCode of the API: another word cannot be read.
CODES = tuple(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BYR BZD CAD
    CDF CHF CLF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
    LBP LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK
    NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SKK SLE SLL SOS SRD
    STD STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VEF VES VND VUV WST XAF XCD XOF
    XPF YER ZAR ZMW ZMK ZWD
    """.split()
)
CURRENCY = Choice("CurrencyCode", *CODES)
ENDPOINT = Endpoint("Currencies", "Code", {"Code": CURRENCY, "Description": Text()}, (PUT,), single=True)


def find(books, identifier):
    return books.row("Currencies", (identifier or "").upper())


def show(books, row, options):
    return {"Code": row["Code"], "Description": row["Description"]}


def depends(books, row):
    return None


def write(books, body, call):
    """A currency that is there already stays as it is."""
    if not body.get("Code"):
        call.refuse("A currency needs its Code.")
    code = body["Code"]
    if not subscribed(books, code) and books.settings["Class"] not in MULTICURRENCY:
        call.refuse("currency", code=code)
    return books.row("Currencies", code) or subscribe(books, code)


def subscribe(books, code: str) -> dict:
    return books.keep("Currencies", {"Code": code, "Description": CURRENCY_NAMES.get(code, code)}, bump=False)


def subscribed(books, code: str) -> bool:
    return books.row("Currencies", code) is not None


def check(books, code: str, call, at: str = ""):
    """A validation error when a document, contact or account names another currency (facts 2.1)."""
    if code and not subscribed(books, code):
        call.problem("currency", at, code=code)
