"""Amounts and taxes to the cent: four countries, three kinds of amounts, rounding per line (facts 2.5)."""

from decimal import Decimal

import pytest

from tests.simulators.xero.books.rules.papers import bill, cost, edit, entered, id_of, invoice, line, line_id, lines

from .switch_cases import made

D = Decimal
COUNTRIES = {"au": ("OUTPUT", "10"), "nz": ("OUTPUT2", "15"), "gb": ("OUTPUT2", "20"), "us": ("TAX002", "9.375")}


def totals(element) -> tuple:
    return tuple(str(element[name]) for name in ("SubTotal", "TotalTax", "Total"))


@pytest.mark.parametrize(
    "kind, amounts, expected",
    [
        ("au", "Exclusive", ("19.98", "2.00", "21.98")),
        ("au", "Inclusive", ("18.16", "1.82", "19.98")),
        ("au", "NoTax", ("19.98", "0.00", "19.98")),
        ("nz", "Exclusive", ("19.98", "3.00", "22.98")),
        ("nz", "Inclusive", ("17.38", "2.60", "19.98")),
        ("gb", "Exclusive", ("19.98", "4.00", "23.98")),
        ("gb", "Inclusive", ("16.64", "3.34", "19.98")),
        ("us", "Exclusive", ("19.98", "1.88", "21.86")),
        ("us", "Inclusive", ("18.26", "1.72", "19.98")),
    ],
)
def test_tax_is_rounded_per_line_and_summed(open_desk, kind, amounts, expected):
    """Two lines of 9.99: of inclusive amounts a rounding over all would find 3.33 in GB, per line it is 1.67 twice."""
    desk = open_desk(kind)
    tax_type, _percent = COUNTRIES[kind]
    one = line(UnitAmount=D("9.99"), TaxType=tax_type)
    assert totals(made(desk, lines(one, one, LineAmountTypes=amounts))) == expected


def test_many_small_lines_differ_from_global_rounding(desk):
    """0.05 x 10 % is 0.005 and becomes a cent, ten times (facts 2.5)."""
    shown = made(desk, lines(*[line(UnitAmount=D("0.05"))] * 10))
    assert totals(shown) == ("0.50", "0.10", "0.60")


def test_tax_amount_overrides(desk):
    one = line(UnitAmount=D("0.05"), TaxAmount=0)
    shown = made(desk, lines(one, one, line(UnitAmount=D("0.05"), TaxAmount=D("0.014"))))
    assert totals(shown) == ("0.15", "0.01", "0.16")


def test_an_override_holds_when_other_fields_change(desk):
    entered()(desk)
    made(desk, edit("A1", LineItems=[line(TaxAmount=D("9.99"))]))
    assert totals(made(desk, edit("A1", Reference="x"))) == ("100.00", "9.99", "109.99")
    assert totals(made(desk, edit("A1", LineAmountTypes="Inclusive"))) == ("90.01", "9.99", "100.00")


def test_no_tax_forgets_overrides(desk):
    shown = made(desk, lines(line(TaxType="OUTPUT", TaxAmount=5), LineAmountTypes="NoTax"))
    assert totals(shown) == ("100.00", "0.00", "100.00")
    assert shown["LineItems"][0]["TaxType"] == "NONE"


def test_the_tax_type_comes_from_the_account(desk):
    assert made(desk, invoice())["LineItems"][0]["TaxType"] == "OUTPUT"
    assert made(desk, bill())["LineItems"][0]["TaxType"] == "INPUT"


def test_exclusive_is_the_default(desk):
    assert made(desk, invoice(LineAmountTypes=None))["LineAmountTypes"] == "Exclusive"


def test_prices_have_two_places_unless_asked_for_four(desk):
    one = line(Quantity=1000, UnitAmount=D("0.1234"))
    assert made(desk, lines(one))["SubTotal"] == D("120.00")
    fine = type(invoice())("PUT", "Invoices", lines(one).elements, None, {"unitdp": 4})
    shown = made(desk, fine)
    assert shown["SubTotal"] == D("123.40") and shown["LineItems"][0]["UnitAmount"] == D("0.1234")
    # Reading needs the option as well.
    assert desk.books.read("Invoices", shown["InvoiceID"])["LineItems"][0]["UnitAmount"] == D("0.12")
    assert desk.books.read("Invoices", shown["InvoiceID"], {"unitdp": 4})["LineItems"][0]["UnitAmount"] == D("0.1234")


