"""The demonstration: a demo company in Odoo, a simulated QuickBooks, and the story between the two.

============== ===============================================================================================
module         what it does
============== ===============================================================================================
company        fills an Odoo database with the demo company: customers, products, one invoice of each kind of line
people         who works there
template       keeps that database as a template, so that a start takes seconds
scene          a copy of it with its servers: Odoo, the page of the ledger, a mailbox
doors          what a person's browser sends to Odoo: sign in, press a button, download a file
client         one person's browser, and what that person does in it
connector      the Web Connector of the simulators, as a process of its own
story          QuickBooks Desktop: release, visit, rejected, cured, released again, processed
verdict        compares Odoo's invoices with those read from the books
online_scene   the same copy with a simulated QuickBooks Online
online_story   QuickBooks Online: from Connect to Disconnect, in browsers
online_verdict compares customers too
plays          the two demonstrations side by side: scene, story, verdict
main           the command line of ``scripts/demo``
pictures       the pictures in README, made by ``scripts/screenshots``
============== ===============================================================================================
"""
