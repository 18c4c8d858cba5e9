"""The pieces of which requests about documents and money are made."""

from decimal import Decimal

from .rule import account, change, code_of, contact, delete, post, put

AZURE = contact("Azure Interior")
DATE, DUE = "2026-11-20", "2026-12-20"
ABSENT = "11111111-2222-4333-8444-555555555555"


def without(fields: dict) -> dict:
    """Fields that are None are left out of a request."""
    return {name: value for name, value in fields.items() if value is not None}


def line(**fields) -> dict:
    """A line over 100.00 on the sales account; None leaves a field out."""
    usual = {"Description": "Work", "Quantity": Decimal(1), "UnitAmount": Decimal(100), "AccountCode": code_of("Sales")}
    return without(usual | fields)


def cost(**fields) -> dict:
    return line(**{"AccountCode": code_of("Office Expenses"), **fields})


def invoice_of(**fields) -> dict:
    usual = {
        "Type": "ACCREC",
        "Contact": {"ContactID": AZURE},
        "Date": DATE,
        "DueDate": DUE,
        "LineAmountTypes": "Exclusive",
        "Status": "AUTHORISED",
        "LineItems": [line()],
    }
    return without(usual | fields)


def bill_of(**fields) -> dict:
    return invoice_of(
        **{"Type": "ACCPAY", "Contact": {"ContactID": contact("Wood Corner")}, "LineItems": [cost()], **fields}
    )


def note_of(**fields) -> dict:
    return invoice_of(**{"Type": "ACCRECCREDIT", "DueDate": None, **fields})


def invoice(**fields):
    return put("Invoices", invoice_of(**fields))


def posted(**fields):
    return post("Invoices", invoice_of(**fields))


def bill(**fields):
    return put("Invoices", bill_of(**fields))


def note(**fields):
    return put("CreditNotes", note_of(**fields))


def lines(*given, **fields):
    return invoice(LineItems=list(given), **fields)


def id_of(endpoint: str, number: str):
    """The id of a document by its number (a payment by its reference)."""

    def look(desk):
        row = desk.keeper.document(endpoint, number)
        return row[desk.books._module(endpoint).ENDPOINT.id]

    return look


def line_id(number: str, position: int = 0, endpoint: str = "Invoices"):
    return lambda desk: desk.keeper.document(endpoint, number)["LineItems"][position]["LineItemID"]


def edit(number: str, endpoint: str = "Invoices", **fields):
    return change(endpoint, id_of(endpoint, number), fields)


# --- what the bookkeeper has done before ---


def entered(number: str = "A1", amount: str = "100", who: str = "Azure Interior", **fields):
    """An approved invoice of the number, over so much and tax."""

    def setup(desk):
        desk.keeper.enter_invoice(who, [("Sales", 1, amount)], number, DATE, DUE, **fields)

    return setup


def paid(number: str = "A1", amount=None, **fields):
    def setup(desk):
        entered(number)(desk)
        desk.keeper.pay(number, amount, DATE, reference="P1", **fields)

    return setup


def billed(number: str = "B1", who: str = "Wood Corner"):
    def setup(desk):
        desk.keeper.enter_bill(who, [("Office Expenses", 1, "100")], number, DATE, DUE)

    return setup


def credited(number: str = "C1", amount: str = "40", who: str = "Azure Interior", **fields):
    def setup(desk):
        desk.keeper.enter_credit_note(who, [("Sales", 1, amount)], number, DATE, **fields)

    return setup


def allocated(desk):
    """A1 with C1 allocated to it."""
    entered()(desk)
    credited()(desk)
    desk.keeper.allocate("C1", "A1")


def overpaid(desk):
    desk.keeper.overpay("Azure Interior", "50", DATE)


def both(*setups):
    def setup(desk):
        for one in setups:
            one(desk)

    return setup


# --- money ---


def payment_of(number: str | None = "A1", amount="10", **fields) -> dict:
    usual = {
        "Invoice": {"InvoiceID": id_of("Invoices", number)} if number else None,
        "Account": {"AccountID": account("Business Bank Account")},
        "Date": DATE,
        "Amount": Decimal(amount),
    }
    return without(usual | fields)


def payment(number: str | None = "A1", amount="10", **fields):
    return put("Payments", payment_of(number, amount, **fields))


def allocation(credit="C1", number="A1", amount="10", endpoint="CreditNotes", credit_id=None, **fields):
    usual = {"Amount": Decimal(amount), "Invoice": {"InvoiceID": id_of("Invoices", number)}, "Date": DATE}
    made = put(endpoint, without(usual | fields), sub="Allocations")
    return type(made)("PUT", endpoint, made.elements, credit_id or id_of(endpoint, credit), made.options)


def unallocation(credit="C1", sub_id=None, endpoint="CreditNotes"):
    def first(desk):
        return desk.books.allocations()[0]["id"]

    return delete(endpoint, id_of(endpoint, credit), sub="Allocations", sub_id=sub_id or first)


def part(number: str, amount="10", **fields) -> dict:
    return {"Invoice": {"InvoiceID": id_of("Invoices", number)}, "Amount": Decimal(amount), **fields}


def batch(*parts, **fields):
    usual = {"Account": {"AccountID": account("Business Bank Account")}, "Date": DATE, "Payments": list(parts)}
    return put("BatchPayments", without(usual | fields))


def transaction(kind="RECEIVE-OVERPAYMENT", **fields):
    usual = {
        "Type": kind,
        "Contact": {"ContactID": AZURE},
        "BankAccount": {"AccountID": account("Business Bank Account")},
        "Date": DATE,
        "LineItems": [line()],
    }
    return put("BankTransactions", without(usual | fields))


# --- journals ---


def entry(name: str, amount, **fields) -> dict:
    return {"AccountID": account(name), "LineAmount": Decimal(amount), **fields}


def journal(*entries, **fields):
    usual = {"Narration": "Wages", "Date": DATE, "Status": "POSTED"}
    usual |= {"JournalLines": list(entries) or [entry("Advertising", 100), entry("Sales", -100)]}
    return put("ManualJournals", without(usual | fields))
