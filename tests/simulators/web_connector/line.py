"""The line to one service: builds a message, sends it, reads the answer strictly, writes the journal."""

import threading
import time
from datetime import UTC, datetime

from . import answers, values
from .description import Service
from .envelope import shelter, write
from .journal import Exchange, Journal, Message
from .operations import OPERATIONS
from .rules import finding
from .transport import NoAnswer

_USER_AGENT = "Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)"


class Line:
    """Everything that leaves goes through ``exchange``; it never raises for what the service did."""

    def __init__(self, application, transport, journal=None):
        self.application = application
        self.transport = transport
        self.journal = journal or Journal()
        self.tickets: set[str] = set()  # of all visits, to notice one that comes back
        self._service: Service | None = None
        self._loading = threading.Lock()

    @property
    def service(self) -> Service:
        """The client, built from the served description when first needed; tried again after a failure."""
        with self._loading:
            if self._service is None or not self._service.usable:
                self._service = Service(self.application.AppURL, self.transport)
            return self._service

    @property
    def description_findings(self) -> list:
        """What was wrong with the description, as far as it has been fetched."""
        return self._service.findings if self._service else []

    def exchange(self, message: Message, number: int, extra: bool = False) -> Exchange:
        started, clock = datetime.now(UTC).isoformat(timespec="milliseconds"), time.monotonic()
        parts = self._talk(message)
        exchange = Exchange(number, message, started, seconds=time.monotonic() - clock, extra=extra, **parts)
        self.journal.record(exchange)
        return exchange

    def lost(self, message: Message, number: int, words: str, answered: Exchange | None = None) -> Exchange:
        """An exchange that the line swallowed: never sent, or ``answered`` without the answer arriving."""
        started = answered.time if answered else datetime.now(UTC).isoformat(timespec="milliseconds")
        exchange = Exchange(number, message, started, request=answered.request if answered else b"", error=words)
        self.journal.record(exchange)
        return exchange

    def _talk(self, message):
        service = self.service
        if not service.usable:
            broken = tuple(found for found in service.findings if found.rule.fatal)
            return {"findings": broken, "error": str(broken[0])}
        operation = OPERATIONS[message.operation]
        sheltered = {
            name: shelter(value) if isinstance(value, str) else value for name, value in message.arguments.items()
        }
        arguments = [
            (name, None if text is None else str(text), kind)
            for name, text, kind in service.arguments(operation.name, sheltered)
        ]
        request = write(operation.name, arguments, self.application.Style or "Document")
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{operation.action}"',
            "User-Agent": _USER_AGENT,
        }
        try:
            reply = self.transport.post(self.application.AppURL, request, headers)
        except NoAnswer as error:
            return {
                "request": request,
                "findings": (finding("answer.arrives", str(error)),),
                "error": str(error),
            }
        return {
            "request": request,
            "status": reply.status,
            "answer": reply.body,
            **self._read(operation, reply),
        }

    def _read(self, operation, reply):
        value, findings = answers.read(operation, reply)
        if not any(found.rule.fatal for found in findings):
            if operation.in_wsdl:
                value = self.service.decode(operation.name, reply.body)
            findings += values.check(operation.name, value, self.tickets)
        if operation.name == "authenticate" and value and value[0]:
            self.tickets.add(value[0])
        fatal = next((found for found in findings if found.rule.fatal), None)
        return {"value": value, "findings": tuple(findings), "error": str(fatal) if fatal else None}
