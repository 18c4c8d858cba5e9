"""Reads: which calls questions become, and what is read of the answers."""

from decimal import Decimal

import pytest
import xero_samples as sample
from xero_samples import COMPANY, TENANT, answer, calls, guid, ledger, said, shown

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Operation, Pull, Unwritable
from odoo.addons.accounting_bridge.ledgers.xero import Xero

SINCE = "2026-05-10T10:00:00.000Z"
START = "2026-01-01"
NOW = "2026-05-10T12:00:00Z"
AT = "2026-05-10T12:00:00.000Z"
ORGANISATION = {
    "OrganisationID": TENANT,
    "Name": "Acme Field Services Pty Ltd",
    "CountryCode": "AU",
    "BaseCurrency": "AUD",
    "Version": "AU",
    "Class": "ULTRA",
    "PaysTax": True,
    "Timezone": "AUSEASTERNSTANDARDTIME",
    "PeriodLockDate": "/Date(1782777600000+0000)/",
    "EndOfYearLockDate": "/Date(1751241600000+0000)/",
    "SalesTaxBasis": "CASH",
    "ShortCode": "!mBdtL",
}
RATES = [
    {"Name": "GST on Income", "TaxType": "OUTPUT", "EffectiveRate": Decimal("10.0000"), "CanApplyToRevenue": True,
     "Status": "ACTIVE", "TaxComponents": [{"Name": "GST", "Rate": Decimal("10.0000")}]},
    {"Name": "GST Free Income", "TaxType": "EXEMPTOUTPUT", "EffectiveRate": Decimal("0.0000")},
    {"Name": "BAS Excluded", "TaxType": "BASEXCLUDED", "EffectiveRate": 0, "CanApplyToRevenue": True},
    {"Name": "Free of old", "TaxType": "NONE", "EffectiveRate": 0, "CanApplyToRevenue": True, "Status": "DELETED"},
    {"Name": "GST on Expenses", "TaxType": "INPUT", "EffectiveRate": 10, "CanApplyToRevenue": False},
    {"Name": "City", "TaxType": "TAX001", "EffectiveRate": Decimal("9.3750"),
     "TaxComponents": [{"Name": "State", "Rate": Decimal("7.25")}, {"Name": "County", "Rate": Decimal("2.125")}]},
]  # fmt: skip
ACCOUNTS = [
    {"AccountID": guid(200), "Code": "200", "Name": "Sales", "Type": "REVENUE", "Status": "ACTIVE"},
    {"AccountID": guid(91), "Name": "Savings", "Type": "BANK", "BankAccountType": "BANK", "CurrencyCode": "AUD"},
    {"AccountID": guid(92), "Code": "092", "Name": "Card", "Type": "BANK", "BankAccountType": "CREDITCARD"},
    {"AccountID": guid(610), "Code": "610", "Name": "Debtors", "Type": "CURRENT", "SystemAccount": "DEBTORS"},
    {"AccountID": guid(855), "Code": "855", "Name": "Clearing", "Type": "NEWTYPE", "Status": "ARCHIVED",
     "EnablePaymentsToAccount": True},
]  # fmt: skip
CATEGORIES = [
    {"TrackingCategoryID": guid(700), "Name": "Region", "Status": "ACTIVE", "Options": [
        {"TrackingOptionID": guid(701), "Name": "North", "Status": "ACTIVE"},
        {"TrackingOptionID": guid(702), "Name": "Moon", "Status": "ARCHIVED"},
    ]},
    {"TrackingCategoryID": guid(710), "Name": "Old", "Status": "ARCHIVED", "Options": [
        {"TrackingOptionID": guid(711), "Name": "One", "Status": "ACTIVE"},
    ]},
]  # fmt: skip
CONTACT = {
    "ContactID": guid(42),
    "ContactNumber": "aaaa0000bbbb1111cccc",
    "ContactStatus": "ACTIVE",
    "Name": "Acme Ltd",
    "FirstName": "Ann",
    "LastName": "Lee",
    "EmailAddress": "ap@acme.example",
    "Phones": [
        {"PhoneType": "MOBILE", "PhoneNumber": "555 9"},
        {"PhoneType": "DEFAULT", "PhoneCountryCode": "61", "PhoneAreaCode": "2", "PhoneNumber": "5550 1234"},
    ],
    "Addresses": [
        {"AddressType": "STREET", "AddressLine1": "7 Dock Rd", "City": "Botany"},
        {"AddressType": "POBOX", "AddressLine1": "1 Main St", "AddressLine2": "Suite 5", "Region": "NSW"},
    ],
    "UpdatedDateUTC": "/Date(1778029200000+0000)/",
}


