"""What control shows to people: how the service stands, and the books as a bookkeeper would read them."""

from html import escape

from tests.simulators.pages import page

from .addresses import CONTROL

_REFRESH = 5
#: Entities of the page, in this order, and their columns: (head, path of keys or function).
SHOWN = (
    "Customer",
    "Item",
    "Invoice",
    "CreditMemo",
    "RefundReceipt",
    "Payment",
    "Vendor",
    "Bill",
    "JournalEntry",
    "Deposit",
    "Account",
    "Attachable",
)
_TITLES = {
    "CreditMemo": "Credit memos",
    "RefundReceipt": "Refund receipts",
    "JournalEntry": "Journal entries",
    "Attachable": "Attachments",
}
#: How many of an entity the page shows: the newest.
_MOST = 200


def _name(record, *path):
    value = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _lines(record) -> str:
    """Lines in words: amount, what for; links to other documents."""
    words = []
    for line in record.get("Line", []):
        if line.get("DetailType") == "SubTotalLineDetail":
            continue
        detail = line.get(line.get("DetailType", ""), {})
        what = next((detail[ref].get("name", "") for ref in ("ItemRef", "AccountRef") if ref in detail), "")
        if "PostingType" in detail:
            what = f"{detail['PostingType']} {what}"
        links = ", ".join(f"{one['TxnType']} {one['TxnId']}" for one in line.get("LinkedTxn", []))
        text = " ".join(filter(None, (what, line.get("Description", ""), links and f"for {links}")))
        words.append(f"{line.get('Amount', '')} {text}".strip())
    return "\n".join(words)


def _tax(record) -> str:
    return _name(record, "TxnTaxDetail", "TotalTax")


_SALES = (
    ("Number", ("DocNumber",)),
    ("Date", ("TxnDate",)),
    ("Customer", ("CustomerRef", "name")),
    ("Lines", _lines),
    ("Tax", _tax),
    ("Total", ("TotalAmt",)),
    ("Open", ("Balance",)),
    ("Memo", ("PrivateNote",)),
)
_COLUMNS = {
    "Customer": (
        ("Name", ("DisplayName",)),
        ("Company", ("CompanyName",)),
        ("E-mail", ("PrimaryEmailAddr", "Address")),
        ("Phone", ("PrimaryPhone", "FreeFormNumber")),
        ("Active", ("Active",)),
        ("Balance", ("Balance",)),
    ),
    "Vendor": (("Name", ("DisplayName",)), ("Active", ("Active",)), ("Balance", ("Balance",))),
    "Item": (
        ("Name", ("FullyQualifiedName",)),
        ("SKU", ("Sku",)),
        ("Type", ("Type",)),
        ("Price", ("UnitPrice",)),
        ("Active", ("Active",)),
    ),
    "Invoice": _SALES,
    "CreditMemo": _SALES,
    "RefundReceipt": _SALES,
    "Payment": (
        ("Date", ("TxnDate",)),
        ("Customer", ("CustomerRef", "name")),
        ("Reference", ("PaymentRefNum",)),
        ("Applied", _lines),
        ("Into", ("DepositToAccountRef", "name")),
        ("Total", ("TotalAmt",)),
        ("Unapplied", ("UnappliedAmt",)),
        ("Memo", ("PrivateNote",)),
    ),
    "Bill": (
        ("Number", ("DocNumber",)),
        ("Date", ("TxnDate",)),
        ("Vendor", ("VendorRef", "name")),
        ("Lines", _lines),
        ("Total", ("TotalAmt",)),
        ("Open", ("Balance",)),
        ("Memo", ("PrivateNote",)),
    ),
    "JournalEntry": (
        ("Number", ("DocNumber",)),
        ("Date", ("TxnDate",)),
        ("Lines", _lines),
        ("Memo", ("PrivateNote",)),
    ),
    "Deposit": (("Date", ("TxnDate",)), ("Lines", _lines), ("Total", ("TotalAmt",))),
    "Account": (
        ("Name", ("FullyQualifiedName",)),
        ("Type", ("AccountType",)),
        ("Active", ("Active",)),
        ("Balance", ("CurrentBalance",)),
    ),
    "Attachable": (("File", ("FileName",)), ("Type", ("ContentType",)), ("Note", ("Note",))),
}
_NUMBERS = ("Tax", "Total", "Open", "Balance", "Price", "Unapplied")


