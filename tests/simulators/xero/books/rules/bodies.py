"""Rules of requests as a whole (XERO 3.2, 6, 2.4)."""

from .rule import Request, Rule, change, contact, delete, post, put

ZERO = "00000000-0000-0000-0000-000000000001"
NEW = put("Contacts", {"Name": "New Contact"})


def rule(number, source, meaning, outcome, breaks, mends=NEW, **more):
    return Rule(f"BODY-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def terms(day):
    return put("Contacts", {"Name": "New Contact", "PaymentTerms": {"Sales": {"Day": day, "Type": "OFCURRENTMONTH"}}})


RULES = (
    rule(1, "6", "an empty list is no data", "400/17", put("Contacts")),
    rule(
        2,
        "2.4, 6",
        "a word that an enumeration lacks fails the request",
        "400/14",
        put("Contacts", {"Name": "New Contact", "ContactStatus": "active"}),
        put("Contacts", {"Name": "New Contact", "ContactStatus": "ACTIVE"}),
    ),
    rule(3, "6", "so does a number that is none", "400/14", terms("soon"), terms("10")),
    rule(4, "6", "so does part of a unit where units are whole", "400/14", terms("1.5"), terms(1)),
    rule(
        5,
        "6",
        "so does an id that is none",
        "400/14",
        post("Contacts", {"ContactID": "12345", "Name": "New Contact"}),
    ),
    rule(
        6,
        "3.2, 6",
        "so does what is unreadable in a later element",
        "400/14",
        put("Contacts", {"Name": "New Contact"}, {"Name": "Another", "Addresses": [{"AddressType": "HOME"}]}),
        put("Contacts", {"Name": "New Contact"}, {"Name": "Another", "Addresses": [{"AddressType": "STREET"}]}),
    ),
    rule(7, "6", "so does an object where a text belongs", "400/14", put("Contacts", {"Name": {"Full": "A"}})),
    rule(
        8,
        "6",
        "so does one where a list belongs",
        "400/14",
        put("Contacts", {"Name": "New Contact", "ContactPersons": {"FirstName": "Ann"}}),
        put("Contacts", {"Name": "New Contact", "ContactPersons": [{"FirstName": "Ann"}]}),
    ),
    rule(
        9,
        "6",
        "so does a word for yes and no that is neither",
        "400/14",
        put("Items", {"Code": "X", "IsSold": "yes"}),
        put("Items", {"Code": "X", "IsSold": "true"}),
    ),
    rule(
        10,
        "6",
        "an id in the path belongs to something here",
        "404",
        change("Contacts", ZERO, {"FirstName": "Ann"}),
        change("Contacts", contact("Azure Interior"), {"FirstName": "Ann"}),
    ),
    rule(
        11,
        "2.2",
        "contacts are not deleted",
        "501",
        delete("Contacts", contact("Azure Interior")),
        change("Contacts", contact("Azure Interior"), {"ContactStatus": "ARCHIVED"}),
    ),
    rule(12, "2.1, 6", "branding themes are only read", "501", put("BrandingThemes", {"Name": "Mine"})),
    rule(13, "2.1, 6", "so is the organisation", "501", post("Organisation", {"Name": "Mine"})),
    rule(
        14,
        "2.4",
        "PUT names no object",
        "501",
        Request("PUT", "Contacts", [{"FirstName": "Ann"}], contact("Azure Interior")),
        change("Contacts", contact("Azure Interior"), {"FirstName": "Ann"}),
    ),
    rule(15, "6", "a wrong path is nothing", "404", put("Customers", {"Name": "New Contact"})),
)
