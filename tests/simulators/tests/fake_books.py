"""The smallest thing that can stand for the company file simulator when the connector alone is tested."""

from tests.simulators.quickbooks_desktop import QuickBooksError

HOST = (
    '<?xml version="1.0" ?><QBXML><QBXMLMsgsRs><HostQueryRs requestID="0" statusCode="0"><HostRet>'
    "<ProductName>QuickBooks Pro 2014</ProductName><MajorVersion>24</MajorVersion><Country>US</Country>"
    "<SupportedQBXMLVersion>1.0</SupportedQBXMLVersion><SupportedQBXMLVersion>9.0</SupportedQBXMLVersion>"
    "<SupportedQBXMLVersion>13.0</SupportedQBXMLVersion></HostRet></HostQueryRs></QBXMLMsgsRs></QBXML>"
)


class FakeBooks:
    """``answers``: request -> answer or exception; ``refusals``: exceptions of begin_session in turn."""

    windows_path = r"C:\Books\fake.qbw"
    path = "fake.qbw"
    store = {"windows_path": windows_path}

    def __init__(self, answers=None, refusals=(), host=HOST):
        self.answers = answers or {}
        self.refusals = list(refusals)
        self.host = host
        self.requests = []
        self.sessions = []
        self.open = False
        self.locks = []

    def begin_session(self, *, application, owner_id, file_id, read_only):
        self.sessions.append((application, owner_id, file_id))
        if self.refusals:
            raise self.refusals.pop(0)
        self.open = True

    def host_query(self):
        if isinstance(self.host, Exception):
            raise self.host
        return self.host

    def set_app_lock(self, value):
        self.locks.append(value)

    def process_request(self, text):
        self.requests.append(text)
        answer = self.answers.get(text, f"answer to {text}")
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def end_session(self):
        self.open = False


def refusal(hresult="0x80040408", words="Could not start QuickBooks."):
    return QuickBooksError(hresult, words)
