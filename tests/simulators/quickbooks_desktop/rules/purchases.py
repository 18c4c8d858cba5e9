"""Rules of bills, credits of vendors and journal entries (facts 3.6, 4.6, 4.9)."""

from .payments import after, opened
from .rule import Rule, changed_txn, doc, reference, remove, rq

VENDOR = reference("VendorRef", "Wood Corner")
DATE = "<TxnDate>2024-05-06</TxnDate>"


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"BILL-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def journal_rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"JOURNAL-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def expense(amount="100.00", account="Expenses:Fuel", more=""):
    account = reference("AccountRef", account) if account else ""
    return f"<ExpenseLineAdd>{account}<Amount>{amount}</Amount>{more}</ExpenseLineAdd>"


def bill(lines=None, head="", vendor=VENDOR, date=DATE, kind="Bill", account=""):
    return doc(rq(f"{kind}Add", f"{vendor}{account}{date}{head}{expense() if lines is None else lines}"))


def one_bill(book):
    book.enter_bill("Wood Corner", [("Expenses:Fuel", "100.00")], number="B-1", date="2024-05-06")


def closed(book):
    one_bill(book)
    book.set_closing_date("2024-05-31")


def reconciled(book):
    one_bill(book)
    book.reconcile(book.pay_bill("B-1", date="2024-05-10"))


def open_mod(body):
    return changed_txn("Bill", "B-1", body)


def side(debit, amount="100.00", account="Expenses:Fuel", entity=""):
    name = "JournalDebitLine" if debit else "JournalCreditLine"
    account = reference("AccountRef", account) if account else ""
    entity = reference("EntityRef", entity) if entity else ""
    return f"<{name}>{account}<Amount>{amount}</Amount>{entity}</{name}>"


def journal(*sides, date=DATE):
    return doc(rq("JournalEntryAdd", date + "".join(sides)))


FUEL, BANK = side(True), side(False, account="Checking")
GOOD = journal(FUEL, BANK)
ASKED = side(True, account="Accounts Receivable", entity="Azure Interior")
BOTH_SORTS = expense() + expense("-30.00", "Payroll Liabilities")

