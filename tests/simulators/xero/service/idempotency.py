"""The memory of Idempotency-Key (XERO 3.3): per app, whatever the organisation; six minutes from the first call."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tests.simulators.cloud.messages import Reply, Request

from . import answers

LONGEST = 128
HEADER = "Idempotency-Key"
#: A repeat says so in the log.
REPLAYED = "replayed from the memory of keys"


def fingerprint(request: Request) -> str:
    """What must be the same under one key: the verb, the address with its query, the body. Not the organisation."""
    told = "\n".join((request.method, request.path, request.query)).encode()
    return hashlib.sha256(told + b"\n" + request.body).hexdigest()


class Memory:
    def __init__(self, clock, switches):
        self._clock = clock
        self._switches = switches
        #: (client id, key): (first call, fingerprint, answer)
        self._kept: dict[tuple[str, str], tuple[datetime, str, Reply]] = {}
        self._locks: dict[tuple[str, str], threading.Lock] = {}
        self._lock = threading.Lock()

    def once(self, client: str, request: Request, work: Callable[[], Reply]) -> Reply:
        """The first answer of this key, errors included; without a key the work is simply done."""
        key = request.headers.get(HEADER, "")
        if not key:
            return work()
        if self._switches.idempotency_store == "down":
            return answers.internal_error()
        if len(key) > LONGEST:
            words = f"Idempotency Key: {key} is longer than {LONGEST} characters."
            return Reply.json({"Message": words}, 400)
        place = (client, key)
        with self._lock:
            lock = self._locks.setdefault(place, threading.Lock())
        with lock:
            when, mark, answer = self._kept.get(place, (None, "", None))
            if when is not None and (self._clock.now() - when).total_seconds() < self._switches.idempotency_lifetime:
                if mark != fingerprint(request):
                    words = f"Idempotency Key: {key} is used with a different request."
                    return Reply.json({"Message": words}, 400)
                return replace(answer, headers=dict(answer.headers), note=REPLAYED)
            began = self._clock.now()
            answer = work()
            self._kept[place] = (began, fingerprint(request), answer)
            return replace(answer, headers=dict(answer.headers))

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()