def asked(*requests, **settings):
    """Return the calls of a reading; each is judged by Xero's own description."""
    made = calls(ledger(**settings).encode_reads(list(requests)))
    assert [each for call in made for each in sample.complaints(call)] == []
    return made


def read(request, *answers, tenant=TENANT, **settings):
    """Return the page that answers one question."""
    (page,) = ledger(**settings).decode(answer(*answers, tenant=tenant), [request]).pages
    return page


def listed(endpoint, objects, place=0, **more):
    return said(f"{place}.{endpoint}", {endpoint: objects, **more}, date=NOW)


# === WHAT IS ASKED === #


def test_the_first_reading_takes_a_call_for_each_list():
    requests = [Pull(kind, from_date=START) for kind in Xero.capabilities.first_reads]
    made = calls(Xero({}).encode_reads(requests))
    assert [call["path"] for call in made] == [
        "Organisation", "Accounts", "TaxRates", "TrackingCategories", "Currencies", "Contacts", "Items", "Invoices",
        "CreditNotes", "Payments", "BatchPayments",
    ]  # fmt: skip
    assert [each for call in made for each in sample.complaints(call)] == []
    assert len({call["id"] for call in made}) == len(made)
    assert not any("since" in call or "text" in call or "key" in call for call in made)
    by_path = {call["path"]: call["parameters"] for call in made}
    assert by_path["Contacts"] == {"includeArchived": "true", "page": "1", "pageSize": "1000"}
    assert by_path["Invoices"] == {
        "where": 'Type=="ACCREC" AND Date>=DateTime(2026,1,1)', "page": "1", "pageSize": "1000", "unitdp": "4",
    }  # fmt: skip
    assert by_path["BatchPayments"] == {"where": "Date>=DateTime(2026,1,1)"}
    assert by_path["Items"] == {"unitdp": "4"}


def test_what_changed_is_asked_from_a_little_before():
    kinds = (Kind.COMPANY, Kind.ACCOUNT, Kind.CUSTOMER, Kind.ITEM, Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT)
    made = asked(*(Pull(kind, since=SINCE, from_date=START) for kind in kinds))
    assert {call["since"] for call in made} == {"2026-05-10T09:58:00"}
    assert [call["path"] for call in made][0] == "Accounts"
    assert {call["parameters"].get("where") for call in made if call["path"] == "Invoices"} == {'Type=="ACCREC"'}


def test_what_changed_since_yesterday_costs_one_call_for_contacts():
    assert len(asked(Pull(Kind.COMPANY, since=SINCE), Pull(Kind.CUSTOMER, since=SINCE))) == 1


def test_the_organisation_is_read_once_a_day():
    made = asked(Pull(Kind.COMPANY, since="2026-05-12T10:00:00.000Z"), Pull(Kind.CUSTOMER, since=SINCE))
    assert [call["path"] for call in made] == ["Organisation", "Currencies", "TrackingCategories", "Contacts"]
    # Alone nothing else would prove it.
    assert [call["path"] for call in asked(Pull(Kind.COMPANY, since=SINCE))][0] == "Organisation"
    # Before the first answer nothing is known.
    assert [call["path"] for call in asked(Pull(Kind.COMPANY), Pull(Kind.ITEM), name="", read_at="")][
        0
    ] == "Organisation"


def test_lists_of_which_nobody_says_what_changed_are_read_whole():
    whole = Xero.capabilities.whole_reads
    assert set(whole) == {Kind.TAX_CODE, Kind.CURRENCY, Kind.TRACKING}
    made = asked(*(Pull(kind, since=SINCE) for kind in whole))
    assert not any("since" in call for call in made)


