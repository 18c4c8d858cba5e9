"""Runs of the engine on ledgers in the cloud: how it starts, and one turn with a point to die at.

The counterpart of ``notebook_run``; ``online_run`` and ``xero_run`` say what is different. All are judged by
``notebook_checks``.
"""

from . import notebook_run
from .kill_points import Killer

# More than go one by one: the invoices are a batch, the new customers and items may not be.
DOCUMENTS = 12
NAMES = ["Known Customer", "Second Customer", "New One", "New Two", "New Three"]
KNOWN = NAMES[:2]


def connect(env, ledger: str, company, code: str) -> dict:
    """Sign in, read, choose accounts, enable, make documents and release them. :return: plain facts

    :param company: ``CloudCompany`` as this fork has a copy of it; what it does there, it does over HTTP.
    """
    from odoo.addons.accounting_bridge.engine import crank

    env = env(user=env.ref("base.user_admin").id)
    connection = env["bridge.connection"].create(
        {
            "ledger": ledger,
            "create_missing_customer": "always",
            "create_missing_item": "always",
            "date_from": "2020-01-01",
        }
    )
    # What is told here is of documents: nobody comes from the ledger.
    connection.customer_direction = "push"
    company.sign_in(env, connection, code)
    env.cr.commit()
    crank.turn(env, connection.id)
    env.invalidate_all()
    records = env["bridge.remote.record"].search([("connection_id", "=", connection.id), ("kind", "=", "account")])
    for field, name in (("income_account_id", "Sales"), ("expense_account_id", "Materials")):
        connection[field] = records.filtered(lambda record, name=name: record.name == name)
    connection.action_enable()
    moves = notebook_run.make_invoices(env, DOCUMENTS, NAMES)
    foreign = notebook_run.make_foreign_invoice(env, moves[0].partner_id)
    env["bridge.batch"]._release(connection, moves + foreign)
    env.cr.commit()
    return {"connection": connection.id, "moves": (moves + foreign).ids}


# === A RUN, in a process of its own === #


def turn(env, connection: int, ledger, client, number: int, sign: int, in_time: float, batch_seconds: str) -> list[str]:
    """Turn the crank once and end at point ``number``. :return: the names of all points, where it lived

    :param ledger: the class of the ledger; ``client`` its module that makes calls.
    :param in_time: how many seconds calls may take to leave; a test does not wait as long as life does.
    :param batch_seconds: name of the time in the client that a list of writes has to have left.
    """
    from odoo.addons.accounting_bridge.engine import crank

    if in_time:
        crank.PERFORM_SECONDS = in_time
        for name in (batch_seconds, "LEAST_SECONDS"):
            setattr(client, name, in_time / 10)
    killer = Killer(number, sign)
    ledger.perform = killer.around("perform", ledger.perform)
    client._RoundTrip._ask = killer.around("call", client._RoundTrip._ask)
    killer.watch_commits()
    crank.turn(env, connection)
    return killer.names


def let_time_go_by(env) -> None:
    """The lease is over, what waited for a minute may go, and what has left and was not done does not arrive any more.

    Four minutes: less than a key is remembered by any ledger.
    """
    env.cr.execute(
        "UPDATE bridge_exchange SET first_sent_at = first_sent_at - interval '4 minutes',"
        " sent_again_at = sent_again_at - interval '4 minutes'"
        " WHERE first_sent_at IS NOT NULL"
    )
    for table, column in (
        ("bridge_lease", "expires_at"),
        ("bridge_transfer", "due_at"),
        ("bridge_budget", "quiet_until"),
    ):
        env.cr.execute(
            f"UPDATE {table} SET {column} = now() AT TIME ZONE 'UTC' - interval '1 second' WHERE {column} IS NOT NULL"
        )
    env.cr.commit()
