from odoo import api, fields, models
from odoo.tools import SQL

from .bridge_flow import KINDS


class BridgeRemoteRecord(models.Model):
    """The mirror of one entry in the ledger. Matching and every picker read the mirror, never the network."""

    _name = "bridge.remote.record"
    _description = "Ledger Record"
    _order = "connection_id, kind, full_name, id"
    _rec_name = "full_name"
    _rec_names_search = ["full_name", "name", "number", "sku", "email"]

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    remote_id = fields.Char("Ledger ID", required=True, readonly=True)
    version = fields.Char(readonly=True, help="The ledger's own mark of the state that was read.")
    changed_there = fields.Char("Changed there", readonly=True, help="In the ledger's own words and clock.")
    name = fields.Char(readonly=True)
    full_name = fields.Char("Name in the ledger", readonly=True)
    match_key = fields.Char(readonly=True, help="The name, without case and double spaces: what matching compares.")
    email_key = fields.Char(readonly=True, help="The first e-mail address, as matching compares it.")
    sku_key = fields.Char(readonly=True, help="The SKU, as matching compares it.")
    is_to_meet = fields.Boolean(readonly=True, help="New or changed there, and not looked at for Odoo yet.")
    stays_there = fields.Boolean(readonly=True, help="A person said that it does not become a partner.")
    number = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    sku = fields.Char("SKU", readonly=True)
    is_active = fields.Boolean("Active there", default=True, readonly=True)
    is_gone = fields.Boolean("Gone", readonly=True, help="The ledger no longer holds it.")
    merged_into = fields.Char(
        "Merged into (ID there)", readonly=True, help="Who is left of the two; empty: nobody knows."
    )
    customer_remote_id = fields.Char("Customer ID there", readonly=True)
    document_date = fields.Date("Date there", readonly=True)
    currency_name = fields.Char("Currency there", readonly=True)
    total = fields.Float("Total there", digits=(16, 2), readonly=True)
    tax_amount = fields.Float("Tax there", digits=(16, 2), readonly=True)
    balance = fields.Float("Open there", digits=(16, 2), readonly=True)
    trace = fields.Char(readonly=True, help="Our own mark on it, empty where it has none.")
    guid = fields.Char(readonly=True)
    details = fields.Json(readonly=True)
    detail_text = fields.Char("In short", compute="_compute_detail_text")

    _one_per_entry = models.UniqueIndex("(connection_id, kind, remote_id)")
    _by_match_key = models.Index("(connection_id, kind, match_key)")
    _by_email_key = models.Index("(connection_id, kind, email_key) WHERE email_key IS NOT NULL")
    _by_sku_key = models.Index("(connection_id, kind, sku_key) WHERE sku_key IS NOT NULL")
    _to_meet = models.Index("(connection_id, kind, id) WHERE is_to_meet")
    _by_number = models.Index("(connection_id, kind, number) WHERE number IS NOT NULL")
    _away = models.Index("(connection_id, kind) WHERE is_gone OR NOT is_active")
    _by_trace = models.Index("(connection_id, trace) WHERE trace IS NOT NULL")
    _by_guid = models.Index("(connection_id, guid) WHERE guid IS NOT NULL")

    @api.depends("details")
    def _compute_detail_text(self):
        shown = ("type", "number", "rate", "due_days")
        for record in self:
            details = record.details or {}
            record.detail_text = " · ".join(str(details[name]) for name in shown if details.get(name))

    @api.model
    def _write_mirror(self, connection_id, rows, *, news=True):
        """Insert or refresh rows by their ledger id in one statement.

        :param rows: list of dicts of plain values with every column of the mirror but the connection's.
        :param news: whether customers that are new or other than they were are to be looked at; what the ledger made of
            a write of ours is not.
        :return dict: ``{(kind, remote_id): id}``
        """
        if not rows:
            return {}
        columns = (
            "kind", "remote_id", "version", "changed_there", "name", "full_name", "match_key", "email_key", "sku_key",
            "number", "email", "sku", "is_active", "is_gone", "customer_remote_id", "document_date", "currency_name",
            "total", "tax_amount", "balance", "trace", "guid", "details",
        )  # fmt: skip
        types = {
            "is_active": "boolean", "is_gone": "boolean", "document_date": "date", "total": "numeric",
            "tax_amount": "numeric", "balance": "numeric", "details": "jsonb",
        }  # fmt: skip
        names = SQL(", ").join(SQL.identifier(column) for column in columns)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO bridge_remote_record
                       (connection_id, company_id, create_uid, create_date, write_uid, write_date, is_to_meet,
                        %(names)s)
                SELECT c.id, c.company_id, %(uid)s, %(now)s, %(uid)s, %(now)s, %(news)s AND v.kind = 'customer',
                       %(values)s
                  FROM bridge_connection c, jsonb_to_recordset(%(rows)s) AS v(%(typed)s)
                 WHERE c.id = %(connection)s
                ON CONFLICT (connection_id, kind, remote_id) DO UPDATE
                   SET write_date = %(now)s, %(updates)s,
                       is_to_meet = bridge_remote_record.is_to_meet OR %(news)s AND EXCLUDED.kind = 'customer'
                           AND (bridge_remote_record.is_gone
                                OR bridge_remote_record.version IS DISTINCT FROM EXCLUDED.version),
                       -- Lines come with the answer to a write only, and say themselves which version they are of.
                       details = CASE WHEN bridge_remote_record.details ? 'lines' AND NOT EXCLUDED.details ? 'lines'
                                      THEN EXCLUDED.details || jsonb_build_object(
                                           'lines', bridge_remote_record.details -> 'lines',
                                           'lines_version', bridge_remote_record.details -> 'lines_version')
                                      ELSE EXCLUDED.details END
             RETURNING kind, remote_id, id
                """,
                names=names,
                values=SQL(", ").join(SQL.identifier("v", column) for column in columns),
                uid=self.env.uid,
                now=self.env.cr.now(),
                news=news,
                rows=fields.Json().convert_to_column(rows, self),
                typed=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(column), SQL(types.get(column, "varchar"))) for column in columns
                ),
                connection=connection_id,
                updates=SQL(", ").join(
                    SQL("%(column)s = EXCLUDED.%(column)s", column=SQL.identifier(column))
                    for column in columns
                    if column != "details"
                ),
            )
        )
        result = {(kind, remote_id): record_id for kind, remote_id, record_id in self.env.cr.fetchall()}
        self.invalidate_model()
        return result

    @api.depends("full_name", "number", "name", "email", "sku")
    @api.depends_context("bridge_tell_apart")
    def _compute_display_name(self):
        for record in self:
            details = record.details or {}
            code = details.get("number") if record.kind == "account" else ""
            words = [code, record.full_name or record.number or record.name]
            if self.env.context.get("bridge_tell_apart"):
                # Several may bear one name: whoever picks one sees which.
                words.append(f"({' · '.join(filter(None, (record.email or record.sku, f'#{record.remote_id}')))})")
            record.display_name = " ".join(filter(None, words))
