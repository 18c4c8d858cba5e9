"""A QuickBooks Web Connector: plays the call order and the error paths of the real one against any URL.

    from tests.simulators.web_connector import Faults, Habits, WebConnector

    result = WebConnector(qwc_path, password, book).update_selected()
    assert result.clean and result.last_result.startswith("OK")

Behaviour after facts/quickbooks_desktop.md 1 and 2. ``rules.RULES`` lists what it demands of a service.
"""

from .applications import Applications
from .faults import Faults
from .habits import Habits
from .journal import Exchange, Journal, Message
from .qwc import Application, QwcRefused
from .race import together
from .rules import RULES, Finding, Rule
from .transport import HttpTransport, NoAnswer, Reply
from .visit import Visit, VisitResult
from .connector import WebConnector

__all__ = [
    "RULES",
    "Application",
    "Applications",
    "Exchange",
    "Faults",
    "Finding",
    "Habits",
    "HttpTransport",
    "Journal",
    "Message",
    "NoAnswer",
    "QwcRefused",
    "Reply",
    "Rule",
    "Visit",
    "VisitResult",
    "WebConnector",
    "together",
]
