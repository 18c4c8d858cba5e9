"""Transaction 2: keep the raw answer, and touch nothing else, so that nothing can block it or take it back."""

from odoo.tools import SQL


def store_answer(env, exchange_id, answer, problem="", words=""):
    """Store what came back for an exchange. The first answer wins; a repeated one changes nothing.

    The guard is the state of the exchange and never the lease: a late answer under a dead ticket is still
    the truth, even where the ledger has been asked and did not remember.

    :param answer: the raw text, "" where the carrier reported a ``problem`` (a code of the table of reasons).
    :return bool: whether it was stored.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_exchange
               SET state = CASE WHEN state = 'forgotten' THEN 'late' ELSE 'answered' END,
                   answer = %s, problem = NULLIF(%s, ''), problem_words = NULLIF(%s, ''),
                   answered_at = clock_timestamp() AT TIME ZONE 'UTC'
             WHERE id = %s AND state IN ('open', 'uncertain', 'forgotten')
         RETURNING id
            """,
            answer.replace("\x00", "\ufffd"),
            problem,
            words,
            exchange_id,
        )
    )
    return bool(env.cr.fetchone())
