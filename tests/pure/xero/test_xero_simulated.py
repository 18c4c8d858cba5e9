"""The codec and the client against strict books: what leaves is taken, and totals come back to the cent.

The simulator knows nothing of the codec; both were written from the same facts.
"""

import dataclasses
import time
from datetime import date
from decimal import Decimal

import pytest
import xero_samples as sample

from odoo.addons.accounting_bridge.ledgers.documents import (
    Application,
    BillLine,
    CreditNote,
    CreditUse,
    Invoice,
    InvoiceLine,
    Item,
    JournalLine,
    Kind,
    Party,
    Reference,
)
from odoo.addons.accounting_bridge.ledgers.protocol import Access, Find, Operation, Pull, Push, Verdict
from odoo.addons.accounting_bridge.ledgers.xero import Xero, reads

from tests.simulators.xero.books import Bookkeeper, samples
from tests.simulators.xero.books.switches import Switches
from tests.simulators.xero.service import App, Limits, Service

CREATE, UPDATE, VOID, DELETE = Operation.CREATE, Operation.UPDATE, Operation.VOID, Operation.DELETE
MONEY = frozenset(("lines", "untaxed", "tax_amount", "total"))
CENT = Decimal("0.01")


class Purse(Access):
    environment, short_of = "production", "throttled"

    def __init__(self, service, app, tenant):
        self._grant = service.connect(app, tenant)
        self.company_id, self.api_url = tenant, service.addresses.api

    def token(self):
        return list(self._grant.access)[-1]

    renew = None

    def grant(self, calls, *, metered=0, batches=0):
        return calls

    def throttled(self, seconds):
        raise AssertionError("asked too often")


class Office:
    """An organisation and what a session knows of it."""

    def __init__(self, kind, switches, **changes):
        self.service = Service(webhooks_by_themselves=False, limits=Limits.none())
        self.books = samples.create(kind, clock=self.service.clock, switches=switches, **changes)
        self.keeper = Bookkeeper(self.books)
        self.service.add_organisation(self.books)
        app = self.service.add_app(App("bridge", ["http://localhost/callback"]))
        self.purse = Purse(self.service, app, self.books.tenant_id)
        self.details, self.sets, self.calls = {"link": sample.LINK}, 0, 0

    @property
    def ledger(self):
        return Xero(self.details)

    def ask(self, requests, payload=""):
        self.sets += 1
        ledger = self.ledger
        if not payload:
            is_write = isinstance(requests[0], Push)
            payload = ledger.encode_writes(requests, f"b{self.sets}", "") if is_write else ledger.encode_reads(requests)
        made = sample.calls(payload)
        self.calls += len(made)
        assert [each for call in made for each in sample.complaints(call)] == []
        reading = ledger.decode(ledger.perform(payload, time.monotonic() + 30, self.purse), requests)
        assert (reading.problem, reading.pause) == ("", "")
        assert [(page.kind, page.reason, page.words) for page in reading.pages if page.reason] == []
        return reading

    def write(self, *pushes):
        """Write what must be taken and return the records of it."""
        outcomes = self.ask(list(pushes)).outcomes
        assert [(o.verdict, o.reason, o.words) for o in outcomes if o.verdict is not Verdict.ACCEPTED] == []
        return [outcome.record for outcome in outcomes]

    def refuse(self, *pushes):
        """Write what must be refused and return the outcomes."""
        outcomes = self.ask(list(pushes)).outcomes
        assert [outcome.verdict for outcome in outcomes] == [Verdict.REFUSED] * len(outcomes), outcomes
        return outcomes

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

    def create(self, document, kind=None):
        (record,) = self.write(self.make(kind or sample.KINDS[type(document)], CREATE, document))
        return record


