"""Rules of manual journals (XERO 2.8, 2.9)."""

from .papers import ABSENT, entry, journal
from .rule import Rule, change, code_of, post


def rule(number, source, meaning, outcome, breaks, mends=None, **more):
    return Rule(f"JRN-{number:02d}", source, meaning, outcome, breaks, mends or journal(), **more)


def against(name):
    return journal(entry(name, 100), entry("Sales", -100))


def written(status="POSTED"):
    def setup(desk):
        desk.keeper.enter_journal("Wages", [("Advertising", 100), ("Sales", -100)], "2026-11-20", Status=status)

    return setup


def voided(desk):
    written()(desk)
    desk.keeper.void("ManualJournals", "Wages")


def edit(**fields):
    return change("ManualJournals", lambda desk: next(iter(desk.books.store.table("ManualJournals"))), fields)


def locked(desk):
    written()(desk)
    desk.keeper.lock_period("2026-11-30")


RULES = (
    rule(1, "2.8", "a journal has a narration", "narration", journal(Narration=None)),
    rule(2, "2.8", "two lines at least", "journal_lines", journal(entry("Sales", 0))),
    rule(
        3,
        "2.8",
        "debits equal credits",
        "journal_balance",
        journal(entry("Advertising", 100), entry("Sales", -10)),
        words={"debits": "100.00", "credits": "-10.00"},
    ),
    rule(4, "2.8", "not to receivables", "account_code", against("Accounts Receivable"), words={"code": "610"}),
    rule(5, "2.8", "not to payables", "account_code", against("Accounts Payable"), words={"code": "800"}),
    rule(6, "2.8", "not to a bank", "account_code", against("Business Bank Account"), words={"code": "090"}),
    rule(7, "2.8", "not to retained earnings", "account_code", against("Retained Earnings"), words={"code": "960"}),
    rule(8, "2.8", "not to inventory", "account_code", against("Inventory"), words={"code": "630"}),
    rule(
        9,
        "2.8",
        "an account that is not there",
        "account_code",
        journal({"AccountCode": "999", "LineAmount": 1}, entry("Sales", -1)),
        journal({"AccountCode": code_of("Advertising"), "LineAmount": 1}, entry("Sales", -1)),
        words={"code": "999"},
    ),
    rule(
        10,
        "2.8",
        "POSTED does not go back",
        "journal_status",
        edit(Status="DRAFT"),
        edit(Status="VOIDED"),
        setup=written(),
    ),
    rule(
        11,
        "2.8",
        "a draft is not voided",
        "journal_status",
        edit(Status="VOIDED"),
        edit(Status="DELETED"),
        setup=written("DRAFT"),
    ),
    rule(12, "2.8", "VOIDED is final", "journal_status", edit(Status="POSTED"), setup=voided),
    rule(
        13,
        "2.8",
        "an id of nothing",
        "not_found",
        post("ManualJournals", {"ManualJournalID": ABSENT, "Narration": "x"}),
    ),
    rule(
        14,
        "2.8",
        "a link back without the word",
        "url_xero",
        journal(Url="https://xero.example/1"),
        journal(Url="https://odoo.example/1"),
    ),
    rule(
        15,
        "2.9",
        "a locked period",
        "period_lock",
        journal(),
        journal(Date="2026-12-01"),
        setup=locked,
        words={"date": "30 November 2026"},
    ),
    rule(
        16,
        "2.9",
        "nothing of it changes",
        "period_lock",
        edit(Narration="x"),
        journal(Date="2026-12-01"),
        setup=locked,
        words={"date": "30 November 2026"},
    ),
    rule(
        17,
        "2.1",
        "an archived account",
        "account_archived",
        against("Advertising"),
        journal(entry("Wages and Salaries", 1), entry("Sales", -1)),
        setup=lambda desk: desk.keeper.archive_account("Advertising"),
        words={"code": "400"},
    ),
)
