"""Customers that are linked: what was changed on which side since both agreed, and what becomes of it.

Changed there only: taken, as far as the flow pulls. Changed here only: an update is queued, as far as it pushes.
Different fields on both sides: both. The same field on both sides: a person says whose it is (``customer_conflict``).
An e-mail by which somebody signs in here is nobody's to change from afar: whoever reads the mail of an address can have
the password of its login renewed. What was changed there only is then a question, too (``login_email_changed``).
Only partners *flagged for integration* are kept in step; who is linked and met for the first time in a flow that pulls
is flagged then, and stays out when somebody takes the flag off.
"""

from dataclasses import dataclass, replace

from odoo import fields
from odoo.tools import SQL

from ..ledgers import merging
from ..ledgers.documents import Kind
from ..ledgers.merging import Act, Agreement, Merge
from ..ledgers.protocol import Operation
from .bulk import update_rows
from .customers import Customers
from .warming import addresses_of

CONFLICT, LOGIN = "customer_conflict", "login_email_changed"


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What is decided of one link."""

    link: object
    ours: dict
    theirs: dict
    base: Agreement
    is_first: bool
    merge: Merge
    # Fields that were changed there only, and that are taken only where a person says so.
    guarded: tuple = ()

    @property
    def takes(self):
        return self.merge.of(Act.TAKE)

    @property
    def conflicts(self):
        return self.merge.of(Act.CONFLICT)


def reconcile(meeting, links, authors=None):
    """Merge customers that are linked.

    :param meeting: ``Meeting``.
    :param authors: ``{link id: id of the user who changed the customer}``.
    :return: links whose partner is being written by somebody else; nothing was done about them.
    """
    decided = decide(meeting, links)
    if meeting.pulls:
        decided = _guard_logins(meeting, decided)
    people = own_people(meeting, decided)
    busy = _take(meeting, [one for one in decided if one.takes and one.link not in people]) if meeting.pulls else []
    rest = [one for one in decided if one not in busy]
    if meeting.pulls:
        meeting.partners.flag([one.link.partner_id.id for one in rest if one.is_first and one.link not in people])
    agree(meeting, rest)
    _file_conflicts(meeting, rest)
    if meeting.pushes:
        changed = [one for one in rest if one.merge.of(Act.SEND) and not one.conflicts]
        _queue(meeting, changed, authors or {})
    return meeting.env["bridge.binding"].union(*(one.link for one in busy))


def _guard_logins(meeting, decided):
    """Return decisions in which no e-mail is taken into a partner, or an invoice address, that signs in here."""
    concerned = [one for one in decided if "email" in one.takes]
    partners = meeting.partners.mine([one.link.partner_id.id for one in concerned])
    addresses = addresses_of(partners) if partners else {}
    written = {partner.id: {partner.id, *(each.id for each in addresses[partner].values())} for partner in partners}
    users = meeting.env["res.users"].search([("partner_id", "in", list({i for ids in written.values() for i in ids}))])
    logins = set(users.partner_id.ids)
    guarded = {one.link for one in concerned if written[one.link.partner_id.id] & logins}
    return [_guarded(one) if one.link in guarded else one for one in decided]


def _guarded(one):
    acts = {name: act for name, act in one.merge.acts.items() if name != "email"}
    return replace(one, merge=Merge(acts), guarded=("email",))


def own_people(meeting, decided):
    """Return the links of those who work here and are met for the first time: the host lets nobody but an administrator
    write their partners, so that nothing is filled in then, and they are kept in step only if a person flags them.
    """
    first = [one for one in decided if one.is_first] if meeting.pulls else []
    if not first:
        return set()
    users = meeting.env["res.users"].search(
        [("partner_id", "in", [one.link.partner_id.id for one in first]), ("share", "=", False)]
    )
    ids = set(users.partner_id.ids)
    return {one.link for one in first if one.link.partner_id.id in ids}


def decide(meeting, links):
    """Return the ``Decision`` of each link that is kept in step and can be compared."""
    company = meeting.connection.company_id
    links.remote_record_id.fetch(("name", "details", "version", "is_active", "is_gone"))
    links.partner_id.fetch(("bridge_sync", "company_id"))
    compared = links.filtered(
        lambda link: (
            link.remote_record_id.is_active
            and not link.remote_record_id.is_gone
            and link.partner_id.company_id in (company.browse(), company)
            and (link.partner_id.bridge_sync or not link.agreed)
        )
    )
    parties = meeting.customers.parties(compared)
    return [_decide(meeting, link, parties[link.id]) for link in compared if link.id in parties]


def _decide(meeting, link, party):
    row = link.remote_record_id
    ours, theirs = content(link, party), meeting.customers.theirs(row.name, row.details)
    base = Agreement.of(link.agreed)
    return Decision(link, ours, theirs, base, not link.agreed, merging.merge(ours, theirs, base))


def content(link, party):
    """Return the content of what Odoo has.

    An entry for another currency bears that in its name, which is not ours. That there are no payment terms is told;
    of terms that stand for nothing there nothing is.
    """
    said = merging.content_of_party(party)
    if link.currency_name:
        del said["name"]
    if not link.partner_id.with_company(link.company_id).property_payment_term_id:
        said["term"] = ""
    return said


def agree(meeting, decided):
    """Keep what both sides agree on now. What was sent, or is a question, is not agreed on yet."""
    if not decided:
        return
    taken = [one for one in decided if meeting.pulls and one.takes]
    parties = meeting.customers.parties(meeting.env["bridge.binding"].union(*(one.link for one in taken)))
    rows = {}
    for one in decided:
        ours = content(one.link, parties[one.link.id]) if one.link.id in parties else one.ours
        # At the first meeting all is agreed on as it is: what is changed later can be told from it.
        names = one.merge.acts if one.is_first else one.merge.settled + (one.takes if meeting.pulls else ())
        rows[one.link.id] = {
            "agreed": one.base.renewed(ours, one.theirs, names).stored(),
            "version": one.link.remote_record_id.version or None,
        }
    update_rows(meeting.env["bridge.binding"], rows)


def agree_as_it_is(meeting, links):
    """What was just made from the other side is agreed on as both sides have it."""
    agree(meeting, decide(meeting, links))


# === CHANGED THERE === #


def _take(meeting, decided):
    """Write what was changed there into partners. :return: those whose partner somebody else is writing."""
    if not decided:
        return []
    partners = meeting.partners.mine(one.link.partner_id.id for one in decided)
    known, addresses = {partner.id: partner for partner in partners}, addresses_of(partners)
    locked = _lock(meeting.env, [partners, *(each for mine in addresses.values() for each in mine.values())])
    busy, words = [], {}
    for one in decided:
        partner = known[one.link.partner_id.id]
        own = {partner.id, *(each.id for each in addresses[partner].values())}
        if not own <= locked:
            busy.append(one)
            continue
        meeting.partners.take(partner, one.theirs, one.takes, addresses[partner])
        if not one.is_first:
            # That blanks are filled when somebody is linked is no news to write down.
            words[partner.id] = _words_of_taken(meeting, one)
    meeting.partners.log(words)
    meeting.env.flush_all()
    meeting.count(updated=len(words))
    return busy


def _lock(env, records):
    """Lock partners that nobody else is writing. :return: their ids. One that was changed since our snapshot is a
    conflict, with which the transaction starts again.
    """
    ids = sorted({record_id for some in records for record_id in some.ids})
    env.cr.execute(SQL("SELECT id FROM res_partner WHERE id = ANY(%s) FOR NO KEY UPDATE SKIP LOCKED", ids))
    return {row[0] for row in env.cr.fetchall()}


def _words_of_taken(meeting, one):
    connection = meeting.connection
    changes = connection._changes_words([[name, one.ours[name], one.theirs[name]] for name in one.takes])
    return meeting.env._("Changed in %(ledger)s: %(changes)s", ledger=connection.ledger_name, changes=changes)


# === SENT === #


def reader_of(connection):
    """Return what reads customers of a connection on both sides, as its technical user."""
    return Customers(connection.with_env(connection._technical_env()))


def agreed_after(customers, binding, line, record):
    """Return what both sides agree on after a write of ours, as plain values; None of what is no customer.

    :param line: of the exchange: what was said of it. What was changed there meanwhile is not among that.
    """
    if record.kind is not Kind.CUSTOMER:
        return None
    said = line.said or {}
    theirs = customers.theirs(record.name, record.details)
    return Agreement.of(binding.agreed).renewed(said, theirs, said).stored()


# === CHANGED ON BOTH SIDES === #


def conflict_of(one, names=None):
    """Return the arguments of the reason that tells a conflict: ``[field, agreed last, Odoo's, the ledger's]``."""
    names = one.conflicts if names is None else names
    return {
        "name": one.link.record_name,
        "conflicts": [[name, one.base.here.get(name, ""), one.ours[name], one.theirs[name]] for name in names],
    }


def _file_conflicts(meeting, decided):
    """Ask about what was changed on both sides, and about logins; close what was asked and has answered itself."""
    _file_questions(meeting, CONFLICT, {one: one.conflicts for one in decided})
    _file_questions(meeting, LOGIN, {one: one.guarded for one in decided})


def _file_questions(meeting, reason, questions):
    """:param questions: ``{Decision: names of the fields to be asked about}``"""
    issues = meeting.env["bridge.issue"]
    asked = [one for one, names in questions.items() if names]
    open_already = issues.search(
        [
            ("connection_id", "=", meeting.connection.id),
            ("reason", "=", reason),
            ("state", "=", "open"),
            ("binding_id", "in", [one.link.id for one in asked]),
        ]
    ).binding_id
    issues._file(
        meeting.connection.id,
        [
            {
                "reason": reason,
                "root": f"binding:{one.link.id}",
                "kind": one.link.kind,
                "binding_id": one.link.id,
                "arguments": conflict_of(one, questions[one]),
            }
            for one in asked
        ],
    )
    # Who is met twice in a run is one question.
    meeting.count(asked=len([one for one in asked if one.link not in open_already]))
    agreed = [one.link.id for one, names in questions.items() if not names]
    issues.search(
        [
            ("connection_id", "=", meeting.connection.id),
            ("reason", "=", reason),
            ("state", "in", ("open", "ignored")),
            ("binding_id", "in", agreed),
        ]
    )._answer_themselves()


def keep_odoo(link, conflicts):
    """A person wants Odoo's values there: what the ledger held then is no change any more.

    :param conflicts: as ``conflict_of`` tells them.
    """
    base = Agreement.of(link.agreed)
    there = {name: theirs for name, _base, _ours, theirs in conflicts}
    # What was not changed here either is a change of ours from now on, so that it is sent; of nothing nothing is.
    here = {name: theirs if ours else ours for name, _base, ours, theirs in conflicts}
    link.agreed = base.renewed(here, there, there).stored()


def keep_ledger(meeting, link, conflicts):
    """A person wants the ledger's values here: they are taken at once, whatever the direction of the flow."""
    row = link.remote_record_id
    values = {name: theirs for name, _base, _ours, theirs in conflicts}
    theirs = meeting.customers.theirs(row.name, row.details) | values
    partner = meeting.partners.mine(link.partner_id.ids)
    meeting.partners.take(partner, theirs, tuple(values), addresses_of(partner)[partner])
    meeting.env.flush_all()
    party = meeting.customers.parties(link).get(link.id)
    ours = content(link, party) if party else {}
    link.agreed = Agreement.of(link.agreed).renewed(ours, values, values).stored()


# === CHANGED HERE === #


def _queue(meeting, decided, authors):
    """Write updates into the outbox, one for each customer that has none on its way."""
    if not decided:
        return
    transfers = meeting.env["bridge.transfer"]
    newest = transfers._newest(meeting.env["bridge.binding"].union(*(one.link for one in decided)))
    rejected, fresh = transfers, []
    for one in decided:
        transfer = newest.get(one.link, transfers)
        if transfer.state == "rejected":
            transfer.operation = Operation.UPDATE.value
            rejected |= transfer
        elif transfer.state not in ("queued", "sending", "uncertain", "held"):
            fresh.append(one.link)
    rejected._requeue()
    created = transfers.create(
        [
            {
                "connection_id": meeting.connection.id,
                "binding_id": link.id,
                "operation": Operation.UPDATE.value,
                "released_by_id": authors.get(link.id) or meeting.env.uid,
                "released_at": fields.Datetime.now(),
            }
            for link in fresh
        ]
    )
    created._note_creation()
    meeting.count(queued=len(created) + len(rejected))
