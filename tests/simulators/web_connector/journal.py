"""The record of what was said, one exchange a line, with whole bodies (so a journal holds the password)."""

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path

from .rules import Finding


@dataclass(frozen=True)
class Message:
    """One call as the connector would make it."""

    operation: str
    arguments: dict[str, str | int | None] = field(default_factory=dict)

    def with_(self, **arguments) -> "Message":
        """The same call with some arguments changed: an old ticket, another response."""
        return Message(self.operation, {**self.arguments, **arguments})


@dataclass(frozen=True)
class Exchange:
    """One message and what came of it. ``status`` is None where no answer came; ``error`` then says why."""

    number: int
    message: Message
    time: str
    request: bytes = b""
    status: int | None = None
    answer: bytes = b""
    value: object = None
    findings: tuple[Finding, ...] = ()
    error: str | None = None
    seconds: float = 0.0
    extra: bool = False  # sent apart from the visit's own course, or a second delivery

    @property
    def operation(self) -> str:
        return self.message.operation

    def as_dict(self) -> dict:
        return {
            "time": self.time,
            "number": self.number,
            "operation": self.operation,
            "extra": self.extra,
            "request": self.request.decode("utf-8", "replace"),
            "answer": self.answer.decode("utf-8", "replace"),
            "status": self.status,
            "error": self.error,
            "findings": [str(found) for found in self.findings],
            "seconds": round(self.seconds, 4),
        }


class Journal:
    """Exchanges kept in memory and, with a path, appended to a file as JSON lines."""

    def __init__(self, path: str | Path | None = None):
        self.exchanges: list[Exchange] = []
        self._path = Path(path) if path else None
        self._lock = threading.Lock()

    def record(self, exchange: Exchange) -> None:
        with self._lock:
            self.exchanges.append(exchange)
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(exchange.as_dict(), ensure_ascii=False) + "\n")