# Whatever the facts leave open, the other way round; what would leave our writes without a way is not among them.
OTHERWISE = Switches(
    contact_matching="name_number",
    unique_names="active",
    name_case="matters",
    persons_in_documents="kept",
    address_fields="kept",
    item_code_case="ignored",
    half_cents="half_even",
    tax_amount_at_no_rate="kept",
    tax_above_unit_amount="refused",
    line_errors="document",
    line_update="merged",
    unknown_line_id="added",
    item_supplies_account="yes",
    negative_total="accepted",
    zero_total="AUTHORISED",
    drafts_in_locked_period="accepted",
    amount_due_of_voided="zero",
    allocation_date="optional",
    foreign_payment_without_rate="day_rate",
    refund_shown_as="CreditNote",
    batch_reference="kept",
)


@pytest.fixture(
    params=[
        ("au", Switches(), {}),
        ("nz", Switches(half_cents="half_even"), {}),
        ("gb", Switches(line_errors="document"), {}),
        ("us", Switches(), {}),
        ("many", Switches(line_update="merged"), {}),
        ("au", OTHERWISE, {}),
        ("us", OTHERWISE, {}),
    ],
    ids=lambda param: param[0] + ("-otherwise" if param[1] is OTHERWISE else ""),
)
def office(request):
    kind, switches, changes = request.param
    office = Office(kind, switches, **changes)
    with office.service:
        yield office
    assert office.service.mistakes == []


def reference(record):
    return Reference(record.kind, record.id, record.full_name or record.name)


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
        pages = office.read(*office.ledger.capabilities.first_reads)
        lists = {kind: page.records for kind, page in pages.items()}
        office.details.update(lists[Kind.COMPANY][0].details)
        assert not any(page.reason for page in pages.values())
        self = cls(office, lists, None, None, None)
        ledger = office.ledger
        party = dataclasses.replace(sample.PARTY, name=ledger.party_name("Bolt & <Sons>  Ltd", 7), trace="customer0000")
        self.customer = office.create(party)
        self.vendor = office.create(dataclasses.replace(sample.VENDOR, name="Timber Yard"), Kind.VENDOR)
        item = dataclasses.replace(
            sample.ITEM,
            income_account=self.account("income"),
            expense_account=self.account("cost"),
            tax_code=None,
        )
        self.item = office.create(item)
        return self

    def account(self, role):
        fitting = (each for each in self.lists[Kind.ACCOUNT] if each.details["role"] == role)
        return reference(next(each for each in fitting if each.details["number"] and not each.details["special"]))

    def bank(self):
        return self.account("bank")

    def codes(self):
        """Return the rates that a sale may bear, those that tax first."""
        fitting = [each for each in self.lists[Kind.TAX_CODE] if each.active and each.details["sales"]]
        return sorted(fitting, key=lambda each: -Decimal(each.details["rate"] or 0))

    def line(self, words, quantity, amount, code, **values):
        return InvoiceLine(
            words,
            reference(self.item),
            None if quantity is None else Decimal(quantity),
            Decimal(amount),
            reference(code) if code else None,
            account=self.account("income"),
            **values,
        )

    def document(self, number, lines, tax, kind=Invoice, **changes):
        untaxed = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
        values = {field.name: getattr(sample.INVOICE, field.name) for field in dataclasses.fields(Invoice)}
        values |= {
            "customer": reference(self.customer),
            "lines": tuple(lines),
            "tax_amount": tax,
            "untaxed": untaxed,
            "total": untaxed + tax,
            "currency": self.office.details["currency"],
            "number": number,
            "source_number": number,
            "trace": f"mark{number.replace('/', '-')}",
        }
        return kind(**(values | changes))


def agrees(record, document):
    return (record.total, record.tax_amount or Decimal(0)) == (document.total, document.tax_amount)


def tax_of(lines, rates, globally):
    """Return the tax that Odoo has: rounded once for each line, or once for each rate."""
    bases = {}
    for place, line in enumerate(lines):
        if line.amount is not None and line.tax_code:
            key = line.tax_code.id if globally else (place, line.tax_code.id)
            bases[key] = bases.get(key, Decimal(0)) + line.amount * rates[line.tax_code.id] / 100
    return sum((tax.quantize(CENT, "ROUND_HALF_UP") for tax in bases.values()), Decimal(0))


