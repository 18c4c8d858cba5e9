"""What came and what went: the log of requests and the counters that performance tests assert."""

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass, field

from tests.simulators.cloud.messages import Reply, Request

from .calls import Call

#: Bodies with codes and tokens are not kept.
_SECRET_HOSTS = ("authorise", "token")


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
    tenant: str = ""
    app: str = ""
    kind: str = ""
    entity: str = ""
    #: Idempotency-Key and If-Modified-Since.
    key: str = ""
    since: str = ""
    #: 0: no answer left.
    status: int = 0
    answer: str = ""
    answer_kind: str = ""
    seconds: float = 0.0
    #: Which misbehaviour struck, why a token was refused.
    note: str = ""

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass
class Counters:
    """Of one organisation, or of all: calls of the accounting API."""

    calls: int = 0
    #: list, read, create, save, update, delete.
    by_kind: Counter = field(default_factory=Counter)
    by_entity: Counter = field(default_factory=Counter)
    by_status: Counter = field(default_factory=Counter)
    #: Elements that were written, by endpoint.
    writes: Counter = field(default_factory=Counter)
    throttled: int = 0
    #: Bytes of bodies, out and in; GET Organisation is not counted (XERO 2.1).
    egress: int = 0
    ingress: int = 0

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
        #: ``listener(request, reply, entry)`` after each request.
        self.listeners: list = []

    def begin(self, request: Request, call: Call) -> Entry:
        with self._lock:
            self._number += 1
            number = self._number
        return Entry(
            number,
            self._clock.now().isoformat(timespec="milliseconds"),
            call.host,
            request.method,
            request.path,
            "" if call.host == "authorise" else request.query,
            "" if call.host in _SECRET_HOSTS else request.body.decode("utf-8", "replace"),
            call.tenant,
            kind=call.kind,
            entity=call.entity,
            key=request.headers.get("Idempotency-Key", ""),
            since=request.headers.get("If-Modified-Since", ""),
        )

    def end(self, entry: Entry, request: Request, reply: Reply, call: Call, seconds: float) -> None:
        entry.status = reply.status if reply.cut is None else 0
        entry.answer_kind = reply.kind
        entry.seconds = round(seconds, 4)
        entry.note = "; ".join(filter(None, (entry.note, reply.note)))
        if entry.host not in _SECRET_HOSTS:
            entry.answer = reply.body.decode("utf-8", "replace")
        with self._lock:
            self._entries.append(entry)
            if call.is_api:
                for tenant in ("", entry.tenant) if entry.tenant else ("",):
                    self._count(self._counters.setdefault(tenant, Counters()), entry, request, reply)
        for listener in list(self.listeners):
            listener(request, reply, entry)

    @staticmethod
    def _count(counters, entry, request, reply):
        counters.calls += 1
        counters.by_kind[entry.kind] += 1
        counters.by_entity[entry.entity] += 1
        counters.by_status[str(entry.status)] += 1
        counters.throttled += entry.status == 429
        counters.ingress += len(request.body)
        if not (entry.entity == "Organisation" and entry.method == "GET"):
            counters.egress += len(reply.body)

    def written(self, tenant: str, entity: str) -> None:
        """An element was written."""
        with self._lock:
            for name in ("", tenant):
                self._counters.setdefault(name, Counters()).writes[entity] += 1

    def counters(self, tenant: str = "") -> Counters:
        """Of an organisation; "" of all."""
        with self._lock:
            return self._counters.get(tenant) or Counters()

    def all_counters(self) -> dict[str, dict]:
        with self._lock:
            return {tenant or "all": counters.as_dict() for tenant, counters in self._counters.items()}

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
