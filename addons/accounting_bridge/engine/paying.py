"""Payments of documents that were sent: the intention to send them, kept in step with the host's allocations.

A payment is created there once. Where an allocation is taken back here, the payment there is deleted and, as far as
it still pays something of ours, made anew; where it pays more than it did, a person says what is to be done, since
nothing is deleted but as the answer to an unreconcile. Whatever would have to be asked about the one that comes in its
place is asked before: what else it pays would stand open there until somebody answers.
"""

from decimal import Decimal

from ..ledgers.documents import Kind, digest_of_fields, field_digests
from ..ledgers.protocol import Operation
from . import agreed, applied
from .preparation import Preparation

UNFINISHED = ("queued", "sending", "uncertain")
# Reasons of a payment that is there which say nothing of what it pays here.
ABOUT_WHAT_IS_THERE = ("changed_after", "total_differs")


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
    return _settle(env, connection, bindings, _Payment.next_step, batch)


def replace(env, connection, bindings):
    """A person wants payments deleted there and sent as they are now. :return: ids of new transfers."""
    return _settle(env, connection, bindings, _Payment.replaced)


def stand_as_they_are(env, connection, bindings):
    """A person says of payments that are there: so they are right. What they are here now counts as said."""
    bindings = bindings.filtered("external_id")
    if not bindings:
        return
    env.flush_all()
    reader = connection.with_env(connection._technical_env())
    prepared = Preparation(reader).payments(reader.env["account.move"].browse(bindings.move_id.ids))
    newest = env["bridge.transfer"]._newest(bindings)
    for binding in bindings:
        mine = prepared[binding.move_id.id]
        digests = field_digests(mine.document) if mine.document else {}
        binding.write({"digest": digest_of_fields(digests) if digests else False, "field_digests": digests or False})
        if binding in newest:
            newest[binding].allocation = (mine.travels if mine.document else mine.pays) or False


def total_of(env, connection, binding):
    """Return what a payment brings as it travels, None where it does not: the total of the ledger's is to be that."""
    env.flush_all()
    reader = connection.with_env(connection._technical_env())
    moves = reader.env["account.move"].browse(binding.move_id.ids)
    document = Preparation(reader).payments(moves)[binding.move_id.id].document
    return float(document.total) if document else None


def _settle(env, connection, bindings, step, batch=None):
    env.flush_all()
    reader = connection.with_env(connection._technical_env())
    preparation = Preparation(reader)
    moves = reader.env["account.move"]
    prepared, needs = preparation.payments_with_needs(moves.browse(bindings.move_id.ids))
    newest = env["bridge.transfer"]._newest(bindings)
    payments = {
        binding: _Payment(
            env,
            connection,
            binding,
            newest.get(binding, env["bridge.transfer"]),
            prepared[binding.move_id.id],
            needs[binding.move_id.id],
        )
        for binding in bindings
    }
    changed = [binding.move_id.id for binding, payment in payments.items() if payment.is_changed and payment.pays]
    replacements = preparation.payments_anew(moves.browse(changed)) if changed else {}
    created = []
    for binding, payment in payments.items():
        payment.replacement = replacements.get(binding.move_id.id)
        transfer, values = payment.transfer, step(payment)
        if values:
            created.append(values)
        elif transfer.state in ("queued", "rejected") and transfer.operation == Operation.CREATE.value:
            transfer.need_ids = [(6, 0, payment.needs)]
    if not created:
        return []
    batch = batch or _policy_batch(env, connection)
    transfers = env["bridge.transfer"].create([{**values, "batch_id": batch.id} for values in created])
    transfers._note_creation()
    connection._wake()
    return transfers.ids


