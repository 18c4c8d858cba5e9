"""One runner per connection: the lease row.

A lease saves work; it is not what keeps us correct (that is done by unique indexes and guarded updates).
It is taken and renewed by one UPDATE each, expires by the clock of the database, and its epoch fences out
a runner that slept.
"""

from odoo.tools import SQL


def take(env, connection_id, holder, seconds):
    """Take the free or expired lease of a connection.

    :return int: the new epoch, 0 where somebody else holds it.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_lease
               SET holder = %(holder)s, epoch = epoch + 1,
                   expires_at = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => %(seconds)s)
             WHERE id = (
                    SELECT id FROM bridge_lease
                     WHERE connection_id = %(connection)s
                       AND (holder IS NULL OR holder = %(holder)s
                            OR expires_at < (clock_timestamp() AT TIME ZONE 'UTC'))
                       FOR NO KEY UPDATE SKIP LOCKED)
         RETURNING epoch
            """,
            holder=holder,
            seconds=seconds,
            connection=connection_id,
        )
    )
    row = env.cr.fetchone()
    return row[0] if row else 0


def renew(env, connection_id, holder, seconds):
    """Renew the lease in the transaction of the work it covers, which makes the fence exact.

    It also serialises two calls of one holder. :return bool: False where the runner was fenced out and
    must leave.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_lease
               SET expires_at = (clock_timestamp() AT TIME ZONE 'UTC') + make_interval(secs => %(seconds)s)
             WHERE connection_id = %(connection)s AND holder = %(holder)s
         RETURNING epoch
            """,
            holder=holder,
            seconds=seconds,
            connection=connection_id,
        )
    )
    return bool(env.cr.fetchone())


def release(env, connection_id, holder):
    """Give the lease back. :return bool: False where it was no longer ours."""
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_lease SET holder = NULL, expires_at = NULL
             WHERE connection_id = %s AND holder = %s RETURNING id
            """,
            connection_id,
            holder,
        )
    )
    return bool(env.cr.fetchone())


def seize(env, connection_id):
    """Free the lease whoever holds it: a person said that the computer which held it is gone."""
    env.cr.execute(
        SQL(
            "UPDATE bridge_lease SET holder = NULL, expires_at = NULL, epoch = epoch + 1 WHERE connection_id = %s",
            connection_id,
        )
    )


def holder_of(env, connection_id):
    """Return ``(holder, expires_at)`` of a lease that has not expired, else ``(None, None)``."""
    env.cr.execute(
        SQL(
            """
            SELECT holder, expires_at FROM bridge_lease
             WHERE connection_id = %s AND holder IS NOT NULL
               AND expires_at >= (clock_timestamp() AT TIME ZONE 'UTC')
            """,
            connection_id,
        )
    )
    return env.cr.fetchone() or (None, None)
