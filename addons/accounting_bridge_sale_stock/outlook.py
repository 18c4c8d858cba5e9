"""What becomes of the invoices of orders, one sentence each, without amounts. All records of a call are read together.

It says what the schedule has noted, where the invoices stand in the outbox, and before there is one what the next run
would decide, by the very rule that decides then.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace

from odoo.addons.accounting_bridge.engine.findings import Missing
from odoo.addons.accounting_bridge.engine.matching import foresee
from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.reasons import Level, Root, reason_of
from odoo.addons.accounting_bridge.models.bridge_connection import LIVE_STATES
from odoo.addons.accounting_bridge.models.bridge_cure import PLACES

# The sentences of these name no amount; of others, who has no rank here reads the title.
PLAIN_ROOTS = (Root.CUSTOMER, Root.ITEM)
PLAIN_REASONS = ("delivery_down_payment", "delivery_below_down_payment", "delivery_returned")
# Where several invoices are meant, what is said first.
WORST_FIRST = ("rejected", "gone", "uncertain", "held", "draft", "withdrawn", "queued", "sending", "", "processed")


@dataclass(slots=True)
class Told:
    """What is said of one record, and what can be done about it."""

    text: str = ""
    level: str = "info"
    cures: tuple = ()
    reason: str = ""
    connection: object = None
    issue: object = None
    move: object = None
    # Cures that need no issue, each with the id of what it opens.
    places: dict = field(default_factory=dict)


class Outlook:
    """Says of orders, or of deliveries, what becomes of their invoices.

    :param records: records that know their orders (``_bridge_orders``); what is read is read for all of them.
    """

    def __init__(self, env, records):
        self.env, self.records = env, records
        self.sees_amounts = env["bridge.cure"]._may("user")
        self.orders = {record.id: orders for record, orders in records._bridge_orders().items()}
        self.all_orders = env["sale.order"].sudo().union(*self.orders.values())
        self.connections = self._connections()
        self.deliveries = self._deliveries() if self.connections else {}
        self.moves = self._moves() if self.connections else {}

    def _connections(self):
        found = (
            self.env["bridge.connection"]
            .sudo()
            .search([("company_id", "in", self.all_orders.company_id.ids), ("state", "in", LIVE_STATES)])
        )
        return {connection.company_id: connection for connection in found if connection.enabled_at}

    def _deliveries(self):
        """Return ``{id of a record: what was noted of its deliveries}``, newest first."""
        column = "picking_id" if self.records._name == "stock.picking" else "order_ids"
        rows = self.env["bridge.delivery"].sudo().search([(column, "in", self.records.ids)])
        found = defaultdict(rows.browse)
        rows.issue_ids.fetch(("reason",))
        for row in rows:
            for record in row[column]:
                found[record.id] |= row
        return found

    def _moves(self):
        """Return ``{id of a record: its invoices}``; all of them, and where they stand, are read together."""
        found = {
            record.id: (
                self._noted(record).move_ids if record._name == "stock.picking" else self.orders[record.id].invoice_ids
            )
            for record in self.records
        }
        everything = self.env["account.move"].sudo().union(*found.values())
        transfers = everything.browse(everything.ids).bridge_transfer_id
        transfers.binding_id.fetch(("remote_number",))
        transfers.issue_id.fetch(("state",))
        return {id_: moves.filtered(lambda move: move.state != "cancel") for id_, moves in found.items()}

    def of(self, record):
        """Return what is ``Told`` of a record."""
        orders = self.orders[record.id]
        connection = self.connections.get(orders.company_id[:1])
        if not connection:
            return Told()
        told = self._of_deliveries(record) or self._of_invoices(record) or self._of_note(record)
        told = told or self._foreseen(record, orders, connection) or Told()
        told.connection = connection
        return told

    # === WHAT WAS NOTED === #

    def _noted(self, record):
        return self.deliveries.get(record.id, self.env["bridge.delivery"].sudo())

    def _of_deliveries(self, record):
        """Say what a person is asked about a delivery."""
        issue = self._noted(record).issue_ids[:1]
        return self._of_issue(issue) if issue else None

    def _of_issue(self, issue):
        why = self._words(issue.reason, issue.reason_text)
        return Told(why, "warning", issue._offered(), issue.reason, issue=issue)

    def _of_note(self, record):
        """Say what became of a delivery that has no invoice."""
        words = {
            "waiting": self.env._("Its invoice is about to be made."),
            "by_hand": self.env._("Its invoice is made by hand."),
            "nothing": self.env._("Nothing of it is invoiced on delivered quantities."),
            "left": self.env._("Its invoice is left to a person."),
        }
        states = self._noted(record).mapped("state")
        state = next((state for state in words if state in states), None)
        return Told(words[state]) if state else None

    # === WHERE INVOICES STAND === #

    def _of_invoices(self, record):
        """Say where the invoices stand: the one that needs most is told."""
        moves = self.moves[record.id]
        if not moves:
            return None
        worst = min(moves, key=lambda move: WORST_FIRST.index(_place(move)))
        return self._of_invoice(worst)

    def _of_invoice(self, move):
        transfer = move.bridge_transfer_id
        connection = self.connections[move.company_id]
        values = {"ledger": connection.ledger_name, "number": ""}
        if move.state == "draft":
            return Told(
                self.env._("A draft of its invoice was made; it goes to %(ledger)s when it is posted.", **values)
            )
        if not transfer:
            return None
        held_up = transfer.state == "rejected" or (transfer.state == "queued" and transfer.issue_id)
        if held_up:
            why = self._words(transfer.reason, transfer.reason_text)
            text = self.env._("Its invoice is held: %(why)s", why=why)
            issue = transfer._open_issue()
            cures = issue._offered() if issue else transfer._offered()
            return Told(text, "warning", cures, transfer.reason, issue=issue, move=move)
        values |= {"number": transfer.binding_id.remote_number or "", "next": self._next_run(connection, transfer.kind)}
        words = {
            "queued": self.env._("Its invoice will reach %(ledger)s with %(next)s.", **values),
            "sending": self.env._("Its invoice is being sent to %(ledger)s.", **values),
            "uncertain": self.env._("Its invoice was sent; %(ledger)s is asked whether it is there.", **values),
            "processed": self.env._("Its invoice is in %(ledger)s as %(number)s.", **values),
            "held": self.env._("Its invoice is held back by a person.", **values),
            "withdrawn": self.env._("Its invoice was taken back before it went to %(ledger)s.", **values),
            "gone": self.env._("%(ledger)s no longer holds its invoice.", **values),
        }
        levels = {"processed": "success", "held": "warning", "gone": "warning", "uncertain": "warning"}
        return Told(words[transfer.state], levels.get(transfer.state, "info"))

    def _next_run(self, connection, kind):
        if (connection, kind) not in self._next_runs:
            self._next_runs[connection, kind] = connection._departure_words(kind)
        return self._next_runs[connection, kind]

    @cached_property
    def _next_runs(self):
        return {}

    def _words(self, reason, sentence):
        """Return a sentence as the reader may read it: who has no rank here reads no amount."""
        known = reason_of(reason)
        is_plain = known.root in PLAIN_ROOTS or reason in PLAIN_REASONS
        return sentence if self.sees_amounts or is_plain else f"{self.env._(known.title)}."

    # === WHAT WILL BE === #

    def _foreseen(self, record, orders, connection):
        """Say what would hold up the invoice of a delivery that is still to come, or that nothing would."""
        if connection.release_policy != "delivered" or not self._expects(record, orders):
            return None
        if orders.partner_invoice_id.commercial_partner_id.filtered("bridge_by_hand"):
            return Told(self.env._("Its invoice is made by hand."))
        worst = None
        for missing in self._needs(orders, connection):
            reason, told = self._outlooks[connection].get(missing, (None, None))
            if told and reason_of(reason).level is not Level.WARNING:
                worst = worst or told
        if worst:
            return worst
        values = {"ledger": connection.ledger_name, "day": connection.drafts_until}
        if connection._only_drafts():
            text = self.env._(
                "When it is delivered a draft of its invoice is made (until %(day)s only drafts).", **values
            )
        else:
            text = self.env._("When it is delivered its invoice goes to %(ledger)s by itself.", **values)
        return Told(text)

    def _expects(self, record, orders):
        if record._name == "stock.picking":
            leaves = record.picking_type_code in ("outgoing", "dropship") and not record.sudo()._bridge_is_return()
            return leaves and record.state not in ("draft", "done", "cancel")
        return orders._bridge_expects_delivery()

    def _needs(self, orders, connection):
        """Return the customers and items that the invoices of orders need."""
        needs = []
        for order in orders:
            currency = connection._customer_currency(order.currency_id)
            owner = order.partner_invoice_id.commercial_partner_id
            whose = SimpleNamespace(partner_shipping_id=order.partner_shipping_id, commercial_partner_id=owner)
            needs += [
                Missing(partner.id, "res.partner", currency) for partner in connection._customer_of(whose) | owner
            ]
            lines = order.order_line.filtered(lambda line: line.product_id.invoice_policy == "delivery")
            needs += [Missing(product.id, "product.product") for product in lines.product_id]
        return list(dict.fromkeys(needs))

    @cached_property
    def _outlooks(self):
        """``{connection: {Missing: (reason, Told)}}`` of customers and items that have no link yet."""
        return {
            connection: self._outlook(connection)
            for connection in self.connections.values()
            if connection.release_policy == "delivered"
        }

    def _outlook(self, connection):
        mine = self.all_orders.filtered(lambda order: order.company_id == connection.company_id)
        reader = Preparation(connection.with_env(connection._technical_env()))
        links = {}
        needs = self._needs(mine, connection)
        for model, column, kind in (
            ("res.partner", "partner_id", Kind.CUSTOMER),
            ("product.product", "product_id", Kind.ITEM),
        ):
            ids = [one.record_id for one in needs if one.model == model]
            found = reader.links(reader.env[model].browse(ids), column, (kind,)) if ids else {}
            links |= {(model, *key): link for key, link in found.items()}
        told, unknown = {}, set()
        for one in needs:
            link = links.get((one.model, one.record_id, one.currency))
            prime = link and (link.alias_of_id or link)
            if prime and prime.external_id:
                continue
            issue = prime and prime.issue_ids[:1]
            if issue:
                held = self._of_issue(issue)
                held.text = self.env._("Its invoice will be held: %(why)s", why=held.text)
                told[one] = issue.reason, held
            else:
                unknown.add(one)
        for one, seen in foresee(reader, unknown).items():
            found = seen.finding
            if found:
                told[one] = found.reason, self._foretold(connection, one, found.reason, found.arguments)
        return told

    def _foretold(self, connection, one, reason, arguments):
        why = self._words(reason, connection.with_env(self.env)._reason_words(reason, arguments))
        opened = {one.model: one.record_id, "bridge.connection": connection.id}
        places = {code: opened[PLACES[code]] for code in reason_of(reason).cures if PLACES.get(code) in opened}
        # What it is about can always be opened: there it is put right.
        own = "open_customer" if one.model == "res.partner" else "open_product"
        places = {own: one.record_id, **places}
        text = self.env._("Its invoice will be held: %(why)s", why=why)
        return Told(text, "warning", tuple(places), reason, places=places)


def _place(move):
    """Return where an invoice stands, as ``WORST_FIRST`` names it."""
    if move.state == "draft":
        return "draft"
    transfer = move.bridge_transfer_id
    return "rejected" if transfer.state == "queued" and transfer.issue_id else transfer.state or ""
