"""What QuickBooks Online says went wrong, as reasons of ours (facts 5, 6).

A fault comes in many shapes: ``Fault`` or, from the gateway, ``fault``, with one error or several, codes padded with
zeros, under the status 200 as well, as XML although JSON was asked for, or as a page of a proxy with no code at all.
The code decides, except for those that say several things: there the words tell.

Every fault has a verdict for a write. A fault of the gateway or of the sign-in means that nothing was executed; a
failure of the system or a time-out, and a repeated key, that nobody knows; every other that it was refused.
"""

import re
from dataclasses import dataclass, field

from ..protocol import Verdict
from . import reading

_WORDS_MAX = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """``pause`` is the reason why nothing else would fare better now, "" where it is about this one alone."""

    reason: str
    words: str = ""
    verdict: Verdict = Verdict.REFUSED
    pause: str = ""
    arguments: dict = field(default_factory=dict)
    codes: tuple[str, ...] = ()


_REASONS = {
    # Our own mistake, or a dialect that is no longer spoken.
    "not_understood": (
        *(500, 1040, 1050, 2000, 2010, 2020, 2030, 2060, 2080, 2100, 2130, 2170, 2230, 2250, 2260, 2270, 2280, 2300),
        *(2600, 3202, 4000, 4001, 5000, 6010, 6020, 6040, 6060, 6070, 6090, 6150, 6290, 6300, 6320, 6440, 6530, 6560),
        10100,
    ),
    "value_refused": (
        *(2040, 2050, 2070, 2090, 2110, 2120, 2140, 2150, 2160, 2180, 2190, 2200, 2210, 2220, 2240, 2290, 6080, 6420),
    ),
    "reference_gone": (610, 700, 2500),
    "inactive_there": (6250,),
    "link_refused": (620,),
    "name_taken": (630, 6240),
    "number_used": (6140,),
    "in_use_there": (800, 6220, 6280, 6400),
    "trouble_there": (1000, 1010, 1020, 4002),
    "changed_there": (5010,),
    "plan_lacks": (5020, 5030),
    "tax_refused": (6100, 6160, 6170, 6230, 6470),
    "account_refused": (6430,),
    "closed_period": (6200, 6210),
    "settled_there": (6110, 6120, 6450, 6480, 6540),
    # Its own words have to do.
    "refused": (
        *(900, 3000, 6000, 6030, 6041, 6050, 6130, 6180, 6270, 6310, 6330, 6340, 6350, 6360, 6370, 6380, 6390, 6460),
        *(6490, 6500, 6510, 6520),
    ),
}
_REASON_OF = {code: reason for reason, codes in _REASONS.items() for code in codes}
# These concern the company, the sign-in or the service: nothing was executed and the next call fares no better.
_PAUSES = {
    "sign_in_needed": (100, 110, 3200),
    "user_lost_rights": (120,),
    "app_not_authorised": (3100,),
    "subscription_ended": (140, 6190),
    "throttled": (3001,),
    "ledger_out_of_order": (130, 150),
    "company_reset": (10200,),
}
_PAUSE_OF = {code: reason for reason, codes in _PAUSES.items() for code in codes}
# A repeated key, a time-out behind the gateway, a failure of the system: done or not, nobody says.
_UNKNOWN = (600, 6002, 10000)
KNOWN = frozenset((*_REASON_OF, *_PAUSE_OF, *_UNKNOWN))

# A 403 without a code is of something in between: Intuit's own bears one.
_BY_STATUS = {401: "sign_in_needed", 403: "ledger_out_of_order", 429: "throttled"}
_CODE = re.compile(r"""(?:errorCode\s*=\s*|\bcode\s*=\s*["']?|"code"\s*:\s*"?)(\d{1,6})\b""", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"\s+")

_INACTIVE = re.compile(r"\binactive\b", re.IGNORECASE)
_CLOSED = re.compile(r"clos(?:ed|ing)[ -](?:date|period)|books (?:are|have been) closed|period (?:is|has) closed", re.I)
_SETTLED = re.compile(r"\bdeposited\b|\b(?:in|to|part of) an? (?:bank )?deposit\b|\breconciled\b|bank.matched", re.I)
# What is more than is open, not what is longer than it may be.
_OVERPAID = re.compile(
    r"(?:more|greater) than its|(?:more than|greater than|exceeds?) the (?!max|limit|allow|permit).{0,40}?"
    r"\b(?:amount|balance|total|due|open|owed|left|remaining|outstanding|available|unapplied)\b"
    r"|already (?:been )?(?:fully )?(?:paid|closed|applied)|nothing open",
    re.I,
)
_PAID = re.compile(r"\b(?:transaction|invoice) (?:with|that has|has) (?:linked )?payments?\b", re.I)
_TAKEN = re.compile(r"name (?:supplied )?already exists|duplicate name|another .{1,30} is already using", re.I)
_MANY_FACED = (620, 6000, 2500, 610)
_MISSING = re.compile(r"\b(Customers?|Items?|Names?) element id (\S+) not found", re.IGNORECASE)


