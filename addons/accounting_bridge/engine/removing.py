"""What a void or a deletion comes to: the entry there holds nothing of the document any more.

The link keeps its history and is emptied, so that a document that is posted and released again becomes a new one.
"""

from ..ledgers.documents import Kind
from .bulk import update_rows


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
