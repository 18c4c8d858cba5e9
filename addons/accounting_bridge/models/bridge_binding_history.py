from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.bulk import insert_rows
from ..ledgers.documents import DOCUMENTS, LISTED

# What of a link is not true of another entry, or of none.
FORGOTTEN = dict.fromkeys(
    (
        "external_id", "version", "digest", "field_digests", "agreed", "remote_record_id", "bound_by", "bound_at",
        "remote_number", "may_create", "use_other_name", "stock_confirmed", "totals_agree",
    ),
    False,
)  # fmt: skip
NAMED_IN_WORDS = 3


class BridgeBindingHistory(models.Model):
    """Links that people make, undo and change; what they said no to, and who said what when."""

    _inherit = "bridge.binding"

    refused_ids = fields.Json(readonly=True, help="Ids there of the entries that a person said it is not.")
    event_ids = fields.One2many("bridge.binding.event", "binding_id", "Changed by people")
    is_changeable = fields.Boolean(compute="_compute_is_changeable", help="Whether it can be unlinked.")

    @api.depends("external_id", "kind")
    def _compute_is_changeable(self):
        for link in self:
            # What a document became is settled by its own cures.
            link.is_changeable = bool(link.external_id) and link.kind in LISTED

    def _bind(self, remote_record, why):
        result = super()._bind(remote_record, why)
        if remote_record.remote_id in (self.refused_ids or ()):
            self.refused_ids = [each for each in self.refused_ids if each != remote_record.remote_id]
        return result

    # === WHAT PEOPLE DO === #

    def action_unlink_entry(self):
        """Ask why, and undo the links."""
        return self._open_relink(self.env._("Unlink"), unlinks=True)

    def action_link_to_another(self):
        """Ask to which entry and why, and link to that one."""
        if len(self) != 1:
            raise UserError(self.env._("Please tick one row: each is linked to an entry of its own."))
        return self._open_relink(self.env._("Link to another one"), unlinks=False)

    def _open_relink(self, name, *, unlinks, entry=None):
        context = {"default_binding_ids": [(6, 0, self.ids)], "default_unlinks": unlinks}
        if entry:
            context["default_remote_record_id"] = entry.id
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "bridge.relink",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    def _unlink_entries(self, why):
        """A person says that these records are not these entries: they are not linked again by themselves."""
        self._check_changeable()
        changes = [(link, link.remote_record_id, link.browse().remote_record_id) for link in self]
        for link in self:
            link._refuse()
            link._let_go()
        self._note_links("unlinked", changes, why)
        self._settle_issues("unlinked")

    def _link_to(self, remote_record, why):
        """Link a record to an entry that a person picked, whatever it was linked to before."""
        self.ensure_one()
        old = self.remote_record_id if self.external_id else self.browse().remote_record_id
        if old == remote_record:
            return
        if old:
            self._check_changeable()
            self._refuse()
            self._let_go()
        self._bind(remote_record, "picked")
        self._note_links("relinked" if old else "linked", [(self, old, remote_record)], why)
        self._settle_issues("linked")

    def _change_places(self, alias):
        """One of two entries that a record is there takes the place of the other: what is sent from now on names it."""
        self.ensure_one()
        (self | alias)._check_not_under_way()
        family = self.search([("alias_of_id", "=", self.id)])
        # The unique index knows one of a record that is nobody's alias: never two, so this one steps back first.
        self.alias_of_id = alias
        self.flush_recordset()
        alias.alias_of_id = False
        (family - alias).alias_of_id = alias

    def _check_changeable(self):
        """:raise UserError: they are not linked, are documents, or documents that name them are under way."""
        if not self or any(not link.is_changeable for link in self):
            raise UserError(self.env._("Only customers, vendors and items that are linked can be unlinked."))
        self._check_not_under_way()

    def _check_not_under_way(self):
        """:raise UserError: something that names these entries has left, and nobody knows yet what became of it."""
        for link in self:
            family = link | link.search([("alias_of_id", "=", link.id)])
            moving = self.env["bridge.transfer"].search(
                [
                    ("connection_id", "=", link.connection_id.id),
                    ("state", "in", ("sending", "uncertain")),
                    "|",
                    ("binding_id", "in", family.ids),
                    ("need_ids", "in", family.ids),
                ],
                order="id",
            )
            if moving:
                names = ", ".join(moving[:NAMED_IN_WORDS].mapped("record_name"))
                raise UserError(
                    self.env._(
                        '"%(name)s" cannot be changed now: %(documents)s (%(count)s in all) left for %(ledger)s with '
                        "it, and what became of them is not known yet. Nothing was changed; please try again after the "
                        "next run.",
                        name=link.record_name,
                        documents=names,
                        ledger=link.connection_id.ledger_name,
                        count=len(moving),
                    )
                )

    def _refuse(self):
        """Keep that a person said: it is not the entry that it is linked to now."""
        for link in self.filtered("external_id"):
            link.refused_ids = list(dict.fromkeys([*(link.refused_ids or ()), link.external_id]))

    def _let_go(self):
        """Undo a link. Whoever shares its entry keeps it, and what was to be written there no longer is."""
        self.ensure_one()
        sharing = self.search([("alias_of_id", "=", self.id)])
        heir = sharing.filtered(lambda each: each.external_id == self.external_id and not self._is_same_record(each))[
            :1
        ]
        prime = self.alias_of_id
        # The second link of a merged record stays the second.
        keeps_prime = bool(prime) and self._is_same_record(prime)
        self.write({**FORGOTTEN, "alias_of_id": prime.id if keeps_prime else False})
        self.flush_recordset()
        if heir:
            heir.alias_of_id = False
            (sharing - heir).filtered(lambda each: not self._is_same_record(each)).alias_of_id = heir
        unsent = self.transfer_ids.filtered(lambda transfer: transfer.state in ("queued", "rejected"))
        unsent._move_to("withdrawn", {transfer.id: {} for transfer in unsent})

    def _is_same_record(self, other):
        return (self._record(), self.currency_name or "") == (other._record(), other.currency_name or "")

    def _settle_issues(self, how):
        """Close what was asked about links that are other ones now, and let what waits be looked at anew."""
        issues = self.env["bridge.issue"].search([("binding_id", "in", self.ids), ("state", "in", ("open", "ignored"))])
        issues._solve(how)

    def _sent_counts(self):
        """Return ``{link id: documents that were sent with it}``."""
        counted = (
            self.env["bridge.transfer"]
            .sudo()
            ._read_group(
                [("need_ids", "in", self.ids), ("state", "=", "processed"), ("kind", "in", DOCUMENTS)],
                ["need_ids"],
                ["binding_id:count_distinct"],
            )
        )
        return {link.id: count for link, count in counted if link in self}

    # === AUDIT === #

    def _note_links(self, what, changes, why=""):
        """Write down what became of links, in their history and in the chatter of their records.

        :param what: of ``bridge.binding.event``.
        :param changes: list of ``(link, row of the entry before, row of the entry now)``; empty rows for none.
        """
        now = fields.Datetime.to_string(fields.Datetime.now())
        insert_rows(
            self.env["bridge.binding.event"],
            [
                {
                    "binding_id": link.id,
                    "connection_id": link.connection_id.id,
                    "user_id": self.env.uid,
                    "at": now,
                    "what": what,
                    "old_id": old.remote_id or None,
                    "old_name": old.display_name or None if old else None,
                    "new_id": new.remote_id or None,
                    "new_name": new.display_name or None if new else None,
                    "why": why or None,
                }
                for link, old, new in changes
            ],
        )
        self.env["bridge.binding"].invalidate_model(["event_ids"])
        for model, links in self.browse(link.id for link, _old, _new in changes).grouped("res_model").items():
            if model in ("res.partner", "product.product"):
                words = {
                    link._record().id: link._words_of_change(old, new, why)
                    for link, old, new in changes
                    if link in links
                }
                author = self.env.user.partner_id.id
                records = self.env[model].sudo().browse(words)
                records._message_log_batch(bodies=words, author_id=author)

    def _words_of_change(self, old, new, why):
        """Return what the chatter of a record says of a change of its link, as plain text."""
        values = {
            "ledger": self.connection_id.ledger_name,
            "old": old.display_name or "",
            "new": new.display_name or "",
        }
        if old and new and old != new:
            words = self.env._('Linked to "%(new)s" in %(ledger)s instead of "%(old)s".', **values)
        elif new:
            words = self.env._('Linked to "%(new)s" in %(ledger)s.', **values)
        else:
            words = self.env._('No longer linked to "%(old)s" in %(ledger)s.', **values)
        return f"{words} {why}".strip()

    # === MERGED IN ODOO === #

    @api.model
    def _merge_partners(self, losers, winner):
        """Hand the links of merged partners over before core moves foreign keys.

        One link per connection, kind and currency stays the partner's own: one that the ledger knows, the winner's
        where there are several. The others become its aliases, so that no link is lost and no index is broken, and
        nothing is created for them any more. What to do about two entries there is a person's to say: that is an issue.
        """
        links = self.search([("partner_id", "in", (losers | winner).ids), ("alias_of_id", "=", False)])
        for mine in links.grouped(lambda link: (link.connection_id, link.kind, link.currency_name)).values():
            known = mine.filtered("external_id") or mine
            prime = (known.filtered(lambda link: link.partner_id == winner) or known)[:1]
            rest = mine - prime
            was_lost = prime.partner_id != winner
            rest.write({"alias_of_id": prime.id, "partner_id": winner.id})
            creations = rest.transfer_ids.filtered(
                lambda transfer: transfer.state in ("queued", "rejected") and not transfer.move_id
            )
            creations._move_to("withdrawn", {transfer.id: {} for transfer in creations})
            # Who shared an entry with one of them shares it with the one that is left.
            self.search([("alias_of_id", "in", rest.ids)]).alias_of_id = prime
            refused = {each for link in mine for each in link.refused_ids or ()} - set(mine.mapped("external_id"))
            prime.refused_ids = sorted(refused) or False
            twice = rest.filtered(lambda link, prime=prime: link.external_id and link.external_id != prime.external_id)
            if was_lost and prime.external_id:
                prime._note_merge(losers, winner)
            for link in twice:
                link._note_merge(losers, winner)
            (rest - twice)._settle_issues("merged")
            twice._ask_about_both()

    def _note_merge(self, losers, winner):
        """Write down that a link came with a partner that was merged into another one."""
        self.ensure_one()
        # It is still the loser's, or already the winner's; the words belong to the one that is left.
        row, why = (
            self.remote_record_id,
            self.env._("Merged: %(names)s", names=", ".join(losers.mapped("display_name"))),
        )
        insert_rows(
            self.env["bridge.binding.event"],
            [
                {
                    "binding_id": self.id,
                    "connection_id": self.connection_id.id,
                    "user_id": self.env.uid,
                    "at": fields.Datetime.to_string(fields.Datetime.now()),
                    "what": "merged",
                    "old_id": row.remote_id or None,
                    "old_name": row.display_name or None if row else None,
                    "new_id": row.remote_id or None,
                    "new_name": row.display_name or None if row else None,
                    "why": why,
                }
            ],
        )
        winner.sudo()._message_log(
            body=f"{self._words_of_change(row, row, '')} {why}", author_id=self.env.user.partner_id.id
        )

    def _ask_about_both(self):
        """One partner is two customers of the ledger now: a person says what becomes of the second one there."""
        for connection, links in self.grouped("connection_id").items():
            self.env["bridge.issue"]._file(
                connection.id,
                [
                    {
                        "reason": "customer_merged_here",
                        "root": f"binding:{link.id}",
                        "kind": link.kind,
                        "binding_id": link.id,
                        "arguments": {
                            "name": link.alias_of_id.partner_id.name or "",
                            "kept": link.alias_of_id.remote_record_id.display_name or "",
                            "other": link.remote_record_id.display_name or "",
                        },
                    }
                    for link in links
                ],
            )
