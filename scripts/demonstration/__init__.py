"""The demonstration: a demo company in Odoo, a simulated QuickBooks company file, and the story between the
two.

========== ===================================================================================================
module     what it does
========== ===================================================================================================
company    fills an Odoo database with the demo company: customers, products, one invoice of each kind of line
people     who works there
template   keeps that database as a template, so that a start takes seconds
scene      a copy of it with its servers: Odoo, the page of the ledger, a mailbox
doors      what a person's browser sends to Odoo: sign in, press a button, download a file
connector  the Web Connector of the simulators, as a process of its own
story      release, visit, rejected, cured, released again, processed
verdict    compares Odoo's invoices with those read from the company file
main       the command line of ``scripts/demo``
pictures   the pictures in README, made by ``scripts/screenshots``
========== ===================================================================================================
"""
