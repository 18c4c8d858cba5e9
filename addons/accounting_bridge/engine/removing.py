"""What a void or a deletion comes to: the entry there holds nothing of the document any more.

The link keeps its history and is emptied, so that a document that is posted and released again becomes a new one.
"""

from collections import defaultdict
from decimal import Decimal

from ..ledgers.documents import Kind
from .bulk import update_rows
from .values import exact


def settle_removed(session, transfers):
    """Note that what transfers asked to be voided or deleted is so."""
    env = session.env
    if not transfers:
        return
    # As one recordset they are read together, however often the cache is emptied on the way.
    transfers = env["bridge.transfer"].browse(transfer.id for transfer in transfers)
    links = {
        transfer.binding_id.id: {
            "external_id": None,
            "match_state": "new",
            "version": None,
            "digest": None,
            "field_digests": None,
            "agreed": None,
            "totals_agree": False,
            # What was said of a payment before it was deleted is said of the one that comes in its place.
            "send_anyway": transfer.kind == Kind.PAYMENT.value and transfer.binding_id.send_anyway,
            "money_alone": transfer.kind == Kind.PAYMENT.value and transfer.binding_id.money_alone,
            "update_confirmed": False,
        }
        for transfer in transfers
    }
    for transfer in transfers:
        row = transfer.binding_id.remote_record_id
        if transfer.operation == "delete":
            row.is_gone = True
        elif row:
            row.details = {**(row.details or {}), "is_void": True}
    env.flush_all()
    update_rows(env["bridge.binding"], links)
    env["bridge.transfer"]._move_to("processed", {transfer.id: {} for transfer in transfers}, session_id=session.id)
    _look_again(session, transfers)


def open_again(session, transfers):
    """Note that what payments paid is open again, the moment they are removed: the mirror need not wait for the next
    reading.

    Not for what a reading has shown to be removed: it told what is open, too.

    :param transfers: list of removals that the ledger has just accepted, and that are not settled yet.
    """
    rows = session.env["bridge.remote.record"]
    paying = [transfer.binding_id.remote_record_id for transfer in transfers if transfer.kind == Kind.PAYMENT.value]
    freed = defaultdict(list)
    for payment in rows.union(*paying).filtered(lambda row: not row.is_gone):
        for part in (payment.details or {}).get("applications") or ():
            amount = sum(Decimal(part.get(name) or "0") for name in ("amount", "discount"))
            freed[part["kind"], part["id"]].append((amount, payment.currency_name))
    documents = rows.search(
        [
            ("connection_id", "=", session.connection_id.id),
            ("remote_id", "in", [remote_id for _kind, remote_id in freed]),
        ]
    )
    values = {}
    for row in documents.filtered("total"):
        parts, details = freed.get((row.kind, row.remote_id), ()), row.details or {}
        # How much of it money of another currency paid nobody told; some payments do not say their currency.
        is_told = all(not money or money == row.currency_name for _amount, money in parts)
        # Nor is anything known where no balance was told: what is known to be paid has none left.
        if parts and is_told and (row.balance or details.get("paid")):
            balance = exact(row.balance, 2) + sum(amount for amount, _money in parts)
            values[row.id] = {"balance": str(min(balance, exact(row.total, 2))), "details": {**details, "paid": False}}
    update_rows(rows, values)


def _look_again(session, transfers):
    """A payment that was deleted because of one document may still pay others: have it looked at."""
    session.env["bridge.change"].create(
        [
            {
                "binding_id": transfer.binding_id.id,
                "connection_id": transfer.connection_id.id,
                "user_id": transfer.released_by_id.id or session.env.uid,
            }
            for transfer in transfers
            if transfer.kind == Kind.PAYMENT.value
        ]
    )


def is_removed(binding):
    """Return whether the mirror, read after a loss, says that an entry was voided or deleted."""
    row = binding.remote_record_id
    return row.is_gone or bool((row.details or {}).get("is_void"))


def settle_lost(session, transfers):
    """Decide removals whose answer was lost by what the ledger holds now. :return: those that did not arrive"""
    removed = transfers.filtered(lambda transfer: is_removed(transfer.binding_id))
    settle_removed(session, list(removed))
    session.done += len(removed)
    return transfers - removed
