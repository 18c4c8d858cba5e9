from odoo import api, fields, models
from odoo.exceptions import UserError

from .bridge_cure import PROBABLE

# Who is nowhere there: to create all of these makes nobody twice. Who could be there already is looked at one by one,
# and so is who was linked and is gone: it may have been merged into another one.
NOWHERE = tuple(f"{kind}_{what}" for kind in ("customer", "item") for what in ("missing", "asked"))
# What is answered once it is said who a record is, or that it is to be created.
WHO = tuple(
    f"{kind}_{what}"
    for kind in ("customer", "item")
    for what in (
        "missing", "asked", "gone", "ambiguous", "probable", "inactive", "name_empty", "name_taken", "unlinked",
        "key_missing", "key_shared", "keeps_stock",
    )
)  # fmt: skip


class BridgeIssueSelection(models.Model):
    """What is done to many issues at once, and how many documents each of them holds up."""

    _inherit = "bridge.issue"

    frees_text = fields.Char("What it frees", compute="_compute_frees_text")

    @api.depends("state", "transfer_count")
    @api.depends_context("lang")
    def _compute_frees_text(self):
        for issue in self:
            count = issue.transfer_count if issue.state == "open" else 0
            if not count:
                issue.frees_text = ""
            elif count == 1:
                issue.frees_text = self.env._("Settling it frees 1 document.")
            else:
                issue.frees_text = self.env._("Settling it frees %(count)s documents.", count=f"{count:,}")

    def _also_frees(self):
        """Return what else goes on when the issue that holds up one document is settled, "" where nothing does."""
        others = self.transfer_count - 1 if self.state == "open" else 0
        if others < 1:
            return ""
        if others == 1:
            return self.env._("Settling it also frees 1 other document.")
        return self.env._("Settling it also frees %(count)s other documents.", count=f"{others:,}")

    def action_accept_probable(self):
        """Link every record of a selection that has one probable match to it.

        What is not beyond doubt is left: several that it could be, or one that several of them could be.
        """
        self._check_bulk("bookkeeper")
        probable = self.filtered(lambda issue: issue.state == "open" and issue._is_probable())
        if not probable:
            raise UserError(self.env._("None of the selected issues has exactly one probable match."))
        claims = {}
        for issue in probable.sudo():
            claims.setdefault(issue._match(), []).append(issue)
        clear = self.browse(issues[0].id for issues in claims.values() if len(issues) == 1)
        held = clear.sudo()._held_matches()
        clear = clear.filtered(lambda issue: issue.sudo()._match() not in held)
        linked = clear.filtered("binding_id").sudo()
        rows = {issue.candidate_ids: issue.binding_id for issue in linked}
        self.env["bridge.binding"].sudo()._bind_all(rows, "confirmed")
        none = self.env["bridge.remote.record"]
        notes = [(link, none, row) for row, link in rows.items()]
        self.env["bridge.binding"].sudo()._note_links("linked", notes, self.env._("Probable match, accepted."))
        linked._solve("confirm_match")
        for issue in clear - linked:
            issue._link_partner(issue.partner_ids)
        return self._tell_bulk(self.env._("Accepted: %(count)s.", count=len(clear)), len(self) - len(clear))

    def _is_probable(self):
        """Return whether exactly one entry, or one partner, is most likely the one."""
        if self.reason in PROBABLE:
            row = self.candidate_ids
            return len(row) == 1 and row.is_active and not row.is_gone
        return self.reason == "customer_unclear" and len(self.partner_ids) == 1

    def _match(self):
        """Return what it could be: the entry there, or the partner here."""
        return self.candidate_ids if self.binding_id else self.partner_ids

    def _held_matches(self):
        """Return the entries and partners of these issues that somebody else is linked to already."""
        bindings = self.env["bridge.binding"]
        rows = bindings.search(
            [("remote_record_id", "in", self.candidate_ids.ids), ("external_id", "!=", False)]
        ).remote_record_id
        return set(rows)

    def action_create_all(self):
        """Create there what each of the selection misses: only what could not be there already."""
        self._check_bulk("bookkeeper")
        mine = self.filtered(lambda issue: issue.state == "open" and issue.reason in NOWHERE)
        if not mine:
            raise UserError(
                self.env._("None of the selected issues is about something that is nowhere there: nothing is created.")
            )
        mine.sudo().binding_id.may_create = True
        mine._solve("create")
        return self._tell_bulk(self.env._("To be created: %(count)s.", count=len(mine)), len(self) - len(mine))

    @api.model
    def _who_of(self, links):
        """Return what is asked about who these links are."""
        domain = [("binding_id", "in", links.ids), ("state", "in", ("open", "ignored")), ("reason", "in", WHO)]
        return self.search(domain)

    def _check_bulk(self, rank):
        self.check_access("read")
        self.env["bridge.cure"]._check_rank(rank)

    def _tell_bulk(self, message, others):
        if others:
            one = self.env._("1 was left as it is: it needs a look of its own.")
            many = self.env._("%(count)s were left as they are: each needs a look of its own.", count=others)
            message += " " + (one if others == 1 else many)
        return self.env["bridge.cure"]._tell(message, "warning" if others else "success")