def test_the_next_page():
    (call,) = asked(Pull(Kind.CUSTOMER, cursor=f"page 3 {AT} -"))
    assert (call["parameters"]["page"], "since" in call) == ("3", False)
    for cursor in (f"page 2 {AT} -", f"page 1 {AT} 2026-05-01T00:00:00"):
        (call,) = asked(Pull(Kind.PAYMENT, cursor=cursor))
        assert call["path"] == "Payments"
    for strange in ("again", "page", "page 0 -", "page x -", "what is this"):
        assert asked(Pull(Kind.CUSTOMER, cursor=strange))[0]["parameters"]["page"] == "1"


def test_documents_by_their_numbers():
    made = asked(Find(Kind.INVOICE, tuple(f"INV/{number}" for number in range(41))))
    assert [len(call["parameters"]["InvoiceNumbers"].split(",")) for call in made] == [40, 1]
    made = asked(Find(Kind.INVOICE, ("A,1", "B")))
    assert [call["parameters"].get("where") for call in made] == [None, 'Type=="ACCREC" AND (InvoiceNumber=="A,1")']
    (call,) = asked(Find(Kind.CREDIT_NOTE, ("R/1", "R/2")))
    assert call["parameters"]["where"] == (
        'Type=="ACCRECCREDIT" AND (CreditNoteNumber=="R/1" OR CreditNoteNumber=="R/2")'
    )


def test_a_name_never_ends_its_literal():
    """Contacts are searched for what would; there is nothing to search an e-mail address with."""
    names = 'x" OR Name!="', "Acme", "Back\\"
    made = asked(Find(Kind.CUSTOMER, names, ('"', "ap@acme.example", "\\")))
    assert [call["parameters"].get("where") for call in made] == [
        'Name=="Acme" OR EmailAddress=="ap@acme.example"', None, None,
    ]  # fmt: skip
    assert [call["parameters"].get("searchTerm") for call in made] == [None, names[0], names[2]]
    assert len({call["id"] for call in made}) == len(made)
    assert {call["parameters"]["includeArchived"] for call in made} == {"true"}
    (call,) = asked(Find(Kind.VENDOR, ('"Quoted" Parts',)))
    assert call["parameters"]["searchTerm"] == '"Quoted" Parts'


def test_who_was_searched_for_is_told_by_the_whole_name():
    contact = CONTACT | {"Name": 'The "Best" Ltd'}
    other = CONTACT | {"ContactID": guid(43), "Name": 'The "Best" Ltd of all', "EmailAddress": ""}
    request = Find(Kind.CUSTOMER, ('The "Best" Ltd',))
    (call,) = asked(request)
    page = read(request, said(call["id"], {"Contacts": [contact, other]}, date=NOW))
    assert [record.id for record in page.records] == [guid(42)]


def test_items_that_would_break_a_condition_come_with_all_of_them():
    for code in ('1/2" PIPE', "PIPE\\"):
        (call,) = asked(Find(Kind.ITEM, ("B10", code), (code,)))
        assert (call["id"], call["parameters"]) == ("0.Items", {"unitdp": "4"})
    bent = [{"ItemID": guid(5), "Code": '1/2" PIPE'}, {"ItemID": guid(6), "Code": "B11"}]
    request = Find(Kind.ITEM, ('1/2" PIPE',))
    assert [record.id for record in read(request, listed("Items", bent)).records] == ['1/2" PIPE']


def test_items_by_their_codes():
    """Never the whole list, although it has no pages (facts 3.4)."""
    (call,) = asked(Find(Kind.ITEM, ("B10", "Bolt"), ("B10", "b10")))
    assert call["parameters"] == {"unitdp": "4", "where": 'Code=="B10" OR Code=="Bolt" OR Code=="b10"'}
    (call,) = asked(Find(Kind.VENDOR, ("Parts",), ("ap@parts.example",)))
    assert call["parameters"]["where"] == 'Name=="Parts"'
    assert len(asked(Find(Kind.ITEM, tuple(f"B{number}" for number in range(11))))) == 2


@pytest.mark.parametrize(
    "request_",
    [
        Pull(Kind.TERM),
        Pull(Kind.DELETION),
        Find(Kind.INVOICE, ()),
        Pull(Kind.ITEM, since="yesterday"),
        Find(Kind.CUSTOMER, (), ('"',)),
    ],
)
def test_what_cannot_be_asked(request_):
    with pytest.raises(Unwritable):
        ledger().encode_reads([request_])


