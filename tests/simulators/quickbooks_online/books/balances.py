"""What customers and vendors owe: moved by every document that is stored or removed (facts 2.4, 4.1)."""

from .money import ZERO, total

SIGNS = {"Invoice": 1, "CreditMemo": -1, "Bill": 1, "VendorCredit": -1}


def shares_of(company, entity: str, row: dict) -> list:
    """(Customer or Vendor, id, amount): what this document adds to whose balance."""
    if entity in ("Invoice", "CreditMemo"):
        return [("Customer", row["CustomerRef"]["value"], SIGNS[entity] * row["Balance"])]
    if entity == "Payment":
        return [("Customer", row["CustomerRef"]["value"], -row["UnappliedAmt"])]
    if entity in ("Bill", "VendorCredit"):
        return [("Vendor", row["VendorRef"]["value"], SIGNS[entity] * row["Balance"])]
    if entity == "JournalEntry":
        return [share for line in row["Line"] for share in _journal_share(company, line)]
    return []


def _journal_share(company, line: dict) -> list:
    detail = line["JournalEntryLineDetail"]
    party = detail.get("Entity")
    kind = company.row("Account", detail["AccountRef"]["value"])["AccountType"]
    if not party or kind not in ("Accounts Receivable", "Accounts Payable"):
        return []
    debit = line["Amount"] if detail["PostingType"] == "Debit" else -line["Amount"]
    amount = debit if kind == "Accounts Receivable" else -debit
    return [(party["Type"], party["EntityRef"]["value"], amount)]


def move(company, entity: str, old: dict | None, new: dict | None):
    """Change the balances by what the new document differs from the old one."""
    changes = {}
    for row, sign in ((old, -1), (new, 1)):
        for kind, party_id, amount in shares_of(company, entity, row) if row else ():
            key = (kind, party_id)
            changes[key] = changes.get(key, ZERO) + sign * amount
    for (kind, party_id), change in changes.items():
        if change:
            _add(company, kind, party_id, change)


def _add(company, kind, party_id, change):
    party = company.row(kind, party_id)
    moves = company.switches.balance_moves_customer
    if kind == "Vendor":
        company.touch(kind, party_id, {"Balance": party["Balance"] + change}, moves)
        return
    changes = {"Balance": party["Balance"] + change, "BalanceWithJobs": party["BalanceWithJobs"] + change}
    company.touch(kind, party_id, changes, moves)
    while party.get("ParentRef"):
        party = company.row(kind, party["ParentRef"]["value"])
        grown = {"BalanceWithJobs": party["BalanceWithJobs"] + change}
        company.touch(kind, party["Id"], grown, moves)


def owed_by(company, customer_id: str):
    """What the documents say: the sum that Customer.Balance must be (tests compare the two)."""
    return total(
        amount
        for entity in ("Invoice", "CreditMemo", "Payment", "JournalEntry")
        for row in company.store.table(entity).values()
        for kind, party_id, amount in shares_of(company, entity, row)
        if (kind, party_id) == ("Customer", customer_id)
    )
