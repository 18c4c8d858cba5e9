"""Items (facts 2.3): known by their Code alone; tracked ones have a stock that documents move."""

from decimal import Decimal

from . import accounts, dates, tax_rates
from .endpoint import DELETE_ONE, POST, POST_ONE, PUT, Endpoint
from .money import ZERO, tidy
from .shapes import Flag, Guid, Number, Part, Text, guid

_DETAILS = {"UnitPrice": Number(), "AccountCode": Text(), "COGSAccountCode": Text(), "TaxType": Text()}
ENDPOINT = Endpoint(
    "Items",
    "ItemID",
    {
        "ItemID": Guid(),
        "Code": Text(30),
        "InventoryAssetAccountCode": Text(),
        "Name": Text(50),
        "IsSold": Flag(),
        "IsPurchased": Flag(),
        "Description": Text(4000),
        "PurchaseDescription": Text(4000),
        "PurchaseDetails": Part(_DETAILS),
        "SalesDetails": Part(_DETAILS),
    },
    (PUT, POST, POST_ONE, DELETE_ONE),
    number="Code",
    most=500,
)
_SIDES = {"SalesDetails": ("IsSold", "Description"), "PurchaseDetails": ("IsPurchased", "PurchaseDescription")}


# --- reading ---


def find(books, identifier):
    row = books.row("Items", guid(identifier or "")) or by_code(books, identifier)
    return None if row is None or row.get("_deleted") else row


def rows(books, options):
    """Deleted ones vanish silently (facts 3.4)."""
    return [row for row in books.store.table("Items").values() if not row.get("_deleted")]


def depends(books, row):
    return None


def show(books, row, options):
    digits = 4 if int(options.get("unitdp") or 2) == 4 else 2
    shown = {"ItemID": row["ItemID"], "Code": row["Code"]}
    shown |= {name: row[name] for name in ("Description", "PurchaseDescription") if name in row}
    shown["UpdatedDateUTC"] = dates.ms(row["UpdatedDateUTC"])
    for side in ("PurchaseDetails", "SalesDetails"):
        details = dict(row.get(side, {}))
        if "UnitPrice" in details:
            details["UnitPrice"] = tidy(books.round(details["UnitPrice"], digits))
        shown[side] = details
    shown |= {"Name": row["Name"]} if "Name" in row else {}
    shown |= {name: row[name] for name in ("IsTrackedAsInventory", "IsSold", "IsPurchased")}
    if row["IsTrackedAsInventory"]:
        shown |= {"InventoryAssetAccountCode": row["InventoryAssetAccountCode"]}
        shown |= {name: tidy(row[name]) for name in ("TotalCostPool", "QuantityOnHand")}
    return shown


# --- writing ---


def write(books, body, call):
    if call.method == "DELETE":
        return _delete(books, call.target, call)
    old = call.target
    if old is None and body.get("ItemID"):
        old = books.row("Items", body["ItemID"]) if call.method == "POST" else None
        if old is None or old.get("_deleted"):
            call.refuse("not_found")
    if old is None and call.method == "POST":
        old = by_code(books, body.get("Code"))
    return _store(books, _merged(books, body, old, call), old, call)


def _merged(books, body, old, call) -> dict:
    blank = {"ItemID": books.new_id("Items"), "IsSold": True, "IsPurchased": True} if old is None else old
    new = {**blank, **body, "ItemID": blank["ItemID"]}
    for side, (flag, description) in _SIDES.items():
        if side in body:
            sent = dict(body[side])
            if "UnitPrice" in sent:
                sent["UnitPrice"] = books.round(sent["UnitPrice"], call.unitdp)
            whole = {**(old or {}).get(side, {}), **sent}
            new[side] = {name: value for name, value in whole.items() if value != ""}
        if not new[flag]:
            # What is not sold (bought) has nothing of that side (facts 2.3).
            new.pop(side, None)
            new.pop(description, None)
    for name in ("Name", "Description", "PurchaseDescription", "InventoryAssetAccountCode"):
        if new.get(name) == "":
            del new[name]
    return new