# === THE ORGANISATION === #


def first_answer(**changes):
    lists = {"Accounts": ACCOUNTS, "TaxRates": RATES, "TrackingCategories": CATEGORIES} | changes
    lists.setdefault("Currencies", [{"Code": "AUD", "Description": "Australian Dollar"}])
    kinds = {
        "Accounts": Kind.ACCOUNT,
        "TaxRates": Kind.TAX_CODE,
        "TrackingCategories": Kind.TRACKING,
        "Currencies": Kind.CURRENCY,
    }
    requests = [Pull(Kind.COMPANY), *(Pull(kinds[name]) for name in lists)]
    answers = [said("0.Organisation", {"Organisations": [ORGANISATION]}, date=NOW)]
    answers += [listed(name, objects, place) for place, (name, objects) in enumerate(lists.items(), 1)]
    reading = Xero({"link": "https://x"}).decode(answer(*answers), requests)
    assert (reading.problem, reading.pause) == ("", "")
    return {page.kind: page for page in reading.pages}


def test_the_organisation():
    page = first_answer()[Kind.COMPANY]
    (record,) = page.records
    assert (record.id, record.name, record.currency, page.through) == (TENANT, ORGANISATION["Name"], "AUD", AT)
    details = record.details
    wanted = {
        "name": "Acme Field Services Pty Ltd", "country": "AU", "currency": "AUD", "plan": "ULTRA", "edition": "AU",
        "time_zone": "AUSEASTERNSTANDARDTIME", "closing_date": "2026-06-30", "period_lock_date": "2026-06-30",
        "year_lock_date": "2025-06-30", "sales_tax": True, "tax_per_line": True, "automated_tax": False,
        "taxable_code": None, "nontaxable_code": {"id": "BASEXCLUDED", "name": "BAS Excluded"}, "tenant": TENANT,
        "class_tracking": True, "class_per_line": True, "multicurrency": False, "read_at": AT, "custom_numbers": True,
        "accounts": {guid(200): "200", guid(92): "092", guid(610): "610", guid(855): "855"},
        "currencies": {"AUD": {"id": "AUD", "name": "Australian Dollar"}},
    }  # fmt: skip
    assert {name: details.get(name) for name in wanted} == wanted
    assert details["tax_codes"]["TAX001"] == "9.375"
    # What was only lent to us for this exchange is none of the organisation's.
    assert "link" not in details


def test_several_currencies():
    details = (
        first_answer(Currencies=[{"Code": "AUD"}, {"Code": "EUR", "Description": "Euro"}])[Kind.COMPANY]
        .records[0]
        .details
    )
    assert details["multicurrency"] and details["currencies"]["EUR"] == {"id": "EUR", "name": "Euro"}


def test_without_tracking_nothing_is_tracked():
    details = first_answer(TrackingCategories=CATEGORIES[1:])[Kind.COMPANY].records[0].details
    assert details["class_tracking"] is False


def test_who_pays_no_tax_and_has_no_rate_has_none():
    details = first_answer(TaxRates=[RATES[2]])[Kind.COMPANY].records[0].details
    assert details["sales_tax"] is True
    unregistered = ORGANISATION | {"PaysTax": False}
    for rates, taxed in ((RATES, True), ([RATES[2]], False)):
        answers = said("0.Organisation", {"Organisations": [unregistered]}, date=NOW), listed("TaxRates", rates, 1)
        page = Xero({}).decode(answer(*answers), [Pull(Kind.COMPANY), Pull(Kind.TAX_CODE)]).pages[0]
        details = page.records[0].details
        assert details["sales_tax"] is taxed and bool(details["nontaxable_code"]) is taxed


def test_any_sound_answer_proves_the_organisation_and_says_what_changed():
    changed = [{"AccountID": guid(300), "Code": "300"}, {"AccountID": guid(200), "Code": "201"}]
    requests = [Pull(Kind.COMPANY, since=SINCE), Pull(Kind.ACCOUNT, since=SINCE)]
    reading = ledger().decode(answer(listed("Accounts", changed, 1)), requests)
    (record,) = reading.pages[0].records
    assert record.id == TENANT and record.details["name"] == COMPANY["name"]
    assert record.details["accounts"] == COMPANY["accounts"] | {guid(300): "300", guid(200): "201"}
    assert reading.pages[0].through == AT


