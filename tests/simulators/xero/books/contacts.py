"""Contacts (facts 2.2): names, numbers, who is meant, archived and merged ones."""

import re
import unicodedata

from . import accounts, balances, currencies, dates, tax_rates
from .contact_parts import ADDRESS, PERSON, PHONE, TERMS, merged_parts, shown_addresses, shown_phones
from .endpoint import POST, POST_ONE, PUT, Endpoint
from .shapes import Choice, Guid, Many, Part, Text, guid

_DEFAULT_AMOUNTS = Choice("LineAmountType", "INCLUSIVE", "EXCLUSIVE", "NONE")
_TRACKING = {"TrackingCategoryName": Text(), "TrackingOptionName": Text()}
_BATCH = {
    "BankAccountNumber": Text(),
    "BankAccountName": Text(),
    "Details": Text(18),
    "Code": Text(12),
    "Reference": Text(12),
}
SHAPE = {
    "ContactID": Guid(),
    "ContactNumber": Text(50),
    "AccountNumber": Text(50),
    "ContactStatus": Choice("ContactStatus", "ACTIVE", "ARCHIVED", "GDPRREQUEST"),
    "Name": Text(255),
    "FirstName": Text(255),
    "LastName": Text(255),
    "CompanyNumber": Text(50),
    "EmailAddress": Text(255),
    "ContactPersons": Many(PERSON),
    "BankAccountDetails": Text(),
    "TaxNumber": Text(50),
    "TaxNumberType": Choice("TaxNumberType", "SSN", "EIN", "ITIN", "ATIN"),
    "AccountsReceivableTaxType": Text(),
    "AccountsPayableTaxType": Text(),
    "Addresses": Many(ADDRESS),
    "Phones": Many(PHONE),
    "SalesDefaultLineAmountType": _DEFAULT_AMOUNTS,
    "PurchasesDefaultLineAmountType": _DEFAULT_AMOUNTS,
    "DefaultCurrency": currencies.CURRENCY,
    "XeroNetworkKey": Text(),
    "SalesDefaultAccountCode": Text(),
    "PurchasesDefaultAccountCode": Text(),
    "SalesTrackingCategories": Many(_TRACKING),
    "PurchasesTrackingCategories": Many(_TRACKING),
    "PaymentTerms": Part({"Bills": Part(TERMS), "Sales": Part(TERMS)}),
    "BatchPayments": Part(_BATCH),
}
ENDPOINT = Endpoint("Contacts", "ContactID", SHAPE, (PUT, POST, POST_ONE), number="ContactNumber")
MOST_PERSONS = 5
#: By what a contact is found; the names of active and of archived ones are known apart.
INDEXED = ("Name", "ArchivedName", "ContactNumber", "AccountNumber")
#: No umlauts, no spaces (facts 2.2).
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
#: What a contact shows beside its addresses, in the API's order.
_TEXTS = (
    "ContactNumber AccountNumber ContactStatus Name FirstName LastName CompanyNumber EmailAddress BankAccountDetails"
    " TaxNumber TaxNumberType AccountsReceivableTaxType AccountsPayableTaxType"
).split()
_DEFAULTS = (
    "SalesDefaultLineAmountType PurchasesDefaultLineAmountType DefaultCurrency XeroNetworkKey SalesDefaultAccountCode"
    " PurchasesDefaultAccountCode SalesTrackingCategories PurchasesTrackingCategories PaymentTerms BatchPayments"
).split()
#: What summaryOnly leaves away (facts 3.4).
_NOT_IN_SUMMARY = frozenset(
    (
        "Addresses Balances ContactGroups ContactPersons IsCustomer IsSupplier SalesDefaultAccountCode"
        " PurchasesDefaultAccountCode SalesTrackingCategories PurchasesTrackingCategories"
    ).split()
)
#: What only paged and single readings have (facts 2.2, 3.4; fields.json).
_ONLY_FULL = frozenset(("ContactPersons", "MergedToContactID", "PaymentTerms", "BatchPayments"))


