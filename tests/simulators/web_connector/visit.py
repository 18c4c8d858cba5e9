"""One visit ("Update Selected"), a message at a time: facts/quickbooks_desktop.md 1.3 to 1.5.

``run()`` plays it to its end. ``step()`` plays one message, so that a test can let two visits race. What
QuickBooks does between two messages happens when the *next* message is made up: a power cut after an answer
finds QuickBooks untouched, one before the next message finds its work done.
"""

import time
from dataclasses import dataclass

from .books import ConnectorKilled, Host, QuickBooksError, windows_path
from .faults import Faults
from .journal import Exchange, Message
from .operations import OPERATIONS
from .rules import Finding, finding
from .values import CLOSED_WORDS

_MACHINE = "FRONT-DESK"


class CallFailed(Exception):
    """A call came to nothing; the visit ends there, without closeConnection."""

    def __init__(self, exchange: Exchange):
        super().__init__(exchange.error)
        self.exchange = exchange


@dataclass(frozen=True)
class VisitResult:
    """What the connector's window shows afterwards, and what a test wants to know.

    ``ended_by`` is one of: closeConnection, none, nvu, busy, postponed, clientVersion, connectionError,
    error, no password, power cut. ``error`` is the connector's own code and words, None where it shows none.
    """

    last_result: str
    progress: int
    calls: tuple[Exchange, ...]
    error: str | None
    ended_by: str
    last_error: str | None = None  # the text of the last getLastError
    ticket: str | None = None
    findings: tuple[Finding, ...] = ()
    faults_hit: frozenset = frozenset()
    postponed: int | None = None  # seconds, authenticate's third string
    floor: int | None = None  # seconds, its fourth

    @property
    def operations(self) -> tuple[str, ...]:
        return tuple(call.operation for call in self.calls)

    @property
    def clean(self) -> bool:
        """Nothing was wrong with any answer, the .qwc or the description, and no error is shown."""
        return self.error is None and not self.findings


@dataclass(frozen=True)
class _End:
    by: str
    last_result: str | None = None
    error: str | None = None


