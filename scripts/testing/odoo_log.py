"""Reading Odoo's log: how many tests ran, and which warnings nobody expects."""

import re
from dataclasses import dataclass
from pathlib import Path

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>DEBUG|INFO|RUNBOT|WARNING|ERROR|CRITICAL) (?P<database>\S+) (?P<logger>[\w.?-]+): "
    r"(?P<message>.*)$"
)
CLOSING = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading database")
FAILING = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(\S+)")
OF_ADDON = re.compile(r"^odoo\.addons\.(\w+)\.tests\b")


@dataclass(frozen=True)
class Allowed:
    """One line of the allow-list: a pattern, searched in ``logger: message``, and why it may appear."""

    pattern: re.Pattern
    reason: str


def read_allowlist(path: Path) -> list[Allowed]:
    """``pattern  ##  reason`` per line.

    :raises ValueError: for a line without a reason
    """
    allowed = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        pattern, found, reason = line.partition("  ##  ")
        if not found or not reason.strip():
            raise ValueError(f"{path.name}:{number}: a pattern needs a reason behind '  ##  '")
        allowed.append(Allowed(re.compile(pattern.strip()), reason.strip()))
    return allowed


class Log:
    """What a log says. ``ran``: addon -> number of tests started."""

    def __init__(self, text: str, allowed: list[Allowed]):
        self.failed = self.errors = self.total = 0
        self.closed = False
        self.ran: dict[str, int] = {}
        self.skips: list[str] = []
        self.unexpected: list[str] = []
        self.failing: list[str] = []
        for line in text.splitlines():
            match = LINE.match(line)
            if match:
                # Odoo ends each line with a blank, or with figures of its work for a request.
                self._read(match["level"], match["logger"], match["message"].rstrip(), allowed)

    @property
    def failing_tests(self) -> int:
        """How many tests failed: Odoo counts one that fails in three subtests three times."""
        names = {FAILING.match(message)[1] for message in self.failing}
        return len(names) or self.failed + self.errors

    def _read(self, level: str, logger: str, message: str, allowed: list[Allowed]) -> None:
        closing = CLOSING.search(message)
        if closing:
            self.failed, self.errors, self.total = map(int, closing.groups())
            self.closed = True
            return
        addon = OF_ADDON.match(logger)
        if addon and message.startswith("Starting ") and message.endswith(" ..."):
            self.ran[addon[1]] = self.ran.get(addon[1], 0) + 1
        elif message.startswith("skipped ") and " : " in message:
            self.skips.append(message.removeprefix("skipped ").replace(" : ", ": ", 1))
        elif level in ("WARNING", "ERROR", "CRITICAL"):
            if FAILING.match(message):
                self.failing.append(message)
            elif message.startswith("Module ") and "failures" in message and "tests" in message:
                pass  # Odoo's own count per addon, repeated by the closing line
            elif not any(entry.pattern.search(f"{logger}: {message}") for entry in allowed):
                self.unexpected.append(f"{level} {logger}: {message}")
