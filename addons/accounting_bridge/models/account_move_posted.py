from odoo import models

from ..engine.invoicing import AMOUNT_LINES, COMMENT_LINES, KIND_OF

# What the host lets be changed of a posted document and of its lines, and the ledger is told in some form.
HEAD_SENT = ("ref", "invoice_date_due", "partner_shipping_id")
LINE_SENT = ("name", "account_id", "analytic_distribution")
# What the analytic accounts of a line may stand for in the ledger.
FROM_ANALYTIC = ("tracking", "location")


class AccountMovePosted(models.Model):
    """What is changed of a document while it is posted reaches the ledger, as it does when it is posted again."""

    _inherit = "account.move"

    def write(self, vals):
        names = [name for name in HEAD_SENT if name in vals]
        before = _values(self.sudo()._bridge_told_posted(), names) if names else {}
        result = super().write(vals)
        if before:
            _changed(self.sudo(), before, names)._bridge_told_posted()._bridge_note_changed()
        return result

    def _bridge_told_posted(self):
        """Return the posted documents that a ledger was told of."""
        return self.filtered(
            lambda move: move.state == "posted" and move.move_type in KIND_OF and move.bridge_transfer_id
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        names = [name for name in LINE_SENT if name in vals]
        before = _values(self.sudo()._bridge_told_posted(names), names) if names else {}
        result = super().write(vals)
        if before:
            _changed(self.sudo(), before, names).move_id._bridge_told_posted()._bridge_note_changed()
        return result

    def _bridge_told_posted(self, names):
        """Return the lines that a ledger was told of, and is told of again when these fields of them change."""
        lines = self.filtered(lambda line: line.display_type in (*AMOUNT_LINES, *COMMENT_LINES))
        moves = lines.move_id._bridge_told_posted()
        if moves and names == ["analytic_distribution"]:
            # Analytic accounts are changed by thousands: where they stand for nothing there, nobody looks.
            told = self.env["bridge.mapping"]._read_group(
                [("connection_id", "in", moves.bridge_transfer_id.connection_id.ids), ("kind", "in", FROM_ANALYTIC)],
                ["connection_id"],
            )
            concerned = {connection.id for (connection,) in told}
            moves = moves.filtered(lambda move: move.bridge_transfer_id.connection_id.id in concerned)
        return lines.filtered(lambda line: line.move_id in moves)


def _values(records, names):
    return {record.id: [record[name] for name in names] for record in records}


def _changed(records, before, names):
    """Return which records are other ones now than before."""
    return records.filtered(
        lambda record: record.id in before and [record[name] for name in names] != before[record.id]
    )
