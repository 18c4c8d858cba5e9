"""Lists, against strict books: looks that name who is meant (facts 3.5); contacts that are changed together, one list
of fifty, each judged alone (facts 2.2, 3.2).
"""

import dataclasses

import xero_samples as sample
from test_xero_simulated import CREATE, UPDATE, World
from test_xero_simulated import office as office

from odoo.addons.accounting_bridge.ledgers.documents import Address, Kind, Party
from odoo.addons.accounting_bridge.ledgers.protocol import Find, Verdict


def test_customers_that_change_together(office):
    """One look and one list for fifty; who moved meanwhile is left alone, and its neighbours wait with it."""
    parties = [Party(f"Shop {n}", f"Shop {n}", f"shop{n:012d}", phone="+61 2 5550 1234") for n in range(50)]
    made = office.write(*(office.make(Kind.CUSTOMER, CREATE, each) for each in parties))
    changed = [dataclasses.replace(each, email=f"shop{n}@example.com") for n, each in enumerate(parties)]
    changed[7] = dataclasses.replace(changed[7], name="Shop 8", full_name="Shop 8")
    what = frozenset(("name", "email"))
    pushes = [office.make(Kind.CUSTOMER, UPDATE, *both, what) for both in zip(changed, made, strict=True)]
    office.calls = 0
    outcomes = office.ask(pushes).outcomes
    assert office.calls == 2
    assert [each.verdict for each in outcomes[:7] + outcomes[8:]] == [Verdict.ACCEPTED] * 49
    assert (outcomes[7].verdict, outcomes[7].reason) == (Verdict.REFUSED, "name_taken")
    assert [each.record.email for each in outcomes[8:]] == [each.email for each in changed[8:]]
    assert {each.record.details["party"]["phone"] for each in outcomes[8:]} == {"+61 2 5550 1234"}, "the rest stays"
    assert [each.record.trace for each in outcomes[8:]] == [each.trace for each in changed[8:]]
    office.service.clock.advance(1)
    office.keeper.change_contact("Shop 9", EmailAddress="hers@example.com")
    known = [each.record for each in outcomes[8:]]
    later = [dataclasses.replace(each, email=f"later.{each.email}") for each in changed[8:]]
    pushes = [office.make(Kind.CUSTOMER, UPDATE, *both, what) for both in zip(later, known, strict=True)]
    outcomes = office.ask(pushes).outcomes
    assert [each.verdict for each in outcomes] == [Verdict.NOT_RUN, Verdict.REFUSED] + [Verdict.NOT_RUN] * 40
    assert outcomes[1].reason == "changed_there"
    assert {office.books.contact(f"Shop {n}")["EmailAddress"] for n in (8, 10)} == {
        "shop8@example.com",
        "shop10@example.com",
    }


def test_whose_attention_an_address_is_to_stays(office):
    """Both where Xero empties what an address leaves out and where it keeps it; Odoo has no such field."""
    party = dataclasses.replace(sample.PARTY, name="Shop", trace="shop00000000")
    office.create(party)
    there = {"AddressLine1": "1 Old St", "City": "Oldtown"}
    whose = {"POBOX": "Accounts Payable", "STREET": "Goods In"}
    addresses = [there | {"AddressType": kind, "AttentionTo": words} for kind, words in whose.items()]
    office.keeper.change_contact("Shop", Addresses=addresses)
    known = next(each for each in office.read(Kind.CUSTOMER)[Kind.CUSTOMER].records if each.name == "Shop")
    moved = dataclasses.replace(party, billing=Address(("2 New St",), "Newtown"), delivery=Address())
    office.write(office.make(Kind.CUSTOMER, UPDATE, moved, known, frozenset(("billing", "delivery"))))
    kept = {each["AddressType"]: each for each in office.books.contact("Shop")["Addresses"]}
    assert {kind: each.get("AttentionTo") for kind, each in kept.items()} == whose
    assert [kept[kind].get("AddressLine1") or "" for kind in whose] == ["2 New St", ""]


def test_looks_by_name_and_key(office):
    world = World.of(office)
    other = office.create(Party("Other", "Other", "other0000000", email="other@example.com"))
    looks = [
        Find(Kind.CUSTOMER, (other.name.upper(), world.vendor.name)),
        Find(Kind.CUSTOMER, ("Nobody",), (other.email.upper(),)),
        Find(Kind.ITEM, (world.item.name, "Nothing"), (world.item.sku,)),
    ]
    office.calls = 0
    found = [{record.id for record in page.records} for page in office.ask(looks).pages]
    assert found == [{other.id, world.vendor.id}, {other.id}, {world.item.id}]
    assert office.calls == len(looks)
