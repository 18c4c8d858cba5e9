from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..ledgers.quickbooks_desktop import diagnoses, faults

# A first load takes hundreds of pages: its first steps are listed, and how it ended.
MOST_STEPS = 100
MOST_LAST_STEPS = 20
KEPT_DAYS = 30
LONGEST_WORDS = 300
LOOP = ("sendRequestXML", "receiveResponseXML")


def _clean(text):
    """Return a foreign text as one line that a column can hold."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text or "")
    return " ".join(printable.split())[:LONGEST_WORDS]


class BridgeConnectorVisit(models.Model):
    """One knock of the Web Connector: who, when, how it was answered, and each call of what followed.

    Knocks that led to nothing (no work, refused, busy) and follow each other are one row with a count: a Web Connector
    with a wrong password knocks as often as it likes and fills no table.
    """

    _name = "bridge.connector.visit"
    _description = "Web Connector Visit"
    _order = "id desc"
    _rec_name = "user_name"

    connection_id = fields.Many2one("bridge.connection", required=True, ondelete="cascade", index=True, readonly=True)
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    session_id = fields.Many2one("bridge.session", ondelete="cascade", index="btree_not_null", readonly=True)
    user_name = fields.Char("User name", readonly=True, help="As it was given, right or wrong.")
    outcome = fields.Selection(
        [
            ("admitted", "Let in"),
            ("none", "Nothing to do"),
            ("busy", "Told to wait"),
            ("nvu", "Refused"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime("Begun", required=True, readonly=True, default=fields.Datetime.now)
    last_at = fields.Datetime("Last call", required=True, readonly=True, default=fields.Datetime.now)
    count = fields.Integer("Times", default=1, readonly=True)
    state = fields.Selection(related="session_id.state", string="Visit")
    result = fields.Char(compute="_compute_result")
    step_ids = fields.One2many("bridge.connector.step", "visit_id", readonly=True)

    @api.model
    def _begin(self, connection, user_name, outcome, session_id=False, path=""):
        """Note a knock and how it was answered; ``path`` is the company file that it was asked to open."""
        now = fields.Datetime.now()
        latest = self.search([("connection_id", "=", connection.id)], limit=1)
        if outcome != "admitted" and latest.outcome == outcome:
            # Where another knock counts at this moment, one of the two is enough.
            if latest.try_lock_for_update():
                latest.write({"count": latest.count + 1, "last_at": now, "user_name": _clean(user_name)})
            return
        visit = self.create(
            {
                "connection_id": connection.id,
                "session_id": session_id,
                "user_name": _clean(user_name),
                "outcome": outcome,
                "at": now,
                "last_at": now,
            }
        )
        visit._note("authenticate", outcome, said=path)

    @api.model
    def _of(self, session_id):
        """Return the visit of a session."""
        return self.search([("session_id", "=", session_id)], limit=1)

    def _note(self, operation, outcome="", **values):
        """Note one call and its answer; beyond what is kept for one visit nothing is noted."""
        if not self:
            return
        self.ensure_one()
        self.flush_recordset()
        # One statement: it stands in each call of a visit.
        self.env.cr.execute(
            SQL(
                """
                WITH visit AS (
                    UPDATE bridge_connector_visit SET last_at = %(now)s WHERE id = %(id)s
                 RETURNING id, company_id, session_id
                )
                INSERT INTO bridge_connector_step
                       (visit_id, company_id, session_id, exchange_id, at, operation, outcome, code, said)
                SELECT id, company_id, session_id, %(exchange)s, %(now)s, %(operation)s, %(outcome)s, %(code)s, %(said)s
                  FROM visit
                 WHERE (SELECT count(*) FROM (SELECT FROM bridge_connector_step s WHERE s.visit_id = %(id)s
                                               LIMIT %(limit)s) taken) < %(limit)s
                """,
                id=self.id,
                now=fields.Datetime.now(),
                exchange=values.get("exchange_id") or None,
                operation=operation,
                outcome=outcome or None,
                code=values.get("code") or None,
                said=_clean(values.get("said")) or None,
                limit=MOST_STEPS if operation in LOOP else MOST_STEPS + MOST_LAST_STEPS,
            )
        )
        self.invalidate_recordset(["last_at", "step_ids"])

    @api.depends("outcome", "session_id.result", "session_id.state")
    @api.depends_context("lang")
    def _compute_result(self):
        words = {
            "none": self.env._("No document waited, so that QuickBooks was not opened"),
            "busy": self.env._("Another visit was under way"),
            "nvu": self.env._("Wrong user name or password, or its owner may no longer release documents"),
            "running": self.env._("Under way"),
            "lost": self.env._("It ended without a word: computer off, asleep, or the Web Connector was closed"),
        }
        for visit in self:
            session = visit.session_id
            visit.result = words.get(visit.outcome) or session.result or words.get(session.state) or ""

    @api.autovacuum
    def _gc_visits(self):
        """Keep visits for a month; what was done on them stands in the sessions."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("last_at", "<", limit)], limit=1000)
        old.unlink()
        return len(old), len(old) == 1000


