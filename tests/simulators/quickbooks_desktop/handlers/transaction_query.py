"""Queries of transactions (facts 4.5, 4.6, 4.11, 4.12): by ID, by number in two ways, by dates, customer,
account, number, payment.
"""

from datetime import date, timedelta

from .. import answers, currencies
from ..context import Answer
from ..errors import Refusal
from .lists import found, selected, where_dates, where_in, where_range, where_text


def query(kind):
    def handler(ctx, request):
        fields = request.fields
        show = {
            "with_lines": fields.get("IncludeLineItems") == "true",
            "with_links": fields.get("IncludeLinkedTxns") == "true",
            "owners": fields.get("OwnerID", ()),
            "only": fields.get("IncludeRetElement", ()),
        }
        if "iterator" not in request.attributes:
            for name, sql in SELECTIONS.items():
                if name in fields:
                    rows, missing = _selected(ctx, kind, sql, fields[name], name)
                    write = lambda row: answers.answer(ctx, row, **show)  # noqa: E731
                    return found(ctx, request, rows, missing, write, name == "TxnID")
        page = ctx.session.iterators.page(ctx, request, lambda: _matching(ctx, kind, fields))
        rows = (ctx.store.one("SELECT * FROM txn WHERE txn_id = ?", txn_id) for txn_id in page.ids)
        body = "".join(answers.answer(ctx, row, **show) for row in rows if row is not None)
        return Answer(body, page.attributes, code=1 if page.is_empty else 0)

    return handler


SELECTIONS = {
    "TxnID": "SELECT * FROM txn WHERE kind = ? AND txn_id = ?",
    "RefNumber": "SELECT * FROM txn WHERE kind = ? AND ref_key = ? ORDER BY txn_number",
    "RefNumberCaseSensitive": "SELECT * FROM txn WHERE kind = ? AND ref_number = ? ORDER BY txn_number",
}


def _selected(ctx, kind, sql, keys, name):
    rows, missing = [], []
    for key in keys:
        value = ctx.identity(key) if name == "TxnID" else key.casefold() if name == "RefNumber" else key
        hits = ctx.store.all(sql, kind, value)
        rows.extend(hits)
        if not hits:
            missing.append(key)
    return rows, missing


def _matching(ctx, kind, fields) -> list:
    where, values = ["kind = ?"], [kind]
    if "ModifiedDateRangeFilter" in fields:
        span = fields["ModifiedDateRangeFilter"]
        where_dates(ctx, span, "FromModifiedDate", "ToModifiedDate", "modified", where, values)
    if "TxnDateRangeFilter" in fields:
        low, high = _txn_dates(ctx, fields["TxnDateRangeFilter"])
        if low and high and high < low:
            raise Refusal(3030, "TxnDateRangeFilter")
        if low:
            where.append("txn_date >= ?")
            values.append(low)
        if high:
            where.append("txn_date <= ?")
            values.append(high)
    if "EntityFilter" in fields:
        chosen = selected(ctx, fields["EntityFilter"], "Entity")
        if kind == "JournalEntry":
            _where_used("Entity", chosen, where, values)
        else:
            where_in("entity_id", chosen, where, values)
    if "AccountFilter" in fields:
        _where_used("Account", selected(ctx, fields["AccountFilter"], "Account"), where, values)
    if "CurrencyFilter" in fields:
        chosen = selected(ctx, fields["CurrencyFilter"], "Currency")
        inner = ["family = 'Entity'"]
        values.append(currencies.home(ctx))
        where_in("COALESCE(json_extract(data, '$.CurrencyRef.ListID'), ?)", chosen, inner, values)
        where.append(f"entity_id IN (SELECT list_id FROM entry WHERE {' AND '.join(inner)})")
    _where_number(fields, where, values)
    paid = fields.get("PaidStatus", "All")
    if paid != "All":
        where.append("subtotal + tax - applied = 0" if paid == "PaidOnly" else "subtotal + tax - applied != 0")
    sql = f"SELECT txn_id FROM txn WHERE {' AND '.join(where)} ORDER BY txn_date, txn_number"
    return [row["txn_id"] for row in ctx.store.all(sql, *values)]


def _where_number(fields, where, values):
    if "RefNumberFilter" in fields:
        wanted = fields["RefNumberFilter"]
        where_text(wanted["MatchCriterion"], wanted["RefNumber"], "ref_key", where, values)
    elif "RefNumberRangeFilter" in fields:
        span = fields["RefNumberRangeFilter"]
        low, high = span.get("FromRefNumber", "").casefold(), span.get("ToRefNumber", "").casefold()
        where_range(low, high, "RefNumberRangeFilter", "ref_key", where, values)


def _where_used(family, chosen, where, values):
    """Transactions that name one of these records, in their head or in a line."""
    inner, keys = ["family = ?"], [family]
    where_in("list_id", chosen, inner, keys)
    where.append(f"txn_id IN (SELECT txn_id FROM used WHERE {' AND '.join(inner)})")
    values.extend(keys)


def _txn_dates(ctx, fields):
    macro = fields.get("DateMacro")
    if not macro:
        return fields.get("FromTxnDate", ""), fields.get("ToTxnDate", "")
    today = ctx.clock.now().date()
    first = today.replace(day=1)
    last_month = first - timedelta(days=1)
    spans = {
        "All": ("", ""),
        "Today": (today, today),
        "Yesterday": (today - timedelta(days=1),) * 2,
        "ThisMonth": (first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)),
        "ThisMonthToDate": (first, today),
        "LastMonth": (last_month.replace(day=1), last_month),
        "ThisCalendarYear": (date(today.year, 1, 1), date(today.year, 12, 31)),
        "ThisCalendarYearToDate": (date(today.year, 1, 1), today),
        "LastCalendarYear": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    if macro not in spans:
        raise Refusal(1030, f"DateMacro {macro}")
    return tuple(str(day) for day in spans[macro])


HANDLERS = {
    f"{kind}QueryRq": query(kind)
    for kind in ("Invoice", "CreditMemo", "ReceivePayment", "Bill", "VendorCredit", "JournalEntry")
}
