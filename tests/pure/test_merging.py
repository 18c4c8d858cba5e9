"""The three-way merge of a customer."""

import pytest

from odoo.addons.accounting_bridge.ledgers import merging
from odoo.addons.accounting_bridge.ledgers.documents import Address, Kind, Party, Reference
from odoo.addons.accounting_bridge.ledgers.merging import FIELDS, Act, Agreement, merge

AGREED = {"name": "Acme", "email": "a@x.com", "phone": "02 5550 1234", "billing_city": "Perth"}
BASE = Agreement(AGREED, AGREED)


def changed(**values):
    return AGREED | values


def act(name, here, there, base=BASE):
    return merge(here, there, base).acts[name]


class TestActs:
    """The table in the docstring, row by row."""

    def test_nothing_changed(self):
        assert set(merge(AGREED, AGREED, BASE).acts.values()) == {Act.SAME}

    def test_changed_on_one_side(self):
        assert act("email", changed(email="b@x.com"), AGREED) is Act.SEND
        assert act("email", AGREED, changed(email="b@x.com")) is Act.TAKE

    def test_emptied_on_one_side(self):
        assert act("phone", changed(phone=""), AGREED) is Act.SEND
        assert act("phone", AGREED, changed(phone="")) is Act.TAKE

    def test_changed_on_both_sides(self):
        assert act("phone", changed(phone="1"), changed(phone="2")) is Act.CONFLICT
        assert act("phone", changed(phone=""), changed(phone="2")) is Act.CONFLICT
        assert act("phone", changed(phone="12"), changed(phone="1 2")) is Act.SAME

    def test_different_fields_are_merged(self):
        result = merge(changed(email="b@x.com"), changed(phone="2", billing_city="York"), BASE)
        assert result.of(Act.SEND) == ("email",)
        assert result.of(Act.TAKE) == ("phone", "billing_city")
        assert result.of(Act.CONFLICT) == ()
        assert result.settled == ("name",)

    def test_nobody_is_called_nothing(self):
        assert act("name", AGREED, changed(name="")) is Act.SAME
        assert act("name", changed(name="Acme 2"), changed(name="")) is Act.SAME

    def test_what_a_side_does_not_tell_is_not_compared(self):
        theirs = {"name": "Acme", "email": "b@x.com"}
        assert set(merge(AGREED, theirs, BASE).acts) == {"name", "email"}
        assert merge(AGREED, {}, BASE).acts == {}
        assert merge({**AGREED, "unheard_of": "1"}, {"unheard_of": "2"}, BASE).acts == {}


class TestNothingAgreedYet:
    """The first meeting: blanks are filled here, and nobody's values are written over."""

    NONE = Agreement({}, {})

    @pytest.mark.parametrize(
        ("here", "there", "decided"),
        [
            ("", "a@x.com", Act.TAKE),
            ("a@x.com", "", Act.LEFT),
            ("a@x.com", "b@x.com", Act.LEFT),
            ("A@x.com ", "a@X.com", Act.SAME),
            ("", "", Act.SAME),
        ],
    )
    def test_first_meeting(self, here, there, decided):
        assert act("email", {"email": here}, {"email": there}, self.NONE) is decided

    def test_a_field_that_a_ledger_learns_to_tell(self):
        """Half an agreement is none of that field."""
        base = Agreement(AGREED, {"name": "Acme"})
        assert act("phone", AGREED, changed(phone="99"), base) is Act.LEFT

    def test_nothing_stored(self):
        assert Agreement.of(None) == Agreement.of({}) == self.NONE


class TestEachSideHasItsOwn:
    """The ledger holds a name cut off, a state as a word, a street in other lines: no change as long as it stays so."""

    BASE = Agreement(
        {"name": "Acme Brothers of the Far North", "billing_state": "CA"},
        {"name": "Acme Brothers of (17)", "billing_state": "California"},
    )

    def test_as_it_was(self):
        assert merge(*self.BASE, self.BASE).settled == ("name", "billing_state")

    def test_changed_there(self):
        theirs = {"name": "Acme North", "billing_state": "California"}
        assert merge(self.BASE.here, theirs, self.BASE).of(Act.TAKE) == ("name",)

    def test_changed_here(self):
        ours = {"name": "Acme North", "billing_state": "CA"}
        assert merge(ours, self.BASE.there, self.BASE).of(Act.SEND) == ("name",)

    def test_renewed_for_some_fields_only(self):
        ours, theirs = {"name": "A", "billing_state": "NY"}, {"name": "B"}
        renewed = self.BASE.renewed(ours, theirs, ["name"])
        assert renewed == Agreement({"name": "A", "billing_state": "CA"}, {"name": "B", "billing_state": "California"})
        again = self.BASE.renewed(ours, theirs, ["billing_state"])
        assert (again.here["billing_state"], again.there["billing_state"]) == ("NY", "California")
        assert Agreement.of(renewed.stored()) == renewed


