"""The books of a QuickBooks Online company: what the API lets programs do with them, and what a person does.

Standalone: the standard library only, nothing of the addons.
"""

from .bookkeeper import Bookkeeper
from .catalogue import DOCUMENTS, ENTITIES, LISTS, NOT_IN_CHANGES
from .company import Company
from .faults import Fault, Faults
from .profile import Profile
from .switches import Switches

__all__ = [
    "DOCUMENTS",
    "ENTITIES",
    "LISTS",
    "NOT_IN_CHANGES",
    "Bookkeeper",
    "Company",
    "Fault",
    "Faults",
    "Profile",
    "Switches",
]
