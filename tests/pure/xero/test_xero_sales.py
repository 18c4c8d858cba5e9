"""Invoices and credit notes: lines, amounts, tax, changes."""

import dataclasses
from decimal import ROUND_HALF_UP, Decimal

import pytest
import xero_samples as sample
from xero_samples import (
    CREDIT,
    FREE,
    INVOICE,
    NO_TAX,
    NORTH,
    SALES_TAX,
    WIDGET,
    billed,
    body,
    call,
    guid,
    line,
    push,
    shown,
)

from odoo.addons.accounting_bridge.ledgers.documents import InvoiceLine, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Unwritable

UPDATE, VOID = Operation.UPDATE, Operation.VOID
CENT = Decimal("0.01")
REDUCED = Reference(Kind.TAX_CODE, "REDUCED")


def refused(document, operation=Operation.CREATE, settings=None, **values):
    with pytest.raises(Unwritable) as caught:
        sample.ledger(**(settings or {})).encode_writes([push(document, operation, **values)], "b1", "")
    assert caught.value.key == "k1"
    return str(caught.value)


# === THE DOCUMENT === #


def test_an_invoice_is_approved_and_says_all_it_needs():
    made = call(INVOICE)
    assert (made["method"], made["path"]) == ("PUT", "Invoices")
    assert made["parameters"] == {"summarizeErrors": "false", "unitdp": "4"}
    found = body(INVOICE)
    assert found | {"LineItems": []} == {
        "Type": "ACCREC",
        "InvoiceNumber": "INV/2026/00017",
        "DueDate": "2026-06-05",
        "Reference": "PO-7",
        "Url": f"{sample.LINK}/accounting_bridge/document/{INVOICE.trace}",
        "Contact": {"ContactID": sample.ACME.id},
        "Date": "2026-05-06",
        "CurrencyCode": "AUD",
        "LineAmountTypes": "Exclusive",
        "LineItems": [],
        "Status": "AUTHORISED",
    }


def test_a_credit_note_has_its_own_number_and_our_mark():
    found = body(CREDIT)
    assert (found["Type"], found["CreditNoteNumber"]) == ("ACCRECCREDIT", "RINV/2026/00003")
    assert found["Reference"] == f"odoo:{CREDIT.trace}"
    assert not {"Url", "DueDate", "InvoiceNumber"} & found.keys()
    assert [each.get("UnitAmount") for each in found["LineItems"]] == [25, Decimal("-5.00"), None]


def test_the_date_that_is_due_is_always_said():
    assert body(dataclasses.replace(INVOICE, due_date=None))["DueDate"] == "2026-05-06"


def test_where_the_ledger_numbers_ours_is_the_reference():
    found = body(dataclasses.replace(INVOICE, number=""))
    assert "InvoiceNumber" not in found
    assert found["Reference"] == "INV/2026/00017 PO-7"


def test_nothing_of_the_customer_but_its_id_and_nothing_is_sent_by_mail():
    found = body(INVOICE)
    assert found["Contact"].keys() == {"ContactID"}
    assert "SentToContact" not in found and "InvoiceAddresses" not in found


def test_a_rate_is_that_of_the_ledger():
    found = body(dataclasses.replace(INVOICE, currency="USD", exchange_rate=Decimal("1.5")))
    assert (found["CurrencyCode"], found["CurrencyRate"]) == ("USD", Decimal("0.666667"))
    assert "CurrencyRate" not in body(dataclasses.replace(INVOICE, exchange_rate=Decimal(1)))
    assert "zero" in refused(dataclasses.replace(INVOICE, currency="USD", exchange_rate=Decimal(0)))


@pytest.mark.parametrize("rate", ["0.55", "150.37", "1399.9", "405"])
def test_a_rate_of_six_decimals_is_near_enough(rate):
    rate = Decimal(rate)
    found = body(dataclasses.replace(INVOICE, currency="USD", exchange_rate=rate))
    assert abs(found["CurrencyRate"] * rate - 1) <= Decimal("0.001")


@pytest.mark.parametrize("rate", ["25400", "1999999", "2000001", "30000000"])
def test_a_rate_that_six_decimals_do_not_say_is_refused(rate):
    """Of a weak home currency: what is left of the rate would book another amount, or that of the day."""
    for document in (INVOICE, CREDIT, sample.PAYMENT, sample.BATCH, sample.BILL):
        changed = dataclasses.replace(document, currency="USD", exchange_rate=Decimal(rate))
        words = refused(changed, settings={"currency": "VND"})
        assert "six decimals" in words and f"1 USD = {rate} VND" in words


