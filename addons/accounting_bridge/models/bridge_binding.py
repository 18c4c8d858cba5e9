import hashlib

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..engine import paying
from ..engine.agreed import content_accepted, content_of_row
from ..engine.bulk import update_rows
from ..ledgers.documents import DOCUMENTS, Kind

# Which column of a binding holds the record of a host model.
HOST_COLUMNS = {"res.partner": "partner_id", "product.product": "product_id", "account.move": "move_id"}
# What a record is besides something else: its mark there says so.
_BESIDES = (Kind.VENDOR, Kind.PAYMENT, Kind.ACCOUNT)


class BridgeBinding(models.Model):
    """This Odoo record *is* that ledger record. Made empty at release, filled when the ledger has answered.

    Uniqueness is kept by partial indexes and by no constraint: core's partner merge would delete the
    loser's rows.
    """

    _name = "bridge.binding"
    _description = "Accounting Bridge Link"
    _order = "connection_id, kind, id"
    _check_company_auto = True

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    res_model = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            (Kind.CUSTOMER.value, "Customer"),
            (Kind.VENDOR.value, "Vendor"),
            (Kind.ITEM.value, "Item"),
            (Kind.INVOICE.value, "Invoice"),
            (Kind.CREDIT_NOTE.value, "Credit note"),
            (Kind.PAYMENT.value, "Payment"),
            (Kind.BILL.value, "Bill"),
            (Kind.JOURNAL_ENTRY.value, "Journal entry"),
        ],
        required=True,
        readonly=True,
    )
    is_document = fields.Boolean(compute="_compute_is_document")
    partner_id = fields.Many2one("res.partner", ondelete="restrict", index="btree_not_null", readonly=True)
    product_id = fields.Many2one("product.product", ondelete="restrict", index="btree_not_null", readonly=True)
    move_id = fields.Many2one("account.move", ondelete="restrict", index="btree_not_null", readonly=True)
    currency_name = fields.Char(
        "Currency", readonly=True, help="Of a customer in another currency than that of the books; empty for that one."
    )
    trace = fields.Char(required=True, readonly=True, help="The mark of this record on everything it becomes there.")
    external_id = fields.Char("Ledger ID", readonly=True)
    version = fields.Char(readonly=True)
    digest = fields.Char(readonly=True, help="Of what the ledger accepted last.")
    field_digests = fields.Json(readonly=True, help="Of each field of what the ledger accepted last.")
    agreed = fields.Json(
        readonly=True,
        help="What the ledger held when both sides agreed last; of a customer also what Odoo had.",
    )
    remote_record_id = fields.Many2one(
        "bridge.remote.record", "In the ledger", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    bound_by = fields.Selection(
        [
            ("key", "The same key on both sides, once each"),
            ("created", "Created there by the bridge"),
            ("pulled", "Created in Odoo by the bridge"),
            ("picked", "Picked by a person"),
            ("confirmed", "Confirmed by a person"),
            ("evidence", "Found there after an answer was lost"),
            ("merged", "Merged into it there"),
        ],
        "Linked because",
        readonly=True,
    )
    bound_at = fields.Datetime("Linked on", readonly=True)
    alias_of_id = fields.Many2one("bridge.binding", readonly=True, ondelete="restrict", index="btree_not_null")
    may_create = fields.Boolean(readonly=True, help="A person said: create it there.")
    use_other_name = fields.Boolean(readonly=True, help="The plain name belongs to somebody else there.")
    stock_confirmed = fields.Boolean(
        readonly=True, help="A person said that it may be invoiced although it keeps stock."
    )
    update_confirmed = fields.Boolean(
        readonly=True, help="A person said that what belongs to an earlier month may be changed there."
    )
    send_anyway = fields.Boolean(
        readonly=True, help="A person said that what bears its number there is another document."
    )
    money_alone = fields.Boolean(
        readonly=True, help="A person said that the money of this payment goes without its discount or write-off."
    )
    remote_number = fields.Char("Number there", readonly=True)
    remote_total = fields.Char("Total there", readonly=True)
    remote_tax = fields.Char("Tax there", readonly=True)
    totals_agree = fields.Boolean(readonly=True)
    difference_accepted_by_id = fields.Many2one("res.users", readonly=True)
    transfer_ids = fields.One2many("bridge.transfer", "binding_id")
    issue_ids = fields.One2many("bridge.issue", "binding_id", "Open issues", domain=[("state", "=", "open")])
    issue_id = fields.Many2one("bridge.issue", compute="_compute_issue")
    issue_text = fields.Char("What is wrong", compute="_compute_issue")
    cures = fields.Json("What can be done", compute="_compute_cures", exportable=False)
    record_name = fields.Char("Odoo record", compute="_compute_record_name")

    # A customer has one currency in some ledgers and may be a vendor too; a credit note is a document and pays others.
    _one_per_partner = models.UniqueIndex(
        "(connection_id, partner_id, kind, COALESCE(currency_name, ''))"
        " WHERE partner_id IS NOT NULL AND alias_of_id IS NULL"
    )
    _one_per_product = models.UniqueIndex(
        "(connection_id, product_id) WHERE product_id IS NOT NULL AND alias_of_id IS NULL"
    )
    _one_per_move = models.UniqueIndex(
        "(connection_id, move_id, kind) WHERE move_id IS NOT NULL AND alias_of_id IS NULL"
    )
    _one_per_entry = models.UniqueIndex(
        "(connection_id, kind, external_id) WHERE external_id IS NOT NULL AND alias_of_id IS NULL"
    )
    _not_agreed = models.Index(
        "(connection_id, id) WHERE kind = 'customer' AND agreed IS NULL AND external_id IS NOT NULL"
        " AND alias_of_id IS NULL"
    )
    _unbound = models.Index("(connection_id, kind) WHERE external_id IS NULL")

    @api.depends("kind")
    def _compute_is_document(self):
        for binding in self:
            binding.is_document = binding.kind in DOCUMENTS

    @api.depends("partner_id", "product_id", "move_id")
    def _compute_record_name(self):
        for binding in self:
            record = binding._record()
            binding.record_name = record.sudo().display_name if record else ""

    def _compute_issue(self):
        issues = self.issue_ids
        for binding in self:
            # All of them are read at once.
            issue = binding.issue_ids[:1].with_prefetch(issues.ids)
            binding.issue_id, binding.issue_text = issue, issue.reason_text

    @api.depends_context("uid", "lang")
    def _compute_cures(self):
        for binding in self:
            binding.cures = binding.issue_id.cures or []

    @api.depends("record_name")
    def _compute_display_name(self):
        for binding in self:
            binding.display_name = binding.record_name

    @api.model_create_multi
    def create(self, vals_list):
        """:raise ConcurrencyError: somebody else reserved the same link meanwhile; the host and the engine try again"""
        try:
            return super().create(vals_list)
        except UniqueViolation:
            raise ConcurrencyError("the same link is reserved by two at once") from None

    def _record(self):
        """Return the record of Odoo that is bound."""
        self.ensure_one()
        return self[self._host_columns()[self.res_model]]

    @api.model
    def _host_columns(self):
        """Return ``{host model: column that holds its record}``. An addon that binds another model adds its own; that
        model then says in ``_bridge_prepare(preparation, links)`` what its records are in the ledger:
        ``{link id: Prepared}``. Where they are documents it has besides ``_bridge_restore(link)``, which writes the
        intention to send what is as it was over what somebody changed there, ``_bridge_compare(link)`` as
        ``_compare_with_odoo``, and ``_bridge_refused(session, transfer, outcome)``, which says whether it has found
        another way to send what the ledger refused.
        """
        return HOST_COLUMNS

    @api.model
    def _reserve(self, connection, records, kind, currency=""):
        """Return the bindings of records, making empty ones where there are none. One query and one create.

        :param records: recordset of one host model.
        :param kind: the ``Kind`` they are in the ledger.
        :param currency: of customers in another currency than that of the books, in a ledger where they have one.
        :return: bindings in the order of the records; aliases stand for records that share an entry.
        """
        column = self._host_columns()[records._name]
        known = {}
        domain = [
            ("connection_id", "=", connection.id),
            (column, "in", records.ids),
            ("kind", "=", kind.value),
            ("currency_name", "=", currency or False),
        ]
        for binding in self.search(domain):
            record_id = binding[column].id
            if record_id not in known or not binding.alias_of_id:
                known[record_id] = binding
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        missing = [record for record in records if record.id not in known]
        for record, binding in zip(
            missing,
            self.create(
                [
                    {
                        "connection_id": connection.id,
                        "res_model": record._name,
                        "kind": kind.value,
                        column: record.id,
                        "currency_name": currency or False,
                        "trace": self._trace_of(uuid, connection.id, record, kind, currency),
                        # Said here, it is not worked out.
                        "match_state": "new",
                    }
                    for record in missing
                ]
            ),
            strict=True,
        ):
            known[record.id] = binding
        return self.browse(known[record.id].id for record in records)

    @api.model
    def _trace_of(self, uuid, connection_id, record, kind, currency=""):
        """Return the mark of a record; what is something else there as well bears another one for that."""
        also = f":{kind.value}{currency}" if currency or kind in _BESIDES else ""
        mark = f"{uuid}:{connection_id}:{record._name},{record.id}{also}"
        return hashlib.sha1(mark.encode(), usedforsecurity=False).hexdigest()[:20]

    def _bind(self, remote_record, why):
        """Bind to an entry of the mirror. An entry that is bound already makes this binding an alias of that one."""
        self.ensure_one()
        holder = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "=", self.kind),
                ("external_id", "=", remote_record.remote_id),
                ("alias_of_id", "=", False),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        self.write(
            {
                "external_id": remote_record.remote_id,
                "version": remote_record.version,
                "remote_record_id": remote_record.id,
                "bound_by": why,
                "bound_at": fields.Datetime.now(),
                "alias_of_id": holder.id,
                "remote_number": remote_record.number,
                "agreed": content_of_row(remote_record) if self.is_document else False,
            }
        )

    @api.model
    def _bind_all(self, made, why, said=None):
        """Bind to entries that nobody is bound to, all in one statement.

        :param made: ``{row of the mirror: link}``
        :param said: what matching keeps of each: ``{link: {column: plain value}}``, the state of the match among them.
        """
        now = fields.Datetime.to_string(fields.Datetime.now())
        update_rows(
            self.browse(),
            {
                link.id: {
                    "external_id": row.remote_id,
                    "version": row.version or None,
                    "remote_record_id": row.id,
                    "remote_number": row.number or None,
                    "bound_by": why,
                    "bound_at": now,
                    "agreed": None,
                    "match_state": "matched",
                    **(said[link] if said else {}),
                }
                for row, link in made.items()
            },
        )

    def _note_changed(self, user_id):
        """Leave a note that these records were changed; the engine looks at it when it can."""
        self.env["bridge.change"].create(
            [{"binding_id": link.id, "connection_id": link.connection_id.id, "user_id": user_id} for link in self]
        )

    def _agree_with_there(self, user):
        """What the ledger holds now is accepted by a person: both sides agree on it."""
        for binding in self.filtered("remote_record_id"):
            row = binding.remote_record_id
            sent = binding.transfer_ids.line_ids.filtered("total").sorted("id")[-1:]
            binding.write(
                {
                    "agreed": content_accepted(binding, row),
                    "remote_number": row.number,
                    "remote_total": f"{row.total:.2f}",
                    "remote_tax": f"{row.tax_amount:.2f}",
                    "totals_agree": sent._has_totals(row) if sent else binding.totals_agree,
                    "difference_accepted_by_id": user.id,
                }
            )

    def _may_be_overwritten(self):
        """A person wants Odoo's there, over what was read last: of that all is said, of what comes after nothing."""
        for binding in self:
            binding.write(
                {
                    "agreed": content_of_row(binding.remote_record_id),
                    "digest": False,
                    "field_digests": False,
                    "update_confirmed": True,
                }
            )

    def _compare_with_odoo(self):
        """Compare the totals of a document that was linked by hand.

        :return dict: the arguments of the reason *totals differ*, empty where they agree.
        """
        self.ensure_one()
        move, there = self.move_id, self.remote_record_id
        if not move:
            return self._record()._bridge_compare(self)
        ours = move.amount_total
        if self.kind == Kind.PAYMENT.value:
            # Discounts and what pays no invoice of ours do not travel with it.
            ours = paying.total_of(self.env, self.connection_id, self)
        agrees = ours is None or move.currency_id.compare_amounts(ours, there.total) == 0
        theirs = f"{there.total:.2f}"
        self.write({"totals_agree": agrees, "remote_total": theirs, "remote_tax": f"{there.tax_amount:.2f}"})
        return {} if agrees else {"theirs": theirs, "ours": f"{ours:.2f}"}

    def _was_entered_there(self):
        """Return whether it is a payment that somebody entered there and that was linked: nothing that a person made is
        deleted unasked.
        """
        is_picked = self.kind == Kind.PAYMENT.value and self.bound_by == "picked"
        return is_picked and not self.remote_record_id.trace

    def action_open_record(self):
        self.ensure_one()
        record = self._record()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def action_cure(self):
        """Apply the cure named in the context to what stands against this link."""
        return self.issue_id.action_cure()

    def action_ask(self):
        return self.issue_id.action_ask()

    def action_open_issue(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "bridge.issue",
            "res_id": self.issue_id.id,
            "views": [(False, "form")],
        }
