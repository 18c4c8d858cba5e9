"""QuickBooks Online's times (facts 2.1, 4.1).

They bear the offset of the company or of the Pacific, which changes with daylight saving:
``2026-11-01T01:30:00-07:00`` is before ``2026-11-01T01:10:00-08:00``.
"""

from datetime import timedelta

from ..moments import as_text, earlier, from_iso

# What changed shortly before a watermark may not have been seen yet when it was drawn (facts 4.1).
OVERLAP = timedelta(minutes=10)


def utc(text) -> str:
    """Return a time of QuickBooks' as ``YYYY-MM-DDTHH:MM:SS.mmmZ``, "" where it is none."""
    return as_text(from_iso(text))


def rewound(since: str) -> str:
    """Return a watermark as it is asked for, a little earlier.

    :raise ValueError: it is no watermark of this ledger.
    """
    return as_text(earlier(since, OVERLAP))
