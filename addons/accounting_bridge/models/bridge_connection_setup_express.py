"""The step *Mapping* of the set-up: the accounts of *Express*, and how complete the mapping is."""

from odoo import api, fields, models

from ..ledgers.documents import Kind
from ..ledgers.protocol import Operation

# What a row of ``bridge.default`` may be when nothing more is to be pressed for it.
ON_ITS_WAY = "queued"
TO_BE_PRESSED = ("planned", "found")


class BridgeConnectionSetupExpress(models.Model):
    """What *Express* shows and wants: it makes what it can, and asks for what it cannot make."""

    _inherit = "bridge.connection"

    setup_creates = fields.Boolean(
        compute="_compute_setup_creates", help="Express, and the ledger lets accounts be created."
    )
    setup_is_open = fields.Boolean(
        compute="_compute_setup_is_waiting", help="Express has something left to be created or used, or to be settled."
    )
    setup_is_waiting = fields.Boolean(
        compute="_compute_setup_is_waiting", help="Something that was pressed is on its way: the page looks again."
    )

    @api.depends("ledger", "setup_mode")
    def _compute_setup_creates(self):
        for connection in self:
            found = self._ledger_classes().get(connection.ledger)
            can = found and found.capabilities.can(Kind.ACCOUNT, Operation.CREATE)
            connection.setup_creates = bool(can and connection.setup_mode == "express")

    @api.depends("setup_step", "setup_creates", "default_ids.state")
    def _compute_setup_is_waiting(self):
        for connection in self:
            looks = connection.setup_step == "mapping" and connection.setup_creates and not connection.enabled_at
            # What is being typed in a form is on nobody's way.
            rows = connection._origin.default_ids if looks else connection.default_ids.browse()
            states = set(rows.mapped("state"))
            connection.setup_is_waiting = ON_ITS_WAY in states
            connection.setup_is_open = bool(looks and (not states or states & {*TO_BE_PRESSED, "conflict"}))

    def action_setup_plan(self):
        """Show which accounts and items Express would create or use; nothing is written in the ledger."""
        self._for_managers()._plan_defaults()

    def _go_to(self, code):
        """*Mapping* is reached with its accounts shown, where the ledger has been read by then."""
        result = super()._go_to(code)
        if code == "mapping" and self.setup_creates and not self.enabled_at:
            self._plan_defaults()
        return result

    def action_setup(self):
        """Whoever comes back when the ledger has been read finds the accounts shown."""
        connection = self._for_managers()
        if connection.setup_step == "mapping" and connection.setup_creates and not connection.default_ids:
            connection._plan_defaults()
        return super().action_setup()

    def _setup_problems_mapping(self):
        problems = super()._setup_problems_mapping()
        return self._default_problems() or problems if self.setup_creates and self.first_read_at else problems

    def _default_problems(self):
        """Return what is to be done about the accounts of Express, as sentences."""
        shown = self._origin.default_ids
        rows = shown.filtered("wanted")
        if not shown:
            return [self.env._("- press Show what will be created")]
        conflicts = rows.filtered(lambda row: row.state == "conflict")
        if conflicts:
            return [f"- {row.name}: {row.note}" for row in conflicts]
        if rows.filtered(lambda row: row.state in TO_BE_PRESSED):
            return [self.env._("- look at what will be created, and press Create these")]
        queued = rows.filtered(lambda row: row.state == ON_ITS_WAY)
        if queued and self._missing_accounts():
            return [
                self.env._(
                    "- %(count)s accounts are on their way: they are created with %(next)s",
                    count=len(queued),
                    next=self._next_run_words(),
                )
            ]
        return []
