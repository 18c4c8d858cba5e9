"""``company``: make a company file, do what its bookkeeper does, show or print what stands in it while a demo runs."""

import json
import threading
from functools import partial

from tests.simulators.pages import PageServer
from tests.simulators.quickbooks_desktop import Refusal, books_page

from .books import create_books, open_books
from .exits import FINE, Misuse

HELP = "make a company file of QuickBooks Desktop, do what its bookkeeper does, show or print its books"
#: What --read and /books/ know: functions of the company file without arguments.
READERS = (
    "summary",
    "preferences",
    "invoices",
    "credit_memos",
    "payments",
    "applications",
    "bills",
    "vendor_credits",
    "bill_payments",
    "journal_entries",
    "deposits",
    "balances",
    "tax_totals",
    "queued",
    "deletions",
    "customers",
    "vendors",
    "items",
    "accounts",
)
#: What --do knows: functions of the bookkeeper.
HANDS = (
    "add_customer",
    "add_vendor",
    "add_item",
    "add_tax",
    "add_account",
    "add_class",
    "change",
    "rename",
    "set_active",
    "merge",
    "delete_entry",
    "enter_invoice",
    "enter_credit_memo",
    "enter_bill",
    "enter_journal",
    "edit_invoice",
    "edit_credit_memo",
    "edit_line",
    "void",
    "void_invoice",
    "delete",
    "delete_invoice",
    "receive_payment",
    "receive_on_account",
    "apply_credit",
    "pay_bill",
    "deposit",
    "undo_deposit",
    "reconcile",
    "undo_reconcile",
    "set_preferences",
    "set_closing_date",
    "deny_application",
    "back_up",
    "restore_backup",
)


def add_arguments(parser):
    parser.add_argument("--file", required=True, help="the company file; all its state is in there")
    parser.add_argument("--create", action="store_true", help="make the file; it must not exist")
    parser.add_argument("--name", default="Acme Field Services", help="name of a new company (default %(default)s)")
    parser.add_argument("--sample", default="small", help="what it holds: small or empty (default %(default)s)")
    parser.add_argument("--country", default="US", help="of a new company: US, CA or UK (default %(default)s)")
    parser.add_argument(
        "--do",
        nargs="+",
        action="append",
        default=[],
        metavar=("ACTION", "NAME=VALUE"),
        help=f"the bookkeeper's hands, several times if need be: {', '.join(HANDS)}",
    )
    parser.add_argument(
        "--read", metavar="PARTS", help=f"print the books as JSON: all, or a list of {', '.join(READERS)}"
    )
    parser.add_argument("--port", type=int, help="serve the books at http://localhost:PORT/ and /books.json")


def run(arguments) -> int:
    if arguments.create:
        book = create_books(arguments.file, name=arguments.name, sample=arguments.sample, country=arguments.country)
        print(f"Made {arguments.file}")
    else:
        book = open_books(arguments.file)
    try:
        for words in arguments.do:
            _do(book, words)
        if arguments.read:
            _show(book, arguments.read)
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
    """/ is the page, /books.json the same as data, /books/invoices.json a part of it."""
    if path == "/books.json":
        return 200, "application/json", as_json(book.books()).encode()
    if path.startswith("/books/") and path.endswith(".json"):
        part = path.removeprefix("/books/").removesuffix(".json")
        if part in READERS:
            return 200, "application/json", as_json(getattr(book, part)()).encode()
    if path != "/":
        return 404, "text/plain", b"There are /, /books.json and parts of it as /books/invoices.json."
    return 200, "text/html", books_page(book, refresh=5).encode()


def as_json(values) -> str:
    """Money is a string with two decimals, so that nobody reads a float."""
    return json.dumps(values, indent=1, default=str, ensure_ascii=False)


def _show(book, parts: str):
    names = [part.strip() for part in parts.split(",")]
    if names == ["all"]:
        print(as_json(book.books()))
        return
    unknown = [name for name in names if name not in READERS]
    if unknown:
        raise Misuse(f"--read knows {', '.join(READERS)} and all, not {', '.join(unknown)}")
    values = {name: getattr(book, name)() for name in names}
    print(as_json(values if len(names) > 1 else values[names[0]]))


def _do(book, words: list[str]):
    """One thing that a person does at the screen: a name of HANDS and its arguments as name=value."""
    name, *pairs = words
    if name not in HANDS:
        raise Misuse(f"--do knows {', '.join(HANDS)}, not {name}")
    places, values = [], {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if equals and key.isidentifier():
            values[key] = _value(text)
        else:
            places.append(_value(pair))
    try:
        done = getattr(book, name)(*places, **values)
    except (Refusal, TypeError, ValueError, IndexError) as error:
        raise Misuse(f"{name}: {error}") from error
    print(done if isinstance(done, str) else "done")


def _value(text: str):
    """JSON for lists, blocks, yes and no; everything else is text, numbers of documents too."""
    if text in ("true", "false", "null") or text[:1] in ("[", "{"):
        try:
            return json.loads(text)
        except ValueError as error:
            raise Misuse(f"{text} is not JSON: {error}") from error
    return text
