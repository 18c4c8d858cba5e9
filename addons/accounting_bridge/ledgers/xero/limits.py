"""How often Xero may be called, and what an answer says of it (facts 4.1, 4.2).

Limits are told by the headers of each answer; only the minute, which is the same for everybody, stands here, with some
room for other programs of the same application.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from ..cloud import Allowance

# Sixty a minute are allowed; the engine calls one organisation one call at a time, of the five that may be under way.
ALLOWANCE = Allowance(calls_a_minute=55, kept_for_people=0.2)

# A refusal may ask for quiet until the next day begins, never for longer.
LONGEST_QUIET = 26 * 3600.0
# What is waited for where a refusal names no time.
QUIET = {"minute": 60.0, "day": 3600.0, "concurrent": 5.0, "appminute": 60.0}


class Left(NamedTuple):
    """How many calls an answer says are left; ``None`` where it does not."""

    day: int | None = None
    minute: int | None = None


def left(headers: Mapping[str, str]) -> Left:
    """Return what the headers of an answer say is left; their names are in lower case."""
    return Left(_number(headers.get("x-daylimit-remaining")), _number(headers.get("x-minlimit-remaining")))


def problem(headers: Mapping[str, str]) -> str:
    """Return which limit was met: ``minute``, ``day``, ``concurrent`` or ``appminute``."""
    said = headers.get("x-rate-limit-problem", "").strip().lower().replace("-", "").replace(" ", "")
    if said in QUIET:
        return said
    if "app" in said:
        return "appminute"
    # Where nobody says which, a day that has nothing left is the one; a minute is over soon.
    return "day" if "day" in said or left(headers).day == 0 else "minute"


def quiet(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Return the seconds of quiet that a refusal asks for: some days end in twenty hours."""
    asked = seconds_of(headers.get("retry-after", ""), now)
    return QUIET[problem(headers)] if asked is None else asked


def seconds_of(said: str, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After names, as a number or a date; ``None`` where it names none."""
    said = said.strip()
    if said.isascii() and said.isdigit():
        return min(float(said), LONGEST_QUIET)
    try:
        until = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - (now or datetime.now(UTC))).total_seconds(), 0.0), LONGEST_QUIET)


def _number(said: str | None) -> int | None:
    said = (said or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
