from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import matching_ahead
from ..engine.invoicing import KIND_OF
from ..ledgers.documents import Kind
from .bridge_connection import LIVE_STATES

# Under these policies nothing is released by what happens to a document; flags and their schedule are a person's.
WITHOUT_EVENT = ("hand", "schedule")
# What a person took back, or what was refused, goes again when it is posted anew.
RELEASED_AGAIN = ("withdrawn", "rejected")


class BridgeConnectionPolicy(models.Model):
    """When invoices are released: by a person, by their flags, or by what happens to them.

    A policy is switched on when nobody has to be asked who and what is meant any more, or by a person who says that it
    shall be on all the same. Once it is on, only the invoice concerned waits for its customer or item.
    """

    _inherit = "bridge.connection"

    release_policy = fields.Selection(
        "_selection_release_policy",
        "Invoices are released",
        compute="_compute_release_policy",
        inverse="_inverse_release_policy",
        readonly=False,
        help="What was posted before a policy was chosen is not released by it.",
    )
    policy_override = fields.Boolean(
        "Although issues are open",
        copy=False,
        tracking=True,
        help="Invoices release themselves although customers or items are still to be looked at; those whose customer"
        " or item is meant wait for the answer.",
    )
    policy_override_by_id = fields.Many2one("res.users", "Switched on by", readonly=True, copy=False)
    policy_override_at = fields.Datetime("Switched on although issues were open", readonly=True, copy=False)
    policy_obstacles = fields.Text("Before invoices release themselves", compute="_compute_policy_obstacles")

    # === COMPUTE === #

    @api.model
    def _selection_release_policy(self):
        return self.env["bridge.flow"]._fields["release_policy"]._description_selection(self.env)

    def _invoice_flow(self):
        return self.flow_ids.filtered(lambda flow: flow.kind == Kind.INVOICE.value)

    @api.depends("flow_ids.release_policy")
    def _compute_release_policy(self):
        for connection in self:
            connection.release_policy = connection._invoice_flow().release_policy

    def _inverse_release_policy(self):
        # A page that makes a connection knows none yet: its flows begin with their own.
        for connection in self.filtered("release_policy"):
            connection._invoice_flow().release_policy = connection.release_policy

    @api.depends_context("lang")
    def _compute_policy_obstacles(self):
        for connection in self:
            connection.policy_obstacles = "\n".join(connection._policy_obstacles("posted"))

    # === SWITCHED ON === #

    def _policy_obstacles(self, policy):
        """Return what is open about who and what is meant, in sentences: what the titles of both tabs say.

        What happens by itself to every document wants both tabs looked at; flags are a person's for each document.
        """
        self.ensure_one()
        customers, items = self.customer_issue_count, self.item_issue_count
        wants_both = policy not in WITHOUT_EVENT
        sentences = {
            self.env._("- The ledger has not been read yet"): wants_both and not self.first_read_at,
            self.env._("- Customers: they are not matched ahead yet"): wants_both and not self.customers_ahead,
            self.env._("- Items: they are not matched ahead yet"): wants_both and not self.items_ahead,
            self.env._("- Some are still to be looked at by the next run"): wants_both and matching_ahead.is_due(self),
            self.env._("- Customers: 1 open issue"): customers == 1,
            self.env._("- Customers: %(count)s open issues", count=f"{customers:,}"): customers > 1,
            self.env._("- Items: 1 open issue"): items == 1,
            self.env._("- Items: %(count)s open issues", count=f"{items:,}"): items > 1,
        }
        return [sentence for sentence, holds in sentences.items() if holds]

    def _check_policy(self, policy):
        """:raise UserError: invoices would release themselves while it is open who or what is meant."""
        obstacles = [] if policy == "hand" or self.policy_override else self._policy_obstacles(policy)
        if obstacles:
            raise UserError(
                "\n".join(
                    [
                        self.env._("Before invoices release themselves:"),
                        *obstacles,
                        self.env._("Settle them, or tick Although issues are open."),
                    ]
                )
            )

    def _note_policy(self, policy):
        """Keep in the chatter who chose a policy; an override ends with the policy that it was for."""
        self.ensure_one()
        labels = dict(self._selection_release_policy())
        self._message_log(body=self.env._("Invoices are released: %(policy)s.", policy=labels[policy]))
        if policy == "hand" and self.policy_override:
            self.policy_override = False

    def write(self, vals):
        """Keep who switched a policy on although issues were open, and when."""
        wanted = vals.get("policy_override")
        changed = self.filtered(lambda one: "policy_override" in vals and one.policy_override != bool(wanted))
        kept = {
            "policy_override_by_id": self.env.uid if wanted else False,
            "policy_override_at": fields.Datetime.now() if wanted else False,
        }
        result = super().write(vals)
        if changed:
            changed.sudo().write(kept)
        return result

    # === WHAT IT RELEASES === #

    @api.model
    def _with_policy(self, companies):
        """Return the live connections of companies whose invoices release themselves by what happens to them."""
        if not companies:
            return self.browse()
        connections = self.search(
            [("company_id", "in", companies.ids), ("state", "in", LIVE_STATES), ("enabled_at", "!=", False)]
        )
        return connections.filtered(lambda one: one._invoice_flow().enabled and one.release_policy not in WITHOUT_EVENT)

    def _released_when_posted(self, moves):
        """Return which of the documents that were just posted the policy of this connection releases."""
        self.ensure_one()
        return self._fit_for_policy(moves) if self.release_policy == "posted" else moves.browse()

    def _follow_since(self, since):
        """Release also what was posted while this connection was away."""
        result = super()._follow_since(since)
        if self in self._with_policy(self.company_id):
            moves = self._released_when_posted(self._posted_since(since))
            if moves:
                self.env["bridge.batch"]._release(self, moves, origin="policy")
        return result

    def _posted_since(self, since):
        """Return documents without a transfer that were posted since a moment: made since, or moved on since."""
        candidates = self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", tuple(KIND_OF)),
                ("bridge_transfer_id", "=", False),
                ("write_date", ">=", since),
            ]
        )
        made = candidates.filtered(lambda move: move.create_date >= since)
        told = self.env["mail.tracking.value"]._read_group(
            [
                ("field_id", "=", self.env["ir.model.fields"]._get("account.move", "state").id),
                ("mail_message_id.model", "=", "account.move"),
                ("mail_message_id.res_id", "in", (candidates - made).ids),
                ("create_date", ">=", since),
            ],
            aggregates=["mail_message_id:recordset"],
        )
        return made | candidates.browse({message.res_id for (messages,) in told for message in messages})

    def _sends_flagged(self):
        """Return whether scheduled runs release what has both flags."""
        flow = self._invoice_flow()
        return bool(flow.enabled and flow.schedule != "hand" and flow.release_policy != "hand")

    def _fit_for_policy(self, moves):
        """Return the documents that may go without a person: ours, worth something, not held, not left to a person."""
        return moves.filtered(
            lambda move: (
                (move.invoice_date or move.date) >= self.date_from
                and not move.currency_id.is_zero(move.amount_total)
                and not move.commercial_partner_id.bridge_by_hand
                and self._may_release(move.bridge_transfer_id)
            )
        )

    def _may_release(self, transfer):
        """Return whether a document is released by itself: never before, or what became of it is over by posting."""
        return not transfer or (transfer.state in RELEASED_AGAIN and not transfer.binding_id.external_id)