@pytest.mark.parametrize("globally", [False, True])
@pytest.mark.parametrize("inclusive", [False, True])
def test_totals_agree_to_the_cent(office, globally, inclusive):
    """Two rates, thirds and sevenths, a deduction, a line that is not taxed and a comment, on both kinds."""
    world = World.of(office)
    first, second = world.codes()[:2]
    zero = next(each for each in world.codes() if not Decimal(each.details["rate"] or 0))
    rates = {each.id: Decimal(each.details["rate"] or 0) for each in world.codes()}
    prices = [("3", "10.00", first), ("7", "33.33", first), ("1", "0.05", second), ("13", "99.99", second)]
    prices += [("0.333", "4.15", first), ("11", "9.99", first), (None, "-5.00", first), ("2", "18.00", zero)]
    lines = []
    for place, (quantity, amount, code) in enumerate(prices):
        amount = Decimal(amount)
        if inclusive:
            amount = (amount / (1 + rates[code.id] / 100)).quantize(CENT, "ROUND_HALF_UP")
        lines.append(world.line(f"Line {place}", quantity, amount, code))
    lines.append(InvoiceLine("Thank you"))
    tax = tax_of(lines, rates, globally)
    if inclusive:
        # What was said with tax stays what it was; only the tax takes the cents.
        whole = sum(Decimal(amount) for _quantity, amount, _code in prices)
        tax = whole - sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    for kind, number in ((Invoice, "INV/1"), (CreditNote, "RINV/1")):
        document = world.document(number, lines, tax, kind)
        record = office.create(document)
        assert agrees(record, document), (record.total, record.tax_amount, document.total, document.tax_amount)
        assert (record.trace, record.number) == (document.trace, number)


def test_every_line_keeps_its_amount(office):
    """No quantity and no amount bring another product than Odoo's."""
    world = World.of(office)
    code = world.codes()[0]
    for number, (quantity, amount) in enumerate(
        [("3", "10.00"), ("0.0001", "5"), ("123456", "0.01"), ("7", "100"), ("-2", "-8.01"), ("2.00005", "3.10")], 1
    ):
        lines = [world.line("Widget", quantity, amount, code)]
        lines += [world.line("More", "1", "1000.00", code)]
        document = world.document(
            f"INV/{number}", lines, tax_of(lines, {code.id: Decimal(code.details["rate"])}, False)
        )
        record = office.create(document)
        assert agrees(record, document)
        assert record.details["lines"][0]["amount"] == format(Decimal(amount).quantize(CENT), "f")


