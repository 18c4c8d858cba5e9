from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.ledgers.protocol import Operation

from ..seeing import OFFICERS

AGAIN = ("rejected", "held", "withdrawn", "gone")


class BridgeBatch(models.Model):
    """What is released of pay runs is a batch of its own, which payroll officers see and are told of."""

    _inherit = "bridge.batch"

    is_payroll = fields.Boolean("Of pay runs", readonly=True, help="Seen by payroll officers only.")

    @api.model
    def _release_pay_bills(self, connection, bills, origin="person"):
        """Write the intention to send bills into the outbox and wake the engine.

        :return: the batch, empty where all of them are on their way or there already.
        """
        connection.ensure_one()
        links, transfers = self.env["bridge.binding"].sudo(), self.env["bridge.transfer"].sudo()
        for kind, mine in bills.grouped("kind").items():
            for bill, link in zip(mine, links._reserve(connection, mine, Kind(kind)), strict=True):
                bill.binding_id = link
        newest = transfers._newest(bills.binding_id)
        again = bills.filtered(lambda bill: bill.binding_id in newest and newest[bill.binding_id].state in AGAIN)
        fresh = bills.filtered(lambda bill: bill.binding_id not in newest)
        if not (again or fresh):
            return self.browse()
        batch = self._payroll_batch(connection, origin)
        needs = self._needs_of_pay_bills(connection, again | fresh)
        created = transfers.create(
            [
                {
                    "connection_id": connection.id,
                    "batch_id": batch.id,
                    "binding_id": bill.binding_id.id,
                    "operation": Operation.CREATE.value,
                    "need_ids": [(6, 0, needs[bill])],
                    "released_by_id": self.env.uid,
                }
                for bill in fresh
            ]
        )
        created._note_creation()
        for bill, transfer in zip(fresh, created, strict=True):
            bill.transfer_id = transfer
        for bill in again:
            bill.transfer_id = transfer = newest[bill.binding_id]
            transfer.need_ids = [(6, 0, needs[bill])]
            transfer._requeue(batch=batch)
            transfer.write({"released_by_id": self.env.uid, "released_at": fields.Datetime.now()})
        connection._wake()
        return batch.with_env(self.env)

    @api.model
    def _payroll_batch(self, connection, origin="person"):
        return self.sudo().create(
            {"connection_id": connection.id, "origin": origin, "user_id": self.env.uid, "is_payroll": True}
        )

    @api.model
    def _needs_of_pay_bills(self, connection, bills):
        """Return ``{bill: ids of the links it needs}``: its vendor. An entry of a journal has none."""
        owed = bills.filtered(lambda bill: bill.kind == Kind.BILL.value)
        vendors = owed.partner_id.sudo()
        links = self.env["bridge.binding"].sudo()._reserve(connection, vendors, Kind.VENDOR)
        known = dict(zip(vendors, links.ids, strict=True))
        return {bill: [known[bill.partner_id.sudo()]] if bill in owed else [] for bill in bills}

    @api.model
    def _release_transfers(self, transfers):
        """Bills of pay runs never share a batch with other documents: everybody sees those."""
        of_pay = transfers._of_pay_runs()
        for connection in of_pay.connection_id:
            mine = of_pay.filtered(lambda transfer, connection=connection: transfer.connection_id == connection)
            mine.sudo()._requeue(batch=self._payroll_batch(connection))
            connection._wake()
        return super()._release_transfers(transfers - of_pay)

    @api.model
    def _waiting(self, connection):
        """What concerns no pay run is not added to the batch of one."""
        batch = super()._waiting(connection)
        return batch.filtered(lambda one: not one.is_payroll)

    # === REPORT === #

    @api.model
    def _report_complete(self, connection_id):
        """Of pay runs that were released by themselves a report goes out at once: no digest tells of them."""
        done = super()._report_complete(connection_id)
        own = self.browse(done).filtered(lambda batch: batch.is_payroll and batch.origin != "person")
        own.told_at = fields.Datetime.now()
        for batch in own.filtered(lambda batch: batch._has_news()):
            batch._send_report()
        return done

    @api.model
    def _send_digests(self):
        self.search([("is_payroll", "=", True), ("told_at", "=", False)]).told_at = fields.Datetime.now()
        return super()._send_digests()

    def _report_recipients(self):
        people = super()._report_recipients()
        if not self.is_payroll:
            return people
        officers = (self.user_id | self.connection_id.report_user_ids).filtered(
            lambda user: user.active and user.has_group(OFFICERS)
        )
        return people & officers.partner_id

    def _amounts_in_report(self, move, binding):
        """Of pay runs the sums are those of the bills that were processed, as the ledger counts them."""
        if move._name != "bridge.pay.bill":
            return super()._amounts_in_report(move, binding)
        return move.currency_id.name, _total_of(move), Decimal(binding.remote_total or "0")

    def _report_records(self):
        """Of pay runs the bills are told."""
        of_pay = self.filtered("is_payroll")
        yield from super(BridgeBatch, self - of_pay)._report_records()
        for batch, rows in of_pay._outcomes().items():
            links = self.env["bridge.binding"].browse(row["binding_id"] for row in rows)
            for row, link in zip(rows, links, strict=True):
                if link.pay_bill_id:
                    yield self.browse(batch), row, link.pay_bill_id, link

    def _report_row(self, row, move, binding):
        if move._name != "bridge.pay.bill":
            return super()._report_row(row, move, binding)
        bill = move
        why = row["reason"] and self.connection_id._reason_words(
            row["reason"], {"words": row["words"] or "", **(row["reason_arguments"] or {})}
        )
        return {
            "number": bill.number,
            "customer": bill.partner_id.name or "",
            "total": f"{_total_of(bill):.{bill.currency_id.decimal_places}f}",
            "currency": bill.currency_id.name,
            "remote_number": binding.remote_number or "",
            "remote_total": binding.remote_total or "",
            "reason": why or "",
            "url": f"{self.get_base_url()}/odoo/bridge-pay-bills/{bill.id}",
        }


def _total_of(bill):
    """Return the total of a document: what was sent, else what it comes to now."""
    transfer = bill.sudo().transfer_id
    sent = transfer.state == "processed" and transfer.line_ids.sorted("id")[-1:].total
    return Decimal(sent) if sent else bill._bridge_total()
