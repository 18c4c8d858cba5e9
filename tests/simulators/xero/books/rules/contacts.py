"""Rules of contacts (XERO 2.2)."""

from .rule import Rule, change, contact, post, put

NEW = put("Contacts", {"Name": "New Contact"})
AZURE = contact("Azure Interior")


def rule(number, source, meaning, outcome, breaks, mends=NEW, **more):
    return Rule(f"CONT-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def named(name, **fields):
    return put("Contacts", {"Name": name, **fields})


def new(**fields):
    return named("New Contact", **fields)


def edit(who=AZURE, **fields):
    return change("Contacts", who, fields)


def taken(name):
    return {"words": {"name": name}}


def numbered(desk):
    desk.keeper.change_contact("Bayview Bakery", AccountNumber="A-1")


def website(desk):
    desk.keeper.set_website("Azure Interior", "www.azure-interior.example")


def longest(field, limit):
    """A text of so many characters is broken by one more."""
    words = f"The field {field} must be a string with a maximum length of {limit}."
    return words, new(**{field: "x" * (limit + 1)}), new(**{field: "x" * limit})


def part(limit, field, kind, name):
    words = f"The field {field} must be a string with a maximum length of {limit}."
    return (
        words,
        new(**{kind: [{name: _FIRST[name], field: "x" * (limit + 1)}]}),
        new(**{kind: [{name: _FIRST[name], field: "x" * limit}]}),
    )


_FIRST = {"AddressType": "POBOX", "PhoneType": "DEFAULT"}
PERSONS = [{"FirstName": f"P{number}"} for number in range(6)]
TERMS = {"Day": 31, "Type": "OFFOLLOWINGMONTH"}

RULES = (
    rule(1, "2.2", "a contact has a name", "contact_name_empty", put("Contacts", {"EmailAddress": "a@b.example"})),
    rule(2, "2.2", "a number alone makes nobody", "contact_name_empty", post("Contacts", {"ContactNumber": "N-1"})),
    rule(3, "2.2", "a name is not taken away", "contact_name_empty", edit(Name=""), edit(Name="Azure")),
    rule(
        4,
        "2.2",
        "a name is unique among active contacts",
        "contact_name_taken",
        named("Azure Interior"),
        **taken("Azure Interior"),
    ),
    rule(
        5,
        "2.2, 3.5",
        "case and accents make no other name",
        "contact_name_taken",
        named("CAFE uno"),
        named("Cafe Due"),
        **taken("CAFE uno"),
    ),
    rule(
        6,
        "2.2",
        "nor does a change of name",
        "contact_name_taken",
        edit(Name="Bayview Bakery"),
        edit(Name="Riverbend Clinic"),
        **taken("Bayview Bakery"),
    ),
    rule(7, "2.2", "no < in a name", "contact_name_characters", named("A <B"), named("A B")),
    rule(8, "2.2", "no > in a name", "contact_name_characters", named("A> B"), named("A B")),
    rule(9, "2.2", "no space before a name", "contact_name_spaces", named(" A B"), named("A B")),
    rule(10, "2.2", "none behind it", "contact_name_spaces", named("A B "), named("A B")),
    rule(11, "2.2", "no two within", "contact_name_spaces", named("A  B"), named("A B")),
    rule(
        12,
        "2.2",
        "a ContactNumber is unique",
        "contact_number_taken",
        new(ContactNumber="CRM-104"),
        new(ContactNumber="CRM-105"),
    ),
    rule(
        13,
        "2.2",
        "also in a change",
        "contact_number_taken",
        edit(ContactNumber="CRM-104"),
        edit(ContactNumber="CRM-105"),
    ),
    rule(
        14,
        "2.2",
        "an AccountNumber is unique too",
        "account_number_taken",
        new(AccountNumber="A-1"),
        new(AccountNumber="A-2"),
        setup=numbered,
    ),
    rule(
        15,
        "2.2, 2.4",
        "an id is given by Xero alone",
        "not_found",
        put("Contacts", {"ContactID": "00000000-0000-0000-0000-000000000001", "Name": "New Contact"}),
    ),
    rule(
        16,
        "2.2",
        "a POST that names an id means it",
        "not_found",
        post("Contacts", {"ContactID": "00000000-0000-0000-0000-000000000001", "Name": "New Contact"}),
        post("Contacts", {"ContactID": AZURE, "Name": "New Contact"}),
    ),
    rule(
        17,
        "2.2",
        "no umlauts in an email",
        "email",
        new(EmailAddress="jürgen@x.example"),
        new(EmailAddress="j@x.example"),
    ),
    rule(18, "2.2", "an email has a host", "email", new(EmailAddress="jane"), new(EmailAddress="j@x.example")),
    rule(
        19,
        "2.2",
        "a person's email too",
        "email",
        new(ContactPersons=[{"FirstName": "A", "EmailAddress": "a b@x.example"}]),
    ),
    rule(
        20,
        "2.2",
        "five persons",
        "A contact can have 5 contact persons at most.",
        new(ContactPersons=PERSONS),
        new(ContactPersons=PERSONS[:5]),
    ),
    rule(
        21,
        "2.2",
        "a name has 255 characters",
        "The field Name must be a string with a maximum length of 255.",
        named("x" * 256),
        named("x" * 255),
    ),
    rule(22, "2.2", "a ContactNumber has 50", *longest("ContactNumber", 50)),
    rule(23, "2.2", "an AccountNumber has 50", *longest("AccountNumber", 50)),
    rule(24, "2.2", "a first name has 255", *longest("FirstName", 255)),
    rule(25, "2.2", "a last name has 255", *longest("LastName", 255)),
    rule(26, "2.2", "a TaxNumber has 50", *longest("TaxNumber", 50)),
    rule(27, "2.2", "a CompanyNumber has 50", *longest("CompanyNumber", 50)),
    rule(
        28,
        "2.2",
        "an email has 255",
        "The field EmailAddress must be a string with a maximum length of 255.",
        new(EmailAddress=f"{'a' * 246}@b.example"),
        new(EmailAddress=f"{'a' * 245}@b.example"),
    ),
    rule(29, "2.2", "a line of an address has 500", *part(500, "AddressLine4", "Addresses", "AddressType")),
    rule(30, "2.2", "a city has 255", *part(255, "City", "Addresses", "AddressType")),
    rule(31, "2.2", "a region has 255", *part(255, "Region", "Addresses", "AddressType")),
    rule(32, "2.2", "AttentionTo has 255", *part(255, "AttentionTo", "Addresses", "AddressType")),
    rule(33, "2.2", "a post code has 50", *part(50, "PostalCode", "Addresses", "AddressType")),
    rule(34, "2.2", "a country has 50", *part(50, "Country", "Addresses", "AddressType")),
    rule(35, "2.2", "a phone number has 50", *part(50, "PhoneNumber", "Phones", "PhoneType")),
    rule(36, "2.2", "its area code 10", *part(10, "PhoneAreaCode", "Phones", "PhoneType")),
    rule(37, "2.2", "its country code 20", *part(20, "PhoneCountryCode", "Phones", "PhoneType")),
    rule(
        38,
        "2.2 (fields.json)",
        "a country has letters only",
        "Country may have letters only.",
        new(Addresses=[{"AddressType": "POBOX", "Country": "Côte d'Ivoire"}]),
        new(Addresses=[{"AddressType": "POBOX", "Country": "United States"}]),
    ),
    rule(
        39,
        "2.2",
        "a day of payment terms is 0 to 31",
        "Payment terms need a Day from 0 to 31 and a Type.",
        new(PaymentTerms={"Sales": {**TERMS, "Day": 32}}),
        new(PaymentTerms={"Sales": TERMS}),
    ),
    rule(
        40,
        "2.2",
        "payment terms have a type",
        "Payment terms need a Day from 0 to 31 and a Type.",
        new(PaymentTerms={"Bills": {"Day": 1}}),
        new(PaymentTerms={"Bills": TERMS}),
    ),
    rule(
        41,
        "2.1",
        "the currency of a contact is subscribed to",
        "currency",
        new(DefaultCurrency="EUR"),
        new(DefaultCurrency="AUD"),
        words={"code": "EUR"},
    ),
    rule(
        42,
        "2.2, 10",
        "an archived contact is made active by a person",
        "contact_unarchive",
        edit(contact("Riverbend Clinic"), ContactStatus="ACTIVE"),
        edit(contact("Riverbend Clinic"), FirstName="Ann"),
    ),
    rule(
        43,
        "validation_messages.json",
        "a website that a person typed in stops changes by the API",
        "website",
        edit(FirstName="Ann"),
        edit(contact("Bayview Bakery"), FirstName="Ann"),
        setup=website,
    ),
    rule(
        44,
        "2.1",
        "the default account of a contact is in the chart",
        "account_code",
        new(SalesDefaultAccountCode="9999"),
        new(SalesDefaultAccountCode="200"),
        words={"code": "9999"},
    ),
    rule(
        45,
        "2.7",
        "batch details have 18 characters",
        "The field Details must be a string with a maximum length of 18.",
        new(BatchPayments={"Details": "x" * 19}),
        new(BatchPayments={"Details": "x" * 18}),
    ),
    rule(
        46,
        "2.7",
        "a batch code has 12",
        "The field Code must be a string with a maximum length of 12.",
        new(BatchPayments={"Code": "x" * 13}),
        new(BatchPayments={"Code": "x" * 12}),
    ),
    rule(
        47,
        "2.2",
        "a taken name is refused to one element, not to its list",
        "contact_name_taken",
        put("Contacts", {"Name": "New Contact"}, {"Name": "New Contact"}),
        put("Contacts", {"Name": "New Contact"}, {"Name": "Another"}),
        **taken("New Contact"),
    ),
    rule(
        48,
        "2.2",
        "in a POST of a list the id says who is meant, whatever name stands beside it",
        "contact_name_taken",
        post("Contacts", {"ContactID": AZURE, "Name": "Bayview Bakery"}),
        post("Contacts", {"ContactID": AZURE, "Name": "Azure Interior"}),
        **taken("Bayview Bakery"),
    ),
    rule(
        49,
        "2.2, 3.2",
        "of a list of changes each element is judged by itself",
        "email",
        post("Contacts", {"ContactID": AZURE, "FirstName": "Ann"}, {"ContactID": AZURE, "EmailAddress": "jane"}),
        post("Contacts", {"ContactID": AZURE, "FirstName": "Ann"}, {"ContactID": AZURE, "EmailAddress": "j@x.example"}),
    ),
)
