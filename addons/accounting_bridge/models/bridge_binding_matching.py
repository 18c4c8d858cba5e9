from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import creating, matching_ahead
from ..engine.judging import billing_addresses
from ..engine.matching import SHOWN
from ..ledgers.documents import Kind
from ..ledgers.keys import email_key, sku_key

# What of a record people may enter in the row that asks for it.
EDITABLE = {Kind.CUSTOMER.value: "enter_email", Kind.ITEM.value: "enter_sku"}


class BridgeBindingMatching(models.Model):
    """Who is who, and what it was told by: the state of a match, its evidence, and the key that a person may enter."""

    _inherit = "bridge.binding"

    match_state = fields.Selection(
        [
            ("matched", "Matched"),
            ("review", "To review"),
            ("create", "Will be created"),
            ("ignored", "Ignored"),
            ("new", "Not looked at yet"),
        ],
        "Match",
        compute="_compute_match_state",
        store=True,
    )
    match_verdict = fields.Char(readonly=True, help="What matching ahead came to; empty where it did not look.")
    match_evidence = fields.Json(readonly=True, help="What it was looked for by, and what was found on both sides.")
    match_keys = fields.Json(readonly=True, help="What it was looked for by, folded: news of these are of concern.")
    is_to_match = fields.Boolean(readonly=True, default=True, help="Something changed, or nobody has looked yet.")
    is_to_find = fields.Boolean(
        readonly=True, copy=False, help="A person has put it right there: the next session asks for this very entry."
    )
    judged_at = fields.Datetime("Looked at on", readonly=True)
    evidence_text = fields.Char("Evidence", compute="_compute_evidence_text")
    record_key = fields.Char("Key", compute="_compute_record_key", help="Billing e-mail of a customer, SKU of an item.")

    _to_match = models.Index(
        "(connection_id, kind, id) WHERE is_to_match AND external_id IS NULL AND alias_of_id IS NULL"
        " AND kind IN ('customer', 'item')"
    )
    _to_find = models.Index("(connection_id, id) WHERE is_to_find")
    _by_match_keys = models.Index("USING gin (match_keys) WHERE external_id IS NULL AND match_keys IS NOT NULL")

    @api.depends("external_id", "alias_of_id.external_id", "match_verdict", "issue_ids.state")
    def _compute_match_state(self):
        asked = {"open": set(), "ignored": set()}
        for link, state in self.env["bridge.issue"]._read_group(
            [("binding_id", "in", self.ids), ("state", "in", list(asked))], ["binding_id", "state"]
        ):
            asked[state].add(link.id)
        for link in self:
            if link.external_id or link.alias_of_id.external_id:
                link.match_state = "matched"
            elif link.id in asked["open"]:
                link.match_state = "review"
            elif link.id in asked["ignored"]:
                link.match_state = "ignored"
            else:
                link.match_state = "create" if link.match_verdict == "created" else "new"

    @api.depends("partner_id.email", "partner_id.child_ids.email", "product_id.default_code")
    def _compute_record_key(self):
        """The key as matching reads it: of a customer the e-mail of the invoice address, where that has one."""
        partners = self.sudo().partner_id
        billing = billing_addresses(partners) if partners else {}
        for link in self.sudo():
            partner = link.partner_id
            email = billing.get(partner, partner).email or partner.email
            link.record_key = email or link.product_id.default_code or ""

    @api.depends("match_evidence")
    @api.depends_context("lang")
    def _compute_evidence_text(self):
        for link in self:
            link.evidence_text = link._evidence_words(link.match_evidence or {})

    def _evidence_words(self, evidence):
        """Return what a match rests on, in words."""
        labels = {"email": self.env._("e-mail"), "sku": self.env._("SKU"), "name": self.env._("name")}
        parts = []
        if evidence.get("here"):
            looked = ", ".join(f"{labels.get(by, by)} {value}" for by, value in evidence["here"])
            parts.append(self.env._("Looked for by %(keys)s.", keys=looked))
        found = [
            " ".join(filter(None, (each["name"], each["key"] and f"({each['key']})")))
            for each in evidence.get("there") or ()
        ]
        if found:
            parts.append(self.env._("There: %(names)s.", names=_with_rest(found, evidence["there_count"])))
        elif evidence:
            parts.append(self.env._("Nothing there."))
        if evidence.get("others"):
            others = _with_rest(evidence["others"], evidence["other_count"])
            parts.append(self.env._("The same in Odoo: %(names)s.", names=others))
        return " ".join(parts)

    # === KEEPING IT TRUE === #

    def write(self, vals):
        """Whose entry is taken away is looked at anew."""
        if "external_id" in vals and not vals["external_id"]:
            vals = {**vals, "is_to_match": True}
        return super().write(vals)

    def _bind(self, remote_record, why):
        """Who else could have been that entry is looked at anew."""
        result = super()._bind(remote_record, why)
        matching_ahead.note_news(self.connection_id, remote_record)
        return result

    @api.model
    def _judge_anew(self, connection, kind):
        """Forget what was decided about the open links of a kind; what was asked only for that is closed."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE bridge_binding SET is_to_match = TRUE, match_verdict = NULL, match_keys = NULL,
                       match_evidence = NULL
                 WHERE connection_id = %(connection)s AND kind = %(kind)s AND external_id IS NULL
             RETURNING id
                """,
                connection=connection.id,
                kind=kind,
            )
        )
        links = self.browse(row[0] for row in self.env.cr.fetchall())
        self.invalidate_model()
        links.modified(["match_verdict"])
        self.env["bridge.change"].sudo().search(
            [("connection_id", "=", connection.id), ("of_match", "=", True), ("binding_id.kind", "=", kind)]
        ).unlink()
        if not connection._matches_ahead(Kind(kind)):
            self.env["bridge.issue"].sudo()._close_stale(connection.id)

    def _note_match(self, user_id):
        """Leave a note that what these records are matched by was changed; the engine looks at it when it can.

        Nothing where they are not matched ahead: what waits for them is matched when its turn comes.
        """
        self.env["bridge.change"].create(
            [
                {
                    "binding_id": link.id,
                    "connection_id": link.connection_id.id,
                    "user_id": user_id,
                    "of_match": True,
                }
                for link in self
                if link.connection_id._matches_ahead(Kind(link.kind))
            ]
        )

    # === WHAT A PERSON ENTERS === #

    def action_set_key(self, value=""):
        """Enter the e-mail or the SKU that a record is known by, and look at once who it is there.

        Against the mirror: nothing is called. What waited for it goes on, or is told the new reason by the next run.
        """
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("read")
        self.ensure_one()
        record = self._record().with_user(self.env.user)
        record.check_access("read")
        self.sudo()._write_key((value or "").strip())
        return self.sudo()._rematch(EDITABLE[self.kind])

    def _write_key(self, value):
        """Write it where matching reads it. :raise UserError: it is none, or is not kept here."""
        if self.kind not in EDITABLE:
            raise UserError(self.env._("Only customers and items are matched by a key."))
        if self.kind == Kind.CUSTOMER.value:
            if not email_key(value):
                raise UserError(self.env._('"%(value)s" is no e-mail address.', value=value))
            billing = billing_addresses(self.partner_id).get(self.partner_id, self.partner_id)
            # As it is read: what the invoice address has none of is that of the customer.
            partner = billing if billing.email or not self.partner_id.email else self.partner_id
            if partner.with_context(active_test=False).user_ids:
                # Somebody signs in by it: the host's own rules decide who may change it.
                partner = partner.with_user(self.env.user)
            partner.email = value
        else:
            if not sku_key(value):
                raise UserError(self.env._("Please enter a SKU."))
            self.product_id.default_code = value

    def _rematch(self, cure):
        """Look at once who these are, and free what waited. :param cure: the code of what a person did."""
        refused = self.transfer_ids.filtered(
            lambda transfer: not transfer.move_id and transfer.operation == "create" and transfer.state == "rejected"
        )
        # A creation that was refused is not tried again blindly.
        creating.look_anew(refused)
        for (connection, kind), links in self.grouped(lambda link: (link.connection_id, link.kind)).items():
            matching_ahead.rematch(connection, Kind(kind), links, cure)
            connection._wake()
        return True


def _with_rest(names, count):
    more = count - len(names)
    return ", ".join(names[:SHOWN]) + (f" (+{more})" if more > 0 else "")
