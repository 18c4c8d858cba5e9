"""Invoices and credit notes of QuickBooks Online as they leave: every kind of line, taxes, currencies, changes."""

import dataclasses
from decimal import Decimal

import online_samples as sample
import pytest
from online_samples import body, call, invoice

from odoo.addons.accounting_bridge.ledgers import json_text
from odoo.addons.accounting_bridge.ledgers.documents import Address, InvoiceLine, Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Push, Unwritable

STREET = {
    "Line1": "Acme Limited & Sons",
    "Line2": "1 Main St",
    "Line3": "Suite 5",
    "City": "Austin",
    "CountrySubDivisionCode": "TX",
    "PostalCode": "78701",
    "Country": "United States",
}
LINES = [
    {
        "DetailType": "SalesItemLineDetail",
        "Amount": Decimal("75.00"),
        "Description": "Widget <img src=x onerror=alert(1)>",
        "SalesItemLineDetail": {
            "ItemRef": {"value": "5"},
            "Qty": Decimal("3"),
            "UnitPrice": Decimal("25"),
            "TaxCodeRef": {"value": "TAX"},
        },
    },
    {
        "DetailType": "SalesItemLineDetail",
        "Amount": Decimal("-5.00"),
        "Description": "Deduction",
        "SalesItemLineDetail": {"ItemRef": {"value": "5"}, "TaxCodeRef": {"value": "NON"}},
    },
    {"DetailType": "DescriptionOnly", "Description": "Thank you", "DescriptionLineDetail": {}},
]


def line(*values, **more):
    """Return the line that one of Odoo becomes."""
    settings = more.pop("settings", None)
    made = body(invoice(lines=(InvoiceLine(*values, **more),), tax=None, tax_amount=Decimal(0)), settings=settings)
    return made["Line"][0]


def test_an_invoice():
    made = call(sample.INVOICE)
    assert (made["id"], made["method"], made["path"]) == ("k1", "POST", "invoice")
    assert made["parameters"] == {"requestid": "k1"}
    assert made["body"] == {
        "CustomerRef": {"value": "42"},
        "DocNumber": "INV/2026/00017",
        "TxnDate": "2026-05-06",
        "DueDate": "2026-06-05",
        "SalesTermRef": {"value": "3"},
        "BillAddr": STREET,
        "ShipAddr": {f"Line{n - 1}" if n > 1 else "": STREET[f"Line{n}"] for n in (2, 3)}
        | {name: text for name, text in STREET.items() if not name.startswith("Line")},
        "PrivateNote": "INV/2026/00017 PO-7 odoo:account.move,1041",
        "EmailStatus": "NotSet",
        "PrintStatus": "NotSet",
        "Line": LINES,
        "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "7"}, "TotalTax": Decimal("6.19")},
    }


def test_money_is_written_with_its_digits():
    text = sample.ledger().encode_writes([sample.push(sample.INVOICE)], "o1", "")
    assert '"Amount":75.00' in text and '"TotalTax":6.19' in text and "e+" not in text.lower()


def test_a_credit_note():
    made = call(sample.CREDIT)
    assert made["path"] == "creditmemo"
    assert made["body"]["Line"] == LINES
    assert "DueDate" not in made["body"]
    assert "DueDate" not in body(dataclasses.replace(sample.CREDIT, due_date=sample.INVOICE.due_date))


def test_nothing_of_printing_mailing_or_paying_online():
    made = body(sample.INVOICE)
    assert not [name for name in made if name.startswith("Allow") or name == "BillEmail"]


def test_what_is_below_zero_is_refused():
    with pytest.raises(Unwritable, match="below zero"):
        body(invoice(total=Decimal(-1)))


@pytest.mark.parametrize(("setting", "number"), [(True, "INV/2026/00017"), (None, "INV/2026/00017"), (False, None)])
def test_a_number_is_sent_where_the_company_takes_numbers(setting, number):
    assert body(sample.INVOICE, settings={"custom_numbers": setting}).get("DocNumber") == number


def test_where_the_ledger_numbers_no_number_is_sent():
    assert "DocNumber" not in body(invoice(number=""))


def test_the_mark_stands_at_the_end_however_long_the_note():
    note = body(invoice(note="x" * 5000))["PrivateNote"]
    assert len(note) <= 4000 and note.endswith(" odoo:account.move,1041") and note.startswith("INV/2026/00017 PO-7 x")


# === LINES === #


