"""How many calls an app may make of an organisation (XERO 4.1), by the service's clock."""

import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass

MINUTE, DAY = 60, 86_400


@dataclass
class Limits:
    """None: no limit; ``per_day`` 0: what the tier of the app allows (XERO 4.3)."""

    concurrent: int | None = 5
    per_minute: int | None = 60
    per_day: int | None = 0
    app_per_minute: int | None = 10_000

    @classmethod
    def none(cls) -> "Limits":
        return cls(None, None, None, None)


@dataclass
class Admission:
    """``problem`` is "" where the call may pass, else minute, day, concurrent or appminute."""

    problem: str = ""
    #: Seconds until the window that is full ends; 0: nobody says.
    wait: int = 0
    headers: dict | None = None


class Rates:
    """Fixed windows which begin at another moment for each organisation; what was refused does not count."""

    def __init__(self, clock, switches, limits: Limits):
        self._clock = clock
        self._switches = switches
        self.limits = limits
        #: (kind, client id, tenant): (number of the window, calls)
        self._windows: dict[tuple, tuple[int, int]] = {}
        self._running: dict[tuple, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def admission(self, app, tenant: str, lifted: bool = False):
        """``lifted``: minute and day do not stop this call (Rapid Sync), though they are told."""
        pair = (app.client_id, tenant)
        with self._lock:
            admitted = self._admit(app, pair, lifted)
            if not admitted.problem:
                self._running[pair] = self._running.get(pair, 0) + 1
        try:
            yield admitted
        finally:
            if not admitted.problem:
                with self._lock:
                    self._running[pair] -= 1

    def _admit(self, app, pair, lifted) -> Admission:
        limits = self.limits
        per_day = app.calls_per_day if limits.per_day == 0 else limits.per_day
        windows = {
            "day": (("day", *pair), DAY, per_day),
            "minute": (("minute", *pair), MINUTE, limits.per_minute),
            "appminute": (("appminute", pair[0]), MINUTE, limits.app_per_minute),
        }
        used = {name: self._used(key, span) for name, (key, span, _most) in windows.items()}
        full = ""
        if limits.concurrent is not None and self._running.get(pair, 0) >= limits.concurrent:
            full = "concurrent"
        for name, (_key, _span, most) in windows.items():
            if not full and most is not None and used[name] >= most and not (lifted and name != "appminute"):
                full = name
        if not full:
            for name, (key, span, _most) in windows.items():
                if not (lifted and name != "appminute"):
                    used[name] += 1
                    self._windows[key] = (self._number(key, span), used[name])
        left = {name: max(most - used[name], 0) for name, (_k, _s, most) in windows.items() if most is not None}
        wait = self._left(*windows[full][:2]) if full in windows else 0
        return Admission(full, wait, self._headers(left))

    def _headers(self, left: dict) -> dict:
        if not self._switches.limit_headers:
            return {}
        names = {
            "day": "X-DayLimit-Remaining",
            "minute": "X-MinLimit-Remaining",
            "appminute": "X-AppMinLimit-Remaining",
        }
        return {names[name]: str(number) for name, number in left.items()}

    def refused(self, problem: str, wait: int, headers: dict | None = None):
        """The headers of a 429 (XERO 4.1)."""
        told = dict(headers or {})
        if self._switches.problem_header:
            told["X-Rate-Limit-Problem"] = self._switches.app_minute_problem if problem == "appminute" else problem
        how = self._switches.retry_after
        if (how == "minute and day" and problem in ("minute", "day")) or how == "always":
            told["Retry-After"] = str(max(wait, 1))
        return told

    def exhaust(self, app, tenant: str, problem: str = "day") -> None:
        """As if all calls of the day or the minute had been made."""
        span, most = (DAY, self.limits.per_day or app.calls_per_day) if problem == "day" else (MINUTE, 10**9)
        key = (problem, app.client_id, tenant)
        with self._lock:
            self._windows[key] = (self._number(key, span), most)

    # --- windows ---

    def _moment(self, key, span) -> float:
        """Seconds, shifted by what is peculiar to this app and organisation."""
        return self._clock.now().timestamp() + zlib.crc32(repr(key[1:]).encode()) % span

    def _number(self, key, span) -> int:
        return int(self._moment(key, span) // span)

    def _left(self, key, span) -> int:
        return int(span - self._moment(key, span) % span) + 1

    def _used(self, key, span) -> int:
        number, used = self._windows.get(key, (-1, 0))
        return used if number == self._number(key, span) else 0
