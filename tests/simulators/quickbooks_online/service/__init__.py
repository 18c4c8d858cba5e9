"""The service around the books: HTTP, OAuth, queries, batches, limits, webhooks, and faults on order.

``Service`` is all of it at one address; ``service.misbehaviour`` takes the faults, ``service.journal`` has what came.
"""

from .addresses import Addresses
from .apps import App
from .clock import Clock
from .misbehaviour import Misbehaviour, Order
from .rates import Limits
from .service import OWNER, Service
from .switches import ServiceSwitches
from .webhooks import Event, signature

__all__ = [
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
