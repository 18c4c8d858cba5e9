"""The one engine: it turns intentions of the outbox into exchanges with a ledger, whoever turns the crank.

    opening.py      choose what is due, prepare it, commit the exact bytes          (transaction 1)
    storing.py      the raw answer, and nothing else                                (transaction 2)
    applying.py     bindings, states, totals, issues: repeatable, the first wins    (transaction 3)
    reading.py      pages of the ledger into the mirror, watermarks
    matching.py     who is who, in SQL on the mirror
    settling.py     what became of an exchange that nobody answered
    preparation.py  Odoo's records into neutral documents, with everything that stands against it
    warming.py      what preparation reads of the host, in as few queries as it needs
    changes.py      documents edited while they were on their way
    crank.py        the loop for ledgers that are called
    lease.py        one runner per connection
    transaction.py  the only place that commits
    bulk.py         many rows in one statement
    vault.py        secrets at rest

Functions take an environment and ids and give plain values back: no record crosses a transaction.
"""
