"""One message set from text to text: form, recovery, execution request by request, answer (facts 3.1, 3.5,
6.1).
"""

from . import handlers, message_sets
from .context import Context
from .errors import QuickBooksError, Refusal
from .qbxml import envelope, writer
from .qbxml.reader import FormError
from .statuses import GENERAL, UNVERIFIED, message_for, severity_of

REQUEST_ID_LIMIT = 50


class Processor:
    def __init__(self, book, session):
        self.book = book
        self.session = session
        self.switches = book.switches
        self.faults = book.faults
        self.memory = message_sets.Memory(book.store, book.switches, book.faults, session.application)

    def process(self, text: str) -> str:
        """An answer, unless a fault is on order for this moment."""
        message_set = self._read(text)
        set_id = message_set.new_id or ""
        self.faults.after_request(set_id, 0)
        status, answers = self.memory.decide(message_set)
        if answers is None:
            begun = self.memory.begin(message_set)
            status = begun or status
            answers = self._execute(message_set)
        self.faults.before_answer(set_id)
        return self.faults.spoil(self._written(message_set, status, answers))

    def process_quietly(self, text: str) -> str:
        """The Web Connector's own requests: no faults, no recovery."""
        message_set = self._read(text)
        answers, macros = [], {}
        for request in message_set.requests:
            with self.book.store.transaction():
                answers.append(self._one(message_set, request, macros))
        return self._written(message_set, None, answers)

    def _read(self, text: str):
        try:
            return envelope.read_message_set(text, self.book.country, self.switches)
        except envelope.VersionError as error:
            raise QuickBooksError(self.switches.unsupported_version, detail=str(error)) from None
        except FormError as error:
            raise QuickBooksError("0x80040400", detail=str(error)) from None

    # --- execution ---

    def _execute(self, message_set) -> list:
        answers, macros, stopped = [], {}, False
        for position, request in enumerate(message_set.requests):
            answer = self._skip(request) if stopped else None
            with self.book.store.transaction():
                if answer is None:
                    answer = self._one(message_set, request, macros)
                self.memory.note(message_set, position, answer)
            answers.append(answer)
            self.faults.after_request(message_set.new_id or "", position + 1)
            failed = severity_of(answer["code"]) == "Error"
            stopped = stopped or (failed and message_set.on_error == "stopOnError")
        return answers

    @staticmethod
    def _skip(request) -> dict:
        return {"name": request.answer_name, "request_id": request.request_id, "code": 3231}

    def _one(self, message_set, request, macros) -> dict:
        """The answer to one request; whatever it wrote is undone when it is refused."""
        answer = {"name": request.answer_name, "request_id": request.request_id, "code": 0}
        ctx = Context(self.book, self.session, message_set.version, macros)
        try:
            with self.book.store.attempt():
                warned = self._check(request, message_set)
                done = handlers.HANDLERS[request.name](ctx, request)
                if request.macro:
                    if request.macro in macros:
                        raise Refusal(9101, request.macro)
                    macros[request.macro] = done.object_id
        except Refusal as refusal:
            general = refusal.code in UNVERIFIED and self.switches.unverified_codes == "general"
            code = GENERAL if general else refusal.code
            return {**answer, "code": code, "message": refusal.message, "severity": refusal.severity}
        code = done.code or (530 if warned else 0)
        message = done.message or message_for(code, *(done.words or warned))
        recovery = {name: value for name, value in done.recovery.items() if value}
        return {
            **answer,
            "code": code,
            "message": message,
            "attributes": list(done.attributes),
            "body": done.body if message_set.with_data else "",
            "recovery": recovery,
        }

    def _check(self, request, message_set) -> tuple:
        """What is refused before the request is looked at; words of a field that QuickBooks leaves unread."""
        if request.request_id and len(request.request_id) > REQUEST_ID_LIMIT:
            raise Refusal(1060, request.request_id)
        if not request.known or request.name not in handlers.HANDLERS:
            raise Refusal(1030, request.answer_name[:-2])
        if handlers.writes(request):
            if self.session.read_only:
                raise Refusal(3261, "change this company file")
            self.faults.check_write()
        warned = ()
        for code, words in request.findings:
            if code == 530 and self.switches.edition_field == "ignored":
                warned = words
                _drop(request.fields, words[0])
            elif code == 530:
                raise Refusal(530, *words, severity="Error")
            else:
                raise Refusal(code, *words)
        return warned

    # --- writing ---

    def _written(self, message_set, status, answers) -> str:
        pairs = ()
        if message_set.new_id is not None or message_set.old_id is not None:
            pairs = (("newMessageSetID", message_set.new_id), ("messageSetStatusCode", status or 0))
        parts = [writer.PROLOG, "<QBXML>\n<QBXMLMsgsRs", writer.attributes(pairs), ">\n"]
        parts.extend(self._rs(answer, message_set.version) for answer in answers)
        parts.append("</QBXMLMsgsRs>\n</QBXML>\n")
        return "".join(parts)

    def _rs(self, answer: dict, version) -> str:
        code = answer["code"]
        head = writer.attributes(
            (
                ("requestID", answer.get("request_id")),
                ("statusCode", code),
                ("statusSeverity", answer.get("severity") or severity_of(code)),
                ("statusMessage", answer.get("message") or message_for(code)),
                *answer.get("attributes", ()),
            )
        )
        body = answer.get("body", "")
        if not body and answer.get("recovery") and self.switches.recovered_answer == "error_recovery":
            body = writer.Writer(version, self.book.country, "").element("ErrorRecovery", answer["recovery"])
        if not body:
            return f"<{answer['name']}{head} />\n"
        return f"<{answer['name']}{head}>{body}</{answer['name']}>\n"


def _drop(fields, name: str):
    """Take a field out wherever it stands: QuickBooks saved the record without it."""
    fields.pop(name, None)
    children = list(fields.values()) + [line for _tag, line in getattr(fields, "lines", ())]
    for child in children:
        for one in child if isinstance(child, list) else (child,):
            if isinstance(one, dict):
                _drop(one, name)
