"""Addresses (facts 4.9): lines with a town or a block of lines, never both; five printed lines at most."""

from .entries import ADDRESSES
from .errors import Refusal

TOWN = ("City", "State", "PostalCode")


def check(fields):
    for name in ADDRESSES:
        address = fields.get(name)
        if isinstance(address, dict):
            _check(name, address)


def _check(name, address):
    lines = sum(bool(address.get(f"Addr{number}")) for number in range(1, 6))
    has_town = any(address.get(part) for part in TOWN)
    if has_town and (address.get("Addr4") or address.get("Addr5")):
        raise Refusal(3205, name, "Addr4 and Addr5 belong to a block, not to an address with a town.")
    if lines + has_town + bool(address.get("Country")) > 5:
        raise Refusal(3205, name, "it has more than five lines.")
