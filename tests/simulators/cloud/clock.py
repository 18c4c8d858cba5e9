"""The service's clock: the machine's, moved by whoever tests what takes an hour, a day or five years."""

import threading
from datetime import UTC, datetime, timedelta


class Clock:
    """``now()`` is the machine's time plus what it was moved; ``Clock(at=...)`` stands still until it is moved."""

    def __init__(self, at: datetime | None = None):
        if at is not None and at.tzinfo is None:
            raise ValueError("the time of a clock has a zone")
        self._at = at
        self._moved = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        with self._lock:
            return (self._at or datetime.now(UTC)) + self._moved

    def advance(self, seconds: float) -> datetime:
        """Move the clock forward; back is allowed too, as an administrator can."""
        with self._lock:
            self._moved += timedelta(seconds=seconds)
        return self.now()
