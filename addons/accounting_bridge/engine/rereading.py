"""Entries that a person has put right in the ledger: the next session asks for each of them itself.

What changed there is read by every session. But a clock there may be slow, a notice may be missed, and what was there
before has not changed at all. So an entry that somebody spoke of with *I fixed it there - check again* (``is_to_find``
of its link) is asked for by what it could be known by, beside everything else that is read and before it is decided
who is who; never the whole list. The answer goes into the mirror as every other does, and the mark goes with it.
"""

from ..ledgers.documents import Kind
from ..ledgers.protocol import Find, Unwritable
from ..ledgers.reasons import Retry, reason_of
from .bulk import update_rows
from .judging import looked_for_by
from .preparation import Preparation

KINDS = (Kind.CUSTOMER.value, Kind.VENDOR.value, Kind.ITEM.value)
# Names and keys after which one round trip asks for no other record.
AT_ONCE = 100
# What an entry of ``to_read`` and a request on record say besides: ids of the links that it was asked for.
LINKS = "links"


def plan(connection):
    """Return what to ask for, as entries of ``to_read``: one of each kind, nothing where nobody has put anything right.

    With what is too much for one round trip the session goes on.
    """
    marked = connection.env["bridge.binding"].search(
        [("connection_id", "=", connection.id), ("is_to_find", "=", True)], order="id", limit=AT_ONCE
    )
    if not marked:
        return []
    entries, room = {}, AT_ONCE
    for link, (names, keys) in _known_by(connection, marked).items():
        if room <= 0:
            break
        room -= len(names) + len(keys)
        entry = entries.setdefault(link.kind, {"kind": link.kind, "names": [], "keys": [], LINKS: []})
        for part, values in (("names", names), ("keys", keys), (LINKS, [link.id])):
            entry[part] += [value for value in values if value not in entry[part]]
    askable = [entry for entry in entries.values() if _can_be_asked(connection._ledger(), entry)]
    # What cannot be written there is nobody's name there.
    _unmark(connection, [link_id for entry in entries.values() if entry not in askable for link_id in entry[LINKS]])
    return askable


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
        for link, (names, lead) in looked_for_by(reader, Kind(kind), several).items():
            names += [row.full_name or row.name for row in there[link] if not row.is_gone]
            found[link] = (list(dict.fromkeys(filter(None, names))), _as_written(link, lead))
    return {link: found[link] for link in links}


def _as_written(link, lead):
    """Return the ways in which a leading key may be written there; a SKU is compared without its blanks."""
    own = [link.product_id.default_code] if lead and link.kind == Kind.ITEM.value else []
    return list(dict.fromkeys(filter(None, (*own, lead))))


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


def note_answers(session, requests, pages):
    """Take the marks off those that were answered, and go on with what is still marked.

    :param requests: as they are on record; pages answer them in their order.
    """
    asked = [(values[LINKS], page) for values, page in zip(requests, pages, strict=True) if LINKS in values]
    if not asked:
        return
    _unmark(session.connection_id, [each for links, page in asked if _is_final(page.reason) for each in links])
    if not session.problem:
        session.to_read = [*(session.to_read or ()), *plan(session.connection_id)]


def note_refused(session, requests, reason):
    """A question that the ledger does not take is not asked again and again: it would stop every session."""
    if _is_final(reason):
        _unmark(session.connection_id, [each for values in requests for each in values.get(LINKS, ())])


def _is_final(reason):
    """Return whether nothing else would come of the same question; "" stands for an answer."""
    return not reason or (reason_of(reason).retry is Retry.NEVER and not reason_of(reason).state)


def _unmark(connection, link_ids):
    update_rows(connection.env["bridge.binding"], {link_id: {"is_to_find": False} for link_id in link_ids})
