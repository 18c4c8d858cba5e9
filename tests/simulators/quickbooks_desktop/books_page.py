"""The books as a page to look at: lists, invoices with their lines, totals.  Everything that came from
outside is escaped.
"""

from decimal import Decimal
from html import escape

from .qbxml.scalars import plain, price

NEWEST = 200
STYLE = """
:root { color-scheme: light; }
body { font: 14px/1.45 system-ui, sans-serif; color: #1f2933; background: #f4f6f8; margin: 0; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
header { background: #2b6b2f; color: #fff; padding: 1rem 1.5rem; }
header p { margin: .2rem 0 0; opacity: .85; }
h1 { font-size: 1.35rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
nav a { color: #fff; margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; background: #fff; border: 1px solid #d9e0e6; }
th, td { padding: .35rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #e8edf1; }
th { background: #eef2f5; font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tfoot td { font-weight: 600; background: #f8fafb; }
.inactive td, .void td { color: #7b8794; }
.void .number { text-decoration: line-through; }
.lines td { border: 0; padding: .1rem .6rem; }
.lines { border: 0; background: transparent; }
.small { color: #616e7c; font-size: .9em; overflow-wrap: anywhere; }
.none { color: #7b8794; }
"""


def books_page(book, refresh: int | None = None) -> str:
    """A whole HTML document without scripts or anything from elsewhere; ``refresh`` in seconds."""
    summary = book.summary()
    documents = (
        ("Invoices", book.invoices(), _invoices),
        ("Credit memos", book.credit_memos(), _invoices),
        ("Payments", book.payments(), _payments),
        ("Bills", book.bills(), _bills),
        ("Vendor credits", book.vendor_credits(), _bills),
        ("Journal entries", book.journal_entries(), _journal),
        ("Deposits", book.deposits(), _deposits),
    )
    sections = [
        _section(title, write(rows), len(rows))
        for title, rows, write in documents
        if rows or title in ("Invoices", "Payments")
    ]
    sections += [
        _section("Sales tax", _taxes(book.tax_totals())),
        _section("Customers", _customers(book.customers())),
        _section("Items", _items(book.items())),
        _section("Accounts", _accounts(book.accounts())),
        _section("Vendors", _customers(book.vendors())),
    ]
    title = f"{summary['company']}: the books"
    facts = f"{escape(summary['product'])} &middot; {escape(summary['country'])}"
    if book.preferences()["closing_date"]:
        facts += f" &middot; closed through {escape(book.preferences()['closing_date'])}"
    again = f'<meta http-equiv="refresh" content="{refresh:d}">' if refresh else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
        f"<style>{STYLE}</style></head><body>"
        f"<header><h1>{escape(summary['company'])}</h1><p>{facts}</p></header>"
        f"<main>{''.join(sections)}</main></body></html>"
    )


def _section(title, content, count=None) -> str:
    anchor = title.lower().replace(" ", "-")
    words = title if count is None else f"{title} ({count})"
    return f'<section id="{anchor}"><h2>{words}</h2>{content}</section>'


def _money(amount) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _number(value) -> str:
    """A quantity or a percentage: no needless zeros."""
    return "" if value is None else plain(value)


def _price(value) -> str:
    """Two decimals at least, as QuickBooks shows prices."""
    return "" if value is None else price(value)


def _table(heads, rows, foot=None) -> str:
    """``heads``: [(words, is a number)]; ``rows``: [(class, cells of HTML)]."""
    if not rows:
        return '<p class="none">None.</p>'
    marks = ['<td class="number">' if numeric else "<td>" for _words, numeric in heads]
    head = "".join(f'<th class="number">{words}</th>' if numeric else f"<th>{words}</th>" for words, numeric in heads)
    body = "".join(
        (f'<tr class="{kind}">' if kind else "<tr>")
        + "".join(f"{mark}{cell}</td>" for mark, cell in zip(marks, cells, strict=True))
        + "</tr>"
        for kind, cells in rows
    )
    end = ""
    if foot:
        end = (
            "<tfoot><tr>"
            + "".join(f"{mark}{cell}</td>" for mark, cell in zip(marks, foot, strict=True))
            + "</tr></tfoot>"
        )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{end}</table>"


