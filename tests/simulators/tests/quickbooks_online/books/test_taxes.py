"""Tax to the cent in every country model (QBO 2.10)."""

from decimal import Decimal

import pytest

from tests.simulators.quickbooks_online.books.rules.rule import change, line, sale
from tests.simulators.quickbooks_online.books.rules.taxes import levied


def money(text):
    return Decimal(text)


def tax_lines(made):
    return [
        (one["TaxLineDetail"]["TaxPercent"], one["TaxLineDetail"]["NetAmountTaxable"], one["Amount"])
        for one in made["TxnTaxDetail"].get("TaxLine", ())
    ]


def thermostat(amount="189.00", code="TAX"):
    return line("Thermostat", amount, TaxCodeRef=code)


def to(state, city=""):
    return {"Line1": "1 Road", "CountrySubDivisionCode": state, "City": city}


# --- United States, automated ---


def test_the_engine_looks_at_the_address(desk):
    here = sale(thermostat("100.00"))(desk)
    assert tax_lines(here) == [(money("7.25"), 100, money("7.25")), (money("2.125"), 100, money("2.13"))]
    elsewhere = sale(thermostat("100.00"), ShipAddr=to("CA", "Oakland"))(desk)
    assert elsewhere["TotalAmt"] == money("107.25")
    arizona = sale(thermostat("100.00"), ShipAddr=to("AZ", "Tucson"))(desk)
    assert arizona["TxnTaxDetail"]["TotalTax"] == money("8.70")


def test_where_the_company_has_no_agency_nothing_is_due(desk):
    made = sale(thermostat("100.00"), ShipAddr=to("NV", "Reno"))(desk)
    assert made["TxnTaxDetail"] == {"TotalTax": 0}


def test_the_engine_replaces_a_code_that_was_sent(desk):
    code = desk.ref("TaxCode", "Tucson")
    made = sale(thermostat("100.00"), TxnTaxDetail={"TxnTaxCodeRef": code})(desk)
    assert made["TxnTaxDetail"]["TxnTaxCodeRef"] == desk.ref("TaxCode", "San Jose")


def test_an_exempt_customer_pays_none(desk):
    made = sale(thermostat("100.00"), customer="Northgate School District")(desk)
    assert made["TotalAmt"] == 100


def test_an_override_is_honoured_and_spread_over_the_rates(desk):
    made = sale(thermostat("100.00"), TxnTaxDetail={"TotalTax": money("8.00")})(desk)
    assert made["TotalAmt"] == money("108.00")
    assert [amount for _rate, _base, amount in tax_lines(made)] == [money("6.19"), money("1.81")]
    assert made["TxnTaxDetail"]["TaxReviewStatus"] == "AST_TAX_OVERRIDE"


def test_an_override_of_nothing(desk):
    assert sale(thermostat("100.00"), TxnTaxDetail={"TotalTax": 0})(desk)["TotalAmt"] == 100


def test_an_override_where_nothing_would_be_due(desk):
    made = sale(thermostat("100.00"), ShipAddr=to("NV"), TxnTaxDetail={"TotalTax": money("5.00")})(desk)
    assert made["TotalAmt"] == money("105.00")
    assert made["TxnTaxDetail"]["TxnTaxCodeRef"] == desk.ref("TaxCode", "California")


def test_without_a_code_the_item_decides(desk):
    made = sale(line("Thermostat", "100.00"), line("Labor", "50.00"))(desk)
    codes = [one["SalesItemLineDetail"]["TaxCodeRef"]["value"] for one in made["Line"][:2]]
    assert codes == ["TAX", "NON"]
    assert tax_lines(made)[0][1] == 100


def test_an_override_outlives_a_change_of_something_else(desk):
    sale(thermostat("100.00"), DocNumber="7", TxnTaxDetail={"TotalTax": money("8.00")})(desk)
    noted = change("Invoice", "7", PrivateNote="odoo:1")(desk)
    assert noted["TxnTaxDetail"]["TotalTax"] == money("8.00")
    longer = change("Invoice", "7", Line=lambda desk: [thermostat("200.00")(desk)])(desk)
    assert longer["TxnTaxDetail"]["TotalTax"] == money("18.75")


# --- United States, manual and off ---


@pytest.fixture
def manual(open_desk):
    return open_desk("us_manual")


def test_the_code_of_the_document(manual):
    made = sale(thermostat("100.00"), TxnTaxDetail={"TxnTaxCodeRef": manual.ref("TaxCode", "Tucson")})(manual)
    assert [amount for _rate, _base, amount in tax_lines(made)] == [money("5.60"), money("0.50"), money("2.60")]


def test_the_code_of_the_customer(manual):
    assert sale(thermostat("100.00"))(manual)["TotalAmt"] == money("107.25")
    assert sale(thermostat("100.00"), customer="Northgate School District")(manual)["TotalAmt"] == 100


