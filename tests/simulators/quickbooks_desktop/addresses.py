"""Addresses (facts 4.9): lines with a town or a block of lines, never both; five printed lines at most."""

from .errors import Refusal

#: The element of an address, and of the block of lines that answers say beside it.
ADDRESSES = {
    "BillAddress": "BillAddressBlock",
    "ShipAddress": "ShipAddressBlock",
    "VendorAddress": "VendorAddressBlock",
    "Address": "AddressBlock",
}

TOWN = ("City", "State", "PostalCode")


def check(ctx, fields, old=None):
    """Judge every address as it would be kept.

    :param old: what is kept so far, where the request is a Mod
    """
    for name in ADDRESSES:
        address = fields.get(name)
        if isinstance(address, dict):
            _check(name, {**(kept(ctx, name, old) or {}), **address})


def kept(ctx, name, old):
    """What stays of the old address where a Mod names it; the facts do not say whether the parts that it leaves out
    stay as they are (4.9 says so of elements of the head).
    """
    if name in ADDRESSES and ctx.switches.address_parts == "merged":
        return (old or {}).get(name)
    return None


def _check(name, address):
    lines = sum(bool(address.get(f"Addr{number}")) for number in range(1, 6))
    has_town = any(address.get(part) for part in TOWN)
    if has_town and (address.get("Addr4") or address.get("Addr5")):
        raise Refusal(3205, name, "Addr4 and Addr5 belong to a block, not to an address with a town.")
    if lines + has_town + bool(address.get("Country")) > 5:
        raise Refusal(3205, name, "it has more than five lines.")
