"""``company``: make a company file, and show what stands in it on a page while a demo runs."""

import json
import threading
from functools import partial
from html import escape

from tests.simulators.pages import PageServer, page

from .books import create_books, open_books
from .exits import FINE, Misuse

HELP = "make a company file of QuickBooks Desktop and show its books on a page"
_DOCUMENT = {
    "number": "Number",
    "date": "Date",
    "customer": "Customer",
    "total": "Total",
    "tax": "Tax",
    "balance": "Open",
    "memo": "Memo",
    "is_void": "Void",
}
_NAME = {"full_name": "Name", "active": "Active"}
# Title, key in /books.json, columns.
_TABLES = (
    ("Invoices", "invoices", _DOCUMENT),
    ("Credit memos", "credit_memos", _DOCUMENT),
    ("Payments", "payments", {**_DOCUMENT, "balance": "Unused"}),
    (
        "Customers",
        "customers",
        {**_NAME, "email": "E-mail", "phone": "Phone", "terms": "Terms", "balance": "Open"},
    ),
    ("Items", "items", {**_NAME, "kind": "Kind", "price": "Price", "account": "Account"}),
    ("Vendors", "vendors", _NAME),
    ("Accounts", "accounts", {"number": "Number", **_NAME, "type": "Type"}),
)
_NUMBERS = ("total", "tax", "balance", "price")


def add_arguments(parser):
    parser.add_argument("--file", required=True, help="the company file; all its state is in there")
    parser.add_argument("--create", action="store_true", help="make the file; it must not exist")
    parser.add_argument(
        "--name", default="Acme Field Services", help="name of a new company (default %(default)s)"
    )
    parser.add_argument(
        "--sample", default="small", help="what it holds: small or empty (default %(default)s)"
    )
    parser.add_argument(
        "--country", default="US", help="of a new company: US, CA or UK (default %(default)s)"
    )
    parser.add_argument("--port", type=int, help="serve the books at http://localhost:PORT/ and /books.json")


def run(arguments) -> int:
    if arguments.create:
        book = create_books(
            arguments.file, name=arguments.name, sample=arguments.sample, country=arguments.country
        )
        print(f"Made {arguments.file}")
    else:
        book = open_books(arguments.file)
    try:
        if arguments.port is not None:
            _serve(book, arguments.port)
    finally:
        book.close()
    return FINE


def _serve(book, port):
    try:
        server = PageServer(port, partial(answer, book))
    except OSError as error:
        raise Misuse(f"Port {port} cannot be used: {error.strerror or error}") from error
    server.start()
    print(f"Books of {book.path}: {server.url}", flush=True)
    try:
        threading.Event().wait()
    finally:
        server.stop()


def answer(book, path: str) -> tuple[int, str, bytes]:
    """/ is the page, /books.json the same as data."""
    if path == "/books.json":
        return (
            200,
            "application/json",
            json.dumps(read(book), indent=1, default=str, ensure_ascii=False).encode(),
        )
    if path != "/":
        return 404, "text/plain", b"There are / and /books.json."
    books = read(book)
    tables = "".join(_table(title, books[key], columns) for title, key, columns in _TABLES if books[key])
    return 200, "text/html", page(f"{books['summary']['company']} (simulated QuickBooks)", tables, refresh=5)


def read(book) -> dict:
    """Everything that the page shows, and more; what other processes wrote meanwhile is in it."""
    return {
        "summary": book.summary(),
        "invoices": book.invoices(),
        "credit_memos": book.documents("CreditMemo"),
        "payments": book.payments(),
        "customers": book.customers(),
        "vendors": book.vendors(),
        "items": book.items(),
        "accounts": book.accounts(),
    }


def _table(title, rows, columns):
    head = "".join(f"<th{_class(name)}>{escape(shown)}</th>" for name, shown in columns.items())
    body = "".join(
        f"<tr>{''.join(f'<td{_class(name)}>{_shown(row[name])}</td>' for name in columns)}</tr>"
        for row in rows
    )
    return f"<h2>{escape(title)} ({len(rows)})</h2><table><tr>{head}</tr>{body}</table>"


def _class(name):
    return ' class="number"' if name in _NUMBERS else ""


def _shown(value):
    return ("yes" if value else "no") if isinstance(value, bool) else escape(str(value))
