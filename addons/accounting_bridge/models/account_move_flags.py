from odoo import models
from odoo.tools.translate import LazyTranslate

from ..engine.changing import forbids
from ..engine.invoicing import KIND_OF
from .bridge_connection import LIVE_STATES

_lt = LazyTranslate(__name__)

# What becomes of documents by *Set Flags*, in the order in which a person reads it, with the words for one of them and
# for several.
OUTCOMES = {
    "update": (
        _lt("1 was sent before: it goes again with the next run, as an update."),
        _lt("%(count)s were sent before: they go again with the next run, as updates."),
    ),
    "again": (
        _lt("1 that did not arrive goes with the next run."),
        _lt("%(count)s that did not arrive go with the next run."),
    ),
    "waits": (
        _lt("1 goes for the first time with the next scheduled run."),
        _lt("%(count)s go for the first time with the next scheduled run."),
    ),
    "zero": (
        _lt("1 has a total of zero: there is nothing to send, and no schedule takes it."),
        _lt("%(count)s have a total of zero: there is nothing to send, and no schedule takes them."),
    ),
    "never": (
        _lt("1 does not travel: it is no customer invoice, or from before the start date of the connection."),
        _lt("%(count)s do not travel: they are no customer invoices, or from before the start date of the connection."),
    ),
    "by_hand": (
        _lt("1 is not of those that go by themselves: release it."),
        _lt("%(count)s are not of those that go by themselves: release them."),
    ),
    "under_way": (_lt("1 is on its way already."), _lt("%(count)s are on their way already.")),
    "withdrawn": (
        _lt("1 was queued and is withdrawn."),
        _lt("%(count)s were queued and are withdrawn."),
    ),
    "held": (
        _lt("1 stays here until somebody releases it: it is held, or gone there."),
        _lt("%(count)s stay here until somebody releases them: they are held, or gone there."),
    ),
    "closed": (
        _lt("1 was sent before and stays as it is: it is of a closed period there."),
        _lt("%(count)s were sent before and stay as they are: they are of a closed period there."),
    ),
    "disconnected": (
        _lt("1 stays as it is: the ledger that it was released to is not connected any more."),
        _lt("%(count)s stay as they are: the ledger that they were released to is not connected any more."),
    ),
    "not_posted": (
        _lt("1 is not posted: it goes when it is."),
        _lt("%(count)s are not posted: they go when they are."),
    ),
}