def test_three_decimals_are_refused():
    """Totals there have two (facts 2.5): it would be another total."""
    code = {"currency": "KWD", "exchange_rate": Decimal("2.5")}
    for kind in (INVOICE, CREDIT):
        assert "20.005 KWD" in refused(billed(line("20.005", 1), tax="4.00", kind=kind, **code))
        assert "24.006 KWD" in refused(dataclasses.replace(kind, total=Decimal("24.006"), **code))
        assert body(billed(line("20.010", 1), tax="2.000", kind=kind, **code))["CurrencyCode"] == "KWD"
    lines = (dataclasses.replace(sample.BILL.lines[0], amount=Decimal("87.665")),)
    assert "two decimals" in refused(dataclasses.replace(sample.BILL, lines=lines, currency="KWD"))


def test_a_total_below_zero_is_the_other_kind():
    assert "other kind" in refused(dataclasses.replace(INVOICE, total=Decimal(-1)))


# === LINES === #


def test_a_line_says_everything_itself():
    first, second, third = body(INVOICE)["LineItems"]
    assert first == {
        "ItemCode": "WID-1",
        "Description": "Widget <img src=x onerror=alert(1)>",
        "Quantity": 3,
        "UnitAmount": 25,
        "AccountCode": "200",
        "TaxType": "OUTPUT",
        "TaxAmount": Decimal("7.50"),
    }
    assert (second["Quantity"], second["UnitAmount"], second["TaxAmount"]) == (1, Decimal("-5.00"), Decimal("-0.50"))
    assert third == {"Description": "Thank you"}


@pytest.mark.parametrize(
    ("quantity", "amount", "said", "price"),
    [
        ("3", "75.00", "3", "25"),
        ("3", "10.00", "3", "3.3333"),
        ("7", "33.33", "7", "4.7614"),
        ("1.5", "10", "1.5", "6.6667"),
        ("0.0001", "5", "0.0001", "50000"),
        # A cent too little.
        ("300", "1000.00", "1", "1000.00"),
        ("123456", "0.01", "1", "0.01"),
        ("100000", "1234.56", "1", "1234.56"),
        ("0.33333", "4.15", "1", "4.15"),
        ("1000000000", "10", "1", "10"),
        (None, "10.00", "1", "10.00"),
        ("0", "10.00", "1", "10.00"),
        ("-2", "-8.01", "2", "-4.005"),
        ("-2", "8", "2", "4"),
        ("3", "-10.00", "3", "-3.3333"),
        ("5", "0", "5", "0"),
    ],
)
def test_the_safe_rule(quantity, amount, said, price):
    found = body(billed(line(amount, quantity, FREE), line("1000", None, FREE)))["LineItems"][0]
    assert (found["Quantity"], found["UnitAmount"]) == (Decimal(said), Decimal(price))
    product = Decimal(found["Quantity"] * found["UnitAmount"])
    assert product.quantize(CENT, ROUND_HALF_UP) == Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def test_a_quantity_without_a_place_stands_in_the_description():
    found = body(billed(line("0.01", "123456"), line("4.15", "0.33333")))["LineItems"]
    assert [each["Description"] for each in found] == ["123456 x Widget", "0.33333 x Widget"]


def test_no_line_says_its_product():
    lines = body(INVOICE)["LineItems"]
    assert all("LineAmount" not in each for each in lines)


def test_a_line_has_words():
    named = billed(line("10", 1, description=""))
    assert body(named)["LineItems"][0]["Description"] == "Widget"
    unnamed = billed(line("10", 1, description="", item=Reference(Kind.ITEM, "X-1")))
    assert body(unnamed)["LineItems"][0]["Description"] == "X-1"


def test_an_empty_comment_is_left_out():
    document = billed(line("10", 1), InvoiceLine(""), InvoiceLine("\u200b"))
    assert len(body(document)["LineItems"]) == 1


def test_an_amount_without_an_item_stands_on_its_account():
    found = body(billed(line("10", 1, item=None)))["LineItems"][0]
    assert (found["AccountCode"], "ItemCode" in found) == ("200", False)
    assert "without an item" in refused(billed(line("10", 1, item=None, account=None)))
    assert "needs its amount" in refused(dataclasses.replace(INVOICE, lines=(InvoiceLine("x", WIDGET),)))