def test_a_quarter_in_short(office):
    world = World.of(office)
    code = world.codes()[0]
    rates = {code.id: Decimal(code.details["rate"])}
    lines = (
        world.line("Widget", "3", "100.00", code),
        world.line("Sevenths", "7", "33.33", code),
        world.line("Deposit deducted", None, "-5.00", None),
        InvoiceLine("Thank you"),
    )
    tax = tax_of(lines, rates, True)
    for number, cent in (("INV/1", "0"), ("INV/2", "0.01"), ("INV/3", "-0.01")):
        document = world.document(number, lines, tax + Decimal(cent), due_date=date(2026, 6, 5))
        invoice = office.create(document)
        assert agrees(invoice, document), (invoice.total, document.total)
        assert (invoice.trace, invoice.date, invoice.details["due_date"]) == (
            document.trace,
            "2026-05-06",
            "2026-06-05",
        )
        assert (invoice.number, invoice.customer_id) == (number, world.customer.id)
        assert invoice.balance == document.total

    # Lines in between keep the ids of the others.
    more = (lines[0], world.line("New", "1", "10.00", code), *lines[1:])
    document = world.document("INV/3", more, tax_of(more, rates, True), due_date=date(2026, 6, 5))
    (changed,) = office.write(office.make(Kind.INVOICE, UPDATE, document, invoice, MONEY))
    ids = [line["id"] for line in invoice.details["lines"]]
    assert agrees(changed, document)
    assert [line["id"] for line in changed.details["lines"] if line["id"] in ids] == ids

    credit = world.document("RINV/1", lines[:1], tax_of(lines[:1], rates, True), CreditNote)
    note = office.create(credit)
    renamed = dataclasses.replace(credit, purchase_order="PO-99")
    (note,) = office.write(office.make(Kind.CREDIT_NOTE, UPDATE, renamed, note, frozenset(["purchase_order"])))
    assert agrees(note, credit) and note.details["memo"] == f"PO-99 odoo:{credit.trace}"
    assert note.trace == credit.trace

    older = next(each for each in office.read(Kind.INVOICE)[Kind.INVOICE].records if each.number == "INV/1")
    money, batch, credits = paid(world, changed, older, note)
    since = office.details["read_at"]
    met = office.read(Kind.COMPANY, Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, since=since)
    now = {record.id: record for record in met[Kind.INVOICE].records}
    assert now[changed.id].balance == document.total - 20 - 30 - 50
    assert {link["id"] for link in now[changed.id].details["links"]} == {money.id, batch.id, note.id}
    found = {record.id: record for record in (*met[Kind.PAYMENT].records, *met[Kind.CREDIT_NOTE].records)}
    assert {money.id, batch.id, credits.id, note.id} == found.keys()
    assert found[note.id].balance == credit.total - 50
    # What was answered and what is read are the same entry.
    assert [found[each.id].total for each in (money, batch, credits)] == [Decimal("20.00"), Decimal("70.00"), 0]
    assert [found[each.id].customer_id for each in (money, batch)] == [money.customer_id, batch.customer_id]
    assert [found[each.id].trace for each in (money, batch)] == [money.trace, batch.trace]
    assert met[Kind.COMPANY].records[0].id == office.books.tenant_id
    taken_back(office, now[changed.id], found[note.id], (money, batch, credits), since)


def paid(world, invoice, older, note):
    """Pay 20 in money, 70 for two invoices at once, and 50 by a credit note. :return: the three payments there."""
    office = world.office
    payment = dataclasses.replace(
        sample.PAYMENT,
        customer=reference(world.customer),
        currency=office.details["currency"],
        total=Decimal("20.00"),
        applications=(Application(reference(invoice), Decimal("20.00")),),
        deposit_account=world.bank(),
    )
    both = (Application(reference(invoice), Decimal("30.00")), Application(reference(older), Decimal("40.00")))
    batch = dataclasses.replace(
        payment, trace="0123456789abcdef0099", number="1235", total=Decimal("70.00"), applications=both
    )
    uses = (CreditUse(reference(note), Decimal("50.00")),)
    use = dataclasses.replace(
        payment, trace="mark-use", total=Decimal(0), applications=(Application(reference(invoice), credits=uses),)
    )
    made = office.write(*(office.make(Kind.PAYMENT, CREATE, each) for each in (payment, batch, use)))
    assert [each.total for each in made] == [Decimal("20.00"), Decimal("70.00"), Decimal(0)]
    assert (made[0].trace, made[0].number) == (payment.trace, "1234")
    assert [each.id.partition(":")[0] for each in made] == ["payment", "batch", "allocation"]
    return made


