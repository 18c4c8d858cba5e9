"""Rules of sales tax (QBO 2.10)."""

from decimal import Decimal

from .rule import Rule, change, line, sale


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"TAX-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def code(name):
    return lambda desk: {"TxnTaxCodeRef": desk.ref("TaxCode", name)}


def levied(*amounts):
    """TxnTaxDetail with a TaxLine for each (rate, amount)."""

    def detail(desk):
        return {
            "TaxLine": [
                {
                    "Amount": Decimal(amount),
                    "DetailType": "TaxLineDetail",
                    "TaxLineDetail": {"TaxRateRef": desk.ref("TaxRate", rate)},
                }
                for rate, amount in amounts
            ]
        }

    return detail


def entered(desk):
    desk.keeper.enter_invoice("Azure Interior", [("Thermostat", 1, "100")], number="7")


BC = line("Thermostat", "100.00", TaxCodeRef="GST/PST BC")

RULES = (
    rule(
        1,
        "2.10 (6100)",
        "a line of a US company is TAX or NON",
        6100,
        sale(line(TaxCodeRef="2")),
        sale(line(TaxCodeRef="NON")),
    ),
    rule(
        2,
        "2.10 (6100)",
        "with manual tax too",
        6100,
        sale(line(TaxCodeRef="California")),
        sale(line(TaxCodeRef="TAX")),
        kind="us_manual",
    ),
    rule(
        3,
        "2.10 (6100)",
        "and without any",
        6100,
        sale(line(TaxCodeRef="5")),
        sale(line(TaxCodeRef="NON")),
        kind="us_untaxed",
    ),
    rule(
        4,
        "2.10 (2500)",
        "a code for the whole that there is",
        2500,
        sale(TxnTaxDetail={"TxnTaxCodeRef": {"value": "99"}}),
        sale(TxnTaxDetail=code("California")),
        kind="us_manual",
    ),
    rule(
        5,
        "2.10 (2500)",
        "a group of rates, no pseudo code",
        2500,
        sale(TxnTaxDetail={"TxnTaxCodeRef": {"value": "TAX"}}),
        sale(TxnTaxDetail=code("Tucson")),
        kind="us_manual",
    ),
    rule(6, "6 (6160)", "CustomSalesTax is not ours to use", 6160, sale(TxnTaxDetail=code("CustomSalesTax")), sale()),
    rule(
        7,
        "6 (6230)",
        "nor to change to",
        6230,
        change("Invoice", "7", TxnTaxDetail=code("CustomSalesTax")),
        change("Invoice", "7", PrivateNote="N"),
        setup=entered,
    ),
    rule(
        8,
        "2.10",
        "GlobalTaxCalculation is required elsewhere",
        2020,
        sale(GlobalTaxCalculation=None),
        sale(),
        kind="gb",
    ),
    rule(9, "6 (2170)", "one of three words", 2170, sale(GlobalTaxCalculation="Included"), sale(), kind="gb"),
    rule(10, "2.10", "every line has a code", 6000, sale(line(TaxCodeRef=lambda desk: "none")), sale(), kind="gb"),
    rule(
        11,
        "2.10",
        "a code that there is",
        2500,
        sale(line(TaxCodeRef="99")),
        sale(line(TaxCodeRef="5.0% R")),
        kind="gb",
    ),
    rule(12, "2.10", "TAX means nothing elsewhere", 2500, sale(line(TaxCodeRef="TAX")), sale(), kind="au"),
    rule(
        13,
        "2.10 (6170)",
        "no tax detail where none applies",
        6170,
        sale(GlobalTaxCalculation="NotApplicable", TxnTaxDetail={"TotalTax": 1}),
        sale(GlobalTaxCalculation="NotApplicable"),
        kind="gb",
    ),
    rule(
        14,
        "2.10",
        "an override has every rate of the code",
        6000,
        sale(BC, TxnTaxDetail=levied(("GST BC (Sales)", "5.01"))),
        sale(BC, TxnTaxDetail=levied(("GST BC (Sales)", "5.01"), ("PST BC (Sales)", "7.00"))),
        kind="ca",
    ),
    rule(
        15,
        "2.10",
        "and no other one",
        6000,
        sale(TxnTaxDetail=levied(("20.0% S (Sales)", "2.00"), ("5.0% R (Sales)", "0.50"))),
        sale(TxnTaxDetail=levied(("20.0% S (Sales)", "2.01"))),
        kind="gb",
    ),
)
