import hashlib
import secrets

from odoo import api, fields, models
from odoo.tools import consteq

from ..engine import attention

HEALTH_PATH = "/accounting_bridge/health"
# The part of a token by which it is found; the rest is compared.
HANDLE = 8
# What a digest is compared with where there is none.
NOBODY = "0" * 64


class BridgeHealth(models.Model):
    """The address at which a monitor asks how the connections of a company are. It can be closed and made anew.

    Of its token only a digest is kept: 256 random bits need no slow hash, and whoever reads the table can ask nothing.
    """

    _name = "bridge.health"
    _description = "Accounting Bridge Health Address"
    _rec_name = "company_id"
    _order = "company_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    handle = fields.Char("Begins with", readonly=True, copy=False, index=True, help="By which an address is told.")
    token_digest = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    is_open = fields.Boolean("Open", compute="_compute_is_open")
    made_at = fields.Datetime("Made", readonly=True, copy=False)
    made_by_id = fields.Many2one("res.users", "Made by", readonly=True, copy=False)

    _one_per_company = models.UniqueIndex("(company_id)")

    @api.depends("token_digest")
    def _compute_is_open(self):
        for health in self:
            health.is_open = bool(health.sudo().token_digest)

    # === WHAT A MANAGER DOES === #

    def action_new(self):
        """Open an address for the company that is worked in, and show it this once; the one before is closed."""
        self.env["bridge.cure"]._check_rank("manager")
        company = self.env.company
        health = self.sudo().search([("company_id", "=", company.id)]) or self.sudo().create({"company_id": company.id})
        return health._show_new()

    def action_renew(self):
        """Make a new address in the place of this one."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("manager")
        self.check_access("read")
        return self.sudo()._show_new()

    def action_revoke(self):
        """Close the address: who asks at it is told that there is none."""
        self.env["bridge.cure"]._check_rank("manager")
        self.check_access("read")
        self.sudo().write({"token_digest": False, "handle": False})

    def _show_new(self):
        """Return the dialog that shows a new address; it lives in the dialog only."""
        token = secrets.token_urlsafe(32)
        self.write(
            {
                "handle": token[:HANDLE],
                "token_digest": _digest(token),
                "made_at": fields.Datetime.now(),
                "made_by_id": self.env.uid,
            }
        )
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url", "").rstrip("/")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Health address"),
            "res_model": "bridge.health.address",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_address": f"{base}{HEALTH_PATH}/{token}",
                "default_short_address": f"{base}{HEALTH_PATH}",
                "default_header": f"Authorization: Bearer {token}",
                "dialog_size": "medium",
            },
        }

    # === WHAT A MONITOR IS TOLD === #

    @api.model
    def _answer(self, token):
        """Return what the one who holds a token is told, ``None`` where nobody does."""
        # As many digests are compared for a token that is unknown as for one that is not.
        found = self.sudo().search([("handle", "=", token[:HANDLE])]) if len(token) > HANDLE else self
        right = [one for one in found if consteq(one.token_digest or NOBODY, _digest(token))]
        if not found:
            consteq(NOBODY, _digest(token))
        return attention.health(right[0].company_id) if right else None


class BridgeHealthAddress(models.TransientModel):
    """Shows a new address once. Nothing of it is stored: the dialog is filled from its own context."""

    _name = "bridge.health.address"
    _description = "Health Address"

    address = fields.Char(readonly=True, store=False)
    short_address = fields.Char(readonly=True, store=False)
    header = fields.Char(readonly=True, store=False)


def _digest(token):
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
