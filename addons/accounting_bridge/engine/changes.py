"""Documents that people changed while they were on their way: queued again by themselves.

People's transactions only leave a note (``bridge.change``); it is read here, when it is known what became
of the document, and turned into an update where the document is no longer what the ledger accepted. Notes of
customers are read by ``meeting.py``, when it is known what became of them there.
"""

from ..ledgers.documents import Kind, digest_of
from ..ledgers.protocol import Operation
from . import paying
from .choosing import REMOVALS
from .preparation import Preparation


def queue_changed(env, connection_id, changes=None, forced=False):
    """Turn the notes of settled documents into updates.

    :param changes: the notes to look at; a person's transaction looks at its own only, the engine at all of them.
    :param bool forced: a person wants an update of what was not changed, too.
    :return: ids of the new transfers.
    """
    if changes is None:
        changes = env["bridge.change"].search(
            [("connection_id", "=", connection_id), ("binding_id.move_id", "!=", False)]
        )
    if not changes:
        return []
    connection = env["bridge.connection"].browse(connection_id)
    payments = changes.filtered(lambda change: change.binding_id.kind == Kind.PAYMENT.value)
    documents = changes - payments
    return _settle_payments(env, connection, payments) + _settle_documents(env, connection, documents, forced)


def _settle_payments(env, connection, changes):
    bindings = changes.binding_id
    # What is on its way leaves a new note.
    changes.unlink()
    return paying.settle_payments(env, connection, bindings) if bindings else []


def _settle_documents(env, connection, changes, forced=False):
    if not changes:
        return []
    newest = env["bridge.transfer"]._newest(changes.binding_id)
    settled = {binding: t for binding, t in newest.items() if t.state not in ("sending", "uncertain")}
    cancelled = {binding: t for binding, t in settled.items() if binding.move_id.state == "cancel"}
    done = changes.filtered(lambda change: change.binding_id in settled)
    author = {change.binding_id: change.user_id for change in done}
    reader = connection.with_env(connection._technical_env())
    moves = reader.env["account.move"].browse(done.binding_id.move_id.ids).filtered(lambda move: move.state == "posted")
    prepared = Preparation(reader).invoices(moves) if moves else {}
    needs = moves._bridge_needs(connection)
    updates = _remove_cancelled(cancelled, connection._ledger().capabilities)
    unchanged, again = env["bridge.binding"], env["bridge.transfer"]
    for binding, transfer in settled.items():
        move_id = binding.move_id.id
        if forced and transfer.state == "queued" and binding.external_id:
            transfer.is_forced = True
        if transfer.state == "queued" and transfer.operation in REMOVALS and binding.move_id.state == "posted":
            # Cancelled and posted again before it was taken back there.
            transfer.operation = Operation.UPDATE.value
            transfer.need_ids = [(6, 0, needs[move_id])]
            continue
        taken_back = transfer.state in ("withdrawn", "rejected") and binding.external_id
        if not (transfer.state == "processed" or taken_back) or move_id not in prepared:
            continue
        document = prepared[move_id].document
        if not binding.external_id:
            # Voided there as the answer to a cancel: what is posted again is released again by a person.
            continue
        if document and digest_of(document) == binding.digest:
            unchanged |= binding
        if taken_back:
            # Also what is as it was before: the next session sees whether the ledger has it so.
            still_forced = forced or (transfer.is_forced and transfer.state == "withdrawn")
            transfer.write({"need_ids": [(6, 0, needs[move_id])], "is_forced": still_forced})
            again |= transfer
            continue
        if binding in unchanged and not forced:
            continue
        updates.append(
            {
                "connection_id": connection.id,
                "batch_id": transfer.batch_id.id,
                "binding_id": binding.id,
                "move_id": move_id,
                "operation": Operation.UPDATE.value,
                "is_forced": forced,
                "need_ids": [(6, 0, needs[move_id])],
                "released_by_id": author[binding].id,
            }
        )
    # The batch that they were sent with has reported; what a person forces is told to that person, too.
    batch = env["bridge.batch"]._of_person(connection) if forced and (updates or again) else None
    again._requeue(batch=batch)
    created = env["bridge.transfer"].create(
        [{**values, "batch_id": batch.id} for values in updates] if batch else updates
    )
    created._note_creation()
    done.unlink()
    # What it says here may be another thing all the same: accounts do not travel. It is kept anew when it is reset.
    env["bridge.former"].sudo().search([("binding_id", "in", unchanged.ids)]).unlink()
    return created.ids


def _remove_cancelled(cancelled, capabilities):
    """Have documents that are cancelled taken out there: what waits or was refused becomes the removal itself.

    Beside it a second one could not wait, and two under one question could not both be freed by its answer.

    :param cancelled: ``{link: its newest transfer}``
    :return: values of the removals that are new.
    """
    created = []
    for binding, transfer in cancelled.items():
        if not binding.external_id:
            # What came back from its way without having arrived is not wanted there any more.
            transfer.filtered(lambda one: one.state == "queued")._leave_outbox("withdrawn")
        elif _is_removal_due(transfer) and transfer.state in ("queued", "rejected"):
            operation = capabilities.removal(Kind(transfer.kind)).value
            transfer.write({"operation": operation, "need_ids": [(5,)], "is_forced": False})
            transfer._requeue()
        elif _is_removal_due(transfer):
            created.append(_removal(transfer, capabilities))
    return created


def _is_removal_due(transfer):
    """Return whether what is still there is to be removed: also where a late answer told of what was sent before."""
    return transfer.operation not in REMOVALS or transfer.state in ("withdrawn", "gone", "processed")


def _removal(transfer, capabilities):
    """Return the values of what answers a cancelled document: it is voided, or deleted where that cannot be done."""
    return {
        "connection_id": transfer.connection_id.id,
        "batch_id": transfer.batch_id.id,
        "binding_id": transfer.binding_id.id,
        "move_id": transfer.move_id.id,
        "operation": capabilities.removal(Kind(transfer.kind)).value,
        "released_by_id": transfer.released_by_id.id,
    }
