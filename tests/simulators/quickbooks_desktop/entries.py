"""List elements as answers show them: CustomerRet, ItemServiceRet and the rest (facts 4.2 to 4.4, 4.7)."""

import json
from decimal import Decimal

from . import extensions
from .addresses import ADDRESSES
from .references import shown

TAX_FIELDS = ("SalesTaxCodeRef", "ItemSalesTaxRef", "CustomerSalesTaxCodeRef")


def cents(amount: int) -> Decimal:
    """Money always has two decimals, whoever prints it."""
    return Decimal(amount).scaleb(-2)


def answer(ctx, row, owners=(), only=()) -> str:
    return ctx.writer.element(f"{row['kind']}Ret", values(ctx, row, owners), only)


def values(ctx, row, owners=()) -> dict:
    data = json.loads(row["data"])
    if not ctx.preferences["sales_tax"]:
        data = {name: value for name, value in data.items() if name not in TAX_FIELDS}
    out = {
        "ListID": row["list_id"],
        "TimeCreated": row["created"],
        "TimeModified": row["modified"],
        "EditSequence": row["edit_sequence"],
        "Name": row["name"],
        "FullName": row["full_name"],
        "IsActive": bool(row["is_active"]),
        "Sublevel": str(row["sublevel"]),
        "ExternalGUID": row["external_guid"],
        **shown(ctx, data),
    }
    if row["parent_id"]:
        parent = ctx.entry(row["family"], row["parent_id"])
        out["ParentRef"] = {"ListID": parent["list_id"], "FullName": parent["full_name"]}
    for plain, block in ADDRESSES.items():
        if plain in data:
            out[block] = address_block(data[plain])
    if row["kind"] == "Customer":
        out["Balance"], out["TotalBalance"] = _balances(ctx, row)
        out.setdefault("JobStatus", "None")
        out.setdefault("PreferredDeliveryMethod", "None")
    elif row["kind"] == "Vendor":
        out["Balance"] = cents(_owed(ctx, row["list_id"]))
    elif row["kind"] == "Account":
        out.setdefault("Balance", Decimal(0))
        out.setdefault("TotalBalance", Decimal(0))
    elif row["kind"] == "ItemInventory":
        out.setdefault("QuantityOnHand", "0")
        out.setdefault("AverageCost", "0")
    if owners:
        out["DataExtRet"] = extensions.of(ctx, extensions.object_of(row["kind"]), row["list_id"], owners)
    return out


def address_block(address: dict) -> dict:
    """An address as it is printed: at most five lines."""
    lines = [address[f"Addr{number}"] for number in range(1, 6) if address.get(f"Addr{number}")]
    town = " ".join(part for part in (address.get("State"), address.get("PostalCode")) if part)
    town = ", ".join(part for part in (address.get("City"), town) if part)
    lines.extend(part for part in (town, address.get("Country")) if part)
    return {f"Addr{number}": line[:41] for number, line in enumerate(lines[:5], 1)}


def _balances(ctx, row):
    """What this customer owes, alone and with its jobs."""
    own = _owed(ctx, row["list_id"])
    total, waiting = own, [row["list_id"]]
    while waiting:
        jobs = ctx.store.all("SELECT list_id FROM entry WHERE family = 'Entity' AND parent_id = ?", waiting.pop())
        for job in jobs:
            total += _owed(ctx, job["list_id"])
            waiting.append(job["list_id"])
    return cents(own), cents(total)


def _owed(ctx, list_id: str) -> int:
    row = ctx.store.one(
        "SELECT (SELECT COALESCE(SUM(owed), 0) FROM txn WHERE entity_id = ?)"
        " + (SELECT COALESCE(SUM(owed), 0) FROM share WHERE entity_id = ?) AS owed",
        list_id,
        list_id,
    )
    return row["owed"]
