"""Times as we keep them: UTC, milliseconds, one form, so that they compare as text (facts 2.1, 4.1).

QuickBooks Online writes times with the offset of the company or of the Pacific, which changes with daylight saving:
``2026-11-01T01:30:00-07:00`` is before ``2026-11-01T01:10:00-08:00``.
"""

from datetime import UTC, datetime, timedelta

# What changed shortly before a watermark may not have been seen yet when it was drawn (facts 4.1).
OVERLAP = timedelta(minutes=10)


def utc(text) -> str:
    """Return a time of QuickBooks' as ``YYYY-MM-DDTHH:MM:SS.mmmZ``, "" where it is none."""
    moment = _parse(text)
    return _text(moment) if moment else ""


def _parse(text):
    if not isinstance(text, str) or not text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _text(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def rewound(since: str) -> str:
    """Return a watermark as it is asked for, a little earlier.

    :raise ValueError: it is no watermark of this ledger.
    """
    moment = _parse(since)
    if moment is None:
        raise ValueError(f"{since} is no watermark of this ledger")
    return _text(moment - OVERLAP)


def days_between(earlier: str, later: str) -> float:
    """Return how many days lie between two of our times; 0 where one of them is none."""
    first, last = _parse(earlier), _parse(later)
    return (last - first) / timedelta(days=1) if first and last else 0
