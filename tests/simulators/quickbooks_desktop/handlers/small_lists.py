"""Terms, accounts, tax codes, payment methods, classes (facts 4.7, 4.9)."""

import json

from .. import records
from ..errors import Refusal
from ..references import stored
from .customers import written


def adder(kind):
    def add(ctx, request):
        fields = request.body
        return written(ctx, request, records.create(ctx, kind, fields, stored(ctx, fields, kind)))

    return add


def add_account(ctx, request):
    fields = request.body
    if fields["AccountType"] == "NonPosting":
        raise Refusal(3210, "AccountType", "NonPosting")
    _check_number(ctx, fields.get("AccountNumber"))
    return written(ctx, request, records.create(ctx, "Account", fields, stored(ctx, fields, "Account")))


def change_account(ctx, request):
    fields = request.body
    row = records.for_change(ctx, "Account", fields)
    old = json.loads(row["data"])
    if fields.get("AccountNumber") != old.get("AccountNumber"):
        _check_number(ctx, fields.get("AccountNumber"))
    return written(ctx, request, records.change(ctx, row, fields, stored(ctx, fields, "Account", old)))


def _check_number(ctx, number):
    if not number:
        return
    taken = ctx.store.one(
        "SELECT 1 FROM entry WHERE family = 'Account' AND json_extract(data, '$.AccountNumber') = ?", number
    )
    if taken:
        raise Refusal(3100, number)


def add_class(ctx, request):
    if not ctx.preferences["class_tracking"]:
        raise Refusal(3250, "class tracking")
    return adder("Class")(ctx, request)


HANDLERS = {
    **{f"{kind}AddRq": adder(kind) for kind in ("StandardTerms", "DateDrivenTerms", "SalesTaxCode", "PaymentMethod")},
    "AccountAddRq": add_account,
    "AccountModRq": change_account,
    "ClassAddRq": add_class,
}
