"""One visit of a Web Connector, message by message, through the functions behind the door."""

from dataclasses import dataclass

from tests.simulators.quickbooks_desktop import QuickBooksError
from tests.simulators.quickbooks_desktop.errors import ConnectorKilled

from .boundary import Killed

TURNED_AWAY = ("none", "nvu", "busy")
WRITES = ("AddRq", "ModRq", "VoidRq", "DelRq")


@dataclass(frozen=True)
class Late:
    """An answer that lost its way: the ticket it belongs to, and what QuickBooks said."""

    ticket: str
    answer: str
    hresult: str
    words: str


class Visit:
    """A visit; ``step`` plays its next message until none is left.

    ``ended_by`` is the word that turned it away, ``close`` where it came to its end, else what broke it.
    """

    def __init__(self, world):
        from odoo.addons.accounting_bridge_qbd import visit

        self._world, self._door = world, visit
        self._next = self._authenticate
        self.messages, self.texts = 0, []
        self.ticket = self.ended_by = self._text = ""
        self._host, self._answer = "", ("", "", "")

    @property
    def next_message(self) -> str:
        """The name of the message that is next."""
        return self._next.__name__.strip("_")

    @property
    def has_written(self) -> bool:
        """Whether QuickBooks has just worked on a set of writes and its answer is in hand."""
        return self._next == self._response and bool(writes_in([self._text]))

    @property
    def written(self) -> int:
        """How many sets of writes left."""
        return writes_in(self.texts)

    def step(self) -> None:
        """Play the next message. :raise StopIteration: the visit is over"""
        if self.ended_by:
            raise StopIteration
        self.messages += 1
        try:
            self._next()
        except Killed:
            # The door is slammed in the face of the Web Connector; it gives up.
            self.end("the server died")
        except ConnectorKilled:
            self.end("power cut")

    def end(self, why: str) -> None:
        """Nobody calls any more under this ticket."""
        self.ended_by = why
        self._world.book.end_session()

    def again(self) -> None:
        """Send the last message once more, as a proxy does that thinks it was lost. Its answer is not read."""
        repeat = {self._carry: self._ask, self._ask: self._tell, self._last_error: self._tell}.get(self._next)
        if repeat and not self.ended_by and self.ticket:
            repeat()

    def give_up_answer(self) -> Late:
        """The answer in hand does not arrive now; it may later. The visit is over."""
        late = Late(self.ticket, *self._answer)
        self.end("its answer was lost on the way")
        return late

    # === MESSAGES === #

    def _call(self, function, *arguments):
        return function(self._world.env, self._world.token, self.ticket, *arguments)

    def _authenticate(self):
        self.ticket, word = self._door.authenticate(
            self._world.env, self._world.token, self._world.user, self._world.password
        )
        if word in TURNED_AWAY:
            self.ended_by = word
            return
        self._path = word
        self._next = self._open_books

    def _open_books(self):
        from odoo.addons.accounting_bridge_qbd.ledgers.quickbooks_desktop import qwc

        application = self._world.connection._qbd_application(self._world.env.user)
        try:
            self._world.book.begin_session(
                application.name,
                owner_id=qwc.OWNER_ID,
                file_id=f"{{{application.file_id}}}",
                company_file=self._path,
            )
        except QuickBooksError as refused:
            self._call(self._door.connection_error, refused.hresult, refused.message)
            self._next = self._close
            return
        self._host = self._world.book.host_query()
        self._next = self._request

    def _request(self):
        self._text = self._ask()
        self._host = ""
        if self._text:
            self.texts.append(self._text)
        self._next = self._carry if self._text else self._last_error

    def _ask(self):
        return self._call(self._door.send_request, self._host, r"C:\Books\acme.qbw")

    def _carry(self):
        try:
            self._answer = self._world.book.process_request(self._text), "", ""
        except QuickBooksError as refused:
            self._answer = "", refused.hresult, refused.message
        self._next = self._response

    def _response(self):
        progress = self._tell()
        if 0 <= progress < 100:
            self._next = self._request
        else:
            self._next = self._close if progress == 100 else self._last_error

    def _tell(self):
        return self._call(self._door.receive_response, *self._answer)

    def _last_error(self):
        self._call(self._door.last_error)
        self._next = self._close

    def _close(self):
        self._call(self._door.close)
        self.end("close")


def deliver(world, late: Late) -> None:
    """An answer arrives that was lost on the way, under whatever has become of its ticket."""
    from odoo.addons.accounting_bridge_qbd import visit

    visit.receive_response(world.env, world.token, late.ticket, late.answer, late.hresult, late.words)


def writes_in(texts) -> int:
    """How many of these texts write."""
    return sum(any(word in text for word in WRITES) for text in texts)
