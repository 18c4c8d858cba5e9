"""What a person agrees to before a connection is set up: which records of Odoo and of the ledger are read, and written.

The list is made of what the addons that are installed do and of what the ledger can do; it is kept with who confirmed
it and when. When it grows, by another ledger, another addon or another version, it is asked for again.
"""

from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation

# One model of Odoo, or one kind of entry of the ledger: ``reads`` and ``writes`` are words, "" for not at all.
Row = namedtuple("Row", ("side", "code", "name", "reads", "writes"))

HERE, THERE = "here", "there"


class BridgeConnectionSetupConsent(models.Model):
    """Consent: the list that is shown, and who confirmed which one."""

    _inherit = "bridge.connection"

    consent_table = fields.Html("What is read and written", compute="_compute_consent_table", sanitize=False)
    consent_scope = fields.Json(readonly=True, copy=False, help="What was confirmed, as codes.")
    consent_by_id = fields.Many2one("res.users", "Confirmed by", readonly=True, copy=False)
    consent_at = fields.Datetime("Confirmed on", readonly=True, copy=False)
    consent_is_missing = fields.Boolean(compute="_compute_consent_is_missing")
    consent_is_due = fields.Boolean(
        compute="_compute_consent_is_missing", help="It was confirmed once, and the list has grown since."
    )

    # === THE LIST === #

    def _consent_rows(self):
        """Return every ``Row`` of the list, Odoo's side first. An addon that reads or writes more adds its own."""
        self.ensure_one()
        return [*self._consent_rows_here(), *self._consent_rows_there()]

    def _consent_rows_here(self):
        env = self.env
        flags = env._("the flags Closed and Ready for invoice, and the Batch Status")
        contacts = env._("contacts that come from the ledger, where you choose that direction; their flag")
        return [
            Row(HERE, "company", env._("Company"), env._("name, country, currency"), ""),
            Row(
                HERE,
                "partner",
                env._("Contacts who are customers"),
                env._("name, addresses, e-mail, phone, payment terms"),
                contacts,
            ),
            Row(HERE, "product", env._("Products"), env._("name, SKU, price, taxes"), env._("the SKU that you enter")),
            Row(
                HERE,
                "move",
                env._("Customer invoices and credit notes"),
                env._("number, dates, customer, lines, taxes, totals"),
                flags,
            ),
            Row(
                HERE,
                "payment",
                env._("Payments of these"),
                env._("amount, date, journal, what they pay"),
                "",
            ),
            Row(
                HERE,
                "settings",
                env._("Taxes, payment terms, accounts, journals, analytic accounts"),
                env._("names and rates, to be mapped"),
                "",
            ),
        ]

    def _consent_rows_there(self):
        """Return a row for every kind that the ledger is read for or given: what its capabilities say."""
        if not self.ledger:
            return []
        labels = dict(self.env["bridge.flow"]._fields["kind"]._description_selection(self.env))
        operations = {
            Operation.CREATE: self.env._("created"),
            Operation.UPDATE: self.env._("changed"),
            Operation.VOID: self.env._("voided"),
            Operation.DELETE: self.env._("deleted when you cancel it in Odoo"),
        }
        capabilities = self._ledger_classes()[self.ledger].capabilities
        kinds = [*capabilities.all_reads, *(kind for kind in capabilities.operations if kind in labels)]
        rows = []
        for kind in dict.fromkeys(kinds):
            allowed = capabilities.operations.get(kind, ())
            written = ", ".join(word for operation, word in operations.items() if operation in allowed)
            read = self.env._("yes") if kind in capabilities.all_reads else ""
            if kind is not Kind.DELETION and (read or written):
                rows.append(Row(THERE, f"{self.ledger}.{kind.value}", labels[kind.value], read, written))
        return rows

    def _consent_codes(self):
        """Return the list as codes: ``here.move.write``; words may change, what is read and written may not."""
        ways = [(row, way) for row in self._consent_rows() for way in ("reads", "writes")]
        return sorted(f"{row.side}.{row.code}.{way}" for row, way in ways if getattr(row, way))

    @api.depends("ledger", "company_id")
    @api.depends_context("lang")
    def _compute_consent_table(self):
        for connection in self:
            rows = connection._consent_rows()
            connection.consent_table = self.env["ir.qweb"]._render(
                "accounting_bridge.setup_consent",
                {
                    "company_name": connection.company_id.name,
                    "ledger_name": connection.ledger_name,
                    "here": [row for row in rows if row.side == HERE],
                    "there": [row for row in rows if row.side == THERE],
                },
            )

    @api.depends("ledger", "consent_scope")
    def _compute_consent_is_missing(self):
        for connection in self:
            grown = set(connection._consent_codes()) - set(connection.consent_scope or ())
            connection.consent_is_missing = not connection.ledger or bool(grown)
            connection.consent_is_due = bool(connection.consent_at and grown)

    # === CONFIRMED === #

    def action_setup_consent(self):
        """Confirm what is read and written, and go on. Who confirmed what is kept in the chatter.

        :raise UserError: no ledger was chosen, so that nobody could know what is confirmed.
        """
        for connection in self._for_managers():
            if not connection.ledger:
                raise UserError(self.env._("Choose the ledger that your bookkeeper works in first."))
            connection.write(
                {
                    "consent_scope": connection._consent_codes(),
                    "consent_by_id": self.env.uid,
                    "consent_at": fields.Datetime.now(),
                }
            )
            connection.with_user(self.env.user).sudo()._message_log(body=connection._consent_words())
        drafts = self.filtered(lambda connection: not connection.enabled_at)
        if drafts:
            return drafts.action_setup_continue()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self[:1].id,
            "views": [(False, "form")],
        }

    def _consent_words(self):
        """Return what was confirmed, as it stands in the chatter."""
        parts = []
        for row in self._consent_rows():
            place = self.ledger_name if row.side == THERE else self.env._("Odoo")
            ways = [
                *([self.env._("read")] if row.reads else []),
                *([self.env._("written: %(what)s", what=row.writes)] if row.writes else []),
            ]
            parts.append(f"{place}, {row.name}: {'; '.join(ways)}")
        return self.env._(
            "%(person)s confirmed what is read and written. %(list)s.",
            person=self.env.user.name,
            list=". ".join(parts),
        )