# --- reading ---


def find(books, identifier):
    """By ContactID, else by ContactNumber."""
    return books.row("Contacts", guid(identifier or "")) or _by(books, "ContactNumber", identifier)


def rows(books, options):
    archived = options.get("includeArchived")
    return [row for row in books.store.table("Contacts").values() if archived or row["ContactStatus"] == "ACTIVE"]


def depends(books, row):
    kept = books.store.get("#open", row["ContactID"])
    return kept and (kept, books.clock.today())


def show(books, row, options):
    view = options.get("view", "full")
    shown = {"ContactID": row["ContactID"], **{name: row[name] for name in _TEXTS if name in row}}
    shown |= {name: shown.get(name, "") for name in ("EmailAddress", "BankAccountDetails")}
    shown |= {
        "Addresses": shown_addresses(row),
        "Phones": shown_phones(row),
        "UpdatedDateUTC": dates.ms(row["UpdatedDateUTC"]),
        "ContactGroups": [],
        "IsSupplier": row["IsSupplier"],
        "IsCustomer": row["IsCustomer"],
        **{name: row[name] for name in (*_DEFAULTS, "Website") if name in row},
        "ContactPersons": list(row.get("ContactPersons", ())),
        "HasAttachments": False,
        "HasValidationErrors": False,
    }
    owed = options.get("balances", True) and balances.shown(books, row["ContactID"])
    if owed:
        shown["Balances"] = owed
    if row.get("MergedToContactID"):
        shown["MergedToContactID"] = row["MergedToContactID"]
    hidden = {"full": frozenset(), "list": _ONLY_FULL, "summary": _NOT_IN_SUMMARY}[view]
    return {name: value for name, value in shown.items() if name not in hidden}


def brief(books, contact_id: str) -> dict:
    """How a document shows its contact in a listing."""
    row = books.row("Contacts", contact_id)
    return {"ContactID": contact_id, "Name": row["Name"]}


# --- writing ---


def write(books, body, call):
    if call.method == "PUT":
        return _create(books, body, call)
    if call.target is not None:
        return _change(books, call.target, body, call)
    old = meant(books, body, call)
    return _create(books, body, call) if old is None else _change(books, old, body, call)


def meant(books, body, call, at: str = "") -> dict | None:
    """Whom a body means that may be of an existing contact (facts 2.2; the order is a switch)."""
    if body.get("ContactID"):
        row = books.row("Contacts", body["ContactID"])
        if row is None:
            call.refuse("not_found", at)
        return row
    for part in books.switches.contact_matching.split("_"):
        field = {"number": "ContactNumber", "name": "Name", "account": "AccountNumber"}[part]
        found = body.get(field) and _by(books, field, body[field])
        if found:
            return found
    return None


def _create(books, body, call, at: str = ""):
    if body.get("ContactID"):
        # An id is given by Xero alone (facts 2.4 says so of invoices).
        call.refuse("not_found", at)
    new = {
        "ContactID": books.new_id("Contacts"),
        "ContactStatus": "ACTIVE",
        "IsSupplier": False,
        "IsCustomer": False,
        **body,
    }
    return _store(books, new, None, body, call, at)


def _change(books, old, body, call, at: str = ""):
    new = {**old, **body, "ContactID": old["ContactID"]}
    if old["ContactStatus"] != "ACTIVE" and new["ContactStatus"] == "ACTIVE":
        if not books.by_hand and books.switches.unarchive_by_api == "refused":
            call.refuse("contact_unarchive", at)
    for field in ("Addresses", "Phones"):
        if field in body:
            kept = books.switches.address_fields == "kept"
            new[field] = merged_parts(field, old.get(field, ()), body[field], kept)
    return _store(books, new, old, body, call, at)


