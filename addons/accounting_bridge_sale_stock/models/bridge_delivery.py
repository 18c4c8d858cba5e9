import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.accounting_bridge.engine.transaction import in_own_transaction

from .. import invoicing

_logger = logging.getLogger(__name__)

# Deliveries that one run of the schedule takes up; what is left waits for the next one, a moment later.
AT_ONCE = 200
# So far back a delivery is looked for whose note was lost.
LOOKED_BACK = timedelta(days=2)


class BridgeDelivery(models.Model):
    """A delivery that was done, and what became of its invoice.

    The row is the intention: written when the delivery is completed, in the same transaction and with nothing else.
    A schedule makes the invoice a moment later, so that nobody in the warehouse waits for it, or fails by it.
    """

    _name = "bridge.delivery"
    _description = "Accounting Bridge Delivery"
    _order = "id desc"
    _rec_name = "picking_id"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", required=True, ondelete="cascade", readonly=True)
    order_ids = fields.Many2many("sale.order", string="Orders", readonly=True)
    user_id = fields.Many2one("res.users", "Completed by", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("invoiced", "Invoiced"),
            ("drafted", "A draft was made"),
            ("nothing", "Nothing to invoice"),
            ("by_hand", "Invoiced by hand"),
            ("asked", "Somebody is asked"),
            ("left", "Left to a person"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    issue_ids = fields.One2many("bridge.issue", "delivery_id", "Open issues", domain=[("state", "=", "open")])
    deducts = fields.Boolean(readonly=True, help="A person said that the down payment is deducted.")

    _one_per_picking = models.UniqueIndex("(connection_id, picking_id)")
    _of_picking = models.Index("(picking_id)")
    _waiting = models.Index("(id) WHERE state = 'waiting'")

    # === NOTED === #

    @api.model
    def _note(self, pickings):
        """Write the intention to invoice what was delivered, where that is the policy. :return: the rows."""
        orders = {
            picking: found
            for picking, found in pickings.filtered(lambda one: one.state == "done")._bridge_orders().items()
            if found
        }
        if not orders:
            return self.browse()
        companies = self.env["res.company"].union(*(found.company_id for found in orders.values()))
        connections = self.env["bridge.connection"].sudo()._invoicing_deliveries(companies)
        if not connections:
            return self.browse()
        known = self.search([("picking_id", "in", pickings.ids)])
        noted = {(row.connection_id, row.picking_id) for row in known}
        rows = self.create(
            [
                {
                    "connection_id": connection.id,
                    "picking_id": picking.id,
                    "order_ids": [(6, 0, mine.ids)],
                    "user_id": self.env.uid,
                }
                for connection in connections
                for picking, found in orders.items()
                if (connection, picking) not in noted
                and (mine := found.filtered(lambda one, company=connection.company_id: one.company_id == company))
            ]
        )
        if rows:
            self._wake()
        return rows

    @api.model
    def _note_lost(self, back_to=None):
        """Note deliveries whose note could not be written when they were done. :return: the rows.

        :param back_to: since when they are looked for; None: a short while.
        """
        pickings = self.env["stock.picking"]
        back_to = back_to or fields.Datetime.now() - LOOKED_BACK
        for connection in self.env["bridge.connection"].search([("delivered_since", "!=", False)]):
            since = max(connection.delivered_since, back_to)
            pickings |= pickings.search(
                [
                    ("company_id", "=", connection.company_id.id),
                    ("state", "=", "done"),
                    ("date_done", ">=", since),
                    ("sale_id", "!=", False),
                    "|",
                    ("location_dest_id.usage", "=", "customer"),
                    ("location_id.usage", "=", "customer"),
                ]
            )
        noted = self.search([("picking_id", "in", pickings.ids)]).picking_id
        return self._note(pickings - noted)

    @api.model
    def _wake(self):
        self.env.ref("accounting_bridge_sale_stock.ir_cron_invoice").sudo()._trigger()

    def _try_again(self):
        """Have the schedule look at them once more."""
        self.state = "waiting"
        self._wake()

    # === INVOICED === #

    @api.model
    def _cron_invoice(self):
        """Invoice what was delivered, each delivery in a transaction of its own."""
        # When there is nothing to do there is time to see whether anything was lost.
        rows = self.search([("state", "=", "waiting")], order="id", limit=AT_ONCE) or self._note_lost()
        ids = rows.ids
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(ids))
        for id_ in ids:
            self._invoice_one(id_)
            if not cron._commit_progress(1):
                self._wake()
                return

    @api.model
    def _invoice_one(self, id_):
        """Invoice a delivery; what goes wrong is its own issue, and its neighbours go on.

        What somebody else has locked for longer than it is waited for is left for the next run.
        """
        try:
            in_own_transaction(self.env, invoicing.invoice, id_)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            return
        except Exception as error:
            _logger.exception("Delivery %s was not invoiced", id_)
            in_own_transaction(self.env, invoicing.give_up, id_, str(error))

    def _credit_returned(self):
        """Make a draft credit note of what is invoiced and came back. :return: the drafts."""
        self.ensure_one()
        moves = invoicing.credit(self)
        self.move_ids |= moves
        self.state = "drafted" if moves else self.state
        return moves

    # === WHAT IS ASKED === #

    def _file(self, reason, orders, **arguments):
        """Ask a person about this delivery."""
        self.ensure_one()
        found = {
            "reason": reason,
            "root": f"delivery:{self.id}",
            "kind": "invoice",
            "arguments": {
                "delivery": self.picking_id.name,
                "orders": ", ".join(orders.mapped("name")),
                **arguments,
            },
            "words": arguments.get("words"),
        }
        ids = self.env["bridge.issue"]._file(self.connection_id.id, [found])
        self.env["bridge.issue"].browse(ids.values()).write({"delivery_id": self.id})

    def _close_answered(self, reasons):
        """Close issues of these reasons: what they asked has been answered by what happened since."""
        issues = self.issue_ids.filtered(lambda issue: issue.reason in reasons)
        if issues:
            issues._answer_themselves()

    def action_open_picking(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.picking",
            "res_id": self.picking_id.id,
            "views": [(False, "form")],
        }
