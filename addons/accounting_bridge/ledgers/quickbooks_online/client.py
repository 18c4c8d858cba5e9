"""Carrying a payload to QuickBooks Online and its answers back (facts 2.1, 4.3, 4.4, 5).

What leaves stands in the payload, word for word; only the token, the minor version and the kind of answer wanted are
added here. Nothing is read in an answer but what decides whether the next call may leave.
"""

import logging
import re
from dataclasses import dataclass
from urllib.parse import quote

from .. import json_text
from ..http import BROKEN_OFF, LEAST_SECONDS, NO_TIME, Answer, Bearer, Caller, retry_after
from ..protocol import Access, Unanswered, Unreachable

_logger = logging.getLogger(__name__)

# The floor since August 2025; lower numbers are answered as this one (facts 4.5).
MINOR_VERSION = "75"
# What is waited for where a refusal names no time (facts 5).
QUIET_SECONDS = 60.0
# Thirty writes take their time: a batch with less of it does not leave, since it would only raise a question.
BATCH_SECONDS = 12.0
USER_AGENT = "accounting-bridge/19.0"

NO_SIGN_IN = 401
THROTTLED = 429
# After these the next call would fare no better: not let in, or nobody behind the gateway.
STOPS = (NO_SIGN_IN, 502, 503, 504)
# Older answers say it with 403 (facts 5).
_THROTTLE_CODE = re.compile(r"""(?:code["']?\s*[:=]\s*["']?|errorCode=)0*3001\b""", re.IGNORECASE)


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


