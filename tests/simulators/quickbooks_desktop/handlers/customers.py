"""Customers and jobs (facts 4.2, 4.9)."""

import json

from .. import addresses, entries, records
from ..context import Answer
from ..errors import Refusal
from ..references import stored

WHERE = "Customer"


def add(ctx, request):
    fields = request.body
    addresses.check(ctx, fields)
    data = stored(ctx, fields, WHERE)
    _with_notes(ctx, data)
    if ctx.preferences["sales_tax"]:
        data.setdefault("SalesTaxCodeRef", {"ListID": ctx.preferences["taxable_code"]})
        if ctx.country == "US":
            data.setdefault("ItemSalesTaxRef", {"ListID": ctx.preferences["default_tax_item"]})
    if ctx.preferences["multicurrency"]:
        home = ctx.entry_named("Currency", ctx.preferences["home_currency"])
        data.setdefault("CurrencyRef", {"ListID": home["list_id"]})
    return written(ctx, request, records.create(ctx, "Customer", fields, data))


def change(ctx, request):
    fields = request.body
    row = records.for_change(ctx, "Customer", fields)
    old = json.loads(row["data"])
    addresses.check(ctx, fields, old)
    data = stored(ctx, fields, WHERE, old)
    check_currency(ctx, row, old, data)
    return written(ctx, request, records.change(ctx, row, fields, data))


def check_currency(ctx, row, old, data):
    """Facts 4.9 [U]: whether a customer or vendor that has transactions can still change its currency."""
    if data.get("CurrencyRef") == old.get("CurrencyRef") or ctx.switches.currency_change == "accepted":
        return
    if ctx.store.one("SELECT 1 FROM txn WHERE entity_id = ?", row["list_id"]):
        raise Refusal(3210, "CurrencyRef", "the record has transactions")


def _with_notes(ctx, data):
    notes = data.pop("AdditionalNotes", None)
    if notes:
        data["AdditionalNotesRet"] = [
            {"NoteID": str(number), "Date": ctx.clock.today(), "Note": note["Note"]}
            for number, note in enumerate(notes, 1)
        ]


def written(ctx, request, row) -> Answer:
    """The answer to an Add or Mod of a list element: the whole record, and what an ErrorRecovery would say
    of it.
    """
    recovery = {
        "ListID": row["list_id"],
        "EditSequence": row["edit_sequence"],
        "ExternalGUID": row["external_guid"],
    }
    only = request.fields.get("IncludeRetElement", ())
    return Answer(entries.answer(ctx, row, only=only), recovery=recovery, object_id=row["list_id"])


HANDLERS = {"CustomerAddRq": add, "CustomerModRq": change}
