"""Invoices and credit notes as *Compare* shows them: what was never sent, what differs from what was accepted last.

What cannot differ is left out by the database, what may is prepared as the preview prepares it, some hundreds at a
time. Nothing here writes.
"""

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.tools import SQL
from odoo.tools.misc import split_every

from ..ledgers.documents import Kind, field_digests
from ..ledgers.reasons import Level
from .agreed import content_of_row
from .preparation import Preparation
from .rehearsing import Rehearsal

# So many documents are prepared together.
CHUNK = 200
# What a person reads first of a document, and under which name both sides keep it.
SHOWN = {
    "number": "number",
    "date": "date",
    "due_date": "due_date",
    "customer": "customer",
    "total": "total",
    "tax_amount": "tax",
}
# What else goes by another name: "tax" is the amount.
NAMED = {"tax": "tax_code"}
# What the bridge keeps for itself: no person of either side reads it.
UNSHOWN = frozenset(("source_number", "tax_in_lines", "trace"))
# Follows from lines and total, and is not kept of what is there.
IMPLIED = "untaxed"
# So many changed lines are shown of a document.
LINES_SHOWN = 5

# Where a document stands by the word of a person: the reason that is told for it, if any.
PEOPLES_WORD = {"held": "document_held", "gone": "gone_there", "withdrawn": None}


@dataclass(slots=True)
class Compared:
    """One document of a comparison.

    ``mark``: ``add``, ``update``, or ``none`` for what cannot travel, with its ``reason`` and ``arguments``; what can
    may have a reason, too, for which it will wait. ``differences``: list of ``[field, agreed last, here, there]``, of a
    new document with ``None`` as agreed.
    """

    mark: str
    reason: str = ""
    arguments: dict = field(default_factory=dict)
    differences: list = field(default_factory=list)


def in_question(env, domain):
    """Return the documents of a domain that may be new to the ledger, or other ones than it accepted last.

    A document that was written since it was sent may be another one; the moment of a release is kept in full seconds.
    """
    for model in ("account.move", "bridge.transfer", "bridge.binding"):
        env[model].flush_model()
    mine = env["account.move"]._search(domain)
    env.cr.execute(
        SQL(
            """
            SELECT m.id
              FROM account_move m
              LEFT JOIN bridge_transfer t ON t.id = m.bridge_transfer_id
              LEFT JOIN bridge_binding b ON b.id = t.binding_id
             WHERE m.id IN %s AND m.state IN ('draft', 'posted')
               AND (t.id IS NULL OR m.state = 'draft' OR t.state NOT IN ('sending', 'uncertain', 'processed')
                    OR t.state = 'processed'
                       AND (b.external_id IS NULL OR m.write_date > t.released_at + interval '1 second'))
             ORDER BY COALESCE(m.invoice_date, m.date), m.id
            """,
            mine.subselect(),
        )
    )
    return env["account.move"].browse(row[0] for row in env.cr.fetchall())


def compare(connection, moves):
    """Compare documents with what the ledger accepted last.

    :param connection: in the environment of whoever reads the books.
    :return dict: ``{move id: Compared}``; a document that the ledger holds as it is, or that is on its way right now,
        is not in it.
    """
    rehearsal = Rehearsal(connection)
    compared = {}
    for ids in split_every(CHUNK, moves.ids):
        compared |= _Chunk(rehearsal, moves.browse(ids)).compared()
    return compared


def seen(connection, moves):
    """Return ``{move id: digest}`` of documents and of what the ledger holds of them, as both are now.

    What a person of the ledger does there beside what was sent, a payment for example, is no change of a document.
    """
    moves = moves.sudo()
    links = Preparation(connection.sudo()).document_links(moves, Kind.INVOICE, Kind.CREDIT_NOTE)
    return {move.id: _digest([_here(move), _there(links.get(move.id))]) for move in moves}


def _digest(value):
    return hashlib.sha1(json.dumps(value, sort_keys=True, default=str).encode(), usedforsecurity=False).hexdigest()


def _here(move):
    return [
        [
            move[name]
            for name in ("state", "move_type", "ref", "invoice_date", "invoice_date_due")
            + ("amount_untaxed", "amount_tax", "amount_total")
        ],
        # A draft is given its date and its number when it is posted.
        [move.name, move.date] if move.state == "posted" else [],
        [
            move[name].id
            for name in ("partner_id", "partner_shipping_id", "currency_id", "invoice_payment_term_id", "journal_id")
        ],
        [
            [line[name] for name in ("display_type", "name", "quantity", "price_unit", "discount")]
            + [line.product_id.id, line.account_id.id, sorted(line.tax_ids.ids), line.analytic_distribution or {}]
            for line in move.invoice_line_ids.sorted(lambda line: (line.sequence, line.id))
        ],
        [state for state in (move.bridge_transfer_id.state,) if state in PEOPLES_WORD],
    ]


def _there(link):
    row = link and link.remote_record_id
    return [link.external_id, link.digest, row and [row.is_gone, content_of_row(row)]] if link else []