NO_GRANT = _("The calls that may be made now are used up.")
ASKED_FOR_QUIET = _("QuickBooks Online asked for a pause.")
STOPPED = _("The run stopped before this call.")
NO_COMPANY = _("No company of QuickBooks Online is signed in to.")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a payload. ``query`` is the text of a query, ``body`` a plain value; at most one of them is given."""

    id: str
    method: str
    path: str
    parameters: dict
    query: str = ""
    body: object = None

    @property
    def is_batch(self) -> bool:
        return self.path == "batch"

    @property
    def is_metered(self) -> bool:
        """Creating, updating, deleting and uploading is free; reading in any shape and every batch counts (facts 5)."""
        return self.method == "GET" or self.path in ("query", "batch")


def perform(payload: str, not_after: float, access: Access) -> str:
    """Make the calls of a payload, one after the other, until one of them says that the next is of no use.

    :param payload: ``{"calls": [{"id", "method", "path", "parameters", "query" or "body"}, ...]}``; paths below
        ``/v3/company/<company>/``.
    :param access: beside the contract it has ``api_url``, the host of the company's environment.
    :return str: ``{"realm", "answers": [...], "pause"}``. An answer has the ``id`` of its call and ``status`` with
        ``body`` (JSON, its text unchanged) or ``text``, ``tid`` and ``retry_after`` where they were given; or ``lost``
        (it left, no whole answer came) or ``unsent`` (it did not leave) with the words why. ``pause`` is a code of the
        table of reasons, there where the next payload would fare no better.
    :raise Unreachable: no call left.
    :raise Unanswered: every call left, and none was answered.
    """
    calls = [Call(**call) for call in json_text.read(payload)["calls"]]
    if not access.company_id:
        raise Unreachable(NO_COMPANY, "sign_in_needed")
    with Caller(not_after) as caller:
        round_trip = _RoundTrip(caller, access)
        round_trip.make(calls)
    return round_trip.answer(calls)


class _RoundTrip:
    """The calls of one payload under way."""

    def __init__(self, caller: Caller, access: Access):
        self._caller = caller
        self._access = access
        self._base = f"{access.api_url}/v3/company/{quote(access.company_id, safe='')}"
        self._token = ""
        self._renewed = False
        # Of each call that left: its answer as a text of JSON.
        self._answers: dict[str, str] = {}
        self._lost: set[str] = set()
        # Why nothing more may leave: words, and a reason where the next payload would fare no better.
        self._stop: tuple[str, str] | None = None

    def make(self, calls: list[Call]):
        """Make calls until one of them is the last that may leave."""
        try:
            self._token = self._access.token()
            for (metered, batch), alike in _grouped(calls):
                self._make_alike(alike, metered, batch)
                if self._stop:
                    return
        except Unreachable as problem:
            self._stop = (str(problem), problem.reason)

    def _make_alike(self, calls, metered, batch):
        """Make calls of one kind, as many as the budget grants."""
        count = len(calls)
        granted = self._access.grant(count, metered=count if metered else 0, batches=count if batch else 0)
        for call in calls[:granted]:
            self._make_one(call)
            if self._stop:
                return
        if granted < count:
            self._stop = (NO_GRANT, self._access.short_of)

    def _make_one(self, call: Call):
        if self._caller.seconds_left < (BATCH_SECONDS if call.is_batch else LEAST_SECONDS):
            self._stop = (NO_TIME, "")
            return
        try:
            answer = self._ask(call)
            if answer.status == NO_SIGN_IN and not self._renewed:
                # Where there is no other token the call counts as unsent: refused at the door, it has done nothing.
                self._renewed = True
                self._token = self._access.renew(self._token)
                answer = self._ask(call)
            self._keep(call, answer)
        except Unanswered as problem:
            self._answers[call.id] = _as_text(call, lost=str(problem))
            self._lost.add(call.id)
            self._stop = (str(problem), "")
            return
        if _is_throttled(answer):
            asked = retry_after(answer.headers)
            self._access.throttled(QUIET_SECONDS if asked is None else asked)
            self._stop = (ASKED_FOR_QUIET, "throttled")
        elif answer.status in STOPS:
            self._stop = (STOPPED, "")

    def _ask(self, call: Call) -> Answer:
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        body = ""
        if call.query:
            headers["Content-Type"], body = "application/text", call.query
        elif call.body is not None:
            headers["Content-Type"], body = "application/json", json_text.write(call.body)
        answer = self._caller.call(
            call.method,
            f"{self._base}/{quote(call.path)}",
            auth=Bearer(self._token),
            parameters={**call.parameters, "minorversion": MINOR_VERSION},
            headers=headers,
            body=body,
        )
        _logger.info(
            "QuickBooks Online: %s %s: %s in %.2f s (%s)",
            *(call.method, call.path, answer.status, answer.seconds, answer.headers.get("intuit_tid", "no id")),
        )
        return answer

    def _keep(self, call: Call, answer: Answer):
        """Keep what came back.

        :raise Unanswered: it is JSON that breaks off: not the whole answer, though its sender took it for one.
        """
        said = {"status": answer.status}
        if answer.headers.get("intuit_tid"):
            said["tid"] = answer.headers["intuit_tid"]
        quiet = retry_after(answer.headers)
        if quiet is not None:
            said["retry_after"] = round(quiet)
        try:
            json_text.read(answer.text)
        except ValueError:
            if answer.status == 200 and answer.is_json:
                raise Unanswered(BROKEN_OFF) from None
            self._answers[call.id] = _as_text(call, **said, text=answer.text)
        else:
            # Its own text: whatever is read from it later has the digits that QuickBooks wrote.
            self._answers[call.id] = f'{_as_text(call, **said)[:-1]},"body":{answer.text}}}'

    def answer(self, calls: list[Call]) -> str:
        """Return the answer to the payload.

        :raise Unreachable: no call left.
        :raise Unanswered: every call left, and none was answered.
        """
        words, pause = self._stop or ("", "")
        if calls and not self._answers:
            raise Unreachable(words, pause or "unreachable")
        if calls and len(self._lost) == len(calls):
            raise Unanswered(words)
        answers = [self._answers.get(call.id) or _as_text(call, unsent=words) for call in calls]
        said = [f'"realm":{json_text.write(self._access.company_id)}', f'"answers":[{",".join(answers)}]']
        if pause:
            said.append(f'"pause":{json_text.write(pause)}')
        return "{" + ",".join(said) + "}"


def _grouped(calls: list[Call]) -> list[tuple[tuple[bool, bool], list[Call]]]:
    """Return calls in their order, those beside each other that the budget counts alike together."""
    groups: list[tuple[tuple[bool, bool], list[Call]]] = []
    for call in calls:
        sort = call.is_metered, call.is_batch
        if not groups or groups[-1][0] != sort:
            groups.append((sort, []))
        groups[-1][1].append(call)
    return groups


def _is_throttled(answer: Answer) -> bool:
    return answer.status == THROTTLED or (answer.status == 403 and bool(_THROTTLE_CODE.search(answer.text)))


def _as_text(call: Call, **said) -> str:
    return json_text.write({"id": call.id, **said})