def _store(books, new, old, sent, call, at):
    for name in [name for name, value in new.items() if value == "" and name != "Name"]:
        # An empty text takes a field away (facts 1.8).
        del new[name]
    if old is None and "Addresses" in new:
        new["Addresses"] = merged_parts("Addresses", (), new["Addresses"], False)
    if old is None and "Phones" in new:
        new["Phones"] = merged_parts("Phones", (), new["Phones"], False)
    _check_name(books, new, old, call, at)
    _check_keys(books, new, old, call, at)
    _check_parts(books, new, call, at)
    _check_defaults(books, sent, call, at)
    call.settle()
    index(books, new, old)
    return books.keep("Contacts", new)


def _check_name(books, new, old, call, at):
    name = new.get("Name")
    if name and books.switches.name_spaces == "trimmed":
        name = new["Name"] = " ".join(name.split())
    if not name or not name.strip():
        call.problem("contact_name_empty", at)
        return
    if old is not None and old["Name"] == name and old["ContactStatus"] == new["ContactStatus"]:
        return
    if "<" in name or ">" in name:
        call.problem("contact_name_characters", at)
    if name != " ".join(name.split()):
        call.problem("contact_name_spaces", at)
    holder = _by(books, "Name", name)
    if new["ContactStatus"] == "ACTIVE" and holder and holder["ContactID"] != new["ContactID"]:
        if books.switches.unique_names == "active":
            call.problem("contact_name_taken", at, name=name)


def _check_keys(books, new, old, call, at):
    for field, words in (("ContactNumber", "contact_number_taken"), ("AccountNumber", "account_number_taken")):
        holder = new.get(field) and _by(books, field, new[field])
        if holder and holder["ContactID"] != new["ContactID"]:
            call.problem(words, at)


def _check_parts(books, new, call, at):
    _check_email(new.get("EmailAddress"), call, at)
    persons = new.get("ContactPersons", ())
    if len(persons) > MOST_PERSONS:
        call.problem(f"A contact can have {MOST_PERSONS} contact persons at most.", at)
    for place, person in enumerate(persons):
        _check_email(person.get("EmailAddress"), call, f"ContactPersons[{place}]")
    if new.get("Website") and not books.by_hand and books.switches.website_of_people == "refused":
        if not new["Website"].startswith(("http://", "https://")):
            # Whoever typed it in was not asked (validation_messages.json).
            call.problem("website", at)
    for place, address in enumerate(new.get("Addresses", ())):
        if books.switches.address_country == "letters" and not _LETTERS.fullmatch(address.get("Country", "")):
            call.problem("Country may have letters only.", f"Addresses[{place}]")


def _check_defaults(books, sent, call, at):
    """What was all right when it was said stops no later change."""
    for side, terms in sent.get("PaymentTerms", {}).items():
        if not (0 <= terms.get("Day", -1) <= 31 and terms.get("Type")):
            call.problem("Payment terms need a Day from 0 to 31 and a Type.", f"PaymentTerms.{side}")
    currencies.check(books, sent.get("DefaultCurrency"), call, at)
    for field in ("AccountsReceivableTaxType", "AccountsPayableTaxType"):
        if sent.get(field) and tax_rates.by_type(books, sent[field]) is None:
            call.problem("tax_type", at, tax=sent[field], code="")
    for field in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        if sent.get(field):
            accounts.of_line(books, sent[field], call, at)


_LETTERS = re.compile(r"[A-Za-z ]*")


def _check_email(text, call, at):
    if text and not _EMAIL.fullmatch(text):
        call.problem("email", at)


# --- who has which name and number ---


def _plain(books, name: str) -> str:
    """Names that differ in case or accents only are one, or not, as the switch says."""
    if books.switches.name_case == "matters":
        return name
    parted = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parted if not unicodedata.combining(part))


def _key(books, field: str, value: str) -> str:
    return f"{field}|{_plain(books, value) if field.endswith('Name') else value.casefold()}"


