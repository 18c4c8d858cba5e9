"""Queries of lists (facts 4.9, 4.11, 4.12): by ListID, by FullName, or by filters."""

from decimal import Decimal

from .. import entries
from ..catalogue import ENTITIES, ITEMS, KINDS
from ..context import Answer
from ..errors import Refusal

# What follows the last colon of a full name.
OWN_KEY = "replace(full_key, rtrim(full_key, replace(full_key, ':', '')), '')"
COMPARE = {
    "LessThan": Decimal.__lt__,
    "LessThanEqual": Decimal.__le__,
    "Equal": Decimal.__eq__,
    "GreaterThan": Decimal.__gt__,
    "GreaterThanEqual": Decimal.__ge__,
}


def query(*kinds):
    """The handler of a query that returns these kinds."""
    family = KINDS[kinds[0]].family

    def handler(ctx, request):
        fields = request.fields
        if "iterator" not in request.attributes:
            if "ListID" in fields:
                return _by_key(ctx, request, fields["ListID"], lambda key: ctx.entry(family, ctx.identity(key)))
            if "FullName" in fields:
                return _by_key(ctx, request, fields["FullName"], lambda key: ctx.entry_named(family, key))
        page = ctx.session.iterators.page(ctx, request, lambda: _matching(ctx, family, kinds, fields))
        rows = (ctx.entry(family, list_id) for list_id in page.ids)
        body = "".join(_answer(ctx, row, fields) for row in rows if row is not None)
        return Answer(body, page.attributes, code=1 if page.is_empty else 0)

    def _by_key(ctx, request, keys, find):
        rows, missing = [], []
        for key in keys:
            row = find(key)
            if row is None or row["kind"] not in kinds:
                missing.append(key)
            else:
                rows.append(row)
        return found(
            ctx,
            request,
            rows,
            missing,
            lambda row: _answer(ctx, row, request.fields),
            "ListID" in request.fields,
        )

    return handler


def found(ctx, request, rows, missing, write, by_id: bool) -> Answer:
    """The answer of a selection by name or ID, some of which may not be there (facts 3.6: 1, 500, 3120)."""
    if missing and by_id and ctx.switches.missing_by_id == 3120:
        raise Refusal(3120, missing[0])
    code = 0
    if missing:
        code = 500 if rows or by_id else ctx.switches.missing_by_name
    meta = request.attributes.get("metaData", "NoMetaData")
    attributes = (("retCount", len(rows)),) if meta != "NoMetaData" else ()
    body = "" if meta == "MetaDataOnly" else "".join(write(row) for row in rows)
    return Answer(body, attributes, code=code, words=tuple(missing[:1]))


def _answer(ctx, row, fields) -> str:
    return entries.answer(ctx, row, fields.get("OwnerID", ()), fields.get("IncludeRetElement", ()))


def _matching(ctx, family, kinds, fields) -> list:
    marks = ", ".join("?" * len(kinds))
    where, values = [f"family = ? AND kind IN ({marks})"], [family, *kinds]
    active = fields.get("ActiveStatus") or "ActiveOnly"
    if active != "All":
        where.append("is_active = ?")
        values.append(1 if active == "ActiveOnly" else 0)
    where_dates(ctx, fields, "FromModifiedDate", "ToModifiedDate", "modified", where, values)
    _where_name(ctx, fields, where, values)
    for name in ("AccountType", "PaymentMethodType"):
        if name in fields:
            where_in(f"json_extract(data, '$.{name}')", fields[name], where, values)
    if "CurrencyFilter" in fields or "ClassFilter" in fields:
        name = "CurrencyRef" if "CurrencyFilter" in fields else "ClassRef"
        ids = selected(ctx, fields.get("CurrencyFilter") or fields["ClassFilter"], KINDS[name[:-3]].family)
        where_in(f"json_extract(data, '$.{name}.ListID')", ids, where, values)
    order = "full_key" if ctx.switches.list_order == "name" else "created, list_id"
    sql = f"SELECT list_id FROM entry WHERE {' AND '.join(where)} ORDER BY {order}"
    ids = [row["list_id"] for row in ctx.store.all(sql, *values)]
    if "TotalBalanceFilter" in fields:
        wanted = fields["TotalBalanceFilter"]
        test, amount = COMPARE[wanted["Operator"]], Decimal(wanted["Amount"] or 0)
        ids = [key for key in ids if test(Decimal(entries.values(ctx, ctx.entry(family, key))["TotalBalance"]), amount)]
    return ids


