"""The invoice of a delivery: made, posted, and with that released. Each delivery in a transaction of its own.

One delivery makes one invoice for each customer, address and currency among its orders, as Odoo groups them, of the
lines that are invoiced on delivered quantities. What cannot be invoiced by itself is an issue, and the others go on.
"""

import logging

from odoo.exceptions import ConcurrencyError, LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

# Which lines of an order are invoiced: those with something delivered, or those of which more is invoiced.
DELIVERED, RETURNED = "delivered", "returned"

# What a later delivery, or a return that was credited, may have answered.
ASKED_BY_STATE = ("delivery_returned",)
ASKED_BEFORE = ("delivery_not_invoiced", "delivery_down_payment", "delivery_below_down_payment")


class _Refused(Exception):
    """Nothing was made after all: ``(reason, arguments)``."""


def invoice(env, delivery_id):
    """Invoice a delivery that waits for it. What another runner, or a person, has at hand is left for the next run."""
    delivery = env["bridge.delivery"].browse(delivery_id).try_lock_for_update()
    if not delivery or delivery.state != "waiting":
        return
    connection = delivery.connection_id
    if connection not in connection._invoicing_deliveries(connection.company_id):
        # The policy is another one by now.
        delivery.state = "by_hand"
        return
    delivery = delivery.with_context(allowed_company_ids=connection.company_id.ids, tz=connection.tz)
    delivery = delivery.with_company(connection.company_id)
    if len(delivery.order_ids.try_lock_for_update()) < len(delivery.order_ids):
        # Somebody invoices one of them right now.
        delivery._wake()
        return
    delivery.state = _Making(delivery).run()


def give_up(env, delivery_id, words):
    """Nobody foresaw what went wrong: a person is told."""
    delivery = env["bridge.delivery"].browse(delivery_id)
    delivery._file("delivery_not_invoiced", delivery.order_ids, words=words)
    delivery.state = "asked"


def credit(delivery):
    """Make drafts of credit notes for what is invoiced of the orders of a delivery, and came back."""
    company = delivery.connection_id.company_id
    orders = delivery.order_ids.with_company(company).filtered(lambda order: order._bridge_is_returned())
    return orders.with_context(bridge_lines=RETURNED, raise_if_nothing_to_invoice=False)._create_invoices(final=True)


class _Making:
    """Makes the invoices of one delivery, and says what became of it."""

    def __init__(self, delivery):
        self.delivery, self.connection, self.env = delivery, delivery.connection_id, delivery.env
        self.deducts = delivery.deducts or self.connection.deducts_down_payments
        self.states = set()

    def run(self):
        """:return str: the state of the delivery."""
        orders = self.delivery.order_ids
        self._close_what_is_settled(orders)
        by_hand = orders.filtered(lambda order: order.partner_invoice_id.commercial_partner_id.bridge_by_hand)
        if by_hand:
            self.states.add("by_hand")
        rest = orders - by_hand
        if self.delivery.picking_id._bridge_is_return():
            self._look_at_return(rest)
        else:
            for mine in rest.sorted("id").grouped(_group_of).values():
                self._invoice(mine)
        order = ("asked", "invoiced", "drafted", "by_hand", "nothing")
        return next((state for state in order if state in self.states), "nothing")

    def _close_what_is_settled(self, orders):
        """Goods that came back and were delivered again need no credit note; the question is withdrawn."""
        self.delivery._close_answered(ASKED_BEFORE)
        kept = orders.filtered(lambda order: not order._bridge_is_returned())
        others = self.env["bridge.delivery"].search([("order_ids", "in", kept.ids), ("issue_ids", "!=", False)])
        for other in others.filtered(lambda one: one.order_ids <= kept):
            other._close_answered(ASKED_BY_STATE)

    def _look_at_return(self, orders):
        returned = orders.filtered(lambda order: order._bridge_is_returned())
        if returned:
            self._ask("delivery_returned", returned)

    def _ask(self, reason, orders, **arguments):
        self.delivery._file(reason, orders, **arguments)
        self.states.add("asked")

    def _invoice(self, orders):
        """Invoice orders that share an invoice; what is in the way of it is asked, and nothing is left half made."""
        waiting = orders.filtered(lambda order: order._bridge_has_down_payment())
        if waiting and not self.deducts:
            self._ask("delivery_down_payment", waiting)
            orders -= waiting
        credited = orders.filtered(
            lambda order: order.order_line.filtered(lambda line: line._bridge_is(DELIVERED))._bridge_was_credited()
        )
        if credited:
            words = self.env._("something of it was credited; please invoice it by hand")
            self._ask("delivery_not_invoiced", credited, words=words)
            orders -= credited
        if not orders:
            return
        try:
            with self.env.cr.savepoint():
                self.states.add(self._make(orders))
        except _Refused as refused:
            self._ask(refused.args[0], waiting or orders)
        except LockError:
            raise
        except UserError as error:
            self._ask("delivery_not_invoiced", orders, words=str(error))
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError):
            raise
        except Exception as error:
            _logger.exception("No invoice could be made of %s", orders)
            self._ask("delivery_not_invoiced", orders, words=f"{type(error).__name__}: {error}")

    def _make(self, orders):
        """Make the invoice and post it; posting releases it. :return str: what became of it."""
        moves = orders.with_context(bridge_lines=DELIVERED, raise_if_nothing_to_invoice=False)._create_invoices(
            final=self.deducts
        )
        if not moves:
            return "nothing"
        if any(move.move_type != "out_invoice" or move.amount_total < 0 for move in moves):
            raise _Refused("delivery_below_down_payment")
        self.delivery.move_ids |= moves
        if self.connection._only_drafts():
            return "drafted"
        moves.action_post()
        return "invoiced" if all(move.state == "posted" for move in moves) else "drafted"


def _group_of(order):
    """Return what orders on one invoice have in common, as Odoo groups them."""
    return (order.partner_invoice_id, order.partner_shipping_id, order.currency_id, order.fiscal_position_id)
