"""Items (facts 4.4, 4.9): one shape or two, an account behind every price, tax items with their agency."""

import json

from .. import records
from ..errors import Refusal
from ..references import is_empty, stored
from .customers import written

WHERE = "Item"
#: Blocks of an item and the accounts that QuickBooks wants in them.
ACCOUNTS = {"SalesOrPurchase": ("AccountRef",), "SalesAndPurchase": ("IncomeAccountRef", "ExpenseAccountRef")}
INVENTORY_ACCOUNTS = ("IncomeAccountRef", "COGSAccountRef", "AssetAccountRef")


def adder(kind):
    def add(ctx, request):
        fields = request.body
        data = _stored(ctx, fields)
        _require_accounts(ctx, data)
        _taxable(ctx, data)
        return written(ctx, request, records.create(ctx, kind, fields, data))

    return add


def changer(kind):
    def change(ctx, request):
        fields = request.body
        row = records.for_change(ctx, kind, fields)
        old = json.loads(row["data"])
        for shape in ACCOUNTS:
            if f"{shape}Mod" in fields and shape not in old:
                _change_shape(ctx, old, shape)
        data = _stored(ctx, fields, old)
        _require_accounts(ctx, data)
        return written(ctx, request, records.change(ctx, row, fields, data))

    return change


def _change_shape(ctx, old, shape):
    """Facts 4.9 [U]: an item that is sold or bought does not become one that is both."""
    if ctx.switches.item_shape_change == "refused":
        raise Refusal(3210, f"{shape}Mod", "the item has the other shape")
    for other in ACCOUNTS:
        old.pop(other, None)


def _stored(ctx, fields, old=None) -> dict:
    """Blocks of a Mod change the fields they name and leave the others of the block alone."""
    old = dict(old or {})
    data = stored(ctx, {name: value for name, value in fields.items() if name not in _blocks(fields)}, WHERE, old)
    for name in _blocks(fields):
        block = {key: value for key, value in fields[name].items() if not key.startswith("Apply")}
        shape = name.removesuffix("Mod")
        before = dict(old.get(shape, {}))
        if block.get("Price") or block.get("PricePercent"):
            before.pop("Price", None)
            before.pop("PricePercent", None)
        data[shape] = stored(ctx, block, WHERE, before)
    data.pop("ForceUOMChange", None)
    data.pop("BarCode", None)
    return data


def _blocks(fields):
    return [name for name in fields if name.removesuffix("Mod") in ACCOUNTS]


def _require_accounts(ctx, data):
    if ctx.switches.item_without_account == "accepted":
        return
    for shape, accounts in ACCOUNTS.items():
        for account in accounts:
            if shape in data and account not in data[shape]:
                raise Refusal(3150, account)


def _taxable(ctx, data):
    """An item added without a tax code is taxable."""
    if ctx.preferences["sales_tax"]:
        data.setdefault("SalesTaxCodeRef", {"ListID": ctx.preferences["taxable_code"]})


def add_inventory(ctx, request):
    if not ctx.preferences["inventory"]:
        raise Refusal(3250, "inventory")
    fields = request.body
    data = _stored(ctx, fields)
    for account in INVENTORY_ACCOUNTS:
        if account not in data:
            raise Refusal(3150, account)
    _taxable(ctx, data)
    return written(ctx, request, records.create(ctx, "ItemInventory", fields, data))


def add_discount(ctx, request):
    fields = request.body
    if is_empty(fields.get("AccountRef", {})) and ctx.switches.item_without_account == "refused":
        raise Refusal(3150, "AccountRef")
    data = _stored(ctx, fields)
    _taxable(ctx, data)
    return written(ctx, request, records.create(ctx, "ItemDiscount", fields, data))


def add_sales_tax(ctx, request):
    _need_sales_tax(ctx)
    fields = request.body
    if is_empty(fields.get("TaxVendorRef", {})):
        raise Refusal(3150, "TaxVendorRef")
    data = _stored(ctx, fields)
    data.setdefault("TaxRate", "0")
    return written(ctx, request, records.create(ctx, "ItemSalesTax", fields, data))


def add_sales_tax_group(ctx, request):
    _need_sales_tax(ctx)
    fields = request.body
    members = []
    for reference in fields["ItemSalesTaxRef"]:
        member = ctx.entry("Item", reference.get("ListID", "")) or ctx.entry_named(
            "Item", reference.get("FullName", "")
        )
        if member is None or member["kind"] != "ItemSalesTax":
            word = reference.get("ListID") or reference.get("FullName")
            raise Refusal(3140, f'Sales Tax Item "{word}"', WHERE)
        members.append({"ListID": member["list_id"], "FullName": member["full_name"]})
    data = _stored(ctx, {name: value for name, value in fields.items() if name != "ItemSalesTaxRef"})
    data["ItemSalesTaxRef"] = members
    return written(ctx, request, records.create(ctx, "ItemSalesTaxGroup", fields, data))


def _need_sales_tax(ctx):
    if not ctx.preferences["sales_tax"]:
        raise Refusal(3250, "sales tax")


HANDLERS = {
    **{f"{kind}AddRq": adder(kind) for kind in ("ItemService", "ItemNonInventory", "ItemOtherCharge")},
    **{f"{kind}ModRq": changer(kind) for kind in ("ItemService", "ItemNonInventory")},
    "ItemInventoryAddRq": add_inventory,
    "ItemDiscountAddRq": add_discount,
    "ItemSalesTaxAddRq": add_sales_tax,
    "ItemSalesTaxGroupAddRq": add_sales_tax_group,
}