class _Payment:
    """One payment: where it stands, and what comes next."""

    def __init__(self, env, connection, binding, transfer, prepared, needs):
        self.env, self.connection, self.binding, self.transfer = env, connection, binding, transfer
        self.prepared, self.needs = prepared, needs
        self.document = prepared.document
        # What would come in its place if it were deleted there.
        self.replacement = None

    @property
    def pays(self):
        """Whether anything of ours is paid by it."""
        return bool(self.document or self.prepared.missing or self.prepared.findings)

    @property
    def is_changed(self):
        """Whether the ledger has it, and not as it is now."""
        is_there = self.binding.external_id and self.transfer.state in ("processed", "rejected", "held")
        return bool(is_there and self._says_otherwise())

    def _says_otherwise(self):
        """Return whether it pays something else than was said, or is of another day or amount.

        Who its customer is called and which accounts are chosen now is no reason to touch what was booked there.
        """
        binding = self.binding
        if not self.document:
            sent, now = self.transfer.allocation or {}, self.prepared.pays
            # What somebody entered there may stand though it pays nothing here: they said so.
            is_over = not now and not binding._was_entered_there()
            return is_over or _amounts(sent) != _amounts(now)
        digests, known = field_digests(self.document), binding.field_digests or {}
        if binding.digest == digest_of_fields(digests):
            return False
        said = (binding.agreed or {}).get("applied")
        pays_as_known = bool(known) and digests.get("applications") == known.get("applications")
        # Of an application alone the ledger keeps no amount, and its day says nothing.
        compared = ("total", "date", "currency") if self.document.total else ()
        if said is None:
            compared += ("applications",)
        # One that was entered there may pay more there than it does here: both are right.
        elif not pays_as_known and said != applied.said_of(self.document):
            return True
        return not binding.digest or any(digests.get(name) != known.get(name) for name in compared)

    def next_step(self):
        """Do what needs no new transfer. :return dict: the values of a new one, None where there is none."""
        state, pays = self.transfer.state, self.pays
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

    def replaced(self):
        """Return the values of its deletion, which is followed by the payment as it is now; None where somebody has to
        answer something first, or where the deletion that was refused goes again.
        """
        if not self.binding.external_id or self.transfer.state in UNFINISHED:
            return None
        if self.binding.external_id.startswith("applied:"):
            self._file("credit_tied")
            return None
        asked = self.replacement and (self.replacement.blocked_by or self.replacement.held_by)
        if asked and self.transfer.state == "processed":
            self._file(asked.reason, asked.arguments, asked.root, asked.kind)
            return None
        if not self.pays:
            # What was said of it was said of what it paid.
            self.binding.write({"send_anyway": False, "money_alone": False})
        self._settle_question()
        if self.transfer.state == "rejected":
            # Two of them under one question could not both be freed by its answer.
            self.transfer.need_ids = [(6, 0, self.needs)]
            self.transfer._requeue()
            self.connection._wake()
            return None
        return self._values(Operation.DELETE)

    def _change(self):
        """What the ledger has of it is no longer so, or is so again."""
        if not self.is_changed:
            self._let_it_stand()
            self._settle_question(kept=ABOUT_WHAT_IS_THERE)
        elif self._pays_less():
            if not self.binding._was_entered_there():
                return self.replaced()
            self._file("payment_theirs")
        else:
            self._file("payment_changed")
        return None

    def _settle_question(self, kept=()):
        """What was asked about what is there is answered: it is as it is here, or it will not be there any more."""
        if self.transfer.state == "processed" and self.transfer.reason and self.transfer.reason not in kept:
            self.transfer._move_to("processed", {self.transfer.id: {"sources": ("processed",)}})
            self.env["bridge.issue"]._close_stale(self.connection.id)

    def _let_it_stand(self):
        """A deletion that the ledger refused is not wanted any more where both sides are again as they were."""
        refused = self.transfer.state == "rejected" and self.transfer.operation == Operation.DELETE.value
        if not refused or agreed.differences(self.binding, self.binding.remote_record_id):
            return
        if applied.differences(self.binding):
            return
        # Nothing was deleted: processed as a deletion it would read as taken out there.
        self.transfer.operation = Operation.UPDATE.value
        self.transfer._move_to("processed", {self.transfer.id: {"sources": ("rejected",)}})
        self.env["bridge.issue"]._close_stale(self.connection.id)

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
            "need_ids": [(6, 0, self.needs)],
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

    def _file(self, reason, arguments=None, root=None, kind=Kind.PAYMENT.value):
        about_all = root == "connection"
        root = root if about_all else f"binding:{self.binding.id}"
        arguments = arguments or {"document": self.binding.record_name}
        issues = self.env["bridge.issue"]._file(
            self.connection.id,
            [
                {
                    "reason": reason,
                    "root": root,
                    "kind": kind,
                    "binding_id": None if about_all else self.binding.id,
                    "arguments": arguments,
                }
            ],
        )
        values = {"reason": reason, "arguments": arguments, "issue_id": issues[reason, root]}
        self.transfer._move_to("processed", {self.transfer.id: {**values, "sources": ("processed",)}})


def _amounts(pays):
    return {invoice: Decimal(amount) for invoice, amount in pays.items()}


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
