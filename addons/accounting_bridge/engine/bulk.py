"""Many rows in one statement, for the tables of the bridge: the host's own way costs a write per record."""

import json

from odoo.tools import SQL


def update_rows(model, rows):
    """Give many records values of their own in one UPDATE.

    Stored fields that depend on these columns are not recomputed: who changes what they depend on says them as well. By
    a second UPDATE the database would look at the row of the host that a link names, which somebody may hold.

    :param model: empty recordset of a model of the bridge.
    :param dict rows: ``{id: {column: plain value}}``, every row with the same columns.
    """
    if not rows:
        return
    columns = list(next(iter(rows.values())))
    model.flush_model(columns)
    model.env.cr.execute(
        SQL(
            "UPDATE %(table)s t SET %(assignments)s FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(id int, %(types)s) "
            "WHERE t.id = v.id",
            table=SQL.identifier(model._table),
            assignments=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(column), SQL.identifier("v", column)) for column in columns
            ),
            types=_types(model, columns),
            rows=json.dumps([{"id": record_id, **values} for record_id, values in rows.items()]),
        )
    )
    model.invalidate_model(columns)


def insert_rows(model, rows):
    """Insert many rows in one statement; for models without defaults and without log of access.

    :param rows: list of ``{column: plain value}``, all with the same columns.
    """
    if not rows:
        return
    columns = list(rows[0])
    names = SQL(", ").join(SQL.identifier(column) for column in columns)
    model.env.cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(names)s) "
            "SELECT %(names)s FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(%(types)s)",
            table=SQL.identifier(model._table),
            names=names,
            types=_types(model, columns),
            rows=json.dumps(rows),
        )
    )


def _types(model, columns):
    return SQL(", ").join(
        SQL("%s %s", SQL.identifier(column), SQL(model._fields[column].column_type[0])) for column in columns
    )
