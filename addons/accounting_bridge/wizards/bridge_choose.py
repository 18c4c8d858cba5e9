from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import meeting
from ..engine.look_alikes import MOST, look_alikes
from ..ledgers.documents import Kind
from ..ledgers.keys import name_key


class BridgeChoose(models.TransientModel):
    """Who is who, where several records of Odoo and several entries of the ledger share a key.

    On the left the records of Odoo, each with the entry that it is; on the right the entries. Several records may be
    one entry; what is paired with nothing is created on the other side, or left.
    """

    _name = "bridge.choose"
    _description = "Choose Who Is Who"

    issue_id = fields.Many2one("bridge.issue", required=True, readonly=True)
    reason_text = fields.Char(related="issue_id.reason_text")
    frees_text = fields.Char(related="issue_id.frees_text")
    connection_id = fields.Many2one(related="issue_id.connection_id")
    ledger_name = fields.Char(related="issue_id.connection_id.ledger_name")
    kind = fields.Selection(related="issue_id.kind")
    line_ids = fields.One2many("bridge.choose.line", "wizard_id", "In Odoo")
    entry_ids = fields.One2many("bridge.choose.entry", "wizard_id", "In the ledger")
    remote_record_ids = fields.Many2many("bridge.remote.record", readonly=True)
    is_cut = fields.Boolean(readonly=True, help="There are more than one page shows.")

    # === MADE === #

    @api.model
    def _for_issue(self, issue):
        """Return a chooser with everybody who shares a key with the record, or the entry, at the root of an issue."""
        issue.ensure_one()
        known = issue.sudo()
        link, kind = known.binding_id, Kind(known.kind)
        if kind not in (Kind.CUSTOMER, Kind.ITEM) or not (link or known.remote_record_id):
            raise UserError(self.env._("This issue is not about who is who."))
        connection = known.connection_id
        model = "res.partner" if kind is Kind.CUSTOMER else "product.product"
        asked = link._record().sudo() if link else self.env[model].sudo()
        rows = known.candidate_ids | known.remote_record_id
        record_ids, row_ids = look_alikes(connection, kind, asked, rows)
        # Of the records of Odoo whoever chooses sees those that they may see.
        seen = set(self.env[model].with_context(active_test=False).search([("id", "in", record_ids)]).ids)
        records = self.env[model].browse(each for each in record_ids if each in seen)
        entries = self.env["bridge.remote.record"].browse(row_ids)
        currency = link.currency_name or ""
        if not link:
            currency = connection._customer_currency_there(known.remote_record_id.currency_name)
        held = self._held(connection, kind, records, currency)
        suggested = _suggested(records, entries, held, kind)
        return self.create(
            {
                "issue_id": issue.id,
                "remote_record_ids": [(6, 0, entries.ids)],
                "is_cut": max(len(record_ids), len(row_ids)) >= MOST,
                "line_ids": [
                    (0, 0, self._line_values(record, kind, currency, held.get(record.id), suggested.get(record.id)))
                    for record in records
                ],
                "entry_ids": [(0, 0, {"remote_record_id": row.id}) for row in entries],
            }
        )

    @api.model
    def _held(self, connection, kind, records, currency):
        """Return ``{record id: row of the entry that it is linked to}``."""
        column = "partner_id" if kind is Kind.CUSTOMER else "product_id"
        links = (
            self.env["bridge.binding"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("kind", "=", kind.value),
                    (column, "in", records.ids),
                    ("currency_name", "=", currency or False),
                    ("external_id", "!=", False),
                ],
                order="alias_of_id desc, id",
            )
        )
        return {link[column].id: link.remote_record_id for link in links}

    @api.model
    def _line_values(self, record, kind, currency, held, suggested):
        row = held or suggested
        return {
            "partner_id": record.id if kind is Kind.CUSTOMER else False,
            "product_id": record.id if kind is Kind.ITEM else False,
            "currency_name": currency or False,
            "linked_id": held.id if held else False,
            "remote_record_id": row.id if row else False,
            "decision": "link" if row else "leave",
        }

    # === PRESSED === #

    def action_choose(self):
        """Link what was paired, and let the rest be created or left, as it was said."""
        self.ensure_one()
        cures = self.env["bridge.cure"]
        cures._check_rank("user")
        self.issue_id.check_access("read")
        if self.issue_id.state != "open":
            raise UserError(self.env._("This is settled already. Please reload the page."))
        changed = self.line_ids.filtered(lambda line: line._is_changed())
        added = self.entry_ids.filtered("is_added")
        if not (changed or added):
            raise UserError(
                self.env._("Nothing was chosen yet: pair at least one record of Odoo with an entry, or create it.")
            )
        if added or any(line.decision == "create" or line.linked_id for line in changed):
            # To create, and to undo a link that there is, is for those who keep the books.
            cures._check_rank("bookkeeper")
        links = self._apply_pairs(changed.filtered(lambda line: line.decision == "link"))
        creations = self._apply_creations(changed.filtered(lambda line: line.decision == "create"))
        self._apply_additions(added.filtered(lambda entry: entry.remote_record_id not in links.remote_record_id))
        return self._settle(links | creations, len(changed), len(added))

    def _apply_pairs(self, lines):
        """Link records with the entries they were paired with. :return: their links."""
        links, old = self.env["bridge.binding"].sudo(), {}
        pairs = [(line._reserved(), line._checked_row()) for line in lines]
        moving = links.union(*(link for link, row in pairs if link.external_id and link.remote_record_id != row))
        if moving:
            # As it is now, and not as the page showed it.
            self.env["bridge.cure"]._check_rank("bookkeeper")
            moving._check_changeable()
        # First all let go, so that two records can change places.
        for link in moving:
            old[link] = link.remote_record_id
            link._refuse()
            link._let_go()
        why = self.issue_id._words_of_pick()
        for link, row in pairs:
            if link.external_id:
                continue
            link._bind(row, "picked")
            before = old.get(link, row.browse())
            link._note_links("relinked" if before else "linked", [(link, before, row)], why)
        return links.union(*(link for link, _row in pairs))

    def _apply_creations(self, lines):
        """Let records be created there by the next run. :return: their links."""
        links = self.env["bridge.binding"].sudo().union(*(line._reserved() for line in lines))
        if any(link.external_id for link in links):
            raise UserError(self.env._("Who is linked is not created there: unlink it first."))
        links.may_create = True
        return links

    def _apply_additions(self, entries):
        """Make partners of entries."""
        rows = entries.sudo().remote_record_id
        if rows and self.kind != Kind.CUSTOMER.value:
            raise UserError(self.env._("Only customers can be added to Odoo."))
        if rows:
            connection = self.issue_id.sudo().connection_id
            meeting.Meeting(None, connection).make([self._checked(row) for row in rows])

    def _checked(self, row):
        """Return a row of the mirror that may be linked here. :raise UserError: it may not."""
        issue = self.issue_id.sudo()
        fits = (row.connection_id, row.kind) == (issue.connection_id, issue.kind) and row in self.remote_record_ids
        if not fits or not row.is_active or row.is_gone:
            raise UserError(
                self.env._(
                    '"%(name)s" cannot be linked: it is not in use in the ledger. Pick another one, or make it active '
                    "there first.",
                    name=row.display_name or "",
                )
            )
        return row

    def _settle(self, links, paired, added):
        """Close every question that is answered now, and tell what became of it."""
        issue = self.issue_id.sudo()
        issues = issue._who_of(links)
        rows = links.remote_record_id | self.entry_ids.filtered("is_added").remote_record_id.sudo()
        issues |= issue.search(
            [("remote_record_id", "in", rows.ids), ("reason", "=", "customer_unclear"), ("state", "=", "open")]
        )
        waiting = sum(issues.mapped("transfer_count"))
        issues.with_env(self.issue_id.env)._solve("choose")
        rows.is_to_meet = False
        issue.connection_id._wake()
        told = [self.env._("Settled: %(count)s.", count=paired + added)]
        if waiting:
            told.append(self.env._("Documents that go on: %(count)s.", count=waiting))
        return self.env["bridge.cure"]._tell(" ".join(told))


