"""What came and what went: the log of requests and the counters that performance tests assert (QBO 9, 10)."""

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from datetime import datetime

from .calls import Call
from .messages import Reply, Request

#: Bodies with codes and tokens are not kept.
_SECRET_HOSTS = ("authorise", "token", "developer", "accounts")


@dataclass
class Entry:
    number: int
    at: str
    host: str
    method: str
    path: str
    query: str
    #: Bodies as text; of the hosts that deal in tokens none.
    body: str
    realm: str = ""
    app: str = ""
    kind: str = ""
    entity: str = ""
    metered: str = ""
    #: 0: no answer left.
    status: int = 0
    answer: str = ""
    answer_kind: str = ""
    seconds: float = 0.0
    tid: str = ""
    #: Which misbehaviour struck, why a token was refused.
    note: str = ""

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass
class Counters:
    """Of one company, or of all."""

    calls: int = 0
    #: Core, CorePlus: as they came, answered 2xx or not.
    by_class: Counter = field(default_factory=Counter)
    #: create, query, batch ...
    by_kind: Counter = field(default_factory=Counter)
    by_status: Counter = field(default_factory=Counter)
    #: CorePlus calls that were answered 2xx: what Intuit bills in production, counted here in the sandbox too.
    metered: int = 0
    #: Writes that were done singly or in batches, by entity.
    writes: Counter = field(default_factory=Counter)
    throttled: int = 0

    def as_dict(self) -> dict:
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in vars(self).items()}


class Journal:
    """The log is cut at ``most`` entries; counters are not."""

    def __init__(self, clock, most: int = 50_000):
        self._clock = clock
        self._entries: deque[Entry] = deque(maxlen=most)
        self._counters: dict[str, Counters] = {"": Counters()}
        self._lock = threading.Lock()
        self._number = 0
        #: ``listener(request, reply, entry)`` after each request of the API.
        self.listeners: list = []

    def begin(self, request: Request, call: Call) -> Entry:
        with self._lock:
            self._number += 1
            number = self._number
        at: datetime = self._clock.now()
        body = "" if call.host in _SECRET_HOSTS else request.body.decode("utf-8", "replace")
        return Entry(
            number,
            at.isoformat(timespec="milliseconds"),
            call.host,
            request.method,
            request.path,
            "" if call.host == "authorise" else request.query,
            body,
            call.realm,
            kind=call.kind,
            entity=call.entity,
            metered=call.metered,
        )

    def end(self, entry: Entry, request: Request, reply: Reply, seconds: float, cost: int) -> None:
        entry.status = reply.status if reply.cut is None else 0
        entry.answer_kind = reply.kind
        entry.seconds = round(seconds, 4)
        entry.note = "; ".join(filter(None, (entry.note, reply.note)))
        if entry.host not in _SECRET_HOSTS:
            entry.answer = reply.body.decode("utf-8", "replace")
        with self._lock:
            self._entries.append(entry)
            for realm in ("", entry.realm) if entry.realm else ("",):
                if entry.metered:
                    self._count(self._counters.setdefault(realm, Counters()), entry, cost)
        for listener in list(self.listeners):
            listener(request, reply, entry)

    @staticmethod
    def _count(counters, entry, cost):
        counters.calls += 1
        counters.by_class[entry.metered] += 1
        counters.by_kind[entry.kind] += 1
        counters.by_status[str(entry.status)] += 1
        counters.throttled += entry.status == 429 or "throttled" in entry.note
        counters.metered += cost

    def written(self, realm: str, entity: str) -> None:
        """A write was committed, singly or in a batch."""
        with self._lock:
            for name in ("", realm):
                self._counters.setdefault(name, Counters()).writes[entity] += 1

    def counters(self, realm: str = "") -> Counters:
        """Of a company; "" of all."""
        with self._lock:
            return self._counters.get(realm) or Counters()

    def all_counters(self) -> dict[str, dict]:
        with self._lock:
            return {realm or "all": counters.as_dict() for realm, counters in self._counters.items()}

    def entries(self, since: int = 0, **like) -> list[Entry]:
        """The log from a number on, optionally only what has these values, as ``kind="create"``."""
        with self._lock:
            kept = list(self._entries)
        return [
            one
            for one in kept
            if one.number > since and all(getattr(one, name) == value for name, value in like.items())
        ]

    def clear(self) -> None:
        """Forget the log and begin to count anew."""
        with self._lock:
            self._entries.clear()
            self._counters = {"": Counters()}
