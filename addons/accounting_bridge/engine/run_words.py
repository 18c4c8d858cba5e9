"""What a run did, in one line: whole sentences for one and for many, since languages count in their own ways.

The line stands under *Result* and says all of it, so that no other column has to say any of it again.
"""

from ..ledgers.documents import DOCUMENTS, LISTED, Kind
from ..ledgers.protocol import Operation


def of_run(session):
    """Return what a run that went well has done: of documents, of customers and items, else of what it read.

    Customers and items that went along with documents are not worth a word; those that came to Odoo are.
    """
    env = session.env
    documents = _ended(session, [("transfer_id.kind", "in", DOCUMENTS)], [])
    if documents:
        words = env._(
            "OK - %(processed)s processed, %(rejected)s rejected",
            processed=documents.get(("processed",), 0),
            rejected=documents.get(("rejected",), 0),
        )
        return ", ".join(filter(None, (words, of_customers(session))))
    if session.connection_id.state == "connecting":
        return _one_or_many(
            session.records_read,
            env._("OK - 1 record read, nothing sent"),
            env._("OK - %(count)s records read, nothing sent", count=session.records_read),
        )
    words = [*_of_lists(session), of_customers(session), of_matching(session)]
    said = ", ".join(filter(None, words))
    return env._("OK - %(words)s", words=said) if said else env._("OK - nothing new")


def _one_or_many(count, one, many):
    return one if count == 1 else many


def _ended(session, domain, groups):
    """Return how many transfers came to an end in a run: ``{(state, value of each group): count}``."""
    rows = session.env["bridge.transfer.event"]._read_group(
        [("session_id", "=", session.id), ("state", "in", ("processed", "rejected")), *domain],
        ["state", *groups],
        ["transfer_id:count_distinct"],
    )
    return {tuple(keys): count for *keys, count in rows}


def _of_lists(session):
    """Return what was written of customers and items in a run without documents."""
    env, ledger = session.env, session.connection_id.ledger_name
    counts = {}
    for (state, transfer), _one in _ended(
        session, [("transfer_id.kind", "not in", DOCUMENTS)], ["transfer_id"]
    ).items():
        key = state, transfer.kind, transfer.operation
        counts[key] = counts.get(key, 0) + 1

    def many(kind, operation=None, state="processed"):
        return sum(
            number
            for (of, which, how), number in counts.items()
            if of == state and which in kind and operation in (None, how)
        )

    found = (
        (
            many((Kind.CUSTOMER.value,), Operation.CREATE.value),
            lambda: env._("1 customer created in %(ledger)s", ledger=ledger),
            lambda count: env._("%(count)s customers created in %(ledger)s", count=count, ledger=ledger),
        ),
        (
            many((Kind.CUSTOMER.value,), Operation.UPDATE.value),
            lambda: env._("1 customer updated in %(ledger)s", ledger=ledger),
            lambda count: env._("%(count)s customers updated in %(ledger)s", count=count, ledger=ledger),
        ),
        (
            many((Kind.ITEM.value,), Operation.CREATE.value),
            lambda: env._("1 item created in %(ledger)s", ledger=ledger),
            lambda count: env._("%(count)s items created in %(ledger)s", count=count, ledger=ledger),
        ),
        (
            many(LISTED, state="rejected"),
            lambda: env._("1 refused"),
            lambda count: env._("%(count)s refused", count=count),
        ),
    )
    return [of_one() if count == 1 else of_many(f"{count:,}") for count, of_one, of_many in found if count]


def of_matching(session):
    """Return what matching ahead came to, as far as it came to anything: ``412 matched ahead, 3 to review``."""
    env, counts = session.env, session.matching_counts or {}
    found = (
        ("matched", lambda: env._("1 matched ahead"), lambda count: env._("%(count)s matched ahead", count=count)),
        ("asked", lambda: env._("1 to review"), lambda count: env._("%(count)s to review", count=count)),
    )
    said = [(counts[name], of_one, of_many) for name, of_one, of_many in found if counts.get(name)]
    return ", ".join(of_one() if count == 1 else of_many(f"{count:,}") for count, of_one, of_many in said)


def of_customers(session):
    """Return what became of customers in Odoo, as far as anything did: ``3 customers created in Odoo, 1 question``."""
    env, counts = session.env, session.meeting_counts or {}
    found = (
        (
            "created",
            lambda: env._("1 customer created in Odoo"),
            lambda count: env._("%(count)s customers created in Odoo", count=count),
        ),
        (
            "linked",
            lambda: env._("1 customer linked"),
            lambda count: env._("%(count)s customers linked", count=count),
        ),
        (
            "updated",
            lambda: env._("1 customer updated in Odoo"),
            lambda count: env._("%(count)s customers updated in Odoo", count=count),
        ),
        (
            "queued",
            lambda: env._("1 customer to be updated there"),
            lambda count: env._("%(count)s customers to be updated there", count=count),
        ),
        (
            "asked",
            lambda: env._("1 question"),
            lambda count: env._("%(count)s questions", count=count),
        ),
    )
    said = [(counts[name], of_one, of_many) for name, of_one, of_many in found if counts.get(name)]
    return ", ".join(of_one() if count == 1 else of_many(f"{count:,}") for count, of_one, of_many in said)
