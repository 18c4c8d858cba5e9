"""The budget of calls that all workers share: so many a minute, so many counted ones a month, and quiet when asked.

Each function is the work of a transaction of its own. A row is locked for the moment in which it is read and written,
and nobody sleeps: what is not granted now is asked for by the next run.

The minute slides: what was used in the minute before counts as far as it is still less than a minute ago. The month is
the calendar's, in UTC. Calls count when they leave, so that a crash can only make the budget smaller than it is.
"""

from datetime import timedelta
from math import floor

from odoo.tools import SQL

from ..ledgers.clouds import CLOUDS

MINUTE = 60.0
# What a ledger said is left of a day is believed for so long; then somebody looks again.
DAY_SEEN = timedelta(hours=1)


def grant(env, credential_id, calls, metered, batches, tenant=""):
    """Take calls of one sort out of the budget.

    :param int metered: how many of them are counted by the ledger's price list: all or none.
    :param int batches: how many of them are batches: all or none.
    :param str tenant: company there, where one sign-in opens several: each has limits of its own.
    :return tuple: how many may leave now, and the reason where that is fewer.
    """
    row, now = _minute(env, credential_id, tenant)
    quiet = (row["quiet_until"] - now).total_seconds() if row["quiet_until"] else 0.0
    if quiet > 0:
        _wake(env, now, quiet)
        return 0, "throttled"
    free = _free(row, now, CLOUDS[env["bridge.credential"].browse(credential_id).ledger].allowance)
    granted = min(calls, free["calls"], free["batches"] if batches else calls)
    reason, wait = "throttled", MINUTE
    if metered:
        left = _left_this_month(env, credential_id, now)
        if left is not None and left < granted:
            granted, reason, wait = left, "budget_used_up", 0.0
    _count(env, credential_id, tenant, row, now, granted, granted if metered else 0, granted if batches else 0)
    if granted < calls and wait:
        _wake(env, now, wait)
    return granted, "" if granted == calls else reason


def keep_quiet(env, credential_id, seconds, tenant=""):
    """Grant nothing for so long, or for as long as was asked for before."""
    row, now = _minute(env, credential_id, tenant)
    until = max(row["quiet_until"] or now, now + timedelta(seconds=seconds))
    env.cr.execute(SQL("UPDATE bridge_budget SET quiet_until = %s WHERE id = %s", until, row["id"]))
    env["bridge.budget"].invalidate_model()
    _wake(env, now, seconds)


def note_left(env, credential_id, tenant, day, minute):
    """Keep what the ledger said is left of its own limits; ``None`` where it did not say."""
    row, now = _minute(env, credential_id, tenant)
    values = {}
    if day is not None:
        # What a day allows is the most that was ever left of it lately.
        is_old = not row["day_at"] or now - row["day_at"] > timedelta(days=1)
        most = day if is_old else max(day, row["day_most"] or 0)
        values |= {"day_left": day, "day_most": most, "day_at": now}
    if minute is not None:
        values |= {"minute_left": minute, "minute_at": now}
    if values:
        sets = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items())
        env.cr.execute(SQL("UPDATE bridge_budget SET %s WHERE id = %s", sets, row["id"]))
        env["bridge.budget"].invalidate_model()


def is_for_people(env, credential, tenant):
    """Return whether what is left of a day is kept for what people send: no schedule reads on it (facts 4.2)."""
    share = CLOUDS[credential.ledger].allowance.kept_for_people if credential else 0
    if not share:
        return False
    row = (
        env["bridge.budget"]
        .sudo()
        .search([("credential_id", "=", credential.id), ("tenant", "=", tenant or ""), ("period", "=", "minute")])
    )
    seen = row.day_at and env.cr.now() - row.day_at < DAY_SEEN
    return bool(seen and row.day_left <= share * row.day_most)


