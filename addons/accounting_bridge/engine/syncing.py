"""Start Sync: the ticked lines of plans are done, exactly these, by the run that was woken for it.

Part of the meeting (``meeting.py``): after the ledger was read, before anything is sent, in chunks that are
transactions of their own, under the lease. A line that was done, queued or refused says so in the transaction that did
it, so that a run that is killed in the middle is gone on with by the next, and nothing is done twice. A line whose
record was changed on either side since it was compared is refused.

What a line becomes in the ledger is a transfer in the outbox like any other; what it becomes here is written by
``partners.py``. The merge is that of every run (``agreeing.py``, ``flagged.py``, ``strangers.py``).
"""

from odoo import fields
from odoo.api import SUPERUSER_ID, Environment
from odoo.tools import SQL

from . import agreeing, comparing, flagged, meeting
from .bulk import update_rows

ON_THEIR_WAY = ("queued", "sending", "uncertain")
# Documents are made, posted and released: so many of them share a transaction, and hold nobody up for long.
DOCUMENTS = 10


def ticked(connection):
    """Return the part of a query that finds the lines of started plans that are still to be done, as ``l``."""
    return SQL(
        """
        FROM bridge_plan_line l JOIN bridge_plan s ON s.id = l.plan_id
       WHERE s.connection_id = %s AND s.state = 'started' AND l.state = 'planned' AND l.is_selected
        """,
        connection.id,
    )


def line_ids(env, session_id, after, limit):
    """Return the ids of the next lines that are to be done together: fewer where they are documents."""
    connection = env["bridge.session"].browse(session_id).connection_id
    for model in ("bridge.plan", "bridge.plan.line"):
        env[model].flush_model()
    env.cr.execute(
        SQL("SELECT l.id, s.subject %s AND l.id > %s ORDER BY l.id LIMIT %s", ticked(connection), after, limit)
    )
    rows = env.cr.fetchall()
    are_customers = all(subject == "customers" for _id, subject in rows)
    return [row[0] for row in (rows if are_customers else rows[:DOCUMENTS])]


def is_left(env, connection_id):
    """Return whether a line of a started plan is still to be done. What waits for an answer is no work of ours."""
    connection = env["bridge.connection"].browse(connection_id)
    for model in ("bridge.plan", "bridge.plan.line"):
        env[model].flush_model()
    env.cr.execute(SQL("SELECT EXISTS (SELECT %s)", ticked(connection)))
    return env.cr.fetchone()[0]


def go_on(session, after, limit):
    """Do the next ticked lines. :return int: the last of them, 0 where none is left."""
    env = session.env
    lines = env["bridge.plan.line"].browse(line_ids(env, session.id, after, limit))
    for plan in lines.plan_id:
        mine = lines.filtered(lambda line, plan=plan: line.plan_id == plan)
        # What is done is done by who started it, as far as that person may, in that person's language and days.
        who = plan.started_by_id
        if not who.active:
            mine._refuse("plan_refused", {"words": env._("who started it has left")})
            continue
        person = plan.with_user(who).with_context(
            allowed_company_ids=plan.company_id.ids, lang=who.lang, tz=who.tz or plan.connection_id.tz
        )
        mine = mine.with_env(person.env)
        changed = mine._changed_since()
        changed._refuse_changed()
        if mine - changed:
            getattr(person, f"_start_{plan.subject}")(mine - changed)
    env.flush_all()
    return lines[-1:].id or 0


def give_up(env, line_id, words):
    """Odoo refuses what a line says: it is told in the line, and its neighbours go on."""
    env["bridge.plan.line"].browse(line_id)._refuse("plan_refused", {"words": words})


def end_plans(env, connection_id):
    """Plans of which nothing is left to be done are done."""
    env["bridge.transfer"].flush_model()
    env["bridge.plan.line"].flush_model()
    env.cr.execute(
        SQL(
            """
            UPDATE bridge_plan p SET state = 'done', ended_at = %(now)s
             WHERE p.connection_id = %(connection)s AND p.state = 'started'
               AND NOT EXISTS (SELECT FROM bridge_plan_line l LEFT JOIN bridge_transfer t ON t.id = l.transfer_id
                                WHERE l.plan_id = p.id AND l.is_selected
                                  AND (l.state = 'planned' OR l.state = 'queued' AND t.state = ANY(%(unfinished)s)))
            """,
            now=fields.Datetime.now(),
            connection=connection_id,
            unfinished=list(ON_THEIR_WAY),
        )
    )
    env["bridge.plan"].invalidate_model(["state", "ended_at"])


# === CUSTOMERS === #


