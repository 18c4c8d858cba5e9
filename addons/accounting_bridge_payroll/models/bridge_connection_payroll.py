from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.accounting_bridge.engine.gaps import BLOCKED, DEFAULT, ORDER
from odoo.addons.accounting_bridge.engine.preparation import Preparation
from odoo.addons.accounting_bridge.ledgers.documents import Kind
from odoo.addons.accounting_bridge.models.bridge_connection import LIVE_STATES
from odoo.addons.accounting_bridge.models.bridge_connection_setup_consent import HERE, Row

from ..pay_codes import PayCodes, Unmapped
from ..pay_lines import ANALYTIC, DEDUCTION, DEPARTMENT, EARNING, EMPLOYEE, EMPLOYER, PAY_CODE, TOTAL
from ..seeing import OFFICERS

ACCOUNTS = "[('connection_id', '=', id), ('kind', '=', 'account'), ('is_active', '=', True)]"
# Runs that one go of the schedule releases on one connection.
RELEASE_AT_ONCE = 50
# What of pay codes is booked.
BOOKED = (EARNING, DEDUCTION, EMPLOYER)


class _Used(NamedTuple):
    """A pay code that slips use, and what it is in the books."""

    rule_id: int
    role: str


class BridgeConnection(models.Model):
    """How pay runs go to the ledger: to whom they are owed, on which accounts, in which lines."""

    _inherit = "bridge.connection"

    payroll_vendor_id = fields.Many2one(
        "res.partner",
        "Pay is owed to",
        check_company=True,
        ondelete="restrict",
        help="The vendor of the bills of pay runs: your payroll service, your bank, or a vendor Employees.",
    )
    payroll_class_ids = fields.One2many(
        "bridge.payee.class", "connection_id", "Other vendors", help="Slips that are owed to somebody else."
    )
    payroll_document = fields.Selection(
        [("bill", "A bill; a journal entry where the ledger takes no such bill"), ("entry", "A journal entry")],
        "A pay run becomes",
        default="bill",
        required=True,
    )
    payroll_group_by = fields.Selection(
        [
            (TOTAL, "One total"),
            (PAY_CODE, "Pay code"),
            (DEPARTMENT, "Department"),
            (ANALYTIC, "Analytic account"),
            (EMPLOYEE, "Employee"),
        ],
        "A line for each",
        default=TOTAL,
        required=True,
        help="Every account has lines of its own. By employee the names of employees stand in the ledger, where whoever"
        " sees its bills reads them.",
    )
    payroll_wages_account_id = fields.Many2one(
        "bridge.remote.record",
        "Wages",
        domain=ACCOUNTS,
        ondelete="restrict",
        help="The expense account of earnings and employer costs that are not mapped.",
    )
    payroll_liability_account_id = fields.Many2one(
        "bridge.remote.record",
        "Wages liability",
        domain=ACCOUNTS,
        ondelete="restrict",
        help="What deductions and employer costs that are not mapped are owed on; in a journal entry the net, too.",
    )
    pay_mapping_ids = fields.One2many(
        "bridge.mapping",
        "connection_id",
        "Accounts of pay codes",
        domain=[("kind", "in", ("pay_code", "pay_category"))],
    )

    def write(self, vals):
        """An account that is chosen frees what waited for it."""
        result = super().write(vals)
        if vals.get("payroll_wages_account_id") or vals.get("payroll_liability_account_id"):
            for connection in self:
                connection._solve_pay_issues(None, "map_pay_code")
        return result

    def _solve_pay_issues(self, roots, cure):
        """Close the issues of accounts that are missing, and release what they held up.

        :param roots: of which pay codes; None: of all.
        """
        self.ensure_one()
        domain = [
            ("connection_id", "=", self.id),
            ("reason", "in", ("pay_code_unmapped", "pay_liability_missing")),
            ("state", "=", "open"),
        ]
        issues = self.env["bridge.issue"].sudo().search(domain + ([("root", "in", roots)] if roots is not None else []))
        if issues:
            issues._solve(cure)

    def _follow_since(self, since):
        """Look again at pay runs that were sent before, and opened and closed while this connection was away."""
        result = super()._follow_since(since)
        self.env["hr.payslip.run"].sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "close"),
                ("bridge_locked", "=", False),
                ("bridge_bill_ids.connection_id", "=", self.id),
            ]
        )._bridge_note_approved()
        return result

    @api.model
    def _sending_pay_runs(self, companies):
        """Return the live connections of companies that send pay runs."""
        return self.search(
            [("company_id", "in", companies.ids), ("state", "in", LIVE_STATES), ("enabled_at", "!=", False)]
        ).filtered("sends_bills")

    def _release_pay_runs(self, closed_day):
        """Release the runs that are approved and of which nothing has left, oldest first.

        :param closed_day: the last day that a run may end on; None: any.
        :return bool: whether more are left than one go releases.
        """
        self.ensure_one()
        runs = (
            self.env["hr.payslip.run"]
            .search(
                [
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "close"),
                    ("date_end", ">=", self.date_from),
                    *([("date_end", "<=", closed_day)] if closed_day else []),
                    ("bridge_locked", "=", False),
                    ("bridge_issue_ids", "=", False),
                ],
                order="date_end, id",
            )
            .filtered(lambda run: run.bridge_is_approved and not run._bridge_is_decided())
        )
        for run in runs[:RELEASE_AT_ONCE]:
            run._bridge_release_by_itself(self, "schedule")
        return len(runs) > RELEASE_AT_ONCE

    @api.model
    def _history_models(self):
        # A link names its bill, and is gone by then.
        return (*super()._history_models(), "bridge.pay.bill")

    # === WHAT IS NOT MAPPED === #

    def _mapping_gaps(self):
        rows = super()._mapping_gaps()
        engine = self.sudo()
        if not (engine.first_read_at and engine.sends_bills and self._sees_pay()):
            return rows
        return sorted([*rows, *self._pay_gaps()], key=lambda row: ORDER.index(row["level"]))

    def _sees_pay(self):
        return self.env.su or self.env.user.has_group(OFFICERS)

    def _pay_gaps(self):
        """Return the pay codes of finished slips that have no account of their own, as ``_mapping_gaps``."""
        engine = self.sudo()
        codes = PayCodes(Preparation(engine))
        allowed = self.env["bridge.cure"]._may("bookkeeper")
        rows = []
        for rule, count in self._pay_codes_in_use():
            used = _Used(rule.id, rule.bridge_pay_role or rule.category_id.bridge_pay_role or "")
            if used.role not in BOOKED or codes.is_mapped(used.rule_id):
                continue
            slips = self.env._("1 slip") if count == 1 else self.env._("%(count)s slips", count=count)
            try:
                default = codes.accounts(used)[0].name
                why = self.env._("%(slips)s have it: it is booked to %(account)s.", slips=slips, account=default)
                level = DEFAULT
            except Unmapped:
                why = self.env._("%(slips)s have it: their pay runs are rejected.", slips=slips)
                level = BLOCKED
            rows.append(
                {
                    "key": f"pay_code:{rule.id}",
                    "level": level,
                    "what": self.env._("Pay code %(code)s %(name)s", code=rule.code or "", name=rule.name or ""),
                    "why": why,
                    "button": self.env._("Map it") if allowed else self.env._("Ask a Bridge Bookkeeper"),
                    "allowed": allowed,
                    "count": count,
                }
            )
        return rows

    def _pay_codes_in_use(self):
        """Return ``[(pay code, slips)]`` of finished slips since the day that counts, in one query."""
        return (
            self.env["hr.payslip.line"]
            .sudo()
            ._read_group(
                [
                    ("slip_id.company_id", "=", self.company_id.id),
                    ("slip_id.state", "=", "done"),
                    ("slip_id.date_to", ">=", self._gaps_since()),
                    ("total", "!=", 0),
                    ("salary_rule_id", "!=", False),
                ],
                ["salary_rule_id"],
                ["slip_id:count_distinct"],
            )
        )

    # === SET-UP === #

    def _consent_rows_here(self):
        """Pay runs are read too, and locked: who sets a connection up confirms that with all the rest."""
        return [
            *super()._consent_rows_here(),
            Row(
                HERE,
                "pay_run",
                self.env._("Pay runs that are closed, and their pay slips"),
                self.env._("dates, employees, amounts of pay codes"),
                self.env._("their lock, from release on"),
            ),
            Row(
                HERE,
                "pay_vendor",
                self.env._("Contacts whom pay is owed to"),
                self.env._("name, address, e-mail, phone"),
                "",
            ),
        ]

    @api.depends("payroll_vendor_id", "payroll_document")
    def _compute_setup_steps(self):
        return super()._compute_setup_steps()

    def _setup_problems_mapping(self):
        """Whoever switches bills on in the set-up says to whom pay is owed; a journal entry needs nobody."""
        problems = super()._setup_problems_mapping()
        lacks = self.sends_bills and self.payroll_document == "bill" and not self.payroll_vendor_id
        if self.first_read_at and lacks:
            problems = [*problems, self.env._("- choose to whom pay is owed, under Pay runs, or switch Bills off")]
        return problems


class BridgeFlow(models.Model):
    """Pay runs have a schedule of their own."""

    _inherit = "bridge.flow"

    @api.model
    def _wakers(self):
        return {**super()._wakers(), Kind.BILL.value: "accounting_bridge_payroll.ir_cron_release"}

    def _release_due(self):
        if self.kind == Kind.BILL.value:
            return self.connection_id._release_pay_runs(self._closed_day())
        return super()._release_due()