def _minute(env, credential_id, tenant=""):
    """Lock the row of the minute, made on first use. :return: its values as they are now, and the time."""
    now = env.cr.now().replace(microsecond=0)
    env.cr.execute(
        SQL(
            """
            INSERT INTO bridge_budget (credential_id, tenant, period, began_at, calls, metered, batches, calls_before,
                                       batches_before)
                 VALUES (%s, %s, 'minute', %s, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING
            """,
            *(credential_id, tenant, now),
        )
    )
    env.cr.execute(
        SQL(
            """
            SELECT id, began_at, calls, batches, calls_before, batches_before, quiet_until, minute_left, minute_at,
                   day_left, day_most, day_at
              FROM bridge_budget WHERE credential_id = %s AND tenant = %s AND period = 'minute' FOR NO KEY UPDATE
            """,
            *(credential_id, tenant),
        )
    )
    return _slid(env.cr.dictfetchone(), now), now


def _slid(row, now):
    """Return what a row of the minute counts as it is now: a minute that is over is the one before, or nothing."""
    past = (now - row["began_at"]).total_seconds()
    if past >= 2 * MINUTE or past < 0:
        row.update(began_at=now, calls=0, batches=0, calls_before=0, batches_before=0)
    elif past >= MINUTE:
        began_at = row["began_at"] + timedelta(seconds=MINUTE)
        row.update(began_at=began_at, calls_before=row["calls"], batches_before=row["batches"], calls=0, batches=0)
    return row


def left_of_minute(row, now, allowance):
    """Return how many calls may leave now, of what a row of the minute says; nothing is locked or taken."""
    return _free(_slid(dict(row), now), now, allowance)["calls"]


def _free(row, now, allowance):
    """Return how many calls and batches may still leave in this minute."""
    still = max(0.0, 1.0 - (now - row["began_at"]).total_seconds() / MINUTE)
    limits = {"calls": allowance.calls_a_minute, "batches": allowance.batches_a_minute or allowance.calls_a_minute}
    free = {name: max(0, floor(limit - row[name] - still * row[f"{name}_before"])) for name, limit in limits.items()}
    if row["minute_at"] and (now - row["minute_at"]).total_seconds() < MINUTE:
        # Others may call in the name of the same application.
        free["calls"] = max(0, min(free["calls"], row["minute_left"]))
    return free


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


def metered_by_month(env, client_ids):
    """Return ``{(client id, beginning of a month): counted calls}`` of applications, in their production companies."""
    env["bridge.budget"].flush_model()
    env.cr.execute(
        SQL(
            """
            SELECT COALESCE(credential.client_id, ''), budget.began_at, sum(budget.metered)
              FROM bridge_budget budget JOIN bridge_credential credential ON credential.id = budget.credential_id
             WHERE budget.period = 'month' AND COALESCE(credential.client_id, '') = ANY(%s)
               AND credential.environment = 'production'
             GROUP BY 1, 2
            """,
            list(client_ids),
        )
    )
    return {(client_id, month): used for client_id, month, used in env.cr.fetchall()}


def month_of(now):
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _count(env, credential_id, tenant, row, now, calls, metered, batches):
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_budget
               SET began_at = %s, calls = %s, batches = %s, calls_before = %s, batches_before = %s,
                   minute_left = minute_left - %s, day_left = day_left - %s
             WHERE id = %s
            """,
            row["began_at"],
            row["calls"] + calls,
            row["batches"] + batches,
            row["calls_before"],
            row["batches_before"],
            *(calls, calls, row["id"]),
        )
    )
    if calls:
        env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_budget AS month (credential_id, tenant, period, began_at, calls, metered, batches)
                     VALUES (%s, %s, 'month', %s, %s, %s, %s)
                ON CONFLICT (credential_id, tenant, began_at) WHERE period = 'month'
                  DO UPDATE SET calls = month.calls + EXCLUDED.calls, metered = month.metered + EXCLUDED.metered,
                                batches = month.batches + EXCLUDED.batches
                """,
                *(credential_id, tenant, month_of(now), calls, metered, batches),
            )
        )
    env["bridge.budget"].invalidate_model()


def _wake(env, now, seconds):
    """Let a run begin when there is something to grant again."""
    env["bridge.connection"]._wake_at(now + timedelta(seconds=seconds))