def start_customers(plan, lines):
    """Do what lines about customers say. They were not changed since they were compared.

    :param lines: in the environment of who started the plan; partners are written by the technical user.
    """
    env = Environment(plan.env.cr, SUPERUSER_ID, {})
    plan, lines = plan.with_env(env), lines.with_env(env)
    session = env["bridge.session"].search(
        [("connection_id", "=", plan.connection_id.id), ("state", "=", "running")], order="id desc", limit=1
    )
    start = _Start(plan, session)
    if plan.direction == "pull" and not start.meeting.partners.may_write():
        lines._refuse("contacts_not_allowed", {"user": plan.connection_id.user_id.name})
        return
    linked = lines.filtered("binding_id")
    known = (lines - linked).filtered("remote_record_id")
    if linked:
        start.merge(linked)
    if known:
        start.bring_in(known)
    if flagged_ones := lines - linked - known:
        start.send_out(flagged_ones)


class _Start:
    """Does lines of one plan in one session."""

    def __init__(self, plan, session):
        self.plan, self.session, self.env = plan, session, plan.env
        self.meeting = self._meeting(pulls=plan.direction == "pull", pushes=plan.direction == "push")

    def _meeting(self, *, pulls, pushes):
        """Return the meeting of a session, in the direction that a person chose, whatever that of the flow."""
        made = meeting.Meeting(self.session)
        made.pulls, made.pushes = pulls, pushes
        return made

    def merge(self, lines):
        """Customers that are linked: take, or send, what was changed; of conflicts whose was chosen."""
        links, by_link = lines.binding_id, {line.binding_id: line for line in lines}
        chosen = self._settle(links.filtered(lambda link: by_link[link].mark == "conflict"), by_link)
        authors = dict.fromkeys(links.ids, self.plan.started_by_id.id)
        busy = agreeing.reconcile(self.meeting, links - chosen, authors)
        if chosen:
            # What is kept here is to be there, whichever way the rest goes.
            both = self._meeting(pulls=self.meeting.pulls, pushes=True)
            busy |= agreeing.reconcile(both, chosen, authors)
        done = links - busy
        self._looked_at(done.remote_record_id)
        sent = done if self.meeting.pushes else chosen & done
        self._told(lines.filtered(lambda line: line.binding_id in done), sent)

    def _settle(self, links, by_link):
        """Make both sides agree as a person chose. :return: links of whom Odoo's is kept."""
        kept = links.browse()
        for one in comparing.Eye(self.plan).decided(links):
            link, line = one.link.with_env(self.env), by_link[one.link.with_env(self.env)]
            conflicts = agreeing.conflict_of(one, comparing.questions_of(one))["conflicts"]
            if line.choice == "odoo":
                agreeing.keep_odoo(link, conflicts)
                kept |= link
            else:
                agreeing.keep_ledger(self.meeting, link, conflicts)
        return kept

    def bring_in(self, lines):
        """Entries that nobody in Odoo stands for: linked, or made partners."""
        rows = lines.remote_record_id
        linked, waiting = self.meeting.introduce(rows)
        agreeing.reconcile(self.meeting, linked)
        settled = rows - rows.browse(row.id for row in waiting)
        self._looked_at(settled)
        links = self.meeting.links_of(settled)
        for line in lines.filtered(lambda line: line.remote_record_id in settled):
            link = links[line.remote_record_id.remote_id]
            line.write({"binding_id": link.id, "partner_id": link.partner_id.id})
            line._set_done()

    def _looked_at(self, rows):
        """What was brought in is no news any more."""
        if self.meeting.pulls:
            update_rows(self.env["bridge.remote.record"], {row.id: {"is_to_meet": False} for row in rows})
            meeting._close_refusals(self.plan.connection_id, rows)

    def send_out(self, lines):
        """Flagged customers that nobody there stands for: linked, or created there."""
        found = flagged.queue_these(self.session, lines.partner_id.ids)
        agreeing.reconcile(self.meeting, found)
        links = self.env["bridge.binding"].search(
            [
                ("connection_id", "=", self.plan.connection_id.id),
                ("kind", "=", "customer"),
                ("currency_name", "=", False),
                ("partner_id", "in", lines.partner_id.ids),
                ("alias_of_id", "=", False),
            ]
        )
        of_partner = {link.partner_id: link for link in links}
        for line in lines:
            line.binding_id = of_partner[line.partner_id]
        self._told(lines, links)

    def _told(self, lines, sent):
        """Say in lines what was done: on its way as the newest transfer of its link is, or done already.

        :param sent: links that may have something to be sent.
        """
        transfers = self.env["bridge.transfer"]
        newest = transfers._newest(sent) if sent else {}
        # What ended before this is another matter.
        mine = {
            line: newest[line.binding_id]
            for line in lines
            if line.binding_id in newest and newest[line.binding_id].state in (*ON_THEIR_WAY, "rejected", "held")
        }
        fresh = transfers.union(*mine.values())
        fresh.filtered(lambda transfer: not transfer.batch_id).batch_id = self.plan._batch() if fresh else False
        fresh.released_by_id = self.plan.started_by_id
        lines._queued_as(mine)
        lines.filtered(lambda line: line not in mine)._set_done()