def _invoices(invoices) -> str:
    heads = [
        ("Number", False),
        ("Date", False),
        ("Customer", False),
        ("Lines", False),
        ("Subtotal", True),
        ("Tax", True),
        ("Total", True),
        ("Open", True),
    ]
    rows = [("void" if one["is_void"] else "", _invoice(one)) for one in reversed(invoices[-NEWEST:])]
    sums = [sum((one[name] for one in invoices), Decimal(0)) for name in ("subtotal", "tax", "total", "balance")]
    note = f'<p class="small">The newest {NEWEST} of {len(invoices)}.</p>' if len(invoices) > NEWEST else ""
    return note + _table(heads, rows, ["All", "", "", "", *(_money(one) for one in sums)])


def _invoice(one) -> list:
    number = escape(one["number"]) or '<span class="none">no number</span>'
    details = [escape(one["memo"]), escape(one["other"]), escape(one["external_guid"])]
    if one["is_void"]:
        number += "<br>VOID"
    if one["is_pending"]:
        number += "<br>pending"
    due = f'<br><span class="small">due {escape(one["due_date"])}</span>' if one["due_date"] else ""
    lines = "".join(_line(line) for line in one["lines"])
    trace = "".join(f'<div class="small">{text}</div>' for text in details if text)
    tax = _money(one["tax"])
    if one["tax_item"]:
        tax += f'<br><span class="small">{escape(one["tax_item"])}</span>'
    return [
        number,
        escape(one["date"]) + due,
        escape(one["customer"]),
        f'<table class="lines"><tbody>{lines}</tbody></table>{trace}',
        _money(one["subtotal"]),
        tax,
        _money(one["total"]),
        _money(one["balance"]),
    ]


def _line(line) -> str:
    price = ""
    if line["quantity"] is not None:
        price = f"{_number(line['quantity'])} &times; {_price(line['rate'])}"
    elif line["rate_percent"] is not None:
        price = f"{_number(line['rate_percent'])} %"
    return (
        f'<tr><td>{escape(line["item"])}<div class="small">{escape(line["description"])}</div></td>'
        f'<td class="number">{price}</td><td class="number">{_money(line["amount"])}</td>'
        f'<td class="small">{escape(line["tax_code"])}</td></tr>'
    )


def _newest(documents, write) -> list:
    """Rows of the newest documents, the latest first."""
    return [("void" if one["is_void"] else "", write(one)) for one in reversed(documents[-NEWEST:])]


def _sum(rows, name) -> str:
    return _money(sum((one[name] for one in rows), Decimal(0)))


def _inner(lines) -> str:
    """Small lines inside a cell: words, amount."""
    rows = "".join(
        f'<tr><td>{escape(words)}</td><td class="number">{_money(amount)}</td></tr>' for words, amount in lines
    )
    return f'<table class="lines"><tbody>{rows}</tbody></table>'


def _heads(*words) -> list:
    """Columns; those of amounts are marked with a colon."""
    return [(word.removesuffix(":"), word.endswith(":")) for word in words]


def _number_and_state(one) -> str:
    marks = ", ".join((*(["VOID"] if one["is_void"] else []), *one.get("marks", ())))
    return escape(one["number"]) + (f'<div class="small">{escape(marks)}</div>' if marks else "")


def _payments(payments) -> str:
    def row(one):
        parts = [(f"{link['kind']} {link['number']}", link["amount"]) for link in one["applied_to"]]
        parts += [(f"Discount on {link['number']}", link["discount"]) for link in one["applied_to"] if link["discount"]]
        parts += [(f"Credit {link['by_number']} on {link['number']}", link["amount"]) for link in one["credits_set"]]
        about = " &middot; ".join(escape(text) for text in (one["method"], one["deposit_to"], one["memo"]) if text)
        return [
            _number_and_state(one),
            escape(one["date"]),
            escape(one["customer"]),
            f'{_inner(parts)}<div class="small">{about}</div>',
            _money(one["total"]),
            _money(one["unused"]),
        ]

    heads = _heads("Number", "Date", "Customer", "Applied to", "Total:", "Unused:")
    foot = ["All", "", "", "", _sum(payments, "total"), _sum(payments, "unused")]
    return _table(heads, _newest(payments, row), foot)


