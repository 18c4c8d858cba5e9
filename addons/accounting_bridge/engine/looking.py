"""A look at the lines of documents that are about to be changed.

Pages of documents come without lines, which would make them ten times as long. A change names all lines, though, and a
ledger deletes those that it does not name: where somebody moved the version of a document since its lines were last
told, the ledger is asked for these few documents first, by their numbers.
"""

from odoo import fields

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from . import agreed

KINDS = (Kind.INVOICE, Kind.CREDIT_NOTE)


def plan(session):
    """Return what to look at before the next set of writes, as entries of ``to_read``; nothing where all is known."""
    connection = session.connection_id
    capabilities = connection._ledger().capabilities
    if not capabilities.lines_by_look:
        return []
    due = session.env["bridge.transfer"].search(
        [
            ("connection_id", "=", connection.id),
            ("state", "=", "queued"),
            ("operation", "=", Operation.UPDATE.value),
            ("kind", "in", [kind.value for kind in KINDS]),
            ("issue_id", "=", False),
            ("binding_id.external_id", "!=", False),
            "|",
            ("due_at", "=", False),
            ("due_at", "<=", fields.Datetime.now()),
        ],
        order="id",
    )
    rows = due.binding_id.remote_record_id.filtered(_is_unknown)[: capabilities.writes_per_exchange]
    return [{"kind": kind, "names": mine.mapped("number")} for kind, mine in rows.grouped("kind").items()]


def _is_unknown(row):
    return row.number and (row.details or {}).get("lines_version") != row.version


def note_not_met(connection, request):
    """A document that a look did not find under its number is not looked for again: of its lines nothing is known."""
    rows = connection.env["bridge.remote.record"].search(
        [
            ("connection_id", "=", connection.id),
            ("kind", "=", request.kind.value),
            ("number", "in", list(request.names)),
        ]
    )
    for row in rows.filtered(_is_unknown):
        row.details = agreed.without_lines(row)
