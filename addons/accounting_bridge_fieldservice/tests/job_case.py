"""Jobs of sales orders on top of a company that has a ledger, and what people do with them."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.accounting_bridge.tests.common import BridgeCommon


class Killed(BaseException):
    """The process is gone."""


class Jobs:
    """Orders, their jobs and the schedule that invoices them; mixed into the case of a ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Stages and a team come with the first company alone.
        cls.env["fsm.stage"].search([]).company_id = False
        for company in (cls.company_a, cls.company_b):
            cls.env["fsm.team"].create({"name": f"Team of {company.name}", "company_id": company.id})
        cls.visit = cls._service("Visit", "VISIT", field_service_tracking="line", invoice_policy="delivery")
        cls.repair = cls._service("Repair", "REPAIR", field_service_tracking="sale", invoice_policy="order")
        cls.location = cls.env["fsm.location"].create({"name": "Mill", "owner_id": cls.customer.id})
        cls.worker = new_test_user(
            cls.env(context={"no_reset_password": True}),
            "worker_a",
            groups="fieldservice.group_fsm_user",
            name="Worker A",
            email="worker_a@example.com",
            company_id=cls.company_a.id,
            company_ids=[Command.set(cls.company_a.ids)],
        )

    def job_connection(self, policy="posted", **values):
        """Return a connection with this policy of jobs."""
        connection = self.connection(**values)
        self.as_("manager", connection).write({"policy_override": True, "job_policy": policy})
        self.env.invalidate_all()
        return connection

    # === ORDERS === #

    def sold(self, product=None, quantity=1.0, price=100.0, **values):
        """Return the values of a line of an order."""
        return {"product_id": (product or self.visit).id, "product_uom_qty": quantity, "price_unit": price, **values}

    def order(self, *lines, customer=None, **values):
        """Make and confirm an order; without lines it is of one visit."""
        order = (
            self.env["sale.order"]
            .with_company(self.company_a)
            .create(
                {
                    "partner_id": (customer or self.customer).id,
                    "fsm_location_id": self.location.id,
                    "order_line": [Command.create(line) for line in lines or (self.sold(),)],
                    **values,
                }
            )
        )
        order.order_line.filtered("product_id").tax_ids = False
        order.action_confirm()
        return order

    def jobs_of(self, order):
        """Return the jobs of an order, in the order of its lines."""
        return self.env["fsm.order"].search([("sale_id", "=", order.id)], order="id")

    def loose_job(self, **values):
        """Return a job that stands behind no order."""
        return self.env["fsm.order"].create({"location_id": self.location.id, **values})

    # === THE FIELD === #

    def complete(self, jobs, person=None):
        self.seen_by(person or self.worker, jobs).action_complete()
        self.settle()

    def open_again(self, jobs):
        self.seen_by(self.worker, jobs).write({"stage_id": self.env.ref("fieldservice.fsm_stage_new").id})
        self.settle()

    def dying(self, work):
        """Do what is killed in the middle. What was committed before stays, as ``assertRaises`` would not have it."""
        self.settle()
        try:
            work()
        except Killed:
            self.env.invalidate_all()
        else:
            self.fail("it did not die")

    def settle(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def run_schedule(self):
        """A moment later the schedule comes by."""
        self.env.flush_all()
        self.env.ref("accounting_bridge_fieldservice.ir_cron_invoice").method_direct_trigger()
        self.env.invalidate_all()

    def release_on_schedule(self):
        """The schedule releases what has both flags."""
        self.env.flush_all()
        self.env.ref("accounting_bridge.ir_cron_release").method_direct_trigger()
        self.env.invalidate_all()

    def run_all(self, connection):
        while self.turn(connection):
            pass
        self.env.invalidate_all()

    def note_of(self, job):
        """Return what was noted of a job."""
        return self.env["bridge.job"].search([("fsm_order_id", "=", job.id)])

    def invoice_of(self, job):
        """Return the invoices of a job that are not cancelled."""
        return job._bridge_invoices()[job]

    def amounts_of(self, moves):
        return sorted(moves.mapped("amount_total"))

    # === WHAT PEOPLE PRESS === #

    def set_flags(self, jobs, *, closed=True, ready=True, person=None):
        """Press *Set Flags* on jobs. :return: what is told."""
        person = person or self.people["user", "a"]
        action = self.seen_by(person, jobs).action_bridge_set_flags()
        wizard = self.seen_by(person, self.env["bridge.set.flags"])
        wizard = wizard.with_context(**action["context"]).create({"bridge_closed": closed, "bridge_ready": ready})
        told = wizard.action_set()
        self.settle()
        return told["params"]["message"]

    def flags_of(self, record):
        return (record.bridge_closed, record.bridge_ready)


class JobCase(Jobs, BridgeCommon):
    """The same, with the double as ledger."""
