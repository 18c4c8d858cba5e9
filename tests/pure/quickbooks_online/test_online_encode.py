"""Customers, vendors, items, bills and journal entries of QuickBooks Online as they leave."""

import dataclasses
from decimal import Decimal

import online_samples as sample
import pytest
from online_samples import body, call, push

from odoo.addons.accounting_bridge.ledgers import json_text
from odoo.addons.accounting_bridge.ledgers.documents import Address, Kind, Reference
from odoo.addons.accounting_bridge.ledgers.protocol import Operation, Unwritable

STREET = {
    "Line1": "1 Main St",
    "Line2": "Suite 5",
    "City": "Austin",
    "CountrySubDivisionCode": "TX",
    "PostalCode": "78701",
    "Country": "United States",
}
WHOLE = dict.fromkeys(("Line3", "Line4", "Line5"), "") | STREET
NOTHING = dict.fromkeys(WHOLE, "")


@pytest.mark.skipif(sample.is_missing(), reason="Intuit's schema is not beside the repository")
def test_the_judge_refuses_what_is_wrong():
    assert sample.complaints("Invoice", {"CustomerRef": {"value": "1"}, "Nonsense": 1, "Line": []})
    assert sample.complaints("Item", {"Name": "x" * 101})


# === CUSTOMERS === #


def test_a_customer():
    assert body(sample.PARTY) == {
        "DisplayName": "Acme Ltd",
        "CompanyName": "Acme Limited & Sons",
        "PrimaryEmailAddr": {"Address": "ap@acme.example"},
        "PrimaryPhone": {"FreeFormNumber": "555-0100"},
        "BillAddr": STREET,
        "ShipAddr": STREET,
        "SalesTermRef": {"value": "3"},
        "DefaultTaxCodeRef": {"value": "7"},
        "Taxable": True,
    }


def test_where_tax_is_computed_from_addresses_nothing_is_said_of_who_is_taxed():
    made = body(sample.PARTY, settings=sample.AUTOMATED)
    assert "DefaultTaxCodeRef" not in made and "Taxable" not in made


def test_a_customer_of_whom_little_is_known():
    bare = dataclasses.replace(
        sample.PARTY, company_name="", email="", phone="", billing=Address(), delivery=Address(), term=None, tax=None,
        tax_code=None,
    )  # fmt: skip
    assert body(bare) == {"DisplayName": "Acme Ltd"}


def test_a_job_is_below_its_customer():
    job = dataclasses.replace(sample.PARTY, parent=sample.ACME)
    made = body(job)
    assert (made["ParentRef"], made["Job"]) == ({"value": "42"}, True)
    # Who pays for it is its customer, whom QuickBooks takes only where the job is billed with it (facts 2.7).
    assert made["BillWithParent"] is True
    assert "BillWithParent" not in body(sample.PARTY)


def test_the_currency_of_a_customer_is_said_once():
    euro = dataclasses.replace(sample.PARTY, currency="EUR")
    made = body(euro, settings=sample.SEVERAL_CURRENCIES)
    assert made["CurrencyRef"] == {"value": "EUR"}
    assert "CurrencyRef" not in body(euro, Operation.UPDATE, sample.SEVERAL_CURRENCIES)
    assert "CurrencyRef" not in body(sample.PARTY, settings=sample.SEVERAL_CURRENCIES)
    with pytest.raises(Unwritable, match="EUR"):
        body(euro)


def test_a_change_of_a_customer_is_sparse_and_says_what_changed():
    made = call(sample.PARTY, Operation.UPDATE, changed=frozenset({"phone", "trace"}))
    assert (made["path"], made["parameters"]) == ("customer", {"requestid": "k1"})
    assert made["body"] == {
        "Id": "130",
        "SyncToken": "4",
        "sparse": True,
        "PrimaryPhone": {"FreeFormNumber": "555-0100"},
    }


def test_a_change_of_an_address_leaves_nothing_of_the_old_one():
    assert body(sample.PARTY, Operation.UPDATE, changed=frozenset({"billing"}))["BillAddr"] == WHOLE