def test_an_edit_that_sends_no_lines_keeps_the_fine_price(desk):
    fine = type(invoice())(
        "PUT",
        "Invoices",
        lines(line(UnitAmount=D("0.1234"), Quantity=1000), InvoiceNumber="F1").elements,
        None,
        {"unitdp": 4},
    )
    made(desk, fine)
    assert made(desk, edit("F1", Reference="x"))["SubTotal"] == D("123.40")
    sent = {"LineItems": [line(LineItemID=line_id("F1"), UnitAmount=D("0.1234"), Quantity=1000)]}
    assert made(desk, edit("F1", **sent))["SubTotal"] == D("120.00")


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"Quantity": 4, "UnitAmount": D("2.5")}, ("4.00", "2.50", "10.00")),
        ({"Quantity": 4, "UnitAmount": None, "LineAmount": 10}, ("4.00", "2.50", "10.00")),
        ({"Quantity": None, "UnitAmount": D("2.5"), "LineAmount": 10}, ("4.00", "2.50", "10.00")),
        ({"Quantity": D("1.23456"), "UnitAmount": 1}, ("1.2346", "1.00", "1.23")),
        ({"Quantity": 2, "UnitAmount": 10, "DiscountRate": D("12.5")}, ("2.00", "10.00", "17.50")),
        ({"Quantity": 2, "UnitAmount": 10, "DiscountAmount": D("0.05")}, ("2.00", "10.00", "19.95")),
        ({"Quantity": 2, "UnitAmount": 10, "DiscountRate": 10, "LineAmount": 18}, ("2.00", "10.00", "18.00")),
        ({"Quantity": -2, "UnitAmount": 10}, ("-2.00", "10.00", "-20.00")),
    ],
)
def test_amounts_of_a_line(desk, fields, expected):
    shown = made(desk, lines(line(**fields), line(UnitAmount=1000)))["LineItems"][0]
    assert tuple(str(shown[name]) for name in ("Quantity", "UnitAmount", "LineAmount")) == expected


def test_discounts_are_told(desk):
    shown = made(desk, lines(line(DiscountRate=10), line()))
    assert shown["IsDiscounted"] and shown["TotalDiscount"] == D("10.00")
    assert totals(shown) == ("190.00", "19.00", "209.00")


def test_an_item_fills_what_the_line_leaves_out(desk):
    given = {"ItemCode": "SRV-1", "Quantity": 2, "AccountCode": "200"}
    shown = made(desk, lines(given))["LineItems"][0]
    assert (shown["UnitAmount"], shown["Description"], shown["Item"]["Name"]) == (
        D("125.00"),
        "Service call, first hour",
        "Service call",
    )
    assert made(desk, lines({**given, "UnitAmount": 99, "Description": "Mine"}))["LineItems"][0]["LineAmount"] == D(
        "198.00"
    )


def test_words_alone_are_a_line(desk):
    shown = made(desk, lines(line(), {"Description": "Thank you"}))
    assert shown["SubTotal"] == D("100.00") and shown["LineItems"][1]["LineAmount"] == 0


def test_a_draft_without_price_is_over_nothing(desk):
    assert made(desk, lines({"Description": "Work", "Quantity": 1}, Status="DRAFT"))["Total"] == 0


def test_an_edit_of_the_kind_of_amounts_reckons_anew(desk):
    entered()(desk)
    assert totals(made(desk, edit("A1", LineAmountTypes="Inclusive"))) == ("90.91", "9.09", "100.00")
    assert totals(made(desk, edit("A1", LineAmountTypes="NoTax"))) == ("100.00", "0.00", "100.00")


def test_a_rounding_account_takes_a_cent_line(desk):
    """The alternative to an override (facts 2.5)."""
    cent = line(AccountCode="860", UnitAmount=D("0.01"), TaxType="BASEXCLUDED", Description="Rounding")
    assert totals(made(desk, lines(line(), cent))) == ("100.01", "10.00", "110.01")


@pytest.mark.parametrize(
    "opted, expected", [(True, ("100.00", "10.00", "110.05")), (False, ("100.00", "10.00", "110.00"))]
)
def test_rounding_amount_is_opt_in(open_desk, opted, expected):
    desk = open_desk(rounding_amount=opted)
    sent = {"RoundingAmount": D("0.05"), "SubTotal": 100, "TotalTax": 10, "Total": D("110.05")}
    shown = made(desk, invoice(InvoiceNumber="R1", **sent))
    assert totals(shown) == expected
    assert ("RoundingAmount" in shown) == opted
    # It holds while the lines stay.
    assert totals(made(desk, edit("R1", Reference="x"))) == expected


def test_rounding_amount_alone_does_not_count(open_desk):
    desk = open_desk(rounding_amount=True)
    assert totals(made(desk, invoice(RoundingAmount=D("0.05")))) == ("100.00", "10.00", "110.00")


def test_foreign_amounts_are_owed_in_base_currency(open_desk):
    desk = open_desk("many")
    desk.keeper.enter_invoice(
        "Brioche Paris EUR", [("Sales", 1, 100, "BASEXCLUDED")], "E1", CurrencyCode="EUR", CurrencyRate="0.5"
    )
    assert (
        desk.books.read("Contacts", desk.contact("Brioche Paris EUR"))["Balances"]["AccountsReceivable"]["Outstanding"]
        == 200
    )


def test_a_bill_of_lines_with_their_own_rates(desk):
    shown = made(desk, bill(LineItems=[cost(UnitAmount=50), cost(UnitAmount=50, TaxType="EXEMPTEXPENSES")]))
    assert totals(shown) == ("100.00", "5.00", "105.00")
    assert desk.books.read("Invoices", id_of("Invoices", shown["InvoiceID"])(desk))["TotalTax"] == 5
