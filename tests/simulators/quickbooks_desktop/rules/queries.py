"""Rules of queries (facts 3.4, 3.6, 4.11, 4.12)."""

from lxml import etree

from .rule import Rule, doc, query


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"QUERY-{number:02d}", source, meaning, outcome, breaks, mends, **more)


ALL = doc(query("Customer"))
PAGE = "<MaxReturned>5</MaxReturned>"
START = doc(query("Customer", PAGE, 'iterator="Start"'))


def key_of(book, document=START) -> str:
    answer = etree.fromstring(book.process_request(document).encode())
    return answer.find(".//CustomerQueryRs").get("iteratorID")


def go_on(body=PAGE, step="Continue", between=None):
    def text(book):
        key = key_of(book)
        if between:
            between(book)
        return doc(query("Customer", body, f'iterator="{step}" iteratorID="{key}"'))

    return text


def new_session(book):
    book.end_session()
    book.begin_session("Odoo")


def stop_first(book):
    key = key_of(book)
    book.process_request(doc(query("Customer", "", f'iterator="Stop" iteratorID="{key}"')))
    return doc(query("Customer", PAGE, f'iterator="Continue" iteratorID="{key}"'))


def modified(low, high=""):
    high = f"<ToModifiedDate>{high}</ToModifiedDate>" if high else ""
    return doc(query("Customer", f"<FromModifiedDate>{low}</FromModifiedDate>{high}"))


RULES = (
    rule(
        1,
        "3.6 (1)",
        "nothing matches the filters",
        1,
        doc(
            query(
                "Customer",
                "<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>Zz</Name></NameFilter>",
            )
        ),
        ALL,
    ),
    rule(
        2,
        "3.6 (500)",
        "a name that is not there",
        500,
        doc(query("Customer", "<FullName>Nobody</FullName>")),
        doc(query("Customer", "<FullName>azure interior</FullName>")),
    ),
    rule(
        3,
        "3.6 (500) [U]",
        "the same, as no match",
        1,
        doc(query("Customer", "<FullName>Nobody</FullName>")),
        ALL,
        switches={"missing_by_name": 1},
    ),
    rule(
        4,
        "3.6 (500)",
        "one of two names is not there",
        500,
        doc(query("Customer", "<FullName>Azure Interior</FullName><FullName>Nobody</FullName>")),
        ALL,
    ),
    rule(
        5,
        "3.6 (3120)",
        "a ListID that is not there",
        3120,
        doc(query("Customer", "<ListID>8000FFFF-1</ListID>")),
        ALL,
    ),
    rule(
        6,
        "3.6 (500) [U]",
        "the same, as a warning",
        500,
        doc(query("Customer", "<ListID>8000FFFF-1</ListID>")),
        ALL,
        switches={"missing_by_id": 500},
    ),
    rule(
        7,
        "5.2",
        "a number that is not there",
        500,
        doc(query("Invoice", "<RefNumberCaseSensitive>1</RefNumberCaseSensitive>")),
        doc(query("Invoice")),
        mended=1,
    ),
    rule(
        8,
        "4.11",
        "inactive records are hidden",
        1,
        doc(
            query(
                "Customer",
                "<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>Riverbend</Name></NameFilter>",
            )
        ),
        doc(
            query(
                "Customer",
                "<ActiveStatus>All</ActiveStatus><NameFilter><MatchCriterion>StartsWith</MatchCriterion>"
                "<Name>Riverbend</Name></NameFilter>",
            )
        ),
    ),
    rule(
        9,
        "4 intro, 4.12",
        "an iterator has pages",
        3150,
        doc(query("Customer", "", 'iterator="Start"')),
        START,
    ),
    rule(
        10,
        "4.12",
        "an iterator goes over filters",
        3151,
        doc(query("Customer", "<FullName>Azure Interior</FullName>", 'iterator="Start"')),
        START,
    ),
    rule(
        11,
        "4.12",
        "a page has a record at least",
        "0x80040400",
        doc(query("Customer", "<MaxReturned>0</MaxReturned>")),
        doc(query("Customer", "<MaxReturned>1</MaxReturned>")),
    ),
    rule(12, "3.6 (3391)", "an iterator of another session", 3391, go_on(between=new_session), go_on()),
    rule(
        13,
        "3.6 (3391)",
        "an iterator that nobody started",
        3391,
        doc(query("Customer", PAGE, 'iterator="Continue" iteratorID="{EB05F701-E727-472F-8ADE-6753C4F67A46}"')),
        go_on(),
    ),
    rule(14, "4.12", "an iterator that was stopped", 3391, stop_first, go_on(step="Stop")),
    rule(
        15,
        "4.12",
        "Continue repeats the filters",
        3391,
        go_on(PAGE + "<ActiveStatus>All</ActiveStatus>"),
        go_on(),
    ),
    rule(16, "3.4", "times end in 2038", 3020, modified("2039-01-01"), modified("2024-01-01")),
    rule(17, "3.4", "times begin in 1970", 3020, modified("1969-12-31"), modified("1970-01-01")),
    rule(
        18,
        "3.6 (3030)",
        "a range runs forward",
        3030,
        modified("2024-02-01", "2024-01-01"),
        modified("2024-01-01", "2037-01-01"),
    ),
    rule(
        19,
        "3.6 (3031)",
        "a range of names runs forward",
        3031,
        doc(query("Customer", "<NameRangeFilter><FromName>B</FromName><ToName>A</ToName></NameRangeFilter>")),
        doc(query("Customer", "<NameRangeFilter><FromName>A</FromName><ToName>B</ToName></NameRangeFilter>")),
    ),
    rule(20, "3.6 (3020)", "a time exists", 3020, modified("2024-13-01"), modified("2023-12-01")),
)