def _bills(bills) -> str:
    def row(one):
        lines = [(line["account"] or line["item"], line["amount"]) for line in one["lines"]]
        return [
            _number_and_state(one),
            escape(one["date"]),
            escape(one["vendor"]),
            f'{_inner(lines)}<div class="small">{escape(one["memo"])}</div>',
            _money(one["total"]),
            _money(one["balance"]),
        ]

    heads = _heads("Number", "Date", "Vendor", "Lines", "Total:", "Open:")
    return _table(heads, _newest(bills, row), ["All", "", "", "", _sum(bills, "total"), _sum(bills, "balance")])


def _journal(entries) -> str:
    def row(one):
        sides = [
            "".join(f"{_money(line[side]) or '&nbsp;'}<br>" for line in one["lines"]) for side in ("debit", "credit")
        ]
        names = "".join(
            f"{escape(' · '.join(filter(None, (line['account'], line['name']))))}<br>" for line in one["lines"]
        )
        return [_number_and_state(one), escape(one["date"]), names, escape(one["memo"]), *sides]

    return _table(_heads("Number", "Date", "Account", "Memo", "Debit:", "Credit:"), _newest(entries, row))


def _deposits(deposits) -> str:
    def row(one):
        return [
            escape(one["date"]),
            escape(", ".join(one["marks"])),
            str(len(one["payments"])),
            _money(one["total"]),
        ]

    return _table(_heads("Date", "State", "Payments:", "Total:"), _newest(deposits, row))


def _taxes(rows) -> str:
    cells = [
        (
            "",
            [
                escape(one["tax_item"] or "(none)"),
                str(one["documents"]),
                *(_money(one[name]) for name in ("sales", "tax", "tax_in_lines")),
            ],
        )
        for one in rows
    ]
    return _table(_heads("Tax item", "Documents:", "Sales:", "Tax:", "Tax in lines:"), cells)


def _customers(rows, with_balance=True) -> str:
    heads = [("Name", False), ("E-mail", False), ("Phone", False), ("Account", False), ("Terms", False)]
    heads += [("Balance", True)] if with_balance else []
    cells = []
    for one in rows:
        name = escape(one["full_name"]) + ("" if one["active"] else ' <span class="small">inactive</span>')
        cell = [name, *(escape(one[key]) for key in ("email", "phone", "account_number", "terms"))]
        cells.append(("" if one["active"] else "inactive", cell + ([_money(one["balance"])] if with_balance else [])))
    foot = None
    if with_balance:
        foot = ["All", "", "", "", "", _money(sum((one["balance"] for one in rows), Decimal(0)))]
    return _table(heads, cells, foot)


def _items(rows) -> str:
    heads = [
        ("Name", False),
        ("Kind", False),
        ("Description", False),
        ("Account", False),
        ("Tax", False),
        ("Price", True),
    ]
    cells = []
    for one in rows:
        price = f"{_number(one['tax_rate'])} %" if one["tax_rate"] is not None else _price(one["price"])
        texts = (
            one["full_name"],
            one["kind"].removeprefix("Item"),
            one["description"],
            one["account"],
            one["tax_code"],
        )
        cells.append(("" if one["active"] else "inactive", [*(escape(text) for text in texts), price]))
    return _table(heads, cells)


def _accounts(rows) -> str:
    heads = [("Number", False), ("Name", False), ("Type", False)]
    ordered = sorted(rows, key=lambda one: (one["number"], one["full_name"]))
    return _table(
        heads,
        [
            (
                "" if one["active"] else "inactive",
                [escape(one["number"]), escape(one["full_name"]), escape(one["type"])],
            )
            for one in ordered
        ],
    )