class BridgeChooseLine(models.TransientModel):
    """One record of Odoo, and the entry of the ledger that it is."""

    _name = "bridge.choose.line"
    _description = "Choose Who Is Who: Record of Odoo"

    wizard_id = fields.Many2one("bridge.choose", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    currency_name = fields.Char("Currency", readonly=True)
    record_name = fields.Char("In Odoo", compute="_compute_record")
    known_by = fields.Char("Known by", compute="_compute_record", help="E-mail, phone and place; SKU of an item.")
    linked_id = fields.Many2one("bridge.remote.record", "Linked to", readonly=True, ondelete="cascade")
    remote_record_id = fields.Many2one("bridge.remote.record", "Is in the ledger", ondelete="cascade")
    decision = fields.Selection(
        [("link", "Is this one"), ("create", "Create it there"), ("leave", "Leave it")],
        "What to do",
        default="leave",
        required=True,
    )

    @api.depends("partner_id", "product_id")
    def _compute_record(self):
        for line in self:
            partner, product = line.partner_id, line.product_id
            told = (partner.email, partner.phone, partner.city) if partner else (product.default_code,)
            line.record_name = (partner or product).display_name or ""
            line.known_by = " · ".join(filter(None, told))

    @api.onchange("remote_record_id")
    def _onchange_remote_record_id(self):
        if self.remote_record_id:
            self.decision = "link"
        elif self.decision == "link":
            self.decision = "leave"

    def _is_changed(self):
        """Return whether anything was said of this record that is not so already."""
        if self.decision == "link":
            return bool(self.remote_record_id) and self.remote_record_id != self.linked_id
        return self.decision == "create"

    def _reserved(self):
        """Return the link of the record, in the currency that is asked about; one is made where there is none."""
        record = self.partner_id or self.product_id
        record.check_access("read")
        issue, kind = self.wizard_id.issue_id.sudo(), Kind(self.wizard_id.kind)
        connection, company = issue.connection_id, record.sudo().company_id
        top = record.sudo().commercial_partner_id if kind is Kind.CUSTOMER else record
        # A job is no customer of its own, and may be what is asked about.
        is_own = top.id == record.id or record.id == issue.binding_id.partner_id.id
        if not record or not is_own or (company and company != connection.company_id):
            raise UserError(self.env._("This record belongs to another company, or is no customer of its own."))
        links = self.env["bridge.binding"].sudo()
        return links._reserve(connection, record.sudo(), kind, self.currency_name or "")

    def _checked_row(self):
        return self.wizard_id._checked(self.remote_record_id.sudo())


class BridgeChooseEntry(models.TransientModel):
    """One entry of the ledger that shares a key, and whether it is to be added to Odoo."""

    _name = "bridge.choose.entry"
    _description = "Choose Who Is Who: Ledger Record"

    wizard_id = fields.Many2one("bridge.choose", required=True, ondelete="cascade")
    remote_record_id = fields.Many2one("bridge.remote.record", "In the ledger", readonly=True, ondelete="cascade")
    known_by = fields.Char("Known by", compute="_compute_told")
    stands_for = fields.Char("Linked to", compute="_compute_told")
    is_added = fields.Boolean("Add it to Odoo", help="Nobody of Odoo is it: a new customer is made of it.")

    @api.depends("remote_record_id")
    @api.depends_context("lang")
    def _compute_told(self):
        holders = defaultdict(list)
        links = self.env["bridge.binding"].search(
            [("remote_record_id", "in", self.remote_record_id.ids), ("external_id", "!=", False)]
        )
        for link in links:
            holders[link.remote_record_id].append(link.record_name)
        for entry in self:
            row = entry.remote_record_id
            party = (row.details or {}).get("party") or {}
            place = (party.get("billing") or {}).get("city")
            told = (row.email, row.sku, row.number, party.get("phone"), place)
            inactive = "" if row.is_active else self.env._("inactive")
            entry.known_by = " · ".join(filter(None, (*told, inactive)))
            entry.stands_for = ", ".join(holders.get(row, ()))


def _suggested(records, entries, held, kind):
    """Return ``{record id: row}`` of what bears the same name once on each side, and is nobody's: to be looked at."""
    taken = {row.id for row in held.values()}
    here, there = defaultdict(list), defaultdict(list)
    for record in records:
        names = (record.name,) if kind is Kind.CUSTOMER else (record.default_code, record.name)
        for key in {name_key(name) for name in names} - {""}:
            here[key].append(record.id)
    for row in entries.filtered(lambda row: row.is_active and row.id not in taken):
        there[row.match_key].append(row)
    pairs = {}
    for key, ids in here.items():
        if len(ids) == 1 and len(there[key]) == 1 and ids[0] not in held:
            pairs.setdefault(ids[0], there[key][0])
    return pairs