def test_another_organisation_is_told_as_such():
    requests = [Pull(Kind.COMPANY, since=SINCE), Pull(Kind.ACCOUNT, since=SINCE)]
    reading = ledger().decode(answer(listed("Accounts", [], 1), tenant=guid(1)), requests)
    assert reading.pages[0].records[0].id == guid(1)


# === LISTS === #


def test_accounts():
    records = {record.name: record for record in first_answer()[Kind.ACCOUNT].records}
    assert {name: record.details["role"] for name, record in records.items()} == {
        "Sales": "income", "Savings": "bank", "Card": "credit_card", "Debtors": "receivable", "Clearing": "",
    }  # fmt: skip
    assert records["Sales"].id == guid(200) and records["Sales"].details["number"] == "200"
    assert not records["Clearing"].active and records["Clearing"].details["takes_payments"]
    assert records["Savings"].currency == "AUD" and records["Savings"].details["number"] == ""


def test_tax_rates():
    records = {record.id: record for record in first_answer()[Kind.TAX_CODE].records}
    assert records["OUTPUT"].name == "GST on Income" and records["OUTPUT"].details["rate"] == "10"
    assert records["TAX001"].details["rate"] == "9.375" and records["TAX001"].details["group"]
    assert not records["NONE"].active and not records["INPUT"].details["sales"]


def test_tracking_options():
    records = first_answer()[Kind.TRACKING].records
    assert [(record.id, record.full_name, record.active) for record in records] == [
        (f"{guid(700)}:{guid(701)}", "Region: North", True),
        (f"{guid(700)}:{guid(702)}", "Region: Moon", False),
        (f"{guid(710)}:{guid(711)}", "Old: One", False),
    ]


def test_contacts():
    (record,) = read(Pull(Kind.CUSTOMER), listed("Contacts", [CONTACT])).records
    assert (record.id, record.name, record.email, record.trace) == (
        guid(42), "Acme Ltd", "ap@acme.example", "aaaa0000bbbb1111cccc",
    )  # fmt: skip
    assert record.active and record.currency == "AUD" and record.version == "2026-05-06T01:00:00.000Z"
    party = record.details["party"]
    assert party["phone"] == "61 2 5550 1234" and record.details["mobile"] == "555 9"
    assert party["billing"] == {
        "lines": ["1 Main St", "Suite 5"], "city": "", "state": "NSW", "postal_code": "", "country": "",
    }  # fmt: skip
    assert party["delivery"]["city"] == "Botany"
    # Xero knows no company beside the name, so nothing is told of it.
    assert "company_name" not in party and "term" not in party


@pytest.mark.parametrize(
    "changes",
    [
        {"ContactStatus": "ARCHIVED"},
        {"ContactStatus": "GDPRREQUEST"},
        {"ContactStatus": "NEW"},
        {"MergedToContactID": guid(7)},
    ],
)
def test_contacts_that_take_no_documents(changes):
    (record,) = read(Pull(Kind.CUSTOMER), listed("Contacts", [CONTACT | changes])).records
    assert not record.active and record.details["merged_into"] == changes.get("MergedToContactID", "")


def test_vendors_are_contacts():
    (record,) = read(Pull(Kind.VENDOR), listed("Contacts", [CONTACT])).records
    assert record.kind is Kind.VENDOR


def test_items():
    found = {
        "ItemID": guid(5), "Code": "WID-1", "Name": "Widget", "IsSold": True, "IsTrackedAsInventory": True,
        "SalesDetails": {"UnitPrice": Decimal("3.8750"), "AccountCode": "200", "TaxType": "OUTPUT"},
        "PurchaseDetails": {"AccountCode": "999"}, "UpdatedDateUTC": "/Date(1778029200000)/",
    }  # fmt: skip
    (record,) = read(Pull(Kind.ITEM), listed("Items", [found])).records
    assert (record.id, record.name, record.sku) == ("WID-1", "WID-1", "WID-1")
    assert record.details["item_id"] == guid(5) and record.details["keeps_stock"] and record.details["sellable"]
    assert record.details["income_account"] == {"id": guid(200), "name": "200"}
    assert record.details["price"] == "3.875"


