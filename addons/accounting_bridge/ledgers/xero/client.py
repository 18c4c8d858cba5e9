"""Carrying a payload to Xero and its answers back (facts 1.7, 3.3, 4, 6).

What leaves stands in the payload, word for word; only the token and the organisation are added here. Nothing is read in
an answer but what decides whether the next call may leave.
"""

import importlib.util
import logging
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

from .. import json_text
from ..http import BROKEN_OFF, LEAST_SECONDS, NO_TIME, Answer
from ..protocol import Access, Unanswered, Unreachable
from . import limits, looks
from .oauth import organisations

_logger = logging.getLogger(__name__)

BOOKS = "api.xro/2.0"
# Fifty documents take their time: a list with less of it does not leave, since it would only raise a question.
WRITE_SECONDS = 12.0

NO_SIGN_IN, NOT_LET_IN, NOT_THERE, THROTTLED = 401, 403, 404, 429
# After these the next call would fare no better: nobody behind the gateway, or the organisation is offline.
STOPS = (502, 503, 504)
WRITES = ("PUT", "POST", "DELETE")


def _(text):
    """Mark for translation; the models translate when they show."""
    return text


NO_GRANT = _("The calls that may be made now are used up.")
ASKED_FOR_QUIET = _("Xero asked for a pause.")
DAY_USED_UP = _("The calls that Xero allows in a day are used up.")
STOPPED = _("The run stopped before this call.")
NO_COMPANY = _("No organisation of Xero is chosen.")
NO_LIBRARY = _("The server lacks the Python package xero-python, or has version 2.6.0 of urllib3, which is broken.")
NOT_ACCEPTED = _("Xero does not accept the sign-in although it was just renewed.")
LACKS_SCOPE = _("The sign-in was given before the bridge asked for this permission.")
DISCONNECTED = _("Xero does not let this sign-in into the organisation; it may have been disconnected there.")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a payload, below /api.xro/2.0/.

    ``key`` is the Idempotency-Key of a write, ``since`` a time for If-Modified-Since, ``text`` the exact body, and
    ``unless`` a condition under which it does not leave, ``unless_any`` several (``looks``).
    """

    id: str
    method: str
    path: str
    parameters: dict = field(default_factory=dict)
    key: str = ""
    since: str = ""
    text: str = ""
    unless: dict = field(default_factory=dict)
    unless_any: list = field(default_factory=list)

    @property
    def is_write(self) -> bool:
        return self.method in WRITES


def perform(payload: str, not_after: float, access: Access) -> str:
    """Make the calls of a payload, one after the other, until one of them says that the next is of no use.

    :param payload: ``{"calls": [{"id", "method", "path", "parameters", "key", "since", "text"}, ...]}``.
    :param access: beside the contract it has ``api_url``, the host of the service.
    :return str: ``{"tenant", "answers": [...], "pause"}``. An answer has the ``id`` of its call and ``status`` with
        ``body`` (JSON, its text unchanged) or ``text``, ``date`` (the server's, UTC), ``problem`` (which limit was
        met) and ``retry_after``; or ``lost`` (it left, no whole answer came) or ``unsent`` (it did not leave, or was
        sent away at the door) with the words why; or ``moved``: what it would change is no longer what it was (of
        several: the ids of those).
        ``pause`` is a code of the table of reasons, there where the next payload would fare no better; ``words``
        stand beside it.
    :raise Unreachable: no call left.
    :raise Unanswered: every call left, and none was answered.
    """
    calls = [Call(**call) for call in json_text.read(payload)["calls"]]
    if not access.company_id and access.needs_company:
        raise Unreachable(NO_COMPANY, "sign_in_needed")
    if not has_library():
        raise Unreachable(NO_LIBRARY)
    from .rest import Caller  # Xero's library, imported where it is used only (facts 1.8)

    with Caller(access.api_url, not_after) as caller:
        round_trip = _RoundTrip(caller, access)
        round_trip.make(calls)
    return round_trip.answer(calls)


def has_library() -> bool:
    """Return whether Xero's library is here and can be trusted."""
    if importlib.util.find_spec("xero_python") is None:
        return False
    from .rest import is_usable

    return is_usable()


