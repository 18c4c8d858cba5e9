"""A customer was changed here, there, or on both sides: the three-way merge, as a pure function.

**What is compared** is the *content* of a customer: a flat dict of texts, one for each field of the table below.
A field that is not in a content is not told by that side and never compared. ``content_of_party`` makes one of what
Odoo has, ``content_of_entry`` of what a ledger tells in ``RemoteRecord.details["party"]``, a plain dict::

    {"company_name": "Acme Pty", "given_name": "Ann", "family_name": "Lee", "email": "a@x.com", "phone": "02 5550 1234",
     "billing": {"lines": ["1 High St"], "city": "", "state": "CA", "postal_code": "", "country": "USA"},
     "delivery": {...},          # {}: there is none
     "term": "3",                # id of the term there, "" for none
     "parent": "57"}             # id of the customer that it is a job of, "" for none

A key that is absent is not told by this ledger; "" is known to be empty. The first line of a street that only repeats
the name is dropped here. Of the parent, and of whether the customer is active, no merge is made: a ledger that hides or
moves a customer changes nobody here.

**What was agreed last** is kept for each side by itself (``Agreement``): the ledger may hold a name in a shorter form,
a state as a word, an address in other lines, and that is no change as long as it stays what it was.

**What is decided** of each field:

====================  =====================  =========================================
here                  there                  act
====================  =====================  =========================================
as agreed             as agreed              SAME
changed               as agreed              SEND
as agreed             changed                TAKE
changed               changed to the same    SAME
changed               changed otherwise      CONFLICT
empty, nothing        anything               TAKE: nobody loses anything by it
agreed yet
anything else,        differs                LEFT: nobody changed anything, so nobody's is overwritten
nothing agreed yet
====================  =====================  =========================================

Case, spaces, and how a phone number is set are formatting: no change of a customer.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from .documents import Address, Party
from .keys import name_key


class Act(StrEnum):
    SAME = "same"
    TAKE = "take"
    SEND = "send"
    CONFLICT = "conflict"
    LEFT = "left"


def _words(text):
    """Return a text without case, and without what only separates: spaces, lines, commas."""
    return " ".join(name_key(text.replace(",", " ")).split())


def _addresses(text):
    return ",".join(sorted(filter(None, re.split(r"[\s,;]+", text.casefold()))))


def _digits(text):
    """Return a phone number without what it is set with; an extension stays one."""
    number, _mark, extension = re.sub(r"(?:ext|extension|x|#)\W*(?=\d+\s*$)", "|", text.casefold()).partition("|")
    number = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    number = re.sub(r"^00", "+", number)
    return f"{number}x{extension.strip()}" if extension else number


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a customer: what two values of it are compared by, and the fields of a ``Party`` that say it."""

    name: str
    plain: Callable[[str], str]
    said_by: tuple[str, ...]


_PARTS = ("street", "city", "state", "postal_code", "country")
_ADDRESS_FIELDS = tuple(
    Field(f"{place}_{part}", _words, (place,)) for place in ("billing", "delivery") for part in _PARTS
)

# In the order in which a person reads them.
FIELDS: Mapping[str, Field] = {
    each.name: each
    for each in (
        Field("name", _words, ("name", "full_name")),
        Field("company_name", _words, ("company_name",)),
        Field("email", _addresses, ("email",)),
        Field("phone", _digits, ("phone",)),
        *_ADDRESS_FIELDS,
        Field("term", str.strip, ("term",)),
    )
}

Content = Mapping[str, str]


class Agreement(NamedTuple):
    """What each side held when both agreed last: the base of the merge."""

    here: Content
    there: Content

    @classmethod
    def of(cls, stored: Mapping | None) -> "Agreement":
        """Return what was kept as plain values, nothing where nothing was."""
        stored = stored or {}
        return cls(stored.get("here") or {}, stored.get("there") or {})

    def stored(self) -> dict:
        """Return it as plain values."""
        return {"here": dict(self.here), "there": dict(self.there)}

    def renewed(self, ours: Content, theirs: Content, names: Iterable[str]) -> "Agreement":
        """Return it with these fields agreed on anew; what a side does not tell stays what it was."""
        names = list(names)
        return Agreement(
            {**self.here, **{name: ours[name] for name in names if name in ours}},
            {**self.there, **{name: theirs[name] for name in names if name in theirs}},
        )


