from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import clean_context

from ..engine import agreed
from ..engine.accepted import is_accepted
from ..engine.allocations import RECEIVABLE, payers_of
from ..engine.changing import is_paid
from ..engine.invoicing import Invoicing
from ..engine.preparation import Preparation
from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation
from .bridge_connection import LIVE_STATES

# Lines that people write; the others are computed from them.
WRITTEN = ("product", "line_section", "line_subsection", "line_note")


class AccountMoveReinvoice(models.Model):
    """*Credit and re-invoice*: what the ledger does not let be changed is credited, and invoiced anew.

    The ledger keeps the old invoice. Both sides are equal only where Odoo has it, too, just as the ledger has it, and
    by now Odoo may have something else under its number. So:

    1. What the person changed is put into a new invoice, as Odoo's own *Reverse and Create Invoice* does.
    2. The old invoice is written back to what the ledger accepted (kept in ``bridge.former`` when it was reset to
       draft), posted again under its own number, and tied again to what paid it.
    3. It is proved that it is what the ledger accepted: it is prepared as if it were to be sent, and must say the
       same, but for what its customer and its products are called by now (``engine/accepted``). Else nothing of all
       this has happened, and the person reads why.
    4. A credit note of all of it is posted. Where nothing is paid of the old invoice it is applied to it; where
       something is, there or here, the ledger has no room for that, and it is applied to the new invoice.
    5. Credit note and new invoice are released; the refused change of the old one is over, since there is none.

    It is refused where the books of Odoo are closed for one of the dates, where somebody changed the invoice in the
    ledger, where the ledger has another total, and where the ledger takes no credit notes from the bridge.
    """

    _inherit = "account.move"

    def _bridge_credit_and_reinvoice(self, *, post=True):
        """Credit what the ledger holds of this invoice, and invoice it anew.

        :param bool post: whether the new invoice is posted and released; else it stays a draft to be changed.
        :return: the credit note and the new invoice.
        :raise UserError: it cannot be done safely; nothing was changed.
        """
        self.ensure_one()
        self.check_access("write")
        # Pressed twice at the same time it is done once.
        if not self.sudo().try_lock_for_update(allow_referencing=True):
            self._bridge_refuse(self.env._("somebody is changing it at this moment. Try again."))
        # Defaults of the view that the button is in are not meant for what is made here.
        clean = self.with_env(self.env(context=clean_context(self.env.context)))
        return clean._bridge_make_anew(post)

    def _bridge_make_anew(self, post):
        """Do it, as above, or raise."""
        link = self.sudo().bridge_transfer_id.binding_id
        self._bridge_check_creditable(link)
        total = self.amount_total
        values = self._bridge_new_values(link)
        # Payments are untied and tied again on the way: what became of them is looked at in the end.
        quiet = self.with_context(bridge_payments_later=True)
        payers = payers_of(self.sudo())
        paying = quiet._bridge_put_back(link)
        self._bridge_settle_as_accepted(link)
        credit = quiet._bridge_credit()
        new = self.env["account.move"].create(values)
        if new.currency_id.compare_amounts(new.amount_total, total):
            self._bridge_refuse(
                self.env._(
                    "the new invoice would come to %(new)s instead of %(total)s. Was its tax edited by hand?",
                    new=f"{new.amount_total:.2f}",
                    total=f"{total:.2f}",
                )
            )
        if post:
            new.with_context(bridge_payments_later=True)._post(soft=False)
        released = credit | new if post else credit
        self._bridge_apply_credit(link, credit, new if post else new.browse())
        if post:
            # Paid beyond the old total it was paid for what was changed.
            new.with_context(bridge_payments_later=True)._bridge_tie_all(paying)
        connection = link.connection_id.with_env(self.env)
        self.env["bridge.batch"]._release(connection, released)
        (payers | payers_of((self | released).sudo()))._bridge_queue_payments()
        self._bridge_tell_credited(connection.sudo().ledger_name, credit, new)
        return credit, new

    def _bridge_refuse(self, why):
        raise UserError(
            self.env._("%(document)s cannot be credited and invoiced anew: %(why)s", document=self.name, why=why)
        )

    def _bridge_check_creditable(self, link):
        """:raise UserError: it is not safe."""
        values = {"ledger": link.connection_id.ledger_name, "number": link.remote_number or ""}
        row, ledger = link.remote_record_id, link.connection_id._ledger()
        takes_credits = ledger.capabilities.can(Kind.CREDIT_NOTE, Operation.CREATE)
        credited = self._bridge_credited_with(link)
        changes = agreed.differences(link, row)
        if self.move_type != "out_invoice" or self.state != "posted":
            self._bridge_refuse(self.env._("only a posted customer invoice can. Post it first."))
        if not link.external_id or row.is_gone or (row.details or {}).get("is_void"):
            self._bridge_refuse(self.env._("%(ledger)s does not hold it. Release it.", **values))
        if link.connection_id.state not in LIVE_STATES:
            self._bridge_refuse(
                self.env._("%(ledger)s, which holds it, is not connected any more. Connect it first.", **values)
            )
        if credited:
            self._bridge_refuse(
                self.env._(
                    "it was credited already with %(credit)s. Change the new invoice instead.",
                    credit=", ".join(credited.mapped("name")),
                )
            )
        if self.sudo().bridge_transfer_id.state in ("sending", "uncertain"):
            self._bridge_refuse(self.env._("it is on its way to %(ledger)s. Try again after the next run.", **values))
        if not takes_credits:
            self._bridge_refuse(
                self.env._("%(ledger)s takes no credit notes from the bridge. Do it there by hand.", **values)
            )
        if changes:
            values["changes"] = link.connection_id._changes_words(changes)
            self._bridge_refuse(
                self.env._("it was changed in %(ledger)s (%(changes)s). Settle that there first.", **values)
            )
        if not link.digest or not link.totals_agree:
            self._bridge_refuse(
                self.env._(
                    "what %(ledger)s holds as %(number)s is not what Odoo sent. Credit that there by hand.", **values
                )
            )

    def _bridge_credited_with(self, link):
        """Return the posted credit notes of all of this invoice: of what it says, or of what the ledger holds."""
        totals = (self.amount_total, link.remote_record_id.total)
        return self.sudo().reversal_move_ids.filtered(
            lambda credit: (
                credit.state == "posted"
                and any(not self.currency_id.compare_amounts(credit.amount_total, total) for total in totals)
            )
        )

    # === THE NEW ONE === #

    def _bridge_new_values(self, link):
        """Return the values of the new invoice: what this one says now, of today.

        It keeps its date where a person has just given it that one, in an open month.
        """
        data = self.with_context(include_business_fields=True).copy_data()[0]
        data["line_ids"] = [command for command in data["line_ids"] if command[2]["display_type"] in WRITTEN]
        former = self.sudo()._bridge_former(link)
        today = fields.Date.context_today(self)
        closed = (link.connection_id.company_details or {}).get("closing_date") or ""
        dated = former and fields.Date.to_string(self.invoice_date) != former["head"]["invoice_date"]
        date = self.invoice_date if dated and self.invoice_date.isoformat() > closed else today
        data |= {"invoice_date": date, "date": date, "ref": self.ref, "invoice_origin": self.invoice_origin}
        if not self.invoice_payment_term_id:
            data["invoice_date_due"] = max(self.invoice_date_due or date, date)
        return data

    # === THE OLD ONE === #

    def _bridge_former(self, link):
        """Return what this document said when the ledger accepted it, None where that was not kept."""
        former = self.env["bridge.former"].search(
            [("binding_id", "=", link.id), ("digest", "=", link.digest)], order="id desc", limit=1
        )
        return former.content if former else None

    def _bridge_put_back(self, link):
        """Make this document what the ledger has accepted.

        :return: lines that were used up for it and are not any more: what they paid beyond the old total.
        :raise UserError: that cannot be proved.
        """
        if self._bridge_is_accepted(link):
            return self.line_ids.browse()
        former = self.sudo()._bridge_former(link)
        if not former:
            self._bridge_refuse(
                self.env._(
                    "Odoo does not know any more what it said when %(ledger)s accepted it. Put back what stands there,"
                    " post it, and press it again.",
                    ledger=link.connection_id.ledger_name,
                )
            )
        self._bridge_check_open_here(former)
        paying = self._bridge_receivable().matched_credit_ids.credit_move_id
        if paying.statement_line_id:
            # Undone, the host makes the entry of that line anew, and what paid is not there any more.
            self._bridge_refuse(
                self.env._("a line of a bank statement pays it. Undo that match first, and press it again.")
            )
        used_up = paying.filtered("reconciled")
        name = self.name
        self.button_draft()
        self._bridge_restore(former)
        self._post(soft=False)
        self._bridge_tie_all(paying)
        self.env.flush_all()
        if self.name != name or not self._bridge_is_accepted(link):
            self._bridge_refuse(
                self.env._(
                    "what it said when %(ledger)s accepted it cannot be put back as it was. Put back what stands there,"
                    " post it, and press it again.",
                    ledger=link.connection_id.ledger_name,
                )
            )
        return used_up.filtered(lambda line: not line.reconciled)

    def _bridge_check_open_here(self, former):
        """:raise UserError: the books of Odoo are closed for what the invoice is dated now, or was."""
        has_tax = bool(self.line_ids.tax_ids)
        for date in (self.invoice_date, fields.Date.to_date(former["head"]["invoice_date"])):
            if self._get_violated_lock_dates(date, has_tax):
                self._bridge_refuse(
                    self.env._(
                        "the period of %(date)s is locked in Odoo, too, and what stands there could not be put back.",
                        date=format_date(self.env, date),
                    )
                )

    def _bridge_is_accepted(self, link):
        """Return whether this is what the ledger has accepted; whether its books are closed is no matter here."""
        self.env.flush_all()
        reader = link.connection_id.with_env(link.connection_id._technical_env())
        invoicing = Invoicing(Preparation(reader))
        invoicing.closed_until = ""
        prepared = invoicing.prepare(reader.env["account.move"].browse(self.id))[self.id]
        return is_accepted(link, prepared.document)

    def _bridge_settle_as_accepted(self, link):
        """The refused change is over: there is none any more."""
        transfer = link.transfer_ids.sorted("id")[-1:]
        self.env["bridge.change"].sudo().search([("binding_id", "=", link.id)]).unlink()
        waiting = transfer.filtered(lambda one: one.state in ("queued", "rejected", "held", "withdrawn"))
        waiting._move_to("processed", {one.id: {} for one in waiting})

    # === THE CREDIT NOTE === #

    def _bridge_credit(self):
        """Post a credit note of all of this invoice, of today."""
        today = fields.Date.context_today(self)
        credit = self._reverse_moves(
            [
                {
                    "ref": self.env._("Reversal of: %s", self.name),
                    "date": today,
                    "invoice_date": today,
                    "invoice_date_due": today,
                    "invoice_payment_term_id": None,
                    "journal_id": self.journal_id.id,
                    "invoice_user_id": self.invoice_user_id.id,
                    "invoice_origin": self.invoice_origin,
                }
            ]
        )
        # What it is applied to depends on what is open there; posted as the reversal it would be applied at once.
        credit.reversed_entry_id = False
        credit._post(soft=False)
        credit.reversed_entry_id = self
        if credit.currency_id.compare_amounts(credit.amount_total, self.amount_total):
            self._bridge_refuse(self.env._("a credit note of it does not come to the same total."))
        return credit

    def _bridge_apply_credit(self, link, credit, new):
        """Apply a credit note to this invoice, or to the new one where something is paid of this."""
        whole = self.currency_id.compare_amounts(self.amount_residual, self.amount_total) == 0
        target = self if whole and not is_paid(link.remote_record_id) else new
        if target:
            target.with_context(bridge_payments_later=True)._bridge_tie(credit._bridge_receivable())

    def _bridge_tie_all(self, paying):
        """Tie this invoice to each of the lines that pay it, oldest first."""
        for line in paying.sorted(lambda line: (line.date, line.id)):
            self._bridge_tie(line)

    def _bridge_tie(self, lines):
        """Tie this invoice to what pays it."""
        both = (self._bridge_receivable() | lines).filtered(lambda line: not line.reconciled)
        if both & lines and both - lines:
            both.reconcile()

    def _bridge_receivable(self):
        return self.line_ids.filtered(lambda line: line.account_id.account_type == RECEIVABLE)

    def _bridge_tell_credited(self, ledger, credit, new):
        words = self.env._(
            "%(ledger)s keeps this invoice as it is: it was credited with %(credit)s and invoiced anew with %(new)s.",
            ledger=ledger,
            credit=credit.name,
            new=new.name if new.name and new.name != "/" else self.env._("a draft"),
        )
        # Whoever changes the new one reads what it stands for, too.
        new_words = self.env._(
            "Made in place of %(old)s, which %(ledger)s keeps as it is; that was credited with %(credit)s.",
            old=self.name,
            ledger=ledger,
            credit=credit.name,
        )
        if credit.amount_residual and new.state == "draft":
            open_words = self.env._("The credit note is open: apply it to the new invoice when it is posted.")
            new_open_words = self.env._("The credit note is open: apply it to this invoice when it is posted.")
            words, new_words = f"{words} {open_words}", f"{new_words} {new_open_words}"
        self._message_log(body=words)
        new._message_log(body=new_words)
