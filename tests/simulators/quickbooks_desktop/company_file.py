"""A QuickBooks Desktop company file: opened by an application in a session, asked in qbXML, kept in one
SQLite file.
"""

import sqlite3

from . import extensions
from .bookkeeper import Bookkeeper
from .clock import Clock
from .errors import QuickBooksError
from .misbehaviour import Faults, Misbehaviour
from .processor import Processor
from .qbxml.writer import escape
from .reading import Reading
from .samples import new_company
from .sessions import Session
from .store import Store
from .switches import Switches

FILE_ID, APP_LOCK, COMPANY = "FileID", "AppLock", "Company"
#: What the Web Connector asks before the first call of a session (facts 1.4).
HOST_QUERY = (
    '<?xml version="1.0"?><?qbxml version="{version}"?><QBXML><QBXMLMsgsRq onError="continueOnError">'
    '<HostQueryRq requestID="0"/><CompanyQueryRq requestID="1">{owner}</CompanyQueryRq>'
    '<PreferencesQueryRq requestID="2"/></QBXMLMsgsRq></QBXML>'
)
#: How it marks the company as being worked on.
LOCK_REQUEST = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">'
    "<DataExtModRq><DataExtMod>"
    "<OwnerID>{owner}</OwnerID><DataExtName>AppLock</DataExtName><OtherDataExtType>Company</OtherDataExtType>"
    "<DataExtValue>{value}</DataExtValue></DataExtMod></DataExtModRq></QBXMLMsgsRq></QBXML>"
)


class CompanyFile(Reading, Bookkeeper):
    """The book.  ``clock`` returns a datetime; without a zone it means the machine's wall clock."""

    def __init__(self, path, misbehave: Misbehaviour | None = None, switches: Switches | None = None, clock=None):
        self.store = Store(path)
        self.path = self.store.path
        self.switches = switches or Switches()
        self.faults = Faults(self.path, misbehave)
        self.country = self.store.get("country")
        self.clock = Clock(self.store.get("time_zone"), clock)
        self._session = None

    @classmethod
    def create(cls, path, name="Acme Field Services", *, switches=None, misbehave=None, clock=None, **options):
        """A new company file.

        Options: ``country`` US, CA or UK; ``sample`` "small" or "empty"; ``sales_tax``,
        ``class_tracking``, ``multicurrency``, ``inventory`` and ``account_numbers`` as preferences;
        ``time_zone``; ``year`` of the product.
        """
        store = Store.make(path)
        try:
            store.put("country", options.get("country", "US"))
            store.put("time_zone", options.get("time_zone", "America/Los_Angeles"))
            store.close()
            book = cls(path, misbehave, switches, clock)
            new_company(book, name, **options)
        except BaseException:
            # Half a company file is worse than none.
            store.path.unlink()
            raise
        return book

    @property
    def misbehaviour(self) -> Misbehaviour:
        """The faults on order, to be read or changed while the book is open."""
        return self.faults.now

    @misbehaviour.setter
    def misbehaviour(self, value: Misbehaviour):
        self.faults.order(value)

    def close(self):
        self._session = None
        try:
            self.store.close()
        except sqlite3.ProgrammingError:
            return

    # --- sessions ---

    def begin_session(self, application, owner_id="", file_id="", company_file="", read_only=False) -> Session:
        """Open the file for an application; its first FileID becomes private data of the company."""
        self.faults.at_session()
        self._session = None
        if company_file and str(company_file) not in (str(self.path), self.store.get("windows_path", "")):
            raise QuickBooksError("0x8004040A")
        if application in self.store.get("denied_applications", []):
            raise QuickBooksError("0x80040420")
        with self.store.transaction():
            if owner_id:
                self._authorise(owner_id, file_id)
            known = self.store.get("applications", [])
            if application not in known:
                self.store.put("applications", [*known, application])
        self._session = Session(application, owner_id, read_only)
        return self._session

    def _authorise(self, owner_id, file_id):
        for name in (FILE_ID, APP_LOCK):
            if not extensions.definition(self.store, owner_id, name):
                extensions.define(self.store, owner_id, name, "STR255TYPE", [COMPANY])
        if file_id and extensions.value(self.store, COMPANY, "", owner_id, FILE_ID) is None:
            extensions.put(self.store, COMPANY, "", owner_id, FILE_ID, file_id)

    def end_session(self):
        self._session = None

    # --- requests ---

    def process_request(self, text: str) -> str:
        """One message set in, its answer out; QuickBooksError when nothing of it was executed."""
        with self.store.lock:
            if self._session is None:
                raise QuickBooksError("0x8004040D", detail="no session")
            self.faults.at_message_set()
            try:
                return Processor(self, self._session).process(text)
            except BaseException as error:
                if not isinstance(error, QuickBooksError):
                    self._session = None
                raise

    def host_query(self, version: str = "13.0") -> str:
        """What the Web Connector hands over with the first sendRequestXML of a session (facts 1.4)."""
        with self.store.lock:
            if self._session is None:
                raise QuickBooksError("0x8004040D", detail="no session")
            owner = f"<OwnerID>{self._session.owner_id}</OwnerID>" if self._session.owner_id else ""
            return self._own(HOST_QUERY.format(version=version, owner=owner))

    def set_app_lock(self, value: str = "") -> str:
        """The mark that the Web Connector sets while it works and clears at the end (facts 1.4)."""
        with self.store.lock:
            if self._session is None or not self._session.owner_id:
                raise QuickBooksError("0x8004040D", detail="no session of an application with an OwnerID")
            return self._own(LOCK_REQUEST.format(owner=self._session.owner_id, value=escape(value)))

    def _own(self, text: str) -> str:
        return Processor(self, self._session).process_quietly(text)
