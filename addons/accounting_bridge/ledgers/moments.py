"""Times of cloud ledgers as we keep them: UTC, milliseconds, one form, so that they compare as text.

Each ledger reads what it writes into a moment and shares the rest.
"""

from datetime import UTC, datetime, timedelta


def from_iso(text: str) -> datetime | None:
    """Return the moment of an ISO text, in UTC; one without a zone is UTC. ``None`` where it is no such text."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None


def as_text(moment: datetime | None) -> str:
    """Return a moment as ``YYYY-MM-DDTHH:MM:SS.mmmZ``, "" for none."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z" if moment else ""


def earlier(since: str, by: timedelta) -> datetime:
    """Return a watermark, a little earlier.

    :raise ValueError: it is no watermark.
    """
    moment = from_iso(since)
    if moment is None:
        raise ValueError(f"{since} is no watermark of this ledger")
    return moment - by


def days_between(first: str, last: str) -> float:
    """Return how many days lie between two of our times; 0 where one of them is none."""
    begin, end = from_iso(first), from_iso(last)
    return (end - begin) / timedelta(days=1) if begin and end else 0
