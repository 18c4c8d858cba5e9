"""The codec and the client against strict books: what leaves is taken, and totals come back to the cent.

The simulator knows nothing of the codec; both were written from the same facts.
"""

import dataclasses
import time
from datetime import date
from decimal import Decimal

import online_samples as sample
import pytest

from odoo.addons.accounting_bridge.ledgers.documents import (
    Application,
    BillLine,
    CreditNote,
    CreditUse,
    Invoice,
    InvoiceLine,
    JournalLine,
    Kind,
    Reference,
)
from odoo.addons.accounting_bridge.ledgers.protocol import Access, Find, Operation, Pull, Push, Verdict
from odoo.addons.accounting_bridge.ledgers.quickbooks_online import QuickBooksOnline

from tests.simulators.quickbooks_online.books import samples
from tests.simulators.quickbooks_online.books.switches import Switches
from tests.simulators.quickbooks_online.service import App, Limits, Service

CREATE, UPDATE, VOID, DELETE = Operation.CREATE, Operation.UPDATE, Operation.VOID, Operation.DELETE
MONEY = frozenset(("lines", "untaxed", "tax_amount", "total"))
NUMBERED_THERE = {"SalesFormsPrefs": {"CustomTxnNumbers": False}}


class Purse(Access):
    environment, short_of = "sandbox", "throttled"

    def __init__(self, service, app, realm):
        self._grant = service.connect(app, realm)
        self.company_id, self.api_url = realm, service.addresses.api("sandbox")

    def token(self):
        return list(self._grant.access)[-1]

    renew = None

    def grant(self, calls, *, metered=0, batches=0):
        return calls

    def throttled(self, seconds):
        raise AssertionError("asked too often")


class Office:
    """A ledger company and what a session knows of it."""

    def __init__(self, kind, switches, **changes):
        self.service = Service(webhooks_by_themselves=False, limits=Limits.none())
        self.company = samples.create(kind, clock=self.service.clock, switches=switches, **changes)
        self.service.add_company(self.company)
        app = self.service.add_app(App("bridge", ["http://localhost/callback"]))
        self.purse = Purse(self.service, app, self.company.realm)
        self.details, self.sets = {}, 0

    @property
    def ledger(self):
        return QuickBooksOnline(self.details)

    def ask(self, requests, payload=""):
        self.sets += 1
        ledger = self.ledger
        if not payload:
            is_write = isinstance(requests[0], Push)
            payload = ledger.encode_writes(requests, f"b{self.sets}", "") if is_write else ledger.encode_reads(requests)
        _judge(payload)
        reading = ledger.decode(ledger.perform(payload, time.monotonic() + 30, self.purse), requests)
        assert (reading.problem, reading.pause) == ("", "")
        assert [page.words for page in reading.pages if page.reason] == []
        return reading

    def write(self, *pushes):
        """Write what must be taken and return the records of it."""
        outcomes = self.ask(list(pushes)).outcomes
        assert [(o.reason, o.words) for o in outcomes if o.verdict is not Verdict.ACCEPTED] == []
        return [outcome.record for outcome in outcomes]

    def read(self, *kinds, since=""):
        pages = self.ask([Pull(kind, since=since, from_date="2026-01-01") for kind in kinds]).pages
        assert not any(page.cursor for page in pages)
        return {page.kind: page for page in pages}

    def make(self, kind, operation, document, record=None, changed=None):
        """Return a push; what is there is known from its record."""
        known = {"remote_id": record.id, "version": record.version, "details": record.details} if record else {}
        trace = document.trace if document else record.trace
        key = f"{kind.value}-{operation.value}-{trace}"[:40]
        return Push(key, kind, operation, document, trace=trace, changed=changed, **known)


def _judge(payload):
    for call in sample.calls(payload):
        if call["path"] == "batch":
            assert sample.complaints("", call["body"]) == []
        elif "body" in call:
            entity = next(name for name in sample.NAMES.values() if name.lower() == call["path"])
            assert sample.complaints(entity, call["body"]) == []


