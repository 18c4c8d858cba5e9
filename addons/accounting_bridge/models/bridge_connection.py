from zoneinfo import available_timezones

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..ledgers.documents import DOCUMENTS, PURCHASES, Kind
from ..ledgers.protocol import Ledger
from ..ledgers.reasons import reason_of
from .bridge_flow import SWITCHED_KINDS

CREATE_CHOICES = [
    ("never", "Never: the invoice is rejected"),
    ("ask", "Ask: the invoice waits for an answer"),
    ("always", "Always"),
]

# Written by guarded methods and by the engine; a form or a call from outside never sets them.
GUARDED = {
    "state",
    "resume_state",
    "reason",
    "reason_arguments",
    "remote_company_id",
    "remote_company_name",
    "remote_country",
    "remote_currency",
    "company_details",
    "restored_at",
    "first_read_at",
    "enabled_at",
    "away_since",
    "seal",
    "credential_id",
    "company_choices",
    "is_leaving",
    "policy_override_by_id",
    "policy_override_at",
    "consent_scope",
    "consent_by_id",
    "consent_at",
}

LIVE_STATES = ("connecting", "connected", "paused", "needs_sign_in", "wrong_company")
# Nothing follows what people do meanwhile; whoever connects again wants it all the same.
AWAY_STATES = ("disconnected", "copied")


