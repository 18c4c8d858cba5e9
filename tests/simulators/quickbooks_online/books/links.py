"""What pays what: payments and the invoices and credit memos they are linked to (facts 2.7).

``#applied`` keeps, by document, how much each payment applies to it; balances and LinkedTxn follow from it.
"""

from .currencies import in_home
from .faults import business
from .money import ZERO, total

#: Documents that a payment can be linked to, and which way they count.
SIDES = {"Invoice": 1, "CreditMemo": -1}


def key_of(line: dict) -> tuple:
    link = line["LinkedTxn"][0]
    return link["TxnType"], link["TxnId"]


def applied(company, entity: str, record_id: str) -> dict:
    """{payment id: amount}"""
    return company.store.get("#applied", f"{entity}/{record_id}", {})


def open_amount(company, entity: str, row: dict, without: str = ""):
    """What is open of a document, not counting what one payment applies."""
    used = applied(company, entity, row["Id"])
    return row["TotalAmt"] - total(amount for payment, amount in used.items() if payment != without)


def settle_balance(company, entity: str, new: dict):
    """Balance, RemainingCredit and LinkedTxn of an invoice or credit memo."""
    used = applied(company, entity, new["Id"])
    new["Balance"] = new["TotalAmt"] - total(used.values())
    if entity == "CreditMemo":
        new["RemainingCredit"] = new["Balance"]
    new["LinkedTxn"] = [{"TxnId": payment, "TxnType": "Payment"} for payment in used]


def note(company, payment_id: str, lines: list, old_lines: list, skip=()):
    """Remember what a payment applies now, and move the documents that it touched (facts 4.6)."""
    before, after = _sums(old_lines), _sums(lines)
    for entity, record_id in dict.fromkeys((*before, *after)):
        amount = after.get((entity, record_id), ZERO)
        if before.get((entity, record_id), ZERO) == amount:
            continue
        used = {**applied(company, entity, record_id), payment_id: amount}
        if not amount:
            del used[payment_id]
        company.store.put("#applied", f"{entity}/{record_id}", used)
        if (entity, record_id) not in skip:
            row = company.row(entity, record_id)
            changes = dict(row)
            settle_balance(company, entity, changes)
            names = ("Balance", "LinkedTxn", "RemainingCredit")
            moved = {name: changes[name] for name in names if name in changes}
            _in_home(company, row, moved)
            company.touch(entity, record_id, moved)


def _in_home(company, row, moved):
    if "HomeBalance" in row:
        moved["HomeBalance"] = in_home(row, moved["Balance"])


def _sums(lines: list) -> dict:
    sums = {}
    for line in lines:
        key = key_of(line)
        sums[key] = sums.get(key, ZERO) + line["Amount"]
    return sums


def unapplied(total_amount, lines: list):
    return total_amount - total(SIDES[key_of(line)[0]] * line["Amount"] for line in lines)


def release(company, entity: str, record_id: str, keep=ZERO):
    """Take payments off a document, the last first, until no more than ``keep`` is applied to it.

    The payments stay and are unapplied so far; credits that they applied with it are free again (facts 2.7).
    """
    over = total(applied(company, entity, record_id).values()) - keep
    for payment_id in reversed(list(applied(company, entity, record_id))):
        if over <= 0:
            return
        row = company.row("Payment", payment_id)
        lines, cut = _cut(row["Line"], over, lambda line: key_of(line) == (entity, record_id))
        over -= cut
        rewrite(company, row, _balanced(row["TotalAmt"], lines), skip=((entity, record_id),))


def _cut(lines: list, amount, chosen) -> tuple:
    """Lines with so much less in the chosen ones, from the last one on; (lines, what was cut)."""
    kept, left = [], amount
    for line in reversed(lines):
        if chosen(line) and left > 0:
            part = min(left, line["Amount"])
            left -= part
            if part == line["Amount"]:
                continue
            line = {**line, "Amount": line["Amount"] - part}
        kept.append(line)
    return kept[::-1], amount - left


def _balanced(total_amount, lines: list) -> list:
    """No more unapplied than was paid, and never less than nothing."""
    rest = unapplied(total_amount, lines)
    if rest > total_amount:
        lines, _cut_off = _cut(lines, rest - total_amount, lambda line: key_of(line)[0] == "CreditMemo")
    elif rest < 0:
        lines, _cut_off = _cut(lines, -rest, lambda line: key_of(line)[0] == "Invoice")
    return lines


def rewrite(company, row: dict, lines: list, skip=()):
    """A payment with other lines, as a side effect of what happened elsewhere."""
    note(company, row["Id"], lines, row["Line"], skip)
    company.touch("Payment", row["Id"], {"Line": lines, "UnappliedAmt": unapplied(row["TotalAmt"], lines)})


def check_total(company, entity: str, new: dict):
    """An invoice that was changed to less than was paid of it (switch total_below_paid)."""
    paid = total(applied(company, entity, new["Id"]).values())
    if new["TotalAmt"] >= paid:
        return
    if company.switches.total_below_paid == "refused" and not company.by_hand:
        raise business(f"{paid} has been applied to this transaction, more than its new total")
    release(company, entity, new["Id"], keep=new["TotalAmt"])


def open_documents(company, entity: str, customer_id: str) -> list:
    """Those of a customer that are not settled, oldest first."""
    rows = [
        row
        for row in company.store.table(entity).values()
        if row["CustomerRef"]["value"] == customer_id and row["Balance"] > 0
    ]
    return sorted(rows, key=lambda row: (row["TxnDate"], int(row["Id"])))


def link(entity: str, row: dict, amount) -> dict:
    """A payment line as a client sends it."""
    return {"Amount": amount, "LinkedTxn": [{"TxnId": row["Id"], "TxnType": entity}]}