def test_the_account_of_a_line():
    bare = billed(line("10", 1, account=None))
    assert "AccountCode" not in body(bare)["LineItems"][0]
    assert body(bare, settings={"line_account": guid(310)})["LineItems"][0]["AccountCode"] == "310"
    assert "no code" in refused(billed(line("10", 1, account=sample.SAVINGS)))


def test_a_class_is_an_option_of_a_category():
    found = body(billed(line("10", 1, tracking=NORTH)))["LineItems"][0]
    assert found["Tracking"] == [{"TrackingCategoryID": guid(700), "TrackingOptionID": guid(701)}]


def test_too_many_lines():
    assert "1000 lines" in refused(billed(*[line("1", 1)] * 1001))


# === TAX === #


def taxes(document, **settings):
    found = body(document, settings=settings)
    return found["LineAmountTypes"], [each.get("TaxAmount") for each in found["LineItems"]]


def test_the_tax_of_each_line_is_told():
    document = billed(line("10.04", 1), line("3.33", 1), line("20", 1, FREE), tax="1.33")
    assert taxes(document) == ("Exclusive", [Decimal("1.00"), Decimal("0.33"), None])


@pytest.mark.parametrize(
    ("tax", "told"),
    [
        # 0.104 + 0.104 + 0.104: Odoo rounds once, to 0.31.
        ("0.31", ["0.11", "0.10", "0.10"]),
        ("0.30", ["0.10", "0.10", "0.10"]),
        ("0.29", ["0.09", "0.10", "0.10"]),
        ("0.33", ["0.11", "0.11", "0.11"]),
        ("0.37", ["0.13", "0.12", "0.12"]),
    ],
)
def test_what_rounding_leaves_goes_cent_by_cent(tax, told):
    document = billed(*[line("1.04", 1)] * 3, tax=tax)
    # Lines that are equal are told apart by their place.
    found = taxes(document)[1]
    assert found == list(map(Decimal, told))
    assert sum(found) == Decimal(tax)


def test_the_cents_go_where_rounding_took_most():
    document = billed(line("1.04", 1), line("1.01", 1), line("50.00", 1), tax="5.21")
    assert taxes(document)[1] == [Decimal("0.11"), Decimal("0.10"), Decimal("5.00")]


@pytest.mark.parametrize("count", [1, 2, 3, 17, 200])
def test_the_tax_told_is_always_that_of_the_document(count):
    lines = [
        line(f"{place % 7 + 1}.{place % 100:02d}", 1, REDUCED if place % 3 else SALES_TAX) for place in range(count)
    ]
    exact = sum(each.amount * (5 if each.tax_code is REDUCED else 10) / 100 for each in lines)
    tax = exact.quantize(CENT, ROUND_HALF_UP)
    assert sum(filter(None, taxes(billed(*lines, tax=str(tax)))[1])) == tax


def test_tax_above_the_price_of_one():
    """It may be refused: left out where Xero comes to it by itself, else the amount is said at once."""
    plain = body(billed(line("10.00", 100), tax="1.00"))["LineItems"][0]
    assert (plain["Quantity"], plain["UnitAmount"], "TaxAmount" in plain) == (100, Decimal("0.1"), False)
    other = body(billed(line("10.00", 100), tax="1.01"))["LineItems"][0]
    assert (other["Quantity"], other["UnitAmount"], other["TaxAmount"]) == (1, Decimal("10.00"), Decimal("1.01"))
    assert other["Description"] == "100 x Widget"
    half = body(billed(line("10.05", 201), tax="1.01"))["LineItems"][0]
    assert (half["Quantity"], half["TaxAmount"]) == (1, Decimal("1.01"))


def test_of_a_rate_that_is_not_known_the_rest_is_told():
    unknown = Reference(Kind.TAX_CODE, "TAX999")
    document = billed(line("10", 1), line("100", 1, unknown), tax="8.77")
    assert taxes(document)[1] == [Decimal("1.00"), Decimal("7.77")]
    document = billed(line("10", 1, unknown), line("100", 1, unknown), tax="8.77")
    assert taxes(document)[1] == [None, None]


def test_a_line_without_tax_among_others_has_a_rate_of_nothing():
    document = billed(line("10", 1), line("5", 1, None), tax="1")
    assert [each["TaxType"] for each in body(document)["LineItems"]] == ["OUTPUT", "BASEXCLUDED"]
    assert "no tax rate" in refused(document, settings={"nontaxable_code": None})


