"""Whatever an answer says, reading it does not raise: every value of a sound answer is replaced by strange ones."""

import copy
import dataclasses

import pytest
import xero_samples as sample
from test_xero_reads import ACCOUNTS, CATEGORIES, CONTACT, ORGANISATION, RATES, listed, payment
from xero_samples import answer, guid, ledger, said, shown

from odoo.addons.accounting_bridge.ledgers import json_text
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Operation, Pull, Push
from odoo.addons.accounting_bridge.ledgers.xero import Xero

STRANGE = (None, "", "?", 7, -1, True, [], {}, [[]], [{}], {"x": [None]}, "9" * 400, "/Date(9999999999999999)/")
NOTE = {
    "Type": "ACCRECCREDIT", "CreditNoteID": guid(73), "CreditNoteNumber": "R/1", "Reference": "odoo:x",
    "Contact": {"ContactID": guid(42)}, "Total": 7, "RemainingCredit": 3, "LineItems": [{"LineAmount": 7}],
    "Allocations": [{"AllocationID": guid(9), "Amount": 4, "Invoice": {"InvoiceID": guid(130)}}],
}  # fmt: skip
BATCH = {
    "BatchPaymentID": guid(7), "Type": "RECBATCH", "TotalAmount": 7, "Details": "odooASNFZ4mrze8BIw",
    "Payments": [{"PaymentID": guid(6), "Invoice": {"InvoiceID": guid(129)}, "Amount": 7}],
}  # fmt: skip
ITEM = {"ItemID": guid(5), "Code": "W", "Name": "Widget", "SalesDetails": {"UnitPrice": 3, "AccountCode": "200"}}
JOURNAL = {"ManualJournalID": guid(4), "Narration": "x", "JournalLines": [{"LineAmount": 30}, {"LineAmount": -30}]}
ERRORS = sample.validation({"InvoiceNumber": "INV/0", "ValidationErrors": [{"Message": "Invoice # must be unique."}]})
SET = 'set:[["k1","INV/2026/00017"],["k2","INV/2"]]'
PUSHES = [Push(key, Kind.INVOICE, Operation.CREATE, None) for key in ("k1", "k2")]
LISTS = [
    (Kind.COMPANY, said("0.Organisation", {"Organisations": [ORGANISATION]}, date="2026-05-10T12:00:00Z")),
    (Kind.ACCOUNT, listed("Accounts", ACCOUNTS[:2], 1)),
    (Kind.TAX_CODE, listed("TaxRates", [RATES[0], RATES[5]], 2)),
    (Kind.TRACKING, listed("TrackingCategories", CATEGORIES[:1], 3)),
    (Kind.CURRENCY, listed("Currencies", [{"Code": "AUD", "Description": "Dollar"}], 4)),
]
PAGES = {"page": 1, "pageSize": 1000, "pageCount": 2, "itemCount": 1001}
CASES = [
    ([Pull(kind) for kind, _answer in LISTS], [given for _kind, given in LISTS]),
    ([Pull(Kind.CUSTOMER)], [listed("Contacts", [CONTACT], pagination=PAGES)]),
    ([Pull(Kind.VENDOR)], [listed("Contacts", [CONTACT])]),
    ([Pull(Kind.ITEM)], [listed("Items", [ITEM])]),
    ([Pull(Kind.INVOICE)], [listed("Invoices", [shown(Payments=[payment()], CreditNotes=[NOTE])])]),
    ([Pull(Kind.BILL)], [listed("Invoices", [shown(Type="ACCPAY")])]),
    ([Pull(Kind.CREDIT_NOTE)], [listed("CreditNotes", [NOTE])]),
    ([Pull(Kind.PAYMENT)], [listed("Payments", [payment()]), listed("BatchPayments", [BATCH])]),
    ([Pull(Kind.JOURNAL_ENTRY)], [listed("ManualJournals", [JOURNAL])]),
    ([Find(Kind.INVOICE, ("x",))], [said("0.Invoices.0", {"Invoices": [shown(InvoiceNumber="x")]})]),
    (PUSHES, [said(SET, {"Invoices": [shown(), sample.refused("x", InvoiceNumber="INV/2")]})]),
    (PUSHES, [said(SET, ERRORS, 400)]),
    (PUSHES, [said(SET, {"ErrorNumber": 14, "Message": "Error converting value"}, 400)]),
    ([Push("k1", Kind.INVOICE, Operation.UPDATE, None, guid(130), "x")], [said("k1", {"Invoices": [shown()]})]),
    ([Push("k1", Kind.PAYMENT, Operation.DELETE, None, f"payment:{guid(5)}")], [said("k1", {"Payments": [payment()]})]),
    ([Push("k1", Kind.PAYMENT, Operation.CREATE, None)], [said("k1", {"Allocations": NOTE["Allocations"]})]),
]
IDS = [f"{place}-{requests[0].kind}" for place, (requests, _given) in enumerate(CASES)]


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