# === DOCUMENTS === #


def test_credit_notes_and_what_they_pay():
    found = {
        "Type": "ACCRECCREDIT", "CreditNoteID": guid(73), "CreditNoteNumber": "R/1",
        "Reference": "PO-7 odoo:0123456789abcdef0002", "Contact": {"ContactID": guid(42), "Name": "Acme"},
        "Date": "/Date(1778198400000+0000)/", "Status": "AUTHORISED", "Total": Decimal("77.00"),
        "TotalTax": Decimal("7.00"), "RemainingCredit": Decimal("27.00"), "CurrencyCode": "AUD",
        "Allocations": [
            {"AllocationID": guid(9), "Amount": Decimal("50.00"), "Invoice": {"InvoiceID": guid(130)}},
            {"AllocationID": guid(10), "Amount": 1, "Invoice": {"InvoiceID": guid(131)}, "IsDeleted": True},
        ],
    }  # fmt: skip
    note, allocation = read(Pull(Kind.CREDIT_NOTE), listed("CreditNotes", [found])).records
    assert (note.kind, note.trace, note.balance) == (Kind.CREDIT_NOTE, "0123456789abcdef0002", Decimal("27.00"))
    assert note.details["links"] == [{"kind": "invoice", "id": guid(130), "amount": "50.00"}]
    assert (allocation.kind, allocation.id) == (Kind.PAYMENT, f"allocation:{guid(73)}:{guid(9)}")
    assert allocation.total == 0
    # What was taken off leaves no trace but that it is not among these.
    assert note.details["holds"] == [allocation.id]
    assert allocation.details["held_by"] == note.id
    assert [(each["kind"], each["id"], each["amount"]) for each in allocation.details["applications"]] == [
        ("invoice", guid(130), "50.00"), ("credit_note", guid(73), "50.00"),
    ]  # fmt: skip


def payment(number=5, **changes):
    invoice = {"InvoiceID": guid(130), "CurrencyCode": "AUD", "Contact": {"ContactID": guid(42), "Name": "Acme"}}
    return {
        "PaymentID": guid(number), "Amount": Decimal("75.00"), "Date": "/Date(1778371200000+0000)/",
        "Reference": "1234 odoo:0123456789abcdef0003", "Status": "AUTHORISED", "PaymentType": "ACCRECPAYMENT",
        "Account": {"AccountID": guid(90), "Name": "Bank"}, "Invoice": invoice, "IsReconciled": True, **changes,
    }  # fmt: skip


def test_payments_and_batches():
    batch = {
        "BatchPaymentID": guid(7), "Type": "RECBATCH", "Status": "AUTHORISED", "TotalAmount": Decimal("75.00"),
        "Details": "odooASNFZ4mrze8BIw", "Date": "/Date(1778371200000+0000)/",
        "Payments": [{"PaymentID": guid(6), "Invoice": {"InvoiceID": guid(129)}, "Amount": Decimal("75.00")}],
    }  # fmt: skip
    bills = batch | {"BatchPaymentID": guid(8), "Type": "PAYBATCH"}
    page = read(
        Pull(Kind.PAYMENT),
        listed("Payments", [payment(), payment(6, BatchPaymentID=guid(7)), payment(9, PaymentType="ACCPAYPAYMENT")]),
        listed("BatchPayments", [batch, bills]),
    )
    one, many = page.records
    assert (one.id, one.number, one.trace) == (f"payment:{guid(5)}", "1234", "0123456789abcdef0003")
    assert (one.total, one.balance, one.customer_id) == (Decimal("75.00"), 0, guid(42))
    assert one.details["reconciled"] and one.details["deposit_account"]["id"] == guid(90)
    assert (many.id, many.trace, many.total) == (f"batch:{guid(7)}", "0123456789abcdef0123", Decimal("75.00"))
    assert [(each["id"], each["amount"]) for each in many.details["applications"]] == [(guid(129), "75.00")]


def test_a_deleted_payment_pays_nothing():
    (record,) = read(Pull(Kind.PAYMENT), listed("Payments", [payment(Status="DELETED")])).records
    assert record.details["is_void"] and record.total == 0