@pytest.fixture(
    params=[
        ("us", Switches(), {}),
        ("us_manual", Switches(sparse_parts="merged", transaction_address="as_sent"), {}),
        ("us_untaxed", Switches(undocumented_sparse="refused"), {}),
        ("us", Switches(number_while_off="refused"), {"preferences": NUMBERED_THERE}),
        ("gb", Switches(undocumented_sparse="sparse"), {}),
        ("gb", Switches(), {"tax": "off"}),
        ("au", Switches(), {"multicurrency": True}),
        ("ca", Switches(), {}),
    ],
    ids=lambda param: "-".join((param[0], *param[2])),
)
def office(request):
    kind, switches, changes = request.param
    office = Office(kind, switches, **changes)
    with office.service:
        yield office
    assert office.service.mistakes == []


def reference(record):
    return Reference(record.kind, record.id, record.name)


@dataclasses.dataclass
class World:
    """What documents are made of, once customers and items are there."""

    office: Office
    lists: dict
    customer: object
    item: object
    vendor: object

    @classmethod
    def of(cls, office):
        lists = {kind: page.records for kind, page in office.read(*office.ledger.capabilities.first_reads).items()}
        office.details.update(lists[Kind.COMPANY][0].details)
        ledger = office.ledger
        by_role = {record.details["role"]: reference(record) for record in lists[Kind.ACCOUNT]}
        code = office.details["taxable_code"]
        party = dataclasses.replace(
            sample.PARTY, name=ledger.party_name("Zebra: “Ltd” ł", 17), term=reference(lists[Kind.TERM][0]), tax=None,
            tax_code=None,
        )  # fmt: skip
        item = dataclasses.replace(
            sample.ITEM, income_account=by_role["income"], expense_account=by_role["expense"],
            tax_code=code and Reference(Kind.TAX_CODE, code["id"]),
        )  # fmt: skip
        vendor = dataclasses.replace(party, name="Zebra Parts", trace="res.partner,18")
        records = office.write(
            office.make(Kind.CUSTOMER, CREATE, party),
            office.make(Kind.ITEM, CREATE, item),
            office.make(Kind.VENDOR, CREATE, vendor),
        )
        changed = office.write(
            office.make(Kind.CUSTOMER, UPDATE, dataclasses.replace(party, phone=""), records[0], frozenset(["phone"])),
            office.make(
                Kind.ITEM, UPDATE, dataclasses.replace(item, sales_price=Decimal("3.5")), records[1],
                frozenset(["sales_price"]),
            ),
            office.make(Kind.VENDOR, UPDATE, dataclasses.replace(vendor, phone="7"), records[2], frozenset(["phone"])),
        )  # fmt: skip
        assert changed[0].details["party"]["phone"] == "" and changed[0].email == "ap@acme.example"
        assert (changed[1].details["price"], changed[1].sku) == ("3.5", "B10")
        assert changed[2].details["party"]["phone"] == "7" and changed[2].email == "ap@acme.example"
        return cls(office, lists, *changed)

    def tax(self):
        """Return ``(code of a taxed line, tax of the document, percentage)``."""
        details = self.office.details
        if not details["sales_tax"]:
            return None, None, Decimal(0)
        if details["tax_per_line"]:
            code = next(each for each in self.lists[Kind.TAX_CODE] if Decimal(each.details["rate"] or 0))
            return reference(code), None, Decimal(code.details["rate"])
        rate = next(each for each in self.lists[Kind.TAX] if each.details["group"])
        return Reference(Kind.TAX_CODE, "TAX"), reference(rate), Decimal(rate.details["rate"])

    def invoice(self, number, lines, *, cent="0", kind=Invoice, **changes):
        """Return a document whose tax is what Odoo may have: another cent than the ledger would come to."""
        _code, tax, percent = self.tax()
        base = sum((line.amount for line in lines if line.tax_code == self.tax()[0] and line.amount), Decimal(0))
        untaxed = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
        tax_amount = (base * percent / 100).quantize(Decimal("0.01"))
        if percent:
            tax_amount += Decimal(cent)
        values = {
            **{field.name: getattr(sample.INVOICE, field.name) for field in dataclasses.fields(Invoice)},
            "customer": reference(self.customer), "lines": lines, "tax": tax, "tax_amount": tax_amount,
            "untaxed": untaxed, "total": untaxed + tax_amount, "currency": self.office.details["currency"],
            "term": reference(self.lists[Kind.TERM][0]), "number": number, "source_number": number,
            "trace": f"account.move,{number}",
        }  # fmt: skip
        return kind(**(values | changes))

    def line(self, words, quantity, amount, *, taxed=True):
        untaxed = self.office.details.get("nontaxable_code")
        code = self.tax()[0] if taxed else untaxed and Reference(Kind.TAX_CODE, untaxed["id"])
        return InvoiceLine(words, reference(self.item), quantity and Decimal(quantity), Decimal(amount), code)


