"""What is shown of an entity: the stored objects, accounts with their balances."""

from . import posting
from .money import ZERO


def shown(company, entity: str) -> dict[str, dict]:
    """{id: object}"""
    rows = company.store.table(entity)
    if entity == "Account":
        return _accounts(company, rows)
    return rows


def _accounts(company, rows: dict) -> dict:
    balances = posting.balances(company)
    with_children = dict(balances)
    for row in rows.values():
        parent = row.get("ParentRef")
        while parent:
            key = parent["value"]
            with_children[key] = with_children.get(key, ZERO) + balances.get(row["Id"], ZERO)
            parent = rows[key].get("ParentRef")
    result = {}
    for key, row in rows.items():
        own = sign_of(row) * balances.get(key, ZERO)
        every = sign_of(row) * with_children.get(key, ZERO)
        if row["Classification"] in ("Revenue", "Expense"):
            own = every = ZERO
        if row["CurrentBalance"] == own and row["CurrentBalanceWithSubAccounts"] == every:
            result[key] = row
        else:
            result[key] = {**row, "CurrentBalance": own, "CurrentBalanceWithSubAccounts": every}
    return result


def sign_of(account: dict) -> int:
    """1 where debits make an account larger."""
    return 1 if account["Classification"] in ("Asset", "Expense") else -1
