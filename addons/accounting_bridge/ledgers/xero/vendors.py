"""Vendors: contacts that we buy from; ``contacts`` writes them (facts 2.2)."""

from ..documents import Kind
from . import contacts
from .contacts import create as create
from .contacts import update as update


def read(found, settings):
    return contacts.read(found, settings, Kind.VENDOR)
