"""How many calls a company and an app may make (QBO 5), by the service's clock."""

import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from .calls import Call

MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


@dataclass
class Limits:
    """None: no limit. The free tier counts CorePlus calls of an app in production, per month."""

    realm_per_minute: int | None = 500
    app_per_second: int | None = 10
    app_batches_per_minute: int | None = 40
    realm_batches_per_minute: int | None = 120
    #: "All sorts together."
    everything_per_minute: int | None = 800
    coreplus_per_month: int | None = 500_000

    @classmethod
    def none(cls) -> "Limits":
        return cls(None, None, None, None, None, None)


class Rates:
    """Sliding windows; what was refused does not count."""

    def __init__(self, clock, switches, limits: Limits):
        self._clock = clock
        self._switches = switches
        self.limits = limits
        self._windows: dict[tuple, deque] = {}
        self._running: dict[tuple, int] = {}
        self._months: dict[tuple, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def admission(self, call: Call, client: str):
        """Gives whether the call may pass; the ten of an app may mean ten at once."""
        pair = (call.realm, client)
        with self._lock:
            admitted = self._admit(call, pair)
            if admitted:
                self._running[pair] = self._running.get(pair, 0) + 1
        try:
            yield admitted
        finally:
            if admitted:
                with self._lock:
                    self._running[pair] -= 1

    def _admit(self, call, pair) -> bool:
        limits, batch = self.limits, call.kind == "batch"
        if self.months_used(pair[1]) >= (limits.coreplus_per_month or float("inf")) and call.metered == "CorePlus":
            return False
        windows = [(("everything", call.realm), limits.everything_per_minute, MINUTE)]
        if batch:
            windows.append((("batch", *pair), limits.app_batches_per_minute, MINUTE))
            windows.append((("batch", call.realm), limits.realm_batches_per_minute, MINUTE))
        else:
            windows.append((("call", call.realm), limits.realm_per_minute, MINUTE))
        if self._switches.burst == "per second":
            windows.append((("burst", *pair), limits.app_per_second, SECOND))
        elif limits.app_per_second is not None and self._running.get(pair, 0) >= limits.app_per_second:
            return False
        now = self._clock.now()
        kept = [(self._window(key, now, span), most) for key, most, span in windows if most is not None]
        if any(len(times) >= most for times, most in kept):
            return False
        for times, _most in kept:
            times.append(now)
        return True

    def _window(self, key, now, span) -> deque:
        times = self._windows.setdefault(key, deque())
        while times and now - times[0] >= span:
            times.popleft()
        return times

    # --- the free tier ---

    def _month(self, client) -> tuple:
        return client, self._clock.now().strftime("%Y-%m")

    def bill(self, client: str, calls: int) -> None:
        with self._lock:
            self._months[self._month(client)] = self.months_used(client) + calls

    def months_used(self, client: str) -> int:
        """CorePlus calls of this app in this month, in production, answered 2xx."""
        return self._months.get(self._month(client), 0)
