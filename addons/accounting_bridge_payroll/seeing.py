"""Who sees what concerns pay runs, and what that is."""

from odoo.addons.accounting_bridge.ledgers.documents import Kind

# Whoever may read pay runs in the host: a payroll officer of one department sees slips of it, and no run.
OFFICERS = "payroll.group_payroll_manager"
# What pay runs are in a ledger. Others' bills and entries are hidden along with them: nobody can tell them apart there.
PAY_KINDS = (Kind.BILL.value, Kind.JOURNAL_ENTRY.value)