class _Chunk:
    """Documents that are looked at together."""

    def __init__(self, rehearsal, moves):
        self.rehearsal, self.moves, self.env = rehearsal, moves, moves.env
        self.links = rehearsal.preparation.document_links(moves, Kind.INVOICE, Kind.CREDIT_NOTE)
        self.transfers = {move.id: move.bridge_transfer_id.sudo() for move in moves}

    def compared(self):
        drafts = self.moves.filtered(lambda move: move.state == "draft")
        posted = self.moves.filtered(lambda move: move.state == "posted" and not self._is_under_way(move))
        found = self._compare_drafts(drafts)
        forecasts = self.rehearsal.look_at(posted) if posted else {}
        for move in posted:
            one = self._compare_posted(move, forecasts[move.id])
            if one:
                found[move.id] = one
        return found

    def _is_under_way(self, move):
        return self.transfers[move.id].state in ("sending", "uncertain")

    def _is_there(self, move):
        link = self.links.get(move.id)
        return bool(link and link.external_id)

    # === DRAFTS === #

    def _compare_drafts(self, moves):
        """Say what stands against drafts; what was sent before is posted by whoever took it back to a draft."""
        refused = self.rehearsal.preparation.refused_at_sight(moves, drafts=True) if moves else {}
        found = {}
        for move in moves:
            if self._is_under_way(move):
                continue
            if self._is_there(move):
                found[move.id] = Compared("none", "not_posted", self._named(move), self._shown_new(move))
            elif move.id in refused:
                finding = refused[move.id]
                found[move.id] = Compared("none", finding.reason, finding.arguments, self._shown_new(move))
            else:
                found[move.id] = self._unless_held(move, Compared("add", differences=self._shown_new(move)))
        return found

    def _named(self, move):
        return {"document": move.name if move.name and move.name != "/" else move.display_name}

    def _unless_held(self, move, compared):
        """What a person said of a document, or has yet to say, is not overruled by a tick."""
        reason = PEOPLES_WORD.get(self.transfers[move.id].state)
        return Compared("none", reason, self._named(move), compared.differences) if reason else compared

    @staticmethod
    def _shown_new(move):
        """Return what is told of a document that is not there."""
        total = f"{move.amount_total:.{move.currency_id.decimal_places}f} {move.currency_id.name}"
        day = move.invoice_date or move.date
        told = {"customer": move.commercial_partner_id.name, "date": day and day.isoformat(), "total": total}
        return [[name, None, value, ""] for name, value in told.items() if value]

    # === POSTED === #

    def _compare_posted(self, move, forecast):
        """Return what is told of a posted document, ``None`` where nothing is."""
        document, is_there = forecast.prepared.document, self._is_there(move)
        if forecast.is_settled or (is_there and not document and self.transfers[move.id].state == "processed"):
            # What cannot be prepared now was accepted as it was; a change that could not travel is in the outbox.
            return None
        if is_there:
            differences = differences_of(self.links[move.id], document) if document else []
        else:
            differences = self._shown_new(move)
        compared = Compared("update" if is_there else "add", differences=differences)
        first = forecast.first
        if first and first.level in (Level.BLOCKING, Level.WAITING):
            compared.reason, compared.arguments = first.reason, first.arguments
            compared.mark = "none" if first.level is Level.BLOCKING else compared.mark
        return self._unless_held(move, compared)


# === WHAT DIFFERS === #


def differences_of(link, document):
    """Return what of a document the ledger has not accepted so: list of ``[field, agreed last, here, there]``.

    Where nobody knows what a side says, its value is ``None``.
    """
    now, before = field_digests(document), link.field_digests or {}
    changed = [name for name in {**now, **before} if now.get(name) != before.get(name) and name not in UNSHOWN]
    agreed, row = link.agreed or {}, link.remote_record_id
    there = content_of_row(row) if row else {}
    found = []
    for name in sorted(changed, key=lambda name: (name not in SHOWN, name)):
        value = _words(getattr(document, name, None))
        if name == "lines":
            found += _lines(document, agreed.get("lines"), there.get("lines"))
        elif name in SHOWN:
            key = SHOWN[name]
            found.append([key, _told(agreed, key), value, _told(there, key)])
        elif name != IMPLIED or len(changed) == 1:
            found.append([NAMED.get(name, name), None, value, None])
    return found


def _told(content, key):
    """Return what is known of one side, ``None`` where nothing of it is."""
    if not content:
        return None
    return (key == "customer" and content.get("customer_name")) or content.get(key) or ""


def _words(value):
    """Return a value of a document as a person reads it."""
    if value is None or isinstance(value, str | bool):
        return value if isinstance(value, str) else ""
    if isinstance(value, Decimal):
        # A rate has more places than money.
        return f"{value:.2f}" if value == round(value, 2) else format(value.normalize(), "f")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    name = getattr(value, "name", None)
    if isinstance(name, str):
        return name
    if hasattr(value, "lines"):
        return ", ".join(filter(None, (*value.lines, value.postal_code, value.city, value.country)))
    return str(value)


def _lines(document, agreed, there):
    """Return the lines that say something else, place by place; the first few will do.

    :param agreed: lines as they were agreed last, nothing where nobody knows them; ``there`` likewise.
    """
    ours = [
        " ".join(
            filter(
                None,
                (
                    line.description,
                    "" if line.quantity is None else format(line.quantity.normalize(), "f"),
                    "" if line.amount is None else str(line.amount),
                ),
            )
        )
        for line in document.lines
    ]
    sides = [[_line_words(line) for line in lines] if lines else None for lines in (agreed, there)]
    longest = max(len(side or ()) for side in (ours, *sides))
    rows = []
    for place in range(longest if any(sides) else 0):
        here, then, now = (_line_at(side, place) for side in (ours, *sides))
        if here != (now if then is None else then):
            rows.append([f"line {place + 1}", then, here, now])
    return rows[:LINES_SHOWN] or [["lines", None, "; ".join(ours[:LINES_SHOWN]), None]]


def _line_at(lines, place):
    """Return a line in words, "" beyond the last one, ``None`` where nobody knows the lines."""
    if lines is None:
        return None
    return lines[place] if place < len(lines) else ""


def _line_words(line):
    return " ".join(filter(None, (line.get("description"), line.get("quantity"), line.get("amount"))))