def agrees(record, document):
    return (record.total, record.tax_amount or Decimal(0)) == (document.total, document.tax_amount)


def test_a_quarter_in_short(office):
    world = World.of(office)
    lines = (
        world.line("Widget", "3", "100.00"),
        world.line("Sevenths", "7", "33.33"),
        world.line("Deposit deducted", None, "-5.00", taxed=False),
        InvoiceLine("Thank you"),
    )
    for number, cent in (("INV/1", "0"), ("INV/2", "0.01"), ("INV/3", "-0.01")):
        document = world.invoice(number, lines, cent=cent)
        (invoice,) = office.write(office.make(Kind.INVOICE, CREATE, document))
        assert agrees(invoice, document), (invoice.total, document.total)
        assert (invoice.trace, invoice.date, invoice.details["due_date"]) == (
            document.trace,
            "2026-05-06",
            "2026-06-05",
        )
        assert invoice.number == (number if office.details["custom_numbers"] else invoice.number)

    # Lines in between keep the ids of the others.
    more = (lines[0], world.line("New", "1", "10.00"), *lines[1:])
    document = world.invoice("INV/3", more)
    (changed,) = office.write(office.make(Kind.INVOICE, UPDATE, document, invoice, MONEY))
    ids = [line["id"] for line in invoice.details["lines"]]
    assert agrees(changed, document)
    assert [line["id"] for line in changed.details["lines"] if line["id"] in ids] == ids

    credit = world.invoice("RINV/1", lines[:1], kind=CreditNote)
    (note,) = office.write(office.make(Kind.CREDIT_NOTE, CREATE, credit))
    assert agrees(note, credit)
    renamed = dataclasses.replace(credit, note="and thanks")
    (note,) = office.write(office.make(Kind.CREDIT_NOTE, UPDATE, renamed, note, frozenset(["note"])))
    assert agrees(note, credit) and "and thanks odoo:" in note.details["memo"]

    money, credits = paid(world, changed, note)
    since = office.details["read_at"]
    met = office.read(Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.COMPANY, Kind.DELETION, since=since)
    now = {record.id: record for record in met[Kind.INVOICE].records}
    assert now[changed.id].balance == document.total - 70
    assert {link["id"] for link in now[changed.id].details["links"]} == {money.id, credits.id}
    assert met[Kind.CREDIT_NOTE].records[0].balance == credit.total - 50
    assert met[Kind.COMPANY].records[0].id == office.company.realm
    taken_back(office, now[changed.id], met[Kind.CREDIT_NOTE].records[0], money, credits, since)


def paid(world, invoice, note):
    """Pay 20 in money and 50 by a credit note. :return: the two payments there."""
    office = world.office
    bank = next(each for each in world.lists[Kind.ACCOUNT] if each.details["role"] == "bank")
    payment = dataclasses.replace(
        sample.PAYMENT, customer=reference(world.customer), currency=office.details["currency"],
        total=Decimal("20.00"), applications=(Application(reference(invoice), Decimal("20.00")),),
        deposit_account=reference(bank), method=reference(world.lists[Kind.PAYMENT_METHOD][0]), receivable=None,
    )  # fmt: skip
    uses = (CreditUse(reference(note), Decimal("50.00")),)
    use = dataclasses.replace(
        payment, total=Decimal(0), number="", source_number="RINV/1", trace="account.move,77",
        applications=(Application(reference(invoice), credits=uses),),
    )  # fmt: skip
    money, credits = office.write(office.make(Kind.PAYMENT, CREATE, payment), office.make(Kind.PAYMENT, CREATE, use))
    assert (money.total, money.balance, money.trace) == (Decimal("20.00"), Decimal(0), payment.trace)
    assert (credits.total, credits.balance) == (Decimal(0), Decimal(0))
    return money, credits