class Visit:
    """One visit of one machine; made by ``WebConnector.visit``."""

    def __init__(self, line, book, habits, faults=None):
        self.line = line
        self.exchanges: list[Exchange] = []
        self.result: VisitResult | None = None
        self.ticket: str | None = None
        self.progress = 0
        self._book = book
        self._book_open = False
        self._habits = habits
        self._faults = faults or Faults()
        self._hit = set()
        self._findings: list[Finding] = []
        self._message: Message | None = None
        self._answer = None  # value for the course, or the CallFailed to raise in it
        self._last_error = None
        self._shown = ""
        self._seconds: list[int | None] = [None, None]
        self._course = self._play()

    # === From outside === #

    def run(self) -> VisitResult:
        while self.step():
            continue
        return self.result

    def next_message(self) -> Message | None:
        """What will be sent next; lets QuickBooks do its part first. None when the visit is over."""
        if self._message is None and self.result is None:
            try:
                answer, self._answer = self._answer, None
                if isinstance(answer, CallFailed):
                    self._message = self._course.throw(answer)
                else:
                    self._message = self._course.send(answer)
            except StopIteration as stop:
                self._finish(stop.value)
            except CallFailed as failure:
                words = f"{OPERATIONS[failure.exchange.operation].code}: {failure}"
                self._finish(_End("error", words, words))
            except ConnectorKilled as killed:
                self._finish(_End("power cut", str(killed)))
        return self._message

    def step(self) -> Exchange | None:
        """Send the next message and take in its answer. None when there was nothing (more) to send."""
        message, number = self.next_message(), len(self.exchanges) + 1
        if message is None or self._cut("dies_before", number):
            return None
        exchange = self._deliver_with_faults(message, number)
        self.exchanges.append(exchange)
        self._message = None
        if self._cut("dies_after", number):
            return exchange
        self._answer = CallFailed(exchange) if exchange.error else exchange.value
        return exchange

    def deliver(self, message: Message) -> Exchange:
        """Send any message apart from the visit's course: a repetition, an old ticket, one out of turn."""
        exchange = self.line.exchange(message, len(self.exchanges) + 1, extra=True)
        self._findings += exchange.findings
        return exchange

    # === One message === #

    def _deliver_with_faults(self, message, number):
        if self._hits("lost_before", number):
            return self.line.lost(message, number, "Unable to connect to the remote server")
        if self._hits("repeated", number):
            self._findings += self.line.exchange(message, number, extra=True).findings
        exchange = self.line.exchange(message, number)
        self._findings += exchange.findings
        if self._hits("lost_after", number):
            return self.line.lost(message, number, "The underlying connection was closed", exchange)
        return exchange

    def _hits(self, kind, number):
        if not self._faults.at(kind, number):
            return False
        self._hit.add((kind, number))
        return True

    def _cut(self, kind, number):
        if not self._hits(kind, number):
            return False
        self._message = None
        self._finish(_End("power cut", "the machine lost its power"))
        return True

    def _finish(self, end):
        self._course.close()
        error = end.error
        # A machine without power ends nothing; its lock on the company file stays as it is.
        if self._book_open and end.by != "power cut":
            try:
                self._book.set_app_lock("")
                self._book.end_session()
            except QuickBooksError as refused:
                error = error or f"QBWC1015: {refused}"
        self.result = VisitResult(
            last_result=self._shown if end.last_result is None else end.last_result,
            progress=self.progress,
            calls=tuple(self.exchanges),
            error=error,
            ended_by=end.by,
            last_error=self._last_error,
            ticket=self.ticket,
            findings=self._all_findings(),
            faults_hit=frozenset(self._hit),
            postponed=self._seconds[0],
            floor=self._seconds[1],
        )

    def _all_findings(self):
        found = [*self.line.application.notes, *self.line.description_findings, *self._findings]
        return tuple(dict.fromkeys(found))

    # === The course of a visit: yields messages, receives values, returns how it ended === #

    def _play(self):
        application = self.line.application
        if not application.password:
            words = f"QBWC1030: Password is not available for application named {application.AppName}."
            return _End("no password", words, words)
        try:
            yield Message("serverVersion")
        except CallFailed:
            pass  # logged only: facts 1.2
        end = self._judge_version((yield Message("clientVersion", {"strVersion": self._habits.client_version})))
        if end:
            return end
        strings = yield Message(
            "authenticate", {"strUserName": application.UserName, "strPassword": application.password}
        )
        self.ticket, word = strings[0], strings[1]
        self._seconds = [int(seconds) if seconds else None for seconds in [*strings[2:], "", ""][:2]]
        if word in CLOSED_WORDS:
            return (yield from self._turned_away(word))
        if self._seconds[0] and self._habits.auto_run:
            return _End("postponed", "Update postponed by application")
        host = yield from self._open(word)
        if isinstance(host, _End):
            return host
        return (yield from self._work(host))

    def _judge_version(self, text):
        """W: asks a person, E: and O: end the visit (facts 1.3; guide, appendix A, QBWC1037)."""
        kind, words = (text or "")[:2], (text or "")[2:]
        stays = kind == "W:" and self._habits.attended and self._habits.goes_on_after_warning
        if not kind or stays:
            return None
        if kind == "O:":
            words = f"The application needs version {words} of QuickBooks Web Connector or newer"
        return _End("clientVersion", f"QBWC1037: {words}", f"QBWC1037: {words}")

    def _turned_away(self, word):
        shown, error = {
            "none": ("No Data Exchange", None),
            "busy": ("Application Busy", None),
            "nvu": ("QBWC1040: Web connector did not provide a valid username and/or password.",) * 2,
        }[word]
        if word != "busy" and self._habits.closes_when_refused:
            yield Message("closeConnection", {"ticket": self.ticket})
        return _End(word, shown, error)

    def _open(self, path):
        """Open QuickBooks, asking connectionError for another file while that fails; the Host, or the end."""
        for retried in range(self._habits.files_to_try):
            try:
                self._begin(path)
                break
            except QuickBooksError as refused:
                error = f"QBWC1013: Error connecting to QuickBooks. {refused.message}"
                path = yield Message(
                    "connectionError",
                    {"ticket": self.ticket, "hresult": refused.hresult, "message": refused.message},
                )
            if (path or "").lower() == "done":
                break
            if retried == 1:
                self._findings.append(finding("connectionError.one-retry", f"a third file is named: {path!r}"))
        if not self._book_open:
            if self._habits.closes_when_refused:
                yield Message("closeConnection", {"ticket": self.ticket})
            return _End("connectionError", error, error)
        try:
            host = Host(self._book.host_query())
            self._book.set_app_lock(f"LOCKED:{_MACHINE}:{time.time_ns() // 100}")
            return host
        except (QuickBooksError, ValueError) as failed:
            words = f"QBWC1014: Could not get Host/Company/Preference Query response from QuickBooks. {failed}"
            return _End("error", words, words)

    def _begin(self, path):
        if not path and not self._habits.quickbooks_open:
            raise QuickBooksError("0x80040416", "If QuickBooks is not running, a company file name must be supplied.")
        if path and path.lower() != self._file_name.lower():
            raise QuickBooksError(
                "0x8004040A",
                "A QuickBooks company data file is already open and it is different from the one requested.",
            )
        application = self.line.application
        for last in (*[False] * (self._habits.tries_to_open - 1), True):
            try:
                self._book.begin_session(
                    application=application.AppName,
                    owner_id=application.OwnerID,
                    file_id=application.FileID,
                    read_only=application.IsReadOnly == "true",
                )
                self._book_open = True
                return
            except QuickBooksError:
                if last:
                    raise

    @property
    def _file_name(self):
        return self._habits.company_file_name or windows_path(self._book)

    def _work(self, host):
        hcp, waits = host.answer, 0
        while True:
            request = yield Message(
                "sendRequestXML",
                {
                    "ticket": self.ticket,
                    "strHCPResponse": hcp,
                    "strCompanyFileName": self._file_name,
                    "qbXMLCountry": host.country,
                    "qbXMLMajorVers": host.major,
                    "qbXMLMinorVers": host.minor,
                },
            )
            hcp = ""  # on the first call of a session only: facts 1.4
            if request and request != "NoOp":
                waits = 0
                progress = yield self._ask_quickbooks(request)
                if 0 <= progress < 100:
                    self.progress = progress
                    continue
                if progress == 100:
                    self.progress = progress
                    break
                yield from self._ask_last_error()
                break
            text = yield from self._ask_last_error()
            if text == "NoOp" and waits < self._habits.noop_patience:
                waits += 1
                self._habits.sleep(self._habits.noop_wait)
            elif text == "NoOp":
                self._findings.append(finding("getLastError.patience", f"NoOp came {waits + 1} times in a row"))
                return _End("error", "NoOp for ever", "NoOp for ever")
            elif text != "Interactive mode" or not (yield from self._interact()):
                break
        self._shown = (yield Message("closeConnection", {"ticket": self.ticket})) or ""
        return _End("closeConnection")

    def _ask_quickbooks(self, request):
        try:
            answer = {"response": self._book.process_request(request), "hresult": "", "message": ""}
        except QuickBooksError as refused:
            answer = {"response": "", "hresult": refused.hresult, "message": refused.message}
        return Message("receiveResponseXML", {"ticket": self.ticket, **answer})

    def _ask_last_error(self):
        self._last_error = (yield Message("getLastError", {"ticket": self.ticket})) or ""
        return self._last_error

    def _interact(self):
        """A page for the person, then back; True when requests go on.

        The sources contradict each other on interactiveDone (facts 1.3): CONTINUE resumes, '' asks again,
        anything else ends.
        """
        url = (
            (yield Message("getInteractiveURL", {"wcTicket": self.ticket, "sessionID": self.ticket}))
            if self._habits.attended
            else None
        )
        if not url:
            reason = "no address to show" if self._habits.attended else "nobody is at this computer"
            yield Message("interactiveRejected", {"wcTicket": self.ticket, "reason": reason})
            return False
        for _look in range(self._habits.noop_patience):
            answer = yield Message("interactiveDone", {"wcTicket": self.ticket})
            if answer:
                return answer == "CONTINUE"
            self._habits.sleep(self._habits.noop_wait)
        return False
