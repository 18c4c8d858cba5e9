"""A look at the lines of documents that are about to be changed.

Pages of documents come without lines, which would make them ten times as long. A change names all lines, though, and a
ledger deletes those that it does not name: where somebody moved the version of a document since its lines were last
told, the ledger is asked for these few documents first, by their numbers.
"""

from odoo.tools import SQL

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
    for model in ("bridge.transfer", "bridge.binding", "bridge.remote.record"):
        session.env[model].flush_model()
    session.env.cr.execute(
        SQL(
            """
            SELECT r.kind, r.number
              FROM bridge_transfer t JOIN bridge_binding b ON b.id = t.binding_id
              JOIN bridge_remote_record r ON r.id = b.remote_record_id
             WHERE t.connection_id = %(connection)s AND t.state = 'queued' AND t.operation = %(update)s
               AND t.kind = ANY(%(kinds)s) AND t.issue_id IS NULL AND b.external_id IS NOT NULL
               AND (t.due_at IS NULL OR t.due_at <= now() AT TIME ZONE 'UTC')
               AND r.number <> '' AND r.version IS DISTINCT FROM r.details ->> 'lines_version'
             ORDER BY t.id LIMIT %(limit)s
            """,
            connection=connection.id,
            update=Operation.UPDATE.value,
            kinds=[kind.value for kind in KINDS],
            limit=capabilities.writes_per_exchange,
        )
    )
    names = {}
    for kind, number in session.env.cr.fetchall():
        names.setdefault(kind, []).append(number)
    return [{"kind": kind, "names": mine} for kind, mine in names.items()]


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
