"""What control shows to people: how the service stands, and the books as a bookkeeper would read them."""

from html import escape

from tests.simulators.pages import page

from . import hands
from .addresses import CONTROL
from .where.run import moment

_REFRESH = 5
#: Endpoints of the page, in this order.
SHOWN = (
    *("Contacts", "Items", "Invoices", "CreditNotes", "Payments", "BatchPayments", "BankTransactions"),
    *("Overpayments", "ManualJournals", "Accounts", "TaxRates", "Currencies", "TrackingCategories"),
)
_TITLES = {
    "Invoices": "Invoices and bills",
    "CreditNotes": "Credit notes",
    "BatchPayments": "Batch payments",
    "BankTransactions": "Bank transactions",
    "ManualJournals": "Manual journals",
    "TaxRates": "Tax rates",
    "TrackingCategories": "Tracking categories",
}
#: How many of an endpoint the page shows: the newest.
_MOST = 200


def _get(*path):
    def get(record) -> str:
        value = record
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    return get


def _date(name):
    def get(record) -> str:
        found = moment(record.get(name) or "")
        return found.date().isoformat() if found else ""

    return get


def _lines(record) -> str:
    """Lines in words: amount, account, tax, what for."""
    words = []
    for line in record.get("LineItems") or record.get("JournalLines") or []:
        tracking = ", ".join(f"{one.get('Name')}: {one.get('Option')}" for one in line.get("Tracking") or [])
        parts = (
            str(line.get("LineAmount", "")),
            line.get("ItemCode", ""),
            line.get("AccountCode", ""),
            line.get("TaxType", ""),
            line.get("Description", ""),
            tracking,
        )
        words.append(" ".join(filter(None, parts)))
    return "\n".join(words)


def _applied(record) -> str:
    rows = record.get("Allocations") or record.get("Payments") or []
    named = ((one.get("Invoice", {}).get("InvoiceNumber", ""), one.get("Amount", "")) for one in rows)
    return "\n".join(f"{amount} for {number}".strip() for number, amount in named)


_DOCUMENT = (
    ("Date", _date("Date")),
    ("Type", _get("Type")),
    ("Contact", _get("Contact", "Name")),
    ("Status", _get("Status")),
    ("Lines", _lines),
    ("Tax", _get("TotalTax")),
    ("Total", _get("Total")),
)
_COLUMNS = {
    "Contacts": (
        ("Name", _get("Name")),
        ("Contact code", _get("ContactNumber")),
        ("Account number", _get("AccountNumber")),
        ("E-mail", _get("EmailAddress")),
        ("Status", _get("ContactStatus")),
        ("Owes", _get("Balances", "AccountsReceivable", "Outstanding")),
    ),
    "Items": (
        ("Code", _get("Code")),
        ("Name", _get("Name")),
        ("Price", _get("SalesDetails", "UnitPrice")),
        ("Account", _get("SalesDetails", "AccountCode")),
    ),
    "Invoices": (
        ("Number", _get("InvoiceNumber")),
        *_DOCUMENT,
        ("Due", _get("AmountDue")),
        ("Reference", _get("Reference")),
        ("Link", _get("Url")),
    ),
    "CreditNotes": (
        ("Number", _get("CreditNoteNumber")),
        *_DOCUMENT,
        ("Left", _get("RemainingCredit")),
        ("Applied", _applied),
        ("Reference", _get("Reference")),
    ),
    "Payments": (
        ("Date", _date("Date")),
        ("Type", _get("PaymentType")),
        ("For", _get("Invoice", "InvoiceNumber")),
        ("Account", _get("Account", "Code")),
        ("Amount", _get("Amount")),
        ("Status", _get("Status")),
        ("Reconciled", _get("IsReconciled")),
        ("Reference", _get("Reference")),
    ),
    "BatchPayments": (
        ("Date", _date("Date")),
        ("Type", _get("Type")),
        ("Amount", _get("TotalAmount")),
        ("Status", _get("Status")),
        ("Reference", _get("Reference")),
    ),
    "BankTransactions": (*_DOCUMENT, ("Reference", _get("Reference"))),
    "Overpayments": (*_DOCUMENT, ("Left", _get("RemainingCredit")), ("Applied", _applied)),
    "ManualJournals": (
        ("Date", _date("Date")),
        ("Narration", _get("Narration")),
        ("Status", _get("Status")),
        ("Lines", _lines),
    ),
    "Accounts": (
        ("Code", _get("Code")),
        ("Name", _get("Name")),
        ("Type", _get("Type")),
        ("Status", _get("Status")),
        ("Tax", _get("TaxType")),
    ),
    "TaxRates": (
        ("Type", _get("TaxType")),
        ("Name", _get("Name")),
        ("Status", _get("Status")),
        ("Percent", _get("EffectiveRate")),
    ),
    "Currencies": (("Code", _get("Code")), ("Name", _get("Description"))),
    "TrackingCategories": (
        ("Name", _get("Name")),
        ("Status", _get("Status")),
        ("Options", lambda record: ", ".join(one.get("Name", "") for one in record.get("Options") or [])),
    ),
}
_NUMBERS = ("Tax", "Total", "Due", "Left", "Amount", "Price", "Owes", "Percent")


