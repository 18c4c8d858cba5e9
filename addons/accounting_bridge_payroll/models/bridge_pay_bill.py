from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.accounting_bridge.engine.findings import Finding
from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.ledgers.documents import Kind

from ..pay_codes import PayCodes, Unmapped
from ..pay_lines import as_plain, document_lines, from_plain, net_of, sides_of

NUMBER_LENGTH = 20
# A transfer in one of these states has left nothing behind.
NOT_THERE = ("queued", "rejected", "held", "withdrawn")


class BridgePayBill(models.Model):
    """What one pay run owes one vendor: one document in the ledger. A difference to what was sent is another one.

    What it comes to is kept as it was proved when it was released (``entries``): by employee and pay code. Accounts and
    grouping are those of the settings at the time when it leaves.
    """

    _name = "bridge.pay.bill"
    _description = "Accounting Bridge Bill of a Pay Run"
    _order = "date desc, id desc"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    run_id = fields.Many2one("hr.payslip.run", "Pay run", required=True, ondelete="restrict", index=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Vendor", ondelete="restrict", readonly=True)
    part = fields.Integer(default=1, readonly=True, help="Above 1: the difference to what was sent before.")
    name = fields.Char(required=True, readonly=True)
    number = fields.Char(required=True, readonly=True, help="The number of the document in the ledger.")
    date = fields.Date(required=True, readonly=True, help="The last day of the pay run.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    net = fields.Monetary(readonly=True, help="What employees get of it.")
    entries = fields.Json(readonly=True, exportable=False, help="What it comes to, by employee and pay code.")
    kind = fields.Selection(
        [(Kind.BILL.value, "Bill"), (Kind.JOURNAL_ENTRY.value, "Journal entry")], required=True, readonly=True
    )
    binding_id = fields.Many2one("bridge.binding", "Link", readonly=True, ondelete="set null")
    transfer_id = fields.Many2one("bridge.transfer", readonly=True, ondelete="set null", index="btree_not_null")
    bridge_state = fields.Selection(related="transfer_id.state", string="Batch Status")
    is_left = fields.Boolean(
        "Left to a person", readonly=True, help="Somebody enters it in the ledger: it counts as being there."
    )
    bridge_reason = fields.Char("Where it stands", compute="_compute_bridge_reason")
    lines_html = fields.Html("As the ledger will hold it", compute="_compute_lines_html", sanitize=False)

    _one_per_part = models.UniqueIndex("(connection_id, run_id, COALESCE(partner_id, 0), part)")
    _one_per_number = models.UniqueIndex("(connection_id, number)")

    def _compute_bridge_reason(self):
        for bill in self:
            if bill.is_left:
                bill.bridge_reason = self.env._("Not sent: somebody enters it in the ledger by hand.")
            else:
                bill.bridge_reason = bill.transfer_id._ribbon()[0] if bill.transfer_id else False

    @api.depends_context("lang")
    def _compute_lines_html(self):
        """Show the lines, or what they lack; whoever may see the bill may see them."""
        for connection, bills in self.sudo().grouped("connection_id").items():
            preparation = Preparation(connection.with_env(connection._technical_env()))
            for bill in bills:
                lines, findings = bill._bridge_lines(preparation)
                rows = [
                    Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td class='text-end'>%s</td></tr>")
                    % (
                        line.account.name,
                        line.description,
                        line.tracking.name if line.tracking else "",
                        f"{line.amount:,.2f}",
                    )
                    for line in lines
                ]
                rows += [
                    Markup("<tr><td colspan='4' class='text-danger'>✘ %s</td></tr>")
                    % connection._reason_words(finding.reason, finding.arguments)
                    for finding in findings
                ]
                bill.lines_html = (
                    Markup("<table class='table table-sm'><tbody>%s</tbody><tfoot><tr><th colspan='3'>%s</th>")
                    + Markup("<th class='text-end'>%s</th></tr></tfoot></table>")
                ) % (Markup().join(rows), self.env._("Net"), f"{bill.net:,.2f}")

    # === MADE OF A RUN === #

    def _may_be_there(self):
        """Return whether the ledger holds it, or may; what a person enters there counts as being there."""
        self.ensure_one()
        if self.is_left or self.binding_id.external_id:
            return True
        return bool(self.transfer_id and self.transfer_id.state not in NOT_THERE)

    @api.model
    def _of_run(self, run, connection, pay):
        """Return the bills of what a run has not sent yet; what was taken back before it left is made anew.

        What waits and says something else than the run comes to now is taken out of the outbox: nothing is sent twice.

        :param pay: ``{vendor: entries}``
        :raise UserError: nobody has said to which vendor a bill goes, or one of them is on its way just now.
        """
        known = run.bridge_bill_ids.filtered(lambda bill: bill.connection_id == connection)
        waiting = known.filtered(lambda bill: not bill._may_be_there())
        bills = kept = self.browse()
        for vendor, entries in pay.items():
            of_vendor = known.filtered(lambda bill, vendor=vendor: bill.partner_id == vendor)
            bill = (waiting & of_vendor).sorted("part")[-1:]
            if bill.transfer_id.state == "queued" and bill.entries == as_plain(entries):
                kept |= bill
                continue
            bill = bill or self._new(run, connection, vendor, len(of_vendor) + 1)
            bill._take(entries)
            bills |= bill
        (waiting - bills - kept)._empty()
        return bills

    @api.model
    def _left_of_run(self, run, connection, pay):
        """Keep what a person enters in the ledger by hand as what is there. :param pay: ``{vendor: entries}``"""
        known = run.bridge_bill_ids.filtered(lambda bill: bill.connection_id == connection)
        known.filtered(lambda bill: not bill._may_be_there())._empty()
        for vendor, entries in pay.items():
            of_vendor = known.filtered(lambda bill, vendor=vendor: bill.partner_id == vendor)
            bill = self._new(run, connection, vendor, len(of_vendor) + 1)
            bill._take(entries)
            bill.is_left = True

    def _empty(self):
        """The run does not come to these any more: none of them leaves, also where somebody releases one again."""
        for bill in self:
            bill._take_back(lambda transfer: True)
            bill.write({"entries": [], "net": 0})

    def _take_back(self, chosen):
        """Take what has not left of a bill out of the outbox.

        :param chosen: says of a transfer whether it is one of these.
        :raise UserError: it has left meanwhile.
        """
        self.ensure_one()
        transfers = self.env["bridge.binding"].search([("pay_bill_id", "=", self.id)]).transfer_ids
        going = transfers.filtered(lambda one: one.state in ("queued", "rejected") and chosen(one))
        if len(going._leave_outbox("withdrawn")) != len(going):
            raise UserError(self.env._("It is on its way to the account system just now. Try again in a moment."))

    @api.model
    def _new(self, run, connection, vendor, part):
        parts = len(run.bridge_bill_ids.filtered(lambda bill: bill.connection_id == connection)) + 1
        number = f"PAY{run.id:05d}" + (f"-{parts}" if parts > 1 else "")
        return self.create(
            {
                "connection_id": connection.id,
                "run_id": run.id,
                "partner_id": vendor.id,
                "part": part,
                "name": run.name,
                "number": number[:NUMBER_LENGTH],
                "date": run.date_end,
                "currency_id": run.company_id.currency_id.id,
                "kind": Kind.BILL.value,
            }
        )

    def _take(self, entries):
        """Keep what a bill comes to, and say what it is there."""
        self.ensure_one()
        run, connection = self.run_id, self.connection_id
        net = net_of(entries)
        amounts = [amount for entry in entries for amount in sides_of(entry)]
        kind = self._bridge_kind(connection, net, tuple(amounts))
        if kind is Kind.BILL and not self.partner_id and self.part > 1:
            # What is missing of an entry that is owed to no vendor.
            kind = Kind.JOURNAL_ENTRY
        if kind is Kind.BILL and not self.partner_id:
            raise UserError(
                self.env._("Say first to which vendor pay runs are owed, on the page Payroll of the connection.")
            )
        self._take_back(lambda transfer: transfer.state == "queued" or transfer.kind != kind.value)
        words = [run.name]
        if self.partner_id and self.partner_id != connection.payroll_vendor_id:
            words.append(self.partner_id.name)
        self.write(
            {
                "name": " / ".join(words) + (f" ({self.part})" if self.part > 1 else ""),
                "date": run.date_end,
                "entries": as_plain(entries),
                "net": float(net),
                "kind": kind.value,
            }
        )

    # === ITS LINES === #

    def _bridge_lines(self, preparation):
        """Return the lines of the document, and what stands against it.

        :return tuple: a list of ``DocumentLine`` and a list of ``Finding``; one of both is empty.
        """
        self.ensure_one()
        bill = self.sudo()
        codes = PayCodes.of(preparation)
        entries = from_plain(bill.entries)
        findings = {}
        for entry in entries:
            try:
                codes.accounts(entry)
            except Unmapped:
                arguments = {"run": bill.name, "code": " ".join(filter(None, (entry.code, entry.name)))}
                root = f"pay_code:{entry.rule_id}"
                findings[root] = Finding(
                    "pay_code_unmapped",
                    root,
                    bill.kind,
                    {**arguments, "salary_rule_id": entry.rule_id},
                    bill.binding_id.id,
                )
        if bill.kind == Kind.JOURNAL_ENTRY.value and bill.net and not codes.liability:
            root = "pay_liability"
            findings[root] = Finding("pay_liability_missing", root, bill.kind, {"run": bill.name}, bill.binding_id.id)
        if findings:
            return [], list(findings.values())
        lines = document_lines(
            entries,
            bill.connection_id.payroll_group_by,
            title=bill.name,
            nobody=self.env._("None"),
            accounts=codes.accounts,
            tracking=codes.tracking,
        )
        if not lines:
            return [], [
                Finding(
                    "pay_run_empty", f"binding:{bill.binding_id.id}", bill.kind, {"run": bill.name}, bill.binding_id.id
                )
            ]
        return lines, []

    def _bridge_liability(self, preparation):
        """Return the account that the net is owed on where no vendor is, None where nobody has chosen it."""
        return PayCodes.of(preparation).liability

    @api.model
    def _bridge_kind(self, connection, net, amounts):
        """Return what the ledger takes it as. :param amounts: of the lines of the document."""
        return Kind.BILL

    def action_open_run(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "hr.payslip.run",
            "res_id": self.run_id.id,
            "views": [(False, "form")],
        }