def books(company) -> bytes:
    name = company.objects("CompanyInfo")[0]["CompanyName"]
    parts = [_table(entity, company.objects(entity)) for entity in SHOWN]
    links = " · ".join(f'<a href="#{entity}">{_title(entity)}</a>' for entity in SHOWN)
    content = f'<p><a href="{CONTROL}">Service</a> · {links}</p>{"".join(parts)}'
    return page(f"{name}: books in QuickBooks Online (simulated)", content, _REFRESH).decode()


def _title(entity) -> str:
    return _TITLES.get(entity, f"{entity}s")


def _table(entity, records) -> str:
    if not records:
        return f'<h2 id="{entity}">{_title(entity)}</h2><p>None.</p>'
    columns = _COLUMNS[entity]
    head = "".join(f"<th{' class=number' if name in _NUMBERS else ''}>{name}</th>" for name, _ in columns)
    rows = "".join(f"<tr>{_row(columns, record)}</tr>" for record in reversed(records[-_MOST:]))
    more = f"<p>The newest {_MOST} of {len(records)}.</p>" if len(records) > _MOST else ""
    count = f" ({len(records)})"
    return f'<h2 id="{entity}">{_title(entity)}{count}</h2>{more}<table><tr>{head}</tr>{rows}</table>'


def _row(columns, record) -> str:
    cells = []
    for name, source in columns:
        text = source(record) if callable(source) else _name(record, *source)
        kind = ' class="number"' if name in _NUMBERS else ""
        cells.append(f"<td{kind}>{escape(text).replace(chr(10), '<br>')}</td>")
    return "".join(cells)


def overview(service, kinds: dict) -> str:
    """Companies with their counters, orders, the last requests."""
    rows = "".join(
        f'<tr><td><a href="{CONTROL}/books/{escape(one.realm)}">{escape(one.name)}</a></td><td>{escape(one.realm)}</td>'
        f"<td>{escape(one.environment)}</td>{_counts(service.journal.counters(one.realm))}</tr>"
        for one in service.companies.values()
    )
    heads = "Company|Realm|Environment|Calls|Core|CorePlus|Metered|Throttled".split("|")
    companies = f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{rows}</table>"
    apps = "".join(
        f"<li>{escape(app.name)} ({escape(app.environment)}): client id <code>{escape(app.client_id)}</code>, "
        f"secret <code>{escape(app.client_secret)}</code>, "
        f"verifier token <code>{escape(app.verifier_token)}</code></li>"
        for app in service.apps.values()
    )
    orders = "".join(
        f"<li>{escape(one.kind)}: {escape(kinds[one.kind])}; {one.times} left, struck {one.struck}</li>"
        for one in service.misbehaviour.orders
    )
    log = "".join(
        f"<tr><td>{one.number}</td><td>{escape(one.at[11:23])}</td><td>{one.method}</td>"
        f"<td>{escape(one.path)}</td><td>{escape(one.kind)} {escape(one.entity)}</td><td>{one.status or 'none'}</td>"
        f"<td>{escape(one.note)}</td></tr>"
        for one in reversed(service.journal.entries()[-50:])
    )
    content = (
        f"<h2>Companies</h2>{companies}<h2>Apps</h2><ul>{apps or '<li>None.</li>'}</ul>"
        f"<h2>Faults on order</h2><ul>{orders or '<li>None.</li>'}</ul><h2>Last requests</h2><table>{log}</table>"
    )
    return page("QuickBooks Online (simulated)", content, _REFRESH).decode()


def _counts(counters) -> str:
    numbers = (
        counters.calls,
        counters.by_class["Core"],
        counters.by_class["CorePlus"],
        counters.metered,
        counters.throttled,
    )
    return "".join(f'<td class="number">{number}</td>' for number in numbers)