@dataclass(frozen=True, slots=True)
class Merge:
    """What is decided of each field that both sides tell: ``{field: Act}``, in the order of the table."""

    acts: Mapping[str, Act] = field(default_factory=dict)

    def of(self, *wanted: Act) -> tuple[str, ...]:
        """Return the fields of which one of these acts was decided."""
        return tuple(name for name, act in self.acts.items() if act in wanted)

    @property
    def settled(self) -> tuple[str, ...]:
        """The fields on which nothing is left to be done."""
        return self.of(Act.SAME, Act.LEFT)


def merge(ours: Content, theirs: Content, base: Agreement) -> Merge:
    """Decide field by field what becomes of a customer."""
    both = (name for name in FIELDS if name in ours and name in theirs)
    return Merge({name: _act(FIELDS[name], ours, theirs, base) for name in both})


def _act(each, ours, theirs, base):
    name, plain = each.name, each.plain
    if plain(ours[name]) == plain(theirs[name]):
        return Act.SAME
    if name == "name" and not theirs[name]:
        # Nobody is called nothing.
        return Act.SAME
    if name not in base.here or name not in base.there:
        return Act.LEFT if plain(ours[name]) else Act.TAKE
    changed_here = plain(ours[name]) != plain(base.here[name])
    changed_there = plain(theirs[name]) != plain(base.there[name])
    if changed_here and changed_there:
        return Act.CONFLICT
    if changed_here:
        return Act.SEND
    return Act.TAKE if changed_there else Act.SAME


# === CONTENTS === #


def content_of_party(party: Party) -> dict[str, str]:
    """Return the content of what Odoo has.

    The company of a company is its name: it follows that, and is no field of its own. A term that stands for nothing
    there is not told.
    """
    content = {"name": party.full_name}
    if not party.company_name or party.company_name != party.full_name:
        content["company_name"] = party.company_name
    content |= {"email": party.email, "phone": party.phone}
    content |= _parts("billing", party.billing) | _parts("delivery", party.delivery)
    if party.term:
        content["term"] = party.term.id
    return content


def content_of_entry(name: str, party: Mapping) -> dict[str, str]:
    """Return the content of what a ledger tells.

    :param party: ``RemoteRecord.details["party"]``.
    """
    content = {"name": name}
    content |= {key: party[key] or "" for key in ("company_name", "email", "phone") if key in party}
    names = {name_key(name), name_key(party.get("company_name"))}
    for place in ("billing", "delivery"):
        if party.get(place) is not None:
            content |= _parts(place, _address(party[place], names))
    if "term" in party:
        content["term"] = party["term"] or ""
    return content


def _address(told, names):
    lines = [line for line in told.get("lines") or () if line]
    if lines and name_key(lines[0]) in names:
        lines = lines[1:]
    return Address(tuple(lines), *(told.get(part) or "" for part in _PARTS[1:]))


def _parts(place, address):
    values = ("\n".join(address.lines), address.city, address.state, address.postal_code, address.country)
    return {f"{place}_{part}": value for part, value in zip(_PARTS, values, strict=True)}


def address_of(content: Content, place: str) -> Address:
    """Return one of the two addresses of a content."""
    street, *rest = (content.get(f"{place}_{part}", "") for part in _PARTS)
    return Address(tuple(filter(None, street.split("\n"))), *rest)


def is_company(name: str, party: Mapping) -> bool:
    """Return whether an entry is a company rather than a person.

    It is where it names a company, unless it also names a person and is called by that: *Ann Lee* of *Acme Pty*.
    """
    company = name_key(party.get("company_name"))
    person = party.get("given_name") or party.get("family_name")
    return bool(company) and not (person and company != name_key(name))


# === WHAT IS SENT === #


def party_with(party: Party, values: Content) -> Party:
    """Return a party in which these fields have these values; terms are not among them."""
    plain = {name: values[name] for name in ("email", "phone", "company_name") if name in values}
    if "name" in values:
        plain |= {"name": values["name"], "full_name": values["name"]}
    content = content_of_party(party) | dict(values)
    for place in ("billing", "delivery"):
        if any(f"{place}_{part}" in values for part in _PARTS):
            plain[place] = address_of(content, place)
    return dataclasses.replace(party, **plain)


def said_by(names: Iterable[str], party: Party, base: Agreement) -> frozenset[str]:
    """Return the fields of a party that say these fields.

    A company that was called as its entry was is also renamed as the company of it.
    """
    said = {part for name in names for part in FIELDS[name].said_by}
    followed = base.there.get("company_name")
    if "full_name" in said and party.company_name == party.full_name and followed == base.there.get("name"):
        said.add("company_name")
    return frozenset(said)
