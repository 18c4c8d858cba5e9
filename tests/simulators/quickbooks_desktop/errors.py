"""What can go wrong, at the two levels that QuickBooks keeps apart.

A :class:`QuickBooksError` is an HRESULT (facts 3.7): the request processor failed before there was an
answer, so nothing of the message set was executed.  A :class:`Refusal` is a status code inside an answer
(facts 3.6): one request failed, its neighbours live.
"""

from .statuses import HRESULTS, message_for, severity_of


class QuickBooksError(Exception):
    """The request processor gave up: no answer text, only an HRESULT and its words."""

    def __init__(self, hresult: str, message: str = "", detail: str = ""):
        self.hresult = hresult
        self.message = message or HRESULTS.get(hresult, "")
        #: What the person who reads a failing test wants to know; real QuickBooks keeps this to itself.
        self.detail = detail
        super().__init__(f"{hresult} {self.message}" + (f" [{detail}]" if detail else ""))


class ConnectorKilled(BaseException):
    """The machine lost power: whatever was committed stays, nobody gets an answer.

    Derived from BaseException so that no ``except Exception`` on the way turns a power cut into an answer.
    """


class Refusal(Exception):
    """One request is answered with this status; ``words`` fill the placeholders of the message."""

    def __init__(self, code: int, *words: str, message: str = "", severity: str = ""):
        self.code = code
        self.message = message or message_for(code, *words)
        self.severity = severity or severity_of(code)
        super().__init__(f"{code} {self.message}")
