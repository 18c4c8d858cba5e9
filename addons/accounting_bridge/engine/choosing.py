"""Which transfers leave next, and the writes that they become."""

import dataclasses
import hashlib
from functools import cached_property

from odoo.tools import SQL

from ..ledgers.documents import Kind, digest_of_fields, field_digests
from ..ledgers.merging import Act, Agreement, merge, party_with, said_by
from ..ledgers.protocol import Operation, Push, Unwritable
from ..ledgers.reasons import Level, reason_of
from . import agreed, agreeing, applied, changing, defaulting, matching, reading
from .customers import Customers
from .findings import Finding, Prepared
from .matching import KIND_OF_MODEL
from .preparation import Preparation

REMOVALS = (Operation.VOID.value, Operation.DELETE.value)

# What an update says that a person wants although nothing was changed. It is compared with what is there right before
# (``agreed``), so that nothing of the bookkeeper's is written over, and may be said of what is paid, too. The answer
# brings the whole document as it is there, and its totals are compared anew. Terms and rate, which hang on a date and
# are not compared, are left out: what the bookkeeper chose stays.
SAID_WHEN_FORCED = {Kind.INVOICE: "due_date", Kind.CREDIT_NOTE: "date"}


class Chosen:
    """Collects one set of writes: what is due, what it has become, what had to be rejected on the way.

    ``pushes`` is a list of ``(Push, transfer, digests of the fields of its document)``; ``said`` keeps of each customer
    and payment among them what both sides agree on once it is accepted.
    """

    def __init__(self, session, capabilities):
        self.session, self.env, self.connection = session, session.env, session.connection_id
        self.capabilities = capabilities
        self.size = capabilities.writes_per_exchange
        self.seen = set()
        self.pushes, self.said = [], {}
        self.reader = self.connection.with_env(self.connection._technical_env())
        # Before *Enable* only the trial may leave, and what it needs.
        self.trial_id = _trial_of(self.connection)
        self.uuid = self.env["ir.config_parameter"].get_param("database.uuid")

    @property
    def room(self):
        return self.size - len(self.pushes)

    def next_candidates(self):
        """Return due transfers not looked at yet: lists before documents, oldest first.

        Transfers of a set that was not understood go first and in smaller sets, until the one that spoils
        it is alone.
        """
        suspects = self._select("t.suspect_size > 0", self.size)
        if suspects and not self.pushes:
            self.size = min(suspects.mapped("suspect_size"))
            return suspects[: self.size]
        if suspects:
            return suspects[: self.room]
        return self._select("(t.suspect_size > 0) IS NOT TRUE", self.room)

    def _select(self, condition, limit):
        self.env["bridge.transfer"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT t.id %(sendable)s AND NOT (t.id = ANY(%(seen)s)) AND %(condition)s
                 ORDER BY (t.move_id IS NOT NULL), t.id
                 LIMIT %(limit)s FOR NO KEY UPDATE OF t
                """,
                sendable=_sendable(self.connection.id, self.trial_id),
                seen=list(self.seen),
                condition=SQL(condition),
                limit=limit,
            )
        )
        return self.env["bridge.transfer"].browse(row[0] for row in self.env.cr.fetchall())

    # === FROM TRANSFERS TO WRITES === #

    def prepare(self, transfers):
        """Turn transfers into writes; those that something stands against are rejected with it, their issue filed."""
        self.seen.update(transfers.ids)
        prepared = self._documents(transfers)
        self.rejected, self.asked, self.unchanged, self.waiting = [], [], {}, {}
        for transfer in transfers:
            self._decide(transfer, prepared[transfer.id])
        matching.reject(self.session, self.rejected)
        matching.ask(self.session, self.asked)
        self.env["bridge.transfer"]._move_to("processed", self.unchanged, session_id=self.session.id)
        defaulting.settle(self.env["bridge.transfer"].browse(self.unchanged).binding_id)
        # That Odoo has nothing new does not mean that the ledger has nothing else.
        settled = self.env["bridge.transfer"].browse(self.unchanged).filtered("is_document")
        reading.note_changed(self.session, settled.binding_id.remote_record_id.ids)
        matching.add_needs(self.session, self.waiting)

    def _documents(self, transfers):
        """Return ``{transfer id: Prepared}``, each kind read as one recordset. What is removed needs no document."""
        preparation = Preparation(self.reader)
        writes = transfers.filtered(lambda transfer: transfer.operation not in REMOVALS)
        payments = writes.filtered(lambda transfer: transfer.kind == Kind.PAYMENT.value)
        documents = writes.filtered("move_id") - payments
        lists = writes.filtered(lambda transfer: transfer.binding_id.res_model in KIND_OF_MODEL)
        moves = self.reader.env["account.move"]
        paid = preparation.payments(moves.browse(payments.move_id.ids)) if payments else {}
        sold = preparation.invoices(moves.browse(documents.move_id.ids)) if documents else {}
        listed = preparation.lists(lists.binding_id) if lists else {}
        return {
            **{transfer.id: Prepared() for transfer in transfers - writes},
            **{transfer.id: paid[transfer.move_id.id] for transfer in payments},
            **{transfer.id: sold[transfer.move_id.id] for transfer in documents},
            **{transfer.id: listed[transfer.binding_id.id] for transfer in lists},
            **self._of_other_models(preparation, writes - payments - documents - lists),
        }

    def _of_other_models(self, preparation, transfers):
        """Return ``{transfer id: Prepared}`` of records of further models: each model prepares its own."""
        result = {}
        for model, mine in transfers.grouped(lambda transfer: transfer.binding_id.res_model).items():
            prepared = self.reader.env[model]._bridge_prepare(preparation, mine.binding_id)
            result |= {transfer.id: prepared[transfer.binding_id.id] for transfer in mine}
        return result

    def _decide(self, transfer, prepared):
        binding, operation = transfer.binding_id, transfer.operation
        removes = operation in REMOVALS
        if removes and not binding.external_id:
            self.unchanged[transfer.id] = {}
        elif operation == Operation.CREATE.value and binding.external_id:
            self._add_what_exists(transfer, prepared)
        elif not self.capabilities.can(Kind(transfer.kind), Operation(operation)):
            self._reject(transfer, "operation_unknown", document=binding.record_name)
        elif removes:
            self._add_unless_changed(transfer, None, {})
        elif prepared.blocked_by:
            self.rejected.append((transfer, prepared.blocked_by))
        elif prepared.held_by:
            self.asked.append((transfer, prepared.held_by))
        elif prepared.missing:
            self.waiting[transfer] = prepared.missing
        elif not prepared.document:
            # Nothing is left of it: a payment that pays no document of ours any more.
            self.unchanged[transfer.id] = {}
        else:
            self._add_document(transfer, prepared)

    def _add_document(self, transfer, prepared):
        """Create what is not there, change what is and is no longer what the ledger accepted last."""
        if transfer.kind == Kind.CUSTOMER.value:
            self._add_customer(transfer, prepared.document)
            return
        binding, digests = transfer.binding_id, field_digests(prepared.document)
        is_same = binding.digest == digest_of_fields(digests)
        if binding.external_id and is_same and not transfer.is_forced:
            self.unchanged[transfer.id] = {}
        elif binding.external_id:
            self._add_unless_changed(transfer, prepared.document, digests)
        else:
            if prepared.travels or transfer.allocation:
                transfer.allocation = prepared.travels or False
            if transfer.kind == Kind.PAYMENT.value:
                self.said[self._key(transfer)] = applied.evidence_of(prepared.document)
            elif transfer.is_document and not transfer.move_id:
                self.said[self._key(transfer)] = _days_of(prepared.document)
            self._add(transfer, prepared.document, digests)

    def _add_what_exists(self, transfer, prepared):
        """Linked meanwhile, by a person or by a late answer: what exists is never created."""
        binding = transfer.binding_id
        if transfer.kind == Kind.CUSTOMER.value and prepared.document:
            self._add_customer(transfer, prepared.document)
            return
        digests = field_digests(prepared.document) if prepared.document else {}
        if digests and binding.digest and binding.digest != digest_of_fields(digests):
            transfer.operation = Operation.UPDATE.value
            self._add_unless_changed(transfer, prepared.document, digests)
        else:
            self.unchanged[transfer.id] = {}

    # === CUSTOMERS === #

    def _add_customer(self, transfer, party):
        """Create a customer, or say what was changed here since both sides agreed, over what was read last.

        What was changed there meanwhile stays as it is there; where that is the same field, a person says whose it is.
        """
        binding, row = transfer.binding_id, transfer.binding_id.remote_record_id
        ours = agreeing.content(binding, party)
        if not binding.external_id:
            self._add(transfer, party, field_digests(party))
            self.said[self._key(transfer)] = ours
            return
        if not row.is_active:
            self._reject(transfer, "customer_inactive", name=row.name or binding.record_name)
            return
        theirs, base = self._customers.theirs(row.name, row.details), Agreement.of(binding.agreed)
        merged = merge(ours, theirs, base)
        sent = merged.of(Act.SEND)
        decided = agreeing.Decision(binding, ours, theirs, base, not binding.agreed, merged)
        if decided.conflicts:
            self._reject(transfer, agreeing.CONFLICT, **agreeing.conflict_of(decided))
        elif not sent:
            self.unchanged[transfer.id] = {}
        else:
            transfer.operation = Operation.UPDATE.value
            document = party_with(party, {name: theirs[name] for name in decided.takes if name != "term"})
            changed = said_by(sent, party, base)
            self._add(transfer, document, field_digests(document), changed=changed)
            self.said[self._key(transfer)] = {name: ours[name] for name in (*sent, *merged.settled)}

    @cached_property
    def _customers(self):
        return Customers(self.reader)

    def _add_unless_changed(self, transfer, document, digests):
        """Write over an entry where nothing of ours was changed there, and nobody has to say yes first."""
        against = changing.against(self.connection, transfer.binding_id, document, digests)
        if not against:
            if theirs := agreed.of_theirs(transfer.binding_id, transfer.binding_id.remote_record_id):
                self.said[self._key(transfer)] = {"theirs": theirs}
            self._add(transfer, document, digests)
            return
        reason, arguments = against
        hold = self._ask if reason_of(reason).level is Level.WAITING else self._reject
        hold(transfer, reason, **arguments)

    def _add(self, transfer, document, digests, changed=None):
        """Add a write to the set.

        :param changed: names of the fields that it says; None: whatever is not what the ledger accepted last.
        """
        binding, remote = transfer.binding_id, transfer.binding_id.remote_record_id
        known = binding.field_digests or {}
        if changed is None and known and document:
            changed = {name for name in {*digests, *known} if digests.get(name) != known.get(name)}
            if not changed and transfer.is_forced:
                changed = {SAID_WHEN_FORCED[Kind(transfer.kind)]}
                document = dataclasses.replace(document, term=None, exchange_rate=None)
        push = Push(
            key=self._key(transfer),
            kind=Kind(transfer.kind),
            operation=Operation(transfer.operation),
            document=document,
            remote_id=binding.external_id or "",
            # The lock is the one read last: that nothing of ours was changed under it has just been looked at.
            version=remote.version or binding.version or "",
            trace=binding.trace,
            details=agreed.details_of_ours(binding, remote)
            # A person has seen what bears the number there and wants this one there as well, or it was voided.
            | ({"number_may_repeat": True} if binding.send_anyway or (remote.details or {}).get("is_void") else {}),
            changed=None if changed is None else frozenset(changed),
        )
        self.pushes.append((push, transfer, digests))

    def _finding(self, transfer, reason, **arguments):
        return Finding(reason, f"binding:{transfer.binding_id.id}", transfer.kind, arguments, transfer.binding_id.id)

    def _reject(self, transfer, reason, **arguments):
        self.rejected.append((transfer, self._finding(transfer, reason, **arguments)))

    def _ask(self, transfer, reason, **arguments):
        self.asked.append((transfer, self._finding(transfer, reason, **arguments)))

    # === THE TEXT === #

    def encode(self, ledger, key, previous_key):
        """Return the text of the set. A document that cannot be written is rejected, and its neighbours go on."""
        while self.pushes:
            try:
                return ledger.encode_writes([push for push, _transfer, _digests in self.pushes], key, previous_key)
            except Unwritable as problem:
                bad = [entry for entry in self.pushes if entry[0].key == problem.key]
                if not bad:
                    raise
                self.pushes = [entry for entry in self.pushes if entry not in bad]
                found = [
                    (
                        transfer,
                        self._finding(
                            transfer, "unwritable", words=str(problem), document=transfer.binding_id.record_name
                        ),
                    )
                    for _push, transfer, _digests in bad
                ]
                matching.reject(self.session, found)
        return ""

    def _key(self, transfer):
        """A key is a function of intent: database, connection, record, action, generation.

        A second change of a record is another transfer, and another intent: under the key of the first one a ledger
        would answer as it did then, and do nothing.
        """
        trace, number = transfer.binding_id.trace, transfer.id
        intent = f"{self.uuid}:{self.connection.id}:{trace}:{transfer.operation}:{number}:{transfer.generation}"
        return "t" + hashlib.sha1(intent.encode(), usedforsecurity=False).hexdigest()[:22]


def _days_of(document):
    """Return the days of a document as plain values: what is known of it here, should the answer be lost."""
    days = {name: getattr(document, name, None) for name in ("date", "due_date")}
    return {name: day.isoformat() for name, day in days.items() if day}


def due_count(env, connection_id):
    """Return how many transfers could still leave in this session."""
    env["bridge.transfer"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT count(*) FROM bridge_transfer t
             WHERE t.connection_id = %s AND t.state = 'queued' AND t.issue_id IS NULL
               AND (t.due_at IS NULL OR t.due_at <= now() AT TIME ZONE 'UTC') AND %s
            """,
            connection_id,
            _is_switched_on(connection_id),
        )
    )
    return env.cr.fetchone()[0]