def books(organisation, told: str = "") -> str:
    name = organisation.objects("Organisation")[0]["Name"]
    options = {"includeArchived": True, "unitdp": 4}
    parts = "".join(_table(entity, organisation.objects(entity, options)) for entity in SHOWN)
    links = " · ".join(f'<a href="#{entity}">{_title(entity)}</a>' for entity in SHOWN)
    said = f"<p><strong>{escape(told)}</strong></p>" if told else ""
    here = f"{CONTROL}/books/{organisation.tenant_id}"
    head = f'<p><a href="{CONTROL}">Service</a> · <a href="{here}">Again</a> · {links}</p>'
    content = f"{head}{said}{hands.form(organisation.tenant_id)}{parts}"
    return page(f"{name}: books in Xero (simulated)", content).decode()


def _title(entity) -> str:
    return _TITLES.get(entity, entity)


def _table(entity, records) -> str:
    if not records:
        return f'<h2 id="{entity}">{_title(entity)}</h2><p>None.</p>'
    columns = _COLUMNS[entity]
    head = "".join(f"<th{' class=number' if name in _NUMBERS else ''}>{name}</th>" for name, _ in columns)
    rows = "".join(f"<tr>{_row(columns, record)}</tr>" for record in reversed(records[-_MOST:]))
    more = f"<p>The newest {_MOST} of {len(records)}.</p>" if len(records) > _MOST else ""
    title = f'<h2 id="{entity}">{_title(entity)} ({len(records)})</h2>'
    return f"{title}{more}<table><tr>{head}</tr>{rows}</table>"


def _row(columns, record) -> str:
    cells = []
    for name, get in columns:
        kind = ' class="number"' if name in _NUMBERS else ""
        cells.append(f"<td{kind}>{escape(get(record)).replace(chr(10), '<br>')}</td>")
    return "".join(cells)


def overview(service, kinds: dict) -> str:
    """Organisations with their counters, orders, the last requests."""
    rows = "".join(
        f'<tr><td><a href="{CONTROL}/books/{escape(one.id)}">{escape(one.name)}</a></td><td>{escape(one.id)}</td>'
        f"<td>{escape(one.books.profile.country)}</td>{_counts(service.journal.counters(one.id))}</tr>"
        for one in service.organisations.values()
    )
    heads = "Organisation|Tenant|Country|Calls|Writes|Throttled|Bytes out".split("|")
    organisations = f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{rows}</table>"
    apps = "".join(
        f"<li>{escape(app.name)} ({escape(app.kind)}, {escape(app.tier)}): "
        f"client id <code>{escape(app.client_id)}</code>, "
        f"secret <code>{escape(app.client_secret)}</code>, webhook key <code>{escape(app.webhook_key)}</code> "
        f"({escape(app.webhook_status)})</li>"
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
        f"<h2>Organisations</h2>{organisations}<h2>Apps</h2><ul>{apps or '<li>None.</li>'}</ul>"
        f"<h2>Faults on order</h2><ul>{orders or '<li>None.</li>'}</ul><h2>Last requests</h2><table>{log}</table>"
    )
    return page("Xero (simulated)", content, _REFRESH).decode()


def _counts(counters) -> str:
    numbers = (counters.calls, sum(counters.writes.values()), counters.throttled, counters.egress)
    return "".join(f'<td class="number">{number}</td>' for number in numbers)