class _RoundTrip:
    """The calls of one payload under way."""

    def __init__(self, caller, access: Access):
        self._caller = caller
        self._access = access
        self._tenant = access.company_id
        self._token = ""
        self._renewed = False
        # Of each call that left: its answer as a text of JSON.
        self._answers: dict[str, str] = {}
        self._lost: set[str] = set()
        # What was answered to calls that look at what others change.
        self._bodies: dict[str, object] = {}
        # Why nothing more may leave: words, and a reason where the next payload would fare no better.
        self._stop: tuple[str, str] | None = None
        self._left = limits.Left()

    def make(self, calls: list[Call]):
        """Make calls until one of them is the last that may leave."""
        try:
            self._token = self._access.token()
            self._tenant = self._tenant or self._ask_who()
            granted = self._access.grant(len(calls))
            for call in calls[:granted]:
                self._make_one(call)
                if self._stop:
                    break
            if not self._stop and granted < len(calls):
                self._stop = (NO_GRANT, self._access.short_of)
        except Unreachable as problem:
            self._stop = (str(problem), problem.reason)
        if any(each is not None for each in self._left):
            self._access.note_left(day=self._left.day, minute=self._left.minute)

    def _ask_who(self) -> str:
        """Return the one organisation that a custom connection is for, before anything was read of it.

        :raise Unreachable: nobody could say.
        """
        try:
            answer = self._caller.call("GET", "connections", token=self._token)
        except Unanswered as problem:
            raise Unreachable(str(problem)) from None
        if answer.status != 200:
            raise Unreachable(NOT_ACCEPTED, "sign_in_needed" if answer.status == NO_SIGN_IN else "unreachable")
        found = organisations(answer.text)
        if len(found) != 1:
            raise Unreachable(NO_COMPANY, "sign_in_needed")
        return found[0].id

    def _make_one(self, call: Call):
        conditions = [call.unless] if call.unless else call.unless_any
        if any(self._bodies.get(condition["look"]) is None for condition in conditions):
            # Nobody could say what stands there now: it waits for the next run.
            return
        moved = [each["id"] for each in conditions if looks.has_moved(each, self._bodies[each["look"]])]
        if moved:
            said = True if call.unless else moved
            self._answers[call.id] = json_text.write({"id": call.id, "moved": said})
            return
        if self._caller.seconds_left < (WRITE_SECONDS if call.is_write else LEAST_SECONDS):
            self._stop = (NO_TIME, "")
            return
        try:
            answer = self._ask(call)
            if answer.status == NO_SIGN_IN and not self._renewed and not _lacks_scope(answer):
                # Where there is no other token the call counts as unsent: refused at the door, it has done nothing.
                self._renewed = True
                self._token = self._access.renew(self._token)
                answer = self._ask(call)
            if answer.status == NO_SIGN_IN:
                # Sent away at the door: as if it had never left.
                self._stop = _turned_away(answer)
                return
            self._keep(call, answer)
        except Unanswered as problem:
            self._answers[call.id] = json_text.write({"id": call.id, "lost": str(problem)})
            self._lost.add(call.id)
            self._stop = (str(problem), "")
            return
        self._judge(answer)

    def _judge(self, answer: Answer):
        """Look whether another call may follow."""
        if answer.status == THROTTLED:
            self._access.throttled(limits.quiet(answer.headers))
            is_day = limits.problem(answer.headers) == "day"
            self._stop = (DAY_USED_UP if is_day else ASKED_FOR_QUIET, "throttled")
        elif answer.status == NOT_LET_IN:
            self._stop = (DISCONNECTED, "app_not_authorised")
        elif answer.status in STOPS:
            asked = limits.seconds_of(answer.headers.get("retry-after", ""))
            if asked is not None:
                self._access.throttled(asked)
            self._stop = (STOPPED, "")

    def _ask(self, call: Call) -> Answer:
        headers = {"xero-tenant-id": self._tenant}
        if call.key:
            headers["Idempotency-Key"] = call.key
        if call.since:
            headers["If-Modified-Since"] = call.since
        answer = self._caller.call(
            call.method,
            f"{BOOKS}/{call.path}",
            token=self._token,
            parameters=call.parameters,
            headers=headers,
            text=call.text,
        )
        self._left = limits.Left(*(new if new is not None else old for new, old in _pairs(answer, self._left)))
        _logger.info(
            "Xero: %s %s: %s in %.2f s (%s)",
            *(
                call.method,
                call.path,
                answer.status,
                answer.seconds,
                answer.headers.get("xero-correlation-id", "no id"),
            ),
        )
        return answer

    def _keep(self, call: Call, answer: Answer):
        """Keep what came back.

        :raise Unanswered: it is JSON that breaks off: not the whole answer, though its sender took it for one.
        """
        said = {"id": call.id, "status": answer.status}
        date = utc(answer.headers.get("date", ""))
        if date:
            said["date"] = date
        if answer.status == THROTTLED:
            said["problem"] = limits.problem(answer.headers)
            said["retry_after"] = round(limits.quiet(answer.headers))
        try:
            body = json_text.read(answer.text)
        except (ValueError, RecursionError):
            if answer.status == 200 and answer.is_json:
                raise Unanswered(BROKEN_OFF) from None
            said["text"] = answer.text
            self._answers[call.id] = json_text.write(said)
        else:
            look = looks.name_of(call.id)
            if look and answer.status in (200, NOT_THERE):
                self._bodies[look] = body
            # Its own text: whatever is read from it later has the digits that Xero wrote.
            self._answers[call.id] = f'{json_text.write(said)[:-1]},"body":{answer.text}}}'

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
        unsent = [call for call in calls if call.id not in self._answers]
        self._answers |= {call.id: json_text.write({"id": call.id, "unsent": words}) for call in unsent}
        said = [
            f'"tenant":{json_text.write(self._tenant)}',
            f'"answers":[{",".join(self._answers[call.id] for call in calls)}]',
        ]
        if pause:
            said += [f'"pause":{json_text.write(pause)}', f'"words":{json_text.write(words)}']
        return "{" + ",".join(said) + "}"


def _pairs(answer: Answer, known: limits.Left):
    return zip(limits.left(answer.headers), known, strict=True)


def _lacks_scope(answer: Answer) -> bool:
    """Return whether a refusal says that a permission is missing; Xero's own pages spell it in two ways (facts 1.3)."""
    said = (answer.headers.get("www-authenticate", "") + answer.text).lower()
    return "insufficient_scope" in said or "insufficent_scope" in said


def _turned_away(answer: Answer) -> tuple[str, str]:
    """Return why a call was sent away at the door: words and a reason. Another token would not help (facts 6)."""
    if _lacks_scope(answer) or "authorizationunsuccessful" in answer.text.lower():
        return LACKS_SCOPE, "update_permissions"
    return NOT_ACCEPTED, "sign_in_needed"


def utc(said: str) -> str:
    """Return the date of an answer as text that compares as text, "" where it names none."""
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return ""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