def taken_back(office, invoice, note, payments, since):
    """Delete the payments, void both documents; once more it is answered as it was."""
    refused = office.refuse(office.make(Kind.INVOICE, VOID, None, invoice))
    assert refused[0].reason == "in_use_there", refused
    office.write(*(office.make(Kind.PAYMENT, DELETE, None, record) for record in payments))
    # Once more: it is gone already.
    office.ask([office.make(Kind.PAYMENT, DELETE, None, record) for record in payments])
    met = office.read(Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, since=since)
    gone = {record.id: record.details["is_void"] for record in met[Kind.PAYMENT].records}
    assert gone[payments[0].id] and gone[payments[1].id] and payments[2].id not in gone
    # What moved since it was read is left alone: the payments moved both.
    stale = office.refuse(office.make(Kind.INVOICE, VOID, None, invoice))
    assert stale[0].reason == "changed_there"
    invoice, note = (
        next(record for record in met[kind].records if record.id == known.id)
        for kind, known in ((Kind.INVOICE, invoice), (Kind.CREDIT_NOTE, note))
    )
    pushes = [office.make(Kind.INVOICE, VOID, None, invoice), office.make(Kind.CREDIT_NOTE, VOID, None, note)]
    payload = office.ledger.encode_writes(pushes, "last", "")
    assert [each.verdict for each in office.ask(pushes, payload).outcomes] == [Verdict.ACCEPTED] * 2
    # Once more: of what the first try moved nobody says anything definite.
    again = office.ask(pushes, office.ledger.encode_recovery(payload, "last")).outcomes
    assert {each.verdict for each in again} <= {Verdict.ACCEPTED, Verdict.UNKNOWN}
    met = office.read(Kind.INVOICE, Kind.CREDIT_NOTE, since=since)
    voided = next(record for record in met[Kind.INVOICE].records if record.id == invoice.id)
    assert voided.details["is_void"] and voided.trace == invoice.trace
    assert (voided.total, voided.balance) == (0, 0)
    found = office.ask([Find(Kind.INVOICE, (invoice.number,))]).pages[0].records
    assert [record.id for record in found] == [invoice.id]
    found = office.ask([Find(Kind.CREDIT_NOTE, (note.number,))]).pages[0].records
    assert [record.id for record in found] == [note.id]


def test_what_is_bought(office):
    world = World.of(office)
    account = world.account("expense")
    bill = dataclasses.replace(
        sample.BILL,
        vendor=reference(world.vendor),
        currency=office.details["currency"],
        lines=(BillLine(account, Decimal("100.00"), "Wages"), BillLine(account, Decimal("-12.34"), "Deduction")),
    )
    record = office.create(bill)
    assert (record.total, record.customer_id, record.trace) == (bill.total, world.vendor.id, bill.trace)
    later = dataclasses.replace(bill, due_date=date(2026, 7, 1))
    (record,) = office.write(office.make(Kind.BILL, UPDATE, later, record, frozenset(["due_date"])))
    assert (record.total, record.details["due_date"], len(record.details["lines"])) == (bill.total, "2026-07-01", 2)
    lines = (JournalLine(world.account("income"), Decimal("-10")), JournalLine(account, Decimal("10")))
    entry = dataclasses.replace(sample.ENTRY, currency=office.details["currency"], lines=lines)
    made = office.create(entry)
    assert (made.total, made.trace) == (Decimal("10"), entry.trace)
    office.write(office.make(Kind.BILL, VOID, None, record), office.make(Kind.JOURNAL_ENTRY, VOID, None, made))


def test_five_invoices_of_which_the_third_is_wrong(office):
    world = World.of(office)
    code = world.codes()[0]
    documents = [
        world.document(f"INV/{number}", [world.line("Widget", "1", "10.00", code)], Decimal(0)) for number in range(5)
    ]
    documents = [
        dataclasses.replace(
            each,
            tax_amount=(tax := tax_of(each.lines, {code.id: Decimal(code.details["rate"])}, True)),
            total=each.untaxed + tax,
        )
        for each in documents
    ]
    nowhere = Reference(Kind.ITEM, "NOT-THERE", "Nowhere")
    documents[2] = dataclasses.replace(documents[2], lines=(dataclasses.replace(documents[2].lines[0], item=nowhere),))
    pushes = [office.make(Kind.INVOICE, CREATE, each) for each in documents]
    payload = office.ledger.encode_writes(pushes, "five", "")
    outcomes = office.ask(pushes, payload).outcomes
    verdicts = [outcome.verdict for outcome in outcomes]
    assert verdicts == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REFUSED, Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert (outcomes[2].reason, outcomes[2].arguments["name"]) == ("item_missing", "NOT-THERE")
    again = office.ask(pushes, office.ledger.encode_recovery(payload, "five")).outcomes
    assert [outcome.record and outcome.record.id for outcome in again] == [
        outcome.record and outcome.record.id for outcome in outcomes
    ]
    assert again[2].verdict is Verdict.UNKNOWN
    assert len(office.read(Kind.INVOICE)[Kind.INVOICE].records) == 4


