"""Payments of documents that were sent: the intention to send them, kept in step with the host's allocations.

A payment is created there once. Where an allocation is taken back here, the payment there is deleted and, as far as
it still pays something of ours, made anew; where it pays more than it did, a person says what is to be done, since
nothing is deleted but as the answer to an unreconcile.
"""

from decimal import Decimal

from ..ledgers.documents import Kind, digest_of
from ..ledgers.protocol import Operation
from .preparation import Preparation


def queue_payments(env, connection, payers, batch=None):
    """Write into the outbox what became of payments; nothing is sent here.

    :param connection: a live connection, as the superuser.
    :param payers: entries that pay, or no longer pay, documents of ours.
    :param batch: the release that they belong to; a batch of its own kind where there is none.
    :return: ids of the transfers that are new.
    """
    flow = connection.flow_ids.filtered(lambda flow: flow.kind == Kind.PAYMENT.value)
    if not (flow.enabled and payers):
        return []
    bindings = env["bridge.binding"]._reserve(connection, payers, Kind.PAYMENT)
    return settle_payments(env, connection, bindings, batch)


def settle_payments(env, connection, bindings, batch=None):
    """Compare payments with what the ledger has of them and queue the difference. :return: ids of new transfers."""
    env.flush_all()
    reader = connection.with_env(connection._technical_env())
    preparation = Preparation(reader)
    prepared, needs = preparation.payments_with_needs(reader.env["account.move"].browse(bindings.move_id.ids))
    newest = env["bridge.transfer"]._newest(bindings)
    created = []
    for binding in bindings:
        transfer = newest.get(binding, env["bridge.transfer"])
        values = _Payment(env, connection, binding, transfer, prepared[binding.move_id.id]).next_step()
        if values:
            created.append({**values, "need_ids": [(6, 0, needs[binding.move_id.id])]})
        elif transfer.state in ("queued", "rejected") and transfer.operation == Operation.CREATE.value:
            transfer.need_ids = [(6, 0, needs[binding.move_id.id])]
    if not created:
        return []
    batch = batch or _policy_batch(env, connection)
    transfers = env["bridge.transfer"].create([{**values, "batch_id": batch.id} for values in created])
    transfers._note_creation()
    connection._wake()
    return transfers.ids


class _Payment:
    """One payment: where it stands, and what comes next."""

    def __init__(self, env, connection, binding, transfer, prepared):
        self.env, self.connection, self.binding, self.transfer = env, connection, binding, transfer
        self.prepared = prepared
        self.document = prepared.document

    def next_step(self):
        """Do what needs no new transfer. :return dict: the values of a new one, None where there is none."""
        state = self.transfer.state
        pays = bool(self.document or self.prepared.missing or self.prepared.findings)
        if state in ("sending", "uncertain"):
            self._look_later()
        elif self.binding.external_id and state in ("processed", "rejected", "held"):
            return self._change()
        elif not pays:
            self._withdraw()
        elif state == "rejected" or self._was_answered():
            self.transfer._requeue()
        elif not state or state == "processed":
            return self._values(Operation.CREATE)
        elif state in ("withdrawn", "gone") and self.transfer.operation == Operation.CREATE.value:
            self.transfer._requeue()
        elif state in ("withdrawn", "gone"):
            return self._values(Operation.CREATE)
        return None

    def _was_answered(self):
        """Return whether it waits for a person and what it was asked about is so no more."""
        return bool(self.transfer.state == "queued" and self.transfer.issue_id and not self.prepared.held_by)

    def _change(self):
        """What the ledger has of it is no longer so."""
        if self.document and digest_of(self.document) == self.binding.digest:
            return None
        if self._pays_less():
            if self.binding.external_id.startswith("applied:"):
                self._file("credit_tied")
                return None
            return self._values(Operation.DELETE)
        self._file("payment_changed")
        return None

    def _pays_less(self):
        """Return whether something that it paid there is not paid by it any more, or less of it.

        Only what was taken back here counts: an invoice that is gone there, or not there yet, is paid all the same.
        """
        sent, now = self.transfer.allocation or {}, self.prepared.pays
        return not now or any(Decimal(now.get(invoice, "0")) < Decimal(amount) for invoice, amount in sent.items())

    def _values(self, operation):
        return {
            "connection_id": self.connection.id,
            "binding_id": self.binding.id,
            "move_id": self.binding.move_id.id,
            "operation": operation.value,
            "allocation": self.transfer.allocation,
            "released_by_id": self.env.uid,
        }

    def _withdraw(self):
        # A deletion that waits is the answer to what was taken back before: it stands.
        if self.transfer.state in ("queued", "rejected") and not self.binding.external_id:
            self.transfer._move_to("withdrawn", {self.transfer.id: {}})

    def _look_later(self):
        self.env["bridge.change"].create(
            {"binding_id": self.binding.id, "connection_id": self.connection.id, "user_id": self.env.uid}
        )

    def _file(self, reason):
        root = f"binding:{self.binding.id}"
        arguments = {"document": self.binding.record_name}
        issues = self.env["bridge.issue"]._file(
            self.connection.id,
            [
                {
                    "reason": reason,
                    "root": root,
                    "kind": Kind.PAYMENT.value,
                    "binding_id": self.binding.id,
                    "arguments": arguments,
                }
            ],
        )
        values = {"reason": reason, "arguments": arguments, "issue_id": issues[reason, root]}
        self.transfer._move_to("processed", {self.transfer.id: {**values, "sources": ("processed",)}})


def look_again(env, transfers):
    """Documents were made there, some of them anew: have the payments looked at that were tied to what was there.

    :param transfers: of documents that have just become entries of the ledger.
    """
    made = transfers.filtered(lambda transfer: transfer.move_id and transfer.operation == Operation.CREATE.value)
    paid = env["bridge.transfer"].search([("need_ids", "in", made.binding_id.ids), ("kind", "=", Kind.PAYMENT.value)])
    env["bridge.change"].create(
        [
            {"binding_id": binding.id, "connection_id": binding.connection_id.id, "user_id": env.uid}
            for binding in paid.binding_id.filtered("external_id")
        ]
    )


def _policy_batch(env, connection):
    """Return the batch that gathers what travels by itself until its report."""
    batches = env["bridge.batch"]
    running = batches.search(
        [("connection_id", "=", connection.id), ("origin", "=", "policy"), ("reported_at", "=", False)],
        order="id desc",
        limit=1,
    )
    return running.try_lock_for_update(allow_referencing=True) or batches.create(
        {"connection_id": connection.id, "origin": "policy", "user_id": env.uid}
    )
