from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What a person says of a line.
SAID = frozenset(("is_selected", "choice"))


class BridgePlanLine(models.Model):
    """One record that differs, as it was compared; ticked, it is done exactly so, or not at all.

    ``seen`` is the digest of both sides when they were compared: a record that has another one by now was changed, and
    its line is refused. ``state`` is what the bridge did with it, ``outcome`` what has come of it.
    """

    _name = "bridge.plan.line"
    _description = "Accounting Bridge Plan Line"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one("bridge.plan", required=True, ondelete="cascade", index=True, readonly=True)
    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    is_selected = fields.Boolean("Do it")
    mark = fields.Selection(
        [("add", "Add"), ("update", "Update"), ("conflict", "Conflict"), ("none", "Not possible")],
        required=True,
        readonly=True,
    )
    choice = fields.Selection(
        [("odoo", "Keep Odoo's"), ("ledger", "Take the ledger's")],
        "Whose",
        help="Of what was changed on both sides: whose it is to be.",
    )
    can_be_ticked = fields.Boolean(compute="_compute_can_be_ticked")
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True, ondelete="set null", index="btree_not_null")
    move_id = fields.Many2one("account.move", "Document", readonly=True, ondelete="set null", index="btree_not_null")
    remote_record_id = fields.Many2one(
        "bridge.remote.record", "In the ledger", readonly=True, ondelete="set null", index="btree_not_null"
    )
    binding_id = fields.Many2one("bridge.binding", "Link", readonly=True, ondelete="set null", index="btree_not_null")
    transfer_id = fields.Many2one("bridge.transfer", readonly=True, ondelete="set null", index="btree_not_null")
    name = fields.Char("Record", readonly=True)
    differences = fields.Json(
        readonly=True,
        help="Of each field: name, agreed last, Odoo's, the ledger's; nothing where nobody knows what it is there.",
    )
    difference_text = fields.Text("Odoo → ledger", compute="_compute_difference_text")
    seen = fields.Char(readonly=True, help="Digest of both sides as they were compared.")
    reason = fields.Char("Reason code", readonly=True)
    reason_arguments = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("queued", "Queued"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("changed", "Changed since"),
        ],
        default="planned",
        required=True,
        readonly=True,
    )
    outcome = fields.Selection(
        [
            ("planned", "Planned"),
            ("waiting", "Waiting"),
            ("queued", "Queued"),
            ("done", "Done"),
            ("refused", "Not done"),
            ("changed", "Changed since"),
        ],
        "Where it stands",
        compute="_compute_outcome",
    )
    outcome_text = fields.Char("Result", compute="_compute_outcome")

    _open = models.Index("(plan_id, id) WHERE state = 'planned' AND is_selected")

    # === FIELDS === #

    @api.depends("mark", "choice")
    def _compute_can_be_ticked(self):
        for line in self:
            line.can_be_ticked = line.mark in ("add", "update") or bool(line.mark == "conflict" and line.choice)

    @api.depends("name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name or ""

    @api.depends("differences")
    @api.depends_context("lang")
    def _compute_difference_text(self):
        """Say of each field what it is on both sides and, below, what both agreed on last."""
        for line in self:
            words = []
            for name, agreed, ours, theirs in line.differences or ():
                label = line.connection_id._field_words(name)
                sides = (_plain(ours), _plain(theirs))
                words.append(
                    line.env._("%(field)s: changed to %(value)s", field=label, value=sides[0])
                    if theirs is None
                    else line.env._("%(field)s: %(ours)s → %(theirs)s", field=label, ours=sides[0], theirs=sides[1])
                )
                if agreed is not None:
                    words.append(line.env._("    agreed last: %(value)s", value=_plain(agreed)))
            line.difference_text = "\n".join(words)

    @api.depends(
        "state", "mark", "choice", "is_selected", "reason", "reason_arguments", "transfer_id.state", "plan_id.state"
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_outcome(self):
        queued = self.filtered(lambda line: line.state == "queued")
        next_runs = {connection: connection._departure_words() for connection in queued.connection_id}
        for line in self:
            transfer = line.transfer_id.sudo()
            why = line.reason and line.connection_id._reason_words(line.reason, line.reason_arguments)
            line.outcome, line.outcome_text = line.state, why or ""
            if line.state == "planned" and line.is_selected and line.plan_id.started_at:
                line.outcome = "waiting"
            elif line.state == "planned" and line.mark == "conflict" and not (line.choice or why):
                line.outcome_text = (
                    line.env._('Changed on both sides: a bookkeeper says under "Whose" whose it is to be.')
                    if line.plan_id.state == "compared"
                    else line.env._("Left as it is: nobody said whose it is to be.")
                )
            elif line.state == "queued" and transfer.state == "processed":
                line.outcome = "done"
                line.outcome_text = transfer.reason_text or line._words_of_done()
            elif line.state == "queued" and transfer.state in ("rejected", "held", "withdrawn", "gone"):
                line.outcome = "refused"
                line.outcome_text = transfer.reason_text or line._words_of_state(transfer)
            elif line.state == "queued":
                next_run = next_runs[line.connection_id]
                line.outcome_text = transfer.reason_text or line.env._("Goes with %(next)s.", next=next_run)
            elif line.state == "done" and line.reason == "plan_will_link":
                line.outcome_text = line.env._("Linked. Where both sides say something else, both stay as they are.")
            elif line.state == "done":
                line.outcome_text = why or line._words_of_done()

    def _words_of_done(self):
        """Return what was done, as a person reads it."""
        ledger = self.connection_id.ledger_name
        if self.transfer_id:
            return self.env._("Written in %(ledger)s.", ledger=ledger)
        return self.env._("Written in Odoo.") if self.plan_id.direction == "pull" else self.env._("In step.")

    def _words_of_state(self, transfer):
        return dict(transfer._fields["state"]._description_selection(self.env))[transfer.state]

    # === WHO MAY === #

    def write(self, vals):
        """A person ticks, and says whose what was changed on both sides is; all else is the bridge's."""
        if self.env.su:
            return super().write(vals)
        if vals.keys() - SAID:
            raise AccessError(self.env._("This is kept by the bridge, and not written by hand."))
        if any(line.plan_id.state != "compared" for line in self):
            raise UserError(self.env._("This was started already. Press New to compare again."))
        if vals.get("choice"):
            self.env["bridge.cure"]._check_rank("bookkeeper")
        if "choice" in vals and self.filtered(lambda line: line.mark != "conflict"):
            raise UserError(self.env._("Only of what was changed on both sides somebody says whose it is."))
        result = super().write(vals)
        for line in self:
            if line.is_selected and not line.can_be_ticked:
                raise UserError(
                    self.env._('"%(name)s" cannot be ticked: say first whose it is to be.', name=line.name)
                    if line.mark == "conflict"
                    else self.env._('"%(name)s" cannot be ticked: %(why)s', name=line.name, why=line.outcome_text)
                )
        return result

    # === WHAT BECOMES OF IT === #

    def _changed_since(self):
        """Return the lines whose record was changed on either side since they were compared."""
        changed = self.browse()
        for plan in self.plan_id:
            mine = self.filtered(lambda line, plan=plan: line.plan_id == plan)
            now = getattr(plan, f"_seen_{plan.subject}")(mine)
            changed |= mine.filtered(lambda line, now=now: now.get(line) != line.seen)
        return changed

    def _refuse(self, reason, arguments=None, state="refused"):
        """Nothing is done about these lines, and this is why.

        :param reason: a code of the table of reasons.
        """
        for line in self.sudo():
            line.write(
                {"state": state, "reason": reason, "reason_arguments": {"name": line.name or "", **(arguments or {})}}
            )

    def _refuse_changed(self):
        """Their records were changed since they were compared."""
        self._refuse("plan_changed", state="changed")

    def _queued_as(self, transfers):
        """They are done as these transfers are. :param transfers: ``{line: transfer}``"""
        for line, transfer in transfers.items():
            line.sudo().write({"state": "queued", "transfer_id": transfer.id, "reason": False})

    def _set_done(self):
        linked = self.filtered(lambda line: line.reason == "plan_will_link")
        linked.sudo().write({"state": "done"})
        (self - linked).sudo().write({"state": "done", "reason": False})

    def action_open_record(self):
        """Open what the line is about."""
        self.ensure_one()
        record = self._record()
        return record and {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _record(self):
        """Return what of Odoo, else of the ledger, the line is about."""
        return self.move_id or self.partner_id or self.remote_record_id

    def action_compare_again(self):
        return self.plan_id._compare_again()


def _plain(value):
    """Return a value on one line, a dash for nothing."""
    return ", ".join(filter(None, str(value or "").split("\n"))) or "-"