def test_refusals_have_their_reasons(office):
    world = World.of(office)
    code = world.codes()[0]
    lines = [world.line("Widget", "1", "10.00", code)]
    tax = tax_of(lines, {code.id: Decimal(code.details["rate"])}, True)
    made = office.create(world.document("INV/1", lines, tax))
    twice = world.document("INV/1", lines, tax, trace="another")
    assert office.refuse(office.make(Kind.INVOICE, CREATE, twice))[0].reason == "number_used"
    taken = dataclasses.replace(sample.PARTY, name=world.customer.name, trace="yet-another")
    assert office.refuse(office.make(Kind.CUSTOMER, CREATE, taken))[0].reason == "name_taken"
    item = dataclasses.replace(sample.ITEM, income_account=world.account("income"), expense_account=None, tax_code=None)
    assert office.refuse(office.make(Kind.ITEM, CREATE, item))[0].reason == "name_taken"
    foreign = world.document("INV/2", lines, tax, currency="JPY", exchange_rate=Decimal("0.01"))
    assert office.refuse(office.make(Kind.INVOICE, CREATE, foreign))[0].reason == "feature_off"
    bank = reference(next(each for each in world.lists[Kind.ACCOUNT] if each.details["number"] == "090"))
    wrong = world.document("INV/3", [dataclasses.replace(lines[0], account=bank)], tax)
    assert office.refuse(office.make(Kind.INVOICE, CREATE, wrong))[0].reason == "account_refused"
    more = dataclasses.replace(
        sample.PAYMENT,
        customer=reference(world.customer),
        total=Decimal("900.00"),
        currency=office.details["currency"],
        applications=(Application(reference(made), Decimal("900.00")),),
        deposit_account=world.bank(),
    )
    assert office.refuse(office.make(Kind.PAYMENT, CREATE, more))[0].reason == "paid_more_than_due"
    right = dataclasses.replace(more, total=made.total, applications=(Application(reference(made), made.total),))
    payment = office.create(right)
    now = office.read(Kind.INVOICE)[Kind.INVOICE].records[0]
    assert now.details["paid"] and now.balance == 0
    change = world.document("INV/1", [world.line("Widget", "1", "20.00", code)], tax * 2)
    assert office.refuse(office.make(Kind.INVOICE, UPDATE, change, now, MONEY))[0].reason == "not_changeable"
    office.keeper.reconcile(payment.id.partition(":")[2])
    assert office.refuse(office.make(Kind.PAYMENT, DELETE, None, payment))[0].reason == "settled_there"
    office.keeper.lock_period("2026-06-30")
    late = world.document("INV/5", lines, tax)
    assert office.refuse(office.make(Kind.INVOICE, CREATE, late))[0].reason == "closed_period"
    office.keeper.lock_period(None)
    office.keeper.archive_contact(world.customer.name)
    assert (
        office.refuse(office.make(Kind.INVOICE, CREATE, world.document("INV/6", lines, tax)))[0].reason
        == "inactive_there"
    )