def _by(books, field: str, value: str | None) -> dict | None:
    """The contact that has this name (``Name``: an active one) or number."""
    if not value:
        return None
    held = books.store.get("#contacts", _key(books, field, value), ())
    return books.row("Contacts", held[0]) if held else None


def named(books, name: str) -> dict | None:
    """The active contact of a name, else an archived one."""
    return _by(books, "Name", name) or _by(books, "ArchivedName", name)


def index(books, new, old):
    """Names and numbers of a row are known from now on, those it had before no longer."""
    for field in INDEXED:
        before, after = _indexed(old, field), _indexed(new, field)
        if before:
            key = _key(books, field, before)
            held = tuple(one for one in books.store.get("#contacts", key, ()) if one != new["ContactID"])
            books.store.put("#contacts", key, held)
        if after:
            key = _key(books, field, after)
            held = books.store.get("#contacts", key, ())
            books.store.put("#contacts", key, (*held, new["ContactID"]))


def _indexed(row: dict | None, field: str):
    if row is None:
        return None
    if field in ("Name", "ArchivedName"):
        return row["Name"] if (row["ContactStatus"] == "ACTIVE") == (field == "Name") else None
    return row.get(field)


# --- for documents ---


def of_document(books, given: dict | None, call, at: str = "Contact") -> dict | None:
    """The contact of a document (facts 2.2); None, and a problem said, if it may have none.

    A ContactID alone changes nothing.  More than that updates the contact, and a name that nobody has makes one.
    """
    if not given:
        call.problem("A Contact must be specified for this type of transaction", at)
        return None
    row = meant(books, given, call, at)
    if row is None and books.switches.archived_names == "found":
        # "The contact with the specified contact details has been archived" (validation_messages.json).
        row = _by(books, "ArchivedName", given.get("Name"))
    if row is None:
        return _create(books, given, call, at)
    if row["ContactStatus"] != "ACTIVE":
        call.problem("contact_archived", at)
        return None
    more = {name: value for name, value in given.items() if row.get(name) != value and name != "ContactID"}
    if not more:
        return row
    if row.get("ContactPersons") and "ContactPersons" not in given:
        if books.switches.persons_in_documents == "deleted":
            more["ContactPersons"] = []
    return _change(books, row, more, call, at)


def mark(books, contact_id: str, field: str):
    """IsCustomer or IsSupplier, from the first document on; it moves no UpdatedDateUTC (facts 2.2, 3.4)."""
    row = books.row("Contacts", contact_id)
    if not row[field]:
        books.keep("Contacts", {**row, field: True}, bump=False)


# --- merging ---


def merge(books, loser: dict, survivor: dict):
    """The loser is archived and tells where it went; what was its is the survivor's (facts 2.2, 8.18)."""
    from .endpoints import ENDPOINTS

    for module in ENDPOINTS.values():
        if hasattr(module, "redirect_contact"):
            module.redirect_contact(books, loser["ContactID"], survivor["ContactID"])
    lost, won = books.row("Contacts", loser["ContactID"]), books.row("Contacts", survivor["ContactID"])
    new = {**lost, "ContactStatus": "ARCHIVED", "MergedToContactID": won["ContactID"]}
    if books.switches.number_after_merge == "moves" and lost.get("ContactNumber"):
        del new["ContactNumber"]
    index(books, new, lost)
    books.keep("Contacts", new)
    moved = {
        "IsCustomer": won["IsCustomer"] or lost["IsCustomer"],
        "IsSupplier": won["IsSupplier"] or lost["IsSupplier"],
    }
    if "ContactNumber" in lost and "ContactNumber" not in new and not won.get("ContactNumber"):
        moved["ContactNumber"] = lost["ContactNumber"]
    index(books, {**won, **moved}, won)
    books.keep("Contacts", {**won, **moved})
    kept = books.store.get("#open", lost["ContactID"], {})
    for document_id, (side, due, amount) in kept.items():
        balances.move(books, won["ContactID"], document_id, side, due, amount)
    books.store.put("#open", lost["ContactID"], {})
