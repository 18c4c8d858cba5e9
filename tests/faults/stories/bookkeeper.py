"""What the bookkeeper does in the company file, and what the story has to remember of it to judge the end."""

from datetime import timedelta

from tests.simulators.quickbooks_desktop import Refusal as Refusal

KINDS = ("Invoice", "Invoice", "Invoice", "CreditMemo")


def _document(story, kinds=KINDS):
    """A live document, anybody's; ``None`` where there is none."""
    kind = story.draw.choice(kinds)
    rows = [row for row in story.book.documents(kind) if not row["is_void"]]
    return (kind, story.draw.choice(rows)) if rows else (kind, None)


def _said(row):
    return f"{row['kind']} {row['number'] or row['txn_id']}"


def edit_date(story):
    kind, row = _document(story)
    if not row:
        return None
    day = (story.world.clock.moment - timedelta(days=story.draw.randint(1, 6))).strftime("%Y-%m-%d")
    story.book._edit(kind, row["txn_id"], {"TxnDate": day})
    story.note_hand(row["txn_id"], date=day)
    return f"{_said(row)} dated {day}"


def edit_number(story):
    kind, row = _document(story)
    if not row:
        return None
    number = f"H{story.draw.randint(100, 9999)}"
    story.book._edit(kind, row["txn_id"], {"RefNumber": number})
    story.note_hand(row["txn_id"], number=number)
    return f"{_said(row)} numbered {number}"


def edit_memo(story):
    """With the memo goes our mark, at times: what is left to know it by is the number or the GUID."""
    kind, row = _document(story)
    if not row:
        return None
    story.book._edit(kind, row["txn_id"], {"Memo": "See file"})
    return f"{_said(row)}: other memo"


def edit_line(story):
    kind, row = _document(story)
    places = [place for place, line in enumerate(row["lines"]) if line["amount"]] if row else []
    if not places:
        return None
    amount = f"{story.draw.randint(100, 30000) / 100:.2f}"
    story.book.edit_line(row["txn_id"], story.draw.choice(places), kind, Amount=amount)
    total = next(one["total"] for one in story.book.documents(kind) if one["txn_id"] == row["txn_id"])
    story.note_hand(row["txn_id"], total=total)
    return f"{_said(row)}: a line of {amount}, total {total}"


def void(story):
    kind, row = _document(story)
    if not row:
        return None
    story.book.void(kind, row["txn_id"])
    story.hand_removed.add(row["txn_id"])
    return f"{_said(row)} voided"


def delete(story):
    kind, row = _document(story, (*KINDS, "ReceivePayment", "ReceivePayment"))
    if not row:
        return None
    story.book.delete(kind, row["txn_id"])
    story.hand_removed.add(row["txn_id"])
    return f"{_said(row)} deleted"


def receive_payment(story):
    rows = [row for row in story.book.invoices() if row["balance"] > 0]
    if not rows:
        return None
    row = story.draw.choice(rows)
    amount = None if story.draw.random() < 0.5 else f"{row['balance'] / 2:.2f}"
    story.by_hand.add(story.book.receive_payment(row["txn_id"], amount))
    return f"{amount or 'everything'} received for {_said(row)}"


def apply_credit(story):
    rows = [row for row in story.book.credit_memos() if row["balance"] > 0]
    for credit in story.shuffled(rows):
        owing = [row for row in story.book.invoices() if row["balance"] > 0 and row["customer"] == credit["customer"]]
        if owing:
            row = story.draw.choice(owing)
            # On QuickBooks Online that is a payment of nothing.
            payment = story.book.apply_credit(credit["txn_id"], row["txn_id"])
            story.by_hand.update([payment] if payment else ())
            story.hand_ties.add((credit["txn_id"], row["txn_id"]))
            return f"{_said(credit)} applied to {_said(row)}"
    return None


def deposit(story):
    rows = [row for row in story.book.payments() if not row["marks"]]
    if not rows:
        return None
    row = story.draw.choice(rows)
    story.book.deposit(row["txn_id"])
    return f"{_said(row)} deposited"


def undo_deposit(story):
    rows = story.book.deposits()
    if not rows:
        return None
    story.book.undo_deposit(story.draw.choice(rows)["txn_id"])
    return "a deposit undone"


def enter_invoice(story):
    """An invoice of their own, at times under the very number that Odoo comes to next."""
    number = f"B{story.draw.randint(100, 9999)}"
    known = [row["number"] for row in story.book.invoices() if row["number"].isdigit()]
    if known and story.draw.random() < 0.3:
        number = f"{int(max(known)) + 1}"
    customer = story.draw.choice(story.world.names[:4])
    # Where there are several receivable accounts QuickBooks wants to be told which.
    home = {"ARAccountRef": {"FullName": "Accounts Receivable"}} if story.is_abroad else {}
    story.by_hand.add(story.book.enter_invoice(customer, [("Labor", "1", "95.00")], number=number, **home))
    return f"invoice {number} of their own for {customer}"


def rename_customer(story):
    name = story.draw.choice(story.world.names)
    story.book.rename("Customer", name, f"{name} II")
    return f"{name} renamed"


def deactivate_customer(story):
    name = story.draw.choice(story.world.names)
    active = story.draw.random() < 0.5
    story.book.set_active("Customer", name, active)
    return f"{name} made {'active' if active else 'inactive'}"


def close_books(story):
    day = story.draw.choice((None, "2026-01-31", "2026-02-28"))
    story.book.set_closing_date(day)
    return f"books closed until {day}"


# Each with how often it is drawn.
ACTIONS = {
    edit_date: 2,
    edit_number: 2,
    edit_memo: 1,
    edit_line: 2,
    void: 1,
    delete: 2,
    receive_payment: 2,
    apply_credit: 1,
    deposit: 1,
    undo_deposit: 1,
    enter_invoice: 2,
    rename_customer: 1,
    deactivate_customer: 1,
    close_books: 1,
}