def test_a_customer_both_ways(office):
    world = World.of(office)
    party = Party("Anna & Söhne", "Anna & Söhne", "anna00000000", email="anna@example.com", phone="+61 2 5550 1234")
    party = dataclasses.replace(party, billing=sample.ADDRESS)
    made = office.create(party)
    assert (made.name, made.email, made.trace) == (party.name, party.email, party.trace)
    told = made.details["party"]
    assert (told["phone"], told["billing"]["city"], told["delivery"]) == ("+61 2 5550 1234", "Parramatta", {})
    changed = dataclasses.replace(party, phone="", billing=sample.PARTY.delivery, email="new@example.com")
    (now,) = office.write(office.make(Kind.CUSTOMER, UPDATE, changed, made, frozenset(("phone", "billing", "email"))))
    told = now.details["party"]
    assert (told["phone"], told["billing"]["lines"], told["billing"]["postal_code"]) == ("", ["7 Dock Rd"], "")
    assert (told["email"], now.trace) == ("new@example.com", party.trace)
    office.keeper.merge_contacts(party.name, world.customer.name)
    met = office.read(Kind.CUSTOMER, since=office.details["read_at"])[Kind.CUSTOMER].records
    merged = next(each for each in met if each.id == made.id)
    assert not merged.active and merged.details["merged_into"] == world.customer.id


def test_an_item_that_changes_its_code(office):
    world = World.of(office)
    item = Item(
        "BOLT-11",
        "Bolt, 11 mm",
        "bolt",
        sku="BOLT-11",
        sales_price=Decimal("1.2345"),
        income_account=world.account("income"),
    )
    changed = frozenset(("name", "full_name", "sales_price"))
    (now,) = office.write(office.make(Kind.ITEM, UPDATE, item, world.item, changed))
    assert (now.id, now.sku, now.details["price"]) == ("BOLT-11", "BOLT-11", "1.2345")
    assert now.details["item_id"] == world.item.details["item_id"]


def test_a_cold_start_costs_nine_calls_and_the_next_day_one_for_each_kind(office):
    World.of(office)
    office.calls = 0
    office.read(*(kind for kind in office.ledger.capabilities.first_reads if kind is not Kind.PAYMENT))
    assert office.calls == 9
    office.calls = 0
    since = office.details["read_at"]
    met = office.read(Kind.COMPANY, Kind.CUSTOMER, since=since)
    assert office.calls == 1
    assert met[Kind.COMPANY].records[0].details["name"] == office.details["name"]


# === LISTS THAT MOVE WHILE THEY ARE READ === #


def by_pages(office, kind, meanwhile=None):
    """Return the ids that all pages of a list bring; after each of them something may be done there."""
    met, cursor = [], ""
    for _page in range(100):
        (page,) = office.ask([Pull(kind, from_date="2026-01-01", cursor=cursor)]).pages
        met += [record.id for record in page.records]
        cursor = page.cursor
        if not cursor:
            return set(met)
        if meanwhile:
            meanwhile(met)
    raise AssertionError("no end")


@pytest.mark.parametrize("modified_since", ["kept", "ignored"])
def test_what_moves_up_between_two_pages_is_met(monkeypatch, modified_since):
    """Whoever changes an entry of a page that was read lets all behind it move up by one place."""
    monkeypatch.setattr(reads, "PAGE", 3)
    office = Office("au", Switches())
    with office.service:
        office.service.switches.modified_since = modified_since
        movers = {}
        for number in range(10):
            office.service.clock.advance(5)
            movers[office.keeper.add_contact(f"Mover {number}")["ContactID"]] = f"Mover {number}"
        left = dict(list(movers.items())[:4])

        def change_one(met):
            first = next((identity for identity in left if identity in met), None)
            if first:
                office.service.clock.advance(5)
                office.keeper.change_contact(left.pop(first), FirstName="Moved")

        met = by_pages(office, Kind.CUSTOMER, change_one)
        assert not left
        if modified_since == "kept":
            assert set(movers) <= met
        # Where nobody moves anything, all are met also where the time is not heeded.
        everybody = {row["ContactID"] for row in office.books.objects("Contacts", {"includeArchived": True})}
        assert by_pages(office, Kind.CUSTOMER) == everybody