def has_due(env, connection_id):
    """Return whether anything could still move in a session: what waits for a document that a person has to put right
    waits for that person, and no run changes it.
    """
    env["bridge.transfer"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT EXISTS (
                SELECT 1 FROM bridge_transfer t
                 WHERE t.connection_id = %s AND t.state = 'queued' AND t.issue_id IS NULL
                   AND (t.due_at IS NULL OR t.due_at <= now() AT TIME ZONE 'UTC') AND %s
                   AND NOT COALESCE((SELECT TRUE FROM bridge_transfer_need n
                                       JOIN bridge_binding b ON b.id = n.binding_id AND b.external_id IS NULL
                                       JOIN bridge_transfer w ON w.binding_id = b.id
                                      WHERE n.transfer_id = t.id AND w.state IN ('rejected', 'held')
                                        AND w.kind IN ('invoice', 'credit_note')
                                      LIMIT 1), FALSE))
            """,
            connection_id,
            _is_switched_on(connection_id),
        )
    )
    return env.cr.fetchone()[0]


def sendable_count(env, connection_id):
    """Return how many transfers could leave at once: what is due and waits neither for a record nor for a switch."""
    env["bridge.transfer"].flush_model()
    env.cr.execute(SQL("SELECT count(*) %s", _sendable(connection_id)))
    return env.cr.fetchone()[0]


def _trial_of(connection):
    """Return the only document that may leave before *Enable* (0: none), None where all may."""
    return None if connection.state == "connected" else connection.trial_move_id.id or 0


def _is_switched_on(connection_id):
    """Return the condition that a transfer ``t`` is sent: its kind is, or a person had it created to begin with. The
    flows are looked at once, not by the row.
    """
    return SQL(
        """
        (t.kind = ANY(ARRAY(SELECT f.kind FROM bridge_flow f WHERE f.connection_id = %s AND f.enabled)) OR %s)
        """,
        connection_id,
        _is_default(connection_id),
    )


def _is_default(connection_id):
    """Return the condition that a transfer ``t`` is of an account or item to begin with."""
    return SQL(
        """
        t.binding_id = ANY(ARRAY(SELECT d.id FROM bridge_binding d
                                  WHERE d.connection_id = %s AND d.default_id IS NOT NULL))
        """,
        connection_id,
    )


def _sendable(connection_id, trial_id=None):
    """What is due, and whose needs are there. A payment waits also for a change of what it pays.

    :param trial_id: the only document that may leave, with what it needs, beside accounts and items to begin with;
        None where all may.
    """
    only = SQL(
        """
        AND (t.move_id = %(trial)s OR %(default)s
             OR t.binding_id IN (SELECT COALESCE(l.alias_of_id, l.id)
                                   FROM bridge_transfer x JOIN bridge_transfer_need n ON n.transfer_id = x.id
                                   JOIN bridge_binding l ON l.id = n.binding_id
                                  WHERE x.move_id = %(trial)s AND x.kind <> 'payment'))
        """,
        trial=trial_id,
        default=_is_default(connection_id),
    )
    return SQL(
        """
        FROM bridge_transfer t
        WHERE t.connection_id = %s AND t.state = 'queued' AND t.issue_id IS NULL AND %s
          AND (t.due_at IS NULL OR t.due_at <= now() AT TIME ZONE 'UTC')
          -- NOT EXISTS would be joined with the whole queue for every set; this looks at the first rows of an index,
          -- and at links by their id, whatever the statistics say of a queue that was filled a moment ago.
          AND NOT COALESCE((SELECT TRUE FROM bridge_transfer_need n JOIN bridge_binding l ON l.id = n.binding_id
                             WHERE n.transfer_id = t.id
                               AND (SELECT b.external_id FROM bridge_binding b
                                     WHERE b.id = COALESCE(l.alias_of_id, l.id)) IS NULL
                             LIMIT 1), FALSE)
          AND NOT (t.kind = 'payment' AND t.operation = 'create' AND EXISTS
                   (SELECT 1 FROM bridge_transfer_need n JOIN bridge_transfer w ON w.binding_id = n.binding_id
                     WHERE n.transfer_id = t.id AND w.kind IN ('invoice', 'credit_note')
                       AND w.state IN ('queued', 'sending', 'uncertain')))
          %s
        """,
        connection_id,
        _is_switched_on(connection_id),
        SQL() if trial_id is None else only,
    )
