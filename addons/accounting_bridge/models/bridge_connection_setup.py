"""Setting a connection up, step by step: what the wizard shows is the connection itself.

Everything that is chosen is written on the connection at once, so that whoever closes the page finds it again: a draft
that says where to go on. A step is left only when its own check finds nothing more to do there; to go back nothing is
checked. *Activate* asks every step once more and then does what *Enable* does.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledgers.documents import Kind
from .bridge_credential import ONLINE
from .bridge_flow import SWITCHED_KINDS

STEPS = [
    ("consent", "Consent"),
    ("connect", "Connect"),
    ("scope", "What to sync"),
    ("mode", "Express or Advanced"),
    ("mapping", "Mapping"),
    ("schedule", "Schedule"),
    ("review", "Review"),
    ("activate", "Activate"),
]
ORDER = [code for code, _label in STEPS]
# Lists that documents need; to send these alone sends nothing.
LISTS = (Kind.CUSTOMER.value, Kind.ITEM.value)
# What goes with invoices, and by their schedule.
WITH_INVOICES = (Kind.CREDIT_NOTE.value, Kind.PAYMENT.value)
# Where nobody speaks with the ledger yet.
NOT_CONNECTED = ("draft", "disconnected")


class BridgeConnectionSetup(models.Model):
    """The step at which setting up stands, and what each step wants before it is left."""

    _inherit = "bridge.connection"

    setup_step = fields.Selection(STEPS, "Set-up stands at", copy=False, readonly=True)
    setup_reached = fields.Integer(copy=False, readonly=True, help="How many steps were looked at already.")
    setup_mode = fields.Selection(
        [("express", "Express"), ("advanced", "Advanced")],
        "Set up",
        copy=False,
        help="Express creates or adopts a few default accounts and items. Advanced leaves every choice to you.",
    )
    setup_text = fields.Char(compute="_compute_setup_text")
    setup_steps = fields.Json(compute="_compute_setup_steps", help="The steps, as the left of the wizard shows them.")
    setup_problem_text = fields.Text("Before you go on", compute="_compute_setup_steps")
    flags_posted = fields.Boolean(
        "Every posted invoice is ready",
        compute="_compute_flags_posted",
        inverse="_inverse_flags_posted",
        readonly=False,
        help="Closed and Ready for invoice are ticked by themselves when an invoice is posted, in the whole company."
        " Off: somebody ticks both on each invoice, or uses Set Flags.",
    )
    setup_help = fields.Html("Help", compute="_compute_setup_help", sanitize=False)
    # What travels, as one list without what is only read.
    switched_flow_ids = fields.One2many(
        "bridge.flow",
        "connection_id",
        "Records that travel",
        domain=lambda self: [("kind", "in", self._setup_kinds())],
    )

    scheduled_flow_ids = fields.One2many(
        "bridge.flow",
        "connection_id",
        "Records with a schedule",
        domain=lambda self: [("kind", "in", list(self.env["bridge.flow"]._wakers()))],
    )

    # === WHAT THE WIZARD SHOWS === #

    @api.model
    def _setup_kinds(self):
        """Return the kinds of record that a person switches, as values of ``bridge.flow.kind``.

        Bills only where an addon makes some.
        """
        releases = self.env["bridge.flow"]._wakers()
        return [kind for kind in SWITCHED_KINDS if kind != Kind.BILL.value or kind in releases]

    @api.depends("setup_step", "enabled_at", "state")
    @api.depends_context("lang")
    def _compute_setup_text(self):
        labels = dict(self._fields["setup_step"]._description_selection(self.env))
        for connection in self:
            open_yet = connection.setup_step and not connection.enabled_at
            connection.setup_text = (
                self.env._("Draft: continue at %(step)s", step=labels[connection.setup_step]) if open_yet else False
            )

    @api.depends(
        "setup_step",
        "setup_reached",
        "setup_mode",
        "ledger",
        "state",
        "consent_is_missing",
        "company_choices",
        "readiness",
        "default_ids.state",
        "flow_ids.enabled",
        "flow_ids.release_policy",
        "flow_ids.schedule",
    )
    @api.depends_context("lang")
    def _compute_setup_steps(self):
        """Give every step its mark: ``[{code, label, state, words}]``, state is one of done, wrong, here, open."""
        labels = self._fields["setup_step"]._description_selection(self.env)
        words = {
            "done": self.env._("done"),
            "wrong": self.env._("needs you"),
            "here": self.env._("you are here"),
            "open": self.env._("to do"),
        }
        for connection in self:
            here, steps, shown = connection.setup_step or ORDER[0], [], []
            for place, (code, label) in enumerate(labels):
                looked_at = connection._origin and place < max(connection.setup_reached, 1)
                problems = connection._setup_problems(code) if code == here or looked_at else []
                state = "here" if code == here else "open" if not looked_at else "wrong" if problems else "done"
                steps.append({"code": code, "label": label, "state": state, "words": words[state]})
                shown = problems if code == here else shown
            connection.setup_steps = steps
            connection.setup_problem_text = "\n".join(shown)

    @api.depends("setup_step", "ledger", "setup_mode", "enabled_at")
    @api.depends_context("lang")
    def _compute_setup_help(self):
        """The help beside the step, for the ledger that was chosen; an addon of a ledger adds its own to the page."""
        for connection in self:
            connection.setup_help = self.env["ir.qweb"]._render(
                "accounting_bridge.setup_help",
                {
                    "step": connection.setup_step or ORDER[0],
                    "ledger": connection.ledger,
                    "ledger_name": connection.ledger_name or self.env._("the ledger"),
                    "mode": connection.setup_mode,
                    "is_draft": not connection.enabled_at,
                },
            )

    @api.depends("company_id.bridge_flag_posted")
    def _compute_flags_posted(self):
        for connection in self:
            connection.flags_posted = connection.sudo().company_id.bridge_flag_posted

    def _inverse_flags_posted(self):
        """The setting is the company's, which not every manager of the bridge may change otherwise."""
        self.env["bridge.cure"]._check_rank("manager")
        for connection in self:
            connection.sudo().company_id.bridge_flag_posted = connection.flags_posted

    # === WHAT A PERSON PRESSES === #

    def action_setup(self):
        """Open the wizard where it was left; a connection that was made without it begins at the first step."""
        connection = self._for_managers()
        connection.ensure_one()
        if not connection.setup_step or (connection.enabled_at and connection.consent_is_due):
            connection._go_to("consent")
        return self._setup_action()

    def action_setup_back(self):
        """Go one step back; nothing is checked, and nothing that was chosen is lost."""
        for connection in self._for_managers():
            connection._go_to(ORDER[max(0, connection._setup_place() - 1)])

    def action_setup_continue(self):
        """Go one step on. :raise UserError: what this step still wants, in words."""
        for connection in self._for_managers():
            connection._check_setup(connection.setup_step or ORDER[0])
            connection._go_to(ORDER[min(len(ORDER) - 1, connection._setup_place() + 1)])

    def action_setup_go(self):
        """Go to a step that was pressed on the left: any before this one, and on as far as nothing is missing."""
        connections, wanted = self._for_managers(), self.env.context.get("setup_to")
        if wanted not in ORDER:
            raise UserError(self.env._("There is no such step."))
        for connection in connections:
            for code in ORDER[connection._setup_place() : ORDER.index(wanted)]:
                connection._check_setup(code)
            connection._go_to(wanted)

    def action_setup_close(self):
        """Leave the wizard; everything is kept, and the card on the dashboard leads back."""
        self._for_managers()
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_dashboard")
        return {**action, "target": "main"}

    def action_setup_activate(self):
        """Let documents travel, once no step wants anything more.

        :raise UserError: what is still to be done, and at which step.
        """
        connection = self._for_managers()
        connection.ensure_one()
        for code in ORDER[:-1]:
            connection._check_setup(code)
        connection._go_to(ORDER[-1])
        self.action_enable()

    def _setup_action(self):
        """Return the action that shows the wizard of this connection."""
        action = self.env["ir.actions.act_window"]._for_xml_id("accounting_bridge.action_bridge_setup")
        return {**action, "res_id": self.id, "context": {}}

    def _setup_place(self):
        return ORDER.index(self.setup_step or ORDER[0])

    def _go_to(self, code):
        """Keep where setting up stands; what comes with a step is made ready when it is reached."""
        self.write({"setup_step": code, "setup_reached": max(self.setup_reached, ORDER.index(code))})

    # === WHAT A STEP WANTS === #

    def _missing_for_enable(self):
        """Who is being set up by the wizard confirms what is read and written, wherever *Enable* is pressed."""
        missing = super()._missing_for_enable()
        if self.setup_step and not self.enabled_at and self.consent_is_missing:
            missing.append(self.env._("- confirm what is read and written, at the first step of the set-up"))
        return missing

    @api.depends("setup_step", "consent_is_missing")
    def _compute_readiness(self):
        return super()._compute_readiness()

    def _check_setup(self, code):
        """:raise UserError: a step is not done, with what it wants."""
        problems = self._setup_problems(code)
        if problems:
            labels = dict(self._fields["setup_step"]._description_selection(self.env))
            raise UserError("\n".join([self.env._("%(step)s is not done yet:", step=labels[code]), *problems]))

    def _setup_problems(self, code):
        """Return what a step still wants, as sentences; each step has a method of its own."""
        self.ensure_one()
        return getattr(self, f"_setup_problems_{code}")()

    def _setup_problems_consent(self):
        if not self.ledger:
            return [self.env._("- choose the ledger that your bookkeeper works in")]
        if self.consent_is_missing:
            return [self.env._("- read what is read and written, and press Confirm + Continue")]
        return []

    def _setup_problems_connect(self):
        if self.state in NOT_CONNECTED:
            other = self._other_live()
            if other:
                return [self.env._("- disconnect %(name)s first: a company has one ledger at a time", name=other.name)]
            return [self._setup_connect_words()]
        if self.reason_text:
            return [f"- {self.reason_text}"]
        return []

    def _setup_connect_words(self):
        """Return what connects a draft, as a sentence; a ledger says how it is there."""
        if self.sudo().company_choices:
            return self.env._("- press Choose the organisation")
        if self.ledger == ONLINE:
            return self.env._("- enter the client ID of your application, and press Connect to QuickBooks")
        if self._cloud():
            return self.env._(
                "- enter the client ID of your application, and press Connect to %(ledger)s", ledger=self.ledger_name
            )
        return self.env._("- press Connect")

    def _setup_problems_scope(self):
        # Credit notes and payments go with the invoices that they belong to, and by the schedule of those.
        documents = self.flow_ids.filtered(
            lambda flow: flow.enabled and flow.kind in self._setup_kinds() and flow.kind not in (*LISTS, *WITH_INVOICES)
        )
        return [] if documents else [self.env._("- nothing would travel: switch on Invoices")]

    def _setup_problems_mode(self):
        return [] if self.setup_mode else [self.env._("- choose Express or Advanced")]

    def _setup_problems_mapping(self):
        if not self.first_read_at:
            if self._setup_problems_connect():
                return self._setup_problems_connect()
            return [
                self.env._(
                    "- %(ledger)s is still being read for the first time; its accounts can be chosen when that is done",
                    ledger=self.ledger_name,
                )
            ]
        return self._missing_accounts()

    def _setup_problems_schedule(self):
        """Return what contradicts itself: flags that should release, on a schedule that never comes."""
        flow = self._invoice_flow()
        if flow.enabled and flow.release_policy == "schedule" and flow.schedule == "hand":
            return [
                self.env._(
                    "- invoices are released on schedule, and their schedule says By hand: choose when they go, or"
                    " release them by hand"
                )
            ]
        return []

    def _setup_problems_review(self):
        return self._missing_for_enable()

    def _setup_problems_activate(self):
        return []
