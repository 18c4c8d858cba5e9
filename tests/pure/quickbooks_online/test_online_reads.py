"""Questions to QuickBooks Online and what is answered: small lists, pages, what changed, looks by number."""

from decimal import Decimal

import online_samples as sample
import pytest
from online_samples import answer, calls, fault, ledger, said

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Pull, Unwritable
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import QuickBooksOnline
from odoo.addons.accounting_bridge.ledgers.quickbooks_online.kinds import NAMES

SINCE = "2026-05-10T17:00:00.000Z"
TIME = "2026-05-10T11:30:00.123-07:00"
THROUGH = "2026-05-10T18:30:00.123Z"
EVERYTHING = ledger().capabilities.first_reads
CHANGES = [kind for kind in ledger().capabilities.refreshed_reads if kind not in ledger().capabilities.whole_reads]
INFO = {
    "Id": "1",
    "CompanyName": "Craig's Landscaping",
    "Country": "US",
    "NameValue": [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
}
PREFERENCES = {
    "Id": "1",
    "AccountingInfoPrefs": {"BookCloseDate": "2026-03-31", "ClassTrackingPerTxnLine": True},
    "SalesFormsPrefs": {"CustomTxnNumbers": False, "AutoApplyCredit": True},
    "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True},
    "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
}
RATES = [
    {"Id": "1", "Name": "State", "RateValue": Decimal("6.25"), "Active": True},
    {"Id": "2", "Name": "City", "RateValue": 2, "Active": True},
]


def code(identity, name, *rates, **more):
    details = [{"TaxRateRef": {"value": each}, "TaxTypeApplicable": "TaxOnAmount"} for each in rates]
    return {"Id": identity, "Name": name, "Active": True, "SalesTaxRateList": {"TaxRateDetail": details}} | more


CODES = [
    code("TAX", "TAX"),
    code("NON", "NON", Taxable=False),
    code("7", "Austin", "1", "2", TaxGroup=True),
    code("8", "Texas", "1"),
    code("10", "Austin City", "2"),
]


def asked(requests, **settings):
    return calls(ledger(**settings).encode_reads(requests))


def queries(requests, **settings):
    return [call["query"] for call in asked(requests, **settings) if "query" in call]


def listed(**lists):
    """Return the answer of the batch of small lists; names as the batch has them."""
    entities = {
        "company": "CompanyInfo",
        "prefs": "Preferences",
        "account": "Account",
        "term": "Term",
        "taxcode": "TaxCode",
        "taxrate": "TaxRate",
        "class": "Class",
        "method": "PaymentMethod",
        "currency": "CompanyCurrency",
    }
    items = [
        {"bId": name}
        | (found if isinstance(found, dict) else {"QueryResponse": {entities[name]: found} if found else {}})
        for name, found in lists.items()
    ]
    return said(f"lists:{','.join(lists)}", {"BatchItemResponse": items, "time": TIME})


def queried(identity, entity, objects, **more):
    return said(identity, {"QueryResponse": {entity: objects} if objects else {}, "time": TIME} | more)


def captured(blocks, entities="Customer,Invoice", **more):
    return said(f"cdc:{entities}", {"CDCResponse": [{"QueryResponse": blocks}], "time": TIME} | more)


def pages(requests, *answers, company=None, **more):
    known = sample.COMPANY if company is None else company
    reading = QuickBooksOnline(known).decode(answer(*answers, **more), requests)
    assert not reading.problem
    return reading.pages


def customers(count, first=1):
    return [
        {"Id": str(number), "SyncToken": "0", "DisplayName": f"C{number}"} for number in range(first, first + count)
    ]


# === THE FIRST READING === #


def test_the_first_reading_is_one_batch_with_the_first_few_of_each_long_list():
    made = calls(QuickBooksOnline().encode_reads([Pull(kind, from_date="2026-01-01") for kind in EVERYTHING]))
    assert [call["path"] for call in made] == ["batch"]
    items = made[0]["body"]["BatchItemRequest"]
    assert sample.complaints("", made[0]["body"]) == []
    assert len(items) <= 30 and all(len(item["bId"]) <= 10 for item in items)
    rows = [int(item["Query"].rpartition(" ")[2]) for item in items if "maxresults" in item["Query"]]
    assert sum(rows) + 2 <= 1000
    assert [item["Query"] for item in items[-10:]] == [
        "select * from Customer where Active in (true,false) orderby Id startposition 1 maxresults 90",
        "select count(*) from Customer where Active in (true,false)",
        "select *, Sku from Item where Active in (true,false) orderby Id startposition 1 maxresults 90",
        "select count(*) from Item where Active in (true,false)",
        "select * from Invoice where TxnDate >= '2026-01-01' orderby Id startposition 1 maxresults 50",
        "select count(*) from Invoice where TxnDate >= '2026-01-01'",
        "select * from CreditMemo where TxnDate >= '2026-01-01' orderby Id startposition 1 maxresults 50",
        "select count(*) from CreditMemo where TxnDate >= '2026-01-01'",
        "select * from Payment where TxnDate >= '2026-01-01' orderby Id startposition 1 maxresults 50",
        "select count(*) from Payment where TxnDate >= '2026-01-01'",
    ]


def test_a_first_load_of_20000_customers_and_5000_items_is_26_calls():
    sizes = {"Customer": 20_000, "Item": 5_000, "Invoice": 12, "CreditMemo": 0, "Payment": 7}
    requests, count = [Pull(kind, from_date="2026-01-01") for kind in EVERYTHING], 0
    met = dict.fromkeys(sizes, 0)
    while requests:
        made = calls(QuickBooksOnline(sample.COMPANY).encode_reads(requests))
        count += len(made)
        replies = []
        for call in made:
            if call["path"] == "batch":
                items = [{"bId": item["bId"], **counted(item, sizes)} for item in call["body"]["BatchItemRequest"]]
                replies.append(said(call["id"], {"BatchItemResponse": items, "time": TIME}))
            else:
                words = call["query"].split()
                entity, start = words[words.index("from") + 1], int(words[-3])
                size = max(0, min(1000, sizes[entity] - start + 1))
                replies.append(queried(call["id"], entity, customers(size, start)))
        found = pages(requests, *replies)
        requests = [Pull(page.kind, cursor=page.cursor, from_date="2026-01-01") for page in found if page.cursor]
        for page in found:
            assert not page.reason
            name = sample.NAMES.get(page.kind)
            if name in met:
                met[name] += len(page.records)
                assert page.remaining == sizes[name] - met[name]
                assert page.through == THROUGH
    assert (count, met) == (26, sizes)


def counted(item, sizes):
    if item["bId"].startswith("h"):
        words = item["Query"].split()
        entity, limit = words[words.index("from") + 1], int(words[-1])
        return {"QueryResponse": {entity: customers(min(limit, sizes[entity]))}}
    if "count(*)" not in item["Query"]:
        found = {"company": {"CompanyInfo": [INFO]}, "prefs": {"Preferences": [PREFERENCES]}}
        return {"QueryResponse": found.get(item["bId"], {})}
    return {"QueryResponse": {"totalCount": sizes[item["Query"].split()[3]]}}


def test_pages_without_a_count_end_with_a_short_one():
    request = Pull(Kind.CUSTOMER)
    (page,) = pages([request], queried("0.0", "Customer", customers(1000)))
    assert page.remaining == 0
    (second,) = queries([Pull(Kind.CUSTOMER, cursor=page.cursor)])
    assert second.endswith("orderby Id startposition 1001 maxresults 1000")
    (last,) = pages([Pull(Kind.CUSTOMER, cursor=page.cursor)], queried("0.0", "Customer", [], time="x"))
    assert (last.cursor, last.records, last.through) == ("", (), THROUGH)


def test_pages_of_documents_look_back_a_little_since_documents_can_be_deleted():
    (page,) = pages([Pull(Kind.INVOICE)], queried("0.0", "Invoice", customers(1000)))
    assert queries([Pull(Kind.INVOICE, cursor=page.cursor)])[0].endswith("startposition 981 maxresults 1000")


def test_small_lists_that_are_longer_go_on():
    account = [{"Id": str(number), "Name": f"A{number}", "AccountType": "Bank"} for number in range(250)]
    (page,) = pages([Pull(Kind.ACCOUNT)], listed(account=account))
    assert len(page.records) == 250
    assert queries([Pull(Kind.ACCOUNT, cursor=page.cursor)]) == [
        "select * from Account where Active in (true,false) orderby Id startposition 251 maxresults 1000"
    ]


def test_taxes_that_are_more_come_once_more_with_the_company():
    requests = [Pull(kind) for kind in (Kind.COMPANY, Kind.TAX_CODE, Kind.TAX)]
    many = [RATES[0] | {"Id": str(number)} for number in range(250)]
    first = pages(requests, listed(company=[INFO], prefs=[PREFERENCES], taxcode=CODES, taxrate=many))
    assert [bool(page.cursor) for page in first] == [True, True, True]
    assert "tax_codes" not in first[0].records[0].details
    again = [Pull(page.kind, cursor=page.cursor) for page in first]
    made = asked(again)
    assert [call["id"] for call in made] == ["lists:company,prefs", "1.TaxCode", "1.TaxRate", "2.TaxCode", "2.TaxRate"]
    whole = [queried(f"{n}.{e}", e, found) for n in (1, 2) for e, found in (("TaxCode", CODES), ("TaxRate", RATES))]
    company, codes, taxes = pages(again, listed(company=[INFO], prefs=[PREFERENCES]), *whole)
    assert company.records[0].details["tax_codes"]["7"] == [["1", "6.25"], ["2", "2"]]
    assert [page.cursor for page in (company, codes, taxes)] == ["", "", ""]
    assert (len(codes.records), len(taxes.records)) == (2, 3)


# === WHAT CHANGED === #


def test_what_changed_is_one_call_from_a_little_before_the_oldest_watermark():
    requests = [Pull(kind, since=SINCE) for kind in CHANGES if kind is not Kind.ITEM]
    (made,) = asked([*requests, Pull(Kind.ITEM, since="2026-05-09T23:05:00.000Z")])
    assert (made["method"], made["path"]) == ("GET", "cdc")
    assert made["parameters"] == {
        "entities": "Account,Term,Class,Department,PaymentMethod,Customer,Invoice,CreditMemo,Payment,Item",
        "changedSince": "2026-05-09T22:55:00.000Z",
    }


def test_a_company_that_was_read_yesterday_is_read_again():
    requests = [Pull(kind, since="2026-05-12T09:00:00.000Z") for kind in CHANGES]
    batch, capture = asked(requests)
    assert (batch["id"], capture["path"]) == ("lists:company,prefs", "cdc")


def test_a_company_alone_is_read():
    (made,) = asked([Pull(Kind.COMPANY, since=SINCE)])
    assert made["id"] == "lists:company,prefs"


def test_what_was_never_read_is_read_whole_beside_what_changed():
    made = asked([Pull(Kind.CUSTOMER, since=SINCE), Pull(Kind.ITEM), Pull(Kind.TAX)])
    assert [call["id"] for call in made] == ["lists:taxcode,taxrate,h1,n1", "cdc:Customer"]


def test_a_watermark_of_another_ledger():
    with pytest.raises(Unwritable, match="watermark"):
        asked([Pull(Kind.CUSTOMER, since="yesterday")])


def test_changes_and_deletions():
    requests = [Pull(kind, since=SINCE) for kind in (Kind.COMPANY, Kind.CUSTOMER, Kind.INVOICE, Kind.DELETION)]
    stub = {
        "domain": "QBO",
        "status": "Deleted",
        "Id": "9",
        "MetaData": {"LastUpdatedTime": "2026-05-10T03:00:00-07:00"},
    }
    blocks = [{"Customer": [*customers(2), stub], "startPosition": 1}, {}, {"Gadget": [{"Id": "1"}]}]
    company, met, none, deleted = pages(requests, captured(blocks))
    assert (company.records[0].id, company.records[0].name) == ("9130", "Craig's Landscaping")
    assert [record.id for record in met.records] == ["1", "2"]
    assert none.records == ()
    (gone,) = deleted.records
    assert (gone.kind, gone.id, gone.active) == (Kind.CUSTOMER, "9", False)
    assert gone.modified == "2026-05-10T10:00:00.000Z"
    assert {page.through for page in (company, met, none, deleted)} == {THROUGH}
    assert not any(page.cursor for page in (company, met, none, deleted))


def test_more_changes_than_one_answer_holds_are_paged_kind_by_kind():
    requests = [Pull(kind, since=SINCE) for kind in (Kind.CUSTOMER, Kind.INVOICE, Kind.DELETION)]
    first = pages(requests, captured([{"Customer": customers(999)}, {"Invoice": [{"Id": "7"}]}]))
    assert [len(page.records) for page in first] == [999, 1, 0]
    again = [Pull(page.kind, since=SINCE, cursor=page.cursor) for page in first]
    made = asked(again)
    assert [call["query"] for call in made[:2]] == [
        "select * from Customer where Active in (true,false) and MetaData.LastUpdatedTime >= '2026-05-10T16:50:00.000Z'"
        " orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000",
        "select * from Invoice where MetaData.LastUpdatedTime >= '2026-05-10T16:50:00.000Z'"
        " orderby MetaData.LastUpdatedTime startposition 1 maxresults 1000",
    ]
    assert {call["path"] for call in made[2:]} == {"cdc"}
    assert made[2]["parameters"]["changedSince"] == "2026-05-10T16:50:00.000Z"
    stubs = [
        said(call["id"], {"CDCResponse": [{"QueryResponse": [{call["parameters"]["entities"]: [
            {"Id": "3", "status": "Deleted"}]}]}]})
        for call in made[2:]
    ]  # fmt: skip
    met, none, gone = pages(
        again, queried("0.0", "Customer", customers(1000), time="z"), queried("1.0", "Invoice", []), *stubs
    )
    assert (met.through, none.through, gone.through) == (THROUGH, THROUGH, THROUGH)
    assert {record.kind for record in gone.records} >= {Kind.CUSTOMER, Kind.INVOICE, Kind.PAYMENT}
    assert met.cursor and not none.cursor and not gone.cursor
    assert "startposition 981" in queries([Pull(Kind.CUSTOMER, since=SINCE, cursor=met.cursor)])[0]


def changed(count, time):
    return [each | {"MetaData": {"LastUpdatedTime": time}} for each in customers(count)]


def after_a_page_of_changes(objects):
    """Return the query that follows a full page of changes."""
    cursor = f"changes 1 {THROUGH} 2026-05-10T16:50:00.000Z 0"
    (page,) = pages([Pull(Kind.CUSTOMER, since=SINCE, cursor=cursor)], queried("0.0", "Customer", objects))
    assert page.through == THROUGH
    return queries([Pull(Kind.CUSTOMER, since=SINCE, cursor=page.cursor)])[0]


def test_changes_go_on_at_the_time_of_the_last_one_met():
    """Who changes an entry of the pages that were read moves the others up: by position one of them were missed."""
    asked_next = after_a_page_of_changes(
        [*changed(999, "2026-05-10T09:51:00-07:00"), *changed(1, "2026-05-10T09:52:07-07:00")]
    )
    assert "LastUpdatedTime >= '2026-05-10T16:52:07.000Z'" in asked_next
    assert "startposition 1 " in asked_next


def test_more_changes_of_one_second_than_a_page_holds():
    asked_next = after_a_page_of_changes(changed(1000, "2026-05-10T09:50:00-07:00"))
    assert "LastUpdatedTime >= '2026-05-10T16:50:00.000Z'" in asked_next
    assert "startposition 981 " in asked_next


def test_more_deletions_than_one_answer_holds_are_found_by_reading_everything():
    request = Pull(Kind.DELETION, since=SINCE, cursor=f"deletions 1 {THROUGH} {SINCE} 0")
    made = asked([request])
    stubs = [{"Id": str(number), "status": "Deleted"} for number in range(1000)]
    answers = [
        said(
            call["id"],
            {"CDCResponse": [{"QueryResponse": [{call["parameters"]["entities"]: stubs[: 1000 if at == 1 else 999]}]}]},
        )
        for at, call in enumerate(made)
    ]
    (page,) = pages([request], *answers)
    assert [NAMES[kind] for kind in page.untold] == [made[1]["parameters"]["entities"]]
    assert len(page.records) == 1000 + 999 * (len(made) - 1)


def test_deletions_of_purchases_are_asked_for_where_purchases_are_read():
    kinds = (Kind.CUSTOMER, Kind.VENDOR, Kind.BILL, Kind.JOURNAL_ENTRY)
    requests = [Pull(kind, since=SINCE) for kind in (*kinds, Kind.DELETION)]
    *_lists, deletions = pages(requests, captured([{"Customer": customers(1000)}], "Customer,Vendor,Bill,JournalEntry"))
    request = Pull(Kind.DELETION, since=SINCE, cursor=deletions.cursor)
    made = asked([request])
    assert [call["parameters"]["entities"] for call in made][-3:] == ["Vendor", "Bill", "JournalEntry"]
    gone = [{"Id": str(number), "status": "Deleted"} for number in range(1000)]
    answers = [
        said(call["id"], {"CDCResponse": [{"QueryResponse": [{entity: gone[: 1000 if entity == "Vendor" else 1]}]}]})
        for call, entity in ((call, call["parameters"]["entities"]) for call in made)
    ]
    (page,) = pages([request], *answers)
    assert page.untold == (Kind.VENDOR,)
    assert {record.kind for record in page.records} >= set(kinds)


def test_nothing_is_remembered_of_deletions_before_the_first_reading():
    requests = [Pull(Kind.CUSTOMER), Pull(Kind.DELETION)]
    assert [call["id"] for call in asked(requests)] == ["0.0"]
    _met, gone = pages(requests, queried("0.0", "Customer", customers(1)))
    assert (gone.records, gone.through, gone.reason) == ((), THROUGH, "")
    (alone,) = asked([Pull(Kind.DELETION, since=SINCE)])
    assert "CreditMemo" in alone["parameters"]["entities"]


# === TIMES === #


@pytest.mark.parametrize(
    ("there", "kept"),
    [
        ("2026-11-01T01:30:00-07:00", "2026-11-01T08:30:00.000Z"),
        ("2026-11-01T01:10:00-08:00", "2026-11-01T09:10:00.000Z"),
        ("2026-03-08T03:00:00.5-07:00", "2026-03-08T10:00:00.500Z"),
        ("2026-05-10T11:30:00Z", "2026-05-10T11:30:00.000Z"),
        ("2026-05-10T11:30:00", "2026-05-10T11:30:00.000Z"),
        ("soon", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_times_are_utc_so_that_they_compare_as_text(there, kept):
    (page,) = pages(
        [Pull(Kind.CUSTOMER)], queried("0.0", "Customer", [{"Id": "1", "MetaData": {"LastUpdatedTime": there}}])
    )
    assert page.records[0].modified == kept


# === LOOKS === #


def test_looks_by_number_and_by_name():
    finds = [
        Find(Kind.INVOICE, ("INV/1", "INV/1", " INV/2 ", "")),
        Find(Kind.PAYMENT, ("O'Brien\\7",)),
        Find(Kind.CUSTOMER, ("Acme", "Acme:North")),
        Find(Kind.VENDOR, ("Parts:Inc",)),
    ]
    assert queries(finds) == [
        "select * from Invoice where DocNumber in ('INV/1','INV/2') orderby Id startposition 1 maxresults 1000",
        "select * from Payment where PaymentRefNum in ('O\\'Brien\\\\7') orderby Id startposition 1 maxresults 1000",
        "select * from Customer where DisplayName in ('Acme') and Active in (true,false) orderby Id startposition 1"
        " maxresults 1000",
        "select * from Customer where FullyQualifiedName in ('Acme:North') and Active in (true,false) orderby Id"
        " startposition 1 maxresults 1000",
        "select * from Vendor where DisplayName in ('Parts:Inc') and Active in (true,false) orderby Id startposition 1"
        " maxresults 1000",
    ]


def test_a_hundred_names_a_query():
    find = Find(Kind.INVOICE, tuple(f"N{number}" for number in range(250)))
    made = asked([find])
    assert [call["query"].count("'N") for call in made] == [100, 100, 50]
    (page,) = pages([find], *(queried(call["id"], "Invoice", customers(1, place)) for place, call in enumerate(made)))
    assert [record.id for record in page.records] == ["0", "1", "2"]
    (lost,) = pages([find], queried("0.0", "Invoice", []), said("0.1", lost="?"), said("0.2", unsent="?"))
    assert lost.reason == "unreachable"


def test_looks_by_key():
    """A customer by its e-mail, an item by its SKU; of vendors nobody may ask so (facts 3)."""
    finds = [
        Find(Kind.CUSTOMER, ("Acme",), ("ap@acme.example", "o'neil@acme.example")),
        Find(Kind.ITEM, (), ("B 10", "b10")),
        Find(Kind.VENDOR, ("Parts",), ("ap@parts.example",)),
    ]
    ending = "and Active in (true,false) orderby Id startposition 1 maxresults 1000"
    assert queries(finds) == [
        f"select * from Customer where DisplayName in ('Acme') {ending}",
        f"select * from Customer where PrimaryEmailAddr in ('ap@acme.example','o\\'neil@acme.example') {ending}",
        f"select *, Sku from Item where Sku in ('B 10','b10') {ending}",
        f"select * from Vendor where DisplayName in ('Parts') {ending}",
    ]
    made = asked(finds)
    found = pages(
        finds,
        queried(made[0]["id"], "Customer", customers(1)),
        queried(made[1]["id"], "Customer", customers(1, 2)),
        queried(made[2]["id"], "Item", [{"Id": "7", "Name": "Bolt", "Sku": "B 10"}]),
        queried(made[3]["id"], "Vendor", []),
    )
    assert [[record.id for record in page.records] for page in found] == [["1", "2"], ["7"], []]


def test_a_key_that_queries_do_not_know():
    """Nothing says whether an item may be asked for by its SKU (facts 3): where it may not, its name has to do."""
    find = Find(Kind.ITEM, ("Bolt",), ("B10",))
    by_name, by_key = (call["id"] for call in asked([find]))
    named = queried(by_name, "Item", [{"Id": "7", "Name": "Bolt"}])
    (page,) = pages([find], named, said(by_key, fault(4001), 400))
    assert ([record.id for record in page.records], page.reason) == (["7"], "")
    (page,) = pages([find], said(by_name, fault(4001), 400), queried(by_key, "Item", []))
    assert page.reason == "not_understood"
    (page,) = pages([find], named, said(by_key, fault(3001), 429))
    assert page.reason == "throttled"


def test_a_list_that_the_plan_lacks_holds_nobody():
    find = Find(Kind.VENDOR, ("Parts",))
    (page,) = pages([find], said("0.0", fault(5020), 400))
    assert (page.records, page.reason) == ((), "")


@pytest.mark.parametrize("find", [Find(Kind.INVOICE, ()), Find(Kind.INVOICE, ("",)), Find(Kind.COMPANY, ("x",))])
def test_a_look_without_a_name_would_be_the_whole_list(find):
    with pytest.raises(Unwritable, match="by name"):
        asked([find])


# === WHAT GOES WRONG === #


def reading_of(*answers, requests=None, **more):
    return ledger().decode(answer(*answers, **more), requests or [Pull(Kind.CUSTOMER)])


@pytest.mark.parametrize(
    ("given", "cursor", "reason", "pause"),
    [
        (said("0.0", unsent="no time"), "again", "", ""),
        (said("0.0", lost="broken"), "again", "", "unreachable"),
        (said("0.0", status=503, text="<html>"), "again", "", "ledger_out_of_order"),
        (said("0.0", fault(3001), 429), "again", "", "throttled"),
        (said("0.0", fault(3200), 401), "again", "", "sign_in_needed"),
        (said("0.0", fault(4001), 400), "", "not_understood", ""),
        (said("0.0", fault(5020), 400), "", "plan_lacks", ""),
        (said("0.0", text="<html>hello</html>"), "", "answer_unreadable", ""),
        (said("other", {}), "", "not_run", ""),
    ],
)
def test_a_page_that_did_not_come(given, cursor, reason, pause):
    reading = reading_of(given)
    (page,) = reading.pages
    assert (page.cursor, page.reason, reading.pause, reading.problem) == (cursor, reason, pause, "")
    assert page.records == ()


def test_a_page_that_did_not_come_is_asked_for_at_the_same_place():
    place = pages([Pull(Kind.CUSTOMER)], queried("0.0", "Customer", customers(1000)))[0].cursor
    (page,) = reading_of(said("0.0", unsent="x"), requests=[Pull(Kind.CUSTOMER, cursor=place)]).pages
    assert page.cursor == place
    for kinds, given in (((Kind.ACCOUNT,), "lists:account"), ((Kind.CUSTOMER, Kind.DELETION), "cdc:Customer")):
        requests = [Pull(kind, since=SINCE if "cdc" in given else "") for kind in kinds]
        found = reading_of(said(given, unsent="x"), requests=requests).pages
        assert {page.cursor for page in found} == {"again"}
        again = [
            Pull(page.kind, since=request.since, cursor="again") for page, request in zip(found, requests, strict=True)
        ]
        assert asked(again) == asked(requests)


def test_a_company_is_not_proved_by_silence():
    requests = [Pull(Kind.COMPANY, since=SINCE), Pull(Kind.CUSTOMER, since=SINCE)]
    company, _customers = reading_of(said("cdc:Customer", unsent="x"), requests=requests).pages
    assert company.records == () and company.cursor == "again"


def test_a_list_that_the_plan_lacks_is_empty():
    requests = [Pull(Kind.TRACKING), Pull(Kind.ACCOUNT), Pull(Kind.TERM)]
    classes, accounts, terms = pages(requests, listed(**{"class": fault(5020), "account": fault(5020), "term": []}))
    assert (classes.reason, classes.records, classes.through) == ("", (), THROUGH)
    assert accounts.reason == "plan_lacks"
    assert (terms.reason, terms.records) == ("", ())


def test_a_list_that_is_missing_in_the_answer():
    batch = said("lists:account,term", {"BatchItemResponse": [{"bId": "term", "QueryResponse": {}}]})
    accounts, terms = pages([Pull(Kind.ACCOUNT), Pull(Kind.TERM)], batch)
    assert (accounts.reason, terms.reason) == ("answer_unreadable", "")
