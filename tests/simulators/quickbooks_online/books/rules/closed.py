"""Rules of closed books and of what only the subscription decides (QBO 2.3, 6)."""

from .rule import Rule, bill, change, create, delete, entry, journal, payment, sale


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"CLOSED-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def closed(desk, password=False):
    keeper = desk.keeper
    for date, mark in (("2026-01-15", "old"), ("2026-02-15", "new")):
        keeper.enter_invoice("Azure Interior", [("Labor", 1, "100")], number=mark, date=date)
        keeper.enter_credit_memo("Azure Interior", [("Labor", 1, "100")], number=mark, date=date)
        keeper.receive_on_account("Azure Interior", "5.00", date=date, reference=mark)
    keeper.close_books("2026-01-31", password)


def guarded(desk):
    closed(desk, password=True)


def dated(maker, *words, **fields):
    return maker(*words, TxnDate="2026-01-20", **fields), maker(*words, TxnDate="2026-02-01", **fields)


def both(number, meaning, pair, **more):
    return rule(number, "6 (6200)", meaning, 6200, *pair, setup=closed, **more)


ENTRY = (entry("Debit", "Fuel", "10.00"), entry("Credit", "Checking", "10.00"))
AGENCY = create("TaxAgency", {"DisplayName": "Another Agency"})

RULES = (
    both(1, "no invoice in closed books", dated(sale)),
    both(2, "no credit memo", dated(sale, entity="CreditMemo")),
    both(3, "no payment", dated(payment)),
    both(4, "no bill", dated(bill)),
    both(5, "no journal entry", dated(journal, *ENTRY)),
    both(
        6,
        "no change of what is closed",
        (change("Invoice", "old", PrivateNote="N"), change("Invoice", "new", PrivateNote="N")),
    ),
    both(
        7,
        "nothing is moved into it",
        (change("Invoice", "new", TxnDate="2026-01-31"), change("Invoice", "new", TxnDate="2026-02-01")),
    ),
    both(
        8,
        "nothing is moved out of it",
        (change("Invoice", "old", TxnDate="2026-02-01"), change("Invoice", "new", TxnDate="2026-02-01")),
    ),
    both(9, "no void", (delete("Invoice", "old", "void"), delete("Invoice", "new", "void"))),
    both(10, "no delete", (delete("Payment", "old"), delete("Payment", "new"))),
    rule(11, "6 (6210)", "a password does not help a program", 6210, *dated(sale), setup=guarded),
    rule(12, "2.11", "a currency while there is one only", 6000, create("CompanyCurrency", {"Code": "EUR"}), AGENCY),
    rule(
        13,
        "2.11",
        "a currency is added once",
        6240,
        create("CompanyCurrency", {"Code": "EUR"}),
        create("CompanyCurrency", {"Code": "CHF"}),
        profile={"multicurrency": True},
    ),
)