def test_what_was_emptied_here_is_emptied_there_and_only_that():
    bare = dataclasses.replace(sample.PARTY, email="", phone="", company_name="", billing=Address())
    made = body(bare, Operation.UPDATE, changed=frozenset({"email", "billing"}))
    assert made == {
        "Id": "130",
        "SyncToken": "4",
        "sparse": True,
        "PrimaryEmailAddr": {"Address": ""},
        "BillAddr": NOTHING,
    }
    unknown = body(bare, Operation.UPDATE)
    assert not {"PrimaryEmailAddr", "PrimaryPhone", "CompanyName", "BillAddr"} & unknown.keys()


def test_an_address_that_is_none_empties_nobody_elses():
    bad = dataclasses.replace(sample.PARTY, email="call me")
    assert "PrimaryEmailAddr" not in body(bad, Operation.UPDATE, changed=frozenset({"email"}))
    assert "PrimaryEmailAddr" not in body(bad)
    several = dataclasses.replace(sample.PARTY, email="a@x.example; b@y.example, nonsense")
    assert body(several)["PrimaryEmailAddr"] == {"Address": "a@x.example,b@y.example"}


def test_streets_of_many_lines_are_folded_into_five():
    long = Address(tuple(f"line {place}" for place in range(1, 8)), "Austin")
    made = body(dataclasses.replace(sample.PARTY, billing=long))["BillAddr"]
    assert [made[f"Line{place}"] for place in range(1, 6)] == [
        "line 1", "line 2", "line 3", "line 4", "line 5, line 6, line 7",
    ]  # fmt: skip


# === VENDORS === #

THERE = {
    "Id": "130",
    "SyncToken": "4",
    "DisplayName": "Parts Inc",
    "Vendor1099": True,
    "AcctNum": "A-1",
    "PrintOnCheckName": "Parts",
    "PrimaryPhone": {"FreeFormNumber": "555-0000"},
    "Balance": Decimal("12.50"),
    "MetaData": {"LastUpdatedTime": "2026-05-01T00:00:00-07:00"},
    "domain": "QBO",
    "BillRate": Decimal("12.50"),
}


def kept(kind, found):
    """Return the details of the mirror after an entity was read."""
    ledger = sample.ledger()
    name = sample.NAMES[kind]
    (outcome,) = ledger.decode(
        sample.answer(sample.said("k1", {name: found})), [sample.Push("k1", kind, Operation.UPDATE, None, found["Id"])]
    ).outcomes
    return outcome.record.details


def test_a_vendor():
    made = body(sample.VENDOR, kind=Kind.VENDOR)
    assert made["DisplayName"] == "Parts Inc"
    assert made["TermRef"] == {"value": "3"}
    assert not {"ShipAddr", "SalesTermRef", "Taxable", "DefaultTaxCodeRef"} & made.keys()


def test_a_change_of_a_vendor_repeats_everything_that_is_there():
    details = kept(Kind.VENDOR, THERE)
    made = body(
        sample.VENDOR, Operation.UPDATE, kind=Kind.VENDOR, details=details, changed=frozenset({"name", "email"})
    )
    assert made == {
        "Id": "130",
        "SyncToken": "4",
        "sparse": False,
        "Vendor1099": True,
        "AcctNum": "A-1",
        "PrintOnCheckName": "Parts",
        "PrimaryPhone": {"FreeFormNumber": "555-0000"},
        "BillRate": Decimal("12.50"),
        "DisplayName": "Parts Inc",
        "PrimaryEmailAddr": {"Address": "ap@acme.example"},
    }


def test_terms_that_were_taken_away_are_not_repeated():
    bare = dataclasses.replace(sample.VENDOR, term=None)
    values = {"kind": Kind.VENDOR, "details": kept(Kind.VENDOR, THERE | {"TermRef": {"value": "9"}})}
    assert "TermRef" not in body(bare, Operation.UPDATE, changed=frozenset({"term"}), **values)
    assert body(bare, Operation.UPDATE, changed=frozenset({"name"}), **values)["TermRef"] == {"value": "9"}


