"""Faults on order: what a real machine room does to QuickBooks.

A :class:`Misbehaviour` is handed to the company file, or written as JSON into ``<book>.misbehave.json``
beside it, which a running process reads before every message set.  A fault that strikes a limited number
of times is used up; the file is rewritten *before* it strikes, so that a process that dies does not die
again after its restart.

Message sets are counted from 1 since the fault was ordered (an empty set, that is a status check, counts
too; the Web Connector's own host query does not); instead of its number a set may be named by its
``newMessageSetID``.  ``-1`` as a number of times means "until taken back".
"""

import json
import os
import time
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from .errors import ConnectorKilled, QuickBooksError, Refusal

EXIT_STATUS = 86


@dataclass
class Misbehaviour:
    #: {"set": m, "request": n}: die after request n of set m was committed; 0 = before anything was executed.
    die: dict = field(default_factory=dict)
    #: "raise" (ConnectorKilled, for tests) or "exit" (os._exit, for a process of its own).
    death: str = "raise"
    #: {"set": m, "seconds": s}: sit still before answering; the work is done by then.
    hang: dict = field(default_factory=dict)
    #: Times that an answer is damaged, and how: "not_xml", "truncated", "empty".
    spoil_answers: int = 0
    spoil_how: str = "not_xml"
    #: A control character stands in every memo of an answer (facts 1.1, pitfall 28).
    control_character_in_memo: bool = False
    #: The remembered message sets are gone (600 where an answer was hoped for).
    forget_message_sets: bool = False
    #: Sets are remembered, their answers are not (9002).
    lose_stored_answers: bool = False
    #: Answers cannot be stored (9005): executed and answered, but never to be asked for again.
    cannot_store_answers: int = 0
    #: {"Acme Ltd": {"code": 3175, "tries": 2}}: a user has this record open.
    #: The number of an invoice works too.
    locked: dict = field(default_factory=dict)
    #: Times that QuickBooks cannot be reached, by kind.
    modal_dialog: int = 0
    cannot_start: int = 0
    other_company_open: int = 0
    access_denied: int = 0
    #: {"code": 1000, "times": 1}: every write request is refused with this status.
    refuse_writes: dict = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values: dict) -> "Misbehaviour":
        known = {one.name for one in fields(cls)}
        unknown = set(values) - known
        if unknown:
            raise ValueError(f"unknown misbehaviour: {', '.join(sorted(unknown))}")
        return cls(**values)


class Faults:
    """Keeps a misbehaviour together with its file and uses it up."""

    def __init__(self, book_path, misbehaviour=None, sleep=time.sleep):
        self.path = Path(f"{book_path}.misbehave.json")
        self.now = misbehaviour or Misbehaviour()
        self._sleep = sleep
        self._seen = None
        self._sets = 0

    # --- reading and using up ---

    def refresh(self):
        """Take over what the file says, when it changed since it was last read or written by us."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return
        mark = (stat.st_mtime_ns, stat.st_size)
        if mark != self._seen:
            try:
                values = json.loads(self.path.read_text() or "{}")
            except json.JSONDecodeError:
                # Somebody is still writing it; the next message set will see the rest.
                return
            self.now = Misbehaviour.from_dict(values)
            self._seen = mark
            self._sets = 0

    def order(self, misbehaviour: Misbehaviour):
        """New faults; message sets are counted from here."""
        self.now = misbehaviour
        self._sets = 0
        self._save()

    def _save(self):
        if self._seen is None:
            return
        temporary = Path(f"{self.path}.new")
        temporary.write_text(json.dumps(asdict(self.now), indent=1))
        temporary.replace(self.path)
        stat = self.path.stat()
        self._seen = (stat.st_mtime_ns, stat.st_size)

    def _use(self, name: str) -> bool:
        left = int(getattr(self.now, name))
        if not left:
            return False
        if left > 0:
            setattr(self.now, name, left - 1)
            self._save()
        return True

    # --- the moments at which a fault may strike ---

    def at_session(self):
        self.refresh()
        for name, hresult in (
            ("cannot_start", "0x80040408"),
            ("other_company_open", "0x8004040A"),
            ("access_denied", "0x8004041A"),
            ("modal_dialog", "0x80040414"),
        ):
            if self._use(name):
                raise QuickBooksError(hresult)

    def at_message_set(self):
        self.refresh()
        self._sets += 1
        if self._use("modal_dialog"):
            raise QuickBooksError("0x80040414")

    def _is_meant(self, order: dict, set_id: str) -> bool:
        return bool(order) and order.get("set") in (self._sets, set_id or None)

    def after_request(self, set_id: str, done: int):
        """Die here when this is the request after which death was ordered."""
        if not self._is_meant(self.now.die, set_id) or int(self.now.die.get("request", 0)) != done:
            return
        self.now.die = {}
        self._save()
        if self.now.death == "exit":
            os._exit(EXIT_STATUS)
        raise ConnectorKilled(f"after request {done} of message set {set_id or self._sets}")

    def before_answer(self, set_id: str):
        if self._is_meant(self.now.hang, set_id):
            seconds = float(self.now.hang.get("seconds", 0))
            self.now.hang = {}
            self._save()
            self._sleep(seconds)

    def spoil(self, answer: str) -> str:
        if self.now.control_character_in_memo:
            answer = answer.replace("<Memo>", "<Memo>&#x1F;")
        if not self._use("spoil_answers"):
            return answer
        if self.now.spoil_how == "empty":
            return ""
        if self.now.spoil_how == "truncated":
            return answer[: len(answer) * 2 // 3]
        return "Unexpected error while reading the company file."

    def forgets_sets(self) -> bool:
        if not self.now.forget_message_sets:
            return False
        self.now.forget_message_sets = False
        self._save()
        return True

    def loses_answers(self) -> bool:
        return self.now.lose_stored_answers

    def cannot_store(self) -> bool:
        return self._use("cannot_store_answers")

    def check_lock(self, names, label: str):
        """Refuse when one of these names is a record that somebody has open."""
        for name in names:
            order = self.now.locked.get(name)
            tries = int(order.get("tries", -1)) if order else 0
            if not tries:
                continue
            if tries > 0:
                order["tries"] = tries - 1
                self._save()
            code = int(order.get("code", 3175))
            words = (label, "This list has been modified by another user.") if code in (3170, 3180) else (label,)
            raise Refusal(code, *words)

    def check_write(self):
        order = self.now.refuse_writes
        times = int(order.get("times", -1)) if order else 0
        if not times:
            return
        if times > 0:
            order["times"] = times - 1
            self._save()
        code = int(order.get("code", 1000))
        raise Refusal(code, message=order.get("message", "There has been an internal error."))