def where_in(column, values_wanted, where, values):
    where.append(f"{column} IN ({', '.join('?' * len(values_wanted))})")
    values.extend(values_wanted)


def where_dates(ctx, fields, start, end, column, where, values):
    """Both bounds are inclusive and in the machine's wall-clock time (facts 3.4)."""
    low = ctx.clock.bound(fields[start], start) if fields.get(start) else ""
    high = ctx.clock.bound(fields[end], end, end=True) if fields.get(end) else ""
    if low and high and high < low:
        raise Refusal(3030, start)
    if low:
        where.append(f"{column} >= ?")
        values.append(low)
    if high:
        where.append(f"{column} <= ?")
        values.append(high)


def _where_name(ctx, fields, where, values):
    if "NameFilter" in fields:
        where_text(fields["NameFilter"]["MatchCriterion"], fields["NameFilter"]["Name"], "full_key", where, values)
    elif "NameRangeFilter" in fields:
        low = fields["NameRangeFilter"].get("FromName", "").casefold()
        high = fields["NameRangeFilter"].get("ToName", "").casefold()
        column = "full_key" if ctx.switches.name_range == "full_name" else OWN_KEY
        where_range(low, high, "NameRangeFilter", column, where, values)


def where_text(criterion, text, column, where, values):
    text = text.casefold()
    if criterion == "StartsWith":
        where.append(f"substr({column}, 1, ?) = ?")
        values.extend((len(text), text))
    elif criterion == "EndsWith":
        where.append(f"substr({column}, -?) = ?" if text else "? = ?")
        values.extend((len(text), text) if text else ("", ""))
    else:
        where.append(f"instr({column}, ?) > 0")
        values.append(text)


def where_range(low, high, name, column, where, values):
    if low and high and high < low:
        raise Refusal(3031, name)
    if low:
        where.append(f"{column} >= ?")
        values.append(low)
    if high:
        where.append(f"{column} <= ?")
        values.append(high + "\U0010ffff")


def selected(ctx, choice, family) -> list:
    """The ListIDs that an EntityFilter, AccountFilter or CurrencyFilter means; names and IDs that are
    unknown select nothing.
    """
    ids = [ctx.identity(key) for key in choice.get("ListID", [])]
    ids.extend(row["list_id"] for row in (ctx.entry_named(family, name) for name in choice.get("FullName", [])) if row)
    tops = [choice["ListIDWithChildren"]] if choice.get("ListIDWithChildren") else []
    if choice.get("FullNameWithChildren"):
        row = ctx.entry_named(family, choice["FullNameWithChildren"])
        tops.extend([row["list_id"]] if row else [])
    while tops:
        top = tops.pop()
        ids.append(top)
        children = ctx.store.all("SELECT list_id FROM entry WHERE family = ? AND parent_id = ?", family, top)
        tops.extend(row["list_id"] for row in children)
    return ids


def currencies(ctx, request):
    """There is no list of currencies in a company that has one (facts 5.4)."""
    if not ctx.preferences["multicurrency"]:
        return Answer(code=1)
    return query("Currency")(ctx, request)


HANDLERS = {
    "CurrencyQueryRq": currencies,
    "EntityQueryRq": query(*ENTITIES),
    "ItemQueryRq": query(*ITEMS),
    "TermsQueryRq": query("StandardTerms", "DateDrivenTerms"),
    **{
        f"{kind}QueryRq": query(kind)
        for kind in (
            "Customer Vendor ItemService ItemNonInventory ItemOtherCharge ItemInventory ItemDiscount"
            " ItemSalesTax"
            " ItemSalesTaxGroup StandardTerms DateDrivenTerms Account Class SalesTaxCode PaymentMethod"
            " Template"
            " CustomerType CustomerMsg ShipMethod SalesRep JobType"
        ).split()
    },
}
