"""Whatever an answer says, reading it does not raise: every value of a sound answer is replaced by strange ones."""

import copy
import dataclasses

import online_samples as sample
import pytest
from online_samples import answer, ledger, said
from test_online_reads import CODES, INFO, PREFERENCES, RATES, SINCE, captured, customers, listed, queried
from test_online_sales import THERE

from odoo.addons.accounting_bridge.ledgers import json_text
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Operation, Pull, Push

STRANGE = (None, "", "?", 7, -1, True, [], {}, [[]], [{}], {"x": [None]}, "9" * 400)
LISTS = {
    "company": [INFO], "prefs": [PREFERENCES], "account": [{"Id": "1", "Name": "A", "AccountType": "Bank"}],
    "term": [{"Id": "1", "Name": "T", "DueDays": 3}], "taxcode": CODES, "taxrate": RATES,
    "currency": [{"Id": "1", "Code": "EUR"}],
}  # fmt: skip
PAYMENT = {
    "Id": "1", "SyncToken": "0", "TotalAmt": 7,
    "Line": [{"Amount": 7, "LinkedTxn": [{"TxnId": "1", "TxnType": "Invoice"}]}],
}  # fmt: skip
ITEM = {
    "Id": "1",
    "SyncToken": "0",
    "Name": "W",
    "Type": "Service",
    "UnitPrice": 1,
    "MetaData": {"LastUpdatedTime": "x"},
}
CUSTOMER = {"Id": "1", "DisplayName": "A", "BillAddr": {"Line1": "x"}, "PrimaryEmailAddr": {"Address": "x"}}
JOURNAL = {"Id": "1", "Line": [{"Amount": 1, "JournalEntryLineDetail": {"PostingType": "Debit"}}]}
STUB = {"Id": "1", "status": "Deleted", "MetaData": {"LastUpdatedTime": "2026-01-01T00:00:00Z"}}


def pull(kind, **more):
    return Pull(kind, **more)


CASES = [
    (
        [pull(kind) for kind in (Kind.COMPANY, Kind.ACCOUNT, Kind.TERM, Kind.TAX_CODE, Kind.TAX, Kind.CURRENCY)],
        listed(**LISTS),
    ),
    ([pull(Kind.INVOICE)], queried("0.0", "Invoice", [THERE])),
    ([pull(Kind.CREDIT_NOTE)], queried("0.0", "CreditMemo", [THERE])),
    ([pull(Kind.PAYMENT)], queried("0.0", "Payment", [PAYMENT])),
    ([pull(Kind.BILL)], queried("0.0", "Bill", [THERE])),
    ([pull(Kind.ITEM)], queried("0.0", "Item", [ITEM])),
    ([pull(Kind.CUSTOMER)], queried("0.0", "Customer", [CUSTOMER])),
    ([pull(Kind.VENDOR)], queried("0.0", "Vendor", [CUSTOMER])),
    ([pull(Kind.JOURNAL_ENTRY)], queried("0.0", "JournalEntry", [JOURNAL])),
    ([Find(Kind.INVOICE, ("x",))], queried("0.0", "Invoice", [THERE])),
    (
        [pull(kind, since=SINCE) for kind in (Kind.COMPANY, Kind.CUSTOMER, Kind.DELETION)],
        captured([{"Customer": [*customers(2), STUB]}], "Customer"),
    ),
    ([Push("k1", Kind.INVOICE, Operation.UPDATE, None, "130", "4")], said("k1", {"Invoice": THERE, "time": "x"})),
    ([Push("k1", Kind.PAYMENT, Operation.DELETE, None, "1", "4")], said("k1", {"Payment": STUB})),
    ([Push("k1", Kind.INVOICE, Operation.CREATE, None)], said("k1", sample.fault(6240), 400)),
    (
        [Push("k1", Kind.INVOICE, Operation.CREATE, None)],
        said("batch:1", {"BatchItemResponse": [{"bId": "1"} | sample.fault(6240)]}),
    ),
]


def places(value, path=()):
    """Yield the place of everything in a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from places(inner, (*path, key))


def replaced(value, path, strange):
    changed = copy.deepcopy(value)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = strange
    return changed


@pytest.mark.parametrize(("requests", "given"), CASES, ids=range(len(CASES)))
def test_nothing_raises(requests, given):
    whole = json_text.read(answer(given))
    for path in places(whole):
        for strange in STRANGE:
            reading = ledger().decode(json_text.write(replaced(whole, path, strange)), requests)
            if not reading.problem:
                assert len(reading.pages) + len(reading.outcomes) == len(requests)
            for record in (r for page in reading.pages for r in page.records):
                # What the mirror keeps is plain.
                json_text.write(dict(record.details))


def texts(value):
    """Yield every text in plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


@pytest.mark.parametrize(("requests", "given"), CASES, ids=range(len(CASES)))
def test_what_no_database_keeps_is_replaced(requests, given):
    """Half of an emoji or a zero byte in one name would end every reading of the company."""
    whole = json_text.read(answer(given))
    for path in places(whole):
        reading = ledger().decode(json_text.write(replaced(whole, path, "x\x00y\ud83d")), requests)
        records = [record for page in reading.pages for record in page.records]
        records += [outcome.record for outcome in reading.outcomes if outcome.record]
        said_there = [reading.words, *(page.words for page in reading.pages), *(one.words for one in reading.outcomes)]
        for text in texts([*map(dataclasses.asdict, records), said_there]):
            assert "\x00" not in text, path
            text.encode()


def test_a_date_that_is_none_is_left_out():
    requests = [pull(Kind.INVOICE)]
    for strange in ("?", "2026-13-45", "0000-00-00"):
        given = answer(queried("0.0", "Invoice", [THERE | {"TxnDate": strange}]))
        (page,) = ledger().decode(given, requests).pages
        assert page.records[0].date == ""