@pytest.mark.parametrize(
    ("quantity", "amount", "sent", "price"),
    [
        ("3", "75.00", "3", "25"),
        ("3", "100.00", "3", None),
        ("-2", "-50.00", "-2", "25"),
        ("0.33333", "10.00", "0.33333", None),
        ("8", "0.01", "8", "0.00125"),
        ("7", "0.00", "7", "0"),
        ("0.000001", "10.00", None, None),
        ("2.500000", "10.00", "2.5", "4"),
    ],
)
def test_a_price_is_sent_where_it_comes_to_the_amount_exactly(quantity, amount, sent, price):
    detail = line("x", sample.WIDGET, Decimal(quantity), Decimal(amount))["SalesItemLineDetail"]
    said = [json_text.write(detail[name]) if name in detail else None for name in ("Qty", "UnitPrice")]
    assert said == [sent, price]


def test_comments():
    with_item = InvoiceLine("x", sample.WIDGET, None, Decimal(1))
    several = (InvoiceLine("Subtotal:"), InvoiceLine(""), InvoiceLine("a\r\nb"), with_item)
    made = body(invoice(lines=several))["Line"]
    assert [row.get("Description") for row in made] == ["Subtotal", "a\nb", "x"]


def test_an_amount_without_an_item_is_refused():
    with pytest.raises(Unwritable, match="without an item"):
        line("x", None, None, Decimal(1))
    with pytest.raises(Unwritable, match="needs its amount"):
        line("x", sample.WIDGET)


def test_classes():
    tagged = {"tracking": sample.WEST}
    of_line = line("x", sample.WIDGET, None, Decimal(1), **tagged, settings=sample.CLASSES)
    assert of_line["SalesItemLineDetail"]["ClassRef"] == {"value": "200"}
    assert "ClassRef" not in line("x", sample.WIDGET, None, Decimal(1), **tagged)["SalesItemLineDetail"]
    whole = invoice(lines=(InvoiceLine("x", sample.WIDGET, None, Decimal(1), **tagged),))
    per_document = {"class_per_document": True}
    assert body(whole, settings=per_document)["ClassRef"] == {"value": "200"}
    assert "ClassRef" not in body(whole, settings=per_document | sample.CLASSES)
    assert "ClassRef" not in body(sample.INVOICE, settings=per_document)


def test_more_lines_than_are_taken():
    many = invoice(lines=sample.LINES[:1] * 751)
    with pytest.raises(Unwritable, match="750 lines"):
        body(many)
    assert len(body(dataclasses.replace(many, tax=None))["Line"]) == 751


# === TAX IN THE US === #


def test_an_invoice_without_tax_says_so():
    made = body(invoice(lines=sample.LINES[1:], tax=None, tax_amount=Decimal(0)))
    assert made["TxnTaxDetail"] == {"TotalTax": Decimal(0)}


def test_where_tax_travels_in_lines_nothing_is_taxed():
    made = body(invoice(tax_in_lines=True))
    assert made["TxnTaxDetail"] == {"TotalTax": Decimal(0)}
    assert {row["SalesItemLineDetail"]["TaxCodeRef"]["value"] for row in made["Line"][:2]} == {"NON"}


def test_where_sales_tax_is_off_nothing_of_it_is_said():
    made = body(sample.INVOICE, settings=sample.NO_TAX)
    assert "TxnTaxDetail" not in made and "GlobalTaxCalculation" not in made
    assert "TaxCodeRef" not in made["Line"][0]["SalesItemLineDetail"]


def test_where_tax_is_computed_from_the_address_that_is_always_said():
    plain = invoice(delivery=Address())
    assert body(plain, settings=sample.AUTOMATED)["ShipAddr"]["Line1"] == "1 Main St"
    assert "ShipAddr" not in body(plain)


def test_where_tax_is_computed_from_the_address_no_code_has_to_be_known():
    made = body(invoice(tax=None), settings=sample.AUTOMATED)
    assert made["TxnTaxDetail"] == {"TotalTax": Decimal("6.19")}


# === TAX EVERYWHERE ELSE === #


def british(*lines, tax, total="0", **more):
    return invoice(
        currency="GBP", lines=lines, tax=None, tax_amount=Decimal(tax), total=Decimal(total), number="1", **more
    )


def test_each_line_names_its_code():
    made = body(
        british(
            InvoiceLine("a", sample.WIDGET, None, Decimal("10.00"), sample.STANDARD),
            InvoiceLine("b", sample.WIDGET, None, Decimal("10.00")),
            InvoiceLine("c"),
            tax="2.00",
        ),
        settings=sample.BRITISH,
    )
    assert made["GlobalTaxCalculation"] == "TaxExcluded"
    assert [row["SalesItemLineDetail"]["TaxCodeRef"]["value"] for row in made["Line"][:2]] == ["2", "9"]
    assert "TxnTaxDetail" not in made


