from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..ledgers.defaults import LIABILITY_TYPES, MOST_TAXES, TABLE, Role, tax_code
from ..ledgers.documents import AccountDetail, AccountType, Kind
from ..ledgers.protocol import Operation

# A prefix leaves room for the words behind it in the shortest name that a ledger keeps.
PREFIX_LENGTH = 8
# What is bought of an item is booked to an account of the first of these roles that the ledger has one of.
BOUGHT = ("cost", "expense")


class BridgeConnectionDefaults(models.Model):
    """*Express*: the accounts and items that a business begins with, there already or made by the bridge.

    ``_plan_defaults`` makes one row for each of them and writes nothing anywhere else; a person looks at them and
    presses *Create these*. What is there already is used, the rest goes through the outbox, each of them once however
    often it is pressed. Once it is there it becomes the revenue account, the item for lines without a product and the
    counterparts of taxes, wherever nothing was chosen before.
    """

    _inherit = "bridge.connection"

    default_ids = fields.One2many("bridge.default", "connection_id", "Accounts and items to begin with")
    default_prefix = fields.Char(
        "Names begin with",
        default="OD",
        required=True,
        size=PREFIX_LENGTH,
        help="The names of the accounts and items begin with this; their numbers begin with OD in any case.",
    )
    wages_liability_type = fields.Selection(
        [("credit_card", "Credit Card"), ("other_current_liability", "Other Current Liability")],
        "Wages liability is kept as",
        compute="_compute_wages_liability_type",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    wages_liability_warning = fields.Char(compute="_compute_wages_liability_warning")
    default_conflict_count = fields.Integer("In the way", compute="_compute_default_conflict_count")

    # === COMPUTE === #

    @api.depends("ledger")
    def _compute_wages_liability_type(self):
        """As the table has it where the ledger can keep it so."""
        for connection in self:
            written = "credit_card" if connection._keeps_credit_cards() else "other_current_liability"
            connection.wages_liability_type = written

    def _keeps_credit_cards(self):
        """Return whether the ledger keeps a credit card as an account that bills and entries may name."""
        found = self._ledger_classes().get(self.ledger)
        return not found or bool(found().account_words(AccountType.CREDIT_CARD, AccountDetail.NONE)[0])

    @api.depends("wages_liability_type", "ledger")
    @api.depends_context("lang")
    def _compute_wages_liability_warning(self):
        for connection in self:
            words = ""
            if not connection._keeps_credit_cards():
                words = self.env._(
                    "%(ledger)s keeps a credit card as an account of the bank, which no bill may name: wages that are"
                    " owed are kept as Other Current Liability.",
                    ledger=connection.ledger_name,
                )
            elif connection.wages_liability_type == "credit_card":
                words = self.env._(
                    "Wages that are owed are seldom kept as a Credit Card: they would stand among your cards, and"
                    " %(ledger)s would offer to reconcile them like one. Other Current Liability is what most"
                    " bookkeepers choose.",
                    ledger=connection.ledger_name,
                )
            connection.wages_liability_warning = words

    def _compute_default_conflict_count(self):
        for connection in self:
            conflicts = connection.default_ids.filtered(lambda default: default.state == "conflict")
            connection.default_conflict_count = len(conflicts)

    @api.constrains("wages_liability_type", "ledger")
    def _check_wages_liability_type(self):
        for connection in self:
            if connection.wages_liability_type == "credit_card" and not connection._keeps_credit_cards():
                raise ValidationError(connection.wages_liability_warning)
            row = connection.default_ids.filtered(lambda default: default.role == Role.WAGES_LIABILITY)
            kept = (row.remote_record_id.details or {}).get("role")
            if kept and not row.picked_id and kept != LIABILITY_TYPES[connection.wages_liability_type].role:
                raise ValidationError(
                    self.env._("%(name)s is there already and used: its type stays as it is.", name=row.name)
                )

    def write(self, vals):
        """Rows that are not there yet follow the prefix, and the tax style."""
        result = super().write(vals)
        if {"default_prefix", "tax_style"} & vals.keys():
            self.filtered("default_ids")._plan_defaults()
        return result

    # === THE ROWS === #

    def _plan_defaults(self):
        """Make or refresh the rows of *Express*; pressed twice nothing is twice. Writes nothing in the ledger.

        Rows of taxes only where tax travels as lines of its own. A row that is there, or on its way, keeps its name.

        :return: the rows (``bridge.default``), none before the ledger was read once.
        """
        for connection in self.sudo().filtered("first_read_at"):
            connection._plan_these(connection._default_rows())
        return self.default_ids

    def _default_rows(self):
        """Return what there is to be a row for, in order: ``(role, tax, number)``."""
        known = {default.tax_id: default.code for default in self.default_ids if default.tax_id}
        rows = [(role, self.env["account.tax"], row.code) for role, row in TABLE.items() if not row.is_tax]
        if self.tax_style != "lines":
            return rows
        taken = {default.code for default in self.default_ids}
        free = [code for code in map(tax_code, range(1, MOST_TAXES + 1)) if code not in taken]
        for tax in self._taxes_to_begin_with():
            # More taxes than numbers: those that are left are mapped by hand.
            if tax in known or free:
                rows.append((Role.TAX, tax, known.get(tax) or free.pop(0)))
        rows.append((Role.AUTOMATED_TAX, self.env["account.tax"], TABLE[Role.AUTOMATED_TAX].code))
        return rows

    def _taxes_to_begin_with(self):
        """Return the taxes of what is sold: of a group its members, since lines bear those."""
        taxes = self.env["account.tax"].search(
            [("company_id", "=", self.company_id.id), ("type_tax_use", "=", "sale")], order="sequence, id"
        )
        mapped = self.mapping_ids.filtered(lambda mapping: mapping.kind == "tax").tax_id
        own = self.default_ids.tax_id
        return taxes.flatten_taxes_hierarchy().filtered(lambda tax: tax.amount and (tax in own or tax not in mapped))

    def _plan_these(self, rows):
        ledger, prefix = self._ledger(), (self.default_prefix or "").strip()
        known = {(default.role, default.tax_id): default for default in self.default_ids}
        taken = {default.name.casefold() for default in self.default_ids if default._is_settled()}
        planned = self.env["bridge.default"]
        for role, tax, code in rows:
            default = known.get((role.value, tax), planned.browse())
            planned |= default
            if default and default._is_settled():
                continue
            words = tax.name if role is Role.TAX else TABLE[role].words
            name = ledger.account_name(f"{prefix} {words}", code)
            if name.casefold() in taken:
                name = ledger.account_name(f"{prefix} {code} {words}", code)
            taken.add(name.casefold())
            if not default:
                values = {"connection_id": self.id, "role": role.value, "tax_id": tax.id, "code": code, "name": name}
                planned |= planned.create(values)
            elif default.name != name:
                default.name = name
        (self.default_ids - planned).filtered(lambda default: not default.binding_ids).unlink()

    # === INTO THE LEDGER === #

    def action_create_defaults(self):
        """Use what is there, and queue the creation of the rest; a button never performs. Managers only.

        Before *Enable* too: a person has looked at them. What is in the way is looked at once more by the run, which
        reads before it writes, and becomes an issue if it still is.

        :raise UserError: the ledger was not read yet, is not connected, or takes no accounts.
        """
        for connection in self._for_managers():
            connection._check_state("connecting", "connected", "paused")
            if not connection.first_read_at:
                raise UserError(self.env._("The ledger must have been read once."))
            if not connection._ledger().capabilities.can(Kind.ACCOUNT, Operation.CREATE):
                raise UserError(
                    self.env._(
                        "%(ledger)s takes no accounts from here: choose one of its own for each line.",
                        ledger=connection.ledger_name,
                    )
                )
            wanted = connection._plan_defaults().filtered("wanted")
            wanted._write_out()
            if not connection.expense_account_id:
                connection.expense_account_id = connection._account_of_what_is_bought()
            connection._wake()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self._created_words(),
                "type": "info",
                # Reads the page again where it stands; anew it would show for a moment what was read of it before.
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _created_words(self):
        """Return what the button comes to, as a person reads it."""
        states = self.default_ids.mapped("state")
        return self.env._(
            "%(used)s are there and used; %(queued)s will be created with %(next)s.",
            used=sum(state in ("adopted", "created") for state in states),
            queued=states.count("queued"),
            next=self[:1]._next_run_words(),
        )

    def _account_of_what_is_bought(self):
        """Return an account of the ledger for what is bought of items, which need one; empty where it has none."""
        accounts = self.env["bridge.remote.record"].search(
            [
                ("connection_id", "=", self.id),
                ("kind", "=", Kind.ACCOUNT.value),
                ("is_active", "=", True),
                ("is_gone", "=", False),
            ],
            order="full_name, id",
        )
        for role in BOUGHT:
            for account in accounts:
                details = account.details or {}
                foreign = account.currency_name and account.currency_name != (self.remote_currency or "")
                if details.get("role") == role and not details.get("special") and not foreign:
                    return account
        return accounts.browse()

    def _may_write(self):
        """What a person had created may leave before *Enable*."""
        return super()._may_write() or self._creates_defaults()

    def _creates_defaults(self):
        """Return whether accounts or items to begin with are on their way while the connection is set up."""
        if self.state != "connecting" or not self.first_read_at:
            return False
        waiting = [
            ("connection_id", "=", self.id),
            ("state", "in", ("queued", "sending", "uncertain")),
            ("binding_id.default_id", "!=", False),
        ]
        return bool(self.env["bridge.transfer"].sudo().search_count(waiting, limit=1))