def of(status: int, body, text: str = "") -> Fault | None:
    """Return the fault in an answer, ``None`` where there is none.

    :param body: what the answer said in JSON, ``None`` where it was none.
    :param text: what it said otherwise.
    """
    errors = _errors(body)
    if errors is None and body is None:
        errors = _errors_in_text(text)
    if errors:
        return _judge_all(errors, status)
    if errors is None and 200 <= status < 300:
        return None
    return _judge_status(status, _plain_words(text))


def _errors(body):
    """Return the errors of a fault, ``None`` where there is none, an empty list where it does not say which."""
    if not isinstance(body, dict):
        return None
    fault = body.get("Fault", body.get("fault"))
    if fault is None:
        nested = reading.rows(body, "CDCResponse")
        return next((_errors(each) for each in nested if "Fault" in each), None)
    if not isinstance(fault, dict):
        return []
    return reading.rows(fault, "Error" if "Error" in fault else "error")


def _errors_in_text(text):
    """Return the errors of a fault in XML, ``None`` where it is none: a page of HTML may hold any number."""
    if "fault" not in text.lower():
        return None
    codes = dict.fromkeys(code for code in _CODE.findall(text) if int(code) in KNOWN)
    return [{"code": code, "Message": _plain_words(text)} for code in codes] or None


def _plain_words(text):
    return _BLANKS.sub(" ", _TAG.sub(" ", text or "")).strip()[:_WORDS_MAX]


def _judge_all(errors, status):
    """Return one fault of several errors: what concerns everything first, then what nobody knows, then what is said
    most plainly.
    """
    judged = [_judge(error, status) for error in errors]
    words = " ".join(dict.fromkeys(fault.words for fault in judged if fault.words))[:_WORDS_MAX]
    best = min(judged, key=_rank)
    codes = tuple(code for fault in judged for code in fault.codes)
    return Fault(best.reason, words, best.verdict, best.pause, best.arguments, codes)


def _rank(fault):
    if fault.pause:
        return 0
    if fault.verdict is Verdict.UNKNOWN:
        return 1
    return 3 if fault.reason in ("refused", "not_understood") else 2


def _judge(error, status):
    code, words = _code(error), _words(error)
    codes = (str(code),) if code else ()
    if code in _PAUSE_OF:
        return Fault(_PAUSE_OF[code], words, Verdict.NOT_RUN, _PAUSE_OF[code], codes=codes)
    if code in _UNKNOWN:
        return Fault("outcome_unknown", words, Verdict.UNKNOWN, codes=codes)
    if not code:
        return _judge_status(status, words)
    missing = _MISSING.search(words) if code in (2500, 610) else None
    if missing and not _INACTIVE.search(words):
        reason = "item_missing" if missing[1].lower().startswith("item") else "customer_missing"
        return Fault(reason, words, arguments={"name": missing[2], "id": missing[2]}, codes=codes)
    reason = (code in _MANY_FACED and _told_by(words)) or _REASON_OF.get(code, "refused")
    return Fault(reason, words, codes=codes)


def _judge_status(status, words):
    """Return what a status says where no code does."""
    if status in _BY_STATUS:
        return Fault(_BY_STATUS[status], words, Verdict.NOT_RUN, _BY_STATUS[status])
    if status >= 500 or status == 408:
        return Fault("outcome_unknown", words or f"HTTP {status}", Verdict.UNKNOWN)
    return Fault("refused", words or f"HTTP {status}")


def _told_by(words):
    """Return the reason that the words name, "" where they name none that we know."""
    if _CLOSED.search(words):
        return "closed_period"
    if _SETTLED.search(words):
        return "settled_there"
    if _INACTIVE.search(words):
        return "inactive_there"
    if _TAKEN.search(words):
        return "name_taken"
    # Which of the two forbids it depends on what was to be written (``Push.refused_for``).
    return "paid_more_than_due" if _OVERPAID.search(words) or _PAID.search(words) else ""


def _code(error):
    """Return the number of an error; gateway codes are padded with zeros."""
    code = reading.text(error, "code") or reading.text(error, "Code")
    if not code:
        # The gateway may leave it in its words: "message=ThrottleExceeded; errorCode=003001; statusCode=429".
        found = _CODE.search(_words(error))
        code = found[1] if found else ""
    return int(code) if code.isdecimal() and len(code) <= 8 else 0


def _words(error):
    """Return what an error says: its detail, which mostly repeats the message before a colon."""
    message = reading.text(error, "Message") or reading.text(error, "message")
    detail = reading.text(error, "Detail") or reading.text(error, "detail")
    words = _plain_words(detail or message)
    return words.removesuffix(": null").strip()