def test_tax_that_would_come_to_other_cents_is_written_out_with_every_rate():
    lines = (
        InvoiceLine("a", sample.WIDGET, None, Decimal("33.33"), sample.STANDARD),
        InvoiceLine("b", sample.WIDGET, None, Decimal("33.33"), sample.STANDARD),
        InvoiceLine("c", sample.WIDGET, None, Decimal("10.10"), sample.REDUCED),
    )
    # Twice 6.67 by line where the document comes to 13.33.
    made = body(british(*lines, tax="13.85"), settings=sample.BRITISH)
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("13.85")
    assert [
        (row["TaxLineDetail"]["TaxRateRef"]["value"], row["Amount"], row["TaxLineDetail"]["NetAmountTaxable"])
        for row in made["TxnTaxDetail"]["TaxLine"]
    ] == [("4", Decimal("13.34"), Decimal("66.66")), ("5", Decimal("0.51"), Decimal("10.10"))]


def test_a_code_of_two_rates_has_two_parts():
    both = dataclasses.replace(sample.STANDARD, id="6")
    made = body(
        british(InvoiceLine("a", sample.WIDGET, None, Decimal("100.00"), both), tax="14.97"), settings=sample.BRITISH
    )
    assert [(row["TaxLineDetail"]["TaxPercent"], row["Amount"]) for row in made["TxnTaxDetail"]["TaxLine"]] == [
        (Decimal("5"), Decimal("5.00")),
        (Decimal("9.975"), Decimal("9.97")),
    ]


def test_of_a_rate_that_is_not_known_nothing_is_written_out():
    unknown = dataclasses.replace(sample.STANDARD, id="99")
    made = body(
        british(InvoiceLine("a", sample.WIDGET, None, Decimal("100.00"), unknown), tax="1"), settings=sample.BRITISH
    )
    assert "TxnTaxDetail" not in made


def test_without_a_code_for_what_is_not_taxed():
    settings = sample.BRITISH | {"nontaxable_code": None}
    plain = InvoiceLine("b", sample.WIDGET, None, Decimal("10.00"))
    made = body(british(plain, tax="0"), settings=settings)
    assert made["GlobalTaxCalculation"] == "NotApplicable"
    assert "TaxCodeRef" not in made["Line"][0]["SalesItemLineDetail"] and "TxnTaxDetail" not in made
    taxed = InvoiceLine("a", sample.WIDGET, None, Decimal("10.00"), sample.STANDARD)
    with pytest.raises(Unwritable, match="without tax"):
        body(british(plain, taxed, tax="2"), settings=settings)


def test_no_sales_tax_abroad():
    made = body(british(*sample.LINES, tax="0"), settings=sample.BRITISH | {"sales_tax": False})
    assert made["GlobalTaxCalculation"] == "NotApplicable"


# === CURRENCIES === #


def test_currencies():
    euro = {"currency": "EUR", "exchange_rate": Decimal("1.087321")}
    for document in (sample.INVOICE, sample.CREDIT, sample.PAYMENT, sample.BILL, sample.ENTRY):
        made = body(dataclasses.replace(document, **euro), settings=sample.SEVERAL_CURRENCIES)
        assert (made["CurrencyRef"], made["ExchangeRate"]) == ({"value": "EUR"}, Decimal("1.087321"))
        home = body(document, settings=sample.SEVERAL_CURRENCIES)
        assert home["CurrencyRef"] == {"value": "USD"} and "ExchangeRate" not in home
        assert "CurrencyRef" not in body(document)
        with pytest.raises(Unwritable, match="EUR"):
            body(dataclasses.replace(document, **euro))


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_is_above_zero(rate):
    document = invoice(currency="EUR", exchange_rate=Decimal(rate))
    with pytest.raises(Unwritable, match="above zero"):
        body(document, settings=sample.SEVERAL_CURRENCIES)


# === CHANGES === #

