from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..engine import defaulting
from ..ledgers.defaults import TABLE, Role
from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation

# What people decide about a row; the rest is the table's and the ledger's.
DECIDED = frozenset(("wanted", "picked_id"))
ROLES = [
    (Role.WAGES.value, "Wages"),
    (Role.WAGES_LIABILITY.value, "Wages liability"),
    (Role.SERVICE_INCOME.value, "Service income"),
    (Role.TAX.value, "Tax"),
    (Role.AUTOMATED_TAX.value, "Automatically calculated tax"),
]


class BridgeDefault(models.Model):
    """One account to begin with, and the item that is sold from it where it has one (``ledgers/defaults.py``).

    What becomes of it in the ledger stands on its links, as of every other record that travels.
    """

    _name = "bridge.default"
    _description = "Account to Begin with"
    _order = "connection_id, code, id"
    _rec_name = "name"
    _check_company_auto = True

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    role = fields.Selection(ROLES, "For", required=True, readonly=True)
    tax_id = fields.Many2one("account.tax", ondelete="set null", readonly=True, check_company=True)
    name = fields.Char("Name there", required=True, readonly=True)
    code = fields.Char("Number and SKU", required=True, readonly=True)
    wanted = fields.Boolean("Create it", default=True)
    picked_id = fields.Many2one(
        "bridge.remote.record",
        "Use this one instead",
        ondelete="set null",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'account'), ('is_active', '=', True)]",
    )
    binding_ids = fields.One2many("bridge.binding", "default_id")
    number = fields.Char(compute="_compute_words", help="Empty where account numbers are switched off there.")
    account_type = fields.Char("Account type", compute="_compute_words")
    account_detail = fields.Char("Detail type", compute="_compute_words")
    item_type = fields.Char("Item", compute="_compute_words")
    sku = fields.Char("SKU", compute="_compute_words")
    remote_record_id = fields.Many2one("bridge.remote.record", "Account there", compute="_compute_links")
    item_record_id = fields.Many2one("bridge.remote.record", "Item there", compute="_compute_links")
    state = fields.Selection(
        [
            ("planned", "Will be created"),
            ("found", "There already: will be used"),
            ("queued", "On its way"),
            ("adopted", "There already: used"),
            ("created", "Created"),
            ("conflict", "In the way"),
            ("skipped", "Left out"),
        ],
        compute="_compute_state",
    )
    note = fields.Char("What will be done", compute="_compute_state")

    _one_per_role = models.UniqueIndex("(connection_id, role) WHERE role <> 'tax'")
    _one_per_tax = models.UniqueIndex("(connection_id, tax_id) WHERE tax_id IS NOT NULL")
    _one_per_code = models.UniqueIndex("(connection_id, code)")

    # === COMPUTE === #

    @api.depends("role", "code", "connection_id.company_details", "connection_id.wages_liability_type")
    @api.depends_context("lang")
    def _compute_words(self):
        for default in self:
            row, connection = TABLE[Role(default.role)], default.connection_id
            ledger = connection._ledger()
            words = ledger.account_words(defaulting.account_type(default), row.detail)
            default.account_type, default.account_detail = words
            numbered = (connection.company_details or {}).get("account_numbers", True)
            default.number = default.code if numbered else ""
            default.item_type = self.env._("Non-inventory") if row.has_item else ""
            default.sku = default.code if row.has_item else ""

    @api.depends("binding_ids.external_id", "binding_ids.remote_record_id")
    def _compute_links(self):
        for default in self:
            default.remote_record_id = default._row_of(Kind.ACCOUNT)
            default.item_record_id = default._row_of(Kind.ITEM)

    @api.depends(
        "wanted", "picked_id", "name", "binding_ids.external_id", "connection_id.wages_liability_type", "tax_id"
    )
    @api.depends_context("lang")
    def _compute_state(self):
        for connection, defaults in self.grouped("connection_id").items():
            shelf = defaulting.Shelf(connection.sudo())
            for default in defaults:
                default.state, default.note = default.sudo()._standing(shelf)

    def _is_settled(self):
        """Return whether a row is there, or may be on its way: it keeps its name."""
        busy = ("sending", "uncertain")
        links = self.sudo().binding_ids
        return any(link.external_id for link in links) or any(one.state in busy for one in links.transfer_ids)

    def _link_of(self, kind):
        return self.sudo().binding_ids.filtered(lambda link: link.kind == kind.value)

    def _row_of(self, kind):
        """Return what a row is there, empty where it is nothing yet."""
        link = self._link_of(kind)
        link = link.alias_of_id or link
        return link.remote_record_id if link.external_id else link.remote_record_id.browse()

    @property
    def _kinds(self):
        """What a row is in the ledger: an account, and the item that is sold from it."""
        return (Kind.ACCOUNT, Kind.ITEM) if TABLE[Role(self.role)].has_item else (Kind.ACCOUNT,)

    def _standing(self, shelf):
        """Return the state of a row and what there is to say about it."""
        links = self.binding_ids
        open_kinds = [kind for kind in self._kinds if not self._row_of(kind)]
        if not open_kinds:
            made = links.filtered(lambda link: link.bound_by in ("created", "evidence"))
            return ("created" if made else "adopted"), ""
        if issue := links.issue_ids.filtered(lambda issue: issue.state == "open")[:1]:
            return "conflict", issue.reason_text
        if links.transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "sending", "uncertain")):
            return "queued", self.connection_id._next_run_words()
        if not self.wanted:
            return "skipped", ""
        looks = self._looks(shelf, open_kinds)
        for look in looks:
            if look.reason:
                return "conflict", self.connection_id._reason_words(look.reason, look.arguments)
        rows = [look.row for look in looks if look.row]
        if len(rows) < len(open_kinds):
            return "planned", ""
        return "found", ", ".join(row.full_name or row.name or "" for row in rows)

    def _looks(self, shelf, kinds):
        """Return the ``Look`` of each of these kinds, in their order."""
        account = self._row_of(Kind.ACCOUNT) or self.picked_id
        found = defaulting.Look(account) if account else shelf.account(self)
        looks = {Kind.ACCOUNT: found}
        if Kind.ITEM in kinds:
            looks[Kind.ITEM] = shelf.item(self, found.row)
        return [looks[kind] for kind in kinds]

    # === LIFE === #

    def write(self, vals):
        """People say whether a row is wanted, and which account it is; nobody writes the rest by hand.

        What is not wanted any more leaves the queue, where it has not left that already.
        """
        if not self.env.su and (strange := vals.keys() - DECIDED):
            raise AccessError(
                self.env._("These fields are kept by the bridge: %(names)s.", names=", ".join(sorted(strange)))
            )
        result = super().write(vals)
        if vals.get("wanted") is False:
            waiting = self.sudo().binding_ids.transfer_ids
            waiting.filtered(lambda transfer: transfer.state in ("queued", "rejected"))._leave_outbox("withdrawn")
        return result

    @api.constrains("picked_id")
    def _check_picked(self):
        for default in self.filtered("picked_id"):
            picked = default.picked_id
            if picked.connection_id != default.connection_id or picked.kind != Kind.ACCOUNT.value:
                raise ValidationError(self.env._("That entry of the ledger is no account of this connection."))
            if default._link_of(Kind.ACCOUNT).external_id and default._row_of(Kind.ACCOUNT) != picked:
                raise ValidationError(self.env._("%(name)s is there already and used.", name=default.name))

    # === INTO THE LEDGER === #

    def _write_out(self):
        """Link what is there, and write the intention to make the rest. Twice it comes to the same."""
        for connection, defaults in self.grouped("connection_id").items():
            shelf, links = defaulting.Shelf(connection), {}
            for kind in (Kind.ACCOUNT, Kind.ITEM):
                mine = defaults.filtered(lambda default, kind=kind: kind in default._kinds)
                links[kind] = self.env["bridge.binding"]._reserve(connection, mine, kind)
            open_links = (links[Kind.ACCOUNT] | links[Kind.ITEM]).filtered(lambda link: not link.external_id)
            for link in open_links.filtered(lambda link: link.kind == Kind.ACCOUNT.value):
                link.default_id._adopt(shelf, link)
            for link in open_links.filtered(lambda link: link.kind == Kind.ITEM.value):
                link.default_id._adopt(shelf, link)
            self._queue(open_links.filtered(lambda link: not link.external_id))
            defaulting.settle(links[Kind.ACCOUNT] | links[Kind.ITEM])

    def _adopt(self, shelf, link):
        """Link a row to what is there already, unless it is on its way."""
        if link.transfer_ids.filtered(lambda transfer: transfer.state in ("sending", "uncertain")):
            return
        (look,) = self._looks(shelf, [Kind(link.kind)])
        if look.row and not look.reason:
            link._bind(look.row, "picked" if look.row == self.picked_id else "key")
            left = link.transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "rejected"))
            left._leave_outbox("withdrawn")

    def _queue(self, links):
        """Write the creation of what these links stand for into the outbox; what was refused goes once more."""
        transfers = self.env["bridge.transfer"]
        newest = transfers._newest(links) if links else {}
        again = transfers.union(*newest.values()).filtered(
            lambda transfer: transfer.state in ("rejected", "held", "withdrawn", "gone")
        )
        again._requeue()
        for connection in again.connection_id:
            self.env["bridge.issue"]._close_stale(connection.id)
        accounts = {link.default_id: link for link in links if link.kind == Kind.ACCOUNT.value}
        created = transfers.create(
            [
                {
                    "connection_id": link.connection_id.id,
                    "binding_id": link.id,
                    "operation": Operation.CREATE.value,
                    "need_ids": [(6, 0, accounts[link.default_id].ids)]
                    if link.kind == Kind.ITEM.value and link.default_id in accounts
                    else [],
                }
                for link in links
                if link not in newest or newest[link].state == "processed"
            ]
        )
        created._note_creation()

    @api.model
    def _bridge_prepare(self, preparation, links):
        """Return what rows are in the ledger: ``{link id: Prepared}``. The engine calls it right before they leave."""
        return defaulting.prepare(preparation, links.sudo())

    def _use(self):
        """What is there is used by the connection, where nothing was chosen before."""
        self.ensure_one()
        connection, account, item = self.connection_id, self.remote_record_id, self.item_record_id
        if self.role == Role.SERVICE_INCOME.value:
            if account and not connection.income_account_id:
                connection.income_account_id = account
            if item and not connection.line_item_id:
                connection.line_item_id = item
        elif self.tax_id and item and connection.tax_style == "lines":
            if self.tax_id not in connection.mapping_ids.tax_id:
                self.env["bridge.mapping"].create(
                    {
                        "connection_id": connection.id,
                        "kind": "tax",
                        "tax_id": self.tax_id.id,
                        "remote_record_id": item.id,
                    }
                )