class TestFormatting:
    """Formatting is no change."""

    @pytest.mark.parametrize(
        ("name", "one", "other"),
        [
            ("name", "Acme  Pty ", "ACME pty"),
            ("email", "B@x.com; a@x.com", "a@x.com, b@X.com"),
            ("phone", "(02) 5550-1234", "02 5550 1234"),
            ("phone", "+61 (0)2 5550.1234", "+61 2 5550 1234"),
            ("phone", "0061 2 5550 1234", "+61255501234"),
            ("phone", "555-0100 ext. 12", "5550100 x12"),
            ("billing_street", "1 High St\nLevel 2", "1 high st, Level 2"),
            ("delivery_postal_code", "AB1  2CD", "ab1 2cd"),
        ],
    )
    def test_the_same(self, name, one, other):
        assert FIELDS[name].plain(one) == FIELDS[name].plain(other)
        base = Agreement({name: one}, {name: one})
        assert act(name, {name: one}, {name: other}, base) is Act.SAME

    @pytest.mark.parametrize(
        ("name", "one", "other"),
        [
            ("name", "Acme", "Acmé"),
            ("phone", "555 0100", "555 0101"),
            ("phone", "555 0100 x1", "555 0100 x2"),
            ("phone", "5550100x1", "55501001"),
            ("billing_postal_code", "AB1 2CD", "AB12 CD"),
            ("term", "3", "30"),
        ],
    )
    def test_not_the_same(self, name, one, other):
        assert FIELDS[name].plain(one) != FIELDS[name].plain(other)

    def test_markup_is_text(self):
        """Nothing is read into it, and nothing is lost of it."""
        name = "<img src=x onerror=alert(1)> & Sons"
        assert merging.content_of_entry(name, {})["name"] == name
        assert FIELDS["name"].plain(name) == name.casefold()


ACME = Party(
    name="Acme Pty",
    full_name="Acme Pty",
    trace="t",
    company_name="Acme Pty",
    email="a@x.com",
    phone="1",
    billing=Address(("1 High St", "Level 2"), "Perth", "WA", "6000", "Australia"),
    term=Reference(Kind.TERM, "3", "Net 30"),
)
TOLD = {
    "company_name": "Acme Pty",
    "email": "a@x.com",
    "phone": "1",
    "billing": {
        "lines": ["ACME pty", "1 High St", "", "Level 2"],
        "city": "Perth",
        "state": "WA",
        "postal_code": "6000",
    },
    "delivery": {},
    "term": "3",
    "parent": "",
}


class TestContents:
    """What each side says, in one shape."""

    def test_both_sides_say_the_same(self):
        ours = merging.content_of_party(ACME)
        theirs = merging.content_of_entry("Acme Pty", TOLD)
        assert "company_name" not in ours
        assert theirs["billing_street"] == ours["billing_street"] == "1 High St\nLevel 2"
        assert theirs["delivery_city"] == ours["delivery_city"] == ""
        different = {name for name, each in FIELDS.items() if ours.get(name) != theirs.get(name)}
        assert different == {"company_name", "billing_country"}

    def test_the_company_of_a_person_is_a_field(self):
        person = Party(name="Ann Lee", full_name="Ann Lee", trace="t", company_name="Acme Pty")
        assert merging.content_of_party(person)["company_name"] == "Acme Pty"
        alone = Party(name="Ann Lee", full_name="Ann Lee", trace="t")
        assert merging.content_of_party(alone)["company_name"] == ""
        assert "term" not in merging.content_of_party(alone)

    def test_what_is_not_told_is_not_there(self):
        assert merging.content_of_entry("Acme", {}) == {"name": "Acme"}
        assert merging.content_of_entry("Acme", {"phone": None}) == {"name": "Acme", "phone": ""}
        assert "billing_city" not in merging.content_of_entry("Acme", {"billing": None})
        assert merging.content_of_entry("Acme", {"billing": {}})["billing_city"] == ""

    def test_every_field_of_the_table_is_told(self):
        content = merging.content_of_party(ACME) | {"company_name": ""}
        assert list(FIELDS) == sorted(content, key=list(FIELDS).index)

    @pytest.mark.parametrize(
        ("name", "party", "company"),
        [
            ("Acme", {"company_name": "Acme"}, True),
            ("Acme", {"company_name": "Acme Pty Ltd"}, True),
            ("Acme", {"company_name": "ACME", "given_name": "Ann"}, True),
            ("Ann Lee", {"company_name": "Acme", "given_name": "Ann", "family_name": "Lee"}, False),
            ("Ann Lee", {"company_name": "", "given_name": "Ann"}, False),
            ("Ann Lee", {}, False),
        ],
    )
    def test_company_or_person(self, name, party, company):
        assert merging.is_company(name, party) is company


class TestWhatIsSent:
    """The document that is sent is the merged one; what is said of it is what was changed here."""

    def test_addresses_are_merged_part_by_part(self):
        merged = merging.party_with(ACME, {"billing_city": "York", "delivery_street": "Dock 4", "email": ""})
        assert merged.billing == Address(("1 High St", "Level 2"), "York", "WA", "6000", "Australia")
        assert merged.delivery == Address(("Dock 4",))
        assert (merged.email, merged.phone, merged.term) == ("", "1", ACME.term)
        assert merging.party_with(ACME, {}) == ACME

    def test_a_name_taken_from_there(self):
        merged = merging.party_with(ACME, {"name": "Acme North"})
        assert (merged.name, merged.full_name, merged.company_name) == ("Acme North", "Acme North", "Acme Pty")

    def test_fields_that_say_it(self):
        assert merging.said_by(["billing_city", "billing_state", "phone"], ACME, BASE) == {"billing", "phone"}
        assert merging.said_by(["name"], ACME, BASE) == {"name", "full_name"}
        assert merging.said_by([], ACME, BASE) == frozenset()

    def test_the_company_follows_its_name(self):
        """It does where it was called so there; another name of it is the bookkeeper's."""
        followed = Agreement(BASE.here, BASE.there | {"company_name": "Acme"})
        other = Agreement(BASE.here, BASE.there | {"company_name": "Acme Holdings"})
        assert "company_name" in merging.said_by(["name"], ACME, followed)
        assert "company_name" not in merging.said_by(["name"], ACME, other)
        assert "company_name" not in merging.said_by(["phone"], ACME, followed)