RULES = (
    rule(
        1,
        "3.6 (3140)",
        "the vendor of a bill is there",
        3140,
        bill(vendor=reference("VendorRef", "Nobody")),
        bill(),
    ),
    rule(
        2,
        "3.6 (3140), 5.1",
        "a customer is no vendor",
        3140,
        bill(vendor=reference("VendorRef", "Azure Interior")),
        bill(),
    ),
    rule(3, "4.9 (BillAdd)", "a bill has a date", 3150, bill(date=""), bill()),
    rule(
        4,
        "4.6",
        "an amount of a bill has an account",
        3150,
        bill(expense(account="")),
        bill(),
    ),
    rule(
        5,
        "3.6 (3180)",
        "a bill is not below zero, its lines may be",
        3180,
        bill(expense("-100.01") + expense()),
        bill(BOTH_SORTS),
    ),
    rule(
        6,
        "4.6 (APAccountRef)",
        "a payable account is one",
        3210,
        bill(account=reference("APAccountRef", "Checking")),
        bill(account=reference("APAccountRef", "Accounts Payable")),
    ),
    rule(
        7,
        "4.9 (InvoiceAdd)",
        "several payable accounts: say which",
        3150,
        bill(),
        bill(account=reference("APAccountRef", "Accounts Payable")),
        setup=lambda book: book.add_account("Payable of the branch", "AccountsPayable"),
    ),
    rule(8, "3.6 (3171) [U]", "no bill into closed books", 3171, bill(), opened(bill()), setup=closed),
    rule(
        9,
        "3.6 (3171) [U]",
        "no change of a bill in closed books",
        3171,
        open_mod("<Memo>new</Memo>"),
        opened(open_mod("<Memo>new</Memo>")),
        setup=closed,
    ),
    rule(
        10,
        "3.6 (3171) [U]",
        "no void of a bill in closed books",
        3171,
        remove("Bill", "B-1", "Void"),
        opened(remove("Bill", "B-1", "Void")),
        setup=closed,
    ),
    rule(
        11,
        "3.6 (3200)",
        "a bill changed since it was read",
        3200,
        changed_txn("Bill", "B-1", "<Memo>new</Memo>", sequence="1"),
        open_mod("<Memo>new</Memo>"),
        setup=one_bill,
    ),
    rule(
        12,
        "3.6 (3130) [U]",
        "a line that is not in the bill",
        3130,
        open_mod("<ExpenseLineMod><TxnLineID>FFFF-1</TxnLineID></ExpenseLineMod>"),
        open_mod(lambda ids: f"<ExpenseLineMod><TxnLineID>{ids[0]}</TxnLineID></ExpenseLineMod>"),
        setup=one_bill,
    ),
    rule(
        13,
        "4.9 (BillMod), 3.6 (3190)",
        "an amount of a bill is not cleared",
        3190,
        open_mod(lambda ids: f"<ExpenseLineMod><TxnLineID>{ids[0]}</TxnLineID><Amount></Amount></ExpenseLineMod>"),
        open_mod(lambda ids: f"<ExpenseLineMod><TxnLineID>{ids[0]}</TxnLineID><Amount>5.00</Amount></ExpenseLineMod>"),
        setup=one_bill,
    ),
    rule(
        14,
        "3.6 (530), 5.3",
        "no tax code on purchases in the United States",
        530,
        bill(expense(more=reference("SalesTaxCodeRef", "Tax"))),
        bill(),
    ),
    rule(
        15,
        "4.9 (BillAdd)",
        "a purchase order to link to is there",
        3120,
        bill(head="<LinkToTxnID>FFFF-1</LinkToTxnID>"),
        bill(),
    ),
    rule(
        16,
        "5.2",
        "a bill's number has 20 characters",
        3070,
        bill(head=f"<RefNumber>{'9' * 21}</RefNumber>"),
        bill(head=f"<RefNumber>{'9' * 20}</RefNumber>"),
    ),
    rule(
        17,
        "3.6 (3160) [U]",
        "a check that is reconciled is not deleted",
        3160,
        remove("BillPaymentCheck"),
        after(lambda book: book.undo_reconcile(book.bill_payments()[0]["txn_id"]), remove("BillPaymentCheck")),
        setup=reconciled,
    ),
    rule(
        18,
        "3.6 (3180)",
        "a credit of a vendor is not below zero",
        3180,
        bill(expense("-1.00"), kind="VendorCredit"),
        bill(expense("1.00"), kind="VendorCredit"),
    ),
    rule(
        19,
        "4.9 (BillMod)",
        "a bill keeps its vendor",
        3190,
        open_mod("<VendorRef/>"),
        open_mod(reference("VendorRef", "Ridge Supply Co")),
        setup=one_bill,
    ),
    journal_rule(
        1,
        "4.9 (switch journal_balance)",
        "debits and credits are the same",
        3180,
        journal(FUEL, side(False, "99.99", "Checking")),
        GOOD,
    ),
    journal_rule(
        2,
        "4.9 (switch journal_entity)",
        "a receivable line names a customer",
        3210,
        journal(side(True, account="Accounts Receivable"), BANK),
        journal(ASKED, BANK),
    ),
    journal_rule(
        3,
        "4.9 (switch journal_entity)",
        "a payable line names a vendor",
        3210,
        journal(FUEL, side(False, account="Accounts Payable", entity="Azure Interior")),
        journal(FUEL, side(False, account="Accounts Payable", entity="Wood Corner")),
    ),
    journal_rule(
        4,
        "4.9 (switch journal_open_lines)",
        "one receivable or payable line",
        3180,
        journal(ASKED, side(False, account="Accounts Receivable", entity="Kestrel Logistics")),
        journal(ASKED, BANK),
    ),
    journal_rule(5, "3.6 (3150) [U]", "an amount has an account", 3150, journal(FUEL, side(False, account="")), GOOD),
    journal_rule(
        6,
        "3.4",
        "a side is not below zero",
        3210,
        journal(side(True, "-100.00"), side(False, "-100.00", "Checking")),
        GOOD,
    ),
    journal_rule(7, "3.1", "an entry has lines", "0x80040400", journal(), GOOD),
    journal_rule(
        8,
        "3.6 (3171) [U]",
        "no entry into closed books",
        3171,
        GOOD,
        opened(GOOD),
        setup=lambda book: book.set_closing_date("2024-05-31"),
    ),
    journal_rule(
        9,
        "3.6 (3171) [U]",
        "no void of an entry in closed books",
        3171,
        remove("JournalEntry", "", "Void"),
        opened(remove("JournalEntry", "", "Void")),
        setup=lambda book: (
            book.enter_journal([("Checking", "1.00", None), ("Sales", None, "1.00")], date="2024-05-06"),
            book.set_closing_date("2024-05-31"),
        ),
    ),
)
