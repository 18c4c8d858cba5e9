"""Rules of payments and deposits (QBO 2.7)."""

from .rule import Rule, change, delete, payment


def rule(number, source, meaning, outcome, breaks, mends, **more):
    return Rule(f"MONEY-{number:02d}", source, meaning, outcome, breaks, mends, **more)


def till(desk):
    """Invoices 7 (100.00) and 9 (50.00) and credit memo 8 (30.00) of Azure, invoice B of another customer."""
    keeper = desk.keeper
    keeper.enter_invoice("Azure Interior", [("Labor", 1, "100")], number="7", date="2026-01-05")
    keeper.enter_invoice("Azure Interior", [("Labor", 1, "50")], number="9", date="2026-01-06")
    keeper.enter_credit_memo("Azure Interior", [("Labor", 1, "30")], number="8", date="2026-01-05")
    keeper.enter_invoice("Bayview Bakery", [("Labor", 1, "100")], number="B", date="2026-01-05")


def received(desk):
    till(desk)
    desk.keeper.receive_payment("7", reference="P")


def deposited(desk):
    received(desk)
    desk.keeper.deposit("P")


def reconciled(desk):
    received(desk)
    desk.keeper.reconcile("Payment", "P")


def undone(desk):
    deposited(desk)
    (deposit,) = desk.company.objects("Deposit")
    desk.keeper.undo_deposit(deposit["Id"])


def family(desk):
    """A job of Azure that pays for itself, and one that is billed with Azure."""
    for name, together in (("Alone", False), ("Together", True)):
        parent = {"Job": True, "ParentRef": desk.ref("Customer", "Azure Interior"), "BillWithParent": together}
        desk.keeper.add_customer(name, **parent)
        desk.keeper.enter_invoice(f"Azure Interior:{name}", [("Labor", 1, "10")], number=name)


def abroad(desk):
    desk.keeper.enter_invoice("Brioche Paris", [("Labor", 1, "100")], number="E")


EURO = {"CurrencyRef": {"value": "EUR"}}


def euro(account):
    return payment(
        "100.00",
        ("E", "100.00"),
        customer="Brioche Paris",
        DepositToAccountRef=lambda desk: desk.ref("Account", account),
        **EURO,
    )


RULES = (
    rule(
        23,
        "2.7",
        "a credit is used for something",
        6000,
        payment("0.00", ("8", "30.00", "CreditMemo")),
        payment("0.00", ("7", "30.00"), ("8", "30.00", "CreditMemo")),
        setup=till,
    ),
    rule(1, "2.7", "a payment has a customer", 2020, payment(customer=None), payment()),
    rule(2, "2.7", "a payment has a total", 2020, payment(None), payment()),
    rule(3, "6 (2140)", "no payment below zero", 2140, payment("-1.00"), payment("0.00")),
    rule(
        4,
        "2.7 (620)",
        "the invoice of another customer",
        620,
        payment("10.00", ("B", "10.00")),
        payment("10.00", ("7", "10.00")),
        setup=till,
    ),
    rule(
        5,
        "2.7 (620)",
        "a job is paid by its parent when it is billed with it",
        620,
        payment("10.00", ("Alone", "10.00")),
        payment("10.00", ("Together", "10.00")),
        setup=family,
    ),
    rule(
        6,
        "6 (620)",
        "an invoice with nothing open",
        620,
        payment("10.00", ("7", "10.00")),
        payment("10.00", ("9", "10.00")),
        setup=received,
    ),
    rule(
        7,
        "2.7",
        "more than is open, where that is refused",
        6000,
        payment("200.00", ("7", "150.00")),
        payment("200.00", ("7", "100.00")),
        setup=till,
    ),
    rule(
        8,
        "2.7",
        "more than the payment",
        6000,
        payment("50.00", ("7", "100.00")),
        payment("100.00", ("7", "100.00")),
        setup=till,
    ),
    rule(
        9,
        "2.7",
        "a payment of nothing applies a credit, and no more",
        6000,
        payment("0.00", ("7", "50.00"), ("8", "30.00", "CreditMemo")),
        payment("0.00", ("7", "30.00"), ("8", "30.00", "CreditMemo")),
        setup=till,
    ),
    rule(
        10,
        "6 (610)",
        "a document that is not there",
        610,
        payment(Line=[{"Amount": 1, "LinkedTxn": [{"TxnId": "999", "TxnType": "Invoice"}]}]),
        payment(),
        setup=till,
    ),
    rule(
        11,
        "2.7",
        "a line is linked",
        2020,
        payment(Line=[{"Amount": 1}]),
        payment(),
    ),
    rule(
        12,
        "2.7 (620)",
        "a payment is not linked to a bill",
        620,
        payment(Line=[{"Amount": 1, "LinkedTxn": [{"TxnId": "1", "TxnType": "Bill"}]}]),
        payment(),
    ),
    rule(
        13,
        "2.7",
        "money goes to an account that keeps it",
        6430,
        payment(DepositToAccountRef=lambda desk: desk.ref("Account", "Fuel")),
        payment(DepositToAccountRef=lambda desk: desk.ref("Account", "Checking")),
    ),
    rule(
        14,
        "2.7 (6540)",
        "a deposited payment cannot be changed",
        6540,
        change("Payment", "P", sparse=False, Line=[]),
        payment(),
        setup=deposited,
    ),
    rule(15, "2.7 (6540)", "nor deleted", 6540, delete("Payment", "P"), payment(), setup=deposited),
    rule(16, "2.7 (6540)", "nor voided", 6540, delete("Payment", "P", "void"), payment(), setup=deposited),
    rule(17, "2.7 (6480)", "what was reconciled stays", 6480, delete("Payment", "P"), payment(), setup=reconciled),
    rule(
        18,
        "2.11",
        "a bank account keeps one currency",
        6000,
        euro("Checking"),
        euro("Bank EUR"),
        setup=abroad,
        profile={"multicurrency": True},
    ),
    rule(
        19,
        "2.11",
        "a payment is in the customer's currency",
        6000,
        payment("1.00", customer="Brioche Paris", CurrencyRef={"value": "USD"}),
        payment("1.00", customer="Brioche Paris", **EURO),
        profile={"multicurrency": True},
    ),
    rule(
        20,
        "6 (6250)",
        "an inactive customer pays nothing",
        6250,
        payment(customer="Riverbend Clinic (deleted)"),
        payment(),
    ),
    rule(
        21,
        "2.7",
        "a line links one document",
        6000,
        payment(
            "10.00", Line=lambda desk: [{**desk.link("7", "10.00"), "LinkedTxn": desk.link("7", 1)["LinkedTxn"] * 2}]
        ),
        payment("10.00", ("7", "10.00")),
        setup=till,
    ),
    rule(
        22,
        "6 (2140)",
        "no line below zero",
        2140,
        payment("10.00", ("7", "-1.00")),
        payment("10.00", ("7", "1.00")),
        setup=till,
    ),
)