def test_bills_and_invoices_are_told_apart():
    both = [shown(130), shown(131, Type="ACCPAY")]
    assert [record.id for record in read(Pull(Kind.INVOICE), listed("Invoices", both)).records] == [guid(130)]
    (bill,) = read(Pull(Kind.BILL), listed("Invoices", both)).records
    assert bill.id == guid(131) and bill.details["vendor_name"] == "Acme Ltd"


def test_a_journal():
    found = {
        "ManualJournalID": guid(4), "Narration": "3001 accrual", "Status": "POSTED", "Date": "/Date(1778371200000)/",
        "JournalLines": [{"LineAmount": Decimal("30.00")}, {"LineAmount": Decimal("-30.00")}, {}],
        "Url": f"{sample.LINK}/accounting_bridge/document/0123456789abcdef0005",
    }  # fmt: skip
    (record,) = read(Pull(Kind.JOURNAL_ENTRY), listed("ManualJournals", [found])).records
    assert (record.total, record.trace, record.date) == (Decimal("30.00"), "0123456789abcdef0005", "2026-05-10")


# === PAGES === #


def pagination(page, count, items=0):
    return {"page": page, "pageSize": 1000, "pageCount": count, "itemCount": items}


def changed_at(second):
    """Return a contact that was changed at this second of a minute."""
    return CONTACT | {"UpdatedDateUTC": f"/Date({1770000000000 + second * 1000}+0000)/"}


def second(number):
    """Return such a second as If-Modified-Since says it."""
    return f"2026-02-02T02:40:{number:02d}"


def test_pages_go_on_at_the_last_change():
    page = read(
        Pull(Kind.CUSTOMER),
        listed("Contacts", [changed_at(1), changed_at(9)], pagination=pagination(1, 3, 2500)),
    )
    # From the second before: whether a time counts itself is not known.
    assert (page.cursor, page.remaining, page.through) == (f"page 1 {AT} {second(8)}", 1500, AT)
    (call,) = asked(Pull(Kind.INVOICE, cursor=page.cursor, from_date=START))
    assert (call["since"], call["parameters"]["page"]) == (second(8), "1")
    assert "Date>=DateTime(2026,1,1)" in call["parameters"]["where"]
    later = said(
        "0.Contacts",
        {"Contacts": [changed_at(9), changed_at(20)], "pagination": pagination(1, 2, 1501)},
        date="2026-05-10T12:30:00Z",
    )
    page = read(Pull(Kind.CUSTOMER, cursor=page.cursor), later)
    # The time is that of the first page, so that what changed meanwhile is read again.
    assert (page.cursor, page.remaining, page.through) == (f"page 1 {AT} {second(19)}", 501, AT)
    last = listed("Contacts", [changed_at(20), changed_at(30)], pagination=pagination(1, 1, 502))
    page = read(Pull(Kind.CUSTOMER, cursor=page.cursor), last)
    assert (page.cursor, page.remaining, page.through) == ("", 0, AT)


def test_more_than_a_page_in_one_second_goes_by_numbers():
    within = listed("Contacts", [changed_at(9), changed_at(9)], pagination=pagination(1, 3, 2500))
    page = read(Pull(Kind.CUSTOMER, cursor=f"page 1 {AT} {second(8)}"), within)
    assert page.cursor == f"page 2 {AT} {second(8)}"
    beyond = listed("Contacts", [changed_at(9), changed_at(11)], pagination=pagination(2, 3, 2500))
    assert read(Pull(Kind.CUSTOMER, cursor=page.cursor), beyond).cursor == f"page 1 {AT} {second(10)}"


@pytest.mark.parametrize("times", [(9, 1), ("", "")])
def test_a_list_in_another_order_goes_by_numbers(times):
    rows = [changed_at(time) if time else CONTACT | {"UpdatedDateUTC": ""} for time in times]
    page = read(Pull(Kind.CUSTOMER), listed("Contacts", rows, pagination=pagination(1, 3, 2500)))
    assert page.cursor == f"page 2 {AT} -"


