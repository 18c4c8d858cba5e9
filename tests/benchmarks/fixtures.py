"""Template databases for the figures: posted invoices of two taxed lines, and a past of many transfers.

Each is made in two steps: *books*, which know nothing of our addons and are made once, and on top of them our addons,
which are installed again when they have changed. The first thousand invoices are made by Odoo itself; more are copies
of those rows, since Odoo needs a minute for a thousand. Old transfers are rows too: *spread* puts each on an invoice
of its own, *stacked* puts two hundred on each of the thousand invoices.
"""

import hashlib
import subprocess

from scripts.host import database_exists, drop_database, environment, layout, new_database, odoo_command, query, say
from scripts.host.databases import rename_database
from scripts.host.process import is_done, mark_done
from scripts.host.templates import addons_digest, bridge_modules, ensure_template, install

from . import ten_books

INVOICES, CUSTOMERS, ITEMS, OLD_TRANSFERS = 1_000, 300, 50, 200_000
EVENING, LARGE = 2_000, 10_000

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
    """Return the name of a template database, made if it is missing or of other addons than those that are here.

    :param name: ``empty``, ``1000``, ``2000``, ``10000``, ``spread``, ``stacked`` or ``ten`` (companies).
    """
    if name == "empty":
        return ensure_template("tpl_bridge")
    modules = bridge_modules()
    key = addons_digest([layout.ADDONS / module for module in modules])
    database = f"tpl_bench_{name}"
    books = _books("1000" if name == "stacked" else name, rebuild=rebuild)

    def make(unfinished):
        new_database(unfinished, books)
        install(unfinished, modules, layout.LOGS / f"{database}.log")
        if name in _OLD_DOCUMENTS:
            _old_transfers(unfinished, _OLD_DOCUMENTS[name])

    return _ensure(database, f"{key} {_key_of_books(name)}", make, rebuild=rebuild)


def _books(name, *, rebuild):
    """Return the name of a database of posted invoices without any of our addons."""
    makers = {
        "1000": _thousand,
        "2000": lambda database: _copies(database, EVENING),
        "10000": lambda database: _copies(database, LARGE),
        "spread": _spread,
        "ten": _ten,
    }
    if name not in ("1000", "ten"):
        _books("1000", rebuild=rebuild)
    return _ensure(f"tpl_bench_books_{name}", _key_of_books(name), makers[name], rebuild=rebuild)


def _key_of_books(name):
    made = ten_books.MAKE if name == "ten" else _MAKE
    return hashlib.sha256(made.encode()).hexdigest()


_made_anew = set()


def _ensure(database, key, make, *, rebuild):
    """Make a database under another name, and give it its own when it is complete."""
    if rebuild and database not in _made_anew or not (is_done(database, key) and database_exists(database)):
        say(f"making {database}")
        unfinished = f"{database}_unfinished"
        drop_database(unfinished)
        make(unfinished)
        query("vacuum analyze", unfinished)
        drop_database(database)
        rename_database(unfinished, database)
        mark_done(database, key)
    _made_anew.add(database)
    return database


def _thousand(database):
    new_database(database, ensure_template("tpl_host"))
    _in_shell(database, _MAKE)


def _ten(database):
    new_database(database, ensure_template("tpl_host"))
    _in_shell(database, ten_books.MAKE)


def _in_shell(database, program):
    """Let Odoo's shell run a program."""
    subprocess.run(
        odoo_command(["-d", database, "--no-http", "--log-level=error"], "shell"),
        input=program,
        text=True,
        check=True,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )


def _copies(database, count):
    new_database(database, "tpl_bench_books_1000")
    for copy in range(1, count // INVOICES):
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


def _spread(database):
    """Two hundred thousand invoices more, without lines: what is old is looked at by its head alone."""
    new_database(database, "tpl_bench_books_1000")
    first = query("select min(id) from account_move where move_type = 'out_invoice'", database)[0][0]
    _insert_copies(
        database,
        "account_move",
        {"id": f"{_STEP} + n", "name": "'OLD/' || n", "sequence_number": "n", "sequence_prefix": "'OLD/'"},
        f"from account_move, generate_series(1, {OLD_TRANSFERS}) n where account_move.id = {first}",
    )
    query("select setval('account_move_id_seq', (select max(id) from account_move))", database)


# Which document each of the old transfers was of: one each, or two hundred on each of the thousand.
_OLD_DOCUMENTS = {
    "spread": f"select id as move_id, 1 as generation from account_move where id > {_STEP}",
    "stacked": "select id as move_id, n as generation from account_move, generate_series(1, "
    f"{OLD_TRANSFERS // INVOICES}) n where move_type = 'out_invoice'",
}

_CLOSED_CONNECTION = """
env["bridge.connection"].create({
    "ledger": "quickbooks_desktop", "state": "disconnected", "date_from": "2020-01-01", "tz": "UTC"})
env.cr.commit()
"""


def _old_transfers(database, documents):
    """Transfers of a connection that was closed a year ago.

    :param documents: the query that gives ``move_id`` and ``generation`` of each of them.
    """
    _in_shell(database, _CLOSED_CONNECTION)
    query(
        f"""
        create temporary table old as {documents};
        insert into bridge_binding (connection_id, company_id, res_model, kind, move_id, trace, external_id)
        select distinct on (o.move_id) c.id, c.company_id, 'account.move', 'invoice', o.move_id, md5(o.move_id::text),
               o.move_id::text
          from old o, bridge_connection c;
        insert into bridge_transfer (connection_id, company_id, binding_id, move_id, kind, operation, state, generation,
                                     released_at, ended_at)
        select c.id, c.company_id, b.id, o.move_id, 'invoice',
               case when o.generation = 1 then 'create' else 'update' end, 'processed', o.generation,
               now() - interval '1 year', now() - interval '1 year'
          from old o join bridge_binding b on b.move_id = o.move_id, bridge_connection c
         order by o.generation;
        insert into bridge_transfer_event (transfer_id, connection_id, at, state, generation)
        select id, connection_id, ended_at, state, generation from bridge_transfer;
        update account_move m set bridge_transfer_id = t.id
          from (select move_id, max(id) as id from bridge_transfer group by move_id) t where t.move_id = m.id;
        """,
        database,
    )