class BridgeConnectorStep(models.Model):
    """One call of a visit and its answer, as codes; the sentence is made when it is shown."""

    _name = "bridge.connector.step"
    _description = "Web Connector Step"
    _order = "id"
    _log_access = False

    visit_id = fields.Many2one("bridge.connector.visit", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="visit_id.company_id", store=True)
    session_id = fields.Many2one(related="visit_id.session_id", store=True, index="btree_not_null")
    exchange_id = fields.Many2one("bridge.exchange", ondelete="set null", index="btree_not_null", readonly=True)
    at = fields.Datetime("Time", default=fields.Datetime.now, readonly=True)
    operation = fields.Char("Call", readonly=True)
    outcome = fields.Char(readonly=True)
    code = fields.Char(readonly=True, help="What QuickBooks or the Web Connector gave as the number of a failure.")
    said = fields.Char("In its own words", readonly=True)
    words = fields.Char("What happened", compute="_compute_words")
    is_failure = fields.Boolean(compute="_compute_words")

    @api.depends("operation", "outcome", "code", "said", "exchange_id.purpose", "exchange_id.requests")
    @api.depends_context("lang")
    def _compute_words(self):
        for step in self:
            diagnosis = diagnoses.find(step.code)
            step.is_failure = bool(step.code) or step.outcome in ("nvu", "refused", "failed")
            if diagnosis and diagnosis.cure == faults.words_of(step.code):
                # That sentence says both; it stands in faults.py, marked for translation there.
                step.words = f"{self.env._(diagnosis.cure)} ({step.code})"
            elif diagnosis:
                # The sentences stand in diagnoses.py, marked for translation there.
                meaning, cure = self.env._(diagnosis.meaning), self.env._(diagnosis.cure)
                step.words = self.env._(
                    "%(meaning)s (%(code)s) What to do: %(cure)s", meaning=meaning, code=step.code, cure=cure
                )
            elif step.code:
                step.words = f"{step.said or self.env._('A failure without a name')} ({step.code})"
            else:
                step.words = step._sentence()

    def _sentence(self):
        """Return what happened, where it was no failure with a number."""
        self.ensure_one()
        env, said = self.env, self.said or ""
        if self.operation == "authenticate":
            return {
                "none": env._("Password right; nothing to do"),
                "busy": env._("Password right; told to wait for another visit"),
                "nvu": env._("Refused: %(name)s", name=self.visit_id.user_name or "?"),
            }.get(self.outcome) or (
                env._("Password right; asked to open %(path)s", path=said)
                if said
                else env._("Password right; asked for the company file that is open")
            )
        if self.operation == "sendRequestXML":
            if self.outcome == "met":
                return env._("QuickBooks opened: %(company)s", company=said)
            if self.outcome == "refused":
                return env._("Another company file is open: %(company)s", company=said)
            return self._what_was_given()
        if self.operation == "receiveResponseXML":
            return {
                "100": env._("QuickBooks answered; nothing is left to do"),
                "-1": env._("QuickBooks answered, and the visit was ended"),
            }.get(self.outcome) or env._("QuickBooks answered; %(percent)s%% done", percent=self.outcome)
        if self.operation == "getLastError":
            return env._("Asked for the last result: %(words)s", words=said)
        return env._("Ended: %(words)s", words=said)

    def _what_was_given(self):
        exchange = self.exchange_id
        if self.outcome == "asked":
            return self.env._("Asked what became of an earlier set")
        if exchange.purpose == "read":
            return self.env._("Asked to read: %(kinds)s", kinds=exchange.summary)
        return self.env._(
            "Given %(count)s records: %(kinds)s", count=len(exchange.requests or []), kinds=exchange.summary
        )
