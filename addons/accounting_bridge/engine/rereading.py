"""Entries that a person has put right in the ledger: the next session asks for each of them itself.

What changed there is read by every session. But a clock there may be slow, a notice may be missed, and what was there
before has not changed at all. So an entry that somebody spoke of with *I fixed it there - check again* (``is_to_find``
of its link) is asked for by what it could be known by, after everything else that is read and before it is decided
who is who; never the whole list. The answer goes into the mirror as every other does, and the mark goes with it.

The question is an extra, and no session may stop because of it. It goes by itself, after the lists. What is refused
together is asked one by one; what is refused alone loses its mark and is judged by what is known, as before.
"""

import logging
from dataclasses import replace

from ..ledgers.documents import Kind
from ..ledgers.protocol import Find, Unwritable
from ..ledgers.reasons import reason_of
from .bulk import update_rows
from .judging import billing_addresses, looked_for_by
from .preparation import Preparation

_logger = logging.getLogger(__name__)

# Names and keys after which one round trip asks for no other record.
AT_ONCE = 100
# What an entry of ``to_read`` and a request on record say besides: ids of the links that it was asked for.
LINKS = "links"
# What an entry of ``to_read`` says that goes by itself, since it was refused together with others.
ALONE = "alone"
# Where nobody has answered at all: the same question is as good later. So it is with a reason that stops a connection.
_NOBODY_ANSWERED = ("throttled", "unreachable", "not_opened", "budget_used_up", "subscription_ended")


def is_due(connection):
    """Return whether there is anything to ask for."""
    return bool(connection.env["bridge.binding"].search_count(_marked(connection), limit=1))


def plan(connection):
    """Return what to ask for, as entries of ``to_read``: one of each kind, nothing where nobody has put anything right.

    With what is too much for one round trip the session goes on.
    """
    links = connection.env["bridge.binding"].search(_marked(connection), order="id", limit=AT_ONCE)
    return _entries(connection, links) if links else []


def _marked(connection):
    return [("connection_id", "=", connection.id), ("is_to_find", "=", True)]


def _entries(connection, links, *, alone=False):
    """Return what asks for these links: an entry of each kind, or one of each link. Who cannot be asked for loses the
    mark: what cannot be written there is nobody's name there.
    """
    ledger = connection._ledger()
    entries, room = {}, AT_ONCE
    for link, (names, keys) in _known(connection, links).items():
        if room <= 0:
            break
        room -= len(names) + len(keys)
        own = {"kind": link.kind, "names": names, "keys": keys, LINKS: [link.id]}
        if not _can_be_asked(ledger, own):
            _unmark(connection, [link.id])
        elif alone:
            entries[link.id] = own | {ALONE: True}
        else:
            entry = entries.setdefault(link.kind, {"kind": link.kind, "names": [], "keys": [], LINKS: []})
            for part in ("names", "keys", LINKS):
                entry[part] += [value for value in own[part] if value not in entry[part]]
    return list(entries.values())


def _known(connection, links):
    """Return ``{link: (names, keys)}`` of those whose records can be read; the others lose the mark."""
    known = _tried(connection, links)
    if known is None:
        known = {}
        for link in links:
            known |= _tried(connection, link) or {}
        _unmark(connection, [link.id for link in links if link not in known])
    return known


def _tried(connection, links):
    """Return the same of all these links, None where one of their records cannot be read, such as for want of rights.

    A session begins with this, and it begins whatever becomes of it.
    """
    try:
        with connection.env.cr.savepoint():
            return _known_by(connection, links)
    except Exception:
        _logger.exception("What entries %s are known by cannot be read, so they are not asked for", links.ids)
        return None


def _known_by(connection, links):
    """Return ``{link: (names, keys)}``: what each is looked for by, and the names of those that it could be there."""
    reader = Preparation(connection.with_env(connection._technical_env()))
    there = {link: link.remote_record_id for link in links}
    issues = connection.env["bridge.issue"].search(
        [("binding_id", "in", links.ids), ("solved_with", "=", "check_again")], order="id desc"
    )
    # The newest of each is what the person has answered.
    for issue in {issue.binding_id: issue for issue in reversed(issues)}.values():
        there[issue.binding_id] |= issue.candidate_ids
    found = {}
    for kind, several in links.grouped("kind").items():
        addresses = _addresses(reader, several) if kind == Kind.CUSTOMER.value else {}
        for link, (names, lead) in looked_for_by(reader, Kind(kind), several).items():
            names += [row.full_name or row.name for row in there[link] if not row.is_gone]
            found[link] = (list(dict.fromkeys(filter(None, names))), _as_written(link, lead, addresses.get(link, "")))
    return {link: found[link] for link in links}