@pytest.mark.parametrize(
    ("document", "settings"),
    [
        (billed(line("10", 1, None)), {}),
        (billed(line("10", 1), tax="0"), NO_TAX),
        (billed(line("10", 1), line("1", 1, None), tax_in_lines=True), {}),
    ],
)
def test_where_there_is_no_tax_nothing_of_it_is_said(document, settings):
    found = body(document, settings=settings)
    assert found["LineAmountTypes"] == "NoTax"
    assert all(not {"TaxType", "TaxAmount"} & each.keys() for each in found["LineItems"])


# === CHANGES === #


def row(number, item="", description="", quantity=None, amount=None, account="", **more):
    """Return a line as the mirror has it."""
    return {
        "id": guid(number),
        "item": item,
        "description": description,
        "quantity": quantity,
        "amount": amount,
        "tracking": "",
        "account": account,
        **more,
    }


THERE = {
    "lines": [
        row(1, "WID-1", "Widget", "3", "75.00", "260"),
        row(2, "WID-1", "Deduction", "1", "-5.00", "200"),
        row(3, description="Thank you"),
    ],
    "lines_version": "2026-05-06T01:00:00.000Z",
}
CHANGED = dataclasses.replace(
    INVOICE, lines=(dataclasses.replace(INVOICE.lines[0], description="Widget"), *INVOICE.lines[1:])
)


def test_a_change_says_what_changed_and_where_it_goes():
    made = call(INVOICE, UPDATE, changed=frozenset(["due_date"]))
    assert (made["method"], made["path"]) == ("POST", f"Invoices/{guid(130)}")
    assert made["body"] == {"Invoices": [{"InvoiceID": guid(130), "DueDate": "2026-06-05"}]}
    found = body(INVOICE, UPDATE, changed=frozenset(["number"]))
    assert found["InvoiceNumber"] == "INV/2026/00017"
    # A number is not said where it did not change: Xero would look for the invoice that has it.
    assert "InvoiceNumber" not in body(INVOICE, UPDATE, changed=frozenset(["lines"]))


def test_a_reference_that_is_no_more_is_emptied():
    bare = dataclasses.replace(INVOICE, purchase_order="")
    assert body(bare, UPDATE, changed=frozenset(["purchase_order"]))["Reference"] == ""
    # The number of Odoo stood there while the ledger numbered.
    ours = {"memo": bare.source_number}
    assert body(bare, UPDATE, changed=frozenset(["number"]), details=ours)["Reference"] == ""
    assert "Reference" not in body(bare, UPDATE, changed=frozenset(["due_date"]))
    assert "Reference" not in body(bare, UPDATE) and "Reference" not in body(bare)


@pytest.mark.parametrize("there", [{"memo": "Gate 4"}, {"memo": ""}, {}])
def test_another_number_leaves_the_reference_of_the_bookkeeper(there):
    bare = dataclasses.replace(INVOICE, purchase_order="")
    made = body(bare, UPDATE, changed=frozenset(["number", "source_number"]), details=there)
    assert made["InvoiceNumber"] == bare.number and "Reference" not in made


def test_lines_that_are_still_the_same_keep_their_ids_and_their_account():
    found = body(CHANGED, UPDATE, changed=frozenset(["lines"]), details=THERE)["LineItems"]
    assert [each.get("LineItemID") for each in found] == [guid(1), guid(2), guid(3)]
    assert [each.get("AccountCode") for each in found] == ["260", "200", None]


def test_a_line_in_between_is_new():
    lines = (CHANGED.lines[0], line("1", 1, description="New"), *CHANGED.lines[1:])
    found = body(dataclasses.replace(CHANGED, lines=lines), UPDATE, changed=frozenset(["lines"]), details=THERE)[
        "LineItems"
    ]
    assert [each.get("LineItemID") for each in found] == [guid(1), None, guid(2), guid(3)]


def test_lines_of_another_version_are_not_looked_at():
    found = body(CHANGED, UPDATE, details=THERE | {"lines_version": "older"})["LineItems"]
    assert all("LineItemID" not in each for each in found)


