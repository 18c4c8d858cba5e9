"""Reading what QuickBooks answered to a message set (facts 3.5, 3.6, 6).

Every response stands for itself and is found by the id of its request; its severity decides, not the first
number in the text.
"""

from typing import NamedTuple

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import (
    Memory,
    Operation,
    Outcome,
    Page,
    Push,
    Reading,
    RemoteRecord,
    Verdict,
)

from . import company, faults, lists, payments, reading, requests
from .kinds import NAMES
from .outcomes import outcome
from .readers import read_all

_NOTHING_FOUND = (1, 500)
_FEATURE_OFF = 3250
# Where the feature behind them is switched off there simply are none.
_OPTIONAL = (Kind.TAX, Kind.TAX_CODE, Kind.TRACKING, Kind.CURRENCY)
_ID_TOO_LONG = 9004
# The set is not known there, had other content, left no answer or could not be kept: evidence has to tell.
_FORGOTTEN = (600, 9001, 9002, 9005)


class _Response:
    """One response: its status and what is in it."""

    __slots__ = ("code", "element", "severity", "words")

    def __init__(self, element):
        self.element = element
        self.code = _whole(element.get("statusCode"))
        self.words = (element.get("statusMessage") or "").strip()
        self.severity = element.get("statusSeverity") or _severity_of(self.code)

    @property
    def failed(self):
        return self.severity == "Error"


def _whole(text):
    try:
        return int(text or 0)
    except ValueError:
        return 0


def _severity_of(code):
    return "Info" if code < 500 else "Warn" if code < 1000 else "Error"


def decode(answer, asked, settings) -> Reading:
    """Read an answer; whatever it says, this does not raise."""
    try:
        root = reading.parse(answer)
    except reading.Unreadable as error:
        return Reading(problem="answer_unreadable", words=str(error))
    messages = root if root.tag == "QBXMLMsgsRs" else root.find("QBXMLMsgsRs")
    if messages is None:
        return Reading(problem="answer_unreadable", words=root.tag)
    set_code = _whole(messages.get("messageSetStatusCode"))
    if set_code == _ID_TOO_LONG:
        return Reading(problem="not_understood", words=messages.get("messageSetStatusMessage") or str(set_code))
    expected = [_expected(index, request, settings) for index, request in enumerate(asked)]
    found = _pair(messages, [each for several in expected for each in several])
    pages, outcomes = [], []
    for request, several in zip(asked, expected, strict=True):
        responses = [found.get(each) for each in several]
        if isinstance(request, Push):
            outcomes.append(outcome(request, responses[0], settings))
        else:
            pages.append(_page(request, responses, settings))
    # An unknown *previous* set is no news while the new one was answered.
    forgotten = set_code in _FORGOTTEN and not found
    return Reading(tuple(pages), tuple(outcomes), Memory.FORGOTTEN if forgotten else Memory.KEPT)


class _Expected(NamedTuple):
    """What a response is known by: a write that is read without its document knows half of the name only."""

    id: str
    start: str
    end: str = ""

    def fits(self, element):
        return element.tag.startswith(self.start) and element.tag.endswith(self.end)


def _expected(index, request, settings):
    """Return the responses that belong to one request."""
    if isinstance(request, Push):
        return [_Expected(request.key, *_WRITTEN[request.operation](NAMES[request.kind]))]
    return [_Expected(f"r{index}{part.suffix}", part.answer, part.answer) for part in requests.parts(request, settings)]


_WRITTEN = {
    Operation.CREATE: lambda kind: (kind, "AddRs"),
    Operation.UPDATE: lambda kind: (kind, "ModRs"),
    Operation.VOID: lambda kind: ("TxnVoidRs",),
    Operation.DELETE: lambda kind: ("TxnDelRs",),
}


def _pair(messages, expected):
    """Find the response of each request: by id, and by order only where QuickBooks sent none back."""
    responses = [element for element in messages if isinstance(element.tag, str)]
    if any(element.get("requestID") for element in responses):
        by_id = {}
        for element in responses:
            by_id.setdefault(element.get("requestID"), element)
        return {one: _Response(by_id[one.id]) for one in expected if one.id in by_id and one.fits(by_id[one.id])}
    if len(responses) != len(expected) or not all(map(_Expected.fits, expected, responses)):
        return {}
    return dict(zip(expected, map(_Response, responses), strict=True))


# --- reads ---


def _page(request, responses, settings) -> Page:
    present = [response for response in responses if response is not None]
    if not present:
        return Page(request.kind, reason="not_run", words="")
    if request.kind is Kind.COMPANY:
        return _company_page(present)
    records, cursor, remaining = [], "", 0
    for response in responses:
        if response is None:
            return Page(request.kind, reason="not_run")
        if response.failed:
            if response.code in _NOTHING_FOUND or (response.code == _FEATURE_OFF and request.kind in _OPTIONAL):
                continue
            fault = faults.judge(response.code, response.words)
            return Page(request.kind, reason=fault.reason, words=response.words)
        records.extend(read_all(request.kind, response.element, settings))
        left = _whole(response.element.get("iteratorRemainingCount"))
        if left > 0:
            cursor, remaining = response.element.get("iteratorID") or getattr(request, "cursor", ""), left
            if not cursor:
                return Page(request.kind, reason="answer_unreadable", words="a page without iteratorID")
    if request.kind is Kind.TAX:
        lists.sum_groups(records)
    if requests.tells_what_is_paid(request):
        records = [payments.with_silence(record) for record in records]
    return Page(request.kind, tuple(records), cursor, remaining)


def _company_page(responses):
    record = company.read({response.element.tag: response.element for response in responses})
    wanted = next((response for response in responses if response.element.tag == "CompanyQueryRs"), None)
    if wanted is None:
        return Page(Kind.COMPANY, reason="not_run")
    if wanted.failed:
        fault = faults.judge(wanted.code, wanted.words)
        return Page(Kind.COMPANY, reason=fault.reason, words=wanted.words)
    return Page(Kind.COMPANY, (record,))


def read_host_answer(text) -> RemoteRecord | None:
    """Read what the Web Connector brings at the start of a session; ``None`` where it is no such text."""
    try:
        root = reading.parse(text)
    except reading.Unreadable:
        return None
    messages = root.find("QBXMLMsgsRs")
    if messages is None:
        return None
    return company.read({element.tag: element for element in messages if isinstance(element.tag, str)})


def read_failure(hresult, message, asked) -> Reading:
    """Read that there is no answer at all; of a set that was not understood surely nothing was executed."""
    fault = faults.judge_hresult(hresult, message)
    pushes = [request for request in asked if isinstance(request, Push)]
    if not fault.nothing_ran:
        outcomes = [Outcome(push.key, Verdict.UNKNOWN, reason="outcome_unknown") for push in pushes]
    elif len(pushes) == 1:
        outcomes = [Outcome(pushes[0].key, Verdict.REFUSED, reason=fault.reason, words=fault.words)]
    else:
        # One of them spoils the set for all: sent one by one it will show itself.
        outcomes = [Outcome(push.key, Verdict.NOT_RUN, reason="not_run") for push in pushes]
    return Reading((), tuple(outcomes), problem=fault.reason, words=fault.words)
