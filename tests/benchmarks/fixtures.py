"""Template databases for the figures: posted invoices of two taxed lines, and a past of many transfers.

The first thousand invoices are made by Odoo itself; ten thousand are nine copies of those rows more, since Odoo needs
a minute for a thousand. Old transfers are rows too: *spread* puts each on an invoice of its own, *stacked* puts two
hundred on each of the thousand invoices.
"""

import subprocess

from scripts.host import database_exists, drop_database, environment, new_database, odoo_command, query, say
from scripts.host.templates import ensure_template

INVOICES, CUSTOMERS, ITEMS, OLD_TRANSFERS = 1_000, 300, 50, 200_000

_MAKE = f"""
partners = env["res.partner"].create([
    {{"name": f"Bench Customer {{n:04d}}", "is_company": True, "street": f"{{n}} Main St", "city": "Springfield",
      "email": f"customer{{n}}@example.com"}} for n in range({CUSTOMERS})])
tax = env["account.tax"].create({{"name": "Tax 8.25%", "amount": 8.25, "type_tax_use": "sale"}})
products = env["product.product"].create([
    {{"name": f"Bench Service {{n:03d}}", "default_code": f"BS{{n:03d}}", "type": "service", "list_price": 10 + n,
      "taxes_id": [(6, 0, tax.ids)]}} for n in range({ITEMS})])
for start in range(0, {INVOICES}, 100):
    moves = env["account.move"].with_context(tracking_disable=True).create([
        {{"move_type": "out_invoice", "partner_id": partners[n % {CUSTOMERS}].id, "invoice_date": "2026-03-02",
          "invoice_line_ids": [(0, 0, {{"product_id": products[(n + k) % {ITEMS}].id, "quantity": 2,
                                       "price_unit": 12.5 + n % 90, "tax_ids": [(6, 0, tax.ids)]}})
                               for k in range(2)]}}
        for n in range(start, start + 100)])
    moves.action_post()
    env.cr.commit()
"""


def template(name: str, *, rebuild: bool = False) -> str:
    """Return the name of a template database, made if it is missing.

    :param name: ``1000``, ``10000``, ``spread`` or ``stacked``.
    """
    database = f"tpl_bench_{name}"
    if rebuild:
        drop_database(database)
    if not database_exists(database):
        say(f"making {database}")
        unfinished = f"{database}_unfinished"
        drop_database(unfinished)
        _BUILDERS[name](unfinished)
        query(f"alter database {unfinished} rename to {database}")
    return database


def _thousand(database):
    ensure_template("tpl_bridge")
    new_database(database, "tpl_bridge")
    subprocess.run(
        odoo_command(["-d", database, "--no-http", "--log-level=error"], "shell"),
        input=_MAKE,
        text=True,
        check=True,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    query("vacuum analyze", database)


def _ten_thousand(database):
    new_database(database, template("1000"))
    for copy in range(1, 10):
        number = f"'INV/2026/' || lpad((right(name, 5)::int + {copy * INVOICES})::text, 5, '0')"
        sequence = f"sequence_number + {copy * INVOICES}"
        _copy_rows(database, "account_move", copy, {"name": number, "sequence_number": sequence})
        _copy_rows(database, "account_move_line", copy, {"move_id": _shifted("move_id", copy)})
        query(
            "insert into account_move_line_account_tax_rel (account_move_line_id, account_tax_id) select "
            f"{_shifted('account_move_line_id', copy)}, account_tax_id "
            f"from account_move_line_account_tax_rel where account_move_line_id < {_STEP}",
            database,
        )
    for table in ("account_move", "account_move_line"):
        query(f"select setval('{table}_id_seq', (select max(id) from {table}))", database)
    query("vacuum analyze", database)


_STEP = 1_000_000


def _shifted(column, copy):
    return f"{column} + {copy * _STEP}"


def _copy_rows(database, table, copy, changed):
    """Insert the rows of Odoo's own thousand once more, their ids shifted."""
    _insert_copies(database, table, {"id": _shifted("id", copy), **changed}, f"from {table} where id < {_STEP}")


def _insert_copies(database, table, changed, source):
    """Insert what a query selects of a table, with some columns changed.

    :param changed: SQL expressions by column.
    :param source: the query from its ``from`` on.
    """
    columns = [
        row[0]
        for row in query(
            f"select attname from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 "
            "and not attisdropped and attgenerated = '' order by attnum",
            database,
        )
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(changed.get(column, f'{table}."{column}"') for column in columns)
    query(f"insert into {table} ({names}) select {values} {source}", database)


_CONNECTION = """
    insert into bridge_connection (ledger, company_id, state, user_id, tz, date_from, create_missing_customer,
                                   create_missing_item, number_rule, active)
    select 'quickbooks_desktop', id, 'disconnected', 1, 'UTC', '2020-01-01', 'never', 'never', 'compact', true
      from res_company order by id limit 1
"""


def _spread(database):
    """Two hundred thousand processed transfers, each on an invoice of its own, of a connection that was closed."""
    new_database(database, template("1000"))
    query(_CONNECTION, database)
    first = query("select min(id) from account_move where move_type = 'out_invoice'", database)[0][0]
    _insert_copies(
        database,
        "account_move",
        {"id": f"{_STEP} + n", "name": "'OLD/' || n", "sequence_number": "n", "sequence_prefix": "'OLD/'"},
        f"from account_move, generate_series(1, {OLD_TRANSFERS}) n where account_move.id = {first}",
    )
    _old_transfers(database, f"select id as move_id, id as n from account_move where id > {_STEP}")


def _stacked(database):
    """Two hundred withdrawn transfers on each of the thousand invoices, of a connection that was closed."""
    new_database(database, template("1000"))
    query(_CONNECTION, database)
    _old_transfers(
        database,
        "select id as move_id, n from account_move, generate_series(1, "
        f"{OLD_TRANSFERS // INVOICES}) n where move_type = 'out_invoice'",
    )


def _old_transfers(database, documents):
    query(
        f"""
        create temporary table old as {documents};
        insert into bridge_binding (connection_id, company_id, res_model, kind, move_id, trace, external_id)
        select distinct on (o.move_id) c.id, c.company_id, 'account.move', 'invoice', o.move_id, md5(o.move_id::text),
               o.move_id::text
          from old o, bridge_connection c;
        insert into bridge_transfer (connection_id, company_id, binding_id, move_id, kind, operation, state, generation,
                                     released_at, ended_at)
        select c.id, c.company_id, b.id, o.move_id, 'invoice', 'create', 'processed', 1, now() - interval '1 year',
               now() - interval '1 year'
          from old o join bridge_binding b on b.move_id = o.move_id, bridge_connection c;
        insert into bridge_transfer_event (transfer_id, connection_id, at, state, generation)
        select id, connection_id, ended_at, state, 1 from bridge_transfer;
        update account_move m set bridge_transfer_id = t.id
          from (select move_id, max(id) as id from bridge_transfer group by move_id) t where t.move_id = m.id;
        """,
        database,
    )
    query("vacuum analyze", database)


_BUILDERS = {"1000": _thousand, "10000": _ten_thousand, "spread": _spread, "stacked": _stacked}
