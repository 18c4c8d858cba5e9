"""What is open between the organisation and a contact, in base currency (Contact.Balances, facts 2.2).

``#open`` keeps of every contact the documents of which something is open: {document id: (side, due day, amount)}.
"""

from .money import total

SIDES = {"AccountsReceivable": "ACCREC", "AccountsPayable": "ACCPAY"}


def move(books, contact_id: str, document_id: str, side: str, due: str, amount):
    """So much of a document is open now: ``side`` is ACCREC or ACCPAY; credit notes count below zero, 0 is nothing.

    It moves no UpdatedDateUTC of the contact (facts 3.4).
    """
    kept = {key: one for key, one in books.store.get("#open", contact_id, {}).items() if key != document_id}
    if amount:
        kept[document_id] = (side, due, amount)
    books.store.put("#open", contact_id, kept)


def shown(books, contact_id: str) -> dict | None:
    """Balances as the contact shows them; None if there are none."""
    kept, today = books.store.get("#open", contact_id), books.clock.today()
    if kept is None:
        return None
    made = {}
    for name, side in SIDES.items():
        own = [(due, amount) for one, due, amount in kept.values() if one == side]
        overdue = total(amount for due, amount in own if due and due < today)
        made[name] = {"Outstanding": total(amount for _due, amount in own), "Overdue": overdue}
    return made
