"""Vendors (facts 4.3, 4.9); a vendor may be the agency of a tax item."""

import json

from .. import addresses, currencies, records
from ..references import stored
from .customers import check_currency, written

WHERE = "Vendor"


def add(ctx, request):
    fields = request.body
    addresses.check(ctx, fields)
    data = stored(ctx, fields, WHERE)
    if ctx.switches.name_on_check == "company":
        data.setdefault("NameOnCheck", (data.get("CompanyName") or fields["Name"])[:41])
    if ctx.preferences["multicurrency"]:
        data.setdefault("CurrencyRef", {"ListID": currencies.home(ctx)})
    row = records.create(ctx, "Vendor", fields, data)
    return written(ctx, request, row)


def change(ctx, request):
    fields = request.body
    row = records.for_change(ctx, "Vendor", fields)
    old = json.loads(row["data"])
    addresses.check(ctx, fields, old)
    data = stored(ctx, fields, WHERE, old)
    check_currency(ctx, row, old, data)
    return written(ctx, request, records.change(ctx, row, fields, data))


HANDLERS = {"VendorAddRq": add, "VendorModRq": change}
