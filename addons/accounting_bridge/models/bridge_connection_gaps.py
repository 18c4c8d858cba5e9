from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import gaps
from ..engine.matching import listed

SETTINGS = ("income_account_id", "expense_account_id", "line_item_id")


class BridgeConnectionGaps(models.Model):
    """Whether the mapping is complete: everything that documents use and that has no counterpart, with its button."""

    _inherit = "bridge.connection"

    mapping_gaps = fields.Json("What is not mapped", compute="_compute_mapping_gaps", exportable=False)
    mapping_gap_text = fields.Char("Is the mapping complete?", compute="_compute_mapping_gaps")

    @api.depends("mapping_ids.remote_record_id", "income_account_id", "expense_account_id", "line_item_id")
    @api.depends_context("uid", "lang")
    def _compute_mapping_gaps(self):
        for connection in self:
            # What is being typed in a form is not in the database yet.
            rows = connection._origin._mapping_gaps() if connection._origin else []
            connection.mapping_gaps = rows
            connection.mapping_gap_text = connection._gap_summary(rows)

    def _gaps_since(self):
        """Return the day from which on documents are looked at: the start date, and last month at least."""
        today = fields.Date.context_today(self.with_context(tz=self.sudo().tz))
        return min(self.sudo().date_from, fields.Date.subtract(today.replace(day=1), months=1))

    def _mapping_gaps(self):
        """Return everything that documents use and that has no counterpart, worst first.

        An addon with kinds of its own adds its rows; ``_gap_place`` says where each is closed.

        :return list: of dicts with ``key`` (what ``action_close_gap`` is told), ``level`` (*blocked*: documents are
            rejected, *waiting*: somebody is asked, *default*: they travel with the default), ``what`` is missing,
            ``why`` it matters, ``button``, ``allowed``: whether the reader may press it, and ``count`` of documents.
        """
        self.ensure_one()
        if not self.sudo().first_read_at:
            return []
        # Whoever may see the connection may know what its mapping lacks; of documents only numbers are said.
        reader = self.with_env(self.sudo()._technical_env()).with_context(lang=self.env.lang)
        found = gaps.find(reader, self._gaps_since())
        cures = self.env["bridge.cure"]
        ranks = {True: cures._may("manager"), False: cures._may("bookkeeper")}
        return [self._gap_row(gap, ranks[gap.what == "setting"]) for gap in found]

    def _gap_row(self, gap, allowed):
        what, why, button = self._gap_words(gap)
        if not allowed:
            button = (
                self.env._("Ask a Bridge Manager") if gap.what == "setting" else self.env._("Ask a Bridge Bookkeeper")
            )
        key = f"setting:{gap.about}" if gap.what == "setting" else gap.key
        return {
            "key": key,
            "level": gap.level,
            "what": what,
            "why": why,
            "button": button,
            "allowed": allowed,
            "count": gap.count,
        }

    def _gap_summary(self, rows):
        """Return in one sentence how complete the mapping is."""
        counts = [sum(row["level"] == level for row in rows) for level in gaps.ORDER]
        words = (
            self.env._("%(count)s for which documents are rejected", count=counts[0]),
            self.env._("%(count)s about which somebody is asked", count=counts[1]),
            self.env._("%(count)s that go by the default", count=counts[2]),
        )
        told = [text for text, count in zip(words, counts, strict=True) if count]
        return self.env._("Not mapped: %(what)s.", what=", ".join(told)) if told else self.env._("Nothing is missing.")

    @api.depends("mapping_gaps")
    @api.depends_context("uid")
    def _compute_clash_text(self):
        return super()._compute_clash_text()

    def _clashes(self):
        """Before *Enable*, what documents would be rejected for; afterwards each of them says so itself."""
        clashes = super()._clashes()
        if self.state == "connecting" and self.first_read_at:
            # A page shows both, and loads itself again and again. Where nothing is missing the field is False.
            blocked = sum(row["level"] == gaps.BLOCKED for row in self.mapping_gaps or ())
            if blocked:
                clashes.append(
                    self.env._(
                        "- Not mapped: %(count)s for which documents would be rejected. Press Is it complete? under"
                        " Mappings",
                        count=blocked,
                    )
                )
        return clashes

    # === WORDS === #

    def _gap_words(self, gap):
        """Return ``(what is missing, why it matters, what the button says)``."""
        engine = self.sudo()
        ledger = engine.ledger_name
        if gap.what == "setting":
            return self._words_of_setting(gap, ledger)
        record = self._gap_record(gap.what, gap.record_id).sudo()
        name = record.with_company(engine.company_id).display_name
        uses = self._words_of_count(gap.count)
        if gap.what == "mapping":
            row = record.remote_record_id
            return (
                self.env._("%(ours)s stands for %(theirs)s", ours=record._ours().display_name, theirs=row.display_name),
                self.env._("%(ledger)s does not hold it any more, or does not use it.", ledger=ledger),
                self.env._("Choose another"),
            )
        if gap.what in ("category", "product"):
            return self._words_of_products(gap, name, uses, ledger)
        titles = {
            "tax": self.env._("Tax %(name)s", name=name),
            "term": self.env._("Payment terms %(name)s", name=name),
            "journal": self.env._("Numbers of the journal %(name)s", name=name),
            "deposit": self.env._("Money of the journal %(name)s", name=name),
            "account": self.env._("Discounts and write-offs on %(name)s", name=name),
            "line": self.env._("Lines on %(name)s", name=name),
            "tracking": self.env._("Analytic account %(name)s", name=name),
        }
        whys = {
            "tax": self.env._("%(uses)s bear it: they are rejected.", uses=uses),
            "term": self.env._("%(uses)s have them: they travel without terms.", uses=uses),
            "journal": self.env._(
                "%(ledger)s does not take %(number)s: it is too long.", ledger=ledger, number=", ".join(gap.names)
            ),
            "deposit": self._why_deposit(gap, ledger),
            "account": self.env._("%(count)s payments bear one: they are rejected.", count=gap.count),
            "line": self.env._(
                "%(uses)s have them: they are booked as their item says, else to %(account)s.",
                uses=uses,
                account=engine.income_account_id.display_name or "",
            ),
            "tracking": self.env._("%(uses)s name it: nothing is said of it there.", uses=uses),
        }
        button = self.env._("Choose a number rule") if gap.what == "journal" else self.env._("Map it")
        return titles[gap.what], whys[gap.what], button

    def _why_deposit(self, gap, ledger):
        if gap.level == gaps.WAITING:
            return self.env._(
                "%(count)s payments went there: in %(ledger)s somebody has to look after them.",
                count=gap.count,
                ledger=ledger,
            )
        return self.env._(
            "%(count)s payments went there: in %(ledger)s they lie where undeposited money does.",
            count=gap.count,
            ledger=ledger,
        )

    def _words_of_setting(self, gap, ledger):
        if gap.about == "line_item_id":
            return (
                self.env._("Item for lines without a product"),
                self.env._("%(uses)s have such lines: they are rejected.", uses=self._words_of_count(gap.count)),
                self.env._("Choose it"),
            )
        what = self._fields[gap.about]._description_string(self.env)
        return (
            what,
            self.env._("Items cannot be created in %(ledger)s without it.", ledger=ledger),
            self.env._("Choose it"),
        )

    def _words_of_products(self, gap, name, uses, ledger):
        names = listed(gap.names)
        if gap.level == gaps.BLOCKED:
            why = self.env._("%(uses)s have them: they are rejected.", uses=uses)
        else:
            why = self.env._("%(uses)s have them: somebody is asked first.", uses=uses)
        if gap.what == "product":
            return self.env._("Product %(name)s", name=name), why, self.env._("Map it")
        return (
            self.env._(
                "Products of %(category)s without an item in %(ledger)s: %(names)s",
                category=name,
                ledger=ledger,
                names=names,
            ),
            why,
            self.env._("Map the category"),
        )

    def _words_of_count(self, count):
        return self.env._("1 document") if count == 1 else self.env._("%(count)s documents", count=count)

    # === BUTTONS === #

    def action_mapping_gaps(self):
        """Open the page that says what is not mapped."""
        self.ensure_one()
        self.env["bridge.cure"]._check_rank("user")
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Is the mapping complete?"),
            "res_model": "bridge.connection",
            "res_id": self.id,
            "views": [(self.env.ref("accounting_bridge.bridge_connection_view_form_gaps").id, "form")],
        }

    def action_close_gap(self):
        """Open the place where a gap is closed. The context says which: ``gap``, a key of ``_mapping_gaps``."""
        self.ensure_one()
        what, _colon, which = str(self.env.context.get("gap") or "").partition(":")
        self.env["bridge.cure"]._check_rank("manager" if what == "setting" else "bookkeeper")
        self.check_access("read")
        return self._gap_place(what, which)

    def _gap_place(self, what, which):
        """Return the action that opens where a gap is closed.

        :raise UserError: there is no such gap.
        """
        if what == "setting" and which in SETTINGS:
            view = self.env.ref("accounting_bridge.bridge_connection_view_form_accounts")
            return self._dialog(self.env._("Accounts and items"), "bridge.connection", self.id, view)
        known = what == "mapping" or what in self.env["bridge.mapping"]._columns()
        record = self._gap_record(what, int(which)).exists() if known and which.isdecimal() else None
        if not record or (what == "mapping" and record.connection_id != self):
            raise UserError(self.env._("This has been settled meanwhile. Please reload the page."))
        view = self.env.ref("accounting_bridge.bridge_mapping_view_form")
        mapping = record if what == "mapping" else self._mapping_of(what, record)
        if mapping:
            return self._dialog(self.env._("Mapping"), "bridge.mapping", mapping.id, view)
        column = self.env["bridge.mapping"]._columns()[what]
        values = {"default_connection_id": self.id, "default_kind": what, f"default_{column}": record.id}
        return self._dialog(self.env._("New mapping"), "bridge.mapping", False, view, values)

    def _mapping_of(self, kind, record):
        """Return the mapping of a record, empty where it has none."""
        mappings = self.env["bridge.mapping"]
        ours = (mappings._columns()[kind], "=", record.id)
        return mappings.search([("connection_id", "=", self.id), ("kind", "=", kind), ours], limit=1)

    def _gap_record(self, what, record_id):
        """Return the record that a gap is about: what a mapping would have on Odoo's side, or a mapping."""
        mappings = self.env["bridge.mapping"]
        if what == "mapping":
            return mappings.browse(record_id)
        return self.env[mappings._fields[mappings._columns()[what]].comodel_name].browse(record_id)

    def _dialog(self, name, model, record_id, view, context=None):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "res_id": record_id,
            "views": [(view.id, "form")],
            "target": "new",
            "context": context or {},
        }