THERE = {
    "Id": "130",
    "SyncToken": "4",
    "CustomerRef": {"value": "42", "name": "Acme Ltd"},
    "PrivateNote": "INV/2026/00017 odoo:account.move,1041",
    "DocNumber": "INV/2026/00017",
    "TxnDate": "2026-05-06",
    "CustomerMemo": {"value": "Thanks"},
    "CustomField": [{"DefinitionId": "1", "Name": "Crew", "Type": "StringType"}],
    "Line": [
        {
            "Id": "1",
            "LineNum": 1,
            "Amount": Decimal("75.0"),
            "DetailType": "SalesItemLineDetail",
            "Description": "Widget <img src=x onerror=alert(1)>",
            "LinkedTxn": [{"TxnId": "9", "TxnType": "TimeActivity"}],
            "SalesItemLineDetail": {
                "ItemRef": {"value": "5", "name": "Widget"},
                "Qty": 3,
                "UnitPrice": 25,
                "ServiceDate": "2026-05-01",
                "ClassRef": {"value": "200"},
                "TaxCodeRef": {"value": "TAX"},
            },
        },
        {
            "Id": "2",
            "Amount": Decimal("-5"),
            "DetailType": "SalesItemLineDetail",
            "Description": "Deduction",
            "SalesItemLineDetail": {"ItemRef": {"value": "5"}, "TaxCodeRef": {"value": "NON"}},
        },
        {"Id": "3", "DetailType": "DescriptionOnly", "Description": "Thank you", "DescriptionLineDetail": {}},
        {"Amount": Decimal("70.0"), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
    ],
    "TxnTaxDetail": {"TxnTaxCodeRef": {"value": "7"}, "TotalTax": Decimal("6.19")},
    "TotalAmt": Decimal("76.19"),
    "Balance": Decimal("76.19"),
    "EmailStatus": "EmailSent",
}


def details(kind=Kind.INVOICE, ours=True, **changes):
    """Return what the mirror keeps of a document, seen as a change of ours sees it."""
    push = Push("k1", kind, Operation.UPDATE, None, "130")
    answer = sample.answer(sample.said("k1", {sample.NAMES[kind]: THERE | changes}))
    found = dict(sample.ledger().decode(answer, [push]).outcomes[0].record.details)
    if ours:
        found["lines"] = [row | {"tracking": ""} for row in found["lines"]]
    return found


def test_what_a_line_is_taxed_with_is_read():
    assert [row.get("tax_code") for row in details()["lines"]] == ["TAX", "NON", None]


def change(document=sample.INVOICE, changed=("lines",), **values):
    return body(document, Operation.UPDATE, changed=frozenset(changed), **({"details": details()} | values))


def test_a_change_is_sparse_and_says_what_changed():
    assert change(changed={"due_date"}) == {
        "Id": "130",
        "SyncToken": "4",
        "sparse": True,
        "SalesTermRef": {"value": "3"},
        "DueDate": "2026-06-05",
    }


def test_lines_keep_their_ids_and_what_others_wrote_into_them():
    made = change()
    assert made.keys() == {"Id", "SyncToken", "sparse", "Line", "TxnTaxDetail"}
    assert [row.get("Id") for row in made["Line"]] == ["1", "2", "3"]
    first = made["Line"][0]
    assert first["LinkedTxn"] == [{"TxnId": "9", "TxnType": "TimeActivity"}]
    assert first["SalesItemLineDetail"]["ServiceDate"] == "2026-05-01"
    assert first["SalesItemLineDetail"]["ClassRef"] == {"value": "200"}


def test_a_class_that_was_ours_is_taken_away():
    made = change(details=details(ours=False), settings=sample.CLASSES)
    assert "ClassRef" not in made["Line"][0]["SalesItemLineDetail"]
    assert made["Line"][0]["SalesItemLineDetail"]["ServiceDate"] == "2026-05-01"


def test_a_line_between_others_moves_no_ids():
    widget, deduction, thanks = sample.LINES
    fresh = InvoiceLine("New", dataclasses.replace(sample.WIDGET, id="6"), None, Decimal("1.00"))
    made = change(invoice(lines=(widget, fresh, deduction, thanks)))
    assert [row.get("Id") for row in made["Line"]] == ["1", None, "2", "3"]
    made = change(invoice(lines=(deduction, thanks)))
    assert [row.get("Id") for row in made["Line"]] == ["2", "3"]


def test_a_line_of_another_item_is_another_line():
    other = dataclasses.replace(sample.LINES[0], item=dataclasses.replace(sample.WIDGET, id="6"))
    made = change(invoice(lines=(other, *sample.LINES[1:])))
    assert [row.get("Id") for row in made["Line"]] == [None, "2", "3"]
    assert "LinkedTxn" not in made["Line"][0]


def test_lines_of_another_version_are_not_looked_at():
    made = change(version="5")
    assert not any("Id" in row for row in made["Line"])


def test_lines_that_we_never_write_are_no_lines_of_ours():
    discount = {"Id": "4", "Amount": Decimal(7), "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}}
    found = details(Line=[*THERE["Line"], discount])
    assert [row.get("type") for row in found["lines"]] == [None, None, None, "DiscountLineDetail"]
    assert [row.get("Id") for row in change(details=found)["Line"]] == ["1", "2", "3"]


def test_another_customer_has_everything_said():
    made = change(changed={"customer"})
    assert {"CustomerRef", "TxnDate", "Line", "EmailStatus", "PrintStatus", "BillAddr"} <= made.keys()


def test_a_change_of_a_credit_note_repeats_what_is_there():
    found = details(Kind.CREDIT_NOTE)
    made = change(sample.CREDIT, {"note"}, details=found)
    assert made["sparse"] is False
    assert made["CustomerMemo"] == {"value": "Thanks"}
    assert made["EmailStatus"] == "EmailSent"
    assert made["TxnTaxDetail"] == {"TxnTaxCodeRef": {"value": "7"}, "TotalTax": Decimal("6.19")}
    assert [row["Id"] for row in made["Line"]] == ["1", "2", "3"]
    assert "LineNum" not in made["Line"][0]
    assert made["CustomField"] == []
    assert not {"TotalAmt", "Balance", "MetaData"} & made.keys()


def test_new_lines_of_a_credit_note_bring_their_own_tax():
    settings = sample.BRITISH | {"currency": "USD"}
    document = dataclasses.replace(sample.CREDIT, tax=None, tax_amount=Decimal(0))
    made = change(document, {"lines"}, details=details(Kind.CREDIT_NOTE), settings=settings)
    assert "TxnTaxDetail" not in made
    assert made["CustomerMemo"] == {"value": "Thanks"}


@pytest.mark.parametrize("changed", ["date", "billing", "delivery"])
def test_what_moves_the_tax_there_says_it_again(changed):
    """QuickBooks computes tax anew of another day or another address, unless it is said (facts 2.10)."""
    made = change(changed={changed})
    assert made["TxnTaxDetail"] == {"TxnTaxCodeRef": {"value": "7"}, "TotalTax": Decimal("6.19")}
    assert "Line" not in made


@pytest.mark.parametrize("changed", ["date", "billing", "delivery"])
def test_tax_that_the_bookkeeper_made_is_not_said_again(changed):
    theirs = details() | {"tax_is_theirs": True}
    made = change(changed={changed}, details=theirs)
    assert "TxnTaxDetail" not in made and "Line" not in made
    # Lines of ours bring their tax.
    made = change(changed={changed, "lines"}, details=theirs)
    assert made["TxnTaxDetail"] == {"TxnTaxCodeRef": {"value": "7"}, "TotalTax": Decimal("6.19")}


def test_tax_that_the_bookkeeper_made_stays_on_a_credit_note():
    tax = {"TxnTaxCodeRef": {"value": "8"}, "TotalTax": Decimal("3.00")}
    theirs = details(Kind.CREDIT_NOTE, TxnTaxDetail=tax) | {"tax_is_theirs": True}
    assert change(sample.CREDIT, {"date"}, details=theirs)["TxnTaxDetail"] == tax


def test_tax_that_was_written_out_is_written_out_again_of_another_day():
    line = InvoiceLine("Widget", sample.WIDGET, Decimal(1), Decimal("10.00"), sample.STANDARD)
    document = invoice(lines=(line,), currency="GBP", tax=None, tax_amount=Decimal("2.01"), total=Decimal("12.01"))
    made = change(document, {"date"}, settings=sample.BRITISH)
    assert made["TxnTaxDetail"]["TotalTax"] == Decimal("2.01")
    exact = dataclasses.replace(document, tax_amount=Decimal("2.00"), total=Decimal("12.00"))
    assert "TxnTaxDetail" not in change(exact, {"date"}, settings=sample.BRITISH)


def test_what_was_emptied_in_odoo_is_emptied():
    made = change(invoice(email="", delivery=Address()), {"email", "delivery"})
    assert made["BillEmail"] == {"Address": ""}
    assert set(made["ShipAddr"].values()) == {""}
    # What is not told to have changed is left alone.
    assert not {"BillEmail", "ShipAddr"} & change(invoice(email="", delivery=Address()), {"due_date"}).keys()


def test_a_location_that_was_taken_away_is_not_repeated():
    found = details(Kind.CREDIT_NOTE, DepartmentRef={"value": "4"})
    assert "DepartmentRef" not in change(sample.CREDIT, {"location"}, details=found)
    assert change(sample.CREDIT, {"note"}, details=found)["DepartmentRef"] == {"value": "4"}


def test_a_void():
    made = call(sample.INVOICE, Operation.VOID)
    assert made["parameters"] == {"requestid": "k1", "operation": "void"}
    assert made["body"] == {"Id": "130", "SyncToken": "4"}
