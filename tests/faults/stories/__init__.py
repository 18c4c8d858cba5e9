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
conditions.py   how QuickBooks behaves, how long its pages are, which currencies: drawn from the seed
money.py        lines of bank statements, discounts taken on time, what is sold and paid in euro
workers.py      many seeds in a few processes
breaks.py       deliberate breaks of the product, which the stories have to meet
quarter.py      thirteen weeks of work, told once
cloud*.py       what is the same on every ledger that is called: world, run, befalls, quarter
online*.py      QuickBooks Online: its pages, what befalls a run
xero*.py        the same of Xero
"""