def test_an_override_there_too(manual):
    made = sale(thermostat("100.00"), TxnTaxDetail={"TotalTax": money("7.26")})(manual)
    assert made["TotalAmt"] == money("107.26")


def test_tax_is_rounded_once_for_the_document(manual):
    made = sale(*[thermostat("0.49") for _ in range(10)])(manual)
    assert made["TxnTaxDetail"]["TotalTax"] == money("0.36")


@pytest.mark.parametrize("after, tax", [(True, "6.53"), (False, "7.25")])
def test_a_discount_before_or_after_tax(manual, after, tax):
    cut = line(None, "10.00", "DiscountLineDetail")
    made = sale(thermostat("100.00"), cut, ApplyTaxAfterDiscount=after)(manual)
    assert made["TxnTaxDetail"]["TotalTax"] == money(tax)
    assert made["TotalAmt"] == 90 + money(tax)


def test_where_tax_is_off_the_detail_is_not_kept(open_desk):
    desk = open_desk("us_untaxed")
    made = sale(thermostat("100.00"), TxnTaxDetail={"TotalTax": money("7.25")})(desk)
    assert "TxnTaxDetail" not in made and made["TotalAmt"] == 100


def test_global_tax_calculation_means_nothing_in_the_us(desk):
    assert "GlobalTaxCalculation" not in sale(GlobalTaxCalculation="TaxExcluded")(desk)


# --- elsewhere ---


@pytest.fixture
def british(open_desk):
    return open_desk("gb")


def test_tax_by_rate_over_the_document(british):
    made = sale(
        line("Labor", "0.33", TaxCodeRef="20.0% S"),
        line("Labor", "0.33", TaxCodeRef="20.0% S"),
        line("Labor", "10.00", TaxCodeRef="5.0% R"),
        line("Labor", "7.00", TaxCodeRef="0.0% Z"),
    )(british)
    assert tax_lines(made) == [(20, money("0.66"), money("0.13")), (5, 10, money("0.50")), (0, 7, 0)]
    assert made["TotalAmt"] == money("18.29")


def test_inclusive_amounts(british):
    made = sale(
        line("Labor", "83.33", TaxInclusiveAmt=money("100.00")),
        line("Labor", "8.33", TaxInclusiveAmt=money("10.00")),
        GlobalTaxCalculation="TaxInclusive",
    )(british)
    assert made["TotalAmt"] == money("110.00")
    assert made["TxnTaxDetail"]["TotalTax"] == money("18.33")


def test_not_applicable(british):
    made = sale(line("Labor", "100.00"), GlobalTaxCalculation="NotApplicable")(british)
    assert made["TotalAmt"] == 100 and "TxnTaxDetail" not in made
    assert "TaxCodeRef" not in made["Line"][0]["SalesItemLineDetail"]


def test_an_override_by_rate(british):
    made = sale(line("Labor", "100.00"), TxnTaxDetail=levied(("20.0% S (Sales)", "20.01")))(british)
    assert made["TotalAmt"] == money("120.01")


def test_a_total_alone_is_no_override(british):
    made = sale(line("Labor", "100.00"), TxnTaxDetail={"TotalTax": money("20.01")})(british)
    assert made["TotalAmt"] == money("120.00")


def test_a_changed_amount_is_taxed_anew_when_the_detail_is_left_out(british):
    sale(line("Labor", "100.00"), DocNumber="7")(british)
    kept = british.company.numbered("Invoice", "7")[0]["TxnTaxDetail"]

    def longer(desk):
        return [line("Labor", "200.00", TaxCodeRef="20.0% S")(desk)]

    stale = change("Invoice", "7", Line=longer, TxnTaxDetail=kept)(british)
    assert stale["TotalAmt"] == money("220.00")
    assert change("Invoice", "7", Line=longer)(british)["TotalAmt"] == money("240.00")


def test_two_rates_of_one_code(open_desk):
    desk = open_desk("ca")
    made = sale(line("Labor", "10.10", TaxCodeRef="GST/PST BC"))(desk)
    assert [amount for _rate, _base, amount in tax_lines(made)] == [money("0.51"), money("0.71")]


def test_a_discount_lowers_what_is_taxed(open_desk):
    desk = open_desk("au")
    made = sale(line("Labor", "100.00"), line(None, "10.00", "DiscountLineDetail"))(desk)
    assert made["TxnTaxDetail"]["TotalTax"] == 9 and made["TotalAmt"] == 99


def test_every_form_is_taxed_alike(british):
    account = {"DepositToAccountRef": british.ref("Account", "Checking")}
    for entity, more in (("Invoice", {}), ("CreditMemo", {}), ("RefundReceipt", account)):
        assert sale(line("Labor", "10.00"), entity=entity, **more)(british)["TotalAmt"] == 12
