"""Xero's times and days (facts 3.4).

Xero writes times as ``/Date(1552428535123+0000)/``, always meant as UTC whatever offset stands there, and days as the
midnight of that day in the same form; beside many stands an ISO text without a zone.
"""

import re
from datetime import UTC, datetime, timedelta

from ..moments import as_text, earlier, from_iso

# A document may be changed and not be seen yet while the watermark is drawn (facts 3.4).
OVERLAP = timedelta(minutes=2)
_MICROSOFT = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def utc(text) -> str:
    """Return a time of Xero's as ``YYYY-MM-DDTHH:MM:SS.mmmZ``, "" where it is none."""
    return as_text(_parse(text))


def day(text) -> str:
    """Return a day of Xero's as ``YYYY-MM-DD``, "" where it is none."""
    moment = _parse(text)
    return moment.date().isoformat() if moment else ""


def _parse(text):
    written = isinstance(text, str) and _MICROSOFT.fullmatch(text.strip())
    if not written:
        return from_iso(text)
    try:
        return _BEGINNING + timedelta(milliseconds=int(written[1]))
    except OverflowError:
        return None


def rewound(since: str) -> str:
    """Return a watermark as If-Modified-Since says it, a little earlier.

    :raise ValueError: it is no watermark of this ledger.
    """
    return _said(earlier(since, OVERLAP))


def second_before(moment: str) -> str:
    """Return a time of ours as If-Modified-Since says it, in the second before: whether it counts itself is not known.

    :raise ValueError: it is no time.
    """
    return _said(earlier(moment, timedelta(seconds=1)))


def _said(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S}"