def test_a_time_that_is_not_heeded():
    """Everything comes once more: then it goes by numbers to the end."""
    rows = [changed_at(1), changed_at(9)]
    again = listed("Contacts", rows, pagination=pagination(1, 3, 2500))
    page = read(Pull(Kind.CUSTOMER, cursor=f"page 1 {AT} {second(8)}"), again)
    assert page.cursor == f"page 2 {AT} -"
    beyond = listed("Contacts", [changed_at(10), changed_at(11)], pagination=pagination(2, 3, 2500))
    assert read(Pull(Kind.CUSTOMER, cursor=page.cursor), beyond).cursor == f"page 3 {AT} -"


def test_nobody_need_say_how_many_pages_there_are():
    assert read(Pull(Kind.CUSTOMER), listed("Contacts", [CONTACT] * 1000)).cursor.startswith(f"page 1 {AT} 2026")
    assert read(Pull(Kind.CUSTOMER), listed("Contacts", [CONTACT] * 999)).cursor == ""
    assert read(Pull(Kind.CUSTOMER), listed("Contacts", [], pagination=pagination(1, 9))).cursor == ""


def test_nothing_changed_is_an_answer():
    page = read(Pull(Kind.CUSTOMER, since=SINCE), said("0.Contacts", status=304, date=NOW))
    assert (page.records, page.cursor, page.reason, page.through) == ((), "", "", AT)


@pytest.mark.parametrize(
    ("given", "cursor", "reason", "pause"),
    [
        (said("0.Contacts", unsent="no budget"), "again", "", ""),
        (said("0.Contacts", lost="broken off"), "again", "", "unreachable"),
        (said("0.Contacts", status=429), "again", "", "throttled"),
        (said("0.Contacts", status=503, text="<html>"), "again", "", "ledger_out_of_order"),
        (said("0.Contacts", status=500, text="<html>"), "again", "", "ledger_out_of_order"),
        (
            said("0.Contacts", status=403, body={"Detail": "AuthenticationUnsuccessful"}),
            "again",
            "",
            "app_not_authorised",
        ),
        (said("0.Contacts", status=400, body={"ErrorNumber": 16, "Message": "x"}), "", "not_understood", ""),
        (said("0.Contacts", status=200, text="<html>"), "", "answer_unreadable", ""),
    ],
)
def test_what_was_not_answered_is_asked_again(given, cursor, reason, pause):
    reading = ledger().decode(answer(given), [Pull(Kind.CUSTOMER)])
    (page,) = reading.pages
    assert (page.cursor, page.reason, reading.pause) == (cursor, reason, pause)
    again = ledger().decode(answer(given), [Pull(Kind.CUSTOMER, cursor="page 4 -")]).pages[0]
    assert again.cursor == ("page 4 -" if cursor else "")


def test_payments_without_their_batches_are_asked_again():
    page = read(Pull(Kind.PAYMENT), listed("Payments", [payment()]), said("0.BatchPayments", unsent="x"))
    assert (page.records, page.cursor) == ((), "again")


def test_a_look_by_name():
    page = read(
        Find(Kind.INVOICE, ("inv/2026/00017",)),
        said("0.Invoices.0", {"Invoices": [shown(), shown(131, InvoiceNumber="X")]}),
    )
    assert [record.id for record in page.records] == [guid(130)]
    page = read(Find(Kind.INVOICE, ("x",)), said("0.Invoices.0", status=503))
    assert page.reason == "ledger_out_of_order"


def test_a_look_by_key():
    others = [CONTACT, CONTACT | {"ContactID": guid(43), "Name": "Other", "EmailAddress": "other@acme.example"}]
    page = read(Find(Kind.CUSTOMER, ("Nobody",), ("AP@acme.example",)), said("0.Contacts.0", {"Contacts": others}))
    assert [record.id for record in page.records] == [guid(42)]
    items = [{"ItemID": guid(600), "Code": "B10", "Name": "Bolt"}]
    page = read(Find(Kind.ITEM, ("b10",)), said("0.Items.0", {"Items": items}))
    assert [record.id for record in page.records] == ["B10"]


def test_the_capabilities():
    can = Xero.capabilities
    assert can.removal(Kind.INVOICE) is can.removal(Kind.CREDIT_NOTE) is Operation.VOID
    assert can.removal(Kind.PAYMENT) is Operation.DELETE and not can.can(Kind.PAYMENT, Operation.UPDATE)
    assert Kind.TERM not in can.all_reads and Kind.PAYMENT_METHOD not in can.all_reads