def read(text, requests):
    """Read an answer, knowing the organisation and knowing nothing of it."""
    for made in (ledger(), Xero({})):
        yield made.decode(text, requests)


@pytest.mark.parametrize(("requests", "given"), CASES, ids=IDS)
def test_nothing_raises(requests, given):
    whole = json_text.read(answer(*given))
    for path in places(whole):
        for strange in STRANGE:
            for reading in read(json_text.write(replaced(whole, path, strange)), requests):
                if not reading.problem:
                    assert len(reading.pages) + len(reading.outcomes) == len(requests)
                for record in (r for page in reading.pages for r in page.records):
                    # What the mirror keeps is plain.
                    json_text.write(dict(record.details))
                    # What was read of the organisation is read the next time.
                    if record.kind is Kind.COMPANY:
                        Xero(dict(record.details))


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


@pytest.mark.parametrize(("requests", "given"), CASES, ids=IDS)
def test_what_no_database_keeps_is_replaced(requests, given):
    """Half of an emoji or a zero byte in one name would end every reading of the organisation."""
    whole = json_text.read(answer(*given))
    for path in places(whole):
        for reading in read(json_text.write(replaced(whole, path, "x\x00y\ud83d")), requests):
            records = [record for page in reading.pages for record in page.records]
            records += [outcome.record for outcome in reading.outcomes if outcome.record]
            words = [reading.words, *(page.words for page in reading.pages), *(one.words for one in reading.outcomes)]
            for text in texts([*map(dataclasses.asdict, records), words]):
                assert "\x00" not in text, path
                text.encode()


def test_unknown_words_survive():
    """One value that is new to Xero's own library ends the reading of a whole page there (facts 1.8)."""
    strange = shown(Status="ON_HOLD", CurrencyCode="VED", LineAmountTypes="Mixed", Type="ACCREC")
    (page,) = ledger().decode(answer(listed("Invoices", [strange, shown(131)])), [Pull(Kind.INVOICE)]).pages
    assert [record.currency for record in page.records] == ["VED", "AUD"]
    contact = CONTACT | {"ContactStatus": "DORMANT", "TaxNumberType": "TAXNUMBERTYPE/SSN", "Name": "x" * 900}
    (page,) = ledger().decode(answer(listed("Contacts", [contact])), [Pull(Kind.CUSTOMER)]).pages
    assert len(page.records) == 1
    organisation = said("0.Organisation", {"Organisations": [ORGANISATION | {"Class": "HYPER", "Version": "MARS"}]})
    (page,) = Xero({}).decode(answer(organisation), [Pull(Kind.COMPANY)]).pages
    assert page.records[0].details["plan"] == "HYPER"


def test_what_is_deep_ends_nothing():
    deep = "[" * 400 + "]" * 400
    text = answer(said("0.Invoices", {"Invoices": [shown()]})).replace('"Payments":[]', f'"Payments":{deep}')
    (page,) = ledger().decode(text, [Pull(Kind.INVOICE)]).pages
    assert len(page.records) == 1
    text = f'{{"answers":[{{"id":"k1","status":400,"body":{{"ErrorNumber":10,"Elements":{deep}}}}}]}}'
    reading = ledger().decode(text, [Push("k1", Kind.INVOICE, Operation.UPDATE, None, guid(130))])
    assert reading.outcomes[0].reason == "refused"


def test_a_date_that_is_none_is_left_out():
    for strange in ("?", "2026-13-45", "0000-00-00", "/Date(x)/", "/Date(-99999999999999999999)/", 7, None):
        given = answer(listed("Invoices", [shown(Date=strange, DateString=strange, UpdatedDateUTC=strange)]))
        (page,) = ledger().decode(given, [Pull(Kind.INVOICE)]).pages
        assert (page.records[0].date, page.records[0].modified) == ("", "")
