"""The budget of calls that all workers share: so many a minute, so many counted ones a month, and quiet when asked.

Each function is the work of a transaction of its own. A row is locked for the moment in which it is read and written,
and nobody sleeps: what is not granted now is asked for by the next run.

The minute slides: what was used in the minute before counts as far as it is still less than a minute ago. The month is
the calendar's, in UTC. Calls count when they leave, so that a crash can only make the budget smaller than it is.
"""

from datetime import timedelta
from math import floor

from odoo.tools import SQL

# Of one application in one company (facts 5).
CALLS_A_MINUTE = 500
BATCHES_A_MINUTE = 40
MINUTE = 60.0


def grant(env, credential_id, calls, metered, batches):
    """Take calls of one sort out of the budget.

    :param int metered: how many of them are counted by the ledger's price list: all or none.
    :param int batches: how many of them are batches: all or none.
    :return tuple: how many may leave now, and the reason where that is fewer.
    """
    row, now = _minute(env, credential_id)
    quiet = (row["quiet_until"] - now).total_seconds() if row["quiet_until"] else 0.0
    if quiet > 0:
        _wake(env, now, quiet)
        return 0, "throttled"
    free = _free(row, now)
    granted = min(calls, free["calls"], free["batches"] if batches else calls)
    reason, wait = "throttled", MINUTE
    if metered:
        left = _left_this_month(env, credential_id, now)
        if left is not None and left < granted:
            granted, reason, wait = left, "budget_used_up", 0.0
    _count(env, credential_id, row, now, granted, granted if metered else 0, granted if batches else 0)
    if granted < calls and wait:
        _wake(env, now, wait)
    return granted, "" if granted == calls else reason


def keep_quiet(env, credential_id, seconds):
    """Grant nothing for so long, or for as long as was asked for before."""
    row, now = _minute(env, credential_id)
    until = max(row["quiet_until"] or now, now + timedelta(seconds=seconds))
    env.cr.execute(SQL("UPDATE bridge_budget SET quiet_until = %s WHERE id = %s", until, row["id"]))
    env["bridge.budget"].invalidate_model()
    _wake(env, now, seconds)


def _minute(env, credential_id):
    """Lock the row of the minute, made on first use. :return: its values as they are now, and the time."""
    now = env.cr.now().replace(microsecond=0)
    env.cr.execute(
        SQL(
            """
            INSERT INTO bridge_budget (credential_id, period, began_at, calls, metered, batches, calls_before,
                                       batches_before)
                 VALUES (%s, 'minute', %s, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING
            """,
            credential_id,
            now,
        )
    )
    env.cr.execute(
        SQL(
            """
            SELECT id, began_at, calls, batches, calls_before, batches_before, quiet_until
              FROM bridge_budget WHERE credential_id = %s AND period = 'minute' FOR NO KEY UPDATE
            """,
            credential_id,
        )
    )
    row = env.cr.dictfetchone()
    past = (now - row["began_at"]).total_seconds()
    if past >= 2 * MINUTE or past < 0:
        row.update(began_at=now, calls=0, batches=0, calls_before=0, batches_before=0)
    elif past >= MINUTE:
        began_at = row["began_at"] + timedelta(seconds=MINUTE)
        row.update(began_at=began_at, calls_before=row["calls"], batches_before=row["batches"], calls=0, batches=0)
    return row, now


def _free(row, now):
    """Return how many calls and batches may still leave in this minute."""
    still = max(0.0, 1.0 - (now - row["began_at"]).total_seconds() / MINUTE)
    limits = {"calls": CALLS_A_MINUTE, "batches": BATCHES_A_MINUTE}
    return {name: max(0, floor(limit - row[name] - still * row[f"{name}_before"])) for name, limit in limits.items()}


def _left_this_month(env, credential_id, now):
    """Return how many counted calls the application may still make, ``None`` where nothing limits them.

    They are counted for the application, whatever companies it is used for; its sandbox is free (facts 5).
    """
    credential = env["bridge.credential"].browse(credential_id)
    if credential.environment != "production" or not credential.metered_limit:
        return None
    return max(0, credential.metered_limit - metered_this_month(env, credential.client_id, now))


def metered_this_month(env, client_id, now):
    """Return how many counted calls an application has made in its production companies."""
    env.cr.execute(
        SQL(
            """
            SELECT COALESCE(sum(budget.metered), 0)
              FROM bridge_budget budget JOIN bridge_credential credential ON credential.id = budget.credential_id
             WHERE budget.period = 'month' AND budget.began_at = %s AND credential.client_id = %s
               AND credential.environment = 'production'
            """,
            month_of(now),
            client_id,
        )
    )
    return env.cr.fetchone()[0]


def month_of(now):
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _count(env, credential_id, row, now, calls, metered, batches):
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_budget
               SET began_at = %s, calls = %s, batches = %s, calls_before = %s, batches_before = %s
             WHERE id = %s
            """,
            row["began_at"],
            row["calls"] + calls,
            row["batches"] + batches,
            row["calls_before"],
            row["batches_before"],
            row["id"],
        )
    )
    if calls:
        env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_budget AS month (credential_id, period, began_at, calls, metered, batches)
                     VALUES (%s, 'month', %s, %s, %s, %s)
                ON CONFLICT (credential_id, began_at) WHERE period = 'month'
                  DO UPDATE SET calls = month.calls + EXCLUDED.calls, metered = month.metered + EXCLUDED.metered,
                                batches = month.batches + EXCLUDED.batches
                """,
                *(credential_id, month_of(now), calls, metered, batches),
            )
        )
    env["bridge.budget"].invalidate_model()


def _wake(env, now, seconds):
    """Let a run begin when there is something to grant again."""
    env["bridge.connection"]._wake_at(now + timedelta(seconds=seconds))
