"""QuickBooks, as the connector uses it: the interface of the company file simulator.

facts/quickbooks_desktop.md 1.4.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Protocol

from lxml import etree

from tests.simulators.quickbooks_desktop import ConnectorKilled, QuickBooksError

from .envelope import shelter

__all__ = ["Books", "ConnectorKilled", "Host", "QuickBooksError", "windows_path"]

_USUAL_FOLDER = r"C:\Users\Public\Documents\Intuit\QuickBooks\Company Files"


class Books(Protocol):
    """One company file with the request processor in front of it."""

    path: PurePath
    store: Mapping[str, str]  # settings of the file; "windows_path" is the one read here

    def begin_session(self, *, application: str, owner_id: str, file_id: str, read_only: bool): ...

    def host_query(self) -> str: ...

    def set_app_lock(self, value: str) -> str: ...

    def process_request(self, text: str) -> str: ...

    def end_session(self) -> None: ...


def windows_path(book: Books) -> str:
    """Where the company file lies on that Windows machine: what the books say, else the usual folder."""
    return book.store.get("windows_path") or f"{_USUAL_FOLDER}\\{PurePath(book.path).stem}.qbw"


class Host:
    """What sendRequestXML tells of QuickBooks, read from the answer to HostQuery (facts 1.4)."""

    def __init__(self, answer: str):
        self.answer = answer
        # Forgiving, since only the versions matter here and the company's data may hold anything (facts 1.1).
        parser = etree.XMLParser(resolve_entities=False, recover=True)
        root = etree.fromstring(shelter(answer).strip().encode("utf-8"), parser) if answer.strip() else None
        host = root.find(".//HostRet") if root is not None else None
        if host is None:
            raise ValueError("the answer to the first queries holds no HostRet")
        self.country = host.findtext("Country") or "US"
        versions = [
            tuple(int(part) for part in version.text.split("."))
            for version in host.iter("SupportedQBXMLVersion")
            if version.text and version.text.replace(".", "").isdigit()
        ]
        self.major, self.minor = max(versions, default=(13, 0))