class AccountMoveFlags(models.Model):
    """*Set Flags*: what a person ticks or unticks, what that does to the outbox, and who did it."""

    _inherit = "account.move"

    def _bridge_set_flags(self, *, closed, ready):
        """Set the flags as a person asked, and note in the chatter who did.

        With both flags what was sent before is forced into the next run: it goes as an update, also where nothing was
        changed. What did not arrive is queued again. What is queued and loses a flag is withdrawn.

        :return dict: ``{outcome: documents}``, outcomes as in ``OUTCOMES``.
        """
        changed = self.filtered(lambda move: move.bridge_closed != closed or move.bridge_ready != ready)
        queued = self.sudo().filtered(lambda move: move.bridge_transfer_id.state == "queued")
        self._bridge_tick_flags(closed=closed, ready=ready)
        outcomes = self.sudo()._bridge_force() if closed and ready else queued._bridge_unqueue()
        self._bridge_note_flags(changed, closed, ready, outcomes)
        return outcomes

    def _bridge_force(self):
        """Force documents into the next run. :return dict: ``{outcome: documents}``"""
        nobody = self.browse()
        posted = self.filtered(lambda move: move.state == "posted")
        released = posted.filtered("bridge_transfer_id")
        known = released.filtered(lambda move: move.bridge_transfer_id.connection_id.state in LIVE_STATES)
        never = (self - self.filtered("bridge_transfer_id"))._bridge_never_travels()
        waits = (posted - released)._bridge_goes_by_itself()
        zero = (posted - released - never).filtered(lambda move: move.currency_id.is_zero(move.amount_total))
        states = {move: move.bridge_transfer_id.state for move in known}
        there = known.filtered(lambda move: move.bridge_transfer_id.binding_id.external_id)
        under_way = known.filtered(
            lambda move: states[move] in ("sending", "uncertain") or (states[move] == "queued" and move not in there)
        )
        update = (there - under_way).filtered(lambda move: states[move] not in ("held", "gone"))
        closed = update.filtered(lambda move: move._bridge_is_of_closed_period())
        update -= closed
        again = (known - there).filtered(lambda move: states[move] in ("rejected", "withdrawn"))
        # What waits with a change goes also where that is taken back before it leaves.
        update.filtered(lambda move: states[move] == "queued").bridge_transfer_id.is_forced = True
        update._bridge_note_changed(forced=True)
        if again:
            self.env["bridge.batch"]._release_transfers(again.bridge_transfer_id)
        return {
            "update": update,
            "again": again,
            "waits": waits,
            "zero": zero,
            "never": never,
            "by_hand": posted - released - waits - zero - never,
            "under_way": under_way,
            "held": known - update - again - under_way - closed,
            "closed": closed,
            "disconnected": released - known,
            "not_posted": self - posted - never,
            "withdrawn": nobody,
        }

    def _bridge_is_of_closed_period(self):
        """Return whether the ledger would refuse an update because its books are closed."""
        link = self.bridge_transfer_id.binding_id
        closed = (link.connection_id.company_details or {}).get("closing_date") or ""
        date = (self.invoice_date or self.date).isoformat()
        return date <= closed or forbids(link.connection_id, link.remote_record_id) == "closed"

    def _bridge_never_travels(self):
        """Return which of these documents nobody can release: of another type, or from before the start date."""
        connections = self.env["bridge.connection"].search(
            [("company_id", "in", self.company_id.ids), ("state", "in", LIVE_STATES)]
        )
        starts = {connection.company_id: connection.date_from for connection in connections}
        return self.filtered(
            lambda move: (
                move.move_type not in KIND_OF
                or move.state == "posted"
                and starts.get(move.company_id)
                and move.invoice_date < starts[move.company_id]
            )
        )

    def _bridge_goes_by_itself(self):
        """Return which of these documents, none of them released, a scheduled run will release."""
        connections = self.env["bridge.connection"].search(
            [("company_id", "in", self.company_id.ids), ("state", "in", LIVE_STATES)]
        )
        by_company = {connection.company_id: connection for connection in connections if connection._sends_flagged()}
        return self.filtered(
            lambda move: (
                move.move_type in KIND_OF
                and move.company_id in by_company
                and not move.currency_id.is_zero(move.amount_total)
                and move.invoice_date >= by_company[move.company_id].date_from
            )
        )

    def _bridge_unqueue(self):
        """Withdraw what was queued when the flags were set. :return dict: ``{outcome: documents}``"""
        self.bridge_transfer_id.filtered("is_forced").is_forced = False
        self._bridge_withdraw()
        return {"withdrawn": self.filtered(lambda move: move.bridge_transfer_id.state == "withdrawn")}

    def _bridge_note_flags(self, changed, closed, ready, outcomes):
        """Write into the chatter of documents who set which flags, and what comes of it; all of them at once."""
        flags = {self.env._("Closed"): closed, self.env._("Ready for invoice"): ready}
        ticked = ", ".join(name for name, is_ticked in flags.items() if is_ticked)
        words = self.env._("Flags set: %(flags)s.", flags=ticked or self.env._("none"))
        told = {
            "update": self.env._("It goes again with the next run, as an update."),
            "again": self.env._("It goes with the next run."),
            "withdrawn": self.env._("It was queued and is withdrawn."),
            "zero": self.env._("Its total is zero: there is nothing to send, and no schedule takes it."),
        }
        bodies = dict.fromkeys(changed.ids, words)
        for outcome, sentence in told.items():
            bodies |= {move_id: f"{words} {sentence}" for move_id in outcomes.get(outcome, self.browse()).ids}
        if bodies:
            self.env["account.move"].sudo().browse(bodies)._message_log_batch(
                bodies=bodies, author_id=self.env.user.partner_id.id
            )

    def _bridge_flags_words(self, outcomes):
        """Return what a person reads who has set flags."""
        sentences = [
            self.env._(one if len(outcomes[name]) == 1 else many) % {"count": f"{len(outcomes[name]):,}"}
            for name, (one, many) in OUTCOMES.items()
            if outcomes.get(name)
        ]
        return " ".join(sentences) or self.env._("The flags are set.")
