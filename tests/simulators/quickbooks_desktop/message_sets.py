"""Message set recovery (facts 6.1): what QuickBooks remembers of a set with a newMessageSetID, and what it
says when asked again.

=====================================  ====================================================================
old = new = X, empty                   status check: the stored answers; the state is kept; 600 if unknown
new = X, same content as stored        not executed, the stored answers
new = X, other content                 not executed, 9001
old = X, no new                        the state of X is cleared; 600 if unknown
old = P, new = N                       P is cleared, N is executed and stored
old = ClearAllMessageSets              everything of this application is cleared
=====================================  ====================================================================

The answer to each request is stored in the transaction of that request: a process that dies in the middle
leaves a set whose first answers are known.
"""

import json

UNKNOWN, DIFFERENT, NOT_STORED, TOO_LONG, CANNOT_STORE = 600, 9001, 9002, 9004, 9005
CLEAR_ALL = "ClearAllMessageSets"


class Memory:
    """The remembered sets that one application sees."""

    def __init__(self, store, switches, faults, application: str):
        self.store = store
        self.switches = switches
        self.faults = faults
        self.scope = application if switches.message_set_scope == "application" else ""

    # --- before anything is executed ---

    def decide(self, message_set):
        """(status or None, stored answers or None): answers given here take the place of execution."""
        old, new = message_set.old_id, message_set.new_id
        if old is None and new is None:
            return None, None
        if self.faults.forgets_sets():
            self._clear_all()
        if any(one and len(one) > self.switches.message_set_id_limit for one in (old, new) if one != CLEAR_ALL):
            return TOO_LONG, []
        if old and old == new and not message_set.requests:
            known = self._row(new)
            return (UNKNOWN, []) if known is None else self._stored(known)
        status = 0
        if old == CLEAR_ALL:
            self._clear_all()
        elif old and old != new and not self._clear(old):
            status = UNKNOWN
        elif old and old == new and self._row(new) is None:
            status = UNKNOWN
        if status == UNKNOWN and message_set.requests and self.switches.unknown_old_set == "refused":
            return UNKNOWN, []
        known = self._row(new) if new else None
        if known is not None:
            if known["checksum"] != message_set.checksum:
                return DIFFERENT, []
            return self._stored(known)
        return status, None

    def _stored(self, known):
        if self.faults.loses_answers() or not known["is_stored"]:
            return NOT_STORED, []
        rows = self.store.all(
            "SELECT answer FROM message_set_answer WHERE scope = ? AND set_id = ? ORDER BY position",
            self.scope,
            known["set_id"],
        )
        answers = [json.loads(row["answer"]) for row in rows]
        names = json.loads(known["requests"])
        if len(answers) < len(names):
            if self.switches.interrupted_set == "9002":
                return NOT_STORED, []
            if self.switches.interrupted_set == "not_processed":
                answers.extend({"name": name, "request_id": key, "code": 3231} for name, key in names[len(answers) :])
        if self.switches.recovered_answer == "error_recovery":
            answers = [{**answer, "body": ""} for answer in answers]
        else:
            answers = [{**answer, "recovery": {}} for answer in answers]
        return 0, answers

    # --- while it is executed ---

    def begin(self, message_set) -> int:
        """Remember that this set is being executed; the message set status that results."""
        if not message_set.new_id:
            return 0
        can_store = not self.faults.cannot_store()
        with self.store.transaction():
            if self.switches.kept_message_sets == "latest":
                self._clear_all()
            names = [(request.answer_name, request.request_id) for request in message_set.requests]
            self.store.insert(
                "message_set",
                {
                    "scope": self.scope,
                    "set_id": message_set.new_id,
                    "checksum": message_set.checksum,
                    "requests": json.dumps(names),
                    "is_stored": int(can_store),
                },
            )
        return 0 if can_store else CANNOT_STORE

    def note(self, message_set, position: int, answer: dict):
        """Store the answer to one request; called inside the transaction of that request."""
        if message_set.new_id:
            self.store.insert(
                "message_set_answer",
                {
                    "scope": self.scope,
                    "set_id": message_set.new_id,
                    "position": position,
                    "answer": json.dumps(answer),
                },
            )

    # --- rows ---

    def _row(self, set_id):
        return self.store.one("SELECT * FROM message_set WHERE scope = ? AND set_id = ?", self.scope, set_id)

    def _clear(self, set_id) -> bool:
        with self.store.transaction():
            self.store.run("DELETE FROM message_set_answer WHERE scope = ? AND set_id = ?", self.scope, set_id)
            return bool(self.store.run("DELETE FROM message_set WHERE scope = ? AND set_id = ?", self.scope, set_id))

    def _clear_all(self):
        with self.store.transaction():
            self.store.run("DELETE FROM message_set_answer WHERE scope = ?", self.scope)
            self.store.run("DELETE FROM message_set WHERE scope = ?", self.scope)