def _addresses(reader, links):
    """Return ``{link: the e-mail address as Odoo has it}`` of customers."""
    partners = reader.env["res.partner"].browse(link.partner_id.id for link in links)
    billing = billing_addresses(partners)
    texts = {each.id: billing.get(each, each).email or each.email or "" for each in partners}
    return {link: texts[link.partner_id.id] for link in links}


def _as_written(link, lead, address):
    """Return the ways in which a leading key may be written there: a SKU is compared without its blanks, an e-mail
    address without its case.
    """
    start = address.casefold().find(lead)
    own = link.product_id.default_code if link.kind == Kind.ITEM.value else address[start : start + len(lead)]
    return list(dict.fromkeys(filter(None, (own, lead)))) if lead else []


def _can_be_asked(ledger, entry):
    """Return whether the ledger has a question for this."""
    try:
        return bool(ledger.encode_reads([Find(Kind(entry["kind"]), tuple(entry["names"]), tuple(entry["keys"]))]))
    except Unwritable:
        return False


def for_whom(entry):
    """Return what a request on record says besides what was asked."""
    return {LINKS: entry[LINKS]} if LINKS in entry else {}


def without(to_read):
    """Return what is left to read of lists: of links only the marks are to be relied on."""
    return [entry for entry in to_read or () if LINKS not in entry]


def next_of(to_read):
    """Return what goes in the next round trip: lists first, then all questions, or one that goes by itself."""
    if lists := without(to_read):
        return lists
    return to_read[:1] if ALONE in to_read[0] else [entry for entry in to_read if ALONE not in entry]


def left_of(session, requests):
    """Return the questions of a session that were not asked in a round trip."""
    asked = [values.get(LINKS) for values in requests]
    return [entry for entry in session.to_read or () if LINKS in entry and entry[LINKS] not in asked]


def goes_on_without(session, requests, problem):
    """A round trip of questions had no answer: they are asked one by one, or not any more.

    :return bool: False where it is no such round trip, or where nobody has answered: then the session stops.
    """
    asked = [values.get(LINKS) for values in requests]
    if not all(asked) or not _is_refused(problem):
        return False
    session.to_read = _one_by_one(session, sum(asked, [])) + left_of(session, requests)
    return True


def without_refusals(requests, answer):
    """Return the pages of an answer without what became of questions that were refused: no session stops for them."""
    return [
        replace(page, reason="", words="") if LINKS in values and _is_refused(page.reason, answer.pause) else page
        for values, page in zip(requests, answer.pages, strict=True)
    ]


def note_answers(session, requests, answer, left):
    """Take the marks off those that were answered, and go on with what is still to be asked.

    :param requests: as they are on record; the pages of the answer are in their order.
    :param left: the questions of the session that were not asked yet.
    """
    asked = [(values[LINKS], page) for values, page in zip(requests, answer.pages, strict=True) if LINKS in values]
    _unmark(session.connection_id, [each for links, page in asked if not page.reason for each in links])
    for links, page in asked:
        if _is_refused(page.reason, answer.pause):
            left = _one_by_one(session, links) + left
    if session.problem:
        return
    if asked and not left:
        left = plan(session.connection_id)
    if left:
        session.to_read = [*(session.to_read or ()), *left]


def _one_by_one(session, link_ids):
    """Return what asks for links that were refused together, each by itself. One that was alone is not asked again."""
    connection = session.connection_id
    if len(link_ids) == 1:
        _unmark(connection, link_ids)
        return []
    links = connection.env["bridge.binding"].search([*_marked(connection), ("id", "in", link_ids)], order="id")
    return _entries(connection, links, alone=True) if links else []


def _is_refused(reason, pause=""):
    """Return whether a question was met by somebody who did not answer it. Before a pause not all are asked."""
    return bool(reason and not pause and reason not in _NOBODY_ANSWERED and not reason_of(reason).state)


def _unmark(connection, link_ids):
    update_rows(connection.env["bridge.binding"], {link_id: {"is_to_find": False} for link_id in link_ids})
