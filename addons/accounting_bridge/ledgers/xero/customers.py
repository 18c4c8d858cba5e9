"""Customers: contacts that we sell to; ``contacts`` writes and reads them (facts 2.2)."""

from .contacts import create as create
from .contacts import read as read
from .contacts import update as update
