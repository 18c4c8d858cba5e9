"""What Xero says went wrong, as reasons of ours (facts 3.2, 3.3, 6; validation_messages.json of the reference).

A call fails as a whole by its status, or elements of it fail by their validation errors, which may hang on what is
within them as well. These are English prose without codes and change with time: they are matched by how they begin,
whatever is not known reads as a plain refusal, and the words are always shown.

Every fault has a verdict for a write. Who is not let in has done nothing; a failure of the service, and a key that was
used for something else, leave it unknown; every other was refused. That our own mark is in use means that it was done
before: unknown, too, so that what is there is adopted.
"""

import re
from dataclasses import dataclass, field

from ..protocol import Verdict
from . import reading

_WORDS_MAX = 500
# How far into what is within an element messages are looked for.
_MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """``pause`` is the reason why nothing else would fare better now, "" where it is about this one alone."""

    reason: str
    words: str = ""
    verdict: Verdict = Verdict.REFUSED
    pause: str = ""
    arguments: dict = field(default_factory=dict)
    # Whether the request was not even read, so that nothing of it was done.
    is_unread: bool = False


# How messages begin. An argument is what a group of the pattern names.
_MESSAGES = {
    "number_used": (
        r"invoice # must be unique",
        r"credit ?note (?:#|number) must be unique",
        r"invoice number .*unique",
    ),
    "name_taken": (
        r"the contact name .* is already assigned to another contact",
        r"please enter a unique name",
        r"price list item with code .* already exists",
        r"an item with (?:this|the) code .* already exists",
    ),
    "item_missing": (r"item code '(?P<name>.*)' is not valid",),
    "inactive_there": (
        r"the contact with the specified contact details has been archived",
        r"account code '.*' has been archived",
        r".*\b(?:contact|account|item|tracking (?:category|option)|tax rate)\b.* (?:is|has been|was) archived",
    ),
    "closed_period": (
        r"the (?:document |payment |journal )?date cannot be before the (?:period|end of year) lock date",
        r".*\block(?:ed)? (?:date|period)\b",
    ),
    "account_refused": (
        r"account code '.*' (?:is not a valid code|has been removed)",
        r"account could not be found",
        r"(?:the )?account .* (?:is not valid|not found|could not be found|does not (?:allow|accept))",
        r".*(?:enable payments|bank account) .*(?:required|not|must)",
        r".*system account",
    ),
    "tax_refused": (r"the taxtype code '.*' (?:cannot be used|does not exist)", r".*\btax ?(?:type|rate|amount)\b"),
    "feature_off": (
        r"organisation is not subscribed to currency",
        r".*\bcurrency\b.* not (?:enabled|subscribed|valid)",
    ),
    "plan_lacks": (
        r"you have reached the limit",
        r"you.ve reached the limit",
        r".*\bplan\b.*\b(?:limit|includes?|upgrade|has no)\b",
    ),
    "settled_there": (
        r".*\breconciled\b",
        r".*\bpart of a batch\b",
        r".*\bbatch payment\b.*\b(?:cannot|delete)",
        r".*\bmade (?:inside|in|on|by) a (?:batch|receipt)",
    ),
    # Its lines were written anew since they were read.
    "changed_there": (r"the line item with the id .* is not on this document",),
    "operation_unknown": (r"it is not possible to delete",),
    "not_supported": (r".*\bautomatic sales tax\b",),
    "in_use_there": (r"the status (?:voided|deleted) cannot be applied",),
    "not_changeable": (
        r".*\bnot of valid status for modification",
        r"this document cannot be edited",
        r".*\bcannot be (?:edited|modified|updated)\b",
    ),
    "link_refused": (
        r"payments can only be made against authorised documents",
        r"the contactid and the targettransaction contactid do not match",
        r".*\bcan only be (?:allocated|applied) to\b",
        r".*\bcannot be allocated to an incorrect\b",
        r".*\ballocat\w+ .*\b(?:contact|currency|status|authorised)\b",
    ),
    "paid_more_than_due": (
        r"payment amount exceeds the amount outstanding",
        r".*\balready (?:been )?(?:fully )?paid\b",
        r".*\b(?:exceeds|greater than|more than) the (?:amount |remaining |outstanding )",
        r".*\bamount (?:outstanding|due|remaining)\b",
    ),
    "reference_gone": (
        r"the document with the supplied id was not found",
        r"an existing .* could not be found",
        r".*\b(?:could not be found|was not found|does not exist)\b",
    ),
    "value_refused": (
        r"the account number already exists",
        r"contact name cannot be empty",
        r"email address must be valid",
        r"website must be valid",
        r".*\b(?:max(?:imum)? length|too long|characters)\b",
        r".*\bmust (?:equal|be (?:valid|specified|supplied|given|an?|between|greater|less))\b",
        r".*\b(?:larger|smaller) than\b",
        r".*\b(?:is|are) (?:required|mandatory|not valid|invalid)\b",
        r".*\b(?:cannot|must not|may not) (?:be empty|contain|have|start|end)\b",
        r".*\bmay have letters only\b",
    ),
    # Our own mistake, or a dialect that is no longer spoken.
    "not_understood": (
        r"the line total .* does not match the expected line total",
        r"invoice not of valid type for creation",
        r"error converting value",
        r"operator '.*' incompatible with operand types",
        r"no property or field '.*' exists",
        r"no data has been processed for this endpoint",
    ),
}
# Done before, by us: the mark is ours alone, and a key stands for one request.
_DONE_BEFORE = (r"another contact has this contact number", r"idempotency key: .* is used with a different request")
_ORDER = tuple(
    (re.compile(each, re.IGNORECASE | re.DOTALL), reason) for reason, all_ in _MESSAGES.items() for each in all_
)
_DONE = tuple(re.compile(each, re.IGNORECASE | re.DOTALL) for each in _DONE_BEFORE)
_ALREADY_GONE = re.compile(
    r".*\balready (?:been )?(?:deleted|voided)\b|.*\bhas been (?:deleted|voided)\b", re.I | re.DOTALL
)

