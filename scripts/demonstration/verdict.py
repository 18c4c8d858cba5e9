"""Do Odoo and the books agree? The books are read from the company file itself, never through Odoo."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from .doors import Person

NOT_THERE = ("rejected", "held", "withdrawn", "queued")


@dataclass(frozen=True)
class Row:
    """One document on both sides. ``wrong``: what does not agree, empty where all does."""

    invoice: str = ""
    customer: str = ""
    state: str = ""
    reason: str = ""
    expected_number: str = ""
    total: str = ""
    open: str = ""
    book_number: str = ""
    book_total: str = ""
    book_open: str = ""
    wrong: str = ""


def read_book(path: Path) -> list[dict]:
    """The invoices and credit memos in the company file."""
    from tests.simulators.quickbooks_desktop import CompanyFile

    book = CompanyFile(str(path))
    try:
        return [*book.invoices(), *book.credit_memos()]
    finally:
        book.close()


def read_odoo(person: Person) -> list[dict]:
    """Every invoice that has ever been released or held, as Odoo shows it."""
    names = ["name", "invoice_partner_display_name", "bridge_state", "bridge_reason"]
    names += ["amount_total", "amount_tax", "amount_residual"]
    domain = [("bridge_transfer_id", "!=", False), ("move_type", "in", ("out_invoice", "out_refund"))]
    moves = person.read("account.move", domain, names, order="id")
    documents = [("move_id", "!=", False), ("kind", "in", ("invoice", "credit_note"))]
    links = person.read("bridge.binding", documents, ["move_id", "remote_number"])
    numbers = {link["move_id"][0]: link["remote_number"] or "" for link in links}
    return [{**move, "number_there": numbers.get(move["id"], "")} for move in moves]


def compare(moves: list[dict], documents: list[dict]) -> list[Row]:
    """Set both sides against each other, by the number of Odoo that each document in the books carries."""
    by_source: dict[str, list[dict]] = {}
    for document in documents:
        by_source.setdefault(document["other"], []).append(document)
    return [_row(move, by_source.pop(move["name"], [])) for move in moves] + [
        Row(customer=one["customer"], **_book(one), wrong="in the books only")
        for left in by_source.values()
        for one in left
    ]


def _row(move: dict, there: list[dict]) -> Row:
    total, tax, residual = (
        Decimal(str(move[name])).quantize(Decimal("0.01")) for name in ("amount_total", "amount_tax", "amount_residual")
    )
    state, reason = move["bridge_state"], move["bridge_reason"] or ""
    processed = state == "processed"
    wrong = ""
    if len(there) > 1:
        wrong = f"{len(there)} times in the books"
    elif processed and not there:
        wrong = "processed, but not in the books"
    elif not processed and there:
        wrong = f"{state}, but in the books"
    elif not processed and state not in NOT_THERE:
        wrong = f"still {state}"
    elif state in ("rejected", "queued") and not reason:
        wrong = f"{state} without a reason"
    elif processed and move["number_there"] != there[0]["number"]:
        wrong = "another number"
    elif processed and total != there[0]["total"]:
        wrong = "another total"
    elif processed and tax != there[0]["tax"]:
        wrong = "another tax"
    elif processed and residual != there[0]["balance"]:
        wrong = "another amount is open"
    return Row(
        invoice=move["name"],
        customer=move["invoice_partner_display_name"] or "",
        state=state,
        reason="" if processed else reason,
        expected_number=move["number_there"] if processed else "",
        total=str(total),
        open=str(residual),
        **(_book(there[0]) if there else {}),
        wrong=wrong,
    )


def _book(document: dict) -> dict:
    """What a row says of a document in the books."""
    return {
        "book_number": document["number"],
        "book_total": f"{document['total']:.2f}",
        "book_open": f"{document['balance']:.2f}",
    }


def table(rows: list[Row]) -> str:
    """The rows for a terminal."""
    head = ("Document", "State", "Reason", "No. there", "Total", "Open", "In the books", "Total", "Open", "")
    cells = [
        (
            row.invoice,
            row.state,
            _short(row.reason, 58),
            row.expected_number,
            row.total,
            row.open,
            row.book_number,
            row.book_total,
            row.book_open,
            row.wrong and f"✘ {row.wrong}" or "✔",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in (head, *cells)) for column in range(len(head))]
    right = (4, 5, 7, 8)
    lines = []
    for line in (head, *cells):
        shown = (
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        )
        lines.append("  ".join(shown).rstrip())
    return "\n".join(lines)


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def as_data(rows: list[Row]) -> dict:
    """The same for a program: one JSON object."""
    states = [row.state for row in rows]
    return {
        "agree": bool(rows) and not any(row.wrong for row in rows),
        "invoices": len(rows),
        **{state: states.count(state) for state in ("processed", "rejected", "held", "queued")},
        "total_odoo": str(sum(Decimal(row.total) for row in rows if row.state == "processed")),
        "total_books": str(sum(Decimal(row.book_total) for row in rows if row.book_total)),
        "rows": [asdict(row) for row in rows],
    }
