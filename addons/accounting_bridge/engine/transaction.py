"""The only place of the bridge that commits: a piece of work on a cursor of its own.

What was tried and what broke stands in docs/architecture: an outer transaction that holds rows of ours
would wait for itself, a retry by the host's own helper sleeps for seconds, and a recordset that crosses
writes on the wrong cursor.
"""

import logging
from functools import partial

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

LOCK_TIMEOUT = "5s"


class OuterTransactionDirty(Exception):
    """The caller holds unwritten changes, which a nested transaction could not see or would lose."""


def in_own_transaction(env, work, *args, tries=5):
    """Run ``work(env, *args)`` on a cursor of its own and commit it.

    :param env: the caller's environment; only its registry is used. It must hold no unflushed change.
    :param args: plain values only (ids, texts): no record crosses.
    :param int tries: how often a conflict with another transaction is answered by starting again, at once: the winner
        has committed, and the next snapshot sees it.
    :return: what ``work`` returned; plain values only.
    :raise OuterTransactionDirty: the caller has unflushed changes.
    """
    _assert_clean(env)
    for left in reversed(range(tries)):
        try:
            with env.registry.cursor() as cr:
                # A conflict is no news, and whatever else goes wrong is logged by whoever it reaches.
                cr.execute = partial(cr.execute, log_exceptions=False)
                cr.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
                result = work(Environment(cr, SUPERUSER_ID, {}), *args)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError) as conflict:
            env.registry.reset_changes()
            if not left:
                raise
            _logger.debug("%s met a conflict and starts again: %s", work.__qualname__, conflict)
            continue
        except Exception:
            env.registry.reset_changes()
            raise
        env.registry.signal_changes()
        return result
    raise AssertionError("unreachable: the last try returns or raises")


def _assert_clean(env):
    # Records that were only thought of (core makes one to find a number) are never flushed; their ids are false.
    transaction = env.transaction
    if any(map(any, transaction.field_dirty.values())) or any(map(any, transaction.tocompute.values())):
        raise OuterTransactionDirty("flush before work on another cursor")
