from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import suggesting
from ..ledgers.documents import Kind

# What a page is opened for, and which kinds of counterpart it looks for.
PAGES = {"tax": ("tax",), "account": ("account", "deposit"), "item": ("item",)}
COLUMN_OF = {
    "tax": "tax_id",
    "account": "account_id",
    "line": "account_id",
    "deposit": "journal_id",
    "item": "product_id",
}


class BridgeSuggestion(models.TransientModel):
    """*Suggest*: what most likely stands for what lacks a counterpart, and what speaks for it.

    Nothing is written before a person confirms, and only what is ticked then.
    """

    _name = "bridge.suggestion"
    _description = "Suggested counterparts"

    connection_id = fields.Many2one("bridge.connection", required=True, readonly=True)
    ledger_name = fields.Char(related="connection_id.ledger_name")
    about = fields.Selection(
        [("tax", "Taxes"), ("account", "Accounts"), ("item", "Items")], "For", required=True, readonly=True
    )
    line_ids = fields.One2many("bridge.suggestion.line", "suggestion_id")
    record_count = fields.Integer(readonly=True)
    tie_count = fields.Integer(readonly=True)
    more_count = fields.Integer(readonly=True, help="Records for which there was no room on this page.")

    @api.depends("about")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for suggestion in self:
            suggestion.display_name = self.env._("Suggest")

    @api.model
    def _suggest(self, connection, about):
        """Look for counterparts. :return: the page with what was found"""
        engine = connection.sudo()
        if not engine.first_read_at:
            raise UserError(
                self.env._(
                    "%(ledger)s has not been read yet: connect it, and ask again when the first run has ended.",
                    ledger=engine.ledger_name,
                )
            )
        found = suggesting.suggest(connection, PAGES[about])
        shown = found[: suggesting.MOST]
        return self.create(
            {
                "connection_id": connection.id,
                "about": about,
                "record_count": len(shown),
                "more_count": len(found) - len(shown),
                "tie_count": sum(candidates[0].standing == "tie" for _subject, candidates in shown),
                "line_ids": [
                    (0, 0, self._line(place, subject, candidate, rank, candidates))
                    for place, (subject, candidates) in enumerate(shown)
                    for rank, candidate in enumerate(candidates, 1)
                ],
            }
        )

    def _line(self, place, subject, candidate, rank, candidates):
        return {
            "sequence": place,
            "rank": rank,
            "kind": subject.kind,
            COLUMN_OF[subject.kind]: subject.record.id,
            "subject_name": " ".join(filter(None, (subject.code, subject.names[0]))),
            "remote_record_id": candidate.row.id,
            "standing": candidate.standing,
            "used_count": candidate.proof.used,
            "words": self._words(subject, candidate, candidates),
            "is_ticked": candidate.is_sure,
        }

    def _words(self, subject, candidate, candidates):
        """Return in words what speaks for a candidate: *same rate 8.25 % and the name; used in 14 linked invoices*."""
        proof, row = candidate.proof, candidate.row
        likeness = []
        if proof.code:
            theirs = (row.details or {}).get("number") or ""
            if subject.kind == "item":
                likeness.append(self.env._("the same SKU %(sku)s", sku=subject.code))
            elif proof.code > 1:
                likeness.append(self.env._("the same number %(number)s", number=theirs))
            else:
                likeness.append(self.env._("the number %(theirs)s for %(ours)s", theirs=theirs, ours=subject.code))
        if proof.rate:
            likeness.append(self.env._("the same rate %(rate)s %%", rate=format(subject.rate, "f")))
        if proof.name:
            likeness.append(self.env._("the same name"))
        elif proof.words > 1:
            likeness.append(self.env._("%(count)s words of the name", count=proof.words))
        elif proof.words:
            likeness.append(self.env._("a word of the name"))
        parts = [self._joined(likeness)] if likeness else []
        if proof.used:
            parts.append(self._used(subject.kind, proof.used))
        if candidate.standing == "tie":
            others = [other.row.display_name for other in candidates if other.standing == "tie" and other.row != row]
            parts.append(self.env._("as good as %(others)s", others=", ".join(others)))
        return "; ".join(parts)

    def _joined(self, likeness):
        *first, last = likeness
        return self.env._("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last

    def _used(self, kind, count):
        if kind == "deposit":
            one, many = (
                self.env._("used in 1 linked payment"),
                self.env._("used in %(count)s linked payments", count=count),
            )
        else:
            one, many = (
                self.env._("used in 1 linked invoice"),
                self.env._("used in %(count)s linked invoices", count=count),
            )
        return one if count == 1 else many

    # === CONFIRM === #

    def action_confirm(self):
        """Write what is ticked: mappings, and links of items."""
        self.ensure_one()
        cures = self.env["bridge.cure"]
        cures._check_rank("bookkeeper")
        self.connection_id.check_access("read")
        ticked = self.line_ids.filtered("is_ticked")
        if not ticked:
            raise UserError(self.env._("Nothing is ticked."))
        ticked._check_still_good()
        mapped = ticked.filtered(lambda line: line.kind != "item")
        self.env["bridge.mapping"].create([line._mapping() for line in mapped])
        (ticked - mapped)._link_items()
        message = self.env._("%(count)s counterparts were chosen.", count=len(ticked))
        if len(ticked) == 1:
            message = self.env._("1 counterpart was chosen.")
        return cures._tell(message)


class BridgeSuggestionLine(models.TransientModel):
    """One candidate for one record of Odoo."""

    _name = "bridge.suggestion.line"
    _description = "Suggested counterpart"
    _order = "sequence, rank, id"

    suggestion_id = fields.Many2one("bridge.suggestion", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(readonly=True)
    rank = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("tax", "Tax"),
            ("account", "Account of discounts and write-offs"),
            ("line", "Account of lines"),
            ("deposit", "Deposit account of a journal"),
            ("item", "Item"),
        ],
        required=True,
        readonly=True,
    )
    tax_id = fields.Many2one("account.tax", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    subject_name = fields.Char("In Odoo", readonly=True)
    remote_record_id = fields.Many2one("bridge.remote.record", "In the ledger", required=True, readonly=True)
    standing = fields.Selection(
        [("leads", "Best"), ("tie", "As good as another"), ("other", "Possible")], required=True, readonly=True
    )
    words = fields.Char("What speaks for it", readonly=True)
    used_count = fields.Integer("Linked documents", readonly=True)
    is_ticked = fields.Boolean("Use it")

    def _record(self):
        return self[COLUMN_OF[self.kind]]

    def _check_still_good(self):
        """Look again at what was ticked: the page may be old, and a call may say anything.

        :raise UserError: two are ticked for one record, or an entry cannot be used any more.
        """
        connection = self.suggestion_id.connection_id
        records = self.mapped(lambda line: (line.kind, line._record().id))
        twice = next((line for line in self if records.count((line.kind, line._record().id)) > 1), None)
        if twice:
            raise UserError(
                self.env._("Two entries are ticked for %(name)s. Please leave one.", name=twice.subject_name)
            )
        rows = self.remote_record_id.sudo()
        bad = rows.filtered(lambda row: row.connection_id != connection or row.is_gone or not row.is_active)
        items = self.filtered(lambda line: line.kind == "item").remote_record_id.sudo()
        held = (
            self.env["bridge.binding"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", Kind.ITEM.value),
                    ("external_id", "in", items.mapped("remote_id")),
                ]
            )
        )
        bad |= items.filtered(lambda row: row.kind != Kind.ITEM.value or row.remote_id in held.mapped("external_id"))
        if len(items) < len(self.filtered(lambda line: line.kind == "item")):
            raise UserError(self.env._("One item there cannot stand for two products. Please leave one ticked."))
        if bad:
            raise UserError(
                self.env._(
                    "These cannot be chosen any more: %(names)s. Please suggest again.",
                    names=", ".join(bad.mapped("display_name")),
                )
            )

    def _mapping(self):
        """Return the values of the mapping that it becomes."""
        return {
            "connection_id": self.suggestion_id.connection_id.id,
            "kind": self.kind,
            COLUMN_OF[self.kind]: self._record().id,
            "remote_record_id": self.remote_record_id.id,
        }

    def _link_items(self):
        """Link products to the items that were ticked."""
        connection = self.suggestion_id.connection_id
        links = self.env["bridge.binding"].sudo()._reserve(connection.sudo(), self.product_id.sudo(), Kind.ITEM)
        by_product = {link.product_id: link for link in links}
        for line in self:
            link = by_product[line.product_id.sudo()]
            if link.external_id or link.alias_of_id:
                raise UserError(self.env._("%(name)s is linked already.", name=line.subject_name))
            link._link_to(line.remote_record_id.sudo(), self.env._("suggested: %(words)s", words=line.words))
