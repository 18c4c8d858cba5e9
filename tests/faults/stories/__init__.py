"""Seeded random stories: people on both sides, visits, faults; then everything that must hold.

clock.py        one clock for Odoo, its database and QuickBooks
boundary.py     transactions that can be killed at their commits and taken back as a whole
world.py        where every story begins, made once for each worker
people.py       what people do in Odoo
bookkeeper.py   what the bookkeeper does in the company file
visits.py       a visit, message by message
befalls.py      what may befall one
story.py        a story: its steps, drawn from a seed, and its end
checks.py       the invariants, with a count of what was looked at
workers.py      many seeds in a few processes
quarter.py      thirteen weeks of work, told once
"""
