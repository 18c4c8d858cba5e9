"""The service around the books: HTTP, OAuth, filters, limits, Idempotency-Key, webhooks, and faults on order.

``Service`` is all of it at one address; ``service.misbehaviour`` takes the faults, ``service.journal`` has what came.
"""

from tests.simulators.cloud.clock import Clock

from .addresses import Addresses
from .apps import App
from .misbehaviour import Misbehaviour, Order
from .rates import Limits
from .scopes import CONSENT
from .service import OWNER, Service
from .switches import ServiceSwitches
from .webhooks import Event, signature

__all__ = [
    "CONSENT",
    "OWNER",
    "Addresses",
    "App",
    "Clock",
    "Event",
    "Limits",
    "Misbehaviour",
    "Order",
    "Service",
    "ServiceSwitches",
    "signature",
]
