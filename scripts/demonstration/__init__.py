"""The demonstration: a demo company in Odoo, a simulated ledger, and the story between the two.

================ ===============================================================================================
module           what it does
================ ===============================================================================================
company          fills an Odoo database with the demo company: customers, products, one invoice of each kind of line
people           who works there
template         keeps such a database as a template, so that a start takes seconds
scene            a copy of it with its servers: Odoo, the page of the ledger, a mailbox
doors            what a person's browser sends to Odoo: sign in, press a button, download a file
client           one person's browser, and what that person does in it
connector        the Web Connector of the simulators, as a process of its own
story            QuickBooks Desktop: release, visit, rejected, cured, released again, processed
verdict          compares Odoo's invoices with those read from the books
cloud_scene      the same copy with a simulated service: what the ledgers in the cloud have in common
cloud_story      from Connect to Disconnect in browsers: what is played alike
cloud_verdict    compares customers too
online_scene     QuickBooks Online: how its service is started, and what its books are read by
online_story     what is its own in the story
xero_scene       the same for Xero, with two organisations of one login
xero_story       the same for Xero: choosing one of them, a credit note, five invoices of which the third is wrong
matching_data    forty customers and thirty items as both sides have them, and how they disagree
matching_company a company with a warehouse that has those, and an order to be delivered
matching_scene   a copy of it beside a QuickBooks Online that has the others
matching_desk    a person at the tabs Customers and Items: buttons in rows, choosers, bulk actions
matching_story   each disagreement is settled by its button; then a delivery makes its invoice by itself
matching_verdict whether each is linked with the entry that is meant, and the invoice is in the books
express_data     what happens in the company of the story express, and what of it the books are promised
express_company  that company, with employees, and a second one beside it
express_scene    a copy of both beside a QuickBooks Online with two companies, by a clock that the story moves
express_pages    a person at the pages of the set-up, who knows nothing but what stands on them
express_story    one set up in Express, one in Advanced found again as a draft; then the day ends
express_verdict  whether the books hold what the pages promised, to the cent, and nothing else
compare_data     customers, jobs and a contract of two systems that grew apart on one day
compare_company  a company that has those, and nothing invoiced yet
compare_scene    a copy of it beside a QuickBooks Online whose customers have gone their own way
compare_desk     a person at Compare and Sync: what is listed, what is ticked, what came of it
compare_partners customers in both directions: Add, Update, Conflict, and who was changed meanwhile
compare_invoices jobs, a contract, Set Flags, Reset to Draft, Credit and re-invoice
compare_story    both of these, one after the other, on a connection on which nothing goes by itself
compare_verdict  whether what differs was listed, what was ticked done, and the books agree to the cent
album            pictures of the pages of a story
plays            the demonstrations side by side: scene, story, verdict
main             the command line of ``scripts/demo``
pictures         the pictures in README and docs, made by ``scripts/screenshots``
================ ===============================================================================================
"""
