from datetime import date, timedelta

from odoo import fields, models

from ..engine.invoicing import KIND_OF
from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation

CODE = "redate"
DAY = timedelta(days=1)


class BridgeBindingRedate(models.Model):
    """A new document may stand in the ledger under another date than in Odoo, where its books are closed for that."""

    _inherit = "bridge.binding"

    redated_to = fields.Date(
        "Sent with the date",
        readonly=True,
        help="Its own date was closed in the ledger; that stands in its note there.",
    )


class BridgeIssueRedate(models.Model):
    """*Send it with the first open day* is offered for what is new to a ledger that has a place for the note."""

    _inherit = "bridge.issue"

    def _offered(self):
        codes = super()._offered()
        if CODE in codes and not self.sudo()._redatable():
            codes = tuple(code for code in codes if code != CODE)
        return codes

    def _redatable(self):
        """Return the transfers of new invoices and credit notes whose date this stands against, and of applications of
        credit notes: the day of one moves no money, so that nothing has to tell of another.
        """
        notes = self.connection_id._ledger().capabilities.keeps_notes
        kinds = {kind.value for kind in KIND_OF.values()} if notes else set()
        return self.transfer_ids.filtered(
            lambda transfer: (
                (transfer.kind in kinds or _applies_credit(transfer))
                and transfer.operation == Operation.CREATE.value
                and transfer.state in ("queued", "rejected")
                and not transfer.binding_id.external_id
            )
        )


def _applies_credit(transfer):
    return transfer.kind == Kind.PAYMENT.value and transfer.move_id.move_type == "out_refund"


class BridgeCureRedate(models.AbstractModel):
    _inherit = "bridge.cure"

    def _cure_redate(self, issue):
        """Send documents under the first day that is open there; nothing is changed in Odoo."""
        for transfer in issue.sudo()._redatable():
            link, move = transfer.binding_id, transfer.move_id
            link.redated_to = self._first_open_day(transfer.connection_id, link.redated_to or move.invoice_date)
            words = self.env._(
                "Goes to %(ledger)s with the date %(date)s, since its books are closed for its own.",
                ledger=link.connection_id.ledger_name,
                date=link.redated_to.isoformat(),
            )
            move._message_log(body=words, author_id=self.env.user.partner_id.id)
        issue._solve(CODE)

    def _first_open_day(self, connection, refused):
        """Return the day after those that are closed there, today where the ledger never said until when.

        :param refused: the date that the ledger refused.
        """
        closed = (connection.company_details or {}).get("closing_date") or ""
        following = date.fromisoformat(closed) + DAY if closed else None
        if following and following > refused:
            return following
        return fields.Date.context_today(connection.with_context(tz=connection.tz))