def taken_back(office, invoice, note, money, credits, since):
    """Delete the payments, void the invoice, delete the note; once more it is answered as it was."""
    office.write(*(office.make(Kind.PAYMENT, DELETE, None, record) for record in (money, credits)))
    kinds = (Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.DELETION)
    met = office.read(*kinds, since=since)
    assert {record.id for record in met[Kind.DELETION].records} == {money.id, credits.id}
    invoice, note = (
        next(record for record in met[kind].records if record.id == known.id)
        for kind, known in ((Kind.INVOICE, invoice), (Kind.CREDIT_NOTE, note))
    )
    pushes = [office.make(Kind.INVOICE, VOID, None, invoice), office.make(Kind.CREDIT_NOTE, DELETE, None, note)]
    payload = office.ledger.encode_writes(pushes, "last", "")
    for text in (payload, office.ledger.encode_recovery(payload, "last")):
        outcomes = office.ask(pushes, text).outcomes
        assert [outcome.verdict for outcome in outcomes] == [Verdict.ACCEPTED] * 2
    met = office.read(*kinds, since=since)
    voided = next(record for record in met[Kind.INVOICE].records if record.id == invoice.id)
    assert voided.details["is_void"] and voided.trace == invoice.trace
    assert note.id in {record.id for record in met[Kind.DELETION].records}
    found = office.ask([Find(Kind.INVOICE, (invoice.number,))]).pages[0].records
    assert [record.id for record in found] == [invoice.id]


def test_looks_by_name_and_key(office):
    world = World.of(office)
    customer, item = world.customer, world.item
    asked = [
        Find(Kind.CUSTOMER, (customer.name.upper(),)),
        Find(Kind.CUSTOMER, ("Nobody",), (customer.email.upper(),)),
        Find(Kind.ITEM, (), (item.sku.lower(),)),
        Find(Kind.VENDOR, (world.vendor.name,), (world.vendor.email,)),
    ]
    found = [[record.id for record in page.records] for page in office.ask(asked).pages]
    assert found == [[customer.id], [customer.id], [item.id], [world.vendor.id]]


def test_what_is_bought(office):
    world = World.of(office)
    account = next(reference(each) for each in world.lists[Kind.ACCOUNT] if each.details["role"] == "expense")
    bank = next(reference(each) for each in world.lists[Kind.ACCOUNT] if each.details["role"] == "bank")
    bill = dataclasses.replace(
        sample.BILL, vendor=reference(world.vendor), currency=office.details["currency"], term=None,
        lines=(BillLine(account, Decimal("100.00"), "Wages"), BillLine(account, Decimal("-12.34"), "Deduction")),
    )  # fmt: skip
    (record,) = office.write(office.make(Kind.BILL, CREATE, bill))
    assert (record.total, record.customer_id) == (bill.total, world.vendor.id)
    later = dataclasses.replace(bill, due_date=date(2026, 7, 1))
    (record,) = office.write(office.make(Kind.BILL, UPDATE, later, record, frozenset(["due_date"])))
    assert (record.total, record.details["due_date"], len(record.details["lines"])) == (bill.total, "2026-07-01", 2)
    lines = (JournalLine(bank, Decimal("-10")), JournalLine(account, Decimal("10")))
    entry = dataclasses.replace(sample.ENTRY, currency=office.details["currency"], lines=lines)
    (made,) = office.write(office.make(Kind.JOURNAL_ENTRY, CREATE, entry))
    assert (made.total, made.trace) == (Decimal("10"), entry.trace)
    office.write(office.make(Kind.BILL, DELETE, None, record), office.make(Kind.JOURNAL_ENTRY, DELETE, None, made))


def test_a_batch_of_which_one_is_refused(office):
    world = World.of(office)
    pushes = [
        office.make(
            Kind.CUSTOMER, CREATE, dataclasses.replace(sample.PARTY, name=name, trace=name, term=None, tax=None)
        )
        for name in (*(f"Many {number}" for number in range(19)), world.vendor.name)
    ]
    payload = office.ledger.encode_writes(pushes, "many", "")
    outcomes = office.ask(pushes, payload).outcomes
    assert [outcome.verdict for outcome in outcomes] == [*[Verdict.ACCEPTED] * 19, Verdict.REFUSED]
    assert outcomes[-1].reason == "name_taken"
    again = office.ask(pushes, office.ledger.encode_recovery(payload, "many")).outcomes
    assert [outcome.record.id for outcome in again[:-1]] == [outcome.record.id for outcome in outcomes[:-1]]
    assert again[-1].verdict is Verdict.UNKNOWN