def _store(books, new, old, call):
    if not new.get("Code", "").strip():
        call.refuse("item_code_empty")
    holder = by_code(books, new["Code"])
    if holder is not None and holder["ItemID"] != new["ItemID"]:
        call.problem("item_code_taken", code=new["Code"])
    for side in _SIDES:
        _check_side(books, new, side, call)
    _check_tracked(books, new, old, call)
    call.settle()
    if old is not None and old["Code"] != new["Code"]:
        books.store.drop("#item_codes", _key(books, old["Code"]))
    remember(books, new["Code"], new["ItemID"])
    return books.keep("Items", new)


def _check_side(books, new, side, call):
    """What was all right when it was said stops no later change."""
    details = new.get(side)
    if details is None or side not in call.sent:
        return
    for field in ("AccountCode", "COGSAccountCode"):
        if details.get(field):
            accounts.of_line(books, details[field], call, "")
    if details.get("TaxType") and tax_rates.by_type(books, details["TaxType"]) is None:
        call.problem("tax_type", tax=details["TaxType"], code=details.get("AccountCode", ""))


def _check_tracked(books, new, old, call):
    asset, cost = new.get("InventoryAssetAccountCode"), new.get("PurchaseDetails", {}).get("COGSAccountCode")
    new["IsTrackedAsInventory"] = bool(asset and cost)
    if bool(asset) != bool(cost):
        call.problem("A tracked item needs both InventoryAssetAccountCode and COGSAccountCode.")
    if asset:
        row = accounts.by_code(books, asset)
        if (row or {}).get("Type") != "INVENTORY":
            call.problem("The inventory asset account must be of type INVENTORY.")
    if old is not None and old["IsTrackedAsInventory"] != new["IsTrackedAsInventory"] and is_used(books, old["ItemID"]):
        call.problem("An item that was used cannot begin or cease to be tracked.")
    if new["IsTrackedAsInventory"]:
        new.setdefault("TotalCostPool", ZERO)
        new.setdefault("QuantityOnHand", ZERO)
        new["PurchaseDetails"].pop("AccountCode", None)
    else:
        new.pop("TotalCostPool", None)
        new.pop("QuantityOnHand", None)


def _delete(books, old, call):
    if old["IsTrackedAsInventory"] and is_used(books, old["ItemID"]):
        call.refuse("A tracked item with transactions cannot be deleted.")
    books.store.drop("#item_codes", _key(books, old["Code"]))
    return books.keep("Items", {**old, "_deleted": True})


# --- for documents ---


def _key(books, code: str) -> str:
    return code if books.switches.item_code_case == "matters" else code.casefold()


def remember(books, code: str, item_id: str):
    books.store.put("#item_codes", _key(books, code), item_id)


def by_code(books, code: str | None) -> dict | None:
    return books.row("Items", books.store.get("#item_codes", _key(books, code))) if code else None


def of_line(books, code: str, call, at: str) -> dict | None:
    """The item of a line; its case matters (facts 2.3)."""
    row = by_code(books, code)
    if row is None:
        call.problem("item_code", at, code=code)
    return row


def use(books, item_id: str):
    """A document has this item from now on."""
    if not is_used(books, item_id):
        books.store.put("#used", f"Items/{item_id}", True)


def is_used(books, item_id: str) -> bool:
    return books.store.get("#used", f"Items/{item_id}", False)


def move_stock(books, item_id: str, quantity, cost, call, at: str = ""):
    """Stock of a tracked item comes (above zero) or goes; what is sold costs its average (facts 2.3).

    More than there is goes only with ``allow_backorders``.  Of an untracked item nothing moves.
    """
    row = books.row("Items", item_id)
    if not row["IsTrackedAsInventory"]:
        return
    quantity, on_hand, pool = Decimal(quantity), row["QuantityOnHand"], row["TotalCostPool"]
    if quantity < 0:
        if on_hand + quantity < 0 and not call.options.get("allow_backorders"):
            call.problem("item_stock", at, code=row["Code"])
            return
        cost = books.round(pool * quantity / on_hand) if on_hand > 0 else ZERO
    books.keep("Items", {**row, "QuantityOnHand": on_hand + quantity, "TotalCostPool": pool + cost})
