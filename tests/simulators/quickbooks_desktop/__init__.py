"""A QuickBooks Desktop company file that answers qbXML 13.0 as QuickBooks does.

Standalone: the standard library and lxml.  It shares no code and no table with the addons, so that both
can be wrong only separately.
"""

from .books_page import books_page
from .company_file import CompanyFile
from .errors import ConnectorKilled, QuickBooksError, Refusal
from .misbehaviour import Misbehaviour
from .switches import Switches

__all__ = [
    "CompanyFile",
    "ConnectorKilled",
    "Misbehaviour",
    "QuickBooksError",
    "Refusal",
    "Switches",
    "books_page",
]
