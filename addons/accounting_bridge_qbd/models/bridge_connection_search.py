from odoo import models

from odoo.addons.accounting_bridge.ledgers.documents import Kind

from .bridge_connection import DESKTOP


class BridgeConnection(models.Model):
    """QuickBooks Desktop has no address for a document: its window Find takes the number, or a word of the memo."""

    _inherit = "bridge.connection"

    def _words_to_search(self, link):
        if self.ledger != DESKTOP:
            return super()._words_to_search(link)
        labels = {
            Kind.INVOICE.value: self.env._("Invoice No."),
            Kind.CREDIT_NOTE.value: self.env._("Credit No."),
            Kind.PAYMENT.value: self.env._("Reference No."),
            Kind.BILL.value: self.env._("Ref. No."),
            Kind.JOURNAL_ENTRY.value: self.env._("Entry No."),
        }
        if link.remote_number and link.kind in labels:
            return self.env._(
                "In QuickBooks: Edit > Find, %(field)s %(number)s; or Memo with odoo:%(mark)s",
                field=labels[link.kind],
                number=link.remote_number,
                mark=link.trace,
            )
        return self.env._("In QuickBooks: Edit > Find > Advanced, Memo with odoo:%(mark)s", mark=link.trace)
