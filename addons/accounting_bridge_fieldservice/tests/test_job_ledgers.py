"""Every ledger gets the invoices of jobs, each once."""

from odoo.tests import tagged

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.tests.each_ledger_case import (
    DesktopCase,
    NotebookCase,
    OnlineCompanyCase,
    XeroCompanyCase,
)

from .job_case import Jobs


class FromJob(Jobs):
    """The way of jobs into the books of a ledger."""

    allow_inherited_tests_method = True

    def test_jobs_are_in_the_books_once(self):
        connection = self.job_connection()
        order = self.order(*(self.sold(price=10.0 + number) for number in range(3)))
        jobs = self.jobs_of(order)
        self.complete(jobs)
        self.run_schedule()
        self.run_all(connection)
        self.open_again(jobs)
        self.complete(jobs)
        self.run_schedule()
        self.run_all(connection)
        moves = order.invoice_ids
        self.assertEqual(moves.mapped("bridge_state"), ["processed"] * 3, moves.mapped("bridge_ribbon"))
        there = self.mirrored(connection, Kind.INVOICE)
        self.assertEqual((len(there), sum(there.mapped("total"))), (3, order.amount_total))


@tagged("post_install", "-at_install", "slow")
class TestOnlineJobs(FromJob, OnlineCompanyCase):
    """QuickBooks Online."""


@tagged("post_install", "-at_install")
class TestXeroJobs(FromJob, XeroCompanyCase):
    """Xero."""


@tagged("post_install", "-at_install")
class TestDesktopJobs(FromJob, DesktopCase):
    """QuickBooks Desktop."""


@tagged("post_install", "-at_install")
class TestNotebookJobs(FromJob, NotebookCase):
    """The Notebook."""