def test_the_older_lock_counts_so_that_nothing_newer_is_written_over():
    details = kept(Kind.VENDOR, THERE | {"SyncToken": "3"})
    made = body(sample.VENDOR, Operation.UPDATE, kind=Kind.VENDOR, details=details, version="10")
    assert made["SyncToken"] == "3"


def test_a_vendor_of_whom_nothing_is_known_is_not_changed():
    with pytest.raises(Unwritable, match="not known"):
        body(sample.VENDOR, Operation.UPDATE, kind=Kind.VENDOR)


@pytest.mark.parametrize(
    "masked", [{"TaxIdentifier": "XXXXX1234"}, {"VendorPaymentBankDetail": {"BankAccountName": "x"}}]
)
def test_what_comes_back_masked_is_never_written_back(masked):
    details = kept(Kind.VENDOR, THERE | masked)
    assert "XXXXX" not in details["kept"]
    with pytest.raises(Unwritable, match="tax number"):
        body(sample.VENDOR, Operation.UPDATE, kind=Kind.VENDOR, details=details)


# === ITEMS === #


def test_an_item():
    assert body(sample.ITEM) == {
        "Name": "BOLT-10",
        "Sku": "B10",
        "Description": "Bolt\nof steel",
        "UnitPrice": Decimal("0.12345"),
        "Taxable": True,
        "Type": "NonInventory",
        "IncomeAccountRef": {"value": "79"},
        "ExpenseAccountRef": {"value": "80"},
    }


def test_a_service_that_is_not_taxed():
    made = body(dataclasses.replace(sample.ITEM, is_service=True, tax_code=sample.NOT_TAXED, sales_price=Decimal(1200)))
    assert (made["Type"], made["Taxable"], json_text.write(made["UnitPrice"])) == ("Service", False, "1200")


def test_an_item_abroad_names_the_code_for_what_is_not_taxed():
    untaxed = dataclasses.replace(sample.ITEM, tax_code=Reference(Kind.TAX_CODE, "9"))
    made = body(untaxed, settings=sample.BRITISH)
    assert made["SalesTaxCodeRef"] == {"value": "9"} and "Taxable" not in made


def test_an_item_needs_an_account_and_a_price_that_fits():
    with pytest.raises(Unwritable, match="income account"):
        body(dataclasses.replace(sample.ITEM, income_account=None))
    with pytest.raises(Unwritable, match="price"):
        body(dataclasses.replace(sample.ITEM, sales_price=Decimal(10) ** 11))


def test_a_change_of_an_item_keeps_its_type_and_its_accounts():
    found = {
        "Id": "130",
        "SyncToken": "4",
        "Name": "BOLT-10",
        "Type": "Service",
        "IncomeAccountRef": {"value": "1", "name": "Other"},
        "PurchaseCost": Decimal("1.5"),
        "QtyOnHand": 5,
        "Active": True,
    }
    made = body(
        sample.ITEM, Operation.UPDATE, details=kept(Kind.ITEM, found), changed=frozenset({"sales_price", "sku"})
    )
    assert made == {
        "Id": "130",
        "SyncToken": "4",
        "sparse": False,
        "Name": "BOLT-10",
        "Type": "Service",
        "IncomeAccountRef": {"value": "1", "name": "Other"},
        "PurchaseCost": Decimal("1.5"),
        "Active": True,
        "Sku": "B10",
        "UnitPrice": Decimal("0.12345"),
    }


@pytest.mark.parametrize("kind", ["Inventory", "Group", "Category", "Bundle of the future"])
def test_items_that_are_more_than_a_name_and_a_price_are_changed_there(kind):
    details = kept(Kind.ITEM, {"Id": "130", "SyncToken": "4", "Name": "x", "Type": kind})
    assert "kept" not in details
    with pytest.raises(Unwritable, match=kind):
        body(sample.ITEM, Operation.UPDATE, details=details)


# === BILLS, JOURNAL ENTRIES === #