def test_what_a_person_added_to_a_line_stays():
    other = f"{guid(800)}:{guid(801)}"
    changed = THERE["lines"][0] | {"tracking": f"{guid(700)}:{guid(702)}", "extras": f'{{"tracking":["{other}"]}}'}
    details = THERE | {"lines": [changed, *THERE["lines"][1:]]}
    ours = dataclasses.replace(
        CHANGED, lines=(dataclasses.replace(CHANGED.lines[0], tracking=NORTH), *CHANGED.lines[1:])
    )
    found = body(ours, UPDATE, changed=frozenset(["lines"]), details=details)["LineItems"][0]
    assert [each["TrackingOptionID"] for each in found["Tracking"]] == [guid(701), guid(801)]
    # Ours was taken away; theirs is none of ours.
    found = body(CHANGED, UPDATE, changed=frozenset(["lines"]), details=details)["LineItems"][0]
    assert [each["TrackingOptionID"] for each in found["Tracking"]] == [guid(801)]


def test_tracking_that_is_no_more_is_emptied():
    """A line that keeps its id may keep what is left out."""
    tracked = THERE["lines"][0] | {"tracking": f"{guid(700)}:{guid(702)}"}
    details = THERE | {"lines": [tracked, *THERE["lines"][1:]]}
    first, second, _third = body(CHANGED, UPDATE, changed=frozenset(["lines"]), details=details)["LineItems"]
    assert (first["LineItemID"], first["Tracking"]) == (guid(1), [])
    assert "Tracking" not in second


@pytest.mark.parametrize("document", [INVOICE, CREDIT])
def test_a_void_is_a_status(document):
    made = call(document, VOID)
    ((element,),) = made["body"].values()
    assert element["Status"] == "VOIDED" and made["method"] == "POST" and made["path"].endswith(guid(130))
    assert len(element) == 2


# === WHAT IS READ === #


def record_of(found):
    from odoo.addons.accounting_bridge.ledgers.protocol import Pull

    (page,) = (
        sample.ledger()
        .decode(sample.answer(sample.said("0.Invoices", {"Invoices": [found]})), [Pull(Kind.INVOICE)])
        .pages
    )
    return page.records[0]


def test_an_invoice_as_it_is_read():
    record = record_of(shown())
    assert (record.id, record.number, record.customer_id) == (guid(130), "INV/2026/00017", sample.ACME.id)
    assert (record.date, record.currency, record.trace) == ("2026-05-06", "AUD", INVOICE.trace)
    assert (record.total, record.tax_amount, record.balance) == (Decimal("82.50"), Decimal("7.50"), Decimal("82.50"))
    assert record.version == record.modified == "2026-05-06T01:00:00.000Z"
    details = record.details
    assert (details["due_date"], details["customer_name"], details["is_void"]) == ("2026-06-05", "Acme Ltd", False)
    assert details["lines_version"] == record.version
    first, second = row(1, "WID-1", "Widget", "3", "75.00", "200"), row(2, description="Thank you")
    assert details["lines"] == [first | {"tax_code": "OUTPUT"}, second]


@pytest.mark.parametrize("status", ["VOIDED", "DELETED"])
def test_of_what_was_voided_nothing_counts(status):
    record = record_of(shown(Status=status))
    assert record.details["is_void"] and (record.total, record.tax_amount, record.balance) == (0, 0, 0)


def test_what_is_applied_to_an_invoice():
    found = shown(
        AmountDue=Decimal("0.00"),
        Payments=[
            {"PaymentID": guid(5), "Amount": Decimal("10.00")},
            {"PaymentID": guid(6), "BatchPaymentID": guid(7), "Amount": Decimal("20.00")},
        ],
        CreditNotes=[{"CreditNoteID": guid(73), "AppliedAmount": Decimal("50.00")}],
        Overpayments=[{"OverpaymentID": guid(8), "AppliedAmount": Decimal("2.50")}],
    )
    details = record_of(found).details
    assert details["paid"]
    assert [(each["kind"], each["id"], each["amount"]) for each in details["links"]] == [
        ("payment", f"payment:{guid(5)}", "10.00"),
        ("payment", f"batch:{guid(7)}", "20.00"),
        ("credit_note", guid(73), "50.00"),
        ("overpayment", f"overpayment:{guid(8)}", "2.50"),
    ]


def test_an_unknown_status_is_kept():
    record = record_of(shown(Status="SNOOZED", LineAmountTypes="Sideways"))
    assert record.details["status"] == "SNOOZED" and record.total == Decimal("82.50")
