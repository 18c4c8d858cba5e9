"""Times as we keep them: UTC, milliseconds, one form, so that they compare as text (facts 3.4).

Xero writes times as ``/Date(1552428535123+0000)/``, always meant as UTC whatever offset stands there, and days as the
midnight of that day in the same form; beside many stands an ISO text without a zone.
"""

import re
from datetime import UTC, datetime, timedelta

# A document may be changed and not be seen yet while the watermark is drawn (facts 3.4).
OVERLAP = timedelta(minutes=2)
_MICROSOFT = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def utc(text) -> str:
    """Return a time of Xero's as ``YYYY-MM-DDTHH:MM:SS.mmmZ``, "" where it is none."""
    moment = _parse(text)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z" if moment else ""


def day(text) -> str:
    """Return a day of Xero's as ``YYYY-MM-DD``, "" where it is none."""
    moment = _parse(text)
    return moment.date().isoformat() if moment else ""


def _parse(text):
    if not isinstance(text, str) or not text:
        return None
    try:
        written = _MICROSOFT.fullmatch(text.strip())
        if written:
            return _BEGINNING + timedelta(milliseconds=int(written[1]))
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rewound(since: str) -> str:
    """Return a watermark as If-Modified-Since says it, a little earlier.

    :raise ValueError: it is no watermark of this ledger.
    """
    moment = _parse(since)
    if moment is None:
        raise ValueError(f"{since} is no watermark of this ledger")
    return f"{moment - OVERLAP:%Y-%m-%dT%H:%M:%S}"


def days_between(earlier: str, later: str) -> float:
    """Return how many days lie between two of our times; 0 where one of them is none."""
    first, last = _parse(earlier), _parse(later)
    return (last - first) / timedelta(days=1) if first and last else 0