def test_a_bill():
    assert body(sample.BILL) == {
        "VendorRef": {"value": "56"},
        "TxnDate": "2026-05-11",
        "DueDate": "2026-06-10",
        "DocNumber": "SUP-88991",
        "SalesTermRef": {"value": "3"},
        "PrivateNote": "BILL/2026/05/0002 odoo:account.move,2001",
        "Line": [
            {
                "DetailType": "AccountBasedExpenseLineDetail",
                "Amount": Decimal("100.00"),
                "Description": "Wages",
                "AccountBasedExpenseLineDetail": {
                    "AccountRef": {"value": "80"},
                    "CustomerRef": {"value": "42"},
                    "BillableStatus": "NotBillable",
                },
            },
            {
                "DetailType": "AccountBasedExpenseLineDetail",
                "Amount": Decimal("-12.34"),
                "Description": "Deduction",
                "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "35"}},
            },
        ],
    }


def test_a_bill_abroad_has_a_code_on_each_line_or_says_that_tax_does_not_apply():
    made = body(dataclasses.replace(sample.BILL, currency="GBP"), settings=sample.BRITISH)
    assert made["GlobalTaxCalculation"] == "TaxExcluded"
    assert [line["AccountBasedExpenseLineDetail"]["TaxCodeRef"]["value"] for line in made["Line"]] == ["9", "9"]
    without = body(
        dataclasses.replace(sample.BILL, currency="GBP"), settings=sample.BRITISH | {"nontaxable_code": None}
    )
    assert without["GlobalTaxCalculation"] == "NotApplicable"


def test_a_change_of_a_bill_keeps_ids_and_what_others_wrote():
    found = {
        "Id": "130",
        "SyncToken": "4",
        "VendorRef": {"value": "56"},
        "DepartmentRef": {"value": "8"},
        "Line": [
            {
                "Id": "1",
                "LineNum": 1,
                "DetailType": "AccountBasedExpenseLineDetail",
                "Amount": Decimal("90.0"),
                "Description": "Wages",
                "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "80"}, "ClassRef": {"value": "200"}},
            }
        ],
        "TotalAmt": Decimal("90.0"),
    }
    details = kept(Kind.BILL, found)
    # A class that is not ours is not shown to a change of ours.
    details["lines"][0]["tracking"] = ""
    made = body(sample.BILL, Operation.UPDATE, details=details, changed=frozenset({"lines"}))
    assert made["DepartmentRef"] == {"value": "8"}
    first, second = made["Line"]
    assert first["Id"] == "1" and first["AccountBasedExpenseLineDetail"]["ClassRef"] == {"value": "200"}
    assert "Id" not in second
    unchanged = body(sample.BILL, Operation.UPDATE, details=details, changed=frozenset({"due_date"}))
    assert unchanged["Line"] == [{k: v for k, v in found["Line"][0].items() if k != "LineNum"}]


def test_a_bill_cannot_be_negative():
    with pytest.raises(Unwritable, match="negative"):
        body(dataclasses.replace(sample.BILL, total=Decimal(-1)))


def test_a_journal_entry():
    made = body(sample.ENTRY, settings=sample.CLASSES)
    assert made["PrivateNote"] == "MISC/2026/05/0001 accrual odoo:account.move,3001"
    assert [
        (line["JournalEntryLineDetail"]["PostingType"], line["Amount"], line["JournalEntryLineDetail"].get("Entity"))
        for line in made["Line"]
    ] == [
        ("Credit", Decimal("30.00"), None),
        ("Debit", Decimal("10.00"), None),
        ("Debit", Decimal("20.00"), {"Type": "Customer", "EntityRef": {"value": "42"}}),
    ]
    assert made["Line"][1]["JournalEntryLineDetail"]["ClassRef"] == {"value": "200"}


def test_a_journal_entry_adds_up():
    with pytest.raises(Unwritable, match="zero"):
        body(dataclasses.replace(sample.ENTRY, lines=sample.ENTRY.lines[:2]))


# === ANY CHANGE === #


@pytest.mark.parametrize("values", [{"remote_id": ""}, {"version": ""}])
def test_what_is_not_known_there_is_not_changed(values):
    with pytest.raises(Unwritable) as problem:
        sample.ledger().encode_writes([push(sample.INVOICE, Operation.UPDATE, **values)], "o1", "")
    assert problem.value.key == "k1"
