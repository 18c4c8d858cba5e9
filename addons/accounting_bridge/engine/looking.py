"""A look at the lines of documents that somebody moved.

Pages of documents come without lines, which would make them ten times as long. A document of ours whose version was
moved there is asked for by its number: its lines may read otherwise though its total does not. And a change names all
lines, since a ledger deletes those that it does not name: what is about to be changed is looked at first.
"""

from odoo.tools import SQL

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from . import agreed

KINDS = (Kind.INVOICE, Kind.CREDIT_NOTE)
# Documents that one question names; their answers come with all their lines.
AT_ONCE = 100


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


def entries(kind, numbers):
    """Return what asks for the lines of these documents, as entries of ``to_read``."""
    chunks = [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
    return [{"kind": kind.value, "names": chunk} for chunk in chunks]


def is_unknown(row):
    """Return whether a document can be asked for and its lines are not known as they are now."""
    return row.number and (row.details or {}).get("lines_version") != row.version


def note_not_met(connection, request):
    """A document that a look did not find under its number is not looked for again: of its lines nothing is known."""
    if request.kind not in KINDS:
        return
    rows = connection.env["bridge.remote.record"].search(
        [
            ("connection_id", "=", connection.id),
            ("kind", "=", request.kind.value),
            ("number", "in", list(request.names)),
        ]
    )
    for row in rows.filtered(is_unknown):
        row.details = agreed.without_lines(row)