class BridgeConnection(models.Model):
    """One Odoo company tied to one company file or organisation of one ledger.

    States (the guarded transitions are in ``bridge_connection_states``)::

    draft -> connecting -> connected <-> paused
                     any live state -> needs_sign_in | wrong_company | copied -> back to where it was, by a person
                     any -> disconnected -> connecting (the same ledger company only)
    """

    _name = "bridge.connection"
    _description = "Accounting Bridge Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "company_id, id"

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    ledger = fields.Selection([], required=True, help="A ledger that is missing here has an addon of its own.")
    ledger_name = fields.Char(compute="_compute_ledger_name")
    is_called = fields.Boolean(
        compute="_compute_is_called", help="Odoo calls this ledger; otherwise its program visits us."
    )
    keeps_discounts = fields.Boolean(
        compute="_compute_is_called", help="A payment there can say that less than what it closes was paid."
    )
    tax_is_told = fields.Boolean(
        compute="_compute_is_called", help="The ledger books the tax that it is told; rounding makes no difference."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("connecting", "Connecting"),
            ("connected", "Connected"),
            ("paused", "Paused"),
            ("needs_sign_in", "Needs sign-in"),
            ("wrong_company", "Wrong company"),
            ("copied", "Copied database"),
            ("disconnected", "Disconnected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    resume_state = fields.Char(readonly=True, copy=False, help="Where a person's confirmation leads back to.")
    reason = fields.Char(readonly=True, copy=False)
    reason_arguments = fields.Json(readonly=True, copy=False)
    reason_text = fields.Char(compute="_compute_reason_text")

    user_id = fields.Many2one(
        "res.users",
        "Technical user",
        required=True,
        default=lambda self: self.env.ref("accounting_bridge.user_bridge", raise_if_not_found=False) or self.env.user,
        help="The engine reads the books of Odoo as this user, in the company of the connection.",
    )
    bookkeeper_id = fields.Many2one("res.users", check_company=True, tracking=True)
    contact_id = fields.Many2one("res.users", "Technical contact", check_company=True)
    report_user_ids = fields.Many2many("res.users", string="Reports also to", check_company=True)
    tz = fields.Selection("_selection_tz", "Time zone", required=True, default=lambda self: self.env.user.tz or "UTC")
    date_from = fields.Date(
        "Start date",
        required=True,
        default=fields.Date.context_today,
        help="Documents dated before this day are not ours to send.",
    )
    default_term_id = fields.Many2one(
        "bridge.remote.record",
        "Default payment terms",
        domain="[('connection_id', '=', id), ('kind', '=', 'term'), ('is_active', '=', True)]",
        copy=False,
    )
    income_account_id = fields.Many2one(
        "bridge.remote.record",
        "Revenue account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account'), ('is_active', '=', True)]",
        copy=False,
        help="Every item that the bridge creates there needs an account for its income.",
    )
    expense_account_id = fields.Many2one(
        "bridge.remote.record",
        "Item expense account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account'), ('is_active', '=', True)]",
        copy=False,
        help="Every item that the bridge creates there needs an account for what is bought of it.",
    )
    line_item_id = fields.Many2one(
        "bridge.remote.record",
        "Item for lines without a product",
        domain="[('connection_id', '=', id), ('kind', '=', 'item'), ('is_active', '=', True)]",
        copy=False,
    )
    create_missing_customer = fields.Selection(
        CREATE_CHOICES, "Create missing customers", default="ask", required=True, tracking=True
    )
    create_missing_item = fields.Selection(
        CREATE_CHOICES, "Create missing items", default="ask", required=True, tracking=True
    )
    number_rule = fields.Selection(
        [
            ("as_is", "As it is in Odoo"),
            ("compact", "Compact: INV/2026/00017 becomes 2600017"),
            ("ledger", "The ledger numbers"),
        ],
        "Invoice numbers there",
        default="compact",
        required=True,
        help="Journals can have a rule of their own under Mappings. Checked when it is saved.",
    )

    tax_style = fields.Selection(
        [
            ("codes", "Ledger codes: the ledger computes tax"),
            ("lines", "Tax lines: Odoo's tax travels as lines of its own"),
        ],
        "Tax style",
        default="codes",
        required=True,
        help="Fixed at Enable. Tax lines only where the ledger tracks no tax, or on purpose.",
    )
    tax_difference = fields.Selection(
        [
            ("show", "Send it and show the difference"),
            ("line", "Add a line that settles it"),
            ("refuse", "Do not send it"),
        ],
        "Where rounding of tax differs",
        default="show",
        required=True,
        help="A line needs the item for lines without a product. A difference of rates is never sent.",
    )
    discount_account_id = fields.Many2one(
        "bridge.remote.record",
        "Discount account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account'), ('is_active', '=', True)]",
        copy=False,
        help="Early-payment discounts and write-offs of payments, where no account of the ledger is mapped to theirs.",
    )
    deposit_account_id = fields.Many2one(
        "bridge.remote.record",
        "Deposit account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account'), ('is_active', '=', True)]",
        copy=False,
        help="Where the money of every payment goes whose journal has no account of its own.",
    )
    fill_blank_states = fields.Boolean(
        "Fill blank states",
        help="A customer who comes from the ledger without a state is given the state of the company.",
    )
    jobs_for_delivery = fields.Boolean(
        "Delivery addresses as jobs", help="An invoice for a delivery address goes to a job of its customer there."
    )
    confirm_earlier_months = fields.Boolean(
        "Ask before changing earlier months",
        default=True,
        help="A change of a document that belongs to an earlier month there waits for the bookkeeper's OK.",
    )
    trial_move_id = fields.Many2one(
        "account.move",
        "Trial invoice",
        check_company=True,
        copy=False,
        domain="[('company_id', '=', company_id), ('move_type', '=', 'out_invoice'), ('state', '=', 'posted')]",
        help="One invoice that may travel before Enable, so that a person can look at it in the ledger.",
    )
    trial_text = fields.Char(related="trial_move_id.bridge_ribbon", string="The trial")
    backup_confirmed = fields.Boolean("A backup of the company file was made", copy=False, tracking=True)

    remote_company_id = fields.Char("Company there", readonly=True, copy=False)
    remote_company_name = fields.Char("Ledger company", readonly=True, copy=False)
    remote_country = fields.Char("Country there", readonly=True, copy=False)
    remote_currency = fields.Char("Currency there", readonly=True, copy=False)
    company_details = fields.Json(readonly=True, copy=False)
    restored_at = fields.Char("Last restored there", readonly=True, copy=False)
    first_read_at = fields.Datetime("First read", readonly=True, copy=False)
    enabled_at = fields.Datetime(readonly=True, copy=False)
    seal = fields.Char(readonly=True, copy=False, groups="base.group_system")

    lease_ids = fields.One2many("bridge.lease", "connection_id")
    flow_ids = fields.One2many("bridge.flow", "connection_id")
    mapping_ids = fields.One2many("bridge.mapping", "connection_id")
    deposit_mapping_ids = fields.One2many("bridge.mapping", "connection_id", domain=[("kind", "=", "deposit")])
    tax_kinds = fields.Json(compute="_compute_tax_kinds", help="What of the ledger a tax can stand for.")
    tax_mapping_ids = fields.One2many("bridge.mapping", "connection_id", domain=[("kind", "=", "tax")])
    customer_binding_ids = fields.One2many("bridge.binding", "connection_id", domain=[("kind", "=", "customer")])
    item_binding_ids = fields.One2many("bridge.binding", "connection_id", domain=[("kind", "=", "item")])
    session_ids = fields.One2many("bridge.session", "connection_id")
    last_session_id = fields.Many2one("bridge.session", compute="_compute_last_session")
    last_session_state = fields.Char(compute="_compute_last_session")
    last_session_at = fields.Datetime("Last run", compute="_compute_last_session")
    last_session_result = fields.Char("Last result", compute="_compute_last_session")
    last_session_progress = fields.Integer("Progress", compute="_compute_last_session")
    last_session_read = fields.Integer("Read", compute="_compute_last_session")
    last_session_loading = fields.Char("Read so far", compute="_compute_last_session")
    is_simulated = fields.Boolean(compute="_compute_is_simulated")

    waiting_count = fields.Integer(compute="_compute_counts", string="Waiting")
    sending_count = fields.Integer(compute="_compute_counts", string="Being sent")
    rejected_count = fields.Integer(compute="_compute_counts", string="Rejected")
    processed_today_count = fields.Integer(compute="_compute_counts", string="Processed today")
    issue_count = fields.Integer(compute="_compute_issue_counts", string="Issues")
    customer_issue_count = fields.Integer(compute="_compute_issue_counts")
    item_issue_count = fields.Integer(compute="_compute_issue_counts")
    invoice_issue_count = fields.Integer(compute="_compute_issue_counts")
    payment_issue_count = fields.Integer(compute="_compute_issue_counts")

    _one_live_per_company = models.UniqueIndex(
        "(company_id) WHERE state IN ('connecting', 'connected', 'paused', 'needs_sign_in', 'wrong_company')",
        "This company already has a live connection. Disconnect that one first.",
    )
    _one_live_per_ledger_company = models.UniqueIndex(
        "(ledger, remote_company_id) WHERE remote_company_id IS NOT NULL"
        " AND state IN ('connecting', 'connected', 'paused', 'needs_sign_in', 'wrong_company')",
        "This ledger company is already connected to another company of Odoo.",
    )

    # === LEDGERS === #

    @api.model
    def _ledger_classes(self):
        """Return ``{code: class}`` of every ledger that is installed. A ledger's addon adds its own."""
        return {}

    def _ledger(self) -> Ledger:
        """Return the translator of this connection, made for the ledger company as it was last read."""
        self.ensure_one()
        return self._ledger_classes()[self.ledger](self.company_details or {})

    def _access(self):
        """Return what ``Ledger.perform`` needs to be let in, ``None`` for a ledger that asks for nothing."""
        self.ensure_one()
        return None

    def _is_simulated(self):
        """Return whether the server's configuration points this ledger at a simulator. A ledger overrides it."""
        return False

    # === COMPUTE === #

    @api.model
    def _selection_tz(self):
        return [(name, name) for name in sorted(available_timezones())]

    @api.depends("ledger", "company_id.name")
    def _compute_name(self):
        labels = dict(self._fields["ledger"]._description_selection(self.env))
        for connection in self:
            parts = (labels.get(connection.ledger), connection.company_id.name)
            connection.name = " · ".join(part for part in parts if part)

    @api.depends("ledger")
    @api.depends_context("lang")
    def _compute_ledger_name(self):
        labels = dict(self._fields["ledger"]._description_selection(self.env))
        for connection in self:
            connection.ledger_name = labels.get(connection.ledger, "")

    @api.depends("ledger")
    def _compute_is_called(self):
        for connection in self:
            ledger_class = self._ledger_classes().get(connection.ledger)
            connection.is_called = bool(ledger_class and ledger_class.capabilities.is_called)
            connection.tax_is_told = bool(ledger_class and ledger_class.capabilities.tax_is_told)
            connection.keeps_discounts = bool(ledger_class and ledger_class.capabilities.payment_discounts)

    @api.depends("ledger")
    def _compute_is_simulated(self):
        for connection in self:
            connection.is_simulated = connection._is_simulated()

    @api.depends("tax_style", "company_details")
    def _compute_tax_kinds(self):
        for connection in self:
            per_line = (connection.company_details or {}).get("tax_per_line")
            codes = [(Kind.TAX_CODE if per_line else Kind.TAX).value]
            lines = [Kind.TAX.value, Kind.ITEM.value]
            connection.tax_kinds = lines if connection.tax_style == "lines" else codes

    @api.depends("reason", "reason_arguments")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for connection in self:
            connection.reason_text = connection.reason and connection._reason_words(
                connection.reason, connection.reason_arguments
            )

    def _compute_last_session(self):
        latest = dict(
            self.env["bridge.session"]._read_group([("connection_id", "in", self.ids)], ["connection_id"], ["id:max"])
        )
        for connection in self:
            session = self.env["bridge.session"].browse(latest.get(connection, ()))
            connection.last_session_id = session
            connection.last_session_state = session.state
            connection.last_session_at = session.started_at
            connection.last_session_result = session.result
            connection.last_session_progress = session.progress
            connection.last_session_read = session.records_read
            connection.last_session_loading = session._loading_words() if session else ""

    def _compute_counts(self):
        domain = [("connection_id", "in", self.ids), ("kind", "in", DOCUMENTS)]
        unfinished = {
            (connection.id, state): count
            for connection, state, count in self.env["bridge.transfer"]._read_group(
                [*domain, ("state", "in", ("queued", "sending", "uncertain", "rejected"))],
                ["connection_id", "state"],
                ["__count"],
            )
        }
        processed = {
            connection.id: count
            for connection, count in self.env["bridge.transfer"]._read_group(
                [*domain, ("state", "=", "processed"), ("ended_at", ">=", "today")],
                ["connection_id"],
                ["__count"],
            )
        }
        for connection in self:
            connection.waiting_count = unfinished.get((connection.id, "queued"), 0)
            connection.sending_count = unfinished.get((connection.id, "sending"), 0) + unfinished.get(
                (connection.id, "uncertain"), 0
            )
            connection.rejected_count = unfinished.get((connection.id, "rejected"), 0)
            connection.processed_today_count = processed.get(connection.id, 0)

    def _compute_issue_counts(self):
        counts = {
            (connection.id, kind): count
            for connection, kind, count in self.env["bridge.issue"]._read_group(
                [("connection_id", "in", self.ids), ("state", "=", "open")],
                ["connection_id", "kind"],
                ["__count"],
            )
        }
        for connection in self:
            mine = {kind: count for (owner, kind), count in counts.items() if owner == connection.id}
            connection.issue_count = sum(mine.values())
            connection.customer_issue_count = mine.get(Kind.CUSTOMER.value, 0)
            connection.item_issue_count = mine.get(Kind.ITEM.value, 0)
            connection.invoice_issue_count = mine.get(Kind.INVOICE.value, 0) + mine.get(Kind.CREDIT_NOTE.value, 0)
            connection.payment_issue_count = mine.get(Kind.PAYMENT.value, 0)

    # === REASONS === #

    def _reason_words(self, code, arguments):
        """Return the sentence of a reason in the reader's language; a text from a ledger stays plain text in it."""
        self.ensure_one()
        reason = reason_of(code)
        values = {"ledger": self.ledger_name, "words": "", **(arguments or {})}
        values["words"] = self._ledger_words(values["words"])
        if isinstance(values.get("changes"), list):
            values["changes"] = self._changes_words(values["changes"])
        if isinstance(values.get("conflicts"), list):
            values["conflicts"] = self._conflicts_words(values["conflicts"])
        # The sentence stands in reasons.py, marked for translation there.
        sentence = self.env._((self.is_called and reason.words_called) or reason.words)
        for name in _places(sentence) - values.keys():
            values[name] = "?"
        return sentence % values

    def _changes_words(self, changes):
        """Return what was changed there, as a person reads it: ``total 100.00 → 120.00``."""
        named = self._field_words
        return ", ".join(f"{named(name)} {_plain(then)} → {_plain(now)}" for name, then, now in changes)

    def _conflicts_words(self, conflicts):
        """Return what was changed on both sides, as a person reads it: ``phone 1 here, 2 there (was 3)``."""
        return "; ".join(
            self.env._(
                "%(field)s %(ours)s here, %(theirs)s there (was %(base)s)",
                field=self._field_words(name),
                ours=_plain(ours),
                theirs=_plain(theirs),
                base=_plain(base),
            )
            for name, base, ours, theirs in conflicts
        )

    def _field_labels(self):
        """Return ``{name: what a person calls it}`` of the fields of documents and of customers."""
        return {
            "number": self.env._("number"),
            "date": self.env._("date"),
            "due_date": self.env._("due date"),
            "customer": self.env._("customer"),
            "total": self.env._("total"),
            "tax": self.env._("tax"),
            "tax_code": self.env._("tax code"),
            "customer_tax_code": self.env._("customer's tax code"),
            "customer_name": self.env._("customer's name"),
            "currency": self.env._("currency"),
            "exchange_rate": self.env._("exchange rate"),
            "untaxed": self.env._("untaxed amount"),
            "lines": self.env._("lines"),
            "receivable": self.env._("receivable account"),
            "purchase_order": self.env._("purchase order"),
            "note": self.env._("note"),
            "location": self.env._("location"),
            "billing": self.env._("billing address"),
            "delivery": self.env._("delivery address"),
            "applied": self.env._("applied"),
            "name": self.env._("name"),
            "company_name": self.env._("company"),
            "email": self.env._("e-mail"),
            "phone": self.env._("phone"),
            "term": self.env._("payment terms"),
            "street": self.env._("street"),
            "city": self.env._("city"),
            "state": self.env._("state"),
            "postal_code": self.env._("postal code"),
            "country": self.env._("country"),
        }

    def _field_words(self, name):
        """Return what a person calls a field of a document, or of a customer."""
        names = self._field_labels()
        place = name.removeprefix("line ")
        if place != name:
            return self.env._("line %(place)s", place=place)
        if name.startswith("delivery_"):
            return self.env._("delivery %(part)s", part=names.get(name.removeprefix("delivery_"), name))
        return names.get(name.removeprefix("billing_"), name)

    def _ledger_words(self, words):
        """Return what the ledger said; its addon translates what it says itself on the ledger's behalf."""
        return words

    # === LIFE === #

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            if GUARDED & values.keys() and not self.env.su:
                raise AccessError(self.env._("A connection begins as a draft."))
        connections = super().create(vals_list)
        leases = self.env["bridge.lease"].sudo()
        for connection in connections:
            leases.create({"connection_id": connection.id})
            connection._ensure_flows()
            connection._admit_technical_user()
        return connections

    def _ensure_flows(self):
        """Make the flows of every kind that the ledger is read for; a version may know more kinds than the last one."""
        for connection in self:
            known = set(connection.flow_ids.mapped("kind"))
            ways = connection._ledger().capabilities.first_directions
            self.env["bridge.flow"].sudo().create(
                [
                    {
                        "connection_id": connection.id,
                        "kind": kind.value,
                        "sequence": sequence,
                        "direction": ways.get(kind, "push") if kind.value in SWITCHED_KINDS else "pull",
                        # Whoever books payments there by hand already would have them twice.
                        "enabled": kind not in (Kind.PAYMENT, *PURCHASES),
                    }
                    for sequence, kind in enumerate(connection._ledger().capabilities.all_reads)
                    if kind.value not in known
                ]
            )

    def write(self, vals):
        """What the engine keeps, and the state, change by guarded methods only, for managers too."""
        guarded = GUARDED & vals.keys()
        if guarded and not self.env.su:
            raise AccessError(
                self.env._("These fields are kept by the bridge: %(names)s.", names=", ".join(sorted(guarded)))
            )
        if "tax_style" in vals and any(one.enabled_at and one.tax_style != vals["tax_style"] for one in self):
            raise UserError(
                self.env._(
                    "The tax style was fixed when the connection was enabled: documents that are there already were"
                    " sent in it. Another style begins with a new connection."
                )
            )
        result = super().write(vals)
        if {"user_id", "company_id"} & vals.keys():
            self._admit_technical_user()
        if "ledger" in vals:
            self._ensure_flows()
        return result

    def _admit_technical_user(self):
        """Let the shared technical user into the companies it works for; a user of flesh is never changed."""
        technical = self.env.ref("accounting_bridge.user_bridge", raise_if_not_found=False)
        for connection in self:
            if connection.user_id == technical and connection.company_id not in technical.sudo().company_ids:
                technical.sudo().company_ids += connection.company_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["bridge.transfer"].sudo().search_count([("connection_id", "in", self.ids)], limit=1):
            raise ValidationError(
                self.env._("A connection that has sent something keeps its history. Disconnect and archive it instead.")
            )

    @api.constrains("number_rule", "ledger")
    def _check_number_rule(self):
        for connection in self:
            if connection.ledger:
                self.env["account.journal"]._check_bridge_numbers(connection)

    def _customer_of(self, move):
        """Return the partner who is the customer there: the company, or its delivery address where that is a job."""
        delivery, owner = move.partner_shipping_id, move.commercial_partner_id
        if self.jobs_for_delivery and delivery != owner and delivery.commercial_partner_id == owner:
            return delivery
        return owner

    def _customer_currency(self, currency):
        """Return the ISO code under which a customer needs an entry of its own, "" in the currency of the books."""
        home = self.remote_currency or self.currency_id.name
        per_currency = self._ledger().capabilities.customer_per_currency
        return currency.name if per_currency and currency.name != home else ""

    def _customer_currency_there(self, name):
        """Return the same of an entry of the ledger in the currency of this ISO code, "" where it names none."""
        home = self.remote_currency or self.currency_id.name
        return name if name and name != home and self._ledger().capabilities.customer_per_currency else ""

    def _technical_env(self):
        """Return the environment in which the engine reads Odoo's books: the technical user, this company."""
        self.ensure_one()
        technical = self.with_user(self.sudo().user_id)
        # Whatever companies the caller has selected: this one is all that the technical user is sure to be let into.
        return technical.with_context(allowed_company_ids=self.company_id.ids).env


def _plain(text):
    """Return a value on one line, a dash for nothing."""
    return ", ".join(filter(None, (text or "").split("\n"))) or "-"


def _places(sentence):
    """Return the names of the places in a sentence such as ``%(name)s``."""
    return {part.split(")", 1)[0] for part in sentence.split("%(")[1:]}