# Bodies that could not even be read (facts 6).
_UNREAD = (14, 16, 17)
_VALIDATION = 10
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"\s+")
_PERMISSIONS = re.compile(r"insuffici?ent_scope|authorizationunsuccessful", re.IGNORECASE)
_KEY_IS_USED = re.compile(r"idempotency", re.IGNORECASE)


def of(status: int, body, text: str = "") -> Fault | None:
    """Return the fault of a call as a whole, ``None`` where there is none: elements are judged by themselves.

    :param body: what the answer said in JSON, ``None`` where it was none.
    :param text: what it said otherwise.
    """
    if 200 <= status < 300 or status == 304:
        return None
    body = body if isinstance(body, dict) else {}
    found = messages(body.get("Elements"))
    words = _plain_words(" ".join(dict.fromkeys(filter(None, (*found, *_whole(body))))) or text)
    if found and status == 400:
        words = _plain_words(" ".join(found))
    if status in _BY_STATUS:
        return _BY_STATUS[status](words)
    if status == 404:
        return Fault("reference_gone", words or "HTTP 404")
    if status >= 500 and status != 501 or status == 408:
        return Fault("outcome_unknown", words or f"HTTP {status}", Verdict.UNKNOWN)
    number = reading.whole(body, "ErrorNumber") or 0
    if _KEY_IS_USED.search(words):
        return Fault("outcome_unknown", words, Verdict.UNKNOWN)
    if number in _UNREAD or status in (412, 413, 415, 501):
        return Fault("not_understood", words or f"HTTP {status}", is_unread=number in _UNREAD)
    if found:
        return of_messages(found)
    fault = of_messages([words]) if words else Fault("refused", f"HTTP {status}")
    return fault


def _not_let_in(words):
    reason = "update_permissions" if _PERMISSIONS.search(words) else "sign_in_needed"
    return Fault(reason, words, Verdict.NOT_RUN, reason)


def _disconnected(words):
    reason = "update_permissions" if _PERMISSIONS.search(words) else "app_not_authorised"
    return Fault(reason, words, Verdict.NOT_RUN, reason)


def _throttled(words):
    return Fault("throttled", words, Verdict.NOT_RUN, "throttled")


def _out_of_order(words):
    # Nobody says whether what was asked was done: 503 is also what an organisation that is offline answers.
    return Fault("outcome_unknown", words or "HTTP 503", Verdict.UNKNOWN, "ledger_out_of_order")


_BY_STATUS = {401: _not_let_in, 403: _disconnected, 429: _throttled, 503: _out_of_order}


def of_element(element: dict) -> Fault | None:
    """Return the fault of one element of a write, ``None`` where it was saved (facts 3.2)."""
    state = reading.text(element, "StatusAttributeString").upper()
    if state in ("OK", "WARNING"):
        return None
    found = messages(element)
    if not found and state != "ERROR":
        return None
    return of_messages(found) if found else Fault("refused")


def of_messages(found) -> Fault:
    """Return one fault of several messages: what says that it was done before first, then what is said most plainly."""
    judged = [_judge(message) for message in found]
    best = min(judged, key=_rank)
    words = _plain_words(" ".join(dict.fromkeys(found)))
    return Fault(best.reason, words, best.verdict, best.pause, best.arguments)


def is_gone_already(fault: Fault) -> bool:
    """Return whether a refusal to take something back says that it is taken back."""
    return fault.reason == "reference_gone" or bool(_ALREADY_GONE.match(fault.words))


def _rank(fault):
    if fault.verdict is Verdict.UNKNOWN:
        return 0
    return {"refused": 3, "not_understood": 2}.get(fault.reason, 1)


def _judge(message):
    words = _plain_words(message)
    if any(pattern.match(words) for pattern in _DONE):
        return Fault("outcome_unknown", words, Verdict.UNKNOWN)
    for pattern, reason in _ORDER:
        said = pattern.match(words)
        if said:
            name = said.groupdict().get("name")
            return Fault(reason, words, arguments={"name": name, "id": name} if name else {})
    return Fault("refused", words)


def messages(found) -> list[str]:
    """Return the messages of all validation errors of elements and of what is within them, without repetitions."""
    result, left, nodes = {}, [found], 0
    while left and nodes < _MOST_NODES:
        each, nodes = left.pop(), nodes + 1
        if isinstance(each, list):
            left += reversed(each)
        elif isinstance(each, dict):
            for row in reading.rows(each, "ValidationErrors"):
                message = reading.text(row, "Message") or reading.text(row, "Description")
                if message:
                    result[message] = None
            left += [value for name, value in each.items() if name not in ("ValidationErrors", "Warnings")][::-1]
    return list(result)


def _whole(body):
    """Return what a whole answer says went wrong."""
    return [reading.text(body, name) for name in ("Detail", "Message", "Title", "error", "error_description")]


def _plain_words(text):
    return _BLANKS.sub(" ", _TAG.sub(" ", text or "")).strip()[:_WORDS_MAX]
