import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.accounting_bridge.engine.invoicing import KIND_OF

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """An invoice is a contract's by its lines; nothing is stored about it."""

    _inherit = "account.move"

    bridge_is_contract = fields.Boolean(
        "Of a contract",
        compute="_compute_bridge_contract_ids",
        search="_search_bridge_is_contract",
        groups="base.group_user",
    )
    bridge_contract_ids = fields.Many2many(
        "contract.contract",
        string="Contracts",
        compute="_compute_bridge_contract_ids",
        groups="account.group_account_invoice",
    )

    @api.depends("invoice_line_ids.contract_line_id.contract_id")
    def _compute_bridge_contract_ids(self):
        for move in self:
            move.bridge_contract_ids = move.invoice_line_ids.sudo().contract_line_id.contract_id.ids
            move.bridge_is_contract = bool(move.invoice_line_ids.contract_line_id)

    @api.model
    def _search_bridge_is_contract(self, operator, value):
        if operator != "in":
            return NotImplemented
        of_contract = Domain("invoice_line_ids", "any", [("contract_line_id", "!=", False)])
        return of_contract if True in value else ~of_contract

    # === GENERATED === #

    def _bridge_note_generated(self):
        """Flag invoices that contracts just made, and post them, where the company and its connection say so.

        Posting releases. Whatever goes wrong, they are generated: what cannot be posted stays a draft.
        """
        mine = self.filtered(lambda move: move.move_type in KIND_OF and not move.commercial_partner_id.bridge_by_hand)
        mine.filtered(lambda move: move.company_id.bridge_flag_contract)._bridge_tick_flags()
        for connection in self.env["bridge.connection"].sudo()._invoicing_contracts(mine.company_id):
            drafts = mine.filtered(
                lambda move, company=connection.company_id: move.company_id == company and move.state == "draft"
            )
            for move in connection._fit_for_policy(drafts.sudo()):
                move._bridge_post_generated()

    def _bridge_post_generated(self):
        """Post the draft of a contract; where that cannot be done a person is told on it."""
        try:
            with self.env.cr.savepoint():
                self.action_post()
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError):
            raise
        except UserError as error:
            self._bridge_tell_not_posted(str(error))
        except Exception as error:
            _logger.exception("The invoice %s of a contract could not be posted", self.id)
            self._bridge_tell_not_posted(f"{type(error).__name__}: {error}")

    def _bridge_tell_not_posted(self, words):
        person = self.bridge_contract_ids.user_id[:1] or self.env.user
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Could not be posted: %(why)s", why=words),
            user_id=person.id,
        )

    @api.model
    def action_bridge_generate_contracts(self):
        """Generate the invoices of every period of a contract that is due, and tell what came of it."""
        self.env["bridge.cure"]._check_rank("user")
        if not self.env["account.move"].has_access("create"):
            raise AccessError(self.env._("You may not make invoices. Ask who keeps the books."))
        return self.env["contract.contract"]._bridge_generate(self.env.company).notification()
