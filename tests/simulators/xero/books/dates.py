"""Days and moments as rows keep them (ISO text) and as the API writes them (``/Date(ms+0000)/``, facts 1.8).

A row keeps a day as ``2026-11-20`` and a moment as ``2026-11-20T10:00:00.123`` in UTC, so that both compare as text.
"""

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1)
_MS = re.compile(r"/Date\((-?\d{1,17})([+-]\d{4})?\)/")
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,7})?)?)?(Z|[+-]\d{2}:?\d{2})?"
)


def ms(text: str) -> str:
    """A day or a moment of a row as JSON has it: ``/Date(1795132800000+0000)/``."""
    span = datetime.fromisoformat(text) - _EPOCH
    return f"/Date({span // timedelta(milliseconds=1)}+0000)/"


def long_day(day: str) -> str:
    """A day the way ``DateString`` has it: ``2026-11-20T00:00:00``."""
    return f"{day}T00:00:00"


def read_moment(text: str) -> datetime | None:
    """A moment of a body: ISO (without a zone it is UTC) or ``/Date(ms)/``; None if it is neither."""
    found = _MS.fullmatch(text)
    if found:
        try:
            return _EPOCH + timedelta(milliseconds=int(found[1]))
        except OverflowError:
            return None
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        if fraction:
            moment += timedelta(seconds=float(fraction))
        if zone and zone != "Z":
            aware = datetime.strptime(zone.replace(":", ""), "%z").tzinfo
            moment = moment.replace(tzinfo=aware).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return moment


def read_day(text: str) -> str | None:
    """A day of a body as rows keep it.

    A zone shifts no day here: what is sent as ``2026-11-20T23:00:00+10:00`` is the 20th by its own clock.
    """
    found = _ISO.fullmatch(text)
    if found:
        text = re.sub(r"(Z|[+-]\d{2}:?\d{2})$", "", text) if "T" in text or " " in text else text
    moment = read_moment(text)
    return None if moment is None else moment.date().isoformat()
