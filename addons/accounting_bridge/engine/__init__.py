"""The one engine: it turns intentions of the outbox into exchanges with a ledger, whoever turns the crank.

    opening.py      commit the exact bytes of the next round trip                   (transaction 1)
    storing.py      the raw answer, and nothing else                                (transaction 2)
    applying.py     bindings, states, totals, issues: repeatable, the first wins    (transaction 3)
    choosing.py     what is due, and the writes that it becomes
    reading.py      pages of the ledger into the mirror, watermarks
    rereading.py      entries that a person has put right there, asked for themselves
    matching.py     who is who, in SQL on the mirror
    judging.py        whether a record is some entry there: the one rule
    census.py         which keys several records of Odoo share
    matching_ahead.py  who is who before any document needs it
    matched.py        what that comes to: links, issues, evidence
    unlinking.py      what a person said no to is not linked again
    look_alikes.py    records of both sides that share a key, for a person to pair
    meeting.py      customers of both sides, after reading: chunks, the only writes to tables of the host
    strangers.py      who the customers of the ledger are that no link knows
    agreeing.py       what was changed on which side of a link, and what becomes of it
    flagged.py        customers flagged for integration that the ledger does not have
    comparing.py      Compare: which customers differ, found by the database, decided by the merge
    syncing.py        Start Sync: what was ticked is done, or refused where it was changed since
    customers.py      what a customer is on both sides, in the words that the merge compares
    partners.py       a customer of the ledger as a partner of the host
    places.py         countries and states for the words of a ledger
    settling.py     what became of an exchange that nobody answered
    removing.py     what a void or a deletion comes to
    agreed.py       what both sides agreed on last, and what was changed there since
    applied.py      what a payment of ours pays there, compared with what we said
    preparation.py  Odoo's records into neutral documents, with everything that stands against it
    invoicing.py      customer invoices and credit notes
    line_rules.py     which item or account a line goes to by the mappings
    taxation.py       how their tax travels, and what the ledger will make of it
    allocations.py    payments: what each allocation says of documents that were sent
    findings.py       the document, or what stands against it
    rehearsing.py     what the next run would make of documents, nothing written
    changing.py       whether what is there may be written over
    defaulting.py     accounts and items to begin with: what is there already, what is to be made
    suggesting.py     which entry of the ledger most likely is which record, and what speaks for it
    usage.py          how linked documents used taxes, accounts and items on both sides
    values.py         values of the host as documents take them
    warming.py      what preparation reads of the host, in as few queries as it needs
    changes.py      documents edited while they were on their way
    paying.py       payments of documents that were sent: the intention to send them
    crank.py        the loop for ledgers that are called
    lease.py        one runner per connection
    transaction.py  the only place that commits
    bulk.py         many rows in one statement
    vault.py        secrets at rest
    elsewhere.py    whether a simulator stands in the place of a ledger
    consent.py      a person lets us in at a ledger
    logins.py       sign-ins that open several companies: one credential for all connections of a person
    signing_in.py   the token that is good now, its renewal, its end
    budget.py       calls that all workers share
    access.py       sign-in and budget as a ledger's client asks for them
    notices.py      what ledgers say by themselves

Functions take an environment and ids and give plain values back: no record crosses a transaction.
"""
